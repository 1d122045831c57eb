//! TRU-02: a role trusts an account outside the organization.
//!
//! Outside accounts have to be declared. Those that act for other customers too (third parties) must have to show an
//! external id, or another customer of theirs can have them take the role (the confused deputy). Trust that no caller
//! from the account could pass, because a condition asks for something of the organization, is no trust.

use std::collections::{BTreeMap, BTreeSet};

use armillary_model::{AccountId, Finding, RuleId, Severity, account_in_arn};
use armillary_policy::{Policy, PrincipalElement, Statement};

use super::{
    Reads, Report, Rule, Scope, conditions,
    crossing::{crossing, severity},
    grants,
    probe::{self, ASSUME, Caller},
    report::Draft,
};
use armillary_classify::Stage;
use armillary_trust::Principal;

pub(super) const RULE: Rule = Rule { id: RuleId::Tru02, reads: Reads::Trust, check };

fn check(scope: &Scope<'_>, report: &mut Report) {
    for (_, role, trust) in scope.trusts() {
        let parties = parties(scope, trust);
        if !parties.is_empty() {
            report.looked();
        }
        for (party, mut callers) in parties {
            callers.retain(|caller| caller.is_let_in(role));
            if callers.is_empty() {
                continue;
            }
            let shown = ExternalId::of(role, trust, &callers);
            let declared = party.parse().ok().and_then(|account| scope.expect.external.get(&account));
            if declared.is_none_or(|declared| shown.is_open() && declared.third_party) {
                report.raise(finding(scope, role, trust, &party, &callers, shown));
            }
        }
    }
}

/// What a caller has to show for an external id.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum ExternalId {
    /// None.
    Nothing,
    /// One that fits a pattern, and that the caller can make up from it.
    Made,
    /// One that only who knows it can show.
    Known,
}

impl ExternalId {
    fn of(role: &Principal, trust: &Policy, callers: &[Caller]) -> Self {
        let made: Vec<String> = conditions::values(trust, "sts:ExternalId")
            .into_iter()
            .filter(|pattern| pattern.contains(['*', '?']))
            .map(|pattern| pattern.replace(['*', '?'], "x"))
            .collect();
        let shows = |caller: &Caller, id: &String| caller.clone().with("sts:ExternalId", id).is_let_in(role);
        if callers.iter().any(|caller| caller.clone().without("sts:ExternalId").is_let_in(role)) {
            Self::Nothing
        } else if callers.iter().any(|caller| made.iter().any(|id| shows(caller, id))) {
            Self::Made
        } else {
            Self::Known
        }
    }

    fn is_open(self) -> bool {
        self != Self::Known
    }
}

/// Who outside the organization is named, by account or organization id, and the callers that could be meant.
fn parties(scope: &Scope<'_>, trust: &Policy) -> BTreeMap<String, Vec<Caller>> {
    let mut parties: BTreeMap<String, Vec<Caller>> = BTreeMap::new();
    let mut outside = |account: AccountId, named: Option<&str>| {
        if !scope.org.contains(account) {
            parties.entry(account.to_string()).or_default().extend(probe::outsiders(scope.org, trust, account, named));
        }
    };
    let statements: Vec<&Statement> = conditions::allowing(trust, &ASSUME).collect();
    for statement in &statements {
        for element in conditions::named(statement) {
            match (&element, conditions::account_of(&element)) {
                (PrincipalElement::Arn(arn), Some(account)) => outside(account, Some(arn)),
                (_, Some(account)) => outside(account, None),
                (PrincipalElement::Anyone, None) => {
                    asked_accounts(statement).into_iter().for_each(|id| outside(id, None))
                }
                _ => {}
            }
        }
    }
    for id in statements.iter().flat_map(|statement| conditions::demanded(statement, "aws:PrincipalOrgID")) {
        let somebody = probe::any_role(scope.org.partition(), probe::outside(scope.org));
        let caller = Caller::new(&somebody).map(|caller| caller.of_organization(id));
        if scope.org.id().is_some_and(|own| own != id) && !id.contains(['*', '?', '$']) {
            parties.entry(id.to_owned()).or_default().extend(caller);
        }
    }
    parties
}

/// Accounts that a statement for everybody asks its callers to be of.
fn asked_accounts(statement: &Statement) -> BTreeSet<AccountId> {
    let accounts = conditions::demanded(statement, "aws:PrincipalAccount").into_iter().filter_map(|id| id.parse().ok());
    let arns = conditions::demanded(statement, "aws:PrincipalArn").into_iter().filter_map(account_in_arn);
    accounts.chain(arns).collect()
}

/// Whether a statement is one by which the party is trusted.
fn speaks_of(statement: &Statement, party: &str) -> bool {
    let named = conditions::named(statement)
        .iter()
        .any(|element| conditions::account_of(element).is_some_and(|account| account.to_string() == party));
    let asked = || asked_accounts(statement).iter().any(|account| account.to_string() == party);
    named || asked() || conditions::demanded(statement, "aws:PrincipalOrgID").contains(&party)
}

