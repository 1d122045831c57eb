//! The grammar: from a JSON document to a compiled policy.
//!
//! Only what no policy type allows is an error. What one type allows and another does not (a principal in an identity policy, a
//! resource in a trust policy) is for the evaluation, which knows where the policy stands. Names of elements are read in any case.

mod demands;
mod fault;
mod node;

use std::{borrow::Cow, collections::HashSet};

use fault::{Fault, Parsed, in_item, in_member};
use node::{Node, locate};
use serde::Deserialize;

use crate::{
    Checked, Condition, Effect, InvalidPolicy, Place, Policy, Position, Statement, Warning,
    actions::Actions,
    element::{Element, PrincipalList},
    glob::is_wild,
    pattern::{ArnPattern, Variables},
    statement::{Resources, UnknownElement},
};

/// Compiles a document given as text.
pub(crate) fn text(text: &str) -> Result<Policy, InvalidPolicy> {
    let mut root: Node<'_> = serde_json::from_str(text).map_err(|error| not_json(&error))?;
    if root.is_rounded() {
        root = Node::as_written(text).map_err(|error| not_json(&error))?;
    }
    document(&root).map_err(|fault| {
        let position = locate(text, &fault.steps);
        fault.into_invalid(position)
    })
}

/// Compiles a document given as a JSON value.
pub(crate) fn value(value: &serde_json::Value) -> Result<Policy, InvalidPolicy> {
    let root = Node::deserialize(value).map_err(|error| not_json(&error))?;
    document(&root).map_err(|fault| fault.into_invalid(None))
}

/// Looks at a text as a policy of this place. What the grammar refuses is the only thing told of a text.
pub(crate) fn check(text: &str, place: Place) -> Checked {
    let policy = match self::text(text) {
        Ok(policy) => policy,
        Err(invalid) => return Checked { policy: None, errors: vec![invalid], warnings: Vec::new() },
    };
    let root: Node<'_> = serde_json::from_str(text).unwrap_or(Node::Null);
    let (errors, mut warnings) = demands::of(&root, place);
    let is_list = has_list(&root);
    for warning in policy.warnings() {
        // That an element is not known is an error already.
        if warning.problem.starts_with("unknown element") {
            continue;
        }
        let item = is_list.then_some(node::Step::Item(warning.statement));
        let steps = std::iter::once(node::Step::Member("Statement".to_owned())).chain(item);
        warnings.push(Fault { steps: steps.collect(), ..Fault::new(&*warning.problem) });
    }
    let told = |fault: Fault| {
        let position = locate(text, &fault.steps);
        fault.into_invalid(position)
    };
    Checked {
        policy: Some(policy),
        errors: errors.into_iter().map(told).collect(),
        warnings: warnings.into_iter().map(told).collect(),
    }
}

/// Whether the statements of a document are a list.
fn has_list(root: &Node<'_>) -> bool {
    let Node::Object(members) = root else { return false };
    members.iter().any(|(name, value)| name == "Statement" && matches!(value, Node::Array(_)))
}

fn not_json(error: &serde_json::Error) -> InvalidPolicy {
    let message = error.to_string();
    let problem = message.split(" at line ").next().unwrap_or(&message);
    // At the start of a line, serde_json has column 0.
    let position = (error.line() > 0).then(|| Position { line: error.line(), column: error.column().max(1) });
    InvalidPolicy { problem: format!("not valid JSON: {problem}"), path: String::new(), position }
}

fn document(root: &Node<'_>) -> Parsed<Policy> {
    let (mut version, mut statements, mut unknown) = (None, None, Vec::new());
    let members = members(root, "an object", true)?;
    for (name, value) in members {
        match name.to_ascii_lowercase().as_str() {
            "version" => version = Some(in_member(name, read_version(value))?),
            "id" => {
                in_member(name, string(value))?;
            }
            "statement" => statements = Some((name, value)),
            _ => unknown.push(UnknownElement::of(name, value)),
        }
    }
    let variables = version.unwrap_or(false);
    let (name, value) = match statements {
        Some((name, value)) => (name, value),
        None if members.is_empty() => return Ok(Policy::new(Vec::new(), Vec::new())),
        None => return Err(Fault::new("`Statement` is missing")),
    };
    let (mut compiled, mut warnings) = (Vec::new(), Vec::new());
    let mut add = |index, node| {
        let (statement, problems) = read_statement(node, index, variables, &unknown)?;
        compiled.push(statement);
        warnings.extend(problems.into_iter().map(|problem| Warning { statement: index, problem: problem.into() }));
        Ok(())
    };
    match value {
        Node::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                in_member(name, in_item(index, add(index, item)))?;
            }
        }
        single => in_member(name, add(0, single))?,
    }
    Ok(Policy::new(compiled, warnings))
}

