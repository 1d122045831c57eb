//! What a crawl is asked to read.

use std::collections::BTreeSet;

use armillary_aws::Connection;
use armillary_model::{AccountId, Service, Unit};

use crate::{Collector, Reach};

/// What to read. The default is everything, in the enabled Regions. What is outside the scope is not part of the plan: what was read
/// of it before stays as it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CrawlScope {
    /// The Regions; empty asks the caller's account which are enabled.
    pub regions: Vec<String>,
    /// Only accounts below this OU (its id).
    pub ou: Option<String>,
    /// Only these accounts; empty means all.
    pub accounts: Vec<AccountId>,
    /// Only these services; empty means all.
    pub services: Vec<Service>,
    /// Whether what is read once for the organization is read even though accounts or an OU are named: where nothing is known of
    /// it yet.
    pub organization: bool,
    /// Whether to read the tags of accounts too: one call per account, and slow in large organizations. The organization tells them, and is
    /// read for it whatever else is named.
    pub account_tags: bool,
    /// Units that need not be read again, because the crawl that is resumed has read them.
    pub done: BTreeSet<Unit>,
    /// How many units are read at the same time at most.
    pub concurrency: usize,
}

impl CrawlScope {
    /// Whether a collector runs at all.
    pub(crate) fn wants(&self, collector: &Collector) -> bool {
        let named = self.services.contains(&collector.service);
        let whole = self.ou.is_none() && self.accounts.is_empty() || self.organization;
        match collector.reach {
            Reach::Organization if self.account_tags => true,
            Reach::Organization | Reach::Once { .. } => named || self.services.is_empty() && whole,
            Reach::Account | Reach::AccountRegion => named || self.services.is_empty(),
        }
    }
}

impl Default for CrawlScope {
    fn default() -> Self {
        Self {
            regions: Vec::new(),
            ou: None,
            accounts: Vec::new(),
            services: Vec::new(),
            organization: false,
            account_tags: false,
            done: BTreeSet::new(),
            concurrency: usize::MAX,
        }
    }
}

impl From<&Connection> for CrawlScope {
    fn from(connection: &Connection) -> Self {
        Self { regions: connection.regions.clone(), ou: connection.ou.clone(), ..Self::default() }
    }
}
