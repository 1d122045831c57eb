//! The condition operators and how they are written.

use super::Quantifier;

/// What an operator compares, negation left aside.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Test {
    StringEquals,
    StringEqualsIgnoreCase,
    StringLike,
    Numeric(Comparison),
    Date(Comparison),
    Bool,
    Binary,
    IpAddress,
    Arn,
    Null,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Comparison {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    pub(crate) fn holds(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::Less => ordering.is_lt(),
            Self::LessOrEqual => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::GreaterOrEqual => ordering.is_ge(),
        }
    }
}

/// An operator as a document writes it, taken apart: `ForAnyValue:StringNotLikeIfExists`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Operator {
    pub(crate) quantifier: Option<Quantifier>,
    pub(crate) name: &'static str,
    /// The operator that this one negates; itself where it is not negated.
    pub(crate) positive: &'static str,
    pub(crate) test: Test,
    pub(crate) negated: bool,
    pub(crate) if_exists: bool,
}

/// Name, the name of what it negates (or itself), and what it compares. IAM User Guide, "IAM JSON policy elements: Condition operators".
const OPERATORS: [(&str, &str, Test); 27] = [
    ("StringEquals", "StringEquals", Test::StringEquals),
    ("StringNotEquals", "StringEquals", Test::StringEquals),
    ("StringEqualsIgnoreCase", "StringEqualsIgnoreCase", Test::StringEqualsIgnoreCase),
    ("StringNotEqualsIgnoreCase", "StringEqualsIgnoreCase", Test::StringEqualsIgnoreCase),
    ("StringLike", "StringLike", Test::StringLike),
    ("StringNotLike", "StringLike", Test::StringLike),
    ("NumericEquals", "NumericEquals", Test::Numeric(Comparison::Equal)),
    ("NumericNotEquals", "NumericEquals", Test::Numeric(Comparison::Equal)),
    ("NumericLessThan", "NumericLessThan", Test::Numeric(Comparison::Less)),
    ("NumericLessThanEquals", "NumericLessThanEquals", Test::Numeric(Comparison::LessOrEqual)),
    ("NumericGreaterThan", "NumericGreaterThan", Test::Numeric(Comparison::Greater)),
    ("NumericGreaterThanEquals", "NumericGreaterThanEquals", Test::Numeric(Comparison::GreaterOrEqual)),
    ("DateEquals", "DateEquals", Test::Date(Comparison::Equal)),
    ("DateNotEquals", "DateEquals", Test::Date(Comparison::Equal)),
    ("DateLessThan", "DateLessThan", Test::Date(Comparison::Less)),
    ("DateLessThanEquals", "DateLessThanEquals", Test::Date(Comparison::LessOrEqual)),
    ("DateGreaterThan", "DateGreaterThan", Test::Date(Comparison::Greater)),
    ("DateGreaterThanEquals", "DateGreaterThanEquals", Test::Date(Comparison::GreaterOrEqual)),
    ("Bool", "Bool", Test::Bool),
    ("BinaryEquals", "BinaryEquals", Test::Binary),
    ("IpAddress", "IpAddress", Test::IpAddress),
    ("NotIpAddress", "IpAddress", Test::IpAddress),
    ("ArnEquals", "ArnEquals", Test::Arn),
    ("ArnNotEquals", "ArnEquals", Test::Arn),
    ("ArnLike", "ArnLike", Test::Arn),
    ("ArnNotLike", "ArnLike", Test::Arn),
    ("Null", "Null", Test::Null),
];

impl Operator {
    /// Takes an operator apart; `None` where it is not known. Case does not matter.
    pub(crate) fn read(text: &str) -> Option<Operator> {
        let (quantifier, rest) = quantifier(text);
        let (base, if_exists) = match strip_suffix_ignoring_case(rest, "IfExists") {
            Some(base) => (base, true),
            None => (rest, false),
        };
        let (name, positive, test) = OPERATORS.iter().find(|(name, ..)| name.eq_ignore_ascii_case(base))?;
        // `Null` asks whether the key exists: neither `IfExists` nor a set operator makes sense with it.
        if *test == Test::Null && (if_exists || quantifier.is_some()) {
            return None;
        }
        Some(Operator { quantifier, name, positive, test: *test, negated: name != positive, if_exists })
    }

    /// Whether its values may hold policy variables.
    pub(crate) fn takes_variables(&self) -> bool {
        matches!(
            self.test,
            Test::StringEquals | Test::StringEqualsIgnoreCase | Test::StringLike | Test::Bool | Test::Arn
        )
    }
}

pub(crate) fn quantifier(text: &str) -> (Option<Quantifier>, &str) {
    match text.split_once(':') {
        Some((prefix, rest)) if prefix.eq_ignore_ascii_case("ForAllValues") => (Some(Quantifier::ForAll), rest),
        Some((prefix, rest)) if prefix.eq_ignore_ascii_case("ForAnyValue") => (Some(Quantifier::ForAny), rest),
        _ => (None, text),
    }
}

fn strip_suffix_ignoring_case<'t>(text: &'t str, suffix: &str) -> Option<&'t str> {
    let (base, end) = text.split_at_checked(text.len().checked_sub(suffix.len())?)?;
    end.eq_ignore_ascii_case(suffix).then_some(base)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_are_taken_apart() {
        let operator = Operator::read("ForAnyValue:StringNotLikeIfExists").unwrap();
        assert_eq!(operator.quantifier, Some(Quantifier::ForAny));
        assert_eq!((operator.name, operator.positive), ("StringNotLike", "StringLike"));
        assert!(operator.negated && operator.if_exists);
        assert_eq!(Operator::read("bool").unwrap().name, "Bool");
    }

    #[test]
    fn what_is_no_operator_is_not_guessed() {
        for text in [
            "StringEqual",
            "",
            "IfExists",
            "ForAllValues",
            "NullIfExists",
            "ForAnyValue:Null",
            "ForSomeValue:StringLike",
        ] {
            assert_eq!(Operator::read(text), None, "{text}");
        }
    }
}
