//! What is said of a cell, and of the matrix as a whole.

use std::collections::BTreeMap;

use armillary_model::{AccountId, Kind, RelationKind, Service};

use super::{
    CellAccess, CellMark, CellState, ShareAction, ShareOutcome,
    column::{Column, Entry},
};
use crate::{EdgeState, NodeState, Topology, reach::Share};

pub(super) const NO_PRINCIPAL: &str = "no principal may launch from it in the account";
pub(super) const NO_PRODUCT: &str = "the portfolio holds no product";
pub(super) const PRINCIPALS_UNREAD: &str = "the principals of the portfolio were not read in the account";
pub(super) const ACCOUNT_UNREAD: &str = "Service Catalog of the account was not read in the portfolio's Region";
pub(super) const OWNER_UNREAD: &str =
    "Service Catalog of the portfolio's account was not read in its Region: its shares are not known";
pub(super) const NOT_LISTED: &str =
    "the account was read and does not list it; the shares of the portfolio were not read";
pub(super) const MANAGEMENT: &str = "AWS does not say whether a share with the organization reaches the management account, and its Service Catalog was not read";
pub(super) const PLACE_UNREAD: &str =
    "where the account is in the organization was not read, and the portfolio is shared with OUs";

/// Principals that a line names, and reasons that an OU's cell tells.
const NAMED: usize = 4;

/// Why an account's cell is what it is.
pub(super) fn of_account(topology: &Topology, column: &Column<'_>, member: usize, entry: &Entry) -> Vec<String> {
    let mut lines = shares(topology, column, &entry.shares);
    let class = topology.tree.member(member).class;
    match entry.state {
        CellState::Own => lines.push("the account owns it".to_owned()),
        CellState::NotShared | CellState::Missing => {
            lines.push(if entry.reason.is_empty() { "not shared" } else { entry.reason }.to_owned());
        }
        _ if entry.access == Some(CellAccess::Listed) => {
            lines.push("the account lists it, and no share that was read brings it".to_owned());
        }
        _ => {}
    }
    if let (CellState::Missing, Some(others)) = (entry.state, column.peers.others_have(class)) {
        lines.push(format!("{} of {} other accounts of its stage have it", others.agree, others.of));
    }
    if matches!(entry.state, CellState::Unusable | CellState::NotImported | CellState::Unknown) {
        lines.push(entry.reason.to_owned());
        lines.extend(gap(topology, column, topology.tree.member(member).account, entry.reason));
    }
    if matches!(entry.state, CellState::Own | CellState::Usable) {
        lines.extend(launchers(&column.principals(topology, member, entry)));
    }
    if let (true, Some(others)) = (entry.marks.contains(&CellMark::Excessive), column.peers.others_lack(class)) {
        lines.push(format!(
            "shared with this account by itself: {} of {} other accounts of its stage do not have it",
            others.agree, others.of
        ));
    }
    lines.extend(entry.action.and_then(|place| column.actions.get(place)).map(|action| told(action)));
    lines
}

/// Why an OU's cell is what it is: the shares that reach all of it, what was done last, and why its accounts cannot use it.
pub(super) fn of_ou(
    topology: &Topology,
    column: &Column<'_>,
    whole: &[usize],
    members: &[usize],
    actions: &[&ShareAction],
) -> Vec<String> {
    let mut lines = shares(topology, column, whole);
    lines.extend(actions.iter().map(|action| told(action)));
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in members.iter().filter_map(|member| column.entry(*member)) {
        if matches!(entry.state, CellState::Unusable | CellState::NotImported | CellState::Unknown) {
            let count = reasons.entry(entry.reason).or_default();
            *count = count.saturating_add(1);
        }
    }
    let mut reasons: Vec<_> = reasons.into_iter().collect();
    reasons.sort_by_key(|(reason, count)| (std::cmp::Reverse(*count), *reason));
    lines.extend(reasons.into_iter().take(NAMED).map(|(reason, count)| format!("in {count}: {reason}")));
    lines
}

