//! What all clients share: one HTTP pool, time limits, retries.

use std::time::Duration;

use aws_sdk_sts::config::retry::{ClassifyRetry, RetryAction, RetryConfig, RetryPartition};
use aws_smithy_http_client::{
    Builder, Connector,
    proxy::ProxyConfig,
    tls::{Provider, rustls_provider::CryptoMode},
};
use aws_smithy_runtime_api::client::{http::SharedHttpClient, interceptors::context::InterceptorContext};
use aws_smithy_types::timeout::TimeoutConfig;

/// One HTTP client for every service, account and Region. A proxy named in the environment is used, except towards this computer.
pub(crate) fn http_client(endpoint: Option<&str>) -> SharedHttpClient {
    let local = endpoint.is_some_and(is_local);
    Builder::new().build_with_connector_fn(move |settings, components| {
        let proxy = if local { ProxyConfig::disabled() } else { ProxyConfig::from_env() };
        let mut connector = Connector::builder().proxy_config(proxy).tls_provider(Provider::Rustls(CryptoMode::AwsLc));
        connector.set_connector_settings(settings.cloned());
        connector.set_sleep_impl(components.and_then(|components| components.sleep_impl()));
        connector.set_enable_tcp_nodelay(true);
        connector.build()
    })
}

/// Adaptive retries: a client that is throttled slows down by itself, and speeds up again.
pub(crate) fn retries() -> RetryConfig {
    RetryConfig::adaptive()
        .with_max_attempts(6)
        .with_initial_backoff(Duration::from_millis(300))
        .with_max_backoff(Duration::from_secs(10))
}

/// Time limits: 3 s to connect, 30 s for an attempt to answer, 3 minutes for a call with its retries.
pub(crate) fn time_limits() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(3))
        .read_timeout(Duration::from_secs(30))
        .operation_attempt_timeout(Duration::from_secs(40))
        .operation_timeout(Duration::from_secs(180))
        .build()
}

/// A retry budget and rate limiter of one client's own, so that throttling in one account, Region and service holds up no other.
pub(crate) fn own_limits() -> RetryPartition {
    RetryPartition::custom("one client").build()
}

/// Forbids repeating a call whose answer does not come from an AWS API: an emulator that lacks the operation answers with an
/// HTML page and status 500, and would do so again.
#[derive(Debug)]
pub(crate) struct NotAnApi;

impl ClassifyRetry for NotAnApi {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let kind = context.response().and_then(|response| response.headers().get("content-type"));
        match kind {
            Some(kind) if kind.starts_with("text/html") => RetryAction::RetryForbidden,
            _ => RetryAction::NoActionIndicated,
        }
    }

    fn name(&self) -> &'static str {
        "NotAnApi"
    }
}

fn is_local(endpoint: &str) -> bool {
    let host = endpoint.split("://").last().unwrap_or_default();
    ["127.", "localhost", "[::1]"].iter().any(|local| host.starts_with(local))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proxies_are_not_used_towards_this_computer() {
        assert!(is_local("http://127.0.0.1:5000") && is_local("https://localhost") && is_local("http://[::1]:80"));
        assert!(!is_local("https://sts.eu-west-1.amazonaws.com"));
    }
}
