//! Radii: the bands of each view, and the rows and columns in which the places of a group stand.

use super::{Group, Lane, Spot};
use crate::FolderClass;

/// How radii are given out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Form {
    /// Sectors from the centre outwards, workloads in three lanes.
    Sectors,
    /// Defence rings.
    Rings,
}

/// Inner and outer radius of the defence rings: platform, production, pre-production, development, sandbox, no class, outside.
pub(crate) const RINGS: [(f64, f64); 7] =
    [(300.0, 395.0), (400.0, 545.0), (550.0, 675.0), (680.0, 800.0), (805.0, 870.0), (875.0, 935.0), (940.0, 1000.0)];

/// The innermost defence ring, that of accounts of which no class is known, and the outermost.
pub(crate) const PLATFORM: usize = 0;
pub(crate) const NO_CLASS: usize = 5;
pub(crate) const OUTSIDE: usize = 6;

/// Inner and outer radius of a defence ring.
pub(crate) fn ring(at: usize) -> (f64, f64) {
    RINGS.get(at).copied().unwrap_or(RINGS[OUTSIDE])
}

/// Inner and outer radius of the stage lanes of workloads, production innermost.
pub(crate) const LANES: [(f64, f64); 3] = [(445.0, 625.0), (630.0, 810.0), (815.0, 1000.0)];

/// Inner and outer radius of a sector.
pub(crate) const SECTOR: (f64, f64) = (445.0, 1000.0);

/// Room at the inner side of a band for the OU's own node and label.
const HEADER: f64 = 40.0;

/// Distance between neighbours that needs no second row, and the distance that is never exceeded between rows.
const COMFORTABLE: f64 = 58.0;
const WIDEST_ROW: f64 = 80.0;

/// No account has more room around it, however few there are.
const WIDEST_ROOM: f64 = 78.0;

/// The band in which accounts stand.
pub(crate) fn band(form: Form, group: &Group, lane: Lane) -> (f64, f64) {
    let (inner, outer) = match (form, lane) {
        (Form::Sectors, Lane::Stage(stage)) => LANES.get(stage as usize).copied().unwrap_or(LANES[2]),
        (Form::Sectors, Lane::Whole) => (SECTOR.0 + 75.0, SECTOR.1),
        (Form::Rings, Lane::Stage(stage)) => ring(super::ring_of(FolderClass::of_stage(stage))),
        (Form::Rings, Lane::Whole) => ring(group.ring),
    };
    room_in((inner, outer))
}

/// What of a band is for accounts and discs.
fn room_in((inner, outer): (f64, f64)) -> (f64, f64) {
    (inner + header((inner, outer)), outer - 8.0)
}

fn header((inner, outer): (f64, f64)) -> f64 {
    HEADER.min(0.3 * (outer - inner))
}

/// What of a defence ring is for accounts and discs.
pub(crate) fn ring_band(at: usize) -> (f64, f64) {
    room_in(ring(at))
}

/// The radius at which OUs stand in a defence ring.
pub(crate) fn ring_header(at: usize) -> f64 {
    ring(at).0 + 0.5 * header(ring(at))
}

/// The rows of a group's places. A place has a direction of its own, which one team's stages share in all lanes.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Grid {
    form: Form,
    rows: usize,
    row_height: f64,
    /// The least room of any place: what dots are sized by.
    pub room: f64,
}

impl Grid {
    pub fn new(form: Form, group: &Group) -> Self {
        let lanes = group.lanes();
        let bands = lanes.iter().map(|lane| band(form, group, *lane));
        let (inner, thickness) = bands
            .fold((f64::MAX, f64::MAX), |(inner, thickness), (from, to)| (inner.min(from), thickness.min(to - from)));
        let capacity = group.capacity.max(1) as f64;
        let along = |rows: f64| group.arc.width() * (inner + 0.5 * thickness / rows) * rows / capacity;
        let mut rows: usize = 1;
        while rows < 512 && along(rows as f64) < COMFORTABLE.min(thickness / rows as f64) {
            rows = rows.saturating_add(1);
        }
        let row_height = (thickness / rows as f64).min(if lanes == [Lane::Whole] { WIDEST_ROW } else { thickness });
        let room = 0.5 * along(rows as f64).min(row_height);
        Self { form, rows, row_height, room }
    }

    /// The direction of a place. Each has one of its own, so that the places of a column form an arm.
    pub fn angle(&self, group: &Group, slot: usize) -> f64 {
        group.arc.at((slot as f64 + 0.5) / group.slots.max(1) as f64)
    }

    /// A place. Rows of a lane are centred in it; rows of a whole sector begin at its rim.
    pub fn spot(&self, group: &Group, slot: usize, lane: Lane) -> Spot {
        let (inner, outer) = band(self.form, group, lane);
        let row = slot.checked_rem(self.rows).unwrap_or(0) as f64 + 0.5;
        let radius = match lane {
            Lane::Stage(_) => inner + row * (outer - inner) / self.rows as f64,
            Lane::Whole => outer - row * self.row_height,
        };
        let along = group.arc.width() * radius * self.rows as f64 / group.slots.max(1) as f64;
        let across = if self.rows == 1 { outer - inner } else { self.row_height };
        Spot::polar(radius, self.angle(group, slot), 0.5 * along.min(across).min(2.0 * WIDEST_ROOM))
    }
}
