//! `armillary portfolios`: the list, and the matrix of OUs and accounts by portfolios.

use std::path::Path;

use armillary_app::Opened;
use armillary_model::Kind;
use armillary_topology::{
    CellAccess, CellMark, CellState, Matrix, MatrixCell, MatrixColumn, MatrixRequest, MatrixRow, RowKind, View,
};
use armillary_wire::PortfolioRow;

use super::{
    CliError,
    args::{MatrixState, PortfoliosArgs},
    output::{Layout, Output, tell},
    read, trust,
};

/// Runs the command.
pub fn run(args: &PortfoliosArgs, cache: &Path, json: bool) -> Result<(), CliError> {
    let (json, layout) = trust::form(args.form, json)?;
    let opened = read::open(cache, args.at.crawl)?;
    let mut output = Output::new();
    if args.matrix {
        let matrix = matrix(&opened, args)?;
        match (json, layout) {
            (true, _) => output.json(&matrix)?,
            (false, Some(layout)) => sheet(&matrix, layout, &mut output)?,
            (false, None) => table(&matrix, &mut output)?,
        }
        matrix.notes.iter().for_each(|note| tell(format_args!("note: {note}")));
        let shown = matrix.rows.len();
        if shown < matrix.total as usize {
            tell(format_args!("{shown} rows of {}; `--offset` and `--limit` give others", matrix.total));
        }
    } else {
        let topology = opened.map()?.with(View::Portfolios)?;
        list(&armillary_app::portfolios(opened.crawled()?, &topology)?, json, layout, &mut output)?;
    }
    output.finish()?;
    read::tell_unread(&opened, None, None)
}

fn matrix(opened: &Opened, args: &PortfoliosArgs) -> Result<Matrix, CliError> {
    let topology = opened.map()?.with(View::Portfolios)?;
    let mut request = MatrixRequest {
        ous: args.ous.clone(),
        portfolios: args.portfolios.clone(),
        offset: args.offset,
        limit: args.limit,
        ..MatrixRequest::default()
    };
    for state in &args.states {
        match state {
            MatrixState::Usable => request.states.push(CellState::Usable),
            MatrixState::Unusable => request.states.push(CellState::Unusable),
            MatrixState::NotImported => request.states.push(CellState::NotImported),
            MatrixState::Unknown => request.states.push(CellState::Unknown),
            MatrixState::Missing => request.states.push(CellState::Missing),
            MatrixState::NotShared => request.states.push(CellState::NotShared),
            MatrixState::Excessive => request.marks.push(CellMark::Excessive),
            MatrixState::InProgress => request.marks.push(CellMark::InProgress),
            MatrixState::Failed => request.marks.push(CellMark::Failed),
        }
    }
    if args.accounts {
        let ous = [Kind::Root, Kind::OrganizationalUnit];
        let mut each = |record: armillary_model::Record| {
            request.open.insert(record.arn);
        };
        for kind in ous {
            let filter = armillary_store::ResourceFilter { kind: Some(kind), ..Default::default() };
            let at = opened.crawled()?;
            let read = at.reader()?.resources(at.crawl().id, &filter, &mut each);
            read.map_err(|error| CliError::Failed(error.to_string()))?;
        }
        request.open.insert("outside".to_owned());
    }
    Ok(armillary_app::portfolio_matrix(opened.crawled()?, &topology, &request)?)
}

fn list(rows: &[PortfolioRow], json: bool, layout: Option<Layout>, output: &mut Output) -> Result<(), CliError> {
    let headers =
        ["portfolio", "id", "owner", "region", "products", "shared with", "reaches", "usable", "unusable", "unknown"];
    let number = |known: Option<u32>| known.map_or_else(|| "not read".to_owned(), |number| number.to_string());
    let cells = |row: &PortfolioRow| {
        let names: Vec<&str> = row.shares.iter().map(|share| share.name.as_str()).collect();
        let unusable = row.reached.saturating_sub(row.usable).saturating_sub(row.unknown);
        let least = if row.shares_known { "" } else { "at least " };
        vec![
            row.name.clone(),
            row.id.clone(),
            row.account_name.clone(),
            row.region.clone(),
            number(row.products),
            names.join(", "),
            format!("{least}{}", row.reached),
            row.usable.to_string(),
            unusable.to_string(),
            row.unknown.to_string(),
        ]
    };
    let cells: Vec<_> = rows.iter().map(cells).collect();
    match (json, layout) {
        (true, _) => output.json(&rows),
        (false, Some(layout)) => output.sheet(layout, &headers, &cells),
        (false, None) => output.table(&headers, &cells),
    }
}

