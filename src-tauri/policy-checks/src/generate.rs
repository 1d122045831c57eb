//! Generators of policies and requests from a small vocabulary, so that statements often match, and often do not.

use std::sync::Arc;

use armillary_policy::{Action, Context, Level, Mode, Policies, Policy, Principal, Request, Resource};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Value, json};

const PRINCIPALS: [&str; 11] = [
    "arn:aws:iam::111122223333:user/ana",
    "arn:aws:iam::111122223333:role/Dev",
    "arn:aws:iam::111122223333:role/team/Ops",
    "arn:aws:sts::111122223333:assumed-role/Dev/s",
    "arn:aws:sts::111122223333:assumed-role/Ops/s",
    "arn:aws:sts::111122223333:federated-user/fed",
    "arn:aws:iam::111122223333:root",
    "arn:aws:iam::444455556666:role/Dev",
    "lambda.amazonaws.com",
    "arn:aws:iam::111122223333:saml-provider/Corp",
    "anonymous",
];

const ELEMENTS: [&str; 14] = [
    r#""*""#,
    r#"{"AWS":"*"}"#,
    r#"{"AWS":"111122223333"}"#,
    r#"{"AWS":"arn:aws:iam::444455556666:root"}"#,
    r#"{"AWS":"arn:aws:iam::111122223333:user/ana"}"#,
    r#"{"AWS":"arn:aws:iam::111122223333:role/Dev"}"#,
    r#"{"AWS":["arn:aws:iam::111122223333:role/team/Ops","arn:aws:iam::111122223333:root"]}"#,
    r#"{"AWS":"arn:aws:sts::111122223333:assumed-role/Dev/s"}"#,
    r#"{"AWS":["arn:aws:sts::111122223333:assumed-role/Dev/s","arn:aws:iam::111122223333:role/Dev","111122223333"]}"#,
    r#"{"AWS":"arn:aws:sts::111122223333:federated-user/fed"}"#,
    r#"{"AWS":"AROAEXAMPLEEXAMPLE123"}"#,
    r#"{"Service":"lambda.amazonaws.com"}"#,
    r#"{"Service":"ec2.amazonaws.com","AWS":"444455556666"}"#,
    r#"{"Federated":"arn:aws:iam::111122223333:saml-provider/Corp"}"#,
];

const ASKED: [(&str, &str); 9] = [
    ("sts:AssumeRole", "arn:aws:iam::111122223333:role/Target"),
    ("sts:AssumeRole", "arn:aws:iam::444455556666:role/Target"),
    ("sts:AssumeRoleWithSAML", "arn:aws:iam::111122223333:role/Target"),
    ("s3:GetObject", "arn:aws:s3:::lake/fraud/x"),
    ("s3:PutObject", "arn:aws:s3:::pond/x"),
    ("kms:Decrypt", "arn:aws:kms:eu-west-1:111122223333:key/1"),
    ("kms:RetireGrant", "arn:aws:kms:eu-west-1:111122223333:key/1"),
    ("ec2:DescribeInstances", "*"),
    ("sts:GetCallerIdentity", "*"),
];

const ACTIONS: [&str; 10] = [
    "*",
    "sts:*",
    "sts:AssumeRole",
    "sts:Assume*",
    "s3:*",
    "s3:Get*",
    "S3:getobject",
    "kms:*",
    "kms:Decrypt",
    "ec2:Describe*",
];

const RESOURCES: [&str; 11] = [
    "*",
    "arn:aws:iam::*:role/Target",
    "arn:aws:iam::111122223333:role/*",
    "arn:aws:s3:::lake/*",
    "arn:aws:s3:::*",
    "arn:aws:s3:::lake/${aws:PrincipalTag/team}/*",
    "arn:aws:s3:::${aws:PrincipalTag/team, 'pond'}/*",
    "arn:aws:kms:eu-west-1:111122223333:key/*",
    "arn:aws:s3:::lake/fraud/x",
    "arn:aws:*:*:111122223333:*",
    "lake",
];

