//! Policies: a document, parsed and compiled.

use std::{collections::HashMap, fmt, sync::OnceLock};

use crate::{Action, Effect, InvalidPolicy, Statement, hash, parse};

/// A policy document, compiled: at once, or when it is first looked at. It never changes; share it behind an `Arc`.
pub struct Policy {
    compiled: OnceLock<Compiled>,
    /// Gives the text of one that is compiled when it is first looked at.
    later: Option<Later>,
}

/// Gives the text of a document.
type Later = Box<dyn Fn() -> String + Send + Sync>;

#[derive(Debug)]
struct Compiled {
    statements: Box<[Statement]>,
    warnings: Box<[Warning]>,
    index: Option<Index>,
}

/// Stands for a text that can no longer be compiled: whatever it is asked, nobody can tell.
const LOST: &str = r#"{"Statement": [
    {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"TheTextCannotBeRead": {"": ""}}},
    {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"TheTextCannotBeRead": {"": ""}}}
]}"#;

impl fmt::Debug for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.compiled().fmt(f)
    }
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

    /// A policy whose text is known to compile, and is compiled when somebody first looks at it: of many policies that are kept, few are
    /// looked at. One that does not compile after all is undecided in every request.
    pub fn later(text: impl Fn() -> String + Send + Sync + 'static) -> Policy {
        Policy { compiled: OnceLock::new(), later: Some(Box::new(text)) }
    }

    pub(crate) fn new(statements: Vec<Statement>, warnings: Vec<Warning>) -> Policy {
        let index = (statements.len() >= INDEXED_FROM).then(|| Index::of(&statements));
        let compiled = Compiled { statements: statements.into(), warnings: warnings.into(), index };
        Policy { compiled: compiled.into(), later: None }
    }

    fn compiled(&self) -> &Compiled {
        self.compiled.get_or_init(|| {
            let text = self.later.as_ref().map(|text| text()).unwrap_or_default();
            let policy = parse::text(&text).or_else(|_| parse::text(LOST));
            let nothing = || Compiled { statements: Box::default(), warnings: Box::default(), index: None };
            policy.ok().and_then(|policy| policy.compiled.into_inner()).unwrap_or_else(nothing)
        })
    }

    /// Its statements, in the order of the document.
    pub fn statements(&self) -> &[Statement] {
        &self.compiled().statements
    }

    /// What could not be taken as it stands.
    pub fn warnings(&self) -> &[Warning] {
        &self.compiled().warnings
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
        let Compiled { statements, index, .. } = self.compiled();
        let (all, mut named, mut others): (&[Statement], &[usize], &[usize]) = match index {
            None => (statements, &[], &[]),
            Some(index) => (&[], index.of_service(action), &index.others),
        };
        let indexed = std::iter::from_fn(move || {
            let next = if others.first().is_none_or(|other| named.first().is_some_and(|name| name < other)) {
                named.split_off_first()
            } else {
                others.split_off_first()
            };
            statements.get(*next?)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_compiled_later_is_the_same_policy() {
        let text = r#"{"Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}"#;
        let later = Policy::later(|| text.to_owned());
        assert_eq!(format!("{later:?}"), format!("{:?}", Policy::parse(text).expect("valid")));
    }

    #[test]
    fn of_a_text_that_was_lost_nothing_can_be_told() {
        let lost = Policy::later(|| "{".to_owned());
        let effects: Vec<Effect> = lost.statements().iter().map(Statement::effect).collect();
        assert_eq!(effects, [Effect::Allow, Effect::Deny]);
        assert!(lost.statements().iter().all(|statement| statement.undecided().is_some()));
    }
}
