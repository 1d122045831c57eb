//! TRU-07: a break-glass role is not held as tightly as it must be.
//!
//! Roles for emergencies and repairs, by name: they need a second factor that an absent key does not satisfy (Bool on
//! aws:MultiFactorAuthPresent, or a numeric condition on aws:MultiFactorAuthAge), sessions of one hour at most, and
//! callers that are named. A role of IAM Identity Center is exempt: its trust cannot be changed, and the second factor
//! is the identity source's.

use armillary_model::{AccountId, Finding, RuleId, Severity, account_in_arn};
use armillary_policy::{Action, Policy, PrincipalElement};

use super::{
    Reads, Report, Rule, Scope, conditions,
    probe::{self, ASSUME, Caller},
    report::Draft,
};
use armillary_trust::Principal;

pub(super) const RULE: Rule = Rule { id: RuleId::Tru07, reads: Reads::Trust, check };

/// The longest session of a break-glass role, in seconds.
const LONGEST: u32 = 3600;

fn check(scope: &Scope<'_>, report: &mut Report) {
    let (mut unmeasured, federation) =
        (Vec::new(), ["sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"].map(Action::new));
    for (_, role, trust) in scope.trusts() {
        if !scope.expect.is_break_glass(role) || role.is_reserved() || role.is_service_linked() {
            continue;
        }
        report.looked();
        let mut wrong = Vec::new();
        if callers(trust, role).iter().any(|caller| enters_without_second_factor(caller, role)) {
            wrong.push("it can be taken without a second factor".to_owned());
        }
        if admits_unnamed(scope, trust, role) {
            wrong.push("its callers are not named".to_owned());
        }
        if let Some(long) = role.max_session_duration.filter(|seconds| *seconds > LONGEST) {
            wrong.push(format!("its sessions last up to {} hours", long / 3600));
        }
        let is_federated = federation.iter().any(|action| conditions::allowing(trust, action).next().is_some());
        if !wrong.is_empty() {
            report.raise(finding(scope, role, trust, &wrong));
        } else if is_federated {
            report.raise(factor_unknown(scope, role));
        } else if role.max_session_duration.is_none() {
            unmeasured.push(role.arn.to_string());
        }
    }
    let account = scope.org.management().or(unmeasured.first().and_then(|arn: &String| account_in_arn(arn)));
    if let Some(account) = account.filter(|_| !unmeasured.is_empty()) {
        report.raise(sessions_unknown(scope, account, unmeasured));
    }
}

/// Callers that the trust policy means, one for each principal that it names.
fn callers(trust: &Policy, role: &Principal) -> Vec<Caller> {
    let elements = conditions::allowing(trust, &ASSUME).flat_map(conditions::named);
    let arns = elements.flat_map(|element| match element {
        PrincipalElement::Arn(arn) => vec![arn.to_owned()],
        PrincipalElement::Account(_) => any_of(trust, role, conditions::account_of(&element).unwrap_or(role.account)),
        PrincipalElement::Anyone => any_of(trust, role, role.account),
        _ => Vec::new(),
    });
    arns.filter_map(|arn| Caller::new(&arn)).collect()
}

fn any_of(trust: &Policy, role: &Principal, account: AccountId) -> Vec<String> {
    let partition = conditions::partition(role);
    let asked = conditions::values(trust, "aws:PrincipalArn");
    let examples = asked.iter().filter_map(|pattern| probe::example(pattern, partition, account));
    examples.chain([probe::any_role(partition, account)]).collect()
}

fn enters_without_second_factor(caller: &Caller, role: &Principal) -> bool {
    let without_age = caller.clone().without("aws:MultiFactorAuthAge");
    let absent = without_age.clone().without("aws:MultiFactorAuthPresent");
    absent.is_let_in(role) || without_age.with("aws:MultiFactorAuthPresent", "false").is_let_in(role)
}

/// Whether somebody can take the role whom the policy neither names nor asks to have a certain ARN or tag.
fn admits_unnamed(scope: &Scope<'_>, trust: &Policy, role: &Principal) -> bool {
    let elements = conditions::allowing(trust, &ASSUME).flat_map(conditions::named);
    let accounts = elements.filter_map(|element| match element {
        PrincipalElement::Anyone => Some(role.account),
        PrincipalElement::Account(_) => conditions::account_of(&element),
        _ => None,
    });
    let mut callers = accounts.filter_map(|account| Caller::member(scope.org, account));
    callers.any(|caller| caller.untagged(trust).is_let_in(role))
}

