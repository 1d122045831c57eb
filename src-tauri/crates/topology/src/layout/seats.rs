//! Which sector, group and place each account has; and where a team lacks a stage.

use armillary_classify::Stage;
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    f64::consts::{PI, TAU},
};

use super::Arc;
use crate::{FolderClass, tree::Tree};

/// A part of the circle, for OUs that serve one purpose. The order is that around the circle.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Sector {
    Security,
    Infrastructure,
    Deployments,
    Workloads,
    Compliance,
    Sandbox,
    Other,
}

impl Sector {
    fn of(class: FolderClass, workloads: bool) -> Self {
        match class {
            FolderClass::Security => Self::Security,
            FolderClass::Infrastructure => Self::Infrastructure,
            FolderClass::Deployments => Self::Deployments,
            FolderClass::Dev | FolderClass::PreProd | FolderClass::Prod => Self::Workloads,
            FolderClass::Compliance => Self::Compliance,
            FolderClass::Sandbox => Self::Sandbox,
            FolderClass::Management | FolderClass::Other | FolderClass::External if workloads => Self::Workloads,
            FolderClass::Management | FolderClass::Other | FolderClass::External => Self::Other,
        }
    }

    pub fn class(self) -> FolderClass {
        match self {
            Self::Security => FolderClass::Security,
            Self::Infrastructure => FolderClass::Infrastructure,
            Self::Deployments => FolderClass::Deployments,
            Self::Workloads | Self::Other => FolderClass::Other,
            Self::Compliance => FolderClass::Compliance,
            Self::Sandbox => FolderClass::Sandbox,
        }
    }
}

/// Which of the radii of a group.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Lane {
    Stage(Stage),
    Whole,
}

/// Where an account stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Seat {
    Hub(usize),
    Slot { group: usize, slot: usize, lane: Lane },
}

/// A team that lacks a stage the other teams of its group have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct MissingStage {
    pub team: String,
    pub slot: usize,
    pub stage: Stage,
    /// The OU in which an account of that stage would be.
    pub ou: usize,
}

/// Places side by side: those of one OU, or of the teams whose stage OUs hang from one OU.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Group {
    pub sector: Sector,
    pub ou: usize,
    pub staged: bool,
    /// The ring of the trust view, for a group without stages.
    pub ring: usize,
    pub slots: usize,
    /// The step at or above `slots`: what angles are given out by.
    pub capacity: usize,
    pub arc: Arc,
    pub missing: Vec<MissingStage>,
}

impl Group {
    pub fn lanes(&self) -> Vec<Lane> {
        if self.staged { Stage::WAY.map(Lane::Stage).to_vec() } else { vec![Lane::Whole] }
    }

    /// How much of the circle it wants. A staged group shows three accounts in a place, another fills three lanes.
    fn weight(&self) -> f64 {
        if self.staged { 2.0 * self.capacity as f64 } else { (self.capacity as f64 / 3.0).ceil() }
    }
}

/// The OU from which a stage OU's stages hang: the nearest above that is of no stage.
pub(crate) fn container(tree: &Tree, ou: usize) -> usize {
    let is_staged = |at: usize| tree.ous.get(at).is_some_and(|ou| Stage::on_the_way(ou.class).is_some());
    let chain = std::iter::successors(Some(ou), |at| tree.ous.get(*at).and_then(|ou| ou.parent));
    chain.into_iter().find(|at| !is_staged(*at)).unwrap_or(0)
}

/// The next power of two, or three quarters of it where that is enough.
fn capacity(slots: usize) -> usize {
    let power = slots.next_power_of_two();
    let less = (power / 4).saturating_mul(3);
    if power >= 4 && slots <= less { less } else { power }
}

type Key = (Sector, usize, bool, usize);

/// The accounts of each team by stage.
type Teams<'a> = BTreeMap<&'a str, BTreeMap<Stage, Vec<usize>>>;

