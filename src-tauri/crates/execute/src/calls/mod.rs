//! One file per service: a step's operation and parameters become a call of the SDK.

mod organizations;
mod service_catalog;

use armillary_aws::{AccountAccess, Failure, classify};
use aws_smithy_runtime_api::client::{orchestrator::HttpResponse, result::SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::request_id::RequestId;
use serde_json::{Map, Value};

use crate::{
    Acts,
    parameters::{BadParameters, Parameters},
};

/// The parameters that an operation needs, and those that it may have; `None` where it is not known here.
pub(crate) fn parameters_of(
    service: &str,
    operation: &str,
) -> Option<(&'static [&'static str], &'static [&'static str])> {
    let all = match service {
        "organizations" => organizations::PARAMETERS,
        "servicecatalog" => service_catalog::PARAMETERS,
        _ => &[],
    };
    all.iter().find(|(name, ..)| *name == operation).map(|(_, needed, more)| (*needed, *more))
}

/// The IAM actions of an operation; `None` where it is not known here.
pub(crate) fn acts_of(service: &str, operation: &str) -> Option<&'static Acts> {
    let all = match service {
        "organizations" => organizations::ACTIONS,
        "servicecatalog" => service_catalog::ACTIONS,
        _ => &[],
    };
    all.iter().find(|acts| acts.operation == operation)
}

/// An operation, the parameters that it needs, and those that it may have.
pub(crate) type Known = (&'static str, &'static [&'static str], &'static [&'static str]);

/// What AWS answered.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Answer {
    pub(crate) request_id: Option<String>,
    /// What later steps, and whoever waits for the end, take from it.
    pub(crate) values: Map<String, Value>,
    /// What AWS does after it has answered.
    pub(crate) pending: Option<Pending>,
}

/// What AWS goes on with after it has answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Pending {
    /// An account is being made; the id of the request.
    Account(String),
    /// A portfolio is being shared or unshared; the token.
    Share(String),
}

/// A call that did not succeed.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum CallError {
    #[error("{0}")]
    Parameters(#[from] BadParameters),
    #[error("this version of Armillary cannot call `{service}:{operation}`")]
    Operation { service: String, operation: String },
    #[error("{failure}")]
    Aws { failure: Failure, request_id: Option<String> },
}

/// How far AWS is with what it goes on with.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Progress {
    /// Not at its end; what AWS calls its state.
    Working(String),
    Done(Map<String, Value>),
    /// It ended otherwise; why, as AWS says.
    Failed(String),
}

/// What is called, and where.
pub(crate) struct Call<'a> {
    pub(crate) access: &'a AccountAccess,
    pub(crate) region: &'a str,
    pub(crate) service: &'a str,
    pub(crate) operation: &'a str,
    pub(crate) parameters: &'a Value,
}

impl Call<'_> {
    /// Makes the call.
    pub(crate) async fn make(&self) -> Result<Answer, CallError> {
        let parameters = Parameters::new(self.parameters);
        let answer = match self.service {
            "organizations" => organizations::call(&self.access.organizations(), self.operation, parameters).await,
            "servicecatalog" => {
                service_catalog::call(&self.access.servicecatalog(self.region), self.operation, parameters).await
            }
            _ => None,
        };
        answer.unwrap_or_else(|| {
            let (service, operation) = (self.service.to_owned(), self.operation.to_owned());
            Err(CallError::Operation { service, operation })
        })
    }

    /// Asks how far AWS is.
    pub(crate) async fn progress(&self, pending: &Pending) -> Result<Progress, Failure> {
        match pending {
            Pending::Account(request) => organizations::account_status(&self.access.organizations(), request).await,
            Pending::Share(token) => {
                service_catalog::share_status(&self.access.servicecatalog(self.region), token).await
            }
        }
    }

    /// Asks AWS whether what this call should do is done. `None`: it is not. An account that was there before `since`, in milliseconds since
    /// 1970, is somebody else's.
    pub(crate) async fn is_done(&self, since: i64) -> Result<Option<Map<String, Value>>, CallError> {
        let parameters = Parameters::new(self.parameters);
        match self.service {
            "organizations" => {
                organizations::is_done(&self.access.organizations(), self.operation, parameters, since).await
            }
            _ => service_catalog::is_done(&self.access.servicecatalog(self.region), self.operation, parameters).await,
        }
    }
}

/// An answer without values.
fn plain(answer: &impl RequestId) -> Answer {
    Answer { request_id: answer.request_id().map(str::to_owned), ..Answer::default() }
}

fn failed<E>(operation: &str, error: &SdkError<E, HttpResponse>) -> CallError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
{
    CallError::Aws { failure: classify(operation, error), request_id: error.request_id().map(str::to_owned) }
}

/// Values by their names.
fn values<const N: usize>(values: [(&str, Option<&str>); N]) -> Map<String, Value> {
    values.into_iter().filter_map(|(name, value)| Some((name.to_owned(), Value::from(value?)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_declares_its_actions() {
        for (service, known) in
            [("organizations", organizations::PARAMETERS), ("servicecatalog", service_catalog::PARAMETERS)]
        {
            for (operation, ..) in known {
                let acts = acts_of(service, operation);
                let acts = acts.unwrap_or_else(|| panic!("{service}:{operation} declares no IAM actions in ACTIONS"));
                let own = format!("{service}:{operation}");
                assert!(acts.does.iter().any(|(action, _)| *action == own), "{own} does not declare itself");
                assert!(acts.looks.is_sorted(), "{own}");
            }
        }
    }
}
