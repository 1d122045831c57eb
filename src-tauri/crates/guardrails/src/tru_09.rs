//! TRU-09: development reaches a production role outside the declared pipelines.
//!
//! Every step into production is looked at that does not come from production: taken by development or a sandbox
//! itself, or by somebody in between whom development can become. Steps that are declared as a pipeline's are expected,
//! and so is what the pipeline's role then does. The management account is in between for nobody, nor do ways start
//! from the roles it holds in every account: whoever holds it holds everything.

use std::collections::{BTreeMap, HashMap};

use armillary_model::{AccountId, FindingHop, RuleId};

use super::{
    Reads, Report, Rule, Scope, conditions,
    crossing::{Crossing, severity},
    grants,
    probe::ASSUME,
    report::{Draft, counted},
    walk::{self, Steps, Walk, Way},
};
use armillary_classify::Stage;
use armillary_trust::{Edge, NodeId, Principal, PrincipalId, Standing};

pub(super) const RULE: Rule = Rule { id: RuleId::Tru09, reads: Reads::Grants, check };

/// What is known of the ways from one account to one production role.
#[derive(Default)]
struct Ways {
    /// Who in development can take them.
    principals: Vec<String>,
    paths: Vec<Vec<FindingHop>>,
    /// All of them rest on something that was not read.
    is_unknown: bool,
}

fn check(scope: &Scope<'_>, report: &mut Report) {
    let mut found: BTreeMap<(PrincipalId, Option<AccountId>), Ways> = BTreeMap::new();
    let mut behind: HashMap<NodeId, Walk> = HashMap::new();
    for edge in scope.graph.crossings() {
        let Some(target) = into_production(scope, edge) else { continue };
        report.looked();
        if !scope.expect.declares(scope.graph, edge) {
            let back = behind.entry(edge.from).or_insert_with(|| walk_back(scope, edge.from));
            follow(scope, edge, back, target, &mut found);
        }
    }
    for ((target, account), ways) in found {
        report.raise(finding(scope, target, account, ways));
    }
}

/// Everybody who can become somebody, production and management aside.
fn walk_back(scope: &Scope<'_>, node: NodeId) -> Walk {
    walk::walk(scope, node, Way::Back, Steps::Known, |other| {
        let is_above = matches!(scope.graph.stage_of(other), Some(Stage::Prod | Stage::Management));
        !is_above && walk::is_somebody(scope.graph, other)
    })
}

/// Whether a way starts here: with somebody of development or a sandbox, roles aside that the management account holds
/// there.
fn is_start(scope: &Scope<'_>, node: NodeId) -> bool {
    let is_lower = matches!(scope.graph.stage_of(node), Some(Stage::Dev | Stage::Sandbox));
    let principal = scope.graph.principal_of(node).map(|id| scope.org.principal(id));
    is_lower && !principal.is_some_and(|principal| scope.expect.is_baseline(principal))
}

/// The production role that an edge from elsewhere leads to.
fn into_production(scope: &Scope<'_>, edge: &Edge) -> Option<PrincipalId> {
    let target = scope.graph.principal_of(edge.to)?;
    let stages = (scope.graph.stage_of(edge.from)?, scope.graph.stage_of(edge.to)?);
    let comes_in = stages.1 == Stage::Prod && !matches!(stages.0, Stage::Prod | Stage::Management | Stage::External);
    (comes_in && edge.kind.becomes() && edge.standing != Standing::Denied).then_some(target)
}

/// Finds those in development who can take the edge, and how.
fn follow(
    scope: &Scope<'_>,
    edge: &Edge,
    back: &Walk,
    target: PrincipalId,
    found: &mut BTreeMap<(PrincipalId, Option<AccountId>), Ways>,
) {
    let all = std::iter::once(edge.from).chain(back.met.iter().copied());
    for start in all.filter(|node| is_start(scope, *node)) {
        let ways = found
            .entry((target, scope.graph.account_of(start)))
            .or_insert_with(|| Ways { is_unknown: true, ..Ways::default() });
        let mut path = back.path(scope.graph, start);
        path.push(walk::hop(scope.graph, edge));
        if edge.standing != Standing::Unknown {
            ways.is_unknown = false;
        }
        ways.principals.push(scope.graph.name_of(start).to_string());
        ways.paths.push(path);
    }
}

