//! Why a crawl could not be started or had to stop.

use armillary_aws::{Failure, FailureClass};
use armillary_model::AccountId;

/// A crawl that has nothing to go on with. Anything less is coverage.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CrawlError {
    /// The organization could not be listed, for a reason other than being refused.
    #[error("the organization could not be listed: {failure}; {}", advice(.failure))]
    Organization {
        /// The call that failed.
        failure: Failure,
    },
    /// The Regions could not be asked for.
    #[error("the enabled Regions could not be listed: {0}; name the Regions to read with `--regions`")]
    Regions(Failure),
    /// There is no such OU.
    #[error("there is no OU `{0}` in this organization; OU ids look like `ou-ab12-cdefgh34`")]
    NoSuchOu(String),
    /// There is no such account.
    #[error(
        "the account `{0}` is not in this organization, or may not be seen by the caller; `armillary resources --kind AWS::Organizations::Account` lists those that were read"
    )]
    NoSuchAccount(AccountId),
    /// Nobody takes the events any more.
    #[error("the receiver of the crawl's events has gone")]
    NoReceiver,
}

fn advice(failure: &Failure) -> &'static str {
    match failure.class {
        FailureClass::Expired | FailureClass::NoCredentials => "renew the credentials and crawl again",
        FailureClass::Throttled => "other programs use the same limits; try again later",
        FailureClass::Unreachable => "check the network and the endpoint, and crawl again",
        _ => "crawl again, with credentials of the management account or a delegated administrator",
    }
}
