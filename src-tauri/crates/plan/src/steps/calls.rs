//! What the steps of each kind of plan call, and in which account: roles that may carry out such plans, and no others, are made from this.

/// An operation that steps of a kind of plan call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StepCall {
    /// The kind of plan, as an intent names it: `vend`.
    pub plan: &'static str,
    /// The service, by its IAM prefix.
    pub service: &'static str,
    /// The operation.
    pub operation: &'static str,
    /// Where it is called.
    pub place: StepPlace,
}

/// The account that a step is called in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum StepPlace {
    /// The management account.
    Management,
    /// The account that owns a portfolio: the management account, a delegated administrator of Service Catalog, or any other.
    PortfolioOwner,
    /// Any account that a portfolio reaches, and its owner.
    PortfolioUser,
    /// The account that administers IAM Identity Center: the management account, or a delegated administrator.
    IdentityCenter,
}

/// What steps call, by kind of plan.
pub const STEP_CALLS: &[StepCall] = &[
    center("assign", "CreateAccountAssignment"),
    center("assign", "DeleteAccountAssignment"),
    management("attach", "AttachPolicy"),
    tower("baseline", "ResetEnabledBaseline"),
    management("change-policy", "UpdatePolicy"),
    management("close", "CloseAccount"),
    tower("control", "DisableControl"),
    tower("control", "EnableControl"),
    tower("control", "ResetEnabledControl"),
    tower("control", "UpdateEnabledControl"),
    management("create-policy", "CreatePolicy"),
    management("delete-policy", "DeletePolicy"),
    management("detach", "DetachPolicy"),
    user("import", "AcceptPortfolioShare"),
    management("move", "MoveAccount"),
    user("principal", "AssociatePrincipalWithPortfolio"),
    user("principal", "DisassociatePrincipalFromPortfolio"),
    user("share", "AcceptPortfolioShare"),
    owner("share", "CreatePortfolioShare"),
    owner("share", "UpdatePortfolioShare"),
    management("tag", "TagResource"),
    management("tag", "UntagResource"),
    owner("unshare", "DeletePortfolioShare"),
    tower("vend", "ResetEnabledBaseline"),
    management("vend", "CreateAccount"),
    management("vend", "MoveAccount"),
    management("vend", "TagResource"),
    user("vend", "AcceptPortfolioShare"),
    user("vend", "AssociatePrincipalWithPortfolio"),
    owner("vend", "CreatePortfolioShare"),
    StepCall { service: "servicecatalog", ..management("vend", "ProvisionProduct") },
    center("vend", "CreateAccountAssignment"),
];

const fn management(plan: &'static str, operation: &'static str) -> StepCall {
    StepCall { plan, service: "organizations", operation, place: StepPlace::Management }
}

/// Control Tower answers in the management account.
const fn tower(plan: &'static str, operation: &'static str) -> StepCall {
    StepCall { plan, service: "controltower", operation, place: StepPlace::Management }
}

const fn owner(plan: &'static str, operation: &'static str) -> StepCall {
    StepCall { plan, service: "servicecatalog", operation, place: StepPlace::PortfolioOwner }
}

const fn user(plan: &'static str, operation: &'static str) -> StepCall {
    StepCall { plan, service: "servicecatalog", operation, place: StepPlace::PortfolioUser }
}

const fn center(plan: &'static str, operation: &'static str) -> StepCall {
    StepCall { plan, service: "sso", operation, place: StepPlace::IdentityCenter }
}