/// Operators, keys and values that fit together.
const CONDITIONS: [(&str, &str, &[&str]); 22] = [
    ("StringEquals", "aws:PrincipalTag/team", &["fraud", "risk"]),
    ("StringEquals", "aws:ResourceTag/team", &["${aws:PrincipalTag/team}", "fraud"]),
    ("StringNotEquals", "aws:PrincipalTag/team", &["fraud", "${aws:ResourceTag/team, 'none'}"]),
    ("StringLike", "aws:PrincipalTag/team", &["f*", "?isk"]),
    ("StringNotLike", "aws:ResourceTag/team", &["f*"]),
    ("StringEqualsIgnoreCase", "aws:PrincipalTag/team", &["FRAUD"]),
    ("StringNotEqualsIgnoreCase", "aws:PrincipalTag/team", &["FRAUD"]),
    ("Bool", "aws:MultiFactorAuthPresent", &["true", "false"]),
    ("Null", "aws:MultiFactorAuthPresent", &["true", "false"]),
    ("Null", "aws:TagKeys", &["true", "false"]),
    ("IpAddress", "aws:SourceIp", &["10.0.0.0/8", "192.0.2.1"]),
    ("NotIpAddress", "aws:SourceIp", &["10.0.0.0/8"]),
    ("NumericLessThan", "aws:MultiFactorAuthAge", &["3600"]),
    ("NumericNotEquals", "aws:MultiFactorAuthAge", &["60", "7200"]),
    ("DateGreaterThan", "aws:CurrentTime", &["2026-01-01T00:00:00Z"]),
    ("ArnLike", "aws:PrincipalArn", &["arn:aws:iam::*:role/*", "arn:aws:iam::111122223333:user/ana"]),
    ("ArnNotEquals", "aws:PrincipalArn", &["arn:aws:iam::111122223333:role/Dev"]),
    ("ForAnyValue:StringEquals", "aws:TagKeys", &["team", "stage"]),
    ("ForAllValues:StringEquals", "aws:TagKeys", &["team", "stage"]),
    ("ForAnyValue:StringNotEquals", "aws:TagKeys", &["team"]),
    ("ForAllValues:StringNotLike", "aws:TagKeys", &["t*"]),
    ("StringEquals", "aws:TagKeys", &["team"]),
];

/// Keys and what they may hold.
const KEYS: [(&str, &[&str]); 9] = [
    ("aws:PrincipalTag/team", &["fraud", "risk", "Fraud"]),
    ("aws:ResourceTag/team", &["fraud", "risk"]),
    ("aws:MultiFactorAuthPresent", &["true", "false"]),
    ("aws:SourceIp", &["10.1.2.3", "192.0.2.1", "8.8.8.8"]),
    ("aws:MultiFactorAuthAge", &["60", "3600", "7200"]),
    ("aws:CurrentTime", &["2026-03-01T00:00:00Z", "2025-03-01T00:00:00Z"]),
    ("aws:PrincipalArn", &["arn:aws:iam::111122223333:role/Dev", "arn:aws:iam::111122223333:user/ana"]),
    ("aws:userid", &["AROAEXAMPLEEXAMPLE123:s", "AIDAEXAMPLEEXAMPLE123"]),
    ("aws:TagKeys", &["team", "stage", "other"]),
];

/// The one key of [`KEYS`] that holds a list.
const LIST: &str = "aws:TagKeys";

/// The kinds of policy, by the grammar of their documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Identity, boundary, session policies and SCPs: a resource, no principal.
    OfPrincipal,
    /// Resource and endpoint policies: a principal and a resource.
    OfResource,
    /// RCPs: everyone as principal, denials only.
    Rcp,
}

/// What the context says of a key.
#[derive(Clone, Debug)]
pub struct Held {
    /// The key.
    pub key: &'static str,
    /// Its values; `None` where the key is absent.
    pub values: Option<Vec<&'static str>>,
    /// Whether a reader who does not know everything knows this.
    pub known: bool,
}

/// A question in full. Its context is complete: what it does not hold is absent.
#[derive(Clone, Debug)]
pub struct Case {
    /// Who asks.
    pub principal: &'static str,
    /// For which action.
    pub action: &'static str,
    /// On which resource.
    pub resource: &'static str,
    /// Every key there is.
    pub context: Vec<Held>,
    /// The documents.
    pub documents: Documents,
}

