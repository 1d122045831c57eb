//! The IAM actions that steps take: what a role that plans are applied with has to be allowed.

use crate::calls;

/// The IAM actions that an operation takes in the account where it is called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Acts {
    /// The operation.
    pub operation: &'static str,
    /// What carries it out: actions, and the types of the resources that they are called on here, as the Service Authorization Reference names
    /// them. An action without any is about no resource that could be named.
    pub does: &'static [(&'static str, &'static [&'static str])],
    /// What is asked until it is done, and before it is tried again. All of it only looks.
    pub looks: &'static [&'static str],
}

/// What an operation takes; `None` where this program does not call it.
pub fn acts(service: &str, operation: &str) -> Option<&'static Acts> {
    calls::acts_of(service, operation)
}
