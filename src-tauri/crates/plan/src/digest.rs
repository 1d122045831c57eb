//! Digests: SHA-256 over JSON in one form, so that a value that is written, read and written again has the same one.

use std::{collections::BTreeMap, fmt::Write};

use serde_json::Value;
use sha2::{Digest, Sha256};

/// The digest of a value: `sha256:` and 64 digits.
pub fn digest(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    let mut digest = String::from("sha256:");
    for byte in Sha256::digest(text.as_bytes()) {
        let _ = write!(digest, "{byte:02x}");
    }
    digest
}

/// A value without spaces, its members in the order of their names.
fn write(value: &Value, text: &mut String) {
    match value {
        Value::Object(members) => {
            // Whether the library keeps the order in which members were written hangs on who else uses it.
            let sorted: BTreeMap<&String, &Value> = members.iter().collect();
            text.push('{');
            for (place, (name, value)) in sorted.into_iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                text.push_str(&Value::from(name.as_str()).to_string());
                text.push(':');
                write(value, text);
            }
            text.push('}');
        }
        Value::Array(values) => {
            text.push('[');
            for (place, value) in values.iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                write(value, text);
            }
            text.push(']');
        }
        other => text.push_str(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_order_of_members_does_not_matter() {
        let one: Value = serde_json::from_str(r#"{"b": [1, {"d": null, "c": "x"}], "a": true}"#).expect("JSON");
        let other: Value = serde_json::from_str(r#"{"a":true,"b":[1,{"c":"x","d":null}]}"#).expect("JSON");
        assert_eq!(digest(&one), digest(&other));
        assert_ne!(digest(&one), digest(&json!({"a": true, "b": [{"c": "x", "d": null}, 1]})));
    }

    #[test]
    fn a_digest_is_what_other_programs_work_out() {
        // printf '{"a":"\\u0001","b":1}' | sha256sum, with the escapes that JSON demands and no others.
        let value = json!({"b": 1, "a": "\u{1}"});
        let mut text = String::new();
        write(&value, &mut text);
        assert_eq!(text, r#"{"a":"\u0001","b":1}"#);
        assert_eq!(digest(&json!("")).len(), "sha256:".len() + 64);
        assert_eq!(digest(&json!({})), "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    }
}
