//! What trust costs on a cache: reading and building the graph, and the usual questions, each asked twice. The cache keeps what is worked
//! out, so that a copy of it that was never asked has to be given to see what that costs.
//! `ARMILLARY_CACHE=cache.sqlite cargo bench --package armillary-app --bench trust`; without a cache nothing is measured.
#![expect(clippy::print_stdout, reason = "a benchmark talks to its reader")]

use std::{error::Error, path::Path, time::Instant};

use armillary_app::{
    Opened,
    trust::{self, Page, PathsQuestion},
};

const PAGE: Page = Page { offset: 0, limit: 100 };

fn question(from: &str, to: &str, near_misses: bool) -> PathsQuestion {
    let (from, to, page) = (from.to_owned(), to.to_owned(), PAGE);
    PathsQuestion { from, to, page, pattern: None, near_misses }
}

fn main() -> Result<(), Box<dyn Error>> {
    let Some(cache) = std::env::var_os("ARMILLARY_CACHE") else {
        println!("name a cache with ARMILLARY_CACHE");
        return Ok(());
    };
    let opened = Opened::open(Path::new(&cache), false, None)?;
    let fail = |failure: armillary_wire::Failure| failure.message;
    timed("graph: kept, or read, built and kept", || opened.trust().map(|_| ()).map_err(fail))?;
    let second = Opened::open(Path::new(&cache), false, None)?;
    timed("graph: kept, where the file can be written", || second.trust().map(|_| ()).map_err(fail))?;
    drop(second);
    let (at, graph) = (opened.crawled().map_err(fail)?, opened.trust().map_err(fail)?);
    let organization = graph.organization();
    let (accounts, principals) = (organization.accounts().len(), organization.principals().len());
    println!("{accounts} accounts, {principals} principals, {} crossing edges", graph.crossings().len());
    let role = organization.roles().find(|(_, role)| role.name() == "SageMakerModelExecutionRole");
    let role = role.map(|(_, role)| role.arn.to_string()).ok_or("no SageMakerModelExecutionRole to ask about")?;
    let bucket = "arn:aws:s3:::models";
    for round in ["first", "again"] {
        println!("{round}:");
        let paths = |from: &str, to: &str, near| {
            timed(&format!("paths {from} to {to}{}", if near { ", near misses" } else { "" }), || {
                trust::paths(graph, &question(from, to, near)).map(|_| ()).map_err(fail)
            })
        };
        paths("stage:dev", "stage:prod", false)?;
        paths("stage:dev", "stage:prod", true)?;
        paths("stage:sandbox", "stage:prod", false)?;
        paths("stage:dev", &role, false)?;
        let who = |action: &str, resource: &str| {
            timed(&format!("who can {action} on {resource}"), || {
                trust::who_can((at, graph), action, resource, None, PAGE).map(|_| ()).map_err(fail)
            })
        };
        who("sts:AssumeRole", &role)?;
        who("iam:PassRole", &role)?;
        who("s3:GetObject", bucket)?;
        timed("what can the role", || trust::what_can(graph, &role, PAGE).map(|_| ()).map_err(fail))?;
        timed("stage matrix", || {
            trust::matrix(graph);
            Ok::<_, String>(())
        })?;
    }
    for round in ["findings: kept, or found and kept", "findings: kept, where the file can be written"] {
        let opened = Opened::open(Path::new(&cache), false, None)?;
        timed(round, || opened.trust_findings().map(|found| println!("{} findings", found.len())).map_err(fail))?;
    }
    Ok(())
}

fn timed<E>(what: &str, work: impl FnOnce() -> Result<(), E>) -> Result<(), E> {
    let started = Instant::now();
    work()?;
    println!("{:>9.1} ms  {what}", started.elapsed().as_secs_f64() * 1e3);
    Ok(())
}
