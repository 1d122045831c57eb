//! Who may assume a role.

use crate::{
    document::{Node, map, policy},
    parameter::Parameter,
};

/// One principal, as long as it is of the organization, with the external id where one is asked for.
pub(crate) fn document() -> Node {
    let equals = map([
        ("aws:PrincipalOrgID", Node::Given(Parameter::OrganizationId)),
        ("sts:ExternalId", Node::Given(Parameter::ExternalId)),
    ]);
    policy(vec![map([
        ("Effect", "Allow".into()),
        ("Principal", map([("AWS", Node::Given(Parameter::TrustedPrincipal))])),
        ("Action", "sts:AssumeRole".into()),
        ("Condition", map([("StringEquals", equals)])),
    ])])
}
