//! Smithy RPC v2 CBOR: structures as maps with text keys, moments as tag 1 (seconds since 1970).

use ciborium::Value as Cbor;
use serde_json::{Map, Number, Value as Json};

use super::{Input, Value};

const UNSIGNED: u8 = 0;
const NEGATIVE: u8 = 1;
const TEXT: u8 = 3;
const ARRAY: u8 = 4;
const MAP: u8 = 5;
const TAG: u8 = 6;
const FALSE: u8 = 0xf4;
const TRUE: u8 = 0xf5;
const NULL: u8 = 0xf6;
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
    write_value(value, &mut out);
    out
}

fn write_value(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null => out.push(NULL),
        Value::Bool(flag) => out.push(if *flag { TRUE } else { FALSE }),
        Value::Int(number) => write_integer(*number, out),
        Value::Time(seconds) => {
            write_head(TAG, EPOCH_TAG, out);
            write_integer(seconds.0, out);
        }
        Value::Text(text) => write_text(text, out),
        Value::List(items) => {
            write_head(ARRAY, items.len() as u64, out);
            items.iter().for_each(|item| write_value(item, out));
        }
        Value::Map(members) => {
            let given = || members.iter().filter(|(_, member)| *member != Value::Null);
            write_head(MAP, given().count() as u64, out);
            for (name, member) in given() {
                write_text(name, out);
                write_value(member, out);
            }
        }
    }
}

fn write_integer(number: i64, out: &mut Vec<u8>) {
    match u64::try_from(number) {
        Ok(number) => write_head(UNSIGNED, number, out),
        Err(_) => write_head(NEGATIVE, number.unsigned_abs() - 1, out),
    }
}

fn write_text(text: &str, out: &mut Vec<u8>) {
    write_head(TEXT, text.len() as u64, out);
    out.extend_from_slice(text.as_bytes());
}

fn write_head(major: u8, argument: u64, out: &mut Vec<u8>) {
    let major = major << 5;
    let bytes = argument.to_be_bytes();
    match argument {
        0..=23 => out.push(major | bytes[7]),
        24..=0xff => out.extend_from_slice(&[major | 24, bytes[7]]),
        0x100..=0xffff => {
            out.push(major | 25);
            out.extend_from_slice(&bytes[6..]);
        }
        0x1_0000..=0xffff_ffff => {
            out.push(major | 26);
            out.extend_from_slice(&bytes[4..]);
        }
        _ => {
            out.push(major | 27);
            out.extend_from_slice(&bytes);
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
