//! Conditions in words: what a reviewer would say for the keys that decide trust, and the operator spelled out for all others.

use armillary_policy::Literal;

/// A condition in words, such as "only with MFA".
pub fn condition_in_words(literal: &Literal) -> String {
    let Literal { key, operator, values, negated } = literal;
    known(key, operator, values, *negated).unwrap_or_else(|| plain(key, operator, values, *negated))
}

fn known(key: &str, operator: &str, values: &[String], negated: bool) -> Option<String> {
    let key = key.to_ascii_lowercase();
    let operator = operator.to_ascii_lowercase();
    let list = list(values);
    let only = |what: String| Some(if negated { format!("not {what}") } else { format!("only {what}") });
    let truth = |word: &str| values.iter().all(|value| value.eq_ignore_ascii_case(word));
    let equality = operator.starts_with("string") || operator.starts_with("arn") || operator.starts_with("ipaddress");
    match key.as_str() {
        "aws:multifactorauthpresent" if operator.starts_with("bool") => match truth("true") != negated {
            true => Some("only with MFA".to_owned()),
            false => Some("only without MFA".to_owned()),
        },
        "aws:securetransport" if operator.starts_with("bool") => match truth("true") != negated {
            true => Some("only over TLS".to_owned()),
            false => Some("only without TLS".to_owned()),
        },
        "aws:multifactorauthage" if operator.starts_with("numericless") && !negated => {
            Some(format!("only with MFA given at most {list} seconds ago"))
        }
        _ if !equality => None,
        "sts:externalid" => only(format!("with the external id {list}")),
        "aws:sourcevpce" => only(format!("through the VPC endpoint {list}")),
        "aws:sourcevpc" => only(format!("from the VPC {list}")),
        "aws:sourceip" => only(format!("from the addresses {list}")),
        "aws:principalorgid" => only(format!("from the organization {list}")),
        "aws:principalorgpaths" => only(format!("from the OU path {list}")),
        "aws:principalaccount" => only(format!("from the account {list}")),
        "aws:principalarn" => only(format!("as {list}")),
        "aws:requestedregion" => only(format!("in the Region {list}")),
        "aws:sourceaccount" => only(format!("on behalf of the account {list}")),
        "aws:sourcearn" => only(format!("on behalf of {list}")),
        "aws:userid" => only(format!("as the unique id {list}")),
        "iam:passedtoservice" => only(format!("to the service {list}")),
        "sts:rolesessionname" => only(format!("with the session name {list}")),
        "sts:sourceidentity" => only(format!("with the source identity {list}")),
        "resource" => only(format!("on {list}")),
        _ => None,
    }
}

fn plain(key: &str, operator: &str, values: &[String], negated: bool) -> String {
    let not = if negated { "not " } else { "" };
    let (base, unless_absent) = match operator.strip_suffix("IfExists") {
        Some(base) => (base, " (or it is absent)"),
        None => (operator, ""),
    };
    let (quantifier, base) = match base.split_once(':') {
        Some(("ForAllValues", base)) => ("every value of ", base),
        Some(("ForAnyValue", base)) => ("some value of ", base),
        _ => ("", base),
    };
    let relation = match base {
        "Null" if values.iter().all(|value| value.eq_ignore_ascii_case("true")) => {
            return format!("only where `{key}` is {}absent", if negated { "not " } else { "" });
        }
        "Null" => return format!("only where `{key}` is {}given", if negated { "not " } else { "" }),
        "StringEquals" | "NumericEquals" | "DateEquals" | "Bool" | "BinaryEquals" => "is",
        "StringEqualsIgnoreCase" => "is, in any case,",
        "StringLike" | "ArnLike" | "ArnEquals" => "is like",
        "NumericLessThan" => "is less than",
        "NumericLessThanEquals" => "is at most",
        "NumericGreaterThan" => "is more than",
        "NumericGreaterThanEquals" => "is at least",
        "DateLessThan" => "is before",
        "DateLessThanEquals" => "is at or before",
        "DateGreaterThan" => "is after",
        "DateGreaterThanEquals" => "is at or after",
        "IpAddress" => "is within",
        other => return format!("only where {not}`{other}` holds for `{key}` and {}", list(values)),
    };
    let relation = match relation.strip_prefix("is") {
        Some(rest) if negated => format!("is not{rest}"),
        _ => relation.to_owned(),
    };
    format!("only where {quantifier}`{key}` {relation} {}{unless_absent}", list(values))
}

fn list(values: &[String]) -> String {
    let quoted: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
    quoted.join(" or ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(key: &str, operator: &str, values: &[&str], negated: bool) -> String {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        condition_in_words(&Literal { key: key.to_owned(), operator: operator.to_owned(), values, negated })
    }

    #[test]
    fn the_keys_that_decide_trust_read_as_people_say_them() {
        assert_eq!(words("aws:MultiFactorAuthPresent", "Bool", &["true"], false), "only with MFA");
        assert_eq!(words("aws:MultiFactorAuthPresent", "BoolIfExists", &["false"], true), "only with MFA");
        assert_eq!(words("sts:ExternalId", "StringEquals", &["x1"], false), "only with the external id `x1`");
        assert_eq!(
            words("aws:SourceVpce", "StringEquals", &["vpce-1"], false),
            "only through the VPC endpoint `vpce-1`"
        );
        assert_eq!(words("aws:PrincipalArn", "ArnLike", &["a", "b"], true), "not as `a` or `b`");
    }

    #[test]
    fn other_keys_keep_their_operator() {
        assert_eq!(
            words("aws:RequestTag/team", "StringEquals", &["fraud"], false),
            "only where `aws:RequestTag/team` is `fraud`"
        );
        assert_eq!(
            words("aws:TagKeys", "ForAllValues:StringLike", &["a*"], true),
            "only where every value of `aws:TagKeys` is not like `a*`"
        );
        assert_eq!(words("aws:TokenIssueTime", "Null", &["true"], false), "only where `aws:TokenIssueTime` is absent");
        assert_eq!(words("s3:x", "StringEqual", &["v"], true), "only where not `StringEqual` holds for `s3:x` and `v`");
    }
}
