//! Closing accounts: they are pending until AWS is done, then suspended. The 90 days after which AWS removes them are not played.

use armillary_model::AccountId;

use super::{changeable, refusal::Refusal};
use crate::{
    services::{Answer, Request},
    state::{AccountClosure, AccountLife, Moment, Organization, State, Task},
    wire::map,
};

/// How long AWS takes; the API reference speaks of minutes.
const SECONDS: u64 = 120;
/// How many may be under way ("Quotas for AWS Organizations").
const AT_ONCE: usize = 3;
/// The days, in seconds, over which closings are counted.
const WINDOW: u64 = 30 * 86_400;

/// `CloseAccount`.
pub(in crate::services) fn close_account(state: &mut State, request: &Request) -> Answer {
    let organization = changeable(state, request)?;
    let id = request.account_id("AccountId")?;
    let account = organization.accounts.get(&id).ok_or(Refusal::AccountNotFound)?;
    if id == organization.management {
        return Err(Refusal::ManagementClosed.into());
    }
    match account.state {
        AccountLife::Suspended | AccountLife::Closed => return Err(Refusal::AccountAlreadyClosed.into()),
        AccountLife::PendingClosure => return Err(Refusal::ClosureInProgress.into()),
        AccountLife::Active | AccountLife::PendingActivation => {}
    }
    if organization.delegated_administrators.contains_key(&id) {
        return Err(Refusal::Administers.into());
    }
    check_quotas(organization, request.moment)?;
    set_state(organization, id, AccountLife::PendingClosure);
    organization.closures.push(AccountClosure { account: id, requested: request.moment, in_progress: true });
    state.agenda.add(request.moment.after(SECONDS), Task::CloseAccount(id));
    Ok(map! {})
}

/// Does what was asked for.
pub(in crate::services) fn finish(organization: &mut Organization, id: AccountId) {
    set_state(organization, id, AccountLife::Suspended);
    for closure in organization.closures.iter_mut().filter(|closure| closure.account == id) {
        closure.in_progress = false;
    }
}

fn set_state(organization: &mut Organization, id: AccountId, state: AccountLife) {
    if let Some(account) = organization.accounts.get_mut(&id) {
        account.state = state;
    }
}

/// Within 30 days 250 accounts or a fifth of the members may be closed, whichever is more, and never more than 1,000.
fn check_quotas(organization: &Organization, now: Moment) -> Result<(), Refusal> {
    let recent = organization.closures.iter().filter(|closure| closure.requested.is_within(WINDOW, now));
    let members = organization.accounts.len().saturating_sub(1);
    if recent.count() >= (members / 5).clamp(250, 1_000) {
        return Err(Refusal::ClosureQuota);
    }
    let under_way = organization.closures.iter().filter(|closure| closure.in_progress);
    if under_way.count() >= AT_ONCE { Err(Refusal::AccountsInClosure) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        organization::{Options, reference},
        state::Account,
    };

    /// The reference, grown to so many accounts.
    fn organization(accounts: usize) -> Organization {
        let mut organization = reference(&Options::default()).organization;
        let account = organization.accounts.values().next().cloned().expect("there are some");
        while organization.accounts.len() < accounts {
            let id = organization.new_account_id();
            organization.accounts.insert(id, Account { id, ..account.clone() });
        }
        organization
    }

    /// Accounts that were closed one after another, a minute apart.
    fn close(organization: &mut Organization, count: u64) {
        let accounts: Vec<AccountId> = organization.accounts.keys().copied().cycle().take(count as usize).collect();
        organization.closures = (0..)
            .zip(accounts)
            .map(|(minute, account)| AccountClosure {
                account,
                requested: Moment::default().after(minute * 60),
                in_progress: false,
            })
            .collect();
    }

    #[test]
    fn so_many_accounts_may_be_closed_in_thirty_days() {
        let now = Moment::default().after(WINDOW / 2);
        for (accounts, quota) in [(64, 250), (2_001, 400), (9_999, 1_000)] {
            let mut organization = organization(accounts);
            close(&mut organization, quota - 1);
            assert_eq!(check_quotas(&organization, now), Ok(()), "{accounts}");
            close(&mut organization, quota);
            assert_eq!(check_quotas(&organization, now), Err(Refusal::ClosureQuota), "{accounts}");
            // A minute after the first of them is thirty days old, there is room for one.
            assert_eq!(check_quotas(&organization, Moment::default().after(WINDOW + 30)), Ok(()), "{accounts}");
        }
    }

    #[test]
    fn three_accounts_are_closed_at_a_time() {
        let mut organization = organization(64);
        close(&mut organization, 3);
        organization.closures.iter_mut().for_each(|closure| closure.in_progress = true);
        let now = Moment::default().after(600);
        assert_eq!(check_quotas(&organization, now), Err(Refusal::AccountsInClosure));
        let first = organization.closures[0].account;
        finish(&mut organization, first);
        assert_eq!(check_quotas(&organization, now), Ok(()));
        assert_eq!(organization.accounts[&first].state, AccountLife::Suspended);
    }
}