/// Every group, and the seat of every account.
pub(crate) fn groups(tree: &Tree) -> (Vec<Group>, Vec<Seat>) {
    let mut members: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    for (at, ou) in tree.ous.iter().enumerate().skip(1) {
        if Stage::on_the_way(ou.class).is_some() || (ou.children.is_empty() && ou.accounts.is_empty()) {
            members.entry(key(tree, at, ou.class)).or_default();
        }
    }
    for (at, member) in tree.members.iter().enumerate() {
        if member.hub.is_none() {
            members.entry(key(tree, member.ou, member.class)).or_default().push(at);
        } else if member.ou != 0 {
            // An OU whose accounts are all hubs keeps its sector.
            members.entry(key(tree, member.ou, member.class)).or_default();
        }
    }
    let mut seats = vec![Seat::Hub(0); tree.members.len()];
    for (at, hub) in tree.hubs.iter().enumerate() {
        sit(&mut seats, *hub, Seat::Hub(at));
    }
    let groups = members.into_iter().enumerate();
    let groups = groups.map(|(at, ((sector, _, staged, ou), members))| {
        let (slots, missing) =
            if staged { seat_teams(tree, at, ou, &members, &mut seats) } else { seat_all(at, &members, &mut seats) };
        let capacity = capacity(slots);
        Group { sector, ou, staged, ring: ring(tree, ou), slots, capacity, arc: Arc::FULL, missing }
    });
    let groups = groups.collect();
    (groups, seats)
}

fn sit(seats: &mut [Seat], member: usize, seat: Seat) {
    if let Some(place) = seats.get_mut(member) {
        *place = seat;
    }
}

fn key(tree: &Tree, ou: usize, class: FolderClass) -> Key {
    let staged = Stage::on_the_way(class).is_some();
    let home = if staged { container(tree, ou) } else { ou };
    let (rank, workloads) = tree.ous.get(home).map_or((0, false), |ou| (ou.rank, ou.workloads));
    (Sector::of(class, workloads), rank, staged, home)
}

/// The defence ring of an OU's accounts. A deployments OU stands in that of the stage it deploys to; accounts that are in no OU are
/// of no class.
pub(super) fn ring(tree: &Tree, ou: usize) -> usize {
    let at = tree.ou(ou);
    let stage = (at.class == FolderClass::Deployments).then(|| Stage::of_name(&at.name)).flatten();
    match (ou, stage) {
        (0, _) => super::ring_of(FolderClass::Other),
        (_, Some(stage)) => super::ring_of(FolderClass::of_stage(stage)),
        (_, None) => super::ring_of(at.class),
    }
}

fn seat_all(group: usize, members: &[usize], seats: &mut [Seat]) -> (usize, Vec<MissingStage>) {
    for (slot, member) in members.iter().enumerate() {
        sit(seats, *member, Seat::Slot { group, slot, lane: Lane::Whole });
    }
    (members.len(), Vec::new())
}

/// Gives each team one direction, or several where it has several accounts of one stage.
fn seat_teams(
    tree: &Tree,
    group: usize,
    ou: usize,
    members: &[usize],
    seats: &mut [Seat],
) -> (usize, Vec<MissingStage>) {
    let mut teams: Teams = BTreeMap::new();
    for at in members {
        let member = tree.member(*at);
        if let Some(stage) = Stage::on_the_way(member.class) {
            teams.entry(&member.team).or_default().entry(stage).or_default().push(*at);
        }
    }
    let mut slots: usize = 0;
    let mut first_slots = HashMap::new();
    for (team, stages) in &teams {
        for (stage, accounts) in stages {
            for (slot, member) in (slots..).zip(accounts) {
                sit(seats, *member, Seat::Slot { group, slot, lane: Lane::Stage(*stage) });
            }
        }
        first_slots.insert(*team, slots);
        slots = slots.saturating_add(stages.values().map(Vec::len).max().unwrap_or(0));
    }
    let missing = missing_stages(tree, ou, &teams);
    let place = |(team, stage, ou): (&str, Stage, usize)| MissingStage {
        team: team.to_owned(),
        slot: first_slots.get(team).copied().unwrap_or(0),
        stage,
        ou,
    };
    (slots, missing.into_iter().map(place).collect())
}

