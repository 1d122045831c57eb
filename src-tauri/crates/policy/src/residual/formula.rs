//! Alternatives of literals, kept small while they are combined.

use super::{Literal, Residual, conjunction::Conjunction, term::Term};
use crate::truth::{Logic, Truth};

/// A truth that remembers what it hangs on.
#[derive(Clone, Debug)]
pub(crate) enum Formula {
    Certain(bool),
    Open {
        /// None is empty, and none covers another.
        alternatives: Vec<Conjunction>,
        /// Whether alternatives were left out because there were too many.
        cut: bool,
    },
}

/// How many alternatives are kept: the shortest. Real policies mostly stay below.
const LIMIT: usize = 32;

/// How many literals they have together, save one alternative that is longer by itself.
const LITERAL_LIMIT: usize = 1 << 14;

/// How many alternatives a product may have before it is said shorter.
const PRODUCT_LIMIT: usize = 512;

impl Formula {
    pub(super) fn of(residual: &Residual) -> Formula {
        let conjunction = |literals: &Vec<Literal>| {
            literals.iter().try_fold(Conjunction::default(), |all, literal| all.with(&Term::new(literal.clone())))
        };
        Formula::normal(residual.alternatives.iter().filter_map(conjunction).collect(), false)
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
            Formula::Open { mut alternatives, .. } => {
                merge(&mut alternatives);
                let literals = |all: &Conjunction| all.terms().iter().map(Term::literal).collect();
                Residual::of(alternatives.iter().map(literals).collect())
            }
        }
    }

    fn normal(mut alternatives: Vec<Conjunction>, cut: bool) -> Formula {
        absorb(&mut alternatives);
        if alternatives.first().is_some_and(|shortest| shortest.len() == 0) {
            return Formula::Certain(true);
        }
        let longest = alternatives.last().map_or(1, Conjunction::len).max(1);
        let kept = LITERAL_LIMIT.checked_div(longest).unwrap_or(LIMIT).clamp(1, LIMIT);
        let cut = cut || alternatives.len() > kept;
        alternatives.truncate(kept);
        if alternatives.is_empty() && !cut { Formula::Certain(false) } else { Formula::Open { alternatives, cut } }
    }
}

fn too_many() -> Literal {
    let values = vec!["the conditions have too many combinations".to_owned()];
    Literal { key: "statement".into(), operator: "Undecided".into(), values, negated: false }
}

/// Drops alternatives that ask for all that another one asks for; leaves the rest with the shortest first.
fn absorb(alternatives: &mut Vec<Conjunction>) {
    alternatives.sort_by_key(Conjunction::len);
    let mut kept: Vec<Conjunction> = Vec::with_capacity(alternatives.len());
    for longer in alternatives.drain(..) {
        if !kept.iter().any(|shorter| longer.covers(shorter)) {
            kept.push(longer);
        }
    }
    *alternatives = kept;
}

/// Drops what is absorbed, and literals whose opposite is an alternative as well.
fn merge(alternatives: &mut Vec<Conjunction>) {
    absorb(alternatives);
    while resolve(alternatives) {
        absorb(alternatives);
    }
}

/// Where one alternative needs a literal and a later, longer one its opposite, the longer one does not need it. Tells whether it found
/// one.
fn resolve(alternatives: &mut [Conjunction]) -> bool {
    (1..alternatives.len()).any(|place| match alternatives.split_at_mut_checked(place) {
        Some(([.., shorter], longer)) => longer.iter_mut().any(|longer| longer.drop_opposite(shorter)),
        _ => false,
    })
}

/// Both formulas, and whether that was too much. Where an alternative of one already has one of the other, it needs no more.
fn product(one: &[Conjunction], two: &[Conjunction]) -> (Vec<Conjunction>, bool) {
    let mut both = Vec::new();
    for first in one {
        if both.len() > PRODUCT_LIMIT {
            return (both, true);
        }
        if two.iter().any(|second| first.covers(second)) {
            both.push(first.clone());
        } else {
            both.extend(two.iter().filter_map(|second| first.and(second)));
        }
    }
    (both, false)
}

impl Logic for Formula {
    fn certain(truth: bool) -> Formula {
        Formula::Certain(truth)
    }

    fn unknown(literal: impl FnOnce() -> Literal) -> Formula {
        match Conjunction::default().with(&Term::new(literal())) {
            Some(alternative) => Formula::Open { alternatives: vec![alternative], cut: false },
            None => Formula::Certain(false),
        }
    }

    fn and(self, other: Formula) -> Formula {
        match (self, other) {
            (Formula::Certain(false), _) | (_, Formula::Certain(false)) => Formula::Certain(false),
            (Formula::Certain(true), formula) | (formula, Formula::Certain(true)) => formula,
            (Formula::Open { alternatives: one, cut: first }, Formula::Open { alternatives: two, cut: second }) => {
                let (both, cut) = product(&one, &two);
                Formula::normal(both, cut || first || second)
            }
        }
    }

    fn or(self, other: Formula) -> Formula {
        match (self, other) {
            (Formula::Certain(true), _) | (_, Formula::Certain(true)) => Formula::Certain(true),
            (Formula::Certain(false), formula) | (formula, Formula::Certain(false)) => formula,
            (Formula::Open { alternatives: mut one, cut: first }, Formula::Open { alternatives: two, cut: second }) => {
                // Beyond what is kept, one more that is no shorter says nothing that is shown.
                let longest = one.last().map_or(0, Conjunction::len);
                if first && one.len() >= LIMIT && two.iter().all(|alternative| alternative.len() >= longest) {
                    return Formula::Open { alternatives: one, cut: true };
                }
                one.extend(two);
                merge(&mut one);
                Formula::normal(one, first || second)
            }
        }
    }

    fn not(self) -> Formula {
        let (alternatives, cut) = match self {
            Formula::Certain(truth) => return Formula::Certain(!truth),
            Formula::Open { alternatives, cut } => (alternatives, cut),
        };
        let opposites = alternatives.iter().map(|all| {
            let opposite = |term: &Term| Conjunction::default().with(&term.opposite());
            Formula::normal(all.terms().iter().filter_map(opposite).collect(), false)
        });
        // What was left out could only make the opposite narrower, so that it stays open.
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
