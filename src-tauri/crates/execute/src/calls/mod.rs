//! One file per service: a step's operation and parameters become a call of the SDK.

mod control_tower;
mod identity_center;
mod organizations;
#[cfg(test)]
mod recorded;
mod service_catalog;

use armillary_aws::{AccountAccess, Failure, FailureClass, classify};
use aws_smithy_runtime_api::client::{orchestrator::HttpResponse, result::SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::request_id::RequestId;
use serde_json::{Map, Value};

use crate::{
    Acts,
    parameters::{BadParameters, Parameters},
    refusal::Refusal,
};

/// The parameters that an operation needs, and those that it may have; `None` where it is not known here.
pub(crate) fn parameters_of(
    service: &str,
    operation: &str,
) -> Option<(&'static [&'static str], &'static [&'static str])> {
    let all = match service {
        "controltower" => control_tower::PARAMETERS,
        "organizations" => organizations::PARAMETERS,
        "servicecatalog" => service_catalog::PARAMETERS,
        "sso" => identity_center::PARAMETERS,
        _ => &[],
    };
    all.iter().find(|(name, ..)| *name == operation).map(|(_, needed, more)| (*needed, *more))
}

/// The IAM actions of an operation; `None` where it is not known here.
pub(crate) fn acts_of(service: &str, operation: &str) -> Option<&'static Acts> {
    let all = match service {
        "controltower" => control_tower::ACTIONS,
        "organizations" => organizations::ACTIONS,
        "servicecatalog" => service_catalog::ACTIONS,
        "sso" => identity_center::ACTIONS,
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

const ACCOUNT: &str = "createAccountRequestId";
const SHARE: &str = "portfolioShareToken";

/// What goes on, by the name of its id.
type Named = (&'static str, fn(String) -> Pending);

/// By what name a row of the journal tells what goes on.
const PENDING: &[Named] = &[
    (ACCOUNT, Pending::Account),
    (SHARE, Pending::Share),
    (identity_center::CREATION, Pending::Assignment),
    (identity_center::DELETION, Pending::Removal),
    (service_catalog::RECORD, Pending::Record),
    (control_tower::BASELINE, Pending::Baseline),
    (control_tower::CONTROL, Pending::Control),
];

/// What AWS goes on with after it has answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Pending {
    /// An account is being made; the id of the request.
    Account(String),
    /// A portfolio is being shared or unshared; the token.
    Share(String),
    /// A permission set is being given to somebody; the id of the request.
    Assignment(String),
    /// A permission set is being taken from somebody; the id of the request.
    Removal(String),
    /// A product is being launched; the record.
    Record(String),
    /// A baseline is being changed; the operation.
    Baseline(String),
    /// A control is being changed; the operation.
    Control(String),
}

impl Pending {
    /// What goes on, as a row of the journal or a search tells it.
    pub(crate) fn of(values: &Map<String, Value>) -> Option<Self> {
        let of = |(name, of): &Named| values.get(*name).and_then(Value::as_str).map(|id| of(id.to_owned()));
        PENDING.iter().find_map(of)
    }

    /// The same, as the journal keeps it.
    pub(crate) fn values(&self) -> Map<String, Value> {
        let (name, id) = match self {
            Self::Account(id) => (ACCOUNT, id),
            Self::Share(id) => (SHARE, id),
            Self::Assignment(id) => (identity_center::CREATION, id),
            Self::Removal(id) => (identity_center::DELETION, id),
            Self::Record(id) => (service_catalog::RECORD, id),
            Self::Baseline(id) => (control_tower::BASELINE, id),
            Self::Control(id) => (control_tower::CONTROL, id),
        };
        values([(name, Some(id.as_str()))])
    }
}

/// A call that did not succeed.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum CallError {
    #[error("{0}")]
    Parameters(#[from] BadParameters),
    #[error("this version of Armillary cannot call `{service}:{operation}`")]
    Operation { service: String, operation: String },
    #[error("{failure}{}", .reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default())]
    Aws {
        failure: Failure,
        request_id: Option<String>,
        /// What AWS tells beside the code, such as `ACCOUNT_NUMBER_LIMIT_EXCEEDED`.
        reason: Option<String>,
    },
}

/// How far AWS is with what it goes on with.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Progress {
    /// Not at its end; what AWS calls its state.
    Working(String),
    Done(Map<String, Value>),
    /// It ended otherwise; why, as AWS says.
    Failed(Refusal),
}

