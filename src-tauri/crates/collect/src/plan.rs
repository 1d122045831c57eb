//! The plan of a crawl: which accounts are in its scope, which of them are entered, and which units are reported.

use std::collections::{BTreeMap, BTreeSet};

use armillary_model::{AccountId, GLOBAL, Unit};

use crate::{
    Collector, CrawlScope, Reach, Where, Whose,
    services::organizations::{Listing, Tree, closed, node_of},
};

/// The accounts of a crawl, each with the reason why it is not entered, if there is one.
pub(crate) type Accounts = BTreeMap<AccountId, Option<String>>;

/// A collector in a Region.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub collector: &'static Collector,
    /// [`GLOBAL`] for services without Regions.
    pub region: String,
}

/// A job in an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Step {
    pub account: AccountId,
    /// An index into the plan's jobs.
    pub job: usize,
    /// With the credentials of the caller, whichever account it is filed under.
    pub as_caller: bool,
}

/// Whom the jobs that run once ask.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Places {
    pub caller: AccountId,
    pub management: AccountId,
    /// By service principal.
    pub delegated: BTreeMap<&'static str, AccountId>,
    /// The home Region.
    pub home: String,
    /// The Regions that are crawled.
    pub regions: Vec<String>,
}

impl Places {
    fn account(&self, whose: Whose) -> AccountId {
        match whose {
            Whose::Caller => self.caller,
            Whose::Management => self.management,
            Whose::DelegatedAdministrator(principal) => {
                self.delegated.get(principal).copied().unwrap_or(self.management)
            }
        }
    }

    fn regions(&self, region: Where) -> Vec<String> {
        match region {
            Where::Global => vec![GLOBAL.to_owned()],
            Where::Home => vec![self.home.clone()],
            Where::Each => self.regions.clone(),
        }
    }
}

/// What is read, and in which order.
#[derive(Debug)]
pub(crate) struct Plan {
    pub jobs: Vec<Job>,
    pub steps: Vec<Step>,
    pub accounts: Accounts,
    /// How many units were left out because they need not be read again.
    pub known: usize,
}

impl Plan {
    /// What runs once comes first, then account after account.
    pub fn new(collectors: &'static [Collector], scope: &CrawlScope, places: &Places, accounts: Accounts) -> Self {
        let mut plan = Self { jobs: Vec::new(), steps: Vec::new(), accounts, known: 0 };
        let mut of_each = Vec::new();
        for collector in collectors.iter().filter(|collector| scope.wants(collector)) {
            let once = |account, as_caller| Some((account, as_caller));
            let (whose, region) = match collector.reach {
                Reach::Organization => (once(places.management, true), Where::Global),
                Reach::Once { account, region } => (once(places.account(account), false), region),
                Reach::Account => (None, Where::Global),
                Reach::AccountRegion => (None, Where::Each),
            };
            for region in places.regions(region) {
                let job = plan.jobs.len();
                plan.jobs.push(Job { collector, region });
                match whose {
                    Some((account, as_caller)) => plan.steps.push(Step { account, job, as_caller }),
                    None => of_each.push(job),
                }
            }
        }
        let of = |account: &AccountId| {
            let account = *account;
            of_each.iter().map(move |job| Step { account, job: *job, as_caller: false })
        };
        plan.steps.extend(plan.accounts.keys().flat_map(of));
        plan
    }

    /// Leaves out what need not be read again.
    pub fn without(mut self, done: &BTreeSet<Unit>) -> Self {
        if !done.is_empty() {
            let steps = std::mem::take(&mut self.steps);
            let all = steps.len();
            self.steps =
                steps.into_iter().filter(|step| self.unit(*step).is_none_or(|unit| !done.contains(&unit))).collect();
            self.known = all - self.steps.len();
        }
        self
    }

    /// The unit of a step.
    pub fn unit(&self, step: Step) -> Option<Unit> {
        let job = self.jobs.get(step.job)?;
        Some(Unit { account: step.account, region: job.region.clone(), service: job.collector.service })
    }

    /// Every unit that will be reported.
    pub fn units(&self) -> Vec<Unit> {
        self.steps.iter().filter_map(|step| self.unit(*step)).collect()
    }
}

/// Which accounts are in scope, and which of them are entered. `tree` is needed where the scope names an OU.
pub(crate) fn accounts(caller: AccountId, listing: &Listing, scope: &CrawlScope, tree: Option<&Tree>) -> Accounts {
    let below = scope.ou.as_ref().zip(tree).map(|(ou, tree)| (tree.below(ou), tree));
    let inside = |account, node: Option<String>| {
        let Some((nodes, tree)) = &below else { return true };
        node.or_else(|| tree.parents.get(&account).cloned()).is_some_and(|node| nodes.contains(&node))
    };
    let mut accounts = Accounts::new();
    for account in &listing.accounts {
        if let Some(id) = account.id().and_then(|id| id.parse().ok())
            && inside(id, node_of(account))
        {
            accounts.insert(id, closed(account).map(str::to_owned));
        }
    }
    let listed = listing.accounts.iter().any(|account| account.id() == Some(caller.to_string().as_str()));
    if !listed && inside(caller, None) {
        accounts.insert(caller, None);
    }
    accounts.retain(|id, _| scope.accounts.is_empty() || scope.accounts.contains(id));
    accounts
}

