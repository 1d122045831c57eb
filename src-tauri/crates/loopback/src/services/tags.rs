//! Tags that requests give to what they create, as most APIs spell them.

use super::{AwsError, Flaw, Request};
use crate::state::{Tag, Tags};

/// The tags of a request: keys are given, are no prefix of AWS's own, and differ.
pub(super) fn given_tags(request: &Request, most: usize) -> Result<Tags, AwsError> {
    let mut tags: Tags = Vec::new();
    for tag in &request.input.structures("Tags") {
        let key = tag.text("Key").ok_or_else(|| request.missing("Tags.Key"))?;
        request.check_length("Tags.Key", key, 1..=128)?;
        let value = tag.text("Value").unwrap_or_default();
        request.check_length("Tags.Value", value, 0..=256)?;
        if key.to_ascii_lowercase().starts_with("aws:") || tags.iter().any(|known| &*known.key == key) {
            return Err(request.invalid(
                "Tags",
                Flaw::Form,
                "must have different keys, none of which begins with aws:",
            ));
        }
        tags.push(Tag::new(key, value));
    }
    if tags.len() > most {
        return Err(request.invalid("Tags", Flaw::Range, &format!("must be no more than {most}")));
    }
    Ok(tags)
}