/// OUs and accounts down, portfolios across.
fn table(matrix: &Matrix, output: &mut Output) -> Result<(), CliError> {
    let heads: Vec<String> = matrix.columns.iter().map(|column| format!("{} {}", column.name, column.region)).collect();
    let headers: Vec<&str> =
        ["ou or account", "accounts"].into_iter().chain(heads.iter().map(String::as_str)).collect();
    let row = |row: &MatrixRow| {
        let name = format!("{}{}", "  ".repeat(row.depth as usize), row.name);
        let cells = row.cells.iter().map(|cell| short(row, cell));
        [name, row.accounts.to_string()].into_iter().chain(cells).collect()
    };
    let rows: Vec<Vec<String>> = matrix.rows.iter().map(row).collect();
    output.table(&headers, &rows)
}

/// A cell in a few words: of an account its state, of an OU how many of its accounts can use it, with what is not known beside.
fn short(row: &MatrixRow, cell: &MatrixCell) -> String {
    let marks: String = cell.marks.iter().map(|mark| format!(", {}", mark_word(*mark))).collect();
    let access = cell.access.map_or_else(String::new, |access| format!("{}, ", access.as_str()));
    if matches!(row.kind, RowKind::Account | RowKind::Outsider) || cell.state == CellState::Empty {
        return format!("{access}{}{marks}", cell.state.as_str());
    }
    let counts = cell.counts;
    let others = row.accounts.saturating_sub(counts.own);
    let told = [CellState::Unusable, CellState::NotImported, CellState::Unknown, CellState::Missing];
    let rest: String = told
        .into_iter()
        .filter(|state| counts.of(*state) > 0)
        .map(|state| format!(", {} {}", counts.of(state), state.as_str()))
        .collect();
    format!("{access}{} of {others} usable{rest}{marks}", counts.usable)
}

fn mark_word(mark: CellMark) -> &'static str {
    match mark {
        CellMark::Excessive => "excessive",
        CellMark::InProgress => "in-progress",
        CellMark::Failed => "failed",
    }
}

/// A row for each cell.
fn sheet(matrix: &Matrix, layout: Layout, output: &mut Output) -> Result<(), CliError> {
    let headers = [
        "portfolio",
        "portfolio id",
        "region",
        "owner",
        "kind",
        "id",
        "name",
        "path",
        "accounts",
        "state",
        "access",
        "marks",
        "usable",
        "unusable",
        "not imported",
        "unknown",
        "missing",
        "not shared",
        "why",
    ];
    let cells = |row: &MatrixRow, column: &MatrixColumn, cell: &MatrixCell| {
        let kind = match row.kind {
            RowKind::Organization => "organization",
            RowKind::Ou => "ou",
            RowKind::Account => "account",
            RowKind::Outside | RowKind::Outsider => "outside",
        };
        let marks: Vec<&str> = cell.marks.iter().map(|mark| mark_word(*mark)).collect();
        let counts = cell.counts;
        let mut cells = vec![
            column.name.clone(),
            column.id.clone(),
            column.region.clone(),
            column.owner.clone(),
            kind.to_owned(),
            row.short.clone(),
            row.name.clone(),
            row.path.join(" / "),
            row.accounts.to_string(),
            cell.state.as_str().to_owned(),
            cell.access.map_or("", CellAccess::as_str).to_owned(),
            marks.join(" "),
        ];
        let numbers =
            [counts.usable, counts.unusable, counts.not_imported, counts.unknown, counts.missing, counts.not_shared];
        cells.extend(numbers.map(|number| number.to_string()));
        cells.push(cell.why.join("; "));
        cells
    };
    let rows: Vec<_> = matrix
        .rows
        .iter()
        .flat_map(|row| matrix.columns.iter().zip(&row.cells).map(move |(column, cell)| cells(row, column, cell)))
        .collect();
    output.sheet(layout, &headers, &rows)
}
