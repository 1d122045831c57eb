//! TRU-02: a role trusts an account outside the organization.
//!
//! Outside accounts have to be declared. Those that act for other customers too (third parties) must have to show an external id,
//! or another customer of theirs can have them take the role (the confused deputy). Trust that no caller from the account could
//! pass, because a condition asks for something of the organization, is no trust.

use std::collections::BTreeMap;

use armillary_model::{AccountId, Finding, RuleId, Severity};
use armillary_policy::{Policy, PrincipalElement};

use super::{
    Reads, Report, Rule, Scope, conditions,
    crossing::{crossing, severity},
    grants,
    probe::{self, ASSUME, Caller},
    report::Draft,
};
use crate::{Principal, Stage};

pub(super) const RULE: Rule = Rule { id: RuleId::Tru02, reads: Reads::Trust, check };

fn check(scope: &Scope<'_>, report: &mut Report) {
    for (_, role, trust) in scope.trusts() {
        let outside = outside_accounts(scope, trust);
        if !outside.is_empty() {
            report.looked();
        }
        for (account, named) in outside {
            let callers: Vec<Caller> = named
                .iter()
                .flat_map(|arn| probe::outsiders(scope.org, trust, account, arn.as_deref()))
                .filter(|caller| caller.is_let_in(role))
                .collect();
            if callers.is_empty() {
                continue;
            }
            let open = callers.iter().any(|caller| caller.clone().without("sts:ExternalId").is_let_in(role));
            let declared = scope.expect.external.get(&account);
            if open && declared.is_none_or(|party| party.third_party) || declared.is_none() {
                report.raise(finding(scope, role, trust, account, &callers, open));
            }
        }
    }
}

/// Accounts outside the organization that the trust policy names: by the ARN of somebody in it, or (`None`) as a whole.
fn outside_accounts(scope: &Scope<'_>, trust: &Policy) -> BTreeMap<AccountId, Vec<Option<String>>> {
    let mut outside: BTreeMap<AccountId, Vec<Option<String>>> = BTreeMap::new();
    for element in conditions::allowing(trust, &ASSUME).flat_map(conditions::named) {
        let Some(account) = conditions::account_of(&element).filter(|id| !scope.org.contains(*id)) else { continue };
        let named = match element {
            PrincipalElement::Arn(arn) => Some(arn.to_owned()),
            _ => None,
        };
        outside.entry(account).or_default().push(named);
    }
    outside
}

fn finding(
    scope: &Scope<'_>,
    role: &Principal,
    trust: &Policy,
    account: AccountId,
    callers: &[Caller],
    open: bool,
) -> Finding {
    let own = scope.org.account_of(role);
    let worst = severity(grants::power(role), crossing(Stage::External, own.stage));
    let kept_out = !callers.iter().any(|caller| caller.is_let_in_under(role, own.rcps.levels()));
    let weight = match (open, kept_out) {
        (_, true) => Severity::Medium,
        (true, false) => worst.max(Severity::High),
        (false, false) => Severity::Medium,
    };
    let how = if open { "without sts:ExternalId" } else { "with an external id, but it is not declared" };
    let remedy = if open {
        "Require the party's own sts:ExternalId with StringEquals, and declare the account; or remove the role."
    } else {
        "Declare the account as an external party, or remove the role."
    };
    let statements = conditions::allowing(trust, &ASSUME)
        .filter(|statement| conditions::named(statement).iter().any(|element| conditions::account_of(element) == Some(account)));
    let mut draft = Draft::new(RuleId::Tru02, &*role.arn, role.account)
        .told_by("trusted", account.to_string())
        .severity(weight)
        .title(if open { "External trust without external id" } else { "External trust not declared" })
        .summary(format!("`{}` in {} trusts account {account}, outside the organization, {how}.", role.name(), own.name))
        .remedy(remedy)
        .statements(statements.map(|statement| conditions::in_trust(role, statement)))
        .principals([account.to_string()]);
    if kept_out {
        draft = draft.note("A resource control policy keeps the account out for now.");
    }
    match conditions::undecided(trust) {
        Some(reason) => draft.unknown(reason),
        None => draft.fail(),
    }
}
