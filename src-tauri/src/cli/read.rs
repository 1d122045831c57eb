//! Commands that read the cache and call nobody: `crawls`, `coverage`, `resources`.

use std::{
    mem::ManuallyDrop,
    path::{Path, PathBuf},
};

use armillary_app::{Opened, crawl_rows};
use armillary_model::{AccountId, Record, UnreadPart};
use armillary_store::ResourceFilter;
use armillary_wire::{CoverageAge, CoverageRow, CrawlRow, CrawlState, Failure, KnownUnits, StatusCount};
use serde_json::json;

use super::{
    CliError,
    args::{CoverageArgs, ResourcesArgs},
    output::{Output, tell},
    time::{date, date_time},
};

impl From<Failure> for CliError {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure.message)
    }
}

/// Opens the cache at a crawl, or at its newest; that it is missing or holds no crawl says how to make one. The program ends soon: what was worked
/// out is not taken apart first, which takes a quarter of a second at 10,000 accounts.
pub fn open(cache: &Path, crawl: Option<i64>) -> Result<ManuallyDrop<Opened>, CliError> {
    Opened::open(cache, false, crawl).map(ManuallyDrop::new).map_err(|error| match error {
        armillary_store::StoreError::Missing(path) => CliError::Failed(format!(
            "there is no cache at `{}` yet; make one with `armillary crawl`, see a demo with `armillary demo`, or name another \
             one with `--cache FILE`",
            path.display()
        )),
        error => CliError::Failed(error.to_string()),
    })
}

/// `armillary crawls`
pub fn crawls(cache: PathBuf, json: bool) -> Result<(), CliError> {
    let opened = open(&cache, None)?;
    let reader = opened.cache().reader().map_err(failed)?;
    let mut rows: Vec<CrawlRow> = crawl_rows(&reader)?;
    rows.reverse();
    let mut output = Output::new();
    if json {
        output.json(&rows)?;
    } else {
        let cells = |row: &CrawlRow| {
            let organization = row.organization.clone().unwrap_or_else(|| "unknown".to_owned());
            let (coverage, known) = (statuses(&row.coverage), row.known.as_ref().map(known).unwrap_or_default());
            let note = row.note.clone().unwrap_or_default();
            let (id, requests) = (row.id.to_string(), row.requests.to_string());
            let started = date_time(row.started);
            vec![id, started, state(row), organization, row.source.clone(), requests, coverage, known, note]
        };
        let rows: Vec<_> = rows.iter().map(cells).collect();
        output.table(
            &["crawl", "started (utc)", "state", "organization", "source", "requests", "units", "known", "note"],
            &rows,
        )?;
    }
    output.finish()
}

/// How old what was known was as of a crawl: `130 of this crawl, 12 older (oldest: crawl 2, 2026-11-20), 3 never read`.
fn known(units: &KnownUnits) -> String {
    let mut words = vec![format!("{} of this crawl", units.current)];
    if let Some(oldest) = &units.oldest {
        let day = oldest.at.map(|at| format!(", {}", date(at))).unwrap_or_default();
        words.push(format!("{} older (oldest: crawl {}{day})", units.earlier, oldest.crawl));
    }
    if units.never > 0 {
        words.push(format!("{} never read", units.never));
    }
    words.join(", ")
}

/// How far a crawl came; of one that was cut off, in percent too.
fn state(row: &CrawlRow) -> String {
    match row.state {
        CrawlState::Partial => format!("{} ({} %)", row.state, row.percent),
        state => state.to_string(),
    }
}

/// `armillary coverage`
pub fn coverage(args: CoverageArgs, cache: PathBuf, json: bool) -> Result<(), CliError> {
    let account = account(args.account.as_deref())?;
    let answer = armillary_app::coverage(open(&cache, args.at.crawl)?.crawled()?, account)?;
    let mut output = Output::new();
    if json {
        output.json(&answer)?;
        return output.finish();
    }
    output.line(format_args!("units: {}", statuses(&answer.totals)))?;
    if let [_, _, ..] = answer.ages.as_slice() {
        let age = |age: &CoverageAge| {
            let at = age.at.map_or_else(String::new, |at| format!(" ({})", date_time(at)));
            format!("{} as of crawl {}{at}", age.units, age.crawl)
        };
        output.line(format_args!("known: {}", answer.ages.iter().map(age).collect::<Vec<_>>().join(", ")))?;
    }
    if answer.rows.is_empty() {
        output.line("everything was read completely")?;
        return output.finish();
    }
    let cells = |row: &CoverageRow| {
        let reasons: Vec<String> = row.gaps.iter().map(reason).collect();
        let at = row.last_complete_at.map_or_else(String::new, |at| format!(", {}", date_time(at)));
        let last = row.last_complete.map_or_else(|| "never".to_owned(), |crawl| format!("crawl {crawl}{at}"));
        let (account, name) = (row.account.clone(), row.account_name.clone());
        vec![
            account,
            name,
            row.region.clone(),
            row.service.to_string(),
            row.status.as_str().to_owned(),
            last,
            reasons.join("; "),
        ]
    };
    let rows: Vec<_> = answer.rows.iter().map(cells).collect();
    output.table(&["account", "name", "region", "service", "status", "last complete", "why"], &rows)?;
    if answer.total as usize > rows.len() {
        output.line(format_args!("… and {} more; `--account` narrows the list", answer.total as usize - rows.len()))?;
    }
    output.finish()
}

