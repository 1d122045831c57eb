use std::sync::LazyLock;

use serde_json::{Value as Json, json};

use super::*;
use crate::{
    organization::{Options, reference},
    state::{AccountLife, Caller, InlinePolicy, Moment, Timestamp},
    wire::read_json,
};

static CLEAN: LazyLock<State> = LazyLock::new(|| reference(&Options { clean: true, ..Options::default() }));

/// A session of a new role with this policy, in the account of this name.
fn session(state: &mut State, account: &str, policy: Json) -> Caller {
    let account = state.organization.accounts.values().find(|known| known.name == account).expect("an account").id;
    let held = state.accounts.get_mut(&account).expect("held");
    let like = held.iam.roles.values().next().expect("a role").clone();
    let inline = vec![InlinePolicy { name: "Own".into(), document: Document::from(policy) }];
    let (name, id): (Arc<str>, String) = ("Tried".into(), "AROATRIED".to_owned());
    let role = Role {
        name: Arc::clone(&name),
        path: "/".into(),
        id: id.clone(),
        inline,
        attached: Vec::new(),
        boundary: None,
        ..like
    };
    held.iam.roles.insert(Arc::clone(&name), role);
    Caller::Session { account, role: name, role_id: id, session: "me".to_owned() }
}

fn request(caller: &Caller, api: Api, operation: &'static str, input: Json) -> Request {
    Request {
        api,
        operation,
        region: "eu-west-1".into(),
        input: read_json(input.to_string().as_bytes()).expect("an object"),
        account: caller.account(),
        caller: caller.clone(),
        now: Timestamp(0),
        moment: Moment(0),
        later: None,
        number: 0,
    }
}

fn allow(actions: &[&str], resource: &str) -> Json {
    let statement = json!({ "Effect": "Allow", "Action": actions, "Resource": resource });
    json!({ "Version": "2012-10-17", "Statement": [statement] })
}

fn answer(state: &State, request: &Request) -> String {
    match Authorizer::default().check(state, request) {
        Ok(()) => "allowed".to_owned(),
        Err(error) => format!("{} {}", error.code, error.message),
    }
}

#[test]
fn what_no_policy_allows_is_refused_by_name_in_the_form_of_its_service() {
    let mut state = CLEAN.clone();
    let caller = session(&mut state, "fraud-dev", allow(&["iam:ListRoles"], "*"));
    let who = format!("User: arn:aws:sts::{}:assumed-role/Tried/me", caller.account());
    let asked = |api, operation| answer(&state, &request(&caller, api, operation, json!({})));
    assert_eq!(asked(Api::Iam, "ListRoles"), "allowed");
    assert_eq!(asked(Api::Sts, "GetCallerIdentity"), "allowed", "nobody can be kept from that");
    assert_eq!(
        asked(Api::ServiceCatalog, "ListPortfolios"),
        format!(
            "AccessDeniedException {who} is not authorized to perform: servicecatalog:ListPortfolios on resource: * because no \
             identity-based policy allows the servicecatalog:ListPortfolios action"
        )
    );
    assert!(asked(Api::Iam, "ListUsers").starts_with("AccessDenied User: "));
    let message = asked(Api::Ec2, "DescribeVpcs");
    assert!(message.starts_with("UnauthorizedOperation You are not authorized to perform this operation. User: "));
}

#[test]
fn service_control_policies_bind_members_and_not_the_management_account() {
    let mut state = CLEAN.clone();
    let everything = allow(&["*"], "*");
    let member = session(&mut state, "fraud-dev", everything.clone());
    let elsewhere = Request { region: "ap-south-1".into(), ..request(&member, Api::Ec2, "DescribeVpcs", json!({})) };
    assert!(answer(&state, &elsewhere).ends_with("with an explicit deny in a service control policy"));
    let name = state.organization.accounts[&state.organization.management].name.clone();
    let management = session(&mut state, &name, everything);
    let elsewhere =
        Request { region: "ap-south-1".into(), ..request(&management, Api::Ec2, "DescribeVpcs", json!({})) };
    assert_eq!(answer(&state, &elsewhere), "allowed");
    // Where a level allows nothing, nothing below it is allowed.
    let ou = state.organization.accounts[&member.account()].parent.clone();
    for policy in state.organization.policies.values_mut().filter(|policy| policy.kind == PolicyType::ServiceControl) {
        policy.targets.remove(&ou);
    }
    let here = request(&member, Api::Ec2, "DescribeVpcs", json!({}));
    assert!(answer(&state, &here).ends_with("because no service control policy allows the ec2:DescribeVpcs action"));
}

