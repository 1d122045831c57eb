//! One portfolio: what is known of it in every account.

use armillary_model::{AccountId, Kind, RelationKind};
use petgraph::graph::NodeIndex;

use super::{
    CellAccess, CellCounts, CellMark, CellState, MatrixColumn, MatrixRequest, ShareAction, ShareOutcome, peers::Peers,
    rows::Scope, words,
};
use crate::{
    NodeState, Topology,
    graph::last_segment,
    reach::{Share, Usability},
};

/// What is known of a portfolio in an account.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub state: CellState,
    pub access: Option<CellAccess>,
    /// Why it cannot be used, or is not known.
    pub reason: &'static str,
    /// The shares that bring it, by their place in the column's.
    pub shares: Vec<usize>,
    pub marks: Vec<CellMark>,
    /// The share action that a mark speaks of, by its place in the column's.
    pub action: Option<usize>,
}

/// A recipient that is not of the organization, or not in the cache.
#[derive(Clone, Debug)]
pub(super) struct Outsider {
    pub recipient: NodeIndex,
    pub share: usize,
    /// It is known to be an account outside the organization.
    pub is_outside: bool,
}

/// A portfolio in all accounts.
#[derive(Clone, Debug)]
pub(super) struct Column<'a> {
    pub portfolio: NodeIndex,
    pub shares: Vec<Share>,
    /// By account; absent for those that are not in use.
    pub entries: Vec<Option<Entry>>,
    pub outsiders: Vec<Outsider>,
    pub peers: Peers,
    pub actions: Vec<&'a ShareAction>,
    /// Of the accounts in scope, and of those outside.
    counts: CellCounts,
}

/// The portfolios that are asked for, by name and Region.
pub(super) fn portfolios(topology: &Topology, request: &MatrixRequest) -> Vec<NodeIndex> {
    let is_asked = |id: &str| {
        request.portfolios.is_empty() || request.portfolios.iter().any(|one| one == id || one == last_segment(id))
    };
    let all = topology.resources.of_kind(Kind::Portfolio).filter(|(_, node)| is_asked(&node.id));
    let mut portfolios: Vec<NodeIndex> = all.map(|(index, _)| index).collect();
    portfolios.sort_by_cached_key(|index| {
        let node = topology.resources.node(*index);
        (node.name.to_lowercase(), node.region.to_string(), node.id.to_string())
    });
    portfolios
}

impl<'a> Column<'a> {
    pub fn of(topology: &Topology, portfolio: NodeIndex, scope: &Scope, actions: &'a [ShareAction]) -> Self {
        let id = last_segment(&topology.resources.node(portfolio).id);
        let mut column = Self {
            portfolio,
            shares: topology.shares_of(portfolio),
            entries: vec![None; topology.tree.members.len()],
            outsiders: Vec::new(),
            peers: Peers::default(),
            actions: actions.iter().filter(|action| action.portfolio == id).collect(),
            counts: CellCounts::default(),
        };
        column.take_shares(topology);
        column.take_others(topology);
        column.ask_peers(topology);
        column.take_actions(topology);
        column.count(scope);
        column
    }

    /// The accounts that shares reach, and recipients that are not of the organization.
    fn take_shares(&mut self, topology: &Topology) {
        let mut best: Vec<Option<(Usability, Vec<usize>)>> = vec![None; self.entries.len()];
        for (place, share) in self.shares.iter().enumerate() {
            for (member, usability) in topology.reached_by(*share) {
                let Some(slot) = best.get_mut(member) else { continue };
                let (known, shares) = slot.get_or_insert((usability, Vec::new()));
                *known = usability.min(*known);
                shares.push(place);
            }
            if !topology.is_inside(share.recipient) {
                let is_account = topology.resources.node(share.recipient).kind == Some(Kind::Account);
                let is_outside = is_account && topology.tree.complete;
                self.outsiders.push(Outsider { recipient: share.recipient, share: place, is_outside });
            }
        }
        for (member, reached) in best.into_iter().enumerate() {
            let entry = reached.map(|(usability, shares)| self.reached(topology, member, usability, shares));
            if let Some(slot) = self.entries.get_mut(member) {
                *slot = entry;
            }
        }
    }

