//! The operations: one function each, found through one table.
//!
//! To add an operation: write a function `(&State, &Request) -> Answer` in its service's module, and add its line to [`OPERATIONS`].

mod error;
mod page;
mod request;

mod organizations;
mod sts;

use crate::{server::api::Api, state::State, wire::Value};

pub(crate) use error::AwsError;
pub(crate) use page::{Page, Paging, Uneven};
pub(crate) use request::{Flaw, Request};

/// What an operation answers.
pub(crate) type Answer = Result<Value, AwsError>;

/// How an operation is carried out.
#[derive(Clone, Copy)]
pub(crate) enum Run {
    /// It reads the state.
    Read(fn(&State, &Request) -> Answer),
    /// It changes the state.
    Change(fn(&mut State, &Request) -> Answer),
}

/// One operation of one API.
#[derive(Clone, Copy)]
pub(crate) struct Operation {
    /// The API.
    pub api: Api,
    /// Its name in that API.
    pub name: &'static str,
    /// How it is carried out.
    pub run: Run,
}

macro_rules! operations {
    ($($api:ident { $($how:ident $name:literal => $function:path,)* })*) => {
        &[$($(Operation { api: Api::$api, name: $name, run: Run::$how($function) },)*)*]
    };
}

/// Every operation that is served.
pub(crate) const OPERATIONS: &[Operation] = operations! {
    Sts {
        Change "AssumeRole" => sts::assume_role,
        Read "GetCallerIdentity" => sts::get_caller_identity,
    }
    Organizations {
        Read "DescribeOrganization" => organizations::describe_organization,
        Read "ListRoots" => organizations::list_roots,
        Read "ListAccounts" => organizations::list_accounts,
        Read "DescribeAccount" => organizations::describe_account,
        Read "ListOrganizationalUnitsForParent" => organizations::list_organizational_units_for_parent,
        Read "DescribeOrganizationalUnit" => organizations::describe_organizational_unit,
        Read "ListAccountsForParent" => organizations::list_accounts_for_parent,
        Read "ListChildren" => organizations::list_children,
        Read "ListParents" => organizations::list_parents,
        Read "ListPolicies" => organizations::list_policies,
        Read "DescribePolicy" => organizations::describe_policy,
        Read "ListTargetsForPolicy" => organizations::list_targets_for_policy,
        Read "ListPoliciesForTarget" => organizations::list_policies_for_target,
        Read "ListTagsForResource" => organizations::list_tags_for_resource,
        Read "ListDelegatedAdministrators" => organizations::list_delegated_administrators,
        Read "ListDelegatedServicesForAccount" => organizations::list_delegated_services_for_account,
        Read "ListAWSServiceAccessForOrganization" => organizations::list_aws_service_access_for_organization,
        Read "DescribeResourcePolicy" => organizations::describe_resource_policy,
        Read "ListCreateAccountStatus" => organizations::list_create_account_status,
    }
};

/// The operation of an API with this name.
pub(crate) fn find(api: Api, name: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().find(|operation| operation.api == api && operation.name == name)
}
