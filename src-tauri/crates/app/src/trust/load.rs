//! Building the trust graph of a crawl: records are streamed from the cache, compiled on the other processors, and dropped.

use std::thread::available_parallelism;

use armillary_model::Service;
use armillary_trust::{Graph, Intake, KINDS};
use armillary_wire::Failure;

use crate::{cache::CacheAt, failure::of_store};

/// The services whose coverage decides what trust can speak of.
const SERVICES: [Service; 3] = [Service::Organizations, Service::Iam, Service::SageMaker];

/// Builds the graph of a cache at one of its crawls.
pub fn load(cache: &CacheAt) -> Result<Graph, Failure> {
    let (reader, crawl) = (cache.reader()?, cache.crawl().id);
    let processors = available_parallelism().map_or(1, usize::from);
    let mut intake = Intake::read(processors - 1, |take| reader.each_record(crawl, KINDS, take)).map_err(of_store)?;
    for unit in cache.coverage()?.units().filter(|unit| SERVICES.contains(&unit.service)) {
        intake.cover(&unit.unit(), unit.reading.status, unit.reading.gaps);
    }
    Ok(Graph::build(intake.finish(), processors))
}
