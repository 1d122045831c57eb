//! Alternatives of literals, kept small while they are combined.

use super::{Literal, Residual, simplify};
use crate::truth::{Logic, Truth};

/// A truth that remembers what it hangs on.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Formula {
    Certain(bool),
    Open {
        alternatives: Vec<Vec<Literal>>,
        /// Whether alternatives were left out because there were too many.
        cut: bool,
    },
}

/// How many alternatives are kept. Real policies stay far below.
const LIMIT: usize = 64;

impl Formula {
    pub(crate) fn of(alternatives: Vec<Vec<Literal>>) -> Formula {
        Formula::normal(alternatives, false)
    }

    pub(crate) fn is_cut(&self) -> bool {
        matches!(self, Formula::Open { cut: true, .. })
    }

    pub(crate) fn residual(self) -> Residual {
        match self {
            Formula::Certain(true) => Residual::always(),
            Formula::Certain(false) => Residual::never(),
            Formula::Open { alternatives, .. } if alternatives.is_empty() => {
                Residual { alternatives: vec![vec![too_many()]] }
            }
            Formula::Open { alternatives, .. } => Residual { alternatives },
        }
    }

    fn normal(alternatives: Vec<Vec<Literal>>, cut: bool) -> Formula {
        let mut alternatives = in_order(simplify::alternatives(alternatives));
        if alternatives.first().is_some_and(Vec::is_empty) {
            return Formula::Certain(true);
        }
        let cut = cut || alternatives.len() > LIMIT;
        alternatives.truncate(LIMIT);
        if alternatives.is_empty() && !cut { Formula::Certain(false) } else { Formula::Open { alternatives, cut } }
    }
}

/// Shortest first, and always the same way.
pub(super) fn in_order(mut alternatives: Vec<Vec<Literal>>) -> Vec<Vec<Literal>> {
    alternatives.sort_unstable_by(|one, two| one.len().cmp(&two.len()).then_with(|| one.cmp(two)));
    alternatives.dedup();
    alternatives
}

fn too_many() -> Literal {
    let values = vec!["the conditions have too many combinations".to_owned()];
    Literal { key: "statement".into(), operator: "Undecided".into(), values, negated: false }
}

impl Logic for Formula {
    const THOROUGH: bool = true;

    fn certain(truth: bool) -> Formula {
        Formula::Certain(truth)
    }

    fn unknown(literal: impl FnOnce() -> Literal) -> Formula {
        Formula::of(vec![vec![literal()]])
    }

    fn and(self, other: Formula) -> Formula {
        match (self, other) {
            (Formula::Certain(false), _) | (_, Formula::Certain(false)) => Formula::Certain(false),
            (Formula::Certain(true), formula) | (formula, Formula::Certain(true)) => formula,
            (Formula::Open { alternatives: one, cut: first }, Formula::Open { alternatives: two, cut: second }) => {
                let both =
                    one.iter().flat_map(|one| two.iter().map(move |two| one.iter().chain(two).cloned().collect()));
                Formula::normal(both.collect(), first || second)
            }
        }
    }

    fn or(self, other: Formula) -> Formula {
        match (self, other) {
            (Formula::Certain(true), _) | (_, Formula::Certain(true)) => Formula::Certain(true),
            (Formula::Certain(false), formula) | (formula, Formula::Certain(false)) => formula,
            (Formula::Open { alternatives: mut one, cut: first }, Formula::Open { alternatives: two, cut: second }) => {
                one.extend(two);
                Formula::normal(one, first || second)
            }
        }
    }

    fn not(self) -> Formula {
        let (alternatives, cut) = match self {
            Formula::Certain(truth) => return Formula::Certain(!truth),
            Formula::Open { alternatives, cut } => (alternatives, cut),
        };
        let opposites = alternatives.into_iter().map(|all| {
            let any: Vec<Vec<Literal>> = all.into_iter().map(|literal| vec![literal.opposite()]).collect();
            Formula::of(any)
        });
        // What was left out could only make the opposite narrower: that it is not complete stays true.
        match opposites.fold(Formula::Certain(true), Logic::and) {
            Formula::Open { alternatives, cut: further } => Formula::Open { alternatives, cut: cut || further },
            Formula::Certain(true) if cut => Formula::Open { alternatives: Vec::new(), cut },
            certain => certain,
        }
    }

    fn truth(&self) -> Truth {
        match self {
            Formula::Certain(truth) => (*truth).into(),
            Formula::Open { .. } => Truth::Unknown,
        }
    }
}
