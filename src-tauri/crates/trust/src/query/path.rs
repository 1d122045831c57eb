//! Paths between two sets of principals: what is asked and what is answered.

use std::sync::Arc;

use armillary_model::AccountId;
use armillary_policy::Residual;
use serde::Serialize;

use super::{
    Answer, End, Explanation, IdleAccount, NearMiss, UnreadAccount, idle,
    looked::Looked,
    near_miss,
    pattern::{Chosen, Patterns},
    search::certainty,
    words,
};
use crate::{Edge, EdgeKind, Graph, Node, NodeId, Standing};
use armillary_classify::Stage;

/// What to look for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PathOptions {
    /// How many paths to give.
    pub limit: usize,
    /// How many to pass over before.
    pub offset: usize,
    /// Give the paths of this pattern; where it is absent, one path for each pattern.
    pub pattern: Option<String>,
    /// Kinds of steps to take; all where it is empty.
    pub kinds: Vec<EdgeKind>,
    /// How many steps a path may have. Longer ones are looked for where there is none.
    pub max_hops: usize,
    /// Whether to look for paths that would exist but for one thing.
    pub near_misses: bool,
    /// How many accounts to look into; what lies behind is not found, and the answer says so.
    pub max_accounts: usize,
}

impl Default for PathOptions {
    fn default() -> Self {
        let (limit, offset, max_hops, max_accounts) = (10, 0, 4, 100);
        Self { limit, offset, pattern: None, kinds: Vec::new(), max_hops, near_misses: false, max_accounts }
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
    /// Whether there is one.
    pub answer: Answer,
    /// Why that is not known; empty where it is.
    pub reasons: Vec<String>,
    /// One page of the paths: the first one of each pattern, or all of one pattern. Undeclared ones come first, then the
    /// shorter and the more certain.
    pub paths: Vec<Path>,
    /// The rows of the pages are patterns, each by its first path.
    pub by_pattern: bool,
    /// How many there are in all.
    pub counts: Counts,
    /// Paths that would exist but for one thing; the first of them.
    pub near_misses: Vec<NearMiss>,
    /// There are more of these.
    pub more_near_misses: bool,
    /// Accounts that were not read: there may be paths from, to or through them.
    pub unread: Vec<UnreadAccount>,
    /// Accounts of either end that are not in use: nobody comes from them or gets into them.
    pub idle: Vec<IdleAccount>,
    /// What the answer does not cover besides.
    pub notes: Vec<String>,
}

/// How many paths there are, up to the length that was searched; the same on every page.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// All paths up to that length.
    pub paths: usize,
    /// Of these, how many are of the pattern that was asked for; all where none was.
    pub members: usize,
    /// Patterns: paths by the same roles across teams are of one.
    pub patterns: usize,
    /// Accounts they start from.
    pub source_accounts: usize,
    /// Principals they lead to.
    pub targets: usize,
    /// How long the paths are that were looked for.
    pub hops: usize,
    /// Longer ones were not looked for, because there are enough.
    pub stopped: bool,
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
    /// Its pattern, to ask for the others of it.
    pub pattern: String,
    /// Each step from account to account is declared.
    pub declared: bool,
    /// How many paths of its pattern there are, this one included.
    pub alike: usize,
}

/// What an end of a step is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum EndKind {
    /// An IAM role.
    Role,
    /// An IAM user.
    User,
    /// An account's root user.
    Root,
    /// A SAML or OIDC provider.
    Provider,
    /// An AWS service.
    Service,
    /// A user of IAM Identity Center.
    IdentityCenterUser,
    /// A group of IAM Identity Center.
    IdentityCenterGroup,
    /// Every principal of an account outside the organization.
    ExternalAccount,
    /// A principal outside the organization.
    ExternalPrincipal,
    /// Whoever is in an account that was not read.
    UnreadAccount,
    /// A principal of an account that was not read.
    UnreadPrincipal,
    /// Everybody.
    Anyone,
}

/// An end of a step.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PathEnd {
    /// The ARN, account id, service or name.
    pub id: Arc<str>,
    /// The name people know it by.
    pub name: String,
    /// What it is.
    pub kind: EndKind,
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
    /// The paths from one set of principals to another; no step is declared.
    pub fn paths(&self, from: &End, to: &End, options: &PathOptions) -> Paths {
        self.paths_declaring(from, to, options, &|_| false)
    }

    /// The paths from one set of principals to another, by pattern: those with a step that is not declared first, then by
    /// hops and certainty.
    pub fn paths_declaring(
        &self,
        from: &End,
        to: &End,
        options: &PathOptions,
        is_declared: &dyn Fn(&Edge) -> bool,
    ) -> Paths {
        let looked = Looked::new(self, from, to, options);
        let patterns = Patterns::new(self, looked.paths, is_declared);
        let (near_misses, more_near_misses) =
            if options.near_misses { near_miss::find(self, from, to, options) } else { (Vec::new(), false) };
        let counts =
            Counts { hops: looked.hops, stopped: looked.stopped, is_cut: looked.is_cut, ..patterns.counts(options) };
        let mut idle: Vec<IdleAccount> = from.idle.iter().chain(&to.idle).cloned().collect();
        idle.sort();
        idle.dedup();
        Paths {
            from: from.meaning.clone(),
            to: to.meaning.clone(),
            answer: looked.answer,
            reasons: looked.reasons,
            paths: patterns.page(options).into_iter().filter_map(|chosen| self.path(&chosen)).collect(),
            by_pattern: options.pattern.is_none(),
            counts,
            near_misses,
            more_near_misses,
            unread: looked.unread,
            notes: idle::notes(&idle).into_iter().chain(self.without_studio(from)).collect(),
            idle,
        }
    }

    /// That Studio was not read where paths start.
    fn without_studio(&self, from: &End) -> Option<String> {
        let mut accounts: Vec<AccountId> = from.nodes.iter().filter_map(|id| self.account_of(*id)).collect();
        accounts.sort_unstable();
        accounts.dedup();
        let known = accounts.into_iter().filter_map(|id| self.organization().account(id));
        let mut unread = known.filter(|account| account.can_act() && account.sagemaker.reason().is_some());
        let first = unread.next()?;
        let reason = first.sagemaker.reason().unwrap_or_default();
        Some(format!(
            "Studio was not read in {} of the accounts where paths start, so steps through user profiles may be missing there; `{}`: {reason}",
            unread.count().saturating_add(1),
            first.name
        ))
    }

    /// The path of these steps; `None` where what they ask for cannot hold together.
    pub(super) fn path(&self, chosen: &Chosen<'_>) -> Option<Path> {
        let edges = chosen.edges;
        let hops: Vec<Hop> = edges.iter().enumerate().map(|(at, edge)| self.hop(edge, at)).collect();
        let residuals: Option<Vec<Residual>> = hops.iter().map(|hop| hop.explanation.residual()).collect();
        let residuals = residuals?;
        if words::contradict(&residuals) {
            return None;
        }
        let residual = residuals.iter().try_fold(Residual::always(), |all, one| all.and(one));
        let (pattern, declared, alike) = (chosen.pattern.to_owned(), chosen.declared, chosen.alike);
        Some(Path { hops, standing: certainty(edges), residual, pattern, declared, alike })
    }

    fn hop(&self, edge: &Edge, at: usize) -> Hop {
        let explanation = self.explain(edge);
        Hop {
            kind: edge.kind,
            from: self.end(edge.from),
            to: self.end(edge.to),
            standing: edge.standing,
            reason: words::reason(self, edge, &explanation),
            conditions: words::conditions(self, edge, &explanation),
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
