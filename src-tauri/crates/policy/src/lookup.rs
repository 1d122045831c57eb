//! How keys and variables are read for one request.

use crate::{Context, ContextValue, Mode, context::Key, truth::Truth, variable::Variable};

/// The context of a request, read in its mode.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lookup<'r> {
    pub(crate) context: &'r Context,
    pub(crate) mode: Mode,
}

/// What a request has for a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Given<'r> {
    Absent,
    Unknown,
    One(&'r str),
    /// One value, of which only the beginning is known.
    Start(&'r str),
    Many(&'r [Box<str>]),
}

/// What a policy variable stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Resolved<'r> {
    Known(&'r str),
    Absent,
    Unknown,
}

impl<'r> Lookup<'r> {
    pub(crate) fn key(&self, key: &Key) -> Given<'r> {
        match self.context.find(key) {
            Some((ContextValue::One(start), true)) => Given::Start(start),
            Some((ContextValue::One(value), false)) => Given::One(value),
            Some((ContextValue::Many(values), _)) => Given::Many(values),
            Some((ContextValue::Absent, _)) => Given::Absent,
            None if self.mode == Mode::Symbolic => Given::Unknown,
            None => Given::Absent,
        }
    }

    /// What is made of something the request leaves open: nothing in strict mode.
    pub(crate) fn open(&self) -> Truth {
        if self.mode == Mode::Symbolic { Truth::Unknown } else { Truth::False }
    }

    /// The text of a variable. A key with several values cannot be used as one.
    pub(crate) fn variable<'v>(&self, variable: &'v Variable) -> Resolved<'v>
    where
        'r: 'v,
    {
        match self.key(&variable.key) {
            Given::One(value) => Resolved::Known(value),
            Given::Unknown | Given::Start(_) => Resolved::Unknown,
            Given::Absent | Given::Many(_) => variable.default.as_deref().map_or(Resolved::Absent, Resolved::Known),
        }
    }
}
