//! Conditions in words: what a reviewer would say for the keys that decide trust, and the operator spelled out for all others.

use armillary_policy::Literal;

/// A condition in words, such as "only with MFA".
pub fn condition_in_words(literal: &Literal) -> String {
    let Literal { key, operator, values, negated } = literal;
    known(key, operator, values, *negated).unwrap_or_else(|| plain(key, operator, values, *negated))
}

/// What is added where a request without the key passes.
const ABSENT: &str = ", also without the key";

/// An operator in lower case without `IfExists`, and whether it had that.
fn without_if_exists(operator: &str) -> (&str, bool) {
    operator.strip_suffix("ifexists").map_or((operator, false), |base| (base, true))
}

fn known(key: &str, operator: &str, values: &[String], negated: bool) -> Option<String> {
    let key = key.to_ascii_lowercase();
    let operator = operator.to_ascii_lowercase();
    let (operator, if_exists) = without_if_exists(&operator);
    let list = list(values);
    // "Not" says of itself that no key will do; that one has to be there, it does not.
    let only = |what: String| {
        Some(match (negated, if_exists) {
            (false, false) => format!("only {what}"),
            (false, true) => format!("only {what}{ABSENT}"),
            (true, false) => format!("not {what}"),
            (true, true) => format!("not {what}, and only with the key"),
        })
    };
    let truth = |word: &str| values.iter().all(|value| value.eq_ignore_ascii_case(word));
    let equality = operator.starts_with("string") || operator.starts_with("arn") || operator.starts_with("ipaddress");
    // A condition holds without its key by `IfExists`, and so its opposite where there is none.
    let absent = if if_exists != negated { ABSENT } else { "" };
    match key.as_str() {
        "aws:multifactorauthpresent" if operator.starts_with("bool") => match truth("true") != negated {
            true => Some(format!("only with MFA{absent}")),
            false => Some(format!("only without MFA{absent}")),
        },
        // Every request has the key.
        "aws:securetransport" if operator.starts_with("bool") => match truth("true") != negated {
            true => Some("only over TLS".to_owned()),
            false => Some("only without TLS".to_owned()),
        },
        "aws:multifactorauthage" if operator.starts_with("numericless") && !negated => {
            Some(format!("only with MFA given at most {list} seconds ago{absent}"))
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
    let (base, if_exists) = match operator.strip_suffix("IfExists") {
        Some(base) => (base, true),
        None => (operator, false),
    };
    // The opposite of "every" is "some", and of "some" it is "none".
    let (quantifier, base, is_not, passes_absent) = match base.split_once(':') {
        Some(("ForAllValues", base)) if negated => ("some value of ", base, true, false),
        Some(("ForAllValues", base)) => ("every value of ", base, false, true),
        Some(("ForAnyValue", base)) if negated => ("no value of ", base, false, !if_exists),
        Some(("ForAnyValue", base)) => ("some value of ", base, false, if_exists),
        _ => ("", base, negated, if_exists != negated),
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
        _ => {
            let not = if negated { "not " } else { "" };
            return format!("only where {not}`{operator}` holds for `{key}` and {}", list(values));
        }
    };
    let relation = match relation.strip_prefix("is") {
        Some(rest) if is_not => format!("is not{rest}"),
        _ => relation.to_owned(),
    };
    let absent = if passes_absent { ABSENT } else { "" };
    format!("only where {quantifier}`{key}` {relation} {}{absent}", list(values))
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

    /// Set operator, `IfExists`, negated, and what is said of the key `k` and the value `v`.
    const SAID: [(&str, bool, bool, &str); 12] = [
        ("", false, false, "only where `k` is `v`"),
        ("", true, false, "only where `k` is `v`, also without the key"),
        ("", false, true, "only where `k` is not `v`, also without the key"),
        ("", true, true, "only where `k` is not `v`"),
        ("ForAllValues:", false, false, "only where every value of `k` is `v`, also without the key"),
        ("ForAllValues:", true, false, "only where every value of `k` is `v`, also without the key"),
        ("ForAllValues:", false, true, "only where some value of `k` is not `v`"),
        ("ForAllValues:", true, true, "only where some value of `k` is not `v`"),
        ("ForAnyValue:", false, false, "only where some value of `k` is `v`"),
        ("ForAnyValue:", true, false, "only where some value of `k` is `v`, also without the key"),
        ("ForAnyValue:", false, true, "only where no value of `k` is `v`, also without the key"),
        ("ForAnyValue:", true, true, "only where no value of `k` is `v`"),
    ];

    #[test]
    fn what_is_said_is_true_with_and_without_the_key() {
        for operator in ["StringEquals", "NumericEquals", "DateEquals", "Bool", "BinaryEquals"] {
            for (quantifier, if_exists, negated, said) in SAID {
                let operator = format!("{quantifier}{operator}{}", if if_exists { "IfExists" } else { "" });
                assert_eq!(words("k", &operator, &["v"], negated), said, "{operator} {negated}");
            }
        }
        let mfa = |operator, value, negated| words("aws:MultiFactorAuthPresent", operator, &[value], negated);
        assert_eq!(mfa("Bool", "true", false), "only with MFA");
        assert_eq!(mfa("BoolIfExists", "true", false), "only with MFA, also without the key");
        assert_eq!(mfa("Bool", "false", true), "only with MFA, also without the key");
        let id = |operator, negated| words("sts:ExternalId", operator, &["v"], negated);
        assert_eq!(id("StringEqualsIfExists", false), "only with the external id `v`, also without the key");
        assert_eq!(id("StringEquals", true), "not with the external id `v`");
        assert_eq!(id("StringEqualsIfExists", true), "not with the external id `v`, and only with the key");
    }

    #[test]
    fn other_keys_keep_their_operator() {
        assert_eq!(
            words("aws:RequestTag/team", "StringEquals", &["fraud"], false),
            "only where `aws:RequestTag/team` is `fraud`"
        );
        assert_eq!(
            words("aws:TagKeys", "ForAllValues:StringLike", &["a*"], true),
            "only where some value of `aws:TagKeys` is not like `a*`"
        );
        assert_eq!(words("aws:TokenIssueTime", "Null", &["true"], false), "only where `aws:TokenIssueTime` is absent");
        assert_eq!(words("s3:x", "StringEqual", &["v"], true), "only where not `StringEqual` holds for `s3:x` and `v`");
    }
}
