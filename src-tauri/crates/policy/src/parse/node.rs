//! JSON as the grammar reads it: members in their order, repeated ones included, and the position of each value on demand.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::Position;

/// A JSON value.
#[derive(Debug)]
pub(super) enum Node<'d> {
    Null,
    Bool(bool),
    /// A number, as text: as written, unless [`Node::is_rounded`].
    Number(String),
    /// A number that was rounded while it was read.
    Rounded(f64),
    String(Cow<'d, str>),
    Array(Vec<Node<'d>>),
    Object(Vec<(Cow<'d, str>, Node<'d>)>),
}

impl<'d> Node<'d> {
    /// Whether some number in it is not as it was written: one with a fraction, an exponent or more than nineteen digits.
    pub(super) fn is_rounded(&self) -> bool {
        match self {
            Node::Rounded(_) => true,
            Node::Array(items) => items.iter().any(Node::is_rounded),
            Node::Object(members) => members.iter().any(|(_, value)| value.is_rounded()),
            Node::Null | Node::Bool(_) | Node::Number(_) | Node::String(_) => false,
        }
    }

    /// Reads a text with every number as it is written. Each value is read once more for every value around it.
    pub(super) fn as_written(text: &'d str) -> serde_json::Result<Node<'d>> {
        match text.trim_start().as_bytes().first() {
            Some(b'{') => {
                let Members(members) = serde_json::from_str(text)?;
                let read = |(name, value): (Cow<'d, str>, &'d RawValue)| Ok((name, Node::as_written(value.get())?));
                members.into_iter().map(read).collect::<serde_json::Result<_>>().map(Node::Object)
            }
            Some(b'[') => {
                let items: Vec<&RawValue> = serde_json::from_str(text)?;
                items
                    .into_iter()
                    .map(|item| Node::as_written(item.get()))
                    .collect::<serde_json::Result<_>>()
                    .map(Node::Array)
            }
            Some(b'-' | b'0'..=b'9') => Ok(Node::Number(text.trim().to_owned())),
            _ => serde_json::from_str(text),
        }
    }

    /// What it is, for a message.
    pub(super) fn sort(&self) -> &'static str {
        match self {
            Node::Null => "null",
            Node::Bool(_) => "a boolean",
            Node::Number(_) | Node::Rounded(_) => "a number",
            Node::String(_) => "a string",
            Node::Array(_) => "a list",
            Node::Object(_) => "an object",
        }
    }
}

impl fmt::Display for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Node::Null => f.write_str("null"),
            Node::Bool(value) => write!(f, "{value}"),
            Node::Number(text) => f.write_str(text),
            Node::Rounded(value) => write!(f, "{value}"),
            Node::String(text) => write!(f, "{text:?}"),
            Node::Array(items) => {
                let items: Vec<String> = items.iter().map(Node::to_string).collect();
                write!(f, "[{}]", items.join(","))
            }
            Node::Object(members) => {
                let members: Vec<String> = members.iter().map(|(name, value)| format!("{name:?}:{value}")).collect();
                write!(f, "{{{}}}", members.join(","))
            }
        }
    }
}

impl<'d> Deserialize<'d> for Node<'d> {
    fn deserialize<D: Deserializer<'d>>(deserializer: D) -> Result<Node<'d>, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'d> Visitor<'d> for Reader {
    type Value = Node<'d>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Node<'d>, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node<'d>, E> {
        Ok(Node::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node<'d>, E> {
        Ok(Node::Number(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node<'d>, E> {
        Ok(Node::Number(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node<'d>, E> {
        Ok(Node::Rounded(value))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node<'d>, E> {
        Ok(Node::String(Cow::Owned(text.to_owned())))
    }

    fn visit_borrowed_str<E>(self, text: &'d str) -> Result<Node<'d>, E> {
        Ok(Node::String(Cow::Borrowed(text)))
    }

    fn visit_seq<A: SeqAccess<'d>>(self, mut items: A) -> Result<Node<'d>, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Node::Array(list))
    }

    fn visit_map<A: MapAccess<'d>>(self, mut members: A) -> Result<Node<'d>, A::Error> {
        let mut list = Vec::new();
        while let Some((name, value)) = members.next_entry::<Node<'d>, Node<'d>>()? {
            let name = match name {
                Node::String(name) => name,
                other => Cow::Owned(other.to_string()),
            };
            list.push((name, value));
        }
        Ok(Node::Object(list))
    }
}

/// A step from a value to one inside it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Step {
    /// The member of this name; the last one, where it is repeated.
    Member(String),
    Item(usize),
}

/// Where in the text the value stands that the steps lead to.
pub(super) fn locate(text: &str, steps: &[Step]) -> Option<Position> {
    let mut value: &RawValue = serde_json::from_str(text).ok()?;
    for step in steps {
        value = match step {
            Step::Member(name) => {
                let Members(members) = serde_json::from_str(value.get()).ok()?;
                members.into_iter().rfind(|(member, _)| member == name)?.1
            }
            Step::Item(place) => {
                let items: Vec<&RawValue> = serde_json::from_str(value.get()).ok()?;
                items.into_iter().nth(*place)?
            }
        };
    }
    let offset = value.get().as_ptr().addr().checked_sub(text.as_ptr().addr())?;
    let before = text.get(..offset)?;
    let line = before.matches('\n').count().saturating_add(1);
    let column = before.rsplit('\n').next().unwrap_or_default().len().saturating_add(1);
    Some(Position { line, column })
}

/// The members of an object, unread.
struct Members<'d>(Vec<(Cow<'d, str>, &'d RawValue)>);

impl<'d> Deserialize<'d> for Members<'d> {
    fn deserialize<D: Deserializer<'d>>(deserializer: D) -> Result<Members<'d>, D::Error> {
        struct MembersReader;

        impl<'d> Visitor<'d> for MembersReader {
            type Value = Members<'d>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'d>>(self, mut members: A) -> Result<Members<'d>, A::Error> {
                let mut list = Vec::new();
                while let Some((Name(name), value)) = members.next_entry()? {
                    list.push((name, value));
                }
                Ok(Members(list))
            }
        }

        deserializer.deserialize_map(MembersReader)
    }
}

/// A name, borrowed where it holds no escapes.
#[derive(Deserialize)]
struct Name<'d>(#[serde(borrow)] Cow<'d, str>);
