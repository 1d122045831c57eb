//! Who makes a request.

use serde::Serialize;

/// The principal of a request, taken apart once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Principal {
    text: Box<str>,
    kind: PrincipalKind,
    partition: Option<Box<str>>,
    account: Option<Box<str>>,
    name: Box<str>,
    session: Option<Box<str>>,
    linked_to: Option<Box<str>>,
}

/// What sort of principal makes a request.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum PrincipalKind {
    /// An IAM user.
    User,
    /// An IAM role, standing for any session of it.
    Role,
    /// A session of a role: `assumed-role/Name/session`.
    RoleSession,
    /// A session of `GetFederationToken`: `federated-user/name`.
    FederatedUser,
    /// The root user of an account.
    Root,
    /// A bare account id: the root user, or any principal of the account whose policies are given.
    Account,
    /// An AWS service, such as `ec2.amazonaws.com`.
    Service,
    /// A user that a SAML provider vouches for.
    SamlProvider,
    /// A user that an OpenID Connect provider vouches for.
    OidcProvider,
    /// Nobody in particular: an unsigned request.
    Anonymous,
}

/// The text names no kind of principal.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "`{0}` is not a principal; write the ARN of a user, role, session, root or identity provider, an account id, a service such as `ec2.amazonaws.com`, or `anonymous`"
)]
pub struct InvalidPrincipal(pub String);

impl PrincipalKind {
    /// Whether the principal belongs to an account and is limited by its policies: not a service, an identity provider's user, or nobody.
    pub fn is_aws(self) -> bool {
        !matches!(self, Self::Service | Self::SamlProvider | Self::OidcProvider | Self::Anonymous)
    }
}

impl Principal {
    /// Takes apart an ARN, account id, service name, provider name, or `anonymous` (also `*`).
    pub fn parse(text: &str) -> Result<Principal, InvalidPrincipal> {
        let text = text.trim();
        let parsed = if text.starts_with("arn:") { from_arn(text) } else { from_name(text) };
        parsed.ok_or_else(|| InvalidPrincipal(text.to_owned()))
    }

    /// What sort of principal it is.
    pub fn kind(&self) -> PrincipalKind {
        self.kind
    }

    /// The partition its ARN names: principals of one are none of another.
    pub fn partition(&self) -> Option<&str> {
        self.partition.as_deref()
    }

    /// The account it belongs to; none for services, anonymous, and providers that are known by name.
    pub fn account(&self) -> Option<&str> {
        self.account.as_deref()
    }

    /// The name without path: of the user, of the role (also for its session), of the provider, or of the service.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name of a role session.
    pub fn session(&self) -> Option<&str> {
        self.session.as_deref()
    }

    /// Its ARN, where it was given as one.
    pub fn arn(&self) -> Option<&str> {
        self.text.starts_with("arn:").then_some(&*self.text)
    }

    /// The text it was parsed from.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it is a service-linked role, which SCPs and RCPs leave alone: a role by its path; a session, whose ARN does not tell
    /// the path, by a name that a service gives its role.
    pub fn is_service_linked(&self) -> bool {
        self.linked_to.is_some()
    }

    /// The service whose service-linked role it is.
    pub(crate) fn linked_to(&self) -> Option<&str> {
        self.linked_to.as_deref()
    }
}

fn from_arn(text: &str) -> Option<Principal> {
    let segments: [&str; 6] = text.splitn(6, ':').collect::<Vec<_>>().try_into().ok()?;
    let [_, partition, service, _region, account, rest] = segments;
    let (sort, path) = rest.split_once('/').unwrap_or((rest, ""));
    let last = path.rsplit('/').next().unwrap_or(path);
    let (kind, name, session) = match (service, sort) {
        ("iam", "root") if path.is_empty() => (PrincipalKind::Root, "root", None),
        ("iam", "user") => (PrincipalKind::User, last, None),
        ("iam", "role") => (PrincipalKind::Role, last, None),
        ("iam", "saml-provider") => (PrincipalKind::SamlProvider, path, None),
        ("iam", "oidc-provider") => (PrincipalKind::OidcProvider, path, None),
        ("sts", "federated-user") => (PrincipalKind::FederatedUser, path, None),
        ("sts", "assumed-role") => {
            let (role, session) = path.split_once('/')?;
            (PrincipalKind::RoleSession, role, Some(session))
        }
        _ => return None,
    };
    if name.is_empty() || !is_account(account) {
        return None;
    }
    let linked_to = match kind {
        PrincipalKind::Role => service_of_path(path),
        PrincipalKind::RoleSession => armillary_facts::linked_service(name),
        _ => None,
    };
    let session = session.map(Into::into);
    Some(Principal {
        text: text.into(),
        kind,
        partition: Some(partition.into()),
        account: Some(account.into()),
        name: name.into(),
        session,
        linked_to: linked_to.map(Into::into),
    })
}

