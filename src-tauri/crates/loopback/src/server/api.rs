//! The AWS APIs that are served, and what their wire protocols and error codes have in common.

use crate::wire::ListTag;

/// One AWS service, as the SigV4 scope of a request names it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Api {
    /// Security Token Service.
    Sts,
    /// Organizations.
    Organizations,
    /// Service Catalog.
    ServiceCatalog,
    /// IAM.
    Iam,
    /// EC2.
    Ec2,
    /// SageMaker AI.
    SageMaker,
    /// Control Tower.
    ControlTower,
    /// IAM Identity Center, as its administrators see it.
    SsoAdmin,
    /// The users and groups of IAM Identity Center.
    IdentityStore,
}

/// The family of protocols an API speaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Family {
    /// Form in, XML out, errors in an `ErrorResponse`.
    Query,
    /// EC2's own form and XML.
    Ec2,
    /// awsJson 1.1, and for some APIs RPC v2 CBOR.
    Json,
    /// JSON whose operation is told by the path.
    RestJson,
}

/// An error that every API has, under its own code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum CommonError {
    /// The caller may not do this.
    Denied,
    /// Too many requests.
    Throttled,
    /// The access key is not known.
    UnknownKey,
    /// The session is over.
    Expired,
    /// There is no such operation.
    UnknownOperation,
    /// A member is missing or has a value that is not allowed.
    Invalid,
    /// The body cannot be read.
    Malformed,
}

impl Api {
    /// Every API.
    pub(crate) const ALL: &[Api] = &[
        Self::Sts,
        Self::Organizations,
        Self::ServiceCatalog,
        Self::Iam,
        Self::Ec2,
        Self::SageMaker,
        Self::ControlTower,
        Self::SsoAdmin,
        Self::IdentityStore,
    ];

    /// The name in the SigV4 scope, which is also the prefix of its IAM actions.
    pub(crate) fn signing_name(self) -> &'static str {
        match self {
            Self::Sts => "sts",
            Self::Organizations => "organizations",
            Self::ServiceCatalog => "servicecatalog",
            Self::Iam => "iam",
            Self::Ec2 => "ec2",
            Self::SageMaker => "sagemaker",
            Self::ControlTower => "controltower",
            Self::SsoAdmin => "sso",
            Self::IdentityStore => "identitystore",
        }
    }

    /// The API with this signing name.
    pub(crate) fn from_signing_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|api| api.signing_name() == name)
    }

    /// The protocols it speaks.
    pub(crate) fn family(self) -> Family {
        match self {
            Self::Sts | Self::Iam => Family::Query,
            Self::Ec2 => Family::Ec2,
            Self::Organizations | Self::ServiceCatalog | Self::SageMaker | Self::SsoAdmin | Self::IdentityStore => {
                Family::Json
            }
            Self::ControlTower => Family::RestJson,
        }
    }

    /// Whether it has an endpoint in each Region, so that a Region can be off.
    pub(crate) fn is_regional(self) -> bool {
        !matches!(self, Self::Organizations | Self::Iam)
    }

    /// The XML namespace of its answers; empty for JSON.
    pub(crate) fn namespace(self) -> &'static str {
        match self {
            Self::Sts => "https://sts.amazonaws.com/doc/2011-06-15/",
            Self::Iam => "https://iam.amazonaws.com/doc/2010-05-08/",
            Self::Ec2 => "http://ec2.amazonaws.com/doc/2016-11-15/",
            _ => "",
        }
    }

    /// How its XML lists are written.
    pub(crate) fn list_tag(self) -> ListTag {
        if self == Self::Ec2 { ListTag::Item } else { ListTag::Member }
    }

    /// The code and HTTP status under which it answers a common error.
    pub(crate) fn common_error(self, error: CommonError) -> (&'static str, u16) {
        use CommonError as E;
        match self.family() {
            Family::Query => match error {
                E::Denied => ("AccessDenied", 403),
                E::Throttled => ("Throttling", 400),
                E::UnknownKey => ("InvalidClientTokenId", 403),
                E::Expired => ("ExpiredToken", 403),
                E::UnknownOperation => ("InvalidAction", 400),
                E::Invalid => ("ValidationError", 400),
                E::Malformed => ("MalformedInput", 400),
            },
            Family::Ec2 => match error {
                E::Denied => ("UnauthorizedOperation", 403),
                E::Throttled => ("RequestLimitExceeded", 503),
                E::UnknownKey => ("AuthFailure", 401),
                E::Expired => ("RequestExpired", 400),
                E::UnknownOperation => ("InvalidAction", 400),
                E::Invalid => ("InvalidParameterValue", 400),
                E::Malformed => ("InvalidRequest", 400),
            },
            Family::RestJson => match error {
                E::Denied => ("AccessDeniedException", 403),
                E::Throttled => ("ThrottlingException", 429),
                E::UnknownKey => ("UnrecognizedClientException", 403),
                E::Expired => ("ExpiredTokenException", 403),
                E::UnknownOperation => ("UnknownOperationException", 404),
                E::Invalid => ("ValidationException", 400),
                E::Malformed => ("SerializationException", 400),
            },
            Family::Json => match error {
                E::Denied => ("AccessDeniedException", 400),
                E::Throttled if self == Self::Organizations => ("TooManyRequestsException", 400),
                E::Throttled => ("ThrottlingException", 400),
                E::UnknownKey => ("UnrecognizedClientException", 400),
                E::Expired => ("ExpiredTokenException", 400),
                E::UnknownOperation => ("UnknownOperationException", 400),
                E::Invalid => self.invalid_code(),
                E::Malformed => ("SerializationException", 400),
            },
        }
    }

    fn invalid_code(self) -> (&'static str, u16) {
        match self {
            Self::Organizations => ("InvalidInputException", 400),
            Self::ServiceCatalog => ("InvalidParametersException", 400),
            _ => ("ValidationException", 400),
        }
    }
}