/// Whether the version has policy variables.
fn read_version(value: &Node<'_>) -> Parsed<bool> {
    match string(value)? {
        "2012-10-17" => Ok(true),
        "2008-10-17" => Ok(false),
        other => Err(Fault::new(format!("`{other}` is not a version of the policy language; write `2012-10-17`"))),
    }
}

/// The elements of a statement as they are found.
#[derive(Default)]
struct Draft<'n, 'd> {
    sid: Option<&'n str>,
    effect: Option<Effect>,
    actions: Option<Listed<'n, 'd>>,
    resources: Option<Listed<'n, 'd>>,
    principals: Option<Listed<'n, 'd>>,
    condition: Option<(&'n str, &'n Node<'d>)>,
    unknown: Vec<UnknownElement>,
}

/// An element that has a `Not…` form.
struct Listed<'n, 'd> {
    name: &'n str,
    value: &'n Node<'d>,
    negated: bool,
}

fn read_statement(
    node: &Node<'_>,
    index: usize,
    variables: bool,
    unknown_around: &[UnknownElement],
) -> Parsed<(Statement, Vec<String>)> {
    let draft = draft(node)?;
    let effect = draft.effect.ok_or_else(|| Fault::new("`Effect` is missing; write `Allow` or `Deny`"))?;
    let actions = draft.actions.ok_or_else(|| Fault::new("`Action` or `NotAction` is missing"))?;
    let actions = Actions::compile(actions.negated, in_member(actions.name, strings(actions.value))?);
    let resources = match draft.resources {
        Some(list) => Some(read_resources(list.negated, in_member(list.name, strings(list.value))?, variables)),
        None => None,
    };
    let principals = match draft.principals {
        Some(list) => {
            Some(PrincipalList { negated: list.negated, elements: in_member(list.name, read_principals(list.value))? })
        }
        None => None,
    };
    let conditions = match draft.condition {
        Some((name, value)) => in_member(name, read_conditions(value, variables))?,
        None => Vec::new(),
    };
    let unknown: Vec<UnknownElement> = unknown_around.iter().cloned().chain(draft.unknown).collect();
    let reasons = reasons(&unknown, principals.as_ref(), &conditions);
    let notes = principals.iter().flat_map(|list| list.elements.iter().filter_map(note));
    let problems = reasons.iter().map(|reason| format!("{reason}; treated as undecided")).chain(notes).collect();
    let statement = Statement {
        index,
        sid: draft.sid.filter(|sid| !sid.is_empty()).map(Into::into),
        effect,
        actions,
        resources,
        principals,
        conditions: conditions.into(),
        unknown_elements: unknown.into(),
        undecided: reasons.into_iter().next().map(Into::into),
    };
    Ok((statement, problems))
}

fn draft<'n, 'd>(node: &'n Node<'d>) -> Parsed<Draft<'n, 'd>> {
    let mut draft = Draft::default();
    for (name, value) in members(node, "a statement", true)? {
        let name: &str = name;
        let (bare, negated) = match name.get(..3) {
            Some(prefix) if prefix.eq_ignore_ascii_case("not") => (name.get(3..).unwrap_or_default(), true),
            _ => (name, false),
        };
        let listed = Listed { name, value, negated };
        match (bare.to_ascii_lowercase().as_str(), negated) {
            ("sid", false) => draft.sid = Some(in_member(name, string(value))?),
            ("effect", false) => draft.effect = Some(in_member(name, read_effect(value))?),
            ("condition", false) => draft.condition = Some((name, value)),
            ("action", _) => one_of_two(&mut draft.actions, listed)?,
            ("resource", _) => one_of_two(&mut draft.resources, listed)?,
            ("principal", _) => one_of_two(&mut draft.principals, listed)?,
            _ => draft.unknown.push(UnknownElement::of(name, value)),
        }
    }
    Ok(draft)
}

fn one_of_two<'n, 'd>(slot: &mut Option<Listed<'n, 'd>>, listed: Listed<'n, 'd>) -> Parsed<()> {
    match slot.replace(listed) {
        None => Ok(()),
        Some(before) => {
            let name = slot.as_ref().map_or("", |listed| listed.name);
            in_member(name, Err(Fault::new(format!("`{}` and `{name}` exclude each other; keep one", before.name))))
        }
    }
}

fn read_effect(value: &Node<'_>) -> Parsed<Effect> {
    match string(value)? {
        "Allow" => Ok(Effect::Allow),
        "Deny" => Ok(Effect::Deny),
        other => Err(Fault::new(format!("`{other}` is not an effect; write `Allow` or `Deny`"))),
    }
}

fn read_resources(negated: bool, texts: Vec<Box<str>>, variables: bool) -> Resources {
    let variables = if variables { Variables::InResource } else { Variables::Literal };
    let patterns = texts.iter().map(|text| ArnPattern::compile(text, variables)).collect();
    Resources { negated, patterns, texts: texts.into() }
}

fn read_principals(value: &Node<'_>) -> Parsed<Box<[Element]>> {
    match value {
        Node::String(text) if text == "*" => return Ok([Element::Anyone].into()),
        Node::String(text) => {
            return Err(Fault::new(format!(
                "`{text}` is not a principal; write `*` or an object such as `{{\"AWS\": \"…\"}}`"
            )));
        }
        _ => {}
    }
    let mut elements = Vec::new();
    for (sort, listed) in members(value, "`*` or an object", false)? {
        let texts = in_member(sort, strings(listed))?;
        elements.extend(texts.iter().map(|text| Element::read(sort, text)));
    }
    Ok(elements.into())
}

fn read_conditions(value: &Node<'_>, variables: bool) -> Parsed<Vec<Condition>> {
    let mut conditions = Vec::new();
    for (operator, keys) in members(value, "an object of condition operators", false)? {
        in_member(operator, {
            let mut read = || {
                for (key, values) in members(keys, "an object of condition keys", false)? {
                    let texts = in_member(key, scalars(values))?;
                    conditions.push(Condition::compile(operator, key, texts, variables));
                }
                Ok(())
            };
            read()
        })?;
    }
    Ok(conditions)
}

/// Why the statement is undecided in every request.
fn reasons(unknown: &[UnknownElement], principals: Option<&PrincipalList>, conditions: &[Condition]) -> Vec<String> {
    let elements = unknown.iter().map(|element| format!("unknown element `{}`", element.name));
    let sorts = principals.iter().flat_map(|list| list.elements.iter()).filter_map(|element| match element {
        Element::Unknown { sort, text } if &**sort == "AWS" => {
            Some(format!("`{text}` is no AWS principal that is known"))
        }
        Element::Unknown { sort, .. } => Some(format!("unknown principal type `{sort}`")),
        _ => None,
    });
    let conditions = conditions.iter().filter_map(|condition| condition.undecided().map(str::to_owned));
    elements.chain(sorts).chain(conditions).collect()
}

/// What a reader should know of a principal that is understood.
fn note(element: &Element) -> Option<String> {
    match element {
        Element::User(arn) | Element::Role { arn, .. } | Element::Session { arn, .. } | Element::Arn(arn)
            if is_wild(arn) =>
        {
            Some(format!("principal `{arn}` covers nobody: only `*` alone is a wildcard there"))
        }
        Element::CanonicalUser(id) => Some(format!(
            "canonical user `{id}` belongs to an account that is not known here; undecided for IAM principals"
        )),
        _ => None,
    }
}

impl UnknownElement {
    fn of(name: &str, value: &Node<'_>) -> UnknownElement {
        UnknownElement { name: name.into(), content: value.to_string().into() }
    }
}

/// The members of an object, none of which may be repeated.
fn members<'n, 'd>(node: &'n Node<'d>, wanted: &str, any_case: bool) -> Parsed<&'n [(Cow<'d, str>, Node<'d>)]> {
    let Node::Object(members) = node else { return Err(Fault::wanted(wanted, node)) };
    let mut seen = HashSet::with_capacity(members.len());
    for (name, _) in members {
        let known = if any_case { Cow::Owned(name.to_ascii_lowercase()) } else { Cow::Borrowed(&**name) };
        if !seen.insert(known) {
            return in_member(name, Err(Fault::new(format!("`{name}` is repeated; keep one"))));
        }
    }
    Ok(members)
}

