//! Literals that must all hold, without those that follow from others.
//!
//! Every step keeps the meaning, for keys that hold one value unless a literal has a set operator.

use std::cmp::Ordering;

use super::term::{Fixed, Term};

/// Literals that must all hold, in the order of [`Term::order`]: those on one key stand together.
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
        self.and(&Conjunction { terms: vec![term.clone()] })
    }

    /// Both; `None` where they cannot all hold.
    pub(super) fn and(&self, other: &Conjunction) -> Option<Conjunction> {
        let mut terms = Vec::with_capacity(self.len().saturating_add(other.len()));
        let (mut mine, mut theirs) = (self.terms.as_slice(), other.terms.as_slice());
        while let (Some(one), Some(two)) = (mine.first(), theirs.first()) {
            match one.order_of_keys(two) {
                Ordering::Less => terms.extend_from_slice(take_key(&mut mine)),
                Ordering::Greater => terms.extend_from_slice(take_key(&mut theirs)),
                Ordering::Equal => terms.append(&mut join(take_key(&mut mine), take_key(&mut theirs))?),
            }
        }
        terms.extend_from_slice(mine);
        terms.extend_from_slice(theirs);
        Some(Conjunction { terms })
    }

    /// Whether it asks for all that the other asks for.
    pub(super) fn covers(&self, other: &Conjunction) -> bool {
        other.len() <= self.len() && other.terms.iter().all(|term| self.place_of(term).is_some())
    }

    /// Drops the opposite of a literal of `other`, whose other literals this one has as well: both together do not need it. Tells
    /// whether it found one.
    pub(super) fn drop_opposite(&mut self, other: &Conjunction) -> bool {
        let mut missing = other.terms.iter().filter(|term| self.place_of(term).is_none());
        let (Some(term), None) = (missing.next(), missing.next()) else { return false };
        let place = self.place_of(&term.opposite());
        place.map(|place| self.terms.remove(place)).is_some()
    }

    fn place_of(&self, term: &Term) -> Option<usize> {
        self.terms.binary_search_by(|other| other.order(term)).ok()
    }
}

/// Takes the literals off the front that are on the key of the first.
fn take_key<'t>(terms: &mut &'t [Term]) -> &'t [Term] {
    let count = match terms.first() {
        Some(first) => terms.iter().take_while(|term| term.order_of_keys(first).is_eq()).count(),
        None => 0,
    };
    terms.split_off(..count).unwrap_or_default()
}

/// Literals on one key, each list of which was said as short as it can be. `None` where nothing is left that the key could be.
fn join(one: &[Term], two: &[Term]) -> Option<Vec<Term>> {
    let mut terms = [one, two].concat();
    terms.sort_by(Term::order);
    terms.dedup();
    if contradict(&terms) {
        return None;
    }
    if terms.iter().any(|term| term.fixed().is_some()) {
        let before = terms.len();
        terms = settle(terms)?;
        if terms.len() < before {
            let all = terms.clone();
            terms.retain(|term| !follows(term, &all));
        }
        terms.sort_by(Term::order);
    }
    terms.retain(|term| !term.may_follow() || !(follows(term, one) || follows(term, two)));
    Some(terms)
}

/// Whether some literals, in their order, are each other's opposite: the two signs of one stand side by side.
fn contradict(terms: &[Term]) -> bool {
    let side_by_side = |pair: &[Term]| matches!(pair, [one, two] if one.is_opposite_of(two));
    let presence = || terms.iter().filter(|term| term.asks_null());
    terms.windows(2).any(side_by_side) || presence().any(|one| presence().any(|two| one.is_opposite_of(two)))
}

/// Uses literals that fix what their key can be against the others; `None` where nothing is left that it could be.
fn settle(mut terms: Vec<Term>) -> Option<Vec<Term>> {
    let mut place = 0_usize;
    while let Some(term) = terms.get(place).cloned() {
        match term.fixed() {
            Some(fixed) if apply(&term, fixed, place, &mut terms)? => {
                if terms.iter().any(|one| one.fixed().is_some() && terms.iter().any(|two| one.is_opposite_of(two))) {
                    return None;
                }
                place = 0;
            }
            _ => place = place.saturating_add(1),
        }
    }
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
