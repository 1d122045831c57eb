//! The organization as a typed graph, its four views, their level of detail and their hub-and-spoke layout.
//!
//! Deliberately not here: pixels, fonts, colours, and where a snapshot came from.

mod export;
#[cfg(any(test, feature = "fixture"))]
pub mod fixture;
mod graph;
mod layout;
mod network;
mod reach;
mod scene;
#[cfg(test)]
mod tests;
mod topology;
mod tree;
mod trust;
mod view;

pub use armillary_classify::FolderClass;
pub use export::{Graph, GraphEdge, GraphNode};
pub use reach::{PortfolioReach, Reach, ShareReach};
pub use scene::{
    Badge, BadgeKind, Bounds, EdgeState, Guide, NodeState, Scene, SceneEdge, SceneFilter, SceneNode, SceneRequest,
    SceneTotals, Shape, View,
};
pub use topology::Topology;
pub use view::Interiors;