fn string<'n>(node: &'n Node<'_>) -> Parsed<&'n str> {
    match node {
        Node::String(text) => Ok(text),
        other => Err(Fault::wanted("a string", other)),
    }
}

/// A string or a list of strings.
fn strings(node: &Node<'_>) -> Parsed<Vec<Box<str>>> {
    list(node, |node| match node {
        Node::String(text) => Ok((&**text).into()),
        other => Err(Fault::wanted("a string", other)),
    })
}

/// A string, boolean or number, or a list of them.
fn scalars(node: &Node<'_>) -> Parsed<Vec<Box<str>>> {
    list(node, |node| match node {
        Node::String(text) => Ok((&**text).into()),
        Node::Number(text) => Ok(text.as_str().into()),
        Node::Rounded(value) => Ok(value.to_string().into()),
        Node::Bool(value) => Ok(value.to_string().into()),
        other => Err(Fault::wanted("a string, number or boolean", other)),
    })
}

fn list(node: &Node<'_>, read: impl Fn(&Node<'_>) -> Parsed<Box<str>>) -> Parsed<Vec<Box<str>>> {
    match node {
        Node::Array(items) => items.iter().enumerate().map(|(place, item)| in_item(place, read(item))).collect(),
        single => Ok(vec![read(single)?]),
    }
}

#[cfg(test)]
mod tests;
