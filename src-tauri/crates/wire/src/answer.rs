//! What the window is told. Times are milliseconds since 1970, UTC.

use armillary_model::{Kind, Service, Status};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::words::words;

/// What is open, what runs, and what could be opened.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StatusAnswer {
    /// The program's version.
    pub version: String,
    /// The open cache, if any.
    pub cache: Option<CacheInfo>,
    /// The tasks that run, the latest last.
    pub tasks: Vec<crate::Task>,
    /// Profiles of the shared AWS configuration.
    pub profiles: Vec<ProfileRow>,
    /// Why they cannot be listed, if they cannot.
    pub profiles_problem: Option<String>,
    /// The role assumed in member accounts where none is named.
    pub default_role: String,
    /// Names of keys in the keyring that this program saved.
    pub keys: Vec<String>,
    /// Why the keyring cannot be used, if it cannot.
    pub keyring_problem: Option<String>,
    /// Why the settings are not known, if they are not: then nothing is planned or applied.
    pub settings_problem: Option<String>,
    /// Caches opened before that still exist, newest first.
    pub recent: Vec<String>,
    /// Whether `Recrawl` knows where to read from: this window has crawled, or the open cache tells where its newest crawl read from.
    pub can_recrawl: bool,
}

/// A profile of the shared AWS configuration.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProfileRow {
    /// Its name.
    pub name: String,
    /// Its Region, where it names one.
    pub region: Option<String>,
    /// It signs in through IAM Identity Center.
    pub identity_center: bool,
}

/// An open cache.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CacheInfo {
    /// Its path.
    pub path: String,
    /// It cannot be written.
    pub read_only: bool,
    /// It belongs to the embedded organization of the demo.
    pub demo: bool,
    /// The crawl that is shown, if there is one.
    pub crawl: Option<CrawlRow>,
    /// The crawl that is shown unless another is asked for: the newest complete one.
    #[ts(type = "number | null")]
    pub latest: Option<i64>,
    /// The newest crawl after the one shown that was cut off.
    pub cut_off: Option<CrawlRow>,
    /// The Regions that it read.
    pub regions: Vec<String>,
    /// How many units are known as of what; all counts of units in the window are these.
    pub units: UnitCounts,
}

/// Units by what is known of them. Every unit is in one of these.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UnitCounts {
    /// Read in the crawl that is shown.
    pub this_crawl: u32,
    /// Read in an earlier crawl, and not tried in this one.
    pub earlier: u32,
    /// Not read when it was tried last, or never tried.
    pub not_read: u32,
    /// Of these, left out on purpose: of accounts that nothing can be read of any more, or outside of what was asked for.
    pub left_out: u32,
}

/// How many resources of a kind there are.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KindCount {
    /// The CloudFormation type name.
    #[ts(type = "Kind")]
    pub kind: Kind,
    /// What people call it.
    pub plain: String,
    /// How many.
    pub count: u32,
}

/// One crawl.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CrawlRow {
    /// Its number in the cache.
    #[ts(type = "number")]
    pub id: i64,
    /// When it started.
    #[ts(type = "number")]
    pub started: i64,
    /// When it ended; absent while it runs or when it was cut off.
    #[ts(type = "number | null")]
    pub finished: Option<i64>,
    /// How far it came.
    pub state: CrawlState,
    /// Of the units it set out to read, how many it came to, in percent.
    pub percent: u32,
    /// The profile or endpoint it read.
    pub source: String,
    /// The organization's id, if it was read.
    pub organization: Option<String>,
    /// HTTP requests answered.
    #[ts(type = "number")]
    pub requests: i64,
    /// Units by status.
    pub coverage: Vec<StatusCount>,
    /// Units that it tried and could not read: AWS refused something, or a call failed. A crawl that is complete may have some.
    pub unread: u32,
    /// Units that it did not come to, because it was cancelled or cut off. Those that it left out on purpose are not among them.
    pub not_reached: u32,
    /// Why it is not complete, if it is not.
    pub note: Option<String>,
    /// How old what was known was as of this crawl; told in the list of all crawls alone.
    pub known: Option<KnownUnits>,
}

/// How old what is known of the units is, as of a crawl.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KnownUnits {
    /// How many are known as of this crawl.
    pub current: u32,
    /// How many are known as of earlier ones.
    pub earlier: u32,
    /// The oldest of those crawls, and how many units are as of it.
    pub oldest: Option<CoverageAge>,
    /// How many no crawl ever read.
    pub never: u32,
}

words! {
    /// How far a crawl came.
    CrawlState {
        /// It is being written now.
        Running = "running",
        /// Everything that was planned was tried.
        Complete = "complete",
        /// It was cancelled or cut off; what was read before is kept.
        Partial = "partial",
        /// It could not be carried out.
        Failed = "failed",
    }
}

/// How many units ended in a status.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StatusCount {
    /// How the reading ended.
    #[ts(type = "Status")]
    pub status: Status,
    /// How many.
    pub count: u32,
}

