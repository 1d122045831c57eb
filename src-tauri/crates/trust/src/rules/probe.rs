//! Made-up callers, to see whom a policy lets in. A condition is judged by what it lets through, not by how it is written: a
//! caller that lacks what the condition asks for is tried, and the policy engine says whether it is kept out.

use std::sync::{Arc, LazyLock};

use armillary_model::AccountId;
use armillary_policy::{Action, Context, Level, Mode, Policies, Policy, Request, Resource, Verdict, decide, principal_context};

use super::conditions;
use crate::{Organization, Principal};

/// The name that made-up roles have.
const ANY_NAME: &str = "armillary-anyone";

/// An organization that is not this one.
const OTHER_ORGANIZATION: &str = "o-armillaryother";

/// `sts:AssumeRole`.
pub(super) static ASSUME: LazyLock<Action> = LazyLock::new(|| Action::new("sts:AssumeRole"));

static EVERYTHING: LazyLock<Arc<Policy>> = LazyLock::new(|| {
    let text = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
    Arc::new(Policy::parse(text).expect("the text is a valid policy"))
});

/// A caller who may do everything on its own side; what is not known of it may be anything.
#[derive(Clone, Debug)]
pub(super) struct Caller {
    principal: armillary_policy::Principal,
    context: Context,
}

impl Caller {
    /// The caller with this ARN, which carries no tags, no external id and nobody's unique id.
    pub fn new(arn: &str) -> Option<Self> {
        let principal = armillary_policy::Principal::parse(arn).ok()?;
        let mut context = principal_context(&principal);
        context.set("aws:userid", "AROAARMILLARYANYONE00:session");
        Some(Self { principal, context })
    }

    /// Some role of an account of the organization.
    pub fn member(org: &Organization, account: AccountId) -> Option<Self> {
        let caller = Self::new(&format!("arn:aws:iam::{account}:role/{ANY_NAME}"))?;
        let organization = org.id()?;
        let caller = caller.with("aws:PrincipalOrgID", organization);
        Some(match org.account(account).and_then(|account| account.org_path.as_deref()) {
            Some(path) => caller.with_many("aws:PrincipalOrgPaths", path),
            None => caller,
        })
    }

    pub fn with(mut self, key: &str, value: &str) -> Self {
        self.context.set(key, value);
        self
    }

    fn with_many(mut self, key: &str, value: &str) -> Self {
        self.context.set_many(key, [value]);
        self
    }

    pub fn without(mut self, key: &str) -> Self {
        self.context.absent(key);
        self
    }

    /// The caller without any of the tags that the policy asks about.
    pub fn untagged(mut self, policy: &Policy) -> Self {
        for key in conditions::keys(policy) {
            if key.to_ascii_lowercase().starts_with("aws:principaltag/") {
                self.context.absent(&key);
            }
        }
        self
    }

    /// Whether the role's trust policy lets this caller take the role, whatever else it may bring.
    pub fn is_let_in(&self, role: &Principal) -> bool {
        self.is_let_in_under(role, None)
    }

    /// The same, under the organization's resource control policies.
    pub fn is_let_in_under(&self, role: &Principal, rcps: Option<&[Level]>) -> bool {
        self.does(&ASSUME, role, rcps)
    }

    /// Whether the role's trust policy lets this caller do this with the role.
    pub fn does(&self, action: &Action, role: &Principal, rcps: Option<&[Level]>) -> bool {
        let identity = [EVERYTHING.clone()];
        let policies = Policies { identity: &identity, resource: role.trust.as_deref(), rcps, ..Policies::default() };
        let mut context = self.context.clone();
        if rcps.is_some() {
            for (key, value) in &role.tags {
                context.set(&format!("aws:ResourceTag/{key}"), &**value);
            }
        }
        let request = Request {
            principal: &self.principal,
            action,
            resource: &Resource::new(&role.arn),
            resource_account: None,
            context: &context,
            mode: Mode::Symbolic,
        };
        matches!(decide(&request, &policies), Verdict::Allowed | Verdict::AllowedIf)
    }
}

/// Callers from outside the organization that a trust policy could mean: the one who is named, or a role of the account with any
/// name or with one that the policy's conditions ask for; of no organization, of any other, or of those the conditions name.
pub(super) fn outsiders(org: &Organization, policy: &Policy, account: AccountId, named: Option<&str>) -> Vec<Caller> {
    let mut arns = vec![named.map_or_else(|| format!("arn:aws:iam::{account}:role/{ANY_NAME}"), str::to_owned)];
    if named.is_none() {
        let asked = conditions::values(policy, "aws:PrincipalArn");
        arns.extend(asked.iter().filter_map(|pattern| example(pattern, account)));
    }
    let mut organizations = vec![OTHER_ORGANIZATION.to_owned()];
    let others = conditions::values(policy, "aws:PrincipalOrgID");
    organizations.extend(others.into_iter().filter(|id| org.id() != Some(id.as_str()) && !id.contains(['*', '?', '$'])));
    let callers = arns.iter().filter_map(|arn| Caller::new(arn));
    callers
        .flat_map(|caller| {
            let alone = caller.clone().without("aws:PrincipalOrgID").without("aws:PrincipalOrgPaths");
            let elsewhere = organizations.iter().map(move |id| {
                caller.clone().with("aws:PrincipalOrgID", id).with_many("aws:PrincipalOrgPaths", &format!("{id}/r-0000/"))
            });
            std::iter::once(alone).chain(elsewhere).collect::<Vec<_>>()
        })
        .collect()
}

/// An account id that belongs to nobody in the organization.
pub(super) fn outside(org: &Organization) -> AccountId {
    let mut numbers = (0..1_000_000_000_000_u64).rev().filter_map(AccountId::from_number);
    numbers.find(|id| !org.contains(*id)).expect("an organization does not hold every account there can be")
}

/// An ARN in this account that fits a pattern; `None` where the pattern is bound to another account, or is not an ARN.
pub(super) fn example(pattern: &str, account: AccountId) -> Option<String> {
    let parts: Vec<&str> = pattern.splitn(6, ':').collect();
    let [_, partition, service, region, owner, resource] = parts.as_slice() else { return None };
    let owner_fits = owner.contains(['*', '?']) || *owner == account.to_string();
    let plain = |text: &str, any: &str| if text.contains(['*', '?']) { any.to_owned() } else { text.to_owned() };
    let resource = resource.replace('*', "x").replace('?', "x");
    owner_fits.then(|| format!("arn:{}:{}:{}:{account}:{resource}", plain(partition, "aws"), plain(service, "iam"), plain(region, "")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_fits_its_pattern_in_the_account() {
        let account = "111122223333".parse().expect("valid");
        let example = |pattern| example(pattern, account);
        assert_eq!(example("arn:aws:iam::*:role/*Deploy*").as_deref(), Some("arn:aws:iam::111122223333:role/xDeployx"));
        assert_eq!(example("arn:aws:iam::111122223333:role/a").as_deref(), Some("arn:aws:iam::111122223333:role/a"));
        assert_eq!(example("arn:aws:iam::444455556666:role/a"), None);
        assert_eq!(example("*"), None);
    }
}
