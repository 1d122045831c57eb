//! Asking what a principal may do, with everything the organization tells of the request.

use std::sync::LazyLock;

use armillary_model::AccountId;
use armillary_policy::{Action, Context, Policy, Resource};

use crate::{
    Account, Check, Organization, Principal, Standing,
    facts::{Actor, OwnPolicy, Question, Target, everything},
    query::Citing,
};

#[expect(clippy::expect_used, reason = "a constant; a test reads it")]
static TRUSTS_EVERYBODY: LazyLock<Policy> = LazyLock::new(|| {
    let text = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}}"#;
    Policy::parse(text).expect("the text is a valid policy")
});

/// A principal of whom something is asked: whoever asks many questions of one prepares it once.
pub struct Asked<'a> {
    org: &'a Organization,
    actor: Actor<'a>,
    /// Whose policies are cited; the root user has none.
    principal: Option<&'a Principal>,
}

impl<'a> Asked<'a> {
    /// The principal with everything that decides about it; `None` where its ARN is that of nobody who can ask.
    pub fn new(org: &'a Organization, principal: &'a Principal) -> Option<Self> {
        Some(Self { org, actor: Actor::principal(org, principal)?, principal: Some(principal) })
    }

    /// The root user of an account, which may do what no policy of the organization forbids there.
    pub fn root(org: &'a Organization, account: &'a Account) -> Option<Self> {
        let idle = (!account.can_act()).then_some("its account is not in use");
        let actor = Actor { idle, ..Actor::root(org, account)? };
        Some(Self { org, actor, principal: None })
    }

    /// The principal as if its identity policies allowed everything: what its permissions boundary and the organization's policies leave.
    pub fn widened(org: &'a Organization, principal: &'a Principal) -> Option<Self> {
        let mut actor = Actor::principal(org, principal)?;
        actor.policies.identity = everything();
        Some(Self { org, actor, principal: Some(principal) })
    }

    /// Whether asking a principal for an action may be of any use: a glance at its policies, before anything is prepared.
    pub fn may_be(org: &Organization, principal: &Principal, action: &Action) -> bool {
        let account = org.account_of(principal);
        let is_silent = !principal.identity.iter().any(|policy| policy.may_allow(action));
        let is_known = [account.iam.reason(), account.scps.unknown()].into_iter().all(|reason| reason.is_none());
        !(is_silent && is_known && principal.missing.is_empty())
    }

    /// Whether the principal's policies may allow an action at all, at a glance.
    pub fn may(&self, action: &Action) -> bool {
        self.actor.may(action)
    }

    /// Whether the principal may do this to a resource. What is not said in `extra` and not known may be anything.
    pub fn standing(&self, action: &Action, resource: &str, extra: &Context) -> Standing {
        if !self.may(action) {
            return Standing::Denied;
        }
        let target = self.org.target(action, resource, None);
        let context = self.org.context(&self.actor, &target, extra);
        Question { actor: &self.actor, action, target: &target, context: &context }.standing()
    }

    /// The same with its reasons. `owner` is the account that counts as the resource's own where its ARN names another: what AWS shows to an account is
    /// its own to whoever calls there.
    pub fn check(&self, action: &Action, resource: &str, owner: Option<AccountId>, extra: &Context) -> Check {
        let target = self.org.target(action, resource, owner);
        let context = self.org.context(&self.actor, &target, extra);
        let evaluation = Question { actor: &self.actor, action, target: &target, context: &context }.evaluate();
        let cite = Citing { organization: self.org, caller: self.principal, resource };
        cite.check(self.actor.caller.as_str(), action, evaluation)
    }

    /// Whether the principal may do this to every resource of a set, a pattern; a right to some of them does not count.
    pub fn standing_on_all(&self, action: &Action, resources: &str, extra: &Context) -> Standing {
        if !self.may(action) {
            return Standing::Denied;
        }
        let target = self.org.target(action, resources, None);
        let context = self.org.context(&self.actor, &target, extra);
        let answer = Question { actor: &self.actor, action, target: &target, context: &context }.evaluate();
        let mut ways = answer.decision.residual.alternatives().iter();
        let covers = |way: &Vec<armillary_policy::Literal>| {
            !way.iter().any(|literal| literal.key == "resource" && !literal.negated)
        };
        match answer.standing {
            Standing::AllowedIf if !ways.any(covers) => Standing::Denied,
            standing => standing,
        }
    }

    /// Whether the principal could take a role of an account outside the organization, if that role trusts it.
    pub fn could_leave(&self, action: &Action, role: &str, account: AccountId) -> Standing {
        let target = Target {
            resource: Resource::new(role),
            account: None,
            owner: Some(account.to_string()),
            policy: OwnPolicy::Is(&TRUSTS_EVERYBODY),
            unknown: None,
            tags: &[],
            is_role: true,
        };
        let mut homeless = Context::new();
        homeless.absent("aws:ResourceOrgID").absent("aws:ResourceOrgPaths");
        let mut elsewhere = Context::new();
        elsewhere.set("aws:ResourceOrgID", "o-armillaryother");
        elsewhere.set_many("aws:ResourceOrgPaths", ["o-armillaryother/r-0000/"]);
        let tries = [homeless, elsewhere].into_iter().map(|extra| {
            let context = self.org.context(&self.actor, &target, &extra);
            Question { actor: &self.actor, action, target: &target, context: &context }.standing()
        });
        tries.min().unwrap_or(Standing::Denied)
    }
}
