use super::*;
use crate::truth::{Logic, Truth};

fn literal(key: &str, operator: &str, values: &[&str]) -> Literal {
    Literal {
        key: key.into(),
        operator: operator.into(),
        values: values.iter().map(|value| (*value).to_owned()).collect(),
        negated: false,
    }
}

fn not(key: &str, operator: &str, values: &[&str]) -> Literal {
    Literal { negated: true, ..literal(key, operator, values) }
}

fn all(literals: &[Literal]) -> Formula {
    Formula::of(&Residual { alternatives: vec![literals.to_vec()] })
}

fn says(formula: Formula, alternatives: &[&[Literal]]) {
    let expected: Vec<Vec<Literal>> = alternatives.iter().map(|literals| literals.to_vec()).collect();
    assert_eq!(formula.residual().alternatives(), expected);
}

const ORG: &str = "aws:PrincipalOrgID";

#[test]
fn a_deny_of_everyone_else_and_an_allow_of_these_say_the_same() {
    let allow = all(&[literal(ORG, "StringEquals", &["o-1"])]);
    let deny = all(&[not(ORG, "StringEquals", &["o-1"])]);
    says(allow.and(deny.not()), &[&[literal(ORG, "StringEquals", &["o-1"])]]);
}

#[test]
fn equalities_narrow_each_other() {
    let one = all(&[literal(ORG, "StringEquals", &["o-1", "o-2"])]);
    let two = all(&[literal("AWS:principalorgid", "StringLike", &["*-2", "o-3"])]);
    says(one.clone().and(two), &[&[literal(ORG, "StringEquals", &["o-2"])]]);
    says(one.clone().and(all(&[not(ORG, "StringEquals", &["o-1"])])), &[&[literal(ORG, "StringEquals", &["o-2"])]]);
    assert_eq!(one.and(all(&[literal(ORG, "StringEquals", &["o-3"])])).truth(), Truth::False);
}

#[test]
fn mfa_that_is_there_and_true_says_all_of_it() {
    let allow = all(&[literal("aws:MultiFactorAuthPresent", "Bool", &["true"])]);
    let deny = all(&[literal("aws:MultiFactorAuthPresent", "BoolIfExists", &["false"])]);
    says(allow.clone().and(deny.not()), &[&[literal("aws:MultiFactorAuthPresent", "Bool", &["true"])]]);
    let absent = all(&[literal("aws:MultiFactorAuthPresent", "Null", &["true"])]);
    assert_eq!(allow.and(absent).truth(), Truth::False);
}

#[test]
fn presence_follows_from_what_is_asked_of_a_key() {
    let present = all(&[literal("aws:SourceIp", "Null", &["true"])]).not();
    says(present.clone(), &[&[literal("aws:SourceIp", "Null", &["false"])]]);
    let network = literal("aws:SourceIp", "IpAddress", &["10.0.0.0/8"]);
    says(present.and(all(std::slice::from_ref(&network))), &[&[network]]);
}

#[test]
fn alternatives_absorb_and_merge() {
    let (a, b, c) =
        (literal("x:a", "Bool", &["true"]), literal("x:b", "Bool", &["true"]), literal("x:c", "Bool", &["true"]));
    let wide = all(std::slice::from_ref(&a));
    says(wide.clone().or(all(&[a.clone(), b.clone()])), &[std::slice::from_ref(&a)]);
    assert_eq!(wide.clone().or(wide.clone().not()).truth(), Truth::True);
    assert_eq!(wide.clone().and(wide.clone().not()).truth(), Truth::False);
    let split = all(&[a.clone(), b.clone()]).or(all(&[not("x:a", "Bool", &["true"]), b.clone(), c.clone()]));
    says(split, &[&[a, b.clone()], &[b, c]]);
}

#[test]
fn too_many_alternatives_are_cut_and_stay_open() {
    let pair = |index: usize| {
        let one = literal(&format!("x:{index}"), "Bool", &["true"]);
        let two = literal(&format!("y:{index}"), "Bool", &["true"]);
        Formula::of(&Residual { alternatives: vec![vec![one], vec![two]] })
    };
    let many = (0..10).map(pair).fold(Formula::certain(true), Logic::and);
    assert!(many.is_cut() && many.truth() == Truth::Unknown && many.not().truth() == Truth::Unknown);
}

#[test]
fn residuals_of_one_request_are_joined_or_contradict() {
    let residual = |value| all(&[literal("sts:ExternalId", "StringEquals", &[value])]).residual();
    assert_eq!(residual("a").and(&residual("b")), None);
    assert_eq!(residual("a").and(&residual("a")), Some(residual("a")));
    assert!(Residual::always().and(&Residual::always()).unwrap().is_true());
    assert_eq!(Residual::always().and(&Residual::never()), None);
}