/// What a search found.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SearchAnswer {
    /// The best hits first.
    pub hits: Vec<SearchHit>,
    /// How many there are in all.
    pub total: u32,
    /// The index is still being built: accounts, OUs and portfolios are searched, other resources not yet.
    pub indexing: bool,
}

/// One resource that was found.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SearchHit {
    /// Its ARN or key.
    pub arn: String,
    /// The CloudFormation type name.
    #[ts(type = "Kind")]
    pub kind: Kind,
    /// What people call the kind.
    pub plain: String,
    /// Its name.
    pub name: String,
    /// Its account id.
    pub account: String,
    /// Its account's name.
    pub account_name: String,
    /// The Region, or `global`.
    pub region: String,
}

/// A resource in a table.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ResourceRow {
    /// Its ARN or key.
    pub arn: String,
    /// The CloudFormation type name.
    #[ts(type = "Kind")]
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// Its account id.
    pub account: String,
    /// Its account's name.
    pub account_name: String,
    /// The Region, or `global`.
    pub region: String,
    /// Last known state: the latest reading of its unit was not complete.
    pub stale: bool,
    /// The crawl that this state is as of.
    #[ts(type = "number")]
    pub as_of: i64,
    /// When that crawl started.
    #[ts(type = "number | null")]
    pub as_of_at: Option<i64>,
    /// What of it is not known, or only as of an earlier crawl.
    pub unread: Vec<PartRow>,
}

/// A part of a resource that was not read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PartRow {
    /// What it is, in words that follow "its": `targets`, `principals`.
    pub part: String,
    /// The call that gave no data.
    pub gap: GapRow,
    /// The crawl that what is shown of the part is as of; absent where nothing was ever known of it.
    #[ts(type = "number | null")]
    pub as_of: Option<i64>,
}

/// A page of resources.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ResourcesAnswer {
    /// The page.
    pub rows: Vec<ResourceRow>,
    /// How many there are in all.
    pub total: u32,
    /// Units that could hold more of these but were not read completely.
    pub unread_units: u32,
}

/// Everything about one resource.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Inspection {
    /// The resource.
    pub resource: ResourceRow,
    /// What people call its kind.
    pub plain: String,
    /// What AWS answered.
    pub document: Value,
    /// What it points at and what points at it, by meaning.
    pub related: Vec<RelatedGroup>,
    /// The containers above it, from the organization down: OUs, account.
    pub path: Vec<SearchHit>,
    /// What was not read where it lives.
    pub gaps: Vec<CoverageRow>,
    /// The versions of it the cache holds, newest first.
    pub history: Vec<VersionRow>,
}

/// Relations of one meaning and direction.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RelatedGroup {
    /// In plain words, such as `is trusted by` or `attached policies`.
    pub title: String,
    /// The relation kind's text form.
    pub kind: String,
    /// Whether this resource holds the relation.
    pub outgoing: bool,
    /// The other sides; at most 200 are given.
    pub rows: Vec<RelatedRow>,
    /// How many there are in all.
    pub total: u32,
}

/// The other side of a relation.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RelatedRow {
    /// Its ARN, key or bare id.
    pub arn: String,
    /// The name, or the id where it is not in the cache.
    pub name: String,
    /// The CloudFormation type name; absent where it is not in the cache.
    #[ts(type = "Kind | null")]
    pub kind: Option<Kind>,
    /// The account it belongs to, where that is known.
    pub account: Option<String>,
    /// The relation's detail.
    pub label: String,
}

/// One version of a resource.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VersionRow {
    /// The crawl that saw it first.
    #[ts(type = "number")]
    pub from_crawl: i64,
    /// When that crawl started.
    #[ts(type = "number")]
    pub from: i64,
    /// The crawl that saw it gone or changed; absent for the current one.
    #[ts(type = "number | null")]
    pub to_crawl: Option<i64>,
}

/// Every account.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AccountsAnswer {
    /// The accounts, by name.
    pub rows: Vec<AccountRow>,
    /// The organization's account list itself was not read completely.
    pub incomplete: bool,
}

/// One account.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AccountRow {
    /// Its ARN.
    pub arn: String,
    /// The 12-digit id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its e-mail address.
    pub email: String,
    /// `ACTIVE`, `SUSPENDED`, `PENDING_CLOSURE` …
    pub state: String,
    /// OU names from the root down, joined with ` / `.
    pub ou_path: String,
    /// The class of that OU.
    pub class: armillary_topology::FolderClass,
    /// When it joined.
    #[ts(type = "number | null")]
    pub joined: Option<i64>,
    /// How many resources of it are in the cache.
    pub resources: u32,
    /// Its units by status.
    pub coverage: Vec<StatusCount>,
    /// The oldest crawl that anything known of it comes from, if anything is.
    #[ts(type = "number | null")]
    pub as_of: Option<i64>,
    /// When that crawl started.
    #[ts(type = "number | null")]
    pub as_of_at: Option<i64>,
}

