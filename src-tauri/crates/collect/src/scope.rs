//! What a crawl is asked to read.

use std::collections::BTreeSet;

use armillary_aws::Connection;
use armillary_model::{AccountId, Unit};

/// What to read. The default is everything, in the enabled Regions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CrawlScope {
    /// The Regions; empty asks the caller's account which are enabled.
    pub regions: Vec<String>,
    /// Only accounts below this OU (its id); the others are reported as skipped.
    pub ou: Option<String>,
    /// Only these accounts; empty means all. The others are not part of the plan.
    pub accounts: Vec<AccountId>,
    /// Whether to read the tags of accounts too: one call per account, and slow in large organizations.
    pub account_tags: bool,
    /// Units that need not be read again, because the crawl that is resumed has read them. The organization itself is always read.
    pub done: BTreeSet<Unit>,
    /// How many units are read at the same time.
    pub concurrency: usize,
}

impl Default for CrawlScope {
    fn default() -> Self {
        Self {
            regions: Vec::new(),
            ou: None,
            accounts: Vec::new(),
            account_tags: false,
            done: BTreeSet::new(),
            concurrency: 64,
        }
    }
}

impl From<&Connection> for CrawlScope {
    fn from(connection: &Connection) -> Self {
        Self { regions: connection.regions.clone(), ou: connection.ou.clone(), ..Self::default() }
    }
}
