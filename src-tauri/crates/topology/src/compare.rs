//! A scene compared with another state of the organization: what comes, goes, stands elsewhere or is otherwise.
//!
//! Any two topologies can be compared, whatever they were built from: two crawls, or a crawl and what a plan leaves of it. Both are drawn with
//! the same request, so that lines can be held against lines; whether a resource is there at all is asked of the graph, where nothing is folded.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use armillary_model::{Kind, RelationKind};
use serde::{Deserialize, Serialize};

use crate::{
    EdgeState, Former, Interiors, Scene, SceneEdge, SceneNode, SceneRequest, Shape, Topology, View,
    graph::{Node, is_allow_all},
    view::count,
};

/// What becomes of something.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum SceneChange {
    /// It comes.
    Added,
    /// It hangs from something else than before.
    Moved,
    /// It is otherwise: suspended, called by another name, a line of another state.
    Changed,
    /// It goes.
    Removed,
}

/// One thing that is otherwise.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SceneDifference {
    /// What becomes of it.
    pub change: SceneChange,
    /// The kind of the resource; of a relation, of the one that holds it.
    #[cfg_attr(feature = "ts", ts(type = "Kind"))]
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// The kind of the relation that comes, goes or changes; absent where it is the resource itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub relation: Option<String>,
    /// The name of what it hangs from, or of what the relation leads to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub to: Option<String>,
    /// The name of what it hung from, where that is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub was: Option<String>,
    /// The nodes that show it; none where it is not drawn one by one.
    pub at: Vec<String>,
}

/// What is otherwise than in another state of the organization.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SceneComparison {
    /// Everything that the view speaks of: what comes, then what moves, changes and goes.
    pub rows: Vec<SceneDifference>,
    /// How many of these the scene does not show.
    pub hidden: u32,
}

/// What holds no more than so many differing things is opened to show them; the others are counted.
const MOST_REVEALED: usize = 120;

/// Lines that are drawn for what they say by themselves, and not because of how much room there is.
const TELLING: [&str; 3] = ["attached-to", "shared-with", "reaches"];

/// A relation: its kind and the ids of its ends.
type Tie<'t> = (RelationKind, &'t str, &'t str);

impl Topology {
    /// What a view shows, with what is otherwise than `before`. What is inside accounts is not compared, and not shown.
    pub fn compared(&self, before: &Topology, request: &SceneRequest) -> Scene {
        let found = Found::between(before, self, request.view);
        let request = found.revealed(request);
        let then = before.scene(&request, &Interiors::new());
        let mut scene = self.scene(&request, &Interiors::new());
        for account in scene.nodes.iter_mut().filter(|node| is_single(node) && node.kind == Kind::Account) {
            (account.can_open, account.is_open) = (false, false);
        }
        found.mark(&then, &mut scene);
        scene.changes = Some(found.told(&scene));
        scene
    }

    /// The resources that a view draws by themselves.
    fn figures(&self, view: View) -> BTreeMap<&str, &Node> {
        let own: &[Kind] = match view {
            View::Organization => &[Kind::Policy],
            View::Portfolios => &[Kind::Portfolio, Kind::Product],
            View::Network | View::Trust => &[],
        };
        let kinds = [Kind::OrganizationalUnit, Kind::Account].iter().chain(own);
        let nodes = kinds.flat_map(|kind| self.resources.of_kind(*kind)).filter(|(_, node)| !is_allow_all(node));
        nodes.map(|(_, node)| (&*node.id, node)).collect()
    }

    /// What OUs and accounts hang from.
    fn holders(&self) -> BTreeMap<&str, &str> {
        let kinds = [Kind::OrganizationalUnit, Kind::Account].into_iter();
        let nodes = kinds.flat_map(|kind| self.resources.of_kind(kind));
        let held = nodes.filter_map(|(index, node)| {
            let (holder, _) = self.resources.target_of(index, RelationKind::ChildOf)?;
            Some((&*node.id, &*self.resources.node(holder).id))
        });
        held.collect()
    }

