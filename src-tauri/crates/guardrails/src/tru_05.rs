//! TRU-05: a role trusts more services than its purpose calls for, or a service on anybody's behalf.
//!
//! Roles whose names tell their purpose may trust the services of that purpose; any other role one or two. Services
//! that say on whose behalf they act (aws:SourceAccount, aws:SourceArn, aws:SourceOrgID) should be asked to, or another
//! customer of AWS could have them take the role; `facts` knows for which of them that is documented. Service-linked roles
//! are AWS's own, and the baseline is its maker's.

use std::collections::{BTreeSet, HashMap};

use armillary_facts::{self as facts, TellsSource};
use armillary_model::{AccountId, Finding, RuleId, Severity};
use armillary_policy::{Policy, PrincipalElement};

use super::{
    Reads, Report, Rule, Scope, conditions, grants,
    probe::{self, ASSUME, Caller},
    report::Draft,
};
use armillary_trust::Principal;

pub(super) const RULE: Rule = Rule { id: RuleId::Tru05, reads: Reads::Trust, check };

fn check(scope: &Scope<'_>, report: &mut Report) {
    let mut strangers = Strangers { outside: probe::outside(scope.org), known: HashMap::new() };
    for (_, role, trust) in scope.trusts().filter(|(_, role, _)| !scope.expect.is_baseline(role)) {
        let services = services(trust);
        if services.is_empty() {
            continue;
        }
        report.looked();
        if let Some(finding) = too_many(scope, role, trust, &services) {
            report.raise(finding);
        }
        let anybody: Vec<&str> =
            services.iter().copied().filter(|service| strangers.have_it_act(role, service)).collect();
        if !anybody.is_empty() {
            report.raise(for_anybody(scope, role, trust, &anybody));
        }
    }
}

fn services(trust: &Policy) -> BTreeSet<&str> {
    let elements = conditions::allowing(trust, &ASSUME).flat_map(conditions::named);
    let named = elements.filter_map(|element| match element {
        PrincipalElement::Service(service) => Some(service),
        _ => None,
    });
    named.collect()
}

fn too_many(scope: &Scope<'_>, role: &Principal, trust: &Policy, services: &BTreeSet<&str>) -> Option<Finding> {
    let expected = scope.expect.services_of(role);
    let (extra, why): (Vec<&str>, String) = match expected {
        Some(expected) => {
            let is_expected = |service: &str| expected.iter().any(|one| *one == facts::without_place(service));
            let extra = services.iter().copied().filter(|service| !is_expected(service)).collect();
            (extra, format!("a role of this name is expected to trust {} only", expected.join(" and ")))
        }
        None if services.len() > scope.expect.services_at_most => {
            (services.iter().copied().collect(), "each of them can be made to act with all of its rights".to_owned())
        }
        None => return None,
    };
    if extra.is_empty() {
        return None;
    }
    let own = scope.org.account_of(role);
    let draft = Draft::new(RuleId::Tru05, &*role.arn, role.account)
        .told_by("aspect", "services")
        .severity(if grants::is_administrator(role) { Severity::High } else { Severity::Medium })
        .summary(format!("`{}` in {} trusts {}; {why}.", role.name(), own.name, extra.join(", ")))
        .remedy(match expected {
            Some(expected) => format!("Trust {} only.", expected.join(" and ")),
            None => "Make one role for each service that needs it.".to_owned(),
        })
        .statements(statements(role, trust, &extra))
        .principals(extra.iter().map(|service| (*service).to_owned()));
    Some(if expected.is_some() { draft.fail() } else { draft.warn() })
}

/// Services on behalf of somebody else's account. Very many roles trust the same few: each is made up once.
struct Strangers {
    outside: AccountId,
    /// By service; `None` for one that does not tell its source.
    known: HashMap<String, Option<Caller>>,
}

impl Strangers {
    /// Whether a service that tells its source can take the role on behalf of somebody else's account.
    fn have_it_act(&mut self, role: &Principal, service: &str) -> bool {
        let outside = self.outside;
        let caller = self.known.entry(service.to_owned()).or_insert_with(|| stranger(service, outside));
        let Some(caller) = caller else { return false };
        sources(role, outside).iter().any(|source| caller.clone().with("aws:SourceArn", source).is_let_in(role))
    }
}

/// A service that acts for an account outside; `None` where it does not tell its source.
fn stranger(service: &str, outside: AccountId) -> Option<Caller> {
    let known = facts::without_place(service);
    if facts::tells_source(&known) != Some(TellsSource::Yes) {
        return None;
    }
    let caller = Caller::new(service)?.with("aws:SourceAccount", &outside.to_string());
    Some(caller.without("aws:SourceOrgID").without("aws:SourceOrgPaths"))
}

/// ARNs of somebody else's account for which a service may act: one of no kind, and such as fit the patterns that the trust policy
/// asks for.
fn sources(role: &Principal, outside: AccountId) -> Vec<String> {
    let partition = conditions::partition(role);
    let asked = role.trust.iter().flat_map(|trust| conditions::values(trust, "aws:SourceArn"));
    let fitting = asked.filter_map(|pattern| probe::example(&pattern, partition, outside));
    fitting.chain([format!("arn:{partition}:armillary::{outside}:armillary/anything")]).collect()
}

