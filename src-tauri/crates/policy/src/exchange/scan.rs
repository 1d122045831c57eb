//! Finding where a JSON value ends without reading it. Shared by the splitter and the request reader; it looks at
//! strings and brackets only, so whoever uses the slice still has to parse it.
//!
//! Most inputs have a request on one line. There, quotes are found many bytes at a time, and only what stands between two
//! strings is looked at byte by byte. A value that spans lines, or does not end, is gone through with care: strings do not
//! span lines, which is how a missing quote is noticed.

use std::ops::Range;

use memchr::{memchr, memchr_iter, memchr2};

/// Why the end of a value cannot be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoEnd {
    /// The text ends first.
    Text,
    /// A bracket at this offset closes something that was not opened.
    Bracket(usize),
    /// The string that opens at this offset does not end on its line.
    String(usize),
}

/// Where an object or array ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Extent {
    /// The offset just past its closing bracket.
    pub end: usize,
    /// The largest object or array directly inside it; empty where that was not looked for.
    pub largest: Range<usize>,
}

/// How far the object or array goes that opens at `start`.
pub(super) fn extent(bytes: &[u8], start: usize) -> Result<Extent, NoEnd> {
    match quick_extent(bytes, start) {
        Some(extent) if bytes.get(start..extent.end).is_some_and(|text| memchr(b'\n', text).is_none()) => Ok(extent),
        _ => careful_end(bytes, start).map(|end| Extent { end, largest: 0..0 }),
    }
}

/// From string to string; `None` where the value does not end.
fn quick_extent(bytes: &[u8], start: usize) -> Option<Extent> {
    let rest = bytes.get(start..)?;
    let mut quotes = memchr_iter(b'"', rest);
    let mut open = Brackets::default();
    let (mut at, mut inner, mut largest) = (0, 0, 0..0);
    loop {
        let quote = quotes.next();
        let between = rest.get(at..quote.unwrap_or(rest.len()))?;
        for (offset, byte) in between.iter().enumerate() {
            let place = at.wrapping_add(offset);
            if matches!(byte, b'{' | b'[') {
                open.push(*byte == b'{');
                if open.depth == 2 {
                    inner = place;
                }
            } else if matches!(byte, b'}' | b']') {
                if !open.pop(*byte == b'}') {
                    return None;
                }
                let end = place.wrapping_add(1);
                if open.depth == 1 && end.wrapping_sub(inner) > largest.len() {
                    largest = inner..end;
                } else if open.depth == 0 {
                    let largest = start.wrapping_add(largest.start)..start.wrapping_add(largest.end);
                    return Some(Extent { end: start.wrapping_add(end), largest });
                }
            }
        }
        quote?;
        let close = quotes.find(|close| !is_escaped(rest, *close))?;
        at = close.wrapping_add(1);
    }
}

/// Whether an odd number of backslashes stands before this offset.
fn is_escaped(bytes: &[u8], at: usize) -> bool {
    let before = bytes.get(..at).unwrap_or_default();
    before.last() == Some(&b'\\') && before.iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

/// Byte by byte outside strings; every string must end on its line.
fn careful_end(bytes: &[u8], start: usize) -> Result<usize, NoEnd> {
    let mut open = Brackets::default();
    let mut at = start;
    while let Some(byte) = bytes.get(at) {
        at = match byte {
            b'"' => end_of_string(bytes, at)?,
            b'{' | b'[' => {
                open.push(*byte == b'{');
                at.wrapping_add(1)
            }
            b'}' | b']' => {
                if !open.pop(*byte == b'}') {
                    return Err(NoEnd::Bracket(at));
                }
                at.wrapping_add(1)
            }
            _ => {
                at = at.wrapping_add(1);
                continue;
            }
        };
        if open.depth == 0 {
            return Ok(at);
        }
    }
    Err(NoEnd::Text)
}

/// The offset just past the string that opens at `start`. A string does not span lines.
pub(super) fn end_of_string(bytes: &[u8], start: usize) -> Result<usize, NoEnd> {
    let mut at = start.wrapping_add(1);
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let Some(found) = memchr2(b'"', b'\\', rest) else {
            return Err(if memchr(b'\n', rest).is_some() { NoEnd::String(start) } else { NoEnd::Text });
        };
        if rest.get(..found).is_some_and(|inside| inside.contains(&b'\n')) {
            return Err(NoEnd::String(start));
        }
        at = at.wrapping_add(found);
        if bytes.get(at) == Some(&b'"') {
            return Ok(at.wrapping_add(1));
        }
        at = at.wrapping_add(2);
    }
}

