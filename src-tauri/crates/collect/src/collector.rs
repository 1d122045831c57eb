//! The list of collectors.

use armillary_model::Service;
use futures::future::BoxFuture;

use crate::{
    services::{controltower, ec2, iam, identity_center, organizations, sagemaker, servicecatalog},
    visit::Visit,
};

/// Where a collector runs. One that runs once is not part of a crawl of named accounts or of an OU, unless its service is named.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// Once, with the caller's credentials: what AWS tells of the organization wherever it is asked. Filed under the management
    /// account.
    Organization,
    /// Once, in one account.
    Once {
        /// The account.
        account: Whose,
        /// The Region.
        region: Where,
    },
    /// Once in each account.
    Account,
    /// In each account and Region.
    AccountRegion,
}

/// The account of a collector that runs once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Whose {
    /// That of the credentials.
    Caller,
    /// The management account.
    Management,
    /// The account to which the organization delegated this service principal, such as `sso.amazonaws.com`; the management account
    /// where there is none.
    DelegatedAdministrator(&'static str),
}

/// The Region of a collector that runs once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Where {
    /// None: the service has one endpoint in the partition.
    Global,
    /// The home Region: that of the connection.
    Home,
    /// Each that is crawled.
    Each,
}

/// Reads one service.
#[derive(Debug)]
pub struct Collector {
    /// The service.
    pub service: Service,
    /// Where it runs.
    pub reach: Reach,
    /// The IAM actions of the calls it makes; the crawl role is generated from them.
    pub actions: &'static [&'static str],
    pub(crate) read: Read,
}

/// Reads a unit; what it finds is kept in the visit.
pub(crate) type Read = for<'a> fn(&'a Visit) -> BoxFuture<'a, ()>;

/// Every collector. Adding one is a file under `services` and a line here.
pub fn collectors() -> &'static [Collector] {
    &[
        organizations::COLLECTOR,
        controltower::COLLECTOR,
        identity_center::COLLECTOR,
        iam::COLLECTOR,
        ec2::COLLECTOR,
        sagemaker::COLLECTOR,
        servicecatalog::COLLECTOR,
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_service_has_one_collector_and_its_own_actions() {
        let services: BTreeSet<Service> = collectors().iter().map(|collector| collector.service).collect();
        assert_eq!(services.len(), collectors().len());
        assert_eq!(services.len(), Service::ALL.len());
        for collector in collectors() {
            // The identity store is part of Identity Center, and has actions of its own.
            let prefix = format!("{}:", collector.service);
            let is_own = |action: &&str| action.starts_with(&prefix) || action.starts_with("identitystore:");
            assert!(collector.actions.iter().all(is_own), "{}", collector.service);
            assert!(collector.actions.is_sorted(), "{}", collector.service);
        }
    }
}
