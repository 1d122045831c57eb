//! Decimal numbers of any length, compared exactly: as policies and contexts write them, `1e3` and `1000.0` included.

use std::cmp::Ordering;

/// A decimal number as its digits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Number<'t> {
    negative: bool,
    /// The digits before and after the point, without leading zeros in front and trailing zeros behind; both are empty for zero.
    before: &'t str,
    after: &'t str,
    /// How many digits stand before the point once the exponent has moved it; negative where zeros follow it first.
    magnitude: i64,
}

impl<'t> Number<'t> {
    pub(crate) fn parse(text: &'t str) -> Option<Number<'t>> {
        let text = text.trim();
        let (negative, number) = match text.strip_prefix('-') {
            Some(number) => (true, number),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (digits, exponent) = match number.split_once(['e', 'E']) {
            Some((digits, exponent)) => (digits, exponent_of(exponent)?),
            None => (number, 0),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if (whole.is_empty() && fraction.is_empty()) || !is_digits(whole) || !is_digits(fraction) {
            return None;
        }
        let (before, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        let after = if before.is_empty() { fraction.trim_start_matches('0') } else { fraction };
        let before = if after.is_empty() { before.trim_end_matches('0') } else { before };
        if before.is_empty() && after.is_empty() {
            return Some(Number { negative: false, before, after, magnitude: 0 });
        }
        let places = match whole.trim_start_matches('0').len() {
            0 => i64::try_from(fraction.len().checked_sub(after.len())?).ok()?.checked_neg()?,
            places => i64::try_from(places).ok()?,
        };
        Some(Number { negative, before, after, magnitude: places.checked_add(exponent)? })
    }

    pub(crate) fn order(&self, other: &Number<'_>) -> Ordering {
        match (self.sign(), other.sign()) {
            (one, two) if one != two => one.cmp(&two),
            (-1, _) => other.order_of_size(self),
            _ => self.order_of_size(other),
        }
    }

    fn sign(&self) -> i8 {
        match (self.before.is_empty() && self.after.is_empty(), self.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        }
    }

    fn order_of_size(&self, other: &Number<'_>) -> Ordering {
        self.magnitude.cmp(&other.magnitude).then_with(|| self.digits().cmp(other.digits()))
    }

    /// From the first that is no zero to the last that is none.
    fn digits(&self) -> impl Iterator<Item = u8> {
        self.before.bytes().chain(self.after.bytes())
    }
}

fn exponent_of(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    (!digits.is_empty() && is_digits(digits)).then(|| text.parse().ok())?
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
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
            ("0.05", "0.5", Ordering::Less),
            ("9007199254740993", "9007199254740992", Ordering::Greater),
            ("-1", ".1", Ordering::Less),
            ("1e3", "1000", Ordering::Equal),
            ("1.5E+2", "150.0", Ordering::Equal),
            ("25e-2", "0.25", Ordering::Equal),
            ("0e9", "0.00", Ordering::Equal),
            ("1e-3", "0.0011", Ordering::Less),
            ("100", "1e2", Ordering::Equal),
            ("100.01", "1e2", Ordering::Greater),
            ("-1e2", "-99.9", Ordering::Less),
            ("1e400", "9e399", Ordering::Greater),
            ("10", "1", Ordering::Greater),
        ] {
            let (one, two) = (Number::parse(one).unwrap(), Number::parse(two).unwrap());
            assert_eq!((one.order(&two), two.order(&one)), (ordering, ordering.reverse()), "{one:?} {two:?}");
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in ["", "-", ".", "1e", "e3", "1e+", "1e1.5", "0x10", "1,000", "--1", "٣", "1e99999999999999999999"] {
            assert!(Number::parse(text).is_none(), "{text}");
        }
    }
}
