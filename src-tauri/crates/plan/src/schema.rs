//! The formats as JSON Schema, for those who read and write them elsewhere.

/// The schema of a plan.
pub const PLAN_SCHEMA: &str = include_str!("../schema/plan.schema.json");

/// The schema of a team manifest.
pub const TEAM_SCHEMA: &str = include_str!("../schema/team.schema.json");

/// What in a value breaks a schema, as far as the schemas here go: no dependency of the workspace knows JSON Schema.
#[cfg(test)]
pub(crate) mod validate {
    use serde_json::Value;

    /// Where a value breaks a schema; empty where it holds.
    pub(crate) fn broken(schema: &str, value: &Value) -> Vec<String> {
        let root: Value = serde_json::from_str(schema).expect("a schema is JSON");
        let mut found = Vec::new();
        check(&root, &root, value, "$", &mut found);
        found
    }

    fn check(root: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
        for (keyword, rule) in schema.as_object().expect("a schema is an object") {
            let holds = match keyword.as_str() {
                "$ref" => {
                    let place = rule.as_str().and_then(|text| text.strip_prefix('#')).expect("a local reference");
                    check(root, root.pointer(place).expect("a definition"), value, at, found);
                    true
                }
                "type" => is_of_type(rule.as_str().expect("one type"), value),
                "const" => value == rule,
                "enum" => rule.as_array().expect("a list").contains(value),
                "pattern" => fits(rule.as_str().expect("a text"), value.as_str().unwrap_or_default()),
                "minItems" => value.as_array().is_none_or(|list| list.len() as u64 >= rule.as_u64().expect("a number")),
                "maxItems" => value.as_array().is_none_or(|list| list.len() as u64 <= rule.as_u64().expect("a number")),
                "required" => rule.as_array().expect("a list").iter().all(|name| {
                    let there = value.get(name.as_str().expect("a name")).is_some();
                    if !there {
                        found.push(format!("{at} lacks {name}"));
                    }
                    there
                }),
                "properties" => {
                    for (name, schema) in rule.as_object().expect("an object") {
                        if let Some(member) = value.get(name) {
                            check(root, schema, member, &format!("{at}.{name}"), found);
                        }
                    }
                    true
                }
                "additionalProperties" => others(root, schema, rule, value, at, found),
                "items" => {
                    for (place, item) in value.as_array().into_iter().flatten().enumerate() {
                        check(root, rule, item, &format!("{at}[{place}]"), found);
                    }
                    true
                }
                "oneOf" => {
                    let fitting = rule.as_array().expect("a list").iter().filter(|schema| {
                        let mut broken = Vec::new();
                        check(root, schema, value, at, &mut broken);
                        broken.is_empty()
                    });
                    fitting.count() == 1
                }
                "$schema" | "$id" | "$defs" | "title" | "description" => true,
                other => panic!("the schema uses `{other}`, which is not checked here"),
            };
            if !holds {
                found.push(format!("{at}: {keyword} {rule} is broken by {value}"));
            }
        }
    }

    fn others(root: &Value, schema: &Value, rule: &Value, value: &Value, at: &str, found: &mut Vec<String>) -> bool {
        let known = |name: &str| schema.get("properties").and_then(|known| known.get(name)).is_some();
        for (name, member) in value.as_object().into_iter().flatten().filter(|(name, _)| !known(name)) {
            match rule {
                Value::Bool(false) => found.push(format!("{at} has `{name}`, which it may not")),
                Value::Object(_) => check(root, rule, member, &format!("{at}.{name}"), found),
                _ => {}
            }
        }
        true
    }

    fn is_of_type(name: &str, value: &Value) -> bool {
        match name {
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            "integer" => value.is_i64() || value.is_u64(),
            "boolean" => value.is_boolean(),
            other => panic!("the schema uses the type `{other}`, which is not checked here"),
        }
    }

    /// The three patterns that the schemas have.
    fn fits(pattern: &str, text: &str) -> bool {
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match pattern {
            "^sha256:[0-9a-f]{64}$" => text.strip_prefix("sha256:").is_some_and(|hex| {
                hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
            }),
            "^f[0-9]+$" => text.strip_prefix('f').is_some_and(digits),
            "^s[0-9]+$" => text.strip_prefix('s').is_some_and(digits),
            "^(yes|no|reconciled by .+)$" => {
                text == "yes" || text == "no" || text.strip_prefix("reconciled by ").is_some_and(|by| !by.is_empty())
            }
            other => panic!("the schema uses the pattern `{other}`, which is not checked here"),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{PLAN_SCHEMA, TEAM_SCHEMA, validate::broken};

    #[test]
    fn what_breaks_a_schema_is_found() {
        let team = json!({ "team": { "name": "fraud", "stages": ["dev"], "email": "a@b.c", "tags": { "a": "b" } } });
        assert_eq!(broken(TEAM_SCHEMA, &team), [""; 0]);
        for (pointer, value) in [
            ("/team/name", json!(1)),
            ("/team/stages", json!([])),
            ("/team/tags/a", json!(1)),
            ("/team", json!({ "name": "fraud", "stages": ["dev"], "email": "a@b.c", "colour": "red" })),
            ("/team", json!({ "name": "fraud" })),
        ] {
            let mut other = team.clone();
            *other.pointer_mut(pointer).expect("a place") = value;
            assert!(!broken(TEAM_SCHEMA, &other).is_empty(), "{other}");
        }
        assert!(!broken(PLAN_SCHEMA, &json!({})).is_empty());
    }
}
