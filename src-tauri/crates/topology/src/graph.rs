//! The typed graph: resources as nodes, relations as links, and the index that resolves ARNs and bare ids to nodes.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, LazyLock},
};

use armillary_model::{AccountId, GLOBAL, Kind, Part, Record, RelationKind, Snapshot, account_in_arn, arn_resource};
use petgraph::{
    Direction,
    graph::{DiGraph, EdgeReference, NodeIndex},
    visit::EdgeRef,
};
use serde_json::Value;

use crate::{EdgeState, NodeState, governance};

/// A resource, or something a relation points at that is not in the cache.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// The ARN or key; `unknown:` and the target's text where it is not in the cache.
    pub id: Arc<str>,
    /// What it is; absent where an unknown target's text does not tell.
    pub kind: Option<Kind>,
    pub account: Option<AccountId>,
    pub region: Arc<str>,
    pub name: String,
    /// One more line: the account id, the CIDR, the service name.
    pub detail: String,
    /// It is in the cache.
    pub known: bool,
    /// It is the last known state, from an earlier crawl.
    pub stale: bool,
    /// Parts of it were not read.
    pub partial: bool,
    /// The parts of which nothing was ever read: what they would hold is unknown, not absent.
    pub unread: Vec<Part>,
    /// A share that carries principal names.
    pub shares_principals: bool,
    /// A share that carries tag options.
    pub shares_tag_options: bool,
    /// Whether a share was taken, as its owner is told.
    pub accepted: Option<bool>,
    /// An account that is suspended, closing or closed.
    pub suspended: bool,
}

impl Node {
    /// What is known of it.
    pub fn state(&self) -> NodeState {
        match (self.known, self.stale, self.partial) {
            (false, ..) => NodeState::Unknown,
            (true, true, _) => NodeState::Unread,
            (true, false, true) => NodeState::Partial,
            (true, false, false) => NodeState::Ok,
        }
    }

    /// Whether nothing was ever read of a part.
    pub fn lacks(&self, part: Part) -> bool {
        self.unread.contains(&part)
    }
}

/// What stands in for a node that is not there.
static NOTHING: LazyLock<Node> = LazyLock::new(|| unknown("", None));

/// A relation.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub kind: RelationKind,
    pub label: String,
    /// [`EdgeState::Solid`], or [`EdgeState::Stale`] where the resource that holds it, or this part of it, was not read.
    pub state: EdgeState,
}

/// Resources and relations.
#[derive(Clone, Debug, Default)]
pub(crate) struct Resources {
    pub graph: DiGraph<Node, Link>,
    by_id: HashMap<Arc<str>, NodeIndex>,
    aliases: HashMap<Arc<str>, NodeIndex>,
}

/// Resources that are being added. What they point at is looked up when all of them are there.
#[derive(Clone, Debug, Default)]
pub(crate) struct Intake {
    resources: Resources,
    /// The names of Regions, each kept once.
    regions: HashSet<Arc<str>>,
    waiting: Vec<(NodeIndex, String, Option<AccountId>, Link)>,
}

impl Intake {
    /// An intake of more than what is there.
    pub fn into(resources: Resources) -> Self {
        Self { resources, ..Self::default() }
    }

    /// Adds a resource; one that is there already stays as it is.
    pub fn add(&mut self, record: &Record) {
        if self.resources.by_id.contains_key(record.arn.as_str()) {
            return;
        }
        let region = match self.regions.get(record.region.as_str()) {
            Some(region) => Arc::clone(region),
            None => {
                let region = Arc::<str>::from(record.region.as_str());
                self.regions.insert(Arc::clone(&region));
                region
            }
        };
        let from = self.resources.insert(record, region);
        for relation in &record.relations {
            let link =
                Link { kind: relation.kind, label: relation.label.clone(), state: state_of(record, relation.kind) };
            self.waiting.push((from, relation.target.clone(), relation.target_account, link));
        }
    }

    /// The resources with their relations.
    pub fn finish(self) -> Resources {
        let Self { mut resources, waiting, .. } = self;
        for (from, target, account, link) in waiting {
            let to = resources.target(&target, account);
            resources.graph.add_edge(from, to, link);
        }
        resources
    }
}

impl Resources {
    /// The graph of all parts; of a resource that is in several, the first counts.
    pub fn build(parts: &[&Snapshot]) -> Self {
        let mut intake = Intake::default();
        let records = parts.iter().flat_map(|part| &part.records);
        records.filter(|record| !governance::is_part(record)).for_each(|record| intake.add(record));
        intake.finish()
    }

    /// The node with this ARN, key, `unknown:` id or bare id.
    pub fn find(&self, text: &str) -> Option<NodeIndex> {
        let whole_account = || text.ends_with(":root").then(|| account_in_arn(text)).flatten();
        self.by_id
            .get(text)
            .or_else(|| self.aliases.get(text))
            .or_else(|| whole_account().and_then(|account| self.aliases.get(account.to_string().as_str())))
            .copied()
    }

