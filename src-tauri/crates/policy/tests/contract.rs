//! The JSON contract: the members of an answer, what is refused and how it is told, inputs of many requests.

mod question;

use armillary_policy::Position;
use armillary_policy::exchange::{Element, Evaluator, Refusal, Requests};
use question::{everything, may, policy};
use serde_json::{Value, json};

const ROLE: &str = "arn:aws:iam::111122223333:role/Dev";
const OBJECT: &str = "arn:aws:s3:::lake/x";

/// A whole request, with one member replaced (or, with `null`, as if not given).
fn request_with(name: &str, value: Value) -> Value {
    let mut request = json!({ "id": "r", "principal": ROLE, "action": "s3:GetObject", "resource": OBJECT,
        "policies": { "identity": [everything()] } });
    request[name] = value;
    request
}

fn answer(request: &str) -> Result<Value, Refusal> {
    let mut line = Vec::new();
    Evaluator::new().answer(&Element::from(request.as_bytes()), &mut line)?;
    assert!(!line.contains(&b'\n'), "an answer is one line");
    Ok(serde_json::from_slice(&line).unwrap())
}

fn refusal(request: &Value) -> Refusal {
    let mut line = b"before".to_vec();
    let refusal = Evaluator::new()
        .answer(&Element::from(request.to_string().as_bytes()), &mut line)
        .expect_err("this is refused");
    assert_eq!(line, b"before", "a refusal appends nothing");
    refusal
}

#[test]
fn an_answer_has_the_members_of_the_contract_in_order() {
    let mut line = Vec::new();
    Evaluator::new()
        .answer(&Element::from(request_with("id", json!("r-1")).to_string().as_bytes()), &mut line)
        .unwrap();
    let because = r#"{"layer":"identity","node":null,"policy":0,"statement":0,"sid":null,"effect":"Allow"}"#;
    let expected = format!(
        r#"{{"id":"r-1","decision":"Allowed","blockedBy":[],"because":[{because}],"conditions":[],"warnings":[]}}"#
    );
    assert_eq!(String::from_utf8(line).unwrap(), expected);
}

#[test]
fn the_deciding_statement_is_named_with_its_layer_node_and_sid() {
    let scp = policy(json!([
        { "Effect": "Allow", "Action": "*", "Resource": "*" },
        { "Sid": "NoLake", "Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::lake/*" },
    ]));
    let levels =
        json!([{ "node": "r-root", "policies": [everything()] }, { "node": "ou-1", "policies": [everything(), scp] }]);
    let answer = may(ROLE, "s3:GetObject", OBJECT)
        .under("identity", json!([everything()]))
        .under("scps", levels)
        .is("ExplicitlyDenied");
    assert_eq!(
        answer.answer["because"],
        json!([
            { "layer": "scp", "node": "ou-1", "policy": 1, "statement": 1, "sid": "NoLake", "effect": "Deny" }
        ])
    );
    answer.by(&["scp"]);
}

