//! Smithy RPC v2 CBOR: structures as maps with text keys, moments as tag 1 (seconds since 1970).

use ciborium::Value as Cbor;
use serde_json::{Map, Number, Value as Json};

use super::{Input, Value};

/// Seconds since 1970.
const EPOCH_TAG: u64 = 1;

/// Reads a request body; `None` where it is not a CBOR map. An empty body is an empty map.
pub(crate) fn read(body: &[u8]) -> Option<Input> {
    if body.is_empty() {
        return Some(Input::default());
    }
    let parsed: Cbor = ciborium::from_reader(body).ok()?;
    match to_json(parsed)? {
        Json::Object(members) => Some(Input::new(members)),
        _ => None,
    }
}

/// Writes an answer.
pub(crate) fn write(value: &Value) -> Vec<u8> {
    let mut out = Vec::with_capacity(512);
    let written = ciborium::into_writer(&to_cbor(value), &mut out);
    debug_assert!(written.is_ok(), "a vector takes all of it");
    out
}

fn to_cbor(value: &Value) -> Cbor {
    match value {
        Value::Null => Cbor::Null,
        Value::Bool(flag) => Cbor::Bool(*flag),
        Value::Int(number) => Cbor::Integer((*number).into()),
        Value::Time(seconds) => Cbor::Tag(EPOCH_TAG, Box::new(Cbor::Integer(seconds.0.into()))),
        Value::Text(text) => Cbor::Text(text.to_string()),
        Value::List(items) => Cbor::Array(items.iter().map(to_cbor).collect()),
        Value::Map(members) => {
            let given = members.iter().filter(|(_, member)| *member != Value::Null);
            Cbor::Map(given.map(|(name, member)| (Cbor::Text(name.to_string()), to_cbor(member))).collect())
        }
    }
}

fn to_json(value: Cbor) -> Option<Json> {
    Some(match value {
        Cbor::Null => Json::Null,
        Cbor::Bool(flag) => Json::Bool(flag),
        Cbor::Text(text) => Json::String(text),
        Cbor::Integer(number) => Json::Number(Number::from(i64::try_from(number).ok()?)),
        Cbor::Float(number) => Json::Number(Number::from_f64(number)?),
        Cbor::Tag(_, inner) => to_json(*inner)?,
        Cbor::Array(items) => Json::Array(items.into_iter().map(to_json).collect::<Option<_>>()?),
        Cbor::Map(entries) => Json::Object(entries.into_iter().map(entry_to_json).collect::<Option<Map<_, _>>>()?),
        _ => return None,
    })
}

fn entry_to_json((key, value): (Cbor, Cbor)) -> Option<(String, Json)> {
    Some((key.into_text().ok()?, to_json(value)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{state::Timestamp, wire::map};

    #[test]
    fn answers_read_back_as_they_were_written() {
        let long = "x".repeat(300);
        for number in [0_i64, 23, 24, 255, 256, 65_536, 5_000_000_000, -1, -500] {
            let value = map! { "N": number, "T": &long, "Gone": None::<i64>, "L": Value::list([true, false]) };
            let read: Cbor = ciborium::from_reader(write(&value).as_slice()).expect("well-formed");
            let json = to_json(read).expect("convertible");
            assert_eq!(json, serde_json::json!({ "N": number, "T": long, "L": [true, false] }));
        }
    }

    #[test]
    fn moments_are_tagged() {
        let read: Cbor =
            ciborium::from_reader(write(&Value::Time(Timestamp(1_700_000_000))).as_slice()).expect("well-formed");
        assert_eq!(read, Cbor::Tag(1, Box::new(Cbor::Integer(1_700_000_000.into()))));
    }

    #[test]
    fn requests_of_indefinite_length_are_read() {
        let body = [0xbf, 0x61, b'A', 0x61, b'b', 0xff];
        assert_eq!(read(&body).expect("a map").text("A"), Some("b"));
        assert!(read(&[0x01]).is_none());
        assert!(read(&[0xbf]).is_none());
    }
}
