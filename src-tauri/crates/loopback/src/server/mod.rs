//! The server: one port on 127.0.0.1 on which every account, Region and service of the organization answers.

pub(crate) mod api;
mod authenticate;
mod conflicts;
mod connection;
mod dispatch;
mod faults;
mod incoming;
mod quotas;
mod reply;

use std::{
    collections::BTreeMap,
    fmt,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::state::{State, TimeScale};
use dispatch::Dispatch;

pub use faults::{Faults, FaultsError};
pub use quotas::Quotas;

/// How long [`Running::stop`] waits for requests that are being answered.
const PATIENCE: Duration = Duration::from_secs(5);

/// How the organization is served.
#[derive(Clone, Debug, Default)]
pub struct ServeOptions {
    /// The port on 127.0.0.1; 0 takes any that is free.
    pub port: u16,
    /// How long every answer is held back.
    pub latency: Duration,
    /// Which request quotas are enforced.
    pub quotas: Quotas,
    /// Which requests go wrong on purpose.
    pub faults: Faults,
    /// Whether callers are held to their policies.
    pub enforce_policies: bool,
    /// How fast AWS's time passes, by which accounts are created and closed. Request quotas and sessions go by the caller's time.
    pub time_scale: TimeScale,
}

/// Why the organization could not be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The port could not be opened.
    #[error("cannot listen on 127.0.0.1 port `{port}`: {source}; choose another port, or 0 for any that is free")]
    Listen {
        /// The port asked for.
        port: u16,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The state hands out no access key that is enough by itself.
    #[error(
        "the state hands out access key `{0}`, which it does not know or which needs a session token; hand out another"
    )]
    NoKey(String),
}

/// What a client needs to sign its requests.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The access key id, of the management account.
    pub access_key_id: String,
    /// The secret access key.
    pub secret_access_key: String,
    /// The Region to start in.
    pub region: String,
}

/// A served organization. Dropping it stops it without waiting.
pub struct Running {
    address: SocketAddr,
    credentials: Credentials,
    dispatch: Arc<Dispatch>,
    stopping: CancellationToken,
    tasks: TaskTracker,
}

/// Serves an organization until it is stopped. Has to be called within a tokio runtime.
pub async fn serve(state: State, options: ServeOptions) -> Result<Running, ServeError> {
    let credentials = handed_out(&state)?;
    let port = options.port;
    let listening = |source| ServeError::Listen { port, source };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(listening)?;
    let address = listener.local_addr().map_err(listening)?;
    let dispatch = Arc::new(Dispatch::new(state, options));
    let stopping = CancellationToken::new();
    let tasks = TaskTracker::new();
    tasks.spawn(connection::accept(listener, dispatch.clone(), stopping.clone(), tasks.clone()));
    tasks.close();
    Ok(Running { address, credentials, dispatch, stopping, tasks })
}

impl Running {
    /// The URL to give to clients as their endpoint, for every service and Region.
    pub fn endpoint_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Credentials of the management account.
    pub fn credentials(&self) -> Credentials {
        self.credentials.clone()
    }

    /// How many requests were received so far.
    pub fn requests(&self) -> u64 {
        self.dispatch.requests.load(Ordering::Relaxed)
    }

    /// How often each operation was called that was called at all, by the name of its IAM action.
    pub fn called(&self) -> BTreeMap<String, u64> {
        self.dispatch.called()
    }

    /// The most requests that were ever being answered at once.
    pub fn most_at_once(&self) -> u64 {
        self.dispatch.under_way.most()
    }

    /// Takes no more requests, and waits a few seconds for those that are being answered.
    pub async fn stop(self) {
        self.stopping.cancel();
        // Whoever is slower than this is cut off when the runtime ends.
        let _ = tokio::time::timeout(PATIENCE, self.tasks.wait()).await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stopping.cancel();
    }
}

impl fmt::Debug for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Running").field("endpoint_url", &self.endpoint_url()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("access_key_id", &self.access_key_id)
            .field("region", &self.region)
            .finish_non_exhaustive()
    }
}

fn handed_out(state: &State) -> Result<Credentials, ServeError> {
    let id = &state.sessions.handed_out;
    let key = state.sessions.keys.get(id).filter(|key| key.token.is_none());
    let key = key.ok_or_else(|| ServeError::NoKey(id.clone()))?;
    let region = state.regions.first().map_or("us-east-1", |region| region);
    Ok(Credentials { access_key_id: id.clone(), secret_access_key: key.secret.clone(), region: region.to_owned() })
}