/// Where at least half of the teams have every stage that has an OU, the others lack one, unless they have it in another
/// OU: a production account in a compliance OU.
fn missing_stages<'a>(tree: &Tree, container: usize, teams: &Teams<'a>) -> Vec<(&'a str, Stage, usize)> {
    let children = &tree.ou(container).children;
    let ou_of = |stage: Stage| children.iter().copied().find(|ou| tree.ou(*ou).class == FolderClass::of_stage(stage));
    let expected: Vec<(Stage, usize)> =
        Stage::WAY.into_iter().filter_map(|stage| Some((stage, ou_of(stage)?))).collect();
    let complete = teams.values().filter(|stages| expected.iter().all(|(stage, _)| stages.contains_key(stage))).count();
    if expected.len() < 2 || complete.saturating_mul(2) < teams.len() {
        return Vec::new();
    }
    let elsewhere: HashSet<(&str, Stage)> =
        tree.members.iter().filter_map(|member| Some((member.team.as_str(), Stage::of_name(&member.name)?))).collect();
    let lacks = |(team, stages): (&&'a str, &BTreeMap<Stage, Vec<usize>>)| {
        let team = *team;
        let is_missing = |stage: Stage| !stages.contains_key(&stage) && !elsewhere.contains(&(team, stage));
        let missing: Vec<_> = expected.iter().filter(|(stage, _)| is_missing(*stage)).copied().collect();
        missing.into_iter().map(move |(stage, ou)| (team, stage, ou))
    };
    teams.iter().flat_map(lacks).collect()
}

/// Gives sectors and groups their directions, clockwise from the top.
pub(crate) fn arrange(groups: &mut [Group]) -> Vec<(Sector, Arc)> {
    let mut weights: BTreeMap<Sector, f64> = BTreeMap::new();
    for group in groups.iter() {
        *weights.entry(group.sector).or_default() += group.weight();
    }
    let gap = if weights.len() > 1 { 2.0_f64.to_radians() } else { 0.0 };
    let free = TAU - gap * weights.len() as f64;
    let least = (0.6 * free / weights.len().max(1) as f64).min(18.0_f64.to_radians());
    let total: f64 = weights.values().map(|weight| weight.max(2.5)).sum();
    let mut hi = PI / 2.0 + 0.5 * least;
    let mut sectors = Vec::new();
    for (sector, weight) in &weights {
        let share = (free - least * weights.len() as f64) * weight.max(2.5) / total.max(1.0);
        let arc = Arc { lo: hi - least - share, hi };
        divide(groups, *sector, arc);
        sectors.push((*sector, arc));
        hi = arc.lo - gap;
    }
    sectors
}

/// Gives the groups of a sector their directions: half of it in equal parts, half by weight.
fn divide(groups: &mut [Group], sector: Sector, arc: Arc) {
    let weights: Vec<f64> = groups.iter().filter(|group| group.sector == sector).map(Group::weight).collect();
    let total: f64 = weights.iter().sum::<f64>().max(1.0);
    let equal = if weights.iter().sum::<f64>() > 0.0 { 0.35 } else { 1.0 } / weights.len().max(1) as f64;
    let mut hi = arc.hi;
    for (group, weight) in groups.iter_mut().filter(|group| group.sector == sector).zip(&weights) {
        let width = arc.width() * (equal + (1.0 - equal * weights.len() as f64) * weight / total);
        let pad = 0.02 * width;
        group.arc = Arc { lo: hi - width + pad, hi: hi - pad };
        hi -= width;
    }
}
