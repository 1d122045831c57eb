//! The organization view: OUs as sectors, accounts on their arcs, a team's stages on one radius.

use armillary_classify::Stage;
use std::collections::BTreeMap;

use armillary_model::RelationKind;

use super::{
    Frame,
    draft::{Draft, Drawn},
    folders::{self, Cast},
    interior,
    lod::{Automatic, Lod},
    policies,
};
use crate::{
    EdgeState, FolderClass, NodeState, Scene,
    edge::Ties,
    layout::{Arc, LANES, Lane, SECTOR, Seat, Sector},
};

/// Accounts of larger OUs have no line to them.
const CROWD: usize = 48;

const AUTOMATIC: Automatic = Automatic { budget: 1_400, leaves: true };

pub(super) fn scene(frame: &Frame) -> Scene {
    let mut draft = Draft::default();
    let lod = Lod::plan(frame, AUTOMATIC);
    sector_guides(frame, &mut draft);
    let cast = folders::draw(frame, &mut draft, &lod);
    draw_tree(frame, &mut draft, &cast);
    draw_teams(frame, &mut draft, &cast);
    policies::draw(frame, &mut draft, &cast);
    interior::draw(frame, &mut draft, &cast, &[]);
    notes(frame, &mut draft);
    draft.finish(frame.request.view, frame.totals(cast.drawn(frame)))
}

/// The disc of the hubs, one figure per sector, three lanes where there are stages.
pub(super) fn sector_guides(frame: &Frame, draft: &mut Draft) {
    let layout = &frame.topology.layout;
    draft.guide("", FolderClass::Management, (0.0, 0.0), (0.0, 290.0), Arc::FULL);
    for (sector, arc) in &layout.sectors {
        let is_staged = layout.groups.iter().any(|group| group.sector == *sector && group.staged);
        if *sector == Sector::Workloads && is_staged {
            for (stage, radii) in Stage::WAY.into_iter().zip(LANES) {
                draft.guide(lane_label(stage), FolderClass::of_stage(stage), (0.0, 0.0), radii, *arc);
            }
        } else {
            draft.guide(sector_label(*sector), sector.class(), (0.0, 0.0), SECTOR, *arc);
        }
    }
}

fn lane_label(stage: Stage) -> &'static str {
    match stage {
        Stage::Prod => "Production",
        Stage::PreProd => "Pre-production",
        _ => "Development",
    }
}

fn sector_label(sector: Sector) -> &'static str {
    match sector {
        Sector::Security => "Security",
        Sector::Infrastructure => "Infrastructure",
        Sector::Deployments => "Deployments",
        Sector::Workloads => "Workloads",
        Sector::Compliance => "Compliance",
        Sector::Sandbox => "Sandbox",
        Sector::Other => "Other",
    }
}

/// OUs to the OU above, accounts to their OU. Accounts of a lane and those of a large OU do not need it: they stand in it.
fn draw_tree(frame: &Frame, draft: &mut Draft, cast: &Cast) {
    let kind = RelationKind::ChildOf.as_str();
    for (at, ou) in frame.topology.tree.ous.iter().enumerate().skip(1) {
        let parent = ou.parent.and_then(|parent| cast.ou(parent));
        if let (Some(from), Some(to)) = (cast.ou(at), parent) {
            draft.edge(from, to, kind, "", Ties::one(ou.above.unwrap_or(EdgeState::Unknown)));
        }
    }
    for (at, seat) in frame.topology.layout.seats.iter().enumerate() {
        let member = frame.member(at);
        // What is not as usual has its line also where the others need none.
        let is_plain = member.placed == Some(EdgeState::Solid);
        let is_lane = matches!(seat, Seat::Slot { lane: Lane::Stage(_), .. });
        let is_crowd = frame.ou(member.ou).accounts.len() > CROWD && member.hub.is_none();
        if let (Some(from), Some(to), false, true) =
            (cast.member(at), cast.ou(member.ou), is_plain && (is_lane || is_crowd), cast.is_itself(at))
        {
            draft.edge(from, to, kind, "", Ties::one(member.placed.unwrap_or(EdgeState::Unknown)));
        }
    }
}

/// A line through a team's stages, from production outwards; it also crosses the place of a stage that is missing.
fn draw_teams(frame: &Frame, draft: &mut Draft, cast: &Cast) {
    let mut teams: BTreeMap<(usize, usize), BTreeMap<Stage, Drawn>> = BTreeMap::new();
    for (at, seat) in frame.topology.layout.seats.iter().enumerate() {
        if let (Seat::Slot { group, slot, lane: Lane::Stage(stage) }, Some(drawn), true) =
            (seat, cast.member(at), cast.is_itself(at))
        {
            teams.entry((*group, *slot)).or_default().insert(*stage, drawn);
        }
    }
    for (group, place) in frame.topology.layout.groups.iter().enumerate() {
        for missing in &place.missing {
            let id = format!("gap:{}:{}", frame.ou(missing.ou).id, missing.team);
            if let (Some(stages), Some(drawn)) = (teams.get_mut(&(group, missing.slot)), draft.find(&id)) {
                stages.insert(missing.stage, drawn);
            }
        }
    }
    for stages in teams.values() {
        let drawn: Vec<Drawn> = stages.values().copied().collect();
        for (inner, outer) in drawn.iter().zip(drawn.iter().skip(1)) {
            draft.edge(*inner, *outer, "same-team", "", Ties::one(EdgeState::Solid));
        }
    }
}

/// What the reader must know that the picture does not show. How many accounts were not read is among the totals.
pub(super) fn notes(frame: &Frame, draft: &mut Draft) {
    let tree = &frame.topology.tree;
    let mut note = |number: usize, one: &str, many: &str| match number {
        0 => {}
        1 => draft.note(format!("1 account {one}")),
        number => draft.note(format!("{number} accounts {many}")),
    };
    let suspended = frame.members().filter(|member| member.state == NodeState::Suspended).count();
    note(suspended, "is suspended: drawn faded", "are suspended: drawn faded");
    let loose = || frame.members().filter(|member| member.ou == 0 && member.class != FolderClass::Management);
    let astray = loose().filter(|member| member.placed.is_some()).count();
    note(astray, "is in no OU", "are in no OU");
    let untold = loose().filter(|member| member.placed.is_none()).count();
    note(
        untold,
        "stands below the root because its OU was not read",
        "stand below the root because their OUs were not read",
    );
    if !tree.complete {
        draft.note(String::from("the organization was not read completely: accounts, OUs and policies may be missing"));
    }
}
