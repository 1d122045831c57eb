//! Service principals, service-linked roles, and identity providers that have no ARN.

use std::{borrow::Cow, sync::OnceLock};

use crate::table::{Table, words};

pub(crate) const SERVICE_PRINCIPALS: Table = Table(include_str!("../data/service_principals.tsv"));
pub(crate) const MORE_PRINCIPALS: Table = Table(include_str!("../data/service_principals_by_hand.tsv"));
pub(crate) const SERVICE_LINKED_ROLES: Table = Table(include_str!("../data/service_linked_roles.tsv"));
pub(crate) const MORE_LINKED_ROLES: Table = Table(include_str!("../data/service_linked_roles_by_hand.tsv"));
pub(crate) const SESSIONS: Table = Table(include_str!("../data/service_sessions_by_hand.tsv"));
pub(crate) const IDENTITY_PROVIDERS: Table = Table(include_str!("../data/identity_providers_by_hand.tsv"));

/// The names of services as principals.
fn service_principals() -> impl Iterator<Item = &'static str> {
    // What was never seen in a policy or guide is as good as not known.
    let by_hand = MORE_PRINCIPALS.cells().filter(|[_, state, _]: &[&str; 3]| *state == "seen").map(|[name, ..]| name);
    SERVICE_PRINCIPALS.rows().chain(by_hand)
}

/// Whether this is the name of a service as a principal, or its name in one Region or in the partition of China.
pub fn is_service_principal(name: &str) -> bool {
    static NAMES: OnceLock<Box<[&'static str]>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        let mut names: Vec<_> = service_principals().collect();
        names.sort_unstable();
        names.into()
    });
    let is_named = |name: &str| names.binary_search(&name).is_ok();
    is_named(name.strip_suffix(".cn").unwrap_or(name)) || is_named(&without_place(name))
}

/// The name of a service as a principal, without the Region (`states.eu-west-1.amazonaws.com`) or the partition of China
/// (`ec2.amazonaws.com.cn`) that it may be given in.
pub fn without_place(name: &str) -> Cow<'_, str> {
    let name = name.strip_suffix(".cn").unwrap_or(name);
    without_region(name).map_or(Cow::Borrowed(name), Cow::Owned)
}

/// `states.eu-west-1.amazonaws.com` without its Region.
fn without_region(name: &str) -> Option<String> {
    let (service, rest) = name.split_once('.')?;
    let (region, suffix) = rest.split_once('.')?;
    let is_region = || crate::partitions().iter().any(|partition| partition.regions().any(|known| known == region));
    (suffix == "amazonaws.com" && is_region()).then(|| format!("{service}.{suffix}"))
}

/// What a role's trust policy has to allow a service besides `sts:AssumeRole`, or the service does not get a session.
pub fn actions_besides(service: &str) -> impl Iterator<Item = &'static str> + use<> {
    session_of(service).into_iter().flat_map(|[_, actions, ..]| words(actions, ' '))
}

/// Whether sessions that a service makes carry tags which go on to each role that is taken from them.
pub fn tags_go_on(service: &str) -> bool {
    session_of(service).is_some_and(|[_, _, tags, _]| tags == "transitive")
}

fn session_of(service: &str) -> Option<[&'static str; 4]> {
    SESSIONS.cells().find(|[name, ..]: &[&str; 4]| *name == service)
}

/// Identity providers that trust policies name without an ARN.
pub fn identity_providers() -> impl Iterator<Item = &'static str> {
    IDENTITY_PROVIDERS.cells().map(|[provider, _source]| provider)
}

/// Whether trust policies name an identity provider so, without an ARN.
pub fn is_identity_provider(name: &str) -> bool {
    identity_providers().any(|provider| provider == name)
}

/// The service whose service-linked roles have this name, or names that begin so and go on after a `_`.
pub fn linked_service(role: &str) -> Option<&'static str> {
    // Every such name begins so, and hardly any other: most names are told apart without looking further.
    if !role.starts_with("AWSServiceRoleFor") {
        return None;
    }
    let by_hand = MORE_LINKED_ROLES.cells().map(|[service, name, _source]| [service, name]);
    let is_named = |name: &str| role.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'));
    let mut rows = SERVICE_LINKED_ROLES.cells::<2>().chain(by_hand);
    rows.find(|[_, name]| is_named(name)).map(|[service, _]| service)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_known_by_name_and_not_by_suffix() {
        for name in [
            "lambda.amazonaws.com",
            "alexa-appkit.amazon.com",
            "states.eu-west-1.amazonaws.com",
            "ec2.amazonaws.com.cn",
            "sagemaker.application-autoscaling.amazonaws.com",
        ] {
            assert!(is_service_principal(name), "{name}");
        }
        let rows: Vec<_> = MORE_PRINCIPALS.cells::<3>().collect();
        assert_eq!(rows.len(), MORE_PRINCIPALS.rows().count());
        for [name, state, source] in rows {
            assert!(matches!(state, "seen" | "unverified") && !source.is_empty(), "{name}");
            assert_eq!(is_service_principal(name), state == "seen", "{name}: what was never seen is not known");
        }
        for name in
            ["nobody.amazonaws.com", "cognito-identity.amazonaws.com", "example.com", "lambda.mars.amazonaws.com"]
        {
            assert!(!is_service_principal(name), "{name}");
        }
        assert_eq!(without_place("states.eu-west-1.amazonaws.com"), "states.amazonaws.com");
        assert_eq!(without_place("ec2.amazonaws.com.cn"), "ec2.amazonaws.com");
        let other = "sagemaker.application-autoscaling.amazonaws.com";
        assert_eq!(without_place(other), other);
        assert!(is_identity_provider("cognito-identity.amazonaws.com") && !is_identity_provider("sts.amazonaws.com"));
    }

    #[test]
    fn some_services_bring_tags() {
        assert_eq!(actions_besides("pods.eks.amazonaws.com").collect::<Vec<_>>(), ["sts:TagSession"]);
        assert_eq!(actions_besides("rolesanywhere.amazonaws.com").count(), 2);
        assert_eq!(actions_besides("lambda.amazonaws.com").count(), 0);
        assert!(tags_go_on("pods.eks.amazonaws.com") && !tags_go_on("rolesanywhere.amazonaws.com"));
        assert_eq!(SESSIONS.cells::<4>().count(), SESSIONS.rows().count());
        for [service, actions, _, source] in SESSIONS.cells::<4>() {
            assert!(is_service_principal(service) && !source.is_empty(), "{service}");
            let mut known = words(actions, ' ').filter_map(|action| action.split_once(':'));
            assert!(known.all(|(prefix, name)| crate::action(prefix, name).is_some()), "{service}");
        }
    }

    #[test]
    fn service_linked_roles_belong_to_a_service() {
        assert_eq!(linked_service("AWSServiceRoleForAmazonGuardDuty"), Some("guardduty.amazonaws.com"));
        assert_eq!(linked_service("AWSServiceRoleForAutoScaling_mine"), Some("autoscaling.amazonaws.com"));
        assert_eq!(linked_service("AWSServiceRoleForMe"), None);
        assert_eq!(linked_service("AWSServiceRoleForSSOHelper"), None);
        let rows = SERVICE_LINKED_ROLES.rows().chain(MORE_LINKED_ROLES.rows());
        assert!(rows.into_iter().all(|row| row.contains("\tAWSServiceRoleFor")));
    }
}
