//! What the window and the command line do: handlers behind the queries and actions of the wire, over a narrow [`Host`].
//!
//! Deliberately not here: Tauri, the terminal, and where files live on this platform.

mod app;
mod cache;
mod coverage;
mod crawl;
mod demo;
mod failure;
mod host;
mod inspect;
mod kept;
mod map;
mod opened;
mod portfolios;
mod resources;
mod rows;
mod search;
mod settings;
mod task;
pub mod trust;
mod unread;

pub use app::{App, Folders};
pub use cache::CacheAt;
pub use coverage::coverage;
pub use crawl::{CrawlJob, CrawlSummary, SummaryScope, crawl, source_of};
pub use demo::{cache as demo_cache, start as start_demo};
pub use host::{FileQuestion, Host};
pub use opened::Opened;
pub use resources::unread_units;
pub use rows::crawl as crawl_row;
