//! The operations: one function each, found through one table.
//!
//! To add an operation: write a function `(&State, &Request) -> Answer` in its service's module, and add its line to [`OPERATIONS`].
//! What AWS does after it has answered is a [`Task`], which [`settle`] carries out when its time has come.

mod error;
mod page;
mod pattern;
mod refusal;
mod request;
mod tags;

mod control_tower;
mod ec2;
mod iam;
mod identity_center;
mod identity_store;
mod organizations;
mod sagemaker;
mod service_catalog;
mod sts;

use crate::{
    server::api::Api,
    state::{Clock, State, Tag, Task},
    wire::{Value, map},
};

pub(crate) use error::AwsError;
pub(crate) use page::{Paging, Uneven};
pub(crate) use pattern::like;
pub(crate) use request::{Flaw, Later, Request};
pub(crate) use sts::identity;
use tags::given_tags;

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
        Read "DescribeCreateAccountStatus" => organizations::describe_create_account_status,
        Read "ListCreateAccountStatus" => organizations::list_create_account_status,
        Change "CreateAccount" => organizations::create_account,
        Change "MoveAccount" => organizations::move_account,
        Change "CloseAccount" => organizations::close_account,
        Change "CreateOrganizationalUnit" => organizations::create_organizational_unit,
        Change "UpdateOrganizationalUnit" => organizations::update_organizational_unit,
        Change "DeleteOrganizationalUnit" => organizations::delete_organizational_unit,
        Change "CreatePolicy" => organizations::create_policy,
        Change "UpdatePolicy" => organizations::update_policy,
        Change "DeletePolicy" => organizations::delete_policy,
        Change "AttachPolicy" => organizations::attach_policy,
        Change "DetachPolicy" => organizations::detach_policy,
        Change "EnablePolicyType" => organizations::enable_policy_type,
        Change "DisablePolicyType" => organizations::disable_policy_type,
        Change "TagResource" => organizations::tag_resource,
        Change "UntagResource" => organizations::untag_resource,
        Change "RegisterDelegatedAdministrator" => organizations::register_delegated_administrator,
        Change "DeregisterDelegatedAdministrator" => organizations::deregister_delegated_administrator,
        Change "EnableAWSServiceAccess" => organizations::enable_aws_service_access,
        Change "DisableAWSServiceAccess" => organizations::disable_aws_service_access,
    }
    ServiceCatalog {
        Read "ListPortfolios" => service_catalog::list_portfolios,
        Read "DescribePortfolio" => service_catalog::describe_portfolio,
        Read "ListPortfoliosForProduct" => service_catalog::list_portfolios_for_product,
        Read "ListAcceptedPortfolioShares" => service_catalog::list_accepted_portfolio_shares,
        Read "SearchProductsAsAdmin" => service_catalog::search_products_as_admin,
        Read "DescribeProductAsAdmin" => service_catalog::describe_product_as_admin,
        Read "ListProvisioningArtifacts" => service_catalog::list_provisioning_artifacts,
        Read "DescribeProvisioningArtifact" => service_catalog::describe_provisioning_artifact,
        Read "ListLaunchPaths" => service_catalog::list_launch_paths,
        Read "ListConstraintsForPortfolio" => service_catalog::list_constraints_for_portfolio,
        Read "DescribeConstraint" => service_catalog::describe_constraint,
        Read "ListPrincipalsForPortfolio" => service_catalog::list_principals_for_portfolio,
        Read "DescribePortfolioShares" => service_catalog::describe_portfolio_shares,
        Read "ListPortfolioAccess" => service_catalog::list_portfolio_access,
        Read "ListOrganizationPortfolioAccess" => service_catalog::list_organization_portfolio_access,
        Read "GetAWSOrganizationsAccessStatus" => service_catalog::get_aws_organizations_access_status,
        Read "ListTagOptions" => service_catalog::list_tag_options,
        Read "ListResourcesForTagOption" => service_catalog::list_resources_for_tag_option,
        Read "DescribePortfolioShareStatus" => service_catalog::describe_portfolio_share_status,
        Change "CreatePortfolioShare" => service_catalog::create_portfolio_share,
        Change "UpdatePortfolioShare" => service_catalog::update_portfolio_share,
        Change "DeletePortfolioShare" => service_catalog::delete_portfolio_share,
        Change "AcceptPortfolioShare" => service_catalog::accept_portfolio_share,
        Change "EnableAWSOrganizationsAccess" => service_catalog::enable_aws_organizations_access,
        Change "DisableAWSOrganizationsAccess" => service_catalog::disable_aws_organizations_access,
        Change "AssociatePrincipalWithPortfolio" => service_catalog::associate_principal_with_portfolio,
        Change "DisassociatePrincipalFromPortfolio" => service_catalog::disassociate_principal_from_portfolio,
        Change "CreatePortfolio" => service_catalog::create_portfolio,
        Change "DeletePortfolio" => service_catalog::delete_portfolio,
        Change "CreateProduct" => service_catalog::create_product,
        Change "CreateProvisioningArtifact" => service_catalog::create_provisioning_artifact,
        Change "AssociateProductWithPortfolio" => service_catalog::associate_product_with_portfolio,
        Change "DisassociateProductFromPortfolio" => service_catalog::disassociate_product_from_portfolio,
        Change "CreateConstraint" => service_catalog::create_constraint,
        Change "DeleteConstraint" => service_catalog::delete_constraint,
        Read "SearchProducts" => service_catalog::search_products,
        Read "DescribeProduct" => service_catalog::describe_product,
        Read "DescribeProvisioningParameters" => service_catalog::describe_provisioning_parameters,
        Change "ProvisionProduct" => service_catalog::provision_product,
        Change "UpdateProvisionedProduct" => service_catalog::update_provisioned_product,
        Change "TerminateProvisionedProduct" => service_catalog::terminate_provisioned_product,
        Read "DescribeRecord" => service_catalog::describe_record,
        Read "ListRecordHistory" => service_catalog::list_record_history,
        Read "SearchProvisionedProducts" => service_catalog::search_provisioned_products,
        Read "ScanProvisionedProducts" => service_catalog::scan_provisioned_products,
        Read "DescribeProvisionedProduct" => service_catalog::describe_provisioned_product,
        Read "GetProvisionedProductOutputs" => service_catalog::get_provisioned_product_outputs,
    }
    Iam {
        Read "GetAccountAuthorizationDetails" => iam::get_account_authorization_details,
        Read "ListRoles" => iam::list_roles,
        Read "GetRole" => iam::get_role,
        Read "ListUsers" => iam::list_users,
        Read "ListPolicies" => iam::list_policies,
        Read "GetPolicy" => iam::get_policy,
        Read "GetPolicyVersion" => iam::get_policy_version,
        Read "ListOpenIDConnectProviders" => iam::list_open_id_connect_providers,
        Read "GetOpenIDConnectProvider" => iam::get_open_id_connect_provider,
        Read "ListSAMLProviders" => iam::list_saml_providers,
        Read "GetSAMLProvider" => iam::get_saml_provider,
        Read "ListAccountAliases" => iam::list_account_aliases,
        Read "ListRolePolicies" => iam::list_role_policies,
        Read "GetRolePolicy" => iam::get_role_policy,
        Change "CreateRole" => iam::create_role,
        Change "DeleteRole" => iam::delete_role,
        Change "UpdateAssumeRolePolicy" => iam::update_assume_role_policy,
        Change "PutRolePolicy" => iam::put_role_policy,
        Change "DeleteRolePolicy" => iam::delete_role_policy,
    }
    Ec2 {
        Read "DescribeRegions" => ec2::describe_regions,
        Read "DescribeVpcs" => ec2::describe_vpcs,
        Read "DescribeSubnets" => ec2::describe_subnets,
        Read "DescribeRouteTables" => ec2::describe_route_tables,
        Read "DescribeSecurityGroups" => ec2::describe_security_groups,
        Read "DescribeVpcEndpoints" => ec2::describe_vpc_endpoints,
        Read "DescribeTransitGateways" => ec2::describe_transit_gateways,
        Read "DescribeTransitGatewayAttachments" => ec2::describe_transit_gateway_attachments,
        Read "DescribeTransitGatewayVpcAttachments" => ec2::describe_transit_gateway_vpc_attachments,
        Read "DescribeTransitGatewayRouteTables" => ec2::describe_transit_gateway_route_tables,
        Read "GetTransitGatewayRouteTableAssociations" => ec2::get_transit_gateway_route_table_associations,
        Read "GetTransitGatewayRouteTablePropagations" => ec2::get_transit_gateway_route_table_propagations,
        Read "SearchTransitGatewayRoutes" => ec2::search_transit_gateway_routes,
    }
    SageMaker {
        Read "ListDomains" => sagemaker::list_domains,
        Read "DescribeDomain" => sagemaker::describe_domain,
        Read "ListUserProfiles" => sagemaker::list_user_profiles,
        Read "DescribeUserProfile" => sagemaker::describe_user_profile,
        Read "ListModelPackageGroups" => sagemaker::list_model_package_groups,
        Read "DescribeModelPackageGroup" => sagemaker::describe_model_package_group,
        Read "GetModelPackageGroupPolicy" => sagemaker::get_model_package_group_policy,
        Read "ListModelPackages" => sagemaker::list_model_packages,
        Read "DescribeModelPackage" => sagemaker::describe_model_package,
        Read "ListTags" => sagemaker::list_tags,
    }
    ControlTower {
        Read "ListLandingZones" => control_tower::list_landing_zones,
        Read "GetLandingZone" => control_tower::get_landing_zone,
        Read "GetLandingZoneOperation" => control_tower::get_landing_zone_operation,
        Read "ListLandingZoneOperations" => control_tower::list_landing_zone_operations,
        Change "UpdateLandingZone" => control_tower::update_landing_zone,
        Change "ResetLandingZone" => control_tower::reset_landing_zone,
        Read "ListBaselines" => control_tower::list_baselines,
        Read "GetBaseline" => control_tower::get_baseline,
        Read "ListEnabledBaselines" => control_tower::list_enabled_baselines,
        Read "GetEnabledBaseline" => control_tower::get_enabled_baseline,
        Read "GetBaselineOperation" => control_tower::get_baseline_operation,
        Change "EnableBaseline" => control_tower::enable_baseline,
        Change "DisableBaseline" => control_tower::disable_baseline,
        Change "ResetEnabledBaseline" => control_tower::reset_enabled_baseline,
        Change "UpdateEnabledBaseline" => control_tower::update_enabled_baseline,
        Read "ListEnabledControls" => control_tower::list_enabled_controls,
        Read "GetEnabledControl" => control_tower::get_enabled_control,
        Read "GetControlOperation" => control_tower::get_control_operation,
        Read "ListControlOperations" => control_tower::list_control_operations,
        Change "EnableControl" => control_tower::enable_control,
        Change "DisableControl" => control_tower::disable_control,
        Change "ResetEnabledControl" => control_tower::reset_enabled_control,
        Change "UpdateEnabledControl" => control_tower::update_enabled_control,
    }
    SsoAdmin {
        Read "ListInstances" => identity_center::list_instances,
        Read "DescribeInstance" => identity_center::describe_instance,
        Read "ListPermissionSets" => identity_center::list_permission_sets,
        Read "DescribePermissionSet" => identity_center::describe_permission_set,
        Read "ListTagsForResource" => identity_center::list_tags_for_resource,
        Read "ListManagedPoliciesInPermissionSet" => identity_center::list_managed_policies_in_permission_set,
        Read "ListCustomerManagedPolicyReferencesInPermissionSet" => identity_center::list_customer_managed_policy_references_in_permission_set,
        Read "GetInlinePolicyForPermissionSet" => identity_center::get_inline_policy_for_permission_set,
        Read "GetPermissionsBoundaryForPermissionSet" => identity_center::get_permissions_boundary_for_permission_set,
        Read "ListAccountAssignments" => identity_center::list_account_assignments,
        Read "ListAccountAssignmentsForPrincipal" => identity_center::list_account_assignments_for_principal,
        Read "ListAccountsForProvisionedPermissionSet" => identity_center::list_accounts_for_provisioned_permission_set,
        Read "ListPermissionSetsProvisionedToAccount" => identity_center::list_permission_sets_provisioned_to_account,
        Read "DescribeAccountAssignmentCreationStatus" => identity_center::describe_account_assignment_creation_status,
        Read "DescribeAccountAssignmentDeletionStatus" => identity_center::describe_account_assignment_deletion_status,
        Read "DescribePermissionSetProvisioningStatus" => identity_center::describe_permission_set_provisioning_status,
        Read "ListAccountAssignmentCreationStatus" => identity_center::list_account_assignment_creation_status,
        Read "ListAccountAssignmentDeletionStatus" => identity_center::list_account_assignment_deletion_status,
        Read "ListPermissionSetProvisioningStatus" => identity_center::list_permission_set_provisioning_status,
        Change "CreatePermissionSet" => identity_center::create_permission_set,
        Change "UpdatePermissionSet" => identity_center::update_permission_set,
        Change "DeletePermissionSet" => identity_center::delete_permission_set,
        Change "AttachManagedPolicyToPermissionSet" => identity_center::attach_managed_policy_to_permission_set,
        Change "DetachManagedPolicyFromPermissionSet" => identity_center::detach_managed_policy_from_permission_set,
        Change "AttachCustomerManagedPolicyReferenceToPermissionSet" => identity_center::attach_customer_managed_policy_reference_to_permission_set,
        Change "DetachCustomerManagedPolicyReferenceFromPermissionSet" => identity_center::detach_customer_managed_policy_reference_from_permission_set,
        Change "PutInlinePolicyToPermissionSet" => identity_center::put_inline_policy_to_permission_set,
        Change "DeleteInlinePolicyFromPermissionSet" => identity_center::delete_inline_policy_from_permission_set,
        Change "PutPermissionsBoundaryToPermissionSet" => identity_center::put_permissions_boundary_to_permission_set,
        Change "DeletePermissionsBoundaryFromPermissionSet" => identity_center::delete_permissions_boundary_from_permission_set,
        Change "CreateAccountAssignment" => identity_center::create_account_assignment,
        Change "DeleteAccountAssignment" => identity_center::delete_account_assignment,
        Change "ProvisionPermissionSet" => identity_center::provision_permission_set,
    }
    IdentityStore {
        Read "DescribeUser" => identity_store::describe_user,
        Read "ListUsers" => identity_store::list_users,
        Read "GetUserId" => identity_store::get_user_id,
        Read "DescribeGroup" => identity_store::describe_group,
        Read "ListGroups" => identity_store::list_groups,
        Read "GetGroupId" => identity_store::get_group_id,
        Read "DescribeGroupMembership" => identity_store::describe_group_membership,
        Read "ListGroupMemberships" => identity_store::list_group_memberships,
        Read "ListGroupMembershipsForMember" => identity_store::list_group_memberships_for_member,
        Read "GetGroupMembershipId" => identity_store::get_group_membership_id,
        Read "IsMemberInGroups" => identity_store::is_member_in_groups,
        Change "CreateUser" => identity_store::create_user,
        Change "DeleteUser" => identity_store::delete_user,
        Change "CreateGroup" => identity_store::create_group,
        Change "DeleteGroup" => identity_store::delete_group,
        Change "CreateGroupMembership" => identity_store::create_group_membership,
        Change "DeleteGroupMembership" => identity_store::delete_group_membership,
    }
};