    /// The node at a place that this graph gave.
    pub fn node(&self, index: NodeIndex) -> &Node {
        self.graph.node_weight(index).unwrap_or(&NOTHING)
    }

    /// All nodes, in the snapshot's order.
    pub fn nodes(&self) -> impl Iterator<Item = (NodeIndex, &Node)> {
        self.graph.node_indices().map(|index| (index, self.node(index)))
    }

    /// Nodes of a kind that are in the cache, in the snapshot's order.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = (NodeIndex, &Node)> {
        self.nodes().filter(move |(_, node)| node.known && node.kind == Some(kind))
    }

    /// What this node points at by relations of a kind, in the record's order.
    pub fn targets(&self, from: NodeIndex, kind: RelationKind) -> impl Iterator<Item = (NodeIndex, &Link)> {
        let links = self.links(from).into_iter().filter(move |edge| edge.weight().kind == kind);
        links.map(|edge| (edge.target(), edge.weight()))
    }

    /// The first of what this node points at by relations of a kind.
    pub fn target_of(&self, from: NodeIndex, kind: RelationKind) -> Option<(NodeIndex, &Link)> {
        self.targets(from, kind).next()
    }

    /// All that this node points at, in the record's order: petgraph gives the newest first.
    pub fn links(&self, from: NodeIndex) -> Vec<EdgeReference<'_, Link>> {
        let mut links: Vec<_> = self.graph.edges_directed(from, Direction::Outgoing).collect();
        links.reverse();
        links
    }

    /// What points at this node by relations of a kind.
    pub fn sources(&self, to: NodeIndex, kind: RelationKind) -> impl Iterator<Item = (NodeIndex, &Link)> {
        let links = self.graph.edges_directed(to, Direction::Incoming).filter(move |edge| edge.weight().kind == kind);
        links.map(|edge| (edge.source(), edge.weight()))
    }

    fn insert(&mut self, record: &Record, region: Arc<str>) -> NodeIndex {
        let node = node_of(record, region);
        let id = Arc::clone(&node.id);
        let index = self.graph.add_node(node);
        let last = last_segment(&id);
        if kind_of_text(last) == Some(record.kind) {
            self.aliases.entry(last.into()).or_insert(index);
        }
        self.by_id.insert(id, index);
        index
    }

    /// The node a relation points at; a new unknown one where there is none.
    fn target(&mut self, target: &str, account: Option<AccountId>) -> NodeIndex {
        if let Some(found) = self.find(target).or_else(|| self.by_last_segment(target)) {
            return found;
        }
        let node = unknown(target, account);
        let id = Arc::clone(&node.id);
        let index = self.graph.add_node(node);
        self.by_id.insert(id, index);
        self.aliases.insert(target.into(), index);
        index
    }

    /// The node whose id ends this ARN: the owner of a resource and its readers may spell its ARN differently.
    /// Only ids that tell their kind (`vpc-…`, `port-…`) are unique among all resources; IAM names are not.
    fn by_last_segment(&self, target: &str) -> Option<NodeIndex> {
        let found = *self.aliases.get(last_segment(target))?;
        (target.starts_with("arn:") && self.node(found).kind == kind_of_text(target)).then_some(found)
    }
}

/// What a relation points at that is not in the cache.
fn unknown(target: &str, account: Option<AccountId>) -> Node {
    let kind = kind_of_text(target);
    Node {
        id: format!("unknown:{target}").into(),
        kind,
        account: account.or_else(|| account_in_arn(target)),
        region: region_of_text(target).into(),
        name: if kind == Some(Kind::Account) { account_text(target) } else { target.to_owned() },
        detail: String::from("not in the cache"),
        known: false,
        stale: false,
        partial: false,
        unread: Vec::new(),
        shares_principals: false,
        shares_tag_options: false,
        accepted: None,
        suspended: false,
    }
}

fn node_of(record: &Record, region: Arc<str>) -> Node {
    let text = |member: &str| record.document.get(member).and_then(Value::as_str).unwrap_or_default();
    let flag = |member: &str| record.document.get(member).and_then(Value::as_bool);
    let state = if text("State").is_empty() { text("Status") } else { text("State") };
    let never = record.unread.iter().filter(|part| part.as_of.is_none());
    Node {
        id: record.arn.as_str().into(),
        kind: Some(record.kind),
        account: Some(record.account),
        region,
        name: if record.name.is_empty() { last_segment(&record.arn).to_owned() } else { record.name.clone() },
        detail: detail_of(record, text),
        known: true,
        stale: record.stale,
        partial: !record.unread.is_empty(),
        unread: never.filter_map(|unread| Part::ALL.iter().find(|part| unread.is(**part)).copied()).collect(),
        shares_principals: flag("SharePrincipals").unwrap_or(false),
        shares_tag_options: flag("ShareTagOptions").unwrap_or(false),
        accepted: flag("Accepted"),
        suspended: record.kind == Kind::Account && matches!(state, "SUSPENDED" | "PENDING_CLOSURE" | "CLOSED"),
    }
}

