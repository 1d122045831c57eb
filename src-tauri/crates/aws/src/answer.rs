//! Whether an answer is one: gateways and captive portals answer 200 with nothing in it, which must never be read as "none".

use aws_smithy_runtime_api::{
    box_error::BoxError,
    client::{
        interceptors::{Intercept, context::AfterDeserializationInterceptorContextRef},
        orchestrator::Metadata,
        runtime_components::RuntimeComponents,
    },
};
use aws_smithy_types::config_bag::ConfigBag;

/// A successful answer without the document that every call that reads is answered with.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "the answer was empty, where AWS always answers with a document; something between here and AWS answered in its place"
)]
pub(crate) struct NotAnAnswer;

/// Fails calls that read and are answered with nothing: the SDKs take an empty JSON answer for one in which every list is empty.
#[derive(Debug)]
pub(crate) struct MustAnswer;

impl Intercept for MustAnswer {
    fn name(&self) -> &'static str {
        "MustAnswer"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let response = context.response();
        let reads = config.load::<Metadata>().is_some_and(|metadata| reads(metadata.name()));
        let body = response.body().bytes();
        match body {
            Some(body) if reads && response.status().is_success() && body.trim_ascii().is_empty() => {
                Err(NotAnAnswer.into())
            }
            _ => Ok(()),
        }
    }
}

/// Whether an operation gives something back. Some that change things are answered with an empty body.
fn reads(operation: &str) -> bool {
    ["List", "Describe", "Get", "Search", "Assume", "Batch"].iter().any(|verb| operation.starts_with(verb))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_that_change_something_may_be_answered_with_nothing() {
        assert!(reads("ListAccounts") && reads("DescribeOrganization") && reads("AssumeRole"));
        assert!(!reads("AttachPolicy") && !reads("DeletePortfolio"));
    }
}
