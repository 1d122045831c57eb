//! Whether one end can become the other: found, none, or not known, and why. "None" is said only where nothing that was not
//! read, and nothing that was not searched, could hold a path.

use std::collections::{BTreeSet, HashMap};

use armillary_model::AccountId;
use armillary_policy::Residual;
use serde::Serialize;

use super::{
    End, PathOptions, UnreadAccount,
    ends::{GROUPS, PEOPLE},
    machine::Machine,
    search::{Found, Search, certainty},
    unseen::{Hidden, Unseen},
    words,
};
use crate::{Edge, Graph, Standing};

/// Whether there is a path.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// There is one that is allowed, if need be under conditions.
    Found,
    /// There is none, and nothing unread or unsearched could hold one.
    None,
    /// It is not known.
    Unknown,
}

/// Longer paths are found only where pairs of a source account and a target are fewer than this.
const ENOUGH: usize = 100;

/// Where there is no shorter path, longer ones are looked for up to this length.
const LONGEST: usize = 8;

/// What was looked for and found.
pub(super) struct Looked {
    pub answer: Answer,
    pub reasons: Vec<String>,
    /// The paths whose steps can hold together.
    pub paths: Vec<Vec<Edge>>,
    pub unread: Vec<UnreadAccount>,
    pub hops: usize,
    pub stopped: bool,
    pub is_cut: bool,
}

impl Looked {
    pub fn new(graph: &Graph, from: &End, to: &End, options: &PathOptions) -> Self {
        let mut together = Together { graph, residuals: HashMap::new() };
        let mut search = |hops: usize, enough: usize| {
            let mut found = Search::new(graph, from, to, options).run(hops, enough);
            found.paths.retain(|path| together.holds(path));
            found
        };
        let mut found = search(options.max_hops, ENOUGH);
        if found.paths.is_empty() && found.stopped {
            found = search(options.max_hops, usize::MAX);
        }
        if found.paths.iter().any(|path| certainty(path) < Standing::Unknown) {
            return Self::found(from, to, found);
        }
        let accounts = |end: &End| -> Vec<AccountId> { end.unread.iter().map(|unread| unread.account).collect() };
        let unseen = Unseen::from(graph, &from.nodes, &accounts(from), options);
        let steps = unseen.known_steps(&to.nodes);
        if let Some(longer) = steps.filter(|steps| *steps > options.max_hops && *steps <= LONGEST) {
            let longer = search(longer, usize::MAX);
            if longer.paths.iter().any(|path| certainty(path) < Standing::Unknown) {
                return Self::found(from, to, longer);
            }
            if found.paths.is_empty() {
                found = longer;
            }
        }
        let held = unseen.could_hold(&to.nodes, &accounts(to));
        let is_cut = found.is_cut || unseen.is_cut;
        let unread: Vec<UnreadAccount> = held.iter().filter_map(|hidden| unread(graph, *hidden)).collect();
        let mut reasons: Vec<String> = Vec::new();
        reasons.extend((!found.paths.is_empty()).then(|| unknown_paths(found.paths.len())));
        reasons.extend(center_unread(graph, from));
        reasons.extend(through(graph, &held));
        reasons.extend(through_widened(graph, &unseen, &held));
        reasons.extend(Machine::all().filter_map(|machine| through_machines(graph, &held, machine)));
        reasons.extend(
            is_cut.then(|| format!("not everything was searched: {} accounts were looked into", options.max_accounts)),
        );
        reasons.extend(steps.filter(|steps| *steps > found.hops).map(|steps| {
            format!("a way of {steps} steps may exist, and paths of more than {} were not searched", found.hops)
        }));
        let answer = if reasons.is_empty() { Answer::None } else { Answer::Unknown };
        Self { answer, reasons, unread, is_cut, paths: found.paths, hops: found.hops, stopped: found.stopped }
    }

    fn found(from: &End, to: &End, found: Found) -> Self {
        let mut unread: Vec<UnreadAccount> = from.unread.iter().chain(&to.unread).cloned().collect();
        unread.sort();
        unread.dedup();
        let Found { paths, hops, stopped, is_cut } = found;
        Self { answer: Answer::Found, reasons: Vec::new(), paths, unread, hops, stopped, is_cut }
    }
}

fn unknown_paths(paths: usize) -> String {
    match paths {
        1 => "one path may exist, and something that it rests on is not known".to_owned(),
        some => format!("{some} paths may exist, and something that each rests on is not known"),
    }
}

