//! Where something stands in a text, and where an inner text's positions stand in the outer one.

use std::fmt;

use crate::Position;

impl Position {
    /// The first character of a text.
    pub const START: Position = Position { line: 1, column: 1 };

    /// The position of a byte offset. An offset past the end stands for the end.
    pub fn of(text: &[u8], offset: usize) -> Position {
        let before = text.get(..offset).unwrap_or(text);
        let line_start = memchr::memrchr(b'\n', before).map_or(0, |newline| newline.saturating_add(1));
        Position {
            line: memchr::memchr_iter(b'\n', before).count().saturating_add(1),
            column: before.len().saturating_sub(line_start).saturating_add(1),
        }
    }

    /// Where a position of an inner text stands in the outer one, when the inner text begins at `self`.
    #[must_use]
    pub fn then(self, inner: Position) -> Position {
        let column =
            if inner.line <= 1 { self.column.saturating_add(inner.column).saturating_sub(1) } else { inner.column };
        Position { line: self.line.saturating_add(inner.line).saturating_sub(1), column }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one() {
        let text = "ab\ncdé\nf".as_bytes();
        assert_eq!(Position::of(text, 0), Position::START);
        assert_eq!(Position::of(text, 2), Position { line: 1, column: 3 });
        assert_eq!(Position::of(text, 7), Position { line: 2, column: 5 });
        assert_eq!(Position::of(text, 99), Position { line: 3, column: 2 });
    }

    #[test]
    fn an_inner_position_moves_with_its_text() {
        let start = Position { line: 4, column: 10 };
        assert_eq!(start.then(Position { line: 1, column: 3 }), Position { line: 4, column: 12 });
        assert_eq!(start.then(Position { line: 2, column: 3 }), Position { line: 5, column: 3 });
    }
}
