//! Two texts, line by line: what goes, what comes, and some lines around it.

use std::fmt::Write;

/// How many lines are shown around what differs.
const AROUND: usize = 3;

/// What becomes of a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Sign {
    Stays,
    Goes,
    Comes,
}

/// The difference of two texts in the form that reviewers know: `-` goes, `+` comes, and `@@` stands for lines that stay.
pub(crate) fn difference(before: &str, after: &str) -> String {
    let lines = signed(&before.lines().collect::<Vec<_>>(), &after.lines().collect::<Vec<_>>());
    let changes: Vec<usize> =
        (0..lines.len()).filter(|at| lines.get(*at).is_some_and(|line| line.0 != Sign::Stays)).collect();
    let (mut text, mut is_left_out) = (String::new(), false);
    for (at, (sign, line)) in lines.iter().enumerate() {
        if !changes.iter().any(|change| change.abs_diff(at) <= AROUND) {
            is_left_out = true;
            continue;
        }
        if std::mem::take(&mut is_left_out) {
            text.push_str("@@\n");
        }
        let sign = match sign {
            Sign::Stays => ' ',
            Sign::Goes => '-',
            Sign::Comes => '+',
        };
        // Nothing fails to be written into a text.
        let _ = writeln!(text, "{sign}{line}");
    }
    text
}

/// The lines of both texts, as few of them signed as can be.
fn signed<'t>(before: &[&'t str], after: &[&'t str]) -> Vec<(Sign, &'t str)> {
    let common = common(before, after);
    let length = |one: usize, two: usize| common.get(one).and_then(|row| row.get(two)).copied().unwrap_or_default();
    let (mut one, mut two, mut lines) = (0_usize, 0_usize, Vec::new());
    loop {
        match (before.get(one), after.get(two)) {
            (Some(then), Some(now)) if then == now => {
                lines.push((Sign::Stays, *now));
                (one, two) = (one.saturating_add(1), two.saturating_add(1));
            }
            (Some(then), now)
                if now.is_none() || length(one.saturating_add(1), two) >= length(one, two.saturating_add(1)) =>
            {
                lines.push((Sign::Goes, *then));
                one = one.saturating_add(1);
            }
            (_, Some(now)) => {
                lines.push((Sign::Comes, *now));
                two = two.saturating_add(1);
            }
            _ => return lines,
        }
    }
}

/// How many lines two texts have in common from a line of each on.
fn common(before: &[&str], after: &[&str]) -> Vec<Vec<u32>> {
    let mut rows = vec![vec![0; after.len().saturating_add(1)]];
    for line in before.iter().rev() {
        let below = rows.last().cloned().unwrap_or_default();
        let mut row = vec![0_u32];
        for (at, other) in after.iter().enumerate().rev() {
            let beyond = below.get(at.saturating_add(1)).copied().unwrap_or_default();
            let skipped = below.get(at).copied().max(row.last().copied()).unwrap_or_default();
            row.push(if line == other { beyond.saturating_add(1) } else { skipped });
        }
        row.reverse();
        rows.push(row);
    }
    rows.reverse();
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_and_comes_is_signed_with_lines_around_it() {
        let before = "a\nb\nc\nd\ne\nf\ng\nh";
        let after = "a\nb\nc\nd\ne\nX\nY\nh";
        assert_eq!(difference(before, after), "@@\n c\n d\n e\n-f\n-g\n+X\n+Y\n h\n");
    }

    #[test]
    fn a_text_that_comes_or_goes_is_all_signs() {
        assert_eq!(difference("", "a\nb"), "+a\n+b\n");
        assert_eq!(difference("a\nb", ""), "-a\n-b\n");
        assert_eq!(difference("a\nb", "a\nb"), "");
    }

    #[test]
    fn lines_that_moved_stay_where_most_stay() {
        assert_eq!(difference("a\nb\nc", "b\nc\na"), "-a\n b\n c\n+a\n");
    }
}
