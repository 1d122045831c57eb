//! What comes of a plan: the difference between the organization as it was read and as the plan leaves it.
//!
//! Not here: trust paths and findings. Who works them out holds them against both snapshots, and fills them in before the plan is sealed.

mod coverage;
mod edges;
mod policies;
mod quotas;

use armillary_model::{AccountId, Kind};
use serde::{Deserialize, Serialize};

pub use coverage::PortfolioEffect;
pub use edges::{Edge, Node};
pub use policies::PolicyEffect;
pub use quotas::Quota;

use crate::{Outcomes, organization::Organization};

/// What comes of a plan.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "PlanEffect"))]
#[serde(rename_all = "camelCase")]
pub struct Effect {
    /// How many accounts there are more.
    pub accounts_added: u32,
    /// How many accounts are somewhere else.
    pub accounts_moved: u32,
    /// How many accounts are closed.
    pub accounts_closed: u32,
    /// Accounts, shares and received portfolios that come, go or change.
    pub nodes: Vec<Node>,
    /// What points where, otherwise than before.
    pub edges: Vec<Edge>,
    /// Organization policies that apply to accounts, or no longer apply.
    pub policies: Vec<PolicyEffect>,
    /// Portfolios that accounts see, or no longer see.
    pub portfolios: Vec<PortfolioEffect>,
    /// Trust paths that open and close, in words.
    pub trust: Vec<String>,
    /// Findings that come and go, in words.
    pub findings: Vec<String>,
    /// What of AWS's limits is used.
    pub quotas: Vec<Quota>,
}

/// Whether something comes, goes or is otherwise.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "PlanChange"))]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// It comes.
    Added,
    /// It points elsewhere than before.
    Moved,
    /// It is otherwise.
    Changed,
    /// It goes.
    Removed,
}

/// An account, as a preview names it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "PlanNamed"))]
pub struct Named {
    /// Its id; a reference where an earlier step creates it.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// What comes of a plan that leads from one snapshot to another.
pub(crate) fn effect(
    before: &Organization<'_>,
    after: &Organization<'_>,
    outcomes: &Outcomes,
    account_quota: Option<u32>,
) -> Effect {
    let ids = Ids::of(outcomes);
    let nodes = edges::nodes(before, after, &ids);
    let edges = edges::edges(before, after, &ids);
    let count = |change: Change| {
        let found = nodes.iter().filter(|node| node.kind == Kind::Account.as_str() && node.change == change);
        u32::try_from(found.count()).unwrap_or(u32::MAX)
    };
    let is_move = |edge: &&Edge| edge.kind == "child-of" && edge.change == Change::Moved;
    let closed = after
        .members()
        .filter(|member| !member.is_active() && before.member(member.account).is_some_and(|before| before.is_active()));
    Effect {
        accounts_added: count(Change::Added),
        accounts_moved: u32::try_from(edges.iter().filter(is_move).count()).unwrap_or(u32::MAX),
        accounts_closed: u32::try_from(closed.count()).unwrap_or(u32::MAX),
        policies: policies::changes(before, after, &ids),
        portfolios: coverage::changes(before, after, &ids),
        trust: Vec::new(),
        findings: Vec::new(),
        quotas: quotas::used(before, after, &ids, account_quota),
        nodes,
        edges,
    }
}

/// References in the place of the ids that stand for them.
#[derive(Clone, Debug)]
struct Ids(Vec<(String, String)>);

impl Ids {
    fn of(outcomes: &Outcomes) -> Self {
        Self(outcomes.iter().map(|(reference, account)| (account.to_string(), reference.clone())).collect())
    }

    /// An account's id, or what stands for it.
    fn account(&self, account: AccountId) -> String {
        self.text(&account.to_string())
    }

    /// An id, ARN or key, with references in it.
    fn text(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (id, reference)| text.replace(id, reference))
    }

    fn named(&self, organization: &Organization<'_>, account: AccountId) -> Named {
        Named { id: self.account(account), name: organization.name(&account.to_string()).to_owned() }
    }
}
