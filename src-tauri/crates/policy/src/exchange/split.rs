//! The input cut into requests: one array of requests, one request, or requests one after another. serde_json reads each
//! value to its end; a request that is broken inside is still handed on, to be refused by name.
//!
//! One rule for what is not JSON: it goes on until its brackets close, and at most to where an object opens that cannot be
//! inside it: on a line of its own in the same column, in the place of a member's name, or one that begins as a request does.
//! That is how one broken request costs no other: where a quote is missing, brackets and strings change places to the end of the
//! line, and only what a request begins with tells where the next one is.

use thiserror::Error;

use super::recover::{recover, skip_space};
use super::value::{RawMember, first_object};
use crate::Position;

/// One request's text, and where in the input it begins.
#[derive(Debug, Clone)]
pub struct Element<'t> {
    pub(super) text: &'t [u8],
    pub(super) offset: usize,
    /// What it holds, where it was read on the way to its end.
    pub(super) members: Option<Vec<RawMember<'t>>>,
}

impl<'t> Element<'t> {
    /// The text, from the first brace to the last.
    pub fn text(&self) -> &'t [u8] {
        self.text
    }

    /// Its offset in the input, in bytes.
    pub fn offset(&self) -> usize {
        self.offset
    }
}

impl<'t> From<&'t [u8]> for Element<'t> {
    /// A text that holds one request and nothing else.
    fn from(text: &'t [u8]) -> Element<'t> {
        Element { text, offset: 0, members: None }
    }
}

/// The input is broken between its requests.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the input at {position}: {problem}")]
pub struct BrokenInput {
    /// Where.
    pub position: Position,
    /// What is wrong, and what to do.
    pub problem: &'static str,
}

/// Yields the text of each request of an input, in order, and what is broken between them.
#[derive(Debug)]
pub struct Requests<'t> {
    input: &'t [u8],
    at: usize,
    place: Place,
    /// Some request was not closed before the end of the input: from then on, none is read to its end, so that the time
    /// stays linear.
    unclosed: bool,
}

/// What may stand at the current offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The first byte of the input.
    Start,
    /// Among requests that follow one another without an array.
    Sequence,
    /// After the `[` of the array.
    First,
    /// After an element of the array.
    After,
    /// After a comma of the array.
    Comma,
    /// Past the array.
    Past,
    /// Nothing more is read.
    End,
}

impl<'t> Requests<'t> {
    /// Reads an input: UTF-8 JSON, with or without a byte order mark.
    pub fn new(input: &'t [u8]) -> Requests<'t> {
        let at = if input.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        Requests { input, at, place: Place::Start, unclosed: false }
    }

    /// Whether the input is one array, whose answers belong in an array too. Looks no further than its first bracket.
    pub fn is_array(input: &[u8]) -> bool {
        let requests = Requests::new(input);
        input.get(skip_space(input, requests.at)) == Some(&b'[')
    }

    /// The value that begins here, whatever it is.
    fn element(&mut self) -> Element<'t> {
        let start = self.at;
        let read = self.object();
        let (members, end) = match read {
            Some((members, length)) => (Some(members), start.saturating_add(length)),
            None => (None, self.before_next(start, recover(self.input, start))),
        };
        self.at = end;
        Element { text: self.input.get(start..end).unwrap_or_default(), offset: start, members }
    }

    /// The members and the length of the object that begins here, if there is one and it is JSON.
    fn object(&mut self) -> Option<(Vec<RawMember<'t>>, usize)> {
        let rest = self.input.get(self.at..).filter(|_| !self.unclosed)?;
        let read = first_object(rest);
        self.unclosed |= read.as_ref().is_err_and(serde_json::Error::is_eof);
        read.ok()
    }

