//! Where everything stands: angles from the stable order of the tree, radii from the view.
//!
//! What is guaranteed from crawl to crawl:
//! - An account keeps its place whatever is open, folded or filtered: places are a function of the organization alone.
//! - Sectors follow a fixed order clockwise from the top. A sector's angles depend on the capacities of all sectors, and a
//!   capacity is the next of 1, 2, 3, 4, 6, 8, 12, 16, 24 … at or above the number of places in use. So an added account
//!   moves nothing outside its sector until its group of places outgrows its capacity.
//! - Inside a sector, places follow team names; an added team moves later teams by one place.
//! - An angle is the same in every view; only the radius differs, between views with sectors and the view with rings.

mod grid;
mod seats;

use armillary_classify::Stage;
use std::{
    collections::BTreeMap,
    f64::consts::{PI, TAU},
};

pub(crate) use grid::{Form, Grid, LANES, NO_CLASS, OUTSIDE, PLATFORM, RINGS, SECTOR, ring};
pub(crate) use seats::{Group, Lane, MissingStage, Seat, Sector, groups};

use crate::{FolderClass, tree::Tree};

/// An interval of directions, in radians counter-clockwise from the x axis.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Arc {
    pub lo: f64,
    pub hi: f64,
}

impl Arc {
    pub const FULL: Arc = Arc { lo: 0.0, hi: TAU };

    pub fn mid(self) -> f64 {
        f64::midpoint(self.lo, self.hi)
    }

    pub fn width(self) -> f64 {
        self.hi - self.lo
    }

    /// The directions from the first of both to the last.
    fn and(self, other: Self) -> Self {
        Self { lo: self.lo.min(other.lo), hi: self.hi.max(other.hi) }
    }

    /// The direction at a fraction of the way, clockwise from `hi`.
    pub fn at(self, fraction: f64) -> f64 {
        self.hi - fraction * self.width()
    }
}

/// A place, with the radius of the free room around it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Spot {
    pub x: f64,
    pub y: f64,
    pub room: f64,
}

impl Spot {
    pub fn polar(radius: f64, angle: f64, room: f64) -> Self {
        Self { x: radius * angle.cos(), y: radius * angle.sin(), room }
    }

    /// A place on a circle around this one.
    pub fn around(self, radius: f64, angle: f64, room: f64) -> Self {
        Self { x: self.x + radius * angle.cos(), y: self.y + radius * angle.sin(), room }
    }
}

/// Where an OU is: what its angles are taken from.
#[derive(Clone, Copy, PartialEq, Debug)]
enum OuPlace {
    /// A stage OU, or an OU below one: these places of a lane.
    Lane { group: usize, stage: Stage, arc: Arc, own: bool },
    /// An OU with a group of its own and nothing below.
    Group(usize),
    /// An OU with OUs below: all their groups.
    Span(Arc),
}

/// The places of an organization's hubs, OUs and accounts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layout {
    /// The sectors that are there, clockwise from the top.
    pub sectors: Vec<(Sector, Arc)>,
    pub groups: Vec<Group>,
    /// By account, as in [`Tree::members`].
    pub seats: Vec<Seat>,
    ous: Vec<OuPlace>,
    /// By OU: the defence ring it stands in, which is that of the innermost account in it.
    ou_rings: Vec<usize>,
    sector_grids: Vec<Grid>,
    ring_grids: Vec<Grid>,
    hubs: usize,
}

impl Layout {
    pub fn build(tree: &Tree) -> Self {
        let (mut groups, seats) = groups(tree);
        let sectors = seats::arrange(&mut groups);
        let mut layout = Self { sectors, groups, seats, hubs: tree.hubs.len(), ..Self::default() };
        layout.sector_grids = layout.groups.iter().map(|group| Grid::new(Form::Sectors, group)).collect();
        layout.ring_grids = layout.groups.iter().map(|group| Grid::new(Form::Rings, group)).collect();
        layout.ous = (0..tree.ous.len()).map(|ou| layout.ou_place(tree, ou)).collect();
        layout.ou_rings = (0..tree.ous.len()).map(|ou| layout.ou_ring(tree, ou)).collect();
        layout
    }

    /// The defence ring an account stands in, if it is no hub.
    pub fn ring_of_member(&self, tree: &Tree, member: usize) -> usize {
        match self.seats.get(member) {
            Some(Seat::Slot { lane: Lane::Stage(stage), .. }) => ring_of(FolderClass::of_stage(*stage)),
            Some(Seat::Slot { group, .. }) => self.groups.get(*group).map_or(OUTSIDE, |group| group.ring),
            _ => ring_of(tree.member(member).class),
        }
    }

