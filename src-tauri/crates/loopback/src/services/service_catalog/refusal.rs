//! Why Service Catalog refuses: its documented exceptions, which tell no reasons but their messages.

use crate::services::refusal::refusals;

refusals! {
    /// A documented exception of Service Catalog.
    Refusal {
        AccessDisabled: "OperationNotSupportedException",
            "Sharing through AWS Organizations is not enabled; enable it with EnableAWSOrganizationsAccess.";
        AccountNumber: "LimitExceededException", "The portfolio is shared with as many accounts as it may be.";
        Administered: "InvalidStateException",
            "There are delegated administrators for Service Catalog in the organization; deregister them first.";
        Busy: "InvalidStateException",
            "Cannot process more than one portfolio share action at the same time. Try again later.";
        NodeForm: "InvalidParametersException", "The value of the organization node does not fit its type.";
        NodeNotFound: "ResourceNotFoundException", "The organization node is not in the organization.";
        NotAdministrator: "OperationNotSupportedException",
            "Only the management account and delegated administrators of the organization may do this.";
        NotManagement: "OperationNotSupportedException",
            "Only the management account of the organization may do this.";
        OneTarget: "InvalidParametersException", "Give an account or an organization node, and not both.";
        OwnAccount: "InvalidParametersException", "A portfolio cannot be shared with the account that owns it.";
        PatternNumber: "LimitExceededException", "A portfolio can have 10 principals of type IAM_PATTERN.";
        PrincipalForm: "InvalidParametersException", "The principal ARN does not fit the principal type.";
        PrincipalMissing: "InvalidParametersException", "The principal does not exist in this account.";
        PrincipalNotAssociated: "ResourceNotFoundException", "The principal is not associated with the portfolio.";
        PrincipalNumber: "LimitExceededException", "A portfolio can have 100 principals.";
        PrincipalsNotShared: "InvalidParametersException",
            "Principals are shared only with an organization or an organizational unit.";
        ShareNotFound: "ResourceNotFoundException", "The portfolio is not shared with this account or node.";
        TokenNotFound: "ResourceNotFoundException", "No portfolio share operation has this token.";
    }
}
