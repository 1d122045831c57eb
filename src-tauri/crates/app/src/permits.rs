//! Which connections may change AWS. A connection is known by what it is called in the crawls that are made through it.

use std::collections::BTreeMap;

use armillary_wire::Failure;

use crate::{failure::other, settings::Settings};

/// What was said of connections.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Permits {
    said: BTreeMap<String, bool>,
    unless_said: bool,
}

impl Permits {
    /// As the window asks: a connection of which nothing was said is read-only.
    pub fn of_window(settings: &Settings) -> Self {
        Self { said: settings.may_change.clone(), unless_said: false }
    }

    /// As the command line asks, which names its connection each time: one that was said to be read-only is.
    pub fn of_command_line(settings: &Settings) -> Self {
        Self { said: settings.may_change.clone(), unless_said: true }
    }

    /// Whether a connection may change AWS.
    pub fn may(&self, connection: &str) -> bool {
        self.said.get(connection).copied().unwrap_or(self.unless_said)
    }

    /// Refuses a connection that is read-only.
    pub fn check(&self, connection: &str) -> Result<(), Failure> {
        match self.may(connection) {
            true => Ok(()),
            false => Err(other(format!(
                "nothing was changed: the connection `{connection}` is read-only; allow changes through it on the screen Plans, under \
                 Connections, or apply the plan through another one"
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_is_read_only_unless_it_was_allowed() {
        let said = BTreeMap::from([("profile hub".to_owned(), true), ("profile audit".to_owned(), false)]);
        let settings = Settings { may_change: said, ..Settings::default() };
        let (window, line) = (Permits::of_window(&settings), Permits::of_command_line(&settings));
        let may = |permits: &Permits| ["profile hub", "profile audit", "profile new"].map(|name| permits.may(name));
        assert_eq!(may(&window), [true, false, false]);
        assert_eq!(may(&line), [true, false, true]);
        let said = window.check("profile new").expect_err("read-only");
        assert!(said.message.contains("`profile new` is read-only"), "{}", said.message);
    }
}
