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

/// Whether a name is what a pattern stands for, in any case: `*` stands for anything, `?` for one letter.
pub(crate) fn fits(pattern: &str, name: &str) -> bool {
    let (mut pattern, mut name) = (pattern.as_bytes(), name.as_bytes());
    // What follows the last `*`, and what of the name is left for it.
    let mut back: Option<(&[u8], &[u8])> = None;
    loop {
        match (pattern.split_first(), name.split_first()) {
            (Some((b'*', rest)), _) => {
                back = Some((rest, name));
                pattern = rest;
            }
            (None, None) => return true,
            (Some((one, rest)), Some((other, left))) if *one == b'?' || one.eq_ignore_ascii_case(other) => {
                (pattern, name) = (rest, left);
            }
            _ => {
                let Some((rest, from)) = back else { return false };
                let Some((_, left)) = from.split_first() else { return false };
                back = Some((rest, left));
                (pattern, name) = (rest, left);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn names_fit_patterns_in_any_case() {
        for (pattern, name) in [
            ("*", ""),
            ("Get*", "getobject"),
            ("*Policy", "PutBucketPolicy"),
            ("Put*Pol?cy", "PutBucketPolicy"),
            ("a", "A"),
        ] {
            assert!(fits(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [("Get*", "PutObject"), ("Get", "GetObject"), ("?", ""), ("*a*b", "ba"), ("", "a")] {
            assert!(!fits(pattern, name), "{pattern} {name}");
        }
    }
}
