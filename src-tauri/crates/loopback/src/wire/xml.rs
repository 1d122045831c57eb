//! The XML answers of AWS Query and EC2 Query: elements only, moments in ISO 8601.

use super::Value;

/// How the elements of a list are called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ListTag {
    /// AWS Query.
    Member,
    /// EC2 Query.
    Item,
}

impl ListTag {
    fn name(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Item => "item",
        }
    }
}

/// Writes the members of an answer as elements, without a root element.
pub(crate) fn write(value: &Value, tag: ListTag, out: &mut String) {
    match value {
        Value::Null => {}
        Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Value::Int(number) => out.push_str(&number.to_string()),
        Value::Time(seconds) => out.push_str(&seconds.to_string()),
        Value::Text(text) => escape(text, out),
        Value::List(items) => items.iter().for_each(|item| element(tag.name(), item, tag, out)),
        Value::Map(members) => {
            for (name, member) in members.iter().filter(|(_, member)| *member != Value::Null) {
                element(name, member, tag, out);
            }
        }
    }
}

fn element(name: &str, value: &Value, tag: ListTag, out: &mut String) {
    out.push('<');
    out.push_str(name);
    out.push('>');
    write(value, tag, out);
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

fn escape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| escaped(byte).is_some()) {
        let (plain, special) = rest.split_at(at);
        out.push_str(plain);
        out.push_str(special.bytes().next().and_then(escaped).unwrap_or_default());
        rest = special.get(1..).unwrap_or_default();
    }
    out.push_str(rest);
}

fn escaped(byte: u8) -> Option<&'static str> {
    match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        b'\r' => Some("&#13;"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{state::Timestamp, wire::map};

    #[test]
    fn lists_and_texts_are_written_as_elements() {
        let value = map! { "Name": "é<b & c", "When": Timestamp(0), "Ids": Value::list(["x"]), "No": None::<String> };
        let mut query = String::new();
        write(&value, ListTag::Member, &mut query);
        assert_eq!(query, "<Name>é&lt;b &amp; c</Name><When>1970-01-01T00:00:00Z</When><Ids><member>x</member></Ids>");
        let mut ec2 = String::new();
        write(&map! { "ids": Value::list([1_i64]) }, ListTag::Item, &mut ec2);
        assert_eq!(ec2, "<ids><item>1</item></ids>");
    }
}
