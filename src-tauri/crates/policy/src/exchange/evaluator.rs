//! Answers requests one after another and remembers the policies they carried.

use std::sync::Arc;

use super::answer;
use super::documents::{Documents, PolicySet};
use super::owner;
use super::refusal::Refusal;
use super::request;
use super::split::Element;
use crate::{Position, evaluate};

/// Answers requests. One serves one thread; its memory of policies is bounded.
#[derive(Debug)]
pub struct Evaluator {
    documents: Documents,
    nothing: Arc<PolicySet>,
}

impl Default for Evaluator {
    fn default() -> Evaluator {
        Evaluator::new()
    }
}

impl Evaluator {
    /// An evaluator that remembers nothing yet.
    pub fn new() -> Evaluator {
        Evaluator { documents: Documents::new(), nothing: Arc::default() }
    }

    /// Answers a request: appends one line of compact JSON, without a newline, to `answers`.
    ///
    /// # Errors
    ///
    /// If the request or one of its policies cannot be read. Then nothing is appended.
    pub fn answer(&mut self, request: &Element<'_>, answers: &mut Vec<u8>) -> Result<(), Refusal> {
        let text = request.text;
        let text = std::str::from_utf8(text).map_err(|error| Refusal {
            id: None,
            policy: None,
            path: String::new(),
            position: Position::of(text, error.valid_up_to()),
            problem: "this is not UTF-8; save the input as UTF-8".to_owned(),
        })?;
        let mut asked = request::read(text, request.members.clone()).map_err(|wrong| wrong.refuse(text))?;
        let policies = match asked.policies {
            None => self.nothing.clone(),
            Some(member) => self.documents.set(member).map_err(|wrong| wrong.refuse(text))?,
        };
        let decision = evaluate(&asked.request(), &policies.policies());
        let assumed = owner::assumed(&asked.request(), &policies.policies(), &decision);
        asked.warnings.extend(assumed);
        answer::write(asked.id, &decision, &asked.warnings, answers);
        Ok(())
    }
}