    /// The end of what begins here and is not JSON: `end`, or where a request begins before that, less the comma before it.
    fn before_next(&mut self, start: usize, end: usize) -> usize {
        let mut at = start.saturating_add(1);
        while let Some(found) = memchr::memchr(b'{', self.input.get(at..end).unwrap_or_default()) {
            let brace = at.saturating_add(found);
            if self.begins_request(brace) {
                let text = self.input.get(start..brace).unwrap_or_default().trim_ascii_end();
                let text = text.strip_suffix(b",").unwrap_or(text).trim_ascii_end();
                return start.saturating_add(text.len().max(1));
            }
            at = brace.saturating_add(1);
        }
        end
    }

    /// Whether an object is a request and no part of one: its first member is one of a request's, and it stands where no member's value
    /// does; or it is whole, and holds what every request does.
    fn begins_request(&mut self, brace: usize) -> bool {
        let (before, text) = self.input.split_at_checked(brace).unwrap_or_default();
        if first_member(text).is_some_and(|name| FIRST.contains(&name)) {
            return !matches!(before.trim_ascii_end().last(), Some(b':' | b'['));
        }
        self.at = brace;
        let read = self.object();
        read.is_some_and(|(members, _)| members.iter().any(|(name, _)| matches!(&*name.0, "principal" | "action")))
    }

    fn broken(&self, problem: &'static str) -> BrokenInput {
        BrokenInput { position: Position::of(self.input, self.at), problem }
    }

    /// Steps past one byte into another place.
    fn step(&mut self, place: Place) {
        self.at = self.at.saturating_add(1);
        self.place = place;
    }

    /// The last item.
    fn stop(&mut self, problem: &'static str) -> Option<Result<Element<'t>, BrokenInput>> {
        self.place = Place::End;
        Some(Err(self.broken(problem)))
    }

    /// Goes on with the next request behind what looked like the end of the array: a bracket that is missing in one request makes its last
    /// one close the array.
    fn go_on_after_array(&mut self) {
        self.place = Place::End;
        let mut at = self.at;
        while let Some(found) = memchr::memchr(b'{', self.input.get(at..).unwrap_or_default()) {
            let brace = at.saturating_add(found);
            if self.begins_request(brace) {
                (self.at, self.place) = (brace, Place::Comma);
                return;
            }
            at = brace.saturating_add(1);
        }
    }

    /// The offset of the next brace that opens.
    fn next_object(&self) -> usize {
        let rest = self.input.get(self.at..).unwrap_or_default();
        memchr::memchr(b'{', rest).map_or(self.input.len(), |found| self.at.saturating_add(found))
    }
}

/// What a request may begin with. An object that begins with `policies` may also be a level of service control policies.
const FIRST: [&[u8]; 7] = [b"id", b"principal", b"action", b"resource", b"resourceAccount", b"context", b"mode"];

/// The name of the first member of the object that begins here, where it is a short one without escapes; its first quote may be what is
/// missing.
fn first_member(text: &[u8]) -> Option<&[u8]> {
    const LONGEST: usize = 16;
    let rest = text.get(1..)?.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").unwrap_or(rest);
    let end = memchr::memchr(b'"', rest.get(..LONGEST).unwrap_or(rest))?;
    let (name, after) = rest.split_at_checked(end)?;
    after.get(1..)?.trim_ascii_start().starts_with(b":").then_some(name)
}

impl<'t> Iterator for Requests<'t> {
    type Item = Result<Element<'t>, BrokenInput>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            self.at = skip_space(self.input, self.at);
            let byte = self.input.get(self.at).copied();
            match (self.place, byte) {
                (Place::End, _) | (Place::Sequence | Place::Past, None) => return None,
                (Place::Start, _) if is_utf16(self.input) => {
                    return self.stop("this is UTF-16; save the input as UTF-8");
                }
                (Place::Start, None) => {
                    return self.stop("there is nothing in it; give one request or an array of them");
                }
                (Place::First | Place::After | Place::Comma, None) => {
                    return self.stop("the array is not closed; end it with `]`");
                }
                (Place::Start, Some(b'[')) => self.step(Place::First),
                (Place::Start, Some(_)) => self.place = Place::Sequence,
                (Place::First | Place::After, Some(b']')) => self.step(Place::Past),
                (Place::After, Some(b',')) => self.step(Place::Comma),
                (Place::First | Place::Comma, Some(b',')) => {
                    let broken = self.broken("a comma without a request before it; remove it");
                    self.step(Place::Comma);
                    return Some(Err(broken));
                }
                (Place::Comma, Some(b']')) => {
                    let broken = self.broken("a comma without a request after it; remove it");
                    self.step(Place::Past);
                    return Some(Err(broken));
                }
                (Place::After, Some(_)) => {
                    let broken = self.broken("a comma is missing between two requests");
                    self.place = Place::Comma;
                    return Some(Err(broken));
                }
                (Place::First | Place::Comma, Some(_)) => {
                    self.place = Place::After;
                    return Some(Ok(self.element()));
                }
                (Place::Sequence, Some(b'{')) => return Some(Ok(self.element())),
                (Place::Sequence, Some(_)) => {
                    let broken = self.broken("a request was expected; a request begins with `{`");
                    self.at = self.next_object();
                    return Some(Err(broken));
                }
                (Place::Past, Some(_)) => {
                    let broken = self.broken("something follows the array; give one array, or requests without one");
                    self.go_on_after_array();
                    return Some(Err(broken));
                }
            }
        }
    }
}

