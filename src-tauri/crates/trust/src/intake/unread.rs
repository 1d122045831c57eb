//! Why a part of a resource is not known: what the crawl could not read of it, in words.

use std::sync::Arc;

use armillary_model::{Gap, Part, RecordText, UnreadPart};

/// Why a part of a record is not known, or only as of an earlier crawl; `None` where it was read. A record of which nothing but a
/// view was read tells no part for sure.
pub(super) fn unread(record: &RecordText<'_>, part: Part) -> Option<Arc<str>> {
    let all = record.unread.iter().find(|unread| unread.is(part) || unread.is(Part::OWNED));
    all.map(|unread| Arc::from(words(unread)))
}

fn words(unread: &UnreadPart) -> String {
    let what = if unread.is(Part::OWNED) { "all of it" } else { &format!("its {}", unread.part) };
    let known = unread.as_of.map(|crawl| format!("; what is known is as of crawl {crawl}")).unwrap_or_default();
    format!("{what} could not be read{}{known}", detail(&unread.gap))
}

/// What a call answered, to go behind what was not read; empty where nothing is told.
pub(super) fn detail(gap: &Gap) -> String {
    match (gap.operation.is_empty(), gap.code.is_empty()) {
        (false, false) => format!(": `{}` gave `{}`", gap.operation, gap.code),
        (false, true) => format!(": `{}`: {}", gap.operation, gap.message),
        (true, _) if gap.message.is_empty() => String::new(),
        (true, _) => format!(": {}", gap.message),
    }
}