/// One portfolio.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PortfolioRow {
    /// Its ARN.
    pub arn: String,
    /// `port-…`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Who provides it.
    pub provider: String,
    /// The owning account's id.
    pub account: String,
    /// The owning account's name.
    pub account_name: String,
    /// The Region.
    pub region: String,
    /// How many products it holds; absent where that was never read.
    pub products: Option<u32>,
    /// How many principals may launch from it, in the owning account; absent where that was never read.
    pub principals: Option<u32>,
    /// Who it is shared with.
    pub shares: Vec<RecipientRow>,
    /// Service Catalog was read in the owning account: there are no more shares than these.
    pub shares_known: bool,
    /// Accounts that a share reaches.
    pub reached: u32,
    /// Of these, accounts where a principal is known that may launch from it.
    pub usable: u32,
    /// Of these, accounts where that is not known: Service Catalog was not read there or in the owning account.
    pub unknown: u32,
}

/// Who a portfolio is shared with.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RecipientRow {
    /// Its ARN or id.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// `ACCOUNT`, `ORGANIZATIONAL_UNIT`, `ORGANIZATION` or `ORGANIZATION_MEMBER_ACCOUNT`.
    pub share_type: String,
    /// How many accounts this share reaches.
    pub accounts: u32,
    /// Principal names are shared with it.
    pub share_principals: bool,
}

/// What was read and what was not.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CoverageAnswer {
    /// Units by status.
    pub totals: Vec<StatusCount>,
    /// Every unit that is not known; at most 5,000 are given.
    pub rows: Vec<CoverageRow>,
    /// How many of these there are in all.
    pub total: u32,
    /// Why: one for each cause, what is denied and failed first, then what concerns most units.
    pub causes: Vec<CoverageCause>,
    /// How many units are known as of which crawl, newest first.
    pub ages: Vec<CoverageAge>,
    /// The units by what is known of them.
    pub units: UnitCounts,
    /// Of the units that are skipped, those that a crawl did not come to, because it was cancelled or cut off.
    pub not_reached: u32,
    /// Accounts of the list that nothing is read of any more, because they are suspended, being closed, closed or not activated.
    pub idle: Vec<IdleAccount>,
}

/// An account of the organization in which nobody can act, because AWS denies it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct IdleAccount {
    /// Its id.
    pub account: String,
    /// Its name.
    pub name: String,
    /// `SUSPENDED`, `PENDING_CLOSURE`, `CLOSED` or `PENDING_ACTIVATION`.
    pub state: String,
    /// The oldest crawl that what is known of it is as of: of an answer about trust, its roles. Absent where nothing was ever read.
    #[ts(type = "number | null")]
    pub as_of: Option<i64>,
}

/// How many units are known as of a crawl.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CoverageAge {
    /// The crawl's number.
    #[ts(type = "number")]
    pub crawl: i64,
    /// When it started.
    #[ts(type = "number | null")]
    pub at: Option<i64>,
    /// How many units are known as of it.
    pub units: u32,
}

/// Why units are not known: one cause, however many accounts it is seen in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CoverageCause {
    /// How reading these units ended.
    #[ts(type = "Status")]
    pub status: Status,
    /// The crawl was cancelled or cut off before it came to them.
    pub not_reached: bool,
    /// The IAM action of the call that gave no data; empty where none was made.
    pub operation: String,
    /// The code AWS gave; empty where there was none.
    pub code: String,
    /// What happened; what differs from account to account stands as `…`.
    pub message: String,
    /// How many units.
    pub units: u32,
    /// How many accounts they are in.
    pub accounts: u32,
    /// The first of these accounts, by id; at most 50.
    pub first: Vec<NamedAccount>,
    /// The services.
    #[ts(type = "Service[]")]
    pub services: Vec<Service>,
    /// The Regions, `global` among them.
    pub regions: Vec<String>,
}

/// An account by id and name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NamedAccount {
    /// Its id.
    pub account: String,
    /// Its name.
    pub name: String,
}

/// One unit that is not known.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CoverageRow {
    /// The account's id.
    pub account: String,
    /// The account's name.
    pub account_name: String,
    /// The Region, or `global`.
    pub region: String,
    /// The service.
    #[ts(type = "Service")]
    pub service: Service,
    /// How the reading ended.
    #[ts(type = "Status")]
    pub status: Status,
    /// It was not left out on purpose: the crawl was cancelled or cut off before it came to it.
    pub not_reached: bool,
    /// The calls that gave no data.
    pub gaps: Vec<GapRow>,
    /// The crawl that last tried to read it, if any.
    #[ts(type = "number | null")]
    pub crawl: Option<i64>,
    /// The last crawl that read it completely, if any: what is known of it is as of that crawl.
    #[ts(type = "number | null")]
    pub last_complete: Option<i64>,
    /// When that crawl started.
    #[ts(type = "number | null")]
    pub last_complete_at: Option<i64>,
}

/// One call that gave no data.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct GapRow {
    /// The IAM action; may be empty.
    pub operation: String,
    /// The error code; may be empty.
    pub code: String,
    /// What happened.
    pub message: String,
}
