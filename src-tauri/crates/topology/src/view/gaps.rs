//! Missing stages: an empty place where a team lacks an account; beside what is folded, one figure for all that are missing in it.

use std::{collections::BTreeMap, f64::consts::TAU};

use armillary_classify::Stage;
use armillary_model::Kind;

use super::{
    Frame, count,
    draft::{Draft, Drawn, plain},
    folders::Cast,
    lod::{self, Lod},
};
use crate::{
    FolderClass, NodeState, SceneNode, Shape,
    layout::{Form, Lane, MissingStage, Spot, ring, ring_of},
};

/// The radius of the figure for what is missing in a folded OU.
const FOLDED: f64 = 9.0;

/// Draws them where the filter leaves everything that could be one.
pub(super) fn draw(frame: &Frame, draft: &mut Draft, lod: &Lod, cast: &Cast) {
    let filter = &frame.request.filter;
    if !filter.states.is_empty() || !filter.ous.is_empty() || frame.is_hidden(Kind::Account) {
        return;
    }
    let mut folded: BTreeMap<(Drawn, Stage), usize> = BTreeMap::new();
    for (group, place) in frame.topology.layout.groups.iter().enumerate() {
        for missing in &place.missing {
            let wanted = filter.classes.is_empty() || filter.classes.contains(&FolderClass::of_stage(missing.stage));
            let Some(stands) = cast.ou(missing.ou).filter(|_| wanted) else { continue };
            if lod.is_open(missing.ou) && lod::pages(&frame.topology.tree, missing.ou).is_empty() {
                draft.node(one(frame, group, missing));
            } else {
                let many = folded.entry((disc(frame, cast, missing, stands), missing.stage)).or_default();
                *many = many.saturating_add(1);
            }
        }
    }
    for ((stands, stage), many) in folded {
        let node = beside(frame, draft.at(stands), stage, many);
        draft.node(node);
    }
}

/// What stands for the accounts among which one is missing: the disc of its defence ring, or else the OU's own figure.
fn disc(frame: &Frame, cast: &Cast, missing: &MissingStage, stands: Drawn) -> Drawn {
    let chain = frame.topology.tree.chain(missing.ou);
    let folded = chain.into_iter().find(|ou| cast.ou(*ou) == Some(stands)).unwrap_or(missing.ou);
    cast.rings.get(&(folded, ring_of(FolderClass::of_stage(missing.stage)))).copied().unwrap_or(stands)
}

/// The empty place of one team.
fn one(frame: &Frame, group: usize, missing: &MissingStage) -> SceneNode {
    let MissingStage { team, slot, stage, ou } = missing;
    let ou = frame.ou(*ou);
    let spot = frame.topology.layout.slot(frame.form, group, *slot, Lane::Stage(*stage));
    let label = format!("{team}: no {}", stage.plain());
    let mut node = gap(frame, format!("gap:{}:{team}", ou.id), *stage, label, spot);
    node.size = frame.topology.layout.dot(frame.form, group);
    node.detail = format!("team {team} has no {} account", stage.plain());
    node.parent = Some(ou.id.to_string());
    node.rank = if frame.shown.len() > 200 { 0.3 } else { 0.5 };
    node
}

/// One figure for all that are missing in what is folded, in the defence ring where they would stand.
fn beside(frame: &Frame, stands: &SceneNode, stage: Stage, many: usize) -> SceneNode {
    let (radius, angle) = (stands.x.hypot(stands.y), stands.y.atan2(stands.x));
    let (inner, outer) = ring(ring_of(FolderClass::of_stage(stage)));
    let radius = match frame.form {
        Form::Rings => radius.clamp(inner + FOLDED, outer - FOLDED),
        Form::Sectors => radius,
    };
    let away = (stands.size + FOLDED + 5.0) / radius.max(1.0);
    // Stages of one disc stand around it, the others behind each other.
    let spot = match (frame.form, stage) {
        (Form::Sectors, Stage::PreProd) => Spot::polar(radius, (angle + away) % TAU, FOLDED),
        (Form::Sectors, Stage::Dev) => Spot::polar(radius + stands.size + FOLDED + 5.0, angle, FOLDED),
        _ => Spot::polar(radius, (angle - away) % TAU, FOLDED),
    };
    let label = match many {
        1 => format!("1 team: no {}", stage.plain()),
        many => format!("{many} teams: no {}", stage.plain()),
    };
    let mut node = gap(frame, format!("gap:{}:{}", stands.id, stage.as_str()), stage, label, spot);
    node.detail = format!("accounts that {} lacks", stands.label);
    node.parent = Some(stands.id.clone());
    node.count = count(many);
    node.rank = 0.7;
    node
}

fn gap(frame: &Frame, id: String, stage: Stage, label: String, spot: Spot) -> SceneNode {
    let mut node = plain(id, Kind::Account, FolderClass::of_stage(stage), label, spot, FOLDED);
    node.shape = Shape::Gap;
    if !frame.topology.tree.complete {
        // An account that was not listed may be what seems to be missing.
        node.state = NodeState::Unknown;
    }
    node
}
