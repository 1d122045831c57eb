//! `armillary crawl`: reads an organization into the cache.

use std::path::PathBuf;

use armillary_app::{CrawlJob, CrawlSummary, Crawled, SummaryScope, crawl};
use armillary_aws::Connection;
use armillary_wire::CrawlProgress;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::{
    CliError,
    args::{ConnectionArgs, CrawlArgs},
    interrupt,
    output::{Output, counted, tell},
    progress::{ProgressLine, duration},
    read,
};
use crate::clock;

/// Crawls, and says what came of it.
pub fn run(args: CrawlArgs, cache: PathBuf, json: bool) -> Result<(), CliError> {
    let connection = connection(args.connection)?;
    let job = CrawlJob {
        connection,
        demo: None,
        accounts: args.accounts,
        services: args.services,
        account_tags: args.account_tags,
        cache,
        replace_other: false,
        resume: args.resume,
    };
    let mut output = Output::new();
    let summary = match super::block_on(carry_out(&job))? {
        Crawled::Read(summary) => *summary,
        Crawled::NothingLeft(crawl) if json => {
            output.json(&json!({ "crawl": crawl, "nothing_left": true }))?;
            return output.finish();
        }
        Crawled::NothingLeft(crawl) => {
            output.line(format_args!(
                "nothing is left to read of crawl {crawl}; without `--resume` everything is read again"
            ))?;
            return output.finish();
        }
    };
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
pub async fn carry_out(job: &CrawlJob) -> Result<Crawled, CliError> {
    let cancel = CancellationToken::new();
    interrupt::watch(cancel.clone(), "cancelling: what was read is kept; interrupt again to end at once");
    let mut line = ProgressLine::new();
    let mut progress = CrawlProgress::default();
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
    let coverage = read::statuses(&summary.coverage, summary.not_reached);
    let scope = scope(&summary.scope).map(|scope| format!(" ({scope})")).unwrap_or_default();
    let best = match (summary.efficiency, summary.floor_milliseconds, &summary.floor_set_by) {
        (Some(efficiency), Some(floor), Some(set_by)) => {
            let percent = (efficiency * 100.0).round();
            format!(", {percent} % of the best possible: {}, set by {set_by}", duration(floor))
        }
        _ => String::new(),
    };
    format!(
        "crawl {}{scope}: {}, {} ({} new, {} changed, {} gone) in {seconds}, {} ({rate} a second{best}); units: {coverage}",
        summary.crawl,
        counted(summary.accounts, "account", "accounts"),
        counted(summary.resources, "resource", "resources"),
        summary.added,
        summary.changed,
        summary.removed,
        counted(summary.requests, "request", "requests"),
    )
}

/// What was asked for, in words; `None` where it was everything.
fn scope(scope: &SummaryScope) -> Option<String> {
    let mut parts = Vec::new();
    parts.extend(scope.ou.as_ref().map(|ou| format!("below {ou}")));
    if !scope.accounts.is_empty() {
        let named: Vec<String> = scope.accounts.iter().map(ToString::to_string).collect();
        parts.push(format!("only {}", named.join(", ")));
    }
    if !scope.services.is_empty() {
        let named: Vec<&str> = scope.services.iter().map(|service| service.as_str()).collect();
        parts.push(format!("only {}", named.join(", ")));
    }
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// The connection that the options describe, checked before anything is called.
pub fn connection(args: ConnectionArgs) -> Result<Connection, CliError> {
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
