//! Points in time: the ISO 8601 forms of the W3C note that IAM accepts, and seconds since 1970.

/// Nanoseconds since 1970-01-01T00:00:00Z.
pub(crate) fn parse(text: &str) -> Option<i128> {
    let text = text.trim();
    let is_year = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_year && let Some(seconds) = epoch(text) {
        return Some(seconds);
    }
    let (date, time) = match text.split_once(['T', 't', ' ']) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let days = day(date)?;
    let within = time.map_or(Some(0), time_of_day)?;
    days.checked_mul(86_400)?.checked_mul(NANOSECONDS)?.checked_add(within)
}

const NANOSECONDS: i128 = 1_000_000_000;

fn epoch(text: &str) -> Option<i128> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let seconds = i128::from(number(whole, 1, 15)?);
    let nanoseconds = seconds.checked_mul(NANOSECONDS)?.checked_add(fraction_of_second(fraction)?)?;
    if negative { nanoseconds.checked_neg() } else { Some(nanoseconds) }
}

/// Days since 1970-01-01 of `2026`, `2026-11`, `2026-11-20`, or `20261120`.
fn day(text: &str) -> Option<i128> {
    let (year, month, day) = match text.len() {
        4 => (text, "01", "01"),
        7 => (text.get(..4)?, text.get(4..)?.strip_prefix('-')?, "01"),
        8 => (text.get(..4)?, text.get(4..6)?, text.get(6..)?),
        10 => {
            let (month, day) = text.get(4..)?.strip_prefix('-')?.split_once('-')?;
            (text.get(..4)?, month, day)
        }
        _ => return None,
    };
    let (year, month, day) = (number(year, 4, 4)?, number(month, 2, 2)?, number(day, 2, 2)?);
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let length = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if day == 0 || day > length {
        return None;
    }
    days_from_civil(i128::from(year), i128::from(month), i128::from(day))
}

/// The day count of a date of the Gregorian calendar, whose years are taken to begin in March.
fn days_from_civil(year: i128, month: i128, day: i128) -> Option<i128> {
    let (year, month) =
        if month > 2 { (year, month.checked_sub(3)?) } else { (year.checked_sub(1)?, month.checked_add(9)?) };
    let before_month = month.checked_mul(153)?.checked_add(2)?.checked_div(5)?;
    let leap_days = year.div_euclid(4).checked_sub(year.div_euclid(100))?.checked_add(year.div_euclid(400))?;
    let days = year.checked_mul(365)?.checked_add(leap_days)?.checked_add(before_month)?.checked_add(day)?;
    // Day 719,469 of this count, which begins with 0000-03-01 as day 1, is 1970-01-01.
    days.checked_sub(719_469)
}

/// Nanoseconds after midnight UTC of `10:00Z`, `10:00:00+02:00`, `100000Z`; without a zone it is UTC.
fn time_of_day(text: &str) -> Option<i128> {
    let zone_at = text.find(['Z', 'z', '+', '-']).unwrap_or(text.len());
    let (clock, zone) = text.split_at_checked(zone_at)?;
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let seconds = clock_seconds(clock)?;
    let offset = match zone {
        "" | "Z" | "z" => 0,
        _ => {
            let (sign, offset) = zone.split_at_checked(1)?;
            let offset = clock_seconds(offset)?;
            if sign == "-" { offset.checked_neg()? } else { offset }
        }
    };
    let utc = i128::from(seconds).checked_sub(i128::from(offset))?;
    utc.checked_mul(NANOSECONDS)?.checked_add(fraction_of_second(fraction)?)
}

fn clock_seconds(text: &str) -> Option<i64> {
    let (hours, minutes, seconds) = match text.len() {
        4 => (text.get(..2)?, text.get(2..)?, "00"),
        5 => (text.get(..2)?, text.get(2..)?.strip_prefix(':')?, "00"),
        6 => (text.get(..2)?, text.get(2..4)?, text.get(4..)?),
        8 => (text.get(..2)?, text.get(2..5)?.strip_prefix(':')?, text.get(5..)?.strip_prefix(':')?),
        _ => return None,
    };
    let (hours, minutes, seconds) = (number(hours, 2, 2)?, number(minutes, 2, 2)?, number(seconds, 2, 2)?);
    if hours > 24 || minutes > 59 || seconds > 60 {
        return None;
    }
    i64::try_from(hours.checked_mul(3600)?.checked_add(minutes.checked_mul(60)?)?.checked_add(seconds)?).ok()
}

fn fraction_of_second(digits: &str) -> Option<i128> {
    let kept = digits.get(..digits.len().min(9))?;
    number(digits.get(kept.len()..)?, 0, 30)?;
    let scale = 10_i128.checked_pow(u32::try_from(9_usize.checked_sub(kept.len())?).ok()?)?;
    i128::from(number(kept, 1, 9)?).checked_mul(scale)
}

fn number(digits: &str, least: usize, most: usize) -> Option<u64> {
    let fits = digits.len() >= least && digits.len() <= most && digits.bytes().all(|byte| byte.is_ascii_digit());
    match (fits, digits.is_empty()) {
        (true, true) => Some(0),
        (true, false) if digits.len() > 18 => Some(0),
        (true, false) => digits.parse().ok(),
        (false, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_agree() {
        let second = parse("2020-04-01T00:00:00Z").unwrap();
        assert_eq!(second, 1_585_699_200 * NANOSECONDS);
        for text in [
            "1585699200",
            "1585699200.0",
            "2020-04-01",
            "2020-04",
            "2020-04-01T00:00Z",
            "2020-04-01T02:00:00+02:00",
            "2020-03-31T19:00:00-05:00",
            "2020-04-01T00:00:00.000Z",
            "20200401T000000Z",
        ] {
            assert_eq!(parse(text), Some(second), "{text}");
        }
        assert_eq!(parse("1970-01-01"), Some(0));
        assert_eq!(parse("1969-12-31T23:59:59Z"), Some(-NANOSECONDS));
        assert_eq!(parse("2024-02-29"), parse("2024-03-01").map(|next| next - 86_400 * NANOSECONDS));
        assert_eq!(parse("2020"), parse("2020-01-01"));
        assert!(parse("2020-04-01T00:00:00.5Z") > Some(second));
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "tomorrow",
            "2023-02-29",
            "2020-13-01",
            "2020-04-00",
            "2020-4-1",
            "2020-04-01T25:00Z",
            "T10:00Z",
            "1e9",
            "-",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
