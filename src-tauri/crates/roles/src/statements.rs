//! From what calls need to the statements of a role.

use std::collections::{BTreeMap, BTreeSet};

use armillary_facts::{action, looks, resource_pattern};

use crate::{
    Deployed, Need, Place,
    document::{Node, Part, map},
    parameter::Parameter,
};

/// What tells one statement from another.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Scope {
    /// Only in these accounts, where that is known when the template is rolled out alone.
    only_in: Option<Parameter>,
    changes: bool,
    /// Whether resources of other accounts are meant, too.
    of_others: bool,
    types: Vec<String>,
}

/// The statements of a role that is rolled out there: what looks first, then what changes.
pub(crate) fn of(deployed: Deployed, needs: &[Need]) -> Vec<Node> {
    let mut scopes: BTreeMap<Scope, BTreeSet<&str>> = BTreeMap::new();
    for need in needs {
        if let Some(scope) = scope(deployed, need) {
            scopes.entry(scope).or_default().insert(&need.action);
        }
    }
    let mut statements: Vec<Node> = scopes.iter().map(|(scope, actions)| statement(scope, actions)).collect();
    if deployed == Deployed::Management {
        statements.push(enter());
    }
    statements
}

/// The scope of an action in a role; `None` where the role is not rolled out where it is called.
fn scope(deployed: Deployed, need: &Need) -> Option<Scope> {
    let (service, name) = need.action.split_once(':').unwrap_or((&need.action, ""));
    let changes = !action(service, name).is_some_and(|fact| looks(service, &fact));
    let only_in = match (deployed, need.place) {
        (Deployed::Members, Place::Management) => return None,
        (Deployed::Members, Place::DelegatedAdministrators) => Some(Parameter::DelegatedAdministrators),
        (Deployed::Members, Place::PortfolioOwners) => Some(Parameter::PortfolioOwners),
        (Deployed::Members, Place::Everywhere | Place::Sharing) | (Deployed::Management, _) => None,
    };
    let types = if changes { need.types.clone() } else { Vec::new() };
    Some(Scope { only_in, changes, of_others: changes && need.place == Place::Sharing, types })
}

fn statement(scope: &Scope, actions: &BTreeSet<&str>) -> Node {
    let mut members = vec![
        ("Sid".to_owned(), sid(scope).as_str().into()),
        ("Effect".to_owned(), "Allow".into()),
        ("Action".to_owned(), Node::List(actions.iter().map(|action| (*action).into()).collect())),
        ("Resource".to_owned(), resources(scope, actions)),
    ];
    if let Some(parameter) = scope.only_in {
        let equals = map([("aws:PrincipalAccount", Node::Given(parameter))]);
        members.push(("Condition".to_owned(), map([("StringEquals", equals)])));
    }
    Node::Map(members)
}

/// A name that says what is allowed, and is of letters alone, as IAM wants it.
fn sid(scope: &Scope) -> String {
    let mut sid = if scope.changes { "Change".to_owned() } else { "Look".to_owned() };
    if scope.changes && scope.types.is_empty() {
        sid.push_str("WithoutResource");
    }
    for kind in &scope.types {
        let mut letters = kind.chars().filter(char::is_ascii_alphanumeric);
        sid.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        sid.extend(letters);
    }
    if scope.of_others {
        sid.push_str("SharedOrOwn");
    }
    sid.push_str(match scope.only_in {
        Some(Parameter::DelegatedAdministrators) => "AsDelegatedAdministrator",
        Some(_) => "AsPortfolioOwner",
        None => "",
    });
    sid
}

/// The ARNs of the types, in the account of the role unless others' are meant; `*` where AWS knows none.
fn resources(scope: &Scope, actions: &BTreeSet<&str>) -> Node {
    let service = |action: &str| action.split_once(':').map(|(service, _)| service.to_owned());
    let services: BTreeSet<String> = actions.iter().filter_map(|action| service(action)).collect();
    let patterns = services.iter().flat_map(|service| {
        let pattern = move |kind: &String| resource_pattern(service, kind);
        scope.types.iter().filter_map(pattern)
    });
    let arns: BTreeSet<Node> = patterns.map(|pattern| Node::Text(placed(pattern, scope.of_others))).collect();
    match arns.is_empty() {
        true => "*".into(),
        false => Node::List(arns.into_iter().collect()),
    }
}

/// The ARN of a type in the partition, and in the account of the role where it has one and others' are not meant.
fn placed(pattern: &str, of_others: bool) -> Vec<Part> {
    let mut parts = Vec::new();
    for (index, segment) in pattern.splitn(6, ':').enumerate() {
        if index > 0 {
            parts.push(Part::Plain(":".to_owned()));
        }
        parts.push(match (index, segment) {
            (1, "*") => Part::Partition,
            (4, "*") if !of_others => Part::Account,
            (_, text) => Part::Plain(text.to_owned()),
        });
    }
    joined(parts)
}

/// Plain parts that stand side by side become one.
fn joined(parts: Vec<Part>) -> Vec<Part> {
    let mut all: Vec<Part> = Vec::new();
    for part in parts {
        match (all.last_mut(), part) {
            (Some(Part::Plain(last)), Part::Plain(text)) => last.push_str(&text),
            (_, part) => all.push(part),
        }
    }
    all
}

/// The way into the member accounts, and into no others.
fn enter() -> Node {
    let role = vec![
        Part::Plain("arn:".to_owned()),
        Part::Partition,
        Part::Plain(":iam::*:role/".to_owned()),
        Part::Given(Parameter::MemberRoleName),
    ];
    let equals = map([("aws:ResourceOrgID", "${aws:PrincipalOrgID}".into())]);
    map([
        ("Sid", "EnterMembers".into()),
        ("Effect", "Allow".into()),
        ("Action", "sts:AssumeRole".into()),
        ("Resource", Node::Text(role)),
        ("Condition", map([("StringEquals", equals)])),
    ])
}
