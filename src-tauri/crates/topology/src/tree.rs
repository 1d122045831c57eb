//! The organization tree: OUs and accounts in their stable order, with classes, teams and hubs.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, LazyLock},
};

use armillary_classify::{HubRole, Place, Purpose, Stage, is_workloads};
use armillary_model::{AccountId, Coverage, Kind, Part, RelationKind};
use petgraph::graph::NodeIndex;

use crate::{
    EdgeState, FolderClass, NodeState,
    graph::{Node, Resources, last_segment},
};

/// An OU, or the root.
#[derive(Clone, Debug)]
pub(crate) struct Ou {
    pub id: Arc<str>,
    /// `ou-…` or `r-…`.
    pub short: String,
    pub name: String,
    pub node: Option<NodeIndex>,
    pub parent: Option<usize>,
    pub children: Vec<usize>,
    /// The accounts directly in it.
    pub accounts: Vec<usize>,
    /// Where its accounts and those of the OUs below stand in [`Tree::order`].
    pub below: std::ops::Range<usize>,
    pub depth: usize,
    pub class: FolderClass,
    /// It or an OU above is for workloads by its name, or OUs below have stages.
    pub workloads: bool,
    /// Its place when all OUs are walked depth first.
    pub rank: usize,
    /// What it hangs from in the graph, and what is known of that.
    pub above: Option<EdgeState>,
}

/// An account of the organization.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub node: NodeIndex,
    pub account: AccountId,
    pub name: String,
    pub ou: usize,
    pub class: FolderClass,
    pub team: String,
    pub hub: Option<HubRole>,
    pub state: NodeState,
    /// Units that are not known; an account without coverage counts as one.
    pub unread: u32,
    /// What is known of its place; absent where nothing was ever read of it.
    pub placed: Option<EdgeState>,
}

/// What stands in for an OU, and for an account, that is not there.
static NO_OU: LazyLock<Ou> = LazyLock::new(|| Ou {
    id: "unknown:".into(),
    short: String::new(),
    name: String::new(),
    node: None,
    parent: None,
    children: Vec::new(),
    accounts: Vec::new(),
    below: 0..0,
    depth: 0,
    class: FolderClass::Other,
    workloads: false,
    rank: 0,
    above: None,
});
static NO_MEMBER: LazyLock<Member> = LazyLock::new(|| Member {
    node: NodeIndex::end(),
    account: AccountId::default(),
    name: String::new(),
    ou: 0,
    class: FolderClass::External,
    team: String::new(),
    hub: None,
    state: NodeState::Unknown,
    unread: 0,
    placed: None,
});

/// OUs and accounts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tree {
    /// The root first, then the others, parents before children.
    pub ous: Vec<Ou>,
    pub members: Vec<Member>,
    /// Accounts depth first by OU.
    pub order: Vec<usize>,
    /// Hubs in their order around the centre.
    pub hubs: Vec<usize>,
    pub management: Option<AccountId>,
    /// The organization itself was read: an account that is not here is not there.
    pub complete: bool,
    by_account: HashMap<AccountId, usize>,
    by_ou: HashMap<Arc<str>, usize>,
}

/// No more hubs stand in the centre; further candidates stay with their OU.
const MAX_HUBS: usize = 12;

impl Tree {
    pub fn build(resources: &Resources, coverage: &Coverage) -> Self {
        let complete = coverage.organization().is_some_and(|unit| unit.reading.is_covered());
        let mut tree = Self { management: management_account(resources), complete, ..Self::default() };
        tree.add_ous(resources);
        tree.add_members(resources, coverage);
        tree.sort();
        tree.find_hubs(resources);
        tree
    }

    /// The OU at a place.
    pub fn ou(&self, at: usize) -> &Ou {
        self.ous.get(at).unwrap_or(&NO_OU)
    }

    /// The account at a place.
    pub fn member(&self, at: usize) -> &Member {
        self.members.get(at).unwrap_or(&NO_MEMBER)
    }

    pub fn member_of(&self, account: AccountId) -> Option<usize> {
        self.by_account.get(&account).copied()
    }

    /// The OU with this ARN or short id.
    pub fn ou_of(&self, id: &str) -> Option<usize> {
        self.by_ou.get(id).copied()
    }

