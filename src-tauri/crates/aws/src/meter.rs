//! Counting HTTP requests: answered calls, and attempts with their retries.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering::Relaxed},
};

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::{
    interceptors::{
        Intercept,
        context::{BeforeTransmitInterceptorContextRef, FinalizerInterceptorContextRef},
    },
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

    fn sent(&self) {
        self.0.attempts.fetch_add(1, Relaxed);
        if let Some(whole) = &self.0.whole {
            whole.sent();
        }
    }

    fn answered(&self) {
        self.0.requests.fetch_add(1, Relaxed);
        if let Some(whole) = &self.0.whole {
            whole.answered();
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
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if context.response().is_some() {
            self.answered();
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
        one.answered();
        two.sent();
        assert_eq!((one.requests(), one.attempts()), (1, 1));
        assert_eq!((whole.requests(), whole.attempts()), (1, 2));
    }
}
