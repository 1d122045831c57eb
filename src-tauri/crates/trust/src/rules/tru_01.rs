//! TRU-01: a role trusts a whole other account of the organization.
//!
//! Everybody there who may call `sts:AssumeRole` can take the role. It is narrow enough if a caller without a tag, without an external
//! id and with just any ARN is kept out. The management account is exempt: that trust is how Organizations and Control Tower work.
//! Accounts outside the organization are TRU-02's.

use std::collections::BTreeSet;

use armillary_model::{AccountId, Finding, RuleId};
use armillary_policy::{Policy, PrincipalElement};

use super::{
    Reads, Report, Rule, Scope, conditions,
    crossing::{crossing, severity},
    grants,
    probe::{ASSUME, Caller},
    report::Draft,
};
use crate::{Account, Principal, PrincipalId};

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
            let caller = Caller::member(scope.org, account.id).map(|caller| caller.without("sts:ExternalId").untagged(trust));
            if caller.is_some_and(|caller| caller.is_let_in(role)) {
                report.raise(finding(scope, id, role, trust, account));
            }
        }
    }
}

/// Other accounts that the trust policy names as a whole.
fn whole_accounts(trust: &Policy, role: &Principal) -> BTreeSet<AccountId> {
    let statements = conditions::allowing(trust, &ASSUME).flat_map(conditions::named);
    let whole = statements.filter(|element| matches!(element, PrincipalElement::Account(_)));
    whole.filter_map(|element| conditions::account_of(&element)).filter(|id| *id != role.account).collect()
}

fn finding(scope: &Scope<'_>, id: PrincipalId, role: &Principal, trust: &Policy, account: &Account) -> Finding {
    let own = scope.org.account_of(role);
    let step = crossing(account.stage, own.stage);
    let takers = scope.takers(id, account);
    let named = conditions::allowing(trust, &ASSUME).filter(|statement| {
        conditions::named(statement).iter().any(|element| {
            matches!(element, PrincipalElement::Account(_)) && conditions::account_of(element) == Some(account.id)
        })
    });
    let mut draft = Draft::new(RuleId::Tru01, &*role.arn, role.account)
        .told_by("trusted", account.id.to_string())
        .severity(severity(grants::power(role), step))
        .title(format!("{} role trusts the whole {} account", own.stage.plain(), account.stage.plain()))
        .summary(format!(
            "`{}` in {} trusts the whole account {} ({}): {} of its principals can take it now, and whoever may create or change one there can.",
            role.name(), own.name, account.id, account.name, takers.arns.len()
        ))
        .remedy("Name the roles that need it as principals, or narrow the trust with aws:PrincipalArn or aws:PrincipalTag.")
        .statements(named.map(|statement| conditions::in_trust(role, statement)))
        .principals(takers.arns);
    if let Some(reason) = takers.incomplete {
        draft = draft.incomplete(reason);
    }
    match conditions::undecided(trust) {
        Some(reason) => draft.unknown(reason),
        None => draft.fail(),
    }
}
