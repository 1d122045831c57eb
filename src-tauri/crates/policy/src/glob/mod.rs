//! Patterns with wildcards and policy variables, and how they match a text or a set of texts.

mod overlap;

use overlap::{Symbol, overlaps, plain, wild};

use crate::{
    lookup::{Lookup, Resolved},
    truth::Truth,
    variable::{self, Variable},
};

/// A pattern, in the cheapest form that says the same.
#[derive(Clone, Debug)]
pub(crate) enum Glob {
    Any,
    Exact(Box<str>),
    /// The text followed by anything.
    Prefix(Box<str>),
    Pieces(Box<[Piece]>),
}

#[derive(Clone, Debug)]
pub(crate) enum Piece {
    Text(Box<str>),
    /// Any number of characters.
    Star,
    /// One character.
    One,
    Variable(Box<Variable>),
}

/// What is special in the text of a pattern.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Syntax {
    pub(crate) wildcards: bool,
    pub(crate) variables: bool,
}

/// A piece for one request: its variables filled in, an unknown one standing for any text.
#[derive(Clone, Copy)]
enum Step<'s> {
    Text(&'s str),
    Star,
    One,
}

impl Glob {
    pub(crate) fn compile(text: &str, syntax: Syntax) -> Glob {
        let mut pieces = pieces(text, syntax);
        match pieces.as_mut_slice() {
            [] => Glob::Exact(Box::default()),
            [Piece::Star] => Glob::Any,
            [Piece::Text(text)] => Glob::Exact(std::mem::take(text)),
            [Piece::Text(text), Piece::Star] => Glob::Prefix(std::mem::take(text)),
            _ => Glob::Pieces(pieces.into()),
        }
    }

    /// Whether it matches the text.
    pub(crate) fn matches(&self, text: &str, lookup: &Lookup<'_>) -> Truth {
        match self {
            Glob::Any => Truth::True,
            Glob::Exact(exact) => Truth::from(**exact == *text),
            Glob::Prefix(prefix) => text.starts_with(&**prefix).into(),
            Glob::Pieces(pieces) => run(pieces, text, lookup, false),
        }
    }

    /// Whether it has no variables and matches the text.
    pub(crate) fn matches_plain(&self, text: &str) -> bool {
        match self {
            Glob::Any => true,
            Glob::Exact(exact) => **exact == *text,
            Glob::Prefix(prefix) => text.starts_with(&**prefix),
            Glob::Pieces(pieces) => walk(|index| pieces.get(index).map(Piece::plain), text.as_bytes(), false),
        }
    }

    /// Whether it matches the texts that `set`, itself with wildcards, stands for: all, none, or (unknown) some of them.
    pub(crate) fn matches_set(&self, set: &str, lookup: &Lookup<'_>) -> Truth {
        let (covers, overlap) = match self {
            Glob::Any => return Truth::True,
            Glob::Exact(exact) => (Truth::from(**exact == *set && !is_wild(set)), overlaps(plain(exact), wild(set))),
            Glob::Prefix(prefix) => {
                let covers = set.starts_with(&**prefix) && !is_wild(prefix);
                (covers.into(), overlaps(plain(prefix).chain([Symbol::Star]), wild(set)))
            }
            Glob::Pieces(pieces) => {
                if pieces.iter().any(
                    |piece| matches!(piece, Piece::Variable(variable) if lookup.variable(variable) == Resolved::Absent),
                ) {
                    return Truth::False;
                }
                let symbols = pieces.iter().flat_map(|piece| symbols(step(piece, lookup)));
                (run(pieces, set, lookup, true), overlaps(symbols, wild(set)))
            }
        };
        match (covers, overlap) {
            (Truth::True, _) => Truth::True,
            (_, false) => Truth::False,
            (_, true) => Truth::Unknown,
        }
    }

    /// Whether it equals the text but for case. Wildcards have no meaning here.
    pub(crate) fn equals_ignoring_case(&self, text: &str, lookup: &Lookup<'_>) -> Truth {
        let folded = text.chars().flat_map(char::to_lowercase);
        match self {
            Glob::Exact(exact) => exact.chars().flat_map(char::to_lowercase).eq(folded).into(),
            Glob::Pieces(pieces) => match resolution(pieces, lookup) {
                Some(false) => {
                    let texts = pieces.iter().filter_map(|piece| match step(piece, lookup) {
                        Step::Text(text) => Some(text),
                        Step::Star | Step::One => None,
                    });
                    texts.flat_map(str::chars).flat_map(char::to_lowercase).eq(folded).into()
                }
                Some(true) => Truth::Unknown,
                None => Truth::False,
            },
            Glob::Any | Glob::Prefix(_) => Truth::False,
        }
    }

    pub(crate) fn variables(&self) -> impl Iterator<Item = &Variable> {
        let pieces: &[Piece] = if let Glob::Pieces(pieces) = self { pieces } else { &[] };
        pieces.iter().filter_map(|piece| if let Piece::Variable(variable) = piece { Some(&**variable) } else { None })
    }
}

impl Piece {
    /// The piece without a request: a variable matches nothing that could be written.
    fn plain(&self) -> Step<'_> {
        match self {
            Piece::Text(text) => Step::Text(text),
            Piece::Star => Step::Star,
            Piece::One => Step::One,
            Piece::Variable(_) => Step::Text("${"),
        }
    }
}

