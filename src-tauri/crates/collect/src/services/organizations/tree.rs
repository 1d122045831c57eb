//! The OU tree, and who is in it where accounts do not tell their path.

use std::collections::{BTreeMap, BTreeSet};

use armillary_model::AccountId;
use aws_sdk_organizations::types::{OrganizationalUnit, Root};
use futures::{StreamExt, stream};

use super::{Listing, node_of};
use crate::visit::Visit;

/// How many nodes are asked about at a time: what AWS lets through in one burst.
const AT_ONCE: usize = 8;

/// The tree of an organization.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub roots: Vec<Root>,
    /// OUs with the id of their parent, parents before children.
    pub units: Vec<(String, OrganizationalUnit)>,
    /// The node each account is in, of accounts that do not tell it themselves.
    pub parents: BTreeMap<AccountId, String>,
}

impl Tree {
    /// This node and all below it.
    pub fn below(&self, node: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::from([node.to_owned()]);
        for (parent, unit) in &self.units {
            if let Some(id) = unit.id().filter(|_| found.contains(parent)) {
                found.insert(id.to_owned());
            }
        }
        found
    }

    /// Whether there is such a root or OU.
    pub fn holds(&self, node: &str) -> bool {
        self.roots.iter().any(|root| root.id() == Some(node))
            || self.units.iter().any(|(_, unit)| unit.id() == Some(node))
    }
}

/// Reads the tree, and with it the accounts of each node if one of the accounts listed does not tell its path.
pub(crate) async fn read(visit: &Visit, listing: &Listing) -> Tree {
    if listing.organization.is_none() {
        return Tree::default();
    }
    let client = visit.access.organizations();
    let pages = client.list_roots().into_paginator().send();
    let mut tree =
        Tree { roots: visit.pages("organizations:ListRoots", pages, |page| page.roots).await, ..Tree::default() };
    let mut level: Vec<String> = tree.roots.iter().filter_map(|root| root.id().map(str::to_owned)).collect();
    while !level.is_empty() {
        let children: Vec<Vec<(String, OrganizationalUnit)>> =
            stream::iter(level).map(|parent| units_of(visit, &client, parent)).buffered(AT_ONCE).collect().await;
        let children: Vec<_> = children.into_iter().flatten().collect();
        level = children.iter().filter_map(|(_, unit)| unit.id().map(str::to_owned)).collect();
        tree.units.extend(children);
    }
    if listing.accounts.iter().any(|account| node_of(account).is_none()) {
        tree.parents = members(visit, &tree).await;
    }
    tree
}

async fn units_of(
    visit: &Visit,
    client: &aws_sdk_organizations::Client,
    parent: String,
) -> Vec<(String, OrganizationalUnit)> {
    let pages = client.list_organizational_units_for_parent().parent_id(&parent).into_paginator().send();
    let units =
        visit.pages("organizations:ListOrganizationalUnitsForParent", pages, |page| page.organizational_units).await;
    units.into_iter().map(|unit| (parent.clone(), unit)).collect()
}

async fn members(visit: &Visit, tree: &Tree) -> BTreeMap<AccountId, String> {
    let client = &visit.access.organizations();
    let roots = tree.roots.iter().filter_map(|root| root.id());
    let nodes: Vec<&str> = roots.chain(tree.units.iter().filter_map(|(_, unit)| unit.id())).collect();
    let ask = |node: &str| {
        let node = node.to_owned();
        let pages = client.list_accounts_for_parent().parent_id(&node).into_paginator().send();
        async move {
            let accounts = visit.pages("organizations:ListAccountsForParent", pages, |page| page.accounts).await;
            let ids = accounts.into_iter().filter_map(|account| account.id?.parse().ok());
            ids.map(|id| (id, node.clone())).collect::<Vec<(AccountId, String)>>()
        }
    };
    let asked: Vec<_> = nodes.into_iter().map(ask).collect();
    let found: Vec<Vec<(AccountId, String)>> = stream::iter(asked).buffered(AT_ONCE).collect().await;
    found.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_below_a_node_is_found() {
        let unit = |parent: &str, id: &str| (parent.to_owned(), OrganizationalUnit::builder().id(id).build());
        let units = vec![unit("r-1", "ou-a"), unit("r-1", "ou-b"), unit("ou-a", "ou-c"), unit("ou-c", "ou-d")];
        let tree = Tree { units, ..Tree::default() };
        let below: Vec<String> = tree.below("ou-a").into_iter().collect();
        assert_eq!(below, ["ou-a", "ou-c", "ou-d"]);
        assert!(tree.holds("ou-b") && !tree.holds("ou-x"));
    }
}
