//! Commands that read the cache and call nobody: `crawls`, `coverage`, `resources`.

use std::{
    mem::ManuallyDrop,
    path::{Path, PathBuf},
};

use armillary_app::{CacheAt, Opened, crawl_rows};
use armillary_model::{AccountId, Record, Status, UnreadPart};
use armillary_store::ResourceFilter;
use armillary_wire::{
    CoverageAge, CoverageRow, CrawlRow, CrawlState, Failure, GapRow, IdleAccount, KnownUnits, StatusCount,
};
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
            let coverage = statuses(&row.coverage, row.not_reached);
            let known = row.known.as_ref().map(known).unwrap_or_default();
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

/// How far a crawl came; of one that was cut off, in percent too, and how many units it tried in vain.
fn state(row: &CrawlRow) -> String {
    let state = match row.state {
        CrawlState::Partial => format!("{} ({} %)", row.state, row.percent),
        state => state.to_string(),
    };
    match row.unread {
        0 => state,
        1 => format!("{state}, 1 unit not read"),
        unread => format!("{state}, {unread} units not read"),
    }
}

/// Accounts that are not in use are named up to this number.
const IDLE: usize = 20;

/// `armillary coverage`
pub fn coverage(args: CoverageArgs, cache: PathBuf, json: bool) -> Result<(), CliError> {
    let account = account(args.account.as_deref())?;
    let opened = open(&cache, args.at.crawl)?;
    let at = opened.crawled()?;
    refuse_unknown(at, account)?;
    let answer = armillary_app::coverage(at, account)?;
    let mut output = Output::new();
    if json {
        output.json(&answer)?;
        return output.finish();
    }
    output.line(format_args!("units: {}", statuses(&answer.totals, answer.not_reached)))?;
    if let [_, _, ..] = answer.ages.as_slice() {
        let age = |age: &CoverageAge| {
            let at = age.at.map_or_else(String::new, |at| format!(" ({})", date_time(at)));
            format!("{} as of crawl {}{at}", age.units, age.crawl)
        };
        output.line(format_args!("known: {}", answer.ages.iter().map(age).collect::<Vec<_>>().join(", ")))?;
    }
    for idle in answer.idle.iter().take(IDLE) {
        output.line(no_longer_read(idle))?;
    }
    if let more @ 1.. = answer.idle.len().saturating_sub(IDLE) {
        output.line(format_args!("so it is with {more} more accounts; `--json` names them"))?;
    }
    if answer.rows.is_empty() {
        output.line(match answer.idle.as_slice() {
            [] => "everything was read completely",
            _ if account.is_some() => "all of it was read completely, when it last was",
            _ => "everything else was read completely",
        })?;
        return output.finish();
    }
    let causes = answer.causes.iter().map(|cause| {
        let services: Vec<String> = cause.services.iter().map(ToString::to_string).collect();
        let status = if cause.not_reached { NOT_REACHED } else { cause.status.as_str() };
        let gap =
            GapRow { operation: cause.operation.clone(), code: cause.code.clone(), message: cause.message.clone() };
        vec![cause.units.to_string(), cause.accounts.to_string(), status.to_owned(), services.join(", "), reason(&gap)]
    });
    output.table(&["units", "accounts", "status", "services", "why"], &causes.collect::<Vec<_>>())?;
    output.line("")?;
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
            if row.not_reached { NOT_REACHED } else { row.status.as_str() }.to_owned(),
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

/// What units are called that a crawl did not come to.
const NOT_REACHED: &str = "not reached";

/// That nothing is read of an account any more: `account `old-dev` (…) is SUSPENDED: …`.
pub fn no_longer_read(idle: &IdleAccount) -> String {
    let IdleAccount { account, name, state, as_of } = idle;
    let age = match as_of {
        Some(crawl) => format!("what is known of it is as of crawl {crawl}"),
        None => "nothing of it was ever read".to_owned(),
    };
    format!("account `{name}` ({account}) is {state}: AWS lets nobody in, and it is not read; {age}")
}

/// Says that an account is not known: a list without anything of it would say that there is nothing.
fn refuse_unknown(at: &CacheAt, account: Option<AccountId>) -> Result<(), CliError> {
    let Some(account) = account else { return Ok(()) };
    match armillary_app::knows_account(at, account)? {
        true => Ok(()),
        false => Err(CliError::Failed(format!(
            "account `{account}` is not in the cache as of crawl {}; `armillary resources --kind AWS::Organizations::Account` lists \
             the accounts",
            at.crawl().id
        ))),
    }
}

fn reason(gap: &GapRow) -> String {
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
    refuse_unknown(at, filter.account)?;
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

/// Units by status. Those that a crawl did not come to were not skipped on purpose, and have a word of their own.
pub fn statuses(counts: &[StatusCount], not_reached: u32) -> String {
    let of = |count: &StatusCount| match count.status {
        Status::Skipped => count.count.saturating_sub(not_reached),
        _ => count.count,
    };
    let counted = counts.iter().map(|count| (of(count), count.status.as_str())).chain([(not_reached, NOT_REACHED)]);
    let words: Vec<String> =
        counted.filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
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
