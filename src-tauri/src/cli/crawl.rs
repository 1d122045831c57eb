//! `armillary crawl`: reads an organization into the cache.

use std::path::PathBuf;

use armillary_app::{CrawlJob, CrawlSummary, crawl};
use armillary_aws::Connection;
use tokio_util::sync::CancellationToken;

use super::{
    CliError,
    args::{ConnectionArgs, CrawlArgs},
    interrupt,
    output::{Output, tell},
    progress::{ProgressLine, duration},
};
use crate::clock;

/// Crawls, and says what came of it.
pub fn run(args: CrawlArgs, cache: PathBuf, json: bool) -> Result<(), CliError> {
    let connection = connection(args.connection)?;
    let source = armillary_app::source_of(&connection);
    let job = CrawlJob { connection, source, cache, replace_other: false, resume: args.resume };
    let summary = super::block_on(carry_out(&job))?;
    let mut output = Output::new();
    if json {
        output.json(&summary)?;
    } else {
        output.line(words(&summary))?;
    }
    output.finish()?;
    for line in &summary.incomplete {
        tell(line);
    }
    match summary.cancelled {
        true => Err(CliError::Failed(
            "cancelled; what was read is kept, and `armillary crawl --resume` reads the rest".to_owned(),
        )),
        false => Ok(()),
    }
}

/// Crawls with progress on stderr; an interrupt cancels, and keeps what was read.
pub async fn carry_out(job: &CrawlJob) -> Result<CrawlSummary, CliError> {
    let cancel = CancellationToken::new();
    interrupt::watch(cancel.clone(), "cancelling: what was read is kept; interrupt again to end at once");
    let mut line = ProgressLine::new();
    let mut progress = armillary_app::no_progress();
    let ended = crawl(job, clock::now, &cancel, |change| {
        change(&mut progress);
        line.show(&progress);
    })
    .await;
    line.end();
    Ok(ended?)
}

/// What a crawl came to, in a sentence.
pub fn words(summary: &CrawlSummary) -> String {
    let seconds = duration(summary.milliseconds);
    let rate = summary.requests * 1_000 / summary.milliseconds.max(1);
    let coverage =
        summary.coverage.iter().map(|count| format!("{} {}", count.count, count.status)).collect::<Vec<_>>().join(", ");
    format!(
        "crawl {}: {} accounts, {} resources ({} new, {} changed, {} gone) in {seconds}, {} requests ({rate} a second); units: {coverage}",
        summary.crawl,
        summary.accounts,
        summary.resources,
        summary.added,
        summary.changed,
        summary.removed,
        summary.requests,
    )
}

/// The connection that the options describe, checked before anything is called.
fn connection(args: ConnectionArgs) -> Result<Connection, CliError> {
    let connection = Connection {
        profile: args.profile,
        key: args.key,
        endpoint_url: args.endpoint_url,
        regions: args.regions.into_iter().flat_map(|list| list.0).collect(),
        role_name: args.role_name,
        external_id: args.external_id,
        ou: args.ou,
        access_key: None,
    };
    connection.checked().map_err(|error| CliError::Usage(error.to_string()))
}
