//! The OU tree, and who is in it where accounts do not tell their path.

use std::collections::{BTreeMap, BTreeSet};

use armillary_model::{AccountId, Gap};
use aws_sdk_organizations::types::{OrganizationalUnit, Root};
use futures::{StreamExt, stream};

use super::{Listing, node_of};
use crate::visit::Visit;

/// OUs with the id of their parent, and why there may be more.
type Children = (Vec<(String, OrganizationalUnit)>, Option<Gap>);

/// How many nodes are asked about at a time: what AWS lets through in one burst.
const AT_ONCE: usize = 8;

/// Every organization has a root.
const NO_ROOT: &str = "the answer holds no root, which every organization has: it is taken as not answered";

/// The tree of an organization.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    pub roots: Vec<Root>,
    /// OUs with the id of their parent, parents before children.
    pub units: Vec<(String, OrganizationalUnit)>,
    /// The node each account is in, of accounts that do not tell it themselves.
    pub parents: BTreeMap<AccountId, String>,
    /// Why accounts may be in other nodes than these.
    pub cut: Option<Gap>,
}

impl Tree {
    /// The node an account is in that does not tell it itself.
    pub fn parent_of(&self, account: AccountId) -> Result<Option<&str>, &Gap> {
        match (self.parents.get(&account), &self.cut) {
            (Some(parent), _) => Ok(Some(parent)),
            (None, Some(gap)) => Err(gap),
            (None, None) => Ok(None),
        }
    }

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

/// Reads the tree, and who is in it where accounts do not tell.
pub(crate) async fn read(visit: &Visit, listing: &Listing) -> Tree {
    if listing.organization.is_none() {
        return Tree::default();
    }
    let tree = roots(visit).await;
    let tree = with_units(visit, tree).await;
    with_members(visit, listing, tree).await
}

/// Reads the roots.
pub(super) async fn roots(visit: &Visit) -> Tree {
    let client = visit.access.organizations();
    let pages = client.list_roots().into_paginator().send();
    let (pages, cut) = visit.all_or_why("organizations:ListRoots", pages).await;
    let roots: Vec<Root> = pages.into_iter().filter_map(|page| page.roots).flatten().collect();
    let cut = cut.or_else(|| roots.is_empty().then(|| visit.incomplete("organizations:ListRoots", NO_ROOT)));
    Tree { roots, cut, ..Tree::default() }
}

/// Adds the OUs.
pub(super) async fn with_units(visit: &Visit, mut tree: Tree) -> Tree {
    let client = visit.access.organizations();
    let mut level: Vec<String> = tree.roots.iter().filter_map(|root| root.id().map(str::to_owned)).collect();
    while !level.is_empty() {
        let children: Vec<Children> =
            stream::iter(level).map(|parent| units_of(visit, &client, parent)).buffered(AT_ONCE).collect().await;
        tree.cut = tree.cut.or_else(|| children.iter().find_map(|(_, cut)| cut.clone()));
        let children: Vec<_> = children.into_iter().flat_map(|(units, _)| units).collect();
        level = children.iter().filter_map(|(_, unit)| unit.id().map(str::to_owned)).collect();
        tree.units.extend(children);
    }
    tree
}

/// Adds the accounts of each node if one of the accounts listed does not tell its path.
pub(super) async fn with_members(visit: &Visit, listing: &Listing, mut tree: Tree) -> Tree {
    if listing.accounts.iter().any(|account| node_of(account).is_none()) {
        for (members, cut) in members(visit, &tree).await {
            tree.parents.extend(members);
            tree.cut = tree.cut.or(cut);
        }
    }
    tree
}

async fn units_of(visit: &Visit, client: &aws_sdk_organizations::Client, parent: String) -> Children {
    let pages = client.list_organizational_units_for_parent().parent_id(&parent).into_paginator().send();
    let (pages, cut) = visit.all_or_why("organizations:ListOrganizationalUnitsForParent", pages).await;
    let units = pages.into_iter().filter_map(|page| page.organizational_units).flatten();
    (units.map(|unit| (parent.clone(), unit)).collect(), cut)
}

async fn members(visit: &Visit, tree: &Tree) -> Vec<(Vec<(AccountId, String)>, Option<Gap>)> {
    let client = &visit.access.organizations();
    let roots = tree.roots.iter().filter_map(|root| root.id());
    let nodes: Vec<&str> = roots.chain(tree.units.iter().filter_map(|(_, unit)| unit.id())).collect();
    let ask = |node: &str| {
        let node = node.to_owned();
        let pages = client.list_accounts_for_parent().parent_id(&node).into_paginator().send();
        async move {
            let (pages, cut) = visit.all_or_why("organizations:ListAccountsForParent", pages).await;
            let accounts = pages.into_iter().filter_map(|page| page.accounts).flatten();
            let ids = accounts.filter_map(|account| account.id?.parse().ok());
            (ids.map(|id| (id, node.clone())).collect(), cut)
        }
    };
    let asked: Vec<_> = nodes.into_iter().map(ask).collect();
    stream::iter(asked).buffered(AT_ONCE).collect().await
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
