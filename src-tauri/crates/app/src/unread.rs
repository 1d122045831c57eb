//! What a crawl did not read, in a screenful of lines: an account that cannot be entered is one, a service that fails in a Region is one however
//! many accounts it fails in, and what was left out on purpose is one for each reason. `armillary coverage` names every unit.

use std::collections::{BTreeMap, BTreeSet};

use armillary_model::{AccountId, Gap, Service, Status, UnitReport};

/// Lines at most.
const LINES: usize = 20;
/// The call that enters an account.
const ENTERING: &str = "sts:AssumeRole";

/// The units that were not read, grouped as they are told.
#[derive(Debug, Default)]
pub struct Unread {
    names: BTreeMap<AccountId, String>,
    groups: BTreeMap<(Status, What), Group>,
}

/// What units have in common that were not read.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum What {
    /// The account could not be entered.
    Account(AccountId),
    /// The service failed in the Region.
    Service(Service, String),
    /// The crawl was cancelled before it came to them.
    NotReached,
    /// They were not to be read, for this reason.
    Reason(String),
}

/// Units that are told in one line.
#[derive(Debug, Default)]
struct Group {
    units: usize,
    accounts: BTreeSet<AccountId>,
    /// What was said of them, and how often.
    messages: BTreeMap<String, usize>,
}

impl Unread {
    /// Notes the name of an account.
    pub fn name(&mut self, account: AccountId, name: &str) {
        self.names.insert(account, name.to_owned());
    }

    /// Notes a unit that was not read.
    pub fn note(&mut self, report: &UnitReport) {
        let gap = report.gaps.first();
        let group = self.groups.entry((report.status, what(report, gap))).or_default();
        group.units += 1;
        group.accounts.insert(report.unit.account);
        if let Some(gap) = gap {
            *group.messages.entry(gap.message.clone()).or_default() += 1;
        }
    }

    /// The lines, what a person has to act upon first.
    pub fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.groups.iter().take(LINES).map(|(key, group)| self.line(key, group)).collect();
        if self.groups.len() > LINES {
            lines.push(format!("… and {} more; `armillary coverage` lists them all", self.groups.len() - LINES));
        }
        lines
    }

    fn line(&self, (status, what): &(Status, What), group: &Group) -> String {
        let status = status.as_str();
        let units = counted(group.units, "unit");
        let whose = match group.accounts.first() {
            Some(account) if group.accounts.len() == 1 => self.account(*account),
            _ => counted(group.accounts.len(), "account"),
        };
        match what {
            What::Account(_) => format!("{whose}: {units} {status}: {}", group.message()),
            What::Service(service, region) => {
                format!("{service} in {region}: {whose} {status}: {}", group.message())
            }
            What::NotReached => format!("{whose}: {units} not reached before the crawl ended"),
            What::Reason(reason) => format!("{whose}: {units} {status}: {reason}"),
        }
    }

    fn account(&self, account: AccountId) -> String {
        self.names.get(&account).map_or_else(|| account.to_string(), |name| format!("{account} ({name})"))
    }
}

fn what(report: &UnitReport, gap: Option<&Gap>) -> What {
    let operation = gap.map_or("", |gap| &gap.operation);
    match report.status {
        Status::Skipped if gap.is_some_and(Gap::is_not_reached) => What::NotReached,
        Status::Skipped | Status::RegionOff => What::Reason(gap.map(|gap| gap.message.clone()).unwrap_or_default()),
        _ if operation == ENTERING => What::Account(report.unit.account),
        _ => What::Service(report.unit.service, report.unit.region.clone()),
    }
}

impl Group {
    /// What was said most often.
    fn message(&self) -> String {
        let most = self.messages.iter().max_by_key(|(_, count)| **count);
        let message = most.map(|(message, _)| message.as_str()).unwrap_or_default();
        match self.messages.len() {
            0 | 1 => message.to_owned(),
            _ => format!("mostly: {message}"),
        }
    }
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

#[cfg(test)]
mod tests {
    use armillary_model::{GLOBAL, Unit};

    use super::*;

    fn report(account: u64, service: Service, status: Status, operation: &str, message: &str) -> UnitReport {
        let account = AccountId::from_number(account).expect("below 10^12");
        let region = if service == Service::Iam { GLOBAL } else { "eu-west-1" }.to_owned();
        let gap = Gap { operation: operation.to_owned(), code: String::new(), message: message.to_owned() };
        let unit = Unit { account, region, service };
        UnitReport { unit, status, gaps: vec![gap], resources: Vec::new(), requests: 1 }
    }

    #[test]
    fn a_dead_service_is_one_line_and_an_account_that_is_shut_is_one() {
        let mut unread = Unread::default();
        unread.name(AccountId::from_number(7).expect("below 10^12"), "fraud-dev");
        for account in 1..=400 {
            unread.note(&report(account, Service::ServiceCatalog, Status::Failed, "", "no answer"));
        }
        unread.note(&report(401, Service::ServiceCatalog, Status::Failed, "servicecatalog:ListPortfolios", "cut off"));
        for service in [Service::Iam, Service::Ec2] {
            unread.note(&report(7, service, Status::Denied, ENTERING, "may not be assumed"));
            unread.note(&report(8, service, Status::Skipped, "", "the account is suspended"));
            unread.note(&report(9, service, Status::Skipped, "", "the account is suspended"));
        }
        unread.note(&report(7, Service::SageMaker, Status::Denied, "sagemaker:ListDomains", "explicit deny"));
        unread.note(&report(3, Service::Iam, Status::Skipped, "", &Gap::not_reached().message));
        let expected = [
            "000000000007 (fraud-dev): 2 units denied: may not be assumed",
            "sagemaker in eu-west-1: 000000000007 (fraud-dev) denied: explicit deny",
            "servicecatalog in eu-west-1: 401 accounts failed: mostly: no answer",
            "000000000003: 1 unit not reached before the crawl ended",
            "2 accounts: 4 units skipped: the account is suspended",
        ];
        assert_eq!(unread.lines(), expected);
    }

    #[test]
    fn more_than_a_screenful_is_counted() {
        let mut unread = Unread::default();
        for account in 1..=30 {
            unread.note(&report(account, Service::Iam, Status::Denied, ENTERING, "no"));
        }
        let lines = unread.lines();
        assert_eq!(lines.len(), LINES + 1);
        assert!(lines.last().is_some_and(|line| line.contains("10 more")), "{lines:?}");
    }
}
