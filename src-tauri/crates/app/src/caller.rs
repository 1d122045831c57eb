//! Whether whoever carries out a plan may do what it asks: asked of the policy engine, with the policies that were last read. Only what is known to be
//! refused is told; of what was not read, AWS decides.

use std::collections::BTreeSet;

use armillary_aws::Session;
use armillary_execute::{Acts, acts};
use armillary_facts::is_resource_of;
use armillary_model::{AccountId, Snapshot, account_in_arn, arn_resource};
use armillary_plan::{Check, CheckStatus, Plan, Step};
use armillary_policy::{Action, Context};
use armillary_trust::{Asked, Organization, Principal, PrincipalKind, Standing};

/// What whoever signed in, or the role that is assumed in another account, is known not to be allowed.
pub(crate) fn refusals(
    organization: &Organization,
    snapshot: &Snapshot,
    plan: &Plan,
    session: &Session,
    external_id: Option<&str>,
) -> Vec<Check> {
    let asking = Asking { organization, snapshot, session, external_id };
    let told: BTreeSet<String> = plan.steps.iter().flat_map(|step| asking.refused(step)).collect();
    let check = |detail| {
        Check {
        check: "caller-may".to_owned(),
        status: CheckStatus::Fail,
        detail,
        remedy: "`armillary acting-role template` rolls out a role that may; where that was done since the last crawl, crawl again".to_owned(),
    }
    };
    told.into_iter().map(check).collect()
}

struct Asking<'a> {
    organization: &'a Organization,
    snapshot: &'a Snapshot,
    session: &'a Session,
    external_id: Option<&'a str>,
}

impl Asking<'_> {
    /// What of a step is refused. An account that an earlier step makes has no roles yet.
    fn refused(&self, step: &Step) -> Vec<String> {
        let (Ok(account), Some(acts)) = (step.account.parse::<AccountId>(), acts(&step.service, &step.operation))
        else {
            return Vec::new();
        };
        let own = self.session.caller();
        if account == own.account {
            return self.caller().map(|caller| self.refused_to(caller, step, account, acts)).unwrap_or_default();
        }
        let role = format!("arn:{}:iam::{account}:role/{}", own.partition, self.session.role());
        let mut context = Context::new();
        match self.external_id {
            Some(id) => context.set("sts:ExternalId", id),
            None => context.absent("sts:ExternalId"),
        };
        let Some(principal) = self.known(&role) else { return Vec::new() };
        let entered = self.caller().and_then(|caller| Asked::new(self.organization, caller));
        let entered = entered.map(|asked| asked.standing(&Action::new("sts:AssumeRole"), &role, &context));
        if entered == Some(Standing::Denied) {
            return vec![format!("`{}` may not assume `{role}`", own.arn)];
        }
        self.refused_to(principal, step, account, acts)
    }

    /// What of a step its principal may not do.
    fn refused_to(&self, principal: &Principal, step: &Step, account: AccountId, acts: &Acts) -> Vec<String> {
        let Some(asked) = Asked::new(self.organization, principal) else { return Vec::new() };
        let is_needed = |action: &str| action != "organizations:TagResource" || step.parameters.contains_key("Tags");
        let does = acts.does.iter().filter(|(action, _)| is_needed(action));
        let does = does.flat_map(|(action, types)| {
            self.resources(step, account, action, types).into_iter().map(move |resource| (*action, resource))
        });
        let looks = acts.looks.iter().map(|action| (*action, "*".to_owned()));
        let denied = does.chain(looks).filter(|(action, resource)| {
            asked.standing(&Action::new(action), resource, &Context::new()) == Standing::Denied
        });
        denied.map(|(action, resource)| format!("`{}` may not {action} on {resource}", principal.arn)).collect()
    }

    /// The resources that a step names, as far as they are of its account; `*` where there are none. Whether another account shares one with
    /// it is Service Catalog's to say.
    fn resources(&self, step: &Step, account: AccountId, action: &str, types: &[&str]) -> Vec<String> {
        let service = action.split_once(':').map_or(action, |(service, _)| service);
        let named: BTreeSet<&str> = step.parameters.values().filter_map(|value| value.as_str()).collect();
        let is_named = |arn: &str| arn_resource(arn).rsplit('/').next().is_some_and(|last| named.contains(last));
        let is_own = |arn: &str| account_in_arn(arn).is_none_or(|owner| owner == account);
        let arns = self.snapshot.records.iter().map(|record| record.arn.as_str());
        let arns = arns.filter(|arn| types.iter().any(|kind| is_resource_of(service, kind, arn)));
        let found: BTreeSet<String> = arns.filter(|arn| is_named(arn) && is_own(arn)).map(str::to_owned).collect();
        if found.is_empty() { vec!["*".to_owned()] } else { found.into_iter().collect() }
    }

    /// Whoever signed in, where it was read.
    fn caller(&self) -> Option<&Principal> {
        let caller = self.session.caller();
        let Some(name) = arn_resource(&caller.arn).strip_prefix("assumed-role/") else {
            return self.known(&caller.arn);
        };
        let name = name.split('/').next()?;
        let is_it = |principal: &&Principal| {
            principal.account == caller.account && principal.kind == PrincipalKind::Role && principal.name() == name
        };
        let principal = self.organization.principals().iter().find(is_it)?;
        self.known(&principal.arn)
    }

    /// A principal of which all was read in the latest crawl of its account.
    fn known(&self, arn: &str) -> Option<&Principal> {
        let principal = self.organization.principal(self.organization.find(arn)?);
        let is_read = self.organization.account_of(principal).iam.reason().is_none() && !principal.stale;
        is_read.then_some(principal)
    }
}
