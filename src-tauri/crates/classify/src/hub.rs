//! Hubs: accounts that others turn around.

use crate::words::{says, words};

/// What makes an account a hub, in the order the hubs stand around the centre.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum HubRole {
    /// The management account.
    Management,
    /// The network account.
    Network,
    /// Shared services.
    SharedServices,
    /// Shared services for machine learning.
    MlSharedServices,
    /// The account that account blueprints are vended from.
    Blueprints,
    /// An account whose portfolios reach whole OUs.
    PortfolioOwner,
}

impl HubRole {
    /// The hub role that the name of an account in an infrastructure OU tells.
    pub fn of_name(name: &str) -> Option<Self> {
        let words = words(name);
        let shared = says(&words, &["shared", "sharedservices", "hub", "platform"]);
        let machine_learning = says(&words, &["ml", "mlops", "ai", "machinelearning"]);
        if says(&words, &["network", "networking", "transit", "connectivity"]) {
            Some(Self::Network)
        } else if machine_learning && shared {
            Some(Self::MlSharedServices)
        } else if says(&words, &["blueprint", "blueprints", "vending", "sharedinfrastructure"]) {
            Some(Self::Blueprints)
        } else if shared {
            Some(Self::SharedServices)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hubs_are_told_by_name() {
        assert_eq!(HubRole::of_name("network"), Some(HubRole::Network));
        assert_eq!(HubRole::of_name("ml-shared-services"), Some(HubRole::MlSharedServices));
        assert_eq!(HubRole::of_name("Shared Services"), Some(HubRole::SharedServices));
        assert_eq!(HubRole::of_name("blueprint-hub"), Some(HubRole::Blueprints));
        assert_eq!(HubRole::of_name("data-lake-risk"), None);
    }
}
