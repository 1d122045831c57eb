//! Questions to the graph, and their answers as plain data.

mod asked_again;
mod cite;
mod condition;
mod difference;
mod ends;
mod explain;
mod idle;
mod itself;
mod looked;
mod lookup;
mod machine;
mod matrix;
mod near_miss;
mod objection;
mod page;
mod path;
mod pattern;
mod search;
mod unseen;
mod what_can;
mod who_can;
mod words;

pub(crate) use cite::Citing;

pub use asked_again::{ActionChange, ActionTurn, Spoken};
pub use condition::condition_in_words;
pub use difference::{Difference, ReachChange, Turn};
pub use ends::{End, UnknownEnd, UnreadAccount};
pub use explain::{Check, Cited, DocumentKind, Explanation, LayerSays, OutcomeKind};
pub use idle::IdleAccount;
pub use itself::OwnChange;
pub use looked::Answer;
pub use matrix::{MatrixCell, StageMatrix};
pub use near_miss::{Missed, NearMiss};
pub use page::Page;
pub use path::{Counts, EndKind, Hop, Path, PathEnd, PathOptions, Paths};
pub use what_can::{ReachedRole, ServicePower, WhatCan};
pub use who_can::{Able, Told, WhoCan};
