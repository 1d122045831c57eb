//! Why a call failed: every SDK error becomes one value with a class, a code and plain words.

use std::{error::Error, fmt};

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::{orchestrator::HttpResponse, result::SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use crate::answer::NotAnAnswer;

/// What kind of failure it was: what a crawl does next depends on it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum FailureClass {
    /// AWS refused the call: a policy, a missing permission, a role that cannot be assumed.
    Denied,
    /// The credentials were good once, and are not any more.
    Expired,
    /// There are no credentials, or AWS does not know them.
    NoCredentials,
    /// The Region is not enabled in the account.
    RegionOff,
    /// Still throttled after all retries.
    Throttled,
    /// No answer: name not resolved, connection refused, time out.
    Unreachable,
    /// An answer that the service, or something before it, cannot serve just now; still so after all retries.
    Unavailable,
    /// What was asked for does not exist (any more).
    NotFound,
    /// Anything else.
    Other,
}

/// A call that failed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// What kind of failure.
    pub class: FailureClass,
    /// The IAM action of the call, such as `ec2:DescribeVpcs`.
    pub operation: String,
    /// AWS's error code, or `HTTP 500` where the answer held none; empty where there was no answer.
    pub code: String,
    /// What happened, in plain words or in AWS's.
    pub message: String,
}

