//! The organization, its root, OUs and accounts, and its policies.

use std::{collections::HashMap, sync::Arc};

use armillary_model::{Kind, Record, RelationKind};
use serde_json::Value;

use super::{Intake, list, text};
use crate::pool::Compiled;

/// Nodes and organization policies as they come.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    /// Organization, root, OUs and accounts.
    pub nodes: Vec<Record>,
    pub policies: Vec<PolicyDraft>,
}

/// An organization policy of a type that decides about requests.
#[derive(Debug)]
pub(super) struct PolicyDraft {
    pub arn: Arc<str>,
    pub id: Arc<str>,
    pub name: Arc<str>,
    pub kind: PolicyType,
    pub compiled: Compiled,
    /// Short ids of the nodes it is attached to.
    pub nodes: Vec<Arc<str>>,
}

/// The types of organization policies that decide about requests.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum PolicyType {
    ServiceControl,
    ResourceControl,
}

impl PolicyType {
    pub const ALL: [Self; 2] = [Self::ServiceControl, Self::ResourceControl];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::ServiceControl => "SERVICE_CONTROL_POLICY",
            Self::ResourceControl => "RESOURCE_CONTROL_POLICY",
        }
    }

    pub fn plain(self) -> &'static str {
        match self {
            Self::ServiceControl => "service control policies",
            Self::ResourceControl => "resource control policies",
        }
    }
}

/// What the root tells of the policy types.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Enabled {
    Yes,
    No,
    Unknown,
}

impl Drafts {
    pub fn merge(&mut self, part: Self) {
        self.nodes.extend(part.nodes);
        self.policies.extend(part.policies);
    }

    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Record> {
        self.nodes.iter().filter(move |record| record.kind == kind)
    }

    /// Whether policies of this type are enabled on the root.
    pub fn enabled(&self, kind: PolicyType) -> Enabled {
        let Some(root) = self.of_kind(Kind::Root).next() else { return Enabled::Unknown };
        if root.document.get("PolicyTypes").is_none() {
            return Enabled::Unknown;
        }
        let mut types = list(&root.document, "PolicyTypes");
        match types.find(|entry| text(entry, "Type") == Some(kind.as_str())) {
            None => Enabled::No,
            Some(entry) if text(entry, "Status").is_none_or(|status| status == "ENABLED") => Enabled::Yes,
            // It is being enabled or disabled.
            Some(_) => Enabled::Unknown,
        }
    }

    /// Parents by short id, of OUs and accounts.
    pub fn parents(&self) -> HashMap<String, String> {
        let mut parents = HashMap::new();
        for record in self.nodes.iter().filter(|record| record.kind != Kind::Organization) {
            let parent = record.relations.iter().find(|relation| relation.kind == RelationKind::ChildOf);
            if let Some(parent) = parent {
                parents.insert(short(&record.arn).to_owned(), short(&parent.target).to_owned());
            }
        }
        parents
    }
}

/// The bare id of a node of the organization: what follows the last `/` of its ARN.
pub(super) fn short(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

impl Intake {
    pub(super) fn add_node(&mut self, record: &Record) {
        self.organization.nodes.push(record.clone());
    }

    pub(super) fn add_organization_policy(&mut self, record: &Record) {
        let document = &record.document;
        let summary = document.get("PolicySummary").unwrap_or(document);
        let kind =
            text(summary, "Type").and_then(|text| PolicyType::ALL.into_iter().find(|kind| kind.as_str() == text));
        let Some(kind) = kind else { return };
        let compiled = match document.get("Content").filter(|content| !content.is_null()) {
            Some(content) => self.pool.compile(content),
            None => Err(Arc::from("its text was not read")),
        };
        let attached = record.relations.iter().filter(|relation| relation.kind == RelationKind::AttachedTo);
        let mut nodes: Vec<Arc<str>> = attached.map(|relation| self.names.keep(short(&relation.target))).collect();
        let listed = list(document, "Targets").filter_map(|target| text(target, "TargetId"));
        nodes.extend(listed.map(|id| self.names.keep(id)));
        nodes.sort_unstable();
        nodes.dedup();
        self.organization.policies.push(PolicyDraft {
            arn: self.names.keep(&record.arn),
            id: self.names.keep(text(summary, "Id").unwrap_or(short(&record.arn))),
            name: self.names.keep(&record.name),
            kind,
            compiled,
            nodes,
        });
    }
}

/// The management account, as the organization's record names it.
pub(super) fn management(drafts: &Drafts) -> Option<armillary_model::AccountId> {
    let organization = drafts.of_kind(Kind::Organization).next();
    let named =
        organization.and_then(|record| text(&record.document, "MasterAccountId")).and_then(|id| id.parse().ok());
    named.or_else(|| organization.or_else(|| drafts.of_kind(Kind::Root).next()).map(|record| record.account))
}

/// The account's state: `State`, and the older `Status` where that is all there is.
pub(super) fn state(document: &Value) -> &str {
    text(document, "State").or_else(|| text(document, "Status")).unwrap_or_default()
}
