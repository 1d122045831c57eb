//! Requests after what people who do this work reported in public, each with the right answer and its authority. Each stands for
//! a kind of fault; other cases of the kind are in `kinds.rs`.

use armillary_policy::exchange::{Element, Evaluator};
use serde_json::Value;

#[test]
fn what_was_reported_is_answered_as_its_authority_says() {
    let mut wrong = Vec::new();
    for line in include_str!("field/policy-field.ndjson").lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let mut answer = Vec::new();
        Evaluator::new().answer(&Element::from(case["request"].to_string().as_bytes()), &mut answer).unwrap();
        let answer: Value = serde_json::from_slice(&answer).unwrap();
        if answer["decision"] != case["expected"] {
            wrong.push(format!(
                "{} is {}, expected {}: {}",
                answer["id"], answer["decision"], case["expected"], case["authority"]
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
