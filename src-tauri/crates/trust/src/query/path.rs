//! Paths between two sets of principals: what is asked and what is answered.

use std::{collections::BTreeSet, sync::Arc};

use armillary_model::AccountId;
use armillary_policy::Residual;
use serde::Serialize;

use super::{
    End, Explanation, NearMiss, UnreadAccount, condition_in_words, near_miss,
    search::{Found, Search},
    words,
};
use crate::{Edge, EdgeKind, Graph, Node, NodeId, Standing};
use armillary_classify::Stage;

/// What to look for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PathOptions {
    /// How many paths to give.
    pub limit: usize,
    /// Kinds of steps to take; all where it is empty.
    pub kinds: Vec<EdgeKind>,
    /// How many steps a path may have.
    pub max_hops: usize,
    /// Whether to look for paths that would exist but for one thing.
    pub near_misses: bool,
    /// How many accounts to look into; what lies behind is not found, and the answer says so.
    pub max_accounts: usize,
}

impl Default for PathOptions {
    fn default() -> Self {
        Self { limit: 10, kinds: Vec::new(), max_hops: 4, near_misses: false, max_accounts: 100 }
    }
}

impl PathOptions {
    pub(crate) fn takes(&self, kind: EdgeKind) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }
}

/// The paths from one set of principals to another.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Paths {
    /// Where they start, in words.
    pub from: String,
    /// Where they end, in words.
    pub to: String,
    /// The shortest and most certain paths: at first one for each source account and target role, then others between them.
    pub paths: Vec<Path>,
    /// How many there are in all, as far as was looked.
    pub counts: Counts,
    /// Paths that would exist but for one thing.
    pub near_misses: Vec<NearMiss>,
    /// Accounts of either end that were not read: paths from and to them may be missing.
    pub unread: Vec<UnreadAccount>,
    /// What the answer does not cover besides.
    pub notes: Vec<String>,
}

/// How many paths there are, up to the length that was searched.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// All paths up to that length.
    pub paths: usize,
    /// Pairs of a source account and a target.
    pub groups: usize,
    /// Accounts they start from.
    pub source_accounts: usize,
    /// Principals they lead to.
    pub targets: usize,
    /// How long the paths are that were looked for.
    pub hops: usize,
    /// There may be more: a limit was reached.
    pub is_cut: bool,
}

/// One path.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Path {
    /// Its steps, the first one first.
    pub hops: Vec<Hop>,
    /// What can be said of the whole: the least certain step.
    pub standing: Standing,
    /// What must hold on the way, all steps together; absent where steps ask for different values of what each request brings
    /// itself, such as the external id.
    pub residual: Option<Residual>,
    /// How many paths there are between the same source account and the same target, this one included.
    pub alike: usize,
}

/// An end of a step.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PathEnd {
    /// The ARN, account id, service or name.
    pub id: Arc<str>,
    /// The name people know it by.
    pub name: String,
    /// What it is: `role`, `user`, `service` …
    pub kind: &'static str,
    /// The account it belongs to.
    pub account: Option<AccountId>,
    /// That account's name.
    pub account_name: Option<String>,
    /// That account's stage.
    pub stage: Option<Stage>,
}

/// One step.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Hop {
    /// How.
    pub kind: EdgeKind,
    /// Who takes it.
    pub from: PathEnd,
    /// Who they become, or get power over.
    pub to: PathEnd,
    /// What can be said of it.
    pub standing: Standing,
    /// Why, in a sentence.
    pub reason: String,
    /// What must hold, in words; one sentence per condition that every alternative has.
    pub conditions: Vec<String>,
    /// What to know besides: role chaining, what the power amounts to.
    pub notes: Vec<String>,
    /// The requests it rests on, layer by layer.
    pub explanation: Explanation,
}

impl Graph {
    /// The shortest paths from one set of principals to another, by hops and then by certainty.
    pub fn paths(&self, from: &End, to: &End, options: &PathOptions) -> Paths {
        let search = Search::new(self, from, to, options);
        let found = search.run();
        let paths = self.chosen(&found, options.limit);
        let near_misses = if options.near_misses { near_miss::find(self, from, to, options) } else { Vec::new() };
        let mut unread: Vec<UnreadAccount> = from.unread.iter().chain(&to.unread).cloned().collect();
        unread.sort();
        unread.dedup();
        let notes = self.without_studio(from).into_iter().collect();
        let (from, to) = (from.meaning.clone(), to.meaning.clone());
        Paths { from, to, paths, counts: found.counts, near_misses, unread, notes }
    }

