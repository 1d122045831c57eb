//! Carrying out a confirmed plan, step by step, so that nothing is done twice and nothing is lost.
//!
//! No journal row, no call: a row is on the disk before its call is made, and tells afterwards how it ended. A call whose end nobody knows (the
//! program was killed, the answer was lost) is looked for in AWS before anything is tried again. What a plan has done already is
//! read out of its journal, so that to go on with a plan is to apply it again.
//!
//! To add an operation: its call, the IAM actions that it takes, what AWS goes on with after it, and how it is told that it is done, in the
//! service's file in `calls`.
//!
//! Deliberately not here: how a plan is made and whether it may be applied (it is stale, not confirmed, read-only), what is read again
//! afterwards, and what the journal looks like.

mod acts;
mod apply;
mod calls;
mod check;
mod event;
mod organization;
mod parameters;

pub use acts::{Acts, acts};
pub use apply::{Applied, Apply, ApplyError, FailedStep};
pub use check::{Unfit, check};
pub use event::Event;
pub use organization::organization;
pub use parameters::BadParameters;
