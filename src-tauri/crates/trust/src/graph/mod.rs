//! The trust graph: who can become whom. What crosses accounts is known from the start; what happens inside an account is
//! worked out when somebody asks for it, and kept.

mod beyond;
mod changed;
mod credentials;
mod inside;
mod kinds;
mod pass;
mod reach;
mod rewriting;
mod table;
mod tags;
mod trusted;
mod wide;

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
};

use armillary_model::AccountId;
use armillary_policy::{Action, Memory, Policy};

use crate::{Account, Organization, Part, Principal, PrincipalId, PrincipalKind, facts::Standing};
use armillary_classify::Stage;

pub(crate) use beyond::any_root;
pub use changed::Reorganized;
pub(crate) use changed::Standings;
pub use credentials::Credentials;
pub use kinds::{Edge, EdgeKind, Node, NodeId, Via};
pub use pass::{Pass, passes};
pub(crate) use pass::{Step, instance_profiles, placed};
pub(crate) use rewriting::{Changeable, context as context_of};
pub use rewriting::{Gives, Rewrites};
pub(crate) use table::Table;
pub(crate) use tags::{is_tagged, needed};
pub(crate) use trusted::Trusted;
pub(crate) use wide::outside_contexts;

/// The graph of an organization.
#[derive(Debug)]
pub struct Graph {
    organization: Organization,
    /// Nodes that are no roles or users, after these in number.
    others: Vec<Node>,
    other_ids: HashMap<Node, u32>,
    /// Edges that leave or enter an account, and those from services, providers and people.
    wide: Table,
    /// Edges that would be there but for a denial, of the same sorts.
    denied: Table,
    /// By account: what happens inside.
    inside: Vec<OnceLock<Table>>,
    /// Principals that may take a step inside their account, in order; of others it need not be worked out.
    able: Box<[PrincipalId]>,
    /// Roles that anybody may take as far as their trust policies go: they name everybody, or were not read.
    open_roles: OnceLock<Box<[PrincipalId]>>,
    /// By account: the roles of other accounts that trust it as a whole.
    trusting: OnceLock<HashMap<AccountId, Vec<PrincipalId>>>,
    workers: usize,
    actions: Actions,
    /// Verdicts on what happens inside accounts: many ask the same there.
    memory: Memory,
}

/// Actions that edges rest on.
#[derive(Debug)]
pub(crate) struct Actions {
    pub assume: Action,
    pub with_saml: Action,
    pub with_web_identity: Action,
    pub assume_root: Action,
    pub tag_session: Action,
    pub set_source_identity: Action,
    pub set_context: Action,
    pub pass_role: Action,
    pub update_trust: Action,
    pub presigned_url: Action,
}

impl Actions {
    /// Those by which somebody takes a step inside their account.
    fn inside(&self) -> impl Iterator<Item = &Action> {
        let named = [&self.assume, &self.pass_role, &self.update_trust, &self.presigned_url];
        named.into_iter().chain(credentials::actions()).chain(rewriting::changes().map(|(.., action)| action))
    }
}

impl Default for Actions {
    fn default() -> Self {
        Self {
            assume: Action::new("sts:AssumeRole"),
            with_saml: Action::new("sts:AssumeRoleWithSAML"),
            with_web_identity: Action::new("sts:AssumeRoleWithWebIdentity"),
            assume_root: Action::new("sts:AssumeRoot"),
            tag_session: Action::new("sts:TagSession"),
            set_source_identity: Action::new("sts:SetSourceIdentity"),
            set_context: Action::new("sts:SetContext"),
            pass_role: Action::new("iam:PassRole"),
            update_trust: Action::new("iam:UpdateAssumeRolePolicy"),
            presigned_url: Action::new("sagemaker:CreatePresignedDomainUrl"),
        }
    }
}

impl Graph {
    /// Builds the graph on so many threads (at least one).
    pub fn build(organization: Organization, workers: usize) -> Self {
        let wide::Wide { others, edges, denied, able } =
            wide::edges(&organization, &Actions::default(), workers.max(1), None);
        Self::of_parts(organization, (others, edges, denied, able), workers)
    }

    /// The graph of what was worked out before.
    pub(crate) fn of_parts(
        organization: Organization,
        (others, edges, denied, able): (Vec<Node>, Vec<Edge>, Vec<Edge>, Box<[PrincipalId]>),
        workers: usize,
    ) -> Self {
        let first = organization.principals().len() as u32;
        let other_ids =
            others.iter().enumerate().map(|(at, node)| (node.clone(), first.saturating_add(at as u32))).collect();
        let nodes = organization.principals().len().saturating_add(others.len());
        let inside = organization.accounts().iter().map(|_| OnceLock::new()).collect();
        Self {
            others,
            other_ids,
            wide: Table::new(edges, nodes),
            denied: Table::new(denied, nodes),
            inside,
            able,
            open_roles: OnceLock::new(),
            trusting: OnceLock::new(),
            workers: workers.max(1),
            actions: Actions::default(),
            memory: Memory::default(),
            organization,
        }
    }

