//! Reading the members of JSON objects in place: names and strings are borrowed from the text, and values that are not
//! needed, or known already, are stepped over.

use std::borrow::Cow;
use std::ops::Range;

use serde::de::IgnoredAny;

use super::scan::{NoEnd, end_of_scalar, end_of_string, extent, skip_space};

/// What is wrong at a byte offset of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub at: usize,
    pub problem: String,
}

impl Fault {
    pub(super) fn new(at: usize, problem: impl Into<String>) -> Fault {
        Fault { at, problem: problem.into() }
    }
}

/// Steps through a JSON text.
#[derive(Debug, Clone)]
pub(super) struct Reader<'t> {
    text: &'t str,
    at: usize,
    /// An object or array whose extent is known; may be empty.
    known: Range<usize>,
}

/// A value as it is written, and where.
#[derive(Debug, Clone, Copy)]
pub(super) struct Raw<'t> {
    pub text: &'t str,
    pub at: usize,
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str) -> Reader<'t> {
        Reader { text, at: 0, known: 0..0 }
    }

    /// A reader of a text in which the extent of one object or array is known.
    pub(super) fn knowing(text: &'t str, known: Range<usize>) -> Reader<'t> {
        Reader { text, at: 0, known }
    }

    /// Reads on inside a value, with offsets as in the whole text.
    pub(super) fn at(&self, raw: Raw<'_>) -> Reader<'t> {
        Reader { text: self.text, at: raw.at, known: 0..0 }
    }

    /// The offset of the next byte that is not white space.
    pub(super) fn offset(&mut self) -> usize {
        self.at = skip_space(self.text.as_bytes(), self.at);
        self.at
    }

    /// The next byte that is not white space.
    pub(super) fn peek(&mut self) -> Option<u8> {
        let at = self.offset();
        self.text.as_bytes().get(at).copied()
    }

    /// Steps past one byte, which must be this one.
    pub(super) fn expect(&mut self, byte: u8, problem: &'static str) -> Result<(), Fault> {
        if self.peek() != Some(byte) {
            return Err(Fault::new(self.at, problem));
        }
        self.at = self.at.saturating_add(1);
        Ok(())
    }

    /// Nothing but white space may follow.
    pub(super) fn end(&mut self) -> Result<(), Fault> {
        if self.peek().is_some() { Err(Fault::new(self.at, "something follows the closing brace")) } else { Ok(()) }
    }

    /// Calls `each` with every member of the object that begins here; `each` reads the value.
    pub(super) fn members<E: From<Fault>>(
        &mut self,
        mut each: impl FnMut(&mut Self, Cow<'t, str>, usize) -> Result<(), E>,
    ) -> Result<(), E> {
        self.expect(b'{', "an object was expected; it begins with `{`")?;
        if self.peek() == Some(b'}') {
            return Ok(self.expect(b'}', "")?);
        }
        loop {
            let at = self.offset();
            let name = self.string("a member's name was expected, in quotes")?;
            self.expect(b':', "`:` was expected after a member's name")?;
            each(self, name, at)?;
            if self.peek() != Some(b',') {
                return Ok(self.expect(b'}', "`,` or `}` was expected after a member")?);
            }
            self.expect(b',', "")?;
        }
    }

    /// Calls `each` at every element of the array that begins here, with its index; `each` reads the element.
    pub(super) fn elements<E: From<Fault>>(
        &mut self,
        mut each: impl FnMut(&mut Self, usize) -> Result<(), E>,
    ) -> Result<(), E> {
        self.expect(b'[', "an array was expected; it begins with `[`")?;
        if self.peek() == Some(b']') {
            return Ok(self.expect(b']', "")?);
        }
        for index in 0.. {
            each(self, index)?;
            if self.peek() != Some(b',') {
                break;
            }
            self.expect(b',', "")?;
        }
        Ok(self.expect(b']', "`,` or `]` was expected after an element")?)
    }

    /// A string; borrowed where it holds no escapes.
    pub(super) fn string(&mut self, otherwise: &'static str) -> Result<Cow<'t, str>, Fault> {
        if self.peek() != Some(b'"') {
            return Err(Fault::new(self.at, otherwise));
        }
        let inside = self.at.saturating_add(1);
        let rest = self.text.as_bytes().get(inside..).unwrap_or_default();
        let stop = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | ..b' ')).unwrap_or(rest.len());
        if rest.get(stop) == Some(&b'"') {
            let end = inside.saturating_add(stop);
            self.at = end.saturating_add(1);
            return Ok(Cow::Borrowed(self.text.get(inside..end).unwrap_or_default()));
        }
        let raw = self.raw()?;
        serde_json::from_str(raw.text).map(Cow::Owned).map_err(|error| unreadable(raw, &error))
    }

    /// Whether the value that begins here is `null`, which is stepped over.
    pub(super) fn null(&mut self) -> Result<bool, Fault> {
        Ok(self.peek() == Some(b'n') && self.checked()?.text == "null")
    }

    /// The value that begins here, stepped over. What is inside an object or array is not checked.
    pub(super) fn raw(&mut self) -> Result<Raw<'t>, Fault> {
        let bytes = self.text.as_bytes();
        let start = self.offset();
        let end = match self.peek() {
            Some(b'{' | b'[') if self.known.start == start && !self.known.is_empty() => Ok(self.known.end),
            Some(b'{' | b'[') => extent(bytes, start).map(|extent| extent.end),
            Some(b'"') => end_of_string(bytes, start),
            _ => Ok(end_of_scalar(bytes, start)),
        };
        self.at = end.map_err(|no_end| unclosed(start, bytes.len(), no_end))?;
        match self.text.get(start..self.at) {
            Some(text) if !text.is_empty() => Ok(Raw { text, at: start }),
            _ => Err(Fault::new(start, "a value was expected")),
        }
    }

    /// The value that begins here, checked to be JSON and stepped over.
    pub(super) fn checked(&mut self) -> Result<Raw<'t>, Fault> {
        let raw = self.raw()?;
        serde_json::from_str::<IgnoredAny>(raw.text).map_err(|error| unreadable(raw, &error))?;
        Ok(raw)
    }
}

