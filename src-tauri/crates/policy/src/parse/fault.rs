//! What is wrong with a document, and the way to it, while the error is handed up.

use super::node::{Node, Step};
use crate::{InvalidPolicy, Position};

/// What is wrong, and the way to it.
pub(super) struct Fault {
    pub(super) problem: String,
    /// From the document down; built from the inside out while the error is handed up.
    pub(super) steps: Vec<Step>,
}

pub(super) type Parsed<T> = Result<T, Fault>;

impl Fault {
    pub(super) fn new(problem: impl Into<String>) -> Fault {
        Fault { problem: problem.into(), steps: Vec::new() }
    }

    pub(super) fn wanted(wanted: &str, found: &Node<'_>) -> Fault {
        Fault::new(format!("expected {wanted}, found {}", found.sort()))
    }

    fn within(mut self, step: Step) -> Fault {
        self.steps.insert(0, step);
        self
    }

    pub(super) fn into_invalid(self, position: Option<Position>) -> InvalidPolicy {
        let path = self.steps.iter().map(|step| match step {
            Step::Member(name) => format!("/{}", name.replace('~', "~0").replace('/', "~1")),
            Step::Item(place) => format!("/{place}"),
        });
        InvalidPolicy { path: path.collect(), problem: self.problem, position }
    }
}

pub(super) fn in_member<T>(name: &str, parsed: Parsed<T>) -> Parsed<T> {
    parsed.map_err(|fault| fault.within(Step::Member(name.to_owned())))
}

pub(super) fn in_item<T>(place: usize, parsed: Parsed<T>) -> Parsed<T> {
    parsed.map_err(|fault| fault.within(Step::Item(place)))
}
