//! A topology: everything that is derived once from a snapshot, and the questions it answers.

use armillary_model::{AccountId, AccountTrust, Kind, RelationKind, Snapshot, account_in_arn};
use petgraph::graph::NodeIndex;

use crate::{
    FolderClass, Scene, SceneRequest, View,
    graph::{Resources, is_allow_all},
    layout::Layout,
    network::Network,
    reach::Received,
    tree::Tree,
    view::{self, Interiors},
};

/// The organization as a typed graph, with the places of its accounts and OUs.
#[derive(Clone, Debug, Default)]
pub struct Topology {
    pub(crate) resources: Resources,
    pub(crate) tree: Tree,
    pub(crate) layout: Layout,
    pub(crate) trust: Vec<AccountTrust>,
    pub(crate) received: Received,
    pub(crate) network: Network,
    /// By OU: policies attached to it, and to those above.
    attached: Vec<(u32, u32)>,
}

impl Topology {
    /// The topology of all parts of one crawl: organization-level resources, and the network or everything of some
    /// accounts in addition. A resource that is in several parts, and coverage, is taken from the first.
    pub fn build(parts: &[&Snapshot]) -> Self {
        let resources = Resources::build(parts);
        let coverage = parts.iter().find(|part| !part.coverage.is_empty()).map(|part| part.coverage.clone());
        let coverage = coverage.unwrap_or_default();
        let tree = Tree::build(&resources, &coverage);
        let layout = Layout::build(&tree);
        let mut trust =
            parts.iter().find(|part| !part.trust.is_empty()).map(|part| part.trust.clone()).unwrap_or_default();
        trust.retain(|pair| pair.trusting != pair.trusted);
        let (received, network) = (Received::build(&resources), Network::build(&resources));
        let mut topology = Self { resources, tree, layout, trust, received, network, attached: Vec::new() };
        topology.count_policies();
        topology
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
        let member = self.tree.member_of(account).and_then(|at| self.tree.members.get(at));
        let path = member.map(|member| self.tree.path(member.ou)).unwrap_or_default();
        path.into_iter().map(str::to_owned).collect()
    }

    /// What an account is for, by its OU; [`FolderClass::External`] if it is not of the organization.
    pub fn class_of(&self, account: AccountId) -> FolderClass {
        let member = self.tree.member_of(account).and_then(|at| self.tree.members.get(at));
        member.map_or(FolderClass::External, |member| member.class)
    }

    /// The accounts below an OU or the root (an ARN or a bare id), however deep.
    pub fn accounts_below(&self, ou: &str) -> Vec<AccountId> {
        let below = self.tree.ou_of(ou).map(|ou| self.tree.below(ou)).unwrap_or_default();
        below.iter().filter_map(|at| self.tree.members.get(*at)).map(|member| member.account).collect()
    }

    /// The containers of a resource from the organization down, as ARNs: organization, root, OUs, account. The resource
    /// itself is not among them. Empty for what is not in the cache and names no account.
    pub fn path_to(&self, arn: &str) -> Vec<String> {
        let found = self.resources.find(arn).map(|index| self.resources.node(index));
        let ou = self.tree.ou_of(found.map_or(arn, |node| &node.id));
        let account = found.and_then(|node| node.account).or_else(|| account_in_arn(arn));
        let member = account.and_then(|account| self.tree.member_of(account)).and_then(|at| self.tree.members.get(at));
        let mut path = self.organization_id().into_iter().collect::<Vec<_>>();
        if let Some(ou) = ou {
            path.extend(self.tree.chain(ou).into_iter().filter(|at| *at != ou).map(|at| self.tree.ous[at].id.clone()));
        } else if let Some(member) = member {
            path.extend(self.tree.chain(member.ou).into_iter().map(|at| self.tree.ous[at].id.clone()));
            path.push(self.resources.node(member.node).id.clone());
        } else {
            path.clear();
        }
        path.retain(|id| Some(id.as_str()) != found.map(|node| node.id.as_str()));
        path
    }

    /// The ARN of the organization, if it is in the cache.
    pub fn organization_id(&self) -> Option<String> {
        let found = self.resources.of_kind(Kind::Organization).next();
        found.map(|(_, node)| node.id.clone())
    }

    /// Policies attached to an OU, and to those above.
    pub(crate) fn attached_to_ou(&self, ou: usize) -> (u32, u32) {
        self.attached.get(ou).copied().unwrap_or_default()
    }

    /// Policies attached to an account, and to the OUs above.
    pub(crate) fn attached_to_member(&self, member: usize) -> (u32, u32) {
        let Some(member) = self.tree.members.get(member) else { return (0, 0) };
        let (attached, inherited) = self.attached_to_ou(member.ou);
        (self.policies_at(member.node), attached + inherited)
    }

    /// How many attachments of policies there are.
    pub(crate) fn attachments(&self) -> usize {
        let policies = self.resources.of_kind(Kind::Policy);
        policies.map(|(policy, _)| self.resources.targets(policy, RelationKind::AttachedTo).count()).sum()
    }

    fn count_policies(&mut self) {
        for ou in 0..self.tree.ous.len() {
            let place = &self.tree.ous[ou];
            let own = place.node.map_or(0, |node| self.policies_at(node));
            // Parents come before children.
            let above = place.parent.and_then(|parent| self.attached.get(parent)).map_or(0, |(own, above)| own + above);
            self.attached.push((own, above));
        }
    }

    /// Policies attached here, without those of AWS that allow everything and are attached everywhere.
    fn policies_at(&self, node: NodeIndex) -> u32 {
        let policies = self.resources.sources(node, RelationKind::AttachedTo).map(|(policy, _)| policy);
        let own = policies.filter(|policy| !is_allow_all(self.resources.node(*policy)));
        view::count(own.count())
    }
}