#[test]
fn a_boundary_limits_what_a_role_is_allowed() {
    let mut state = CLEAN.clone();
    let caller = session(&mut state, "fraud-dev", allow(&["iam:*"], "*"));
    let (arn, _) = state.aws_managed_policies.iter().find(|(arn, _)| arn.ends_with("/ViewOnlyAccess")).expect("known");
    let arn = Arc::clone(arn);
    let held = state.accounts.get_mut(&caller.account()).expect("held");
    held.iam.roles.get_mut("Tried").expect("the role").boundary = Some(arn);
    let asked = answer(&state, &request(&caller, Api::Iam, "DeleteRole", json!({ "RoleName": "Gone" })));
    assert!(asked.ends_with("because no permissions boundary allows the iam:DeleteRole action"), "{asked}");
}

#[test]
fn resources_are_those_that_the_request_names() {
    let mut state = CLEAN.clone();
    let management = state.organization.management;
    let name = state.organization.accounts[&management].name.clone();
    let organization = state.organization.id.clone();
    let accounts = format!("arn:aws:organizations::{management}:account/{organization}/*");
    let caller =
        session(&mut state, &name, allow(&["organizations:MoveAccount", "organizations:TagResource"], &accounts));
    let account = state.organization.accounts.values().find(|known| known.state == AccountLife::Active).expect("one");
    let (account, parent) = (account.id.to_string(), account.parent.clone());
    let tag = request(&caller, Api::Organizations, "TagResource", json!({ "ResourceId": account, "Tags": [] }));
    assert_eq!(answer(&state, &tag), "allowed");
    let tag = request(&caller, Api::Organizations, "TagResource", json!({ "ResourceId": parent, "Tags": [] }));
    assert!(answer(&state, &tag).contains(&format!("{management}:")), "the OU or root is told");
    let root = state.organization.root.id.clone();
    let input = json!({ "AccountId": account, "SourceParentId": root, "DestinationParentId": root });
    let moved = request(&caller, Api::Organizations, "MoveAccount", input);
    assert!(answer(&state, &moved).contains(&format!(" on resource: {} because", state.organization.root_arn())));
    let create = json!({ "AccountName": "x", "Email": "x@example.com", "Tags": [{ "Key": "a", "Value": "b" }] });
    let create = request(&caller, Api::Organizations, "CreateAccount", create);
    assert!(answer(&state, &create).contains("organizations:CreateAccount on resource: *"));
}

#[test]
fn a_role_is_assumed_where_both_sides_allow_it() {
    let mut state = CLEAN.clone();
    let management = state.organization.management;
    let name = state.organization.accounts[&management].name.clone();
    let target = state.organization.accounts.values().find(|known| known.name == "fraud-dev").expect("one").id;
    let read = format!("arn:aws:iam::{target}:role/OrganizationAccountAccessRole");
    let caller = session(&mut state, &name, allow(&["sts:AssumeRole"], &read));
    let asked = |role: &str| {
        let input = json!({ "RoleArn": format!("arn:aws:iam::{target}:role/{role}"), "RoleSessionName": "me" });
        answer(&state, &request(&caller, Api::Sts, "AssumeRole", input))
    };
    assert_eq!(asked("OrganizationAccountAccessRole"), "allowed");
    assert!(asked("ArmillaryReadRole").contains("sts:AssumeRole on resource"));
    let everywhere = session(&mut state, &name, allow(&["sts:AssumeRole"], "*"));
    let input = json!({ "RoleArn": format!("arn:aws:iam::{target}:role/ArmillaryReadRole"), "RoleSessionName": "me" });
    let message = answer(&state, &request(&everywhere, Api::Sts, "AssumeRole", input));
    assert!(message.ends_with(":role/ArmillaryReadRole"), "nothing is told of another account's role: {message}");
}

#[test]
fn a_role_that_was_made_anew_is_another_one() {
    let mut state = CLEAN.clone();
    let caller = session(&mut state, "fraud-dev", allow(&["iam:ListRoles"], "*"));
    let held = state.accounts.get_mut(&caller.account()).expect("held");
    held.iam.roles.get_mut("Tried").expect("the role").id = "AROAANOTHER".to_owned();
    assert!(answer(&state, &request(&caller, Api::Iam, "ListRoles", json!({}))).contains("no identity-based policy"));
}
