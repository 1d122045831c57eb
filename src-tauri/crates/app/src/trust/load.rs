//! The trust graph of a crawl: the one that was kept in the cache, else built. Records are read on every processor side by side, compiled
//! and dropped; what was built is kept beside the crawl for whoever asks next, window or command line.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread::available_parallelism,
};

use armillary_model::{RecordText, Service};
use armillary_store::{Basis, Reader, StoreError, Writer};
use armillary_trust::{AccountState, Graph, Intake, Known, VERSION, WANTED};
use armillary_wire::Failure;

use crate::{cache::CacheAt, failure::of_store};

/// The services whose coverage decides what trust can speak of.
const SERVICES: [Service; 4] = [Service::Organizations, Service::Iam, Service::SageMaker, Service::IdentityCenter];

/// The name that the graph is kept under.
const NAME: &str = "trust";

/// More readers than this are not worth their memory.
const MOST_READERS: usize = 8;

/// The graph of the crawl that is shown.
pub fn load(cache: &CacheAt) -> Result<Graph, Failure> {
    let crawl = cache.crawl().id;
    let workers = available_parallelism().map_or(1, usize::from);
    let reader = cache.reader()?;
    // While it is being written, nothing is kept of it.
    let Some(basis) = reader.basis(crawl).map_err(of_store)? else { return build(cache, Known::Now, workers) };
    let owner = owner(cache, &basis);
    let unpack = |bytes: &[u8]| Graph::unpack(bytes, &owner, workers);
    let kept = reader.derived(crawl, NAME, VERSION, unpack).map_err(of_store)?;
    if let Some(graph) = kept.flatten() {
        return Ok(graph);
    }
    let graph = build(cache, Known::Now, workers)?;
    keep(cache, crawl, &basis, &graph);
    Ok(graph)
}

/// What a kept graph belongs to: bytes that were put into the file from elsewhere are not taken for it.
fn owner(cache: &CacheAt, basis: &Basis) -> String {
    let crawl = cache.crawl();
    let organization = crawl.identity.organization.as_deref().unwrap_or("no organization");
    format!("crawl {} of {organization}: {basis}", crawl.id)
}

/// The graph of what was last read, as if it were so still; `None` where all that was ever read was read again. It tells what was found
/// before and is not known now, or does not apply because an account was closed, and is not kept: it costs what building the graph does.
pub fn last_read(cache: &CacheAt) -> Result<Option<Graph>, Failure> {
    let coverage = cache.coverage()?;
    let mut units = coverage.units().filter(|unit| SERVICES.contains(&unit.service));
    let is_stale = units.any(|unit| !unit.reading.is_covered() && unit.reading.as_of.is_some());
    if !is_stale && !is_any_closed(cache)? {
        return Ok(None);
    }
    build(cache, Known::LastRead, available_parallelism().map_or(1, usize::from)).map(Some)
}

/// Whether an account is not in use any more of which something is known.
fn is_any_closed(cache: &CacheAt) -> Result<bool, Failure> {
    let coverage = cache.coverage()?;
    for account in coverage.accounts().filter(|account| coverage.as_of(*account).is_some()) {
        if cache.account_state(account)?.is_some_and(|state| state != AccountState::Active) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Builds the graph from the records of the crawl that is shown.
fn build(cache: &CacheAt, known: Known, workers: usize) -> Result<Graph, Failure> {
    let crawl = cache.crawl().id;
    let slices = cache.reader()?.slices().map_err(of_store)?;
    let next = AtomicUsize::new(0);
    // Readers of their own, whose memory goes with them.
    let readers: Vec<Reader> = (0..workers.clamp(1, MOST_READERS))
        .map(|_| Reader::open(cache.path()))
        .collect::<Result<_, _>>()
        .map_err(of_store)?;
    let (slices, next) = (&slices, &next);
    let source = |reader: Reader| {
        move |take: &mut dyn FnMut(&RecordText<'_>)| {
            while let Some(slice) = slices.get(next.fetch_add(1, Ordering::Relaxed)) {
                reader.each_text(crawl, WANTED, slice, &mut *take)?;
            }
            Ok::<(), StoreError>(())
        }
    };
    let mut intake = Intake::read(known, readers.into_iter().map(source)).map_err(of_store)?;
    for unit in cache.coverage()?.units().filter(|unit| SERVICES.contains(&unit.service)) {
        intake.cover(&unit.unit(), unit.reading.status, unit.reading.gaps, unit.reading.as_of);
    }
    Ok(Graph::build(intake.finish(), workers))
}

/// Keeps a graph beside its crawl. Where the file cannot be written it is built again the next time: nobody needs to know.
fn keep(cache: &CacheAt, crawl: i64, basis: &Basis, graph: &Graph) {
    let Some(bytes) = graph.pack(&owner(cache, basis)) else { return };
    if let Some(mut writer) = Writer::open_if_idle(cache.path()) {
        let _ = writer.put_derived(crawl, NAME, VERSION, basis, &bytes);
    }
}
