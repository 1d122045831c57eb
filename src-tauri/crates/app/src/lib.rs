//! What the window and the command line do: handlers behind the queries and actions of the wire, over a narrow [`Host`].
//!
//! Deliberately not here: Tauri, the terminal, and where files live on this platform.

mod app;
mod apply;
mod cache;
mod causes;
mod coverage;
mod crawl;
pub mod dates;
mod demo;
mod effects;
mod failure;
mod host;
mod inspect;
mod journal;
mod kept;
mod map;
mod opened;
mod permits;
mod plan_files;
mod planner;
mod plans;
mod policy_words;
mod portfolios;
mod private;
mod resources;
mod roles;
mod rows;
mod search;
mod settings;
mod source;
mod standing;
mod task;
pub mod trust;
mod unread;
mod workbench;

pub use app::{App, Folders};
pub use apply::{AppliedPlan, ApplyJob};
pub use armillary_execute::Event as ApplyEvent;
pub use armillary_roles::{Deployed, Format as TemplateFormat};
pub use cache::CacheAt;
pub use coverage::{coverage, knows_account};
pub use crawl::{CrawlJob, CrawlSummary, Crawled, SummaryScope, crawl};
pub use demo::{Demo, cache as demo_cache};
pub use host::{FileQuestion, Host};
pub use journal::{entries as journal_entries, exchanged as journal_row};
pub use opened::Opened;
pub use permits::Permits;
pub use planner::make_plan;
pub use plans::plan_snapshot;
pub use portfolios::{matrix as portfolio_matrix, portfolios};
pub use resources::unread_units;
pub use roles::{acting_role, crawl_role, plan_kinds};
pub use rows::crawls as crawl_rows;
pub use settings::Settings;
pub use workbench::edited as edited_policy;
