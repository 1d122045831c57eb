//! What the limits of AWS and of this computer allow.
//!
//! Nothing is slowed down ahead of time. An operation that AWS throttles in one account and Region is given a `Pace` from then on:
//! the rate AWS publishes for it, else a careful one; throttled again it gets slower, answered it gets faster. Accounts do not share
//! paces, as they share no quotas. What this computer can hold open is one limit for all requests.

mod files;
mod gate;
mod pace;
mod pacing;
mod published;

pub use gate::Answers;
pub(crate) use gate::Gate;
pub(crate) use pacing::{Paces, Pacing};
pub use published::{Quota, changing_quota, quota};
