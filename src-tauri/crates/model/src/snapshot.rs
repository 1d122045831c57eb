//! The organization as of one crawl: what the pure crates work on.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{AccountId, Coverage, Kind, Relation, UnreadPart};

/// A resource as of one crawl.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Record {
    /// The ARN or key, unique in the snapshot.
    pub arn: String,
    /// What it is.
    pub kind: Kind,
    /// The account it belongs to.
    pub account: AccountId,
    /// The Region, or [`crate::GLOBAL`].
    pub region: String,
    /// The name people know it by.
    pub name: String,
    /// What AWS answered.
    pub document: Value,
    /// What it points at.
    pub relations: Vec<Relation>,
    /// The latest reading of its unit did not cover it: this is the last known state.
    pub stale: bool,
    /// The crawl that this state is as of: the latest that read it.
    #[serde(default)]
    pub as_of: i64,
    /// What of it is not known, or only as of an earlier crawl.
    #[serde(default)]
    pub unread: Vec<UnreadPart>,
}

/// A resource as of one crawl, its document as text: for those who read some members of very many documents and keep little of each.
#[derive(Clone, Copy, Debug)]
pub struct RecordText<'a> {
    /// The ARN or key, unique in the snapshot.
    pub arn: &'a str,
    /// What it is.
    pub kind: Kind,
    /// The account it belongs to.
    pub account: AccountId,
    /// The Region, or [`crate::GLOBAL`].
    pub region: &'a str,
    /// The name people know it by.
    pub name: &'a str,
    /// What AWS answered, as JSON.
    pub document: &'a str,
    /// What it points at, as far as it was asked for.
    pub relations: &'a [Relation],
    /// The latest reading of its unit did not cover it: this is the last known state.
    pub stale: bool,
    /// What of it is not known, or only as of an earlier crawl.
    pub unread: &'a [UnreadPart],
}

impl<'a> RecordText<'a> {
    /// A record, whose document is this text.
    pub fn of(record: &'a Record, document: &'a str) -> Self {
        Self {
            arn: &record.arn,
            kind: record.kind,
            account: record.account,
            region: &record.region,
            name: &record.name,
            document,
            relations: &record.relations,
            stale: record.stale,
            unread: &record.unread,
        }
    }
}

/// Trust between two accounts as trust policies name it, counted over roles.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AccountTrust {
    /// The account whose roles trust.
    pub trusting: AccountId,
    /// The account named, also where it is outside the organization.
    pub trusted: AccountId,
    /// How many trust statements' principals name it.
    pub count: u32,
    /// Of these, how many name the whole account (`:root` or the bare id).
    pub whole_account: u32,
    /// What evaluating it found; `None` where it was not evaluated.
    pub evaluated: Option<TrustCounts>,
}

/// Ways from principals of one account to roles of another, counted by how sure they are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct TrustCounts {
    /// Allowed.
    pub allowed: u32,
    /// Allowed where conditions hold.
    pub allowed_if: u32,
    /// Not known.
    pub unknown: u32,
    /// Of all these, how many are steps that a pipeline is declared to take.
    pub declared: u32,
}

impl TrustCounts {
    /// Whether every one of these ways is a declared one.
    pub fn is_declared(&self) -> bool {
        let all = self.allowed.saturating_add(self.allowed_if).saturating_add(self.unknown);
        all > 0 && self.declared == all
    }
}

/// Part or all of an organization as of one crawl. Which kinds and accounts are in it is the loader's choice.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Snapshot {
    /// The crawl's number in its cache.
    pub crawl: i64,
    /// The resources, in a stable order (by kind, then ARN).
    pub records: Vec<Record>,
    /// What is known of every unit, where the loader was asked for it.
    pub coverage: Arc<Coverage>,
    /// Account-level trust, as trust policies name it.
    pub trust: Vec<AccountTrust>,
}
