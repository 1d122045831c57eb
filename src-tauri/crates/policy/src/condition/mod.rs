//! Conditions of a statement: one operator, one key, its values, and whether they hold for a request.

mod instant;
mod network;
mod number;
mod operator;
mod values;

use armillary_facts::KeyKind;
use operator::{Operator, Test};
pub(crate) use values::fill_in;
use values::{Values, is_false, is_true};

use crate::{
    Request,
    context::Key,
    lookup::{Given, Lookup},
    residual::Literal,
    truth::Truth,
};

/// One operator with one key and its values.
#[derive(Clone, Debug)]
pub struct Condition {
    operator: Result<Operator, UnknownOperator>,
    written_key: Box<str>,
    key: Key,
    /// What its key holds, where that is known.
    holds: Option<KeyKind>,
    texts: Box<[Box<str>]>,
    values: Values,
    undecided: Option<Box<str>>,
}

/// An operator that is not known, as written.
#[derive(Clone, Debug)]
struct UnknownOperator(Box<str>);

/// The set operator before a condition operator.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Quantifier {
    /// `ForAllValues`: every value of the request matches.
    ForAll,
    /// `ForAnyValue`: at least one value of the request matches.
    ForAny,
}

impl Condition {
    /// Compiles a condition. What it does not understand is kept as a reason to leave it undecided.
    pub(crate) fn compile(operator: &str, key: &str, texts: Vec<Box<str>>, variables: bool) -> Condition {
        let read = Operator::read(operator);
        let compiled = read.map(|operator| Values::compile(&operator, &texts, variables));
        let (values, undecided) = match compiled {
            Some(Ok(values)) => (values, None),
            Some(Err(problem)) => (Values::Plain, Some(problem)),
            None => (Values::Plain, Some(format!("unknown condition operator `{operator}`"))),
        };
        let compiled_key = Key::new(key);
        Condition {
            operator: read.ok_or_else(|| UnknownOperator(operator.into())),
            written_key: key.into(),
            holds: armillary_facts::key(compiled_key.lower()),
            key: compiled_key,
            texts: texts.into(),
            values,
            undecided: undecided.map(Into::into),
        }
    }

    /// The set operator, if it has one.
    pub fn quantifier(&self) -> Option<Quantifier> {
        match &self.operator {
            Ok(operator) => operator.quantifier,
            Err(UnknownOperator(text)) => operator::quantifier(text).0,
        }
    }

    /// The operator without set operator and `IfExists`, in its usual spelling: `StringEquals`. One that is not known, as written.
    pub fn operator(&self) -> &str {
        match &self.operator {
            Ok(operator) => operator.name,
            Err(UnknownOperator(text)) => text,
        }
    }

    /// Whether the condition also holds where the key is absent.
    pub fn if_exists(&self) -> bool {
        self.operator.as_ref().is_ok_and(|operator| operator.if_exists)
    }

    /// The key as written.
    pub fn key(&self) -> &str {
        &self.written_key
    }

    /// The values as written.
    pub fn values(&self) -> &[Box<str>] {
        &self.texts
    }

    /// Why it is undecided in every request, if it is.
    pub(crate) fn undecided(&self) -> Option<&str> {
        self.undecided.as_deref()
    }

    /// Whether it is a `ForAnyValue:…IfExists` whose key is absent from the request, of which nobody is sure what it does.
    pub(crate) fn is_undecided_without_key(&self, request: &Request<'_>) -> bool {
        let lookup = Lookup { context: request.context, mode: request.mode };
        self.quantifier() == Some(Quantifier::ForAny)
            && self.if_exists()
            && is_null(lookup.key(&self.key)) == Some(true)
    }

    pub(crate) fn lower_key(&self) -> &str {
        self.key.lower()
    }

    /// Whether it holds for a request.
    pub(crate) fn holds(&self, lookup: &Lookup<'_>) -> Truth {
        self.holds_given(lookup.key(&self.key), lookup)
    }

    /// Whether it holds if the request has this for its key.
    pub(crate) fn holds_given(&self, given: Given<'_>, lookup: &Lookup<'_>) -> Truth {
        let (Ok(operator), None) = (&self.operator, &self.undecided) else { return Truth::Unknown };
        if operator.test == Test::Null {
            return self.holds_null(given);
        }
        let without_key = operator.if_exists || operator.negated;
        match (operator.quantifier, given) {
            (None, Given::Unknown) if self.is_list() && !without_key => Truth::False,
            (_, Given::Unknown) => Truth::Unknown,
            (Some(_), given) => self.holds_for_set(operator, given, lookup),
            (None, Given::Absent | Given::Many([])) => without_key.into(),
            // A key that holds a list is never compared without a set operator.
            (None, _) if self.is_list() => Truth::False,
            (None, Given::One(value)) => self.holds_for_one(operator, value, lookup),
            (None, Given::Start(start)) => self.holds_for_start(operator, start, lookup),
            (None, Given::Many([value])) if self.holds == Some(KeyKind::Single) => {
                self.holds_for_one(operator, value, lookup)
            }
            (None, Given::Many(_)) => Truth::False,
        }
    }

