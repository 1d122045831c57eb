//! Crawls of an embedded organization into a cache.

use std::path::Path;

use armillary_app::CrawlJob;
use armillary_aws::{AccessKey, Connection, Secret};
use armillary_loopback::{Faults, Running, ServeOptions, serve, state::State};

/// Serves the organization with these faults.
pub async fn start(state: &State, faults: &str) -> Running {
    let faults = Faults::from_json(faults).expect("faults");
    serve(state.clone(), ServeOptions { faults, ..ServeOptions::default() }).await.expect("serves")
}

/// A crawl of everything in one Region.
pub fn job(server: &Running, cache: &Path) -> CrawlJob {
    let key = server.credentials();
    let access_key =
        AccessKey { id: key.access_key_id, secret: Secret::new(key.secret_access_key), session_token: None };
    let connection = Connection {
        endpoint_url: Some(server.endpoint_url()),
        access_key: Some(access_key),
        regions: vec!["eu-west-1".to_owned()],
        ..Connection::default()
    };
    CrawlJob {
        connection,
        demo: None,
        accounts: Vec::new(),
        services: Vec::new(),
        account_tags: true,
        cache: cache.to_owned(),
        replace_other: false,
        resume: false,
    }
}
