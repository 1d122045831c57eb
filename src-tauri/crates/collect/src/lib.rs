//! Collectors: one per AWS service, each a fetch and a pure transform, and the scheduler that runs them.
//!
//! [`crawl()`] lists the organization, plans a [unit](armillary_model::Unit) per account, Region and collector, reads the units side by
//! side, and sends each [`UnitReport`](armillary_model::UnitReport) to its caller as soon as it is read. What cannot be read is
//! reported with its reason, never left out.
//!
//! Deliberately not here: where reports are kept, and what is concluded from them.

mod collector;
mod crawl;
mod document;
mod door;
mod error;
mod event;
mod floor;
mod health;
mod place;
mod plan;
mod progress;
mod regions;
mod schedule;
mod scope;
mod services;
mod shape;
mod tally;
mod views;
mod visit;
mod width;

pub use collector::{Collector, Reach, Where, Whose, collectors};
pub use crawl::crawl;
pub use error::CrawlError;
pub use event::{CrawlOutcome, Event};
pub use floor::Floor;
pub use progress::Progress;
pub use regions::ALWAYS;
pub use scope::CrawlScope;