    /// The accounts below an OU, however deep.
    pub fn below(&self, ou: usize) -> &[usize] {
        self.ous.get(ou).and_then(|ou| self.order.get(ou.below.clone())).unwrap_or_default()
    }

    /// The OUs from the root down to this one.
    pub fn chain(&self, ou: usize) -> Vec<usize> {
        let mut chain: Vec<usize> = std::iter::successors(Some(ou), |at| self.ou(*at).parent).collect();
        chain.reverse();
        chain
    }

    fn add_ous(&mut self, resources: &Resources) {
        let root = resources.of_kind(Kind::Root).next();
        self.push_ou(root.map(|(index, _)| index), root.map(|(_, node)| node), None);
        let mut waiting: Vec<(NodeIndex, &Node)> = resources.of_kind(Kind::OrganizationalUnit).collect();
        waiting
            .extend(resources.nodes().filter(|(_, node)| !node.known && node.kind == Some(Kind::OrganizationalUnit)));
        waiting.sort_by(|(_, a), (_, b)| (a.name.to_lowercase(), &a.id).cmp(&(b.name.to_lowercase(), &b.id)));
        let mut children: HashMap<Option<NodeIndex>, Vec<(NodeIndex, &Node)>> = HashMap::new();
        for (index, node) in &waiting {
            let parent = resources.target_of(*index, RelationKind::ChildOf).map(|(parent, _)| parent);
            children.entry(parent).or_default().push((*index, node));
        }
        let mut at = 0;
        while at < self.ous.len() {
            for (index, node) in self.ou(at).node.and_then(|node| children.remove(&Some(node))).unwrap_or_default() {
                self.push_ou(Some(index), Some(node), Some(at));
            }
            at = at.saturating_add(1);
        }
        for ou in &mut self.ous {
            let above = ou.node.and_then(|node| resources.target_of(node, RelationKind::ChildOf));
            ou.above = above.map(|(_, link)| link.state);
        }
        // What hangs from nothing that is known, or from itself, stays visible below the root.
        for (index, node) in waiting {
            if !self.by_ou.contains_key(&node.id) {
                self.push_ou(Some(index), Some(node), Some(0));
            }
        }
    }

    fn push_ou(&mut self, index: Option<NodeIndex>, node: Option<&Node>, parent: Option<usize>) {
        let at = self.ous.len();
        let id = node.map_or_else(|| "unknown:root".into(), |node| Arc::clone(&node.id));
        let name = node.map_or_else(|| String::from("Root"), |node| node.name.clone());
        let short = last_segment(&id).to_owned();
        let path: Vec<&str> = parent.map(|parent| self.path(parent)).unwrap_or_default();
        let class = match parent {
            None => FolderClass::Management,
            Some(_) => FolderClass::of_path(path.iter().copied().chain([name.as_str()])),
        };
        let workloads = parent.is_some_and(|parent| self.ou(parent).workloads) || is_workloads(&name);
        let depth = parent.map_or(0, |parent| self.ou(parent).depth.saturating_add(1));
        self.by_ou.insert(Arc::clone(&id), at);
        self.by_ou.insert(short.as_str().into(), at);
        if let Some(parent) = parent.and_then(|parent| self.ous.get_mut(parent)) {
            parent.children.push(at);
        }
        let (children, accounts, below) = (Vec::new(), Vec::new(), 0..0);
        self.ous.push(Ou {
            id,
            short,
            name,
            node: index,
            parent,
            children,
            accounts,
            below,
            depth,
            class,
            workloads,
            rank: 0,
            above: None,
        });
    }

    /// OU names from below the root down to this one.
    pub fn path(&self, ou: usize) -> Vec<&str> {
        self.chain(ou).into_iter().skip(1).map(|at| self.ou(at).name.as_str()).collect()
    }

    fn add_members(&mut self, resources: &Resources, coverage: &Coverage) {
        for (index, node) in resources.of_kind(Kind::Account) {
            let Some(account) = node.account else { continue };
            let parent = resources.target_of(index, RelationKind::ChildOf);
            let ou = parent.and_then(|(parent, _)| self.ou_of(&resources.node(parent).id)).unwrap_or(0);
            let placed = match parent {
                Some((_, link)) => Some(link.state),
                None => Some(EdgeState::Solid).filter(|_| !node.lacks(Part::PARENT)),
            };
            let purpose = Purpose::of(self.place_of(ou, account), &node.name);
            let member = Member {
                node: index,
                account,
                name: node.name.clone(),
                ou,
                class: purpose.class,
                team: purpose.team,
                hub: purpose.hub,
                state: state_of(node, account, coverage),
                unread: coverage.unread(account),
                placed,
            };
            self.members.push(member);
        }
    }