fn for_anybody(scope: &Scope<'_>, role: &Principal, trust: &Policy, services: &[&str]) -> Finding {
    let own = scope.org.account_of(role);
    Draft::new(RuleId::Tru05, &*role.arn, role.account)
        .told_by("aspect", "source")
        .severity(Severity::Low)
        .title("Service trusted on anybody's behalf")
        .summary(format!(
            "`{}` in {} trusts {} whoever makes the service act.",
            role.name(),
            own.name,
            services.join(", ")
        ))
        .remedy(format!("Demand aws:SourceAccount {} (or aws:SourceArn) with StringEquals.", role.account))
        .statements(statements(role, trust, services))
        .principals(services.iter().map(|service| (*service).to_owned()))
        .warn()
}

fn statements(role: &Principal, trust: &Policy, services: &[&str]) -> Vec<armillary_model::StatementRef> {
    let naming = conditions::allowing(trust, &ASSUME).filter(|statement| {
        conditions::named(statement)
            .iter()
            .any(|element| matches!(element, PrincipalElement::Service(service) if services.contains(service)))
    });
    naming.map(|statement| conditions::in_trust(role, statement)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::team::*;
    use super::*;

    fn said(name: &str, services: serde_json::Value) -> Vec<String> {
        let own = json!({"StringEquals": {"aws:SourceAccount": DEV}});
        Team::new().role(DEV, name, trust_if(json!({"Service": services}), own), &[]).says(RuleId::Tru05)
    }

    #[test]
    fn a_launch_role_trusts_service_catalog_alone() {
        assert_eq!(said("SCLaunchRole", json!("servicecatalog.amazonaws.com")), nothing());
        let three =
            json!(["servicecatalog.amazonaws.com", "cloudformation.amazonaws.com", "codepipeline.amazonaws.com"]);
        assert_eq!(said("SCLaunchRole", three), ["fail SCLaunchRole"]);
        assert_eq!(said("SCLaunchRole", json!("servicecatalog.eu-west-1.amazonaws.com")), nothing());
        assert_eq!(said("SCLaunchRole", json!("cloudformation.amazonaws.com")), ["fail SCLaunchRole"]);
    }

    #[test]
    fn other_roles_trust_a_few_services() {
        assert_eq!(said("Jobs", json!(["glue.amazonaws.com", "lambda.amazonaws.com"])), nothing());
        let ten = json!([
            "cloudformation.amazonaws.com",
            "lambda.amazonaws.com",
            "codebuild.amazonaws.com",
            "glue.amazonaws.com"
        ]);
        assert_eq!(
            said("service-role/AmazonSageMakerServiceCatalogProductsUseRole", ten),
            ["warn AmazonSageMakerServiceCatalogProductsUseRole"]
        );
    }

    #[test]
    fn a_service_that_tells_its_source_is_asked_for_it() {
        let said = |service: &str, condition| {
            let trust = trust_if(json!({"Service": service}), condition);
            Team::new().role(DEV, "Jobs", trust, &[]).says(RuleId::Tru05)
        };
        assert_eq!(said("codebuild.amazonaws.com", json!({})), ["warn Jobs"]);
        assert_eq!(said("states.eu-west-1.amazonaws.com", json!({})), ["warn Jobs"]);
        assert_eq!(said("lambda.amazonaws.com", json!({})), nothing(), "of Lambda reports contradict each other");
        for service in ["cloudtrail.amazonaws.com", "glue.amazonaws.com", "cloudformation.amazonaws.com"] {
            assert_eq!(said(service, json!({})), nothing(), "{service} stops with the condition, or has none");
        }
        assert_eq!(
            said(
                "codebuild.amazonaws.com",
                json!({"ArnLike": {"aws:SourceArn": format!("arn:aws:codebuild:*:{DEV}:*")}})
            ),
            nothing()
        );
        assert_eq!(
            said("codebuild.amazonaws.com", json!({"ArnLike": {"aws:SourceArn": "arn:aws:codebuild:*:*:*"}})),
            ["warn Jobs"]
        );
        let database = |account: &str| json!({"ArnLike": {"aws:SourceArn": format!("arn:aws:rds:*:{account}:db:*")}});
        assert_eq!(said("monitoring.rds.amazonaws.com", database("*")), ["warn Jobs"], "of any account");
        assert_eq!(said("monitoring.rds.amazonaws.com", database(DEV)), nothing());
        assert_eq!(
            said("codebuild.amazonaws.com", json!({"StringEquals": {"aws:SourceOrgID": "o-fixture"}})),
            nothing()
        );
        let made = ["aws-controltower-ConfigRecorderRole", "AWSAccelerator-Recorder", "AWSAFTExecution"];
        for name in made {
            let recorder = trust(json!({"Service": "config.amazonaws.com"}));
            assert_eq!(
                Team::new().role(DEV, name, recorder, &[]).says(RuleId::Tru05),
                nothing(),
                "its maker keeps {name}"
            );
        }
        let linked = "aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig";
        let trust = trust(json!({"Service": "config.amazonaws.com"}));
        assert_eq!(Team::new().role(DEV, linked, trust, &[]).says(RuleId::Tru05), nothing());
    }
}
