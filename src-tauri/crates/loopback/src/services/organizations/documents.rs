//! What organization policies may say, and at what length.

use serde_json::{Map, Value as Json};

use super::refusal::Refusal;
use crate::state::PolicyType;

/// The limits of a policy type ("Quotas for AWS Organizations").
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// The longest text, in characters.
    pub size: usize,
    /// How many policies there may be, AWS's own included.
    pub policies: usize,
    /// How many may be attached to one node.
    pub per_node: usize,
}

/// The limits of policies of this type.
pub(super) fn limits(kind: PolicyType) -> Limits {
    let (size, policies, per_node) = match kind {
        PolicyType::ServiceControl => (10_240, 10_000, 10),
        PolicyType::ResourceControl => (5_120, 2_000, 5),
        PolicyType::Tag | PolicyType::Backup => (10_000, 1_000, 10),
        PolicyType::AiServicesOptOut => (2_500, 1_000, 5),
    };
    Limits { size, policies, per_node }
}

/// Refuses a text that is no policy of this type, or is too long for one.
pub(super) fn check(kind: PolicyType, text: &str) -> Result<(), Refusal> {
    if text.chars().count() > limits(kind).size {
        return Err(Refusal::PolicySize);
    }
    let Ok(Json::Object(policy)) = serde_json::from_str(text) else { return Err(Refusal::MalformedPolicy) };
    let holds_only = |member: &str| policy.len() == 1 && policy.get(member).is_some_and(Json::is_object);
    let is_good = match kind {
        PolicyType::ServiceControl => has_statements(&policy, is_service_control),
        PolicyType::ResourceControl => has_statements(&policy, is_resource_control),
        PolicyType::Tag => holds_only("tags"),
        PolicyType::Backup => holds_only("plans"),
        PolicyType::AiServicesOptOut => holds_only("services"),
    };
    if is_good { Ok(()) } else { Err(Refusal::MalformedPolicy) }
}

fn has_statements(policy: &Map<String, Json>, is_good: fn(&Map<String, Json>) -> bool) -> bool {
    let statements = match policy.get("Statement") {
        Some(Json::Array(statements)) => statements.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    let is_known = |name: &String| ["Version", "Id", "Statement"].contains(&name.as_str());
    policy.keys().all(is_known)
        && policy.get("Version").and_then(Json::as_str) == Some("2012-10-17")
        && !statements.is_empty()
        && statements.iter().all(|statement| statement.as_object().is_some_and(is_good))
}

/// Since September 2025 SCPs speak the whole language, except of principals.
fn is_service_control(statement: &Map<String, Json>) -> bool {
    const KNOWN: &[&str] = &["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"];
    statement.keys().all(|name| KNOWN.contains(&name.as_str()))
        && matches!(effect(statement), Some("Allow" | "Deny"))
        && has_one(statement, ["Action", "NotAction"])
        && has_one(statement, ["Resource", "NotResource"])
}

/// RCPs only deny, to everybody, what they name.
fn is_resource_control(statement: &Map<String, Json>) -> bool {
    const KNOWN: &[&str] = &["Sid", "Effect", "Principal", "Action", "Resource", "NotResource", "Condition"];
    let names_a_service = |action: &Json| action.as_str().is_some_and(|action| action.contains(':'));
    let names_services = match statement.get("Action") {
        Some(Json::Array(actions)) => !actions.is_empty() && actions.iter().all(names_a_service),
        Some(action) => names_a_service(action),
        None => false,
    };
    statement.keys().all(|name| KNOWN.contains(&name.as_str()))
        && effect(statement) == Some("Deny")
        && statement.get("Principal").and_then(Json::as_str) == Some("*")
        && names_services
        && has_one(statement, ["Resource", "NotResource"])
}

fn effect(statement: &Map<String, Json>) -> Option<&str> {
    statement.get("Effect").and_then(Json::as_str)
}

/// Whether exactly one of two members is there.
fn has_one(statement: &Map<String, Json>, members: [&str; 2]) -> bool {
    members.iter().filter(|member| statement.contains_key(**member)).count() == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::organization::{Options, reference};

    const SCP: PolicyType = PolicyType::ServiceControl;
    const RCP: PolicyType = PolicyType::ResourceControl;

    fn policy(statement: &str) -> String {
        format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#)
    }

    #[test]
    fn the_policies_of_the_reference_are_good() {
        let state = reference(&Options::default());
        let own = state.organization.policies.values().filter(|policy| !policy.aws_managed);
        for policy in own {
            assert_eq!(check(policy.kind, policy.content.text()), Ok(()), "{}", policy.name);
        }
    }

    #[test]
    fn what_a_type_cannot_say_is_malformed() {
        let good = policy(r#"{"Effect":"Deny","Action":"s3:*","Resource":"*"}"#);
        assert_eq!(check(SCP, &good), Ok(()));
        assert_eq!(check(RCP, &policy(r#"{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}"#)), Ok(()));
        let bad = [
            (SCP, "{".to_owned()),
            (SCP, r#"{"Version":"2012-10-17","Statement":[]}"#.to_owned()),
            (SCP, good.replace("2012", "2013")),
            (SCP, policy(r#"{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}"#)),
            (SCP, policy(r#"{"Effect":"Deny","Action":"s3:*","NotAction":"s3:*","Resource":"*"}"#)),
            (SCP, policy(r#"{"Effect":"Maybe","Action":"s3:*","Resource":"*"}"#)),
            (SCP, policy(r#"{"Effect":"Deny","Action":"s3:*"}"#)),
            (RCP, policy(r#"{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"}"#)),
            (RCP, policy(r#"{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}"#)),
            (RCP, policy(r#"{"Effect":"Deny","Action":"s3:*","Resource":"*"}"#)),
            (PolicyType::Tag, r#"{"tag":{}}"#.to_owned()),
        ];
        for (kind, text) in bad {
            assert_eq!(check(kind, &text), Err(Refusal::MalformedPolicy), "{text}");
        }
        assert_eq!(check(PolicyType::Tag, r#"{"tags":{}}"#), Ok(()));
    }

    #[test]
    fn texts_have_a_greatest_length() {
        let long = |kind: PolicyType, characters: usize| {
            let text = r#"{"Effect":"Deny","Action":"s3:*","Resource":"*","Sid":"@"}"#;
            let short = policy(text).len() - 1;
            check(kind, &policy(&text.replace('@', &"x".repeat(characters - short))))
        };
        assert_eq!((long(SCP, 10_240), long(SCP, 10_241)), (Ok(()), Err(Refusal::PolicySize)));
        assert_eq!(long(RCP, 5_121), Err(Refusal::PolicySize));
    }
}
