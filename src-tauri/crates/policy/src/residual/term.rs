//! Literals as they are combined: shared, hashed, and with the condition they stand for.

use std::{cmp::Ordering, sync::Arc};

use super::Literal;
use crate::{
    Condition, Context, Mode,
    context::Key,
    hash,
    lookup::{Given, Lookup},
    truth::Truth,
};

/// A literal without its negation.
#[derive(Debug)]
pub(super) struct Atom {
    pub(super) literal: Literal,
    identity: u64,
    key: Key,
    /// What decides it for a value of its key; `None` where that hangs on something else.
    condition: Option<Condition>,
    fixed: Option<Fixed>,
}

/// A literal. Terms are in the order of their keys.
#[derive(Clone, Debug)]
pub(super) struct Term {
    pub(super) atom: Arc<Atom>,
    pub(super) negated: bool,
}

/// How a literal, if it holds, fixes what its key is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fixed {
    /// It is one of the values, letter by letter.
    Text,
    /// It is one of the values, as a truth.
    Truth,
    Absent,
}

impl Term {
    pub(super) fn new(mut literal: Literal) -> Term {
        let negated = std::mem::take(&mut literal.negated);
        let key = Key::new(&literal.key);
        let texts = std::iter::once(&literal.operator).chain(&literal.values);
        let identity = texts.fold(0, |identity: u64, text| identity.rotate_left(7) ^ hash::of(text));
        // What is open of the request itself has no key with a prefix, and an unknown variable no value.
        let is_decidable = literal.key.contains(':') && !literal.values.iter().any(|value| value.contains("${"));
        let condition = is_decidable.then(|| {
            let values = literal.values.iter().map(|value| value.as_str().into()).collect();
            Condition::compile(&literal.operator, &literal.key, values, false)
        });
        let fixed = if is_decidable { Fixed::by(&literal) } else { None };
        Term { atom: Arc::new(Atom { literal, identity, key, condition, fixed }), negated }
    }

    pub(super) fn literal(&self) -> Literal {
        Literal { negated: self.negated, ..self.atom.literal.clone() }
    }

    /// The same, of fewer values.
    pub(super) fn narrowed(&self, values: Vec<String>) -> Term {
        Term::new(Literal { values, ..self.literal() })
    }

    /// What holds exactly where this does not. The two answers to `Null` are each other's opposite, so that neither is negated.
    pub(super) fn opposite(&self) -> Term {
        let literal = &self.atom.literal;
        match literal.values.as_slice() {
            [value] if literal.operator == "Null" => {
                let other = if value.eq_ignore_ascii_case("true") { "false" } else { "true" };
                Term::new(Literal { values: vec![other.to_owned()], ..literal.clone() })
            }
            _ => Term { atom: Arc::clone(&self.atom), negated: !self.negated },
        }
    }

    pub(super) fn is_opposite_of(&self, other: &Term) -> bool {
        match self.atom.literal.operator == "Null" {
            true => *other == self.opposite(),
            false => self.negated != other.negated && self.atom == other.atom,
        }
    }

    pub(super) fn fixed(&self) -> Option<Fixed> {
        if self.negated { None } else { self.atom.fixed }
    }

    /// Whether it holds for a value of its key, or for its absence; `None` where that hangs on something else.
    pub(super) fn holds(&self, value: Option<&str>) -> Option<bool> {
        let context = Context::new();
        let lookup = Lookup { context: &context, mode: Mode::Strict };
        match self.atom.condition.as_ref()?.holds_given(value.map_or(Given::Absent, Given::One), &lookup) {
            Truth::True => Some(!self.negated),
            Truth::False => Some(self.negated),
            Truth::Unknown => None,
        }
    }

    pub(super) fn order_of_keys(&self, other: &Term) -> Ordering {
        self.atom.key.order(&other.atom.key)
    }
}

impl Fixed {
    fn by(literal: &Literal) -> Option<Fixed> {
        let is_plain = |value: &String| !value.contains(['*', '?']);
        match literal.operator.as_str() {
            "StringEquals" => Some(Fixed::Text),
            "StringLike" | "ArnEquals" | "ArnLike" if literal.values.iter().all(is_plain) => Some(Fixed::Text),
            "Bool" => Some(Fixed::Truth),
            "Null" if literal.values.iter().all(|value| value.eq_ignore_ascii_case("true")) => Some(Fixed::Absent),
            _ => None,
        }
    }

    /// Whether a literal on the same key can be decided by what is fixed.
    pub(super) fn decides(self, term: &Term) -> bool {
        match self {
            Fixed::Text | Fixed::Absent => true,
            Fixed::Truth => matches!(term.atom.literal.operator.as_str(), "Bool" | "BoolIfExists" | "Null"),
        }
    }
}

impl PartialEq for Atom {
    fn eq(&self, other: &Atom) -> bool {
        let (one, two) = (&self.literal, &other.literal);
        self.identity == other.identity
            && self.key == other.key
            && one.operator == two.operator
            && one.values == two.values
    }
}

impl PartialEq for Term {
    fn eq(&self, other: &Term) -> bool {
        self.negated == other.negated && (Arc::ptr_eq(&self.atom, &other.atom) || self.atom == other.atom)
    }
}
