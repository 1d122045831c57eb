//! Decimal numbers of any length, compared exactly.

use std::cmp::Ordering;

/// A decimal number as its digits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Number<'t> {
    negative: bool,
    /// Without leading zeros.
    whole: &'t str,
    /// Without trailing zeros.
    fraction: &'t str,
}

impl<'t> Number<'t> {
    pub(crate) fn parse(text: &'t str) -> Option<Number<'t>> {
        let text = text.trim();
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        let is_zero = whole.is_empty() && fraction.is_empty();
        Some(Number { negative: negative && !is_zero, whole, fraction })
    }

    pub(crate) fn order(&self, other: &Number<'_>) -> Ordering {
        let magnitude = || {
            let whole = self.whole.len().cmp(&other.whole.len()).then_with(|| self.whole.cmp(other.whole));
            whole.then_with(|| self.fraction.cmp(other.fraction))
        };
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => magnitude(),
            (true, true) => magnitude().reverse(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_compare_by_value() {
        for (one, two, ordering) in [
            ("1", "1.0", Ordering::Equal),
            ("007", "7", Ordering::Equal),
            ("-0", "0", Ordering::Equal),
            ("10", "9", Ordering::Greater),
            ("-10", "-9", Ordering::Less),
            ("0.5", "0.25", Ordering::Greater),
            ("9007199254740993", "9007199254740992", Ordering::Greater),
            ("-1", ".1", Ordering::Less),
        ] {
            assert_eq!(Number::parse(one).unwrap().order(&Number::parse(two).unwrap()), ordering, "{one} {two}");
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in ["", "-", ".", "1e3", "0x10", "1,000", "--1", "٣"] {
            assert_eq!(Number::parse(text), None, "{text}");
        }
    }
}
