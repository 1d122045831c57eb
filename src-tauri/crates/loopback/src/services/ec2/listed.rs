//! What the `Describe…` operations have in common: lists of ids, filters and pages.

use super::{PAGES, filters::Filters};
use crate::{
    services::{Answer, AwsError, Paging, Request},
    state::{State, Tag},
    wire::{Value, map},
};

/// A resource that a `Describe…` operation lists.
pub(super) trait Listed {
    /// The member that lists the ids asked for.
    const IDS: &'static str;
    /// The error for an id that is not there.
    const NOT_FOUND: &'static str;
    /// The element that holds the list.
    const SET: &'static str;
    /// The largest page, which is also the page size where none is asked for.
    const LARGEST_PAGE: i64 = 1000;
    /// The filters, besides those of tags.
    const FILTERS: &'static [&'static str];

    /// Its id.
    fn id(&self) -> &str;

    /// Its tags.
    fn tags(&self) -> &[Tag];

    /// The values a filter of [`Self::FILTERS`] is compared with.
    fn values(&self, request: &Request, filter: &str) -> Vec<String>;

    /// As it is written.
    fn write(&self, state: &State, request: &Request) -> Value;
}

/// Answers a `Describe…` operation with those of the items that are asked for.
pub(super) fn describe<T: Listed>(state: &State, request: &Request, items: impl IntoIterator<Item = T>) -> Answer {
    let ids = request.input.texts(T::IDS);
    let filters = Filters::of(request, T::FILTERS)?;
    let mut items: Vec<T> = items.into_iter().collect();
    if let Some(missing) = ids.iter().find(|id| !items.iter().any(|item| item.id() == **id)) {
        return Err(AwsError::new(T::NOT_FOUND, format!("The ID '{missing}' does not exist")));
    }
    if !ids.is_empty() {
        items.retain(|item| ids.contains(&item.id()));
    }
    if !filters.is_empty() {
        items.retain(|item| filters.pass(item.tags(), |filter| item.values(request, filter)));
    }
    let paging = Paging { max: T::LARGEST_PAGE, default: T::LARGEST_PAGE, ..PAGES };
    let page = request.page(&paging, items)?;
    let written: Vec<Value> = page.items.iter().map(|item| item.write(state, request)).collect();
    let set = T::SET;
    Ok(map! { set: written, "nextToken": page.next })
}