    /// The relations that a view draws between what is there before and after. AWS's own policies that allow everything are attached everywhere.
    fn ties(&self, view: View) -> BTreeSet<Tie<'_>> {
        let id = |index| &*self.resources.node(index).id;
        let mut ties = BTreeSet::new();
        match view {
            View::Organization => {
                for (index, policy) in self.resources.of_kind(Kind::Policy).filter(|(_, node)| !is_allow_all(node)) {
                    let targets = self.resources.targets(index, RelationKind::AttachedTo);
                    ties.extend(targets.map(|(to, _)| (RelationKind::AttachedTo, &*policy.id, id(to))));
                }
            }
            View::Portfolios => {
                ties.extend(
                    self.shares().map(|share| (RelationKind::SharedWith, id(share.portfolio), id(share.recipient))),
                );
            }
            View::Network | View::Trust => {}
        }
        ties
    }
}

/// What is otherwise, as the graphs say.
struct Found<'t> {
    before: &'t Topology,
    after: &'t Topology,
    nodes: BTreeMap<&'t str, SceneChange>,
    ties: BTreeMap<Tie<'t>, SceneChange>,
    held: BTreeMap<&'t str, &'t str>,
    holds: BTreeMap<&'t str, &'t str>,
}

impl<'t> Found<'t> {
    fn between(before: &'t Topology, after: &'t Topology, view: View) -> Self {
        let (had, has) = (before.figures(view), after.figures(view));
        let (held, holds) = (before.holders(), after.holders());
        let mut nodes = BTreeMap::new();
        for (id, node) in &has {
            let change = match had.get(id) {
                None => Some(SceneChange::Added),
                Some(_) if held.get(id) != holds.get(id) => Some(SceneChange::Moved),
                Some(then) if (then.suspended, &then.name) != (node.suspended, &node.name) => {
                    Some(SceneChange::Changed)
                }
                Some(_) => None,
            };
            nodes.extend(change.map(|change| (*id, change)));
        }
        nodes.extend(had.keys().filter(|id| !has.contains_key(*id)).map(|id| (*id, SceneChange::Removed)));
        let (then, now) = (before.ties(view), after.ties(view));
        let gone = then.difference(&now).map(|tie| (*tie, SceneChange::Removed));
        let new = now.difference(&then).map(|tie| (*tie, SceneChange::Added));
        let ties = gone.chain(new).collect();
        Self { before, after, nodes, ties, held, holds }
    }

    /// The request, with what has to be open for what is otherwise to be drawn at its place now and before.
    fn revealed(&self, request: &SceneRequest) -> SceneRequest {
        let ends = self.ties.keys().flat_map(|(_, from, to)| [*from, *to]);
        let ids: BTreeSet<&str> = self.nodes.keys().copied().chain(ends).collect();
        let mut request = request.clone();
        for id in ids.into_iter().take(MOST_REVEALED) {
            for topology in [self.before, self.after] {
                request.open.extend(topology.reveal(request.view, id, &Interiors::new()));
            }
        }
        request
    }

    /// Says of the scene's nodes and edges what becomes of them, and adds what goes.
    fn mark(&self, then: &Scene, scene: &mut Scene) {
        let places = Places::of(then, scene);
        let gone: Vec<SceneNode> = then.nodes.iter().filter_map(|node| self.gone(node, &places)).collect();
        for node in scene.nodes.iter_mut().filter(|node| node.shape != Shape::Gap) {
            node.change = self.nodes.get(node.id.as_str()).copied();
            if node.change == Some(SceneChange::Moved) {
                node.was = self.former(&node.id, &places);
            }
        }
        let room = Scene::MAX_NODES.saturating_sub(scene.nodes.len());
        scene.nodes.extend(gone.into_iter().take(room));
        self.mark_edges(then, scene);
    }

    /// A node that goes, at its place.
    fn gone(&self, node: &SceneNode, places: &Places) -> Option<SceneNode> {
        let is_gone = self.nodes.get(node.id.as_str()) == Some(&SceneChange::Removed);
        let place = self.former(&node.id, places).filter(|_| is_gone && !places.now.contains_key(&node.id))?;
        Some(SceneNode {
            x: place.x,
            y: place.y,
            can_open: false,
            is_open: false,
            parent: node.parent.clone().filter(|parent| places.now.contains_key(parent)),
            change: Some(SceneChange::Removed),
            ..node.clone()
        })
    }

