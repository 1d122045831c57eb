//! Names beside their figures: the important first, none over another or over a figure that has a name.

use std::collections::HashMap;

use armillary_model::Kind;
use armillary_topology::{Scene, SceneNode, Shape};

use super::canvas::{Canvas, SIDE};
use crate::graphml::escape;

/// Width of a text in DejaVu Sans, in the units of its size. An estimate by classes of letters, on the wide side.
pub(super) fn text_width(text: &str, size: f64, is_bold: bool) -> f64 {
    let letter = |letter: char| match letter {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | ' ' => 0.33,
        'f' | 't' | 'r' | '-' | '(' | ')' | '/' | '·' => 0.40,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '—' | '…' => 0.96,
        'A'..='Z' => 0.70,
        _ => 0.63,
    };
    text.chars().map(letter).sum::<f64>() * size * if is_bold { 1.1 } else { 1.0 }
}

const LONGEST: usize = 36;

pub(super) fn shortened(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let start: String = text.chars().take(longest.saturating_sub(1)).collect();
    format!("{}…", start.trim_end())
}

/// A rectangle on the sheet.
#[derive(Clone, Copy)]
pub(super) struct Area {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Area {
    pub fn meets(&self, other: &Area) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }
}

/// What is taken, in cells, so that thousands of names are placed quickly.
struct Taken {
    cells: Vec<Vec<Area>>,
}

const CELL: f64 = 48.0;
const COLUMNS: usize = 40;

impl Taken {
    fn cells(area: &Area) -> impl Iterator<Item = usize> + use<> {
        let cell = |at: f64| (at.max(0.0) / CELL).min(COLUMNS as f64 - 1.0) as usize;
        let (left, right, top, bottom) = (cell(area.left), cell(area.right), cell(area.top), cell(area.bottom));
        (top..=bottom)
            .flat_map(move |row| (left..=right).map(move |column| row.saturating_mul(COLUMNS).saturating_add(column)))
    }

    fn take(&mut self, area: Area) {
        for cell in Self::cells(&area) {
            if let Some(taken) = self.cells.get_mut(cell) {
                taken.push(area);
            }
        }
    }

    fn is_free(&self, area: &Area) -> bool {
        Self::cells(area)
            .all(|cell| !self.cells.get(cell).is_some_and(|taken| taken.iter().any(|taken| taken.meets(area))))
    }
}

/// Draws the names, none over the names of guides.
pub(super) fn draw(canvas: &mut Canvas, scene: &Scene, names: &[Area]) {
    let mut taken = Taken { cells: vec![Vec::new(); COLUMNS * COLUMNS] };
    names.iter().for_each(|name| taken.take(*name));
    for node in &scene.nodes {
        let (x, y) = canvas.at(node.x, node.y);
        let half = 0.85 * node.size * canvas.scale;
        taken.take(Area { left: x - half, top: y - half, right: x + half, bottom: y + half });
    }
    let reach = reach(scene);
    let mut order: Vec<&SceneNode> = scene.nodes.iter().filter(|node| !node.label.is_empty()).collect();
    order.sort_by(|a, b| b.rank.total_cmp(&a.rank));
    for node in order {
        let reach = reach.get(node.id.as_str()).copied().unwrap_or(node.size).max(node.size);
        place(canvas, &mut taken, node, reach);
    }
}

/// How far what hangs from an opened account or VPC reaches around it: its name stands outside of that.
fn reach(scene: &Scene) -> HashMap<&str, f64> {
    let nodes: HashMap<&str, &SceneNode> = scene.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
    let above = |node: &SceneNode| node.parent.as_deref().and_then(|parent| nodes.get(parent)).copied();
    let mut reach: HashMap<&str, f64> = HashMap::new();
    for node in &scene.nodes {
        let parents = std::iter::successors(above(node), |parent| above(parent)).take(3);
        let has_ring = |parent: &&SceneNode| parent.is_open && matches!(parent.kind, Kind::Account | Kind::Vpc);
        for parent in parents.filter(has_ring).filter(|parent| parent.shape != Shape::Bundle) {
            let far = (node.x - parent.x).hypot(node.y - parent.y) + node.size;
            reach.entry(parent.id.as_str()).and_modify(|most| *most = most.max(far)).or_insert(far);
        }
    }
    reach
}

fn font(node: &SceneNode) -> (f64, bool) {
    match node.rank {
        rank if rank >= 0.99 => (14.0, true),
        rank if rank >= 0.9 => (13.0, true),
        rank if rank >= 0.7 => (11.0, false),
        rank if rank >= 0.5 => (9.5, false),
        rank if rank >= 0.3 => (8.5, false),
        _ => (8.0, false),
    }
}

fn place(canvas: &mut Canvas, taken: &mut Taken, node: &SceneNode, reach: f64) {
    let (size, is_bold) = font(node);
    let radius = reach * canvas.scale + if node.shape == Shape::Hub { 4.5 } else { 1.0 };
    let least = if node.rank >= 0.45 { 3.2 } else { 5.6 };
    if node.size * canvas.scale < least && node.rank < 0.7 {
        return;
    }
    let label = shortened(&node.label, LONGEST);
    let (width, height) = (text_width(&label, size, is_bold), size);
    let (x, y) = canvas.at(node.x, node.y);
    let beside = radius + 3.0;
    let slant = 0.75 * radius + 1.0;
    let spots = [
        (x - width / 2.0, y + radius + 1.5),
        (x + beside, y - height / 2.0),
        (x - beside - width, y - height / 2.0),
        (x - width / 2.0, y - radius - height - 2.0),
        (x + slant, y + slant),
        (x - slant - width, y + slant),
        (x + slant, y - slant - height),
        (x - slant - width, y - slant - height),
    ];
    let area = |(left, top): (f64, f64)| Area { left, top, right: left + width, bottom: top + height };
    let is_on_map = |area: &Area| area.left >= 4.0 && area.right <= SIDE - 30.0;
    let Some(free) = spots.into_iter().map(area).find(|area| is_on_map(area) && taken.is_free(area)) else { return };
    taken.take(free);
    let (back, text) =
        (canvas.ground.back, if node.rank >= 0.5 { canvas.ground.text } else { canvas.ground.faint_text });
    let weight = if is_bold { " font-weight=\"bold\"" } else { "" };
    canvas.push(format_args!(
        "<text x=\"{:.1}\" y=\"{:.1}\" font-size=\"{size}\"{weight} text-anchor=\"middle\" fill=\"{text}\" stroke=\"{back}\" \
         stroke-width=\"3\" stroke-opacity=\"0.85\" paint-order=\"stroke\">{}</text>",
        f64::midpoint(free.left, free.right),
        free.top + 0.8 * height,
        escape(&label)
    ));
}
