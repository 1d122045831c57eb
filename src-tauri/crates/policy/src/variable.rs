//! Policy variables: `${aws:username}`, `${aws:PrincipalTag/team, 'none'}`, and the escapes `${*}`, `${?}`, `${$}`.

use crate::context::Key;

/// A policy variable.
#[derive(Clone, Debug)]
pub(crate) struct Variable {
    pub(crate) key: Key,
    pub(crate) default: Option<Box<str>>,
    /// As it stands in the document.
    pub(crate) written: Box<str>,
}

pub(crate) enum Read {
    Variable(Variable),
    /// An escaped character.
    Character(char),
}

/// Reads the variable at the start of the text, and tells its length in bytes. `None` where none stands there.
pub(crate) fn read(text: &str) -> Option<(Read, usize)> {
    let inside = text.strip_prefix("${")?;
    let end = closing_brace(inside)?;
    let content = inside.get(..end)?;
    let length = end.saturating_add("${}".len());
    let read = match content {
        "*" => Read::Character('*'),
        "?" => Read::Character('?'),
        "$" => Read::Character('$'),
        _ => {
            let (key, default) = match content.split_once(',') {
                Some((key, default)) => (key.trim(), Some(default.trim().strip_prefix('\'')?.strip_suffix('\'')?)),
                None => (content.trim(), None),
            };
            if key.is_empty() {
                return None;
            }
            Read::Variable(Variable {
                key: Key::new(key),
                default: default.map(Into::into),
                written: text.get(..length)?.into(),
            })
        }
    };
    Some((read, length))
}

/// Where the variable ends; a brace inside a quoted default does not end it.
fn closing_brace(inside: &str) -> Option<usize> {
    let mut quoted = false;
    for (place, character) in inside.char_indices() {
        match character {
            '\'' => quoted = !quoted,
            '}' if !quoted => return Some(place),
            _ => {}
        }
    }
    None
}
