//! Why a part of a resource is not known: what the crawl could not read of it, in words.

use std::sync::Arc;

use armillary_model::{Gap, Part, RecordText, UnreadPart};

use crate::AccountState;

/// What counts as known.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Known {
    /// What was read the last time that it was asked for.
    #[default]
    Now,
    /// Also what could not be read again, as it was when it last was: accounts that were closed since are in use.
    LastRead,
}

impl Known {
    /// Whether what could not be read again is taken as this crawl left it; `None` where it was never read.
    pub(super) fn takes(self, as_of: Option<i64>) -> bool {
        self == Self::LastRead && as_of.is_some()
    }

    /// The state of an account whose principals are as of a crawl; `None` where they were never read.
    pub(super) fn state(self, state: AccountState, as_of: Option<i64>) -> AccountState {
        if self.takes(as_of) { AccountState::Active } else { state }
    }

    /// Why a part of a record is not known, or only as of an earlier crawl; `None` where it was read. A record of which nothing
    /// but a view was read tells no part for sure.
    pub(super) fn unread(self, record: &RecordText<'_>, part: Part) -> Option<Arc<str>> {
        let parts = record.unread.iter().filter(|unread| unread.is(part) || unread.is(Part::OWNED));
        parts.into_iter().find(|unread| !self.takes(unread.as_of)).map(|unread| Arc::from(words(unread)))
    }
}

/// Of a record that is no JSON object: what it would tell is not known.
pub(super) const UNREADABLE: &str = "its record in the cache is damaged and could not be understood";

/// That a document was read, and is no policy.
pub(super) fn damaged(what: &str, problem: &str) -> Arc<str> {
    Arc::from(format!("{what} is damaged and could not be understood: {problem}"))
}

fn words(unread: &UnreadPart) -> String {
    let what = if unread.is(Part::OWNED) { "all of it" } else { &format!("its {}", unread.part) };
    format!("{what} could not be read{}{}", detail(&unread.gap), age(unread.as_of))
}

/// How old what is known is, to go behind what was not read; empty where nothing is.
pub(super) fn age(as_of: Option<i64>) -> String {
    as_of.map(|crawl| format!("; what is known is as of crawl {crawl}")).unwrap_or_default()
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
