//! Level of detail: which OUs show what is in them, so that the scene never bursts.

use std::collections::BTreeSet;

use crate::{Scene, SceneRequest, graph::last_segment, layout::Layout, tree::Tree};

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
    pub fn plan(tree: &Tree, layout: &Layout, request: &SceneRequest, shown: &[bool], automatic: Automatic) -> Self {
        let costs = Costs::new(tree, layout, request, shown);
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
            let parent = tree.ous[ou].parent;
            // Parents come before children: an OU below a folded one is folded.
            self.expanded[ou] &= parent.is_none_or(|parent| self.expanded[parent]);
            if self.expanded[ou] {
                total += costs.of[ou];
                open.push(ou);
            }
        }
        open.sort_by_key(|ou| (asked.contains(ou), std::cmp::Reverse((costs.of[*ou], *ou))));
        for ou in open {
            if total <= Scene::MAX_NODES || ou == 0 {
                continue;
            }
            self.burst |= asked.contains(&ou);
            total -= self.close(tree, costs, ou);
        }
    }

    /// Folds an OU and what is below, and gives the nodes that frees.
    fn close(&mut self, tree: &Tree, costs: &Costs, ou: usize) -> usize {
        let mut freed = 0;
        let mut stack = vec![ou];
        while let Some(at) = stack.pop() {
            if std::mem::take(&mut self.expanded[at]) {
                freed += costs.of[at];
                stack.extend(&tree.ous[at].children);
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
        if let Some(ou) = ou.or_else(|| account().map(|member| tree.members[member].ou)) {
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
    fn new(tree: &Tree, layout: &Layout, request: &SceneRequest, shown: &[bool]) -> Self {
        let is_shown = |member: &usize| shown.get(*member).copied().unwrap_or(false);
        let mut of: Vec<usize> = Vec::with_capacity(tree.ous.len());
        for (at, ou) in tree.ous.iter().enumerate() {
            let pages = pages(tree, at);
            let opened = pages.iter().enumerate().filter(|(page, _)| request.open.contains(&page_id(&ou.id, *page)));
            let accounts = match pages.len() {
                0 => own(tree, at).filter(is_shown).count(),
                count => {
                    count + opened.map(|(_, page)| page.iter().filter(|member| is_shown(member)).count()).sum::<usize>()
                }
            };
            of.push(ou.children.len() + accounts);
        }
        for missing in layout.groups.iter().flat_map(|group| &group.missing) {
            if let Some(cost) = of.get_mut(missing.ou) {
                *cost += 1;
            }
        }
        // Room is kept for the inner rings of opened accounts and for what a view puts in its centre.
        let opened = request.open.iter().filter(|id| id.contains(":account/")).count().min(8);
        Self { base: 60 + tree.hubs.len() + 50 * opened, of }
    }

    /// What opens by itself: from the root down, the cheapest first, the stages of one container together or not at all.
    fn automatic(&self, tree: &Tree, automatic: Automatic) -> Vec<bool> {
        let mut expanded = vec![false; tree.ous.len()];
        expanded[0] = true;
        let mut total = self.base + self.of[0];
        let opens = |ou: usize| {
            let mut bundles = siblings(tree, ou);
            bundles.retain(|ous| automatic.leaves || ous.iter().any(|ou| !tree.ous[*ou].children.is_empty()));
            bundles
                .retain(|ous| ous.iter().all(|ou| tree.ous[*ou].children.len() <= MANY && pages(tree, *ou).is_empty()));
            bundles
        };
        let mut waiting = opens(0);
        while let Some((at, cost)) = self.cheapest(&waiting) {
            total += cost;
            if total > automatic.budget {
                break;
            }
            for ou in waiting.swap_remove(at) {
                expanded[ou] = automatic.leaves || !tree.ous[ou].children.is_empty();
                waiting.extend(opens(ou));
            }
        }
        expanded
    }

    fn cheapest(&self, waiting: &[Vec<usize>]) -> Option<(usize, usize)> {
        let costs = waiting.iter().map(|ous| ous.iter().map(|ou| self.of[*ou]).sum::<usize>());
        costs.enumerate().min_by_key(|(at, cost)| (*cost, waiting[*at].first().copied()))
    }
}

/// The children of an OU, those with a stage in one bundle.
fn siblings(tree: &Tree, ou: usize) -> Vec<Vec<usize>> {
    let is_staged = |ou: &usize| armillary_classify::Stage::on_the_way(tree.ous[*ou].class).is_some();
    let (staged, others): (Vec<usize>, Vec<usize>) = tree.ous[ou].children.iter().partition(|ou| is_staged(ou));
    let mut bundles: Vec<Vec<usize>> = others.into_iter().map(|ou| vec![ou]).collect();
    if !staged.is_empty() {
        bundles.push(staged);
    }
    bundles
}
