//! Rings and sectors, tinted by class, with their names along their rims.

use std::f64::consts::{PI, TAU};

use armillary_topology::{Guide, Scene};

use super::{canvas::Canvas, labels::text_width};
use crate::{graphml::escape, palette::class_paint};

pub(super) fn draw(canvas: &mut Canvas, scene: &Scene) {
    let rim = scene.guides.iter().map(|guide| guide.outer).fold(0.0, f64::max);
    for guide in &scene.guides {
        figure(canvas, guide);
    }
    for (at, guide) in scene.guides.iter().enumerate().filter(|(_, guide)| !guide.label.is_empty()) {
        name(canvas, guide, at, guide.outer >= rim - 1.0);
    }
}

fn is_ring(guide: &Guide) -> bool {
    guide.end - guide.start >= TAU - 1e-6
}

fn figure(canvas: &mut Canvas, guide: &Guide) {
    let paint = class_paint(guide.class, canvas.theme);
    let style = format!(
        "fill=\"{0}\" fill-opacity=\"0.07\" stroke=\"{1}\" stroke-opacity=\"0.28\" stroke-width=\"1\"",
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

/// The name along the rim: outside of the outermost figures, inside of the others; never upside down.
fn name(canvas: &mut Canvas, guide: &Guide, at: usize, is_outermost: bool) {
    let size = if is_outermost { 15.0 } else { 12.0 };
    let width = text_width(&guide.label, size, true);
    let middle = if is_ring(guide) { PI / 2.0 } else { f64::midpoint(guide.start, guide.end) };
    let is_below = middle.sin() < -0.05;
    let outer = guide.outer * canvas.scale;
    let offset = match (is_outermost, is_below) {
        (true, false) => 8.0,
        (true, true) => 19.0,
        (false, false) => -15.0,
        (false, true) => -5.0,
    };
    let radius = outer + offset;
    let arc = radius * (guide.end - guide.start);
    if !is_outermost && arc < width + 10.0 {
        return;
    }
    let half = (width / 2.0 + 4.0) / radius.max(1.0);
    let (from, to) = if is_below { (middle - half, middle + half) } else { (middle + half, middle - half) };
    let (x, y) = canvas.at(guide.x, guide.y);
    let point = |angle: f64| (x + radius * angle.cos(), y - radius * angle.sin());
    let ((ax, ay), (bx, by)) = (point(from), point(to));
    let sweep = u8::from(!is_below);
    let colour = if is_outermost { canvas.ground.text } else { canvas.ground.faint_text };
    canvas.push(format_args!(
        "<path id=\"rim{at}\" d=\"M{ax:.1} {ay:.1}A{radius:.1} {radius:.1} 0 0 {sweep} {bx:.1} {by:.1}\" fill=\"none\"/>\
         <text font-size=\"{size}\" font-weight=\"bold\" fill=\"{colour}\" text-anchor=\"middle\">\
         <textPath href=\"#rim{at}\" startOffset=\"50%\">{}</textPath></text>",
        escape(&guide.label)
    ));
}
