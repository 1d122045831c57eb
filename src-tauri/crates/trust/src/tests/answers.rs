//! Answers: ends, paths and their order, near misses, who can, what can, the matrix.

use armillary_policy::Layer;
use serde_json::json;

use super::*;
use crate::{
    DocumentKind, Intake, Missed, Page, Told, UnknownEnd,
    fixture::{Draft, ORGANIZATION, policy, trusts, trusts_service},
};
use armillary_classify::Stage;

fn service() -> Value {
    trusts_service("ec2.amazonaws.com")
}

#[test]
fn ends_are_stages_accounts_units_arns_and_names() {
    let mut fixture = organization();
    fixture.role(DEV, "team/Caller", service(), &[]).role(DEV_TWO, "Caller", service(), &[]).role(
        PROD,
        "Target",
        service(),
        &[],
    );
    let graph = fixture.graph();
    let count = |text: &str| end(&graph, text).nodes.len();
    for (text, nodes) in [
        ("stage:dev", 2),
        ("stage:production", 1),
        (DEV, 1),
        ("fraud-dev", 1),
        ("ou-dev", 2),
        ("Workloads_Dev", 2),
        ("r-root", 3),
        ("Caller", 2),
        ("caller", 2),
        (&role(DEV, "team/Caller"), 1),
        (&format!("arn:aws:sts::{DEV}:assumed-role/Caller/session"), 1),
        (&format!("AROA{DEV}CALLER"), 1),
        (&format!("arn:aws:iam::{PROD}:root"), 1),
        (&format!("arn:aws:organizations::1:account/{ORGANIZATION}/{PROD}"), 1),
        ("ec2.amazonaws.com", 1),
    ] {
        assert_eq!(count(text), nodes, "{text}");
    }
    assert_eq!(end(&graph, "stage:dev").meaning, "development (2 accounts)");
}

#[test]
fn what_names_nothing_is_answered_with_what_to_write() {
    let mut fixture = organization();
    fixture.role(PROD, "StackSetExecutionRole", service(), &[]);
    let graph = fixture.graph();
    let error = |text: &str| End::parse(&graph, text).expect_err("names nothing");
    assert_eq!(error("stage:qa"), UnknownEnd::Stage("qa".to_owned()));
    assert_eq!(error("stage:sandbox"), UnknownEnd::EmptyStage(Stage::Sandbox));
    let UnknownEnd::NotFound { nearest, .. } = error("StackSetExecutonRole") else { panic!("not found") };
    assert_eq!(nearest, ["StackSetExecutionRole"]);
    let UnknownEnd::NotFound { nearest, .. } = error("fraud-prd") else { panic!("not found") };
    assert_eq!(nearest[0], "fraud-prod");
    assert!(error("fraud-prd").to_string().contains("did you mean `fraud-prod`"));
    assert!(error("123456789012").to_string().contains("stage:dev"));
}

#[test]
fn where_the_organization_was_not_read_nothing_is_said_not_to_be_there() {
    let graph = Graph::build(Intake::new().finish(), 1);
    for text in ["stage:dev", "123456789012", "fraud-dev"] {
        assert_eq!(End::parse(&graph, text).expect_err("nothing is known"), UnknownEnd::Unlisted(text.to_owned()));
    }
    let owned = "arn:aws:iam::123456789012:role/Target";
    let answer = graph.who_can("sts:AssumeRole", owned, Told::default(), Page { offset: 0, limit: 10 }, 1);
    assert!(answer.notes.iter().any(|note| note.contains("accounts were not read")), "{:?}", answer.notes);
}

