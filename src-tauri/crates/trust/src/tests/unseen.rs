//! "No path" is said only where nothing that was not read, and nothing that was not searched, could hold one.

use armillary_classify::Stage;
use armillary_model::{GLOBAL, Service, Status, Unit};
use serde_json::json;

use super::*;
use crate::{
    Answer, Page, Told,
    fixture::{Draft, policy, trusts, trusts_service},
};

fn service() -> Value {
    trusts_service("ec2.amazonaws.com")
}

/// A caller in development that may take any role, a target in production that trusts the hub.
fn by_way_of_the_hub() -> Fixture {
    let mut fixture = organization();
    fixture.role(DEV, "Caller", service(), &[("p", assume(json!("*")))]).role(PROD, "Target", trusts(json!(HUB)), &[]);
    fixture
}

fn named(paths: &Paths) -> Vec<String> {
    paths.unread.iter().map(|unread| unread.account.to_string()).collect()
}

#[test]
fn an_unread_account_between_two_read_ends_makes_the_answer_unknown() {
    let mut fixture = by_way_of_the_hub();
    let (from, to) = (role(DEV, "Caller"), role(PROD, "Target"));
    let found = paths(&fixture.graph(), &from, &to);
    assert_eq!((found.answer, found.reasons.len()), (Answer::None, 0), "everything was read");
    let graph = fixture.read_as(HUB, Status::Denied).graph();
    let found = paths(&graph, &from, &to);
    assert_eq!((found.answer, found.paths.len()), (Answer::Unknown, 0));
    assert!(found.reasons[0].contains(HUB), "{:?}", found.reasons);
    assert_eq!(named(&found), [HUB]);
}

#[test]
fn an_unread_account_that_cannot_hold_a_path_is_no_excuse() {
    let (from, to) = (role(DEV, "Caller"), role(PROD, "Target"));
    let deny = policy(json!([{ "Effect": "Deny", "Action": "sts:AssumeRole", "Resource": "*" }]));
    // Nothing leads there: a service control policy forbids it, the policy speaks of another account.
    let graph = by_way_of_the_hub().read_as(HUB, Status::Denied).scp("no-assume", &["ou-dev"], deny.clone()).graph();
    assert_eq!(paths(&graph, &from, &to).answer, Answer::None);
    let mut elsewhere = organization();
    elsewhere
        .read_as(HUB, Status::Denied)
        .role(DEV, "Caller", service(), &[("p", assume(json!(role(PREPROD, "Other"))))])
        .role(PROD, "Target", trusts(json!(HUB)), &[]);
    assert_eq!(paths(&elsewhere.graph(), &from, &to).answer, Answer::None);
    // Nothing leads on: the hub may not, the target does not trust it.
    let graph = by_way_of_the_hub().read_as(HUB, Status::Denied).scp("no-assume", &["ou-infra"], deny).graph();
    assert_eq!(paths(&graph, &from, &to).answer, Answer::None);
    let mut other = organization();
    other.read_as(HUB, Status::Denied).role(DEV, "Caller", service(), &[("p", assume(json!("*")))]).role(
        PROD,
        "Target",
        trusts(json!(PREPROD)),
        &[],
    );
    assert_eq!(paths(&other.graph(), &from, &to).answer, Answer::None);
}

#[test]
fn the_chain_may_lead_through_several_unread_accounts() {
    let mut fixture = by_way_of_the_hub();
    fixture.read_as(HUB, Status::Denied).read_as(PREPROD, Status::Failed);
    fixture.role(DEV_TWO, "Narrow", service(), &[("p", assume(json!(format!("arn:aws:iam::{PREPROD}:role/*"))))]);
    let found = paths(&fixture.graph(), &role(DEV_TWO, "Narrow"), &role(PROD, "Target"));
    assert_eq!(found.answer, Answer::Unknown);
    assert_eq!(named(&found), [PREPROD, HUB]);
}

#[test]
fn a_role_that_trusts_the_organization_may_be_taken_from_an_unread_account() {
    let of_organization = policy(json!([{
        "Effect": "Allow", "Principal": { "AWS": "*" }, "Action": "sts:AssumeRole",
        "Condition": { "StringEquals": { "aws:PrincipalOrgID": crate::fixture::ORGANIZATION } },
    }]));
    let mut fixture = organization();
    fixture.read_as(DEV, Status::Denied).role(PROD, "Target", of_organization, &[]);
    let graph = fixture.graph();
    let found = paths(&graph, "fraud-dev", &role(PROD, "Target"));
    assert_eq!((found.answer, named(&found)), (Answer::Unknown, vec![DEV.to_owned()]));
    let who = graph.who_can("sts:AssumeRole", &role(PROD, "Target"), Told::default(), Page::first(10), 1);
    assert_eq!(who.unread.iter().map(|unread| unread.account.to_string()).collect::<Vec<_>>(), [DEV]);
}