    fn reached(&self, topology: &Topology, member: usize, usability: Usability, shares: Vec<usize>) -> Entry {
        let account = topology.tree.member(member).account;
        let seen = topology.received.seen(self.portfolio, account);
        let covering = || shares.iter().filter_map(|place| self.shares.get(*place));
        let is_direct = covering().any(|share| is_account(topology, *share));
        let access = match (is_direct, seen.is_some_and(|seen| seen.is_imported)) {
            (true, true) => CellAccess::Imported,
            (true, false) => CellAccess::Direct,
            (false, _) => CellAccess::Inherited,
        };
        let first = |why: fn(&Topology, Share, usize) -> Option<&'static str>| {
            covering().find_map(|share| why(topology, *share, member)).unwrap_or_default()
        };
        let (state, reason) = match usability {
            Usability::Usable => (CellState::Usable, ""),
            Usability::Unknown => (CellState::Unknown, first(Topology::doubt)),
            Usability::Unusable => {
                let waits = seen.is_none() && covering().all(|share| topology.awaits_import(*share));
                let obstacle = covering().find_map(|share| topology.obstacle(*share, member));
                let state = if waits { CellState::NotImported } else { CellState::Unusable };
                (state, obstacle.unwrap_or(words::NO_PRINCIPAL))
            }
        };
        Entry { state, access: Some(access), reason, shares, marks: Vec::new(), action: None }
    }

    /// The accounts that no share reaches.
    fn take_others(&mut self, topology: &Topology) {
        let is_known = topology.shares_are_known(&topology.resources.node(self.portfolio).id);
        for (at, member) in topology.tree.members.iter().enumerate() {
            let is_there = self.entries.get(at).is_some_and(Option::is_some);
            if !is_there && member.state != NodeState::Suspended {
                let entry = self.unreached(topology, at, is_known);
                if let Some(slot) = self.entries.get_mut(at) {
                    *slot = Some(entry);
                }
            }
        }
    }

    fn unreached(&self, topology: &Topology, at: usize, shares_known: bool) -> Entry {
        let (member, portfolio) = (topology.tree.member(at), topology.resources.node(self.portfolio));
        let is_read = topology.reads_catalog(member.account, &portfolio.region);
        let mut access = None;
        let (state, reason) = if portfolio.account == Some(member.account) {
            (CellState::Own, "")
        } else if let Some(seen) = topology.received.seen(self.portfolio, member.account) {
            access = Some(if seen.is_imported { CellAccess::Imported } else { CellAccess::Listed });
            match seen {
                _ if topology.received.is_empty(self.portfolio) && shares_known => {
                    (CellState::Unusable, words::NO_PRODUCT)
                }
                seen if seen.has_principals => (CellState::Usable, ""),
                seen if seen.is_unread => (CellState::Unknown, words::PRINCIPALS_UNREAD),
                _ if is_read => (CellState::Unusable, words::NO_PRINCIPAL),
                _ => (CellState::Unknown, words::ACCOUNT_UNREAD),
            }
        } else if !shares_known && !is_read {
            (CellState::Unknown, words::OWNER_UNREAD)
        } else if !shares_known {
            (CellState::NotShared, words::NOT_LISTED)
        } else if topology.tree.management == Some(member.account) && self.is_for_all(topology) && !is_read {
            (CellState::Unknown, words::MANAGEMENT)
        } else if member.placed.is_none() && self.is_for_ous(topology) && !is_read {
            (CellState::Unknown, words::PLACE_UNREAD)
        } else {
            (CellState::NotShared, "")
        };
        Entry { state, access, reason, shares: Vec::new(), marks: Vec::new(), action: None }
    }

    fn is_for_all(&self, topology: &Topology) -> bool {
        let is_organization = |share: &Share| topology.resources.node(share.recipient).kind == Some(Kind::Organization);
        self.shares.iter().any(is_organization)
    }

    fn is_for_ous(&self, topology: &Topology) -> bool {
        let is_ou = |share: &Share| topology.tree.ou_of(&topology.resources.node(share.recipient).id).is_some();
        self.shares.iter().any(is_ou)
    }

    /// What is missing, and what is there beyond what the others of its stage have.
    fn ask_peers(&mut self, topology: &Topology) {
        for (member, entry) in topology.tree.members.iter().zip(&self.entries) {
            if let Some(entry) = entry {
                self.peers.add(member.class, entry.state, entry.access.is_some());
            }
        }
        for (member, entry) in topology.tree.members.iter().zip(&mut self.entries) {
            let Some(entry) = entry else { continue };
            if entry.state == CellState::NotShared && self.peers.others_have(member.class).is_some() {
                entry.state = CellState::Missing;
            }
            let places = entry.shares.iter().filter_map(|place| self.shares.get(*place));
            let is_by_itself = !entry.shares.is_empty() && places.clone().all(|share| is_account(topology, *share));
            if is_by_itself && self.peers.others_lack(member.class).is_some() {
                entry.marks.push(CellMark::Excessive);
            }
        }
    }

    /// Share actions that are not at a good end, on the accounts that they speak of. One whose accounts all were read as it should leave them
    /// is at its end, whatever was told of it.
    fn take_actions(&mut self, topology: &Topology) {
        let concerned = |action: &ShareAction| {
            let members = members_of(topology, &action.recipient);
            let is_named = |member: &usize| action.message.contains(&topology.tree.member(*member).account.to_string());
            let named: Vec<usize> = members.iter().copied().filter(is_named).collect();
            if named.is_empty() { (members, false) } else { (named, true) }
        };
        let is_at_its_end = |entries: &[Option<Entry>], action: &ShareAction, members: &[usize]| {
            let known = members.iter().filter_map(|member| entries.get(*member)?.as_ref());
            let mut known = known.filter(|entry| entry.state != CellState::Own).peekable();
            known.peek().is_some()
                && known
                    .all(|entry| if action.is_end { entry.access.is_none() } else { entry.state == CellState::Usable })
        };
        let entries = &self.entries;
        self.actions.retain(|action| !is_at_its_end(entries, action, &concerned(action).0));
        for (place, action) in self.actions.iter().enumerate() {
            let mark = mark_of(action);
            let (members, are_named) = concerned(action);
            let is_about_all =
                action.outcome == ShareOutcome::InProgress || action.recipient.parse::<AccountId>().is_ok();
            for member in members.into_iter().filter(|_| are_named || is_about_all) {
                if let Some(Some(entry)) = self.entries.get_mut(member) {
                    entry.action = Some(place);
                    entry.marks.push(mark);
                    entry.marks.sort_unstable();
                    entry.marks.dedup();
                }
            }
        }
    }

    fn count(&mut self, scope: &Scope) {
        let mut counts = CellCounts::default();
        for (member, entry) in self.entries.iter().enumerate() {
            if let Some(entry) = entry.as_ref().filter(|_| scope.has(member)) {
                counts.add(&CellCounts::one(entry.state, &entry.marks));
            }
        }
        if scope.is_all() {
            self.outsiders.iter().for_each(|outsider| counts.add(&outsider.counts()));
        }
        self.counts = counts;
    }

    /// The accounts of some places in the organization, by state.
    pub fn counts_of(&self, members: &[usize], scope: &Scope) -> CellCounts {
        let mut counts = CellCounts::default();
        for member in members.iter().filter(|member| scope.has(**member)) {
            if let Some(entry) = self.entry(*member) {
                counts.add(&CellCounts::one(entry.state, &entry.marks));
            }
        }
        counts
    }

    pub fn entry(&self, member: usize) -> Option<&Entry> {
        self.entries.get(member).and_then(Option::as_ref)
    }

    pub fn head(&self, topology: &Topology) -> MatrixColumn {
        let node = topology.resources.node(self.portfolio);
        let contents = topology.portfolio_contents(&node.id);
        let owner = node.account.map(|account| account.to_string()).unwrap_or_default();
        let member = node.account.and_then(|account| topology.tree.member_of(account));
        MatrixColumn {
            arn: node.id.to_string(),
            id: last_segment(&node.id).to_owned(),
            name: node.name.clone(),
            owner_name: member.map_or_else(|| owner.clone(), |at| topology.tree.member(at).name.clone()),
            owner,
            region: node.region.to_string(),
            products: contents.products,
            principals: contents.principals,
            shares_known: topology.shares_are_known(&node.id),
            counts: self.counts,
        }
    }

    /// The principals that may launch in an account: its own, and those that come along.
    pub fn principals(&self, topology: &Topology, member: usize, entry: &Entry) -> Vec<String> {
        let account = topology.tree.member(member).account;
        let seen = topology.received.seen(self.portfolio, account).map(|seen| seen.node);
        let shares = entry.shares.iter().filter_map(|place| self.shares.get(*place));
        let carried = shares.into_iter().any(|share| topology.resources.node(share.share).shares_principals);
        let own = (entry.state == CellState::Own || carried).then_some(self.portfolio);
        let granted = |node: NodeIndex| topology.resources.targets(node, RelationKind::GrantsTo);
        let targets = seen.into_iter().chain(own).flat_map(granted);
        let name = |(target, _): (NodeIndex, _)| {
            let id = &topology.resources.node(target).id;
            id.rsplit(':').next().unwrap_or(id).to_owned()
        };
        let mut names: Vec<String> = targets.map(name).collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

impl Outsider {
    pub fn marks(&self) -> Vec<CellMark> {
        if self.is_outside { vec![CellMark::Excessive] } else { Vec::new() }
    }

    pub fn counts(&self) -> CellCounts {
        CellCounts::one(CellState::Unknown, &self.marks())
    }
}

pub(super) fn mark_of(action: &ShareAction) -> CellMark {
    match action.outcome {
        ShareOutcome::InProgress => CellMark::InProgress,
        ShareOutcome::Failed => CellMark::Failed,
    }
}

/// Whether a share is with an account.
pub(super) fn is_account(topology: &Topology, share: Share) -> bool {
    topology.resources.node(share.recipient).kind == Some(Kind::Account)
}

/// The accounts that an id names: an account, an OU with all below it, or the organization.
fn members_of(topology: &Topology, id: &str) -> Vec<usize> {
    if let Ok(account) = id.parse() {
        return topology.tree.member_of(account).into_iter().collect();
    }
    match topology.tree.ou_of(id) {
        Some(ou) => topology.tree.below(ou).to_vec(),
        None if id.starts_with("o-") => topology.tree.order.clone(),
        None => Vec::new(),
    }
}
