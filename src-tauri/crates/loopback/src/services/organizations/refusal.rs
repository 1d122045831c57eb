//! Why Organizations refuses: its documented exceptions, each with the reason and message that go with it.

use crate::services::refusal::refusals;

// The messages are those of the API reference, or what AWS is seen to answer.
refusals! {
    /// A documented exception of Organizations.
    Refusal {
        AccountAlreadyClosed: "AccountAlreadyClosedException", "You attempted to close an account that is already closed.";
        AccountAlreadyRegistered: "AccountAlreadyRegisteredException",
            "The provided account is already a delegated administrator for your organization.";
        AccountNotFound: "AccountNotFoundException", "You specified an account that doesn't exist.";
        AccountNotRegistered: "AccountNotRegisteredException",
            "The specified account is not a delegated administrator for this Amazon Web Services service.";
        ClosureInProgress: "ConflictException",
            "The request failed because it conflicts with the current state of the specified resource.";
        CreationNotFound: "CreateAccountStatusNotFoundException",
            "We can't find an create account request with the CreateAccountRequestId that you specified.";
        DestinationParentNotFound: "DestinationParentNotFoundException",
            "We can't find the destination container (a root or OU) with the ParentId that you specified.";
        DuplicateAccount: "DuplicateAccountException", "That account is already present in the specified destination.";
        DuplicateAttachment: "DuplicatePolicyAttachmentException",
            "The selected policy is already attached to the specified target.";
        DuplicatePolicy: "DuplicatePolicyException", "A policy with the same name already exists.";
        DuplicateUnit: "DuplicateOrganizationalUnitException", "An OU with the same name already exists.";
        MalformedPolicy: "MalformedPolicyDocumentException",
            "The provided policy document does not meet the requirements of the specified policy type.";
        ParentNotFound: "ParentNotFoundException", "We can't find a root or organizational unit with this id.";
        PolicyChangesInProgress: "PolicyChangesInProgressException",
            "Changes to the effective policy are in progress, and its contents can't be returned. Try the operation again later.";
        PolicyInUse: "PolicyInUseException",
            "The policy is attached to one or more entities. You must detach it from all roots, OUs, and accounts before performing this operation.";
        PolicyNotAttached: "PolicyNotAttachedException",
            "The policy isn't attached to the specified target in the specified root.";
        PolicyNotFound: "PolicyNotFoundException", "We can't find a policy with the PolicyId that you specified.";
        PolicyTypeAlreadyEnabled: "PolicyTypeAlreadyEnabledException", "The specified policy type is already enabled.";
        PolicyTypeNotAvailable: "PolicyTypeNotAvailableForOrganizationException",
            "You can't use the specified policy type with the feature set currently enabled for this organization.";
        PolicyTypeNotEnabled: "PolicyTypeNotEnabledException",
            "This operation can be performed only for enabled policy types.";
        RootNotFound: "RootNotFoundException", "You specified a root that doesn't exist.";
        SourceParentNotFound: "SourceParentNotFoundException",
            "We can't find a source root or OU with the ParentId that you specified.";
        TargetNotFound: "TargetNotFoundException",
            "We can't find a root, OU, account, or policy with the TargetId that you specified.";
        UnitNotEmpty: "OrganizationalUnitNotEmptyException",
            "The specified OU is not empty. Move all accounts to another root or to other OUs, remove all child OUs, and try the operation again.";
        UnitNotFound: "OrganizationalUnitNotFoundException", "You specified an organizational unit that doesn't exist.";

        AccountNumber: "ConstraintViolationException" ACCOUNT_NUMBER_LIMIT_EXCEEDED,
            "You have exceeded the allowed number of AWS accounts.";
        AccountsInCreation: "ConstraintViolationException" ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED,
            "You attempted to exceed the number of accounts that can be in progress at a time.";
        AccountsInClosure: "ConstraintViolationException" CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED,
            "You attempted to exceed the number of accounts that you can close at a time.";
        Administers: "ConstraintViolationException" CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG,
            "You attempted to remove an account that is registered as a delegated administrator for a service integrated with your organization.";
        AdministratorExists: "ConstraintViolationException" DELEGATED_ADMINISTRATOR_EXISTS_FOR_THIS_SERVICE,
            "The service already has a delegated administrator; deregister it first.";
        AdministratorNumber: "ConstraintViolationException" MAX_DELEGATED_ADMINISTRATORS_FOR_SERVICE_LIMIT_EXCEEDED,
            "You attempted to register more delegated administrators than allowed for the service principal.";
        AttachmentsTooFew: "ConstraintViolationException" MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED,
            "You cannot remove the last policy attached to the specified target. You should have at least one attached at all times.";
        AttachmentsTooMany: "ConstraintViolationException" MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED,
            "You have exceeded the maximum number of policies of a certain type attached to a target.";
        ClosureQuota: "ConstraintViolationException" CLOSE_ACCOUNT_QUOTA_EXCEEDED,
            "You have exceeded close account quota for the past 30 days.";
        ManagementAdministers: "ConstraintViolationException" CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR,
            "You cannot register master account/yourself as delegated administrator for your organization.";
        ManagementClosed: "ConstraintViolationException" CANNOT_CLOSE_MANAGEMENT_ACCOUNT,
            "You attempted to close the management account.";
        PolicyNumber: "ConstraintViolationException" POLICY_NUMBER_LIMIT_EXCEEDED,
            "You have exceeded the number of policies that you can have in an organization.";
        PolicySize: "ConstraintViolationException" POLICY_CONTENT_LIMIT_EXCEEDED,
            "You have exceeded the maximum size of a policy.";
        ServiceAccessMissing: "ConstraintViolationException" SERVICE_ACCESS_NOT_ENABLED,
            "You attempted to register a delegated administrator before you enabled service access. Call the EnableAWSServiceAccess API first.";
        SuspendedAdministers: "ConstraintViolationException" CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR,
            "You cannot register a suspended account as a delegated administrator.";
        TagNumber: "ConstraintViolationException" MAX_TAG_LIMIT_EXCEEDED,
            "You have exceeded the number of tags allowed on this resource.";
        UnitDepth: "ConstraintViolationException" OU_DEPTH_LIMIT_EXCEEDED,
            "You have exceeded the allowed depth of organizational units.";
        UnitNumber: "ConstraintViolationException" OU_NUMBER_LIMIT_EXCEEDED,
            "You have exceeded the number of OUs that you can have in an organization.";

        ImmutablePolicy: "InvalidInputException" IMMUTABLE_POLICY,
            "You specified a policy that is managed by Amazon Web Services and can't be modified.";
        NonDetachablePolicy: "InvalidInputException" NON_DETACHABLE_POLICY,
            "You can't detach this Amazon Web Services Managed Policy.";
        PolicyTypeUnknown: "InvalidInputException" INVALID_ENUM_POLICY_TYPE, "You specified an invalid policy type string.";
        RoleName: "InvalidInputException" INVALID_ROLE_NAME, "You provided a role name that isn't valid.";
        ServiceUnknown: "InvalidInputException" UNRECOGNIZED_SERVICE_PRINCIPAL,
            "You specified an unrecognized service principal.";
        TagKeyTwice: "InvalidInputException" DUPLICATE_TAG_KEY,
            "Tag keys must be unique among the tags attached to the same entity.";
        TagKeyOfAws: "InvalidInputException" INVALID_SYSTEM_TAGS_PARAMETER,
            "You can't add, edit, or delete system tag keys because they're reserved for Amazon Web Services use.";
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::AwsError;

    #[test]
    fn reasons_are_members_of_the_exceptions_that_have_them() {
        let plain = AwsError::from(Refusal::AccountNotFound);
        assert_eq!((plain.code.as_ref(), plain.members.len()), ("AccountNotFoundException", 0));
        let reasoned = AwsError::from(Refusal::UnitDepth);
        assert_eq!(reasoned.code, "ConstraintViolationException");
        assert_eq!(reasoned.members, [("Reason", "OU_DEPTH_LIMIT_EXCEEDED".into())]);
    }
}
