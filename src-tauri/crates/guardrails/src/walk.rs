//! Walking the trust graph for evidence: who can become somebody, whom somebody can become, and by which steps.

use std::{
    collections::{HashMap, VecDeque},
    sync::LazyLock,
};

use armillary_model::FindingHop;
use armillary_policy::Action;

use super::{Scope, grants};
use armillary_trust::{Edge, EdgeKind, Graph, Node, NodeId, Standing, Via};

/// Paths longer than this prove nothing that a shorter one does not.
const LONGEST: usize = 5;

/// No more nodes than this are visited for one question.
pub(super) const WIDEST: usize = 20_000;

static OPEN_STUDIO: LazyLock<Action> = LazyLock::new(|| Action::new("sagemaker:CreatePresignedDomainUrl"));

/// Which way to walk.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Way {
    /// From somebody to those they can become.
    Onward,
    /// From somebody to those who can become them.
    Back,
}

/// What was found on a walk: everybody met, nearest first, with the edge they were met by.
pub(super) struct Walk {
    way: Way,
    start: NodeId,
    /// Everybody met, nearest first; the start is not among them.
    pub met: Vec<NodeId>,
    /// A step was left out that may hold.
    pub is_doubtful: bool,
    by: HashMap<NodeId, Edge>,
}

/// Which steps are taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Steps {
    /// Those that hold.
    Known,
    /// Also those that may hold, because something was not read.
    Possible,
}

/// Walks the steps that make one the other, as far as `passes` lets it go on to a node.
pub(super) fn walk(scope: &Scope<'_>, start: NodeId, way: Way, steps: Steps, passes: impl Fn(NodeId) -> bool) -> Walk {
    let graph = scope.graph;
    let mut found = Walk { way, start, met: Vec::new(), is_doubtful: false, by: HashMap::new() };
    let mut next = VecDeque::from([(start, 0)]);
    while let Some((node, length)) = next.pop_front() {
        if found.met.len() >= scope.widest {
            scope.is_cut.set(true);
            break;
        }
        if length == LONGEST {
            continue;
        }
        for edge in edges(graph, node, way).into_iter().filter(|edge| edge.kind.becomes()) {
            let other = if way == Way::Onward { edge.to } else { edge.from };
            let is_taken = match standing(graph, &edge) {
                Standing::Allowed | Standing::AllowedIf => true,
                Standing::Unknown => {
                    found.is_doubtful |= steps == Steps::Known;
                    steps == Steps::Possible
                }
                Standing::Denied => false,
            };
            if is_taken && other != start && !found.by.contains_key(&other) && passes(other) {
                found.by.insert(other, edge);
                found.met.push(other);
                next.push_back((other, length.saturating_add(1)));
            }
        }
    }
    found
}

fn edges(graph: &Graph, node: NodeId, way: Way) -> Vec<Edge> {
    match way {
        Way::Onward => graph.edges_from(node).copied().collect(),
        Way::Back => graph.edges_into(node).copied().collect(),
    }
}

/// What stands of a step. Opening Studio under a condition on the profile's tags cannot be told where the profile's
/// tags are not known.
pub(super) fn standing(graph: &Graph, edge: &Edge) -> Standing {
    let Via::Profile(profile) = graph.via(edge) else { return edge.standing };
    let org = graph.organization();
    let by_tags =
        graph.principal_of(edge.from).is_some_and(|id| grants::asks_resource_tags(org.principal(id), &OPEN_STUDIO));
    if profile.tags.is_empty() && by_tags { edge.standing.and(Standing::Unknown) } else { edge.standing }
}

/// Whether a node is somebody who acts: no service, identity provider or everybody.
pub(super) fn is_somebody(graph: &Graph, node: NodeId) -> bool {
    !matches!(graph.node(node), Node::Service(_) | Node::Provider(_) | Node::Anyone)
}

impl Walk {
    /// The steps between the start and somebody met, in the order they are taken.
    pub fn path(&self, graph: &Graph, to: NodeId) -> Vec<FindingHop> {
        let mut path = Vec::new();
        let mut at = to;
        while at != self.start
            && let Some(edge) = self.by.get(&at)
        {
            path.push(hop(graph, edge));
            at = if self.way == Way::Onward { edge.from } else { edge.to };
        }
        if self.way == Way::Onward {
            path.reverse();
        }
        path
    }
}

/// A step as evidence.
pub(super) fn hop(graph: &Graph, edge: &Edge) -> FindingHop {
    let by = match (edge.kind, graph.via(edge)) {
        (_, Via::Pass(pass)) => format!("iam:PassRole and {}", pass.action),
        (_, Via::Profile(profile)) => format!("sagemaker:CreatePresignedDomainUrl for {}", profile.arn),
        (_, Via::Credentials(credentials)) => credentials.actions().collect::<Vec<_>>().join(", "),
        (_, Via::Rewrite(rewrites)) => rewrites.actions().collect::<Vec<_>>().join(", "),
        (EdgeKind::AssumeRole | EdgeKind::Service, _) => "sts:AssumeRole".to_owned(),
        (EdgeKind::AssumeRoleWithSaml, _) => "sts:AssumeRoleWithSAML".to_owned(),
        (EdgeKind::AssumeRoleWithWebIdentity, _) => "sts:AssumeRoleWithWebIdentity".to_owned(),
        (EdgeKind::Membership, _) => "a group of IAM Identity Center".to_owned(),
        (EdgeKind::Assignment, _) => "an assignment of IAM Identity Center".to_owned(),
        (EdgeKind::AssumeRoot, _) => "sts:AssumeRoot".to_owned(),
        (EdgeKind::RewriteTrust, _) => "iam:UpdateAssumeRolePolicy and sts:AssumeRole".to_owned(),
        (kind, Via::Direct) => kind.as_str().to_owned(),
    };
    FindingHop { from: graph.name_of(edge.from).to_string(), to: graph.name_of(edge.to).to_string(), by }
}