/// Tags as most APIs write them.
fn written_tags(tags: &[Tag]) -> Value {
    Value::list(tags.iter().map(|tag| map! { "Key": &tag.key, "Value": &tag.value }))
}

/// A text that AWS leaves out where it is empty.
fn unless_empty(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// Does what AWS has begun and would have done by now.
pub(crate) fn settle(state: &mut State, clock: &Clock) {
    while let Some((due, task)) = state.agenda.take_due(clock.moment) {
        match task {
            Task::CreateAccount(id) => organizations::finish_creation(state, &id, clock.when(due)),
            Task::CloseAccount(id) => organizations::finish_closure(&mut state.organization, id),
            Task::ChangePolicyType(kind) => organizations::finish_type_change(&mut state.organization, kind),
            Task::StartShare(token) => service_catalog::start_share_action(state, &token),
            Task::FinishShare(token) => service_catalog::finish_share_action(state, &token),
            Task::GoOn(place, id) => service_catalog::go_on(state, &place, &id, due, clock.when(due)),
            Task::FinishTower(id) => control_tower::finish_operation(state, &id, clock.when(due)),
            Task::Enrol(account) => control_tower::follow_move(state, account, due, clock.when(due)),
            Task::FinishAssignment(id) => identity_center::finish_request(state, &id, clock.when(due)),
        }
    }
}

/// The operation of an API that is told by its path, `/list-landingzones`: its name in lower case, with hyphens between some words.
pub(crate) fn named_by_path(api: Api, path: &str) -> Option<&'static str> {
    let asked = path.strip_prefix('/')?.replace('-', "");
    let is_asked = |operation: &&Operation| operation.api == api && operation.name.to_ascii_lowercase() == asked;
    OPERATIONS.iter().find(is_asked).map(|operation| operation.name)
}

/// The operation of an API with this name, and its place among [`OPERATIONS`].
pub(crate) fn find(api: Api, name: &str) -> Option<(usize, &'static Operation)> {
    OPERATIONS.iter().enumerate().find(|(_, operation)| operation.api == api && operation.name == name)
}
