//! The paces of one account: given to requests on their way out, and told of the answers that come back.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Instant,
};

use aws_smithy_runtime_api::{
    box_error::BoxError,
    client::{
        interceptors::{
            Intercept,
            context::{BeforeTransmitInterceptorContextMut, FinalizerInterceptorContextRef},
        },
        orchestrator::{HttpResponse, Metadata},
        runtime_components::RuntimeComponents,
    },
};
use aws_smithy_types::config_bag::ConfigBag;

use super::{pace::Pace, quota};

/// The operations that were throttled in one account, by service, Region and name. Clones share them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Paces(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    /// Whether there are any: nearly always there are none.
    any: AtomicBool,
    paces: Mutex<BTreeMap<(String, String, String), Slot>>,
}

/// The pace of one operation.
#[derive(Clone, Debug)]
pub(super) struct Slot(Arc<Mutex<Pace>>);

impl Slot {
    /// Waits for the next free place.
    pub async fn wait(&self) {
        let pause = self.pace().reserve(Instant::now());
        if !pause.is_zero() {
            tokio::time::sleep(pause).await;
        }
    }

    fn pace(&self) -> MutexGuard<'_, Pace> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Paces {
    fn find(&self, region: &str, called: &Metadata) -> Option<Slot> {
        if !self.0.any.load(Relaxed) {
            return None;
        }
        self.slots().get(&key(region, called)).cloned()
    }

    fn throttled(&self, region: &str, called: &Metadata, now: Instant) {
        let published = quota(called.service(), called.name());
        let new = || Slot(Arc::new(Mutex::new(Pace::new(published, now))));
        self.slots().entry(key(region, called)).or_insert_with(new).pace().throttled(now);
        self.0.any.store(true, Relaxed);
    }

    fn slots(&self) -> MutexGuard<'_, BTreeMap<(String, String, String), Slot>> {
        self.0.paces.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What shares a limit: an operation, but all operations of STS.
fn key(region: &str, called: &Metadata) -> (String, String, String) {
    let operation = if called.service() == "STS" { "" } else { called.name() };
    (called.service().to_owned(), region.to_owned(), operation.to_owned())
}

/// Keeps the clients of one account and Region to its paces.
#[derive(Clone, Debug)]
pub(crate) struct Pacing {
    paces: Paces,
    region: String,
}

impl Pacing {
    /// For the clients of this Region.
    pub fn new(paces: &Paces, region: impl Into<String>) -> Self {
        Self { paces: paces.clone(), region: region.into() }
    }
}

impl Intercept for Pacing {
    fn name(&self) -> &'static str {
        "Pacing"
    }

    fn modify_before_transmit(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let slot = config.load::<Metadata>().and_then(|called| self.paces.find(&self.region, called));
        if let Some(slot) = slot {
            context.request_mut().add_extension(slot);
        }
        Ok(())
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let (Some(response), Some(called)) = (context.response(), config.load::<Metadata>()) else { return Ok(()) };
        if is_throttle(response) {
            self.paces.throttled(&self.region, called, Instant::now());
        } else if let Some(slot) = self.paces.find(&self.region, called) {
            slot.pace().answered();
        }
        Ok(())
    }
}

/// Whether an answer says that there were too many requests. Codes have many forms, and stand in the header or the body.
fn is_throttle(response: &HttpResponse) -> bool {
    const CODES: &[&str] =
        &["Throttl", "RequestLimitExceeded", "TooManyRequests", "BandwidthLimitExceeded", "SlowDown"];
    let status = response.status().as_u16();
    if status < 400 {
        return false;
    }
    let says = |text: &[u8]| CODES.iter().any(|code| text.windows(code.len()).any(|part| part == code.as_bytes()));
    let header = response.headers().get("x-amzn-errortype").unwrap_or_default();
    status == 429 || says(header.as_bytes()) || response.body().bytes().is_some_and(says)
}

#[cfg(test)]
mod tests {
    use aws_smithy_runtime_api::http::StatusCode;
    use aws_smithy_types::body::SdkBody;

    use super::*;

    fn answer(status: u16, body: &'static str) -> HttpResponse {
        HttpResponse::new(StatusCode::try_from(status).expect("a status"), SdkBody::from(body))
    }

    #[test]
    fn throttling_is_told_in_many_ways() {
        assert!(is_throttle(&answer(400, "<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>")));
        assert!(is_throttle(&answer(503, "<Response><Errors><Error><Code>RequestLimitExceeded</Code>")));
        assert!(is_throttle(&answer(400, r#"{"__type":"TooManyRequestsException","Message":"Rate exceeded"}"#)));
        assert!(is_throttle(&answer(429, "")));
        assert!(!is_throttle(&answer(403, "<Code>AccessDenied</Code>")));
        assert!(!is_throttle(&answer(200, "a role named Throttling")));
    }

    #[test]
    fn only_what_was_throttled_has_a_pace_and_only_where_it_was() {
        let (paces, now) = (Paces::default(), Instant::now());
        let describe = Metadata::new("DescribeVpcs", "EC2");
        assert!(paces.find("eu-west-1", &describe).is_none());
        paces.throttled("eu-west-1", &describe, now);
        assert!(paces.find("eu-west-1", &describe).is_some());
        assert!(paces.find("us-east-1", &describe).is_none());
        assert!(paces.find("eu-west-1", &Metadata::new("DescribeSubnets", "EC2")).is_none());
        paces.throttled("eu-west-1", &Metadata::new("AssumeRole", "STS"), now);
        assert!(paces.find("eu-west-1", &Metadata::new("GetCallerIdentity", "STS")).is_some());
    }
}
