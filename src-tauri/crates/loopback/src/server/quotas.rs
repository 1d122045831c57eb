//! Request quotas as AWS enforces them: a token bucket per account and operation, or per account and Region.
//!
//! Rates and bursts of Organizations are those of "Quotas and service limits for AWS Organizations"; those of EC2 and STS of
//! their API throttling pages. Services that publish no rates are not limited.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Instant,
};

use armillary_model::AccountId;

use super::api::{Api, CommonError};
use crate::services::{AwsError, Request};

/// Which request quotas are enforced.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Quotas {
    /// None.
    #[default]
    Off,
    /// Those of AWS.
    Aws,
}

/// How fast a bucket fills, and how much it holds.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Rate {
    per_second: f64,
    burst: f64,
}

/// Account creation: one in ten seconds.
const CREATIONS: Rate = Rate { per_second: 0.1, burst: 3.0 };
/// Account closure: one in twenty seconds.
const CLOSURES: Rate = Rate { per_second: 0.05, burst: 1.0 };

/// Operation, then rate and burst of one account, then of the whole organization.
const ORGANIZATIONS: &[(&str, Rate, Rate)] = &[
    ("CreateAccount", CREATIONS, CREATIONS),
    ("CloseAccount", CLOSURES, CLOSURES),
    ("MoveAccount", rate(2, 3), rate(2, 3)),
    ("CreateOrganizationalUnit", rate(1, 2), rate(1, 2)),
    ("UpdateOrganizationalUnit", rate(1, 2), rate(1, 2)),
    ("DeleteOrganizationalUnit", rate(1, 2), rate(1, 2)),
    ("CreatePolicy", rate(2, 3), rate(2, 3)),
    ("UpdatePolicy", rate(2, 3), rate(2, 3)),
    ("DeletePolicy", rate(2, 3), rate(2, 3)),
    ("AttachPolicy", rate(2, 3), rate(2, 3)),
    ("DetachPolicy", rate(2, 3), rate(2, 3)),
    ("TagResource", rate(4, 6), rate(4, 6)),
    ("UntagResource", rate(4, 6), rate(4, 6)),
    ("RegisterDelegatedAdministrator", rate(1, 2), rate(1, 2)),
    ("DeregisterDelegatedAdministrator", rate(1, 2), rate(1, 2)),
    ("DescribeCreateAccountStatus", rate(2, 2), rate(2, 2)),
    ("ListAccounts", rate(8, 12), rate(9, 15)),
    ("ListChildren", rate(6, 10), rate(7, 12)),
    ("ListParents", rate(5, 8), rate(6, 10)),
    ("ListAccountsForParent", rate(5, 8), rate(6, 10)),
    ("ListOrganizationalUnitsForParent", rate(5, 8), rate(6, 10)),
    ("DescribeAccount", rate(20, 30), rate(24, 36)),
    ("DescribeOrganizationalUnit", rate(2, 2), rate(2, 3)),
    ("ListRoots", rate(1, 2), rate(1, 3)),
    ("DescribeOrganization", rate(1, 2), rate(1, 2)),
    ("ListTagsForResource", rate(10, 15), rate(12, 18)),
    ("DescribePolicy", rate(2, 2), rate(2, 3)),
    ("ListPolicies", rate(5, 8), rate(6, 10)),
    ("ListPoliciesForTarget", rate(5, 8), rate(6, 10)),
    ("ListTargetsForPolicy", rate(5, 8), rate(6, 10)),
    ("ListDelegatedAdministrators", rate(5, 8), rate(5, 8)),
    ("ListDelegatedServicesForAccount", rate(1, 3), rate(1, 3)),
    ("ListAWSServiceAccessForOrganization", rate(1, 3), rate(1, 3)),
    ("ListCreateAccountStatus", rate(5, 8), rate(5, 8)),
];
const EC2: Rate = rate(20, 100);
/// Security groups listed with neither a page size nor a filter.
const EC2_UNPAGED: Rate = rate(10, 50);
const STS: Rate = rate(600, 600);
const SSO_ADMIN: Rate = rate(20, 20);

const fn rate(per_second: u32, burst: u32) -> Rate {
    Rate { per_second: per_second as f64, burst: burst as f64 }
}

