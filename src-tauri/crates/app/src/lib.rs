//! What the window and the command line do: handlers behind the queries and actions of the wire, over a narrow [`Host`].
//!
//! Deliberately not here: Tauri, the terminal, and where files live on this platform.

mod app;
mod apply;
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
mod plans;
mod portfolios;
mod resources;
mod roles;
mod rows;
mod search;
mod settings;
mod source;
mod task;
pub mod trust;
mod unread;

pub use app::{App, Folders};
pub use apply::{AppliedPlan, ApplyJob};
pub use armillary_execute::Event as ApplyEvent;
pub use armillary_roles::{Deployed, Format as TemplateFormat};
pub use cache::CacheAt;
pub use coverage::{coverage, knows_account};
pub use crawl::{CrawlJob, CrawlSummary, Crawled, SummaryScope, crawl};
pub use demo::{Demo, cache as demo_cache};
pub use host::{FileQuestion, Host};
pub use opened::Opened;
pub use plans::plan_snapshot;
pub use resources::unread_units;
pub use roles::{acting_role, crawl_role, plan_kinds};
pub use rows::crawls as crawl_rows;
