//! Why no plan can be made at all. What stands in the way of a plan that can be made is its pre-flight.

/// Why an intent does not give a plan.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PlanError {
    /// The snapshot does not hold the organization and its root.
    #[error("the organization was not read: crawl it with credentials that may call AWS Organizations")]
    NoOrganization,
    /// Nothing has this id or name.
    #[error("there is no {what} `{text}` in this crawl: name it by its id, or crawl again if it is new")]
    NotFound {
        /// What was looked for.
        what: &'static str,
        /// How it was named.
        text: String,
    },
    /// Several have this name.
    #[error("`{text}` is the name of several {what}s: name one by its id ({found})")]
    Ambiguous {
        /// What was looked for.
        what: &'static str,
        /// How it was named.
        text: String,
        /// The ids of those that were found.
        found: String,
    },
    /// Something that the steps need is not known.
    #[error("{what} is not known: {why}")]
    Unknown {
        /// What is needed.
        what: String,
        /// Why it is not known, and what to do.
        why: String,
    },
    /// What is asked for makes no sense.
    #[error("{0}")]
    Invalid(String),
}

impl PlanError {
    pub(crate) fn not_found(what: &'static str, text: &str) -> Self {
        Self::NotFound { what, text: text.to_owned() }
    }

    pub(crate) fn ambiguous(what: &'static str, text: &str, found: &[String]) -> Self {
        let found = found.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
        Self::Ambiguous { what, text: text.to_owned(), found }
    }
}
