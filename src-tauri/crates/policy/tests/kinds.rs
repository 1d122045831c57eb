//! The kinds of fault behind the cases of `field.rs`: what AWS decides by nature, and requests that have no certain answer.

mod question;

use armillary_policy::exchange::{Element, Evaluator};
use question::{Question, may};
use serde_json::{Value, json};

const USER: &str = "arn:aws:iam::111122223333:user/ana";
const ROLE: &str = "arn:aws:iam::111122223333:role/Dev";
const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/Dev/ana";
const FEDERATED: &str = "arn:aws:sts::111122223333:federated-user/bob";
const ROOT: &str = "arn:aws:iam::111122223333:root";
const SAML: &str = "arn:aws:iam::111122223333:saml-provider/Corp";
const OIDC: &str = "arn:aws:iam::111122223333:oidc-provider/gitlab.com";
const TARGET: &str = "arn:aws:iam::111122223333:role/Target";
const LINKED: &str =
    "arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling";

fn everything() -> Value {
    json!([{ "Effect": "Allow", "Action": "*", "Resource": "*" }])
}

/// With every policy allowing everything to everybody.
fn open(principal: &str, action: &str, resource: &str) -> Question {
    let to_all = json!([{ "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*" }]);
    may(principal, action, resource).identity(everything()).resource(to_all)
}

fn denying(principal: &str, action: &str, resource: &str) -> Question {
    may(principal, action, resource).identity(json!([{ "Effect": "Deny", "Action": "*", "Resource": "*" }]))
}

fn refused(question: Value, says: &str) {
    let text = serde_json::to_vec(&question).unwrap();
    let refusal = Evaluator::new().answer(&Element::from(&*text), &mut Vec::new()).expect_err("this is refused");
    assert!(refusal.to_string().contains(says), "{refusal}");
}

#[test]
fn some_calls_succeed_whatever_policies_say() {
    for principal in [USER, ROLE, SESSION, FEDERATED, ROOT] {
        denying(principal, "sts:GetCallerIdentity", "*").is_in_both_modes("Allowed");
    }
    for principal in [USER, ROOT, "111122223333"] {
        may(principal, "sts:GetSessionToken", "*").is_in_both_modes("Allowed");
    }
    denying(USER, "sts:GetSessionToken", "*").is_in_both_modes("Allowed");
}

#[test]
fn some_calls_fail_by_who_makes_them() {
    for (principal, action, resource) in [
        (SESSION, "sts:GetSessionToken", "*"),
        (ROLE, "sts:GetFederationToken", "arn:aws:sts::111122223333:federated-user/x"),
        (FEDERATED, "sts:GetSessionToken", "*"),
        (FEDERATED, "sts:AssumeRole", TARGET),
        (FEDERATED, "iam:ListUsers", "*"),
        (FEDERATED, "iam:GetRole", TARGET),
        (ROOT, "sts:AssumeRole", TARGET),
        (ROOT, "sts:AssumeRoot", "arn:aws:iam::444455556666:root"),
        (USER, "sts:AssumeRoleWithSAML", TARGET),
        (SESSION, "sts:AssumeRoleWithWebIdentity", TARGET),
        (SAML, "sts:AssumeRole", TARGET),
        (SAML, "sts:AssumeRoleWithWebIdentity", TARGET),
        (OIDC, "sts:AssumeRoleWithSAML", TARGET),
        (OIDC, "sts:GetCallerIdentity", "*"),
        ("anonymous", "sts:AssumeRole", TARGET),
        ("anonymous", "sts:GetCallerIdentity", "*"),
    ] {
        let answer = open(principal, action, resource).is_in_both_modes("ImplicitlyDenied");
        assert!(!answer.answer["warnings"].as_array().unwrap().is_empty(), "the reason is told: {answer}");
    }
    open(USER, "sts:GetFederationToken", "arn:aws:sts::111122223333:federated-user/x").is("Allowed");
    open(FEDERATED, "iam:PassRole", TARGET).is("Allowed");
    open(OIDC, "sts:AssumeRoleWithWebIdentity", TARGET).is("Allowed");
}

#[test]
fn assume_root_is_for_the_callers_side_to_allow() {
    let root = "arn:aws:iam::444455556666:root";
    may(ROLE, "sts:AssumeRoot", root).identity(everything()).is("Allowed");
    may(ROLE, "sts:AssumeRoot", root).is("ImplicitlyDenied").by(&["identity"]);
    let denied = json!([{ "Effect": "Deny", "Action": "sts:AssumeRoot", "Resource": "*" }]);
    may(ROLE, "sts:AssumeRoot", root).identity(everything()).scps([denied]).is("ExplicitlyDenied").by(&["scp"]);
    may(ROLE, "sts:AssumeRoot", root)
        .identity(everything())
        .boundary(json!([{ "Effect": "Allow", "Action": "s3:*", "Resource": "*" }]))
        .is("ImplicitlyDenied")
        .by(&["boundary"]);
}

