//! A scene being drawn: nodes by index, edges merged, and the caps that no scene exceeds.

use std::collections::{HashMap, hash_map::Entry};

use armillary_model::{GLOBAL, Kind};

use crate::{
    Bounds, EdgeState, FolderClass, Guide, NodeState, Scene, SceneEdge, SceneNode, SceneTotals, Shape, View,
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
    count: u32,
    state: EdgeState,
}

#[derive(Default)]
pub(super) struct Draft {
    pub nodes: Vec<SceneNode>,
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
            self.refused_nodes += 1;
            return None;
        }
        self.by_id.insert(node.id.clone(), self.nodes.len());
        self.nodes.push(node);
        Some(self.nodes.len() - 1)
    }

    pub fn find(&self, id: &str) -> Option<Drawn> {
        self.by_id.get(id).copied()
    }

    /// Adds an edge, or to the count of one that is there. States that differ leave the weaker one: what is partly unknown
    /// is unknown, what is usable for some, or somewhere without conditions, is solid.
    pub fn edge(&mut self, from: Drawn, to: Drawn, kind: &'static str, label: &str, count: u32, state: EdgeState) {
        if from == to {
            return;
        }
        match self.line_of.entry((from, to, kind)) {
            Entry::Occupied(there) => {
                let line = &mut self.lines[*there.get()];
                line.count = line.count.saturating_add(count);
                line.state = merged(line.state, state);
                if line.label != label {
                    line.label.clear();
                }
            }
            Entry::Vacant(_) if self.lines.len() >= Scene::MAX_EDGES => self.refused_lines += 1,
            Entry::Vacant(place) => {
                place.insert(self.lines.len());
                self.lines.push(Line { from, to, kind, label: label.to_owned(), count, state });
            }
        }
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
        for at in 0..self.nodes.len() {
            let parent = self.nodes[at].parent.take();
            self.nodes[at].parent = parent.filter(|parent| self.by_id.contains_key(parent));
        }
        let (nodes, lines) = (self.nodes, self.lines);
        let edges = lines.into_iter().map(|line| {
            let (from, to) = (nodes[line.from].id.clone(), nodes[line.to].id.clone());
            let id = format!("{}|{from}|{to}", line.kind);
            SceneEdge {
                id,
                from,
                to,
                kind: line.kind.to_owned(),
                label: line.label,
                count: line.count,
                state: line.state,
            }
        });
        let edges = edges.collect();
        let bounds = bounds(&nodes, &self.guides);
        Scene { view, edges, guides: self.guides, bounds, totals, notes: self.notes, nodes }
    }
}

fn merged(a: EdgeState, b: EdgeState) -> EdgeState {
    match (a, b) {
        (a, b) if a == b => a,
        (EdgeState::Solid, EdgeState::Hollow | EdgeState::Conditional)
        | (EdgeState::Hollow | EdgeState::Conditional, EdgeState::Solid) => EdgeState::Solid,
        _ => EdgeState::Unknown,
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
    }
}
