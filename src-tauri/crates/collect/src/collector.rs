//! The list of collectors.

use armillary_model::Service;
use futures::future::BoxFuture;

use crate::{
    services::{ec2, iam, organizations, sagemaker, servicecatalog},
    visit::Visit,
};

/// How often a collector runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// Once, with the caller's credentials.
    Organization,
    /// Once in each account.
    Account,
    /// In each account and Region.
    AccountRegion,
}

/// Reads one service.
#[derive(Debug)]
pub struct Collector {
    /// The service.
    pub service: Service,
    /// How often it runs.
    pub reach: Reach,
    /// The IAM actions of the calls it makes; the crawl role is generated from them.
    pub actions: &'static [&'static str],
    pub(crate) read: Read,
}

/// Reads a unit; what it finds is kept in the visit.
pub(crate) type Read = for<'a> fn(&'a Visit) -> BoxFuture<'a, ()>;

/// Every collector. Adding one is a file under `services` and a line here.
pub fn collectors() -> &'static [Collector] {
    &[organizations::COLLECTOR, iam::COLLECTOR, ec2::COLLECTOR, sagemaker::COLLECTOR, servicecatalog::COLLECTOR]
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
            let prefix = format!("{}:", collector.service);
            assert!(collector.actions.iter().all(|action| action.starts_with(&prefix)), "{}", collector.service);
            assert!(collector.actions.is_sorted(), "{}", collector.service);
        }
    }
}