#[test]
fn what_belongs_to_aws_is_read_and_not_changed() {
    let managed = "arn:aws:iam::aws:policy/AdministratorAccess";
    let reserved =
        "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef";
    let alias = "arn:aws:kms:eu-west-1:111122223333:alias/aws/s3";
    for (action, resource) in [
        ("iam:CreatePolicyVersion", managed),
        ("iam:SetDefaultPolicyVersion", managed),
        ("iam:DeletePolicy", managed),
        ("iam:AttachRolePolicy", reserved),
        ("iam:UpdateAssumeRolePolicy", reserved),
        ("iam:DeleteRole", reserved),
        ("iam:PassRole", reserved),
        ("iam:UpdateAssumeRolePolicy", LINKED),
        ("iam:PutRolePolicy", LINKED),
        ("iam:DeleteRole", LINKED),
        ("kms:UpdateAlias", alias),
        ("kms:DeleteAlias", alias),
        ("ssm:PutParameter", "arn:aws:ssm:eu-west-1:111122223333:parameter/aws/service/x"),
        ("organizations:UpdatePolicy", "arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess"),
        ("organizations:DetachPolicy", "arn:aws:organizations::aws:policy/resource_control_policy/p-RCPFullAWSAccess"),
    ] {
        for principal in [ROLE, ROOT] {
            open(principal, action, resource).is_in_both_modes("ImplicitlyDenied").by(&["identity"]);
        }
    }
    for (action, resource) in [
        ("iam:GetPolicyVersion", managed),
        ("iam:GetRole", reserved),
        ("iam:ListRolePolicies", LINKED),
        ("iam:DeleteServiceLinkedRole", LINKED),
        ("iam:TagRole", LINKED),
        ("iam:UpdateAssumeRolePolicy", "arn:aws:iam::111122223333:role/aws-service-roles/Mine"),
        ("organizations:DetachPolicy", "arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess"),
        ("ssm:SendCommand", "arn:aws:ssm:eu-west-1::document/AWS-RunShellScript"),
    ] {
        open(ROLE, action, resource).is_in_both_modes("Allowed");
        may(ROLE, action, resource).is_in_both_modes("ImplicitlyDenied").by(&["identity"]);
    }
    open(
        "arn:aws:iam::111122223333:role/aws-service-role/sso.amazonaws.com/AWSServiceRoleForSSO",
        "iam:AttachRolePolicy",
        reserved,
    )
    .is("Allowed");
}

#[test]
fn a_service_linked_role_is_passed_to_its_service_only() {
    let pass = |service: &str| open(ROLE, "iam:PassRole", LINKED).with(json!({ "iam:PassedToService": service }));
    pass("autoscaling.amazonaws.com").is_in_both_modes("Allowed");
    pass("ec2.amazonaws.com").is_in_both_modes("ImplicitlyDenied");
    open(ROLE, "iam:PassRole", LINKED).is("ImplicitlyDenied");
    open(ROLE, "iam:PassRole", LINKED)
        .symbolic()
        .is("AllowedIf")
        .if_(&["iam:PassedToService StringEquals autoscaling.amazonaws.com"]);
}

#[test]
fn a_role_may_what_one_of_its_sessions_may() {
    let spared = |principals: Value| {
        may(ROLE, "s3:GetObject", "arn:aws:s3:::lake/x").identity(everything()).resource(json!([
            { "Effect": "Deny", "NotPrincipal": { "AWS": principals }, "Action": "s3:*", "Resource": "*" },
        ]))
    };
    spared(json!([ROLE, ROOT])).is_in_both_modes("ExplicitlyDenied").by(&["resource"]);
    spared(json!([SESSION, ROOT])).is_in_both_modes("ExplicitlyDenied");
    spared(json!([ROLE, "111122223333", "arn:aws:sts::111122223333:assumed-role/Other/x"])).is("ExplicitlyDenied");
    let some = spared(json!([ROLE, SESSION, ROOT]));
    some.is("ExplicitlyDenied");
    some.symbolic().is("AllowedIf").if_(&[&format!("principal ArnEquals {SESSION}")]);
    spared(json!("*")).is_in_both_modes("Allowed");
}

