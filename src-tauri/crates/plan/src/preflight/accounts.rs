//! Before accounts are moved or closed.

use armillary_facts::limit;
use armillary_model::AccountId;

use super::{CRAWL, Checks, tower};
use crate::organization::{Member, Organization, part_of};

pub(super) fn moving(account: &str, to: &str, now: &Organization<'_>, checks: &mut Checks) {
    destination(to, now, checks);
    tower::destination(to, false, now, checks);
    tower::enrolment(to, now, checks);
    let Some(member) = member(account, now) else { return };
    tower::left_over(member, to, now, checks);
    checks.known(
        "place-known",
        part_of(member.record, armillary_model::Part::PARENT),
        &format!("account {} is where it was read", now.called(account)),
        CRAWL,
    );
    checks.holds(
        "account-active",
        member.is_active(),
        format!("account {} is {}", now.called(account), member.state()),
        "a closed account that is moved into a registered OU is drift, and blocks later runs: leave it where it is",
    );
}

/// The OU is there.
pub(super) fn destination(node: &str, now: &Organization<'_>, checks: &mut Checks) {
    let detail = format!("{} is there", now.called(node));
    match (now.node(node), now.is_read()) {
        (Some(_), Ok(())) => checks.pass("destination-there", detail),
        (_, Err(why)) => checks.unknown("destination-there", why, CRAWL),
        (None, Ok(())) => {
            checks.fail("destination-there", format!("there is no OU {node}"), "name an OU that is there");
        }
    }
}

pub(super) fn closing(account: &str, now: &Organization<'_>, checks: &mut Checks) {
    let Some(member) = member(account, now) else { return };
    let called = now.called(account);
    checks.holds(
        "not-management",
        member.account != now.management,
        format!("account {called}"),
        "the management account cannot be closed from within the organization",
    );
    administers(member, now, checks);
    owns(member, now, checks);
    closures(now, checks);
}

/// A delegated administrator cannot be closed.
fn administers(member: Member<'_>, now: &Organization<'_>, checks: &mut Checks) {
    let called = now.called(&member.account.to_string());
    let services: Vec<&str> = member.services().collect();
    match (services.is_empty(), now.services_are_read(member)) {
        (false, _) => checks.fail(
            "not-delegated-administrator",
            format!("account {called} administers {} for the organization", services.join(", ")),
            "deregister it as a delegated administrator first, and register another one",
        ),
        (true, Ok(())) => checks.pass("not-delegated-administrator", format!("account {called} administers nothing")),
        (true, Err(why)) => checks.unknown("not-delegated-administrator", why, CRAWL),
    }
}

/// Others would lose the portfolios that an account shares.
fn owns(member: Member<'_>, now: &Organization<'_>, checks: &mut Checks) {
    let called = now.called(&member.account.to_string());
    let own = now.portfolios().filter(|portfolio| portfolio.record.account == member.account);
    let shared: Vec<&str> =
        own.filter(|portfolio| !portfolio.shares.is_empty()).map(|portfolio| portfolio.record.name.as_str()).collect();
    let unread = now.snapshot.coverage.why_unread(member.account, armillary_model::Service::ServiceCatalog);
    match (shared.is_empty(), unread) {
        (false, _) => checks.fail(
            "shares-nothing",
            format!("account {called} shares {}", shared.join(", ")),
            "end its shares first; what recipients launched stays",
        ),
        (true, None) => checks.pass("shares-nothing", format!("account {called} shares no portfolio")),
        (true, Some(unit)) => {
            let why = format!("Service Catalog of account {called} was not read in {}", unit.region);
            checks.unknown("shares-nothing", why, CRAWL);
        }
    }
}

/// How many may be closed, at a time and within thirty days. When accounts were closed is not crawled; they stay listed for ninety days, so
/// that fewer of them than the limit are few enough.
fn closures(now: &Organization<'_>, checks: &mut Checks) {
    let in_state = |state: &str| now.members().filter(|member| member.state() == state).count();
    let (pending, suspended) = (in_state("PENDING_CLOSURE"), in_state("SUSPENDED"));
    let at_once = limit("account-closures-at-once").unwrap_or_default();
    let detail = format!("{pending} of {at_once} accounts are being closed");
    match usize::try_from(at_once).is_ok_and(|most| pending < most) {
        true => checks.pass("closures-at-once", detail),
        false => checks.fail("closures-at-once", detail, "wait until they are closed, and plan again"),
    }
    let quota = closure_quota(now.members().count().saturating_sub(1));
    let closed = pending.saturating_add(suspended);
    let detail = format!("{closed} accounts are closed or being closed; {quota} may be within 30 days");
    match usize::try_from(quota).is_ok_and(|quota| closed < quota) {
        true => checks.pass("closure-quota", detail),
        false => checks.unknown(
            "closure-quota",
            detail,
            "when they were closed is not crawled: look it up in CloudTrail (CloseAccount), and wait if all were within 30 days",
        ),
    }
}

/// How many of so many members may be closed within thirty days.
pub(crate) fn closure_quota(members: usize) -> u32 {
    let named = |name: &str| limit(name).unwrap_or_default();
    let percent =
        u32::try_from(members).unwrap_or(u32::MAX).saturating_mul(named("account-closures-in-30-days-percent"));
    let (least, most) = (named("account-closures-in-30-days-at-least"), named("account-closures-in-30-days-at-most"));
    percent.checked_div(100).unwrap_or_default().max(least).min(most)
}

fn member<'a>(account: &str, now: &Organization<'a>) -> Option<Member<'a>> {
    account.parse::<AccountId>().ok().and_then(|account| now.member(account))
}

#[cfg(test)]
mod tests {
    use super::closure_quota;

    #[test]
    fn so_many_accounts_may_be_closed_in_thirty_days() {
        assert_eq!([63, 2_000, 9_998].map(closure_quota), [250, 400, 1_000]);
    }
}
