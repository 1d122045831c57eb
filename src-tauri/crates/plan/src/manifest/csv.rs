//! Many teams in one table: a line with the names of the columns, then a line for each team (RFC 4180).

use std::collections::BTreeMap;

use super::ManifestError;
use crate::intent::{Vend, stage, strange_placeholder};

/// The columns; the first three have to be there.
const COLUMNS: [&str; 8] = ["name", "stages", "email", "owner", "connectivity", "blueprint", "portfolios", "tags"];

/// A cell with where it begins.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Cell {
    text: String,
    line: usize,
    column: usize,
}

impl Cell {
    fn error(&self, message: impl Into<String>) -> ManifestError {
        ManifestError { line: self.line, column: self.column, message: message.into() }
    }

    /// Its parts, between semicolons.
    fn parts(&self) -> impl Iterator<Item = &str> {
        self.text.split(';').map(str::trim).filter(|part| !part.is_empty())
    }
}

/// What a table asks for. Several values of a cell stand between semicolons; tags are `key=value`.
pub fn teams_from_csv(text: &str) -> Result<Vec<Vend>, ManifestError> {
    let mut rows = rows(text)?.into_iter().peekable();
    let nothing = |message: String| ManifestError { line: 1, column: 1, message };
    let columns = || format!("the table is empty: its first line names the columns ({})", COLUMNS.join(", "));
    let head = rows.next().ok_or_else(|| nothing(columns()))?;
    for cell in &head {
        if !COLUMNS.contains(&cell.text.as_str()) {
            return Err(cell.error(format!("`{}` is no column; the columns are {}", cell.text, COLUMNS.join(", "))));
        }
    }
    let required = COLUMNS.iter().take(3).find(|name| !head.iter().any(|cell| cell.text == **name));
    if let (Some(name), Some(first)) = (required, head.first()) {
        return Err(first.error(format!("there is no column `{name}`")));
    }
    if rows.peek().is_none() {
        return Err(nothing(
            "the table has a line with the names of the columns, and none with a team below it".to_owned(),
        ));
    }
    rows.map(|row| team(&head, row)).collect()
}

fn team(head: &[Cell], row: Vec<Cell>) -> Result<Vend, ManifestError> {
    if let Some(extra) = row.get(head.len()) {
        return Err(extra.error(format!("there are more cells than the {} columns", head.len())));
    }
    let mut team = Vend::default();
    let place = row.first().cloned();
    for (column, cell) in head.iter().zip(row) {
        let text = cell.text.trim().to_owned();
        let given = Some(text.clone()).filter(|text| !text.is_empty());
        match column.text.as_str() {
            "name" => team.team = text,
            "stages" => team.stages = stages(&cell)?,
            "email" => team.email = text,
            "owner" => team.owner = given,
            "connectivity" => match given.as_deref() {
                None | Some("corporate" | "isolated") => team.connectivity = given,
                Some(_) => return Err(cell.error("connectivity is `corporate` or `isolated`")),
            },
            "blueprint" => team.blueprint = given,
            "portfolios" => team.portfolios = cell.parts().map(str::to_owned).collect(),
            _ => team.tags = tags(&cell)?,
        }
    }
    match place {
        Some(place) if team.team.is_empty() || team.stages.is_empty() || !team.email.contains('@') => {
            Err(place.error("a team has a name, stages and a template of e-mail addresses"))
        }
        Some(place) if let Some(strange) = strange_placeholder(&team.email) => Err(place.error(strange)),
        Some(place) if team.stages.len() > 1 && !team.email.contains("{stage}") => {
            Err(place.error("every account has an address of its own: put `{stage}` into the template"))
        }
        _ => Ok(team),
    }
}

