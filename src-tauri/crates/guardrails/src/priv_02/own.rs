//! What somebody gains by changing what it may do itself.

use armillary_policy::Action;

use super::super::{
    Scope,
    ask::{Asked, is_open, knowing, lifts_boundary},
    conditions,
    grants::{self, Power},
};
use armillary_trust::{Edge, Gives, Principal, PrincipalId, Rewrites, Standing, Via};

/// How much it gains.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Gain {
    /// More than it has.
    Something,
    /// Anything in its account.
    Everything,
}

/// A change of itself that gives somebody more than it has.
pub(super) struct Own {
    pub edge: Edge,
    pub gain: Gain,
    rewrites: Rewrites,
}

impl Own {
    pub fn of(scope: &Scope<'_>, id: PrincipalId, principal: &Principal, asked: &Asked<'_>) -> Option<Self> {
        let edge = *scope.graph.own_change(id).filter(|edge| edge.standing != Standing::Denied)?;
        let Via::Rewrite(rewrites) = scope.graph.via(&edge) else { return None };
        let gain = gain(scope, principal, asked, rewrites)?;
        Some(Self { edge, gain, rewrites })
    }

    /// What it can do, after "can".
    pub fn told(&self) -> String {
        let actions: Vec<&str> = self.rewrites.actions().collect();
        let what = match self.gain {
            Gain::Everything => "give itself any permission",
            Gain::Something => "give itself more permissions",
        };
        format!("{what} ({})", actions.join(", "))
    }
}

/// What the changes give; nothing where the permissions boundary stays and holds it down.
fn gain(scope: &Scope<'_>, principal: &Principal, asked: &Asked<'_>, rewrites: Rewrites) -> Option<Gain> {
    let is_held = principal.boundary.as_ref().is_some_and(|boundary| !grants::administer(&boundary.policies));
    let writes = rewrites.give(Gives::Anything);
    // Who writes its own policies may give itself the right to take the boundary off, where that boundary lets it.
    let gets_free =
        || writes && Asked::widened(scope.org, principal).is_some_and(|all| lifts_boundary(&all, &principal.arn));
    if is_held && !rewrites.give(Gives::NoBoundary) && !gets_free() {
        return None;
    }
    let mut gains = Vec::new();
    if writes {
        gains.push(if writes_all(principal, asked, rewrites) { Gain::Everything } else { Gain::Something });
    }
    if rewrites.give(Gives::NoBoundary) && is_held {
        let frees_all = grants::administer(&principal.identity);
        gains.push(if frees_all { Gain::Everything } else { Gain::Something });
    }
    if rewrites.give(Gives::NoDenial) || rewrites.giving(Gives::Choice).any(|action| action.contains("PolicyVersion")) {
        gains.push(Gain::Something);
    }
    if rewrites.giving(Gives::Choice).any(|action| action == "iam:AddUserToGroup") {
        gains.extend(joined(scope, principal, asked));
    }
    gains.into_iter().max()
}

/// Whether what it may write or attach is free: who may attach some policies only, is held to these.
fn writes_all(principal: &Principal, asked: &Asked<'_>, rewrites: Rewrites) -> bool {
    let administrator = format!("arn:{}:iam::aws:policy/AdministratorAccess", conditions::partition(principal));
    let bringing = knowing("iam:PolicyARN", &administrator);
    let attaches = |action: &Action, arn: &str| is_open(asked.standing(action, arn, &bringing));
    rewrites.giving(Gives::Anything).any(|name| {
        let action = Action::new(name);
        match name {
            "iam:AttachGroupPolicy" => principal.groups.iter().any(|group| attaches(&action, group)),
            "iam:AttachRolePolicy" | "iam:AttachUserPolicy" => attaches(&action, &principal.arn),
            _ => true,
        }
    })
}

/// What joining another group gives.
fn joined(scope: &Scope<'_>, principal: &Principal, asked: &Asked<'_>) -> Option<Gain> {
    let join = Action::new("iam:AddUserToGroup");
    let own = grants::power(principal);
    let groups = scope.org.groups_of(principal.account).iter().filter(|group| !principal.groups.contains(&group.arn));
    let open = groups.filter(|group| asked.standing(&join, &group.arn, &armillary_policy::Context::new()).holds());
    let gained = open.map(|group| grants::power_of(&group.identity, group.missing.is_empty()));
    gained.filter(|power| *power > own).max().map(|power| match power {
        Power::Administers => Gain::Everything,
        Power::Changes | Power::Looks => Gain::Something,
    })
}
