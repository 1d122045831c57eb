//! A plan while it is put together: facts and steps get their names here, and steps their order.

use std::collections::{BTreeMap, BTreeSet};

use armillary_facts::limit;
use serde_json::{Map, Value};

use crate::{AlsoConfirm, Check, Claim, Fact, Settings, Step, organization::Organization};

/// A step before it has a name.
#[derive(Clone, Debug, Default)]
pub(crate) struct NewStep {
    pub title: String,
    pub service: &'static str,
    pub operation: &'static str,
    pub account: String,
    pub region: String,
    pub parameters: Map<String, Value>,
    /// The steps whose results it needs.
    pub needs: Vec<String>,
    pub lanes: Vec<Lane>,
    pub repeatable: &'static str,
    pub verify: String,
    pub undo: String,
    pub seconds: [u32; 2],
    pub claims: Vec<Claim>,
}

/// What AWS does only so many of at a time.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Lane {
    /// Accounts being created.
    Creations,
    /// Accounts being closed.
    Closures,
    /// Permission sets given and taken away.
    Assignments,
    /// Accounts being made by Account Factory.
    AccountOperations,
    /// Baselines of OUs being changed: a second one beside the first is a conflict.
    Baselines,
    /// Policies attached and detached: a second change beside the first is a conflict.
    Policies,
    /// Moves into a node: with auto-enrolment, a second one beside the first is a conflict.
    MovesTo(String),
    /// Actions on the shares of a portfolio.
    SharesOf(String),
    /// Changes of one thing, in the order in which they were asked for.
    ChangesOf(String),
}

impl Lane {
    fn width(&self) -> usize {
        let name = match self {
            Self::Creations => "account-creations-at-once",
            Self::Closures => "account-closures-at-once",
            Self::Assignments => "account-assignments-at-once",
            Self::AccountOperations => "account-operations-at-once",
            _ => return 1,
        };
        limit(name).and_then(|limit| limit.try_into().ok()).unwrap_or(1)
    }
}

/// A plan while it is put together.
#[derive(Debug)]
pub(crate) struct Draft<'a> {
    /// The organization as it was read: what the plan rests on, whatever earlier steps change.
    pub read: &'a Organization<'a>,
    pub settings: &'a Settings,
    pub facts: Vec<Fact>,
    pub steps: Vec<Step>,
    pub checks: BTreeSet<Check>,
    pub also_confirm: BTreeSet<AlsoConfirm>,
    pub left_out: BTreeSet<String>,
    lanes: BTreeMap<Lane, Vec<String>>,
}

impl<'a> Draft<'a> {
    pub fn new(read: &'a Organization<'a>, settings: &'a Settings) -> Self {
        Self {
            read,
            settings,
            facts: Vec::new(),
            steps: Vec::new(),
            checks: BTreeSet::new(),
            also_confirm: BTreeSet::new(),
            left_out: BTreeSet::new(),
            lanes: BTreeMap::new(),
        }
    }

    /// Adds a step, unless the plan has the same call already; its name.
    pub fn step(&mut self, new: NewStep) -> String {
        if let Some(same) = self.steps.iter().find(|step| is_same(step, &new)) {
            return same.id.clone();
        }
        let id = format!("s{}", self.steps.len().saturating_add(1));
        let rests_on = new.claims.into_iter().map(|claim| self.fact(claim)).collect::<BTreeSet<_>>();
        let mut after: BTreeSet<String> = new.needs.into_iter().collect();
        for lane in new.lanes {
            let width = lane.width();
            let before = self.lanes.entry(lane).or_default();
            let blocking = before.len().checked_sub(width).and_then(|place| before.get(place));
            after.extend(blocking.cloned());
            before.push(id.clone());
        }
        self.steps.push(Step {
            id: id.clone(),
            title: new.title,
            service: new.service.to_owned(),
            operation: new.operation.to_owned(),
            account: new.account,
            region: new.region,
            parameters: new.parameters,
            after: in_order(after),
            repeatable: new.repeatable.to_owned(),
            verify: new.verify,
            undo: new.undo,
            expected_seconds: new.seconds,
            rests_on: in_order(rests_on),
        });
        id
    }

    /// The name of a fact, which the plan has once.
    fn fact(&mut self, claim: Claim) -> String {
        if let Some(known) = self.facts.iter().find(|fact| fact.claim == claim) {
            return known.id.clone();
        }
        let id = format!("f{}", self.facts.len().saturating_add(1));
        self.facts.push(Fact::new(id.clone(), claim, self.read));
        id
    }
}

fn is_same(step: &Step, new: &NewStep) -> bool {
    step.service == new.service
        && step.operation == new.operation
        && step.account == new.account
        && step.region == new.region
        && step.parameters == new.parameters
}

/// Names such as `s10` after `s9`.
fn in_order(names: BTreeSet<String>) -> Vec<String> {
    let mut names: Vec<String> = names.into_iter().collect();
    names.sort_by_key(|name| (name.len(), name.clone()));
    names
}

/// Parameters of a call.
macro_rules! parameters {
    ($($name:literal: $value:expr),* $(,)?) => {{
        let mut parameters = serde_json::Map::new();
        $(parameters.insert($name.to_owned(), serde_json::json!($value));)*
        parameters
    }};
}
pub(crate) use parameters;
