//! Whether a role's trust policy lets a caller of this organization assume the role.
//!
//! Enough of the policy language for `sts:AssumeRole` here: a condition that cannot be decided does not allow, and does deny.

use serde_json::Value as Json;

use super::identity;
use crate::{
    services::{Request, like},
    state::{Caller, Role, State},
};

/// What is known of a caller when a trust policy is read.
struct Asking<'a> {
    account: String,
    /// The session's or user's ARN.
    arn: String,
    /// The user's ARN, or the ARN of the role that the session is of.
    principal_arn: String,
    organization: &'a str,
    external_id: Option<&'a str>,
    session_name: Option<&'a str>,
}

/// Whether the role's trust policy admits the caller.
pub(super) fn admits(state: &State, request: &Request, role: &Role) -> bool {
    let asking = Asking {
        account: request.account.to_string(),
        arn: identity(state, &request.caller).0,
        principal_arn: principal_arn(state, &request.caller),
        organization: &state.organization.id,
        external_id: request.input.text("ExternalId"),
        session_name: request.input.text("RoleSessionName"),
    };
    let policy = role.trust.value();
    let statements = one_or_many(policy.get("Statement"));
    let applying = |effect: &str, undecided: bool| {
        statements.iter().any(|statement| {
            statement.get("Effect").and_then(Json::as_str) == Some(effect)
                && names_assume_role(statement)
                && names_caller(statement, &asking)
                && holds(statement.get("Condition"), &asking).unwrap_or(undecided)
        })
    };
    applying("Allow", false) && !applying("Deny", true)
}

fn principal_arn(state: &State, caller: &Caller) -> String {
    match caller {
        Caller::User { .. } => identity(state, caller).0,
        Caller::Session { account, role, .. } => {
            let known = state.accounts.get(account).and_then(|held| held.iam.roles.get(role));
            known.map_or_else(|| format!("arn:aws:iam::{account}:role/{role}"), |role| role.arn(*account))
        }
    }
}

fn names_assume_role(statement: &Json) -> bool {
    let named = |action: &str| like(&action.to_ascii_lowercase(), "sts:assumerole");
    texts(statement.get("Action")).into_iter().any(named)
}

fn names_caller(statement: &Json, asking: &Asking<'_>) -> bool {
    let principals = match statement.get("Principal") {
        Some(Json::String(all)) => vec![all.as_str()],
        Some(Json::Object(kinds)) => texts(kinds.get("AWS")),
        _ => Vec::new(),
    };
    let root = format!("arn:aws:iam::{}:root", asking.account);
    principals.into_iter().any(|named| {
        named == "*" || named == asking.account || named == root || named == asking.arn || named == asking.principal_arn
    })
}

/// Whether every condition holds; `None` where one cannot be decided.
fn holds(condition: Option<&Json>, asking: &Asking<'_>) -> Option<bool> {
    let Some(Json::Object(operators)) = condition else { return Some(true) };
    let mut all = Some(true);
    for (operator, keys) in operators {
        for (key, wanted) in keys.as_object()? {
            match condition_holds(operator, key, &texts(Some(wanted)), asking) {
                Some(true) => {}
                Some(false) => return Some(false),
                None => all = None,
            }
        }
    }
    all
}

fn condition_holds(operator: &str, key: &str, wanted: &[&str], asking: &Asking<'_>) -> Option<bool> {
    let given = match key.to_ascii_lowercase().as_str() {
        "sts:externalid" => asking.external_id,
        "sts:rolesessionname" => asking.session_name,
        "aws:principalorgid" => Some(asking.organization),
        "aws:principalaccount" => Some(asking.account.as_str()),
        "aws:principalarn" => Some(asking.principal_arn.as_str()),
        // No caller here ever signs in with a second factor.
        "aws:multifactorauthpresent" => None,
        _ => return None,
    };
    let any = |matches: fn(&str, &str) -> bool| given.map(|given| wanted.iter().any(|pattern| matches(pattern, given)));
    let exact: fn(&str, &str) -> bool = |pattern, text| pattern == text;
    let (base, if_exists) = match operator.strip_suffix("IfExists") {
        Some(base) => (base, true),
        None => (operator, false),
    };
    match base {
        "StringEquals" | "Bool" => Some(any(exact).unwrap_or(if_exists)),
        "StringLike" | "ArnLike" | "ArnEquals" => Some(any(like).unwrap_or(if_exists)),
        "StringNotEquals" => Some(any(exact).is_none_or(|found| !found)),
        "StringNotLike" | "ArnNotLike" | "ArnNotEquals" => Some(any(like).is_none_or(|found| !found)),
        "Null" => Some(wanted.contains(&if given.is_none() { "true" } else { "false" })),
        _ => None,
    }
}

fn one_or_many(value: Option<&Json>) -> Vec<&Json> {
    match value {
        Some(Json::Array(items)) => items.iter().collect(),
        Some(one) => vec![one],
        None => Vec::new(),
    }
}

fn texts(value: Option<&Json>) -> Vec<&str> {
    one_or_many(value).into_iter().filter_map(Json::as_str).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking(external_id: Option<&'static str>) -> Asking<'static> {
        Asking {
            account: "111122223333".into(),
            arn: "arn:aws:sts::111122223333:assumed-role/Reader/x".into(),
            principal_arn: "arn:aws:iam::111122223333:role/Reader".into(),
            organization: "o-abc",
            external_id,
            session_name: Some("x"),
        }
    }

    fn condition(text: &str, external_id: Option<&'static str>) -> Option<bool> {
        holds(Some(&serde_json::from_str(text).expect("JSON")), &asking(external_id))
    }

    #[test]
    fn conditions_are_decided_or_left_open() {
        let external = r#"{"StringEquals":{"sts:ExternalId":"k"}}"#;
        assert_eq!(
            (condition(external, Some("k")), condition(external, Some("z")), condition(external, None)),
            (Some(true), Some(false), Some(false))
        );
        assert_eq!(condition(r#"{"StringEquals":{"AWS:PrincipalOrgID":["o-x","o-abc"]}}"#, None), Some(true));
        assert_eq!(condition(r#"{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/Read*"}}"#, None), Some(true));
        assert_eq!(condition(r#"{"Bool":{"aws:MultiFactorAuthPresent":"true"}}"#, None), Some(false));
        assert_eq!(condition(r#"{"BoolIfExists":{"aws:MultiFactorAuthPresent":"true"}}"#, None), Some(true));
        assert_eq!(condition(r#"{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}"#, None), None);
    }

    #[test]
    fn principals_are_accounts_roles_sessions_or_everyone() {
        let names = |principal: &str| {
            let statement = format!(r#"{{"Principal":{principal}}}"#);
            names_caller(&serde_json::from_str(&statement).expect("JSON"), &asking(None))
        };
        assert!(names(r#"{"AWS":"111122223333"}"#) && names(r#"{"AWS":["x","arn:aws:iam::111122223333:root"]}"#));
        assert!(names(r#"{"AWS":"arn:aws:iam::111122223333:role/Reader"}"#) && names(r#""*""#));
        assert!(
            !names(r#"{"AWS":"arn:aws:iam::111122223333:role/Other"}"#) && !names(r#"{"Service":"ec2.amazonaws.com"}"#)
        );
    }
}
