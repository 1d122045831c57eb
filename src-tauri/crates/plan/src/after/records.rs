//! Records while they are changed.

use std::collections::HashMap;

use armillary_model::{AccountId, Kind, Record, Relation, RelationKind};

use crate::organization::{Organization, RCP, SCP, is_aws_managed, short, type_of};

/// The records of a snapshot, and what keys are built from.
#[derive(Clone, Debug)]
pub(super) struct Records {
    pub all: Vec<Record>,
    pub organization: String,
    pub root: String,
    pub management: AccountId,
    pub partition: String,
    pub crawl: i64,
    /// The policies of AWS that are attached to everything new.
    pub granted: Vec<String>,
    /// The node that each node is in.
    parents: HashMap<String, String>,
    /// The ARNs of nodes.
    nodes: HashMap<String, String>,
}

impl Records {
    pub fn of(organization: &Organization<'_>) -> Self {
        let parents = organization.nodes().filter_map(|node| Some((node.id.to_owned(), node.parent?.to_owned())));
        let nodes = organization.nodes().map(|node| (node.id.to_owned(), node.record.arn.clone()));
        let is_granted = |record: &Record| {
            let kind = type_of(record);
            is_aws_managed(record) && [SCP, RCP].contains(&kind) && organization.is_enabled(kind) != Ok(false)
        };
        let granted = organization.policies().filter(|(_, record)| is_granted(record)).map(|(id, _)| id.to_owned());
        Self {
            all: organization.snapshot.records.clone(),
            organization: organization.id.to_owned(),
            root: organization.root().to_owned(),
            management: organization.management,
            partition: organization.partition.to_owned(),
            crawl: organization.snapshot.crawl,
            granted: granted.collect(),
            parents: parents.collect(),
            nodes: nodes.collect(),
        }
    }

    /// A record by its kind and the last segment of its ARN.
    pub fn find(&mut self, kind: Kind, id: &str) -> Option<&mut Record> {
        self.all.iter_mut().find(|record| record.kind == kind && short(&record.arn) == id)
    }

    /// The ARN of a root, OU or account.
    pub fn arn_of(&self, id: &str) -> String {
        let account = || self.organizations(&format!("account/{}/{id}", self.organization));
        self.nodes.get(id).cloned().unwrap_or_else(account)
    }

    /// The start of the ARNs of what belongs to the organization.
    pub fn organizations(&self, resource: &str) -> String {
        format!("arn:{}:organizations::{}:{resource}", self.partition, self.management)
    }

    pub fn catalog(&self, account: AccountId, region: &str, resource: &str) -> String {
        format!("arn:{}:catalog:{region}:{account}:{resource}", self.partition)
    }

    /// The path of an account in a node: `o-…/r-…/ou-…/<account>/`.
    pub fn path(&self, node: &str, account: AccountId) -> String {
        let mut chain = vec![node];
        while let Some(parent) = chain.last().and_then(|id| self.parents.get(*id)) {
            // A tree that was read in pieces is never walked in a circle.
            if chain.len() > self.parents.len() {
                break;
            }
            chain.push(parent);
        }
        chain.reverse();
        format!("{}/{}/{account}/", self.organization, chain.join("/"))
    }

    /// All records, in the order of snapshots.
    pub fn sorted(mut self) -> Vec<Record> {
        self.all.sort_by(|one, other| one.kind.cmp(&other.kind).then_with(|| one.arn.cmp(&other.arn)));
        self.all
    }
}

/// Adds a relation, in the order of collectors.
pub(super) fn relate(record: &mut Record, relation: Relation) {
    record.relations.push(relation);
    record.relations.sort_unstable();
    record.relations.dedup();
}

/// Takes away the relations of a kind whose target is it.
pub(super) fn unrelate(record: &mut Record, kind: RelationKind, is_it: impl Fn(&str) -> bool) {
    record.relations.retain(|relation| relation.kind != kind || !is_it(&relation.target));
}
