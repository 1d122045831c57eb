//! The members of a document that are looked at, as text until somebody asks: the others are passed over, and what has another form than
//! AWS gives it counts as not there.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

/// A member of a document; `None` where it is not there or `null`.
pub(super) type Member<'d> = Option<&'d RawValue>;

#[derive(Deserialize)]
struct Text<'d>(#[serde(borrow)] Cow<'d, str>);

/// A document, or `None` where it is no object.
pub(super) fn document<'d, T: Deserialize<'d>>(text: &'d str) -> Option<T> {
    serde_json::from_str(text).ok()
}

/// A text.
pub(super) fn text(member: Member<'_>) -> Option<Cow<'_, str>> {
    document::<Text<'_>>(member?.get()).map(|text| text.0)
}

/// A whole number.
pub(super) fn number(member: Member<'_>) -> Option<u64> {
    document(member?.get())
}

/// True or false.
pub(super) fn flag(member: Member<'_>) -> Option<bool> {
    document(member?.get())
}

/// An object.
pub(super) fn object<'d, T: Deserialize<'d> + Default>(member: Member<'d>) -> T {
    member.and_then(|member| document(member.get())).unwrap_or_default()
}

/// The elements of a list that have the form of a `T`.
pub(super) fn list<'d, T: Deserialize<'d>>(member: Member<'d>) -> impl Iterator<Item = T> {
    let items: Option<Vec<&'d RawValue>> = member.and_then(|member| document(member.get()));
    items.into_iter().flatten().filter_map(|item| document(item.get()))
}
