//! The organization as a typed graph, its four views, their level of detail and their hub-and-spoke layout.
//!
//! Deliberately not here: pixels, fonts, colours, and where a snapshot came from.

// This crate does not panic on data.
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

mod compare;
mod edge;
mod export;
#[cfg(any(test, feature = "fixture"))]
#[cfg_attr(
    not(test),
    expect(clippy::arithmetic_side_effects, clippy::indexing_slicing, reason = "tests build these: no data come here")
)]
pub mod fixture;
mod governance;
mod graph;
mod layout;
mod links;
mod matrix;
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
pub use compare::{SceneChange, SceneComparison, SceneDifference};
pub use edge::EdgeState;
pub use export::{Graph, GraphEdge, GraphNode};
pub use matrix::{
    CellAccess, CellCounts, CellMark, CellState, Matrix, MatrixCell, MatrixColumn, MatrixRequest, MatrixRow, RowKind,
    ShareAction, ShareOutcome,
};
pub use reach::{PortfolioContents, PortfolioReach, Reach, ShareReach};
pub use scene::{
    Badge, BadgeKind, Bounds, Former, Guide, NodeState, Scene, SceneEdge, SceneFilter, SceneNode, SceneRequest,
    SceneTotals, Shape, View,
};
pub use topology::{Growth, Topology};
pub use view::{Interior, Interiors};
