//! The way out: how many requests may be under way at once on this computer, and how long answers take.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use aws_smithy_runtime_api::client::{
    http::{
        HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
    },
    orchestrator::HttpRequest,
    runtime_components::RuntimeComponents,
};
use tokio::sync::Semaphore;

use super::{files, pacing::Slot};

/// Answers that came in through the gate.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Answers {
    /// How many, those to be asked for again included.
    pub number: u64,
    /// How long they took in all, each from its request's going out to the first of it.
    pub time: Duration,
}

impl Answers {
    /// Those that came after these others.
    pub fn since(self, before: Self) -> Self {
        Self { number: self.number.saturating_sub(before.number), time: self.time.saturating_sub(before.time) }
    }

    /// How long one took on average.
    pub fn average(self) -> Duration {
        self.time / u32::try_from(self.number).unwrap_or(u32::MAX).max(1)
    }
}

/// Lets requests out. Clones are one gate.
#[derive(Clone, Debug)]
pub(crate) struct Gate {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    places: Semaphore,
    width: usize,
    answers: AtomicU64,
    microseconds: AtomicU64,
}

impl Gate {
    /// As wide as this computer allows.
    pub fn open() -> Self {
        Self::with(files::connections())
    }

    fn with(width: usize) -> Self {
        let places = Semaphore::new(width);
        Self { shared: Arc::new(Shared { places, width, answers: AtomicU64::new(0), microseconds: AtomicU64::new(0) }) }
    }

    /// How many requests may be under way at once.
    pub fn width(&self) -> usize {
        self.shared.width
    }

    /// What was answered so far.
    pub fn answers(&self) -> Answers {
        let (number, time) = (self.shared.answers.load(Relaxed), self.shared.microseconds.load(Relaxed));
        Answers { number, time: Duration::from_micros(time) }
    }

    /// A client whose requests go through the gate.
    pub fn before(&self, client: SharedHttpClient) -> SharedHttpClient {
        SharedHttpClient::new(Gated { client, gate: self.clone() })
    }

    fn took(&self, time: Duration) {
        self.shared.answers.fetch_add(1, Relaxed);
        self.shared.microseconds.fetch_add(u64::try_from(time.as_micros()).unwrap_or(u64::MAX), Relaxed);
    }
}

#[derive(Debug)]
struct Gated {
    client: SharedHttpClient,
    gate: Gate,
}

impl HttpClient for Gated {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let connector = self.client.http_connector(settings, components);
        SharedHttpConnector::new(GatedConnector { connector, gate: self.gate.clone() })
    }
}

#[derive(Debug)]
struct GatedConnector {
    connector: SharedHttpConnector,
    gate: Gate,
}

impl HttpConnector for GatedConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let (connector, gate) = (self.connector.clone(), self.gate.clone());
        HttpConnectorFuture::new(async move {
            if let Some(slot) = request.extension::<Slot>().cloned() {
                slot.wait().await;
            }
            // The gate is never closed: an error cannot happen, and would mean no limit.
            let _place = gate.shared.places.acquire().await;
            let start = Instant::now();
            let answer = connector.call(request).await;
            if answer.is_ok() {
                gate.took(start.elapsed());
            }
            answer
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use super::*;

    /// Counts how many requests it is answering, and the most there ever were.
    #[derive(Clone, Debug, Default)]
    struct Counting(Arc<(AtomicUsize, AtomicUsize)>);

    impl HttpConnector for Counting {
        fn call(&self, _request: HttpRequest) -> HttpConnectorFuture {
            let counts = Arc::clone(&self.0);
            HttpConnectorFuture::new(async move {
                let now = counts.0.fetch_add(1, Relaxed) + 1;
                counts.1.fetch_max(now, Relaxed);
                tokio::task::yield_now().await;
                counts.0.fetch_sub(1, Relaxed);
                Ok(aws_smithy_runtime_api::client::orchestrator::HttpResponse::new(
                    aws_smithy_runtime_api::http::StatusCode::try_from(200).expect("a status"),
                    aws_smithy_types::body::SdkBody::empty(),
                ))
            })
        }
    }

    #[tokio::test]
    async fn no_more_requests_are_under_way_than_the_gate_is_wide() {
        let (counting, gate) = (Counting::default(), Gate::with(3));
        let connector = GatedConnector { connector: SharedHttpConnector::new(counting.clone()), gate: gate.clone() };
        let calls = (0..20).map(|_| connector.call(HttpRequest::empty()));
        let answers = futures_util::future::join_all(calls).await;
        assert!(answers.iter().all(Result::is_ok));
        assert_eq!(counting.0.1.load(Relaxed), 3);
        assert_eq!(gate.shared.answers.load(Relaxed), 20);
    }
}
