//! A JSON document (a policy, constraint parameters), kept as the text AWS would send.

use std::{fmt, sync::Arc};

use serde::Serialize;
use serde_json::Value;

/// A JSON document as compact text, shared between all holders of the same document.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Document(Arc<str>);

impl Document {
    /// The document that this text holds, with the white space between its parts left out.
    pub fn compact(text: &str) -> Self {
        let value: Option<Value> = serde_json::from_str(text).ok();
        value.map_or_else(|| Self(text.into()), Self::from)
    }

    /// The document's text, not encoded.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The document as a value; `null` where the text is not JSON.
    pub fn value(&self) -> Value {
        serde_json::from_str(&self.0).unwrap_or(Value::Null)
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Value> for Document {
    fn from(value: Value) -> Self {
        Self(value.to_string().into())
    }
}

impl From<&str> for Document {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<Arc<str>> for Document {
    fn from(text: Arc<str>) -> Self {
        Self(text)
    }
}
