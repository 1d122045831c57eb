//! The organization and its accounts: what a crawl is planned from.

use armillary_aws::{Failure, FailureClass};
use aws_sdk_organizations::types::{Account, AccountState, AccountStatus, Organization};

use crate::visit::Visit;

/// The organization and its accounts, as far as the caller may know them.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    pub organization: Option<Organization>,
    pub accounts: Vec<Account>,
}

/// Every organization has its management account among its accounts.
const NO_MANAGEMENT_ACCOUNT: &str =
    "the answer does not hold the management account, which every organization has: it is taken as incomplete";

/// Lists the organization; tells as soon as it is known which it is. A refusal is a gap, and leaves the list empty; what else goes wrong
/// ends the crawl.
pub(crate) async fn list(visit: &Visit, known: impl FnOnce(&Organization)) -> Result<Listing, Failure> {
    let client = visit.access.organizations();
    let call = client.describe_organization().send();
    let organization = match visit.attempt("organizations:DescribeOrganization", call).await {
        None => return Ok(Listing::default()),
        Some(Ok(answer)) => answer.organization,
        Some(Err(failure)) if failure.code == "AWSOrganizationsNotInUseException" => {
            visit.skip("the account is not a member of an organization");
            return Ok(Listing::default());
        }
        Some(Err(failure)) if is_refusal(&failure) => {
            visit.note(failure);
            None
        }
        Some(Err(failure)) => return Err(failure),
    };
    if let Some(organization) = &organization {
        known(organization);
    }
    let management = organization.as_ref().and_then(|found| found.master_account_id()).map(str::to_owned);
    let mut pages = client.list_accounts().into_paginator().send();
    let mut accounts = Vec::new();
    loop {
        let next = async { pages.next().await.transpose() };
        match visit.attempt("organizations:ListAccounts", next).await {
            Some(Ok(Some(page))) => accounts.extend(page.accounts.unwrap_or_default()),
            Some(Ok(None)) => {
                if management.is_some()
                    && !accounts.iter().any(|account: &Account| account.id() == management.as_deref())
                {
                    visit.incomplete("organizations:ListAccounts", NO_MANAGEMENT_ACCOUNT);
                }
                break;
            }
            None => break,
            Some(Err(failure)) if is_refusal(&failure) => {
                visit.note(failure);
                break;
            }
            Some(Err(failure)) => return Err(failure),
        }
    }
    Ok(Listing { organization, accounts })
}

/// The OU or root an account is in, by its path `o-…/r-…/ou-…/<account>/`; `None` where AWS did not give one.
pub(crate) fn node_of(account: &Account) -> Option<String> {
    let path = account.paths().first()?;
    path.trim_end_matches('/').rsplit('/').nth(1).map(str::to_owned)
}

/// Why an account cannot be entered, if it cannot: it is suspended, being closed, closed, or not yet usable.
pub(crate) fn closed(account: &Account) -> Option<&'static str> {
    match (account.state(), account.status()) {
        (Some(AccountState::Active), _) => None,
        (Some(AccountState::Suspended), _) | (None, Some(AccountStatus::Suspended)) => Some("the account is suspended"),
        (Some(AccountState::PendingClosure), _) | (None, Some(AccountStatus::PendingClosure)) => {
            Some("the account is being closed")
        }
        (Some(AccountState::Closed), _) => Some("the account is closed"),
        (Some(AccountState::PendingActivation), _) => Some("the account is not activated yet"),
        _ => None,
    }
}

fn is_refusal(failure: &Failure) -> bool {
    failure.class == FailureClass::Denied
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_ends_with_the_account_and_before_it_its_ou() {
        let account = |path: &str| Account::builder().paths(path).build();
        let node = |path: &str| node_of(&account(path));
        assert_eq!(node("o-1/r-1/ou-1-a/ou-1-b/111122223333/").as_deref(), Some("ou-1-b"));
        assert_eq!(node("o-1/r-1/111122223333/").as_deref(), Some("r-1"));
        assert_eq!(node_of(&Account::builder().build()), None);
    }

    #[test]
    fn only_active_accounts_are_entered() {
        let with = |state: AccountState| closed(&Account::builder().state(state).build());
        assert_eq!(with(AccountState::Active), None);
        assert!(with(AccountState::Suspended).is_some() && with(AccountState::PendingClosure).is_some());
        assert!(closed(&Account::builder().status(AccountStatus::Suspended).build()).is_some());
        assert_eq!(closed(&Account::builder().status(AccountStatus::Active).build()), None);
    }
}