#[test]
fn an_end_in_an_unread_account_is_an_end() {
    let mut fixture = by_way_of_the_hub();
    let graph = fixture.read_as(PREPROD, Status::Denied).graph();
    let found = paths(&graph, &role(DEV, "Caller"), &role(PREPROD, "Anything"));
    assert_eq!((found.answer, named(&found)), (Answer::Unknown, vec![PREPROD.to_owned()]));
}

#[test]
fn a_search_cut_by_the_number_of_hops_goes_on_or_says_so() {
    let mut fixture = organization();
    let accounts = [DEV, DEV_TWO, PREPROD, HUB, DEV, DEV_TWO, PREPROD, HUB, DEV, DEV_TWO, PREPROD, PROD];
    let name = |at: usize| format!("R{at}");
    for (at, account) in accounts.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| role(accounts[before], &name(before)));
        let trust = before.map_or_else(service, |before| trusts(json!(before)));
        let next = accounts.get(at + 1).map(|next| assume(json!(role(next, &name(at + 1)))));
        let policies: Vec<(&str, Value)> = next.into_iter().map(|next| ("p", next)).collect();
        fixture.role(account, &name(at), trust, &policies);
    }
    let graph = fixture.graph();
    let to = |at: usize| paths(&graph, &role(DEV, "R0"), &role(accounts[at], &name(at)));
    assert_eq!((to(4).answer, to(4).paths[0].hops.len()), (Answer::Found, 4));
    assert_eq!((to(6).answer, to(6).paths[0].hops.len()), (Answer::Found, 6), "longer than is usual");
    let far = to(11);
    assert_eq!((far.answer, far.paths.len()), (Answer::Unknown, 0));
    assert!(far.reasons[0].contains("11 steps"), "{:?}", far.reasons);
}

#[test]
fn a_search_cut_by_the_number_of_accounts_says_so() {
    let mut fixture = organization();
    let rewrite = allows(json!("iam:UpdateAssumeRolePolicy"), json!("*"));
    fixture.role(DEV, "Changer", service(), &[("p", rewrite)]).role(DEV, "Changed", service(), &[]);
    let graph = fixture.graph();
    let narrow = PathOptions { max_accounts: 0, ..PathOptions::default() };
    let found = paths_with(&graph, &role(DEV, "Changer"), &role(DEV, "Changed"), &narrow);
    assert_eq!(found.answer, Answer::Unknown);
    assert!(found.reasons[0].contains("0 accounts were looked into"), "{:?}", found.reasons);
}

#[test]
fn user_profiles_that_were_not_read_may_hold_a_path() {
    let open = allows(json!("sagemaker:CreatePresignedDomainUrl"), json!("*"));
    let mut fixture = organization();
    fixture.role(DEV, "Caller", service(), &[("p", open)]).role(
        DEV,
        "Execution",
        trusts_service("sagemaker.amazonaws.com"),
        &[],
    );
    let (from, to) = (role(DEV, "Caller"), role(DEV, "Execution"));
    let found = paths(&fixture.graph(), &from, &to);
    assert_eq!((found.answer, named(&found)), (Answer::Unknown, vec![DEV.to_owned()]));
    let mut intake = fixture.intake();
    let account = DEV.parse().expect("an account id");
    intake.cover(
        &Unit { account, region: GLOBAL.to_owned(), service: Service::SageMaker },
        Status::Complete,
        &[],
        None,
    );
    assert_eq!(paths(&Graph::build(intake.finish(), 1), &from, &to).answer, Answer::None);
}

#[test]
fn whoever_a_resource_policy_names_in_unread_accounts_is_listed() {
    let group = format!("arn:aws:sagemaker:eu-west-1:{PROD}:model-package-group/churn");
    let names = policy(json!([{
        "Effect": "Allow", "Principal": { "AWS": [DEV, role(DEV_TWO, "Deployer")] },
        "Action": "sagemaker:DescribeModelPackageGroup", "Resource": "*",
    }]));
    let mut fixture = organization();
    for account in [DEV, DEV_TWO, PREPROD] {
        fixture.read_as(account, Status::Denied);
    }
    let document = json!({ "ResourcePolicy": names });
    fixture.record(armillary_model::Kind::ModelPackageGroup, &group, PROD, "churn", document, Vec::new());
    let who =
        fixture.graph().who_can("sagemaker:DescribeModelPackageGroup", &group, Told::default(), Page::first(10), 1);
    let unread: Vec<String> = who.unread.iter().map(|unread| unread.account.to_string()).collect();
    assert_eq!(unread, [DEV, DEV_TWO], "and not the third, which is not named");
}