#[test]
fn the_unique_id_of_a_role_decides_what_its_sessions_have_in_common() {
    let id = "AROAEXAMPLEEXAMPLE12";
    let asked = |operator: &str, pattern: &str, given: &str| {
        let statement = json!([{ "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { operator: { "aws:userid": pattern } } }]);
        may(ROLE, "s3:GetObject", "arn:aws:s3:::lake/x").identity(statement).with(json!({ "aws:userid": given }))
    };
    for given in [id.to_owned(), format!("{id}:"), format!("{id}:*")] {
        asked("StringLike", "AROAEXAMPLEEXAMPLE12:*", &given).is_in_both_modes("Allowed");
        asked("StringLike", "AROAEXAMPLE*", &given).is_in_both_modes("Allowed");
        asked("StringNotLike", "AROASOMEBODYELSE1234:*", &given).is_in_both_modes("Allowed");
        asked("StringLike", "AROASOMEBODYELSE1234:*", &given).is_in_both_modes("ImplicitlyDenied");
        asked("StringLike", "*:ci-runner", &given).is_in_both_modes("AllowedIf");
        asked("StringEquals", "AROAEXAMPLEEXAMPLE12:ana", &given).is_in_both_modes("AllowedIf");
        asked("Null", "false", &given).is_in_both_modes("Allowed");
    }
    asked("StringEquals", "AROAEXAMPLEEXAMPLE12:ana", "AROAEXAMPLEEXAMPLE12:ana").is("Allowed");
}

#[test]
fn control_policies_spare_service_linked_roles_by_their_path() {
    let read = |principal: &str| {
        let denied = json!([{ "Effect": "Deny", "Action": "s3:*", "Resource": "*" }]);
        may(principal, "s3:ListAllMyBuckets", "*").identity(everything()).scps([denied])
    };
    let named = |arn: &str| json!({ "aws:PrincipalArn": arn });
    let mine = "arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForMe/x";
    read(mine).with(named("arn:aws:iam::111122223333:role/AWSServiceRoleForMe")).is("ExplicitlyDenied").by(&["scp"]);
    read(mine)
        .with(named("arn:aws:iam::111122223333:role/aws-service-role/me.amazonaws.com/AWSServiceRoleForMe"))
        .is("Allowed");
    read(mine).is_in_both_modes("AllowedIf").if_(&["aws:PrincipalArn ArnLike arn:*:iam::*:role/aws-service-role/*"]);
    read("arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForSupport/x").is("Allowed");
    read("arn:aws:iam::111122223333:role/AWSServiceRoleForSupport").is("ExplicitlyDenied");
}

#[test]
fn partitions_are_apart() {
    let trust = |principal: &str| {
        may(ROLE, "sts:AssumeRole", TARGET)
            .identity(everything())
            .resource(json!([{ "Effect": "Allow", "Principal": { "AWS": principal }, "Action": "sts:AssumeRole" }]))
    };
    trust("arn:aws:iam::111122223333:root").is("Allowed");
    for other in [
        "arn:aws-cn:iam::111122223333:root",
        "arn:aws-us-gov:iam::111122223333:role/Dev",
        "arn:aws-cn:sts::111122223333:assumed-role/Dev/x",
    ] {
        trust(other).is_in_both_modes("ImplicitlyDenied").by(&["resource"]);
    }
    open(ROLE, "s3:GetObject", "arn:aws-cn:s3:::lake/x").is_in_both_modes("ImplicitlyDenied");
    open("arn:aws-cn:iam::111122223333:role/Dev", "s3:GetObject", "arn:aws-cn:s3:::lake/x").is("Allowed");
    let denied = json!([{ "Effect": "Deny", "Principal": { "AWS": "arn:aws-cn:iam::111122223333:root" }, "Action": "*", "Resource": "*" }]);
    may(ROLE, "s3:GetObject", "arn:aws:s3:::lake/x").identity(everything()).resource(denied).is("Allowed");
}

#[test]
fn a_principal_that_is_not_understood_is_unknown_and_never_nobody() {
    for principal in [
        json!({ "AWS": "ana" }),
        json!({ "AWS": "lambda.amazonaws.com" }),
        json!({ "AWS": "arn:aws:sts::111122223333:assumed-role/Dev" }),
        json!({ "Robot": "r2" }),
    ] {
        let statement =
            |effect: &str| json!([{ "Effect": effect, "Principal": principal, "Action": "*", "Resource": "*" }]);
        let read = may(ROLE, "s3:GetObject", "arn:aws:s3:::lake/x");
        read.clone().resource(statement("Allow")).is_in_both_modes("AllowedIf");
        read.identity(everything()).resource(statement("Deny")).is_in_both_modes("AllowedIf");
    }
    let invoke = |caller: &str, named: &str| {
        may(caller, "lambda:InvokeFunction", "arn:aws:lambda:us-east-1:111122223333:function:f").resource(
            json!([{ "Effect": "Allow", "Principal": { "Service": named }, "Action": "lambda:*", "Resource": "*" }]),
        )
    };
    for service in ["alexa-appkit.amazon.com", "alexa-connectedhome.amazon.com", "states.eu-west-1.amazonaws.com"] {
        invoke(service, service).is("Allowed");
        invoke(service, "s3.amazonaws.com").is("ImplicitlyDenied");
    }
    invoke("quite-new.amazonaws.com", "quite-new.amazonaws.com")
        .is("Allowed")
        .warns("not known as a service principal");
    refused(
        json!({ "principal": "lambda.example.com", "action": "s3:GetObject", "resource": "*" }),
        "is not a principal",
    );
    refused(
        json!({ "principal": "arn:aws:iam::1234:role/x", "action": "s3:GetObject", "resource": "*" }),
        "is not a principal",
    );
}

#[test]
fn a_star_stands_for_every_resource_the_action_is_about() {
    let read = |action: &str, effect: &str, resource: &str| {
        let mut statements = vec![json!({ "Effect": effect, "Action": "*", "Resource": resource })];
        if effect == "Deny" {
            statements.push(everything()[0].clone());
        }
        may(ROLE, action, "*").identity(Value::Array(statements))
    };
    read("s3:GetObject", "Allow", "*").is_in_both_modes("Allowed");
    read("s3:GetObject", "Allow", "arn:aws:s3:::lake/*").is_in_both_modes("AllowedIf");
    read("s3:GetObject", "Deny", "arn:aws:s3:::lake/*").is_in_both_modes("AllowedIf");
    read("s3:GetObject", "Deny", "*").is_in_both_modes("ExplicitlyDenied");
    read("s3:GetObject", "Allow", "arn:aws:sqs:*:*:*").is_in_both_modes("ImplicitlyDenied");
    read("ec2:DescribeInstances", "Allow", "arn:aws:ec2:*:*:instance/*").is_in_both_modes("ImplicitlyDenied");
    read("ecs:RegisterTaskDefinition", "Allow", "arn:aws:ecs:*:111122223333:task-definition/*")
        .is_in_both_modes("AllowedIf");
    read("cloudformation:CreateStackSet", "Allow", "arn:aws:cloudformation:*:*:stackset/*")
        .is_in_both_modes("ImplicitlyDenied");
}

#[test]
fn numbers_are_read_alike_and_exactly() {
    let asked = |operator: &str, policy: &str, context: &str| {
        let request = format!(
            r#"{{"principal": "{ROLE}", "action": "s3:ListBucket", "resource": "arn:aws:s3:::lake", "context": {{"s3:max-keys": {context}}},
                "policies": {{"identity": [{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Action": "*", "Resource": "*",
                "Condition": {{"{operator}": {{"s3:max-keys": {policy}}}}}}}]}}]}}}}"#
        );
        let mut answer = Vec::new();
        Evaluator::new().answer(&Element::from(request.as_bytes()), &mut answer).unwrap();
        serde_json::from_slice::<Value>(&answer).unwrap()["decision"].clone()
    };
    for (operator, policy, context) in [
        ("NumericEquals", "1e3", "1000"),
        ("NumericEquals", "1000", "1E3"),
        ("NumericEquals", "\"1e3\"", "1000.0"),
        ("NumericEquals", "0.1", "\"0.10\""),
        ("NumericLessThan", "10000000000000000000001", "10000000000000000000000"),
        ("NumericLessThan", "0.30000000000000000002", "0.30000000000000000001"),
        ("NumericNotEquals", "9007199254740993.5", "9007199254740993.25"),
        ("StringEquals", "1.0", "1.0"),
        ("StringEquals", "100000000000000000000", "\"100000000000000000000\""),
    ] {
        assert_eq!(asked(operator, policy, context), "Allowed", "{operator} {policy} {context}");
    }
}

#[test]
fn what_aws_could_not_be_asked_is_refused_and_a_contradiction_told() {
    let ask = |member: &str, value: &str| {
        let mut request = json!({ "principal": ROLE, "action": "s3:GetObject", "resource": "arn:aws:s3:::lake/x" });
        request[member] = json!(value);
        request
    };
    refused(ask("action", "s3:Get*"), "stands for several actions");
    refused(ask("action", "GetObject"), "is not an action");
    refused(ask("resource", "lake/x"), "is not an ARN");
    refused(ask("resource", "arn:aws:iam::12345:role/x"), "is not an account id");
    refused(ask("resource", "arn:aws-moon:s3:::lake"), "is not a partition");
    refused(ask("resourceAccount", "1111-2222-3333"), "is not an account id");
    may(ROLE, "iam:GetRole", TARGET)
        .identity(everything())
        .member("resourceAccount", json!("444455556666"))
        .answer()
        .warns("the latter counts");
    may(ROLE, "s3:GetObjekt", "*").answer().warns("not known as an action");
    let owned =
        may(ROLE, "iam:GetPolicy", "arn:aws:iam::aws:policy/ReadOnlyAccess").identity(everything()).is("Allowed");
    assert_eq!(owned.answer["warnings"], json!([]));
}
