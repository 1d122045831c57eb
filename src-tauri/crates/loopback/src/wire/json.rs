//! awsJson 1.1: structures as JSON objects, moments as seconds since 1970.

use serde_json::Value as Json;

use super::{Input, Value};
use crate::state::Timestamp;

/// Reads a request body; `None` where it is not a JSON object. An empty body is an empty object.
pub(crate) fn read(body: &[u8]) -> Option<Input> {
    if body.is_empty() {
        return Some(Input::default());
    }
    match serde_json::from_slice(body) {
        Ok(Json::Object(members)) => Some(Input::new(members)),
        _ => None,
    }
}

/// Writes an answer.
pub(crate) fn write(value: &Value) -> Vec<u8> {
    let mut out = Vec::with_capacity(512);
    write_value(value, &mut out);
    out
}

fn write_value(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Bool(true) => out.extend_from_slice(b"true"),
        Value::Bool(false) => out.extend_from_slice(b"false"),
        Value::Int(number) | Value::Time(Timestamp(number)) => out.extend_from_slice(number.to_string().as_bytes()),
        Value::Text(text) => write_text(text, out),
        Value::List(items) => {
            out.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                write_value(item, out);
            }
            out.push(b']');
        }
        Value::Map(members) => {
            out.push(b'{');
            let given = members.iter().filter(|(_, member)| *member != Value::Null);
            for (index, (name, member)) in given.enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                write_text(name, out);
                out.push(b':');
                write_value(member, out);
            }
            out.push(b'}');
        }
    }
}

fn write_text(text: &str, out: &mut Vec<u8>) {
    serde_json::to_writer(out, text).expect("a string is always written to memory");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::map;

    #[test]
    fn members_that_are_not_given_are_left_out() {
        let value =
            map! { "A": None::<String>, "B": "x\"y", "C": Timestamp(12), "D": Value::list(["p", "q"]), "E": false };
        assert_eq!(String::from_utf8_lossy(&write(&value)), r#"{"B":"x\"y","C":12,"D":["p","q"],"E":false}"#);
    }

    #[test]
    fn bodies_that_are_not_objects_are_refused() {
        assert!(read(b"").is_some());
        assert!(read(b"[1]").is_none());
        assert!(read(b"{").is_none());
    }
}
