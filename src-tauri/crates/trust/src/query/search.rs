//! The search for paths: shortest first, from the end with fewer principals, each account looked into only when it is reached.

use std::{
    cell::{Cell, RefCell},
    collections::HashSet,
};

use armillary_model::AccountId;

use super::{End, PathOptions};
use crate::{Account, Edge, Graph, NodeId, Standing};

/// Paths of one length are collected up to this number.
const MAX_PATHS: usize = 50_000;

/// No distance is known.
const FAR: u8 = u8::MAX;

/// What a search found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The paths, in the order they were met.
    pub paths: Vec<Vec<Edge>>,
    /// How long the paths are that were looked for.
    pub hops: usize,
    /// Longer paths were not looked for, because there are enough of this length.
    pub stopped: bool,
    /// There may be more paths up to this length: a limit was reached.
    pub is_cut: bool,
}

/// A search between two sets of nodes.
pub(super) struct Search<'g> {
    graph: &'g Graph,
    options: &'g PathOptions,
    /// The set distances are counted from: the smaller one.
    near: Set,
    /// The set paths are put together from.
    far: Set,
    /// Distances are counted along the edges, from the sources.
    forward: bool,
    /// Accounts that were looked into; the same for the same question, whatever was worked out before.
    looked_into: RefCell<HashSet<AccountId>>,
    cut: Cell<bool>,
}

/// A set of nodes, and the accounts of which all principals are in it.
pub(super) struct Set {
    pub nodes: Vec<NodeId>,
    member: Box<[u64]>,
    whole: HashSet<AccountId>,
}

impl Set {
    pub fn new(graph: &Graph, nodes: &[NodeId]) -> Self {
        let mut member = vec![0_u64; (graph.nodes() / 64).saturating_add(1)].into_boxed_slice();
        for id in nodes {
            if let Some(word) = member.get_mut(id.index() / 64) {
                *word |= 1 << (id.index() % 64);
            }
        }
        let mut set = Self { nodes: nodes.to_vec(), member, whole: HashSet::new() };
        let organization = graph.organization();
        let mut last = None;
        for id in nodes {
            let Some(principal) = graph.principal_of(*id) else { continue };
            let account = organization.account_of(organization.principal(principal));
            if last != Some(account.id) {
                last = Some(account.id);
                if organization.members(account).all(|id| set.has(graph.node_of(id))) {
                    set.whole.insert(account.id);
                }
            }
        }
        set
    }

    pub fn has(&self, id: NodeId) -> bool {
        self.member.get(id.index() / 64).is_some_and(|word| word & (1 << (id.index() % 64)) != 0)
    }
}

impl<'g> Search<'g> {
    pub fn new(graph: &'g Graph, from: &End, to: &End, options: &'g PathOptions) -> Self {
        let forward = from.nodes.len() <= to.nodes.len();
        let (near, far) = if forward { (from, to) } else { (to, from) };
        Self {
            graph,
            options,
            near: Set::new(graph, &near.nodes),
            far: Set::new(graph, &far.nodes),
            forward,
            looked_into: RefCell::default(),
            cut: Cell::new(false),
        }
    }

    /// Looks for paths of up to so many steps, until there are enough pairs of a source account and a target. How many of the
    /// paths are asked for has no say in it: numbers are the same on every page.
    pub fn run(&self, max_hops: usize, enough: usize) -> Found {
        let mut distance = vec![FAR; self.graph.nodes()].into_boxed_slice();
        for id in &self.near.nodes {
            put(&mut distance, *id, 0);
        }
        let mut frontier = self.near.nodes.clone();
        let mut found = Found::default();
        for hops in 1..=max_hops.min(usize::from(FAR).saturating_sub(1)) {
            self.collect(hops, &distance, &mut found.paths);
            found.hops = hops;
            let pairs: HashSet<_> = found.paths.iter().filter_map(|path| self.pair(path)).collect();
            if hops < max_hops && (pairs.len() >= enough || found.paths.len() >= MAX_PATHS) {
                found.stopped = true;
                break;
            }
            frontier = self.advance(&frontier, hops as u8, &mut distance);
            if frontier.is_empty() && !self.may_go_on(hops, &distance) {
                break;
            }
        }
        found.is_cut = self.cut.get();
        found
    }

    /// Whether longer paths are possible at all once distances are complete: only detours are left.
    fn may_go_on(&self, hops: usize, distance: &[u8]) -> bool {
        distance.iter().any(|known| *known != FAR && *known > 0 && usize::from(*known) <= hops)
    }

    fn source_and_target(&self, path: &[Edge]) -> Option<(NodeId, NodeId)> {
        Some((path.first()?.from, path.last()?.to))
    }

    fn pair(&self, path: &[Edge]) -> Option<(Option<AccountId>, NodeId)> {
        let (source, target) = self.source_and_target(path)?;
        Some((self.graph.account_of(source), target))
    }

