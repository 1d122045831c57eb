//! The typed graph: resources as nodes, relations as links, and the index that resolves ARNs and bare ids to nodes.

use std::collections::HashMap;

use armillary_model::{AccountId, GLOBAL, Kind, Record, RelationKind, Snapshot, account_in_arn, arn_resource};
use petgraph::{
    Direction,
    graph::{DiGraph, NodeIndex},
    visit::EdgeRef,
};
use serde_json::Value;

/// A resource, or something a relation points at that is not in the cache.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// The ARN or key; `unknown:` and the target's text where it is not in the cache.
    pub id: String,
    /// What it is; absent where an unknown target's text does not tell.
    pub kind: Option<Kind>,
    pub account: Option<AccountId>,
    pub region: String,
    pub name: String,
    /// One more line: the account id, the CIDR, the service name.
    pub detail: String,
    /// It is in the cache.
    pub known: bool,
    /// It is the last known state, from an earlier crawl.
    pub stale: bool,
    /// A share that carries principal names.
    pub shares_principals: bool,
    /// An account that is suspended, closing or closed.
    pub suspended: bool,
}

/// A relation.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub kind: RelationKind,
    pub label: String,
}

/// Resources and relations.
#[derive(Clone, Debug, Default)]
pub(crate) struct Resources {
    pub graph: DiGraph<Node, Link>,
    by_id: HashMap<String, NodeIndex>,
    aliases: HashMap<String, NodeIndex>,
}

impl Resources {
    /// The graph of all parts; of a resource that is in several, the first counts.
    pub fn build(parts: &[&Snapshot]) -> Self {
        let count = parts.iter().map(|part| part.records.len()).sum();
        let mut resources = Self {
            graph: DiGraph::with_capacity(count, count * 2),
            by_id: HashMap::with_capacity(count),
            aliases: HashMap::with_capacity(count),
        };
        let mut taken = Vec::with_capacity(count);
        for record in parts.iter().flat_map(|part| &part.records) {
            if !resources.by_id.contains_key(&record.arn) {
                taken.push((resources.insert(record), record));
            }
        }
        for (from, record) in taken {
            for relation in &record.relations {
                let to = resources.target(&relation.target, relation.target_account);
                let link = Link { kind: relation.kind, label: relation.label.clone() };
                resources.graph.add_edge(from, to, link);
            }
        }
        resources
    }

    /// The node with this ARN, key, `unknown:` id or bare id.
    pub fn find(&self, text: &str) -> Option<NodeIndex> {
        let whole_account = || text.ends_with(":root").then(|| account_in_arn(text)).flatten();
        self.by_id
            .get(text)
            .or_else(|| self.aliases.get(text))
            .or_else(|| whole_account().and_then(|account| self.aliases.get(&account.to_string())))
            .copied()
    }

    pub fn node(&self, index: NodeIndex) -> &Node {
        &self.graph[index]
    }

    /// Nodes of a kind that are in the cache, in the snapshot's order.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = (NodeIndex, &Node)> {
        self.graph
            .node_indices()
            .map(|index| (index, &self.graph[index]))
            .filter(move |(_, node)| node.known && node.kind == Some(kind))
    }

    /// What this node points at by relations of a kind.
    pub fn targets(&self, from: NodeIndex, kind: RelationKind) -> impl Iterator<Item = (NodeIndex, &str)> {
        let links = self.graph.edges_directed(from, Direction::Outgoing).filter(move |edge| edge.weight().kind == kind);
        links.map(|edge| (edge.target(), edge.weight().label.as_str()))
    }

    /// What points at this node by relations of a kind.
    pub fn sources(&self, to: NodeIndex, kind: RelationKind) -> impl Iterator<Item = (NodeIndex, &str)> {
        let links = self.graph.edges_directed(to, Direction::Incoming).filter(move |edge| edge.weight().kind == kind);
        links.map(|edge| (edge.source(), edge.weight().label.as_str()))
    }

    fn insert(&mut self, record: &Record) -> NodeIndex {
        let index = self.graph.add_node(node_of(record));
        self.by_id.insert(record.arn.clone(), index);
        let id = last_segment(&record.arn);
        if kind_of_text(id) == Some(record.kind) {
            self.aliases.entry(id.to_owned()).or_insert(index);
        }
        index
    }

    /// The node a relation points at; a new unknown one where there is none.
    fn target(&mut self, target: &str, account: Option<AccountId>) -> NodeIndex {
        if let Some(found) = self.find(target).or_else(|| self.by_last_segment(target)) {
            return found;
        }
        let id = format!("unknown:{target}");
        let kind = kind_of_text(target);
        let node = Node {
            id: id.clone(),
            kind,
            account: account.or_else(|| account_in_arn(target)),
            region: region_of_text(target),
            name: if kind == Some(Kind::Account) { account_text(target) } else { target.to_owned() },
            detail: String::from("not in the cache"),
            known: false,
            stale: false,
            shares_principals: false,
            suspended: false,
        };
        let index = self.graph.add_node(node);
        self.by_id.insert(id, index);
        self.aliases.insert(target.to_owned(), index);
        index
    }

    /// The node whose id ends this ARN: the owner of a resource and its readers may spell its ARN differently.
    /// Only ids that tell their kind (`vpc-…`, `port-…`) are unique among all resources; IAM names are not.
    fn by_last_segment(&self, target: &str) -> Option<NodeIndex> {
        let found = *self.aliases.get(last_segment(target))?;
        (target.starts_with("arn:") && self.graph[found].kind == kind_of_text(target)).then_some(found)
    }
}

fn node_of(record: &Record) -> Node {
    let text = |member: &str| record.document.get(member).and_then(Value::as_str).unwrap_or_default();
    let state = if text("State").is_empty() { text("Status") } else { text("State") };
    Node {
        id: record.arn.clone(),
        kind: Some(record.kind),
        account: Some(record.account),
        region: record.region.clone(),
        name: if record.name.is_empty() { last_segment(&record.arn).to_owned() } else { record.name.clone() },
        detail: detail_of(record, text),
        known: true,
        stale: record.stale,
        shares_principals: record.document.get("SharePrincipals").and_then(Value::as_bool).unwrap_or(false),
        suspended: record.kind == Kind::Account && matches!(state, "SUSPENDED" | "PENDING_CLOSURE" | "CLOSED"),
    }
}

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
