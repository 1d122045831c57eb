//! The SQLite cache: crawls, resource versions, relations and coverage.
//!
//! A [`Writer`] is the one process that writes a cache; a [`Reader`] reads it, also while it is being written, also in a folder that cannot be written.
//! History is interval-coded: a state of a resource is stored once, with the crawl it was first seen in and the crawl it was gone in, so that crawling an
//! organization in which nothing changed costs a few bytes per unit. Each unit report is kept whole or not at all. A unit that was not read completely
//! closes nothing: its last known resources stay, and are `stale` in that crawl.
//!
//! Deliberately not here: AWS, clocks (times are passed in), and how a value is shown.

mod ages;
mod codes;
mod coverage;
mod crawls;
mod database;
mod derived;
mod detail;
mod documents;
mod error;
mod findings;
mod inventory;
mod journal;
mod lock;
mod migrations;
mod origin;
mod outlines;
mod parts;
mod private;
mod readings;
mod record;
mod relations;
mod resources;
mod scope;
mod sightings;
mod snapshot;
mod texts;
mod trust;
mod units;
mod versions;

pub use ages::Ages;
pub use crawls::{Crawl, CrawlEnd, CrawlStart, CrawlState, CrawlWriter, Identity, Reader, Resumed, Writer};
pub use derived::Basis;
pub use detail::{Detail, Incoming, Other, Outgoing, Version};
pub use error::StoreError;
pub use findings::{FindingRow, FoundState, Since};
pub use inventory::SearchEntry;
pub use journal::{
    BegunPlan, Ended, Entry, Intended, JournalError, JournalReader, JournalWriter, Outcome, PlanState, journal_of,
};
pub use origin::Origin;
pub use outlines::Outline;
pub use record::Recorded;
pub use resources::ResourceFilter;
pub use scope::Asked;
pub use snapshot::Scope;
pub use texts::Slice;

#[cfg(test)]
#[path = "../tests/organization/mod.rs"]
mod organization;