    /// Where something stood, turned as what it hung from has turned since: sectors grow and shrink with what is in them.
    fn former(&self, id: &str, places: &Places) -> Option<Former> {
        let Former { x, y, size } = *places.then.get(id)?;
        let holder = self.held.get(id);
        let turn = holder.and_then(|holder| {
            let (then, now) = (places.then.get(*holder)?, places.now.get(*holder)?);
            Some(now.y.atan2(now.x) - then.y.atan2(then.x))
        });
        let (sin, cos) = turn.unwrap_or_default().sin_cos();
        Some(Former { x: x * cos - y * sin, y: x * sin + y * cos, size })
    }

    fn mark_edges(&self, then: &Scene, scene: &mut Scene) {
        let drawn: HashSet<&str> = then.nodes.iter().map(|node| node.id.as_str()).collect();
        let lines: HashMap<&str, EdgeState> = then.edges.iter().map(|edge| (edge.id.as_str(), edge.state)).collect();
        let changes: HashMap<String, SceneChange> =
            scene.nodes.iter().filter_map(|node| Some((node.id.clone(), node.change?))).collect();
        for edge in &mut scene.edges {
            let is_telling = TELLING.contains(&edge.kind.as_str());
            edge.change = match (changes.get(&edge.from), changes.get(&edge.to), lines.get(edge.id.as_str())) {
                (Some(SceneChange::Added), ..) | (_, Some(SceneChange::Added), _) => Some(SceneChange::Added),
                (Some(SceneChange::Moved), _, None) if edge.kind == RelationKind::ChildOf.as_str() => {
                    Some(SceneChange::Moved)
                }
                (_, _, Some(state)) if is_telling && differ(*state, edge.state) => Some(SceneChange::Changed),
                (_, _, None) if is_telling && drawn.contains(&*edge.from) && drawn.contains(&*edge.to) => {
                    Some(SceneChange::Added)
                }
                _ => None,
            };
        }
        let (nodes, known): (HashSet<&str>, HashSet<&str>) = (
            scene.nodes.iter().map(|node| node.id.as_str()).collect(),
            scene.edges.iter().map(|edge| edge.id.as_str()).collect(),
        );
        let is_new =
            |edge: &SceneEdge| !known.contains(&*edge.id) && nodes.contains(&*edge.from) && nodes.contains(&*edge.to);
        let gone = then.edges.iter().filter(|edge| {
            let is_end_gone = [&edge.from, &edge.to].iter().any(|end| changes.get(*end) == Some(&SceneChange::Removed));
            is_end_gone || TELLING.contains(&edge.kind.as_str())
        });
        let gone = gone.map(|edge| SceneEdge { change: Some(SceneChange::Removed), ..edge.clone() });
        // Accounts that stand in their OU have no line to it; what comes or moves says by one where it hangs.
        let hung = self.holds.iter().filter_map(|(id, holder)| {
            let change = changes.get(*id).filter(|change| matches!(change, SceneChange::Added | SceneChange::Moved))?;
            Some(line(RelationKind::ChildOf, id, holder, *change))
        });
        let more: Vec<SceneEdge> = gone.chain(hung).filter(is_new).collect();
        let room = Scene::MAX_EDGES.saturating_sub(scene.edges.len());
        scene.edges.extend(more.into_iter().take(room));
    }

