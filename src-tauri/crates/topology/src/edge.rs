//! What is known of an edge, and how many relations it stands for.

use serde::{Deserialize, Serialize};

/// What is known of an edge. The surest comes first: it is what an edge shows that stands for several relations.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum EdgeState {
    /// A fact that was read, or a way that is allowed.
    Solid,
    /// Evaluated: allowed under conditions only.
    Conditional,
    /// Named by a policy; whether it is effective is not evaluated.
    Named,
    /// As it was last read, in an earlier crawl.
    Stale,
    /// Not known.
    Unknown,
    /// Works only on paper: a portfolio share that nobody can use.
    Hollow,
}

impl EdgeState {
    /// The text form, such as `conditional`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Solid => "solid",
            Self::Conditional => "conditional",
            Self::Named => "named",
            Self::Stale => "stale",
            Self::Unknown => "unknown",
            Self::Hollow => "hollow",
        }
    }
}

/// The relations that one edge stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Ties {
    /// How many.
    pub count: u32,
    /// Of these, how many are not known.
    pub unknown: u32,
    /// The surest of them.
    pub state: EdgeState,
}

impl Ties {
    /// So many of one state.
    pub fn of(count: u32, state: EdgeState) -> Self {
        Self { count, unknown: if state == EdgeState::Unknown { count } else { 0 }, state }
    }

    /// A single one.
    pub fn one(state: EdgeState) -> Self {
        Self::of(1, state)
    }

    /// These and others.
    pub fn and(self, other: Self) -> Self {
        Self {
            count: self.count.saturating_add(other.count),
            unknown: self.unknown.saturating_add(other.unknown),
            state: self.state.min(other.state),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_surest_shows_and_the_unknown_are_counted() {
        let ties = Ties::of(2, EdgeState::Unknown).and(Ties::one(EdgeState::Solid)).and(Ties::one(EdgeState::Hollow));
        assert_eq!(ties, Ties { count: 4, unknown: 2, state: EdgeState::Solid });
        assert_eq!(Ties::one(EdgeState::Hollow).and(Ties::one(EdgeState::Unknown)).state, EdgeState::Unknown);
        assert_eq!(Ties::of(u32::MAX, EdgeState::Stale).and(Ties::one(EdgeState::Stale)).count, u32::MAX);
    }

    #[test]
    fn text_forms_are_those_on_the_wire() {
        for state in [EdgeState::Solid, EdgeState::Conditional, EdgeState::Named, EdgeState::Stale, EdgeState::Unknown]
        {
            assert_eq!(serde_json::to_value(state).expect("text"), state.as_str());
        }
    }
}
