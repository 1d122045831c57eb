//! What is known of a request beforehand: the policies it is held against, and the condition keys that the organization tells.

mod actor;
mod target;

use armillary_policy::{
    Action, Context, ContextValue, Decision, Layer, Memory, Mode, Policies, Request, Verdict, decide, evaluate,
};
use serde::Serialize;

use crate::Organization;

pub(crate) use actor::{ANOTHER_ORGANIZATION, Actor, everything, widened};
pub(crate) use target::{OwnPolicy, Target};

/// What can be said of an edge or a request, once it is also asked what was read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Standing {
    /// It is allowed.
    Allowed,
    /// It is allowed under conditions that only the request can tell.
    AllowedIf,
    /// It cannot be told, because something was not read.
    Unknown,
    /// It is denied.
    Denied,
}

impl Standing {
    pub(crate) const ALL: [Self; 4] = [Self::Allowed, Self::AllowedIf, Self::Unknown, Self::Denied];

    /// It is not denied.
    pub fn holds(self) -> bool {
        self != Self::Denied
    }

    /// What holds if both hold: the less certain of two.
    pub fn and(self, other: Self) -> Self {
        self.max(other)
    }
}

/// An answer with its reasons and with what could not be read.
#[derive(Clone, Debug)]
pub struct Evaluation {
    /// What can be said.
    pub standing: Standing,
    /// What the policy engine says of what was read.
    pub decision: Decision,
    /// What was not read and could change the answer.
    pub unknown: Vec<String>,
    /// The layers that were not read in full, and why.
    pub unread: Vec<(Layer, String)>,
}

/// A question that is ready to be asked.
pub(crate) struct Question<'q, 'o> {
    pub actor: &'q Actor<'o>,
    pub action: &'q Action,
    pub target: &'q Target<'o>,
    pub context: &'q Context,
}

impl<'o> Question<'_, 'o> {
    fn parts(&self) -> (Request<'_>, Policies<'o>) {
        let request = Request {
            principal: &self.actor.caller,
            action: self.action,
            resource: &self.target.resource,
            resource_account: self.target.owner.as_deref(),
            context: self.context,
            mode: Mode::Symbolic,
        };
        let resource = match self.target.policy {
            OwnPolicy::Is(policy) => Some(policy),
            _ => None,
        };
        let rcps = self.target.account.and_then(|account| account.rcps.levels());
        (request, Policies { resource, rcps, ..self.actor.policies })
    }

    /// What stands, without reasons. Two rounds where something was not read.
    pub fn standing(&self) -> Standing {
        self.standing_by(decide)
    }

    /// The same, where verdicts are kept that many questions share.
    pub fn standing_from(&self, memory: &Memory) -> Standing {
        self.standing_by(|request, policies| memory.decide(request, policies))
    }

    fn standing_by(&self, decide: impl FnOnce(&Request<'_>, &Policies<'_>) -> Verdict) -> Standing {
        if self.is_idle() {
            return Standing::Denied;
        }
        let (request, policies) = self.parts();
        let verdict = decide(&request, &policies);
        if self.unknown().next().is_none() {
            return standing_of(verdict);
        }
        self.weigh(verdict, || evaluate(&request, &policies).blocked_by)
    }

    /// What stands, with reasons.
    pub fn evaluate(&self) -> Evaluation {
        let (request, policies) = self.parts();
        let decision = evaluate(&request, &policies);
        let standing = if self.is_idle() {
            Standing::Denied
        } else {
            self.weigh(decision.verdict, || decision.blocked_by.clone())
        };
        let unread: Vec<(Layer, String)> = self.unknown().map(|(layer, reason)| (layer, reason.to_owned())).collect();
        let mut unknown: Vec<String> = unread.iter().map(|(_, reason)| reason.clone()).collect();
        unknown.extend(self.actor.idle.map(str::to_owned));
        unknown.dedup();
        Evaluation { standing, decision, unknown, unread }
    }

    fn is_idle(&self) -> bool {
        self.actor.idle.is_some() || self.target.account.is_some_and(|account| !account.can_act())
    }

    /// Layers that were not read, and why.
    fn unknown(&self) -> impl Iterator<Item = (Layer, &str)> {
        let rcps = self.target.account.and_then(|account| account.rcps.unknown());
        let own = match self.target.policy {
            OwnPolicy::Unread(reason) => Some(reason),
            _ => self.target.unknown,
        };
        let layers = self.actor.unknown.iter().copied();
        let layers = layers.chain(rcps.map(|reason| (Layer::Rcp, reason)));
        layers.chain(own.map(|reason| (Layer::Resource, reason)))
    }

    /// A denial stands if a layer objects that is known; everything else hangs on what was not read.
    fn weigh(&self, verdict: Verdict, blocked_by: impl FnOnce() -> Vec<Layer>) -> Standing {
        let standing = standing_of(verdict);
        if self.unknown().next().is_none() {
            return standing;
        }
        match verdict {
            Verdict::ExplicitlyDenied => Standing::Denied,
            Verdict::Allowed | Verdict::AllowedIf => Standing::Unknown,
            Verdict::ImplicitlyDenied => {
                let is_known = |layer: &Layer| !self.unknown().any(|(unread, _)| unread == *layer);
                if blocked_by().iter().any(is_known) { Standing::Denied } else { Standing::Unknown }
            }
        }
    }
}

pub(crate) fn standing_of(verdict: Verdict) -> Standing {
    match verdict {
        Verdict::Allowed => Standing::Allowed,
        Verdict::AllowedIf => Standing::AllowedIf,
        Verdict::ExplicitlyDenied | Verdict::ImplicitlyDenied => Standing::Denied,
    }
}

impl Organization {
    pub(crate) fn context(&self, actor: &Actor<'_>, target: &Target<'_>, extra: &Context) -> Context {
        let mut context = actor.context.clone();
        target.put(&mut context, self);
        for key in extra.keys() {
            match extra.get(key) {
                Some(ContextValue::One(value)) => context.set(key, value.clone()),
                Some(ContextValue::Many(values)) => context.set_many(key, values.iter().cloned()),
                Some(ContextValue::Absent) => context.absent(key),
                None => &mut context,
            };
        }
        context
    }
}
