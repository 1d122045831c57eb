//! Literals that must all hold, without those that follow from others.
//!
//! Every step keeps the meaning, for keys that hold one value unless a literal has a set operator.

use super::term::{Fixed, Term};

/// Literals that must all hold, in the order of their keys.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Conjunction {
    terms: Vec<Term>,
}

impl Conjunction {
    pub(super) fn terms(&self) -> &[Term] {
        &self.terms
    }

    pub(super) fn len(&self) -> usize {
        self.terms.len()
    }

    /// With one literal more; `None` where they cannot all hold.
    pub(super) fn with(&self, term: &Term) -> Option<Conjunction> {
        let start = self.terms.partition_point(|other| other.order_of_keys(term).is_lt());
        let after = self.terms.partition_point(|other| other.order_of_keys(term).is_le());
        let group = self.terms.get(start..after).unwrap_or_default();
        if group.contains(term) {
            return Some(self.clone());
        }
        let group = settle(group.iter().chain([term]).cloned().collect())?;
        let before = self.terms.get(..start).unwrap_or_default().iter().cloned();
        let rest = self.terms.get(after..).unwrap_or_default().iter().cloned();
        Some(Conjunction { terms: before.chain(group).chain(rest).collect() })
    }

    pub(super) fn and(&self, other: &Conjunction) -> Option<Conjunction> {
        other.terms.iter().try_fold(self.clone(), |all, term| all.with(term))
    }

    /// Whether it asks for all that the other asks for.
    pub(super) fn covers(&self, other: &Conjunction) -> bool {
        other.len() <= self.len() && other.terms.iter().all(|term| self.terms.contains(term))
    }

    /// Drops the opposite of a literal of `other`, whose other literals this one has as well: both together do not need it. Tells
    /// whether it found one.
    pub(super) fn drop_opposite(&mut self, other: &Conjunction) -> bool {
        let found = other.terms.iter().enumerate().find_map(|(index, term)| {
            let place = self.terms.iter().position(|mine| mine.is_opposite_of(term))?;
            let others = other.terms.iter().enumerate().filter(|(other, _)| *other != index);
            others.map(|(_, term)| term).all(|term| self.terms.contains(term)).then_some(place)
        });
        found.map(|place| self.terms.remove(place)).is_some()
    }
}

/// Literals on one key, said shorter; `None` where nothing is left that the key could be.
fn settle(mut terms: Vec<Term>) -> Option<Vec<Term>> {
    if terms.len() < 2 {
        return Some(terms);
    }
    let mut place = 0_usize;
    while let Some(term) = terms.get(place).cloned() {
        if terms.iter().any(|other| other.is_opposite_of(&term)) {
            return None;
        }
        match term.fixed() {
            Some(fixed) if apply(&term, fixed, place, &mut terms)? => place = 0,
            _ => place = place.saturating_add(1),
        }
    }
    let all = terms.clone();
    terms.retain(|term| !follows(term, &all));
    Some(terms)
}

/// Uses a literal that fixes what its key can be against the others. Tells whether others have gone.
fn apply(term: &Term, fixed: Fixed, place: usize, terms: &mut Vec<Term>) -> Option<bool> {
    let mut possible: Vec<Option<&str>> = match fixed {
        Fixed::Absent => vec![None],
        Fixed::Text | Fixed::Truth => term.atom.literal.values.iter().map(|value| Some(value.as_str())).collect(),
    };
    let mut kept = Vec::with_capacity(terms.len());
    for (index, other) in terms.iter().enumerate() {
        let answers = || possible.iter().map(|value| other.holds(*value)).collect::<Option<Vec<bool>>>();
        match answers() {
            Some(answers) if index != place && fixed.decides(other) => {
                let mut answers = answers.into_iter();
                possible.retain(|_| answers.next().unwrap_or(false));
            }
            _ => kept.push((index, other.clone())),
        }
    }
    if possible.is_empty() {
        return None;
    }
    let changed = kept.len() < terms.len();
    let is_narrower = possible.len() < term.atom.literal.values.len();
    let values = possible.into_iter().flatten().map(str::to_owned).collect();
    let narrowed = if is_narrower && fixed != Fixed::Absent { term.narrowed(values) } else { term.clone() };
    *terms = kept.into_iter().map(|(index, other)| if index == place { narrowed.clone() } else { other }).collect();
    Some(changed)
}

/// Whether the literal only asks that its key is there, or that it fits if it is there, where another literal asks more.
fn follows(term: &Term, all: &[Term]) -> bool {
    let literal = &term.atom.literal;
    let mut others = all.iter().filter(|other| *other != term);
    if term.asks_presence() {
        return others.any(|other| other.atom.literal.operator != "Null" && other.holds(None) == Some(false));
    }
    let Some(operator) = literal.operator.strip_suffix("IfExists") else { return false };
    let asks_more = |other: &Term| {
        let asked = &other.atom.literal;
        !other.negated && asked.operator == operator && asked.values == literal.values
    };
    !term.negated && others.any(asks_more)
}