    /// What was worked out from the start: other nodes, edges, denied edges, and who may take a step inside their account.
    pub(crate) fn wide_parts(&self) -> (&[Node], &[Edge], &[Edge], &[PrincipalId]) {
        (&self.others, self.wide.edges(), self.denied.edges(), &self.able)
    }

    /// The organization the graph was built from.
    pub fn organization(&self) -> &Organization {
        &self.organization
    }

    /// On how many threads the graph was built, and others may work on it.
    pub fn workers(&self) -> usize {
        self.workers
    }

    /// How many nodes there are.
    pub fn nodes(&self) -> usize {
        self.organization.principals().len().saturating_add(self.others.len())
    }

    /// What a node is.
    pub fn node(&self, id: NodeId) -> Node {
        match self.principal_of(id) {
            Some(principal) => Node::Principal(principal),
            None => {
                let at = id.index().saturating_sub(self.organization.principals().len());
                self.others.get(at).cloned().unwrap_or(Node::Anyone)
            }
        }
    }

    /// The users and groups of IAM Identity Center.
    pub fn people(&self) -> impl Iterator<Item = (NodeId, &Node)> {
        self.others().filter(|(_, node)| matches!(node, Node::Person(..)))
    }

    /// Whether a node is a user or group of IAM Identity Center.
    pub fn is_person(&self, id: NodeId) -> bool {
        self.principal_of(id).is_none() && matches!(self.node(id), Node::Person(..))
    }

    /// The node of a role or user.
    pub fn node_of(&self, principal: PrincipalId) -> NodeId {
        NodeId(principal.0)
    }

    /// The id of a node; `None` where nothing leads to or from it.
    pub fn find(&self, node: &Node) -> Option<NodeId> {
        match node {
            Node::Principal(principal) => Some(self.node_of(*principal)),
            other => self.other_ids.get(other).copied().map(NodeId),
        }
    }

    /// The role or user that a node is.
    pub fn principal_of(&self, id: NodeId) -> Option<PrincipalId> {
        (id.index() < self.organization.principals().len()).then_some(PrincipalId(id.0))
    }

    /// Nodes that are no roles or users.
    pub fn others(&self) -> impl Iterator<Item = (NodeId, &Node)> {
        let first = self.organization.principals().len() as u32;
        self.others.iter().enumerate().map(move |(at, node)| (NodeId(first.saturating_add(at as u32)), node))
    }

    /// Edges out of a node: first those that cross accounts. What leads nowhere is not among them.
    pub fn edges_from(&self, id: NodeId) -> impl Iterator<Item = &Edge> {
        let inside = if self.may_step(id) { self.inside_of(id) } else { None };
        self.wide.out_of(id).chain(inside.into_iter().flat_map(move |table| table.out_of(id)))
    }

    /// Edges into a node: first those that cross accounts.
    pub fn edges_into(&self, id: NodeId) -> impl Iterator<Item = &Edge> {
        self.wide.leading_to(id).chain(self.inside_of(id).into_iter().flat_map(move |table| table.leading_to(id)))
    }

    /// Edges that cross accounts, and those from services, providers and people.
    pub fn crossings(&self) -> &[Edge] {
        self.wide.edges()
    }

    /// Edges into a node that cross accounts: what happens inside its account is not worked out for them.
    pub fn crossings_into(&self, id: NodeId) -> impl Iterator<Item = &Edge> {
        self.wide.leading_to(id)
    }

    pub(crate) fn wide(&self) -> &Table {
        &self.wide
    }

    /// Edges that would be there but for a denial: somebody names the other, and something stops it.
    pub(crate) fn denied(&self) -> &Table {
        &self.denied
    }

    /// Roles that anybody may take as far as their trust policies go: they name everybody, or were not read.
    pub(crate) fn open_roles(&self) -> &[PrincipalId] {
        self.open_roles.get_or_init(|| {
            let organization = &self.organization;
            let is_open = |role: &Principal| match &role.trust {
                Some(trust) => Trusted::of(trust, organization).anyone,
                None => role.unknown(Part::Trust).is_some(),
            };
            let roles = organization.roles().filter(|(_, role)| organization.account_of(role).can_act());
            roles.filter(|(_, role)| is_open(role)).map(|(id, _)| id).collect()
        })
    }

