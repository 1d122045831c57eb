//! Parts of a resource that were not read: what hangs on them is unknown, with the reason.

use armillary_model::{GLOBAL, Gap, Part, Service, Status, Unit};
use serde_json::json;

use super::*;
use crate::{
    Organization,
    fixture::{Draft, allows, policy, trusts, trusts_service},
};

const REASON: &str = "`aws:Call` gave `AccessDenied`";

/// A development role that may take a production role which trusts it.
fn ways() -> Fixture {
    let mut fixture = organization();
    let target = role(PROD, "Target");
    fixture.role(PROD, "Target", trusts(json!(role(DEV, "Caller"))), &[]).role(
        DEV,
        "Caller",
        trusts_service("ec2.amazonaws.com"),
        &[("p", assume(json!(target)))],
    );
    fixture
}

fn is_unknown(fixture: &Fixture) {
    let graph = fixture.graph();
    let edge = edge(&graph, &role(DEV, "Caller"), &role(PROD, "Target"), EdgeKind::AssumeRole).expect("an edge");
    assert_eq!(edge.standing, Standing::Unknown);
    let unknown = graph.explain(&edge).unknown;
    assert!(unknown.iter().any(|reason| reason.contains(REASON)), "{unknown:?}");
}

#[test]
fn an_organization_policy_whose_targets_were_not_read_may_be_anywhere() {
    for as_of in [None, Some(1)] {
        let deny = policy(json!([{ "Effect": "Deny", "Action": "*", "Resource": "*" }]));
        let mut fixture = ways();
        fixture.scp("deny", &[], deny).unread("p-deny", Part::TARGETS, as_of);
        is_unknown(&fixture);
        let organization: Organization = fixture.intake().finish();
        let reason =
            organization.account(DEV.parse().expect("an id")).expect("there").scps.unknown().map(str::to_owned);
        let reason = reason.expect("not known");
        assert!(reason.starts_with("policy `p-deny`: its targets could not be read"), "{reason}");
        assert_eq!(reason.contains("as of crawl 1"), as_of.is_some());
        assert!(organization.account(DEV.parse().expect("an id")).expect("there").rcps.unknown().is_none());
    }
}

#[test]
fn the_last_known_text_of_an_organization_policy_is_not_certain() {
    let mut fixture = ways();
    fixture.scp("some", &["ou-dev"], allows(json!("*"), json!("*"))).unread("p-some", Part::CONTENT, Some(1));
    is_unknown(&fixture);
    let mut fixture = ways();
    fixture.rcp("some", &["ou-prod"], allows(json!("*"), json!("*"))).unread("p-some", Part::CONTENT, Some(1));
    is_unknown(&fixture);
}

#[test]
fn an_account_whose_place_was_not_read_is_under_nobody_knows_what() {
    let mut fixture = ways();
    fixture.unread(&format!("account/o-fixture/{DEV}"), Part::PARENT, Some(1));
    is_unknown(&fixture);
    let organization = fixture.intake().finish();
    let account = organization.account(DEV.parse().expect("an id")).expect("there");
    assert_eq!(account.org_path, None, "conditions on its path cannot be told");
    assert_eq!(organization.account(PROD.parse().expect("an id")).expect("there").scps.unknown(), None);
}

#[test]
fn a_user_whose_groups_were_not_read_may_do_more() {
    let mut fixture = organization();
    fixture.role(PROD, "Target", trusts(json!(DEV)), &[]).principal(Draft::user(DEV, "dana")).unread(
        "user/dana",
        Part::GROUPS,
        None,
    );
    let graph = fixture.graph();
    let edge = edge(&graph, &format!("arn:aws:iam::{DEV}:user/dana"), &role(PROD, "Target"), EdgeKind::AssumeRole);
    let edge = edge.expect("an edge");
    assert_eq!(edge.standing, Standing::Unknown);
    assert!(graph.explain(&edge).unknown.iter().any(|reason| reason.contains("its groups could not be read")));
}

#[test]
fn of_a_role_whose_owner_was_not_heard_nothing_is_certain() {
    for name in ["role/Caller", "role/Target"] {
        let mut fixture = ways();
        fixture.unread(name, Part::OWNED, None);
        is_unknown(&fixture);
    }
}

