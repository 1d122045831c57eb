//! Root, hubs, OUs and accounts: the part of the picture that all views with OUs share.

use armillary_classify::Stage;
use armillary_model::Kind;

use super::{
    Frame, count,
    draft::{Draft, Drawn, plain},
    lod::{self, Lod},
};
use crate::{
    Badge, BadgeKind, FolderClass, NodeState, SceneNode, Shape,
    layout::{Lane, Seat, Spot},
    tree::Member,
};

/// Which node stands for what.
pub(super) struct Cast {
    /// By account: itself, or the disc it is in.
    pub members: Vec<Option<Drawn>>,
    /// By account: whether it is drawn as itself.
    pub is_itself: Vec<bool>,
    /// By OU: itself, or the folded OU it is in.
    pub ous: Vec<Option<Drawn>>,
}

impl Cast {
    pub fn drawn(&self) -> usize {
        self.is_itself.iter().filter(|is_itself| **is_itself).count()
    }
}

/// Draws root, hubs, OUs, accounts, pages and gaps.
pub(super) fn draw(frame: &Frame, draft: &mut Draft, lod: &Lod) -> Cast {
    let (members, ous) = (frame.topology.tree.members.len(), frame.topology.tree.ous.len());
    let mut cast = Cast { members: vec![None; members], is_itself: vec![false; members], ous: vec![None; ous] };
    draw_hubs(frame, draft, &mut cast);
    for ou in 0..ous {
        draw_ou(frame, draft, lod, &mut cast, ou);
    }
    let crowd = frame.shown.iter().filter(|shown| **shown).count();
    for ou in 0..ous {
        if lod.is_open(ou) && cast.ous[ou].is_some() {
            draw_accounts(frame, draft, &mut cast, ou, crowd);
        }
    }
    draw_missing(frame, draft, lod, &cast);
    if lod.burst {
        draft.note(String::from("not everything that was opened fits: close something first"));
    }
    cast
}

/// What must be open for an account to be drawn as itself.
pub(super) fn reveal(frame: &Frame, member: usize) -> Vec<String> {
    let (tree, at) = (&frame.topology.tree, frame.member(member));
    if at.hub.is_some() {
        return Vec::new();
    }
    let mut ids = reveal_ou(frame, at.ou);
    if at.ou != 0 {
        ids.push(frame.ou(at.ou).id.clone());
    }
    let page = lod::pages(tree, at.ou).iter().position(|page| page.contains(&member));
    ids.extend(page.map(|page| lod::page_id(&frame.ou(at.ou).id, page)));
    ids
}

/// What must be open for an OU to be drawn: the OUs above.
pub(super) fn reveal_ou(frame: &Frame, ou: usize) -> Vec<String> {
    let chain = frame.topology.tree.chain(ou);
    chain.into_iter().filter(|at| *at != 0 && *at != ou).map(|at| frame.ou(at).id.clone()).collect()
}

fn draw_hubs(frame: &Frame, draft: &mut Draft, cast: &mut Cast) {
    for (at, hub) in frame.topology.tree.hubs.iter().enumerate() {
        let is_management = frame.member(*hub).class == FolderClass::Management;
        if frame.is_shown(*hub) || is_management {
            let spot = frame.topology.layout.hub(at);
            let mut node = account(frame, *hub, spot, if is_management { 34.0 } else { 28.0 });
            node.shape = Shape::Hub;
            node.rank = 1.0;
            cast.members[*hub] = draft.node(node);
            cast.is_itself[*hub] = cast.members[*hub].is_some();
        }
    }
}

/// Draws an OU if the one above is open; what is in a folded OU is stood for by its disc.
fn draw_ou(frame: &Frame, draft: &mut Draft, lod: &Lod, cast: &mut Cast, at: usize) {
    let (tree, layout) = (&frame.topology.tree, &frame.topology.layout);
    let ou = frame.ou(at);
    if let Some(parent) = ou.parent.filter(|parent| !lod.is_open(*parent) || cast.ous[*parent].is_none()) {
        cast.ous[at] = cast.ous[parent];
        return;
    }
    let inside: Vec<usize> = tree.below(at).iter().copied().filter(|member| is_inside(frame, *member)).collect();
    if inside.is_empty() && at != 0 && !tree.below(at).is_empty() && !has_hub(frame, at) {
        return;
    }
    let is_open = lod.is_open(at);
    let spot =
        if is_open || inside.is_empty() { layout.ou(frame.form, tree, at) } else { layout.folded(frame.form, at) };
    let node = draft.node(ou_node(frame, at, spot, inside.len(), is_open));
    cast.ous[at] = node;
    if !is_open {
        for member in inside {
            cast.members[member] = node;
        }
    }
}