fn stages(cell: &Cell) -> Result<Vec<String>, ManifestError> {
    let own = |text: &str| {
        let known = stage(text).map(|stage| stage.as_str().to_owned());
        known.ok_or_else(|| cell.error(format!("`{text}` is no stage: dev, preprod, prod and sandbox are")))
    };
    // Stages have no punctuation of their own: also as `--stages` takes them.
    let parts = cell.text.split([';', ',', '|', ' ']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(own).collect()
}

fn tags(cell: &Cell) -> Result<BTreeMap<String, String>, ManifestError> {
    let pair = |part: &str| {
        let (key, value) = part.split_once('=').ok_or_else(|| cell.error(format!("`{part}` is no `key=value`")))?;
        Ok((key.trim().to_owned(), value.trim().to_owned()))
    };
    cell.parts().map(pair).collect()
}

/// The rows, without empty ones.
fn rows(text: &str) -> Result<Vec<Vec<Cell>>, ManifestError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader { line: 1, column: 1, ..Reader::default() };
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if reader.quoted && letters.peek() == Some(&'"') => {
                letters.next();
                reader.column = reader.column.saturating_add(1);
                reader.push('"');
            }
            '"' if reader.quoted || reader.cell().text.is_empty() => reader.quoted = !reader.quoted,
            ',' if !reader.quoted => reader.end_cell(),
            '\r' if !reader.quoted => {}
            '\n' if !reader.quoted => reader.end_row(),
            other => reader.push(other),
        }
        reader.advance(letter);
    }
    if reader.quoted {
        return Err(reader.cell().clone().error("this cell begins with a quotation mark, and none ends it"));
    }
    reader.end_row();
    Ok(reader.rows)
}

/// Where a table is being read.
#[derive(Debug, Default)]
struct Reader {
    line: usize,
    column: usize,
    quoted: bool,
    cell: Option<Cell>,
    row: Vec<Cell>,
    rows: Vec<Vec<Cell>>,
}

impl Reader {
    fn cell(&mut self) -> &mut Cell {
        let (line, column) = (self.line, self.column);
        self.cell.get_or_insert_with(|| Cell { text: String::new(), line, column })
    }

    fn push(&mut self, letter: char) {
        self.cell().text.push(letter);
    }

    fn end_cell(&mut self) {
        self.cell();
        self.row.extend(self.cell.take());
    }

    fn end_row(&mut self) {
        self.end_cell();
        let row = std::mem::take(&mut self.row);
        if row.iter().any(|cell| !cell.text.trim().is_empty()) {
            self.rows.push(row);
        }
    }

    fn advance(&mut self, letter: char) {
        self.column = self.column.saturating_add(1);
        if letter == '\n' {
            (self.line, self.column) = (self.line.saturating_add(1), 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_team() {
        let teams = teams_from_csv(
            "name,stages,email,portfolios,tags\r\n\
             fraud,dev;prod,aws+{team}-{stage}@example.com,\"Model building; Model, \"\"deployment\"\"\",cost-centre=4711\r\n\
             \r\n\
             churn,sandbox,churn@example.com,,\r\n",
        )
        .expect("a table");
        assert_eq!(teams.len(), 2);
        assert_eq!(teams[0].stages, ["dev", "prod"]);
        assert_eq!(teams[0].portfolios, ["Model building", "Model, \"deployment\""]);
        assert_eq!(teams[0].tags.get("cost-centre").map(String::as_str), Some("4711"));
        assert_eq!((teams[1].team.as_str(), teams[1].portfolios.len()), ("churn", 0));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let place = |text: &str| teams_from_csv(text).map_err(|error| (error.line, error.column));
        assert_eq!(place(""), Err((1, 1)));
        assert_eq!(place("name,stages\nfraud,dev"), Err((1, 1)));
        assert_eq!(place("name,stages,email\n"), Err((1, 1)));
        assert_eq!(place("name,stages,email\nfraud,dev,{tema}@b.c\n"), Err((2, 1)));
        assert_eq!(place("name,stages,email,colour\n"), Err((1, 19)));
        assert_eq!(place("name,stages,email\nfraud,moon,a@b.c\n"), Err((2, 7)));
        assert_eq!(place("name,stages,email\nfraud,dev;prod,a@b.c\n"), Err((2, 1)));
        assert_eq!(place("name,stages,email\nfraud,dev,a@b.c,more\n"), Err((2, 17)));
        assert_eq!(place("name,stages,email\nfraud,dev,\"a@b.c\n"), Err((2, 11)));
        assert_eq!(place("name,stages,email,tags\nfraud,dev,a@b.c,x\n"), Err((2, 17)));
    }
}