    /// That Studio was not read where paths start.
    fn without_studio(&self, from: &End) -> Option<String> {
        let mut accounts: Vec<AccountId> = from.nodes.iter().filter_map(|id| self.account_of(*id)).collect();
        accounts.dedup();
        let known = accounts.into_iter().filter_map(|id| self.organization().account(id));
        let mut unread = known.filter(|account| account.can_act() && account.sagemaker.reason().is_some());
        let first = unread.next()?;
        let reason = first.sagemaker.reason().unwrap_or_default();
        Some(format!(
            "Studio was not read in {} of the accounts where paths start, so steps through user profiles may be missing there; `{}`: {reason}",
            unread.count() + 1,
            first.name
        ))
    }

    /// Explains the best paths, until enough of them hold together.
    fn chosen(&self, found: &Found, limit: usize) -> Vec<Path> {
        let mut paths = Vec::new();
        for (edges, alike) in found.in_order() {
            if paths.len() == limit {
                break;
            }
            paths.extend(self.path(edges, alike));
        }
        paths
    }

    /// The path of these steps; `None` where what they ask for cannot hold together.
    pub(crate) fn path(&self, edges: &[Edge], alike: usize) -> Option<Path> {
        let hops: Vec<Hop> = edges.iter().enumerate().map(|(at, edge)| self.hop(edge, at)).collect();
        let residuals: Option<Vec<Residual>> = hops.iter().map(|hop| hop.explanation.residual()).collect();
        let residuals = residuals?;
        if words::contradict(&residuals) {
            return None;
        }
        let residual = residuals.iter().try_fold(Residual::always(), |all, one| all.and(one));
        let standing = edges.iter().map(|edge| edge.standing).max().unwrap_or(Standing::Denied);
        Some(Path { hops, standing, residual, alike })
    }

    fn hop(&self, edge: &Edge, at: usize) -> Hop {
        let explanation = self.explain(edge);
        Hop {
            kind: edge.kind,
            from: self.end(edge.from),
            to: self.end(edge.to),
            standing: edge.standing,
            reason: words::reason(self, edge, &explanation),
            conditions: explanation.conditions().iter().map(condition_in_words).collect(),
            notes: words::notes(self, edge, at),
            explanation,
        }
    }

    /// A node as answers name it.
    pub fn end(&self, id: NodeId) -> PathEnd {
        let account = self.account_of(id);
        let known = account.and_then(|account| self.organization().account(account));
        let node = self.node(id);
        let name = match &node {
            Node::Principal(principal) => self.organization().principal(*principal).name().to_owned(),
            Node::Root(_) => "root".to_owned(),
            Node::ExternalAccount(account) => format!("account {account}"),
            Node::UnreadAccount(_) => "principals that were not read".to_owned(),
            Node::Anyone => "everybody with an AWS account".to_owned(),
            Node::Provider(text) => text.split_once("-provider/").map_or(&**text, |(_, name)| name).to_owned(),
            Node::ExternalPrincipal(text) | Node::UnreadPrincipal(text) => {
                text.rsplit('/').next().unwrap_or(text).to_owned()
            }
            Node::Service(text) | Node::Person(_, text) => text.to_string(),
        };
        PathEnd {
            id: self.name_of(id),
            name,
            kind: words::kind_of(self, &node),
            account,
            account_name: known.map(|account| account.name.to_string()),
            stage: self.stage_of(id),
        }
    }
}

/// Counts of distinct ends.
pub(super) fn ends(pairs: &[(Option<AccountId>, NodeId)]) -> (usize, usize) {
    let accounts: BTreeSet<Option<AccountId>> = pairs.iter().map(|(account, _)| *account).collect();
    let targets: BTreeSet<NodeId> = pairs.iter().map(|(_, target)| *target).collect();
    (accounts.len(), targets.len())
}
