//! How often a call is made again, and after how long: the one place that says so.
//!
//! How many calls are under way, and how fast they start, is decided by who makes them; here is only what a single call does when
//! it fails. The SDK's own rate limiter ("adaptive") is not used: where every second call is throttled it brings a client down to
//! one call in two seconds.

use std::time::Duration;

use aws_sdk_sts::config::retry::{ClassifyRetry, RetryAction, RetryConfig, RetryPartition, TokenBucket};
use aws_smithy_runtime_api::{
    box_error::BoxError,
    client::{
        interceptors::{
            Intercept,
            context::{FinalizerInterceptorContextRef, InterceptorContext},
        },
        orchestrator::HttpResponse,
        runtime_components::RuntimeComponents,
    },
};
use aws_smithy_types::{config_bag::ConfigBag, timeout::TimeoutConfig};

use crate::{answer::NotAnAnswer, failure::find};

/// How often a call is tried, and how the wait between two tries grows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Patience {
    attempts: u32,
    first: Duration,
    longest: Duration,
}

/// AWS asked for fewer calls: it will answer, only later. Where every second call is throttled, one in a million is given up.
const THROTTLED: Patience =
    Patience { attempts: 20, first: Duration::from_millis(100), longest: Duration::from_secs(5) };
/// Something answered that it cannot just now: a 5xx, a page of a proxy, an answer that is none.
const TROUBLED: Patience = Patience { attempts: 6, first: Duration::from_millis(200), longest: Duration::from_secs(3) };
/// Nothing could be connected to.
const UNREACHED: Patience =
    Patience { attempts: 4, first: Duration::from_millis(200), longest: Duration::from_secs(2) };
/// Something took the call and did not answer: to wait as long again and again would hold a crawl up.
const STALLED: Patience = Patience { attempts: 2, first: Duration::from_millis(200), longest: Duration::from_secs(2) };

/// Nobody knows whether it was done.
const ONCE: Patience = Patience { attempts: 1, first: Duration::ZERO, longest: Duration::ZERO };

impl Patience {
    fn config(self) -> RetryConfig {
        RetryConfig::standard()
            .with_max_attempts(self.attempts)
            .with_initial_backoff(self.first)
            .with_max_backoff(self.longest)
    }
}

/// The retries of every client; [`ByKind`] refines them by what went wrong.
pub(crate) fn policy() -> RetryConfig {
    THROTTLED.config()
}

/// Time limits: 3 s to connect, 30 s for an attempt to answer, 90 s for a call with its retries.
pub(crate) fn time_limits() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(3))
        .read_timeout(Duration::from_secs(30))
        .operation_attempt_timeout(Duration::from_secs(40))
        .operation_timeout(Duration::from_secs(90))
        .build()
}

/// A retry budget that is never used up: attempts are limited per call, and calls by who makes them. The SDK's default budget is
/// shared by all clients of a service, so that an account with trouble would take the retries of every other.
pub(crate) fn budget() -> RetryPartition {
    RetryPartition::custom("one client").token_bucket(TokenBucket::unlimited()).build()
}

/// Gives each failed attempt the patience that suits what went wrong.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ByKind {
    /// Calls that can be made as often as one likes.
    Reading,
    /// Calls that change something: one that may have been carried out is not made again.
    Changing,
}

impl Intercept for ByKind {
    fn name(&self) -> &'static str {
        "ByKind"
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let Some(Err(error)) = context.output_or_error() else { return Ok(()) };
        // A page is not how AWS throttles.
        let status =
            context.response().map(|response| if is_page(response) { 502 } else { response.status().as_u16() });
        let connector = error.as_connector_error();
        let stalled = error.is_timeout_error() || connector.is_some_and(|error| error.is_timeout());
        let patience = patience(status, stalled, connector.is_some());
        let patience = match self {
            // An answer below 500 says that nothing was done.
            Self::Changing if status.is_none_or(|status| status >= 500) => ONCE,
            Self::Changing | Self::Reading => patience,
        };
        config.interceptor_state().store_put(patience.config());
        Ok(())
    }
}

fn is_page(response: &HttpResponse) -> bool {
    response.headers().get("content-type").is_some_and(|kind| kind.starts_with("text/html"))
}

fn patience(status: Option<u16>, stalled: bool, unreached: bool) -> Patience {
    match status {
        _ if stalled => STALLED,
        _ if unreached => UNREACHED,
        // 503 is also how some services throttle; AWS's own codes for it come with 4xx as often as not.
        Some(503) => THROTTLED,
        Some(200..=299 | 500..=599) => TROUBLED,
        _ => THROTTLED,
    }
}

/// Says of answers that do not come from an AWS API whether to try again.
///
/// A proxy's or load balancer's 502 to 504 is passing, whatever its body. An emulator that lacks an operation answers 500 (or less)
/// with an HTML page, and would do so again.
#[derive(Debug)]
pub(crate) struct NotAnApi;

impl ClassifyRetry for NotAnApi {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        if let Some(Err(error)) = context.output_or_error()
            && find::<NotAnAnswer>(error).is_some()
        {
            return RetryAction::transient_error();
        }
        let Some(response) = context.response() else { return RetryAction::NoActionIndicated };
        let page = is_page(response);
        match response.status().as_u16() {
            502..=504 => RetryAction::NoActionIndicated,
            _ if page => RetryAction::RetryForbidden,
            _ => RetryAction::NoActionIndicated,
        }
    }

    fn name(&self) -> &'static str {
        "NotAnApi"
    }
}

#[cfg(test)]
mod tests {
    use aws_smithy_runtime_api::{client::interceptors::context::Input, http::StatusCode};
    use aws_smithy_types::body::SdkBody;

    use super::*;

    fn action(status: u16, kind: &'static str) -> RetryAction {
        let mut response = HttpResponse::new(StatusCode::try_from(status).expect("a status"), SdkBody::empty());
        response.headers_mut().insert("content-type", kind);
        let mut context = InterceptorContext::new(Input::doesnt_matter());
        context.set_response(response);
        NotAnApi.classify_retry(&context)
    }

    #[test]
    fn only_a_page_that_would_come_again_is_hopeless() {
        for status in [502, 503, 504] {
            assert_eq!(action(status, "text/html; charset=utf-8"), RetryAction::NoActionIndicated);
        }
        for status in [200, 404, 500, 501] {
            assert_eq!(action(status, "text/html; charset=utf-8"), RetryAction::RetryForbidden);
        }
        assert_eq!(action(500, "application/x-amz-json-1.1"), RetryAction::NoActionIndicated);
    }

    #[test]
    fn patience_suits_the_trouble() {
        assert_eq!(patience(Some(400), false, false), THROTTLED);
        assert_eq!(patience(Some(502), false, false), TROUBLED);
        assert_eq!(patience(None, false, true), UNREACHED);
        assert_eq!(patience(None, true, true), STALLED);
        assert_eq!(policy().mode(), aws_sdk_sts::config::retry::RetryMode::Standard);
    }
}
