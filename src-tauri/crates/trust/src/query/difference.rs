//! What becomes of who can become whom, from one graph to another of the same principals: what opens and closes, and what is not known any more.
//!
//! Edges that begin or end in a touched account are compared; whoever stands behind one that differs reaches otherwise whoever stands at its end
//! or behind that, and each of them is asked who reaches it, before and after.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use armillary_model::AccountId;
use serde::Serialize;

use super::{PathEnd, UnreadAccount};
use crate::{Edge, Graph, Node, NodeId, Reorganized, Standing, graph::Standings};

/// What happens inside accounts is compared in no more of them than this.
const MOST_INSIDE: usize = 200;
/// No more ends than this are asked who reaches them.
const MOST_TARGETS: usize = 100;
/// No more nodes than this are met on a walk, and none is longer.
const MOST_MET: usize = 5_000;
const LONGEST: usize = 4;

/// What becomes of a way.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Turn {
    /// There is one where there was none.
    Opens,
    /// It was not known whether there is one, and there is.
    Certain,
    /// There was none, and whether there is one is not known.
    MayOpen,
    /// There was one, and whether there still is one is not known.
    MayClose,
    /// There was one, and there is none.
    Closes,
    /// It was not known whether there is one, and there is none.
    RuledOut,
}

/// Who reaches somebody otherwise than before, and how.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReachChange {
    /// What becomes of it.
    pub turn: Turn,
    /// It is power over what the other may do, without becoming it.
    pub is_power: bool,
    /// Who is reached.
    pub target: PathEnd,
    /// Who reaches it, by stage and name.
    pub sources: Vec<PathEnd>,
}

/// What becomes of who can become whom.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// The changes, by what becomes of them and by whom they lead to.
    pub changes: Vec<ReachChange>,
    /// How many accounts have another place, state or policies.
    pub touched: usize,
    /// Of these, those that are new: nothing of what they will hold is known.
    pub new: Vec<String>,
    /// Of these, those whose principals are not known: what opens and closes there is not told.
    pub unread: Vec<UnreadAccount>,
    /// In so many of these what happens inside was not compared, because there are too many.
    pub not_looked_into: usize,
    /// There may be more: a walk was cut.
    pub is_cut: bool,
}

impl Reorganized {
    /// What differs from the graph that this one was made of.
    pub fn difference(&self, before: &Graph) -> Difference {
        let organization = self.graph.organization();
        let accounts = || self.touched.iter().filter_map(|id| organization.account(*id));
        let is_new = |id: &AccountId| before.organization().account(*id).is_none();
        let read: Vec<AccountId> =
            accounts().filter(|account| account.iam.reason().is_none()).map(|account| account.id).collect();
        let inside: BTreeSet<AccountId> = read.iter().take(MOST_INSIDE).copied().collect();
        let standings = |graph: &Graph| graph.standings(&self.touched, &inside);
        let changed = changed(&standings(before), &standings(&self.graph));
        let sides = Sides { before, after: &self.graph };
        let (changes, is_cut) = sides.changes(&changed);
        Difference {
            changes,
            touched: self.touched.len(),
            new: accounts().filter(|account| is_new(&account.id)).map(|account| account.name.to_string()).collect(),
            unread: accounts().filter(|account| !is_new(&account.id)).filter_map(|account| account.unread()).collect(),
            not_looked_into: read.len().saturating_sub(inside.len()),
            is_cut,
        }
    }
}

/// An edge that differs, by its ends, with what could be said of it and what can.
struct Changed {
    from: Node,
    to: Node,
    becomes: bool,
    then: Standing,
    now: Standing,
}

/// The edges of which something else is said, in a stable order.
fn changed(before: &Standings, after: &Standings) -> Vec<Changed> {
    let keys: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let of = |standings: &Standings, key| standings.get(key).copied().unwrap_or(Standing::Denied);
    let changed = keys.into_iter().map(|key| (key, of(before, key), of(after, key)));
    let changed = changed.filter(|(_, then, now)| certainty(*then) != certainty(*now));
    changed
        .map(|((from, to, kind), then, now)| Changed {
            from: from.clone(),
            to: to.clone(),
            becomes: kind.becomes(),
            then,
            now,
        })
        .collect()
}

/// Whether it is there, may be, or is not. Under which conditions is not compared.
fn certainty(standing: Standing) -> Standing {
    if standing == Standing::AllowedIf { Standing::Allowed } else { standing }
}

/// What becomes of something of which this could be said, and this can; `None` where it is the same.
fn turn(then: Standing, now: Standing) -> Option<Turn> {
    Some(match (certainty(then), certainty(now)) {
        (Standing::Denied, Standing::Allowed) => Turn::Opens,
        (Standing::Unknown, Standing::Allowed) => Turn::Certain,
        (Standing::Denied, Standing::Unknown) => Turn::MayOpen,
        (Standing::Allowed, Standing::Unknown) => Turn::MayClose,
        (Standing::Allowed, Standing::Denied) => Turn::Closes,
        (Standing::Unknown, Standing::Denied) => Turn::RuledOut,
        _ => return None,
    })
}