    fn ou_ring(&self, tree: &Tree, ou: usize) -> usize {
        let inside = tree.below(ou).iter().filter(|member| tree.member(**member).hub.is_none());
        let inside = inside.map(|member| self.ring_of_member(tree, *member));
        inside.min().unwrap_or_else(|| seats::ring(tree, ou))
    }

    pub fn hub(&self, at: usize) -> Spot {
        let radius = if self.hubs > 6 { 195.0 } else { 155.0 };
        Spot::polar(radius, PI / 2.0 - at as f64 * TAU / self.hubs.max(1) as f64, 46.0)
    }

    /// Where an account stands.
    pub fn member(&self, form: Form, member: usize) -> Spot {
        match self.seats.get(member) {
            Some(Seat::Hub(at)) => self.hub(*at),
            Some(Seat::Slot { group, slot, lane }) => self.slot(form, *group, *slot, *lane),
            None => Spot { x: 0.0, y: 0.0, room: 1.0 },
        }
    }

    /// The size of an account's dot: the same for all of its group.
    pub fn dot(&self, form: Form, group: usize) -> f64 {
        self.grid(form, group).map_or(2.0, |grid| (0.52 * grid.room).clamp(2.0, 17.0))
    }

    /// A place of a group, taken or not.
    pub fn slot(&self, form: Form, group: usize, slot: usize, lane: Lane) -> Spot {
        match (self.groups.get(group), self.grid(form, group)) {
            (Some(place), Some(grid)) => grid.spot(place, slot, lane),
            _ => Spot { x: 0.0, y: 0.0, room: 1.0 },
        }
    }

    fn grid(&self, form: Form, group: usize) -> Option<&Grid> {
        match form {
            Form::Sectors => self.sector_grids.get(group),
            Form::Rings => self.ring_grids.get(group),
        }
    }

    /// The middle of a run of places, for a disc that stands for them.
    pub fn run(&self, form: Form, group: usize, slots: (usize, usize), lane: Lane) -> Spot {
        let (Some(place), Some(grid)) = (self.groups.get(group), self.grid(form, group)) else {
            return Spot { x: 0.0, y: 0.0, room: 1.0 };
        };
        let (from, to) = (grid.angle(place, slots.0), grid.angle(place, slots.1));
        let (inner, outer) = grid::band(form, place, lane);
        let middle = f64::midpoint(inner, outer);
        let column = place.arc.width() / place.slots.max(1) as f64;
        let room = (0.5 * ((from - to).abs() + column) * middle).min(0.5 * (outer - inner));
        Spot::polar(middle, f64::midpoint(from, to), room)
    }

    /// Where an OU's node stands while it is open.
    pub fn ou(&self, form: Form, tree: &Tree, ou: usize) -> Spot {
        if ou == 0 {
            return Spot::polar(0.0, 0.0, 30.0);
        }
        let depth = tree.ou(ou).depth.saturating_sub(1).min(3) as f64;
        let (arc, fraction) = self.direction(ou);
        let inner = |group: &usize, lane: Lane| {
            self.groups.get(*group).map_or(440.0, |group| grid::band(Form::Sectors, group, lane).0)
        };
        let radius = match (form, self.ous.get(ou)) {
            (Form::Rings, _) => grid::ring_header(self.ou_rings.get(ou).copied().unwrap_or(OUTSIDE)),
            (Form::Sectors, Some(OuPlace::Lane { group, stage, own, .. })) => {
                inner(group, Lane::Stage(*stage)) - if *own { 20.0 } else { 8.0 }
            }
            (Form::Sectors, Some(OuPlace::Group(_))) => 415.0 + 45.0 * depth,
            (Form::Sectors, _) => 355.0 + 40.0 * depth,
        };
        Spot::polar(radius, arc.at(fraction), (0.5 * arc.width() * radius).min(20.0))
    }

    /// The directions of an OU, and which of them its own figure takes.
    fn direction(&self, ou: usize) -> (Arc, f64) {
        match self.ous.get(ou) {
            Some(OuPlace::Lane { stage, arc, own, .. }) => (*arc, if *own { stage_fraction(*stage) } else { 0.5 }),
            Some(OuPlace::Group(group)) => (self.groups.get(*group).map_or(Arc::FULL, |group| group.arc), 0.5),
            Some(OuPlace::Span(arc)) => (*arc, 0.5),
            None => (Arc::FULL, 0.5),
        }
    }

    /// Where the disc of a folded OU stands, and the room it has. Among defence rings it stands for accounts of one of them.
    pub fn folded(&self, form: Form, ou: usize, ring: usize) -> Spot {
        let (arc, fraction) = self.direction(ou);
        let band = match (form, self.ous.get(ou)) {
            (Form::Rings, _) => grid::ring_band(ring),
            (Form::Sectors, Some(OuPlace::Lane { group, stage, .. })) => {
                let group = self.groups.get(*group);
                group.map_or(SECTOR, |group| grid::band(form, group, Lane::Stage(*stage)))
            }
            (Form::Sectors, _) => SECTOR,
        };
        disc(band, arc, fraction)
    }