    /// Where an account is, as far as it tells what the account is for.
    fn place_of(&self, ou: usize, account: AccountId) -> Place {
        match self.ou(ou) {
            _ if self.management == Some(account) => Place::Management,
            Ou { class: FolderClass::Management, .. } => Place::Root,
            Ou { class, workloads, .. } => Place::Ou { class: *class, workloads: *workloads },
        }
    }

    fn sort(&mut self) {
        self.members.sort_by_cached_key(|member| {
            (member.team.clone(), Stage::on_the_way(member.class), member.name.to_lowercase(), member.account)
        });
        for (at, member) in self.members.iter().enumerate() {
            self.by_account.insert(member.account, at);
            if let Some(ou) = self.ous.get_mut(member.ou) {
                ou.accounts.push(at);
            }
        }
        for at in (1..self.ous.len()).rev() {
            let is_staged = |child: &Ou| child.workloads || Stage::on_the_way(child.class).is_some();
            let staged = self.ou(at).children.iter().any(|child| is_staged(self.ou(*child)));
            if let Some(ou) = self.ous.get_mut(at) {
                ou.workloads |= staged;
            }
        }
        self.order = Vec::with_capacity(self.members.len());
        self.number_below();
    }

    /// Numbers accounts depth first without recursion: an OU's range is closed once its last descendant was left.
    fn number_below(&mut self) {
        let mut stack = vec![(0, false)];
        let mut rank: usize = 0;
        while let Some((at, leaving)) = stack.pop() {
            let Some(ou) = self.ous.get_mut(at) else { continue };
            if leaving {
                ou.below.end = self.order.len();
                continue;
            }
            (ou.below.start, ou.rank) = (self.order.len(), rank);
            rank = rank.saturating_add(1);
            self.order.extend(&ou.accounts);
            stack.push((at, true));
            stack.extend(ou.children.iter().rev().map(|child| (*child, false)));
        }
    }

    /// Hubs are the management account, infrastructure accounts by name, and accounts whose portfolios reach OUs.
    /// Only organization-level facts decide, so that the hubs are the same whatever else is loaded.
    fn find_hubs(&mut self, resources: &Resources) {
        let mut owners = BTreeMap::new();
        for (share, node) in resources.of_kind(Kind::PortfolioShare) {
            let wide =
                resources.targets(share, RelationKind::SharedWith).any(|(to, _)| is_container(resources.node(to)));
            if let (true, Some(account)) = (wide, node.account) {
                owners.insert(account, HubRole::PortfolioOwner);
            }
        }
        let mut found: Vec<(HubRole, String, usize)> = Vec::new();
        for (at, member) in self.members.iter().enumerate() {
            let role = member.hub.or_else(|| owners.get(&member.account).copied());
            let is_active = member.state != NodeState::Suspended || member.class == FolderClass::Management;
            if let (Some(role), true) = (role, is_active) {
                found.push((role, member.name.to_lowercase(), at));
            }
        }
        found.sort();
        found.truncate(MAX_HUBS);
        self.members.iter_mut().for_each(|member| member.hub = None);
        for (role, _, at) in &found {
            if let Some(member) = self.members.get_mut(*at) {
                member.hub = Some(*role);
            }
        }
        self.hubs = found.into_iter().map(|(_, _, at)| at).collect();
    }
}

fn is_container(node: &Node) -> bool {
    matches!(node.kind, Some(Kind::OrganizationalUnit | Kind::Organization | Kind::Root))
}

/// The organization's records belong to the management account.
fn management_account(resources: &Resources) -> Option<AccountId> {
    let mut owners = resources.of_kind(Kind::Organization).chain(resources.of_kind(Kind::Root));
    owners.find_map(|(_, node)| node.account)
}

fn state_of(node: &Node, account: AccountId, coverage: &Coverage) -> NodeState {
    let (unread, total) = (coverage.unread(account), coverage.total(account));
    if node.suspended {
        NodeState::Suspended
    } else if unread == 0 {
        NodeState::Ok
    } else if unread >= total {
        NodeState::Unread
    } else {
        NodeState::Partial
    }
}
