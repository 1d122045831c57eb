//! Lines: style by meaning and by what is known.

use std::collections::HashMap;

use armillary_topology::{EdgeState, Scene, SceneEdge, SceneNode};

use super::canvas::Canvas;

/// How a line bends.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Bend {
    /// Not at all.
    Straight,
    /// A little to its left, so that lines one behind the other can be told apart.
    Aside,
    /// Towards the centre the more it goes around it, so that lines to one place run together.
    Inward,
    /// As the scene says, in shares of its length to its left.
    By(f64),
}

/// The pattern of what is known. Each differs from the others without its colour, and without its end.
pub(super) fn dash(state: EdgeState) -> &'static str {
    match state {
        EdgeState::Solid => "",
        EdgeState::Conditional => "8 4",
        EdgeState::Named => "3 3",
        EdgeState::Stale => "10 3 1.5 3",
        EdgeState::Unknown => "0.5 4.5",
        EdgeState::Hollow => "5 5",
    }
}

/// How a line is drawn.
pub(super) struct Stroke {
    pub colour: &'static str,
    pub width: f64,
    pub opacity: f64,
    pub dash: &'static str,
    /// It has a direction that its place does not tell.
    pub is_arrow: bool,
    /// How it bends.
    pub bend: Bend,
}

pub(super) fn stroke(canvas: &Canvas, edge: &SceneEdge) -> Stroke {
    let ground = canvas.ground;
    let grow = 1.0 + 0.35 * f64::from(edge.count.max(1)).ln();
    let plain =
        |colour, width, opacity| Stroke { colour, width, opacity, dash: "", is_arrow: false, bend: Bend::Straight };
    let mut stroke = match edge.kind.as_str() {
        "trusts-inward" => Stroke { is_arrow: true, bend: Bend::Inward, ..plain(ground.alarm, 1.5 * grow, 0.85) },
        "trusts-declared" => Stroke { is_arrow: true, bend: Bend::Inward, ..plain(ground.pipeline, 0.9 * grow, 0.6) },
        "trusts" => Stroke { is_arrow: true, bend: Bend::Inward, ..plain(ground.line, 0.9 * grow, 0.4) },
        "shared-with" => Stroke { is_arrow: true, bend: Bend::Aside, ..plain(ground.share, 2.2 * grow.min(2.2), 0.75) },
        "reaches" => Stroke {
            bend: Bend::Aside,
            ..plain(ground.share, 0.8, if edge.state == EdgeState::Solid { 0.22 } else { 0.55 })
        },
        "attached-to" => Stroke { bend: Bend::Aside, is_arrow: true, ..plain(ground.policy, 1.2, 0.7) },
        "propagates-to" => Stroke { is_arrow: true, bend: Bend::Aside, ..plain(ground.route, 0.8 * grow, 0.6) },
        "attaches" | "associated-with" => plain(ground.route, 0.9, 0.3),
        "of-transit-gateway" => plain(ground.route, 2.0, 0.6),
        "same-team" => plain(ground.line, 1.2, 0.45),
        _ => plain(ground.line, 1.0, 0.4),
    };
    stroke.is_arrow &= edge.state != EdgeState::Hollow;
    if edge.bow != 0.0 {
        stroke.bend = Bend::By(edge.bow);
    }
    stroke.dash = dash(edge.state);
    if edge.state == EdgeState::Unknown {
        // Dots are seen by their width.
        stroke.colour = ground.line;
        stroke.width = stroke.width.max(1.6);
        stroke.opacity = stroke.opacity.max(0.7);
    }
    stroke
}

pub(super) fn draw(canvas: &mut Canvas, scene: &Scene) {
    let nodes: HashMap<&str, &SceneNode> = scene.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
    let mut edges: Vec<(&SceneEdge, Stroke)> = scene.edges.iter().map(|edge| (edge, stroke(canvas, edge))).collect();
    // Loud lines lie on top of quiet ones.
    edges.sort_by(|(_, a), (_, b)| a.opacity.total_cmp(&b.opacity));
    let crowd = 1.0_f64.min(700.0 / edges.len().max(1) as f64).max(0.45);
    for (edge, stroke) in &edges {
        if let (Some(from), Some(to)) = (nodes.get(edge.from.as_str()), nodes.get(edge.to.as_str())) {
            let quiet = if stroke.is_arrow && edge.kind != "trusts" { 1.0 } else { crowd };
            line(canvas, from, to, stroke, quiet);
            if edge.state == EdgeState::Hollow {
                hollow_end(canvas, from, to, stroke);
            } else if edge.unknown > 0 && edge.state != EdgeState::Unknown {
                unknown_mark(canvas, from, to, stroke);
            }
        }
    }
}

