//! What the other accounts of a stage tell: whether an account is expected to have a portfolio. Said only of the stages on the way to production
//! and of sandboxes, whose accounts are alike, and never of fewer than two others.

use std::collections::BTreeMap;

use armillary_classify::Stage;

use super::CellState;
use crate::FolderClass;

/// Of the others, so many in four have to agree.
const AGREEING: u32 = 3;
const OF: u32 = 4;
/// Fewer others than this tell nothing.
const FEWEST: u32 = 2;

/// How many accounts of a class have a portfolio, and how many do not. Those of which it is not known are in neither.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Tally {
    have: u32,
    lack: u32,
}

/// The tallies of a portfolio, by class.
#[derive(Clone, Debug, Default)]
pub(super) struct Peers(BTreeMap<FolderClass, Tally>);

/// What the others say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Others {
    /// So many of the others
    pub agree: u32,
    /// of so many.
    pub of: u32,
}

impl Peers {
    /// Takes an account in; one that owns the portfolio tells nothing.
    pub fn add(&mut self, class: FolderClass, state: CellState, is_reached: bool) {
        let tally = self.0.entry(class).or_default();
        let is_lacking = matches!(state, CellState::Missing | CellState::NotShared);
        if is_reached {
            tally.have = tally.have.saturating_add(1);
        } else if is_lacking {
            tally.lack = tally.lack.saturating_add(1);
        }
    }

    /// How many others of an account's class have what it lacks, where most do.
    pub fn others_have(&self, class: FolderClass) -> Option<Others> {
        let tally = self.of(class)?;
        agreed(tally.have, tally.lack.saturating_sub(1))
    }

    /// How many others of an account's class lack what it has, where most do.
    pub fn others_lack(&self, class: FolderClass) -> Option<Others> {
        let tally = self.of(class)?;
        agreed(tally.lack, tally.have.saturating_sub(1))
    }

    fn of(&self, class: FolderClass) -> Option<Tally> {
        let is_alike = Stage::on_the_way(class).is_some() || class == FolderClass::Sandbox;
        self.0.get(&class).copied().filter(|_| is_alike)
    }
}

fn agreed(agree: u32, differ: u32) -> Option<Others> {
    let of = agree.saturating_add(differ);
    let is_agreed = of >= FEWEST && agree.saturating_mul(OF) >= of.saturating_mul(AGREEING);
    is_agreed.then_some(Others { agree, of })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peers(class: FolderClass, have: u32, lack: u32) -> Peers {
        let mut peers = Peers::default();
        (0..have).for_each(|_| peers.add(class, CellState::Usable, true));
        (0..lack).for_each(|_| peers.add(class, CellState::NotShared, false));
        peers
    }

    #[test]
    fn most_others_have_to_have_it() {
        let dev = |have, lack| peers(FolderClass::Dev, have, lack).others_have(FolderClass::Dev);
        assert_eq!(dev(2, 1), Some(Others { agree: 2, of: 2 }));
        assert_eq!(dev(3, 2), Some(Others { agree: 3, of: 4 }));
        assert_eq!(dev(3, 3), None, "three of five others are not most");
        assert_eq!(dev(1, 1), None, "one other tells nothing");
        assert_eq!(dev(0, 3), None);
    }

    #[test]
    fn accounts_that_are_not_alike_tell_nothing() {
        for class in [FolderClass::Infrastructure, FolderClass::Security, FolderClass::Other, FolderClass::Management] {
            assert_eq!(peers(class, 9, 1).others_have(class), None);
        }
        assert!(peers(FolderClass::Sandbox, 9, 1).others_have(FolderClass::Sandbox).is_some());
    }

    #[test]
    fn what_is_not_known_is_on_no_side() {
        let mut peers = peers(FolderClass::Prod, 2, 1);
        (0..9).for_each(|_| peers.add(FolderClass::Prod, CellState::Unknown, false));
        assert_eq!(peers.others_have(FolderClass::Prod), Some(Others { agree: 2, of: 2 }));
        assert_eq!(peers.others_lack(FolderClass::Prod), None);
    }
}
