//! The values of a request as they are written, read by serde_json: what is inside a value is looked at when it is asked
//! for, names and strings are borrowed from the text, and each value knows where it begins.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::refusal::Wrong;
use crate::Position;

/// A value, within the text of its request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value<'t> {
    request: &'t str,
    text: &'t str,
}

/// A member of an object.
pub(super) type Member<'t> = (Cow<'t, str>, Value<'t>);

impl<'t> Value<'t> {
    /// The request itself; it may still turn out not to be JSON.
    pub(super) fn whole(request: &'t str) -> Value<'t> {
        Value { request, text: request.trim_start() }
    }

    /// A value inside this one.
    fn inside(self, raw: &'t RawValue) -> Value<'t> {
        Value { text: raw.get(), ..self }
    }

    /// As it is written.
    pub(super) fn text(self) -> &'t str {
        self.text
    }

    /// The offset in the request at which it begins.
    pub(super) fn at(self) -> usize {
        self.text.as_ptr().addr().saturating_sub(self.request.as_ptr().addr())
    }

    /// Says what is wrong with this value.
    pub(super) fn wrong(self, problem: impl Into<String>) -> Wrong {
        Wrong::at(self.at(), problem)
    }

    pub(super) fn is_null(self) -> bool {
        self.text == "null"
    }

    pub(super) fn is_object(self) -> bool {
        self.text.starts_with('{')
    }

    pub(super) fn is_array(self) -> bool {
        self.text.starts_with('[')
    }

    /// A string; borrowed where it holds no escapes.
    pub(super) fn string(self, otherwise: &'static str) -> Result<Cow<'t, str>, Wrong> {
        if !self.text.starts_with('"') {
            return Err(self.wrong(otherwise));
        }
        serde_json::from_str(self.text).map(|Name(text)| text).map_err(|error| self.unreadable(&error))
    }

    /// The members of an object, in order, repeated ones included.
    pub(super) fn members(self) -> Result<Vec<Member<'t>>, Wrong> {
        let mut members = Vec::new();
        self.members_into(&mut members).map(|()| self.placed(members))
    }

    /// The members of the request, where they were read already.
    pub(super) fn placed(self, members: Vec<RawMember<'t>>) -> Vec<Member<'t>> {
        members.into_iter().map(|(Name(name), raw)| (name, self.inside(raw))).collect()
    }

    /// As [`Value::members`]; what stands before a fault is in the list.
    pub(super) fn members_into(self, members: &mut Vec<RawMember<'t>>) -> Result<(), Wrong> {
        if !self.is_object() {
            return Err(self.wrong("an object was expected; it begins with `{`"));
        }
        let mut reader = serde_json::Deserializer::from_str(self.text);
        let read = (&mut reader).deserialize_map(Members(members));
        read.and_then(|()| reader.end()).map_err(|error| self.unreadable(&error))
    }

    /// The elements of an array.
    pub(super) fn elements(self) -> Result<Vec<Value<'t>>, Wrong> {
        if !self.is_array() {
            return Err(self.wrong("an array was expected; it begins with `[`"));
        }
        let elements: Vec<&RawValue> = serde_json::from_str(self.text).map_err(|error| self.unreadable(&error))?;
        Ok(elements.into_iter().map(|raw| self.inside(raw)).collect())
    }

    /// What serde_json says of this value, at its place.
    fn unreadable(self, error: &serde_json::Error) -> Wrong {
        let text = error.to_string();
        let problem = text.split(" at line ").next().unwrap_or_default();
        // At the start of a line, serde_json has column 0.
        let position = Position { line: error.line().max(1), column: error.column().max(1) };
        Wrong { position, ..self.wrong(format!("this is not valid JSON: {problem}")) }
    }
}

/// The members of the object at the beginning of a text, and where it ends.
pub(super) fn first_object(text: &[u8]) -> serde_json::Result<(Vec<RawMember<'_>>, usize)> {
    let mut members = Vec::new();
    let mut reader = serde_json::Deserializer::from_slice(text);
    (&mut reader).deserialize_map(Members(&mut members))?;
    Ok((members, reader.into_iter::<IgnoredAny>().byte_offset()))
}

/// A member as serde_json reads it.
pub(super) type RawMember<'t> = (Name<'t>, &'t RawValue);

/// A string that is borrowed where it holds no escapes.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Name<'t>(#[serde(borrow)] pub(super) Cow<'t, str>);

/// Takes up the members of an object.
struct Members<'m, 't>(&'m mut Vec<RawMember<'t>>);

impl<'t> Visitor<'t> for Members<'_, 't> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'t>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(member) = members.next_entry()? {
            self.0.push(member);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_read_in_order_with_their_places() {
        let text = " {\"a\" : [1,2], \"b\\n\":\"x\" , \"c\":{\"d\":null}} ";
        let members = Value::whole(text).members().unwrap();
        let read: Vec<_> = members.iter().map(|(name, value)| (&**name, value.text(), value.at())).collect();
        assert_eq!(read, [("a", "[1,2]", 8), ("b\n", "\"x\"", 21), ("c", "{\"d\":null}", 31)]);
        assert!(Value::whole("{}").members().unwrap().is_empty());
    }

    #[test]
    fn what_is_not_an_object_says_where() {
        for (text, line, column) in [
            ("[]", 1, 1),
            ("{\"a\":}", 1, 6),
            ("{\"a\" 1}", 1, 6),
            ("{\"a\":1 \"b\":2}", 1, 8),
            ("{\"a\":1} 2", 1, 9),
            ("{\"a\":[1}", 1, 8),
            ("{\"a\":{\n\"b\":\n 01}}", 3, 3),
            ("", 1, 1),
        ] {
            let position = Value::whole(text).members().unwrap_err().position;
            assert_eq!((position.line, position.column), (line, column), "{text}");
        }
    }
}