#[test]
fn shorter_paths_come_first_and_then_the_more_certain() {
    let mut fixture = organization();
    let (sure, mfa, far) = (role(PROD, "Sure"), role(PROD, "WithMfa"), role(PROD, "Far"));
    let with_mfa = policy(json!([{
        "Effect": "Allow", "Principal": { "AWS": DEV }, "Action": "sts:AssumeRole",
        "Condition": { "Bool": { "aws:MultiFactorAuthPresent": "true" } },
    }]));
    fixture
        .role(DEV, "Caller", service(), &[("p", assume(json!("*")))])
        .role(PROD, "Sure", trusts(json!(DEV)), &[])
        .role(PROD, "WithMfa", with_mfa, &[])
        .role(HUB, "Middle", trusts(json!(DEV)), &[("p", assume(json!(far)))])
        .role(PROD, "Far", trusts(json!(role(HUB, "Middle"))), &[]);
    let graph = fixture.graph();
    let found = paths(&graph, &role(DEV, "Caller"), "stage:prod");
    let targets: Vec<&str> = found.paths.iter().filter_map(|path| path.hops.last()).map(|hop| &*hop.to.id).collect();
    assert_eq!(targets, [sure.as_str(), &mfa, &far]);
    assert_eq!(found.paths[1].hops[0].conditions, ["only with MFA"]);
    assert_eq!(found.paths[1].standing, Standing::AllowedIf);
    assert_eq!((found.counts.paths, found.counts.patterns), (3, 3));
    let one = paths_with(&graph, "stage:dev", "stage:prod", &PathOptions { limit: 1, ..PathOptions::default() });
    assert_eq!((one.paths.len(), &one.counts), (1, &found.counts), "numbers do not hang on the page");
}

#[test]
fn paths_whose_steps_exclude_each_other_are_cut() {
    let mut fixture = organization();
    let from_ip = |principal: &str, value: &str| {
        policy(json!([{
            "Effect": "Allow", "Principal": { "AWS": principal }, "Action": "sts:AssumeRole",
            "Condition": { "StringEquals": { "aws:SourceVpce": value, "sts:ExternalId": value } },
        }]))
    };
    fixture
        .role(DEV, "Caller", service(), &[("p", assume(json!("*")))])
        .role(HUB, "Middle", from_ip(DEV, "vpce-1"), &[("p", assume(json!("*")))])
        .role(PROD, "Far", from_ip(HUB, "vpce-2"), &[]);
    let graph = fixture.graph();
    assert!(paths(&graph, &role(DEV, "Caller"), &role(PROD, "Far")).paths.is_empty());
    fixture.role(PROD, "Near", from_ip(HUB, "vpce-1"), &[]);
    let graph = fixture.graph();
    let found = paths(&graph, &role(DEV, "Caller"), &role(PROD, "Near"));
    assert_eq!(found.paths[0].standing, Standing::AllowedIf);
}

#[test]
fn near_misses_name_the_one_thing_that_stops_the_step() {
    let mut fixture = organization();
    let boundary = format!("arn:aws:iam::{DEV_TWO}:policy/Boundary");
    let deny = policy(json!([{
        "Sid": "NoProd", "Effect": "Deny", "Action": "sts:AssumeRole", "Resource": role(PROD, "ByScp"),
    }]));
    let tagged = policy(json!([{
        "Effect": "Allow", "Principal": { "AWS": DEV }, "Action": "sts:AssumeRole",
        "Condition": { "StringEquals": { "aws:PrincipalOrgID": "o-another", "sts:ExternalId": "x" } },
    }]));
    fixture
        .scp("no-prod", &["ou-dev"], deny)
        .managed(&boundary, allows(json!("s3:*"), json!("*")))
        .role(PROD, "ByScp", trusts(json!(DEV)), &[])
        .role(PROD, "ByTrust", service(), &[])
        .role(PROD, "ByCondition", tagged, &[])
        .role(PROD, "ByIdentity", trusts(json!(role(DEV, "Silent"))), &[])
        .role(PROD, "ByBoundary", trusts(json!(DEV_TWO)), &[])
        .role(DEV, "Silent", service(), &[])
        .role(
            DEV,
            "Caller",
            service(),
            &[("p", assume(json!([role(PROD, "ByScp"), role(PROD, "ByTrust"), role(PROD, "ByCondition")])))],
        )
        .principal(
            Draft::role(DEV_TWO, "Bounded", service())
                .inline("p", assume(json!(role(PROD, "ByBoundary"))))
                .bounded(&boundary),
        );
    let graph = fixture.graph();
    let options = PathOptions { near_misses: true, ..PathOptions::default() };
    let found = paths_with(&graph, "stage:dev", "stage:prod", &options);
    assert!(found.paths.is_empty());
    let of = |name: &str| {
        let found = found.near_misses.iter().find(|miss| miss.hops[miss.denied].to.name == name);
        found.unwrap_or_else(|| panic!("{name} is a near miss")).missed.clone()
    };
    let Missed::Denial { statement } = of("ByScp") else { panic!("a denial") };
    assert_eq!(
        (statement.layer, statement.node.as_deref(), statement.sid.as_deref()),
        (Layer::Scp, Some("ou-dev"), Some("NoProd"))
    );
    assert_eq!(statement.policy_name.as_deref(), Some("no-prod"));
    assert_eq!(of("ByTrust"), Missed::Trust);
    assert!(matches!(of("ByCondition"), Missed::Condition { key, .. } if key == "aws:PrincipalOrgID"));
    assert_eq!(of("ByIdentity"), Missed::Identity);
    assert!(matches!(of("ByBoundary"), Missed::Boundary { policy: Some(arn) } if *arn == *boundary));
    let graph = fixture.without_full_access("ou-dev").graph();
    let found = paths_with(&graph, "stage:dev", "stage:prod", &options);
    assert!(found.near_misses.iter().all(|miss| miss.hops[0].to.name != "ByScp"), "two things stop it now");
}