/// That people may be in more groups, and be given more, than was read.
fn center_unread(graph: &Graph, from: &End) -> Option<String> {
    let reason = graph.organization().identity_center().unread.as_ref()?;
    let starts = [PEOPLE, GROUPS].contains(&&*from.text) || from.nodes.iter().any(|id| graph.is_person(*id));
    starts.then(|| format!("people may have more than was read: {reason}"))
}

/// That accounts that were not read could hold a path.
fn through(graph: &Graph, held: &BTreeSet<Hidden>) -> Option<String> {
    let is_unread = |hidden: &Hidden| matches!(hidden, Hidden::Account(_) | Hidden::Studio(_));
    let accounts: Vec<Hidden> = held.iter().copied().filter(is_unread).collect();
    let first = accounts.iter().find_map(|hidden| unread(graph, *hidden))?;
    Some(match accounts.len() {
        1 => format!("a path may lead through account `{}` ({}), which was not read", first.name, first.account),
        some => format!(
            "a path may lead through any of {some} accounts that were not read, such as `{}` ({})",
            first.name, first.account
        ),
    })
}

/// That somebody on the way can give itself permissions, with which the way could go on: such ways are not followed.
fn through_widened(graph: &Graph, unseen: &Unseen<'_>, held: &BTreeSet<Hidden>) -> Option<String> {
    // Whoever is reached only with what another gives itself comes after that one.
    let mut widened = held.iter().filter_map(|hidden| match hidden {
        Hidden::Widened(id) if unseen.is_reached(graph.node_of(*id)) => Some(graph.organization().principal(*id)),
        _ => None,
    });
    let (first, more) = (widened.next()?, widened.count());
    let more = if more == 0 { String::new() } else { format!(" (as can {more} more)") };
    Some(format!(
        "`{}` can give itself any permission{more}, and a path may lead on with what it gives itself: `armillary trust what-can --principal {}` tells how",
        first.name(),
        first.arn
    ))
}

/// That what runs with a role and is not read could hold a path.
fn through_machines(graph: &Graph, held: &BTreeSet<Hidden>, machine: Machine) -> Option<String> {
    let here = |hidden: &Hidden| matches!(hidden, Hidden::Machine(one, _) if *one == machine);
    let accounts: Vec<Hidden> = held.iter().copied().filter(here).collect();
    let first = accounts.iter().find_map(|hidden| unread(graph, *hidden))?;
    let (what, UnreadAccount { account, name, .. }) = (machine.plain(), first);
    Some(match accounts.len() {
        1 => format!("a path may lead through {what} of account `{name}` ({account}): {what} are not read"),
        some => format!(
            "a path may lead through {what} of any of {some} accounts, such as `{name}` ({account}): {what} are not read"
        ),
    })
}

/// What was not read, by its account, and why.
pub(super) fn unread(graph: &Graph, hidden: Hidden) -> Option<UnreadAccount> {
    let organization = graph.organization();
    match hidden {
        Hidden::Account(id) => organization.account(id)?.unread(),
        Hidden::Studio(id) => {
            let account = organization.account(id)?;
            let reason = format!("user profiles of Studio: {}", account.sagemaker.reason()?);
            Some(UnreadAccount { account: id, name: account.name.to_string(), reason })
        }
        Hidden::Machine(machine, id) => {
            let name = organization.account(id)?.name.to_string();
            let reason = format!("{} are not read: one that is there may act with a role", machine.plain());
            Some(UnreadAccount { account: id, name, reason })
        }
        // It was read; where it leads is not followed.
        Hidden::Widened(_) => None,
    }
}

/// Whether what the steps of a path ask for can hold together; each step is explained once.
struct Together<'g> {
    graph: &'g Graph,
    residuals: HashMap<Edge, Option<Residual>>,
}

impl Together<'_> {
    fn holds(&mut self, path: &[Edge]) -> bool {
        let mut residuals = Vec::new();
        for edge in path.iter().filter(|edge| edge.standing != Standing::Allowed) {
            let graph = self.graph;
            match self.residuals.entry(*edge).or_insert_with(|| graph.explain(edge).residual()) {
                Some(residual) => residuals.push(residual.clone()),
                None => return false,
            }
        }
        !words::contradict(&residuals)
    }
}
