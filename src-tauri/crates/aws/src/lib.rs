//! Sessions, profiles, assume-role, retries and error classes.
//!
//! A [`Session`] is opened once per crawl from a [`Connection`]; it knows who is calling and hands out an [`AccountAccess`] per
//! account, whose SDK clients all share one HTTP pool. Every failed call becomes a [`Failure`] with a [`FailureClass`].
//!
//! Deliberately not here: what is collected, and where it is kept.

mod access;
mod connection;
mod credentials;
mod error;
mod failure;
pub mod keychain;
mod limits;
mod meter;
mod profile;
mod secret;
mod session;
mod transport;

pub use access::AccountAccess;
pub use connection::{AccessKey, Connection, DEFAULT_ROLE};
pub use error::AwsError;
pub use failure::{Failure, FailureClass, classify};
pub use limits::{Quota, quota};
pub use meter::{Calls, Meter};
pub use profile::{ProfileSummary, profiles};
pub use secret::Secret;
pub use session::{Caller, Session};
