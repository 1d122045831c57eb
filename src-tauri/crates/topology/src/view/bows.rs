//! How far lines bow aside: around the discs in their way, so that none seems to end at what it passes, each a little otherwise than
//! the one beside it, and around the middle, where the hubs are, so that lines that only pass make no knot there.

use std::collections::BTreeMap;

use super::draft::Drawn;
use crate::SceneNode;

/// How far a line bows where nothing is in its way: lines to one place take these in turn, so that they do not lie on each other.
const FREE: [f64; 3] = [0.1, 0.15, 0.2];

/// What is tried where something is in the way, in shares of the line's length.
const AROUND: [f64; 9] = [-0.12, 0.26, -0.2, 0.34, -0.28, 0.44, -0.38, 0.56, -0.5];

/// Room left around a disc.
const CLEAR: f64 = 3.0;

/// The radius of the middle: what stands further out and leads further out has no business there.
const HEART: f64 = 215.0;

/// Where there are more lines than this, nobody follows a single one, and none is led around.
const MANY: usize = 1_500;

/// So many places of a line are looked at.
const STEPS: usize = 24;

/// The bows of lines, in shares of their length, to the left of their way where positive.
pub(super) fn bows(nodes: &[SceneNode], lines: &[(Drawn, Drawn)]) -> Vec<f64> {
    let mut turns: BTreeMap<Drawn, usize> = BTreeMap::new();
    let bow = |(from, to): &(Drawn, Drawn)| {
        let turn = turns.entry(*to).or_default();
        let first = FREE.iter().cycle().nth(*turn).copied().unwrap_or_default();
        *turn = turn.saturating_add(1).checked_rem(FREE.len()).unwrap_or(0);
        match (nodes.get(*from), nodes.get(*to)) {
            (Some(a), Some(b)) if lines.len() <= MANY => clear(nodes, a, b, first),
            _ => first,
        }
    };
    lines.iter().map(bow).collect()
}

/// The first bow that passes every disc by, those first that keep out of the middle; else the one that runs through the fewest.
fn clear(nodes: &[SceneNode], a: &SceneNode, b: &SceneNode, first: f64) -> f64 {
    let reach = (b.x - a.x).hypot(b.y - a.y);
    let middle = (f64::midpoint(a.x, b.x), f64::midpoint(a.y, b.y));
    let is_near = |node: &&SceneNode| {
        node.id != a.id && node.id != b.id && (node.x - middle.0).hypot(node.y - middle.1) < 0.6 * reach + node.size
    };
    let near: Vec<&SceneNode> = nodes.iter().filter(is_near).collect();
    let mut best = (usize::MAX, first);
    let mut bows: Vec<f64> = [first].into_iter().chain(AROUND).collect();
    bows.sort_by_cached_key(|bow| in_heart(a, b, *bow));
    for bow in bows {
        let hits = near.iter().filter(|node| runs_through(a, b, bow, node)).count();
        if hits < best.0 {
            best = (hits, bow);
        }
        if hits == 0 {
            break;
        }
    }
    best.1
}

/// How many of the places of a line that are looked at lie in the middle; none of a line that begins or ends there.
fn in_heart(a: &SceneNode, b: &SceneNode, bow: f64) -> usize {
    if [a, b].iter().any(|end| end.x.hypot(end.y) < HEART) {
        return 0;
    }
    let place = |step: usize| point((a.x, a.y), (b.x, b.y), bow, step as f64 / STEPS as f64);
    (1..STEPS).map(place).filter(|(x, y)| x.hypot(*y) < HEART).count()
}

fn runs_through(a: &SceneNode, b: &SceneNode, bow: f64, node: &SceneNode) -> bool {
    (1..STEPS).any(|step| {
        let (x, y) = point((a.x, a.y), (b.x, b.y), bow, step as f64 / STEPS as f64);
        (x - node.x).hypot(y - node.y) < node.size + CLEAR
    })
}

/// A point of a bowed line: a quadratic curve whose control point is off its middle.
pub(crate) fn point((ax, ay): (f64, f64), (bx, by): (f64, f64), bow: f64, t: f64) -> (f64, f64) {
    let control = (f64::midpoint(ax, bx) - bow * (by - ay), f64::midpoint(ay, by) + bow * (bx - ax));
    let rest = 1.0 - t;
    let mix = |a: f64, c: f64, b: f64| rest * rest * a + 2.0 * rest * t * c + t * t * b;
    (mix(ax, control.0, bx), mix(ay, control.1, by))
}