fn finding(
    scope: &Scope<'_>,
    role: &Principal,
    trust: &Policy,
    party: &str,
    callers: &[Caller],
    shown: ExternalId,
) -> Finding {
    let open = shown.is_open();
    let own = scope.org.account_of(role);
    let worst = severity(grants::power(role), crossing(Stage::External, own.stage));
    let kept_out = !callers.iter().any(|caller| caller.is_let_in_under(role, own.rcps.levels()));
    let weight = match (open, kept_out) {
        (_, true) => Severity::Medium,
        (true, false) => worst.max(Severity::High),
        (false, false) => Severity::Medium,
    };
    let how = match shown {
        ExternalId::Nothing => "without sts:ExternalId",
        ExternalId::Made => "with an external id that callers can make up",
        ExternalId::Known => "with an external id, but it is not declared",
    };
    let remedy = if open {
        "Require the party's own sts:ExternalId with StringEquals, and declare the account; or remove the role."
    } else {
        "Declare the account as an external party, or remove the role."
    };
    let statements = conditions::allowing(trust, &ASSUME).filter(|statement| speaks_of(statement, party));
    let kind = if party.starts_with("o-") { "organization" } else { "account" };
    let mut draft = Draft::new(RuleId::Tru02, &*role.arn, role.account)
        .told_by("trusted", party)
        .severity(weight)
        .title(if open { "External trust without external id" } else { "External trust not declared" })
        .summary(format!("`{}` in {} trusts {kind} {party}, outside the organization, {how}.", role.name(), own.name))
        .remedy(remedy)
        .statements(statements.map(|statement| conditions::in_trust(role, statement)))
        .principals([party.to_owned()]);
    if kept_out {
        draft = draft.note("A resource control policy keeps the account out for now.");
    }
    if let Some(reason) = own.rcps.unknown() {
        draft = draft.note(format!("Whether a resource control policy keeps the account out is not known: {reason}."));
    }
    match conditions::undecided(trust) {
        Some(reason) => draft.uncertain(reason),
        None => draft.fail(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::ExternalParty;
    use super::super::team::*;
    use super::*;

    fn team(condition: serde_json::Value) -> Team {
        Team::new().role(PROD, "Vendor", trust_if(json!({"AWS": OUTSIDE}), condition), &[])
    }

    fn declared(mut team: Team, third_party: bool) -> Team {
        let party = ExternalParty { name: "a vendor".into(), third_party };
        team.expect.external.insert(OUTSIDE.parse().expect("valid"), party);
        team
    }

    #[test]
    fn outside_accounts_are_declared_and_third_parties_show_an_external_id() {
        let with_id = || json!({"StringEquals": {"sts:ExternalId": "x"}});
        let open = ["fail Vendor".to_owned()];
        assert_eq!(team(json!({})).says(RuleId::Tru02), open);
        assert_eq!(team(with_id()).says(RuleId::Tru02), open, "not declared");
        assert_eq!(declared(team(json!({})), true).says(RuleId::Tru02), open, "confused deputy");
        assert_eq!(declared(team(json!({})), false).says(RuleId::Tru02), nothing(), "our other organization");
        assert_eq!(declared(team(with_id()), true).says(RuleId::Tru02), nothing());
        let weak = json!({"StringEqualsIfExists": {"sts:ExternalId": "x"}});
        assert_eq!(declared(team(weak), true).says(RuleId::Tru02), open, "an absent id passes");
    }

    #[test]
    fn an_external_id_that_callers_make_up_weighs_like_none() {
        let severity = |condition| team(condition).findings().findings.first().map(|finding| finding.severity);
        let none = severity(json!({}));
        for (operator, pattern, is_open) in [
            ("StringLike", "*", true),
            ("StringLike", "team-?", true),
            ("StringEquals", "*", false),
            ("StringLike", "k", false),
        ] {
            let found = severity(json!({operator: {"sts:ExternalId": pattern}}));
            assert_eq!(found == none, is_open, "{operator} {pattern}");
        }
    }

    #[test]
    fn an_external_id_weighs_and_trust_that_nobody_can_use_is_none() {
        let severity = |team: Team| team.findings().findings.first().map(|finding| finding.severity);
        let open = severity(team(json!({})));
        assert!(open > severity(team(json!({"StringEquals": {"sts:ExternalId": "x"}}))));
        assert_eq!(team(of_organization()).says(RuleId::Tru02), nothing(), "the account is not of the organization");
    }

    #[test]
    fn everybody_of_another_account_or_organization_is_outside_too() {
        let said =
            |condition| Team::new().role(PROD, "Partner", trust_if(json!("*"), condition), &[]).says(RuleId::Tru02);
        assert_eq!(said(json!({"StringEquals": {"aws:PrincipalOrgID": "o-partner0000"}})), ["fail Partner"]);
        assert_eq!(said(json!({"StringEquals": {"aws:PrincipalAccount": OUTSIDE}})), ["fail Partner"]);
        assert_eq!(said(of_organization()), nothing());
    }
}
