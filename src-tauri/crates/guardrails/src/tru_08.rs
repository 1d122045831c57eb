//! TRU-08: a role trusts somebody who is no longer there.
//!
//! IAM shows the unique id of a trusted role or user in place of its ARN once it was deleted: it matches nobody any
//! more, not even a new role with the old name, and what relied on it is broken. Accounts that are suspended or closed
//! are gone as well, and come back with all their rights if they are reopened.

use armillary_model::{Finding, RuleId, Severity, StatementRef};
use armillary_policy::PrincipalElement;

use super::{Reads, Report, Rule, Scope, conditions, probe::ASSUME, report::Draft};
use armillary_trust::{AccountState, Principal};

pub(super) const RULE: Rule = Rule { id: RuleId::Tru08, reads: Reads::Trust, check };

/// Somebody named who is not there.
enum Gone<'p> {
    /// The role or user with this unique id was deleted.
    Deleted(&'p str),
    /// Nobody can act in the account.
    Closed(&'p str, String, AccountState),
    /// The account was read, and holds nobody with this ARN.
    Missing(&'p str),
}

fn check(scope: &Scope<'_>, report: &mut Report) {
    for (_, role, trust) in scope.trusts().filter(|(_, role, _)| !role.is_service_linked()) {
        report.looked();
        let mut seen = Vec::new();
        for statement in conditions::allowing(trust, &ASSUME) {
            for element in conditions::named(statement) {
                let Some(gone) = gone(scope, &element) else { continue };
                if !seen.contains(&element) {
                    seen.push(element);
                    report.raise(finding(scope, role, conditions::in_trust(role, statement), &gone));
                }
            }
        }
    }
}

fn gone<'p>(scope: &Scope<'_>, element: &PrincipalElement<'p>) -> Option<Gone<'p>> {
    if let PrincipalElement::UniqueId(id) = element {
        return scope.org.find_unique_id(id).is_none().then_some(Gone::Deleted(id));
    }
    let account = scope.org.account(conditions::account_of(element)?).filter(|account| account.is_listed)?;
    let (PrincipalElement::Arn(text) | PrincipalElement::Account(text)) = *element else { return None };
    if matches!(account.state, AccountState::Suspended | AccountState::PendingClosure | AccountState::Closed) {
        return Some(Gone::Closed(text, account.name.to_string(), account.state));
    }
    let is_principal = text.contains(":role/") || text.contains(":user/") || text.contains(":assumed-role/");
    let is_read = account.iam.reason().is_none();
    (is_principal && is_read && scope.org.find(text).is_none()).then_some(Gone::Missing(text))
}

fn finding(scope: &Scope<'_>, role: &Principal, place: StatementRef, gone: &Gone<'_>) -> Finding {
    let own = scope.org.account_of(role);
    let whom = format!("`{}` in {} trusts", role.name(), own.name);
    let draft = Draft::new(RuleId::Tru08, &*role.arn, role.account).statements([place]);
    match gone {
        Gone::Deleted(id) => {
            let unread = scope
                .org
                .accounts()
                .iter()
                .filter(|account| account.can_act() && account.iam.reason().is_some())
                .count();
            let mut draft = draft
                .told_by("principal", *id)
                .severity(Severity::Medium)
                .summary(format!("{whom} `{id}`, a role or user that no longer exists."))
                .remedy("Name the role or user that is meant again, or remove the principal.")
                .principals([(*id).to_owned()]);
            if unread > 0 {
                draft = draft
                    .note(format!("{unread} accounts could not be read; IAM shows the id only of what was deleted."));
            }
            draft.fail()
        }
        Gone::Closed(text, name, state) => draft
            .told_by("principal", *text)
            .severity(Severity::Medium)
            .title("Trust of an account that is not in use")
            .summary(format!("{whom} `{text}` of account {name}, which is {}.", state.plain()))
            .remedy("Remove the principal: the account could be reopened with all its rights.")
            .principals([(*text).to_owned()])
            .fail(),
        Gone::Missing(text) => draft
            .told_by("principal", *text)
            .severity(Severity::Low)
            .summary(format!("{whom} `{text}`, which was not found in its account."))
            .remedy("Remove the principal, or create it before somebody else does.")
            .principals([(*text).to_owned()])
            .warn(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::team::*;
    use super::*;

    fn said(principal: serde_json::Value) -> Vec<String> {
        let team = Team::new().role(DEV, "Known", service("glue.amazonaws.com", DEV), &[]);
        team.role(PROD, "Target", trust(json!({"AWS": principal})), &[]).says(RuleId::Tru08)
    }

    #[test]
    fn unique_ids_of_nobody_and_accounts_out_of_use_are_found() {
        assert_eq!(said(json!("AROAGONEGONEGONEGONE1")), ["fail Target"]);
        assert_eq!(said(json!("AIDAGONEGONEGONEGONE1")), ["fail Target"]);
        assert_eq!(said(json!(CLOSED)), ["fail Target"]);
        assert_eq!(said(json!(role_arn(CLOSED, "Deployer"))), ["fail Target"]);
        assert_eq!(said(json!(role_arn(DEV, "Missing"))), ["warn Target"]);
        assert_eq!(said(json!(["AROAGONEGONEGONEGONE1", CLOSED])), ["fail Target", "fail Target"]);
    }

    #[test]
    fn those_who_are_there_or_outside_are_not() {
        for principal in
            [role_arn(DEV, "Known"), format!("AROA{DEV}KNOWN"), DEV.to_owned(), role_arn(OUTSIDE, "Vendor")]
        {
            assert_eq!(said(json!(principal)), nothing(), "{principal}");
        }
    }

    #[test]
    fn whether_somebody_is_there_is_not_told_of_an_account_that_was_not_read() {
        let team = Team::new().unread(DEV).role(PROD, "Target", trust(json!({"AWS": role_arn(DEV, "Missing")})), &[]);
        assert_eq!(team.says(RuleId::Tru08), [format!("unknown {DEV}")]);
    }
}
