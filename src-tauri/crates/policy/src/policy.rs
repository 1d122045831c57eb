//! Policies: a document, parsed and compiled.

use std::{collections::HashMap, fmt};

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
    /// Services that are named, each with the statements that name it, in the order of the hash.
    services: Box<[Service]>,
    /// Statements that may speak of any service.
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
    pub fn about(&self, action: &Action) -> impl Iterator<Item = &Statement> {
        let (all, mut named, mut others): (&[Statement], &[usize], &[usize]) = match &self.index {
            None => (&self.statements, &[], &[]),
            Some(index) => (&[], index.of_service(action), &index.others),
        };
        let indexed = std::iter::from_fn(move || {
            let next = if others.first().is_none_or(|other| named.first().is_some_and(|name| name < other)) {
                named.split_off_first()
            } else {
                others.split_off_first()
            };
            self.statements.get(*next?)
        });
        all.iter().chain(indexed).filter(|statement| statement.actions.matches(action))
    }
}

impl Index {
    fn of(statements: &[Statement]) -> Index {
        let (mut named, mut others) = (HashMap::<String, Vec<usize>>::new(), Vec::new());
        for statement in statements {
            if statement.actions.may_match_others() {
                others.push(statement.index);
                continue;
            }
            for service in statement.actions.services() {
                let places = named.entry(service).or_default();
                if places.last() != Some(&statement.index) {
                    places.push(statement.index);
                }
            }
        }
        let service = |(name, places): (String, Vec<usize>)| Service {
            hash: hash::of(&name),
            name: name.into(),
            statements: places.into(),
        };
        let mut services: Vec<Service> = named.into_iter().map(service).collect();
        services.sort_by_key(|service| service.hash);
        Index { services: services.into(), others: others.into() }
    }

    /// The statements that name the service of the action.
    fn of_service(&self, action: &Action) -> &[usize] {
        let hash = action.service_hash();
        let start = self.services.partition_point(|service| service.hash < hash);
        let mut same_hash =
            self.services.get(start..).unwrap_or_default().iter().take_while(|service| service.hash == hash);
        let of_service = same_hash.find(|service| &*service.name == action.service());
        of_service.map_or(&[], |service| &service.statements)
    }
}
