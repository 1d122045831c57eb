//! The organization as a typed graph, its four views, their level of detail and their hub-and-spoke layout.
//!
//! Deliberately not here: pixels, fonts, colours, and where a snapshot came from.

mod scene;

pub use scene::{
    Badge, BadgeKind, Bounds, EdgeState, FolderClass, Guide, NodeState, Scene, SceneEdge, SceneFilter, SceneNode,
    SceneRequest, SceneTotals, Shape, View,
};
