//! Actions by which machine-learning models come to be, and by which they are approved.

use crate::table::Table;

pub(crate) const MODEL_ACTIONS: Table = Table(include_str!("../data/model_actions_by_hand.tsv"));

/// The actions that build a model, also by running what does.
pub fn building_actions() -> impl Iterator<Item = &'static str> {
    that("builds")
}

/// The actions that approve a model for use.
pub fn approving_actions() -> impl Iterator<Item = &'static str> {
    that("approves")
}

fn that(does: &'static str) -> impl Iterator<Item = &'static str> {
    MODEL_ACTIONS.cells().filter(move |[_, what, _source]| *what == does).map(|[action, ..]| action)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_names_an_action_and_says_what_it_does() {
        assert_eq!(building_actions().count() + approving_actions().count(), MODEL_ACTIONS.rows().count());
        for action in building_actions().chain(approving_actions()) {
            let (service, name) = action.split_once(':').unwrap();
            assert_eq!(crate::action(service, name).map(|fact| fact.name), Some(name));
        }
    }
}
