//! What alternatives of literals say, said shorter.
//!
//! Every step keeps the meaning, for keys that hold one value unless a literal has a set operator.

use super::Literal;
use crate::{Condition, Context, Mode, lookup::Lookup, truth::Truth};

/// Drops alternatives that contradict themselves or say no more than another, and merges those that differ in one opposite.
pub(super) fn alternatives(alternatives: Vec<Vec<Literal>>) -> Vec<Vec<Literal>> {
    let mut kept: Vec<Vec<Literal>> = alternatives.into_iter().filter_map(conjunction).collect();
    loop {
        absorb(&mut kept);
        if !resolve(&mut kept) {
            return kept;
        }
    }
}

/// Literals that must all hold, without what follows from others; `None` where they cannot.
fn conjunction(mut literals: Vec<Literal>) -> Option<Vec<Literal>> {
    literals.sort_unstable();
    literals.dedup();
    if literals.len() < 2 {
        return Some(literals);
    }
    let mut place = 0_usize;
    while let Some(literal) = literals.get(place).cloned() {
        if literals.contains(&literal.clone().opposite()) {
            return None;
        }
        if !apply(&literal, place, &mut literals)? {
            place = place.saturating_add(1);
        }
    }
    let all = literals.clone();
    literals.retain(|literal| !follows_from_presence(literal, &all));
    Some(literals)
}

/// Uses a literal that fixes what its key can be against the other literals on that key. Tells whether the list has changed; `None`
/// where nothing is left that the key could be.
fn apply(literal: &Literal, place: usize, literals: &mut Vec<Literal>) -> Option<bool> {
    let Some(family) = Fixed::of(literal) else { return Some(false) };
    let mut possible: Vec<String> = literal.values.clone();
    let mut decided = Vec::new();
    for (other_place, other) in literals.iter().enumerate() {
        if other_place == place || !other.key.eq_ignore_ascii_case(&literal.key) || !family.decides(other) {
            continue;
        }
        if family == Fixed::Absent {
            match holds(other, None) {
                Some(true) => decided.push(other_place),
                Some(false) => return None,
                None => {}
            }
            continue;
        }
        let answers: Option<Vec<bool>> = possible.iter().map(|value| holds(other, Some(value))).collect();
        let Some(answers) = answers else { continue };
        let mut answers = answers.into_iter();
        possible.retain(|_| answers.next().unwrap_or(false));
        decided.push(other_place);
    }
    if possible.is_empty() {
        return None;
    }
    if decided.is_empty() {
        return Some(false);
    }
    let mut index = 0_usize;
    let mut rest = Vec::with_capacity(literals.len());
    for mut kept in literals.drain(..) {
        if index == place {
            kept.values.clone_from(&possible);
        }
        if !decided.contains(&index) {
            rest.push(kept);
        }
        index = index.saturating_add(1);
    }
    rest.sort_unstable();
    *literals = rest;
    Some(true)
}

/// How a literal fixes its key.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fixed {
    /// It is one of the values, letter by letter.
    Text,
    /// It is one of the values, as a truth.
    Truth,
    Absent,
}

impl Fixed {
    fn of(literal: &Literal) -> Option<Fixed> {
        if literal.negated || literal.values.iter().any(|value| value.contains("${")) {
            return None;
        }
        let is_plain = |value: &String| !value.contains(['*', '?']);
        match literal.operator.as_str() {
            "StringEquals" => Some(Fixed::Text),
            "StringLike" | "ArnEquals" | "ArnLike" if is_a_key(literal) && literal.values.iter().all(is_plain) => {
                Some(Fixed::Text)
            }
            "Bool" => Some(Fixed::Truth),
            "Null" if literal.values.iter().all(|value| value.eq_ignore_ascii_case("true")) => Some(Fixed::Absent),
            _ => None,
        }
    }

    /// Whether a literal can be decided by what is fixed.
    fn decides(self, literal: &Literal) -> bool {
        match self {
            Fixed::Text | Fixed::Absent => true,
            Fixed::Truth => matches!(literal.operator.as_str(), "Bool" | "BoolIfExists" | "Null"),
        }
    }
}

/// Whether the literal is about a context key, and not about the request itself.
fn is_a_key(literal: &Literal) -> bool {
    literal.key.contains(':')
}

/// Whether the literal holds for a value of its key, or for its absence; `None` where that hangs on something else.
fn holds(literal: &Literal, value: Option<&str>) -> Option<bool> {
    if !is_a_key(literal) || literal.values.iter().any(|value| value.contains("${")) {
        return None;
    }
    let values = literal.values.iter().map(|value| value.as_str().into()).collect();
    let condition = Condition::compile(&literal.operator, &literal.key, values, false);
    let mut context = Context::new();
    if let Some(value) = value {
        context.set(&literal.key, value);
    }
    match condition.holds(&Lookup { context: &context, mode: Mode::Strict }) {
        Truth::True => Some(!literal.negated),
        Truth::False => Some(literal.negated),
        Truth::Unknown => None,
    }
}

/// Whether the literal only asks that its key is there, or that it fits if it is there, where another literal asks more.
fn follows_from_presence(literal: &Literal, all: &[Literal]) -> bool {
    let mut others = all.iter().filter(|other| *other != literal && other.key.eq_ignore_ascii_case(&literal.key));
    let asks_presence =
        literal.operator == "Null" && literal.values.iter().all(|value| value.eq_ignore_ascii_case("false"));
    match literal.operator.strip_suffix("IfExists") {
        Some(operator) if !literal.negated => {
            others.any(|other| other.operator == operator && other.values == literal.values && !other.negated)
        }
        _ if asks_presence && !literal.negated => {
            others.any(|other| other.operator != "Null" && holds(other, None) == Some(false))
        }
        _ => false,
    }
}

/// Drops alternatives that another one covers.
fn absorb(alternatives: &mut Vec<Vec<Literal>>) {
    alternatives.sort_unstable_by_key(Vec::len);
    let mut kept: Vec<Vec<Literal>> = Vec::with_capacity(alternatives.len());
    for literals in alternatives.drain(..) {
        let covered = kept.iter().any(|shorter| shorter.iter().all(|literal| literals.contains(literal)));
        if !covered {
            kept.push(literals);
        }
    }
    *alternatives = kept;
}

/// Where one alternative needs a literal and a longer one its opposite, the longer one does not need it. Tells whether it found one.
fn resolve(alternatives: &mut [Vec<Literal>]) -> bool {
    for one in 0..alternatives.len() {
        for two in 0..alternatives.len() {
            let (Some(shorter), Some(longer)) = (alternatives.get(one), alternatives.get(two)) else { continue };
            if one == two || shorter.len() > longer.len() {
                continue;
            }
            let opposite = shorter.iter().find_map(|literal| {
                let opposite = literal.clone().opposite();
                let place = longer.iter().position(|other| *other == opposite)?;
                shorter.iter().all(|other| other == literal || longer.contains(other)).then_some(place)
            });
            if let (Some(place), Some(longer)) = (opposite, alternatives.get_mut(two)) {
                longer.remove(place);
                return true;
            }
        }
    }
    false
}
