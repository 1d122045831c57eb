//! Questions to the engine, asked through the JSON contract, and what is expected of the answer.

#![allow(dead_code, reason = "each test binary uses its own part")]

use armillary_policy::exchange::{Element, Evaluator};
use serde_json::{Value, json};

/// A question that is being put together.
#[derive(Clone)]
pub struct Question {
    request: Value,
}

/// May `principal` do `action` on `resource`?
pub fn may(principal: &str, action: &str, resource: &str) -> Question {
    Question {
        request: json!({ "id": "q", "principal": principal, "action": action, "resource": resource, "policies": {} }),
    }
}

/// A document with these statements.
pub fn policy(statements: Value) -> Value {
    json!({ "Version": "2012-10-17", "Statement": statements })
}

/// `Allow` of everything, as in FullAWSAccess.
pub fn everything() -> Value {
    policy(json!([{ "Effect": "Allow", "Action": "*", "Resource": "*" }]))
}

impl Question {
    /// Under these members of `policies`.
    pub fn under(mut self, kind: &str, policies: Value) -> Question {
        self.request["policies"][kind] = policies;
        self
    }

    /// With one identity policy of these statements.
    pub fn identity(self, statements: Value) -> Question {
        self.under("identity", json!([policy(statements)]))
    }

    /// With a resource policy, a trust policy or a key policy of these statements.
    pub fn resource(self, statements: Value) -> Question {
        self.under("resource", policy(statements))
    }

    /// With a permissions boundary of these statements.
    pub fn boundary(self, statements: Value) -> Question {
        self.under("boundary", json!([policy(statements)]))
    }

    /// With a session policy of these statements.
    pub fn session(self, statements: Value) -> Question {
        self.under("session", policy(statements))
    }

    /// With one SCP of these statements at each level.
    pub fn scps<const N: usize>(self, levels: [Value; N]) -> Question {
        self.under("scps", one_each(levels))
    }

    /// With one RCP of these statements at each level.
    pub fn rcps<const N: usize>(self, levels: [Value; N]) -> Question {
        self.under("rcps", one_each(levels))
    }

    /// With these context keys.
    pub fn with(mut self, context: Value) -> Question {
        self.request["context"] = context;
        self
    }

    /// With any member of the request.
    pub fn member(mut self, name: &str, value: Value) -> Question {
        self.request[name] = value;
        self
    }

    /// With what is not given unknown.
    pub fn symbolic(self) -> Question {
        self.member("mode", json!("symbolic"))
    }

    /// The answer.
    pub fn answer(&self) -> Answer {
        let text = serde_json::to_vec(&self.request).expect("a JSON value has a text");
        let mut line = Vec::new();
        if let Err(refusal) = Evaluator::new().answer(&Element::from(&*text), &mut line) {
            panic!("{refusal}");
        }
        Answer { question: self.request.clone(), answer: serde_json::from_slice(&line).expect("an answer is JSON") }
    }

    /// The decision must be this one.
    #[track_caller]
    pub fn is(&self, decision: &str) -> Answer {
        let answer = self.answer();
        assert_eq!(answer.answer["decision"], decision, "{answer}");
        answer
    }

    /// The decision must be the same in both modes.
    #[track_caller]
    pub fn is_in_both_modes(&self, decision: &str) -> Answer {
        self.clone().symbolic().is(decision);
        self.is(decision)
    }
}

/// An answer, and what was asked.
pub struct Answer {
    question: Value,
    pub answer: Value,
}

impl Answer {
    /// The layers that block must be these.
    #[track_caller]
    pub fn by(&self, layers: &[&str]) -> &Answer {
        assert_eq!(self.answer["blockedBy"], json!(layers), "{self}");
        self
    }

    /// The conditions must be these, each as `key operator values`, after `not ` where negated.
    #[track_caller]
    pub fn if_(&self, conditions: &[&str]) -> &Answer {
        let mut given: Vec<String> = list(&self.answer["conditions"]).iter().map(literal).collect();
        given.sort();
        let mut conditions = conditions.to_vec();
        conditions.sort_unstable();
        assert_eq!(given, conditions, "{self}");
        self
    }

    /// The reasons must include this statement: `layer/policy/statement`.
    #[track_caller]
    pub fn because(&self, statement: &str) -> &Answer {
        let given: Vec<String> = list(&self.answer["because"])
            .iter()
            .map(|because| {
                format!(
                    "{}/{}/{}",
                    because["layer"].as_str().unwrap_or_default(),
                    because["policy"],
                    because["statement"]
                )
            })
            .collect();
        assert!(given.iter().any(|given| given == statement), "{statement} is not among {given:?}: {self}");
        self
    }

    /// Some warning must say this.
    #[track_caller]
    pub fn warns(&self, text: &str) -> &Answer {
        let warned = list(&self.answer["warnings"])
            .iter()
            .any(|warning| warning.as_str().is_some_and(|given| given.contains(text)));
        assert!(warned, "no warning says `{text}`: {self}");
        self
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "\n  asked    {}\n  answered {}\n", self.question, self.answer)
    }
}

fn one_each<const N: usize>(levels: [Value; N]) -> Value {
    let level = |(index, statements): (usize, Value)| json!({ "node": format!("level-{index}"), "policies": [policy(statements)] });
    Value::Array(levels.into_iter().enumerate().map(level).collect())
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn literal(literal: &Value) -> String {
    let text = |name: &str| literal[name].as_str().unwrap_or_default().to_owned();
    let values: Vec<String> =
        list(&literal["values"]).iter().map(|value| value.as_str().unwrap_or_default().to_owned()).collect();
    let not = if literal["negated"] == true { "not " } else { "" };
    format!("{not}{} {} {}", text("key"), text("operator"), values.join("|"))
}