#[test]
fn an_explanation_says_where_every_statement_is_written() {
    let mut fixture = organization();
    let target = role(PROD, "Target");
    fixture.role(PROD, "Target", trusts(json!(DEV)), &[]).role(
        DEV,
        "Caller",
        service(),
        &[("Enter", assume(json!(target)))],
    );
    let graph = fixture.graph();
    let step = edge(&graph, &role(DEV, "Caller"), &target, EdgeKind::AssumeRole).expect("an edge");
    let check = &graph.explain(&step).checks[0];
    let of = |layer: Layer| check.because.iter().find(|cited| cited.layer == layer).expect("a statement");
    let (identity, trust) = (of(Layer::Identity), of(Layer::Resource));
    assert_eq!((identity.document, identity.policy_name.as_deref()), (DocumentKind::Inline, Some("Enter")));
    assert_eq!(identity.holder.as_deref(), Some(&*role(DEV, "Caller")));
    assert_eq!((trust.document, trust.holder.as_deref()), (DocumentKind::Trust, Some(&*target)));
    let nodes: Vec<_> =
        check.layers.iter().filter(|said| said.layer == Layer::Scp).map(|said| said.node.clone()).collect();
    assert_eq!(nodes, [Some("r-root".into()), Some("ou-dev".into()), Some(DEV.into())]);
    let scp = check.layers.iter().find(|said| said.layer == Layer::Scp).expect("a level");
    assert_eq!(scp.statements[0].policy_name.as_deref(), Some("FullAWSAccess"));
    assert!(serde_json::to_string(&graph.explain(&step)).expect("serializes").contains("\"policyName\":\"Enter\""));
}