/// Accounts that stand with their OU and pass the filter.
fn is_inside(frame: &Frame, member: usize) -> bool {
    frame.is_shown(member) && frame.member(member).hub.is_none()
}

fn has_hub(frame: &Frame, ou: usize) -> bool {
    frame.topology.tree.below(ou).iter().any(|at| frame.member(*at).hub.is_some() && frame.is_shown(*at))
}

fn ou_node(frame: &Frame, at: usize, spot: Spot, inside: usize, is_open: bool) -> SceneNode {
    let ou = frame.ou(at);
    let is_disc = !is_open && inside > 0;
    let size = match (at, is_disc) {
        (0, _) => 24.0,
        (_, true) => (17.0 + 4.2 * (inside as f64).sqrt()).min(0.92 * spot.room).clamp(10.0, 66.0),
        (_, false) => (13.0 - 2.0 * (ou.depth.min(4) as f64 - 1.0)).min(0.9 * spot.room).max(1.0),
    };
    let kind = if at == 0 { Kind::Root } else { Kind::OrganizationalUnit };
    let mut node = plain(ou.id.clone(), kind, ou.class, ou.name.clone(), spot, size);
    node.shape = if is_disc { Shape::Bundle } else { Shape::Resource };
    node.detail = match inside {
        1 => format!("{} · 1 account", ou.short),
        inside => format!("{} · {inside} accounts", ou.short),
    };
    node.account = frame.topology.tree.management;
    node.rank = if ou.depth <= 1 { 1.0 } else { 0.95 };
    node.state = match ou.node.map(|node| frame.topology.resources.node(node)) {
        Some(known) if known.known && !known.stale => NodeState::Ok,
        Some(known) if known.known => NodeState::Unread,
        _ => NodeState::Unknown,
    };
    node.parent = ou.parent.map(|parent| frame.ou(parent).id.clone());
    node.count = if is_disc { count(inside) } else { 1 };
    node.can_open = at != 0 && (inside > 0 || !ou.children.is_empty());
    node.is_open = is_open && node.can_open;
    node.badges = policy_badges(frame.topology.attached_to_ou(at));
    node
}

fn policy_badges((attached, inherited): (u32, u32)) -> Vec<Badge> {
    let badges = [(BadgeKind::Attached, attached), (BadgeKind::Inherited, inherited)];
    badges.into_iter().filter(|(_, count)| *count > 0).map(|(kind, count)| Badge { kind, count }).collect()
}

/// An account as itself.
fn account(frame: &Frame, at: usize, spot: Spot, size: f64) -> SceneNode {
    let member = frame.member(at);
    let record = frame.node_of(member);
    let mut node = plain(record.id.clone(), Kind::Account, member.class, member.name.clone(), spot, size);
    let path = frame.topology.tree.path(member.ou).join(" / ");
    node.detail = if path.is_empty() { member.account.to_string() } else { format!("{} · {path}", member.account) };
    node.account = Some(member.account);
    node.state = member.state;
    node.parent = Some(frame.ou(member.ou).id.clone());
    node.can_open = true;
    node.is_open = frame.is_asked_open(&node.id);
    node.badges = account_badges(frame, at, member);
    node
}

fn account_badges(frame: &Frame, at: usize, member: &Member) -> Vec<Badge> {
    let mut badges = policy_badges(frame.topology.attached_to_member(at));
    if member.unread > 0 && member.state != NodeState::Suspended {
        badges.push(Badge { kind: BadgeKind::Unread, count: member.unread });
    }
    badges
}