fn finding(scope: &Scope<'_>, role: &Principal, trust: &Policy, wrong: &[String]) -> Finding {
    let own = scope.org.account_of(role);
    let mut draft = Draft::new(RuleId::Tru07, &*role.arn, role.account)
        .severity(Severity::High)
        .summary(format!("Break-glass role `{}` in {}: {}.", role.name(), own.name, wrong.join("; ")))
        .remedy("Name the users who may take it, demand Bool aws:MultiFactorAuthPresent, and set sessions of one hour.")
        .statements(conditions::allowing(trust, &ASSUME).map(|statement| conditions::in_trust(role, statement)));
    if role.max_session_duration.is_none() {
        draft = draft.note("How long its sessions may last was not read.");
    }
    match conditions::undecided(trust) {
        Some(reason) => draft.uncertain(reason),
        None => draft.fail(),
    }
}

fn factor_unknown(scope: &Scope<'_>, role: &Principal) -> Finding {
    let own = scope.org.account_of(role);
    Draft::new(RuleId::Tru07, &*role.arn, role.account)
        .told_by("aspect", "factor")
        .title("Second factor not known")
        .summary(format!("Break-glass role `{}` in {} is taken through an identity provider.", role.name(), own.name))
        .remedy("Look at what the identity provider asks for; a role for emergencies should not hang on it.")
        .unknown("whether an identity provider asks for a second factor is not told to AWS")
}

fn sessions_unknown(scope: &Scope<'_>, account: AccountId, roles: Vec<String>) -> Finding {
    Draft::new(RuleId::Tru07, scope.organization_arn(account), account)
        .told_by("aspect", "session")
        .severity(Severity::Low)
        .title("Session lengths not read")
        .summary(format!(
            "How long sessions of {} break-glass roles may last is not known; all else about them is right.",
            roles.len()
        ))
        .remedy("Look at the roles' maximum session duration; one hour is enough.")
        .principals(roles)
        .unknown("the listing of roles does not tell how long their sessions may last")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::team::*;
    use super::*;

    const USER: &str = "arn:aws:iam::200000000002:user/glass";

    fn said(principal: Value, condition: Value, seconds: Option<u32>) -> Vec<String> {
        let more = seconds.map_or(json!({}), |seconds| json!({"MaxSessionDuration": seconds}));
        let trust = trust_if(principal, condition);
        Team::new().role_like(PROD, "SecurityBreakGlassRole", trust, &[], more).says(RuleId::Tru07)
    }

    fn mfa() -> Value {
        json!({"Bool": {"aws:MultiFactorAuthPresent": "true"}})
    }

    #[test]
    fn second_factor_short_sessions_and_named_callers() {
        let open = ["fail SecurityBreakGlassRole".to_owned()];
        let user = || json!({"AWS": USER});
        assert_eq!(said(user(), mfa(), Some(3600)), nothing());
        assert_eq!(said(user(), json!({"NumericLessThan": {"aws:MultiFactorAuthAge": "3600"}}), Some(3600)), nothing());
        assert_eq!(said(user(), json!({}), Some(3600)), open);
        assert_eq!(said(user(), json!({"BoolIfExists": {"aws:MultiFactorAuthPresent": "true"}}), Some(3600)), open);
        assert_eq!(said(user(), mfa(), Some(43_200)), open);
        assert_eq!(said(json!({"AWS": HUB}), mfa(), Some(3600)), open, "nobody is named");
        let named = json!({"Bool": {"aws:MultiFactorAuthPresent": "true"}, "ArnEquals": {"aws:PrincipalArn": USER}});
        assert_eq!(said(json!({"AWS": HUB}), named, Some(3600)), nothing());
    }

    #[test]
    fn a_session_length_that_was_not_read_is_unknown() {
        assert_eq!(said(json!({"AWS": USER}), mfa(), None), ["unknown o-fixture"]);
        assert_eq!(said(json!({"AWS": USER}), json!({}), None), ["fail SecurityBreakGlassRole"]);
    }

    #[test]
    fn the_second_factor_of_an_identity_provider_is_unknown() {
        let provider = format!("arn:aws:iam::{PROD}:saml-provider/corp");
        let trust = json!({"Statement": [{"Effect": "Allow", "Principal": {"Federated": provider}, "Action": "sts:AssumeRoleWithSAML"}]});
        let team = Team::new().role(PROD, "EmergencyAccess", trust, &[]);
        assert_eq!(team.says(RuleId::Tru07), ["unknown EmergencyAccess"]);
    }

    #[test]
    fn other_roles_and_those_of_identity_center_are_not_meant() {
        let anybody = || trust(json!({"AWS": USER}));
        let team = Team::new().role(PROD, "Ordinary", anybody(), &[]).role(
            PROD,
            "aws-reserved/sso.amazonaws.com/AWSReservedSSO_BreakGlass_0123456789abcdef",
            anybody(),
            &[],
        );
        assert_eq!(team.says(RuleId::Tru07), nothing());
    }
}
