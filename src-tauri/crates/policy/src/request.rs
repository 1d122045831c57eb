//! What is asked: who wants to do what, with what, under which circumstances.

use crate::{Action, Context, Principal, Resource, principal::is_account_id};

/// How a context key is read that was not given.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Mode {
    /// It is absent from the request.
    #[default]
    Strict,
    /// It is unknown, and the answer may be conditional.
    Symbolic,
}

/// A question to the engine. Its parts are taken apart once, and borrowed so that many questions can share them.
#[derive(Clone, Copy, Debug)]
pub struct Request<'r> {
    /// Who asks.
    pub principal: &'r Principal,
    /// For which action.
    pub action: &'r Action,
    /// On which resource.
    pub resource: &'r Resource,
    /// The account that owns the resource; where it is not given the ARN tells it, else it is the principal's.
    pub resource_account: Option<&'r str>,
    /// The condition keys.
    pub context: &'r Context,
    /// How keys are read that are not in the context.
    pub mode: Mode,
}

impl<'r> Request<'r> {
    /// Whether it is told who owns the resource. `*` stands for what the principal's own account has, and what AWS owns is in everybody's.
    pub(crate) fn is_owner_told(&self) -> bool {
        self.resource_account.is_some() || self.resource.as_str() == "*" || self.resource.account().is_some()
    }

    /// The account that owns the resource, as far as it can be told. What AWS owns itself (`arn:aws:iam::aws:policy/…`) is in everybody's
    /// account.
    pub fn account_of_resource(&self) -> Option<&'r str> {
        let named = || self.resource.account().filter(|account| is_account_id(account));
        self.resource_account.or_else(named).or_else(|| self.principal.account())
    }
}