/// Draws the accounts of an open OU, or its pages and the accounts of those that are open.
fn draw_accounts(frame: &Frame, draft: &mut Draft, cast: &mut Cast, ou: usize, crowd: usize) {
    let (tree, layout) = (&frame.topology.tree, &frame.topology.layout);
    let pages = lod::pages(tree, ou);
    let mut own: Vec<usize> = if pages.is_empty() { lod::own(tree, ou).collect() } else { Vec::new() };
    for (at, page) in pages.into_iter().enumerate() {
        let id = lod::page_id(&frame.ou(ou).id, at);
        let is_open = frame.is_asked_open(&id);
        let shown: Vec<usize> = page.iter().copied().filter(|member| frame.is_shown(*member)).collect();
        if is_open {
            own.extend(shown);
        } else if !shown.is_empty() {
            let disc = draft.node(page_node(frame, ou, id, &page, shown.len()));
            for member in shown {
                cast.members[member] = disc;
            }
        }
    }
    for member in own.into_iter().filter(|member| frame.is_shown(*member)) {
        let spot = layout.member(frame.form, member);
        let dot = match layout.seats.get(member) {
            Some(Seat::Slot { group, .. }) => layout.dot(frame.form, *group),
            _ => 2.0,
        };
        let mut node = account(frame, member, spot, dot);
        node.rank = if crowd > 200 { 0.3 } else { 0.55 };
        cast.members[member] = draft.node(node);
        cast.is_itself[member] = cast.members[member].is_some();
    }
}

/// A disc for a run of accounts of a large OU.
fn page_node(frame: &Frame, ou: usize, id: String, page: &[usize], shown: usize) -> SceneNode {
    let layout = &frame.topology.layout;
    let (first, last) = (page.first().copied().unwrap_or(0), page.last().copied().unwrap_or(0));
    let spot = match (layout.seats.get(first), layout.seats.get(last)) {
        (Some(Seat::Slot { group, slot: from, lane }), Some(Seat::Slot { slot: to, .. })) => {
            layout.run(frame.form, *group, (*from, *to), *lane)
        }
        _ => layout.folded(frame.form, ou),
    };
    let label = format!("{} … {}", frame.member(first).team, frame.member(last).team);
    let mut node =
        plain(id, Kind::Account, frame.member(first).class, label, spot, (0.85 * spot.room).clamp(4.0, 40.0));
    node.shape = Shape::Bundle;
    node.detail = format!("{shown} accounts of {}", frame.ou(ou).name);
    node.rank = 0.8;
    node.parent = Some(frame.ou(ou).id.clone());
    node.count = count(shown);
    node.can_open = true;
    node
}

/// Draws an empty place where a team lacks a stage, if accounts are drawn one by one there.
fn draw_missing(frame: &Frame, draft: &mut Draft, lod: &Lod, cast: &Cast) {
    let filter = &frame.request.filter;
    if !filter.states.is_empty() || !filter.ous.is_empty() || frame.is_hidden(Kind::Account) {
        return;
    }
    for (group, place) in frame.topology.layout.groups.iter().enumerate() {
        for missing in &place.missing {
            let class = FolderClass::of_stage(missing.stage);
            let is_paged = !lod::pages(&frame.topology.tree, missing.ou).is_empty();
            let wanted = filter.classes.is_empty() || filter.classes.contains(&class);
            if !wanted || is_paged || !lod.is_open(missing.ou) || cast.ous[missing.ou].is_none() {
                continue;
            }
            let spot = frame.topology.layout.slot(frame.form, group, missing.slot, Lane::Stage(missing.stage));
            let dot = frame.topology.layout.dot(frame.form, group);
            let mut node = missing_node(frame, missing.ou, &missing.team, missing.stage, spot, dot);
            node.rank = if frame.shown.len() > 200 { 0.3 } else { 0.5 };
            draft.node(node);
        }
    }
}

fn missing_node(frame: &Frame, ou: usize, team: &str, stage: Stage, spot: Spot, dot: f64) -> SceneNode {
    let ou = frame.ou(ou);
    let label = format!("{team}: no {}", stage.plain());
    let id = format!("gap:{}:{team}", ou.id);
    let mut node = plain(id, Kind::Account, FolderClass::of_stage(stage), label, spot, dot);
    node.shape = Shape::Gap;
    node.detail = format!("team {team} has no {} account", stage.plain());
    node.parent = Some(ou.id.clone());
    node.count = 0;
    node
}
