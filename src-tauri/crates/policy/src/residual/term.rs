//! Literals as they are combined: shared, hashed, and with the condition they stand for.

use std::{
    cmp::Ordering,
    sync::{Arc, OnceLock},
};

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
    /// Whether a value of its key decides it: not where it is about the request itself, or has a variable that is not known.
    is_decidable: bool,
    /// What decides it; only compiled once another literal meets it on the same key.
    condition: OnceLock<Condition>,
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
        let is_decidable = literal.key.contains(':') && !literal.values.iter().any(|value| value.contains("${"));

        let fixed = if is_decidable { Fixed::by(&literal) } else { None };
        Term {
            atom: Arc::new(Atom { literal, identity, key, is_decidable, condition: OnceLock::new(), fixed }),
            negated,
        }
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
            [value] if literal.operator == "Null" && is_bool(value) => {
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
        match self.atom.condition()?.holds_given(value.map_or(Given::Absent, Given::One), &lookup) {
            Truth::True => Some(!self.negated),
            Truth::False => Some(self.negated),
            Truth::Unknown => None,
        }
    }

    /// Whether it only asks that its key is there.
    pub(super) fn asks_presence(&self) -> bool {
        !self.negated && asks_null(&self.atom.literal, "false")
    }

    /// Whether it may follow from another literal on its key.
    pub(super) fn may_follow(&self) -> bool {
        self.asks_presence() || self.atom.literal.operator.ends_with("IfExists")
    }

    pub(super) fn asks_null(&self) -> bool {
        self.atom.literal.operator == "Null"
    }

    /// An order of literals that is quick to tell: by key, then by what they ask, the two signs of one side by side.
    pub(super) fn order(&self, other: &Term) -> Ordering {
        let (one, two) = (&self.atom.literal, &other.atom.literal);
        let asks = || one.operator.cmp(&two.operator).then_with(|| one.values.cmp(&two.values));
        let same = Arc::ptr_eq(&self.atom, &other.atom);
        let by_atom =
            || if same { Ordering::Equal } else { self.atom.identity.cmp(&other.atom.identity).then_with(asks) };
        self.order_of_keys(other).then_with(by_atom).then(self.negated.cmp(&other.negated))
    }

    pub(super) fn order_of_keys(&self, other: &Term) -> Ordering {
        self.atom.key.order(&other.atom.key)
    }
}

impl Fixed {
    fn by(literal: &Literal) -> Option<Fixed> {
        let is_plain = |value: &String| !value.contains(['*', '?']);
        let is_plain_arn = |value: &String| is_plain(value) && value.split(':').count() >= 6;
        match literal.operator.as_str() {
            "StringEquals" => Some(Fixed::Text),
            "StringLike" if literal.values.iter().all(is_plain) => Some(Fixed::Text),
            "ArnEquals" | "ArnLike" if literal.values.iter().all(is_plain_arn) => Some(Fixed::Text),
            "Bool" if literal.values.iter().all(|value| is_bool(value)) => Some(Fixed::Truth),
            "Null" if asks_null(literal, "true") => Some(Fixed::Absent),
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

impl Atom {
    fn condition(&self) -> Option<&Condition> {
        let compile = || {
            let values = self.literal.values.iter().map(|value| value.as_str().into()).collect();
            Condition::compile(&self.literal.operator, &self.literal.key, values, false)
        };
        self.is_decidable.then(|| self.condition.get_or_init(compile))
    }
}

/// Whether the literal is a `Null` with just this answer.
fn asks_null(literal: &Literal, answer: &str) -> bool {
    let values = &literal.values;
    literal.operator == "Null" && !values.is_empty() && values.iter().all(|value| value.eq_ignore_ascii_case(answer))
}

fn is_bool(text: &str) -> bool {
    text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")
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
