//! The embedded organization: started inside this program, reached over HTTP like AWS.

use std::path::{Path, PathBuf};

use armillary_aws::{AccessKey, Connection, Secret};
use armillary_loopback::{
    Running, ServeOptions,
    organization::{Options, reference},
    serve,
};
use armillary_wire::Failure;

use crate::failure::other;

/// The seed of the demo's names and ids.
pub const SEED: u64 = 1;

/// Starts an organization of this many accounts, and says how to reach it.
pub async fn start(accounts: u32) -> Result<(Running, Connection), Failure> {
    let options = Options { accounts: accounts as usize, seed: SEED, ..Options::default() };
    let state = tokio::task::spawn_blocking(move || reference(&options)).await.map_err(other)?;
    let running = serve(state, ServeOptions::default()).await.map_err(other)?;
    let connection = connection(&running);
    Ok((running, connection))
}

/// The cache of a demo of this many accounts, in the folder of demo caches.
pub fn cache(folder: &Path, accounts: u32) -> PathBuf {
    folder.join(format!("demo-{accounts}.sqlite"))
}

/// How to reach a running organization.
fn connection(running: &Running) -> Connection {
    let credentials = running.credentials();
    let key = AccessKey {
        id: credentials.access_key_id,
        secret: Secret::new(credentials.secret_access_key),
        session_token: None,
    };
    Connection { endpoint_url: Some(running.endpoint_url()), access_key: Some(key), ..Connection::default() }
}
