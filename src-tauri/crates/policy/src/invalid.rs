//! What is wrong with a document that is not an IAM policy, and where.

use std::fmt;

/// The document is not a policy: what is wrong, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InvalidPolicy {
    /// What is wrong and what to write instead.
    pub problem: String,
    /// The place as a JSON pointer, such as `/Statement/2/Effect`; empty for the document itself.
    pub path: String,
    /// The place in the text, where the document was given as text.
    pub position: Option<Position>,
}

/// A place in a text, counted from 1. Columns count bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl fmt::Display for InvalidPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem)?;
        if !self.path.is_empty() {
            write!(f, " at `{}`", self.path)?;
        }
        match self.position {
            Some(Position { line, column }) => write!(f, " (line {line}, column {column})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for InvalidPolicy {}
