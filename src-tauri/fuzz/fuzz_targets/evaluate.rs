//! Any request is answered or refused, and the verdict is the same with and without reasons.
//!
//! Inputs that begin with `[`, `{` or white space are read as they are, through the JSON exchange. Any other input chooses the
//! parts of a request from a vocabulary, so that the evaluator is reached by most of them.

#![no_main]

use std::sync::Arc;

use armillary_policy::exchange::{Evaluator, Requests};
use armillary_policy::{
    Action, Context, Level, Mode, Policies, Policy, Principal, Request, Resource, Verdict, decide, evaluate,
};
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

const PRINCIPALS: &[&str] = &[
    "arn:aws:iam::111122223333:user/a",
    "arn:aws:iam::111122223333:role/p/R",
    "arn:aws:sts::111122223333:assumed-role/R/s",
    "arn:aws:sts::111122223333:federated-user/f",
    "arn:aws:iam::111122223333:root",
    "111122223333",
    "arn:aws:iam::444455556666:role/R",
    "ec2.amazonaws.com",
    "arn:aws:iam::111122223333:oidc-provider/x.example.com",
    "arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX",
    "anonymous",
];
const ACTIONS: &[&str] =
    &["sts:AssumeRole", "s3:GetObject", "kms:Decrypt", "iam:PassRole", "sts:*", "*", "s3:?et*", "nothing", "kms:*"];
const RESOURCES: &[&str] = &[
    "arn:aws:iam::111122223333:role/T",
    "arn:aws:s3:::b/k",
    "arn:aws:kms:r:111122223333:key/k",
    "*",
    "arn:aws:s3:::b/*",
    "arn:aws:s3:::${aws:PrincipalTag/t}/*",
    "arn:aws:s3:::${k, '*'}/${*}",
    "b",
    "arn:*:*:*:*:*",
];
const OPERATORS: &[&str] = &[
    "StringEquals",
    "StringNotEquals",
    "StringLike",
    "StringNotLikeIfExists",
    "ForAnyValue:StringLike",
    "ForAllValues:StringNotEquals",
    "ForAnyValue:StringEqualsIfExists",
    "Bool",
    "Null",
    "IpAddress",
    "NotIpAddressIfExists",
    "NumericLessThan",
    "NumericNotEquals",
    "DateGreaterThan",
    "DateNotEquals",
    "ArnLike",
    "ArnNotEquals",
    "BinaryEquals",
    "StringEqualsIgnoreCase",
    "StringEqual",
];
const KEYS: &[&str] =
    &["k", "aws:TagKeys", "aws:PrincipalArn", "aws:PrincipalTag/t", "aws:userid", "aws:SourceIp", "aws:CurrentTime"];
const VALUES: &[&str] = &[
    "a",
    "A",
    "*",
    "?",
    "a*b?c*",
    "${k}",
    "${k, 'd'}",
    "${*}",
    "${",
    "true",
    "false",
    "10",
    "-1.50",
    "1e3",
    "10.0.0.0/8",
    "2001:db8::/32",
    "2026-03-01T00:00:00Z",
    "2026-03-01",
    "1772366400",
    "arn:aws:iam::111122223333:role/p/R",
    "QUJD",
    "",
];

/// One of a vocabulary, or now and then a text that is in none.
fn word(input: &mut Unstructured<'_>, words: &[&str]) -> Result<String> {
    if input.ratio(1u8, 16u8)? {
        return Ok(input.arbitrary::<&str>()?.chars().take(24).collect());
    }
    Ok((*input.choose(words)?).to_owned())
}

fn words(input: &mut Unstructured<'_>, from: &[&str]) -> Result<Vec<String>> {
    let count = input.int_in_range(1..=3)?;
    (0..count).map(|_| word(input, from)).collect()
}

fn statement(input: &mut Unstructured<'_>, of_resource: bool) -> Result<Value> {
    let mut statement = json!({ "Effect": if input.arbitrary()? { "Allow" } else { "Deny" } });
    statement[if input.ratio(1u8, 6u8)? { "NotAction" } else { "Action" }] = json!(words(input, ACTIONS)?);
    if input.ratio(5u8, 6u8)? {
        statement[if input.ratio(1u8, 6u8)? { "NotResource" } else { "Resource" }] = json!(words(input, RESOURCES)?);
    }
    if of_resource {
        let element = match input.int_in_range(0..=4u8)? {
            0 => json!("*"),
            1 => json!({ "Service": words(input, PRINCIPALS)? }),
            2 => json!({ "Federated": words(input, PRINCIPALS)? }),
            3 => json!({ "AWS": "AROAEXAMPLEEXAMPLE123" }),
            _ => json!({ "AWS": words(input, PRINCIPALS)? }),
        };
        statement[if input.ratio(1u8, 4u8)? { "NotPrincipal" } else { "Principal" }] = element;
    }
    for _ in 0..input.int_in_range(0..=2)? {
        statement["Condition"][word(input, OPERATORS)?][word(input, KEYS)?] = json!(words(input, VALUES)?);
    }
    Ok(statement)
}

