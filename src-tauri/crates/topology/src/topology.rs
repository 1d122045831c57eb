//! A topology: everything that is derived once from a snapshot, and the questions it answers.

use std::{collections::BTreeSet, sync::Arc};

use armillary_model::{AccountId, AccountTrust, Coverage, Kind, Record, RelationKind, Snapshot, account_in_arn};
use petgraph::graph::NodeIndex;

use crate::{
    FolderClass, Scene, SceneRequest, View,
    governance::Governance,
    graph::{self, Intake, Resources, is_allow_all},
    layout::Layout,
    network::Network,
    reach::Received,
    tree::Tree,
    view::{self, Interiors},
};

/// The organization as a typed graph, with the places of its accounts and OUs. Cheap to clone: clones share everything.
#[derive(Clone, Debug, Default)]
pub struct Topology {
    pub(crate) resources: Arc<Resources>,
    pub(crate) coverage: Arc<Coverage>,
    pub(crate) tree: Arc<Tree>,
    pub(crate) layout: Arc<Layout>,
    pub(crate) trust: Arc<[AccountTrust]>,
    pub(crate) received: Arc<Received>,
    pub(crate) network: Arc<Network>,
    pub(crate) governance: Arc<Governance>,
    /// By OU: the policies attached to it.
    attached: Arc<[BTreeSet<NodeIndex>]>,
}

/// How many policies apply to an OU or account.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct PolicyCounts {
    pub attached: u32,
    /// Of these, those of AWS that allow everything.
    pub allow_all: u32,
    /// Different ones attached to what is above.
    pub inherited: u32,
}

/// A topology that takes in more resources.
#[derive(Clone, Debug)]
pub struct Growth {
    topology: Topology,
    intake: Intake,
}

impl Growth {
    /// Takes in a resource that is no OU and no account; one that is there already stays as it is.
    pub fn add(&mut self, record: &Record) {
        self.intake.add(record);
    }

    /// The topology with all of them.
    pub fn finish(self) -> Topology {
        let resources = self.intake.finish();
        let network = Network::build(&resources, &self.topology.coverage);
        let received = Received::build(&resources);
        Topology {
            resources: Arc::new(resources),
            received: Arc::new(received),
            network: Arc::new(network),
            ..self.topology
        }
    }
}

impl Topology {
    /// The members of a document that a topology is made of: records may come without the others.
    pub const MEMBERS: &[&str] = graph::MEMBERS;

    /// The topology of all parts of one crawl: organization-level resources, and the network or everything of some
    /// accounts in addition. A resource that is in several parts, and coverage, is taken from the first.
    pub fn build(parts: &[&Snapshot]) -> Self {
        let resources = Resources::build(parts);
        let coverage = parts.iter().find(|part| !part.coverage.is_empty()).map(|part| part.coverage.clone());
        let coverage = coverage.unwrap_or_default();
        let tree = Tree::build(&resources, &coverage);
        let layout = Layout::build(&tree);
        let attached = tree.ous.iter().map(|ou| attached_to(&resources, ou.node)).collect();
        let trust = parts.iter().find(|part| !part.trust.is_empty()).map(|part| part.trust.clone());
        let (received, network) = (Received::build(&resources), Network::build(&resources, &coverage));
        let topology = Self {
            resources: Arc::new(resources),
            coverage,
            tree: Arc::new(tree),
            layout: Arc::new(layout),
            trust: Arc::default(),
            received: Arc::new(received),
            network: Arc::new(network),
            governance: Arc::new(Governance::build(parts)),
            attached,
        };
        topology.with_trust(trust.unwrap_or_default().into())
    }

    /// The same with other trust between accounts: as policies name it, or as it was evaluated.
    pub fn with_trust(&self, trust: Arc<[AccountTrust]>) -> Self {
        Self { trust, ..self.clone() }
    }

    /// The same, to take in more resources that are no OUs and no accounts.
    pub fn growing(&self) -> Growth {
        Growth { topology: self.clone(), intake: Intake::into(Resources::clone(&self.resources)) }
    }

    /// What a view shows. Opened accounts show their inner ring if it is in `interiors`.
    pub fn scene(&self, request: &SceneRequest, interiors: &Interiors) -> Scene {
        view::scene(self, request, interiors)
    }

    /// The ids to open so that a resource is drawn in a view, outermost first. Empty where it is drawn without, or never. For
    /// what is inside an account, the account's interior should be at hand.
    pub fn reveal(&self, view: View, arn: &str, interiors: &Interiors) -> Vec<String> {
        view::reveal(self, view, arn, interiors)
    }

