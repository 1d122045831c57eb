//! Figures: shape by kind, colour by class, outline by what is known.

use armillary_model::Kind;
use armillary_topology::{BadgeKind, NodeState, Scene, SceneNode, Shape};

use super::{canvas::Canvas, icons};
use crate::palette::{Paint, class_paint};

/// The lower half of what was read in part is hatched from this radius on.
const HATCH_FROM: f64 = 9.0;

pub(super) fn draw(canvas: &mut Canvas, scene: &Scene) {
    for node in &scene.nodes {
        let (x, y) = canvas.at(node.x, node.y);
        let size = (node.size * canvas.scale).max(1.2);
        figure(canvas, node, x, y, size);
    }
    for node in &scene.nodes {
        pill(canvas, node);
    }
}

/// One figure at a place on the sheet; the legend draws its examples with it too.
pub(super) fn figure(canvas: &mut Canvas, node: &SceneNode, x: f64, y: f64, size: f64) {
    let paint = class_paint(node.class, canvas.theme);
    let opacity = if node.state == NodeState::Suspended { " opacity=\"0.4\"" } else { "" };
    canvas.push(format_args!("<g transform=\"translate({x:.1} {y:.1})\"{opacity}>"));
    match node.shape {
        Shape::Gap => gap(canvas, node, size, paint),
        Shape::Bundle => bundle(canvas, node, size, paint),
        Shape::Hub => {
            let ring = size + 3.5;
            canvas.push(format_args!(
                "<circle r=\"{ring:.1}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.6\"/>",
                paint.outline
            ));
            body(canvas, node, size, paint);
        }
        Shape::Resource => body(canvas, node, size, paint),
    }
    canvas.push(format_args!("</g>"));
}

/// An empty place, with how many are missing where it stands for several.
fn gap(canvas: &mut Canvas, node: &SceneNode, size: f64, paint: Paint) {
    let (back, outline, text) = (canvas.ground.back, paint.outline, canvas.ground.text);
    canvas.push(format_args!(
        "<circle r=\"{size:.1}\" fill=\"{back}\" stroke=\"{outline}\" stroke-width=\"1.3\" stroke-dasharray=\"2.5 2.5\"/>"
    ));
    let inside = match (node.state, node.count) {
        (NodeState::Unknown, _) => String::from("?"),
        (_, 0 | 1) => return,
        (_, count) => count.to_string(),
    };
    if size >= 4.0 {
        let font = (1.7 * size / inside.len() as f64).clamp(5.0, 10.0);
        canvas.push(format_args!(
            "<text y=\"{:.1}\" font-size=\"{font:.1}\" text-anchor=\"middle\" fill=\"{text}\">{inside}</text>",
            0.36 * font
        ));
    }
}

/// A pale disc with its count.
fn bundle(canvas: &mut Canvas, node: &SceneNode, size: f64, paint: Paint) {
    let back = canvas.ground.back;
    let fill = if node.state == NodeState::Unread { "url(#unread)" } else { paint.fill };
    let (outline, text) = (paint.outline, canvas.ground.text);
    if node.kind == Kind::VpcEndpoint {
        canvas.push(format_args!(
            "<rect x=\"{0:.1}\" y=\"{0:.1}\" width=\"{1:.1}\" height=\"{1:.1}\" rx=\"1\" fill=\"{back}\" \
             stroke=\"{outline}\" stroke-width=\"{2:.2}\"/>",
            -0.85 * size,
            1.7 * size,
            thin(1.1, size)
        ));
    } else {
        canvas.push(format_args!(
            "<circle r=\"{size:.1}\" fill=\"{back}\"/><circle r=\"{size:.1}\" fill=\"{fill}\" fill-opacity=\"0.32\" \
             stroke=\"{outline}\" stroke-width=\"{:.2}\"/>",
            thin(1.5, size)
        ));
        if node.state == NodeState::Partial {
            lower_half(canvas, size, false, outline, thin(1.5, size));
        }
    }
    if size >= 7.0 {
        let count = node.count.to_string();
        let font = (1.5 * size / count.len().max(2) as f64).clamp(7.0, 24.0);
        canvas.push(format_args!(
            "<text text-anchor=\"middle\" y=\"{:.1}\" font-size=\"{font:.1}\" font-weight=\"bold\" fill=\"{text}\">{count}</text>",
            0.36 * font
        ));
    }
}

