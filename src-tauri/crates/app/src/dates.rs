//! Times as people write them.

use time::{OffsetDateTime, format_description::BorrowedFormatItem, macros::format_description};

const FORMAT: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");

/// Milliseconds since 1970 as `2026-11-20 14:15:00`, UTC; the number itself where it is no time a calendar holds.
pub fn date_time(milliseconds: i64) -> String {
    let time = OffsetDateTime::from_unix_timestamp(milliseconds.div_euclid(1_000)).ok();
    time.and_then(|time| time.format(FORMAT).ok()).unwrap_or_else(|| milliseconds.to_string())
}

/// The day of a time, `2026-11-20`.
pub fn date(milliseconds: i64) -> String {
    let text = date_time(milliseconds);
    text.split_once(' ').map_or(text.clone(), |(day, _)| day.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_utc() {
        assert_eq!(date_time(951_827_696_000), "2000-02-29 12:34:56");
        assert_eq!(date(951_827_696_000), "2000-02-29");
        assert_eq!(date_time(i64::MAX), i64::MAX.to_string());
    }
}
