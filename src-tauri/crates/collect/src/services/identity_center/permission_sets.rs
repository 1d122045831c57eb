//! Permission sets with what they are made of, and the accounts that have roles of them.

use armillary_model::Gap;
use aws_sdk_ssoadmin::{
    Client,
    types::{AttachedManagedPolicy, CustomerManagedPolicyReference, PermissionSet, PermissionsBoundary},
};
use futures::{StreamExt, stream};

use super::{AT_ONCE, Instance, PAGE, transform};
use crate::visit::Visit;

/// A permission set, as far as assignments are asked for by it.
#[derive(Debug)]
pub(super) struct Known {
    pub arn: String,
    /// Its name, where it was read.
    pub name: Option<String>,
    /// The accounts that have a role of it, or why they are not known.
    pub accounts: Result<Vec<String>, Gap>,
}

/// What the calls for one permission set gave.
#[derive(Debug)]
pub(super) struct Parts {
    pub managed: Result<Vec<AttachedManagedPolicy>, Gap>,
    pub customer: Result<Vec<CustomerManagedPolicyReference>, Gap>,
    /// Its own policy; empty where it has none.
    pub inline: Result<Option<String>, Gap>,
    pub boundary: Result<Option<PermissionsBoundary>, Gap>,
    pub accounts: Result<Vec<String>, Gap>,
}

/// Reads all permission sets.
pub(super) async fn read(visit: &Visit, client: &Client, instance: &Instance) -> Vec<Known> {
    let call = client.list_permission_sets().instance_arn(&instance.arn).max_results(PAGE);
    let arns = visit.all("sso:ListPermissionSets", call.into_paginator().items().send()).await;
    stream::iter(arns).map(|arn| one(visit, client, instance, arn)).buffered(AT_ONCE).collect().await
}

async fn one(visit: &Visit, client: &Client, instance: &Instance, arn: String) -> Known {
    let call = client.describe_permission_set().instance_arn(&instance.arn).permission_set_arn(&arn);
    let answer = visit.call("sso:DescribePermissionSet", call.send()).await;
    let described = answer.and_then(|answer| answer.permission_set);
    let parts = parts(visit, client, &instance.arn, &arn).await;
    let name = described.as_ref().and_then(PermissionSet::name).map(str::to_owned);
    if let Some(set) = described {
        visit.keep(transform::permission_set(&instance.place, &instance.arn, &arn, &set, &parts));
    }
    Known { arn, name, accounts: parts.accounts }
}

async fn parts(visit: &Visit, client: &Client, instance: &str, set: &str) -> Parts {
    let managed = client.list_managed_policies_in_permission_set().instance_arn(instance).permission_set_arn(set);
    let managed = managed.max_results(PAGE).into_paginator().send();
    let customer = client.list_customer_managed_policy_references_in_permission_set();
    let customer = customer.instance_arn(instance).permission_set_arn(set).max_results(PAGE).into_paginator().send();
    let inline = client.get_inline_policy_for_permission_set().instance_arn(instance).permission_set_arn(set).send();
    let boundary = client.get_permissions_boundary_for_permission_set();
    let boundary = boundary.instance_arn(instance).permission_set_arn(set).send();
    let accounts = client.list_accounts_for_provisioned_permission_set().instance_arn(instance).permission_set_arn(set);
    let accounts = accounts.max_results(PAGE).into_paginator().send();
    Parts {
        managed: visit
            .part_pages("sso:ListManagedPoliciesInPermissionSet", managed, |page| page.attached_managed_policies)
            .await,
        customer: visit
            .part_pages("sso:ListCustomerManagedPolicyReferencesInPermissionSet", customer, |page| {
                page.customer_managed_policy_references
            })
            .await,
        inline: visit
            .part("sso:GetInlinePolicyForPermissionSet", inline)
            .await
            .map(|answer| answer.and_then(|answer| answer.inline_policy).filter(|text| !text.is_empty())),
        // What has no boundary is answered that it does not exist.
        boundary: visit
            .part("sso:GetPermissionsBoundaryForPermissionSet", boundary)
            .await
            .map(|answer| answer.and_then(|answer| answer.permissions_boundary)),
        accounts: visit
            .part_pages("sso:ListAccountsForProvisionedPermissionSet", accounts, |page| page.account_ids)
            .await,
    }
}
