//! What OUs and accounts are for: the class of an OU, and the class, stage, team and hub role of an account. Everybody who
//! has to know asks here, so that the map, trust, the rules and the embedded organization never disagree.
//!
//! It is read off names, in the words that AWS's own papers and the landing zones in the field use. Deliberately not here:
//! where an OU hangs, and what was read of an account.

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

mod class;
mod hub;
mod purpose;
mod stage;
mod team;
mod words;

pub use class::{FolderClass, is_workloads};
pub use hub::HubRole;
pub use purpose::{Place, Purpose};
pub use stage::Stage;
pub use team::team_of;
