//! AWS Organizations: the tree, the accounts, the policies and whom they are attached to, the delegated administrators.
//!
//! Each part has a client of its own, because AWS limits each of these calls by itself and most of them to a few a second.

mod early;
mod listing;
mod policies;
mod transform;
mod tree;

use std::{collections::BTreeMap, sync::Arc};

use armillary_model::{AccountId, Gap, Service, Status};
use aws_sdk_organizations::types::{DelegatedService, Tag};
use futures::{
    FutureExt,
    future::{join, join3},
};

use crate::{Collector, Reach, visit::Visit};
pub(crate) use early::{Early, begin};
pub(crate) use listing::{Listing, closed, list, node_of};
use transform::{Beside, Names};
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
            let listing = &ahead.listing;
            visit.take_over(&ahead.gaps);
            let Some(organization) = &listing.organization else { return };
            let names = Names::of(visit.access.partition(), organization);
            visit.keep(transform::organization(&names, organization));
            if let Some(Early { tree, delegated, visit: early }) = ahead.early().await {
                visit.take_in(early);
                let (tree, tags) = join(tree::with_members(visit, listing, tree), account_tags(visit, listing)).await;
                return keep(visit, &names, listing, &tree, &delegated, &tags);
            }
            let read_now;
            let tree = match &ahead.tree {
                Some(tree) => tree,
                None => {
                    read_now = read_tree(visit, listing).await;
                    &read_now
                }
            };
            let policies = policies::read(visit, &names, policies::types(&tree.roots));
            let (delegated, tags, ()) = join3(delegated_services(visit), account_tags(visit, listing), policies).await;
            keep(visit, &names, listing, tree, &delegated, &tags);
        }
        .boxed()
    },
};

/// Keeps the tree and the accounts.
fn keep(visit: &Visit, names: &Names, listing: &Listing, tree: &Tree, delegated: &Delegated, tags: &AccountTags) {
    tree.roots.iter().for_each(|root| visit.keep(transform::root(names, root)));
    tree.units.iter().for_each(|(parent, unit)| visit.keep(transform::unit(names, parent, unit)));
    for account in &listing.accounts {
        let Some(id) = account.id().and_then(|id| id.parse::<AccountId>().ok()) else { continue };
        let own = node_of(account);
        let beside = Beside {
            parent: own.as_deref().map_or_else(|| tree.parent_of(id), |parent| Ok(Some(parent))),
            services: delegated.of(id),
            tags: tags.get(&id).map(|tags| tags.as_deref()),
        };
        visit.keep(transform::account(names, id, account, beside));
    }
}

/// The tags of accounts, as far as they were asked for; why not, where they could not be read.
type AccountTags = BTreeMap<AccountId, Result<Vec<Tag>, Gap>>;

/// The services that delegated administrators administer, as far as they were read.
#[derive(Debug, Default)]
pub(crate) struct Delegated {
    services: BTreeMap<AccountId, Result<Vec<DelegatedService>, Gap>>,
    /// Why there may be more administrators than these.
    cut: Option<Gap>,
}

impl Delegated {
    fn of(&self, account: AccountId) -> Result<&[DelegatedService], &Gap> {
        match (self.services.get(&account), &self.cut) {
            (Some(services), _) => services.as_deref(),
            (None, Some(gap)) => Err(gap),
            (None, None) => Ok(&[]),
        }
    }
}

/// The services that each delegated administrator administers.
async fn delegated_services(visit: &Visit) -> Delegated {
    let client = visit.access.organizations();
    let pages = client.list_delegated_administrators().into_paginator().send();
    let (pages, cut) = visit.all_or_why("organizations:ListDelegatedAdministrators", pages).await;
    let mut found = Delegated { cut, ..Delegated::default() };
    for administrator in pages.into_iter().filter_map(|page| page.delegated_administrators).flatten() {
        let Some(id) = administrator.id().and_then(|id| id.parse().ok()) else { continue };
        let call = client.list_delegated_services_for_account().set_account_id(administrator.id);
        let pages = call.into_paginator().send();
        let services = visit
            .part_pages("organizations:ListDelegatedServicesForAccount", pages, |page| page.delegated_services)
            .await;
        found.services.insert(id, services);
    }
    found
}

/// The tags of the accounts, where they are asked for, of those that are named if some are: a call for each account, some ten a second. Who may not
/// read those of one is not asked about the others: thousands of refusals would say no more.
async fn account_tags(visit: &Visit, listing: &Listing) -> AccountTags {
    let mut found = BTreeMap::new();
    if !visit.crawl.account_tags {
        return found;
    }
    let client = visit.access.organizations();
    let mut refused = None;
    for account in &listing.accounts {
        let Some(id) = account.id().and_then(|id| id.parse::<AccountId>().ok()) else { continue };
        if !visit.crawl.named.is_empty() && !visit.crawl.named.contains(&id) {
            continue;
        }
        if let Some(gap) = &refused {
            found.insert(id, Err(Gap::clone(gap)));
            continue;
        }
        let pages = client.list_tags_for_resource().resource_id(id.to_string()).into_paginator().send();
        let tags = visit.part_pages("organizations:ListTagsForResource", pages, |page| page.tags).await;
        let is_refusal = |gap: &&Gap| visit.gaps().contains(&(Status::Denied, Gap::clone(gap)));
        refused = tags.as_ref().err().filter(is_refusal).cloned();
        found.insert(id, tags);
    }
    found
}
