//! What must still hold for a conditional answer.

use serde::Serialize;

/// A condition that is not decided by what is known, in its positive form and perhaps negated.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize)]
pub struct Literal {
    /// The condition key as written; `resource`, `principal` or `statement` where the request itself leaves it open.
    pub key: String,
    /// The operator with quantifier and `IfExists`: `ForAnyValue:StringLike`.
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

    /// The alternatives, shortest first. An alternative without literals holds anyway.
    pub fn alternatives(&self) -> &[Vec<Literal>] {
        &self.alternatives
    }

    /// Whether nothing more must hold.
    pub fn is_true(&self) -> bool {
        self.alternatives.iter().any(Vec::is_empty)
    }

    /// Both, for one and the same request; `None` where they contradict each other.
    pub fn and(&self, other: &Residual) -> Option<Residual> {
        let pairs = self.alternatives.iter().flat_map(|one| other.alternatives.iter().map(move |two| (one, two)));
        let alternatives: Vec<Vec<Literal>> =
            pairs.map(|(one, two)| one.iter().chain(two).cloned().collect()).collect();
        (!alternatives.is_empty()).then_some(Residual { alternatives })
    }
}
