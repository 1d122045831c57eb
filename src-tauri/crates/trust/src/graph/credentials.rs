//! Credentials of a user that somebody else makes, to act as the user: access keys, and passwords for the console.

use std::sync::LazyLock;

use armillary_policy::Action;

use super::best;
use crate::facts::Standing;

const NAMES: [&str; 3] = ["iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile"];
const KEY: u32 = 1;
const FIRST_PASSWORD: u32 = 1 << 1;
const NEW_PASSWORD: u32 = 1 << 2;

static ACTIONS: LazyLock<[Action; NAMES.len()]> = LazyLock::new(|| NAMES.map(Action::new));

/// The actions that make credentials, in their order.
pub(crate) fn actions() -> &'static [Action] {
    &*ACTIONS
}

/// By which of them somebody can act as a user.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Credentials(pub(crate) u32);

impl Credentials {
    /// Every kind of them.
    pub const EVERY: Self = Self(KEY | FIRST_PASSWORD | NEW_PASSWORD);

    /// What is open of these answers, in the order of the actions, and what stands for acting as the user.
    pub(crate) fn of(answers: [Standing; NAMES.len()]) -> (Self, Standing) {
        let open = answers.iter().enumerate().filter(|(_, standing)| standing.holds());
        let open = Self(open.fold(0, |open, (at, _)| open | 1 << at));
        let [key, first, new] = answers;
        let password = match (first.holds(), new.holds()) {
            (true, true) => first.and(new),
            // It hangs on whether there is a password, which no crawl reads.
            _ => best(Some(first), new).and(Standing::AllowedIf),
        };
        (open, best(Some(key), password))
    }

    pub(crate) fn open(self) -> impl Iterator<Item = &'static Action> {
        ACTIONS.iter().enumerate().filter(move |(at, _)| self.0 & (1 << at) != 0).map(|(_, action)| action)
    }

    /// The actions in their usual spelling, in a fixed order.
    pub fn actions(self) -> impl Iterator<Item = &'static str> {
        NAMES.into_iter().enumerate().filter(move |(at, _)| self.0 & (1 << at) != 0).map(|(_, name)| name)
    }

    /// Whether the user has to have a password, or must not have one; `None` where that makes no difference.
    pub(crate) fn password(self) -> Option<bool> {
        match self.0 & (KEY | FIRST_PASSWORD | NEW_PASSWORD) {
            FIRST_PASSWORD => Some(false),
            NEW_PASSWORD => Some(true),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Standing::{Allowed, AllowedIf, Denied, Unknown};

    #[test]
    fn a_password_is_made_or_changed_whichever_it_takes() {
        let cases = [
            ([Allowed, Denied, Denied], Allowed, None),
            ([Denied, Allowed, Denied], AllowedIf, Some(false)),
            ([Denied, Denied, Allowed], AllowedIf, Some(true)),
            ([Denied, Allowed, Allowed], Allowed, None),
            ([Denied, Allowed, Unknown], Unknown, None),
            ([Unknown, Allowed, Denied], AllowedIf, None),
            ([Denied, Denied, Denied], Denied, None),
        ];
        for (answers, standing, password) in cases {
            let (open, said) = Credentials::of(answers);
            assert_eq!((said, open.password()), (standing, password), "{answers:?}");
        }
    }
}
