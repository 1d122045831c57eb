//! Somebody who asks: a role's session or a user, a service, a provider's user, somebody outside.

use std::sync::{Arc, LazyLock};

use armillary_model::AccountId;
use armillary_policy::{Action, Context, Layer, Policies, Policy, Principal as Caller, principal_context};

use crate::{Account, Organization, Part, Principal, PrincipalKind};

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

#[expect(clippy::expect_used, reason = "a constant; every test reads it")]
static EVERYTHING: LazyLock<[Arc<Policy>; 1]> = LazyLock::new(|| {
    let text = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
    [Arc::new(Policy::parse(text).expect("a constant policy"))]
});

/// The identity policies of a principal that has given itself every permission: what they deny, stays denied.
pub(crate) fn widened(principal: &Principal) -> Vec<Arc<Policy>> {
    principal.identity.iter().chain(everything()).cloned().collect()
}

/// Identity policies that allow everything.
pub(crate) fn everything() -> &'static [Arc<Policy>] {
    &*EVERYTHING
}

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
        put_id(&mut context, principal);
        Some(Self::with(organization, principal, caller, context))
    }

    /// Makes it another principal of the same account and kind: only what tells the two apart is put anew, and what else the context
    /// holds stays. `false`, and nothing is done, where they differ by more.
    pub fn turn_into(&mut self, organization: &'o Organization, from: &Principal, to: &'o Principal) -> bool {
        let is_plain = |one: &Principal| one.tags.is_empty() && one.unique_id.is_some();
        if (from.account, from.kind) != (to.account, to.kind) || !is_plain(from) || !is_plain(to) {
            return false;
        }
        let Ok(caller) = Caller::parse(&to.arn) else { return false };
        let mut context = std::mem::take(&mut self.context);
        context.set("aws:PrincipalArn", &*to.arn);
        if to.kind == PrincipalKind::User {
            context.set("aws:username", caller.name());
        }
        put_id(&mut context, to);
        *self = Self::with(organization, to, caller, context);
        true
    }

    fn with(organization: &'o Organization, principal: &'o Principal, caller: Caller, context: Context) -> Self {
        let account = organization.account_of(principal);
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
        Self { caller, context, policies, unknown, idle }
    }

    /// The root user of an account.
    pub fn root(organization: &'o Organization, account: &'o Account) -> Option<Self> {
        let caller = Caller::parse(&organization.iam_arn(account.id, "root")).ok()?;
        let mut context = principal_context(&caller);
        put_home(&mut context, organization, account);
        let unknown = account.scps.unknown().map(|reason| (Layer::Scp, reason)).into_iter().collect();
        let policies = Policies { scps: account.scps.levels(), ..Policies::default() };
        Some(Self { caller, context, policies, unknown, idle: None })
    }

    /// Some principal of an account whose principals were not read: nothing is known of it but where it is, and what the
    /// organization's policies forbid there.
    pub fn some_of(organization: &'o Organization, account: &'o Account) -> Option<Self> {
        let actor = Self::outside_account(organization, account.id)?;
        Some(actor.unread_in(organization, account))
    }

    /// A principal that is named, in an account whose principals were not read.
    pub fn named_in(organization: &'o Organization, account: &'o Account, arn: &str) -> Option<Self> {
        Some(Self::outside(arn)?.unread_in(organization, account))
    }

    fn unread_in(mut self, organization: &'o Organization, account: &'o Account) -> Self {
        put_home(&mut self.context, organization, account);
        self.policies.scps = account.scps.levels();
        self.unknown.extend(account.iam.reason().map(|reason| (Layer::Identity, reason)));
        self.unknown.extend(account.scps.unknown().map(|reason| (Layer::Scp, reason)));
        self.idle = (!account.can_act()).then_some("its account is not in use");
        self
    }

    /// A principal outside the organization, for all that is known allowed everything by its own account.
    pub fn outside(arn: &str) -> Option<Self> {
        let caller = Caller::parse(arn).ok()?;
        let context = principal_context(&caller);
        let policies = Policies { identity: &*EVERYTHING, ..Policies::default() };
        Some(Self { caller, context, policies, unknown: Vec::new(), idle: None })
    }

    /// Some principal of an account outside, whichever.
    pub fn outside_account(organization: &Organization, account: AccountId) -> Option<Self> {
        let caller = Caller::parse(&organization.iam_arn(account, "role/any")).ok()?;
        let mut context = Context::new();
        context.set("aws:PrincipalIsAWSService", "false");
        context.set("aws:PrincipalAccount", account.to_string());
        let policies = Policies { identity: &*EVERYTHING, ..Policies::default() };
        Some(Self { caller, context, policies, unknown: Vec::new(), idle: None })
    }

    /// Anybody with an AWS account of their own, whichever.
    pub fn anyone(organization: &Organization) -> Option<Self> {
        let caller = Caller::parse(&organization.iam_arn(AccountId::from_number(0)?, "role/anyone")).ok()?;
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

/// The unique id of a principal, or what the ids of a role's sessions begin with: the name of the session follows, which whoever
/// takes the role chooses.
fn put_id(context: &mut Context, principal: &Principal) {
    if let Some(id) = &principal.unique_id {
        match principal.kind {
            PrincipalKind::User => context.set("aws:userid", id.clone()),
            PrincipalKind::Role => context.set_start("aws:userid", format!("{id}:")),
        };
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
