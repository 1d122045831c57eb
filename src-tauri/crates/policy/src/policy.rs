//! Policies: a document, parsed and compiled.

use std::{collections::BTreeSet, fmt};

use crate::{Action, Effect, InvalidPolicy, Statement, hash, parse};

/// A policy document, compiled. It never changes; share it behind an `Arc`.
#[derive(Clone, Debug)]
pub struct Policy {
    statements: Box<[Statement]>,
    warnings: Box<[Warning]>,
    index: Option<Index>,
}

/// Something in a document that the engine could not take as it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Warning {
    /// The statement, from 0.
    pub statement: usize,
    /// What is the matter and what follows from it.
    pub problem: Box<str>,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "statement {}: {}", self.statement, self.problem)
    }
}

/// Which statements may speak of a service. Only worth its memory where there are many.
#[derive(Clone, Debug)]
struct Index {
    /// In the order of the hash.
    services: Box<[Service]>,
    /// For services that are not named.
    others: Box<[usize]>,
}

#[derive(Clone, Debug)]
struct Service {
    hash: u64,
    name: Box<str>,
    statements: Box<[usize]>,
}

/// From how many statements on a policy has an index.
const INDEXED_FROM: usize = 5;

impl Policy {
    /// Compiles the text of a document. An empty object is a policy that says nothing.
    pub fn parse(text: &str) -> Result<Policy, InvalidPolicy> {
        parse::text(text)
    }

    /// Compiles a document that is already JSON. Errors tell the path, not the position.
    pub fn from_value(document: &serde_json::Value) -> Result<Policy, InvalidPolicy> {
        parse::value(document)
    }

    pub(crate) fn new(statements: Vec<Statement>, warnings: Vec<Warning>) -> Policy {
        let index = (statements.len() >= INDEXED_FROM).then(|| Index::of(&statements));
        Policy { statements: statements.into(), warnings: warnings.into(), index }
    }

    /// Its statements, in the order of the document.
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// What could not be taken as it stands.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// Whether an Allow statement covers the action: a quick filter, which looks at nothing else.
    pub fn may_allow(&self, action: &Action) -> bool {
        self.about(action).any(|statement| statement.effect == Effect::Allow)
    }

    /// Whether a Deny statement covers the action: a quick filter, which looks at nothing else.
    pub fn may_deny(&self, action: &Action) -> bool {
        self.about(action).any(|statement| statement.effect == Effect::Deny)
    }

    /// The statements that cover the action, in the order of the document.
    pub(crate) fn about(&self, action: &Action) -> impl Iterator<Item = &Statement> {
        let (all, some): (&[Statement], &[usize]) = match &self.index {
            None => (&self.statements, &[]),
            Some(index) => (&[], index.of_service(action)),
        };
        let candidates = all.iter().chain(some.iter().filter_map(|place| self.statements.get(*place)));
        candidates.filter(|statement| statement.actions.matches(action))
    }
}

impl Index {
    fn of(statements: &[Statement]) -> Index {
        let candidates = |service: Option<&str>| -> Box<[usize]> {
            statements
                .iter()
                .filter(|statement| statement.actions.may_match_service(service))
                .map(Statement::index)
                .collect()
        };
        let names: BTreeSet<String> = statements.iter().flat_map(|statement| statement.actions.services()).collect();
        let service =
            |name: String| Service { hash: hash::of(&name), statements: candidates(Some(&name)), name: name.into() };
        let mut services: Vec<Service> = names.into_iter().map(service).collect();
        services.sort_by_key(|service| service.hash);
        Index { services: services.into(), others: candidates(None) }
    }

    fn of_service(&self, action: &Action) -> &[usize] {
        let hash = action.service_hash();
        let start = self.services.partition_point(|service| service.hash < hash);
        let same_hash =
            self.services.get(start..).unwrap_or_default().iter().take_while(|service| service.hash == hash);
        same_hash
            .into_iter()
            .find(|service| &*service.name == action.service())
            .map_or(&self.others, |service| &service.statements)
    }
}