/// A line for each share.
pub(super) fn shares(topology: &Topology, column: &Column<'_>, places: &[usize]) -> Vec<String> {
    places.iter().filter_map(|place| column.shares.get(*place)).map(|share| share_words(topology, *share)).collect()
}

fn share_words(topology: &Topology, share: Share) -> String {
    let (node, recipient) = (topology.resources.node(share.share), topology.resources.node(share.recipient));
    let with = match (recipient.kind, topology.share_type(share)) {
        (Some(Kind::Account), "ACCOUNT") => format!("account {} itself, from account to account", recipient.name),
        (Some(Kind::Account), _) => format!("account {} itself", recipient.name),
        (Some(Kind::Organization), _) => "the organization".to_owned(),
        (Some(Kind::Root), _) => "the root".to_owned(),
        _ => format!("OU {}", recipient.name),
    };
    let along = [(node.shares_principals, "principal names"), (node.shares_tag_options, "tag options")];
    let along: Vec<&str> = along.into_iter().filter(|(is, _)| *is).map(|(_, what)| what).collect();
    let along = if along.is_empty() { String::new() } else { format!(", {} along", along.join(" and ")) };
    let link = topology.resources.target_of(share.share, RelationKind::SharedWith);
    let is_old = link.is_some_and(|(_, link)| link.state == EdgeState::Stale);
    let age = if is_old { " (as last read)" } else { "" };
    format!("shared with {with}{along}{age}")
}

fn launchers(names: &[String]) -> Option<String> {
    let (told, more) = (names.get(..names.len().min(NAMED))?, names.len().saturating_sub(NAMED));
    match (told.is_empty(), more) {
        (true, _) => None,
        (false, 0) => Some(format!("may launch: {}", told.join(", "))),
        (false, more) => Some(format!("may launch: {} and {more} more", told.join(", "))),
    }
}

/// What AWS answered where Service Catalog was not read.
fn gap(topology: &Topology, column: &Column<'_>, account: AccountId, reason: &str) -> Option<String> {
    let portfolio = topology.resources.node(column.portfolio);
    let whose = if reason == ACCOUNT_UNREAD || reason == MANAGEMENT { Some(account) } else { portfolio.account };
    let reading = topology.coverage.reading(whose?, &portfolio.region, Service::ServiceCatalog);
    let gap = reading.gaps.first().filter(|_| !reading.is_covered())?;
    let parts = [gap.operation.as_str(), gap.code.as_str(), gap.message.as_str()];
    Some(parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": "))
}

/// What came of a share action.
pub(super) fn told(action: &ShareAction) -> String {
    let begins = match action.outcome {
        ShareOutcome::InProgress => "a share action is under way, or how it ended is not known",
        ShareOutcome::Failed => "the last share action ended with an error",
    };
    if action.message.is_empty() { begins.to_owned() } else { format!("{begins}: {}", action.message) }
}

/// What has to be known of the matrix as a whole.
pub(super) fn notes(topology: &Topology) -> Vec<String> {
    let mut notes = Vec::new();
    if !topology.tree.complete {
        notes.push(
            "the organization was not read completely: there may be accounts, OUs and shares with them that are not here"
                .to_owned(),
        );
    }
    let members = || topology.tree.members.iter();
    let is_unread = |account| !topology.coverage.covers(account, Service::ServiceCatalog);
    let unread = members().filter(|member| member.state != NodeState::Suspended && is_unread(member.account)).count();
    match unread {
        0 => {}
        1 => notes.push(
            "Service Catalog of 1 account was not read everywhere: it may own portfolios that are not here".to_owned(),
        ),
        _ => notes.push(format!(
            "Service Catalog of {unread} accounts was not read everywhere: they may own portfolios that are not here"
        )),
    }
    match members().filter(|member| member.state == NodeState::Suspended).count() {
        0 => {}
        1 => notes.push("1 account that is suspended or closing is left out: nobody can act in it".to_owned()),
        idle => {
            notes.push(format!("{idle} accounts that are suspended or closing are left out: nobody can act in them"))
        }
    }
    notes
}
