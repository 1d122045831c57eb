//! TRU-06: a principal may assume roles in any account.
//!
//! A statement that speaks of `sts:AssumeRole` by name and leaves the account of the role open. It is guarded if, all
//! policies of the principal and of the organization taken together, a fitting role in an account outside would be
//! refused, as by a condition on aws:ResourceOrgID. Service-linked roles, the baseline of AWS Control Tower and
//! policies that AWS wrote are exempt.

use std::collections::BTreeSet;

use armillary_model::{AccountId, Finding, RuleId, Severity, StatementRef};
use armillary_policy::Statement;

use super::{
    Reads, Report, Rule, Scope,
    ask::Asked,
    conditions, grants,
    probe::{self, ASSUME},
    report::Draft,
};
use armillary_trust::{Principal, Standing};

pub(super) const RULE: Rule = Rule { id: RuleId::Tru06, reads: Reads::Grants, check };

fn check(scope: &Scope<'_>, report: &mut Report) {
    let outside = probe::outside(scope.org);
    for (_, principal) in scope.actors() {
        let may = principal.identity.iter().any(|policy| policy.may_allow(&ASSUME));
        if !may || scope.expect.is_baseline(principal) {
            continue;
        }
        let naming = grants::by_name(principal, &ASSUME).filter(|(at, _)| !conditions::is_by_aws(principal, *at));
        let open: Vec<(StatementRef, String)> = naming
            .flat_map(|(at, statement)| {
                let place = conditions::in_identity(principal, at, statement);
                open_targets(statement).into_iter().map(move |target| (place.clone(), target))
            })
            .collect();
        if open.is_empty() {
            continue;
        }
        report.looked();
        let Some(asked) = Asked::new(scope.org, principal) else { continue };
        let tried = open.into_iter().map(|(place, pattern)| (leaves(scope, &asked, &pattern, outside), place, pattern));
        let standing: Vec<_> = tried.filter(|(standing, ..)| standing.holds()).collect();
        if !standing.is_empty() {
            report.raise(finding(scope, principal, standing));
        }
    }
}

/// Patterns of a statement's resources that leave the account open.
fn open_targets(statement: &Statement) -> Vec<String> {
    match statement.resources() {
        Some(resources) if resources.negated => vec!["*".to_owned()],
        Some(resources) => {
            resources.texts.iter().map(|text| text.to_string()).filter(|text| leaves_account_open(text)).collect()
        }
        None => Vec::new(),
    }
}

fn leaves_account_open(pattern: &str) -> bool {
    pattern == "*" || pattern.split(':').nth(4).map_or(pattern.contains('*'), |account| account.contains(['*', '?']))
}

/// Whether the principal could take a role outside the organization that fits the pattern and trusts it.
fn leaves(scope: &Scope<'_>, asked: &Asked<'_>, pattern: &str, outside: AccountId) -> Standing {
    let partition = scope.org.partition();
    let example = probe::example(pattern, partition, outside);
    let role = example.unwrap_or_else(|| probe::any_role(partition, outside));
    asked.could_leave(&ASSUME, &role, outside)
}

fn finding(scope: &Scope<'_>, principal: &Principal, open: Vec<(Standing, StatementRef, String)>) -> Finding {
    let own = scope.org.account_of(principal);
    let any_role = open.iter().any(|(_, _, pattern)| pattern == "*" || pattern.ends_with(":role/*"));
    let is_known = open.iter().any(|(standing, ..)| *standing != Standing::Unknown);
    let patterns: BTreeSet<String> = open.iter().map(|(_, _, pattern)| format!("`{pattern}`")).collect();
    let patterns: Vec<String> = patterns.into_iter().collect();
    let draft = Draft::new(RuleId::Tru06, &*principal.arn, principal.account)
        .severity(if any_role { Severity::High } else { Severity::Medium })
        .summary(format!(
            "`{}` in {} may assume {} in any account, also outside the organization.",
            principal.name(),
            own.name,
            patterns.join(", ")
        ))
        .remedy("List the roles of the accounts that are meant, or demand aws:ResourceOrgID with StringEquals.")
        .statements(open.into_iter().map(|(_, place, _)| place));
    if is_known { draft.fail() } else { draft.uncertain("another policy that could keep it inside was not read") }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::team::*;
    use super::*;

    fn said(policy: Value) -> Vec<String> {
        Team::new().role(DEV, "Admin", service("cloudformation.amazonaws.com", DEV), &[policy]).says(RuleId::Tru06)
    }

    fn assumes(resource: &str) -> Value {
        allow(json!("sts:AssumeRole"), json!(resource))
    }

    fn assumes_if(condition: Value) -> Value {
        allow_if(json!(["sts:AssumeRole"]), json!("arn:aws:iam::*:role/Reader"), condition)
    }

    #[test]
    fn the_account_of_the_role_is_named_or_of_the_organization() {
        let open = ["fail Admin".to_owned()];
        assert_eq!(said(assumes("arn:aws:iam::*:role/*StackSetExecutionRole*")), open);
        assert_eq!(said(assumes("*")), open);
        assert_eq!(said(assumes(&role_arn(PROD, "*"))), nothing());
        assert_eq!(said(assumes_if(json!({"StringEquals": {"aws:ResourceOrgID": "o-fixture"}}))), nothing());
        assert_eq!(said(assumes_if(json!({"StringEquals": {"aws:ResourceAccount": [PROD, PREPROD]}}))), nothing());
        assert_eq!(said(assumes_if(json!({"StringEqualsIfExists": {"aws:ResourceOrgID": "o-fixture"}}))), open);
        assert_eq!(said(assumes_if(json!({"Bool": {"aws:MultiFactorAuthPresent": "true"}}))), open);
    }

    #[test]
    fn a_control_policy_may_keep_it_inside() {
        let stay = json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Deny", "Action": "sts:AssumeRole", "Resource": "*",
            "Condition": {"StringNotEquals": {"aws:ResourceOrgID": "o-fixture"}}
        }]});
        let role = |team: Team| team.role(DEV, "Admin", service("glue.amazonaws.com", DEV), &[assumes("*")]);
        assert_eq!(role(Team::new().scp("stay", stay)).says(RuleId::Tru06), nothing());
        assert_eq!(role(Team::new()).says(RuleId::Tru06), ["fail Admin"]);
    }

    #[test]
    fn administrators_power_users_and_the_baseline_are_not_meant() {
        assert_eq!(said(allow(json!("*"), json!("*"))), nothing());
        let power =
            json!({"Statement": {"Effect": "Allow", "NotAction": ["iam:*", "organizations:*"], "Resource": "*"}});
        assert_eq!(said(power), nothing());
        let tower = service("controltower.amazonaws.com", MANAGEMENT);
        let team = Team::new().role(
            MANAGEMENT,
            "service-role/AWSControlTowerAdmin",
            tower,
            &[assumes("arn:aws:iam::*:role/AWSControlTowerExecution")],
        );
        assert_eq!(team.says(RuleId::Tru06), nothing());
    }
}