/// Both graphs, whose principals are the same ones.
struct Sides<'g> {
    before: &'g Graph,
    after: &'g Graph,
}

impl Sides<'_> {
    fn changes(&self, changed: &[Changed]) -> (Vec<ReachChange>, bool) {
        let mut found: BTreeMap<(Turn, bool, Node), BTreeSet<Node>> = BTreeMap::new();
        for edge in changed.iter().filter(|edge| !edge.becomes) {
            if let Some(turn) = turn(edge.then, edge.now) {
                found.entry((turn, true, edge.to.clone())).or_default().insert(edge.from.clone());
            }
        }
        let (targets, mut is_cut) = self.targets(changed);
        for target in targets {
            let (before, one) = behind(self.before, &target);
            let (after, two) = behind(self.after, &target);
            is_cut |= one || two;
            let everybody: BTreeSet<&Node> =
                before.keys().chain(after.keys()).filter(|node| is_somebody(node)).collect();
            for source in everybody {
                let of = |side: &HashMap<Node, Standing>| side.get(source).copied().unwrap_or(Standing::Denied);
                if let Some(turn) = turn(of(&before), of(&after)) {
                    found.entry((turn, false, target.clone())).or_default().insert(source.clone());
                }
            }
        }
        let changes = found.into_iter().filter_map(|((turn, is_power, target), sources)| {
            let mut sources: Vec<PathEnd> = sources.iter().filter_map(|node| self.end(node)).collect();
            sources.sort_by(|one, two| (one.stage, &one.id).cmp(&(two.stage, &two.id)));
            Some(ReachChange { turn, is_power, target: self.end(&target)?, sources })
        });
        (changes.collect(), is_cut)
    }

    /// Whoever an edge that differs leads to, and whoever they can become.
    fn targets(&self, changed: &[Changed]) -> (BTreeSet<Node>, bool) {
        let mut targets = BTreeSet::new();
        let mut waiting: VecDeque<(Node, usize)> = VecDeque::new();
        for edge in changed.iter().filter(|edge| edge.becomes) {
            waiting.push_back((edge.to.clone(), 0));
        }
        while let Some((node, length)) = waiting.pop_front() {
            if targets.contains(&node) {
                continue;
            }
            if targets.len() >= MOST_TARGETS {
                return (targets, true);
            }
            if length < LONGEST {
                for graph in [self.before, self.after] {
                    let edges = graph.find(&node).map(|id| graph.edges_from(id)).into_iter().flatten();
                    let onward = edges.filter(|edge| edge.kind.becomes() && edge.standing.holds());
                    waiting.extend(onward.map(|edge| (graph.node(edge.to), length.saturating_add(1))));
                }
            }
            targets.insert(node);
        }
        (targets, false)
    }

    /// A node as it is now; as it was, where nothing leads to or from it any more.
    fn end(&self, node: &Node) -> Option<PathEnd> {
        let of = |graph: &Graph| graph.find(node).map(|id| graph.end(id));
        of(self.after).or_else(|| of(self.before))
    }
}

/// Whether a node is somebody who acts: services take roles for others.
fn is_somebody(node: &Node) -> bool {
    !matches!(node, Node::Service(_))
}

/// Everybody who can become somebody, with the least certain step of the surest way; and whether there may be more.
fn behind(graph: &Graph, target: &Node) -> (HashMap<Node, Standing>, bool) {
    let Some(target) = graph.find(target) else { return (HashMap::new(), false) };
    let mut found = HashMap::new();
    let mut is_cut = false;
    for possible in [Standing::AllowedIf, Standing::Unknown] {
        let (met, cut) = met(graph, target, possible);
        is_cut |= cut;
        for id in met {
            found.entry(graph.node(id)).or_insert(possible);
        }
    }
    (found, is_cut)
}

/// Everybody who can become somebody by steps that are at least so certain.
fn met(graph: &Graph, target: NodeId, possible: Standing) -> (HashSet<NodeId>, bool) {
    let mut met = HashSet::from([target]);
    let mut waiting = VecDeque::from([(target, 0_usize)]);
    let is_taken = |edge: &&Edge| edge.kind.becomes() && edge.standing <= possible;
    while let Some((id, length)) = waiting.pop_front() {
        if length == LONGEST {
            continue;
        }
        let before: Vec<NodeId> = graph.edges_into(id).filter(is_taken).map(|edge| edge.from).collect();
        for from in before {
            if met.len() > MOST_MET {
                met.remove(&target);
                return (met, true);
            }
            if met.insert(from) {
                waiting.push_back((from, length.saturating_add(1)));
            }
        }
    }
    met.remove(&target);
    (met, false)
}
