//! TRU-11: root sessions in member accounts can be had.
//!
//! With the RootSessions feature, `sts:AssumeRoot` gives principals of the management account, and of the account that
//! administers IAM for the organization, short root sessions in member accounts. Who can is told; a development account
//! or sandbox among them is grave.

use armillary_model::{AccountId, Finding, RuleId, Severity};

use super::{
    Reads, Report, Rule, Scope,
    report::{Draft, counted},
};
use armillary_classify::Stage;
use armillary_trust::{EdgeKind, RootSessions, Standing};

pub(super) const RULE: Rule = Rule { id: RuleId::Tru11, reads: Reads::Nothing, check };

fn check(scope: &Scope<'_>, report: &mut Report) {
    let Some(management) = scope.org.management() else { return };
    report.looked();
    match scope.org.root_sessions() {
        RootSessions::Disabled => {}
        RootSessions::Unknown => report.raise(
            draft(scope, management)
                .severity(Severity::Low)
                .title("Root sessions not read")
                .summary("Whether root sessions in member accounts are enabled is not known.")
                .remedy("Let the crawl call iam:ListOrganizationsFeatures.")
                .unknown("the organization's features for root access were not read"),
        ),
        RootSessions::Enabled { delegated } => report.raise_some(enabled(scope, management, delegated)),
    }
}

fn draft(scope: &Scope<'_>, management: AccountId) -> Draft {
    Draft::new(RuleId::Tru11, scope.organization_arn(management), management)
}

fn enabled(scope: &Scope<'_>, management: AccountId, delegated: &[AccountId]) -> Option<Finding> {
    let edges = scope.graph.crossings().iter().filter(|edge| edge.kind == EdgeKind::AssumeRoot);
    let (known, unknown): (Vec<_>, Vec<_>) =
        edges.filter(|edge| edge.standing != Standing::Denied).partition(|edge| edge.standing != Standing::Unknown);
    let arns = |edges: Vec<&armillary_trust::Edge>| {
        edges.iter().map(|edge| scope.graph.name_of(edge.from).to_string()).collect::<Vec<_>>()
    };
    let mut who = arns(known);
    who.sort();
    who.dedup();
    let unread = unknown.len();
    let accounts = delegated.iter().filter_map(|id| scope.org.account(*id));
    let low: Vec<String> = accounts
        .filter(|account| matches!(account.stage, Stage::Dev | Stage::Sandbox))
        .map(|account| account.name.to_string())
        .collect();
    let severity = if low.is_empty() { Severity::Low } else { Severity::Critical };
    let mut draft = draft(scope, management)
        .severity(severity)
        .remedy("Keep sts:AssumeRoot to the few who need it, and with a second factor; administer IAM from an account of its own.");
    let nobody = who.is_empty() && low.is_empty();
    draft = match low.as_slice() {
        [] if nobody => draft.summary("Who can take root sessions in member accounts is not known."),
        [] => draft.summary(format!("{} can take root sessions in member accounts.", counted(who.len(), "principal"))),
        low => draft.summary(format!(
            "{} can take root sessions in member accounts, and {} administers IAM for the organization.",
            counted(who.len(), "principal"),
            low.join(" and ")
        )),
    };
    if unread > 0 {
        draft = draft.incomplete("what some principals may do is not known");
    }
    let draft = draft.principals(who);
    match (nobody, unread > 0, low.is_empty()) {
        (true, false, _) => None,
        (true, true, _) => Some(draft.unknown("what those who could take root sessions may do was not read")),
        (false, _, true) => Some(draft.warn()),
        (false, _, false) => Some(draft.fail()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::team::*;
    use super::*;
    use serde_json::json;

    fn said(root_sessions: RootSessions) -> Vec<String> {
        let assume = allow(json!("sts:AssumeRoot"), json!("*"));
        let team = Team::new()
            .role(MANAGEMENT, "RootCare", service("lambda.amazonaws.com", MANAGEMENT), std::slice::from_ref(&assume))
            .role(DEV, "AlsoRootCare", service("lambda.amazonaws.com", DEV), &[assume]);
        team.root_sessions(root_sessions).says(RuleId::Tru11)
    }

    #[test]
    fn who_can_take_root_sessions_is_told() {
        let organization = |state: &str| [format!("{state} o-fixture")];
        assert_eq!(said(RootSessions::Disabled), nothing());
        assert_eq!(said(RootSessions::Unknown), organization("unknown"));
        assert_eq!(said(RootSessions::Enabled { delegated: vec![] }), organization("warn"));
        let dev = DEV.parse().expect("valid");
        assert_eq!(said(RootSessions::Enabled { delegated: vec![dev] }), organization("fail"));
    }
}
