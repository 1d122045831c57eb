//! The embedded organization: started inside this program, reached over HTTP like AWS.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use armillary_aws::{AccessKey, Connection, Secret};
use armillary_loopback::{
    Running, ServeOptions,
    organization::{Options, reference},
    serve,
};
use armillary_store::Origin;
use armillary_wire::Failure;

use crate::failure::other;

/// The seed of the demo's names and ids.
const SEED: u64 = 1;

/// An embedded organization: the same whenever it is started with the same numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Demo {
    /// How many accounts it has.
    pub accounts: u32,
    /// What its names and ids follow from.
    pub seed: u64,
}

impl Demo {
    /// The demo of this many accounts.
    pub fn of(accounts: u32) -> Self {
        Self { accounts, seed: SEED }
    }

    /// Starts it, and says how to reach it.
    pub async fn start(self) -> Result<(Running, Connection), Failure> {
        let options = Options { accounts: self.accounts as usize, seed: self.seed, ..Options::default() };
        let state = tokio::task::spawn_blocking(move || reference(&options)).await.map_err(other)?;
        let running = serve(state, ServeOptions::default()).await.map_err(other)?;
        let connection = connection(&running);
        Ok((running, connection))
    }
}

impl fmt::Display for Demo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "demo organization of {} accounts", self.accounts)
    }
}

impl From<Demo> for Origin {
    fn from(Demo { accounts, seed }: Demo) -> Self {
        Self::Demo { accounts, seed }
    }
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
