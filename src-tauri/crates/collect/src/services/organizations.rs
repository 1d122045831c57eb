//! AWS Organizations: the tree, the accounts, the policies and whom they are attached to, the delegated administrators.
//!
//! Each part has a client of its own, because AWS limits each of these calls by itself and most of them to a few a second.

mod listing;
mod policies;
mod transform;
mod tree;

use std::{collections::BTreeMap, sync::Arc};

use armillary_model::{AccountId, Service};
use aws_sdk_organizations::types::DelegatedService;
use futures::{FutureExt, future::join3};

use crate::{Collector, Reach, visit::Visit};
pub(crate) use listing::{Listing, closed, list, node_of};
use transform::Names;
pub(crate) use tree::{Tree, read as read_tree};

pub(crate) const COLLECTOR: Collector = Collector {
    service: Service::Organizations,
    reach: Reach::Organization,
    actions: &[
        "organizations:DescribeOrganization",
        "organizations:DescribePolicy",
        "organizations:ListAccounts",
        "organizations:ListAccountsForParent",
        "organizations:ListDelegatedAdministrators",
        "organizations:ListDelegatedServicesForAccount",
        "organizations:ListOrganizationalUnitsForParent",
        "organizations:ListPolicies",
        "organizations:ListRoots",
        "organizations:ListTagsForResource",
        "organizations:ListTargetsForPolicy",
    ],
    read: |visit| {
        async move {
            let ahead = Arc::clone(&visit.crawl.ahead);
            visit.take_over(&ahead.gaps);
            match &ahead.tree {
                Some(tree) => read(visit, &ahead.listing, tree).await,
                None => read(visit, &ahead.listing, &read_tree(visit, &ahead.listing).await).await,
            }
        }
        .boxed()
    },
};

/// Reads what is left once the accounts and the tree are known.
async fn read(visit: &Visit, listing: &Listing, tree: &Tree) {
    let Some(organization) = &listing.organization else { return };
    let names = Names::of(visit.access.partition(), organization);
    visit.keep(transform::organization(&names, organization));
    tree.roots.iter().for_each(|root| visit.keep(transform::root(&names, root)));
    tree.units.iter().for_each(|(parent, unit)| visit.keep(transform::unit(&names, parent, unit)));
    let delegated = delegated_services(visit);
    let tags = account_tags(visit, listing);
    let (delegated, tags, ()) = join3(delegated, tags, policies::read(visit, &names, tree)).await;
    for account in &listing.accounts {
        let Some(id) = account.id().and_then(|id| id.parse::<AccountId>().ok()) else { continue };
        let parent = node_of(account).or_else(|| tree.parents.get(&id).cloned());
        let services = delegated.get(&id).map(Vec::as_slice).unwrap_or_default();
        let tags = tags.get(&id).map(Vec::as_slice);
        visit.keep(transform::account(&names, id, account, parent.as_deref(), services, tags));
    }
}

/// The services that each delegated administrator administers.
async fn delegated_services(visit: &Visit) -> BTreeMap<AccountId, Vec<DelegatedService>> {
    let client = visit.access.organizations();
    let mut found = BTreeMap::new();
    let pages = client.list_delegated_administrators().into_paginator().send();
    for administrator in
        visit.pages("organizations:ListDelegatedAdministrators", pages, |page| page.delegated_administrators).await
    {
        let Some(id) = administrator.id().and_then(|id| id.parse().ok()) else { continue };
        let call = client.list_delegated_services_for_account().set_account_id(administrator.id);
        let pages = call.into_paginator().send();
        let services =
            visit.pages("organizations:ListDelegatedServicesForAccount", pages, |page| page.delegated_services).await;
        found.insert(id, services);
    }
    found
}

/// The tags of the accounts, where they are asked for: a call for each account, eight a second.
async fn account_tags(visit: &Visit, listing: &Listing) -> BTreeMap<AccountId, Vec<aws_sdk_organizations::types::Tag>> {
    let mut found = BTreeMap::new();
    if !visit.crawl.account_tags {
        return found;
    }
    let client = visit.access.organizations();
    for id in listing.accounts.iter().filter_map(|account| account.id()) {
        let pages = client.list_tags_for_resource().resource_id(id).into_paginator().send();
        let tags = visit.pages("organizations:ListTagsForResource", pages, |page| page.tags).await;
        if let Ok(id) = id.parse() {
            found.insert(id, tags);
        }
    }
    found
}
