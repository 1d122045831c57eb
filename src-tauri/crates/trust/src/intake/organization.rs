//! The organization, its root, OUs and accounts, and its policies.

use std::{collections::HashMap, sync::Arc};

use armillary_model::{AccountId, Kind, Part, RecordText, RelationKind};
use serde::Deserialize;

use super::{
    Intake,
    members::{Member, document, list, object, text},
    unread::{UNREADABLE, damaged},
};
use crate::{AccountState, pool::Compiled};

/// Nodes and organization policies as they come.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    /// Organization, root, OUs and accounts.
    pub nodes: Vec<NodeDraft>,
    pub policies: Vec<PolicyDraft>,
}

/// The organization, the root, an OU or an account.
#[derive(Debug)]
pub(super) struct NodeDraft {
    pub kind: Kind,
    pub account: AccountId,
    /// What follows the last `/` of its ARN.
    pub id: Arc<str>,
    pub name: Arc<str>,
    /// The id of the node above it.
    pub parent: Option<Arc<str>>,
    /// Why it is not known for sure where an account is.
    pub place_unread: Option<Arc<str>>,
    /// The state of an account.
    pub state: AccountState,
    /// The management account that the organization names.
    pub management: Option<AccountId>,
    /// The types of policies that the root tells of, and their status.
    pub policy_types: Option<Vec<(String, Option<String>)>>,
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
    /// Why it is not known for sure what it is attached to.
    pub targets_unread: Option<Arc<str>>,
}

/// The types of organization policies that decide about requests.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
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

    /// The type that the ARN of a policy names: `…:policy/o-…/service_control_policy/p-…`.
    fn in_arn(arn: &str) -> Option<Self> {
        let named = arn.rsplit('/').nth(1)?;
        Self::ALL.into_iter().find(|kind| kind.as_str().eq_ignore_ascii_case(named))
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

    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &NodeDraft> {
        self.nodes.iter().filter(move |node| node.kind == kind)
    }

    /// Whether policies of this type are enabled on the root.
    pub fn enabled(&self, kind: PolicyType) -> Enabled {
        let types = self.of_kind(Kind::Root).next().and_then(|root| root.policy_types.as_ref());
        let Some(types) = types else { return Enabled::Unknown };
        match types.iter().find(|(name, _)| name == kind.as_str()) {
            None => Enabled::No,
            Some((_, status)) if status.as_deref().is_none_or(|status| status == "ENABLED") => Enabled::Yes,
            // It is being enabled or disabled.
            Some(_) => Enabled::Unknown,
        }
    }

    /// Parents by short id, of OUs and accounts.
    pub fn parents(&self) -> HashMap<&str, Arc<str>> {
        let below = self.nodes.iter().filter(|node| node.kind != Kind::Organization);
        below.filter_map(|node| Some((&*node.id, node.parent.clone()?))).collect()
    }
}

/// The bare id of a node of the organization: what follows the last `/` of its ARN.
fn short(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "PascalCase")]
struct NodeDocument<'d> {
    #[serde(borrow)]
    master_account_id: Member<'d>,
    /// The state of an account, and the older `Status` where that is all there is.
    #[serde(borrow)]
    state: Member<'d>,
    #[serde(borrow)]
    status: Member<'d>,
    #[serde(borrow)]
    policy_types: Member<'d>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "PascalCase")]
struct TypeDocument<'d> {
    #[serde(borrow, rename = "Type")]
    kind: Member<'d>,
    #[serde(borrow)]
    status: Member<'d>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "PascalCase")]
struct PolicyDocument<'d> {
    #[serde(borrow)]
    policy_summary: Member<'d>,
    #[serde(borrow)]
    content: Member<'d>,
    #[serde(borrow)]
    targets: Member<'d>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "PascalCase")]
struct Summary<'d> {
    #[serde(borrow, rename = "Type")]
    kind: Member<'d>,
    #[serde(borrow)]
    id: Member<'d>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "PascalCase")]
struct Target<'d> {
    #[serde(borrow)]
    target_id: Member<'d>,
}

impl Intake {
    pub(super) fn add_node(&mut self, record: &RecordText<'_>) {
        let members: NodeDocument<'_> = document(record.document).unwrap_or_default();
        let parent = record.relations.iter().find(|relation| relation.kind == RelationKind::ChildOf);
        let types = members.policy_types.map(|types| {
            let types = list(Some(types)).filter_map(|entry: TypeDocument<'_>| {
                Some((text(entry.kind)?.into_owned(), text(entry.status).map(|status| status.into_owned())))
            });
            types.collect()
        });
        let state = text(members.state).or_else(|| text(members.status));
        self.organization.nodes.push(NodeDraft {
            kind: record.kind,
            account: record.account,
            id: self.names.keep(short(record.arn)),
            name: self.names.keep(record.name),
            parent: parent.map(|parent| self.names.keep(short(&parent.target))),
            place_unread: self.known.unread(record, Part::PARENT),
            state: AccountState::from_text(&state.unwrap_or_default()),
            management: text(members.master_account_id).and_then(|id| id.parse().ok()),
            policy_types: types,
        });
    }

    pub(super) fn add_organization_policy(&mut self, record: &RecordText<'_>) {
        let read = document::<PolicyDocument<'_>>(record.document);
        let is_readable = read.is_some();
        let members = read.unwrap_or_default();
        let summary: Summary<'_> = match members.policy_summary {
            Some(_) => object(members.policy_summary),
            None => document(record.document).unwrap_or_default(),
        };
        let kind = match text(summary.kind) {
            Some(text) => PolicyType::ALL.into_iter().find(|kind| kind.as_str() == text),
            None => PolicyType::in_arn(record.arn),
        };
        let Some(kind) = kind else { return };
        let compiled = match (self.known.unread(record, Part::CONTENT), members.content) {
            (Some(reason), _) => Err(reason),
            (None, Some(content)) => {
                let compiled = self.pool.compile(content.get(), record.account);
                compiled.map_err(|problem| damaged("it", &problem))
            }
            (None, None) if !is_readable => Err(Arc::from(UNREADABLE)),
            (None, None) => Err(Arc::from("its text was not read")),
        };
        let attached = record.relations.iter().filter(|relation| relation.kind == RelationKind::AttachedTo);
        let mut nodes: Vec<Arc<str>> = attached.map(|relation| self.names.keep(short(&relation.target))).collect();
        let listed = list(members.targets).filter_map(|target: Target<'_>| text(target.target_id));
        nodes.extend(listed.map(|id| self.names.keep(&id)));
        nodes.sort_unstable();
        nodes.dedup();
        let id = text(summary.id).unwrap_or_else(|| short(record.arn).into());
        self.organization.policies.push(PolicyDraft {
            arn: self.names.keep(record.arn),
            id: self.names.keep(&id),
            name: self.names.keep(record.name),
            kind,
            compiled,
            nodes,
            targets_unread: self.known.unread(record, Part::TARGETS),
        });
    }
}

/// The management account, as the organization's record names it.
pub(super) fn management(drafts: &Drafts) -> Option<AccountId> {
    let organization = drafts.of_kind(Kind::Organization).next();
    let named = organization.and_then(|node| node.management);
    named.or_else(|| organization.or_else(|| drafts.of_kind(Kind::Root).next()).map(|node| node.account))
}
