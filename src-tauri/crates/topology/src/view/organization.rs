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
    layout::{Arc, LANES, Lane, SECTOR, Seat, Sector},
};

/// Accounts of larger OUs have no line to them.
const CROWD: usize = 48;

const AUTOMATIC: Automatic = Automatic { budget: 1_400, leaves: true };

pub(super) fn scene(frame: &Frame) -> Scene {
    let mut draft = Draft::default();
    let (tree, layout) = (&frame.topology.tree, &frame.topology.layout);
    let lod = Lod::plan(tree, layout, frame.request, &frame.shown, AUTOMATIC);
    sector_guides(frame, &mut draft);
    let cast = folders::draw(frame, &mut draft, &lod);
    draw_tree(frame, &mut draft, &cast);
    draw_teams(frame, &mut draft, &cast);
    policies::draw(frame, &mut draft, &cast);
    interior::draw(frame, &mut draft, &cast, &[]);
    notes(frame, &mut draft);
    let attachments = frame.topology.attachments();
    let relations = frame.shown.iter().filter(|shown| **shown).count() + tree.ous.len() + attachments;
    draft.finish(frame.request.view, frame.totals(cast.drawn(), relations))
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
    for at in 1..frame.topology.tree.ous.len() {
        let parent = frame.ou(at).parent.and_then(|parent| cast.ous[parent]);
        if let (Some(from), Some(to)) = (cast.ous[at], parent) {
            draft.edge(from, to, kind, "", 1, EdgeState::Solid);
        }
    }
    for (at, seat) in frame.topology.layout.seats.iter().enumerate() {
        let is_lane = matches!(seat, Seat::Slot { lane: Lane::Stage(_), .. });
        let ou = frame.member(at).ou;
        let is_crowd = frame.ou(ou).accounts.len() > CROWD && frame.member(at).hub.is_none();
        if let (Some(from), Some(to), false, true) =
            (cast.members[at], cast.ous[ou], is_lane || is_crowd, cast.is_itself[at])
        {
            draft.edge(from, to, kind, "", 1, EdgeState::Solid);
        }
    }
}

/// A line through a team's stages, from production outwards; it also crosses the place of a stage that is missing.
fn draw_teams(frame: &Frame, draft: &mut Draft, cast: &Cast) {
    let mut teams: BTreeMap<(usize, usize), BTreeMap<Stage, Drawn>> = BTreeMap::new();
    for (at, seat) in frame.topology.layout.seats.iter().enumerate() {
        if let (Seat::Slot { group, slot, lane: Lane::Stage(stage) }, Some(drawn), true) =
            (seat, cast.members[at], cast.is_itself[at])
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
        for pair in drawn.windows(2) {
            draft.edge(pair[0], pair[1], "same-team", "", 1, EdgeState::Solid);
        }
    }
}

/// What the reader must know that the picture does not show.
pub(super) fn notes(frame: &Frame, draft: &mut Draft) {
    let members = || frame.topology.tree.members.iter().zip(&frame.shown).filter(|(_, shown)| **shown).map(|(m, _)| m);
    let accounts = |number: usize, one: &str, many: &str| match number {
        1 => format!("1 account {one}"),
        number => format!("{number} accounts {many}"),
    };
    let suspended = members().filter(|member| member.state == NodeState::Suspended).count();
    let unread = members().filter(|member| member.unread > 0 && member.state != NodeState::Suspended).count();
    if unread > 0 {
        let who = accounts(unread, "was", "were");
        draft.note(format!("{who} not read completely: what is missing there is unknown, not absent"));
    }
    if suspended > 0 {
        draft.note(accounts(suspended, "is suspended: drawn faded, not read", "are suspended: drawn faded, not read"));
    }
    let astray = members().filter(|member| member.ou == 0 && member.class != FolderClass::Management).count();
    if astray > 0 {
        draft.note(accounts(astray, "is in no OU", "are in no OU"));
    }
}
