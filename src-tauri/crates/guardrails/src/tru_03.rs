//! TRU-03: a role trusts everybody.
//!
//! `"Principal": "*"` is safe only under a condition that outsiders cannot pass: on aws:PrincipalOrgID,
//! aws:PrincipalOrgPaths, aws:PrincipalAccount or aws:PrincipalArn, with an operator that an absent key does not
//! satisfy. Callers from outside are tried: of no organization, of another one, roles and users, with whatever name the
//! conditions ask for, and whatever name of a session.

use armillary_model::{Finding, RuleId, Severity};
use armillary_policy::{Policy, PrincipalElement};

use super::{
    Reads, Report, Rule, Scope, conditions,
    crossing::{crossing, severity},
    grants,
    probe::{self, ASSUME, Caller},
    report::Draft,
};
use armillary_classify::Stage;
use armillary_trust::Principal;

pub(super) const RULE: Rule = Rule { id: RuleId::Tru03, reads: Reads::Trust, check };

fn check(scope: &Scope<'_>, report: &mut Report) {
    let outside = probe::outside(scope.org);
    for (_, role, trust) in scope.trusts() {
        if !conditions::allowing(trust, &ASSUME)
            .any(|statement| conditions::named(statement).contains(&PrincipalElement::Anyone))
        {
            continue;
        }
        report.looked();
        let callers = probe::outsiders(scope.org, trust, outside, None);
        let let_in: Vec<Caller> = callers.into_iter().filter(|caller| caller.is_let_in(role)).collect();
        if !let_in.is_empty() {
            report.raise(finding(scope, role, trust, &let_in));
        }
    }
}

fn finding(scope: &Scope<'_>, role: &Principal, trust: &Policy, callers: &[Caller]) -> Finding {
    let own = scope.org.account_of(role);
    let kept_out = !callers.iter().any(|caller| caller.is_let_in_under(role, own.rcps.levels()));
    let worst = severity(grants::power(role), crossing(Stage::External, own.stage)).max(Severity::High);
    let statements: Vec<_> = conditions::allowing(trust, &ASSUME)
        .filter(|statement| conditions::named(statement).contains(&PrincipalElement::Anyone))
        .collect();
    let why = if statements.iter().all(|statement| statement.conditions().is_empty()) {
        "without a condition"
    } else {
        "and the conditions let callers through who are not of the organization"
    };
    let mut draft = Draft::new(RuleId::Tru03, &*role.arn, role.account)
        .severity(if kept_out { Severity::High } else { worst })
        .summary(format!("`{}` in {} trusts everybody, {why}.", role.name(), own.name))
        .remedy("Name the principals, or demand aws:PrincipalOrgID or aws:PrincipalOrgPaths with StringEquals or ForAnyValue:StringLike.")
        .statements(statements.into_iter().map(|statement| conditions::in_trust(role, statement)));
    if kept_out {
        draft = draft.note("A resource control policy keeps callers from outside out for now.");
    }
    if let Some(reason) = own.rcps.unknown() {
        draft = draft
            .note(format!("Whether a resource control policy keeps callers from outside out is not known: {reason}."));
    }
    match conditions::undecided(trust) {
        Some(reason) => draft.uncertain(reason),
        None => draft.fail(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::team::*;
    use super::*;

    #[test]
    fn everybody_is_safe_only_under_a_condition_that_outsiders_cannot_pass() {
        let said = |condition| {
            Team::new().role(HUB, "Lake", trust_if(json!({"AWS": "*"}), condition), &[]).says(RuleId::Tru03)
        };
        let open = ["fail Lake".to_owned()];
        let own = "o-fixture";
        let path = format!("{own}/r-root/ou-workloadsdev/*");
        for condition in [
            json!({}),
            json!({"StringEqualsIfExists": {"aws:PrincipalOrgID": own}}),
            json!({"ForAllValues:StringEquals": {"aws:PrincipalOrgID": own}}),
            json!({"ForAllValues:StringLike": {"aws:PrincipalOrgPaths": path}}),
            json!({"StringNotEquals": {"aws:PrincipalOrgID": "o-competitor"}}),
            json!({"Null": {"aws:PrincipalOrgID": "false"}}),
            json!({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/Reader"}}),
            json!({"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
            json!({"StringEquals": {"sts:ExternalId": "x"}}),
        ] {
            assert_eq!(said(condition.clone()), open, "{condition}");
        }
        for condition in [
            of_organization(),
            json!({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": path}}),
            json!({"StringEquals": {"aws:PrincipalAccount": DEV}}),
            json!({"ArnLike": {"aws:PrincipalArn": role_arn(DEV, "*")}}),
            json!({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": path}, "ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/Reader"}}),
        ] {
            assert_eq!(said(condition.clone()), nothing(), "{condition}");
        }
    }

    #[test]
    fn a_deny_of_outsiders_is_as_good_and_everybody_but_some_is_everybody() {
        let statement = |deny: serde_json::Value| {
            json!({"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}, deny
            ]})
        };
        let outsiders = json!({"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole", "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-fixture"}}});
        assert_eq!(Team::new().role(HUB, "Lake", statement(outsiders), &[]).says(RuleId::Tru03), nothing());
        let but_one =
            json!({"Statement": {"Effect": "Allow", "NotPrincipal": {"AWS": OUTSIDE}, "Action": "sts:AssumeRole"}});
        assert_eq!(Team::new().role(HUB, "Lake", but_one, &[]).says(RuleId::Tru03), ["fail Lake"]);
    }

    #[test]
    fn a_resource_control_policy_that_keeps_outsiders_out_is_told() {
        let perimeter = json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole", "Resource": "*",
            "Condition": {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-fixture", "aws:ResourceTag/exclude": "true"},
                          "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}
        }]});
        let notes = |tags: serde_json::Value| {
            let trust = trust(json!("*"));
            let team = Team::new().rcp("perimeter", perimeter.clone());
            let found = team.role_like(PROD, "Open", trust, &[], json!({"Tags": tags})).findings();
            found.findings.first().map(|finding| finding.evidence.notes.len())
        };
        assert_eq!(notes(json!([])), Some(1));
        assert_eq!(notes(json!([{"Key": "exclude", "Value": "true"}])), Some(0), "the policy lets this role out");
    }
}
