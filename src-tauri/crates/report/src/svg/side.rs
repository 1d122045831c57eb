//! Beside the map: its title, how much it shows, the legend, and what is not known.

use std::collections::BTreeSet;

use armillary_model::{GLOBAL, Kind};
use armillary_topology::{EdgeState, FolderClass, NodeState, Scene, SceneEdge, SceneNode, Shape, View};

use super::{
    canvas::{Canvas, SIDE, WIDTH},
    edges, labels, nodes,
};
use crate::graphml::escape;

pub(super) fn draw(canvas: &mut Canvas, scene: &Scene) {
    let (panel, height) = (canvas.ground.panel, canvas.height);
    canvas.push(format_args!(
        "<rect x=\"{}\" y=\"0\" width=\"{}\" height=\"{height}\" fill=\"{panel}\"/>",
        SIDE - 24.0,
        WIDTH - SIDE + 24.0
    ));
    let mut y = 56.0;
    text(canvas, y, 24.0, true, title(scene.view));
    y += 26.0;
    text(canvas, y, 12.0, false, question(scene.view));
    y += 34.0;
    for line in totals(scene) {
        text(canvas, y, 13.0, false, &line);
        y += 20.0;
    }
    y = classes(canvas, scene, y + 18.0);
    y = states(canvas, scene, y + 18.0);
    y = lines(canvas, scene, y + 18.0);
    notes(canvas, scene, y + 18.0);
}

fn title(view: View) -> &'static str {
    match view {
        View::Organization => "Organization",
        View::Network => "Network",
        View::Portfolios => "Portfolios",
        View::Trust => "Trust",
    }
}

fn question(view: View) -> &'static str {
    match view {
        View::Organization => "Who belongs where",
        View::Network => "What is connected to what",
        View::Portfolios => "Who can see and use which portfolio",
        View::Trust => "Who can get into which account",
    }
}

fn totals(scene: &Scene) -> Vec<String> {
    let totals = scene.totals;
    let mut lines = vec![match totals.accounts_drawn {
        drawn if drawn == totals.accounts => format!("{} accounts", grouped(totals.accounts)),
        drawn => format!("{} accounts, {} drawn one by one", grouped(totals.accounts), grouped(drawn)),
    }];
    lines.push(format!("{} relations", grouped(totals.relations)));
    if totals.unread_accounts > 0 {
        lines.push(format!("{} accounts not read completely", grouped(totals.unread_accounts)));
    }
    lines
}

fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let start = digits.len() % 3;
    let (head, tail) = digits.split_at(start);
    let groups = tail.as_bytes().chunks(3).filter_map(|group| std::str::from_utf8(group).ok());
    let parts: Vec<&str> = std::iter::once(head).chain(groups).filter(|part| !part.is_empty()).collect();
    parts.join(",")
}

fn text(canvas: &mut Canvas, y: f64, size: f64, is_bold: bool, text: &str) {
    at(canvas, SIDE, y, size, is_bold, text);
}

fn at(canvas: &mut Canvas, x: f64, y: f64, size: f64, is_bold: bool, text: &str) {
    let fill = if size < 12.5 && !is_bold { canvas.ground.faint_text } else { canvas.ground.text };
    let weight = if is_bold { " font-weight=\"bold\"" } else { "" };
    canvas.push(format_args!(
        "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\"{weight} fill=\"{fill}\">{}</text>",
        escape(text)
    ));
}

fn heading(canvas: &mut Canvas, y: f64, label: &str) -> f64 {
    text(canvas, y, 12.5, true, label);
    y + 22.0
}

fn sample(class: FolderClass, shape: Shape, state: NodeState) -> SceneNode {
    SceneNode {
        id: String::new(),
        kind: Kind::Account,
        shape,
        class,
        label: String::new(),
        detail: String::new(),
        account: None,
        region: GLOBAL.to_owned(),
        x: 0.0,
        y: 0.0,
        size: 0.0,
        rank: 0.0,
        state,
        parent: None,
        count: 12,
        can_open: false,
        is_open: false,
        badges: Vec::new(),
        change: None,
        was: None,
    }
}

fn classes(canvas: &mut Canvas, scene: &Scene, y: f64) -> f64 {
    let there: BTreeSet<FolderClass> = scene.nodes.iter().map(|node| node.class).collect();
    let mut y = heading(canvas, y, "Colour: what an account is for");
    for class in there {
        let state = if class == FolderClass::External { NodeState::Unknown } else { NodeState::Ok };
        nodes::figure(canvas, &sample(class, Shape::Resource, state), SIDE + 9.0, y - 4.0, 7.5);
        at(canvas, SIDE + 28.0, y, 12.5, false, class_name(class));
        y += 21.0;
    }
    y
}

fn class_name(class: FolderClass) -> &'static str {
    match class {
        FolderClass::Management => "Management and root",
        FolderClass::Security => "Security",
        FolderClass::Infrastructure => "Infrastructure",
        FolderClass::Dev => "Development",
        FolderClass::PreProd => "Pre-production",
        FolderClass::Prod => "Production",
        FolderClass::Deployments => "Deployments",
        FolderClass::Sandbox => "Sandbox",
        FolderClass::Compliance => "Compliance",
        FolderClass::Other => "No class",
        FolderClass::External => "Outside the organization",
    }
}

