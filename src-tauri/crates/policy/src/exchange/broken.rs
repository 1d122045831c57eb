//! A request that is not JSON: which member breaks it, and what its id is. Both are only looked for once it is refused.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::documents::Slot;
use super::refusal::Wrong;
use super::value::Value;

/// Says which policy, and which member of it, is not JSON.
pub(super) fn place(request: &str, wrong: Wrong) -> Wrong {
    let mut way = Vec::new();
    let mut reader = serde_json::Deserializer::from_str(request);
    match Follow(&mut way).deserialize(&mut reader) {
        Ok(()) => wrong,
        Err(_) => Wrong {
            policy: Slot::along(&way).map(Slot::name),
            path: way.iter().map(|step| format!("/{step}")).collect(),
            ..wrong
        },
    }
}

/// The id of a request that may be broken: of what stands before the fault, or the very last member.
pub(super) fn id(request: &str) -> Option<String> {
    let mut members = Vec::new();
    let read = Value::whole(request).members_into(&mut members);
    match members.into_iter().find(|(name, _)| name.0 == "id") {
        Some((_, value)) => scalar(value.get()),
        None if read.is_ok() => None,
        None => {
            let (_, last) = request.rsplit_once("\"id\"")?;
            scalar(last.trim_start().strip_prefix(':')?.trim_end().strip_suffix('}')?)
        }
    }
}

/// An id as text: a string, number or boolean.
fn scalar(text: &str) -> Option<String> {
    match serde_json::from_str(text).ok()? {
        serde_json::Value::String(id) => Some(id),
        serde_json::Value::Number(_) | serde_json::Value::Bool(_) => Some(text.trim().to_owned()),
        _ => None,
    }
}

/// Reads a value and keeps the way to what cannot be read.
struct Follow<'w>(&'w mut Vec<String>);

impl<'t> DeserializeSeed<'t> for Follow<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'t>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'t> Visitor<'t> for Follow<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut elements: A) -> Result<(), A::Error> {
        for index in 0_usize.. {
            self.0.push(index.to_string());
            let more = elements.next_element_seed(Follow(self.0))?.is_some();
            self.0.pop();
            if !more {
                break;
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'t>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(name) = members.next_key()? {
            self.0.push(name);
            members.next_value_seed(Follow(self.0))?;
            self.0.pop();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_member_that_breaks_a_request_is_named() {
        for (request, policy, path) in [
            (
                r#"{"policies": {"identity": [{}, {"Statement": [{"Effect": Allow}]}]}}"#,
                "identity policy 1",
                "/policies/identity/1/Statement/0/Effect",
            ),
            (
                r#"{"policies": {"scps": [{"node": "r", "policies": [{"Version": }]}]}}"#,
                "scp policy 0 of level 0",
                "/policies/scps/0/policies/0/Version",
            ),
            (r#"{"policies": {"resource": {"Id": 01}}}"#, "resource policy", "/policies/resource/Id"),
            (r#"{"context": {"a": nul}}"#, "", "/context/a"),
        ] {
            let wrong = place(request, Wrong::at(0, "broken"));
            assert_eq!((wrong.policy.unwrap_or_default(), &*wrong.path), (policy.to_owned(), path), "{request}");
        }
    }

    #[test]
    fn an_id_is_found_before_the_fault_and_at_the_end() {
        for (request, expected) in [
            (r#"{"id": "a", "x": }"#, Some("a")),
            (r#"{"x": {"id": "no"}, "y": }"#, None),
            (r#"{"x": , "id" : 7 }"#, Some("7")),
            (r#"{"x": [{"id": "no"}, }"#, None),
            (r#"{"id": null}"#, None),
            ("{", None),
        ] {
            assert_eq!(id(request).as_deref(), expected, "{request}");
        }
    }
}
