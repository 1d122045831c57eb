//! Asks a crawl: `ask RECORDS COVERAGE paths FROM TO`, `… who-can ACTION RESOURCE`, `… what-can PRINCIPAL`, `… matrix`.
#![expect(clippy::print_stdout, reason = "an example talks to its reader")]

mod support;

use std::{error::Error, path::Path, time::Instant};

use armillary_trust::{End, Graph, Intake, Page, PathOptions, Paths, Told};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let [records, coverage, question @ ..] = words.as_slice() else {
        return Err("ask RECORDS COVERAGE QUESTION".into());
    };
    let started = Instant::now();
    let mut intake = Intake::new();
    support::records(Path::new(records))?.iter().for_each(|record| support::add(&mut intake, record));
    support::cover(&mut intake, Path::new(coverage))?;
    let graph = Graph::build(intake.finish(), 2);
    println!("built in {:?}: {} nodes, {} wide edges", started.elapsed(), graph.nodes(), graph.crossings().len());
    let started = Instant::now();
    match question {
        ["paths", from, to, rest @ ..] => {
            let options = PathOptions { near_misses: rest.contains(&"near"), ..PathOptions::default() };
            let (from, to) = (End::parse(&graph, from)?, End::parse(&graph, to)?);
            let paths = graph.paths(&from, &to, &options);
            println!("{:?}", started.elapsed());
            show(&paths);
        }
        ["who-can", action, resource] => {
            let answer = graph.who_can(action, resource, Told::default(), Page::first(50), 2);
            println!("{:?}", started.elapsed());
            println!("{}", serde_json::to_string_pretty(&answer)?);
        }
        ["what-can", principal] => {
            let id = graph.organization().find(principal).ok_or("no such principal")?;
            println!("{}", serde_json::to_string_pretty(&graph.what_can(graph.node_of(id), 3, 100, Page::first(50)))?);
        }
        ["matrix"] => println!("{}", serde_json::to_string_pretty(&graph.stage_matrix())?),
        ["explain", from, to] => {
            let (from, to) = (End::parse(&graph, from)?, End::parse(&graph, to)?);
            for edge in
                from.nodes.iter().flat_map(|id| graph.edges_from(*id)).filter(|edge| to.nodes.contains(&edge.to))
            {
                println!("{}", serde_json::to_string_pretty(&graph.explain(edge))?);
            }
        }
        _ => return Err("paths, who-can, what-can, explain or matrix".into()),
    }
    Ok(())
}

fn show(paths: &Paths) {
    println!("{} → {}: {:?} {:?} {:?}", paths.from, paths.to, paths.answer, paths.reasons, paths.counts);
    for path in &paths.paths {
        println!("- {:?}, {} alike", path.standing, path.alike);
        for hop in &path.hops {
            println!("    {:?} {:?} {} {:?} {:?}", hop.kind, hop.standing, hop.reason, hop.conditions, hop.notes);
        }
    }
    for miss in &paths.near_misses {
        println!("~ {}", miss.reason);
    }
    println!("unread: {:?}", paths.unread);
}