#[test]
fn what_somebody_can_become_in_unread_accounts_is_not_known() {
    let mut fixture = by_way_of_the_hub();
    let graph = fixture.read_as(HUB, Status::Denied).graph();
    let caller = graph.organization().find(&role(DEV, "Caller")).expect("a role");
    let can = graph.what_can(graph.node_of(caller), 4, 10, Page::first(10));
    assert_eq!(can.unread.iter().map(|unread| unread.account.to_string()).collect::<Vec<_>>(), [HUB]);
}

#[test]
fn cells_that_cannot_be_told_say_so() {
    let mut fixture = by_way_of_the_hub();
    let told = |fixture: &Fixture, from, to| {
        let matrix = fixture.graph().stage_matrix();
        matrix.cells.iter().find(|cell| (cell.from, cell.to) == (from, to)).map_or(0, |cell| cell.unread)
    };
    assert_eq!(told(&fixture, Stage::Dev, Stage::Hub), 0);
    fixture.read_as(HUB, Status::Denied);
    assert_eq!(told(&fixture, Stage::Dev, Stage::Hub), 1, "the caller may enter it");
    assert_eq!(told(&fixture, Stage::Hub, Stage::Prod), 1, "the target trusts it");
    assert_eq!(told(&fixture, Stage::PreProd, Stage::Hub), 0, "nobody there may");
}

#[test]
fn an_unread_trust_policy_may_let_in_whoever_speaks_of_the_role() {
    let mut fixture = organization();
    fixture.principal(Draft::role(PROD, "Target", json!("{not json"))).role(
        DEV,
        "Caller",
        service(),
        &[("p", assume(json!("arn:aws:iam::*:role/Tar*")))],
    );
    assert_eq!(standing(&fixture.graph(), &role(DEV, "Caller"), &role(PROD, "Target")), Standing::Unknown);
}

#[test]
fn the_same_roles_across_teams_are_one_pattern_that_opens() {
    let mut fixture = organization();
    fixture.account("ou-dev", "200000000003", "churn-dev").account("ou-prod", "400000000003", "churn-prod");
    for (dev, prod, team) in [(DEV, PROD, "fraud"), ("200000000003", "400000000003", "churn")] {
        let target = format!("deploy-{team}");
        fixture.role(dev, "Pipeline", service(), &[("p", assume(json!(role(prod, &target))))]).role(
            prod,
            &target,
            trusts(json!(dev)),
            &[],
        );
    }
    fixture.role(DEV, "Odd", service(), &[("p", assume(json!(role(PROD, "deploy-fraud"))))]);
    let graph = fixture.graph();
    let declared = |edge: &Edge| graph.name_of(edge.from).ends_with("/Odd");
    let ask = |options: &PathOptions| {
        graph.paths_declaring(&end(&graph, "stage:dev"), &end(&graph, "stage:prod"), options, &declared)
    };
    let first = ask(&PathOptions { limit: 1, ..PathOptions::default() });
    let counts = &first.counts;
    assert_eq!((counts.paths, counts.patterns, first.paths.len()), (3, 2, 1));
    assert_eq!((first.paths[0].alike, first.paths[0].declared), (2, false), "undeclared ones come first");
    let second = ask(&PathOptions { limit: 1, offset: 1, ..PathOptions::default() });
    assert_eq!((second.paths[0].alike, second.paths[0].declared), (1, true));
    assert_eq!(second.counts, first.counts);
    let opened = ask(&PathOptions { pattern: Some(first.paths[0].pattern.clone()), ..PathOptions::default() });
    let from: Vec<_> = opened.paths.iter().map(|path| path.hops[0].from.account_name.clone()).collect();
    assert_eq!(from, [Some("fraud-dev".to_owned()), Some("churn-dev".to_owned())]);
    assert_eq!(opened.counts.members, 2);
}