    /// The next nodes away from the near set. Nodes of either set are ends, not passages.
    fn advance(&self, frontier: &[NodeId], hops: u8, distance: &mut [u8]) -> Vec<NodeId> {
        self.open(frontier, self.forward);
        let mut next = Vec::new();
        for id in frontier {
            self.each(*id, self.forward, &mut |edge| {
                let other = if self.forward { edge.to } else { edge.from };
                // Power over what a role may do is the end of a path.
                let passes = if self.forward { edge.kind.becomes() } else { edge.kind.becomes() || hops == 1 };
                if passes && distance.get(other.index()) == Some(&FAR) {
                    put(distance, other, hops);
                    if !self.far.has(other) {
                        next.push(other);
                    }
                }
            });
        }
        next.sort_unstable();
        next
    }

    /// Paths of exactly this length, from the far set towards the near one.
    fn collect(&self, hops: usize, distance: &[u8], raw: &mut Vec<Vec<Edge>>) {
        self.open(&self.far.nodes, !self.forward);
        let mut path = Vec::with_capacity(hops);
        for id in &self.far.nodes {
            self.follow(*id, hops, distance, &mut path, raw);
        }
    }

    fn follow(&self, id: NodeId, left: usize, distance: &[u8], path: &mut Vec<Edge>, raw: &mut Vec<Vec<Edge>>) {
        if raw.len() >= MAX_PATHS {
            self.cut.set(true);
            return;
        }
        self.each(id, !self.forward, &mut |edge| {
            let other = if self.forward { edge.from } else { edge.to };
            let known = distance.get(other.index()).copied().unwrap_or(FAR);
            if usize::from(known) > left.saturating_sub(1) || !self.passes(edge, path, left) || visits(path, other) {
                return;
            }
            let is_end = known == 0;
            if is_end != (left == 1) || (!is_end && self.far.has(other)) || self.far_start(path, id) == other {
                return;
            }
            path.push(*edge);
            if is_end {
                let mut whole = path.clone();
                if self.forward {
                    whole.reverse();
                }
                raw.push(whole);
            } else {
                self.follow(other, left.saturating_sub(1), distance, path, raw);
            }
            path.pop();
        });
    }

    /// Power over what a role may do is the end of a path.
    fn passes(&self, edge: &Edge, path: &[Edge], left: usize) -> bool {
        edge.kind.becomes() || if self.forward { path.is_empty() } else { left == 1 }
    }

    /// Where a path that is being put together started.
    fn far_start(&self, path: &[Edge], id: NodeId) -> NodeId {
        path.first().map_or(id, |edge| if self.forward { edge.to } else { edge.from })
    }

    /// The edges at a node that are asked for. An account is not looked into where all of its principals are at the same end.
    fn each(&self, id: NodeId, out: bool, visit: &mut dyn FnMut(&Edge)) {
        let wide = self.graph.wide();
        if out {
            wide.out_of(id).filter(|edge| self.options.takes(edge.kind)).for_each(&mut *visit);
        } else {
            wide.leading_to(id).filter(|edge| self.options.takes(edge.kind)).for_each(&mut *visit);
        }
        let Some(account) = self.to_look_into(id, out) else { return };
        if !self.may_look_into(account) {
            self.cut.set(true);
            return;
        }
        let Some(inside) = self.graph.inside(account) else { return };
        if out {
            inside.out_of(id).filter(|edge| self.options.takes(edge.kind)).for_each(visit);
        } else {
            inside.leading_to(id).filter(|edge| self.options.takes(edge.kind)).for_each(visit);
        }
    }

    /// The account whose inside matters for the steps at a node.
    fn to_look_into(&self, id: NodeId, out: bool) -> Option<&'g Account> {
        let organization = self.graph.organization();
        let account = organization.account_of(organization.principal(self.graph.principal_of(id)?));
        let (near, far) = (self.near.whole.contains(&account.id), self.far.whole.contains(&account.id));
        (near == far && (!out || self.graph.may_step(id))).then_some(account)
    }

    /// Whether an account is among those that may be looked into; the first ones that are asked for are.
    fn may_look_into(&self, account: &Account) -> bool {
        let mut looked_into = self.looked_into.borrow_mut();
        if looked_into.len() < self.options.max_accounts {
            looked_into.insert(account.id);
        }
        looked_into.contains(&account.id)
    }

    /// Works out the accounts of these nodes beforehand, as far as they may be looked into.
    fn open(&self, ids: &[NodeId], out: bool) {
        let mut wanted: Vec<&Account> = Vec::new();
        for account in ids.iter().filter_map(|id| self.to_look_into(*id, out)) {
            let is_last = wanted.last().is_some_and(|last| last.id == account.id);
            if !is_last && self.may_look_into(account) && !self.graph.is_open(account) {
                wanted.push(account);
            }
        }
        self.graph.open_some(&wanted);
    }
}

fn put(distance: &mut [u8], id: NodeId, hops: u8) {
    if let Some(place) = distance.get_mut(id.index()) {
        *place = hops;
    }
}

fn visits(path: &[Edge], id: NodeId) -> bool {
    path.iter().any(|edge| edge.from == id || edge.to == id)
}

/// The least certain step.
pub(super) fn certainty(path: &[Edge]) -> Standing {
    path.iter().map(|edge| edge.standing).max().unwrap_or(Standing::Denied)
}