    /// Where a disc stands for those of an OU's accounts that are in one defence ring: in the direction of their places.
    pub fn folded_ring(&self, ring: usize, members: &[usize]) -> Spot {
        let groups = members.iter().filter_map(|member| match self.seats.get(*member) {
            Some(Seat::Slot { group, lane, .. }) => Some((self.groups.get(*group)?, *lane)),
            _ => None,
        });
        let mut sectors: BTreeMap<Sector, (usize, Arc, Lane)> = BTreeMap::new();
        for (group, lane) in groups {
            let (many, arc, _) = sectors.entry(group.sector).or_insert((0, group.arc, lane));
            *many = many.saturating_add(1);
            *arc = arc.and(group.arc);
        }
        let most = sectors.into_values().max_by_key(|(many, ..)| *many);
        let (_, arc, lane) = most.unwrap_or((0, Arc::FULL, Lane::Whole));
        let fraction = if let Lane::Stage(stage) = lane { stage_fraction(stage) } else { 0.5 };
        disc(grid::ring_band(ring), arc, fraction)
    }

    fn ou_place(&self, tree: &Tree, at: usize) -> OuPlace {
        let Some(ou) = tree.ous.get(at) else { return OuPlace::Span(Arc::FULL) };
        if let Some(stage) = Stage::on_the_way(ou.class) {
            let container = seats::container(tree, at);
            if let Some(group) = self.groups.iter().position(|group| group.ou == container && group.staged) {
                let own = ou.parent == Some(container);
                return OuPlace::Lane { group, stage, arc: self.lane_arc(tree, at, group, own), own };
            }
        }
        let mut arcs = self.groups.iter().filter(|group| is_below(tree, group.ou, at)).map(|group| group.arc);
        let own = self.groups.iter().position(|group| group.ou == at);
        match (own, ou.children.is_empty()) {
            (Some(group), true) => OuPlace::Group(group),
            _ => {
                let first = arcs.next().unwrap_or(Arc::FULL);
                OuPlace::Span(arcs.fold(first, Arc::and))
            }
        }
    }

    /// The directions an OU in a lane takes: the whole lane for the stage OU itself, its own accounts' places for one below.
    fn lane_arc(&self, tree: &Tree, ou: usize, group: usize, own: bool) -> Arc {
        let Some(place) = self.groups.get(group) else { return Arc::FULL };
        let slots = tree.below(ou).iter().filter_map(|member| match self.seats.get(*member) {
            Some(Seat::Slot { group: at, slot, .. }) if *at == group => Some(*slot),
            _ => None,
        });
        let ends = slots.fold(None, |ends: Option<(usize, usize)>, slot| {
            Some(ends.map_or((slot, slot), |(least, most)| (least.min(slot), most.max(slot))))
        });
        match (ends, self.sector_grids.get(group)) {
            (Some((least, most)), Some(grid)) if !own => {
                let half = 0.5 * place.arc.width() / place.slots.max(1) as f64;
                Arc { lo: grid.angle(place, most) - half, hi: grid.angle(place, least) + half }
            }
            _ => place.arc,
        }
    }
}

/// Stage OUs of one group stand side by side, so that what leads to them does not run along one line.
fn stage_fraction(stage: Stage) -> f64 {
    match stage {
        Stage::Prod => 0.2,
        Stage::PreProd => 0.5,
        _ => 0.8,
    }
}

fn disc((inner, outer): (f64, f64), arc: Arc, fraction: f64) -> Spot {
    let middle = f64::midpoint(inner, outer);
    let room = (0.5 * (outer - inner)).min(0.5 * arc.width() * middle);
    Spot::polar(middle, arc.at(fraction), room)
}

fn is_below(tree: &Tree, ou: usize, above: usize) -> bool {
    std::iter::successors(Some(ou), |at| tree.ous.get(*at).and_then(|ou| ou.parent)).any(|at| at == above)
}

/// The ring of the trust view that a class stands in, innermost first: the platform itself, then stages outwards. What is of no class
/// that is known stands in none of theirs.
pub(crate) fn ring_of(class: FolderClass) -> usize {
    match class {
        FolderClass::Management | FolderClass::Security | FolderClass::Infrastructure => 0,
        FolderClass::Prod | FolderClass::Compliance | FolderClass::Deployments => 1,
        FolderClass::PreProd => 2,
        FolderClass::Dev => 3,
        FolderClass::Sandbox => 4,
        FolderClass::Other => NO_CLASS,
        FolderClass::External => OUTSIDE,
    }
}
