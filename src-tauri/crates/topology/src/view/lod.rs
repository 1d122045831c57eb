//! Level of detail: which OUs show what is in them, so that the scene never bursts.

use std::collections::BTreeSet;

use super::Frame;
use crate::{
    Scene, SceneRequest,
    graph::last_segment,
    layout::{Form, Layout},
    tree::Tree,
};

/// Accounts in one page of a large OU.
pub(super) const PAGE: usize = 128;

/// An OU with more accounts shows them in pages.
const PAGED_FROM: usize = 600;

/// An OU with more OUs directly below does not open by itself.
const MANY: usize = 24;

/// What opens by itself.
#[derive(Clone, Copy)]
pub(super) struct Automatic {
    /// Nodes that may be shown without being asked for.
    pub budget: usize,
    /// Whether OUs without OUs below open by themselves.
    pub leaves: bool,
}

/// What is shown of each OU.
pub(super) struct Lod {
    expanded: Vec<bool>,
    /// Something asked for did not fit.
    pub burst: bool,
}

/// The pages of an OU: its accounts that are no hubs, in their order, in runs of [`PAGE`]; none for a small OU.
pub(super) fn pages(tree: &Tree, ou: usize) -> Vec<Vec<usize>> {
    let own: Vec<usize> = own(tree, ou).collect();
    if own.len() <= PAGED_FROM { Vec::new() } else { own.chunks(PAGE).map(<[usize]>::to_vec).collect() }
}

pub(super) fn page_id(ou: &str, page: usize) -> String {
    format!("bundle:{ou}:{page}")
}

/// The accounts directly in an OU that are not drawn as hubs.
pub(super) fn own(tree: &Tree, ou: usize) -> impl Iterator<Item = usize> {
    let accounts = tree.ous.get(ou).map_or(&[][..], |ou| &ou.accounts);
    accounts.iter().copied().filter(|member| tree.members.get(*member).is_some_and(|member| member.hub.is_none()))
}

impl Lod {
    pub fn plan(frame: &Frame, automatic: Automatic) -> Self {
        let (tree, request) = (&*frame.topology.tree, frame.request);
        let costs = Costs::new(frame);
        let folded: BTreeSet<usize> = request.folded.iter().filter_map(|id| tree.ou_of(id)).collect();
        let asked = asked(tree, request, &folded);
        let mut expanded = costs.automatic(tree, automatic);
        for (ou, is_open) in expanded.iter_mut().enumerate().skip(1) {
            *is_open = (*is_open || asked.contains(&ou)) && !folded.contains(&ou);
        }
        let mut lod = Self { expanded, burst: false };
        lod.fit(tree, &costs, &asked);
        lod
    }

    /// Whether an OU is open; it may still be out of sight below one that is not.
    pub fn is_open(&self, ou: usize) -> bool {
        self.expanded.get(ou).copied().unwrap_or(false)
    }

    /// Folds the largest until everything fits: first what opened by itself, then what was asked for.
    fn fit(&mut self, tree: &Tree, costs: &Costs, asked: &BTreeSet<usize>) {
        let mut total = costs.base;
        let mut open: Vec<usize> = Vec::new();
        for ou in 0..tree.ous.len() {
            // Parents come before children: an OU below a folded one is folded.
            let is_open = self.is_open(ou) && tree.ou(ou).parent.is_none_or(|parent| self.is_open(parent));
            self.set(ou, is_open);
            if is_open {
                total = total.saturating_add(costs.of(ou));
                open.push(ou);
            }
        }
        open.sort_by_key(|ou| (asked.contains(ou), std::cmp::Reverse((costs.of(*ou), *ou))));
        for ou in open {
            if total <= Scene::MAX_NODES || ou == 0 {
                continue;
            }
            self.burst |= asked.contains(&ou);
            total = total.saturating_sub(self.close(tree, costs, ou));
        }
    }

    fn set(&mut self, ou: usize, is_open: bool) {
        if let Some(place) = self.expanded.get_mut(ou) {
            *place = is_open;
        }
    }

    /// Folds an OU and what is below, and gives the nodes that frees.
    fn close(&mut self, tree: &Tree, costs: &Costs, ou: usize) -> usize {
        let mut freed: usize = 0;
        let mut stack = vec![ou];
        while let Some(at) = stack.pop() {
            if self.is_open(at) {
                self.set(at, false);
                freed = freed.saturating_add(costs.of(at));
                stack.extend(&tree.ou(at).children);
            }
        }
        freed
    }
}

/// OUs that were asked to be open, and all above them.
fn asked(tree: &Tree, request: &SceneRequest, folded: &BTreeSet<usize>) -> BTreeSet<usize> {
    let mut asked = BTreeSet::new();
    for id in &request.open {
        let page_of = || id.strip_prefix("bundle:").and_then(|rest| rest.rsplit_once(':')).map(|(ou, _)| ou);
        let account = || last_segment(id).parse().ok().and_then(|account| tree.member_of(account));
        let ou = tree.ou_of(id).or_else(|| page_of().and_then(|ou| tree.ou_of(ou)));
        if let Some(ou) = ou.or_else(|| account().map(|member| tree.member(member).ou)) {
            let chain = tree.chain(ou);
            if !chain.iter().any(|ou| folded.contains(ou)) {
                asked.extend(chain);
            }
        }
    }
    asked
}

