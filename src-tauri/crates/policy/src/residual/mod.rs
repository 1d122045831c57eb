//! What must still hold for a conditional answer.

mod conjunction;
mod formula;
mod term;

use serde::Serialize;

pub(crate) use formula::Formula;

use crate::truth::Logic;

/// A condition that is not decided by what is known, in its positive form and perhaps negated.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize)]
pub struct Literal {
    /// The condition key as written; `resource`, `principal` or `statement` where something else is open.
    pub key: String,
    /// The operator with set operator and `IfExists`: `ForAnyValue:StringLike`.
    pub operator: String,
    /// The values as written, with the variables filled in that are known.
    pub values: Vec<String>,
    /// Whether it must not hold.
    pub negated: bool,
}

/// Alternatives, each a list of literals that must all hold.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(transparent)]
pub struct Residual {
    alternatives: Vec<Vec<Literal>>,
}

impl Residual {
    /// Nothing more must hold.
    pub fn always() -> Residual {
        Residual { alternatives: vec![Vec::new()] }
    }

    /// Nothing would do: what a denial has.
    pub fn never() -> Residual {
        Residual { alternatives: Vec::new() }
    }

    /// The alternatives, shortest first. An alternative without literals holds anyway.
    pub fn alternatives(&self) -> &[Vec<Literal>] {
        &self.alternatives
    }

    /// Whether nothing more must hold.
    pub fn is_true(&self) -> bool {
        self.alternatives.iter().any(Vec::is_empty)
    }

    /// Both, for one and the same request; `None` where they contradict each other. Along a path, each request has its own external
    /// id, session name and principal: there, this is only right for what stays the same.
    pub fn and(&self, other: &Residual) -> Option<Residual> {
        let both = Formula::of(self).and(Formula::of(other));
        Some(both.residual()).filter(|residual| !residual.alternatives.is_empty())
    }

    fn of(mut alternatives: Vec<Vec<Literal>>) -> Residual {
        alternatives.iter_mut().for_each(|all| all.sort_unstable());
        alternatives.sort_unstable_by(|one, two| one.len().cmp(&two.len()).then_with(|| one.cmp(two)));
        alternatives.dedup();
        Residual { alternatives }
    }
}

#[cfg(test)]
mod tests;
