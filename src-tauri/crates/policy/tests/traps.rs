//! Forty-five things that tools which read IAM policies get wrong, each as a question and its answer.
//!
//! Where the trap lies in what is handed to the engine (which SCP chain, which version of a document), the test says what
//! the engine does with it once it is handed over.

mod question;

use armillary_policy::exchange::{Element, Evaluator};
use question::{Question, everything, may, policy};
use serde_json::{Value, json};

const USER: &str = "arn:aws:iam::111122223333:user/ana";
const ROLE: &str = "arn:aws:iam::111122223333:role/Dev";
const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/Dev/ana";
const FOREIGN: &str = "arn:aws:iam::777788889999:role/Partner";
const TARGET: &str = "arn:aws:iam::111122223333:role/Target";
const ASSUME: &str = "sts:AssumeRole";

fn allow(action: &str) -> Value {
    json!([{ "Effect": "Allow", "Action": action, "Resource": "*" }])
}

fn deny(action: &str) -> Value {
    json!([{ "Effect": "Deny", "Action": action, "Resource": "*" }])
}

fn all() -> Value {
    allow("*")
}

/// A trust policy of one statement that allows `sts:AssumeRole` to an `AWS` principal.
fn trust(principal: &str) -> Value {
    json!([{ "Effect": "Allow", "Principal": { "AWS": principal }, "Action": ASSUME }])
}

/// The same, under a condition.
fn trust_if(principal: &str, condition: Value) -> Value {
    json!([{ "Effect": "Allow", "Principal": { "AWS": principal }, "Action": ASSUME, "Condition": condition }])
}

fn assume(principal: &str) -> Question {
    may(principal, ASSUME, TARGET)
}

