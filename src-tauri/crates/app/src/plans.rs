//! The organization as plans are made of it, and plans made of it.

use std::sync::Arc;

use armillary_model::{Record, Snapshot};
use armillary_plan::{Intent, KINDS, PRINCIPALS, Plan, PlanError, Settings, Stamp, plan};
use armillary_store::{ResourceFilter, Scope};
use armillary_wire::Failure;
use serde_json::Value;

use crate::{cache::CacheAt, dates::date_time, failure::of_store};

/// What plans are made of, as of a crawl. Of roles, users and groups, which are most of an organization, only who they are is kept.
pub fn plan_snapshot(at: &CacheAt) -> Result<Snapshot, Failure> {
    let (reader, crawl) = (at.reader()?, at.crawl().id);
    let scope = Scope { kinds: KINDS.to_vec(), ..Scope::default() };
    let mut snapshot = reader.snapshot(crawl, &scope).map_err(of_store)?;
    for kind in PRINCIPALS {
        let filter = ResourceFilter { kind: Some(*kind), ..ResourceFilter::default() };
        let bare = |record: Record| Record { document: Value::Null, relations: Vec::new(), ..record };
        reader.resources(crawl, &filter, |record| snapshot.records.push(bare(record))).map_err(of_store)?;
    }
    snapshot.records.sort_by(|one, other| one.kind.cmp(&other.kind).then_with(|| one.arn.cmp(&other.arn)));
    snapshot.coverage = Arc::clone(at.coverage()?);
    Ok(snapshot)
}

/// The plan that leads from a snapshot to what is asked for. `now` is in milliseconds since 1970. People can tell its id from others: it is when
/// it was made, and the beginning of what it says.
pub fn make_plan(intent: &Intent, snapshot: &Snapshot, settings: &Settings, now: i64) -> Result<Plan, PlanError> {
    let time = date_time(now);
    let stamp = Stamp {
        id: String::new(),
        created: format!("{}Z", time.replace(' ', "T")),
        created_by: format!("armillary {}", env!("CARGO_PKG_VERSION")),
    };
    let plan = plan(intent, snapshot, settings, stamp)?;
    let said: String = plan.digest.chars().skip_while(|letter| *letter != ':').skip(1).take(8).collect();
    let moment: String = time.chars().filter(char::is_ascii_digit).collect();
    Ok(Plan { id: format!("plan-{moment}-{said}"), ..plan })
}
