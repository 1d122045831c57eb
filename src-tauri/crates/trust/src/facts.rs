//! What is known of a request beforehand: the policies it is held against, and the condition keys that the organization tells.

use std::sync::{Arc, LazyLock};

use armillary_model::{AccountId, account_in_arn};
use armillary_policy::{
    Action, Context, ContextValue, Decision, Layer, Mode, Policies, Policy, Principal as Caller, Request, Resource,
    Verdict, decide, evaluate, principal_context,
};
use serde::Serialize;

use crate::{Account, Organization, Part, Principal, PrincipalId, PrincipalKind};

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

/// What the resource's own policy says, as far as it was read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum OwnPolicy<'o> {
    /// It is this one.
    Is(&'o Policy),
    /// There is none, or the resource has none that counts for the action.
    None,
    /// It was not read, and this is why.
    Unread(&'o str),
}

/// Somebody who asks, with everything that decides about them.
#[derive(Clone, Debug)]
pub(crate) struct Actor<'o> {
    pub caller: Caller,
    pub context: Context,
    pub policies: Policies<'o>,
    /// The layer and the reason, where a policy of theirs is not known.
    pub unknown: Vec<(Layer, &'o str)>,
    /// They cannot act at all, and this is why.
    pub idle: Option<&'static str>,
}

/// What is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Target<'o> {
    pub resource: Resource,
    pub account: Option<&'o Account>,
    /// The owner's id, where the ARN does not tell it.
    pub owner: Option<String>,
    pub policy: OwnPolicy<'o>,
    /// Why what was read of it is not the latest.
    pub unknown: Option<&'o str>,
    /// Tags of the resource; known completely.
    pub tags: &'o [(Arc<str>, Arc<str>)],
    pub is_role: bool,
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
}

static EVERYTHING: LazyLock<[Arc<Policy>; 1]> = LazyLock::new(|| {
    let text = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
    [Arc::new(Policy::parse(text).expect("a constant policy"))]
});

/// An organization's id that is not ours.
pub(crate) const ANOTHER_ORGANIZATION: &str = "o-outside";

impl<'o> Actor<'o> {
    /// A role's session or a user.
    pub fn principal(organization: &'o Organization, principal: &'o Principal) -> Option<Self> {
        let caller = Caller::parse(&principal.arn).ok()?;
        let account = organization.account_of(principal);
        let mut context = principal_context(&caller);
        put_home(&mut context, organization, account);
        for (key, value) in &principal.tags {
            context.set(&format!("aws:PrincipalTag/{key}"), &**value);
        }
        if principal.kind == PrincipalKind::User
            && let Some(id) = &principal.unique_id
        {
            context.set("aws:userid", id.clone());
        }
        let mut unknown: Vec<(Layer, &str)> = Vec::new();
        unknown.extend(account.iam.reason().map(|reason| (Layer::Identity, reason)));
        unknown.extend(account.scps.unknown().map(|reason| (Layer::Scp, reason)));
        unknown.extend(principal.unknown(Part::Boundary).map(|reason| (Layer::Boundary, reason)));
        unknown.extend(principal.unknown(Part::Identity).map(|reason| (Layer::Identity, reason)));
        let policies = Policies {
            identity: &principal.identity,
            boundary: principal.boundary.as_ref().map(|boundary| &*boundary.policies),
            scps: account.scps.levels(),
            ..Policies::default()
        };
        let idle = (!account.can_act()).then_some("its account is not in use");
        Some(Self { caller, context, policies, unknown, idle })
    }

    /// The root user of an account.
    pub fn root(organization: &'o Organization, account: &'o Account) -> Option<Self> {
        let caller = Caller::parse(&format!("arn:aws:iam::{}:root", account.id)).ok()?;
        let mut context = principal_context(&caller);
        put_home(&mut context, organization, account);
        let unknown = account.scps.unknown().map(|reason| (Layer::Scp, reason)).into_iter().collect();
        let policies = Policies { scps: account.scps.levels(), ..Policies::default() };
        Some(Self { caller, context, policies, unknown, idle: None })
    }

    /// A principal outside the organization, for all that is known allowed everything by its own account.
    pub fn outside(arn: &str) -> Option<Self> {
        let caller = Caller::parse(arn).ok()?;
        let context = principal_context(&caller);
        let policies = Policies { identity: &*EVERYTHING, ..Policies::default() };
        Some(Self { caller, context, policies, unknown: Vec::new(), idle: None })
    }