    /// The roles of other accounts whose trust policies name an account as a whole.
    pub(crate) fn trusting(&self, account: AccountId) -> &[PrincipalId] {
        let trusting = self.trusting.get_or_init(|| {
            let organization = &self.organization;
            let mut trusting: HashMap<AccountId, Vec<PrincipalId>> = HashMap::new();
            for (id, role) in organization.roles().filter(|(_, role)| organization.account_of(role).can_act()) {
                let trusted = role.trust.as_ref().map(|trust| Trusted::of(trust, organization)).unwrap_or_default();
                for account in trusted.accounts.into_iter().filter(|account| *account != role.account) {
                    trusting.entry(account).or_default().push(id);
                }
            }
            trusting
        });
        trusting.get(&account).map(Vec::as_slice).unwrap_or_default()
    }

    /// What happens inside an account.
    pub(crate) fn inside(&self, account: &Account) -> Option<&Table> {
        let at = self.organization.accounts().binary_search_by_key(&account.id, |known| known.id).ok()?;
        let place = self.inside.get(at)?;
        Some(place.get_or_init(|| inside::edges(self, account)))
    }

    /// Works out what happens inside some accounts, on so many threads.
    fn open(&self, accounts: &[&Account], workers: usize) {
        let next = std::sync::atomic::AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..workers.max(1) {
                scope.spawn(|| {
                    while let Some(account) = accounts.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
                        self.inside(account);
                    }
                });
            }
        });
    }

    /// Works out what happens inside some accounts, on the threads the graph was built on.
    pub fn open_some(&self, accounts: &[&Account]) {
        match accounts {
            [] => {}
            [account] => {
                self.inside(account);
            }
            accounts => self.open(accounts, self.workers),
        }
    }

    /// Whether a node may take a step inside its account: a glance, before it is worked out.
    pub(crate) fn may_step(&self, id: NodeId) -> bool {
        self.able.binary_search(&PrincipalId(id.0)).is_ok()
    }

    /// Whether what happens inside an account has been worked out already.
    pub(crate) fn is_open(&self, account: &Account) -> bool {
        let at = self.organization.accounts().binary_search_by_key(&account.id, |known| known.id).ok();
        at.and_then(|at| self.inside.get(at)).is_some_and(|place| place.get().is_some())
    }

    fn inside_of(&self, id: NodeId) -> Option<&Table> {
        let principal = self.organization.principal(self.principal_of(id)?);
        self.inside(self.organization.account_of(principal))
    }

    pub(crate) fn actions(&self) -> &Actions {
        &self.actions
    }

    /// The account a node belongs to; none for services, people and anyone.
    pub fn account_of(&self, id: NodeId) -> Option<AccountId> {
        match self.node(id) {
            Node::Principal(principal) => Some(self.organization.principal(principal).account),
            Node::Root(account) | Node::ExternalAccount(account) | Node::UnreadAccount(account) => Some(account),
            Node::Provider(arn) | Node::ExternalPrincipal(arn) | Node::UnreadPrincipal(arn) => {
                armillary_model::account_in_arn(&arn)
            }
            Node::Service(_) | Node::Person(..) | Node::Anyone => None,
        }
    }

    /// The stage a node belongs to; none for services and people.
    pub fn stage_of(&self, id: NodeId) -> Option<Stage> {
        match self.node(id) {
            Node::Anyone => Some(Stage::External),
            _ => {
                let account = self.account_of(id)?;
                Some(self.organization.account(account).map_or(Stage::External, |account| account.stage))
            }
        }
    }

    /// A node in words that can be searched for: an ARN, an account id, a service.
    pub fn name_of(&self, id: NodeId) -> Arc<str> {
        match self.node(id) {
            Node::Principal(principal) => self.organization.principal(principal).arn.clone(),
            Node::Root(account) => Arc::from(self.organization.iam_arn(account, "root")),
            Node::ExternalAccount(account) | Node::UnreadAccount(account) => Arc::from(account.to_string()),
            Node::Provider(text)
            | Node::ExternalPrincipal(text)
            | Node::UnreadPrincipal(text)
            | Node::Service(text) => text,
            Node::Person(_, name) => name,
            Node::Anyone => Arc::from("*"),
        }
    }

    /// Whether a node is a role.
    pub(crate) fn is_role(&self, id: NodeId) -> bool {
        self.principal_of(id).is_some_and(|id| self.organization.principal(id).kind == PrincipalKind::Role)
    }
}

/// What `by` role or user would find if it wrote itself into a trust policy.
pub(crate) fn trust_in(arn: &str) -> Option<Arc<Policy>> {
    let document = serde_json::json!({
        "Version": "2012-10-17",
        "Statement": { "Effect": "Allow", "Principal": { "AWS": arn }, "Action": "sts:AssumeRole" }
    });
    Policy::from_value(&document).ok().map(Arc::new)
}

/// The best of two standings, the one that is more certain to hold.
pub(crate) fn best(one: Option<Standing>, two: Standing) -> Standing {
    one.map_or(two, |one| one.min(two))
}
