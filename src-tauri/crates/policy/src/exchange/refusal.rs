//! Why a request gets no answer: which request, which policy, where, what is wrong.

use std::fmt;

use thiserror::Error;

use super::broken;
use crate::Position;

/// A request that cannot be evaluated, because it or one of its policies cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub struct Refusal {
    /// The request's `id`, where it has one that can be read.
    pub id: Option<String>,
    /// The policy, such as `identity policy 0`, where it is one that is wrong.
    pub policy: Option<String>,
    /// The JSON path in the request, such as `/policies/identity/0/Statement/2/Effect`. Empty for the request itself.
    pub path: String,
    /// Where in the request's text.
    pub position: Position,
    /// What is wrong, and what to do.
    pub problem: String,
}

impl Refusal {
    /// The same refusal with its position counted in a larger text, in which the request begins at `start`.
    #[must_use]
    pub fn within(self, start: Position) -> Refusal {
        Refusal { position: start.then(self.position), ..self }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.id {
            Some(id) => write!(f, "request `{id}`: ")?,
            None => write!(f, "request without an id: ")?,
        }
        if let Some(policy) = &self.policy {
            write!(f, "{policy}, ")?;
        }
        write!(f, "{}", self.position)?;
        if !self.path.is_empty() {
            write!(f, " (`{}`)", self.path)?;
        }
        write!(f, ": {}", self.problem)
    }
}

/// What is wrong, before it is told by name.
#[derive(Debug)]
pub(super) struct Wrong {
    pub policy: Option<String>,
    pub path: String,
    /// The offset, in the request's text, from which `position` counts.
    pub at: usize,
    pub position: Position,
    pub problem: String,
}

impl Wrong {
    /// What is wrong with the request at an offset of its text.
    pub(super) fn at(at: usize, problem: impl Into<String>) -> Wrong {
        Wrong { policy: None, path: String::new(), at, position: Position::START, problem: problem.into() }
    }

    /// Names the request.
    pub(super) fn refuse(self, request: &str) -> Refusal {
        let Wrong { policy, path, at, position, problem } = self;
        let position = Position::of(request.as_bytes(), at).then(position);
        Refusal { id: broken::id(request), policy, path, position, problem }
    }
}