/// A document; nothing where the words chosen do not make a policy.
fn document(input: &mut Unstructured<'_>, of_resource: bool) -> Result<Option<Arc<Policy>>> {
    let count = input.int_in_range(1..=3)?;
    let statements = (0..count).map(|_| statement(input, of_resource)).collect::<Result<Vec<_>>>()?;
    let version = if input.ratio(7u8, 8u8)? { "2012-10-17" } else { "2008-10-17" };
    let document = json!({ "Version": version, "Statement": statements });
    let (by_text, by_value) = (Policy::parse(&document.to_string()), Policy::from_value(&document));
    assert_eq!(by_text.is_ok(), by_value.is_ok(), "text and value are read alike");
    Ok(by_text.ok().map(Arc::new))
}

fn documents(input: &mut Unstructured<'_>, of_resource: bool) -> Result<Vec<Arc<Policy>>> {
    let count = input.int_in_range(0..=2)?;
    let documents = (0..count).map(|_| document(input, of_resource)).collect::<Result<Vec<_>>>()?;
    Ok(documents.into_iter().flatten().collect())
}

fn levels(input: &mut Unstructured<'_>, of_resource: bool) -> Result<Vec<Level>> {
    let count = input.int_in_range(0..=2)?;
    (0..count)
        .map(|index| Ok(Level { node: format!("n{index}").into(), policies: documents(input, of_resource)? }))
        .collect()
}

fn context(input: &mut Unstructured<'_>) -> Result<Context> {
    let mut context = Context::new();
    for key in KEYS {
        match input.int_in_range(0..=3u8)? {
            0 => context.absent(key),
            1 => context.set(key, word(input, VALUES)?),
            2 => context.set_many(key, words(input, VALUES)?),
            _ => &mut context,
        };
    }
    Ok(context)
}

fn chosen(input: &mut Unstructured<'_>) -> Result<()> {
    let Ok(principal) = Principal::parse(&word(input, PRINCIPALS)?) else { return Ok(()) };
    let (action, resource) = (Action::new(&word(input, ACTIONS)?), Resource::new(&word(input, RESOURCES)?));
    let (context, mode) = (context(input)?, if input.arbitrary()? { Mode::Strict } else { Mode::Symbolic });
    let (identity, boundary, endpoint) = (documents(input, false)?, documents(input, false)?, documents(input, true)?);
    let resource_policy = if input.ratio(2u8, 3u8)? { document(input, true)? } else { None };
    let session = if input.ratio(1u8, 3u8)? { document(input, false)? } else { None };
    let (scps, rcps) = (levels(input, false)?, levels(input, true)?);
    let request = Request {
        principal: &principal,
        action: &action,
        resource: &resource,
        resource_account: None,
        context: &context,
        mode,
    };
    let policies = Policies {
        identity: &identity,
        resource: resource_policy.as_deref(),
        boundary: Some(&boundary),
        session: session.as_deref(),
        endpoint: Some(&endpoint),
        scps: Some(&scps),
        rcps: Some(&rcps),
    };
    let decision = evaluate(&request, &policies);
    assert_eq!(decision.verdict, decide(&request, &policies));
    let denied = matches!(decision.verdict, Verdict::ExplicitlyDenied | Verdict::ImplicitlyDenied);
    assert_eq!(denied, !decision.blocked_by.is_empty(), "{decision:?}");
    Ok(())
}

fuzz_target!(|bytes: &[u8]| {
    if !matches!(bytes.first(), Some(b'[' | b'{' | b' ' | b'\n')) {
        let _ = chosen(&mut Unstructured::new(bytes));
        return;
    }
    let mut evaluator = Evaluator::new();
    let mut answers = Vec::new();
    for request in Requests::new(bytes).flatten() {
        let before = answers.len();
        match evaluator.answer(&request, &mut answers) {
            Ok(()) => {
                let answer: Value = serde_json::from_slice(&answers[before..]).expect("an answer is JSON");
                assert!(answer["decision"].is_string() && answer["blockedBy"].is_array());
            }
            Err(refusal) => assert!(!refusal.to_string().is_empty() && answers.len() == before),
        }
    }
});
