//! Made-up callers, to see whom a policy lets in. A condition is judged by what it lets through, not by how it is
//! written: a caller that lacks what the condition asks for is tried, and the policy engine says whether it is kept
//! out.

use std::{
    borrow::Cow,
    sync::{Arc, LazyLock},
};

use armillary_model::AccountId;
use armillary_policy::{
    Action, Context, Level, Mode, Policies, Policy, PrincipalKind, Request, Resource, Verdict, decide,
    principal_context,
};

use super::conditions;
use armillary_trust::{Organization, Principal};

/// The name that made-up roles and users have.
const ANY_NAME: &str = "armillary-anyone";

/// An organization that is not this one.
const OTHER_ORGANIZATION: &str = "o-armillaryother";

/// `sts:AssumeRole`.
pub(super) static ASSUME: LazyLock<Action> = LazyLock::new(|| Action::new("sts:AssumeRole"));

#[expect(clippy::expect_used, reason = "a constant; a test reads it")]
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
    /// The caller with this ARN, which carries no tags, no external id and nobody's unique id. A role's session has whatever
    /// name suits it: whoever takes the role chooses it.
    pub fn new(arn: &str) -> Option<Self> {
        let principal = armillary_policy::Principal::parse(arn).ok()?;
        let mut context = principal_context(&principal);
        match principal.kind() {
            PrincipalKind::User => context.set("aws:userid", "AIDAARMILLARYANYONE00"),
            _ => context.set_start("aws:userid", "AROAARMILLARYANYONE00:"),
        };
        Some(Self { principal, context })
    }

    /// Some role of an account of the organization.
    pub fn member(org: &Organization, account: AccountId) -> Option<Self> {
        let mut caller = Self::new(&any_role(org.partition(), account))?;
        if let Some(organization) = org.id() {
            caller = caller.with("aws:PrincipalOrgID", organization);
        }
        if let Some(path) = org.account(account).and_then(|account| account.org_path.as_deref()) {
            caller.context.set_many("aws:PrincipalOrgPaths", [path]);
        }
        Some(caller)
    }

    pub fn with(mut self, key: &str, value: &str) -> Self {
        self.context.set(key, value);
        self
    }

    /// The caller as one of another organization.
    pub fn of_organization(self, id: &str) -> Self {
        let mut caller = self.with("aws:PrincipalOrgID", id);
        caller.context.set_many("aws:PrincipalOrgPaths", [format!("{id}/r-0000/")]);
        caller
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
        let mut context = Cow::Borrowed(&self.context);
        // A role's tags are all known: those that a policy asks about are either set or absent.
        for key in
            rcps.into_iter().flatten().flat_map(|level| &level.policies).flat_map(|policy| conditions::keys(policy))
        {
            if key.to_ascii_lowercase().starts_with("aws:resourcetag/") {
                context.to_mut().absent(&key);
            }
        }
        for (key, value) in &role.tags {
            context.to_mut().set(&format!("aws:ResourceTag/{key}"), &**value);
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

/// Callers from outside the organization that a trust policy could mean: the one who is named, or a role or user of the
/// account with any name or with one that the policy's conditions ask for; of no organization, or of any other. Names are
/// given by whoever owns the account: to ask for one keeps nobody out.
pub(super) fn outsiders(org: &Organization, policy: &Policy, account: AccountId, named: Option<&str>) -> Vec<Caller> {
    let arns = named.map_or_else(|| somebody(org.partition(), policy, account), |arn| vec![arn.to_owned()]);
    let callers = arns.iter().filter_map(|arn| Caller::new(arn));
    callers
        .flat_map(|caller| {
            let alone = caller.clone().without("aws:PrincipalOrgID").without("aws:PrincipalOrgPaths");
            [alone, caller.of_organization(OTHER_ORGANIZATION)]
        })
        .collect()
}

/// Roles and users of an account: of any name, and of names that the policy's conditions ask for.
fn somebody(partition: &str, policy: &Policy, account: AccountId) -> Vec<String> {
    let called = |kind: &str, name: &str| format!("arn:{partition}:iam::{account}:{kind}/{name}");
    let mut arns = vec![any_role(partition, account), called("user", ANY_NAME)];
    for pattern in conditions::values(policy, "aws:PrincipalArn") {
        match example(&pattern, partition, account) {
            Some(arn) => arns.push(arn),
            None => {
                let name = name_in(&pattern);
                arns.extend(["role", "user"].map(|kind| called(kind, &name)));
            }
        }
    }
    let users = conditions::values(policy, "aws:username");
    arns.extend(users.iter().map(|name| called("user", &name.replace(['*', '?'], "x"))));
    arns
}

/// A path and name that fit a pattern which is no whole ARN, such as `*/Deploy`, if any does: what the policy engine says
/// of it decides.
fn name_in(pattern: &str) -> String {
    let literal = pattern.trim_start_matches('*').replace(['*', '?'], "x");
    let name = [":role/", ":user/"].iter().find_map(|kind| Some(literal.split_once(kind)?.1));
    let name = name.unwrap_or(&literal).trim_start_matches('/');
    if name.is_empty() || name.ends_with('/') { format!("{name}{ANY_NAME}") } else { name.to_owned() }
}

/// The ARN of some role in an account of a partition.
pub(super) fn any_role(partition: &str, account: AccountId) -> String {
    format!("arn:{partition}:iam::{account}:role/{ANY_NAME}")
}

/// An account id that belongs to nobody in the organization.
#[expect(clippy::expect_used, reason = "there are more account ids than an organization can hold")]
pub(super) fn outside(org: &Organization) -> AccountId {
    let mut numbers = (0..1_000_000_000_000_u64).rev().filter_map(AccountId::from_number);
    numbers.find(|id| !org.contains(*id)).expect("an organization does not hold every account there can be")
}

/// An ARN in this account that fits a pattern; `None` where the pattern is bound to another account, or is not an ARN.
pub(super) fn example(pattern: &str, own_partition: &str, account: AccountId) -> Option<String> {
    let parts: Vec<&str> = pattern.splitn(6, ':').collect();
    let [_, partition, service, region, owner, resource] = parts.as_slice() else { return None };
    let owner_fits = owner.contains(['*', '?']) || *owner == account.to_string();
    let plain = |text: &str, any: &str| if text.contains(['*', '?']) { any.to_owned() } else { text.to_owned() };
    let resource = resource.replace(['*', '?'], "x");
    owner_fits.then(|| {
        let [partition, service, region] = [plain(partition, own_partition), plain(service, "iam"), plain(region, "")];
        format!("arn:{partition}:{service}:{region}:{account}:{resource}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_fits_a_pattern_that_is_no_whole_arn() {
        assert_eq!(name_in("*/Deploy"), "Deploy");
        assert_eq!(name_in("*:role/ci/De?loy*"), "ci/Dexloyx");
        assert_eq!(name_in("*"), ANY_NAME);
        assert_eq!(name_in("*ci/"), format!("ci/{ANY_NAME}"));
    }

    #[test]
    fn an_example_fits_its_pattern_in_the_account() {
        let account = "111122223333".parse().expect("valid");
        let example = |pattern| example(pattern, "aws", account);
        assert_eq!(example("arn:aws:iam::*:role/*Deploy*").as_deref(), Some("arn:aws:iam::111122223333:role/xDeployx"));
        assert_eq!(example("arn:aws:iam::111122223333:role/a").as_deref(), Some("arn:aws:iam::111122223333:role/a"));
        assert_eq!(example("arn:aws:iam::444455556666:role/a"), None);
        assert_eq!(example("*"), None);
    }
}
