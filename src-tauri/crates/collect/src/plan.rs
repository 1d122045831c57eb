//! The plan of a crawl: which accounts are entered, and which units are reported.

use std::collections::BTreeMap;

use armillary_model::{AccountId, GLOBAL, Service, Unit};

use crate::{
    Collector, CrawlScope, Reach, collectors,
    services::organizations::{Listing, Tree, closed, node_of},
};

/// The accounts of a crawl, each with the reason why it is not entered, if there is one.
pub(crate) type Accounts = BTreeMap<AccountId, Option<String>>;

/// A unit to be read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Job {
    pub collector: &'static Collector,
    /// An index into the plan's Regions; `None` for services without Regions.
    pub region: Option<usize>,
}

/// Which accounts there are, and which of them are entered. `tree` is needed where the scope names an OU.
pub(crate) fn accounts(caller: AccountId, listing: &Listing, scope: &CrawlScope, tree: Option<&Tree>) -> Accounts {
    let below = scope.ou.as_ref().zip(tree).map(|(ou, tree)| (ou, tree.below(ou), tree));
    let outside = |account, node: Option<String>| {
        let (ou, nodes, tree) = below.as_ref()?;
        let node = node.or_else(|| tree.parents.get(&account).cloned());
        let inside = node.is_some_and(|node| nodes.contains(&node));
        (!inside).then(|| format!("outside the OU `{ou}` that was asked for"))
    };
    let mut accounts = Accounts::new();
    for account in &listing.accounts {
        if let Some(id) = account.id().and_then(|id| id.parse().ok()) {
            let reason = closed(account).map(str::to_owned).or_else(|| outside(id, node_of(account)));
            accounts.insert(id, reason);
        }
    }
    accounts.entry(caller).or_insert_with(|| outside(caller, None));
    accounts.retain(|id, _| scope.accounts.is_empty() || scope.accounts.contains(id));
    accounts
}

/// What is read in each account.
pub(crate) fn jobs(regions: usize) -> Vec<Job> {
    let jobs = collectors().iter().flat_map(|collector| match collector.reach {
        Reach::Organization => Vec::new(),
        Reach::Account => vec![Job { collector, region: None }],
        Reach::AccountRegion => (0..regions).map(|at| Job { collector, region: Some(at) }).collect(),
    });
    jobs.collect()
}

/// The unit of a job in an account.
pub(crate) fn unit(account: AccountId, job: Job, regions: &[String]) -> Unit {
    let region = job.region.and_then(|at| regions.get(at)).map_or(GLOBAL, String::as_str);
    Unit { account, region: region.to_owned(), service: job.collector.service }
}

/// The unit of the organization itself.
pub(crate) fn organization(home: AccountId) -> Unit {
    Unit { account: home, region: GLOBAL.to_owned(), service: Service::Organizations }
}

#[cfg(test)]
mod tests {
    use aws_sdk_organizations::types::{Account, AccountState, OrganizationalUnit};

    use super::*;

    fn id(number: u64) -> AccountId {
        AccountId::from_number(number).expect("below 10^12")
    }

    fn listing() -> Listing {
        let account = |number: u64, state, path: &str| {
            let path = format!("o-1/{path}/{}/", id(number));
            Account::builder().id(id(number).to_string()).state(state).paths(path).build()
        };
        let accounts = vec![
            account(1, AccountState::Active, "r-1"),
            account(2, AccountState::Active, "r-1/ou-a"),
            account(3, AccountState::Suspended, "r-1/ou-a"),
            account(4, AccountState::Active, "r-1/ou-b"),
        ];
        Listing { organization: None, accounts }
    }

    #[test]
    fn suspended_accounts_and_those_outside_the_ou_are_not_entered() {
        let unit = |id: &str| ("r-1".to_owned(), OrganizationalUnit::builder().id(id).build());
        let tree = Tree { units: vec![unit("ou-a"), unit("ou-b")], ..Tree::default() };
        let scope = CrawlScope { ou: Some("ou-a".into()), ..CrawlScope::default() };
        let planned = accounts(id(1), &listing(), &scope, Some(&tree));
        let entered: Vec<AccountId> = planned.iter().filter(|(_, why)| why.is_none()).map(|(id, _)| *id).collect();
        assert_eq!(entered, [id(2)]);
        assert_eq!(planned.len(), 4);
        assert_eq!(planned[&id(3)].as_deref(), Some("the account is suspended"));
    }

    #[test]
    fn the_caller_is_there_even_when_nothing_could_be_listed() {
        let planned = accounts(id(7), &Listing::default(), &CrawlScope::default(), None);
        assert_eq!(planned.into_iter().collect::<Vec<_>>(), [(id(7), None)]);
    }

    #[test]
    fn named_accounts_are_all_there_is() {
        let scope = CrawlScope { accounts: vec![id(4)], ..CrawlScope::default() };
        let planned = accounts(id(1), &listing(), &scope, None);
        assert_eq!(planned.into_keys().collect::<Vec<_>>(), [id(4)]);
    }

    #[test]
    fn regional_services_are_read_in_each_region() {
        let regions = ["eu-west-1".to_owned(), "us-east-1".to_owned()];
        let units: Vec<Unit> = jobs(2).into_iter().map(|job| unit(id(1), job, &regions)).collect();
        assert_eq!(units.len(), 1 + 3 * 2);
        assert!(units.iter().any(|unit| unit.service == Service::Iam && unit.region == GLOBAL));
    }
}
