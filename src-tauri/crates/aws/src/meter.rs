//! Counting HTTP requests: answered calls, and attempts with their retries.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering::Relaxed},
    },
};

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::{
    interceptors::{
        Intercept,
        context::{BeforeTransmitInterceptorContextRef, FinalizerInterceptorContextRef},
    },
    orchestrator::Metadata,
    runtime_components::RuntimeComponents,
};
use aws_smithy_types::config_bag::ConfigBag;

/// Counts the requests of the clients it is given to. Clones count together.
#[derive(Clone, Debug, Default)]
pub struct Meter(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    requests: AtomicU32,
    attempts: AtomicU32,
    whole: Option<Meter>,
    /// By service and operation; kept by the whole alone.
    calls: Mutex<BTreeMap<String, BTreeMap<String, u32>>>,
}

/// How often an operation was answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Calls {
    /// The service, as the SDKs name it: `Organizations`, `EC2`.
    pub service: String,
    /// The operation, such as `ListAccounts`.
    pub operation: String,
    /// How often, retries not counted.
    pub count: u32,
}

impl Meter {
    /// A meter of a part: what it counts is also counted by this one.
    pub fn part(&self) -> Self {
        Self(Arc::new(Counts { whole: Some(self.clone()), ..Counts::default() }))
    }

    /// Calls that an HTTP response came back to, retries not counted.
    pub fn requests(&self) -> u32 {
        self.0.requests.load(Relaxed)
    }

    /// HTTP requests sent, retries counted.
    pub fn attempts(&self) -> u32 {
        self.0.attempts.load(Relaxed)
    }

    /// What was answered, by service and operation; nothing of a part.
    pub fn calls(&self) -> Vec<Calls> {
        let calls = self.0.calls.lock().unwrap_or_else(PoisonError::into_inner);
        let of = |(service, operations): (&String, &BTreeMap<String, u32>)| {
            let service = service.clone();
            let calls = operations.iter().map(move |(operation, count)| Calls {
                service: service.clone(),
                operation: operation.clone(),
                count: *count,
            });
            calls.collect::<Vec<_>>()
        };
        calls.iter().flat_map(of).collect()
    }

    fn sent(&self) {
        self.0.attempts.fetch_add(1, Relaxed);
        if let Some(whole) = &self.0.whole {
            whole.sent();
        }
    }

    fn answered(&self, service: &str, operation: &str) {
        self.0.requests.fetch_add(1, Relaxed);
        match &self.0.whole {
            Some(whole) => whole.answered(service, operation),
            None => self.note(service, operation),
        }
    }

    fn note(&self, service: &str, operation: &str) {
        let mut calls = self.0.calls.lock().unwrap_or_else(PoisonError::into_inner);
        match calls.get_mut(service).and_then(|operations| operations.get_mut(operation)) {
            Some(count) => *count += 1,
            None => {
                calls.entry(service.to_owned()).or_default().insert(operation.to_owned(), 1);
            }
        }
    }
}

impl Intercept for Meter {
    fn name(&self) -> &'static str {
        "Meter"
    }

    fn read_before_transmit(
        &self,
        _context: &BeforeTransmitInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.sent();
        Ok(())
    }

    fn read_after_execution(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if context.response().is_some() {
            let called = config.load::<Metadata>();
            let (service, operation) = called.map_or(("", ""), |called| (called.service(), called.name()));
            self.answered(service, operation);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_counts_into_the_whole() {
        let whole = Meter::default();
        let (one, two) = (whole.part(), whole.part());
        one.sent();
        one.answered("EC2", "DescribeVpcs");
        two.sent();
        assert_eq!((one.requests(), one.attempts()), (1, 1));
        assert_eq!((whole.requests(), whole.attempts()), (1, 2));
        let calls = Calls { service: "EC2".to_owned(), operation: "DescribeVpcs".to_owned(), count: 1 };
        assert_eq!(whole.calls(), [calls]);
    }
}
