//! Power over permissions: of others in the account, of oneself, and the credentials of users.

use armillary_policy::{Action, Policy};

use super::{EdgeKind, Inside, Steps, best, is_plain};
use crate::{
    PrincipalId, PrincipalKind,
    facts::Standing,
    graph::{
        Credentials, credentials,
        rewriting::{BOUNDARY, Change, Changeable, changes, context},
    },
};

/// A change that somebody might make, by its place.
type Open = (u32, &'static Change, &'static Action);

impl<'g> Steps<'_, 'g> {
    /// Makes credentials of users, and changes what roles and users may do, itself among them.
    pub(super) fn change(&mut self) {
        self.make_credentials();
        let open: Vec<Open> = changes().filter(|(.., action)| self.actor.may(action)).collect();
        if open.is_empty() {
            return;
        }
        let asks = self.asks_boundary();
        let inside = self.inside;
        for (id, here) in &inside.changeable {
            self.rewrite_permissions(*id, here, &open, asks);
        }
    }

    /// A user acts as itself anyway.
    fn make_credentials(&mut self) {
        let actions = credentials::actions();
        if !actions.iter().any(|action| self.actor.may(action)) {
            return;
        }
        let (inside, own) = (self.inside, self.id);
        let users =
            inside.changeable.iter().filter(|(id, here)| *id != own && here.principal.kind == PrincipalKind::User);
        for (id, here) in users {
            let mut answers = [Standing::Denied; 3];
            for (answer, action) in answers.iter_mut().zip(actions).filter(|(_, action)| self.actor.may(action)) {
                let ask = || self.ask(action, &here.itself);
                *answer = if is_plain(here.principal) { self.on_plain(action, ask) } else { ask() };
            }
            let (open, standing) = Credentials::of(answers);
            self.push(*id, EdgeKind::Credentials, standing, open.0);
        }
    }

    fn rewrite_permissions(&mut self, id: PrincipalId, here: &Changeable<'g>, open: &[Open], asks_boundary: bool) {
        let organization = self.organization();
        let is_plain = is_plain(here.principal);
        let (mut found, mut gives, mut frees) = (0, None, None);
        for (at, change, action) in open {
            let standing = if change.gives.only_frees() { &mut frees } else { &mut gives };
            here.requests(organization, change, &mut |target, keys, cap| {
                // Most ask for no boundary, and a context for each would take long.
                let keys: Vec<_> = keys.iter().filter(|(key, _)| asks_boundary || *key != BOUNDARY).collect();
                let is_same = is_plain && target.is_role && keys.is_empty();
                let ask = || self.ask_with(action, target, &context(keys));
                let one = cap.and(if is_same { self.on_plain(action, ask) } else { ask() });
                if one.holds() {
                    found |= 1 << at;
                    *standing = Some(best(*standing, one));
                }
            });
        }
        // What takes a limit off is nothing beside what gives anything.
        if let Some(standing) = gives.or(frees) {
            self.push(id, EdgeKind::RewritePermissions, standing, found);
        }
    }

    /// Whether any policy that decides about the actor speaks of the permissions boundaries of others.
    fn asks_boundary(&self) -> bool {
        self.deciding().any(speaks_of_boundary)
    }
}

impl<'g> Inside<'g> {
    /// The roles and users of the account that somebody may change: only a service changes its own roles.
    pub(super) fn changeable(
        organization: &'g crate::Organization,
        account: &'g crate::Account,
    ) -> Vec<(PrincipalId, Changeable<'g>)> {
        let members = organization.members(account).map(|id| (id, organization.principal(id)));
        let members = members.filter(|(_, principal)| !principal.is_service_linked());
        members.map(|(id, principal)| (id, Changeable::new(organization, principal))).collect()
    }
}

fn speaks_of_boundary(policy: &Policy) -> bool {
    let mut conditions = policy.statements().iter().flat_map(|statement| statement.conditions());
    conditions.any(|condition| condition.key().eq_ignore_ascii_case(BOUNDARY))
}