fn body(canvas: &mut Canvas, node: &SceneNode, size: f64, paint: Paint) {
    let is_square = matches!(node.kind, Kind::VpcEndpoint | Kind::OrganizationalUnit | Kind::Root | Kind::Product);
    let outline = |canvas: &Canvas| match node.state {
        NodeState::Ok | NodeState::Suspended => (paint.outline, "", 1.1),
        NodeState::Partial => (paint.outline, "", 1.6),
        NodeState::Unread => (canvas.ground.line, "", 1.6),
        NodeState::Unknown => (canvas.ground.text, " stroke-dasharray=\"1.5 2.5\"", 1.4),
    };
    let (stroke, dash, width) = outline(canvas);
    let width = thin(width, size);
    let back = canvas.ground.back;
    let fill = match node.state {
        NodeState::Unread => "url(#unread)",
        // Nothing is known of its inside, and the window draws it so.
        NodeState::Unknown => back,
        _ => paint.fill,
    };
    let shape = |fill: &str, stroke: &str| {
        if is_square {
            let half = 0.92 * size;
            let round = 0.3 * size;
            format!(
                "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"{round:.1}\" fill=\"{fill}\" {stroke}/>",
                -half,
                -half,
                2.0 * half,
                2.0 * half
            )
        } else {
            format!("<circle r=\"{size:.1}\" fill=\"{fill}\" {stroke}/>")
        }
    };
    let line = format!("stroke=\"{stroke}\" stroke-width=\"{width:.2}\"{dash}");
    canvas.push(format_args!("{}", shape(fill, &line)));
    if node.state == NodeState::Partial {
        lower_half(canvas, size, is_square, stroke, width);
    }
    let is_plain = node.state == NodeState::Unread || fill == back;
    let ink = if is_plain { canvas.ground.text } else { paint.on_fill };
    let is_half_empty = node.state == NodeState::Partial && size < HATCH_FROM;
    if size >= 5.5 && !is_half_empty {
        let scale = 0.058 * size;
        canvas.push(format_args!(
            "<path d=\"{}\" transform=\"scale({scale:.3})\" fill=\"none\" stroke=\"{ink}\" stroke-width=\"{:.2}\"/>",
            icons::path(node.kind),
            (1.1 / scale).min(2.4)
        ));
    }
}

/// What was read in part is hatched below, and empty there where it is too small for a hatch to be seen; as in the window.
fn lower_half(canvas: &mut Canvas, size: f64, is_square: bool, outline: &str, width: f64) {
    let fill = if size < HATCH_FROM { canvas.ground.back } else { "url(#partial)" };
    let path = if is_square {
        let (half, straight) = (0.92 * size, 0.62 * size);
        format!(
            "M{0:.1} 0H{half:.1}V{straight:.1}Q{half:.1} {half:.1} {straight:.1} {half:.1}H{1:.1}Q{0:.1} {half:.1} {0:.1} {straight:.1}Z",
            -half, -straight
        )
    } else {
        format!("M{:.1} 0A{size:.1} {size:.1} 0 0 0 {size:.1} 0Z", -size)
    };
    canvas.push(format_args!("<path d=\"{path}\" fill=\"{fill}\" stroke=\"{outline}\" stroke-width=\"{width:.2}\"/>"));
}

/// The width of an outline: no more than a part of a small figure.
fn thin(width: f64, size: f64) -> f64 {
    width.min(0.22 * size)
}

/// Attached policies, as a small count at the upper right; none where they limit nothing.
fn pill(canvas: &mut Canvas, node: &SceneNode) {
    let badge = |kind| node.badges.iter().find(|badge| badge.kind == kind);
    let limits_nothing = badge(BadgeKind::AllowAll).map_or(0, |badge| badge.count);
    let attached = badge(BadgeKind::Attached).filter(|badge| badge.count > limits_nothing);
    let size = node.size * canvas.scale;
    let (Some(badge), true) = (attached, size >= 5.5) else { return };
    let (x, y) = canvas.at(node.x, node.y);
    let (x, y) = (x + 0.72 * size + 3.0, y - 0.72 * size - 3.0);
    let (back, text, line) = (canvas.ground.back, canvas.ground.text, canvas.ground.line);
    let count = badge.count.to_string();
    let half = 4.5 + 2.5 * count.len() as f64;
    canvas.push(format_args!(
        "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"12\" rx=\"6\" fill=\"{back}\" stroke=\"{line}\" \
         stroke-width=\"0.9\"/><text x=\"{x:.1}\" y=\"{:.1}\" font-size=\"8.5\" text-anchor=\"middle\" \
         fill=\"{text}\">{count}</text>",
        x - half,
        y - 6.0,
        2.0 * half,
        y + 3.1
    ));
}