#[test]
fn what_hangs_on_tags_of_a_profile_that_were_not_read_is_unknown() {
    let presign = |condition: Value| {
        let mut statement = json!({
            "Effect": "Allow", "Action": "sagemaker:CreatePresignedDomainUrl", "Resource": "*"
        });
        statement["Condition"] = condition;
        policy(json!([statement]))
    };
    let studio = |condition: Value| {
        let mut fixture = organization();
        fixture
            .role(DEV, "Opener", trusts_service("ec2.amazonaws.com"), &[("p", presign(condition))])
            .role(DEV, "Studio", trusts_service("sagemaker.amazonaws.com"), &[])
            .profile(DEV, "ana", &role(DEV, "Studio"))
            .unread("/ana", Part::TAGS, Some(1));
        let graph = fixture.graph();
        let edge = edge(&graph, &role(DEV, "Opener"), &role(DEV, "Studio"), EdgeKind::Studio).expect("an edge");
        (edge.standing, graph.explain(&edge).unknown)
    };
    let by_tag = json!({ "StringEquals": { "sagemaker:ResourceTag/owner": "ana" } });
    let (standing, unknown) = studio(by_tag);
    assert_eq!(standing, Standing::Unknown);
    assert!(unknown.iter().any(|reason| reason.contains("its tags could not be read")), "{unknown:?}");
    assert_eq!(studio(json!({})).0, Standing::Allowed, "nothing hangs on the tags");
}

#[test]
fn a_profile_that_could_not_be_read_again_is_not_certain_to_act_as_it_did() {
    let studio = |is_read: bool| {
        let mut fixture = organization();
        fixture
            .role(
                DEV,
                "Opener",
                trusts_service("ec2.amazonaws.com"),
                &[("p", allows(json!("sagemaker:CreatePresignedDomainUrl"), json!("*")))],
            )
            .role(DEV, "Studio", trusts_service("sagemaker.amazonaws.com"), &[])
            .profile(DEV, "ana", &role(DEV, "Studio"))
            .record(
                armillary_model::Kind::Domain,
                &format!("arn:aws:sagemaker:eu-west-1:{DEV}:domain/d-1"),
                DEV,
                "d-1",
                json!({ "AuthMode": "IAM" }),
                Vec::new(),
            );
        if !is_read {
            fixture.stale("/ana");
        }
        let mut intake = fixture.intake();
        let unit = |region: &str| Unit {
            account: DEV.parse().expect("an id"),
            region: region.to_owned(),
            service: Service::SageMaker,
        };
        intake.cover(&unit("us-east-1"), Status::Complete, &[], Some(2));
        let gap = Gap {
            operation: "sagemaker:DescribeUserProfile".to_owned(),
            code: "AccessDenied".to_owned(),
            message: String::new(),
        };
        let (status, gaps) = if is_read { (Status::Complete, vec![]) } else { (Status::Denied, vec![gap]) };
        intake.cover(&unit("eu-west-1"), status, &gaps, Some(1));
        let graph = Graph::build(intake.finish(), 1);
        let edge = edge(&graph, &role(DEV, "Opener"), &role(DEV, "Studio"), EdgeKind::Studio).expect("an edge");
        (edge.standing, graph.explain(&edge).unknown)
    };
    assert_eq!(studio(true).0, Standing::Allowed);
    let (standing, unknown) = studio(false);
    assert_eq!(standing, Standing::Unknown);
    let told = unknown.iter().find(|reason| reason.contains("sagemaker:DescribeUserProfile"));
    assert!(told.is_some_and(|reason| reason.contains("as of crawl 1")), "{unknown:?}");
}

#[test]
fn a_group_that_could_not_be_read_again_may_have_another_policy() {
    let arn = format!("arn:aws:sagemaker:eu-west-1:{PROD}:model-package-group/churn");
    let mut fixture = organization();
    fixture.record(armillary_model::Kind::ModelPackageGroup, &arn, PROD, "churn", json!({}), Vec::new());
    fixture.role(DEV, "Caller", trusts_service("ec2.amazonaws.com"), &[("p", allows(json!("*"), json!("*")))]);
    fixture.stale("/churn");
    let mut intake = fixture.intake();
    let unit = Unit { account: PROD.parse().expect("an id"), region: GLOBAL.to_owned(), service: Service::SageMaker };
    intake.cover(&unit, Status::Denied, &[], Some(1));
    let graph = Graph::build(intake.finish(), 1);
    let who =
        graph.who_can("sagemaker:DescribeModelPackageGroup", &arn, crate::Told::default(), crate::Page::first(10), 1);
    assert_eq!((who.allowed, who.unknown), (0, 1));
}