#[cfg(test)]
mod tests {
    use armillary_model::Service;
    use aws_sdk_organizations::types::{Account, AccountState, OrganizationalUnit};

    use super::*;
    use crate::collectors;

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

    fn places() -> Places {
        let regions = vec!["eu-west-1".to_owned(), "us-east-1".to_owned()];
        let delegated = BTreeMap::from([("sso.amazonaws.com", id(2))]);
        Places { caller: id(4), management: id(1), delegated, home: "us-east-1".to_owned(), regions }
    }

    #[test]
    fn suspended_accounts_are_not_entered_and_those_outside_the_ou_are_not_planned() {
        let unit = |id: &str| ("r-1".to_owned(), OrganizationalUnit::builder().id(id).build());
        let tree = Tree { units: vec![unit("ou-a"), unit("ou-b")], ..Tree::default() };
        let scope = CrawlScope { ou: Some("ou-a".into()), ..CrawlScope::default() };
        let planned = accounts(id(1), &listing(), &scope, Some(&tree));
        let expected = Accounts::from([(id(2), None), (id(3), Some("the account is suspended".to_owned()))]);
        assert_eq!(planned, expected);
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
        assert_eq!(planned.keys().collect::<Vec<_>>(), [&id(4)]);
        let units = Plan::new(collectors(), &scope, &places(), planned).units();
        assert!(units.iter().all(|unit| unit.account == id(4)), "the organization keeps its last reading");
    }

    #[test]
    fn regional_services_are_read_in_each_region_and_the_organization_first() {
        let planned = Accounts::from([(id(1), None)]);
        let units = Plan::new(collectors(), &CrawlScope::default(), &places(), planned).units();
        let expected = 1 + 2 + 2 + 1 + 3 * 2;
        assert_eq!(
            units.len(),
            expected,
            "the organization, Identity Center and Control Tower in both Regions, and the account"
        );
        assert_eq!((units[0].service, units[0].account), (Service::Organizations, id(1)));
        assert!(units.iter().any(|unit| unit.service == Service::Iam && unit.region == GLOBAL));
    }

    #[test]
    fn named_services_are_all_there_is() {
        let scope = CrawlScope { services: vec![Service::Iam, Service::Organizations], ..CrawlScope::default() };
        let planned = Accounts::from([(id(1), None), (id(2), None)]);
        let units = Plan::new(collectors(), &scope, &places(), planned).units();
        let services: Vec<Service> = units.iter().map(|unit| unit.service).collect();
        assert_eq!(services, [Service::Organizations, Service::Iam, Service::Iam]);
    }

    #[test]
    fn what_runs_once_runs_where_it_asks_to() {
        let planned = |account, region| {
            let collector = Collector { reach: Reach::Once { account, region }, ..collectors()[0] };
            let collectors: &'static [Collector] = Vec::leak(vec![collector]);
            let plan = Plan::new(collectors, &CrawlScope::default(), &places(), Accounts::from([(id(9), None)]));
            assert!(plan.steps.iter().all(|step| !step.as_caller));
            plan.units().into_iter().map(|unit| (unit.account, unit.region)).collect::<Vec<_>>()
        };
        let sso = Whose::DelegatedAdministrator("sso.amazonaws.com");
        assert_eq!(planned(Whose::Caller, Where::Global), [(id(4), GLOBAL.to_owned())]);
        assert_eq!(planned(Whose::Management, Where::Home), [(id(1), "us-east-1".to_owned())]);
        assert_eq!(planned(sso, Where::Global), [(id(2), GLOBAL.to_owned())]);
        let nobody = Whose::DelegatedAdministrator("nobody.amazonaws.com");
        let each = [(id(1), "eu-west-1".to_owned()), (id(1), "us-east-1".to_owned())];
        assert_eq!(planned(nobody, Where::Each), each);
    }

    #[test]
    fn what_is_done_is_left_out() {
        let planned = || Plan::new(collectors(), &CrawlScope::default(), &places(), Accounts::from([(id(1), None)]));
        let done: BTreeSet<Unit> = planned().units().into_iter().skip(1).collect();
        let left = planned().without(&done);
        assert_eq!((left.units().len(), left.known), (1, done.len()));
    }
}
