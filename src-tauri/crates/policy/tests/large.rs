//! Policies far larger than AWS takes, and requests with many conditions: the time grows with their size, not with its square.

mod question;

use std::time::{Duration, Instant};

use question::{Question, may, policy};
use serde_json::{Value, json};

const ROLE: &str = "arn:aws:iam::111122223333:role/Dev";

/// How much larger the large question is.
const TIMES: u32 = 8;

fn read() -> Question {
    may(ROLE, "s3:GetObject", "arn:aws:s3:::lake/x")
}

/// Answers a question of an eighth of the size and the whole one: eight times the work must not take anything like sixty-four times as long.
#[track_caller]
fn grows_evenly(what: &str, size: usize, question: impl Fn(usize) -> Question, decision: Option<&str>) {
    let taken = |size: usize| {
        let question = question(size);
        let start = Instant::now();
        let answer = question.answer().answer;
        let taken = start.elapsed();
        if let Some(decision) = decision {
            assert_eq!(answer["decision"], decision, "{what}, {size}");
        }
        taken
    };
    let small = size / TIMES as usize;
    let least = (0..3).map(|_| taken(small)).min().unwrap_or_default().max(Duration::from_millis(5));
    // Something else may run meanwhile: the time that counts is the shortest of a few.
    let mut whole = taken(size);
    for _ in 0..4 {
        if whole >= least * TIMES * 3 {
            whole = whole.min(taken(size));
        }
    }
    assert!(whole < least * TIMES * 3, "{what}: {small} in {least:?}, {size} in {whole:?}");
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
        grows_evenly(what, 20_000, |size| read().identity(statements(size, statement)), Some(decision));
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
    let by_tag = |size| read().identity(statements(size, |n| allow(tag(n)))).symbolic();
    grows_evenly("allowed by tag", 20_000, by_tag, Some("AllowedIf"));
    let by_key = |size| read().identity(statements(size, |n| allow(key(n)))).symbolic();
    grows_evenly("allowed by key", 20_000, by_key, Some("AllowedIf"));
    let all = json!([policy(json!([{ "Effect": "Allow", "Action": "*", "Resource": "*" }]))]);
    let denied = |denials: Value| {
        let boundary = [json!([{ "Effect": "Allow", "Action": "*", "Resource": "*" }]), denials];
        read().under("identity", all.clone()).under("boundary", json!(boundary.map(policy))).symbolic()
    };
    let by_tag = |size| denied(statements(size, |n| deny(tag(n))));
    grows_evenly("denied by tag", 20_000, by_tag, Some("AllowedIf"));
    let by_key = |size| denied(statements(size, |n| deny(key(n))));
    grows_evenly("denied by key", 20_000, by_key, Some("AllowedIf"));
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
            let each = |effect: &str, size: usize, first: usize| {
                statements(
                    size,
                    |n| json!({ "Effect": effect, "Action": "*", "Resource": "*", "Condition": condition(first + n) }),
                )
            };
            let question = |size| {
                let both = [each("Allow", size, 0), each("Deny", size, 1_000)];
                read().identity(both.iter().filter_map(Value::as_array).flatten().cloned().collect()).symbolic()
            };
            grows_evenly(operator, 400, question, None);
        }
    }
    let block = |effect: &str, size: usize| {
        let keys: serde_json::Map<String, Value> =
            (0..size).map(|n| (format!("aws:PrincipalTag/{effect}{n}"), json!("v"))).collect();
        json!({ "Effect": effect, "Action": "*", "Resource": "*", "Condition": { "StringEquals": keys } })
    };
    let question = |size| read().identity(json!([block("Allow", size), block("Deny", size)])).symbolic();
    grows_evenly("in one statement each", 400, question, Some("AllowedIf"));
}