    /// Everything that is otherwise, and which nodes show it.
    fn told(&self, scene: &Scene) -> SceneComparison {
        let drawn: HashSet<&str> = scene.nodes.iter().map(|node| node.id.as_str()).collect();
        let at = |ids: &[&str]| -> Vec<String> {
            let all = ids.iter().all(|id| drawn.contains(*id));
            ids.iter().filter(|_| all).map(|id| (*id).to_owned()).collect()
        };
        let nodes = self.nodes.iter().filter_map(|(id, change)| {
            let (kind, name) = self.called(id)?;
            let place = |holders: &BTreeMap<&str, &str>| Some(self.called(holders.get(*id)?)?.1);
            let (was, to) = (place(&self.held), place(&self.holds));
            Some(SceneDifference {
                change: *change,
                kind,
                name,
                relation: None,
                was: was.filter(|was| Some(was) != to.as_ref()),
                to,
                at: at(&[*id]),
            })
        });
        let ties = self.ties.iter().filter_map(|((relation, from, to), change)| {
            let (kind, name) = self.called(from)?;
            let to_name = self.called(to)?.1;
            let relation = Some(relation.as_str().to_owned());
            Some(SceneDifference {
                change: *change,
                kind,
                name,
                relation,
                to: Some(to_name),
                was: None,
                at: at(&[*from, *to]),
            })
        });
        // That somebody can use what could be seen is told by nothing but its line.
        let otherwise = scene.edges.iter().filter(|edge| edge.change == Some(SceneChange::Changed));
        let lines = otherwise.filter_map(|edge| {
            let (kind, name) = self.called(&edge.from)?;
            Some(SceneDifference {
                change: SceneChange::Changed,
                kind,
                name,
                relation: Some(edge.kind.clone()),
                to: Some(self.called(&edge.to)?.1),
                was: None,
                at: at(&[edge.from.as_str(), edge.to.as_str()]),
            })
        });
        let mut rows: Vec<SceneDifference> = nodes.chain(ties).chain(lines).collect();
        rows.sort_by(|one, other| {
            let key = |row: &SceneDifference| (row.change, row.relation.is_some(), row.kind);
            key(one).cmp(&key(other)).then_with(|| (&one.name, &one.to).cmp(&(&other.name, &other.to)))
        });
        let hidden = count(rows.iter().filter(|row| row.at.is_empty()).count());
        SceneComparison { rows, hidden }
    }

    /// What something is and how it is called: now, or else as it was.
    fn called(&self, id: &str) -> Option<(Kind, String)> {
        let node = [self.after, self.before]
            .into_iter()
            .find_map(|topology| Some(topology.resources.node(topology.resources.find(id)?)))?;
        Some((node.kind?, node.name.clone()))
    }
}

/// Where nodes stand by themselves, by their ids.
struct Places {
    then: HashMap<String, Former>,
    now: HashMap<String, Former>,
}

impl Places {
    fn of(then: &Scene, now: &Scene) -> Self {
        let of = |scene: &Scene| {
            let single = scene.nodes.iter().filter(|node| is_single(node));
            single.map(|node| (node.id.clone(), Former { x: node.x, y: node.y, size: node.size })).collect()
        };
        Self { then: of(then), now: of(now) }
    }
}

/// Both are known, and differ: that something was not read this time is no change of it.
fn differ(then: EdgeState, now: EdgeState) -> bool {
    let is_known = |state| !matches!(state, EdgeState::Stale | EdgeState::Unknown);
    then != now && is_known(then) && is_known(now)
}

/// It stands for itself.
fn is_single(node: &SceneNode) -> bool {
    matches!(node.shape, Shape::Resource | Shape::Hub)
}

/// A line that the view has no need of.
fn line(kind: RelationKind, from: &str, to: &str, change: SceneChange) -> SceneEdge {
    let kind = kind.as_str();
    SceneEdge {
        id: format!("{kind}|{from}|{to}"),
        from: from.to_owned(),
        to: to.to_owned(),
        kind: kind.to_owned(),
        label: String::new(),
        count: 1,
        unknown: 0,
        state: EdgeState::Solid,
        why: String::new(),
        bow: 0.0,
        change: Some(change),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_read_does_not_differ() {
        assert!(differ(EdgeState::Hollow, EdgeState::Solid));
        assert!(!differ(EdgeState::Solid, EdgeState::Solid));
        assert!(!differ(EdgeState::Solid, EdgeState::Stale));
        assert!(!differ(EdgeState::Unknown, EdgeState::Solid));
    }
}
