//! Statements of a policy.

use std::sync::Arc;

use serde::Serialize;

use crate::{Action, Condition, actions::Actions, element::PrincipalList, pattern::ArnPattern};

/// What a statement does to the requests it applies to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
pub enum Effect {
    /// It allows them.
    Allow,
    /// It denies them.
    Deny,
}

/// One statement, compiled.
#[derive(Clone, Debug)]
pub struct Statement {
    pub(crate) index: usize,
    pub(crate) sid: Option<Arc<str>>,
    pub(crate) effect: Effect,
    pub(crate) actions: Actions,
    pub(crate) resources: Option<Resources>,
    pub(crate) principals: Option<PrincipalList>,
    pub(crate) conditions: Box<[Condition]>,
    /// Nobody can say what they do to the statement.
    pub(crate) unknown_elements: Box<[UnknownElement]>,
    pub(crate) undecided: Option<Box<str>>,
}

/// An element that is not known, of the statement or of the document around it.
#[derive(Clone, Debug)]
pub(crate) struct UnknownElement {
    pub(crate) name: Box<str>,
    /// What it holds, as JSON.
    pub(crate) content: Box<str>,
}

/// `Resource` or `NotResource`, compiled.
#[derive(Clone, Debug)]
pub(crate) struct Resources {
    pub(crate) negated: bool,
    pub(crate) texts: Box<[Box<str>]>,
    pub(crate) patterns: Box<[ArnPattern]>,
}

/// A list of an element as written: `Action` or, negated, `NotAction`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Written<'p> {
    /// Whether the element is the `Not…` form.
    pub negated: bool,
    /// The values in the order of the document.
    pub texts: &'p [Box<str>],
}

/// The principals of a statement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Principals<'p> {
    /// Whether the element is `NotPrincipal`.
    pub negated: bool,
    /// The principals in the order of the document.
    pub elements: Vec<PrincipalElement<'p>>,
}

/// A principal as a policy names it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PrincipalElement<'p> {
    /// `*`, alone or as an AWS principal.
    Anyone,
    /// A whole account, by id or root ARN.
    Account(&'p str),
    /// A user, role, session or other thing with an ARN.
    Arn(&'p str),
    /// The unique id of a user or role (`AIDA…`, `AROA…`): what IAM shows of a principal that was deleted.
    UniqueId(&'p str),
    /// A service.
    Service(&'p str),
    /// An identity provider, by ARN or name.
    Federated(&'p str),
    /// The canonical user id of an account.
    CanonicalUser(&'p str),
    /// An element of a type that is not known: type and value.
    Unknown(&'p str, &'p str),
}

impl Statement {
    /// The statement's id.
    pub fn sid(&self) -> Option<&str> {
        self.sid.as_deref()
    }

    /// Whether it allows or denies.
    pub fn effect(&self) -> Effect {
        self.effect
    }

    /// Its place in the document, from 0.
    pub fn index(&self) -> usize {
        self.index
    }

    /// Its actions.
    pub fn actions(&self) -> Written<'_> {
        Written { negated: self.actions.negated, texts: &self.actions.texts }
    }

    /// Its resources; `None` where it has no such element, as in a trust policy.
    pub fn resources(&self) -> Option<Written<'_>> {
        self.resources.as_ref().map(|list| Written { negated: list.negated, texts: &list.texts })
    }

    /// Its principals; `None` where it has no such element, as in an identity policy.
    pub fn principals(&self) -> Option<Principals<'_>> {
        let list = self.principals.as_ref()?;
        Some(Principals {
            negated: list.negated,
            elements: list.elements.iter().map(|element| element.shown()).collect(),
        })
    }

    /// Its conditions, which must all hold.
    pub fn conditions(&self) -> &[Condition] {
        &self.conditions
    }

    /// Whether its actions cover this one.
    pub fn matches_action(&self, action: &Action) -> bool {
        self.actions.matches(action)
    }

    /// Why it is undecided in every request, if it is.
    pub fn undecided(&self) -> Option<&str> {
        self.undecided.as_deref()
    }
}