#[test]
fn conditions_are_literals_and_alternatives_are_listed_where_there_are_several() {
    let one = json!([{ "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "Bool": { "aws:MultiFactorAuthPresent": "true" } } }]);
    let single = may(ROLE, "s3:GetObject", OBJECT).identity(one).symbolic().is("AllowedIf");
    let literal =
        json!({ "key": "aws:MultiFactorAuthPresent", "operator": "Bool", "values": ["true"], "negated": false });
    assert_eq!(single.answer["conditions"], json!([literal]));
    assert_eq!(single.answer.get("alternatives"), None);

    let two = json!([
        { "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "StringEquals": { "aws:SourceVpce": "vpce-1", "aws:PrincipalTag/a": "b" } } },
        { "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "Bool": { "aws:MultiFactorAuthPresent": "true" } } },
    ]);
    let either = may(ROLE, "s3:GetObject", OBJECT).identity(two).symbolic().is("AllowedIf");
    assert_eq!(either.answer["conditions"], json!([literal]), "the shortest way");
    let alternatives = either.answer["alternatives"].as_array().unwrap();
    assert_eq!(alternatives.len(), 2);
    assert!(alternatives.contains(&json!([literal])));
}

#[test]
fn every_layer_that_objects_is_named_in_order() {
    let nothing = json!([{ "Effect": "Allow", "Action": "ec2:*", "Resource": "*" }]);
    let grant = json!([{ "Effect": "Allow", "Principal": "*", "Action": "ec2:*", "Resource": "*" }]);
    may(ROLE, "s3:GetObject", OBJECT)
        .member("resourceAccount", json!("444455556666"))
        .identity(nothing.clone())
        .boundary(nothing.clone())
        .session(nothing.clone())
        .under("endpoint", json!([policy(grant.clone())]))
        .resource(grant)
        .scps([nothing])
        .is("ImplicitlyDenied")
        .by(&["scp", "boundary", "identity", "resource", "session", "endpoint"]);
}

#[test]
fn the_id_is_echoed_as_it_is_written() {
    for (id, echo) in [
        (r#""a \u0041 \"q\"""#, json!("a A \"q\"")),
        ("7", json!(7)),
        ("1.50", json!(1.5)),
        ("null", json!(null)),
        ("true", json!(true)),
    ] {
        let request =
            format!(r#"{{"id": {id}, "principal": "{ROLE}", "action": "s3:GetObject", "resource": "{OBJECT}"}}"#);
        assert_eq!(answer(&request).unwrap()["id"], echo);
    }
    let without = format!(r#"{{"principal": "{ROLE}", "action": "s3:GetObject", "resource": "{OBJECT}"}}"#);
    assert_eq!(answer(&without).unwrap()["id"], Value::Null);
}

#[test]
fn what_is_null_or_empty_is_as_if_not_given() {
    let plain = answer(&request_with("mode", json!("strict")).to_string()).unwrap();
    for (name, value) in [
        ("mode", json!(null)),
        ("context", json!(null)),
        ("context", json!({})),
        ("resourceAccount", json!(null)),
        (
            "policies",
            json!({ "identity": [everything()], "resource": null, "boundary": [], "scps": [], "rcps": null, "endpoint": [] }),
        ),
        ("policies", json!({ "identity": everything() })),
    ] {
        assert_eq!(answer(&request_with(name, value.clone()).to_string()).unwrap(), plain, "{name} {value}");
    }
    assert_eq!(answer(&request_with("policies", json!(null)).to_string()).unwrap()["decision"], "ImplicitlyDenied");
}

#[test]
fn unknown_members_are_left_aside_with_a_warning() {
    let answer = answer(&request_with("comment", json!({ "by": ["me"] })).to_string()).unwrap();
    assert_eq!(answer["decision"], "Allowed");
    assert_eq!(answer["warnings"], json!(["the request's member `comment` is not known; it was left aside"]));
}

#[test]
fn an_unknown_operator_is_warned_of_by_place() {
    let statements = json!([
        { "Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": { "StringEqual": { "a:b": "c" } } },
    ]);
    may(ROLE, "s3:GetObject", OBJECT)
        .identity(statements)
        .is("AllowedIf")
        .warns("statement 0 of identity policy 0: unknown condition operator `StringEqual`; treated as undecided");
}

#[test]
fn context_values_are_texts_numbers_booleans_and_sets() {
    let read = |operator: &str, value: Value, context: Value| {
        let statement = json!([{ "Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": { operator: { "a:k": value } } }]);
        may(ROLE, "s3:GetObject", OBJECT).identity(statement).with(context)
    };
    read("NumericEquals", json!(3), json!({ "a:k": 3 })).is("Allowed");
    read("Bool", json!("true"), json!({ "a:k": true })).is("Allowed");
    read("StringEquals", json!("é\n"), json!({ "a:k": "é\n" })).is("Allowed");
    read("ForAnyValue:StringEquals", json!("2"), json!({ "a:k": [1, 2] })).is("Allowed");
    read("Null", json!("true"), json!({ "a:k": null })).is_in_both_modes("Allowed");
    read("StringEquals", json!("v"), json!({ "A:K": "v" })).is("Allowed");
}

#[test]
fn what_is_missing_or_of_another_kind_is_refused_by_name() {
    for (name, value, says) in [
        ("principal", json!(7), "`principal` is a string"),
        ("principal", json!("nobody at all"), "nobody at all"),
        ("action", json!(["s3:GetObject"]), "`action` is a string"),
        ("resource", json!({}), "`resource` is a string"),
        ("mode", json!("lax"), "`lax` is not a mode"),
        ("context", json!([]), "an object was expected"),
        ("context", json!({ "a:k": { "b": 1 } }), "a context value is"),
        ("context", json!({ "a:k": [null] }), "a context value is"),
        ("context", json!({ "a:k": "1", "A:k": "2" }), "twice"),
        ("policies", json!([]), "an object was expected"),
        ("policies", json!({ "scp": [] }), "`scp` is not a kind of policy"),
        ("policies", json!({ "scps": [{ "policies": [] }] }), "no `node`"),
        ("policies", json!({ "scps": [{ "node": "r" }] }), "no `policies`"),
        ("policies", json!({ "scps": [everything()] }), "is not expected here"),
        ("id", json!({}), "`id` is a string"),
    ] {
        let refusal = refusal(&request_with(name, value.clone()));
        assert!(refusal.to_string().contains(says), "{name} {value}: {refusal}");
    }
    for name in ["principal", "action", "resource"] {
        let mut request = request_with("id", json!("r-9"));
        request.as_object_mut().unwrap().remove(name);
        let refusal = refusal(&request);
        assert_eq!(refusal.to_string(), format!("request `r-9`: line 1, column 1: `{name}` is missing; give it"));
    }
}

#[test]
fn a_member_given_twice_is_refused() {
    let twice = format!(r#"{{"principal": "{ROLE}", "action": "a:b", "resource": "*", "action": "a:c"}}"#);
    assert!(answer(&twice).unwrap_err().to_string().contains("`action` is given twice"));
    let kinds = format!(
        r#"{{"principal": "{ROLE}", "action": "a:b", "resource": "*", "policies": {{"scps": [], "scps": []}}}}"#
    );
    assert!(answer(&kinds).unwrap_err().to_string().contains("`scps` is given twice"));
}

#[test]
fn a_document_that_is_no_policy_is_refused_with_its_name_and_place() {
    let request = format!(
        "{{\n  \"principal\": \"{ROLE}\", \"action\": \"s3:GetObject\", \"resource\": \"{OBJECT}\",\n  \"policies\": {{\n    \
         \"identity\": [\n      {},\n      {{\n        \"Version\": \"2012-10-17\",\n        \"Statement\": [\n          \
         {{\"Effect\": \"Permit\", \"Action\": \"*\", \"Resource\": \"*\"}}\n        ]\n      }}\n    ]\n  }},\n  \"id\": \"r-2\"\n}}",
        everything()
    );
    let refusal = answer(&request).unwrap_err();
    assert_eq!(refusal.id.as_deref(), Some("r-2"));
    assert_eq!(refusal.policy.as_deref(), Some("identity policy 1"));
    assert_eq!(refusal.path, "/policies/identity/1/Statement/0/Effect");
    assert_eq!(refusal.position.line, 9);
    assert!(refusal.to_string().starts_with("request `r-2`: identity policy 1, line 9, column "), "{refusal}");

    let levels = json!({ "scps": [{ "node": "r", "policies": [] }, { "node": "ou", "policies": [everything(), { "Statement": 1 }] }] });
    let refusal = self::refusal(&request_with("policies", levels));
    assert_eq!(refusal.policy.as_deref(), Some("scp policy 1 of level 1"));
    assert!(refusal.path.starts_with("/policies/scps/1/policies/1"), "{refusal}");
}

#[test]
fn broken_json_is_refused_with_its_place_and_the_others_are_answered() {
    let good = request_with("id", json!("good")).to_string();
    let input = format!(
        "[\n{good},\n{{\"id\": \"bad\", \"principal\": \"x\", \"action\": }},\n{good},\n{{\"id\": \"open\", \"policies\": {{\n{good}\n]"
    );
    let mut evaluator = Evaluator::new();
    let mut told = Vec::new();
    for request in Requests::new(input.as_bytes()) {
        let mut line = Vec::new();
        told.push(match request {
            Ok(request) => match evaluator.answer(&request, &mut line) {
                Ok(()) => "answered".to_owned(),
                Err(refusal) => refusal.within(Position::of(input.as_bytes(), request.offset())).to_string(),
            },
            Err(broken) => broken.to_string(),
        });
    }
    assert_eq!(told[0], "answered");
    assert!(told[1].starts_with("request `bad`: line 3, column "), "{told:?}");
    assert_eq!(told[2], "answered");
    assert!(told[3].starts_with("request `open`: line 5, column "), "{told:?}");
    assert_eq!(told.last().unwrap(), "answered");
}

#[test]
fn a_document_that_is_not_json_is_named_and_costs_no_other_on_its_line() {
    let good = request_with("id", json!("good")).to_string();
    let bad = good.replace("\"good\"", "\"bad\"").replace("\"Allow\"", "Allow");
    let input = format!("[{good}, {bad}, {good}]");
    let mut evaluator = Evaluator::new();
    let told: Vec<_> = Requests::new(input.as_bytes())
        .map(|request| evaluator.answer(&request.unwrap(), &mut Vec::new()).map_err(|refusal| refusal.to_string()))
        .collect();
    assert_eq!((&told[0], &told[2], told.len()), (&Ok(()), &Ok(()), 3));
    let refusal = told[1].clone().unwrap_err();
    assert!(refusal.starts_with("request `bad`: identity policy 0, line 1, column "), "{refusal}");
    assert!(refusal.contains("(`/policies/identity/0/Statement/0/Effect`)"), "{refusal}");
}

#[test]
fn what_is_not_text_or_not_an_object_is_refused() {
    let mut evaluator = Evaluator::new();
    let mut line = Vec::new();
    assert!(
        evaluator
            .answer(&Element::from(&b"{\"id\": \"\xff\"}"[..]), &mut line)
            .unwrap_err()
            .to_string()
            .contains("UTF-8")
    );
    for text in ["", "7", "[]", "\"x\"", "{", "{}", "nul", "{\"id\": \"a\\ud800\"}"] {
        assert!(evaluator.answer(&Element::from(text.as_bytes()), &mut line).is_err(), "{text}");
    }
    assert!(line.is_empty());
}

#[test]
fn a_remembered_document_answers_as_a_new_one() {
    let mut evaluator = Evaluator::new();
    let (reads, writes) = (
        json!([{ "Effect": "Allow", "Action": "s3:Get*", "Resource": "*" }]),
        json!([{ "Effect": "Allow", "Action": "s3:Put*", "Resource": "*" }]),
    );
    for (statements, decision) in
        [(&reads, "Allowed"), (&writes, "ImplicitlyDenied"), (&reads, "Allowed"), (&reads, "Allowed")]
    {
        let request = request_with("policies", json!({ "identity": [policy(statements.clone())] })).to_string();
        let mut line = Vec::new();
        evaluator.answer(&Element::from(request.as_bytes()), &mut line).unwrap();
        assert_eq!(serde_json::from_slice::<Value>(&line).unwrap()["decision"], decision);
    }
}

#[test]
fn an_owner_that_nobody_told_is_said_where_the_answer_hangs_on_it() {
    let text = "whose `arn:aws:s3:::lake/x` is";
    let asked = may(ROLE, "s3:GetObject", OBJECT).under("identity", json!([everything()]));
    let silent = |answer: question::Answer| assert_eq!(answer.answer["warnings"], json!([]), "{answer}");
    asked.clone().symbolic().is("Allowed").warns(text).warns("account `111122223333`");
    let mfa = json!([{ "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "Bool": { "aws:MultiFactorAuthPresent": "true" } } }]);
    may(ROLE, "s3:GetObject", OBJECT).identity(mfa).symbolic().is("AllowedIf").warns(text);
    silent(asked.clone().is("Allowed"));
    silent(asked.clone().symbolic().member("resourceAccount", json!("111122223333")).is("Allowed"));
    let granted =
        asked.resource(json!([{ "Effect": "Allow", "Principal": { "AWS": ROLE }, "Action": "s3:*", "Resource": "*" }]));
    silent(granted.symbolic().is("Allowed"));
    silent(may(ROLE, "s3:ListAllMyBuckets", "*").under("identity", json!([everything()])).symbolic().is("Allowed"));
    let queue = "arn:aws:sqs:eu-west-1:111122223333:jobs";
    silent(may(ROLE, "sqs:SendMessage", queue).under("identity", json!([everything()])).symbolic().is("Allowed"));
    silent(may(ROLE, "s3:GetObject", OBJECT).symbolic().is("ImplicitlyDenied"));
}
