//! The answer tree that every operation returns, whatever the protocol.

use std::{borrow::Cow, sync::Arc};

use crate::state::{Document, Timestamp};

/// What an operation answers. Members that are [`Value::Null`] are left out on the wire.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    /// A member that is not given.
    Null,
    /// A boolean.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A string.
    Text(String),
    /// A moment. Each protocol writes it in its own way.
    Time(Timestamp),
    /// A list.
    List(Vec<Value>),
    /// A structure, or a map with free keys.
    Map(Vec<(Cow<'static, str>, Value)>),
}

/// Builds a [`Value::Map`]: `map! { "Id": id, "Name": name }`. Optional values may be given as they are.
macro_rules! map {
    ($($key:tt : $value:expr),* $(,)?) => {
        $crate::wire::Value::Map(vec![$((std::borrow::Cow::Borrowed($key), $crate::wire::Value::from($value))),*])
    };
}
pub(crate) use map;

impl Value {
    /// A list of what an iterator gives.
    pub(crate) fn list<T: Into<Value>>(items: impl IntoIterator<Item = T>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

impl From<&serde_json::Value> for Value {
    /// A document, as it was given; numbers that are no integers become texts.
    fn from(value: &serde_json::Value) -> Self {
        use serde_json::Value as Json;
        match value {
            Json::Null => Self::Null,
            Json::Bool(flag) => Self::Bool(*flag),
            Json::Number(number) => number.as_i64().map_or_else(|| Self::Text(number.to_string()), Self::Int),
            Json::String(text) => Self::Text(text.clone()),
            Json::Array(items) => Self::list(items),
            Json::Object(members) => {
                Self::Map(members.iter().map(|(name, member)| (Cow::Owned(name.clone()), member.into())).collect())
            }
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self::Int(i64::from(value))
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<&String> for Value {
    fn from(value: &String) -> Self {
        Self::Text(value.clone())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<&Arc<str>> for Value {
    fn from(value: &Arc<str>) -> Self {
        Self::Text(value.as_ref().to_owned())
    }
}

impl From<&Document> for Value {
    fn from(value: &Document) -> Self {
        Self::Text(value.text().to_owned())
    }
}

impl From<Timestamp> for Value {
    fn from(value: Timestamp) -> Self {
        Self::Time(value)
    }
}

impl From<Vec<Value>> for Value {
    fn from(items: Vec<Value>) -> Self {
        Self::List(items)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
