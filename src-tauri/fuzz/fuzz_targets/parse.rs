//! Any text is parsed or refused, with a place that lies in it; what is parsed can be read through every accessor.

#![no_main]

use armillary_policy::{Action, Policy};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let action = Action::new("s3:GetObject");
    match Policy::parse(text) {
        Ok(policy) => {
            for (index, statement) in policy.statements().iter().enumerate() {
                assert_eq!(statement.index(), index);
                let _ = (
                    statement.sid(),
                    statement.effect(),
                    statement.actions(),
                    statement.resources(),
                    statement.principals(),
                );
                let _ = (statement.undecided(), statement.matches_action(&action));
                for condition in statement.conditions() {
                    let _ = (
                        condition.quantifier(),
                        condition.operator(),
                        condition.if_exists(),
                        condition.key(),
                        condition.values(),
                    );
                }
            }
            let _ = (policy.may_allow(&action), policy.may_deny(&action));
            let value = serde_json::from_str(text).expect("a policy is JSON");
            assert!(Policy::from_value(&value).is_ok(), "text and value are read alike");
        }
        Err(invalid) => {
            assert!(!invalid.problem.is_empty());
            let position = invalid.position.expect("a text has positions");
            assert!(position.line <= text.lines().count() + 1 && position.line > 0 && position.column > 0, "{invalid}");
        }
    }
});