/// What a bucket is for; the account is left out where it is the whole organization's.
type Key = (Api, &'static str, Option<AccountId>, String);

/// The buckets in use.
#[derive(Debug)]
pub(super) struct Buckets {
    quotas: Quotas,
    levels: Mutex<HashMap<Key, Level>>,
}

#[derive(Clone, Copy, Debug)]
struct Level {
    tokens: f64,
    at: Instant,
}

impl Buckets {
    /// Full buckets.
    pub(super) fn new(quotas: Quotas) -> Self {
        Self { quotas, levels: Mutex::default() }
    }

    /// Takes a token for a request from every bucket it counts against.
    pub(super) fn take(&self, request: &Request, now: Instant) -> Result<(), AwsError> {
        if self.quotas == Quotas::Off {
            return Ok(());
        }
        let mut levels = self.levels.lock().unwrap_or_else(PoisonError::into_inner);
        let mut has_tokens = true;
        for (key, rate) in buckets(request) {
            let level = levels.entry(key).or_insert(Level { tokens: rate.burst, at: now });
            has_tokens &= level.take(rate, now);
        }
        if has_tokens { Ok(()) } else { Err(request.error(CommonError::Throttled, "Rate exceeded")) }
    }
}

impl Level {
    fn take(&mut self, rate: Rate, now: Instant) -> bool {
        let elapsed = now.saturating_duration_since(self.at).as_secs_f64();
        self.tokens = (self.tokens + elapsed * rate.per_second).min(rate.burst);
        self.at = now;
        let has_token = self.tokens >= 1.0;
        if has_token {
            self.tokens -= 1.0;
        }
        has_token
    }
}

fn buckets(request: &Request) -> Vec<(Key, Rate)> {
    let Request { api, operation, .. } = *request;
    let account = Some(request.account);
    match api {
        Api::Organizations => {
            let limited = ORGANIZATIONS.iter().filter(|(name, ..)| *name == operation);
            let both = |(_, own, shared): &(_, Rate, Rate)| {
                [((api, operation, account, String::new()), *own), ((api, operation, None, String::new()), *shared)]
            };
            limited.flat_map(both).collect()
        }
        Api::Ec2 => {
            let is_unpaged = operation == "DescribeSecurityGroups"
                && request.input.text("MaxResults").is_none()
                && request.input.structures("Filter").is_empty();
            let rate = if is_unpaged { EC2_UNPAGED } else { EC2 };
            vec![((api, operation, account, request.region.clone()), rate)]
        }
        Api::Sts => vec![((api, "", account, request.region.clone()), STS)],
        // All its operations share one bucket ("IAM Identity Center quotas").
        Api::SsoAdmin => vec![((api, "", account, request.region.clone()), SSO_ADMIN)],
        Api::Iam | Api::ServiceCatalog | Api::SageMaker | Api::ControlTower | Api::IdentityStore => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{
        state::{Caller, Moment, Timestamp},
        wire::Input,
    };

    fn request(api: Api, operation: &'static str, account: u64) -> Request {
        let account = AccountId::from_number(account).expect("small");
        Request {
            api,
            operation,
            region: "eu-west-1".into(),
            input: Input::default(),
            caller: Caller::User { account, name: "x".into() },
            account,
            now: Timestamp(0),
            moment: Moment(0),
            later: None,
            number: 0,
        }
    }

    fn granted(buckets: &Buckets, request: &Request, count: usize, at: Instant) -> usize {
        (0..count).filter(|_| buckets.take(request, at).is_ok()).count()
    }

    #[test]
    fn a_burst_is_granted_and_then_the_rate() {
        let buckets = Buckets::new(Quotas::Aws);
        let (start, asked) = (Instant::now(), request(Api::Organizations, "ListAccounts", 1));
        assert_eq!(granted(&buckets, &asked, 50, start), 12);
        assert_eq!(granted(&buckets, &asked, 50, start + Duration::from_secs(1)), 8);
        let error = buckets.take(&asked, start + Duration::from_secs(1)).expect_err("throttled");
        assert_eq!(error.code, "TooManyRequestsException");
    }

    #[test]
    fn buckets_are_apart_by_operation_and_account_but_the_organization_shares_one() {
        let buckets = Buckets::new(Quotas::Aws);
        let start = Instant::now();
        assert_eq!(granted(&buckets, &request(Api::Organizations, "ListAccounts", 1), 50, start), 12);
        assert_eq!(granted(&buckets, &request(Api::Organizations, "ListParents", 1), 50, start), 8);
        assert_eq!(granted(&buckets, &request(Api::Organizations, "ListChildren", 2), 6, start), 6);
        assert_eq!(granted(&buckets, &request(Api::Organizations, "ListChildren", 3), 50, start), 6);
        assert_eq!(granted(&buckets, &request(Api::Ec2, "DescribeVpcs", 2), 500, start), 100);
        assert_eq!(granted(&buckets, &request(Api::Sts, "AssumeRole", 2), 1000, start), 600);
    }

    #[test]
    fn nothing_is_limited_when_off() {
        let buckets = Buckets::new(Quotas::Off);
        assert_eq!(granted(&buckets, &request(Api::Organizations, "ListRoots", 1), 500, Instant::now()), 500);
    }
}