/// Where a bent line is drawn to, halfway.
fn control(canvas: &Canvas, from: &SceneNode, to: &SceneNode, bend: Bend) -> (f64, f64) {
    let turn = (from.y.atan2(from.x) - to.y.atan2(to.x)).cos();
    let (pull, bow) = match bend {
        Bend::Straight => (1.0, 0.0),
        Bend::Aside => (1.0, 0.14),
        // Half of the way to the centre for opposite ends, none for ends in one direction.
        Bend::Inward => (1.0 - 0.25 * (1.0 - turn), 0.1 * (1.0 + turn)),
        Bend::By(bow) => (1.0, bow),
    };
    let ((ax, ay), (bx, by)) = (canvas.at(from.x, from.y), canvas.at(to.x, to.y));
    let (mx, my) = canvas.at(pull * f64::midpoint(from.x, to.x), pull * f64::midpoint(from.y, to.y));
    (mx + bow * (by - ay), my - bow * (bx - ax))
}

fn line(canvas: &mut Canvas, from: &SceneNode, to: &SceneNode, stroke: &Stroke, quiet: f64) {
    let ((ax, ay), (bx, by)) = (canvas.at(from.x, from.y), canvas.at(to.x, to.y));
    let (mx, my) = control(canvas, from, to, stroke.bend);
    let (ex, ey) = shorten((mx, my), (bx, by), to.size * canvas.scale + if stroke.is_arrow { 2.5 } else { 0.0 });
    let Stroke { colour, width, opacity, dash, .. } = stroke;
    let opacity = opacity * quiet;
    let dash = if dash.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dash}\"") };
    let path = if stroke.bend == Bend::Straight {
        format!("M{ax:.1} {ay:.1}L{ex:.1} {ey:.1}")
    } else {
        format!("M{ax:.1} {ay:.1}Q{mx:.1} {my:.1} {ex:.1} {ey:.1}")
    };
    canvas.push(format_args!(
        "<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width:.2}\" stroke-opacity=\"{opacity:.2}\"{dash}/>"
    ));
    if stroke.is_arrow {
        arrow(canvas, (mx, my), (ex, ey), colour, 4.0 + width.min(3.0), opacity);
    }
}

/// The point before `to`, by this distance, on the way from `from`.
fn shorten(from: (f64, f64), to: (f64, f64), by: f64) -> (f64, f64) {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx.hypot(dy).max(1e-6);
    let part = ((length - by) / length).max(0.0);
    (from.0 + dx * part, from.1 + dy * part)
}

fn arrow(canvas: &mut Canvas, from: (f64, f64), tip: (f64, f64), colour: &str, size: f64, opacity: f64) {
    let angle = (tip.1 - from.1).atan2(tip.0 - from.0);
    let wing = |turn: f64| (tip.0 - size * (angle + turn).cos(), tip.1 - size * (angle + turn).sin());
    let ((ax, ay), (bx, by)) = (wing(0.45), wing(-0.45));
    let (tx, ty) = tip;
    canvas.push(format_args!(
        "<path d=\"M{tx:.1} {ty:.1}L{ax:.1} {ay:.1}L{bx:.1} {by:.1}Z\" fill=\"{colour}\" fill-opacity=\"{opacity:.2}\"/>"
    ));
}

/// A small empty circle where a line that works only on paper ends.
fn hollow_end(canvas: &mut Canvas, from: &SceneNode, to: &SceneNode, stroke: &Stroke) {
    let to_size = to.size * canvas.scale;
    let (x, y) = shorten(control(canvas, from, to, stroke.bend), canvas.at(to.x, to.y), to_size + 5.0);
    let (back, colour, size) = (canvas.ground.back, stroke.colour, 1.6 + stroke.width.min(2.0));
    canvas.push(format_args!(
        "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{size:.1}\" fill=\"{back}\" stroke=\"{colour}\" stroke-width=\"1.3\"/>"
    ));
}

/// Three dots across the middle of a line that also stands for relations that are not known.
fn unknown_mark(canvas: &mut Canvas, from: &SceneNode, to: &SceneNode, stroke: &Stroke) {
    let ((ax, ay), (bx, by)) = (canvas.at(from.x, from.y), canvas.at(to.x, to.y));
    let (mx, my) = control(canvas, from, to, stroke.bend);
    let (x, y) = (0.25 * ax + 0.5 * mx + 0.25 * bx, 0.25 * ay + 0.5 * my + 0.25 * by);
    mark(canvas, (x, y), (by - ay).atan2(bx - ax), stroke.width);
}

/// The mark at a point of a line that leads in this direction; the legend shows it too.
pub(super) fn mark(canvas: &mut Canvas, (x, y): (f64, f64), angle: f64, width: f64) {
    let (back, line, apart) = (canvas.ground.back, canvas.ground.text, 3.2 + 0.5 * width.min(6.0));
    for step in [-1.0, 0.0, 1.0] {
        let (dx, dy) = (-step * apart * angle.sin(), step * apart * angle.cos());
        canvas.push(format_args!(
            "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"1.5\" fill=\"{line}\" stroke=\"{back}\" stroke-width=\"0.8\"/>",
            x + dx,
            y + dy
        ));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_state_has_a_pattern_of_its_own() {
        let states = [
            EdgeState::Solid,
            EdgeState::Conditional,
            EdgeState::Named,
            EdgeState::Stale,
            EdgeState::Unknown,
            EdgeState::Hollow,
        ];
        assert_eq!(states.map(dash).into_iter().collect::<BTreeSet<_>>().len(), states.len());
    }
}