/// What serde_json says of a value, at its place in the whole text.
fn unreadable(raw: Raw<'_>, error: &serde_json::Error) -> Fault {
    let line = error.line().saturating_sub(2);
    let newline = memchr::memchr_iter(b'\n', raw.text.as_bytes()).nth(line).filter(|_| error.line() > 1);
    let within = newline.map_or(0, |at| at.saturating_add(1)).saturating_add(error.column().saturating_sub(1));
    let text = error.to_string();
    let problem = text.split(" at line ").next().unwrap_or_default();
    Fault::new(raw.at.saturating_add(within), format!("this is not valid JSON: {problem}"))
}

/// A value that does not end.
fn unclosed(start: usize, length: usize, no_end: NoEnd) -> Fault {
    match no_end {
        NoEnd::Text => Fault::new(length, "the text ends before the value does; a closing bracket or quote is missing"),
        NoEnd::Bracket(at) => Fault::new(at.max(start), "this bracket closes what was not opened"),
        NoEnd::String(at) => {
            Fault::new(at.max(start), "this string does not end on its line; a closing quote is missing")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The members of an object: names and values as written.
    fn read(text: &str) -> Result<Vec<(String, String)>, Fault> {
        let mut members = Vec::new();
        let mut reader = Reader::new(text);
        reader.members::<Fault>(|reader, name, _| {
            members.push((name.into_owned(), reader.checked()?.text.to_owned()));
            Ok(())
        })?;
        reader.end()?;
        Ok(members)
    }

    #[test]
    fn members_are_read_in_order() {
        let members = read(" {\"a\" : [1,2], \"b\\n\":\"x\" , \"c\":{\"d\":null}} ");
        let expected = [("a", "[1,2]"), ("b\n", "\"x\""), ("c", "{\"d\":null}")];
        assert_eq!(members, Ok(expected.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()));
        assert_eq!(read("{}"), Ok(Vec::new()));
    }

    #[test]
    fn what_is_not_an_object_says_where() {
        for (text, at) in [
            ("[]", 0),
            ("{\"a\":}", 5),
            ("{\"a\" 1}", 5),
            ("{\"a\":1 \"b\":2}", 7),
            ("{\"a\":1,}", 7),
            ("{\"a\":tru}", 7),
            ("{\"a\":1} 2", 8),
            ("{\"a\":[1}", 7),
            ("{\"a\":\"\u{1}\"}", 5),
            ("{\"a\":{\"b\":01}}", 11),
            ("{\"a\":{\n\"b\":\n 01}}", 14),
            ("", 0),
        ] {
            assert_eq!(read(text).map_err(|fault| fault.at), Err(at), "{text}");
        }
    }
}
