use super::*;
use crate::{PrincipalElement, Quantifier, Written};

fn parse(text: &str) -> Policy {
    Policy::parse(text).unwrap()
}

fn fault(text: &str) -> String {
    Policy::parse(text).unwrap_err().to_string()
}

#[test]
fn strings_and_lists_single_statements_and_lists_of_them_read_alike() {
    let single =
        parse(r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}"#);
    let listed = parse(
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:Get*"], "Resource": ["*"]}]}"#,
    );
    for policy in [single, listed] {
        let statement = &policy.statements()[0];
        assert_eq!(statement.actions(), Written { negated: false, texts: &["s3:Get*".into()] });
        assert_eq!(statement.resources().unwrap().texts, ["*".into()]);
        assert!(statement.principals().is_none() && policy.warnings().is_empty());
    }
}

#[test]
fn every_principal_is_told_by_its_sort() {
    let policy = parse(
        r#"{"Statement": [
            {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"},
            {"Effect": "Allow", "NotPrincipal": {"AWS": ["*", "111122223333", "arn:aws:iam::111122223333:root", "AROAEXAMPLEEXAMPLE12",
                "arn:aws:iam::111122223333:role/a/B"], "Service": "ec2.amazonaws.com", "Federated": "accounts.google.com",
                "CanonicalUser": "79a5"}, "Action": "sts:AssumeRole"}]}"#,
    );
    assert_eq!(policy.statements()[0].principals().unwrap().elements, [PrincipalElement::Anyone]);
    let listed = policy.statements()[1].principals().unwrap();
    assert!(listed.negated);
    assert_eq!(
        listed.elements,
        [
            PrincipalElement::Anyone,
            PrincipalElement::Account("111122223333"),
            PrincipalElement::Account("111122223333"),
            PrincipalElement::UniqueId("AROAEXAMPLEEXAMPLE12"),
            PrincipalElement::Arn("arn:aws:iam::111122223333:role/a/B"),
            PrincipalElement::Service("ec2.amazonaws.com"),
            PrincipalElement::Federated("accounts.google.com"),
            PrincipalElement::CanonicalUser("79a5"),
        ]
    );
}

#[test]
fn condition_values_may_be_booleans_and_numbers() {
    let policy = parse(
        r#"{"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": false},
            "NumericLessThan": {"aws:MultiFactorAuthAge": [3600, 1.5]}, "ForAnyValue:StringLikeIfExists": {"aws:TagKeys": "a*"}}}}"#,
    );
    let [secure, age, tags] = policy.statements()[0].conditions() else { panic!("three conditions") };
    assert_eq!((secure.operator(), secure.values()), ("Bool", &["false".into()][..]));
    assert_eq!(age.values(), ["3600".into(), "1.5".into()]);
    assert_eq!((tags.quantifier(), tags.operator(), tags.if_exists()), (Some(Quantifier::ForAny), "StringLike", true));
}

#[test]
fn what_is_not_known_leaves_the_statement_undecided() {
    let policy = parse(
        r#"{"Statement": [
            {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEqual": {"a": "b"}}},
            {"Effect": "Allow", "Action": "*", "Resource": "*", "Conditions": {}},
            {"Effect": "Allow", "Action": "*", "Principal": {"Robot": "x"}},
            {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/99"}}},
            {"Effect": "Allow", "Action": "*", "Resource": "*"}]}"#,
    );
    let undecided: Vec<_> = policy.statements().iter().map(Statement::undecided).collect();
    assert_eq!(
        undecided,
        [
            Some("unknown condition operator `StringEqual`"),
            Some("unknown element `Conditions`"),
            Some("unknown principal type `Robot`"),
            Some("`10.0.0.0/99` is not an IP address or range, as `IpAddress` needs"),
            None
        ]
    );
    assert_eq!(
        policy.warnings()[0].to_string(),
        "statement 0: unknown condition operator `StringEqual`; treated as undecided"
    );
}

#[test]
fn faults_tell_what_and_where() {
    for (text, message) in [
        ("", "not valid JSON: EOF while parsing a value (line 1, column 1)"),
        ("{\"Statement\": [}", "not valid JSON: expected value (line 1, column 16)"),
        ("[]", "expected an object, found a list (line 1, column 1)"),
        ("{\"Version\": \"2012-10-17\"}", "`Statement` is missing (line 1, column 1)"),
        (
            "{\"Version\": \"2012-10-18\", \"Statement\": []}",
            "`2012-10-18` is not a version of the policy language; write `2012-10-17` at `/Version` (line 1, column 13)",
        ),
        (
            "{\"Statement\": [\n  {\"Effect\": \"allow\", \"Action\": \"*\"}]}",
            "`allow` is not an effect; write `Allow` or `Deny` at `/Statement/0/Effect` (line 2, column 14)",
        ),
        (
            "{\"Statement\": {\"Action\": \"*\"}}",
            "`Effect` is missing; write `Allow` or `Deny` at `/Statement` (line 1, column 15)",
        ),
        (
            "{\"Statement\": {\"Effect\": \"Deny\"}}",
            "`Action` or `NotAction` is missing at `/Statement` (line 1, column 15)",
        ),
        (
            "{\"Statement\": {\"Effect\": \"Deny\", \"Action\": \"a:b\", \"NotAction\": \"a:c\"}}",
            "`Action` and `NotAction` exclude each other; keep one at `/Statement/NotAction` (line 1, column 64)",
        ),
        (
            "{\"Statement\": {\"Effect\": \"Deny\", \"Action\": \"a:b\", \"Action\": \"a:c\"}}",
            "`Action` is repeated; keep one at `/Statement/Action` (line 1, column 61)",
        ),
        (
            "{\"Statement\": {\"Effect\": \"Deny\", \"Action\": [\"a:b\", 1]}}",
            "expected a string, found a number at `/Statement/Action/1` (line 1, column 52)",
        ),
        (
            "{\"Statement\": {\"Effect\": \"Deny\", \"Action\": \"*\", \"Condition\": {\"Null\": {\"aws:x/y\": null}}}}",
            "expected a string, number or boolean, found null at `/Statement/Condition/Null/aws:x~1y` (line 1, column 83)",
        ),
    ] {
        assert_eq!(fault(text), message);
    }
}

#[test]
fn a_document_that_is_a_value_has_a_path_but_no_position() {
    let value = serde_json::json!({"Statement": [{"Effect": "Allow", "Action": "*", "Principal": "me"}]});
    let fault = Policy::from_value(&value).unwrap_err();
    assert_eq!((fault.path.as_str(), fault.position), ("/Statement/0/Principal", None));
}

#[test]
fn an_empty_object_says_nothing_and_element_names_have_no_case() {
    assert!(parse("{}").statements().is_empty());
    assert_eq!(
        parse(r#"{"version": "2012-10-17", "statement": {"EFFECT": "Allow", "action": "*"}}"#).statements().len(),
        1
    );
}
