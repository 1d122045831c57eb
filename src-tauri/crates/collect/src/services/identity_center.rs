//! IAM Identity Center: permission sets, who has them in which account, and the people and groups of its identity store.
//!
//! An organization has one instance, in one Region, which is not told beforehand: each Region is asked for it, with one call. All calls together
//! may be twenty a second ("IAM Identity Center quotas"), so that each page is as full as it may be, and assignments are asked for in whichever
//! way takes fewer calls. A directory of 100,000 people takes some 1,000 calls for its users.

mod assignments;
mod directory;
mod permission_sets;
mod transform;

use armillary_model::Service;
use aws_sdk_ssoadmin::types::InstanceMetadata;
use futures::{FutureExt, future::join};

use crate::{Collector, Reach, Where, Whose, visit::Visit};

pub(crate) const COLLECTOR: Collector = Collector {
    service: Service::IdentityCenter,
    reach: Reach::Once { account: Whose::DelegatedAdministrator("sso.amazonaws.com"), region: Where::Each },
    actions: &[
        "identitystore:ListGroupMemberships",
        "identitystore:ListGroups",
        "identitystore:ListUsers",
        "sso:DescribePermissionSet",
        "sso:GetInlinePolicyForPermissionSet",
        "sso:GetPermissionsBoundaryForPermissionSet",
        "sso:ListAccountAssignments",
        "sso:ListAccountAssignmentsForPrincipal",
        "sso:ListAccountsForProvisionedPermissionSet",
        "sso:ListCustomerManagedPolicyReferencesInPermissionSet",
        "sso:ListInstances",
        "sso:ListManagedPoliciesInPermissionSet",
        "sso:ListPermissionSets",
    ],
    read: |visit| {
        async move {
            let client = visit.access.ssoadmin(&visit.unit.region);
            let pages = client.list_instances().max_results(PAGE).into_paginator().items().send();
            for instance in visit.all("sso:ListInstances", pages).await {
                if let Some(instance) = Instance::of(visit, &instance) {
                    instance.read(visit, &client).await;
                }
            }
        }
        .boxed()
    },
};

/// The most that all of these calls give in a page.
const PAGE: i32 = 100;

/// How many calls are made at a time: at the usual answering times, some more than the twenty a second that AWS lets through.
const AT_ONCE: usize = 4;

/// The instance of the organization.
#[derive(Debug)]
struct Instance {
    arn: String,
    /// The identity store, by id.
    store: String,
    place: crate::place::Place,
}

impl Instance {
    /// Keeps an instance, and gives what else is read of it. One that an account has for itself knows no permission sets, and one that is
    /// replicated here is read where it is at home.
    fn of(visit: &Visit, found: &InstanceMetadata) -> Option<Self> {
        if found.primary_region().is_some_and(|home| home != visit.unit.region) {
            return None;
        }
        let place = visit.place().of_owner(found.owner_account_id());
        visit.keep(transform::instance(&place, found));
        let is_own = place.account == visit.unit.account && place.account != visit.crawl.home;
        let (arn, store) = (found.instance_arn()?.to_owned(), found.identity_store_id()?.to_owned());
        (!is_own).then_some(Self { arn, store, place })
    }

    async fn read(&self, visit: &Visit, client: &aws_sdk_ssoadmin::Client) {
        let store = visit.access.identitystore(&visit.unit.region);
        let sets = permission_sets::read(visit, client, self);
        let (sets, directory) = join(sets, directory::read(visit, &store, self)).await;
        assignments::read(visit, client, self, &sets, &directory).await;
    }
}