#[test]
fn who_can_take_a_role_and_who_can_call_an_action() {
    let mut fixture = organization();
    let target = role(PROD, "Target");
    let approve = policy(json!([
        { "Effect": "Allow", "Action": "sagemaker:UpdateModelPackage", "Resource": "*" },
        {
            "Effect": "Deny", "Action": "sagemaker:UpdateModelPackage", "Resource": "*",
            "Condition": { "StringEquals": { "sagemaker:ModelApprovalStatus": "Approved" } },
        },
    ]));
    fixture
        .read_as(PREPROD, armillary_model::Status::Denied)
        .role(PROD, "Target", trusts(json!(DEV)), &[])
        .role(DEV, "Caller", service(), &[("p", assume(json!(target)))])
        .role(DEV, "Builder", service(), &[("p", approve)])
        .role(DEV, "Admin", service(), &[("p", allows(json!("*"), json!("*")))]);
    let graph = fixture.graph();
    let takers = graph.who_can("sts:AssumeRole", &target, Told::default(), Page::first(10), 2);
    let names: Vec<&str> = takers.principals.iter().map(|able| able.principal.name.as_str()).collect();
    assert_eq!(names, ["Admin", "Caller"]);
    let package = format!("arn:aws:sagemaker:eu-west-1:{DEV}:model-package/churn/1");
    let able = graph.who_can("sagemaker:UpdateModelPackage", &package, Told::default(), Page::first(10), 2);
    assert_eq!((able.allowed, able.allowed_if, able.unknown), (1, 1, 0));
    assert_eq!(able.principals[1].principal.name, "Builder");
    assert!(able.notes[0].contains("own policy was not read"), "{:?}", able.notes);
    assert!(able.notes[1].contains("root user of account fraud-dev"), "{:?}", able.notes);
    let buckets = graph.who_can("s3:GetObject", "arn:aws:s3:::models/x", Told::default(), Page::first(10), 2);
    assert_eq!((buckets.allowed, buckets.unread.len()), (1, 1));
}

#[test]
fn tags_that_are_known_decide() {
    let mut fixture = organization();
    let by_tag = policy(json!([{
        "Effect": "Allow", "Action": ["ec2:StopInstances", "iam:GetUser"], "Resource": "*",
        "Condition": { "StringEquals": { "aws:ResourceTag/team": "fraud" } },
    }]));
    fixture
        .role(DEV, "ByTag", service(), &[("p", by_tag)])
        .principal(Draft::user(DEV, "dana").with("Tags", json!([{ "Key": "team", "Value": "fraud" }])))
        .principal(Draft::user(DEV, "eve"));
    let graph = fixture.graph();
    let instance = format!("arn:aws:ec2:eu-west-1:{DEV}:instance/i-1");
    let stands = |action: &str, resource: &str, tags: Option<&[(&str, &str)]>| {
        let tags: Option<Vec<_>> =
            tags.map(|tags| tags.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect());
        let told = Told { tags: tags.as_deref(), ..Told::default() };
        let who = graph.who_can(action, resource, told, Page::first(10), 1);
        (who.allowed, who.allowed_if)
    };
    let stop = |tags: Option<&[(&str, &str)]>| stands("ec2:StopInstances", &instance, tags);
    assert_eq!(stop(None), (0, 1), "nobody knows them");
    assert_eq!(stop(Some(&[("team", "fraud")])), (1, 0));
    assert_eq!(stop(Some(&[("team", "kyc")])), (0, 0));
    assert_eq!(stop(Some(&[])), (0, 0), "it has no such tag");
    let user = |name: &str| stands("iam:GetUser", &format!("arn:aws:iam::{DEV}:user/{name}"), None);
    assert_eq!((user("dana"), user("eve")), ((1, 0), (0, 0)), "those of principals are known");
}

#[test]
fn what_has_no_policy_of_its_own_is_not_said_to_be_unread() {
    let mut fixture = organization();
    fixture.role(DEV, "Admin", service(), &[("p", allows(json!("*"), json!("*")))]);
    let group = format!("arn:aws:sagemaker:eu-west-1:{DEV}:model-package-group/read");
    fixture.record(armillary_model::Kind::ModelPackageGroup, &group, DEV, "read", json!({}), Vec::new());
    let graph = fixture.graph();
    let is_unread = |action: &str, resource: &str| {
        let who = graph.who_can(action, resource, Told::default(), Page::first(10), 1);
        who.notes.iter().any(|note| note.contains("own policy was not read"))
    };
    let here = |rest: &str| format!("arn:aws:{}", rest.replace("DEV", DEV));
    assert!(!is_unread("sagemaker:DescribeDomain", &here("sagemaker:eu-west-1:DEV:domain/d-1")));
    assert!(!is_unread("sagemaker:DescribeModelPackageGroup", &group), "it was read, and there is none");
    assert!(!is_unread("iam:GetUser", &here("iam::DEV:user/dana")));
    assert!(is_unread(
        "sagemaker:DescribeModelPackageGroup",
        &here("sagemaker:eu-west-1:DEV:model-package-group/other")
    ));
    assert!(is_unread("sqs:SendMessage", &here("sqs:eu-west-1:DEV:jobs")));
}