fn pieces(text: &str, syntax: Syntax) -> Vec<Piece> {
    let is_special = |character: char| match character {
        '*' | '?' => syntax.wildcards,
        '$' => syntax.variables,
        _ => false,
    };
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (before, special) =
            rest.split_at_checked(rest.find(is_special).unwrap_or(rest.len())).unwrap_or((rest, ""));
        plain.push_str(before);
        let length = match special.chars().next() {
            Some(wildcard @ ('*' | '?')) => {
                push(&mut pieces, &mut plain, if wildcard == '*' { Piece::Star } else { Piece::One });
                1
            }
            Some(_) => match variable::read(special) {
                Some((variable::Read::Variable(variable), length)) => {
                    push(&mut pieces, &mut plain, Piece::Variable(Box::new(variable)));
                    length
                }
                Some((variable::Read::Character(escaped), length)) => {
                    plain.push(escaped);
                    length
                }
                None => {
                    plain.push('$');
                    1
                }
            },
            None => 0,
        };
        rest = special.get(length..).unwrap_or_default();
    }
    if !plain.is_empty() {
        pieces.push(Piece::Text(plain.into()));
    }
    pieces
}

/// Adds the plain text so far and a wildcard or variable; a star after a star says nothing.
fn push(pieces: &mut Vec<Piece>, plain: &mut String, piece: Piece) {
    if !plain.is_empty() {
        pieces.push(Piece::Text(std::mem::take(plain).into()));
    }
    let repeated = matches!((pieces.last(), &piece), (Some(Piece::Star), Piece::Star));
    if !repeated {
        pieces.push(piece);
    }
}

fn step<'s>(piece: &'s Piece, lookup: &Lookup<'s>) -> Step<'s> {
    match piece {
        Piece::Text(text) => Step::Text(text),
        Piece::Star => Step::Star,
        Piece::One => Step::One,
        Piece::Variable(variable) => match lookup.variable(variable) {
            Resolved::Known(text) => Step::Text(text),
            Resolved::Absent | Resolved::Unknown => Step::Star,
        },
    }
}

/// Whether some variable is unknown; `None` where one has no value, so that nothing can match.
fn resolution(pieces: &[Piece], lookup: &Lookup<'_>) -> Option<bool> {
    let mut unknown = false;
    for piece in pieces {
        if let Piece::Variable(variable) = piece {
            match lookup.variable(variable) {
                Resolved::Known(_) => {}
                Resolved::Unknown => unknown = true,
                Resolved::Absent => return None,
            }
        }
    }
    Some(unknown)
}

fn run(pieces: &[Piece], text: &str, lookup: &Lookup<'_>, set: bool) -> Truth {
    let Some(unknown) = resolution(pieces, lookup) else { return Truth::False };
    match walk(|index| pieces.get(index).map(|piece| step(piece, lookup)), text.as_bytes(), set) {
        true if unknown => Truth::Unknown,
        found => found.into(),
    }
}

/// Matches from left to right; on a mismatch the last star takes one byte more. Never goes back further than that.
fn walk<'s>(step_at: impl Fn(usize) -> Option<Step<'s>>, text: &[u8], set: bool) -> bool {
    let (mut index, mut place) = (0_usize, 0_usize);
    let mut last_star = None;
    loop {
        let rest = text.get(place..).unwrap_or_default();
        let taken = match step_at(index) {
            None if rest.is_empty() => return true,
            None => None,
            Some(Step::Star) => {
                last_star = Some((index.saturating_add(1), place));
                Some(0)
            }
            Some(Step::Text(piece)) => {
                (rest.starts_with(piece.as_bytes()) && !(set && is_wild(piece))).then_some(piece.len())
            }
            Some(Step::One) => character_width(rest, set),
        };
        if let Some(taken) = taken {
            index = index.saturating_add(1);
            place = place.saturating_add(taken);
            continue;
        }
        let Some((after, from)) = last_star else { return false };
        let Some(tail) = text.get(from.saturating_add(1)..) else { return false };
        let skipped = match step_at(after) {
            None => return true,
            Some(Step::Text(piece)) => match piece.as_bytes().first() {
                Some(first) => match memchr::memchr(*first, tail) {
                    Some(skipped) => skipped,
                    None => return false,
                },
                None => 0,
            },
            Some(Step::Star | Step::One) => 0,
        };
        place = from.saturating_add(1).saturating_add(skipped);
        index = after;
        last_star = Some((after, place));
    }
}

/// The bytes of the first character. In a set, a `?` is one character, a `*` may be any number and is none.
fn character_width(rest: &[u8], set: bool) -> Option<usize> {
    match rest.first()? {
        b'*' if set => None,
        0..=0x7f => Some(1),
        0x80..=0xbf => None,
        0xc0..=0xdf => Some(2),
        0xe0..=0xef => Some(3),
        0xf0..=0xff => Some(4),
    }
}

pub(crate) fn is_wild(text: &str) -> bool {
    text.contains(['*', '?'])
}

fn symbols(step: Step<'_>) -> impl DoubleEndedIterator<Item = Symbol> + Clone {
    let (wildcard, text) = match step {
        Step::Text(text) => (None, text),
        Step::Star => (Some(Symbol::Star), ""),
        Step::One => (Some(Symbol::One), ""),
    };
    wildcard.into_iter().chain(plain(text))
}

#[cfg(test)]
mod tests;
