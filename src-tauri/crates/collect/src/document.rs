//! Building documents: AWS's member names, decoded policies, lists in a stable order.

use std::collections::BTreeMap;

use aws_smithy_types::{DateTime, date_time::Format};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

/// A JSON object of the members that are set.
macro_rules! object {
    ($($name:literal: $value:expr),* $(,)?) => {{
        let mut members = serde_json::Map::new();
        $($crate::document::put(&mut members, $name, $value);)*
        serde_json::Value::Object(members)
    }};
}
pub(crate) use object;

/// A member of an object; nothing where it is not set, and where a list is empty.
pub(crate) trait Member {
    fn member(self) -> Option<Value>;
}

/// Adds a member, if it is set.
pub(crate) fn put(members: &mut Map<String, Value>, name: &str, value: impl Member) {
    if let Some(value) = value.member() {
        members.insert(name.to_owned(), value);
    }
}

impl Member for Value {
    fn member(self) -> Option<Value> {
        Some(self)
    }
}

impl Member for bool {
    fn member(self) -> Option<Value> {
        Some(self.into())
    }
}

impl Member for &str {
    fn member(self) -> Option<Value> {
        Some(self.into())
    }
}

impl Member for i32 {
    fn member(self) -> Option<Value> {
        Some(self.into())
    }
}

impl Member for i64 {
    fn member(self) -> Option<Value> {
        Some(self.into())
    }
}

impl Member for &DateTime {
    fn member(self) -> Option<Value> {
        Some(timestamp(self))
    }
}

impl Member for Vec<Value> {
    fn member(self) -> Option<Value> {
        (!self.is_empty()).then_some(Value::Array(self))
    }
}

impl<T: Member> Member for Option<T> {
    fn member(self) -> Option<Value> {
        self.and_then(Member::member)
    }
}

/// A time as `2026-01-31T12:00:00Z`.
pub(crate) fn timestamp(time: &DateTime) -> Value {
    time.fmt(Format::DateTime).map_or(Value::Null, Value::String)
}

/// A policy document as an object. IAM sends it URL-encoded, most other services as it is; a text that is no JSON stays a text.
pub(crate) fn policy(text: &str) -> Value {
    let decoded = || {
        let text = percent_decode_str(text).decode_utf8().ok()?;
        serde_json::from_str(&text).ok()
    };
    serde_json::from_str(text).ok().or_else(decoded).unwrap_or_else(|| Value::String(text.to_owned()))
}

/// A list in a stable order, for lists whose order means nothing and is AWS's whim.
pub(crate) fn sorted(values: impl IntoIterator<Item = Value>) -> Vec<Value> {
    let mut values: Vec<Value> = values.into_iter().collect();
    values.sort_by_cached_key(Value::to_string);
    values
}

/// Texts as a list in a stable order.
pub(crate) fn sorted_texts<'a>(texts: impl IntoIterator<Item = &'a String>) -> Vec<Value> {
    sorted(texts.into_iter().map(|text| Value::String(text.clone())))
}

/// Tags as a list of `Key` and `Value`, by key.
pub(crate) fn tag_list<'a>(tags: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<Value> {
    let tags: BTreeMap<&str, &str> = tags.into_iter().collect();
    tags.into_iter().map(|(key, value)| object! { "Key": key, "Value": value }).collect()
}

/// A member of a document that is a text.
pub(crate) fn text<'a>(document: &'a Value, name: &str) -> Option<&'a str> {
    document.get(name)?.as_str()
}

/// The texts of a member that is a list of texts, or one text.
pub(crate) fn texts(value: Option<&Value>) -> Vec<&str> {
    match value {
        Some(Value::String(text)) => vec![text],
        Some(Value::Array(elements)) => elements.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn policies_are_decoded_however_they_are_sent() {
        let expected = json!({"Version": "2012-10-17", "Statement": []});
        assert_eq!(policy(r#"{"Version":"2012-10-17","Statement":[]}"#), expected);
        assert_eq!(policy("%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%5D%7D"), expected);
        assert_eq!(policy(r#"{"Resource": "arn:aws:s3:::a%20b"}"#), json!({"Resource": "arn:aws:s3:::a%20b"}));
        assert_eq!(policy("not json"), json!("not json"));
    }

    #[test]
    fn unset_members_and_empty_lists_are_left_out() {
        let built = object! { "A": Some("x"), "B": None::<&str>, "C": Vec::new(), "D": false };
        assert_eq!(built, json!({"A": "x", "D": false}));
    }

    #[test]
    fn tags_are_in_the_order_of_their_keys() {
        assert_eq!(
            tag_list([("b", "2"), ("a", "1")]),
            [json!({"Key": "a", "Value": "1"}), json!({"Key": "b", "Value": "2"})]
        );
    }
}
