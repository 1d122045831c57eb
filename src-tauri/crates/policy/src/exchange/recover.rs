//! Where a value ends that is not JSON. Only brackets and strings are looked at.

/// The offset just past the value that begins at `start`, which takes at least one byte: where its brackets close, and at
/// most before an object that cannot be inside it (on the next line where one opens in the same column, or in the place of a
/// member's name), less the comma that may stand before that.
pub(super) fn recover(input: &[u8], start: usize) -> usize {
    let line = memchr::memrchr(b'\n', input.get(..start).unwrap_or_default()).map_or(0, |at| at.saturating_add(1));
    let column = start.saturating_sub(line);
    let (mut at, mut last, mut before) = (start, start, None);
    let mut open = Vec::new();
    while let Some(byte) = input.get(at) {
        let in_object = open.last() == Some(&b'{');
        match byte {
            b'\n' if opens(input, at.saturating_add(1), column) => break,
            b',' | b':' | b']' | b'}' if open.is_empty() && at > start => break,
            byte if is_space(*byte) && open.is_empty() => break,
            b'{' if in_object && matches!(before, Some(b',' | b'}' | b']')) => break,
            b'{' | b'[' => open.push(*byte),
            b'}' | b']' => {
                open.pop();
            }
            b'"' => at = string(input, at),
            _ => {}
        }
        if !is_space(*byte) {
            before = Some(*byte);
            if *byte != b',' {
                last = at;
            }
        }
        at = at.saturating_add(1);
        if open.is_empty() && matches!(byte, b'}' | b']' | b'"') {
            break;
        }
    }
    last.saturating_add(1)
}

/// Whether the line that begins here has an object that opens in this column, after white space only.
fn opens(input: &[u8], line: usize, column: usize) -> bool {
    let brace = line.saturating_add(column);
    let indent = input.get(line..brace);
    input.get(brace) == Some(&b'{') && indent.is_some_and(|bytes| bytes.iter().all(|byte| matches!(byte, b' ' | b'\t')))
}

/// The last byte of the string that opens at `start`. A string does not span lines.
fn string(input: &[u8], start: usize) -> usize {
    let mut at = start;
    loop {
        let rest = input.get(at.saturating_add(1)..).unwrap_or_default();
        let Some(found) = memchr::memchr3(b'"', b'\\', b'\n', rest) else { return input.len().saturating_sub(1) };
        at = at.saturating_add(found).saturating_add(1);
        match input.get(at) {
            Some(b'\\') => at = at.saturating_add(1),
            Some(b'\n') => return at.saturating_sub(1),
            _ => return at,
        }
    }
}

/// The offset of the next byte at or after `start` that is not white space.
pub(super) fn skip_space(bytes: &[u8], start: usize) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    start.saturating_add(rest.iter().position(|byte| !is_space(*byte)).unwrap_or(rest.len()))
}

/// Whether JSON counts a byte as white space.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_ends_with_its_brackets_or_before_the_next_line_that_may_begin_one() {
        for (text, taken) in [
            (r#"{"a": 01} , {}"#, r#"{"a": 01}"#),
            (r#"{"a": "}\"", "b": [}]} tail"#, r#"{"a": "}\"", "b": [}]"#),
            ("nul, {}", "nul"),
            ("}, {}", "}"),
            ("\"a\\x\" {}", "\"a\\x\""),
            ("{\"a\": \"x\n}", "{\"a\": \"x\n}"),
            ("{\"a\": {\n  {\n },\n{}", "{\"a\": {\n  {\n }"),
            ("{\"a\": {}, {\"b\": 1}", "{\"a\": {}"),
            ("{\"a\": [{}, {}], {\"b\": 1}", "{\"a\": [{}, {}]"),
            ("{\"a\": [", "{\"a\": ["),
            ("{\"a", "{\"a"),
            ("\"\\", "\"\\"),
        ] {
            assert_eq!(text.get(..recover(text.as_bytes(), 0)), Some(taken), "{text}");
        }
    }
}
