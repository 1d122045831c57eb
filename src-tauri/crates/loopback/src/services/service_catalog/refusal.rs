//! Why Service Catalog refuses: its documented exceptions, which tell no reasons but their messages.

use crate::services::refusal::refusals;

refusals! {
    /// A documented exception of Service Catalog.
    Refusal {
        AccessDisabled: "OperationNotSupportedException",
            "Sharing through AWS Organizations is not enabled; enable it with EnableAWSOrganizationsAccess.";
        ArtifactInactive: "InvalidParametersException", "The provisioning artifact is not active.";
        AccountNumber: "LimitExceededException", "The portfolio is shared with as many accounts as it may be.";
        Administered: "InvalidStateException",
            "There are delegated administrators for Service Catalog in the organization; deregister them first.";
        Busy: "InvalidStateException",
            "Cannot process more than one portfolio share action at the same time. Try again later.";
        ConstraintParameters: "InvalidParametersException", "The parameters of a constraint are a JSON object.";
        ConstraintRival: "InvalidParametersException",
            "A product in a portfolio cannot have both a LAUNCH and a STACKSET constraint.";
        ConstraintTwice: "DuplicateResourceException",
            "The product has a constraint of this type in the portfolio already.";
        LaunchParameters: "InvalidParametersException",
            "The parameters of a LAUNCH constraint name a role: either its RoleArn or its LocalRoleName.";
        NameTaken: "DuplicateResourceException", "A provisioned product with this name exists already.";
        NeverProvisioned: "InvalidParametersException", "Last Successful Provisioning Record doesn't exist.";
        NodeForm: "InvalidParametersException", "The value of the organization node does not fit its type.";
        NodeNotFound: "ResourceNotFoundException", "The organization node is not in the organization.";
        NotAdministrator: "OperationNotSupportedException",
            "Only the management account and delegated administrators of the organization may do this.";
        NotManagement: "OperationNotSupportedException",
            "Only the management account of the organization may do this.";
        OneTarget: "InvalidParametersException", "Give an account or an organization node, and not both.";
        OwnAccount: "InvalidParametersException", "A portfolio cannot be shared with the account that owns it.";
        PatternNumber: "LimitExceededException", "A portfolio can have 10 principals of type IAM_PATTERN.";
        PathAmbiguous: "InvalidParametersException",
            "There are several launch paths for the product; give the PathId of one of them.";
        PortfolioInUse: "ResourceInUseException",
            "The portfolio has products, principals or shares; remove them first.";
        PortfolioNumber: "LimitExceededException", "An account can have 100 portfolios in a Region.";
        PortfolioProducts: "LimitExceededException", "A portfolio can have 150 products.";
        PrincipalForm: "InvalidParametersException", "The principal ARN does not fit the principal type.";
        PrincipalMissing: "InvalidParametersException", "The principal does not exist in this account.";
        PrincipalNotAssociated: "ResourceNotFoundException", "The principal is not associated with the portfolio.";
        PrincipalNumber: "LimitExceededException", "A portfolio can have 100 principals.";
        PrincipalsNotShared: "InvalidParametersException",
            "Principals are shared only with an organization or an organizational unit.";
        ProductConstrained: "ResourceInUseException",
            "There are constraints on the product in this portfolio; delete them first.";
        ProductElsewhere: "InvalidParametersException", "The product is not in the portfolio.";
        ProductNumber: "LimitExceededException", "An account can have 350 products in a Region.";
        ProvisionedName: "InvalidParametersException", "Give the name or the id of the provisioned product.";
        ShareNotFound: "ResourceNotFoundException", "The portfolio is not shared with this account or node.";
        TemplateMissing: "InvalidParametersException", "The Info of a version names its template: LoadTemplateFromURL.";
        TokenNotFound: "ResourceNotFoundException", "No portfolio share operation has this token.";
        TokenReused: "InvalidParametersException",
            "The token was used for a request with other parameters; use another one.";
        UnderChange: "InvalidParametersException",
            "The provisioned product is UNDER_CHANGE; wait until the last request is done.";
        VersionNumber: "LimitExceededException", "A product can have 100 versions.";
    }
}