impl Pending {
    /// What whoever applies a plan has to be able to call, so that it is told how far AWS is.
    pub(crate) fn told_by(&self) -> &'static str {
        match self {
            Self::Account(_) => {
                "`organizations:DescribeCreateAccountStatus` or `organizations:ListCreateAccountStatus`"
            }
            Self::Share(_) => "`servicecatalog:DescribePortfolioShareStatus`",
            Self::Assignment(_) => "`sso:DescribeAccountAssignmentCreationStatus`",
            Self::Removal(_) => "`sso:DescribeAccountAssignmentDeletionStatus`",
            Self::Record(_) => "`servicecatalog:DescribeRecord`",
            Self::Baseline(_) => "`controltower:GetBaselineOperation`",
            Self::Control(_) => "`controltower:GetControlOperation`",
        }
    }

    /// Whether values that were found in AWS are what it goes on to.
    pub(crate) fn is_end(&self, values: &Map<String, Value>) -> bool {
        match self {
            Self::Account(_) => values.contains_key("accountId"),
            _ => true,
        }
    }
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
            "controltower" => {
                control_tower::call(&self.access.controltower(self.region), self.operation, parameters).await
            }
            "organizations" => organizations::call(&self.access.organizations(), self.operation, parameters).await,
            "servicecatalog" => {
                service_catalog::call(&self.access.servicecatalog(self.region), self.operation, parameters).await
            }
            "sso" => identity_center::call(&self.access.ssoadmin(self.region), self.operation, parameters).await,
            _ => None,
        };
        match answer {
            Some(answer) => answer,
            None => {
                let (service, operation) = (self.service.to_owned(), self.operation.to_owned());
                Err(CallError::Operation { service, operation })
            }
        }
    }

    /// Asks how far AWS is, in another way where the first one is denied.
    pub(crate) async fn progress(&self, pending: &Pending) -> Result<Progress, Failure> {
        match pending {
            Pending::Account(request) => {
                let client = self.access.organizations();
                match organizations::account_status(&client, request).await {
                    Err(failure) if failure.class == FailureClass::Denied => {
                        organizations::account_status_in_list(&client, request).await.ok().flatten().ok_or(failure)
                    }
                    told => told,
                }
            }
            Pending::Share(token) => {
                service_catalog::share_status(&self.access.servicecatalog(self.region), token).await
            }
            Pending::Assignment(request) => {
                identity_center::creation_status(&self.access.ssoadmin(self.region), self.instance(), request).await
            }
            Pending::Removal(request) => {
                identity_center::deletion_status(&self.access.ssoadmin(self.region), self.instance(), request).await
            }
            Pending::Record(record) => {
                let told = service_catalog::record_status(&self.access.servicecatalog(self.region), record).await?;
                match told {
                    // The id of a new account may come later than the end: then the account is known by its address.
                    Progress::Done(values) if !values.contains_key("accountId") => self.made_by_factory().await,
                    told => Ok(told),
                }
            }
            Pending::Baseline(operation) => {
                control_tower::baseline_status(&self.access.controltower(self.region), operation).await
            }
            Pending::Control(operation) => {
                control_tower::control_status(&self.access.controltower(self.region), operation).await
            }
        }
    }

    /// The instance of Identity Center that is called.
    fn instance(&self) -> &str {
        self.parameters.get("InstanceArn").and_then(Value::as_str).unwrap_or_default()
    }

    /// The account that Account Factory made, which does not tell its id yet, found by its e-mail address.
    async fn made_by_factory(&self) -> Result<Progress, Failure> {
        let mut given = self.parameters.get("ProvisioningParameters").and_then(Value::as_array).into_iter().flatten();
        let email = given.find(|one| one.get("Key").and_then(Value::as_str) == Some("AccountEmail"));
        let email = email.and_then(|one| one.get("Value")).and_then(Value::as_str).unwrap_or_default();
        let account = organizations::account_of(&self.access.organizations(), email).await?;
        Ok(match account {
            Some(account) => Progress::Done(values([("accountId", Some(account.as_str()))])),
            None => Progress::Working("SUCCEEDED, and the id of the account is not told yet".to_owned()),
        })
    }

    /// Why the call had better not be made now, if AWS is at work on something that it does not do beside it.
    pub(crate) async fn busy(&self) -> Result<Option<String>, Failure> {
        // How many accounts may be under change beside it.
        let most = match (self.service, self.operation) {
            (_, "ProvisionProduct") => armillary_facts::limit("account-operations-at-once").unwrap_or(1),
            (_, "ResetEnabledBaseline") => 1,
            ("controltower", _) => u32::MAX,
            _ => return Ok(None),
        };
        control_tower::busy(&self.access.controltower(self.region), most).await
    }

    /// Asks AWS whether what this call should do is done. `None`: it is not. An account that was there before `since`, in milliseconds since
    /// 1970, is somebody else's.
    pub(crate) async fn is_done(&self, since: i64) -> Result<Option<Map<String, Value>>, CallError> {
        let parameters = Parameters::new(self.parameters);
        match self.service {
            "controltower" => {
                control_tower::is_done(&self.access.controltower(self.region), self.operation, parameters).await
            }
            "organizations" => {
                organizations::is_done(&self.access.organizations(), self.operation, parameters, since).await
            }
            "sso" => identity_center::is_done(&self.access.ssoadmin(self.region), self.operation, parameters).await,
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
    let reason = error.raw_response().and_then(|response| reason_in(response.body().bytes()?));
    CallError::Aws { failure: classify(operation, error), request_id: error.request_id().map(str::to_owned), reason }
}

/// What AWS Organizations tells beside the code of an error.
fn reason_in(body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    body.get("Reason")?.as_str().map(str::to_owned)
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
        for (service, known) in [
            ("controltower", control_tower::PARAMETERS),
            ("organizations", organizations::PARAMETERS),
            ("servicecatalog", service_catalog::PARAMETERS),
            ("sso", identity_center::PARAMETERS),
        ] {
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
