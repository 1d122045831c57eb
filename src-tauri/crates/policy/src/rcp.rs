//! What resource control policies apply to.

use crate::{Action, Resource};

/// Whether RCPs have a say in the action on this resource.
pub(crate) fn applies(action: &Action, resource: &Resource) -> Result<(), &'static str> {
    if !action.has_rcps() {
        return Err("resource control policies do not support this service");
    }
    if action.as_str() == "kms:retiregrant" {
        return Err("resource control policies do not restrict kms:RetireGrant");
    }
    let is_of_aws = resource.segment(5).is_some_and(|rest| rest.starts_with("alias/aws/"));
    if is_of_aws && action.service() == "kms" {
        return Err("resource control policies do not restrict keys that AWS manages");
    }
    let is_service_linked = resource.segment(5).is_some_and(|rest| rest.starts_with("role/aws-service-role/"));
    if is_service_linked && action.service() == "sts" {
        return Err("resource control policies do not restrict service-linked roles");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_services_and_actions_are_left_alone() {
        let applies = |action: &str, resource: &str| applies(&Action::new(action), &Resource::new(resource)).is_ok();
        assert!(applies("STS:AssumeRole", "arn:aws:iam::111122223333:role/x"));
        assert!(!applies(
            "sts:AssumeRole",
            "arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX"
        ));
        assert!(!applies("iam:PassRole", "arn:aws:iam::111122223333:role/x"));
        assert!(!applies("kms:Decrypt", "arn:aws:kms:eu-west-1:111122223333:alias/aws/s3"));
        assert!(applies("kms:Decrypt", "*") && !applies("kms:RetireGrant", "*"));
    }
}
