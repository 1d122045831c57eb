//! What writing and reading a cache costs: `cargo bench -p armillary-store -- [accounts]`, 10,000 accounts unless told.

#[path = "../tests/organization/mod.rs"]
mod organization;

use std::{
    env, fmt, fs,
    io::{self, Write},
    path::Path,
    time::{Duration, Instant},
};

use armillary_model::{Kind, Unit};
use armillary_store::{CrawlEnd, CrawlStart, CrawlState, Reader, ResourceFilter, Scope, Writer};
use organization::{account, report, units};

/// What the map needs of an organization before anything is opened on it.
const ORGANIZATION: [Kind; 8] = [
    Kind::Organization,
    Kind::Root,
    Kind::OrganizationalUnit,
    Kind::Account,
    Kind::Policy,
    Kind::Portfolio,
    Kind::Product,
    Kind::PortfolioShare,
];

/// How many reports are written at once.
const BATCH: usize = 64;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let accounts = env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(10_000);
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("cache.sqlite");
    let units = units(accounts);
    say(format_args!("{accounts} accounts, {} units", units.len()))?;

    let first = write(&path, &units, accounts)?;
    let size = fs::metadata(&path)?.len();
    say(format_args!("file: {} MiB", size >> 20))?;
    write(&path, &units, accounts)?;
    let grown = fs::metadata(&path)?.len() - size;
    say(format_args!(
        "file after an unchanged crawl: +{} KiB ({:.3} %)",
        grown >> 10,
        100.0 * grown as f64 / size as f64
    ))?;

    let (opened, reader) = timed(|| Reader::open(&path))?;
    line("open", 1, opened)?;
    let (took, snapshot) = timed(|| reader.snapshot(2, &Scope { kinds: ORGANIZATION.to_vec(), ..Scope::default() }))?;
    line("snapshot, organization", snapshot.records.len(), took)?;
    let (took, trust) = timed(|| reader.trust_between_accounts(2))?;
    line("trust between accounts", trust.len(), took)?;
    let mut bytes = 0;
    let (took, ()) = timed(|| reader.search_entries(2, |entry| bytes += entry.arn.len() + entry.name.len()))?;
    line("search entries", first, took)?;
    let (took, counts) = timed(|| reader.counts_by_kind(2, None))?;
    line("counts by kind", counts.len(), took)?;
    let (took, counts) = timed(|| reader.counts_by_account(2))?;
    line("counts by account", counts.len(), took)?;
    let (took, coverage) = timed(|| reader.coverage(2))?;
    line("coverage", coverage.units().count(), took)?;
    let (took, detail) = timed(|| reader.resource(2, &organization::account_arn(5), 100))?;
    line("detail of an account", detail.map_or(0, |detail| detail.incoming.len()), took)?;
    let one = Scope { kinds: Kind::ALL.to_vec(), accounts: Some([account(7)].into()), ..Scope::default() };
    let (took, snapshot) = timed(|| reader.snapshot(2, &one))?;
    line("snapshot, one account", snapshot.records.len(), took)?;
    let all = ResourceFilter::default;
    let roles = ResourceFilter { kind: Some(Kind::Role), ..all() };
    count(&reader, "count, everything", &all())?;
    count(&reader, "count, roles", &roles)?;
    count(&reader, "count, by text", &ResourceFilter { text: Some("team-77-".to_owned()), ..all() })?;
    list(&reader, "100 roles, first", &ResourceFilter { limit: Some(100), ..roles.clone() })?;
    list(&reader, "100 roles, far down", &ResourceFilter { limit: Some(100), offset: accounts as u32 * 15, ..roles })?;
    list(&reader, "100 by text", &ResourceFilter { text: Some("team-77-".to_owned()), limit: Some(100), ..all() })?;
    list(&reader, "every resource", &all())
}

fn write(path: &Path, units: &[Unit], accounts: u64) -> Result<usize, Box<dyn std::error::Error>> {
    let mut writer = Writer::create_or_open(path)?;
    let mut crawl = writer.begin_crawl(&CrawlStart::default())?;
    let (took, ()) = timed(|| crawl.plan(units))?;
    line("plan", units.len(), took)?;
    let (mut took, mut resources) = (Duration::ZERO, 0);
    for batch in units.chunks(BATCH) {
        let reports: Vec<_> = batch.iter().map(|unit| report(unit, accounts)).collect();
        resources += reports.iter().map(|report| report.resources.len()).sum::<usize>();
        took += timed(|| crawl.record(&reports))?.0;
    }
    line("record", resources, took)?;
    crawl.finish(&CrawlEnd { finished_at: 1, state: CrawlState::Complete, note: String::new() })?;
    let (took, ()) = timed(|| {
        drop(writer);
        Ok::<_, io::Error>(())
    })?;
    line("close", 1, took)?;
    Ok(resources)
}

fn count(reader: &Reader, what: &str, filter: &ResourceFilter) -> Result<(), Box<dyn std::error::Error>> {
    let (took, counted) = timed(|| reader.count(2, filter))?;
    line(what, counted as usize, took)
}

fn list(reader: &Reader, what: &str, filter: &ResourceFilter) -> Result<(), Box<dyn std::error::Error>> {
    let mut listed = 0;
    let (took, ()) = timed(|| reader.resources(2, filter, |_| listed += 1))?;
    line(what, listed, took)
}

fn timed<T, E>(work: impl FnOnce() -> Result<T, E>) -> Result<(Duration, T), E> {
    let start = Instant::now();
    let value = work()?;
    Ok((start.elapsed(), value))
}

fn line(what: &str, count: usize, took: Duration) -> Result<(), Box<dyn std::error::Error>> {
    let each = took.as_nanos() / count.max(1) as u128;
    say(format_args!("{what:<24}{count:>9}{:>12.1} ms{each:>12} ns each", took.as_secs_f64() * 1000.0))
}

fn say(text: fmt::Arguments<'_>) -> Result<(), Box<dyn std::error::Error>> {
    Ok(writeln!(io::stdout(), "{text}")?)
}