/// A read of an object by the role, allowed under a condition.
fn read_if(condition: Value) -> Question {
    may(ROLE, "s3:GetObject", "arn:aws:s3:::lake/x")
        .identity(json!([{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Condition": condition }]))
}

/// A read of an object by the role, allowed, and denied under a condition.
fn read_unless(condition: Value) -> Question {
    may(ROLE, "s3:GetObject", "arn:aws:s3:::lake/x").identity(json!([
        { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" },
        { "Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": condition },
    ]))
}

#[test]
fn trap_01_trust_of_root_is_trust_of_the_account() {
    for root in ["arn:aws:iam::111122223333:root", "111122223333"] {
        assume(ROLE).resource(trust(root)).identity(allow(ASSUME)).is_in_both_modes("Allowed").because("resource/0/0");
        assume(ROLE).resource(trust(root)).is_in_both_modes("ImplicitlyDenied").by(&["identity"]);
    }
}

#[test]
fn trap_02_scps_bind_the_callers_account_only() {
    let outside = assume(FOREIGN).resource(trust("777788889999")).identity(allow(ASSUME));
    outside.is("Allowed");
    outside.clone().scps([all(), all()]).is("Allowed");
    outside.clone().scps([all(), deny("*")]).is("ExplicitlyDenied").by(&["scp"]);
    let service = may("lambda.amazonaws.com", ASSUME, TARGET)
        .resource(json!([{ "Effect": "Allow", "Principal": { "Service": "lambda.amazonaws.com" }, "Action": ASSUME }]));
    service.scps([deny("*")]).is("Allowed");
    let rcp = json!([{ "Effect": "Deny", "Principal": "*", "Action": "sts:*", "Resource": "*" }]);
    outside.rcps([rcp]).is("ExplicitlyDenied").by(&["rcp"]);
}

#[test]
fn trap_03_scps_bind_neither_the_management_account_nor_service_linked_roles() {
    assume(ROLE).resource(trust(ROLE)).is("Allowed");
    let linked =
        "arn:aws:iam::111122223333:role/aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty";
    let read = |principal| may(principal, "ec2:DescribeInstances", "*").identity(all()).scps([deny("*")]);
    read(linked).is("Allowed");
    read("arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForAmazonGuardDuty/x").is("Allowed");
    read(ROLE).is("ExplicitlyDenied").by(&["scp"]);
    read("arn:aws:iam::111122223333:root").is("ExplicitlyDenied").by(&["scp"]);
}

#[test]
fn trap_04_levels_of_scps_intersect() {
    let read = may(ROLE, "s3:GetObject", "arn:aws:s3:::lake/x").identity(all());
    read.clone().scps([allow("s3:*"), allow("sts:*")]).is("ImplicitlyDenied").by(&["scp"]);
    let two = json!([{ "node": "r-1", "policies": [policy(allow("sts:*")), policy(allow("s3:*"))] }]);
    read.clone().under("scps", two).is("Allowed");
    read.scps([allow("s3:*"), allow("s3:Get*")]).is("Allowed");
}

#[test]
fn trap_05_a_level_without_an_allow_denies() {
    let read = may(ROLE, "s3:GetObject", "arn:aws:s3:::lake/x").identity(all());
    let empty = json!([{ "node": "r-1", "policies": [everything()] }, { "node": "ou-1", "policies": [] }]);
    read.clone().under("scps", empty).is_in_both_modes("ImplicitlyDenied").by(&["scp"]);
    read.scps([all(), deny("ec2:*"), all()]).is_in_both_modes("ImplicitlyDenied").by(&["scp"]);
}

#[test]
fn trap_06_an_scp_may_allow_under_conditions_and_for_resources() {
    let read = |bucket: &str| may(ROLE, "s3:GetObject", &format!("arn:aws:s3:::{bucket}/x")).identity(all());
    let scp = json!([{ "Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::lake/*",
        "Condition": { "StringEquals": { "aws:RequestedRegion": "eu-west-1" } } }]);
    let there = json!({ "aws:RequestedRegion": "eu-west-1" });
    read("lake").scps([scp.clone()]).with(there.clone()).is("Allowed");
    read("lake").scps([scp.clone()]).is("ImplicitlyDenied").by(&["scp"]);
    read("lake").scps([scp.clone()]).symbolic().is("AllowedIf").if_(&["aws:RequestedRegion StringEquals eu-west-1"]);
    read("pond").scps([scp]).with(there).is("ImplicitlyDenied").by(&["scp"]);
    let but = json!([{ "Effect": "Allow", "NotAction": "iam:*", "NotResource": "arn:aws:s3:::lake/*" }]);
    read("lake").scps([but.clone()]).is("ImplicitlyDenied").by(&["scp"]);
    read("pond").scps([but]).is("Allowed");
}

#[test]
fn trap_07_rcps_bind_whoever_calls_but_service_linked_roles_and_the_management_account() {
    let perimeter = json!([{ "Effect": "Deny", "Principal": "*", "Action": ASSUME, "Resource": "*", "Condition": {
        "StringNotEqualsIfExists": { "aws:PrincipalOrgID": "o-home" },
        "BoolIfExists": { "aws:PrincipalIsAWSService": "false" } } }]);
    let outside = assume(FOREIGN).resource(trust("777788889999")).identity(all());
    let away = json!({ "aws:PrincipalOrgID": "o-away" });
    outside.clone().with(away.clone()).rcps([perimeter.clone()]).is("ExplicitlyDenied").by(&["rcp"]);
    outside.clone().with(json!({ "aws:PrincipalOrgID": "o-home" })).rcps([perimeter.clone()]).is("Allowed");
    outside.with(away).is("Allowed");

    let everyone = json!([{ "Effect": "Deny", "Principal": "*", "Action": "sts:*", "Resource": "*" }]);
    let service = json!([{ "Effect": "Allow", "Principal": { "Service": "ec2.amazonaws.com" }, "Action": ASSUME }]);
    may("ec2.amazonaws.com", ASSUME, TARGET).resource(service.clone()).rcps([everyone.clone()]).is("ExplicitlyDenied");
    let linked = "arn:aws:iam::111122223333:role/aws-service-role/ec2.amazonaws.com/AWSServiceRoleForEC2Spot";
    may("ec2.amazonaws.com", ASSUME, linked).resource(service).rcps([everyone]).is("Allowed");

    let read = |principal| {
        let deny = json!([{ "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*" }]);
        may(principal, "s3:GetObject", "arn:aws:s3:::lake/x").identity(all()).rcps([deny])
    };
    read(ROLE).is("ExplicitlyDenied").by(&["rcp"]);
    read("arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX").is("Allowed");
}

#[test]
fn trap_08_an_identity_allow_is_not_enough_without_trust() {
    assume(ROLE).identity(all()).is_in_both_modes("ImplicitlyDenied").by(&["resource"]);
    assume(ROLE)
        .identity(all())
        .resource(trust("arn:aws:iam::111122223333:role/Other"))
        .is("ImplicitlyDenied")
        .by(&["resource"]);
}

#[test]
fn trap_09_trust_that_names_the_user_is_enough_within_the_account() {
    assume(USER).resource(trust(USER)).is_in_both_modes("Allowed").because("resource/0/0");
    assume(USER).resource(trust(USER)).identity(deny("sts:*")).is("ExplicitlyDenied").by(&["identity"]);
    let foreign = "arn:aws:iam::777788889999:user/bo";
    assume(foreign).resource(trust(foreign)).is("ImplicitlyDenied").by(&["identity"]);
}

#[test]
fn trap_10_trust_of_a_role_is_limited_where_trust_of_its_session_is_not() {
    let bounded = |principal: &str| assume(SESSION).resource(trust(principal)).boundary(allow("s3:*"));
    bounded(ROLE).is_in_both_modes("ImplicitlyDenied").by(&["boundary"]);
    bounded(SESSION).is_in_both_modes("Allowed");
    let narrowed = |principal: &str| assume(SESSION).resource(trust(principal)).session(allow("s3:*"));
    narrowed(ROLE).is_in_both_modes("ImplicitlyDenied").by(&["session"]);
    narrowed(SESSION).is_in_both_modes("Allowed");
    assume(SESSION).resource(trust(ROLE)).boundary(all()).session(all()).is("Allowed");
    assume(SESSION).resource(trust(SESSION)).session(deny("sts:*")).is("ExplicitlyDenied").by(&["session"]);
}

#[test]
fn trap_11_a_session_is_of_the_role_whatever_the_roles_path() {
    let pathed = "arn:aws:iam::111122223333:role/service-role/team/Dev";
    assume(SESSION).resource(trust(pathed)).is("Allowed");
    assume(pathed).resource(trust(pathed)).is("Allowed");
    assume(ROLE).resource(trust(pathed)).is("ImplicitlyDenied").by(&["resource"]);
    assume(pathed).resource(trust(ROLE)).is("ImplicitlyDenied").by(&["resource"]);
}

#[test]
fn trap_12_a_unique_id_is_not_the_role_that_has_its_name_now() {
    let id = "AROAEXAMPLEEXAMPLE123";
    let statements = trust(id);
    assume(ROLE).resource(statements.clone()).is("ImplicitlyDenied").by(&["resource"]);
    let as_id = |id: &str| json!({ "aws:userid": format!("{id}:ana") });
    assume(SESSION).resource(statements.clone()).with(as_id(id)).is_in_both_modes("Allowed");
    assume(SESSION)
        .resource(statements)
        .with(as_id("AROANEWNEWNEWNEWNEW12"))
        .is_in_both_modes("ImplicitlyDenied")
        .by(&["resource"]);
    let by_name = trust_if("*", json!({ "ArnEquals": { "aws:PrincipalArn": ROLE } }));
    assume(ROLE).resource(by_name).with(json!({ "aws:PrincipalArn": ROLE })).is("Allowed");
}

#[test]
fn trap_13_a_negated_operator_holds_for_a_missing_key() {
    for (operator, value) in [
        ("StringNotEquals", "a"),
        ("StringNotEqualsIgnoreCase", "a"),
        ("StringNotLike", "a*"),
        ("ArnNotEquals", "arn:aws:iam::111122223333:role/a"),
        ("ArnNotLike", "arn:aws:iam::111122223333:role/a"),
        ("NumericNotEquals", "1"),
        ("DateNotEquals", "2026-01-01T00:00:00Z"),
        ("NotIpAddress", "10.0.0.0/8"),
    ] {
        let condition = json!({ operator: { "aws:x": value } });
        read_if(condition.clone()).is("Allowed");
        read_unless(condition).is("ExplicitlyDenied").by(&["identity"]);
    }
}

#[test]
fn trap_14_if_exists_on_a_deny_denies_when_the_key_is_missing() {
    for condition in [
        json!({ "StringNotEqualsIfExists": { "aws:PrincipalOrgID": "o-home" } }),
        json!({ "StringEqualsIfExists": { "aws:PrincipalOrgID": "o-home" } }),
        json!({ "BoolIfExists": { "aws:MultiFactorAuthPresent": "false" } }),
    ] {
        read_unless(condition).is("ExplicitlyDenied").by(&["identity"]);
    }
    read_unless(json!({ "Bool": { "aws:MultiFactorAuthPresent": "false" } })).is("Allowed");
}

#[test]
fn trap_15_for_all_values_holds_for_the_empty_set() {
    let condition = json!({ "ForAllValues:StringEquals": { "aws:TagKeys": ["team"] } });
    read_if(condition.clone()).is("Allowed");
    read_if(condition.clone()).with(json!({ "aws:TagKeys": [] })).is("Allowed");
    read_if(condition.clone()).with(json!({ "aws:TagKeys": ["team"] })).is("Allowed");
    read_if(condition).with(json!({ "aws:TagKeys": ["team", "stage"] })).is("ImplicitlyDenied");
    let any = json!({ "ForAnyValue:StringEquals": { "aws:TagKeys": ["team"] } });
    read_if(any.clone()).is("ImplicitlyDenied");
    read_if(any).with(json!({ "aws:TagKeys": ["team", "stage"] })).is("Allowed");
}

#[test]
fn trap_16_several_values_without_a_set_operator_never_match() {
    for key in ["aws:TagKeys", "aws:PrincipalOrgPaths", "sagemaker:InstanceTypes"] {
        for operator in ["StringEquals", "StringLike", "StringNotEquals"] {
            let condition = json!({ operator: { key: "a" } });
            read_if(condition.clone()).with(json!({ key: ["a"] })).is_in_both_modes("ImplicitlyDenied");
            read_if(condition).with(json!({ key: ["b", "c"] })).is_in_both_modes("ImplicitlyDenied");
        }
    }
    read_if(json!({ "StringEquals": { "aws:RequestTag/x": "a" } }))
        .with(json!({ "aws:RequestTag/x": ["a", "b"] }))
        .is("ImplicitlyDenied");
}

#[test]
fn trap_17_null_with_two_keys_asks_for_both() {
    let condition = json!({ "Null": { "sagemaker:VpcSubnets": "true", "sagemaker:VpcSecurityGroupIds": "true" } });
    read_unless(condition.clone()).is("ExplicitlyDenied");
    read_unless(condition.clone()).with(json!({ "sagemaker:VpcSubnets": ["subnet-1"] })).is("Allowed");
    read_unless(condition).with(json!({ "sagemaker:VpcSecurityGroupIds": ["sg-1"] })).is("Allowed");
}

#[test]
fn trap_18_a_misspelt_key_is_another_key() {
    let condition = json!({ "Null": { "sagemaker:VpcSecurityGroup": "true" } });
    let given = json!({ "sagemaker:VpcSecurityGroupIds": ["sg-1"] });
    read_unless(condition.clone()).with(given.clone()).is("ExplicitlyDenied");
    read_unless(condition).with(given).symbolic().is("AllowedIf");
    read_if(json!({ "StringEquals": { "aws:PrincipalOrgId ": "o-1" } }))
        .with(json!({ "aws:PrincipalOrgID": "o-1" }))
        .is("ImplicitlyDenied");
}

#[test]
fn trap_19_two_keys_of_one_operator_must_both_hold() {
    let condition =
        json!({ "StringNotEquals": { "aws:SourceVpce": "vpce-1", "aws:PrincipalAccount": "111122223333" } });
    let from = |vpce: &str, account: &str| {
        read_unless(condition.clone()).with(json!({ "aws:SourceVpce": vpce, "aws:PrincipalAccount": account }))
    };
    from("vpce-2", "777788889999").is("ExplicitlyDenied");
    from("vpce-1", "777788889999").is("Allowed");
    from("vpce-2", "111122223333").is("Allowed");
}

#[test]
fn trap_20_arn_operators_match_segment_by_segment_with_wildcards() {
    let arn = |operator: &str, pattern: &str| {
        read_if(json!({ operator: { "aws:SourceArn": pattern } }))
            .with(json!({ "aws:SourceArn": "arn:aws:sns:eu-west-1:111122223333:topic:a/b" }))
            .answer()
            .answer["decision"]
            .clone()
    };
    for operator in ["ArnEquals", "ArnLike"] {
        assert_eq!(arn(operator, "arn:aws:sns:*:111122223333:*"), "Allowed");
        assert_eq!(arn(operator, "arn:aws:sns:*:*:topic:?/*"), "Allowed");
        assert_eq!(arn(operator, "arn:aws:*:111122223333:topic:a/b"), "ImplicitlyDenied");
        assert_eq!(arn(operator, "arn:aws:sns:eu-west-1:111122223333:TOPIC:a/b"), "ImplicitlyDenied");
    }
    assert_eq!(arn("StringLike", "arn:aws:*:111122223333:topic:a/b"), "Allowed");
}

#[test]
fn trap_21_a_star_in_string_equals_is_a_star() {
    let key = json!({ "aws:PrincipalTag/team": "fraud" });
    read_if(json!({ "StringEquals": { "aws:PrincipalTag/team": "f*" } })).with(key.clone()).is("ImplicitlyDenied");
    read_if(json!({ "StringLike": { "aws:PrincipalTag/team": "f*" } })).with(key).is("Allowed");
    read_if(json!({ "StringEquals": { "aws:PrincipalTag/team": "f*" } }))
        .with(json!({ "aws:PrincipalTag/team": "f*" }))
        .is("Allowed");
}

#[test]
fn trap_22_without_the_new_version_variables_are_text() {
    let home = |document: Value, resource: &str| {
        may(USER, "s3:GetObject", resource).under("identity", json!([document])).with(json!({ "aws:username": "ana" }))
    };
    let statement =
        json!([{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::home/${aws:username}/*" }]);
    for old in [json!({ "Statement": statement }), json!({ "Version": "2008-10-17", "Statement": statement })] {
        home(old.clone(), "arn:aws:s3:::home/ana/x").is("ImplicitlyDenied").by(&["identity"]);
        home(old, "arn:aws:s3:::home/${aws:username}/x").is("Allowed");
    }
    home(policy(statement), "arn:aws:s3:::home/ana/x").is("Allowed");
}

#[test]
fn trap_23_a_deny_with_not_principal_denies_whoever_has_a_boundary() {
    let document = json!([
        { "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "s3:*", "Resource": "*" },
        { "Effect": "Deny", "NotPrincipal": { "AWS": [ROLE, SESSION, "arn:aws:iam::111122223333:root"] }, "Action": "s3:*", "Resource": "*" },
    ]);
    let read =
        |principal| may(principal, "s3:GetObject", "arn:aws:s3:::lake/x").identity(all()).resource(document.clone());
    read(SESSION).is("Allowed");
    read(SESSION).boundary(all()).is("ExplicitlyDenied").by(&["resource"]);
    read(USER).is("ExplicitlyDenied").by(&["resource"]);
    read("arn:aws:sts::111122223333:assumed-role/Dev/other").is("ExplicitlyDenied").by(&["resource"]);
}

#[test]
fn trap_24_allow_with_not_action_includes_iam_sts_and_organizations() {
    let power = json!([{ "Effect": "Allow", "NotAction": "s3:*", "Resource": "*" }]);
    for action in ["iam:CreateUser", "sts:GetFederationToken", "organizations:LeaveOrganization", "kms:ListKeys"] {
        may(USER, action, "*").identity(power.clone()).is("Allowed").because("identity/0/0");
    }
    may(ROLE, "S3:ListAllMyBuckets", "*").identity(power).is("ImplicitlyDenied");
}

#[test]
fn trap_25_group_policies_are_the_users() {
    let own = policy(allow("ec2:*"));
    let group = policy(allow("s3:*"));
    may(USER, "s3:GetObject", "arn:aws:s3:::lake/x")
        .under("identity", json!([own, group]))
        .is("Allowed")
        .because("identity/1/0");
    let read = may(USER, "s3:GetObject", "arn:aws:s3:::lake/x");
    let group = "arn:aws:iam::111122223333:group/readers";
    read.resource(json!([{ "Effect": "Allow", "Principal": { "AWS": group }, "Action": "*", "Resource": "*" }]))
        .is("ImplicitlyDenied");
}

#[test]
fn trap_26_only_the_version_that_is_given_counts() {
    let read = |document: Value| may(ROLE, "s3:GetObject", "arn:aws:s3:::lake/x").under("identity", json!([document]));
    let (first, fifth) = (policy(allow("s3:*")), policy(allow("ec2:*")));
    read(first).is("Allowed");
    read(fifth).is("ImplicitlyDenied").by(&["identity"]);
}

#[test]
fn trap_27_a_boundary_grants_nothing() {
    let read = may(ROLE, "s3:GetObject", "arn:aws:s3:::lake/x").boundary(all());
    read.is_in_both_modes("ImplicitlyDenied").by(&["identity"]);
    read.clone().identity(allow("s3:*")).is("Allowed");
    read.boundary(allow("ec2:*")).identity(allow("s3:*")).is("ImplicitlyDenied").by(&["boundary"]);
}

#[test]
fn trap_28_session_policies_narrow_identity_grants_but_not_grants_to_the_session() {
    let read = may(SESSION, "s3:GetObject", "arn:aws:s3:::lake/x").session(allow("ec2:*"));
    read.clone().identity(all()).is_in_both_modes("ImplicitlyDenied").by(&["session"]);
    let grant =
        |to: &str| json!([{ "Effect": "Allow", "Principal": { "AWS": to }, "Action": "s3:*", "Resource": "*" }]);
    read.clone().resource(grant(SESSION)).is_in_both_modes("Allowed");
    read.clone().resource(grant(ROLE)).is("ImplicitlyDenied").by(&["session"]);
    read.session(deny("s3:*")).resource(grant(SESSION)).is("ExplicitlyDenied").by(&["session"]);
}

#[test]
fn trap_29_passing_tags_needs_tag_session_in_the_trust() {
    let tag = may(FOREIGN, "sts:TagSession", TARGET).identity(allow("sts:*"));
    tag.clone().resource(trust("777788889999")).is("ImplicitlyDenied").by(&["resource"]);
    let both =
        json!([{ "Effect": "Allow", "Principal": { "AWS": "777788889999" }, "Action": [ASSUME, "sts:TagSession"] }]);
    tag.clone().resource(both.clone()).is("Allowed");
    tag.identity(allow(ASSUME)).resource(both).is("ImplicitlyDenied").by(&["identity"]);
}

#[test]
fn trap_30_the_assume_role_actions_are_separate() {
    let provider = "arn:aws:iam::111122223333:saml-provider/Corp";
    let trusting =
        |action: &str| json!([{ "Effect": "Allow", "Principal": { "Federated": provider }, "Action": action }]);
    may(provider, "sts:AssumeRoleWithSAML", TARGET).resource(trusting("sts:AssumeRoleWithSAML")).is("Allowed");
    may(provider, "sts:AssumeRoleWithSAML", TARGET).resource(trusting(ASSUME)).is("ImplicitlyDenied").by(&["resource"]);
    may(provider, "sts:AssumeRoleWithSAML", TARGET).resource(trusting("sts:AssumeRole*")).is("Allowed");
    assume(ROLE)
        .identity(allow("sts:AssumeRoleWithSAML"))
        .resource(trust("111122223333"))
        .is("ImplicitlyDenied")
        .by(&["identity"]);
    may(ROLE, "sts:AssumeRoot", "arn:aws:iam::111122223333:root").identity(allow(ASSUME)).is("ImplicitlyDenied");
}

#[test]
fn trap_31_a_trust_with_external_id_is_not_open() {
    let partner = assume(FOREIGN)
        .identity(allow(ASSUME))
        .resource(trust_if("777788889999", json!({ "StringEquals": { "sts:ExternalId": "contract-7" } })));
    partner.is("ImplicitlyDenied").by(&["resource"]);
    partner.clone().symbolic().is("AllowedIf").if_(&["sts:ExternalId StringEquals contract-7"]);
    partner.clone().with(json!({ "sts:ExternalId": "contract-7" })).is("Allowed");
    partner.with(json!({ "sts:ExternalId": "other" })).is_in_both_modes("ImplicitlyDenied");
}

#[test]
fn trap_32_a_wildcard_in_the_subject_of_a_token_lets_others_in() {
    let provider = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com";
    let login = |pattern: &str, subject: &str| {
        may(provider, "sts:AssumeRoleWithWebIdentity", TARGET)
            .resource(json!([{ "Effect": "Allow", "Principal": { "Federated": provider }, "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": { "StringLike": { "token.actions.githubusercontent.com:sub": pattern } } }]))
            .with(json!({ "token.actions.githubusercontent.com:sub": subject }))
    };
    login("repo:acme/*", "repo:acme/models:ref:refs/heads/main").is("Allowed");
    login("repo:acme/*", "repo:acme-evil/x:ref:refs/heads/main").is("ImplicitlyDenied");
    login("repo:acme*", "repo:acme-evil/x:ref:refs/heads/main").is("Allowed");
    let no_subject = json!({ "token.actions.githubusercontent.com:sub": null });
    login("repo:*", "").with(no_subject).is("ImplicitlyDenied");
}

#[test]
fn trap_33_bool_if_exists_lets_long_term_keys_through() {
    let lax = json!({ "BoolIfExists": { "aws:MultiFactorAuthPresent": "true" } });
    let strict = json!({ "Bool": { "aws:MultiFactorAuthPresent": "true" } });
    let (with, without) =
        (json!({ "aws:MultiFactorAuthPresent": "true" }), json!({ "aws:MultiFactorAuthPresent": false }));
    read_if(lax.clone()).is("Allowed");
    read_if(strict.clone()).is("ImplicitlyDenied");
    for condition in [lax, strict] {
        read_if(condition.clone()).with(with.clone()).is("Allowed");
        read_if(condition).with(without.clone()).is("ImplicitlyDenied");
    }
}

#[test]
fn trap_34_an_organization_path_ends_with_a_slash() {
    let from = |pattern: &str, path: &str| {
        read_if(json!({ "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": pattern } }))
            .with(json!({ "aws:PrincipalOrgPaths": [path] }))
            .answer()
            .answer["decision"]
            .clone()
    };
    let (ou, child) = ("o-a/r-b/ou-dev/", "o-a/r-b/ou-dev/ou-fraud/");
    assert_eq!(from("o-a/r-b/ou-dev/", ou), "Allowed");
    assert_eq!(from("o-a/r-b/ou-dev/", child), "ImplicitlyDenied");
    assert_eq!(from("o-a/r-b/ou-dev", ou), "ImplicitlyDenied");
    assert_eq!(from("o-a/r-b/ou-dev/*", ou), "Allowed");
    assert_eq!(from("o-a/r-b/ou-dev/*", child), "Allowed");
    assert_eq!(from("o-a/r-b/ou-dev/ou-*", ou), "ImplicitlyDenied");
    assert_eq!(from("o-a/r-b/ou-dev*", "o-a/r-b/ou-developers/"), "Allowed");
}

#[test]
fn trap_35_the_management_account_has_the_organizations_id_too() {
    let management = "arn:aws:iam::999900001111:role/Admin";
    let of_org = trust_if("*", json!({ "StringEquals": { "aws:PrincipalOrgID": "o-home" } }));
    let from = |context: Value| assume(management).identity(all()).resource(of_org.clone()).with(context);
    from(json!({ "aws:PrincipalOrgID": "o-home" })).is("Allowed");
    from(json!({})).is("ImplicitlyDenied").by(&["resource"]);
    from(json!({})).symbolic().is("AllowedIf").if_(&["aws:PrincipalOrgID StringEquals o-home"]);
}

#[test]
fn trap_36_a_role_is_passed_within_its_account_only() {
    let pass = |role: &str| may(ROLE, "iam:PassRole", role).identity(allow("iam:PassRole"));
    pass(TARGET).is("Allowed");
    pass("arn:aws:iam::777788889999:role/Target").is_in_both_modes("ImplicitlyDenied").by(&["resource"]);
}

#[test]
fn trap_37_trust_of_an_account_holds_whatever_became_of_the_account() {
    let closed = "arn:aws:iam::222200002222:role/Old";
    assume(closed).identity(all()).resource(trust("arn:aws:iam::222200002222:root")).is("Allowed");
}

#[test]
fn trap_38_a_session_of_a_role_may_assume_the_next_as_its_role_may() {
    let next = json!([{ "Effect": "Allow", "Principal": { "AWS": ROLE }, "Action": ASSUME,
        "Condition": { "NumericLessThanEquals": { "sts:DurationSeconds": "3600" } } }]);
    let chain = assume(SESSION).resource(next);
    chain.clone().with(json!({ "sts:DurationSeconds": 3600 })).is("Allowed");
    chain.with(json!({ "sts:DurationSeconds": 3601 })).is("ImplicitlyDenied").by(&["resource"]);
}

#[test]
fn trap_39_a_permission_sets_role_is_entered_through_its_provider_only() {
    let role = "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef";
    let provider = "arn:aws:iam::111122223333:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE";
    let document = json!([{ "Effect": "Allow", "Principal": { "Federated": provider }, "Action": ["sts:AssumeRoleWithSAML", "sts:TagSession"],
        "Condition": { "StringEquals": { "SAML:aud": "https://signin.aws.amazon.com/saml" } } }]);
    let audience = json!({ "saml:aud": "https://signin.aws.amazon.com/saml" });
    may(provider, "sts:AssumeRoleWithSAML", role).resource(document.clone()).with(audience).is("Allowed");
    may(ROLE, ASSUME, role).identity(all()).resource(document).is_in_both_modes("ImplicitlyDenied").by(&["resource"]);
}

#[test]
fn trap_40_a_deny_of_an_account_denies_everyone_in_it() {
    for account in ["111122223333", "arn:aws:iam::111122223333:root"] {
        let document =
            json!([{ "Effect": "Deny", "Principal": { "AWS": account }, "Action": "s3:*", "Resource": "*" }]);
        for principal in
            [USER, ROLE, SESSION, "arn:aws:iam::111122223333:root", "arn:aws:sts::111122223333:federated-user/ana"]
        {
            may(principal, "s3:GetObject", "arn:aws:s3:::lake/x")
                .identity(all())
                .resource(document.clone())
                .is("ExplicitlyDenied")
                .by(&["resource"]);
        }
    }
}

#[test]
fn trap_41_unknown_is_neither_safe_nor_denied() {
    let denied = read_unless(json!({ "StringNotEquals": { "aws:SourceVpce": "vpce-1" } })).symbolic();
    denied.is("AllowedIf").if_(&["aws:SourceVpce StringEquals vpce-1"]);
    let allowed = read_if(json!({ "Bool": { "aws:MultiFactorAuthPresent": "true" } })).symbolic();
    allowed.is("AllowedIf").if_(&["aws:MultiFactorAuthPresent Bool true"]);
    read_if(json!({ "StringEqual": { "aws:x": "y" } })).is_in_both_modes("AllowedIf").warns("StringEqual");
    read_unless(json!({ "StringEqual": { "aws:x": "y" } })).is_in_both_modes("AllowedIf").warns("StringEqual");
    let undecided = json!({ "ForAnyValue:StringEqualsIfExists": { "aws:TagKeys": "team" } });
    read_if(undecided.clone()).is_in_both_modes("AllowedIf").warns("ForAnyValue");
    read_unless(undecided).is_in_both_modes("AllowedIf").warns("ForAnyValue");
}

#[test]
fn trap_42_get_caller_identity_is_always_allowed() {
    may(ROLE, "sts:GetCallerIdentity", "*").is_in_both_modes("Allowed");
    may(USER, "STS:GetCallerIdentity", "*").identity(deny("*")).scps([deny("*")]).is_in_both_modes("Allowed");
}

#[test]
fn trap_43_a_key_is_governed_by_its_own_policy() {
    let key = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    let grant =
        |to: &str| json!([{ "Effect": "Allow", "Principal": { "AWS": to }, "Action": "kms:*", "Resource": "*" }]);
    let decrypt = may(ROLE, "kms:Decrypt", key);
    decrypt.clone().identity(allow("kms:*")).is_in_both_modes("ImplicitlyDenied").by(&["resource"]);
    decrypt.clone().identity(allow("kms:*")).resource(grant("arn:aws:iam::111122223333:root")).is("Allowed");
    decrypt.clone().resource(grant("arn:aws:iam::111122223333:root")).is("ImplicitlyDenied").by(&["identity"]);
    decrypt.clone().resource(grant(ROLE)).is("Allowed");
    decrypt.identity(allow("kms:*")).resource(grant(USER)).is("ImplicitlyDenied").by(&["resource"]);
}

#[test]
fn trap_44_actions_and_keys_ignore_case_and_arns_do_not() {
    let read = |action: &str, resource: &str| {
        may(ROLE, action, "arn:aws:s3:::Lake/X")
            .identity(json!([{ "Effect": "Allow", "Action": "S3:getOBJECT", "Resource": resource,
            "Condition": { "StringEquals": { "AWS:PrincipalTag/Team": "Fraud" } } }]))
    };
    let tagged = json!({ "aws:principaltag/team": "Fraud" });
    read("s3:GetObject", "arn:aws:s3:::Lake/*").with(tagged.clone()).is("Allowed");
    read("s3:GetObject", "arn:aws:s3:::lake/*").with(tagged).is("ImplicitlyDenied");
    read("s3:GetObject", "arn:aws:s3:::Lake/*")
        .with(json!({ "aws:PrincipalTag/Team": "fraud" }))
        .is("ImplicitlyDenied");
    assume("arn:aws:iam::111122223333:role/dev").resource(trust(ROLE)).is("ImplicitlyDenied");
}

#[test]
fn trap_45_an_answer_is_of_the_documents_given_not_of_those_before() {
    let mut evaluator = Evaluator::new();
    for (trusted, decision) in
        [(ROLE, "Allowed"), ("arn:aws:iam::111122223333:role/Other", "ImplicitlyDenied"), (ROLE, "Allowed")]
    {
        let request = json!({ "principal": ROLE, "action": ASSUME, "resource": TARGET, "policies": { "resource": policy(trust(trusted)) } });
        let mut line = Vec::new();
        evaluator.answer(&Element::from(request.to_string().as_bytes()), &mut line).unwrap();
        assert_eq!(serde_json::from_slice::<Value>(&line).unwrap()["decision"], decision);
    }
}