fn states(canvas: &mut Canvas, scene: &Scene, y: f64) -> f64 {
    let has_state = |state| scene.nodes.iter().any(|node| node.state == state);
    let has_shape = |shape| scene.nodes.iter().any(|node| node.shape == shape);
    let class = FolderClass::Infrastructure;
    let samples = [
        (has_shape(Shape::Hub), sample(class, Shape::Hub, NodeState::Ok), "Hub: others turn around it"),
        (has_shape(Shape::Bundle), sample(class, Shape::Bundle, NodeState::Ok), "Stands for as many as it says"),
        (has_shape(Shape::Gap), sample(class, Shape::Gap, NodeState::Ok), "A team lacks this stage"),
        (has_state(NodeState::Partial), sample(class, Shape::Resource, NodeState::Partial), "Read in part"),
        (has_state(NodeState::Unread), sample(class, Shape::Resource, NodeState::Unread), "Not read"),
        (has_state(NodeState::Suspended), sample(class, Shape::Resource, NodeState::Suspended), "Suspended or closing"),
        (
            has_state(NodeState::Unknown),
            sample(FolderClass::External, Shape::Resource, NodeState::Unknown),
            "Named, not in the cache",
        ),
    ];
    if !samples.iter().any(|(is_there, ..)| *is_there) {
        return y - 18.0;
    }
    let mut y = heading(canvas, y, "Figure: what is known");
    for (_, node, label) in samples.into_iter().filter(|(is_there, ..)| *is_there) {
        nodes::figure(canvas, &node, SIDE + 9.0, y - 4.0, 7.5);
        at(canvas, SIDE + 28.0, y, 12.5, false, label);
        y += 23.0;
    }
    y
}

/// The lines that are there: what they mean by colour and width, then what is known of them by pattern.
fn lines(canvas: &mut Canvas, scene: &Scene, y: f64) -> f64 {
    let kinds: BTreeSet<&str> = scene.edges.iter().map(|edge| edge.kind.as_str()).collect();
    if kinds.is_empty() {
        return y - 18.0;
    }
    let mut y = heading(canvas, y, "Line: what it means");
    for edge in kinds.into_iter().filter_map(|kind| scene.edges.iter().find(|edge| edge.kind == kind)) {
        sample_line(canvas, y, &SceneEdge { count: 1, state: EdgeState::Solid, ..edge.clone() });
        at(canvas, SIDE + 32.0, y, 12.5, false, meaning(&edge.kind));
        y += 21.0;
    }
    y = heading(canvas, y + 18.0, "Pattern: what is known of it");
    let states: BTreeSet<EdgeState> = scene.edges.iter().map(|edge| edge.state).collect();
    for edge in states.into_iter().filter_map(|state| scene.edges.iter().find(|edge| edge.state == state)) {
        sample_line(canvas, y, &SceneEdge { count: 1, ..edge.clone() });
        at(canvas, SIDE + 32.0, y, 12.5, false, known(scene.view, edge.state));
        y += 21.0;
    }
    if scene.edges.iter().any(|edge| edge.unknown > 0 && edge.state != EdgeState::Unknown) {
        edges::mark(canvas, (SIDE + 11.0, y - 4.0), 0.0, 1.0);
        at(canvas, SIDE + 32.0, y, 12.5, false, "Also stands for some that are not known");
        y += 21.0;
    }
    y
}

fn sample_line(canvas: &mut Canvas, y: f64, edge: &SceneEdge) {
    let style = edges::stroke(canvas, edge);
    let dash = if style.dash.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{}\"", style.dash) };
    let (colour, width, opacity) = (style.colour, style.width.max(1.2), style.opacity.max(0.7));
    canvas.push(format_args!(
        "<path d=\"M{SIDE} {0:.1}h22\" stroke=\"{colour}\" stroke-width=\"{width:.1}\" stroke-opacity=\"{opacity}\"{dash}/>",
        y - 4.0
    ));
    if edge.state == EdgeState::Hollow {
        let back = canvas.ground.back;
        canvas.push(format_args!(
            "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"2.6\" fill=\"{back}\" stroke=\"{colour}\" stroke-width=\"1.3\"/>",
            SIDE + 22.0,
            y - 4.0
        ));
    }
}

fn meaning(kind: &str) -> &str {
    match kind {
        "child-of" => "is in",
        "same-team" => "one team's stages",
        "contains" => "holds",
        "attached-to" => "policy is attached to",
        "trusts" => "can get into",
        "trusts-inward" => "can get into, and crosses inward",
        "trusts-declared" => "crosses inward, as declared",
        "shared-with" => "is shared with",
        "reaches" => "reaches account",
        "holds" => "portfolio holds product",
        "of-transit-gateway" => "segment of transit gateway",
        "attaches" | "associated-with" => "VPC is attached to segment",
        "propagates-to" => "its routes are known to",
        other => other,
    }
}

/// What a pattern says, in the words of the view.
fn known(view: View, state: EdgeState) -> &'static str {
    match (view, state) {
        (View::Trust, EdgeState::Solid) => "allowed",
        (View::Portfolios, EdgeState::Solid) => "read; somebody there can use it",
        (_, EdgeState::Solid) => "read",
        (_, EdgeState::Conditional) => "allowed under conditions",
        (_, EdgeState::Named) => "named by a policy, not evaluated",
        (_, EdgeState::Stale) => "as last read, in an earlier crawl",
        (_, EdgeState::Unknown) => "not known",
        (_, EdgeState::Hollow) => "shared, and nobody there can use it",
    }
}

fn notes(canvas: &mut Canvas, scene: &Scene, y: f64) {
    if scene.notes.is_empty() {
        return;
    }
    let mut y = heading(canvas, y, "To know");
    for note in &scene.notes {
        for line in wrapped(note, WIDTH - SIDE - 20.0) {
            text(canvas, y, 12.0, false, &line);
            y += 16.0;
        }
        y += 6.0;
    }
}

fn wrapped(text: &str, width: f64) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last().map(String::as_str).unwrap_or_default();
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if labels::text_width(&longer, 12.0, false) <= width || line.is_empty() {
            lines.pop();
            lines.push(longer);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}
