//! What all clients share: one HTTP pool.

use aws_smithy_http_client::{
    Builder, Connector,
    proxy::ProxyConfig,
    tls::{Provider, TlsContext, rustls_provider::CryptoMode},
};
use aws_smithy_runtime_api::client::http::SharedHttpClient;

/// One HTTP client for every service, account and Region. A proxy named in the environment is used, except towards this computer.
pub(crate) fn http_client(endpoint: Option<&str>, trust: Option<TlsContext>) -> SharedHttpClient {
    let local = endpoint.is_some_and(is_local);
    Builder::new().build_with_connector_fn(move |settings, components| {
        let proxy = if local { ProxyConfig::disabled() } else { ProxyConfig::from_env() };
        let mut connector = Connector::builder().proxy_config(proxy).tls_provider(Provider::Rustls(CryptoMode::AwsLc));
        if let Some(trust) = &trust {
            connector.set_tls_context(trust.clone());
        }
        connector.set_connector_settings(settings.cloned());
        connector.set_sleep_impl(components.and_then(|components| components.sleep_impl()));
        connector.set_enable_tcp_nodelay(true);
        connector.build()
    })
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
