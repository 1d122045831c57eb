//! Progress on stderr: one line that is rewritten on a terminal, a line now and then elsewhere.

use std::{
    io::{self, IsTerminal, Write},
    time::{Duration, Instant},
};

use armillary_wire::CrawlProgress;

use super::output::counted;

/// How often a line is written where stderr is not a terminal.
const PERIOD: Duration = Duration::from_secs(5);

/// Shows the progress of a crawl.
pub struct ProgressLine {
    terminal: bool,
    written: Option<Instant>,
}

impl ProgressLine {
    /// Nothing is shown yet.
    pub fn new() -> Self {
        Self { terminal: io::stderr().is_terminal(), written: None }
    }

    /// Shows how far the crawl is, if it is time to.
    pub fn show(&mut self, progress: &CrawlProgress) {
        let mut stderr = io::stderr().lock();
        if self.terminal {
            let _ = write!(stderr, "\r\x1b[2K{}", line(progress));
            let _ = stderr.flush();
        } else if self.written.is_none_or(|written| written.elapsed() >= PERIOD) {
            self.written = Some(Instant::now());
            let _ = writeln!(stderr, "{}", line(progress));
        }
    }

    /// Leaves the line, so that what follows starts on its own.
    pub fn end(self) {
        if self.terminal {
            let _ = write!(io::stderr(), "\r\x1b[2K");
        }
    }
}

fn line(progress: &CrawlProgress) -> String {
    let mut text = if progress.planned == 0 {
        progress.step.clone()
    } else {
        format!("{}/{} units", progress.done, progress.planned)
    };
    let (resources, requests) =
        (counted(progress.resources, "resource", "resources"), counted(progress.requests, "request", "requests"));
    text.push_str(&format!(", {resources}, {requests}"));
    if progress.incomplete > 0 {
        text.push_str(&format!(", {} not read completely", progress.incomplete));
    }
    if let Some(remaining) = progress.remaining {
        text.push_str(&format!(", about {} left", duration(remaining)));
    }
    text
}

/// Milliseconds in words: `850 ms`, `12 s`, `3 min 5 s`.
pub fn duration(milliseconds: u64) -> String {
    match milliseconds {
        0..1_000 => format!("{milliseconds} ms"),
        1_000..10_000 => format!("{:.1} s", milliseconds as f64 / 1_000.0),
        10_000..60_000 => format!("{} s", milliseconds / 1_000),
        _ => format!("{} min {} s", milliseconds / 60_000, milliseconds / 1_000 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well() {
        let shown: Vec<String> = [850, 1_250, 12_400, 185_000].into_iter().map(duration).collect();
        assert_eq!(shown, ["850 ms", "1.2 s", "12 s", "3 min 5 s"]);
    }
}
