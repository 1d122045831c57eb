//! Whom a trust policy names.

use armillary_model::{Relation, RelationKind};
use serde_json::Value;

use crate::document::texts;

/// The principals that the Allow statements of a trust policy name. Named, not evaluated: conditions and denials are not looked at.
/// The label is the principal's type; `NotPrincipal` names everybody, with that label.
pub(super) fn named(trust: &Value) -> Vec<Relation> {
    statements(trust)
        .into_iter()
        .filter(|statement| statement.get("Effect").and_then(Value::as_str) == Some("Allow"))
        .flat_map(in_statement)
        .collect()
}

fn statements(policy: &Value) -> Vec<&Value> {
    match policy.get("Statement") {
        Some(Value::Array(statements)) => statements.iter().collect(),
        Some(statement) => vec![statement],
        None => Vec::new(),
    }
}

fn in_statement(statement: &Value) -> Vec<Relation> {
    if statement.get("NotPrincipal").is_some() {
        return vec![Relation::new(RelationKind::Trusts, "*", "NotPrincipal")];
    }
    match statement.get("Principal") {
        Some(Value::String(anyone)) => vec![Relation::new(RelationKind::Trusts, anyone.as_str(), "AWS")],
        Some(Value::Object(kinds)) => kinds.iter().flat_map(|(kind, names)| of_kind(kind, names)).collect(),
        _ => Vec::new(),
    }
}

fn of_kind(kind: &str, names: &Value) -> Vec<Relation> {
    texts(Some(names)).into_iter().map(|name| Relation::new(RelationKind::Trusts, name, kind)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn pairs(trust: Value) -> Vec<(String, String)> {
        named(&trust).into_iter().map(|relation| (relation.target, relation.label)).collect()
    }

    #[test]
    fn principals_of_every_type_are_named() {
        let found = pairs(json!({"Statement": [
            {"Effect": "Allow", "Principal": {"AWS": ["111122223333", "arn:aws:iam::444455556666:root"]}},
            {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}},
            {"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/x"}},
            {"Effect": "Deny", "Principal": {"AWS": "999988887777"}},
        ]}));
        let expected = [
            ("111122223333", "AWS"),
            ("arn:aws:iam::444455556666:root", "AWS"),
            ("sagemaker.amazonaws.com", "Service"),
            ("arn:aws:iam::111122223333:oidc-provider/x", "Federated"),
        ];
        assert_eq!(found, expected.map(|(target, label)| (target.to_owned(), label.to_owned())));
    }

    #[test]
    fn everybody_is_named_by_a_star_or_by_an_exception() {
        let star = ("*".to_owned(), "AWS".to_owned());
        assert_eq!(pairs(json!({"Statement": {"Effect": "Allow", "Principal": "*"}})), std::slice::from_ref(&star));
        assert_eq!(pairs(json!({"Statement": {"Effect": "Allow", "Principal": {"AWS": "*"}}})), [star]);
        let exception = pairs(json!({"Statement": {"Effect": "Allow", "NotPrincipal": {"AWS": "111122223333"}}}));
        assert_eq!(exception, [("*".to_owned(), "NotPrincipal".to_owned())]);
    }

    #[test]
    fn what_is_no_policy_names_nobody() {
        assert!(
            named(&json!("not json")).is_empty() && named(&json!({"Statement": [1, {"Effect": "Allow"}]})).is_empty()
        );
    }
}
