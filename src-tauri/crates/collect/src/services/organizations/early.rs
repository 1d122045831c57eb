//! What is read while the accounts are still being listed: the tree, the policies and the delegated administrators do not hang on them, and
//! AWS lets so few of these calls through that they would otherwise be what a crawl ends with.

use aws_sdk_organizations::types::Organization;
use futures::future::join3;
use tokio::task::JoinHandle;

use super::{Delegated, Tree, delegated_services, policies, transform::Names, tree};
use crate::visit::Visit;

/// What was read.
#[derive(Debug)]
pub(crate) struct Early {
    /// The tree, without who is in it.
    pub tree: Tree,
    /// The services of delegated administrators.
    pub delegated: Delegated,
    /// The policies that were kept, and the calls that gave no data.
    pub visit: Visit,
}

/// Begins to read. It ends with the crawl that it is part of.
pub(crate) fn begin(visit: Visit, organization: &Organization) -> JoinHandle<Early> {
    let names = Names::of(visit.access.partition(), organization);
    tokio::spawn(async move {
        let roots = tree::roots(&visit).await;
        let types = policies::types(&roots.roots);
        let tree = tree::with_units(&visit, roots);
        let delegated = delegated_services(&visit);
        let (tree, delegated, ()) = join3(tree, delegated, policies::read(&visit, &names, types)).await;
        Early { tree, delegated, visit }
    })
}