/// What is known of the relations of a kind that a record holds: they are as last read where it, or their part of it, was not.
fn state_of(record: &Record, kind: RelationKind) -> EdgeState {
    let parts = || Part::ALL.iter().filter(|part| part.is_whole() || part.relations.contains(&kind));
    let mut old = record.unread.iter().filter(|unread| unread.as_of.is_some());
    let is_old = record.stale || old.any(|unread| parts().any(|part| unread.is(*part)));
    if is_old { EdgeState::Stale } else { EdgeState::Solid }
}

/// The members of a document that the graph is made of.
pub(crate) const MEMBERS: &[&str] = &[
    "State",
    "Status",
    "SharePrincipals",
    "ShareTagOptions",
    "Accepted",
    "CidrBlock",
    "ServiceName",
    "ProviderName",
    "ResourceType",
    "Type",
    "GroupId",
    "ModelApprovalStatus",
    "AppNetworkAccessType",
    "statusSummary",
];

fn detail_of<'a>(record: &'a Record, text: impl Fn(&str) -> &'a str) -> String {
    let own = match record.kind {
        Kind::Account => return record.account.to_string(),
        Kind::Vpc | Kind::Subnet => text("CidrBlock"),
        Kind::VpcEndpoint => text("ServiceName"),
        Kind::Portfolio => text("ProviderName"),
        Kind::TransitGatewayAttachment => text("ResourceType"),
        Kind::PortfolioShare | Kind::Policy | Kind::Constraint => text("Type"),
        Kind::SecurityGroup => text("GroupId"),
        Kind::ModelPackage => text("ModelApprovalStatus"),
        Kind::Domain => text("AppNetworkAccessType"),
        _ => "",
    };
    let id = last_segment(&record.arn);
    match (own, id == record.name) {
        ("", true) => String::new(),
        ("", false) => id.to_owned(),
        (own, _) => own.to_owned(),
    }
}

/// A policy of AWS that allows everything; it is attached everywhere and limits nothing.
pub(crate) fn is_allow_all(policy: &Node) -> bool {
    matches!(last_segment(&policy.id), "p-FullAWSAccess" | "p-RCPFullAWSAccess")
}

/// The last part of an ARN or key: `ou-ab12-cdef`, `vpc-0a1b`, `111122223333`.
pub(crate) fn last_segment(arn: &str) -> &str {
    arn.rsplit(['/', ':']).next().unwrap_or(arn)
}

/// The kind that the text of a relation's target tells.
fn kind_of_text(target: &str) -> Option<Kind> {
    let resource = arn_resource(target);
    if target.parse::<AccountId>().is_ok() || (resource == "root" && target.starts_with("arn:")) {
        return Some(Kind::Account);
    }
    let starts = [
        ("role/", Kind::Role),
        ("assumed-role/", Kind::Role),
        ("user/", Kind::User),
        ("group/", Kind::Group),
        ("policy/", Kind::ManagedPolicy),
        ("saml-provider/", Kind::SamlProvider),
        ("oidc-provider/", Kind::OidcProvider),
        ("portfolio/", Kind::Portfolio),
        ("product/", Kind::Product),
        ("account/", Kind::Account),
        ("organization/", Kind::Organization),
        ("transit-gateway-attachment/", Kind::TransitGatewayAttachment),
        ("transit-gateway-route-table/", Kind::TransitGatewayRouteTable),
        ("transit-gateway/", Kind::TransitGateway),
    ];
    let ids = [
        ("ou-", Kind::OrganizationalUnit),
        ("r-", Kind::Root),
        ("o-", Kind::Organization),
        ("p-", Kind::Policy),
        ("vpc-", Kind::Vpc),
        ("vpce-", Kind::VpcEndpoint),
        ("subnet-", Kind::Subnet),
        ("sg-", Kind::SecurityGroup),
        ("rtb-", Kind::RouteTable),
        ("tgw-attach-", Kind::TransitGatewayAttachment),
        ("tgw-rtb-", Kind::TransitGatewayRouteTable),
        ("tgw-", Kind::TransitGateway),
        ("port-", Kind::Portfolio),
        ("prod-", Kind::Product),
    ];
    let by_start = starts.iter().find(|(start, _)| resource.starts_with(start));
    let by_id = || ids.iter().find(|(start, _)| last_segment(resource).starts_with(start));
    by_start.or_else(by_id).map(|(_, kind)| *kind)
}

fn region_of_text(target: &str) -> String {
    let region = target.strip_prefix("arn:").and_then(|rest| rest.split(':').nth(2)).unwrap_or_default();
    if region.is_empty() { GLOBAL.to_owned() } else { region.to_owned() }
}

fn account_text(target: &str) -> String {
    account_in_arn(target).map_or_else(|| target.to_owned(), |account| account.to_string())
}