/// How many nodes opening each OU adds.
struct Costs {
    base: usize,
    of: Vec<usize>,
}

impl Costs {
    fn new(frame: &Frame) -> Self {
        let (tree, layout, request) = (&*frame.topology.tree, &*frame.topology.layout, frame.request);
        let discs: Vec<usize> = (0..tree.ous.len()).map(|ou| discs(frame.form, tree, layout, ou)).collect();
        let mut of: Vec<usize> = Vec::with_capacity(tree.ous.len());
        for (at, ou) in tree.ous.iter().enumerate() {
            let pages = pages(tree, at);
            let opened = pages.iter().enumerate().filter(|(page, _)| request.open.contains(&page_id(&ou.id, *page)));
            let opened = opened.flat_map(|(_, page)| page.iter().copied());
            let accounts = match pages.len() {
                0 => own(tree, at).filter(|member| frame.is_shown(*member)).count(),
                count => count.saturating_add(opened.filter(|member| frame.is_shown(*member)).count()),
            };
            let children = ou.children.iter().filter_map(|child| discs.get(*child));
            of.push(children.fold(accounts, |sum, discs| sum.saturating_add(*discs)));
        }
        for missing in layout.groups.iter().flat_map(|group| &group.missing) {
            if let Some(cost) = of.get_mut(missing.ou) {
                *cost = cost.saturating_add(1);
            }
        }
        // Room is kept for the inner rings of opened accounts and for what a view puts in its centre.
        let opened = request.open.iter().filter(|id| id.contains(":account/")).count().min(8);
        let base = [60, tree.hubs.len(), opened.saturating_mul(50)];
        Self { base: base.into_iter().fold(0, usize::saturating_add), of }
    }

    fn of(&self, ou: usize) -> usize {
        self.of.get(ou).copied().unwrap_or(0)
    }

    /// What opens by itself: from the root down, the cheapest first, the stages of one container together or not at all.
    fn automatic(&self, tree: &Tree, automatic: Automatic) -> Vec<bool> {
        let mut expanded = vec![false; tree.ous.len()];
        let mut expand = |ou: usize, is_open: bool| {
            expanded.get_mut(ou).into_iter().for_each(|place| *place = is_open);
        };
        expand(0, true);
        let mut total = self.base.saturating_add(self.of(0));
        let has_children = |ou: usize| !tree.ou(ou).children.is_empty();
        let opens = |ou: usize| {
            let mut bundles = siblings(tree, ou);
            bundles.retain(|ous| automatic.leaves || ous.iter().any(|ou| has_children(*ou)));
            bundles
                .retain(|ous| ous.iter().all(|ou| tree.ou(*ou).children.len() <= MANY && pages(tree, *ou).is_empty()));
            bundles
        };
        let mut waiting = opens(0);
        while let Some((at, cost)) = self.cheapest(&waiting) {
            total = total.saturating_add(cost);
            if total > automatic.budget {
                break;
            }
            for ou in waiting.swap_remove(at) {
                expand(ou, automatic.leaves || has_children(ou));
                waiting.extend(opens(ou));
            }
        }
        expanded
    }

    fn cheapest(&self, waiting: &[Vec<usize>]) -> Option<(usize, usize)> {
        let cost = |ous: &Vec<usize>| ous.iter().map(|ou| self.of(*ou)).fold(0, usize::saturating_add);
        let costs = waiting.iter().map(|ous| (cost(ous), ous.first().copied())).enumerate();
        costs.min_by_key(|(_, key)| *key).map(|(at, (cost, _))| (at, cost))
    }
}

/// How many figures stand for a folded OU: one, or its own and one for each defence ring its accounts stand in.
fn discs(form: Form, tree: &Tree, layout: &Layout, ou: usize) -> usize {
    let members = tree.below(ou).iter().filter(|_| form == Form::Rings);
    let rings: BTreeSet<usize> = members.map(|member| layout.ring_of_member(tree, *member)).collect();
    if rings.len() > 1 { rings.len().saturating_add(1) } else { 1 }
}

fn is_staged(tree: &Tree, ou: usize) -> bool {
    armillary_classify::Stage::on_the_way(tree.ou(ou).class).is_some()
}

/// The children of an OU, those with a stage in one bundle.
fn siblings(tree: &Tree, ou: usize) -> Vec<Vec<usize>> {
    let (staged, others): (Vec<usize>, Vec<usize>) = tree.ou(ou).children.iter().partition(|ou| is_staged(tree, **ou));
    let mut bundles: Vec<Vec<usize>> = others.into_iter().map(|ou| vec![ou]).collect();
    if !staged.is_empty() {
        bundles.push(staged);
    }
    bundles
}
