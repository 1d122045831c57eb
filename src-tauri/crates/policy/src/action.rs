//! The action of a request, lower-cased and split once.

use std::fmt;

use crate::hash;

/// An action such as `sts:AssumeRole`. Actions are compared without regard to case.
#[derive(Clone, PartialEq, Eq)]
pub struct Action {
    lower: Box<str>,
    service: u64,
    has_rcps: bool,
}

impl Action {
    /// The action of this name, in any case.
    pub fn new(text: &str) -> Action {
        let lower = text.to_ascii_lowercase().into_boxed_str();
        let service = service_of(&lower);
        Action { service: hash::of(service), has_rcps: armillary_facts::restricts(service), lower }
    }

    /// The service prefix, in lower case: `sts`. Empty where the text has no colon.
    pub fn service(&self) -> &str {
        service_of(&self.lower)
    }

    /// The whole action in lower case: `sts:assumerole`.
    pub fn as_str(&self) -> &str {
        &self.lower
    }

    /// The name without its service, in lower case: `assumerole`.
    pub fn name(&self) -> &str {
        self.lower.split_once(':').map_or(&self.lower, |(_, name)| name)
    }

    /// Whether resource control policies apply to the resources of its service.
    pub(crate) fn has_rcps(&self) -> bool {
        self.has_rcps
    }

    pub(crate) fn service_hash(&self) -> u64 {
        self.service
    }
}

impl fmt::Debug for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lower)
    }
}

fn service_of(lower: &str) -> &str {
    lower.split_once(':').map_or("", |(service, _)| service)
}
