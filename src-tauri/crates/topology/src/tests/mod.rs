//! Checks over whole scenes and graphs, on organizations built in memory.

mod compare;
mod facts;
mod matrix;
mod numbers;
mod places;
mod scenes;
mod unknown;

use std::collections::BTreeMap;

use armillary_model::Snapshot;

use crate::{Interiors, Scene, SceneNode, SceneRequest, Topology, View};

const VIEWS: [View; 4] = [View::Organization, View::Network, View::Portfolios, View::Trust];

fn scene_of(snapshot: &Snapshot, view: View, open: &[&str]) -> Scene {
    let open = open.iter().map(|id| (*id).to_owned()).collect();
    Topology::build(&[snapshot]).scene(&SceneRequest { view, open, ..SceneRequest::default() }, &Interiors::new())
}

fn by_id(scene: &Scene) -> BTreeMap<&str, &SceneNode> {
    scene.nodes.iter().map(|node| (node.id.as_str(), node)).collect()
}