/// The offset just past the number, `true`, `false` or `null` that begins at `start`: where the next structural byte is.
pub(super) fn end_of_scalar(bytes: &[u8], start: usize) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    let length = rest.iter().position(|byte| matches!(byte, b',' | b']' | b'}' | b':' | b'"') || is_space(*byte));
    start.wrapping_add(length.unwrap_or(rest.len()))
}

/// The offset of the next byte at or after `start` that is not white space.
pub(super) fn skip_space(bytes: &[u8], start: usize) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    start.wrapping_add(rest.iter().position(|byte| !is_space(*byte)).unwrap_or(rest.len()))
}

/// Whether JSON counts a byte as white space.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}

/// The brackets that are open, one bit each: what tells a `}` from a `]`, as long as no more than 64 are open at once.
#[derive(Default)]
struct Brackets {
    objects: u64,
    depth: usize,
    deeper: bool,
}

impl Brackets {
    fn push(&mut self, object: bool) {
        self.objects = self.objects.wrapping_shl(1) | u64::from(object);
        self.depth = self.depth.wrapping_add(1);
        self.deeper |= self.depth > 64;
    }

    /// Closes the innermost bracket; false if it is known to be of the other kind.
    fn pop(&mut self, object: bool) -> bool {
        let matches = self.deeper || (self.objects & 1 == 1) == object;
        self.objects = self.objects.wrapping_shr(1);
        self.depth = self.depth.saturating_sub(1);
        matches
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where a container ends, in both ways of looking for it.
    fn end(text: &str) -> Result<usize, NoEnd> {
        let careful = careful_end(text.as_bytes(), 0);
        assert_eq!(extent(text.as_bytes(), 0).map(|extent| extent.end), careful, "{text}");
        careful
    }

    #[test]
    fn a_container_ends_with_its_own_bracket() {
        for (text, length) in [
            ("{}", 2),
            (r#"{"a": ["}", {"\"": 1}]} tail"#, 23),
            ("[[[]]],", 6),
            (r#"["\\"]]"#, 6),
            ("{\n\"a\":\n[]}", 10),
        ] {
            assert_eq!(end(text), Ok(length), "{text}");
        }
    }

    #[test]
    fn the_largest_container_inside_is_found() {
        let text = r#" {"a": [1], "b": {"c": [1, 2]}, "d": {}}"#;
        let extent = extent(text.as_bytes(), 1).unwrap();
        assert_eq!(text.get(extent.largest), Some(r#"{"c": [1, 2]}"#));
    }

    #[test]
    fn what_does_not_end_says_why() {
        assert_eq!(end("{\"a\": [1, 2}"), Err(NoEnd::Bracket(11)));
        assert_eq!(end("{\"a\": [1, 2]"), Err(NoEnd::Text));
        assert_eq!(end("{\"a: 1}\n{\"b\": 2}"), Err(NoEnd::String(1)));
        assert_eq!(end_of_string(b"\"a\\\"", 0), Err(NoEnd::Text));
    }

    #[test]
    fn deep_nesting_is_followed_to_its_end() {
        let deep = "{[".repeat(50_000) + &"]}".repeat(50_000);
        assert_eq!(end(&deep), Ok(200_000));
    }
}