/// The documents a request is held against.
#[derive(Clone, Debug, Default)]
pub struct Documents {
    pub identity: Vec<Value>,
    pub resource: Option<Value>,
    pub boundary: Vec<Value>,
    pub session: Option<Value>,
    pub endpoint: Vec<Value>,
    pub scps: Vec<Vec<Value>>,
    pub rcps: Vec<Vec<Value>>,
}

/// The same, compiled.
#[derive(Default)]
pub struct Compiled {
    identity: Vec<Arc<Policy>>,
    resource: Option<Arc<Policy>>,
    boundary: Vec<Arc<Policy>>,
    session: Option<Arc<Policy>>,
    endpoint: Vec<Arc<Policy>>,
    scps: Vec<Level>,
    rcps: Vec<Level>,
}

/// A request's parts, owned.
pub struct Parts {
    principal: Principal,
    action: Action,
    resource: Resource,
    context: Context,
    mode: Mode,
}

impl Documents {
    /// Compiles all of them; the generators make valid documents only.
    pub fn compile(&self) -> Compiled {
        let one = |document: &Value| {
            Arc::new(Policy::parse(&document.to_string()).expect("a generated document is a policy"))
        };
        let all = |documents: &[Value]| documents.iter().map(one).collect::<Vec<_>>();
        let levels = |levels: &[Vec<Value>]| {
            let level = |(index, documents): (usize, &Vec<Value>)| Level {
                node: format!("level-{index}").into(),
                policies: all(documents),
            };
            levels.iter().enumerate().map(level).collect()
        };
        Compiled {
            identity: all(&self.identity),
            resource: self.resource.as_ref().map(one),
            boundary: all(&self.boundary),
            session: self.session.as_ref().map(one),
            endpoint: all(&self.endpoint),
            scps: levels(&self.scps),
            rcps: levels(&self.rcps),
        }
    }
}

impl Compiled {
    /// As the engine takes them; a list that is empty does not exist.
    pub fn policies(&self) -> Policies<'_> {
        fn some<T>(list: &[T]) -> Option<&[T]> {
            Some(list).filter(|list| !list.is_empty())
        }
        Policies {
            identity: &self.identity,
            resource: self.resource.as_deref(),
            boundary: some(&self.boundary),
            session: self.session.as_deref(),
            endpoint: some(&self.endpoint),
            scps: some(&self.scps),
            rcps: some(&self.rcps),
        }
    }
}

impl Case {
    /// The request of one who knows every key.
    pub fn strict(&self) -> Parts {
        let mut context = Context::new();
        for held in &self.context {
            put(&mut context, held);
        }
        self.parts(context, Mode::Strict)
    }

    /// The request of one who knows some of the keys.
    pub fn symbolic(&self) -> Parts {
        let mut context = Context::new();
        for held in self.context.iter().filter(|held| held.known) {
            put(&mut context, held);
        }
        self.parts(context, Mode::Symbolic)
    }

    fn parts(&self, context: Context, mode: Mode) -> Parts {
        Parts {
            principal: Principal::parse(self.principal).expect("a principal"),
            action: Action::new(self.action),
            resource: Resource::new(self.resource),
            context,
            mode,
        }
    }
}

impl Parts {
    /// As the engine takes it.
    pub fn request(&self) -> Request<'_> {
        Request {
            principal: &self.principal,
            action: &self.action,
            resource: &self.resource,
            resource_account: Some("111122223333").filter(|_| self.resource.account().is_none()),
            context: &self.context,
            mode: self.mode,
        }
    }
}

fn put(context: &mut Context, held: &Held) {
    match &held.values {
        None => context.absent(held.key),
        Some(values) if held.key == LIST => context.set_many(held.key, values.iter().copied()),
        Some(values) => context.set(held.key, values.first().copied().unwrap_or_default()),
    };
}

/// A whole question.
pub fn case() -> impl Strategy<Value = Case> {
    (select(&PRINCIPALS[..]), select(&ASKED[..]), context(), documents()).prop_map(
        |(principal, (action, resource), context, documents)| Case { principal, action, resource, context, documents },
    )
}