    /// `Null`: whether the key is absent, or has nothing but empty values.
    fn holds_null(&self, given: Given<'_>) -> Truth {
        let Some(is_null) = is_null(given) else {
            // Both answers are asked for, or none is.
            return match (self.texts.iter().any(|text| is_true(text)), self.texts.iter().any(|text| is_false(text))) {
                (true, true) => Truth::True,
                (false, false) => Truth::False,
                _ => Truth::Unknown,
            };
        };
        self.texts.iter().any(|text| is_true(text) == is_null).into()
    }

    fn holds_for_set(&self, operator: &Operator, given: Given<'_>, lookup: &Lookup<'_>) -> Truth {
        let for_all = operator.quantifier == Some(Quantifier::ForAll);
        if is_null(given) == Some(true) {
            return match (for_all, operator.if_exists) {
                (true, _) => Truth::True,
                (false, false) => Truth::False,
                // The documents say that it holds, observed behaviour that it does not.
                (false, true) => Truth::Unknown,
            };
        }
        let values = match given {
            Given::Many(values) => values,
            Given::One(value) => return self.holds_for_one(operator, value, lookup),
            Given::Start(start) => return self.holds_for_start(operator, start, lookup),
            Given::Absent | Given::Unknown => &[],
        };
        let mut each = values.iter().map(|value| self.holds_for_one(operator, value, lookup));
        if for_all { Truth::all(&mut each) } else { Truth::any(&mut each) }
    }

    fn holds_for_one(&self, operator: &Operator, value: &str, lookup: &Lookup<'_>) -> Truth {
        let matches = self.values.match_any(operator.test, &self.texts, value, lookup);
        if operator.negated { matches.not() } else { matches }
    }

    /// Whether it holds for every value that begins so, for none, or (unknown) for some.
    fn holds_for_start(&self, operator: &Operator, start: &str, lookup: &Lookup<'_>) -> Truth {
        let matches = self.values.match_start(operator.test, start, lookup);
        if operator.negated { matches.not() } else { matches }
    }

    /// Whether its key is known to hold a list, which is never compared without a set operator.
    fn is_list(&self) -> bool {
        self.holds == Some(KeyKind::Many)
    }

    /// The condition as a literal, in its positive form, with the variables filled in that are known.
    ///
    /// A negated operator says exactly the opposite of the positive one, with the other set operator where it has one; an absent key
    /// makes it hold with or without `IfExists`.
    pub(crate) fn literal(&self, lookup: &Lookup<'_>) -> Literal {
        let key = String::from(&*self.written_key);
        let operator = match &self.operator {
            Ok(operator) => operator,
            Err(UnknownOperator(text)) => {
                let values = self.texts.iter().map(|text| String::from(&**text)).collect();
                return Literal { key, operator: text.to_string(), values, negated: false };
            }
        };
        if self.is_list() && operator.quantifier.is_none() && operator.test != Test::Null {
            // Without a set operator, nothing but the absence of the key can make it hold.
            return Literal { key, operator: "Null".into(), values: vec!["true".into()], negated: false };
        }
        let quantifier = match (operator.quantifier, operator.negated) {
            (None, _) => "",
            (Some(Quantifier::ForAll), false) | (Some(Quantifier::ForAny), true) => "ForAllValues:",
            (Some(Quantifier::ForAny), false) | (Some(Quantifier::ForAll), true) => "ForAnyValue:",
        };
        // `ForAllValues` holds for an absent key anyway, and so does a negated operator.
        let keeps_if_exists = match operator.quantifier {
            None => !operator.negated,
            Some(Quantifier::ForAll) => false,
            Some(Quantifier::ForAny) => true,
        };
        let if_exists = if operator.if_exists && keeps_if_exists { "IfExists" } else { "" };
        if operator.negated && operator.if_exists && keeps_if_exists {
            let name = format!("ForAnyValue:{}IfExists", operator.name);
            return Literal { key, operator: name, values: self.values.filled_in(&self.texts, lookup), negated: false };
        }
        let name = format!("{quantifier}{}{if_exists}", operator.positive);
        Literal { key, operator: name, values: self.values.filled_in(&self.texts, lookup), negated: operator.negated }
    }
}

/// Whether there is nothing to compare: no key, no value, or only empty ones. `None` where that is not known.
fn is_null(given: Given<'_>) -> Option<bool> {
    match given {
        Given::Unknown => None,
        Given::Absent => Some(true),
        Given::One(value) => Some(value.is_empty()),
        Given::Start(_) => Some(false),
        Given::Many(values) => Some(values.iter().all(|value| value.is_empty())),
    }
}