#[test]
fn what_a_principal_can() {
    let mut fixture = organization();
    let target = role(PROD, "Target");
    fixture
        .role(DEV, "Caller", service(), &[("p", assume(json!(target)))])
        .role(
            PROD,
            "Target",
            trusts(json!(DEV)),
            &[("p", allows(json!(["s3:GetObject", "iam:PutRolePolicy"]), json!("*")))],
        )
        .role(PROD, "Other", service(), &[]);
    let graph = fixture.graph();
    let caller = graph.organization().find(&role(DEV, "Caller")).expect("a role");
    let can = graph.what_can(graph.node_of(caller), 3, 10, Page::first(10));
    let reached: Vec<(&str, usize)> = can.reaches.iter().map(|one| (one.principal.name.as_str(), one.hops)).collect();
    assert_eq!(reached, [("Target", 1), ("Other", 2)]);
    assert!(!can.is_admin && can.unknown.is_empty());
    assert_eq!(can.services[0].service, "sts");
}

#[test]
fn the_matrix_counts_steps_between_stages() {
    let mut fixture = organization();
    fixture
        .role(DEV, "Caller", service(), &[("p", assume(json!("*")))])
        .role(DEV_TWO, "Caller", service(), &[("p", assume(json!("*")))])
        .role(PROD, "Target", trusts(json!([DEV, DEV_TWO, OUTSIDE])), &[])
        .role(PROD, "Local", trusts(json!(PROD)), &[("p", assume(json!("*")))]);
    let matrix = fixture.graph().stage_matrix();
    let cell = |from, to| matrix.cells.iter().find(|cell| (cell.from, cell.to) == (from, to));
    let dev = cell(Stage::Dev, Stage::Prod).expect("a cell");
    assert_eq!((dev.allowed, dev.sources, dev.targets), (2, 2, 1));
    assert_eq!(cell(Stage::External, Stage::Prod).map(|cell| cell.allowed), Some(1));
    assert_eq!(cell(Stage::Prod, Stage::Prod), None);
}

#[test]
fn answers_do_not_hang_on_the_order_of_records_or_the_number_of_threads() {
    let mut fixture = organization();
    fixture
        .role(DEV, "Caller", service(), &[("p", assume(json!("*")))])
        .role(PROD, "Target", trusts(json!([DEV, DEV_TWO])), &[])
        .role(DEV_TWO, "Caller", service(), &[("p", assume(json!("*")))]);
    let text = |graph: &Graph| serde_json::to_string(&paths(graph, "stage:dev", "stage:prod")).expect("serializes");
    let one = text(&fixture.graph());
    let mut backwards = fixture.clone();
    backwards.reverse();
    assert_eq!(text(&backwards.graph()), one);
    let streamed = fixture.streamed(2);
    assert_eq!(text(&Graph::build(streamed, 1)), one);
}

#[test]
fn a_search_that_is_cut_says_so_and_stays_the_same() {
    let mut fixture = organization();
    let rewrite = allows(json!("iam:UpdateAssumeRolePolicy"), json!("*"));
    for account in [DEV, DEV_TWO] {
        fixture.role(account, "Changer", service(), &[("p", rewrite.clone())]).role(account, "Changed", service(), &[]);
    }
    let graph = fixture.graph();
    let narrow = PathOptions { max_accounts: 1, ..PathOptions::default() };
    for _ in 0..2 {
        let found = paths_with(&graph, "Changer", "Changed", &narrow);
        assert_eq!((found.counts.paths, found.counts.is_cut), (1, true));
        graph.open_some(&graph.organization().accounts().iter().collect::<Vec<_>>());
    }
    let found = paths(&graph, "Changer", "Changed");
    assert_eq!((found.counts.paths, found.counts.is_cut), (2, false));
}