#[test]
fn what_runs_with_a_role_is_not_read_and_may_hold_a_path() {
    for (action, machine, what) in [
        ("lambda:UpdateFunctionCode", "lambda.amazonaws.com", "Lambda functions"),
        ("ssm:SendCommand", "ec2.amazonaws.com", "EC2 instances"),
        ("ec2:ModifyInstanceAttribute", "ec2.amazonaws.com.cn", "EC2 instances"),
        ("codebuild:StartBuild", "codebuild.amazonaws.com", "CodeBuild projects"),
        ("cloudformation:UpdateStack", "cloudformation.amazonaws.com", "CloudFormation stacks"),
        ("apprunner:UpdateService", "tasks.apprunner.amazonaws.com", "App Runner services"),
        ("states:UpdateStateMachine", "states.eu-west-1.amazonaws.com", "Step Functions state machines"),
    ] {
        let ask = |action: &str| {
            let mut fixture = organization();
            let may = allows(json!(action), json!("*"));
            fixture.role(DEV, "Coder", trusts_service("glue.amazonaws.com"), &[("p", may)]).role(
                DEV,
                "Machine",
                trusts_service(machine),
                &[],
            );
            fixture.graph()
        };
        let (from, to) = (role(DEV, "Coder"), role(DEV, "Machine"));
        let graph = ask(action);
        let found = paths(&graph, &from, &to);
        assert_eq!((found.answer, named(&found)), (Answer::Unknown, vec![DEV.to_owned()]));
        assert!(found.reasons[0].contains(&format!("{what} are not read")), "{:?}", found.reasons);
        let id = graph.organization().find(&from).expect("there");
        let unread = graph.what_can(graph.node_of(id), 4, 100, Page::first(10)).unread;
        assert!(unread.iter().any(|unread| unread.reason.contains(what)), "{unread:?}");
        assert_eq!(paths(&ask("logs:PutLogEvents"), &from, &to).answer, Answer::None);
    }
    let graph = organization().graph();
    let function = format!("arn:aws:lambda:eu-west-1:{DEV}:function:score");
    let who = graph.who_can("lambda:InvokeFunction", &function, Told::default(), Page::first(10), 1);
    assert!(who.notes.iter().any(|note| note.starts_with("Lambda functions are not read")), "{:?}", who.notes);
    let instance = format!("arn:aws:ec2:eu-west-1:{DEV}:instance/i-0");
    let who = graph.who_can("ec2:StopInstances", &instance, Told::default(), Page::first(10), 1);
    assert!(who.notes.iter().any(|note| note.starts_with("EC2 instances are not read")), "{:?}", who.notes);
    let error = End::parse(&graph, &function).expect_err("nothing is known of it").to_string();
    assert!(error.starts_with("Lambda functions are not read"), "{error}");
}

#[test]
fn who_can_asks_principals_of_one_account_one_after_another_as_if_each_were_alone() {
    let mut fixture = organization();
    let tag = |value: &str| json!([{ "Key": "team", "Value": value }]);
    let only = |key: &str, value: &str| {
        let mut statement = json!({ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" });
        statement["Condition"] = json!({ "StringLike": { key: value } });
        policy(json!([statement]))
    };
    let arn = |name: &str| only("aws:PrincipalArn", &role(DEV, name));
    let tagged = || only("aws:PrincipalTag/team", "a");
    let draft = |name: &str| Draft::role(DEV, name, service());
    let ids = ["A", "B"].map(|name| only("aws:userid", &format!("AROA{DEV}{name}:*")));
    let [id_a, id_b] = ids;
    fixture
        .principal(draft("A").inline("p", arn("A")).inline("q", id_b))
        .principal(draft("B").inline("p", arn("A")))
        .principal(draft("C").inline("p", arn("C")))
        .principal(draft("D").inline("p", tagged()).with("Tags", tag("a")))
        .principal(draft("E").inline("p", tagged()))
        .principal(draft("F").inline("p", tagged()).with("Tags", tag("b")))
        .principal(draft("G").inline("p", id_a))
        .principal(Draft::user(DEV, "u").inline("p", only("aws:username", "u")))
        .principal(Draft::user(DEV, "v").inline("p", only("aws:username", "u")));
    let who = fixture.graph().who_can("s3:GetObject", "arn:aws:s3:::models/x", Told::default(), Page::first(100), 1);
    let names: Vec<&str> = who.principals.iter().map(|able| able.principal.name.as_str()).collect();
    assert_eq!(names, ["A", "C", "D", "u", "E"]);
    // A session of E may carry the tag. Rows are worked out each by itself, the counts one after another.
    let count = |wanted: Standing| who.principals.iter().filter(|able| able.standing == wanted).count();
    assert_eq!((count(Standing::Allowed), count(Standing::AllowedIf)), (4, 1));
    assert_eq!((who.allowed, who.allowed_if, who.unknown), (4, 1, 0));
}
