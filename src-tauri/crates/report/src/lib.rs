//! Graphs and maps as bytes: JSON and GraphML for other programs, SVG and PNG for people.
//!
//! Deliberately not here: files, and what the map shows; a [`armillary_topology::Scene`] comes with its positions.

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

mod graphml;
mod json;
mod palette;
mod png;
mod svg;

pub use graphml::graphml;
pub use json::graph_json;
pub use palette::{Paint, Theme, class_paint};
pub use png::{PngError, png};
pub use svg::svg;