impl Failure {
    /// Whether the call may have been carried out all the same: it was sent, and no answer says that it was refused.
    pub fn may_be_done(&self) -> bool {
        let is_trouble = matches!(self.class, FailureClass::Unreachable | FailureClass::Unavailable);
        is_trouble || self.code.starts_with("HTTP 2") || self.code.starts_with("HTTP 5")
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` failed: {}", self.operation, self.message)?;
        if self.code.is_empty() { Ok(()) } else { write!(f, " ({})", self.code) }
    }
}

impl Error for Failure {}

/// Classifies the error of a call; `operation` is its IAM action.
pub fn classify<E>(operation: &str, error: &SdkError<E, HttpResponse>) -> Failure
where
    E: ProvideErrorMetadata + Error + 'static,
{
    let failure = |class, code: &str, message: String| Failure {
        class,
        operation: operation.to_owned(),
        code: code.to_owned(),
        message,
    };
    if let Some(cause) = find::<CredentialsError>(error) {
        return from_credentials(operation, cause);
    }
    if let Some(cause) = find::<NotAnAnswer>(error) {
        return failure(FailureClass::Unavailable, "", cause.to_string());
    }
    match error {
        SdkError::TimeoutError(_) => failure(FailureClass::Unreachable, "", "no answer came in time".into()),
        SdkError::DispatchFailure(_) => failure(FailureClass::Unreachable, "", unreached(&chain(error))),
        _ => match (error.code(), error.raw_response()) {
            (Some(code), _) => {
                let message = error.message().unwrap_or("AWS gave no message").to_owned();
                let status = error.raw_response().map_or(0, |response| response.status().as_u16());
                failure(class_of(code, status), code, message)
            }
            (None, Some(response)) => {
                let status = response.status().as_u16();
                failure(class_of_status(status), &format!("HTTP {status}"), strange(status).to_owned())
            }
            (None, None) => failure(FailureClass::Other, "", chain(error).join(": ")),
        },
    }
}

/// Why nothing was reached, out of what the layers below say.
fn unreached(causes: &[String]) -> String {
    let deepest = causes.last().map_or("", String::as_str);
    if causes.iter().any(|cause| cause.contains("UnknownIssuer")) {
        return "shows a certificate whose issuer is not known here (UnknownIssuer): behind TLS inspection, name its certificates in \
                AWS_CA_BUNDLE, or in `ca_bundle` of the profile"
            .to_owned();
    }
    format!("could not be reached: {deepest}")
}

/// What an answer means that AWS would not give.
fn strange(status: u16) -> &'static str {
    match status {
        200..=299 => "the answer cannot be read: something between here and AWS may have answered in its place",
        300..=399 => "the call was sent elsewhere, as sign-in pages of a network do; AWS does not do that",
        502..=504 => "a front end answered that the service is not available",
        _ => "the answer was not an AWS error; the endpoint may not offer this operation",
    }
}

/// What a credentials provider's error means: the failed call inside it, where there is one.
pub(crate) fn from_credentials(operation: &str, error: &CredentialsError) -> Failure {
    if let Some(cause) = find::<Failure>(error) {
        return cause.clone();
    }
    // The outermost message says no more than that credentials were being loaded.
    let texts = chain(error);
    let message = texts.get(1..).filter(|causes| !causes.is_empty()).unwrap_or(&texts).join(": ");
    let (class, message) = match error {
        CredentialsError::ProviderTimedOut(_) => {
            (FailureClass::Unreachable, "no answer with credentials came in time".to_owned())
        }
        // The machine's own role is asked last: its error says that nothing was found before.
        _ if message.to_lowercase().contains("imds") => (FailureClass::NoCredentials, "none were found".to_owned()),
        _ => (FailureClass::NoCredentials, message),
    };
    Failure { class, operation: operation.to_owned(), code: String::new(), message }
}

/// The messages of an error and its sources, outermost first, without those that repeat the one before.
pub(crate) fn chain(error: &dyn Error) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let text = error.to_string();
        if !text.is_empty() && texts.last() != Some(&text) {
            texts.push(text);
        }
        next = error.source();
    }
    texts
}

pub(crate) fn find<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        next = error.source();
    }
    None
}

fn class_of(code: &str, status: u16) -> FailureClass {
    match code {
        "AccessDenied"
        | "AccessDeniedException"
        | "UnauthorizedOperation"
        | "NotAuthorized"
        | "AuthorizationError"
        | "UnauthorizedException"
        | "ForbiddenException" => FailureClass::Denied,
        "ExpiredToken" | "ExpiredTokenException" | "RequestExpired" | "TokenRefreshRequired" => FailureClass::Expired,
        "InvalidClientTokenId"
        | "UnrecognizedClientException"
        | "AuthFailure"
        | "SignatureDoesNotMatch"
        | "InvalidSignatureException"
        | "InvalidAccessKeyId"
        | "IncompleteSignature"
        | "MissingAuthenticationToken"
        | "MissingAuthenticationTokenException" => FailureClass::NoCredentials,
        "OptInRequired" | "RegionDisabledException" => FailureClass::RegionOff,
        "Throttling"
        | "ThrottlingException"
        | "ThrottledException"
        | "RequestThrottled"
        | "RequestThrottledException"
        | "RequestLimitExceeded"
        | "TooManyRequestsException"
        | "EC2ThrottledException"
        | "BandwidthLimitExceeded"
        | "SlowDown" => FailureClass::Throttled,
        "ServiceUnavailable" | "ServiceUnavailableException" | "InternalFailure" | "InternalError" => {
            FailureClass::Unavailable
        }
        _ if code == "NoSuchEntity" || code.contains("NotFound") => FailureClass::NotFound,
        _ if status >= 500 => FailureClass::Unavailable,
        _ => FailureClass::Other,
    }
}

fn class_of_status(status: u16) -> FailureClass {
    match status {
        403 => FailureClass::Denied,
        429 => FailureClass::Throttled,
        200..=399 | 502..=504 => FailureClass::Unavailable,
        _ => FailureClass::Other,
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_sts::operation::get_caller_identity::GetCallerIdentityError;
    use aws_smithy_runtime_api::{client::result::ConnectorError, http::StatusCode};
    use aws_smithy_types::{body::SdkBody, error::ErrorMetadata};

    use super::*;

    fn answered(status: u16, code: Option<&str>) -> Failure {
        let mut metadata = ErrorMetadata::builder().message("words");
        if let Some(code) = code {
            metadata = metadata.code(code);
        }
        let response = HttpResponse::new(StatusCode::try_from(status).expect("a status"), SdkBody::empty());
        let error = SdkError::service_error(GetCallerIdentityError::generic(metadata.build()), response);
        classify("sts:GetCallerIdentity", &error)
    }

    #[test]
    fn codes_tell_the_class() {
        let class = |code: &str| answered(400, Some(code)).class;
        assert_eq!(class("AccessDeniedException"), FailureClass::Denied);
        assert_eq!(class("UnauthorizedOperation"), FailureClass::Denied);
        assert_eq!(class("ExpiredToken"), FailureClass::Expired);
        assert_eq!(class("InvalidClientTokenId"), FailureClass::NoCredentials);
        assert_eq!(class("OptInRequired"), FailureClass::RegionOff);
        assert_eq!(class("RequestLimitExceeded"), FailureClass::Throttled);
        assert_eq!(class("InvalidVpcID.NotFound"), FailureClass::NotFound);
        assert_eq!(class("ValidationException"), FailureClass::Other);
    }

    #[test]
    fn an_answer_without_a_code_is_named_by_its_status() {
        let failure = answered(500, None);
        assert_eq!((failure.class, failure.code.as_str()), (FailureClass::Other, "HTTP 500"));
    }

    #[test]
    fn failures_inside_credentials_come_through() {
        let denied = Failure {
            class: FailureClass::Denied,
            operation: "sts:AssumeRole".into(),
            code: "AccessDenied".into(),
            message: "no".into(),
        };
        let inner = CredentialsError::provider_error(denied.clone());
        let error = SdkError::<GetCallerIdentityError, _>::dispatch_failure(ConnectorError::other(inner.into(), None));
        assert_eq!(classify("ec2:DescribeVpcs", &error), denied);
    }

    #[test]
    fn a_machine_without_a_role_means_that_nothing_was_found() {
        let told = |cause: &str| from_credentials("sts:GetCallerIdentity", &CredentialsError::provider_error(cause));
        let nothing = told("failed to load IMDS session token");
        assert_eq!((nothing.class, nothing.message.as_str()), (FailureClass::NoCredentials, "none were found"));
    }

    #[test]
    fn trouble_is_told_from_absence() {
        assert_eq!(answered(503, None).class, FailureClass::Unavailable);
        assert_eq!(answered(200, None).class, FailureClass::Unavailable);
        assert_eq!(answered(500, Some("InternalServerException")).class, FailureClass::Unavailable);
        assert_eq!(answered(503, Some("RequestLimitExceeded")).class, FailureClass::Throttled);
    }

    #[test]
    fn an_unknown_issuer_is_told_with_what_to_name() {
        let text = unreached(&["io error".to_owned(), "invalid peer certificate: UnknownIssuer".to_owned()]);
        assert!(text.contains("AWS_CA_BUNDLE") && text.contains("`ca_bundle`"), "{text}");
    }

    #[test]
    fn a_refused_connection_is_unreachable() {
        let refused = std::io::Error::new(std::io::ErrorKind::ConnectionRefused, "connection refused");
        let error = SdkError::<GetCallerIdentityError, _>::dispatch_failure(ConnectorError::io(refused.into()));
        let failure = classify("sts:GetCallerIdentity", &error);
        assert_eq!(failure.class, FailureClass::Unreachable);
        assert!(failure.message.contains("connection refused"), "{}", failure.message);
    }
}