    /// The accounts a request opens: those whose interiors the scene needs.
    pub fn opened_accounts(&self, request: &SceneRequest) -> Vec<AccountId> {
        let opened = request.open.iter().filter_map(|id| self.resources.find(id));
        let nodes = opened.map(|index| self.resources.node(index));
        nodes.filter(|node| node.kind == Some(Kind::Account)).filter_map(|node| node.account).collect()
    }

    /// OU names from below the root down to the OU an account is in; empty for an account that is not in the cache.
    pub fn ou_path_names(&self, account: AccountId) -> Vec<String> {
        let member = self.tree.member_of(account).map(|at| self.tree.member(at));
        let path = member.map(|member| self.tree.path(member.ou)).unwrap_or_default();
        path.into_iter().map(str::to_owned).collect()
    }

    /// What an account is for, by its OU; [`FolderClass::External`] if it is not of the organization.
    pub fn class_of(&self, account: AccountId) -> FolderClass {
        let member = self.tree.member_of(account).map(|at| self.tree.member(at));
        member.map_or(FolderClass::External, |member| member.class)
    }

    /// The accounts below an OU or the root (an ARN or a bare id), however deep.
    pub fn accounts_below(&self, ou: &str) -> Vec<AccountId> {
        let below = self.tree.ou_of(ou).map(|ou| self.tree.below(ou)).unwrap_or_default();
        below.iter().map(|at| self.tree.member(*at).account).collect()
    }

    /// The containers of a resource from the organization down, as ARNs: organization, root, OUs, account. The resource
    /// itself is not among them. Empty for what is not in the cache and names no account.
    pub fn path_to(&self, arn: &str) -> Vec<String> {
        let found = self.resources.find(arn).map(|index| self.resources.node(index));
        let ou = self.tree.ou_of(found.map_or(arn, |node| &node.id));
        let account = found.and_then(|node| node.account).or_else(|| account_in_arn(arn));
        let member = account.and_then(|account| self.tree.member_of(account)).map(|at| self.tree.member(at));
        let ids = |chain: Vec<usize>| chain.into_iter().map(|at| self.tree.ou(at).id.to_string());
        let mut path = self.organization_id().into_iter().collect::<Vec<_>>();
        if let Some(ou) = ou {
            path.extend(ids(self.tree.chain(ou)).filter(|id| **id != *self.tree.ou(ou).id));
        } else if let Some(member) = member {
            path.extend(ids(self.tree.chain(member.ou)));
            path.push(self.resources.node(member.node).id.to_string());
        } else {
            path.clear();
        }
        path.retain(|id| Some(id.as_str()) != found.map(|node| &*node.id));
        path
    }

    /// The ARN of the organization, if it is in the cache.
    pub fn organization_id(&self) -> Option<String> {
        let found = self.resources.of_kind(Kind::Organization).next();
        found.map(|(_, node)| node.id.to_string())
    }

    /// The policies of an OU.
    pub(crate) fn policies_of_ou(&self, ou: usize) -> PolicyCounts {
        self.policies(self.attached.get(ou), self.tree.ou(ou).parent)
    }

    /// The policies of an account.
    pub(crate) fn policies_of_member(&self, member: usize) -> PolicyCounts {
        let member = self.tree.member(member);
        self.policies(Some(&attached_to(&self.resources, Some(member.node))), Some(member.ou))
    }

    fn policies(&self, own: Option<&BTreeSet<NodeIndex>>, above: Option<usize>) -> PolicyCounts {
        let chain = above.map(|ou| self.tree.chain(ou)).unwrap_or_default();
        let inherited: BTreeSet<_> = chain.into_iter().filter_map(|ou| self.attached.get(ou)).flatten().collect();
        let allow_all = own.into_iter().flatten().filter(|policy| is_allow_all(self.resources.node(**policy)));
        PolicyCounts {
            attached: view::count(own.map_or(0, BTreeSet::len)),
            allow_all: view::count(allow_all.count()),
            inherited: view::count(inherited.len()),
        }
    }
}

/// The policies attached to an OU or account.
fn attached_to(resources: &Resources, node: Option<NodeIndex>) -> BTreeSet<NodeIndex> {
    let policies = node.into_iter().flat_map(|node| resources.sources(node, RelationKind::AttachedTo));
    policies.map(|(policy, _)| policy).collect()
}
