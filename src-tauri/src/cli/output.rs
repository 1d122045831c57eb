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

    /// Makes sure that everything is written.
    pub fn finish(mut self) -> Result<(), CliError> {
        Ok(self.0.flush()?)
    }
}

/// Writes a message to stderr; there is nothing to do when that fails.
pub fn tell(message: impl std::fmt::Display) {
    let _ = writeln!(io::stderr(), "{message}");
}
