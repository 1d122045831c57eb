//! Rings and sectors, tinted by class, with their names along their rims.

use std::f64::consts::{PI, TAU};

use armillary_topology::{Guide, Scene};

use super::{
    canvas::Canvas,
    labels::{Area, text_width},
};
use crate::{
    graphml::escape,
    palette::{Theme, class_paint},
};

/// Draws the figures and their names, and gives what the names take.
pub(super) fn draw(canvas: &mut Canvas, scene: &Scene) -> Vec<Area> {
    for guide in &scene.guides {
        figure(canvas, guide);
    }
    let rim = |guide: &Guide| scene.guides.iter().filter(|at| at.x == guide.x).map(|at| at.outer).fold(0.0, f64::max);
    let mut taken = Vec::new();
    for (at, guide) in scene.guides.iter().enumerate().filter(|(_, guide)| !guide.label.is_empty()) {
        let is_outermost = guide.outer >= rim(guide) - 1.0;
        if let Some(name) = Name::new(canvas, scene, guide, is_outermost) {
            name.draw(canvas, guide, at);
            taken.extend(name.areas(canvas, guide));
        }
    }
    taken
}

fn is_ring(guide: &Guide) -> bool {
    guide.end - guide.start >= TAU - 1e-6
}

fn figure(canvas: &mut Canvas, guide: &Guide) {
    let paint = class_paint(guide.class, canvas.theme);
    let tint = if canvas.theme == Theme::Light { 0.07 } else { 0.1 };
    let style = format!(
        "fill=\"{0}\" fill-opacity=\"{tint}\" stroke=\"{1}\" stroke-opacity=\"0.28\" stroke-width=\"1\"",
        paint.fill, paint.outline
    );
    let (x, y) = canvas.at(guide.x, guide.y);
    let (inner, outer) = (guide.inner * canvas.scale, guide.outer * canvas.scale);
    if is_ring(guide) {
        let circle = |radius: f64| {
            format!(
                "M{:.1} {y:.1}a{radius:.1} {radius:.1} 0 1 0 {:.1} 0a{radius:.1} {radius:.1} 0 1 0 {:.1} 0Z",
                x - radius,
                2.0 * radius,
                -2.0 * radius
            )
        };
        let hole = if inner > 0.0 { circle(inner) } else { String::new() };
        canvas.push(format_args!("<path d=\"{}{hole}\" fill-rule=\"evenodd\" {style}/>", circle(outer)));
        return;
    }
    let point = |radius: f64, angle: f64| (x + radius * angle.cos(), y - radius * angle.sin());
    let large = u8::from(guide.end - guide.start > PI);
    let ((ax, ay), (bx, by)) = (point(outer, guide.start), point(outer, guide.end));
    let ((cx, cy), (dx, dy)) = (point(inner, guide.end), point(inner, guide.start));
    canvas.push(format_args!(
        "<path d=\"M{ax:.1} {ay:.1}A{outer:.1} {outer:.1} 0 {large} 0 {bx:.1} {by:.1}L{cx:.1} {cy:.1}\
         A{inner:.1} {inner:.1} 0 {large} 1 {dx:.1} {dy:.1}Z\" {style}/>"
    ));
}

/// A name along a rim: outside of the outermost figures, inside of the others; never upside down.
struct Name {
    size: f64,
    is_outermost: bool,
    is_below: bool,
    radius: f64,
    middle: f64,
    half: f64,
}

impl Name {
    /// `None` where the figure is too short for it.
    fn new(canvas: &Canvas, scene: &Scene, guide: &Guide, is_outermost: bool) -> Option<Self> {
        let size = if is_outermost { 15.0 } else { 12.0 };
        let width = text_width(&guide.label, size, true);
        let outer = guide.outer * canvas.scale;
        let at = |middle: f64| {
            let is_below = middle.sin() < -0.05;
            let offset = match (is_outermost, is_below) {
                (true, false) => 8.0,
                (true, true) => 19.0,
                (false, false) => -15.0,
                (false, true) => -5.0,
            };
            let radius = (outer + offset).max(1.0);
            Self { size, is_outermost, is_below, radius, middle, half: (width / 2.0 + 4.0) / radius }
        };
        if !is_outermost && outer * (guide.end - guide.start) < width + 30.0 {
            return None;
        }
        // Where it stands on fewest figures; at equal numbers, nearest to the middle.
        let middle = if is_ring(guide) { PI / 2.0 } else { f64::midpoint(guide.start, guide.end) };
        let free = ((guide.end - guide.start) / 2.0 - at(middle).half).clamp(0.0, 1.2);
        let steps = [0.0, 0.15, -0.15, 0.3, -0.3, 0.45, -0.45, 0.6, -0.6, 0.8, -0.8, 1.0, -1.0];
        let candidates = steps.into_iter().take(if is_outermost { 1 } else { steps.len() });
        candidates.map(|step| at(middle + step * free)).min_by_key(|name| name.covers(canvas, scene, guide))
    }

    fn covers(&self, canvas: &Canvas, scene: &Scene, guide: &Guide) -> usize {
        let areas = self.areas(canvas, guide);
        let covered = scene.nodes.iter().filter(|node| {
            let (x, y) = canvas.at(node.x, node.y);
            let size = node.size * canvas.scale;
            let node = Area { left: x - size, top: y - size, right: x + size, bottom: y + size };
            areas.iter().any(|area| area.meets(&node))
        });
        covered.count()
    }

    fn point(&self, canvas: &Canvas, guide: &Guide, angle: f64) -> (f64, f64) {
        let (x, y) = canvas.at(guide.x, guide.y);
        (x + self.radius * angle.cos(), y - self.radius * angle.sin())
    }

    /// What it takes, as a row of squares.
    fn areas(&self, canvas: &Canvas, guide: &Guide) -> Vec<Area> {
        let count = (2.0 * self.half * self.radius / self.size).ceil().max(1.0) as usize;
        let middles = (0..=count).map(|at| self.middle - self.half + 2.0 * self.half * at as f64 / count as f64);
        let square = |angle: f64| {
            let inward = if self.is_below { -0.35 } else { 0.35 } * self.size / self.radius;
            let (x, y) = self.point(canvas, guide, angle);
            let (x, y) = (x + inward * self.radius * angle.cos(), y - inward * self.radius * angle.sin());
            let half = 0.5 * self.size;
            Area { left: x - half, top: y - half, right: x + half, bottom: y + half }
        };
        middles.map(square).collect()
    }

    fn draw(&self, canvas: &mut Canvas, guide: &Guide, at: usize) {
        let Self { middle, half, radius, size, .. } = *self;
        let (from, to) = if self.is_below { (middle - half, middle + half) } else { (middle + half, middle - half) };
        let ((ax, ay), (bx, by)) = (self.point(canvas, guide, from), self.point(canvas, guide, to));
        let sweep = u8::from(!self.is_below);
        let colour = if self.is_outermost { canvas.ground.text } else { canvas.ground.faint_text };
        canvas.push(format_args!(
            "<path id=\"rim{at}\" d=\"M{ax:.1} {ay:.1}A{radius:.1} {radius:.1} 0 0 {sweep} {bx:.1} {by:.1}\" fill=\"none\"/>\
             <text font-size=\"{size}\" font-weight=\"bold\" fill=\"{colour}\" text-anchor=\"middle\">\
             <textPath href=\"#rim{at}\" startOffset=\"50%\">{}</textPath></text>",
            escape(&guide.label)
        ));
    }
}
