//! Results on stdout: tables for people, JSON for programs. A reader that closes the pipe early ends the program quietly.

use std::io::{self, BufWriter, Write};

use serde::Serialize;

use super::CliError;

/// Buffered stdout whose errors are command-line errors.
pub struct Output(BufWriter<io::Stdout>);

impl Output {
    /// Locks nothing; flushes on [`Output::finish`].
    pub fn new() -> Self {
        Self(BufWriter::new(io::stdout()))
    }

    /// Writes a line.
    pub fn line(&mut self, text: impl std::fmt::Display) -> Result<(), CliError> {
        Ok(writeln!(self.0, "{text}")?)
    }

    /// Writes bytes as they are.
    pub fn bytes(&mut self, bytes: &[u8]) -> Result<(), CliError> {
        Ok(self.0.write_all(bytes)?)
    }

    /// Writes a value as one line of JSON.
    pub fn json_line(&mut self, value: &impl Serialize) -> Result<(), CliError> {
        serde_json::to_writer(&mut self.0, value).map_err(io::Error::from)?;
        Ok(self.0.write_all(b"\n")?)
    }

    /// Writes a value as indented JSON.
    pub fn json(&mut self, value: &impl Serialize) -> Result<(), CliError> {
        serde_json::to_writer_pretty(&mut self.0, value).map_err(io::Error::from)?;
        Ok(self.0.write_all(b"\n")?)
    }

    /// Writes rows as columns that line up; the last column is not padded.
    pub fn table(&mut self, headers: &[&str], rows: &[Vec<String>]) -> Result<(), CliError> {
        let mut widths: Vec<usize> = headers.iter().map(|header| header.chars().count()).collect();
        for row in rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        let headers: Vec<String> = headers.iter().map(|header| header.to_uppercase()).collect();
        for row in std::iter::once(&headers).chain(rows) {
            let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
            let line = cells.collect::<Vec<_>>().join("  ");
            self.line(line.trim_end())?;
        }
        Ok(())
    }

    /// Writes rows as a table that other programs read.
    pub fn sheet(&mut self, layout: Layout, headers: &[&str], rows: &[Vec<String>]) -> Result<(), CliError> {
        let headers: Vec<String> = headers.iter().map(|header| (*header).to_owned()).collect();
        self.line(layout.row(&headers))?;
        if layout == Layout::Markdown {
            self.line(layout.row(&vec!["---".to_owned(); headers.len()]))?;
        }
        rows.iter().try_for_each(|row| self.line(layout.row(row)))
    }

    /// Hands on what was written so far.
    pub fn flush(&mut self) -> Result<(), CliError> {
        Ok(self.0.flush()?)
    }

    /// Makes sure that everything is written.
    pub fn finish(mut self) -> Result<(), CliError> {
        Ok(self.0.flush()?)
    }
}

/// How a table for other programs is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Layout {
    /// RFC 4180, with the names of the columns first.
    Csv,
    /// GitHub's tables.
    Markdown,
}

impl Layout {
    fn row(self, cells: &[String]) -> String {
        match self {
            Self::Csv => cells.iter().map(|cell| csv(cell)).collect::<Vec<_>>().join(","),
            Self::Markdown => {
                let cells =
                    cells.iter().map(|cell| cell.replace('\\', r"\\").replace('|', r"\|").replace(['\r', '\n'], " "));
                format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
            }
        }
    }
}

fn csv(cell: &str) -> String {
    match cell.contains(['"', ',', '\r', '\n']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.to_owned(),
    }
}

/// So many of something, in the words for one and for several.
pub fn counted(number: impl TryInto<u64> + std::fmt::Display, one: &str, several: &str) -> String {
    let text = number.to_string();
    let words = if number.try_into().is_ok_and(|number: u64| number == 1) { one } else { several };
    format!("{text} {words}")
}

/// Writes a message to stderr; there is nothing to do when that fails.
pub fn tell(message: impl std::fmt::Display) {
    let _ = writeln!(io::stderr(), "{message}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_cannot_break_a_table() {
        let cells = ["plain", "a, \"b\"", "x|y\\", "two\nlines"].map(str::to_owned);
        assert_eq!(Layout::Csv.row(&cells), "plain,\"a, \"\"b\"\"\",x|y\\,\"two\nlines\"");
        assert_eq!(Layout::Markdown.row(&cells), r#"| plain | a, "b" | x\|y\\ | two lines |"#);
    }
}
