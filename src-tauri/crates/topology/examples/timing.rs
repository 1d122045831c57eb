//! Prints what building and drawing cost per account: `cargo run --release -p armillary-topology --features fixture --example timing`.

#![expect(clippy::print_stdout, reason = "it prints")]

use std::time::{Duration, Instant};

use armillary_model::{Kind, Snapshot};
use armillary_topology::{Interiors, SceneRequest, Topology, View, fixture};

const ORGANIZATION: [Kind; 9] = [
    Kind::Organization,
    Kind::Root,
    Kind::OrganizationalUnit,
    Kind::Account,
    Kind::Policy,
    Kind::Portfolio,
    Kind::Product,
    Kind::PortfolioShare,
    Kind::AcceptedPortfolioShare,
];

fn main() {
    for accounts in [64, 1_000, 10_000] {
        let full = fixture::reference(accounts);
        let mut organization = full.clone();
        organization.records.retain(|record| ORGANIZATION.contains(&record.kind));
        println!("{accounts} accounts");
        let topology = built("organization", accounts, &organization);
        for view in [View::Organization, View::Portfolios, View::Trust] {
            drawn(&topology, view, accounts);
        }
        let topology = built("with network", accounts, &full);
        drawn(&topology, View::Network, accounts);
    }
}

fn built(what: &str, accounts: usize, snapshot: &Snapshot) -> Topology {
    let (time, topology) = least(|| Topology::build(&[snapshot]));
    let records = snapshot.records.len();
    println!("  build {what}: {records} records in {time:.1?}, {:.2?} per account", time / accounts as u32);
    topology
}

fn drawn(topology: &Topology, view: View, accounts: usize) {
    let request = SceneRequest { view, ..SceneRequest::default() };
    let (time, scene) = least(|| topology.scene(&request, &Interiors::new()));
    let (nodes, edges, each) = (scene.nodes.len(), scene.edges.len(), time / accounts as u32);
    println!("  scene {view:?}: {nodes} nodes, {edges} edges in {time:.1?}, {each:.2?} per account");
}

/// The least of five times.
fn least<T>(work: impl Fn() -> T) -> (Duration, T) {
    let mut best: Option<(Duration, T)> = None;
    for _ in 0..5 {
        let start = Instant::now();
        let result = work();
        let time = start.elapsed();
        if best.as_ref().is_none_or(|(least, _)| time < *least) {
            best = Some((time, result));
        }
    }
    best.expect("it ran five times")
}
