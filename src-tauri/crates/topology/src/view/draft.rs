//! A scene being drawn: nodes by index, edges merged, and the caps that no scene exceeds.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::LazyLock,
};

use armillary_model::{GLOBAL, Kind};

use super::bows;
use crate::{
    Bounds, FolderClass, Guide, NodeState, Scene, SceneEdge, SceneNode, SceneTotals, Shape, View,
    edge::Ties,
    layout::{Arc, Spot},
};

/// A node of the scene being drawn.
pub(super) type Drawn = usize;

/// An edge of the scene being drawn.
struct Line {
    from: Drawn,
    to: Drawn,
    kind: &'static str,
    label: String,
    ties: Ties,
    why: String,
}

/// What stands in for a node that is not drawn.
static NOTHING: LazyLock<SceneNode> = LazyLock::new(|| {
    plain(String::new(), Kind::Account, FolderClass::Other, String::new(), Spot { x: 0.0, y: 0.0, room: 0.0 }, 0.0)
});

#[derive(Default)]
pub(super) struct Draft {
    nodes: Vec<SceneNode>,
    by_id: HashMap<String, Drawn>,
    lines: Vec<Line>,
    line_of: HashMap<(Drawn, Drawn, &'static str), usize>,
    guides: Vec<Guide>,
    pub notes: Vec<String>,
    refused_nodes: usize,
    refused_lines: usize,
}

impl Draft {
    /// Adds a node and gives its index; `None` where the scene is full. A node that is there stays as it is.
    pub fn node(&mut self, node: SceneNode) -> Option<Drawn> {
        if let Some(there) = self.by_id.get(&node.id) {
            return Some(*there);
        }
        if self.nodes.len() >= Scene::MAX_NODES {
            self.refused_nodes = self.refused_nodes.saturating_add(1);
            return None;
        }
        let drawn = self.nodes.len();
        self.by_id.insert(node.id.clone(), drawn);
        self.nodes.push(node);
        Some(drawn)
    }

    /// A node that was drawn.
    pub fn at(&self, drawn: Drawn) -> &SceneNode {
        self.nodes.get(drawn).unwrap_or(&NOTHING)
    }

    /// Makes a node that was drawn no larger than this.
    pub fn shrink(&mut self, drawn: Drawn, size: f64) {
        if let Some(node) = self.nodes.get_mut(drawn) {
            node.size = node.size.min(size);
        }
    }

    pub fn find(&self, id: &str) -> Option<Drawn> {
        self.by_id.get(id).copied()
    }

    /// Adds an edge, or its relations to one that is there: that shows the surest of them, and how many are not known.
    pub fn edge(&mut self, from: Drawn, to: Drawn, kind: &'static str, label: &str, ties: Ties) {
        if from == to {
            return;
        }
        match self.line_of.entry((from, to, kind)) {
            Entry::Occupied(there) => {
                let Some(line) = self.lines.get_mut(*there.get()) else { return };
                line.ties = line.ties.and(ties);
                if line.label != label {
                    line.label.clear();
                }
            }
            Entry::Vacant(_) if self.lines.len() >= Scene::MAX_EDGES => {
                self.refused_lines = self.refused_lines.saturating_add(1);
            }
            Entry::Vacant(place) => {
                place.insert(self.lines.len());
                self.lines.push(Line { from, to, kind, label: label.to_owned(), ties, why: String::new() });
            }
        }
    }

    /// Says why what an edge stands for is not known, or not newly.
    pub fn explain(&mut self, from: Drawn, to: Drawn, kind: &'static str, why: String) {
        let line = self.line_of.get(&(from, to, kind)).and_then(|at| self.lines.get_mut(*at));
        if let Some(line) = line {
            line.why = why;
        }
    }

    /// Whether anything stands between two radii around the middle.
    pub fn is_in(&self, (inner, outer): (f64, f64)) -> bool {
        self.nodes.iter().any(|node| (inner..outer).contains(&node.x.hypot(node.y)))
    }

    pub fn guide(&mut self, label: &str, class: FolderClass, centre: (f64, f64), radii: (f64, f64), arc: Arc) {
        let ((x, y), (inner, outer)) = (centre, radii);
        self.guides.push(Guide { label: label.to_owned(), class, x, y, inner, outer, start: arc.lo, end: arc.hi });
    }

    pub fn note(&mut self, text: String) {
        self.notes.push(text);
    }

    pub fn finish(mut self, view: View, totals: SceneTotals) -> Scene {
        if self.refused_nodes > 0 {
            let text = format!("{} more do not fit and are not drawn: close or filter something", self.refused_nodes);
            self.notes.push(text);
        }
        if self.refused_lines > 0 {
            self.notes.push(format!("{} more lines do not fit and are not drawn", self.refused_lines));
        }
        for node in &mut self.nodes {
            node.parent = node.parent.take().filter(|parent| self.by_id.contains_key(parent));
        }
        let (nodes, lines) = (self.nodes, self.lines);
        // Elsewhere a line's place tells what it means, and renderers bend it as they like.
        let bows = match view {
            View::Trust => bows::bows(&nodes, &lines.iter().map(|line| (line.from, line.to)).collect::<Vec<_>>()),
            View::Organization | View::Network | View::Portfolios => vec![0.0; lines.len()],
        };
        let edges = lines.into_iter().zip(bows).filter_map(|(Line { from, to, kind, label, ties, why }, bow)| {
            let (from, to) = (nodes.get(from)?.id.clone(), nodes.get(to)?.id.clone());
            let id = format!("{kind}|{from}|{to}");
            let Ties { count, unknown, state } = ties;
            let kind = kind.to_owned();
            Some(SceneEdge { id, from, to, kind, label, count, unknown, state, why, bow, change: None })
        });
        let edges = edges.collect();
        let bounds = bounds(&nodes, &self.guides);
        Scene { view, edges, guides: self.guides, bounds, totals, notes: self.notes, nodes, changes: None }
    }
}

/// The rectangle around everything; a closed view is never tighter than its outermost ring.
fn bounds(nodes: &[SceneNode], guides: &[Guide]) -> Bounds {
    let rings = guides.iter().map(|guide| (guide.x, guide.y, guide.outer));
    let dots = nodes.iter().map(|node| (node.x, node.y, node.size));
    let none = Bounds { left: f64::MAX, right: f64::MIN, bottom: f64::MAX, top: f64::MIN };
    let sum = rings.chain(dots).fold(none, |sum, (x, y, size)| Bounds {
        left: sum.left.min(x - size),
        right: sum.right.max(x + size),
        bottom: sum.bottom.min(y - size),
        top: sum.top.max(y + size),
    });
    if sum.left > sum.right { Bounds { left: -1000.0, right: 1000.0, bottom: -1000.0, top: 1000.0 } } else { sum }
}

/// A node with nothing special about it, to be completed by the caller.
pub(super) fn plain(id: String, kind: Kind, class: FolderClass, label: String, spot: Spot, size: f64) -> SceneNode {
    SceneNode {
        id,
        kind,
        shape: Shape::Resource,
        class,
        label,
        detail: String::new(),
        account: None,
        region: GLOBAL.to_owned(),
        x: spot.x,
        y: spot.y,
        size,
        rank: 0.3,
        state: NodeState::Ok,
        parent: None,
        count: 1,
        can_open: false,
        is_open: false,
        badges: Vec::new(),
        change: None,
        was: None,
    }
}
