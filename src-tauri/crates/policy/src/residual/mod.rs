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

/// Keys whose value stays the same for all requests along a path of assumed roles; any other may change with each request, since it
/// belongs to the caller of the moment, to the resource, or is chosen anew.
const LASTING: [&str; 10] = [
    "aws:currenttime",
    "aws:epochtime",
    "aws:federatedprovider",
    "aws:principalorgid",
    "aws:sourceidentity",
    "aws:sourceip",
    "aws:sourcevpc",
    "aws:sourcevpcarn",
    "aws:sourcevpce",
    "aws:vpcsourceip",
];

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

    /// Both, for one and the same request; `None` where they contradict each other.
    pub fn and(&self, other: &Residual) -> Option<Residual> {
        let both = Formula::of(self).and(Formula::of(other));
        Some(both.residual()).filter(|residual| !residual.alternatives.is_empty())
    }

    /// This one for a request and `next` for a later one on a path of assumed roles; `None` where they cannot both hold.
    ///
    /// They can only contradict each other on what stays the same along the path, such as the source address and the organization;
    /// an external id, a session name or the principal's tags are another matter for each request.
    pub fn then(&self, next: &Residual) -> Option<Residual> {
        let lasting = |residual: &Residual| {
            let keep = |literal: &&Literal| LASTING.contains(&literal.key.to_ascii_lowercase().as_str());
            let alternatives = residual.alternatives.iter().map(|all| all.iter().filter(keep).cloned().collect());
            Residual { alternatives: alternatives.collect() }
        };
        lasting(self).and(&lasting(next))?;
        let mut alternatives = Vec::new();
        for first in &self.alternatives {
            for second in &next.alternatives {
                let one = Residual { alternatives: vec![first.clone()] };
                let two = Residual { alternatives: vec![second.clone()] };
                if lasting(&one).and(&lasting(&two)).is_some() {
                    let mut all: Vec<Literal> = first.iter().chain(second).cloned().collect();
                    all.sort_unstable();
                    all.dedup();
                    alternatives.push(all);
                }
            }
        }
        Some(Residual::of(alternatives))
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
