//! Crawls with the credentials of the environment and prints what it found, one unit per line: for trying a collector out.
//!
//! `cargo run -p armillary-collect --example crawl -- [--documents] [endpoint URL] [Regions, comma-separated] [concurrency]`

#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use std::{collections::BTreeMap, error::Error};

use armillary_aws::{Connection, Session};
use armillary_collect::{CrawlScope, Event, crawl};
use armillary_model::Status;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let documents = arguments.iter().any(|argument| argument == "--documents");
    arguments.retain(|argument| argument != "--documents");
    let regions = arguments.get(1).map(|names| names.split(',').map(str::to_owned).collect()).unwrap_or_default();
    let endpoint_url = arguments.first().cloned();
    let connection = Connection { endpoint_url, regions, ..Connection::default() };
    let session = Session::open(&connection).await?;
    let (sink, mut events) = mpsc::channel(64);
    let mut scope = CrawlScope::from(&connection);
    if let Some(concurrency) = arguments.get(2) {
        scope.concurrency = concurrency.parse()?;
    }
    let task = tokio::spawn(async move { crawl(&session, scope, sink, CancellationToken::new()).await });
    let mut kinds: BTreeMap<_, usize> = BTreeMap::new();
    while let Some(event) = events.recv().await {
        let Event::Finished { report, .. } = event else { continue };
        report.resources.iter().for_each(|found| *kinds.entry(found.kind).or_default() += 1);
        if documents {
            for found in &report.resources {
                println!("{}", serde_json::to_string(found)?);
            }
        } else if report.status != Status::Complete {
            let unit = &report.unit;
            println!("{} {} {}: {}", unit.account, unit.region, unit.service, report.status.as_str());
            report.gaps.iter().for_each(|gap| println!("    {} {}: {}", gap.operation, gap.code, gap.message));
        }
    }
    let outcome = task.await??;
    if !documents {
        kinds.iter().for_each(|(kind, count)| println!("{count:7} {kind}"));
        let pace = f64::from(outcome.requests) / outcome.elapsed.as_secs_f64();
        println!(
            "{:?}, {} requests, {} attempts, {pace:.0} a second, {:?}",
            outcome.units, outcome.requests, outcome.attempts, outcome.elapsed
        );
    }
    Ok(())
}
