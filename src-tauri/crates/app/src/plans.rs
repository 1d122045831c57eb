//! The organization as plans are made of it.

use std::sync::Arc;

use armillary_model::{Record, Snapshot};
use armillary_plan::{KINDS, PRINCIPALS};
use armillary_store::{ResourceFilter, Scope};
use armillary_wire::Failure;
use serde_json::Value;

use crate::{cache::CacheAt, failure::of_store};

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
