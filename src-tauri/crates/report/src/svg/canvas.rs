//! The sheet: its size, where scene units fall on it, and the text written so far.

use std::fmt::{Arguments, Write};

use armillary_topology::Scene;

use crate::palette::{Ground, Theme, ground};

/// Size of the sheet, and of the part that holds the map.
pub(super) const WIDTH: f64 = 1_720.0;
pub(super) const SIDE: f64 = 1_410.0;
const MAP: (f64, f64) = (1_350.0, 1_340.0);
const MARGIN: f64 = 30.0;

/// The legend needs so much height.
const LEAST_HEIGHT: f64 = 840.0;

pub(super) struct Canvas {
    pub theme: Theme,
    pub ground: Ground,
    pub scale: f64,
    pub height: f64,
    centre: (f64, f64),
    text: String,
}

impl Canvas {
    pub fn new(scene: &Scene, theme: Theme) -> Self {
        let bounds = scene.bounds;
        // Room for the labels around the rim.
        let (width, height) = (bounds.right - bounds.left + 90.0, bounds.top - bounds.bottom + 90.0);
        let scale = (MAP.0 / width.max(1.0)).min(MAP.1 / height.max(1.0));
        let sheet = (height * scale + 2.0 * MARGIN).max(LEAST_HEIGHT).round();
        let centre = (f64::midpoint(bounds.left, bounds.right), f64::midpoint(bounds.bottom, bounds.top));
        Self { theme, ground: ground(theme), scale, height: sheet, centre, text: String::with_capacity(1 << 18) }
    }

    /// Where a point of the scene is on the sheet. In scenes y points up, on the sheet down.
    pub fn at(&self, x: f64, y: f64) -> (f64, f64) {
        ((x - self.centre.0) * self.scale + MARGIN + MAP.0 / 2.0, (self.centre.1 - y) * self.scale + self.height / 2.0)
    }

    pub fn push(&mut self, text: Arguments<'_>) {
        // A string takes all text.
        let _ = self.text.write_fmt(text);
        self.text.push('\n');
    }

    pub fn open(&mut self) {
        let height = self.height;
        let (back, line, faint) = (self.ground.back, self.ground.line, self.ground.faint_text);
        self.push(format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" \
             height=\"{height}\" font-family=\"'DejaVu Sans', 'Open Sans', sans-serif\">"
        ));
        self.push(format_args!("<rect width=\"{WIDTH}\" height=\"{height}\" fill=\"{back}\"/>"));
        self.push(format_args!(
            "<defs><pattern id=\"unread\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" \
             patternTransform=\"rotate(45)\"><rect width=\"5\" height=\"5\" fill=\"{back}\"/>\
             <rect width=\"2\" height=\"5\" fill=\"{line}\"/></pattern>\
             <pattern id=\"partial\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" \
             patternTransform=\"rotate(45)\"><rect width=\"1.6\" height=\"5\" fill=\"{back}\" fill-opacity=\"0.85\"/>\
             </pattern></defs>"
        ));
        self.push(format_args!("<g stroke-linecap=\"round\" stroke-linejoin=\"round\" color=\"{faint}\">"));
    }

    pub fn close(mut self) -> String {
        self.text.push_str("</g>\n</svg>\n");
        self.text
    }
}
