//! TRU-01: a role trusts a whole other account of the organization.
//!
//! Everybody there who may call `sts:AssumeRole` can take the role. It is narrow enough if a caller without a tag,
//! without an external id and with just any ARN is kept out. The management account is exempt: that trust is how
//! Organizations and Control Tower work. Accounts outside the organization are TRU-02's.

use std::collections::BTreeSet;

use armillary_model::{AccountId, Finding, RuleId};
use armillary_policy::{Policy, PrincipalElement, Statement};

use super::{
    Reads, Report, Rule, Scope, conditions,
    crossing::{crossing, severity},
    grants,
    probe::{ASSUME, Caller},
    report::{Draft, counted},
};
use armillary_trust::{Account, Principal, PrincipalId};

pub(super) const RULE: Rule = Rule { id: RuleId::Tru01, reads: Reads::Trust, check };

fn check(scope: &Scope<'_>, report: &mut Report) {
    for (id, role, trust) in scope.trusts() {
        let accounts = whole_accounts(trust, role);
        if !accounts.is_empty() {
            report.looked();
        }
        for account in accounts.into_iter().filter_map(|id| scope.org.account(id)) {
            if account.is_management || !account.is_listed || !account.can_act() {
                continue;
            }
            let caller =
                Caller::member(scope.org, account.id).map(|caller| caller.without("sts:ExternalId").untagged(trust));
            if caller.is_some_and(|caller| caller.is_let_in(role)) {
                report.raise(finding(scope, id, role, trust, account));
            }
        }
    }
}

/// Other accounts that the trust policy names as a whole.
fn whole_accounts(trust: &Policy, role: &Principal) -> BTreeSet<AccountId> {
    let accounts = conditions::allowing(trust, &ASSUME).flat_map(whole);
    accounts.filter(|id| *id != role.account).collect()
}

/// Accounts that a statement names as a whole: as principals, or by asking everybody to be of them.
fn whole(statement: &Statement) -> Vec<AccountId> {
    let asked = || conditions::demanded(statement, "aws:PrincipalAccount").into_iter().filter_map(|id| id.parse().ok());
    let elements = conditions::named(statement).into_iter();
    elements
        .flat_map(|element| match element {
            PrincipalElement::Account(_) => conditions::account_of(&element).into_iter().collect(),
            PrincipalElement::Anyone => asked().collect::<Vec<_>>(),
            _ => Vec::new(),
        })
        .collect()
}

