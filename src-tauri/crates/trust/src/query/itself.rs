//! Who can change what it may do itself: a way to more than is granted now.

use armillary_model::AccountId;
use armillary_policy::{Action, Context};
use serde::Serialize;

use super::words;
use crate::{
    Edge, EdgeKind, Gives, Graph, Principal, PrincipalId, Standing, Via,
    facts::{Actor, Question, Target, widened},
};

/// How many are named in a note; the rest are counted.
const NAMED: usize = 3;

/// A change of what a principal may do that is open to itself.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OwnChange {
    /// The actions, in their usual spelling.
    pub actions: Vec<&'static str>,
    /// It gives any permission that its permissions boundary and the organization's policies leave.
    pub any_permission: bool,
    /// What can be said of it.
    pub standing: Standing,
    /// By which statements, in a sentence.
    pub reason: String,
    /// What must hold, in words.
    pub conditions: Vec<String>,
    /// What it amounts to.
    pub notes: Vec<String>,
}

impl Graph {
    /// The step by which a role or user changes what it may do itself, onto itself.
    pub fn own_change(&self, id: PrincipalId) -> Option<&Edge> {
        let node = self.node_of(id);
        self.edges_from(node).find(|edge| edge.to == node && edge.kind == EdgeKind::RewritePermissions)
    }

    /// The same in words.
    pub(super) fn own_change_told(&self, id: PrincipalId) -> Option<OwnChange> {
        let edge = self.own_change(id)?;
        let Via::Rewrite(rewrites) = self.via(edge) else { return None };
        let explanation = self.explain(edge);
        Some(OwnChange {
            actions: rewrites.actions().collect(),
            any_permission: rewrites.give(Gives::Anything),
            standing: edge.standing,
            reason: words::reason(self, edge, &explanation),
            conditions: words::conditions(self, edge, &explanation),
            notes: words::notes(self, edge, 0),
        })
    }

    /// Whether a role or user can give itself what it was not granted.
    pub(super) fn widens_itself(&self, id: PrincipalId) -> bool {
        let gives = |edge: &Edge| match self.via(edge) {
            Via::Rewrite(rewrites) => rewrites.give(Gives::Anything),
            _ => false,
        };
        self.own_change(id).is_some_and(gives)
    }

    /// That others of an account than those who may do something to a resource can give themselves the right to.
    pub(super) fn widening_note(
        &self,
        account: AccountId,
        (action, target): (&Action, &Target<'_>),
        besides: &[PrincipalId],
    ) -> Option<String> {
        let organization = self.organization();
        let account = organization.account(account).filter(|account| account.can_act())?;
        let others = organization.members(account).filter(|id| !besides.contains(id) && self.widens_itself(*id));
        let others: Vec<&str> = others
            .map(|id| organization.principal(id))
            .filter(|principal| self.would(principal, action, target))
            .map(Principal::name)
            .collect();
        let named: Vec<String> = others.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
        let more = match others.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        (!named.is_empty()).then(|| {
            format!(
                "who can give themselves the right in account {} ({}), though they do not have it: {}{more}",
                account.name,
                account.id,
                named.join(", ")
            )
        })
    }

    /// Whether a principal might do something once it has given itself every permission.
    fn would(&self, principal: &Principal, action: &Action, target: &Target<'_>) -> bool {
        let organization = self.organization();
        let identity = widened(principal);
        let Some(mut actor) = Actor::principal(organization, principal) else { return false };
        actor.policies.identity = &identity;
        let context = organization.context(&actor, target, &Context::new());
        Question { actor: &actor, action, target, context: &context }.standing().holds()
    }
}
