//! The reference organization: a bank's machine-learning platform on AWS, generated from a seed.
//!
//! The same options give the same organization on every machine and at any time: ids come from the seed and stable names,
//! times from a fixed day. Growing the organization adds accounts and leaves those there were as they were.

mod baseline;
pub(crate) mod catalog;
pub(crate) mod controls;
mod draft;
mod foundation;
mod iam_draft;
pub(crate) mod ids;
mod layout;
pub(crate) mod managed;
mod names;
mod network;
mod people;
pub(crate) mod policy;
mod purpose;
mod registry;
mod studio;
pub(crate) mod team;
mod tower;
pub(crate) mod transit;
mod vended;

use std::sync::Arc;

use crate::{
    planted::{self, Planted},
    state::{Caller, State},
};

/// The Regions the organization works in, home Region first.
pub const REGIONS: &[&str] = &["us-east-1", "eu-west-1"];

/// The role in the management account whose access key is handed out.
pub const CRAWLER_ROLE: &str = "ArmillaryCrawler";

/// The role in every member account that trusts [`CRAWLER_ROLE`].
pub const READ_ROLE: &str = "ArmillaryReadRole";

/// The role by which plans are applied in accounts, where somebody has made it: the reference has none.
pub const ACTING_ROLE: &str = "ArmillaryActingRole";

/// The GitHub organization whose workflows may deploy.
pub(crate) const GITHUB_ORGANIZATION: &str = "meridian-ml";

/// Which organization to generate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Options {
    /// How many accounts, the management account included; held between 14 (the foundation) and 10,000.
    pub accounts: usize,
    /// The seed of all ids.
    pub seed: u64,
    /// Whether to leave out the planted imperfections.
    pub clean: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { accounts: layout::DEFAULT_ACCOUNTS, seed: 1, clean: false }
    }
}

/// The reference organization with these options.
pub fn reference(options: &Options) -> State {
    generate(options).0
}

/// Gives the key that is handed out to an administrator of the management account, in place of the crawler: whoever is held to policies
/// begins by making roles.
pub fn hand_to_administrator(state: &mut State) {
    let management = state.organization.management;
    let held = state.accounts.get(&management);
    let roles = held.into_iter().flat_map(|held| held.iam.roles.values());
    let administrator = roles.into_iter().find(|role| role.name.starts_with("AWSReservedSSO_AWSControlTowerAdmins_"));
    let caller = administrator.map(|role| Caller::Session {
        account: management,
        role: Arc::clone(&role.name),
        role_id: role.id.clone(),
        session: "administrator".to_owned(),
    });
    let key = state.sessions.keys.get_mut(&state.sessions.handed_out);
    if let Some((key, caller)) = key.zip(caller) {
        key.caller = caller;
    }
}

/// What is wrong, on purpose, in the reference organization with these options.
pub fn imperfections(options: &Options) -> Vec<Planted> {
    generate(options).1
}

fn generate(options: &Options) -> (State, Vec<Planted>) {
    let layout = layout::Layout::new(options);
    let mut state = draft::draw(&layout);
    let planted = if options.clean { Vec::new() } else { planted::plant(&mut state) };
    (state, planted)
}

#[cfg(test)]
mod tests;
