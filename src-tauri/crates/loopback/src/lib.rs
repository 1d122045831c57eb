//! An AWS organization on 127.0.0.1: one typed state, and the wire protocols that answer from it.
//!
//! Deliberately not here: anything about how Armillary reads, keeps or shows an organization.

mod authorize;
pub mod organization;
pub mod planted;
mod server;
mod services;
pub mod state;
mod wire;

pub use server::{Credentials, Faults, FaultsError, Quotas, Running, ServeError, ServeOptions, serve};
