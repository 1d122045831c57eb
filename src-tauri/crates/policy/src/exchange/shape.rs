//! What a request must look like to be one that AWS could get: its action, its resource, the ids of accounts in it.

use armillary_facts::{action, date, is_service, partition};

use crate::{Action, Principal, PrincipalKind, Resource, principal::is_account_id};

/// What is wrong with the text of an action.
pub(super) fn of_action(text: &str) -> Result<(), String> {
    if text.contains(['*', '?']) {
        return Err(format!("`{text}` stands for several actions; ask for each of them by its name"));
    }
    let is_plain =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    match text.split_once(':') {
        Some((service, name)) if is_plain(service) && is_plain(name) => Ok(()),
        _ => Err(format!("`{text}` is not an action; write the service and the name, such as `sts:AssumeRole`")),
    }
}

/// What is wrong with the text of a resource.
pub(super) fn of_resource(text: &str) -> Result<(), String> {
    if text == "*" {
        return Ok(());
    }
    let segments: Result<[&str; 6], _> = text.splitn(6, ':').collect::<Vec<_>>().try_into();
    let Ok([arn, named, service, _, account, rest]) = segments else {
        return Err(format!("`{text}` is not an ARN; write all six parts of it, or `*`"));
    };
    if arn != "arn" || service.is_empty() || rest.is_empty() {
        return Err(format!(
            "`{text}` is not an ARN; write `arn:`, partition, service, Region, account and resource, or `*`"
        ));
    }
    if !is_pattern(named) && partition(named).is_none() {
        return Err(format!(
            "`{named}` is not a partition of AWS; write `aws`, `aws-cn`, `aws-us-gov` or another that exists"
        ));
    }
    let is_odd = account.bytes().any(|byte| byte.is_ascii_digit()) && !is_account_id(account) && !is_pattern(account);
    if is_odd { Err(not_an_account(account)) } else { Ok(()) }
}

/// What is wrong with the text of an account id.
pub(super) fn of_account(text: &str) -> Result<(), String> {
    if is_account_id(text) { Ok(()) } else { Err(not_an_account(text)) }
}

fn not_an_account(text: &str) -> String {
    format!("`{text}` is not an account id; write 12 digits")
}

fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?'])
}

/// What a person should know of a request that has the right shape.
pub(super) fn warnings(
    principal: &Principal,
    asked: &Action,
    resource: &Resource,
    account: Option<&str>,
) -> Vec<String> {
    let mut warnings = Vec::new();
    let (service, name) = (asked.service(), asked.name());
    if !is_service(service) {
        warnings.push(format!(
            "no service with the prefix `{service}` was known on {}; it is asked about all the same",
            date()
        ));
    } else if action(service, name).is_none() {
        warnings.push(format!(
            "`{}` was not known as an action on {}; it is asked about all the same",
            asked.as_str(),
            date()
        ));
    }
    if principal.kind() == PrincipalKind::Service && !armillary_facts::is_service_principal(principal.name()) {
        let name = principal.name();
        warnings.push(format!("`{name}` was not known as a service principal on {}; it is taken for one", date()));
    }
    if let (Some(given), Some(named)) = (account, resource.account())
        && is_account_id(named)
        && given != named
    {
        warnings.push(format!("the ARN names account `{named}`, `resourceAccount` says `{given}`; the latter counts"));
    }
    warnings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_are_names_and_not_patterns() {
        for text in ["sts:AssumeRole", "S3:getobject", "aws-marketplace:Subscribe"] {
            assert_eq!(of_action(text), Ok(()), "{text}");
        }
        for text in
            ["", "*", "s3:*", "s3:Get?bject", "s3", "s3:", ":GetObject", "s3:Get Object", "s3:GetObject ", "a:b:c"]
        {
            assert!(of_action(text).is_err(), "{text}");
        }
    }

    #[test]
    fn resources_are_whole_arns_of_partitions_and_accounts_that_can_be() {
        for text in [
            "*",
            "arn:aws:s3:::bucket/key",
            "arn:aws:iam::aws:policy/ReadOnlyAccess",
            "arn:aws-us-gov:iam::*:role/*",
            "arn:*:s3:::*",
            "arn:aws:iam::111122223333:role/a:b",
        ] {
            assert_eq!(of_resource(text), Ok(()), "{text}");
        }
        for text in [
            "",
            "bucket",
            "arn:aws:s3",
            "arn:aws:s3:::",
            "arn:aws-mars:s3:::b",
            "arn:aws:iam::1111:role/x",
            "arn:aws:iam::1111222233334:role/x",
            "ARN:aws:s3:::b",
        ] {
            assert!(of_resource(text).is_err(), "{text}");
        }
    }
}