    /// Some principal of an account outside, by an ARN that stands for all of them.
    pub fn outside_account(arn: &str) -> Option<Self> {
        let caller = Caller::parse(arn).ok()?;
        let mut context = Context::new();
        context.set("aws:PrincipalIsAWSService", "false");
        if let Some(account) = caller.account() {
            context.set("aws:PrincipalAccount", account);
        }
        let policies = Policies { identity: &*EVERYTHING, ..Policies::default() };
        Some(Self { caller, context, policies, unknown: Vec::new(), idle: None })
    }

    /// Anybody with an AWS account of their own, whichever.
    pub fn anyone() -> Option<Self> {
        let caller = Caller::parse("arn:aws:iam::000000000000:role/anyone").ok()?;
        let mut context = Context::new();
        context.set("aws:PrincipalIsAWSService", "false");
        for key in ["aws:SourceAccount", "aws:SourceArn", "aws:SourceOrgID", "aws:SourceOrgPaths"] {
            context.absent(key);
        }
        let policies = Policies { identity: &*EVERYTHING, ..Policies::default() };
        Some(Self { caller, context, policies, unknown: Vec::new(), idle: None })
    }

    /// An AWS service or a user that an identity provider vouches for.
    pub fn unbound(name: &str) -> Option<Self> {
        let caller = Caller::parse(name).ok()?;
        let mut context = principal_context(&caller);
        if !caller.kind().is_aws() && name.starts_with("arn:") {
            context.set("aws:FederatedProvider", name);
        }
        Some(Self { caller, context, policies: Policies::default(), unknown: Vec::new(), idle: None })
    }

    /// A service that acts for resources of this account.
    pub fn service_of(name: &str, organization: &'o Organization, account: &Account) -> Option<Self> {
        let mut actor = Self::unbound(name)?;
        actor.context.set("aws:SourceAccount", account.id.to_string());
        if let Some(id) = organization.id().filter(|_| account.is_listed) {
            actor.context.set("aws:SourceOrgID", id);
        }
        if let Some(path) = &account.org_path {
            actor.context.set_many("aws:SourceOrgPaths", [&**path]);
        }
        Some(actor)
    }

    /// Whether they may ask for an action at all, by a glance at the identity policies.
    pub fn may(&self, action: &Action) -> bool {
        !self.unknown.is_empty() || self.policies.identity.iter().any(|policy| policy.may_allow(action))
    }
}

/// Keys by which an account of the organization is known.
fn put_home(context: &mut Context, organization: &Organization, account: &Account) {
    match organization.id() {
        Some(id) if account.is_listed => context.set("aws:PrincipalOrgID", id),
        Some(_) => context.set("aws:PrincipalOrgID", ANOTHER_ORGANIZATION),
        None => context,
    };
    if let Some(path) = &account.org_path {
        context.set_many("aws:PrincipalOrgPaths", [&**path]);
    }
}

impl<'o> Target<'o> {
    /// A role that is to be assumed.
    pub fn role(organization: &'o Organization, role: &'o Principal) -> Self {
        let policy = match (&role.trust, role.unknown(Part::Trust)) {
            (Some(trust), _) => OwnPolicy::Is(trust),
            (None, Some(reason)) => OwnPolicy::Unread(reason),
            (None, None) => OwnPolicy::None,
        };
        let account = organization.account_of(role);
        let unknown = account.iam.reason();
        let (resource, account) = (Resource::new(&role.arn), Some(account));
        Self { resource, account, owner: None, policy, unknown, tags: &role.tags, is_role: true }
    }

    /// A role in an account that was not read.
    pub fn unread(arn: &str, account: &'o Account) -> Self {
        let policy = OwnPolicy::Unread(account.iam.reason().unwrap_or("it was not read"));
        Self {
            resource: Resource::new(arn),
            account: Some(account),
            owner: None,
            policy,
            unknown: None,
            tags: &[],
            is_role: false,
        }
    }

    /// Anything else, by its ARN. `owner` is needed where the ARN does not tell the account.
    pub fn resource(organization: &'o Organization, arn: &str, owner: Option<AccountId>) -> Self {
        let account = account_in_arn(arn).or(owner);
        Self {
            resource: Resource::new(arn),
            account: account.and_then(|id| organization.account(id)),
            owner: owner.map(|id| id.to_string()),
            policy: organization.own_policy(arn),
            unknown: None,
            tags: &[],
            is_role: false,
        }
    }

