//! Policies far larger than AWS takes, and requests with many conditions: the time grows with their size, not with its square.

mod question;

use std::time::{Duration, Instant};

use question::{Question, may, policy};
use serde_json::{Value, json};

const ROLE: &str = "arn:aws:iam::111122223333:role/Dev";

/// What a machine that is busy with other tests may take; a step that is quadratic takes minutes.
const PATIENCE: Duration = Duration::from_secs(10);

fn read() -> Question {
    may(ROLE, "s3:GetObject", "arn:aws:s3:::lake/x")
}

#[track_caller]
fn is_quick(what: &str, question: &Question, decision: &str) {
    let start = Instant::now();
    question.is(decision);
    let taken = start.elapsed();
    assert!(taken < PATIENCE, "{what}: {taken:?}");
}

fn statements(count: usize, statement: impl Fn(usize) -> Value) -> Value {
    Value::Array((0..count).map(statement).collect())
}

#[test]
fn twenty_thousand_statements() {
    for (what, statement, decision) in [
        (
            "a service each",
            (|n| json!({ "Effect": "Allow", "Action": format!("svc{n}:Get*"), "Resource": "*" })) as fn(usize) -> Value,
            "ImplicitlyDenied",
        ),
        (
            "a resource each",
            |n| json!({ "Effect": "Allow", "Action": "s3:GetObject", "Resource": format!("arn:aws:s3:::lake{n}/*") }),
            "ImplicitlyDenied",
        ),
        ("the same", |_| json!({ "Effect": "Allow", "Action": "s3:*", "Resource": "*" }), "Allowed"),
        (
            "what is not an action",
            |n| json!({ "Effect": "Deny", "NotAction": "s3:*", "Resource": format!("arn:aws:s3:::{n}") }),
            "ImplicitlyDenied",
        ),
    ] {
        is_quick(what, &read().identity(statements(20_000, statement)), decision);
    }
}

#[test]
fn twenty_thousand_statements_with_a_condition_each() {
    let tag = |n: usize| json!({ "StringEquals": { "aws:PrincipalTag/team": format!("t{n}") } });
    let key = |n: usize| json!({ "Bool": { format!("aws:PrincipalTag/t{n}"): "true" } });
    let allow =
        |condition: Value| json!({ "Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": condition });
    let deny =
        |condition: Value| json!({ "Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": condition });
    is_quick("allowed by tag", &read().identity(statements(20_000, |n| allow(tag(n)))).symbolic(), "AllowedIf");
    is_quick("allowed by key", &read().identity(statements(20_000, |n| allow(key(n)))).symbolic(), "AllowedIf");
    let all = json!([policy(json!([{ "Effect": "Allow", "Action": "*", "Resource": "*" }]))]);
    for (what, denials) in [
        ("denied by tag", statements(20_000, |n| deny(tag(n)))),
        ("denied by key", statements(20_000, |n| deny(key(n)))),
    ] {
        let question = read().under("identity", all.clone()).under(
            "boundary",
            json!([policy(json!([{ "Effect": "Allow", "Action": "*", "Resource": "*" }])), policy(denials)]),
        );
        is_quick(what, &question.symbolic(), "AllowedIf");
    }
}

#[test]
fn four_hundred_conditions_that_allow_and_four_hundred_that_deny() {
    for operator in ["StringEquals", "StringLike", "StringNotEquals", "StringEqualsIfExists", "StringNotEqualsIfExists"]
    {
        for own_key in [false, true] {
            let condition = |n: usize| {
                let key = if own_key { format!("aws:PrincipalTag/t{n}") } else { "aws:PrincipalTag/team".to_owned() };
                json!({ operator: { key: format!("v{n}") } })
            };
            let each = |effect: &str| {
                statements(
                    400,
                    |n| json!({ "Effect": effect, "Action": "*", "Resource": "*", "Condition": condition(if effect == "Deny" { n + 1_000 } else { n }) }),
                )
            };
            let both = [each("Allow"), each("Deny")].map(|list| list.as_array().unwrap().clone()).concat();
            let question = read().identity(Value::Array(both)).symbolic();
            let start = Instant::now();
            question.answer();
            let taken = start.elapsed();
            assert!(taken < PATIENCE, "{operator}: {taken:?}");
        }
    }
    let block = |effect: &str| {
        let keys: serde_json::Map<String, Value> =
            (0..400).map(|n| (format!("aws:PrincipalTag/{effect}{n}"), json!("v"))).collect();
        json!({ "Effect": effect, "Action": "*", "Resource": "*", "Condition": { "StringEquals": keys } })
    };
    is_quick("in one statement each", &read().identity(json!([block("Allow"), block("Deny")])).symbolic(), "AllowedIf");
}