fn finding(scope: &Scope<'_>, id: PrincipalId, role: &Principal, trust: &Policy, account: &Account) -> Finding {
    let own = scope.org.account_of(role);
    let step = crossing(account.stage, own.stage);
    let takers = scope.takers(id, account);
    let taken = match (&takers.incomplete, takers.arns.len()) {
        (None, 0) => "none of its principals can take it, but".to_owned(),
        (None, number) => format!("{} of it can take it, and", counted(number, "principal")),
        (Some(_), 0) => "how many of its principals can take it is not known, and".to_owned(),
        (Some(_), number) => format!("{} of it or more can take it, and", counted(number, "principal")),
    };
    let named = conditions::allowing(trust, &ASSUME).filter(|statement| whole(statement).contains(&account.id));
    let mut draft = Draft::new(RuleId::Tru01, &*role.arn, role.account)
        .told_by("trusted", account.id.to_string())
        .severity(severity(grants::power(role), step))
        .title(format!("{} role trusts the whole {} account", own.stage.plain(), account.stage.plain()))
        .summary(format!(
            "`{}` in {} trusts the whole account {} ({}): {taken} whoever may create or change one there can.",
            role.name(),
            own.name,
            account.id,
            account.name
        ))
        .remedy(
            "Name the roles that need it as principals, or narrow the trust with aws:PrincipalArn or aws:PrincipalTag.",
        )
        .statements(named.map(|statement| conditions::in_trust(role, statement)))
        .principals(takers.arns);
    if let Some(reason) = takers.incomplete {
        draft = draft.incomplete(reason);
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

    fn said(condition: serde_json::Value) -> Vec<String> {
        let trust = trust_if(json!({"AWS": DEV}), condition);
        let deploy = allow(json!("cloudformation:*"), json!("*"));
        Team::new().role(PROD, "Deploy", trust, &[deploy]).says(RuleId::Tru01)
    }

    #[test]
    fn a_whole_account_is_narrow_only_by_arn_tag_or_external_id() {
        let open = ["fail Deploy".to_owned()];
        assert_eq!(said(json!({})), open);
        assert_eq!(said(of_organization()), open, "everybody there is of the organization");
        assert_eq!(said(json!({"Bool": {"aws:MultiFactorAuthPresent": "true"}})), open);
        assert_eq!(said(json!({"StringEqualsIfExists": {"aws:PrincipalTag/team": "a"}})), open, "an absent tag passes");
        assert_eq!(said(json!({"ForAllValues:StringEquals": {"aws:PrincipalTag/team": "a"}})), open);
        assert_eq!(said(json!({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/*"}})), open, "any role fits");
        assert_eq!(said(json!({"ArnLike": {"aws:PrincipalArn": role_arn(DEV, "Deployer*")}})), nothing());
        assert_eq!(said(json!({"StringEquals": {"aws:PrincipalTag/team": "a"}})), nothing());
        assert_eq!(said(json!({"StringEquals": {"sts:ExternalId": "x"}})), nothing());
    }

    #[test]
    fn everybody_of_an_account_is_the_whole_account() {
        let said =
            |condition| Team::new().role(PROD, "Deploy", trust_if(json!("*"), condition), &[]).says(RuleId::Tru01);
        assert_eq!(said(json!({"StringEquals": {"aws:PrincipalAccount": DEV}})), ["fail Deploy"]);
        let named = json!({"StringEquals": {"aws:PrincipalAccount": DEV}, "ArnLike": {"aws:PrincipalArn": role_arn(DEV, "Deployer")}});
        assert_eq!(said(named), nothing());
    }

    #[test]
    fn from_development_into_production_is_critical_and_tells_who_gains() {
        let assume = allow(json!("sts:AssumeRole"), json!("*"));
        let trusted = json!({"AWS": format!("arn:aws:iam::{DEV}:root")});
        let found = Team::new()
            .role(PROD, "Deploy", trust(trusted), &[allow(json!("cloudformation:*"), json!("*"))])
            .role(DEV, "CanAssume", service("glue.amazonaws.com", DEV), &[assume])
            .role(DEV, "CannotAssume", service("glue.amazonaws.com", DEV), &[])
            .findings();
        let finding = found.findings.iter().find(|finding| finding.rule == RuleId::Tru01).expect("found");
        assert_eq!(finding.severity, armillary_model::Severity::Critical);
        assert_eq!(finding.identity.get("trusted").map(String::as_str), Some(DEV));
        assert_eq!(finding.evidence.principals.first, [role_arn(DEV, "CanAssume")]);
        assert_eq!(finding.evidence.statements.first().map(|place| place.document.as_str()), Some("trust"));
    }

    #[test]
    fn the_management_account_the_own_account_and_named_roles_are_fine() {
        let team = Team::new()
            .role(PROD, "OrganizationAccountAccessRole", trust(json!({"AWS": MANAGEMENT})), &[])
            .role(PROD, "Own", trust(json!({"AWS": PROD})), &[])
            .role(PROD, "Named", trust(json!({"AWS": role_arn(DEV, "Deployer")})), &[]);
        assert_eq!(team.says(RuleId::Tru01), nothing());
    }

    #[test]
    fn what_is_not_read_or_not_understood_is_unknown() {
        assert_eq!(Team::new().unread(PROD).says(RuleId::Tru01), [format!("unknown {PROD}")]);
        assert_eq!(said(json!({"StringEqualz": {"aws:PrincipalArn": "x"}})), ["unknown Deploy"]);
    }
}