/// The service in the path of a service-linked role: `aws-service-role/ssm.amazonaws.com/Name`.
pub(crate) fn service_of_path(path: &str) -> Option<&str> {
    path.strip_prefix("aws-service-role/")?.split_once('/').map(|(service, _)| service)
}

fn from_name(text: &str) -> Option<Principal> {
    let is_account = is_account_id(text);
    let kind = match text {
        "anonymous" | "*" => PrincipalKind::Anonymous,
        _ if is_account => PrincipalKind::Account,
        _ if armillary_facts::is_service_principal(text) => PrincipalKind::Service,
        _ if armillary_facts::is_identity_provider(text) || armillary_facts::issuer(text).is_some() => {
            PrincipalKind::OidcProvider
        }
        _ if may_be_service(text) => PrincipalKind::Service,
        _ => return None,
    };
    let (text, account) = (text.into(), is_account.then(|| text.into()));
    let name = Box::clone(&text);
    Some(Principal { text, kind, partition: None, account, name, session: None, linked_to: None })
}

/// Whether a name that is no service principal that is known may be one of a service that is newer than what is known.
fn may_be_service(text: &str) -> bool {
    let is_below = |suffix: &str| text.strip_suffix(suffix).is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'));
    let is_plain = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte));
    is_plain && armillary_facts::partitions().iter().any(|partition| is_below(partition.suffix))
}

/// Twelve digits, or a name that AWS gives an account of its own, such as `cloudfront`.
fn is_account(text: &str) -> bool {
    is_account_id(text) || (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'))
}

pub(crate) fn is_account_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_told_from_its_text() {
        for (text, kind, account, name) in [
            ("arn:aws:iam::111122223333:user/a/b/Ann", PrincipalKind::User, Some("111122223333"), "Ann"),
            ("arn:aws:iam::111122223333:role/service-role/X", PrincipalKind::Role, Some("111122223333"), "X"),
            ("arn:aws-cn:sts::111122223333:assumed-role/X/me@b", PrincipalKind::RoleSession, Some("111122223333"), "X"),
            ("arn:aws:sts::111122223333:federated-user/f", PrincipalKind::FederatedUser, Some("111122223333"), "f"),
            ("arn:aws:iam::111122223333:root", PrincipalKind::Root, Some("111122223333"), "root"),
            ("111122223333", PrincipalKind::Account, Some("111122223333"), "111122223333"),
            ("states.us-east-1.amazonaws.com", PrincipalKind::Service, None, "states.us-east-1.amazonaws.com"),
            ("cognito-identity.amazonaws.com", PrincipalKind::OidcProvider, None, "cognito-identity.amazonaws.com"),
            ("arn:aws:iam::111122223333:saml-provider/Corp", PrincipalKind::SamlProvider, Some("111122223333"), "Corp"),
            ("anonymous", PrincipalKind::Anonymous, None, "anonymous"),
            ("alexa-appkit.amazon.com", PrincipalKind::Service, None, "alexa-appkit.amazon.com"),
            ("brand-new.amazonaws.com", PrincipalKind::Service, None, "brand-new.amazonaws.com"),
            ("gitlab.com", PrincipalKind::OidcProvider, None, "gitlab.com"),
        ] {
            let principal = Principal::parse(text).unwrap();
            assert_eq!((principal.kind(), principal.account(), principal.name()), (kind, account, name), "{text}");
        }
    }

    #[test]
    fn what_is_no_principal_is_refused() {
        for text in [
            "",
            "Ann",
            "arn:aws:iam::111122223333:group/g",
            "arn:aws:s3:::b",
            "arn:aws:sts::111122223333:assumed-role/X",
            "arn:aws:iam::1111:role/X",
            "amazonaws.com",
            "login.example.com",
        ] {
            assert!(Principal::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn service_linked_roles_are_known_by_path_or_name() {
        for text in [
            "arn:aws:iam::111122223333:role/aws-service-role/ssm.amazonaws.com/AWSServiceRoleForAmazonSSM",
            "arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForAmazonSSM/s",
        ] {
            assert!(Principal::parse(text).unwrap().is_service_linked(), "{text}");
        }
        for text in [
            "arn:aws:iam::111122223333:role/AWSServiceRoleForMe",
            "arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForMe/s",
        ] {
            assert!(!Principal::parse(text).unwrap().is_service_linked(), "{text}");
        }
    }
}
