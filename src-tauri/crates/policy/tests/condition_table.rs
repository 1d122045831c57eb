//! The truth table of condition operators: every operator, with every quantifier, for every way in which a key can be there
//! or not. Each condition is asked for in an Allow and in a Deny, in both modes.

mod question;

use question::{Question, may};
use serde_json::{Value, json};

/// An operator, a value in the policy, and two values each that match it and do not (before a negation).
struct Operator {
    name: &'static str,
    policy: &'static str,
    matching: [&'static str; 2],
    other: [&'static str; 2],
    negated: bool,
}

const fn positive(
    name: &'static str,
    policy: &'static str,
    matching: [&'static str; 2],
    other: [&'static str; 2],
) -> Operator {
    Operator { name, policy, matching, other, negated: false }
}

const fn negated(
    name: &'static str,
    policy: &'static str,
    matching: [&'static str; 2],
    other: [&'static str; 2],
) -> Operator {
    Operator { name, policy, matching, other, negated: true }
}

const ROLE: &str = "arn:aws:iam::111122223333:role/team/Dev";
const OTHER_ROLES: [&str; 2] = ["arn:aws:iam::111122223333:role/Ops", "arn:aws:iam::777788889999:role/team/Dev"];
const NOON: &str = "2026-03-01T12:00:00Z";

const OPERATORS: [Operator; 29] = [
    positive("StringEquals", "Team", ["Team", "Team"], ["team", "Team "]),
    negated("StringNotEquals", "Team", ["Team", "Team"], ["team", "Te*"]),
    positive("StringEqualsIgnoreCase", "Team", ["TEAM", "team"], ["teams", "tea"]),
    negated("StringNotEqualsIgnoreCase", "Team", ["TEAM", "team"], ["teams", "tea"]),
    positive("StringLike", "t*m?", ["teams", "tm1"], ["Teams", "tm"]),
    negated("StringNotLike", "t*m?", ["teams", "tm1"], ["Teams", "tm"]),
    positive("NumericEquals", "10", ["10", "10.0"], ["11", "ten"]),
    negated("NumericNotEquals", "10", ["10", "10.0"], ["11", "9.99"]),
    positive("NumericLessThan", "10", ["9", "-1"], ["10", "10.5"]),
    positive("NumericLessThanEquals", "10", ["10", "9.5"], ["10.01", "100"]),
    positive("NumericGreaterThan", "10", ["11", "10.01"], ["10", "9"]),
    positive("NumericGreaterThanEquals", "10", ["10", "1000"], ["9", "9.99"]),
    positive("DateEquals", NOON, [NOON, "1772366400"], ["2026-03-01T12:00:01Z", "2026-03-01"]),
    negated("DateNotEquals", NOON, [NOON, "1772366400"], ["2026-03-01T12:00:01Z", "2026-03-01"]),
    positive("DateLessThan", NOON, ["2026-02-28T23:59:59Z", "2026-03-01T11:59:59Z"], [NOON, "2027-01-01T00:00:00Z"]),
    positive("DateLessThanEquals", NOON, [NOON, "2025-01-01"], ["2026-03-01T12:00:01Z", "2026-03-02"]),
    positive("DateGreaterThan", NOON, ["2026-03-01T12:00:01Z", "2026-03-02"], [NOON, "2026-03-01T11:00:00Z"]),
    positive("DateGreaterThanEquals", NOON, [NOON, "2026-03-02"], ["2026-03-01", "2026-03-01T11:59:59Z"]),
    positive("Bool", "true", ["true", "true"], ["false", "false"]),
    positive("BinaryEquals", "QmluYXJ5", ["QmluYXJ5", "QmluYXJ5"], ["YmluYXJ5", "QmluYXI="]),
    positive("IpAddress", "10.1.0.0/16", ["10.1.0.0", "10.1.255.255"], ["10.2.0.0", "2001:db8::1"]),
    negated("NotIpAddress", "10.1.0.0/16", ["10.1.0.0", "10.1.255.255"], ["10.2.0.0", "2001:db8::1"]),
    positive("ArnEquals", "arn:aws:iam::111122223333:role/*/Dev", [ROLE, ROLE], OTHER_ROLES),
    positive("ArnLike", "arn:aws:iam::*:role/team/D?v", [ROLE, ROLE], [OTHER_ROLES[0], "team/Dev"]),
    negated("ArnNotEquals", ROLE, [ROLE, ROLE], OTHER_ROLES),
    negated("ArnNotLike", "arn:aws:iam::111122223333:role/*/Dev", [ROLE, ROLE], OTHER_ROLES),
    positive("IpAddress", "2001:db8::/32", ["2001:db8::1", "2001:0DB8:ffff::"], ["2001:db9::", "10.1.0.0"]),
    positive("IpAddress", "10.1.2.3", ["10.1.2.3", "10.1.2.3"], ["10.1.2.4", "10.1.2.2"]),
    positive("StringLike", "${*}${?}x${$}", ["*?x$", "*?x$"], ["aax$", "*?x"]),
];

/// How a key is there: one value that matches, one that does not; not there; the empty set; a set of which all, some, or no
/// value matches.
const PRESENCE: [&str; 7] = ["match", "other", "absent", "empty", "all", "some", "none"];

/// For each quantifier and suffix: what a positive operator says for each presence, and what a negated one says.
/// `T`rue, `F`alse, or `U`ndecided.
const TABLE: [(&str, &str, &str, &str); 6] = [
    ("", "", "TFFFFFF", "FTTTFFF"),
    ("", "IfExists", "TFTTFFF", "FTTTFFF"),
    ("ForAnyValue:", "", "TFFFTTF", "FTFFFTT"),
    ("ForAllValues:", "", "TFTTTFF", "FTTTFFT"),
    ("ForAnyValue:", "IfExists", "TFUUTTF", "FTUUFTT"),
    ("ForAllValues:", "IfExists", "TFTTTFF", "FTTTFFT"),
];

const KEY: &str = "app:Key";

impl Operator {
    /// The context in which the key is there in this way; in the words of the contract.
    fn context(&self, presence: &str) -> Value {
        let ([one, two], [not, neither]) = (self.matching, self.other);
        match presence {
            "match" => json!({ KEY: one }),
            "other" => json!({ KEY: not }),
            "absent" => json!({ KEY: null }),
            "empty" => json!({ KEY: [] }),
            "all" => json!({ KEY: [one, two] }),
            "some" => json!({ KEY: [not, one] }),
            "none" => json!({ KEY: [not, neither] }),
            other => panic!("`{other}` is no way to be there"),
        }
    }
}

/// What a condition comes to: asked in an Allow and in a Deny, which must agree.
fn truth(condition: &Value, context: &Value, symbolic: bool) -> char {
    let question =
        may("arn:aws:iam::111122223333:role/Dev", "s3:GetObject", "arn:aws:s3:::lake/x").with(context.clone());
    let question = if symbolic { question.symbolic() } else { question };
    let decision = |question: Question| question.answer().answer["decision"].as_str().unwrap().to_owned();
    let statement =
        |effect: &str| json!({ "Effect": effect, "Action": "s3:GetObject", "Resource": "*", "Condition": condition });
    let allowed = decision(question.clone().identity(json!([statement("Allow")])));
    let allow = json!({ "Effect": "Allow", "Action": "*", "Resource": "*" });
    let denied = decision(question.identity(json!([allow, statement("Deny")])));
    match (allowed.as_str(), denied.as_str()) {
        ("Allowed", "ExplicitlyDenied") => 'T',
        ("ImplicitlyDenied", "Allowed") => 'F',
        ("AllowedIf", "AllowedIf") => 'U',
        _ => panic!("{condition} in {context}: as an Allow {allowed}, as a Deny {denied}"),
    }
}

#[test]
fn every_operator_follows_the_table() {
    let mut wrong = Vec::new();
    for operator in &OPERATORS {
        for (quantifier, suffix, of_positive, of_negated) in TABLE {
            let name = format!("{quantifier}{}{suffix}", operator.name);
            let condition = json!({ &name: { KEY: operator.policy } });
            let row = if operator.negated { of_negated } else { of_positive };
            for (presence, expected) in PRESENCE.iter().zip(row.chars()) {
                let context = operator.context(presence);
                for symbolic in [false, true] {
                    let given = truth(&condition, &context, symbolic);
                    if given != expected {
                        wrong.push(format!(
                            "{name} {} with {presence} {context} (symbolic {symbolic}): {given}, not {expected}",
                            operator.policy
                        ));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of the table's cells:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_key_that_is_not_given_is_absent_in_strict_and_unknown_in_symbolic_mode() {
    for operator in &OPERATORS {
        for (quantifier, suffix, of_positive, of_negated) in TABLE {
            let name = format!("{quantifier}{}{suffix}", operator.name);
            let condition = json!({ &name: { KEY: operator.policy } });
            let row = if operator.negated { of_negated } else { of_positive };
            assert_eq!(Some(truth(&condition, &json!({}), false)), row.chars().nth(2), "{name}");
            assert_eq!(truth(&condition, &json!({}), true), 'U', "{name}");
        }
    }
}

#[test]
fn null_asks_whether_the_key_is_there() {
    for (value, row) in [("true", "FFTTFFF"), ("false", "TTFFTTT")] {
        let condition = json!({ "Null": { KEY: value } });
        for (presence, expected) in PRESENCE.iter().zip(row.chars()) {
            let context = OPERATORS[0].context(presence);
            assert_eq!(truth(&condition, &context, false), expected, "Null {value} with {presence}");
            assert_eq!(truth(&condition, &context, true), expected, "Null {value} with {presence}");
        }
        assert_eq!(truth(&condition, &json!({}), false), row.chars().nth(2).unwrap());
        assert_eq!(truth(&condition, &json!({}), true), 'U');
    }
}

/// A key that is known to hold a list, asked for without a set operator: nothing matches what is there, and what is not there
/// is as with any key.
#[test]
fn a_list_is_not_compared_without_a_set_operator() {
    for (operator, absent) in
        [("StringEquals", 'F'), ("StringNotEquals", 'T'), ("StringEqualsIfExists", 'T'), ("StringNotLikeIfExists", 'T')]
    {
        let condition = json!({ operator: { "aws:TagKeys": "a" } });
        for context in
            [json!({ "aws:TagKeys": ["a"] }), json!({ "aws:TagKeys": ["b", "c"] }), json!({ "aws:TagKeys": "a" })]
        {
            assert_eq!(truth(&condition, &context, false), 'F', "{operator} {context}");
            assert_eq!(truth(&condition, &context, true), 'F', "{operator} {context}");
        }
        for context in [json!({}), json!({ "aws:TagKeys": null }), json!({ "aws:TagKeys": [] })] {
            assert_eq!(truth(&condition, &context, false), absent, "{operator} {context}");
        }
    }
}

/// Values of a positive operator are alternatives; of a negated one, none may match.
#[test]
fn several_values_in_the_policy() {
    for (operator, one, other) in [
        ("StringEquals", 'T', 'F'),
        ("StringNotEquals", 'F', 'T'),
        ("ForAnyValue:StringEquals", 'T', 'F'),
        ("ForAllValues:StringNotEquals", 'F', 'T'),
    ] {
        let condition = json!({ operator: { KEY: ["a", "b"] } });
        for (value, expected) in [("a", one), ("b", one), ("c", other)] {
            assert_eq!(truth(&condition, &json!({ KEY: value }), false), expected, "{operator} {value}");
        }
    }
    let all = json!({ "ForAllValues:StringEquals": { KEY: ["a", "b"] } });
    assert_eq!(truth(&all, &json!({ KEY: ["a", "b", "a"] }), false), 'T');
    assert_eq!(truth(&all, &json!({ KEY: ["a", "c"] }), false), 'F');
    let any_not = json!({ "ForAnyValue:StringNotEquals": { KEY: ["a", "b"] } });
    assert_eq!(truth(&any_not, &json!({ KEY: ["a", "c"] }), false), 'T');
    assert_eq!(truth(&any_not, &json!({ KEY: ["a", "b"] }), false), 'F');
}

/// Operators of a block, and keys of an operator, must all hold: false beats undecided beats true.
#[test]
fn conditions_are_joined() {
    let (yes, no, open) = (
        json!({ "StringEquals": { "a:k": "v" } }),
        json!({ "StringNotEquals": { "a:k": "v" } }),
        json!({ "Bool": { "a:open": "true" } }),
    );
    let both = |one: &Value, two: &Value| {
        let mut all = one.as_object().unwrap().clone();
        all.extend(two.as_object().unwrap().clone());
        truth(&Value::Object(all), &json!({ "a:k": "v" }), true)
    };
    assert_eq!(both(&yes, &yes), 'T');
    assert_eq!(both(&yes, &open), 'U');
    assert_eq!(both(&no, &open), 'F');
    let keys = json!({ "StringEquals": { "a:k": "v", "a:l": "w" } });
    assert_eq!(truth(&keys, &json!({ "a:k": "v", "a:l": "w" }), false), 'T');
    assert_eq!(truth(&keys, &json!({ "a:k": "v", "a:l": "x" }), false), 'F');
    assert_eq!(truth(&keys, &json!({ "a:k": "v" }), true), 'U');
    assert_eq!(truth(&json!({}), &json!({}), true), 'T');
}

#[test]
fn variables_take_the_requests_values() {
    let tag = |value: &str| json!({ "StringEquals": { "aws:ResourceTag/team": value } });
    let both = |resource: &str, principal: Option<&str>| {
        let mut context = json!({ "aws:ResourceTag/team": resource });
        context["aws:PrincipalTag/team"] = json!(principal);
        context
    };
    let same = tag("${aws:PrincipalTag/team}");
    assert_eq!(truth(&same, &both("fraud", Some("fraud")), false), 'T');
    assert_eq!(truth(&same, &both("fraud", Some("risk")), false), 'F');
    assert_eq!(truth(&same, &both("fraud", None), false), 'F');
    assert_eq!(truth(&same, &json!({ "aws:ResourceTag/team": "fraud" }), true), 'U');
    let negated = json!({ "StringNotEquals": { "aws:ResourceTag/team": "${aws:PrincipalTag/team}" } });
    assert_eq!(truth(&negated, &both("fraud", None), false), 'T');
    let default = tag("${aws:PrincipalTag/team, 'common'}");
    assert_eq!(truth(&default, &both("common", None), false), 'T');
    assert_eq!(truth(&default, &both("fraud", None), false), 'F');
    assert_eq!(truth(&default, &both("fraud", Some("fraud")), false), 'T');
    let many = json!({ "aws:ResourceTag/team": "a", "aws:PrincipalTag/team": ["a", "b"] });
    assert_eq!(truth(&same, &many, false), 'F');
}

#[test]
fn what_is_not_known_is_undecided() {
    for condition in [
        json!({ "StringEqual": { KEY: "a" } }),
        json!({ "NullIfExists": { KEY: "true" } }),
        json!({ "ForSomeValues:StringEquals": { KEY: "a" } }),
        json!({ "IpAddress": { "aws:SourceIp": "10.0.0.0/33" } }),
        json!({ "IpAddress": { "aws:SourceIp": "office" } }),
    ] {
        let context = json!({ KEY: "a", "aws:SourceIp": "10.0.0.1" });
        assert_eq!(truth(&condition, &context, false), 'U', "{condition}");
        assert_eq!(truth(&condition, &context, true), 'U', "{condition}");
    }
}

#[test]
fn numbers_and_booleans_of_json_are_their_texts() {
    assert_eq!(truth(&json!({ "Bool": { KEY: true } }), &json!({ KEY: true }), false), 'T');
    assert_eq!(truth(&json!({ "Bool": { KEY: "True" } }), &json!({ KEY: "true" }), false), 'T');
    assert_eq!(
        truth(&json!({ "NumericEquals": { KEY: 9007199254740993_u64 } }), &json!({ KEY: "9007199254740993" }), false),
        'T'
    );
    assert_eq!(
        truth(&json!({ "NumericEquals": { KEY: "9007199254740993" } }), &json!({ KEY: 9007199254740992_u64 }), false),
        'F'
    );
}