fn finding(
    scope: &Scope<'_>,
    target: PrincipalId,
    account: Option<AccountId>,
    mut ways: Ways,
) -> armillary_model::Finding {
    let role: &Principal = scope.org.principal(target);
    let own = scope.org.account_of(role);
    let from = account.and_then(|id| scope.org.account(id));
    let name = from.map_or("development", |account| &*account.name);
    ways.paths.sort_by_key(|path| (path.len(), path.first().map(|hop| hop.from.clone())));
    let shortest = ways.paths.first().map_or(0, Vec::len);
    // The first shows the step itself; of the others the longest tell most about who is behind it.
    ways.paths.get_mut(1..).unwrap_or_default().reverse();
    let by = if shortest > 1 { " by way of other accounts" } else { "" };
    let count = ways.principals.len();
    let trusting = role.trust.iter().flat_map(|trust| conditions::allowing(trust, &ASSUME));
    let draft = Draft::new(RuleId::Tru09, &*role.arn, role.account)
        .told_by("from", account.map(|id| id.to_string()).unwrap_or_default())
        .severity(severity(grants::power(role), Crossing::IntoProduction))
        .summary(format!(
            "{} of {name} can become production role `{}` in {}{by}, outside the declared pipelines.",
            counted(count, "principal"),
            role.name(),
            own.name
        ))
        .remedy("Remove the trust, or have a declared pipeline do it; declare the step if it is one.")
        .statements(trusting.map(|statement| conditions::in_trust(role, statement)))
        .principals(ways.principals)
        .paths(ways.paths);
    if ways.is_unknown { draft.uncertain("something that could forbid the step was not read") } else { draft.fail() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::team::*;
    use super::*;

    fn assumes(account: &str, role: &str) -> serde_json::Value {
        allow(json!("sts:AssumeRole"), json!(role_arn(account, role)))
    }

    fn trusts(account: &str, role: &str) -> serde_json::Value {
        trust(json!({"AWS": role_arn(account, role)}))
    }

    #[test]
    fn a_step_from_development_is_declared_or_found() {
        let step = |from: &str, to: &str| {
            Team::new()
                .role(DEV, from, service("sagemaker.amazonaws.com", DEV), &[assumes(PROD, to)])
                .role(PROD, to, trusts(DEV, from), &[])
                .says(RuleId::Tru09)
        };
        assert_eq!(step("SageMakerExecutionRole", "Refresh"), ["fail Refresh"]);
        assert_eq!(step("StackSetAdministrationRole", "StackSetExecutionRole"), nothing());
        assert_eq!(
            step("StackSetAdministrationRole", "SetupStackSetExecutionRole"),
            ["fail SetupStackSetExecutionRole"]
        );
        assert_eq!(
            step("service-role/AmazonSageMakerServiceCatalogProductsUseRole", "SageMakerModelExecutionRole"),
            nothing()
        );
    }

    #[test]
    fn a_way_by_a_shared_account_is_found_with_its_hops() {
        let found = Team::new()
            .role(DEV, "Developer", service("glue.amazonaws.com", DEV), &[assumes(HUB, "Pipeline")])
            .role(HUB, "Pipeline", trusts(DEV, "Developer"), &[assumes(PROD, "Deploy")])
            .role(PROD, "Deploy", trusts(HUB, "Pipeline"), &[])
            .findings();
        assert_eq!(told(&found, RuleId::Tru09), ["fail Deploy"]);
        let finding = found.findings.iter().find(|finding| finding.rule == RuleId::Tru09).expect("found");
        let hops: Vec<&str> = finding.evidence.paths.iter().flatten().map(|hop| hop.to.as_str()).collect();
        assert_eq!(hops, [role_arn(HUB, "Pipeline"), role_arn(PROD, "Deploy")]);
        assert_eq!(finding.identity.get("from").map(String::as_str), Some(DEV));
    }

    #[test]
    fn a_shared_account_of_its_own_and_a_control_policy_that_forbids_it_are_fine() {
        let hub = Team::new()
            .role(HUB, "Pipeline", service("codepipeline.amazonaws.com", HUB), &[assumes(PROD, "Deploy")])
            .role(PROD, "Deploy", trusts(HUB, "Pipeline"), &[]);
        assert_eq!(hub.says(RuleId::Tru09), nothing());
        let deny =
            json!({"Statement": {"Effect": "Deny", "Action": "sts:AssumeRole", "Resource": role_arn(PROD, "*")}});
        let forbidden = Team::new()
            .scp("NoProduction", deny)
            .role(DEV, "Developer", service("glue.amazonaws.com", DEV), &[assumes(PROD, "Deploy")])
            .role(PROD, "Deploy", trusts(DEV, "Developer"), &[]);
        assert_eq!(forbidden.says(RuleId::Tru09), nothing());
    }

    #[test]
    fn from_an_account_that_was_not_read_it_is_unknown_or_declared() {
        let said =
            |from: &str, to: &str| Team::new().unread(DEV).role(PROD, to, trusts(DEV, from), &[]).says(RuleId::Tru09);
        assert_eq!(said("Anyone", "Refresh"), [format!("unknown {DEV}"), "unknown Refresh".to_owned()]);
        assert_eq!(said("StackSetAdministrationRole", "StackSetExecutionRole"), [format!("unknown {DEV}")]);
    }

    #[test]
    fn a_walk_that_is_cut_leaves_the_rule_unknown() {
        let team = || {
            Team::new().role(HUB, "Middle", trusts(DEV, "Nobody"), &[assumes(PROD, "Target")]).role(
                PROD,
                "Target",
                trusts(HUB, "Middle"),
                &[],
            )
        };
        let whole = told(&team().findings(), RuleId::Tru09);
        assert_eq!(whole, nothing());
        let cut = told(&team().findings_walking(0), RuleId::Tru09);
        assert!(cut.iter().any(|line| line.starts_with("unknown o-")), "{cut:?}");
    }
}
