//! Tags, in the order in which they were set.

use std::sync::Arc;

use serde::Serialize;

/// One tag.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
pub struct Tag {
    /// The key.
    pub key: Arc<str>,
    /// The value, possibly empty.
    pub value: Arc<str>,
}

/// The tags of one resource; keys are unique.
pub type Tags = Vec<Tag>;

impl Tag {
    /// A tag with this key and value.
    pub fn new(key: impl Into<Arc<str>>, value: impl Into<Arc<str>>) -> Self {
        Self { key: key.into(), value: value.into() }
    }
}

/// The value of the tag with this key.
pub fn tag_value<'a>(tags: &'a [Tag], key: &str) -> Option<&'a str> {
    tags.iter().find(|tag| &*tag.key == key).map(|tag| &*tag.value)
}
