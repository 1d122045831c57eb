//! The files of `data/`: one row a line, its cells between tabs; lines that begin with `#` are about the file.

/// A data file, as it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Table(pub(crate) &'static str);

impl Table {
    /// Its rows.
    pub(crate) fn rows(self) -> impl Iterator<Item = &'static str> {
        self.0.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
    }

    /// Its rows as cells, where a row has as many.
    pub(crate) fn cells<const N: usize>(self) -> impl Iterator<Item = [&'static str; N]> {
        self.rows().filter_map(cells)
    }

    /// What a line at its head says: `# source: …`.
    pub(crate) fn head(self, name: &str) -> Option<&'static str> {
        let mut lines = self.0.lines().map_while(|line| line.strip_prefix("# "));
        lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

fn cells<const N: usize>(row: &'static str) -> Option<[&'static str; N]> {
    row.split('\t').collect::<Vec<_>>().try_into().ok()
}

/// A cell that lists words; a bare `-` lists none.
pub(crate) fn words(cell: &'static str, between: char) -> impl Iterator<Item = &'static str> {
    cell.split(between).filter(|word| !word.is_empty() && *word != "-")
}