    /// The keys that tell of the resource.
    pub fn put(&self, context: &mut Context, organization: &Organization) {
        context.set("aws:SecureTransport", "true");
        if let Some(account) = self.account {
            context.set("aws:ResourceAccount", account.id.to_string());
            match organization.id().filter(|_| account.is_listed) {
                Some(id) => context.set("aws:ResourceOrgID", id),
                None => context.absent("aws:ResourceOrgID"),
            };
            match &account.org_path {
                Some(path) => context.set_many("aws:ResourceOrgPaths", [&**path]),
                None => context.absent("aws:ResourceOrgPaths"),
            };
        } else if let Some(id) = &self.owner {
            context.set("aws:ResourceAccount", id.clone());
        }
        if self.is_role {
            for key in organization.resource_tag_keys() {
                context.absent(key);
            }
            for (key, value) in self.tags {
                context.set(&format!("aws:ResourceTag/{key}"), &**value);
                context.set(&format!("iam:ResourceTag/{key}"), &**value);
            }
        }
    }
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
        let mut unknown: Vec<String> = self.unknown().map(|(_, reason)| reason.to_owned()).collect();
        unknown.extend(self.actor.idle.map(str::to_owned));
        unknown.dedup();
        Evaluation { standing, decision, unknown }
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
    /// What a role or user may do to a resource, with everything the organization tells of the request: keys that only the
    /// request can tell stay unknown, save those in `extra`.
    pub fn evaluate_for(&self, id: PrincipalId, action: &str, resource: &str, extra: &Context) -> Evaluation {
        let principal = self.principal(id);
        let Some(actor) = Actor::principal(self, principal) else { return not_a_principal(&principal.arn) };
        let action = Action::new(action);
        let target = self.target(&action, resource, None);
        let context = self.context(&actor, &target, extra);
        Question { actor: &actor, action: &action, target: &target, context: &context }.evaluate()
    }

    /// A resource by its ARN; a role comes with its tags, and for actions of STS with its trust policy.
    pub(crate) fn target(&self, action: &Action, arn: &str, owner: Option<AccountId>) -> Target<'_> {
        match self.find(arn).map(|id| self.principal(id)).filter(|found| found.kind == PrincipalKind::Role) {
            Some(role) if action.service() == "sts" => Target::role(self, role),
            Some(role) => Target { policy: OwnPolicy::None, ..Target::role(self, role) },
            None => Target::resource(self, arn, owner),
        }
    }

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

    /// The policy of a resource itself, where it is one whose policy is read.
    fn own_policy(&self, arn: &str) -> OwnPolicy<'_> {
        let group = match arn.split_once(":model-package/") {
            Some((before, rest)) => {
                format!("{before}:model-package-group/{}", rest.split('/').next().unwrap_or(rest))
            }
            None => arn.to_owned(),
        };
        let groups = self.package_groups();
        let found = groups.binary_search_by(|known| (*known.arn).cmp(&group)).ok().and_then(|at| groups.get(at));
        match found.map(|group| &group.policy) {
            Some(Some(Ok(policy))) => OwnPolicy::Is(policy),
            Some(Some(Err(problem))) => OwnPolicy::Unread(problem),
            Some(None) | None => OwnPolicy::None,
        }
    }
}

/// Principals of the cache have ARNs of IAM; one that has not is answered as a denial that tells so.
fn not_a_principal(arn: &str) -> Evaluation {
    let anonymous = Caller::parse("anonymous").expect("a constant principal");
    let (action, resource, context) = (Action::new("none:None"), Resource::new("*"), Context::new());
    let request = Request {
        principal: &anonymous,
        action: &action,
        resource: &resource,
        resource_account: None,
        context: &context,
        mode: Mode::Symbolic,
    };
    let decision = evaluate(&request, &Policies::default());
    Evaluation { standing: Standing::Denied, decision, unknown: vec![format!("`{arn}` is not the ARN of a principal")] }
}

impl crate::Profile {
    /// The keys that the profile's tags give.
    pub(crate) fn context(&self) -> Context {
        let mut context = Context::new();
        for (key, value) in &self.tags {
            context.set(&format!("aws:ResourceTag/{key}"), &**value);
            context.set(&format!("sagemaker:ResourceTag/{key}"), &**value);
        }
        context
    }
}