#[test]
fn a_resource_policy_that_was_not_read_is_not_none() {
    let mut fixture = organization();
    let arn = format!("arn:aws:sagemaker:eu-west-1:{PROD}:model-package-group/churn");
    fixture.record(armillary_model::Kind::ModelPackageGroup, &arn, PROD, "churn", json!({}), Vec::new());
    fixture.role(DEV, "Caller", trusts_service("ec2.amazonaws.com"), &[("p", allows(json!("*"), json!("*")))]);
    let able = |fixture: &Fixture| {
        let graph = fixture.graph();
        let who = graph.who_can(
            "sagemaker:DescribeModelPackageGroup",
            &arn,
            crate::Told::default(),
            crate::Page::first(10),
            1,
        );
        (who.allowed + who.allowed_if, who.unknown)
    };
    assert_eq!(able(&fixture), (0, 0), "without a resource policy nobody of another account may");
    fixture.unread("/churn", Part::RESOURCE_POLICY, None);
    assert_eq!(able(&fixture), (0, 1));
}

#[test]
fn a_longest_session_that_was_not_read_is_not_the_last_known_one() {
    let session = |is_read: bool| {
        let mut fixture = organization();
        let draft = Draft::role(DEV, "Some", trusts_service("ec2.amazonaws.com"));
        fixture.principal(draft.with("MaxSessionDuration", json!(3600)));
        if !is_read {
            fixture.unread("role/Some", Part::SESSIONS, Some(1));
        }
        let organization = fixture.intake().finish();
        organization.principals()[0].max_session_duration
    };
    assert_eq!((session(true), session(false)), (Some(3600), None));
}

#[test]
fn a_document_that_cannot_be_read_hides_everything_that_it_would_say() {
    let fixture = ways();
    let mut intake = fixture.intake();
    let arn = role(DEV, "Broken");
    let record = armillary_model::RecordText {
        arn: &arn,
        kind: armillary_model::Kind::Role,
        account: DEV.parse().expect("an id"),
        region: "global",
        name: "Broken",
        document: "{\"RoleId\":",
        relations: &[],
        stale: false,
        unread: &[],
    };
    intake.add(&record);
    let organization = intake.finish();
    let broken = organization.principal(organization.find(&arn).expect("there"));
    let parts = [crate::Part::Trust, crate::Part::Identity, crate::Part::Boundary];
    let is_damaged = |part| broken.unknown(part).is_some_and(|reason| reason.contains("damaged"));
    assert!(parts.into_iter().all(is_damaged), "{broken:?}");
}

/// A record whose document is cut off.
fn broken<'a>(arn: &'a str, kind: armillary_model::Kind, account: &str) -> armillary_model::RecordText<'a> {
    armillary_model::RecordText {
        arn,
        kind,
        account: account.parse().expect("an id"),
        region: "eu-west-1",
        name: "broken",
        document: "{\"Cut\":",
        relations: &[],
        stale: false,
        unread: &[],
    }
}

#[test]
fn records_that_are_damaged_are_unknown_and_never_absent() {
    use armillary_model::Kind;
    let mut intake = ways().intake();
    let organization = |rest: &str| format!("arn:aws:organizations::{}:{rest}", crate::fixture::MANAGEMENT);
    let policy = organization("policy/o-fixture/resource_control_policy/p-cut");
    let group = format!("arn:aws:sagemaker:eu-west-1:{PROD}:model-package-group/churn");
    let profile = format!("arn:aws:sagemaker:eu-west-1:{DEV}:user-profile/d-1/ana");
    let managed = format!("arn:aws:iam::{DEV}:policy/Cut");
    intake.cover(
        &Unit { account: DEV.parse().expect("an id"), region: "eu-west-1".into(), service: Service::SageMaker },
        Status::Complete,
        &[],
        Some(2),
    );
    let mut attached = broken(&policy, Kind::Policy, crate::fixture::MANAGEMENT);
    let root = [armillary_model::Relation::new(armillary_model::RelationKind::AttachedTo, "r-root", "")];
    attached.relations = &root;
    intake.add(&attached);
    intake.add(&broken(&group, Kind::ModelPackageGroup, PROD));
    intake.add(&broken(&profile, Kind::UserProfile, DEV));
    intake.add(&broken(&managed, Kind::ManagedPolicy, DEV));
    let organization = intake.finish();
    let account = |id: &str| organization.account(id.parse().expect("an id")).expect("there");
    assert!(account(PROD).rcps.unknown().is_some_and(|reason| reason.contains("damaged")), "{:?}", account(PROD).rcps);
    assert!(account(PROD).scps.unknown().is_none());
    assert!(account(DEV).sagemaker.reason().is_some_and(|reason| reason.contains("damaged")));
    assert!(matches!(&organization.package_groups()[0].policy, Some(Err(reason)) if reason.contains("damaged")));
    assert!(matches!(organization.managed_policy(&managed), Some(Err(reason)) if reason.contains("damaged")));
}
