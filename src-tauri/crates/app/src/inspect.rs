//! Everything about one resource.

use std::collections::BTreeMap;

use armillary_model::{GLOBAL, Record, RelationKind};
use armillary_store::{Detail, Incoming, Other, Outgoing};
use armillary_wire::{Code, CoverageRow, Failure, Inspection, RelatedGroup, RelatedRow, VersionRow};

use crate::{
    cache::CacheAt,
    coverage,
    failure::{coded, of_store},
    map::Map,
    rows,
};

/// How many relations that point at a resource are read, and how many of one group are given.
const INCOMING: u32 = 1_000;
const ROWS: usize = 200;

/// Everything about the resource with this ARN or key.
pub fn inspect(cache: &CacheAt, map: &Map, arn: &str) -> Result<Inspection, Failure> {
    let crawl = cache.crawl();
    let detail = cache.reader()?.resource(crawl.id, arn, INCOMING).map_err(of_store)?;
    let missing = || coded(Code::NotFound, format!("`{arn}` is not in the cache as of crawl {}", crawl.id));
    let detail = detail.ok_or_else(missing)?;
    Ok(Inspection {
        resource: rows::resource(cache, &detail.record)?,
        plain: detail.record.kind.plain().to_owned(),
        related: related(&detail),
        path: map.path(&detail.record)?,
        gaps: gaps(cache, &detail.record)?,
        history: history(cache, &detail)?,
        document: detail.record.document,
    })
}

fn related(detail: &Detail) -> Vec<RelatedGroup> {
    let mut groups: BTreeMap<(RelationKind, bool), Vec<RelatedRow>> = BTreeMap::new();
    for outgoing in &detail.outgoing {
        groups.entry((outgoing.relation.kind, true)).or_default().push(target(outgoing));
    }
    for incoming in &detail.incoming {
        groups.entry((incoming.kind, false)).or_default().push(source(incoming));
    }
    // What was not read of a long list of incoming relations belongs to the last group that was read.
    let unread = detail.incoming_total.saturating_sub(detail.incoming.len() as u64);
    let last_incoming = groups.keys().rev().find(|(_, outgoing)| !outgoing).copied();
    let group = |((kind, outgoing), mut rows): ((RelationKind, bool), Vec<RelatedRow>)| {
        let beyond = if last_incoming == Some((kind, outgoing)) { unread } else { 0 };
        let total = rows::count(rows.len() as u64 + beyond);
        rows.truncate(ROWS);
        RelatedGroup { title: title(kind, outgoing).to_owned(), kind: kind.as_str().to_owned(), outgoing, rows, total }
    };
    groups.into_iter().map(group).collect()
}

fn target(outgoing: &Outgoing) -> RelatedRow {
    let relation = &outgoing.relation;
    match &outgoing.other {
        Some(other) => known(other, &relation.label),
        None => RelatedRow {
            arn: relation.target.clone(),
            name: relation.target.clone(),
            kind: None,
            account: relation.target_account.map(|account| account.to_string()),
            label: relation.label.clone(),
        },
    }
}

fn source(incoming: &Incoming) -> RelatedRow {
    known(&incoming.other, &incoming.label)
}

fn known(other: &Other, label: &str) -> RelatedRow {
    RelatedRow {
        arn: other.arn.clone(),
        name: other.name.clone(),
        kind: Some(other.kind),
        account: Some(other.account.to_string()),
        label: label.to_owned(),
    }
}

/// What was not read where the resource lives: its account's global units and those of its Region.
fn gaps(cache: &CacheAt, record: &Record) -> Result<Vec<CoverageRow>, Failure> {
    let coverage = cache.coverage()?;
    let here = |region: &str| record.region == GLOBAL || region == GLOBAL || region == record.region;
    let unread = coverage.of_account(record.account).filter(|unit| !unit.reading.is_covered() && here(unit.region));
    unread.map(|unit| coverage::row(cache, coverage, &unit)).collect()
}

fn history(cache: &CacheAt, detail: &Detail) -> Result<Vec<VersionRow>, Failure> {
    let reader = cache.reader()?;
    let row = |version: &armillary_store::Version| {
        let from = reader.crawl(version.from_crawl).map_err(of_store)?.started_at;
        Ok(VersionRow { from_crawl: version.from_crawl, from, to_crawl: version.to_crawl })
    };
    detail.history.iter().rev().map(row).collect()
}