fn context() -> impl Strategy<Value = Vec<Held>> {
    KEYS.iter()
        .map(|(key, values)| {
            let most = if *key == LIST { values.len() } else { 1 };
            let values = option::weighted(0.7, subsequence(values.to_vec(), 1..=most));
            (values, any::<bool>()).prop_map(|(values, known)| Held { key, values, known })
        })
        .collect::<Vec<_>>()
}

fn documents() -> impl Strategy<Value = Documents> {
    let seldom = |kind| option::weighted(0.3, document(kind)).prop_map(|found| found.into_iter().collect::<Vec<_>>());
    let levels = |kind| option::weighted(0.4, vec(vec(document(kind), 1..3), 1..3)).prop_map(Option::unwrap_or_default);
    (
        vec(document(Kind::OfPrincipal), 0..3),
        option::weighted(0.8, document(Kind::OfResource)),
        seldom(Kind::OfPrincipal),
        option::weighted(0.3, document(Kind::OfPrincipal)),
        seldom(Kind::OfResource),
        levels(Kind::OfPrincipal),
        levels(Kind::Rcp),
    )
        .prop_map(|(identity, resource, boundary, session, endpoint, scps, rcps)| Documents {
            identity,
            resource,
            boundary,
            session,
            endpoint,
            scps,
            rcps,
        })
}

/// A document of up to three statements. A value of a condition that looks like a variable is one: a residual does not say of
/// which version its statement was.
pub fn document(kind: Kind) -> impl Strategy<Value = Value> {
    (prop::bool::weighted(0.25), vec(statement(kind), 1..4)).prop_map(|(old, statements)| {
        let variables = statements.iter().any(|statement| statement["Condition"].to_string().contains("${"));
        let version = if old && !variables { "2008-10-17" } else { "2012-10-17" };
        json!({ "Version": version, "Statement": statements })
    })
}

/// A statement that allows or denies.
pub fn statement(kind: Kind) -> BoxedStrategy<Value> {
    let allows = match kind {
        Kind::Rcp => Just(false).boxed(),
        Kind::OfPrincipal | Kind::OfResource => prop::bool::weighted(0.75).boxed(),
    };
    (
        allows,
        any::<prop::sample::Index>(),
        vec(select(&ACTIONS[..]), 1..3),
        vec(select(&RESOURCES[..]), 1..3),
        switches(),
        conditions(),
    )
        .prop_map(
            move |(allows, element, actions, resources, (not_action, not_resource, not_principal), conditions)| {
                let mut statement = json!({ "Effect": if allows { "Allow" } else { "Deny" } });
                statement[if not_action { "NotAction" } else { "Action" }] = json!(actions);
                statement[if not_resource { "NotResource" } else { "Resource" }] = json!(resources);
                if kind == Kind::Rcp {
                    statement["Principal"] = json!("*");
                } else if kind == Kind::OfResource {
                    let element: Value =
                        serde_json::from_str(element.get::<&str>(&ELEMENTS)).expect("an element is JSON");
                    statement[if not_principal && !allows { "NotPrincipal" } else { "Principal" }] = element;
                }
                if let Some(conditions) = conditions {
                    statement["Condition"] = conditions;
                }
                statement
            },
        )
        .boxed()
}

fn switches() -> impl Strategy<Value = (bool, bool, bool)> {
    let seldom = || prop::bool::weighted(0.1);
    (seldom(), seldom(), prop::bool::weighted(0.4))
}

fn conditions() -> impl Strategy<Value = Option<Value>> {
    let one = (select(&CONDITIONS[..]), prop::bool::weighted(0.2), any::<prop::sample::Index>(), any::<bool>());
    option::weighted(0.6, vec(one, 1..3)).prop_map(|chosen| {
        let mut block = json!({});
        for ((operator, key, values), if_exists, index, all) in chosen? {
            // `IfExists` does not go with `Null`, and with `ForAnyValue` it is undecided.
            let suffix =
                if if_exists && operator != "Null" && !operator.starts_with("ForAny") { "IfExists" } else { "" };
            let all = all && operator != "Null";
            block[format!("{operator}{suffix}")][key] = if all { json!(values) } else { json!(index.get(values)) };
        }
        Some(block)
    })
}
