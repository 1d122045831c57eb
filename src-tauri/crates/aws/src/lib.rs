//! Sessions, profiles, assume-role, retries and error classes.
//!
//! A [`Session`] is opened once per crawl from a [`Connection`]; it knows who is calling and hands out an [`AccountAccess`] per
//! account, whose SDK clients all share one HTTP pool. Every failed call becomes a [`Failure`] with a [`FailureClass`].
//!
//! Deliberately not here: what is collected, and where it is kept.

mod access;
mod answer;
pub mod check;
mod connection;
mod credentials;
mod endpoints;
mod environment;
mod error;
mod failure;
mod ini;
pub mod keychain;
mod limits;
mod meter;
mod partition;
mod process;
mod profile;
mod providers;
mod retry;
mod secret;
mod session;
mod shared_config;
mod sign_in;
mod transport;
mod trust_store;

pub use access::AccountAccess;
pub use connection::{AccessKey, Connection, DEFAULT_ROLE};
pub use error::AwsError;
pub use failure::{Failure, FailureClass, classify};
pub use limits::{Answers, Quota, changing_quota, quota};
pub use meter::{Calls, Meter};
pub use profile::{ProfileSummary, profiles};
pub use secret::Secret;
pub use session::{Caller, Session};
pub use shared_config::ConfigError;
pub use sign_in::ProfileProblem;
pub use trust_store::BundleError;
