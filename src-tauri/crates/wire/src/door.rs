//! The shape of a door: one list of requests, each with its answer, from which everything that has to agree is made.

/// Declares the requests that come through one door. Of each line `method: Variant { fields } => Answer;` are made: the variant that
/// crosses the wire, the method that answers it (so that a handler with another answer does not compile), and the entry in the
/// TypeScript type that maps the request to its answer.
macro_rules! door {
    (
        $(#[$meta:meta])*
        $request:ident, tagged $tag:tt, answered by
        $(#[$handler_meta:meta])*
        $handler:ident, in TypeScript $answers:literal;
        $(
            $(#[$doc:meta])*
            $method:ident: $variant:ident $({ $( $(#[$field_doc:meta])* $field:ident: $type:ty, )* })? => $answer:ty;
        )*
    ) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Debug, serde::Deserialize, ts_rs::TS)]
        #[serde(tag = $tag, rename_all = "camelCase", rename_all_fields = "camelCase")]
        pub enum $request {
            $( $(#[$doc])* $variant $({ $( $(#[$field_doc])* $field: $type, )* })?, )*
        }

        $(#[$handler_meta])*
        pub trait $handler {
            $( $(#[$doc])* fn $method(&self $($(, $field: $type)*)?) -> Result<$answer, $crate::Failure>; )*
        }

        impl $request {
            /// Has the request answered: the answer as JSON.
            pub fn answer(self, by: &impl $handler) -> Result<Box<serde_json::value::RawValue>, $crate::Failure> {
                // A door without requests asks nobody.
                let _ = by;
                match self {
                    $( Self::$variant $({ $($field),* })? => $crate::door::json(&by.$method($($($field),*)?)?), )*
                }
            }

            /// The TypeScript type that maps each request to its answer.
            pub(crate) fn answers(config: &ts_rs::Config) -> String {
                let _ = config;
                let entries: &[(&str, String)] = &[
                    $( (stringify!($variant), <$answer as ts_rs::TS>::name(config)), )*
                ];
                $crate::door::answers($answers, entries)
            }
        }
    };
}

pub(crate) use door;

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use crate::{Code, Failure};

/// An answer as it crosses the wire.
pub(crate) fn json(answer: &impl Serialize) -> Result<Box<RawValue>, Failure> {
    to_raw_value(answer).map_err(|error| Failure { code: Code::Other, message: error.to_string() })
}

/// A TypeScript type of one member per request.
pub(crate) fn answers(name: &str, entries: &[(&str, String)]) -> String {
    let member = |(variant, answer): &(&str, String)| {
        let (first, rest) = variant.split_at(1);
        format!("  {}{rest}: {answer};\n", first.to_ascii_lowercase())
    };
    let members: String = entries.iter().map(member).collect();
    format!("type {name} = {{\n{members}}};")
}
