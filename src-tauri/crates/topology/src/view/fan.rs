//! Many figures in a piece of ring: rows and columns as they fit, in pages where there are too many.

use super::{
    Frame, count,
    draft::{Draft, Drawn, plain},
};
use crate::{
    NodeState, SceneNode, Shape,
    edge::Ties,
    layout::{Arc, Spot},
};

/// A figure, and the relations that join it to its head.
pub(super) type Joined = (SceneNode, Ties);

/// Figures in one page.
pub(super) const PAGE: usize = 100;

/// A piece of ring around a place, with inner and outer radius.
#[derive(Clone, Copy)]
pub(super) struct Fan {
    pub centre: Spot,
    pub radii: (f64, f64),
    pub arc: Arc,
    /// No figure is larger.
    pub largest: f64,
}

impl Fan {
    /// Draws these figures, joined to `head`. More than a page shows its pages, each of which opens by the id
    /// `{id}:{page}`. Positions and sizes are given here.
    pub fn draw(
        self,
        frame: &Frame,
        draft: &mut Draft,
        head: Drawn,
        id: &str,
        figures: Vec<Joined>,
        kind: &'static str,
    ) {
        let figures = paged(frame, id, figures);
        let (columns, rows) = self.grid(figures.len());
        let row_height = (self.radii.1 - self.radii.0) / rows as f64;
        let column_width = self.arc.width() * self.radii.0 / columns as f64;
        let size = (0.4 * row_height.min(column_width)).min(self.largest);
        for (at, (figure, ties)) in figures.into_iter().enumerate() {
            let (column, row) = (at.checked_div(rows).unwrap_or(0), at.checked_rem(rows).unwrap_or(0));
            let angle = self.arc.at((column as f64 + 0.5) / columns as f64);
            let radius = self.radii.0 + (row as f64 + 0.5) * row_height;
            let spot = self.centre.around(radius, angle, size);
            let parent = figure.parent.clone().or_else(|| Some(draft.at(head).id.clone()));
            if let Some(drawn) = draft.node(SceneNode { x: spot.x, y: spot.y, size, parent, ..figure }) {
                draft.edge(head, drawn, kind, "", ties);
            }
        }
    }

    /// Columns and rows for so many figures, about as far apart along the ring as across it.
    fn grid(self, figures: usize) -> (usize, usize) {
        let (wide, high) = (self.arc.width() * self.radii.0, self.radii.1 - self.radii.0);
        let mut rows: usize = 1;
        while rows < 64 && wide * (rows as f64) / (figures.max(1) as f64) < high / (rows as f64) {
            rows = rows.saturating_add(1);
        }
        (figures.div_ceil(rows.max(1)).max(1), rows)
    }
}

/// The figures themselves, or their pages, the open ones as what is in them.
fn paged(frame: &Frame, id: &str, figures: Vec<Joined>) -> Vec<Joined> {
    if figures.len() <= PAGE {
        return figures;
    }
    let mut drawn = Vec::new();
    for (at, page) in figures.chunks(PAGE).enumerate() {
        let page_id = format!("{id}:{at}");
        match (frame.is_asked_open(&page_id), page.first(), page.last()) {
            (false, Some((first, ties)), Some((last, _))) => {
                let mut node = page_node(page_id, first, last, page.len());
                node.state = NodeState::of_many(page.iter().map(|(figure, _)| figure.state));
                let ties = page.iter().skip(1).fold(*ties, |sum, (_, ties)| sum.and(*ties));
                drawn.push((node, ties));
            }
            _ => drawn.extend(page.iter().cloned()),
        }
    }
    drawn
}

fn page_node(id: String, first: &SceneNode, last: &SceneNode, held: usize) -> SceneNode {
    let label = format!("{} … {}", first.label, last.label);
    let mut node = plain(id, first.kind, first.class, label, Spot { x: 0.0, y: 0.0, room: 0.0 }, 0.0);
    node.shape = Shape::Bundle;
    node.detail = format!("{held} of kind {}", first.kind.plain());
    node.account = first.account;
    node.count = count(held);
    node.can_open = true;
    node
}