/// Whether the input begins as UTF-16 does: with a byte order mark, or with a character of JSON in two bytes.
fn is_utf16(input: &[u8]) -> bool {
    matches!(input, [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, 1..=0x7f, ..] | [1..=0x7f, 0, ..])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The items of an input: requests as they are, breaks as `line:column`.
    fn items(input: &str) -> Vec<String> {
        Requests::new(input.as_bytes())
            .map(|item| match item {
                Ok(element) => String::from_utf8_lossy(element.text).into_owned(),
                Err(broken) => format!("{}:{}", broken.position.line, broken.position.column),
            })
            .collect()
    }

    #[test]
    fn an_array_an_object_and_a_sequence_are_read() {
        assert_eq!(items(r#" [ {"a":"]}"}, {"b":[{}]} ] "#), [r#"{"a":"]}"}"#, r#"{"b":[{}]}"#]);
        assert_eq!(items("\u{feff}{\"a\":1}"), ["{\"a\":1}"]);
        assert_eq!(items("{\"a\":1}\n\n{\"b\":2} {\"c\":3}"), ["{\"a\":1}", "{\"b\":2}", "{\"c\":3}"]);
        assert_eq!(items("[]"), [""; 0]);
    }

    #[test]
    fn what_is_broken_between_requests_is_told_and_the_rest_is_read() {
        assert_eq!(items(""), ["1:1"]);
        assert_eq!(
            items("[{\"a\":1} {\"b\":2},,{\"c\":3},]"),
            ["{\"a\":1}", "1:10", "{\"b\":2}", "1:18", "{\"c\":3}", "1:27"]
        );
        assert_eq!(items("[{\"a\":1}"), ["{\"a\":1}", "1:9"]);
        assert_eq!(items("[{}] {}"), ["{}", "1:6"]);
        assert_eq!(items("{\"a\":1}}\n{\"b\":2}"), ["{\"a\":1}", "1:8", "{\"b\":2}"]);
        assert_eq!(items("oops"), ["1:1"]);
    }

    #[test]
    fn an_element_that_is_no_object_is_handed_on() {
        assert_eq!(items(r#"[1, "a]", [2], null, {}]"#), ["1", "\"a]\"", "[2]", "null", "{}"]);
    }

    #[test]
    fn a_request_that_does_not_end_costs_no_other() {
        let quote = "{\"id\":\"a\",\"x\":\"}\n{\"id\":\"b\"}\n";
        assert_eq!(items(quote), ["{\"id\":\"a\",\"x\":\"}", "{\"id\":\"b\"}"]);
        let brace = "[\n  {\"id\":\"a\", \"p\": {\n    \"q\": 1},\n  {\"id\":\"b\"}\n]";
        assert_eq!(items(brace), ["{\"id\":\"a\", \"p\": {\n    \"q\": 1}", "{\"id\":\"b\"}"]);
        assert_eq!(items("[{\"a\": 1, {\"b\": 2}]"), ["{\"a\": 1", "{\"b\": 2}"]);
    }

    #[test]
    fn a_missing_bracket_on_one_line_costs_one_request() {
        let (first, last) = (r#"{"id":"a","p":{"q":[{}]}}"#, r#"{"id":"c"}"#);
        for broken in [
            r#"{"id":"b","p":{"q":[{"r":[{"s":1}]}]}"#,
            r#"{"id":"b","p":{"q":[{"r":[{"s":1}]}}}"#,
            r#"{"id":"b","p":{"q":[{"r":[{"s":1]}]}}"#,
            r#"{"id":"b","p":{"q":[{"r":[{"s":1}}]}}"#,
            r#"{"id":"b","p":{"q":1},"m":"strict""#,
        ] {
            assert_eq!(items(&format!("[{first}, {broken}, {last}]")), [first, broken, last]);
        }
    }

    #[test]
    fn a_missing_quote_on_one_line_costs_one_request() {
        let (first, last) = (r#"{"id":"a","principal":"p"}"#, r#"{"id":"c","policies":{"resource":{"Id":"x"}}}"#);
        for broken in [
            r#"{"id":"b","principal":"p,"context":{"k":["v"]}}"#,
            r#"{"id":"b,"principal":"p","context":{"k":["v"]}}"#,
            r#"{id":"b","principal":"p","context":{"k":["v"]}}"#,
            r#"{"id":"b","policies":{"scps":[{"node":"r,"policies":[{}]},{"policies":[{}]}]}}"#,
        ] {
            assert_eq!(items(&format!("[{first}, {broken}, {last}]")), [first, broken, last]);
            assert_eq!(items(&format!("{first} {broken} {last}")), [first, broken, last]);
            assert_eq!(items(&format!("[{first}, {broken}, {broken}, {last}]")), [first, broken, broken, last]);
        }
        let odd = r#"{"policies":{},"comment":"","action":"a:B"}"#;
        let broken = r#"{"id":"b","principal":"p,"context":{}}"#;
        assert_eq!(items(&format!("[{broken}, {odd}]")), [broken, odd], "a request that begins unlike others");
    }

    #[test]
    fn whatever_one_character_is_missing_the_requests_around_it_are_read() {
        let request = |id: &str| {
            format!(
                r#"{{"id": "{id}", "principal": "arn:aws:iam::111122223333:role/A", "action": "s3:GetObject", "resource": "*",
                "policies": {{"identity": [{{"Statement": [{{"Effect": "Allow", "Action": ["s3:*"], "Resource": "*"}}]}}],
                "scps": [{{"node": "r", "policies": [{{"Statement": {{"Effect": "Deny"}}}}]}}, {{"node": "ou", "policies": []}}]}}}}"#
            )
            .replace('\n', "")
        };
        let (first, middle, last) = (request("a"), request("b"), request("c"));
        for (place, _) in middle.char_indices().filter(|(_, letter)| "\"{}[]:,".contains(*letter)) {
            let mut broken = middle.clone();
            broken.remove(place);
            for input in [format!("[{first}, {broken}, {last}]"), format!("{first} {broken} {last}")] {
                let items = items(&input);
                let said = format!("without the character at {place} of {broken}: {items:?}");
                assert!(items.first() == Some(&first) && items.last() == Some(&last) && items.len() > 2, "{said}");
            }
        }
    }

    #[test]
    fn utf_16_is_told_by_name() {
        let text = "[{\"id\":\"a\"}]";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for input in [&[&[0xff, 0xfe][..], &little].concat(), &[&[0xfe, 0xff][..], &big].concat(), &little, &big] {
            let told: Vec<_> = Requests::new(input).map(|item| item.unwrap_err().problem).collect();
            assert_eq!(told, ["this is UTF-16; save the input as UTF-8"]);
        }
    }
}