/// What a relation means in plain words, from the side of the resource that is inspected.
fn title(kind: RelationKind, outgoing: bool) -> &'static str {
    use RelationKind as R;
    match (kind, outgoing) {
        (R::ChildOf, true) => "is in",
        (R::ChildOf, false) => "contains",
        (R::AttachedTo, true) => "is attached to",
        (R::AttachedTo, false) => "has policies attached",
        (R::EnabledOn, true) => "is enabled on",
        (R::EnabledOn, false) => "has enabled",
        (R::InheritedFrom, true) => "is inherited from",
        (R::InheritedFrom, false) => "is inherited by",
        (R::Holds, true) => "holds products",
        (R::Holds, false) => "is in portfolios",
        (R::SharesPortfolio, true) => "shares the portfolio",
        (R::SharesPortfolio, false) => "is shared by",
        (R::SharedWith, true) => "is shared with",
        (R::SharedWith, false) => "receives shares",
        (R::ReceivedFrom, true) => "is received from",
        (R::ReceivedFrom, false) => "is received as",
        (R::GrantsTo, true) => "may be used by",
        (R::GrantsTo, false) => "may use portfolios",
        (R::Constrains, true) => "constrains the portfolio",
        (R::Constrains, false) => "is constrained by",
        (R::ConstrainsProduct, true) => "constrains the product",
        (R::ConstrainsProduct, false) => "is constrained by",
        (R::LaunchesAs, true) => "launches as",
        (R::LaunchesAs, false) => "is the launch role of",
        (R::LaunchedFrom, true) => "was launched from",
        (R::LaunchedFrom, false) => "was launched as",
        (R::Provides, true) => "provides the account",
        (R::Provides, false) => "was made by",
        (R::OfferedOn, true) => "is offered on",
        (R::OfferedOn, false) => "offers tags",
        (R::Trusts, true) => "names in its trust policy",
        (R::Trusts, false) => "is named in trust policies of",
        (R::HasPolicy, true) => "has managed policies",
        (R::HasPolicy, false) => "is attached to",
        (R::BoundedBy, true) => "is bounded by",
        (R::BoundedBy, false) => "bounds",
        (R::MemberOf, true) => "is a member of",
        (R::MemberOf, false) => "has members",
        (R::InVpc, true) => "is in the VPC",
        (R::InVpc, false) => "contains",
        (R::InSubnet, true) => "is in subnets",
        (R::InSubnet, false) => "contains",
        (R::RoutedBy, true) => "is routed by",
        (R::RoutedBy, false) => "routes to the endpoint",
        (R::GuardedBy, true) => "has security groups",
        (R::GuardedBy, false) => "guards",
        (R::OfTransitGateway, true) => "belongs to the transit gateway",
        (R::OfTransitGateway, false) => "has",
        (R::Attaches, true) => "attaches",
        (R::Attaches, false) => "is attached by",
        (R::AssociatedWith, true) => "is a member of the segment",
        (R::AssociatedWith, false) => "has member attachments",
        (R::PropagatesTo, true) => "propagates its routes to",
        (R::PropagatesTo, false) => "learns routes from",
        (R::RoutesTo, true) => "routes to",
        (R::RoutesTo, false) => "is reached by routes of",
        (R::ExecutesAs, true) => "executes as",
        (R::ExecutesAs, false) => "is the execution role of",
        (R::BelongsTo, true) => "belongs to",
        (R::BelongsTo, false) => "has",
        (R::ProvisionedTo, true) => "has roles in",
        (R::ProvisionedTo, false) => "has roles of the permission sets",
        (R::Assigns, true) => "gives the permission set",
        (R::Assigns, false) => "is given by",
        (R::AssignedTo, true) => "is given to",
        (R::AssignedTo, false) => "is given",
        (R::AssignedIn, true) => "holds in",
        (R::AssignedIn, false) => "is open by assignments",
        (R::HasMember, true) => "has members",
        (R::HasMember, false) => "is a member of",
    }
}