fn reason(gap: &armillary_wire::GapRow) -> String {
    let parts = [&gap.operation, &gap.code, &gap.message];
    parts.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(": ")
}

/// `armillary resources`
pub fn resources(args: ResourcesArgs, cache: PathBuf, json: bool) -> Result<(), CliError> {
    let filter = ResourceFilter {
        kind: args.kind.as_deref().map(str::parse).transpose().map_err(usage)?,
        account: account(args.account.as_deref())?,
        region: args.region,
        ..ResourceFilter::default()
    };
    let opened = open(&cache, args.at.crawl)?;
    let at = opened.crawled()?;
    let (reader, crawl) = (at.reader()?, at.crawl().id);
    let mut output = Output::new();
    if json {
        let mut written = Ok(());
        let each = |record: Record| {
            if written.is_ok() {
                written = output.json_line(&object(&record));
            }
        };
        reader.resources(crawl, &filter, each).map_err(failed)?;
        written?;
    } else {
        let mut rows = Vec::new();
        let each = |record: Record| rows.push(cells(record));
        reader.resources(crawl, &filter, each).map_err(failed)?;
        output.table(&["kind", "account", "region", "name", "arn"], &rows)?;
    }
    output.finish()?;
    tell_unread(&opened, filter.account, filter.region.as_deref())
}

/// Says how much is not known where something was listed: of everything, an account or a Region.
pub fn tell_unread(opened: &Opened, account: Option<AccountId>, region: Option<&str>) -> Result<(), CliError> {
    let unread = armillary_app::unread_units(opened.crawled()?, account, region)?;
    if unread > 0 {
        tell(format_args!("{unread} units are not known, so there may be more; `armillary coverage` says why"));
    }
    Ok(())
}

fn object(record: &Record) -> serde_json::Value {
    json!({
        "arn": record.arn,
        "kind": record.kind,
        "account": record.account,
        "region": record.region,
        "name": record.name,
        "stale": record.stale,
        "asOf": record.as_of,
        "unread": record.unread.iter().map(part).collect::<Vec<_>>(),
        "document": record.document,
    })
}

/// A part that was not read, and the crawl that what is shown of it is as of.
fn part(part: &UnreadPart) -> serde_json::Value {
    json!({ "part": part.part, "asOf": part.as_of, "gap": part.gap })
}

fn cells(record: Record) -> Vec<String> {
    let name = match record.stale {
        true => format!("{} (last known, crawl {})", record.name, record.as_of),
        false => record.name,
    };
    let parts: Vec<String> = record.unread.iter().map(age).collect();
    let name = if parts.is_empty() { name } else { format!("{name} ({})", parts.join(", ")) };
    vec![record.kind.to_string(), record.account.to_string(), record.region, name, record.arn]
}

/// What of a resource is older than the rest, or not known.
fn age(part: &UnreadPart) -> String {
    match part.as_of {
        Some(crawl) => format!("{} as of crawl {crawl}", part.part),
        None => format!("not read: {}", part.part),
    }
}

fn statuses(counts: &[StatusCount]) -> String {
    let words: Vec<String> = counts.iter().map(|count| format!("{} {}", count.count, count.status.as_str())).collect();
    if words.is_empty() { "none".to_owned() } else { words.join(", ") }
}

/// An account's id as it was written; that it is none says so.
pub fn account(text: Option<&str>) -> Result<Option<AccountId>, CliError> {
    text.map(str::parse).transpose().map_err(usage)
}

fn usage(error: impl ToString) -> CliError {
    CliError::Usage(error.to_string())
}

fn failed(error: impl ToString) -> CliError {
    CliError::Failed(error.to_string())
}
