//! The wire protocols: one answer tree, written as JSON, CBOR or XML, and one input tree read from each of them.
//!
//! Deliberately not here: which operations exist and what they answer.

mod cbor;
mod input;
mod json;
mod query;
mod value;
mod xml;

pub(crate) use cbor::{read as read_cbor, write as write_cbor};
pub(crate) use input::Input;
pub(crate) use json::{read as read_json, write as write_json};
pub(crate) use query::read as read_query;
pub(crate) use value::{Value, map};
pub(crate) use xml::{ListTag, write as write_xml};
