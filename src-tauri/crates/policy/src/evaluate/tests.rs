use std::sync::Arc;

use super::*;
use crate::{Action, Context, Level, Mode, Outcome, Policy, Principal, Resource, decide};

const ROLE: &str = "arn:aws:iam::111122223333:role/team/Caller";
const SESSION: &str = "arn:aws:sts::111122223333:assumed-role/Caller/me";
const TARGET: &str = "arn:aws:iam::111122223333:role/Target";
const FAR: &str = "arn:aws:iam::444455556666:role/Target";

/// A request and what it is held against, with everything allowed unless a test says otherwise.
struct Case {
    principal: &'static str,
    action: &'static str,
    resource: &'static str,
    context: Context,
    mode: Mode,
    identity: Vec<Arc<Policy>>,
    trust: Option<Policy>,
    boundary: Option<Vec<Arc<Policy>>>,
    session: Option<Policy>,
    endpoint: Option<Vec<Arc<Policy>>>,
    scps: Option<Vec<Level>>,
    rcps: Option<Vec<Level>>,
}

fn policy(statements: &str) -> Policy {
    Policy::parse(&format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#)).unwrap()
}

fn everything() -> Policy {
    policy(r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#)
}

fn trust(principal: &str) -> Policy {
    policy(&format!(r#"{{"Effect": "Allow", "Principal": {principal}, "Action": "sts:AssumeRole"}}"#))
}

fn level(node: &str, policies: Vec<Policy>) -> Level {
    Level { node: node.into(), policies: policies.into_iter().map(Arc::new).collect() }
}

fn case(principal: &'static str, action: &'static str, resource: &'static str) -> Case {
    Case {
        principal,
        action,
        resource,
        context: Context::new(),
        mode: Mode::Strict,
        identity: Vec::new(),
        trust: None,
        boundary: None,
        session: None,
        endpoint: None,
        scps: None,
        rcps: None,
    }
}

impl Case {
    fn with_identity(mut self) -> Case {
        self.identity = vec![Arc::new(everything())];
        self
    }

    fn trusting(mut self, principal: &str) -> Case {
        self.trust = Some(trust(principal));
        self
    }

    fn bounded(mut self, boundary: Policy) -> Case {
        self.boundary = Some(vec![Arc::new(boundary)]);
        self
    }

    fn decision(&self) -> Decision {
        let principal = Principal::parse(self.principal).unwrap();
        let (action, resource) = (Action::new(self.action), Resource::new(self.resource));
        let request = Request {
            principal: &principal,
            action: &action,
            resource: &resource,
            resource_account: None,
            context: &self.context,
            mode: self.mode,
        };
        let policies = Policies {
            identity: &self.identity,
            resource: self.trust.as_ref(),
            boundary: self.boundary.as_deref(),
            session: self.session.as_ref(),
            endpoint: self.endpoint.as_deref(),
            scps: self.scps.as_deref(),
            rcps: self.rcps.as_deref(),
        };
        let decision = evaluate(&request, &policies);
        assert_eq!(decide(&request, &policies), decision.verdict);
        decision
    }

    fn answers(&self, verdict: Verdict, blocked_by: &[Layer]) {
        let decision = self.decision();
        assert_eq!((decision.verdict, &decision.blocked_by[..]), (verdict, blocked_by), "{decision:#?}");
    }
}

fn assume(principal: &'static str, role: &'static str) -> Case {
    case(principal, "sts:AssumeRole", role)
}

#[test]
fn across_accounts_both_sides_must_allow() {
    assume(ROLE, FAR).with_identity().trusting(r#"{"AWS": "111122223333"}"#).answers(Verdict::Allowed, &[]);
    assume(ROLE, FAR).trusting(r#"{"AWS": "111122223333"}"#).answers(Verdict::ImplicitlyDenied, &[Layer::Identity]);
    assume(ROLE, FAR)
        .with_identity()
        .trusting(r#"{"AWS": "999999999999"}"#)
        .answers(Verdict::ImplicitlyDenied, &[Layer::Resource]);
    assume(ROLE, FAR).answers(Verdict::ImplicitlyDenied, &[Layer::Identity, Layer::Resource]);
}

#[test]
fn a_role_must_be_trusted_also_within_its_account() {
    assume(ROLE, TARGET).with_identity().answers(Verdict::ImplicitlyDenied, &[Layer::Resource]);
    assume(ROLE, TARGET)
        .with_identity()
        .trusting(r#"{"AWS": "arn:aws:iam::111122223333:root"}"#)
        .answers(Verdict::Allowed, &[]);
    assume(ROLE, TARGET).trusting(r#"{"AWS": "111122223333"}"#).answers(Verdict::ImplicitlyDenied, &[Layer::Identity]);
    assume(ROLE, TARGET).trusting(&format!(r#"{{"AWS": "{ROLE}"}}"#)).answers(Verdict::Allowed, &[]);
}

#[test]
fn a_grant_to_the_role_is_limited_where_one_to_the_session_is_not() {
    let nothing = || policy(r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}"#);
    let to_role = format!(r#"{{"AWS": "{ROLE}"}}"#);
    let to_session = format!(r#"{{"AWS": "{SESSION}"}}"#);
    assume(SESSION, TARGET)
        .trusting(&to_role)
        .bounded(nothing())
        .answers(Verdict::ImplicitlyDenied, &[Layer::Boundary]);
    assume(SESSION, TARGET).trusting(&to_session).bounded(nothing()).answers(Verdict::Allowed, &[]);
    let mut case = assume(SESSION, TARGET).trusting(&to_role);
    case.session = Some(nothing());
    case.answers(Verdict::ImplicitlyDenied, &[Layer::Session]);
}

#[test]
fn within_the_account_either_side_of_an_ordinary_resource_is_enough() {
    let get = |principal| case(principal, "s3:GetObject", "arn:aws:s3:::bucket/key");
    get(ROLE).with_identity().answers(Verdict::Allowed, &[]);
    get(ROLE).answers(Verdict::ImplicitlyDenied, &[Layer::Identity]);
    let mut case = get("arn:aws:iam::111122223333:user/Ann");
    case.trust = Some(policy(
        r#"{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:user/Ann"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::bucket/*"}"#,
    ));
    case.answers(Verdict::Allowed, &[]);
}

#[test]
fn every_level_of_service_control_policies_must_allow() {
    let mut case = assume(ROLE, FAR).with_identity().trusting(r#"{"AWS": "111122223333"}"#);
    let no_sts = || policy(r#"{"Sid": "NoSts", "Effect": "Deny", "Action": "sts:*", "Resource": "*"}"#);
    case.scps = Some(vec![level("r-1", vec![everything()]), level("ou-1", vec![policy("")])]);
    case.answers(Verdict::ImplicitlyDenied, &[Layer::Scp]);
    case.scps = Some(vec![level("r-1", vec![everything()]), level("ou-1", vec![everything(), no_sts()])]);
    case.answers(Verdict::ExplicitlyDenied, &[Layer::Scp]);
    let because = case.decision().because;
    assert_eq!((because.len(), because[0].node.as_deref(), because[0].policy), (1, Some("ou-1"), 1));
    assert_eq!(because[0].sid.as_deref(), Some("NoSts"));
    case.principal = "arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX";
    case.answers(Verdict::Allowed, &[]);
}

#[test]
fn resource_control_policies_meet_every_caller() {
    let mut case = assume("ec2.amazonaws.com", TARGET).trusting(r#"{"Service": "ec2.amazonaws.com"}"#);
    case.answers(Verdict::Allowed, &[]);
    case.rcps = Some(vec![level(
        "r-1",
        vec![policy(r#"{"Effect": "Deny", "Principal": "*", "Action": "sts:*", "Resource": "*"}"#)],
    )]);
    case.answers(Verdict::ExplicitlyDenied, &[Layer::Rcp]);
    case.rcps = Some(vec![level("r-1", Vec::new())]);
    case.answers(Verdict::Allowed, &[]);
}

#[test]
fn the_root_user_needs_no_policy_but_assumes_no_role() {
    let root = "arn:aws:iam::111122223333:root";
    case(root, "s3:GetObject", "arn:aws:s3:::bucket/key").answers(Verdict::Allowed, &[]);
    assume(root, TARGET).trusting(r#"{"AWS": "111122223333"}"#).answers(Verdict::ImplicitlyDenied, &[Layer::Identity]);
    case("111122223333", "s3:GetObject", "*").answers(Verdict::Allowed, &[]);
}

#[test]
fn unique_ids_match_through_the_user_id() {
    let mut case = assume(ROLE, TARGET).with_identity().trusting(r#"{"AWS": "AROAEXAMPLEEXAMPLE12"}"#);
    case.answers(Verdict::ImplicitlyDenied, &[Layer::Resource]);
    case.mode = Mode::Symbolic;
    case.answers(Verdict::AllowedIf, &[]);
    case.context.set("aws:userid", "AROAEXAMPLEEXAMPLE12:me");
    case.answers(Verdict::Allowed, &[]);
    case.context.set("aws:userid", "AROASOMEBODYELSE1234:me");
    case.answers(Verdict::ImplicitlyDenied, &[Layer::Resource]);
}

#[test]
fn what_is_not_known_makes_the_answer_conditional() {
    let mut case = assume(ROLE, FAR).with_identity();
    case.trust = Some(policy(
        r#"{"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"sts:ExternalId": "x"}, "Bool": {"aws:MultiFactorAuthPresent": "true"}}},
           {"Effect": "Deny", "Principal": "*", "Action": "sts:*", "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}"#,
    ));
    case.answers(Verdict::ExplicitlyDenied, &[Layer::Resource]);
    case.mode = Mode::Symbolic;
    let decision = case.decision();
    assert_eq!(decision.verdict, Verdict::AllowedIf);
    let keys: Vec<_> =
        decision.residual.alternatives()[0].iter().map(|literal| (&*literal.key, &*literal.operator)).collect();
    assert_eq!(keys, [("aws:MultiFactorAuthPresent", "Bool"), ("sts:ExternalId", "StringEquals")]);
    case.context.set("sts:ExternalId", "x").set("aws:MultiFactorAuthPresent", "true");
    case.answers(Verdict::Allowed, &[]);
}

#[test]
fn conditions_that_exclude_each_other_deny() {
    let mut case = assume(ROLE, FAR);
    case.mode = Mode::Symbolic;
    let org = |effect: &str, operator: &str, id: &str| {
        policy(&format!(
            r#"{{"Effect": "{effect}", "Principal": {{"AWS": "*"}}, "Action": "*", "Resource": "*", "Condition": {{"{operator}": {{"aws:PrincipalOrgID": "{id}"}}}}}}"#
        ))
    };
    case.identity = vec![Arc::new(org("Allow", "StringEquals", "o-1"))];
    case.trust = Some(org("Allow", "StringEquals", "o-2"));
    case.answers(Verdict::ImplicitlyDenied, &[Layer::Identity, Layer::Resource]);
    case.trust = Some(org("Allow", "StringEquals", "o-1"));
    case.answers(Verdict::AllowedIf, &[]);
    case.scps = Some(vec![level("r-1", vec![everything(), org("Deny", "StringEquals", "o-1")])]);
    case.answers(Verdict::ExplicitlyDenied, &[Layer::Scp]);
}

#[test]
fn an_undecided_statement_neither_allows_nor_denies() {
    let mut case = assume(ROLE, FAR).trusting(r#"{"AWS": "111122223333"}"#);
    case.identity = vec![Arc::new(policy(
        r#"{"Effect": "Allow", "Action": "sts:*", "Resource": "*", "Condition": {"StringEqual": {"a:b": "c"}}}"#,
    ))];
    let decision = case.decision();
    assert_eq!(decision.verdict, Verdict::AllowedIf);
    assert_eq!(
        decision.warnings,
        ["statement 0 of identity policy 0: unknown condition operator `StringEqual`; treated as undecided"]
    );
    let literal = &decision.residual.alternatives()[0][0];
    assert_eq!((&*literal.operator, &*literal.key), ("StringEqual", "a:b"));
}

#[test]
fn a_set_of_resources_is_matched_whole_or_in_part() {
    let mut case = case(ROLE, "s3:GetObject", "arn:aws:s3:::bucket/*");
    let allow = |resource: &str| {
        vec![Arc::new(policy(&format!(r#"{{"Effect": "Allow", "Action": "s3:*", "Resource": "{resource}"}}"#)))]
    };
    for (pattern, verdict) in [
        ("arn:aws:s3:::bucket/*", Verdict::Allowed),
        ("arn:aws:s3:::*", Verdict::Allowed),
        ("arn:aws:s3:::bucket/a*", Verdict::AllowedIf),
        ("arn:aws:s3:::*/key", Verdict::AllowedIf),
        ("arn:aws:s3:::other/*", Verdict::ImplicitlyDenied),
        ("arn:aws:s3", Verdict::Allowed),
    ] {
        case.identity = allow(pattern);
        assert_eq!(case.decision().verdict, verdict, "{pattern}");
    }
    case.resource = "*";
    for (action, pattern, verdict) in [
        ("s3:GetObject", "arn:aws:s3:::*", Verdict::AllowedIf),
        ("s3:GetObject", "*", Verdict::Allowed),
        ("s3:GetObject", "arn:aws:sqs:*:*:*", Verdict::ImplicitlyDenied),
        ("s3:ListAllMyBuckets", "arn:aws:s3:::*", Verdict::ImplicitlyDenied),
        ("s3:NotYetKnown", "arn:aws:s3:::*", Verdict::AllowedIf),
    ] {
        (case.action, case.identity) = (action, allow(pattern));
        assert_eq!(case.decision().verdict, verdict, "{action} {pattern}");
    }
}

#[test]
fn every_layer_is_told_in_order() {
    let mut case = assume(ROLE, FAR).with_identity().trusting(r#"{"AWS": "111122223333"}"#);
    case.scps = Some(vec![level("r-1", vec![everything()]), level("111122223333", vec![everything()])]);
    let layers: Vec<_> =
        case.decision().layers.into_iter().map(|outcome| (outcome.layer, outcome.node, outcome.outcome)).collect();
    assert_eq!(layers.len(), 8);
    assert_eq!(layers[1], (Layer::Scp, Some("111122223333".into()), Outcome::Allows));
    assert_eq!(layers[3], (Layer::Resource, None, Outcome::Allows));
    assert!(matches!(layers[5], (Layer::Boundary, None, Outcome::NotConsulted(_))));
}

#[test]
fn a_variable_without_value_silences_a_not_resource_of_its_service() {
    let other = |resource: &'static str| {
        let mut case = case(ROLE, "s3:GetObject", resource);
        case.identity = vec![Arc::new(policy(
            r#"{"Effect": "Allow", "Action": "*", "NotResource": ["arn:aws:s3:::home/${aws:username}/*", "arn:aws:s3:::x"]}"#,
        ))];
        case
    };
    other("arn:aws:s3:::home/Ann/x").answers(Verdict::ImplicitlyDenied, &[Layer::Identity]);
    other("arn:aws:kms:eu-west-1:111122223333:key/1").answers(Verdict::Allowed, &[]);
    let mut symbolic = other("arn:aws:s3:::public");
    symbolic.mode = Mode::Symbolic;
    let decision = symbolic.decision();
    assert_eq!(decision.verdict, Verdict::AllowedIf);
    assert_eq!(decision.residual.alternatives()[0][0].operator, "Null");
}

#[test]
fn a_role_knows_only_the_identity_providers_of_its_account() {
    let mut case = case("arn:aws:iam::444455556666:saml-provider/Corp", "sts:AssumeRoleWithSAML", FAR);
    case.trust = Some(policy(
        r#"{"Effect": "Allow", "Principal": {"Federated": ["arn:aws:iam::444455556666:saml-provider/Corp",
            "arn:aws:iam::111122223333:saml-provider/Corp"]}, "Action": "sts:AssumeRoleWithSAML"}"#,
    ));
    case.answers(Verdict::Allowed, &[]);
    case.principal = "arn:aws:iam::111122223333:saml-provider/Corp";
    case.answers(Verdict::ImplicitlyDenied, &[Layer::Resource]);
}

#[test]
fn nobody_in_particular_assumes_no_role() {
    assume("anonymous", TARGET).trusting(r#""*""#).answers(Verdict::ImplicitlyDenied, &[Layer::Resource]);
    assume(ROLE, TARGET).trusting(r#""*""#).answers(Verdict::Allowed, &[]);
}
