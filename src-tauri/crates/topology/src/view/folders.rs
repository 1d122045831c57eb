//! Root, hubs, OUs and accounts: the part of the picture that all views with OUs share.

use std::collections::BTreeMap;

use armillary_model::Kind;

use super::{
    Frame, count,
    draft::{Draft, Drawn, plain},
    gaps,
    lod::{self, Lod},
};
use crate::{
    Badge, BadgeKind, FolderClass, NodeState, SceneNode, Shape,
    layout::{Form, Seat, Spot},
    topology::PolicyCounts,
    tree::{Member, Ou},
};

/// Which node stands for what.
pub(super) struct Cast {
    /// By account: itself, or the disc it is in.
    pub members: Vec<Option<Drawn>>,
    /// By account: whether it is drawn as itself.
    pub is_itself: Vec<bool>,
    /// By OU: itself, or the folded OU it is in.
    pub ous: Vec<Option<Drawn>>,
    /// What stands for the accounts of a folded OU in each defence ring, where they are in several.
    pub rings: BTreeMap<(usize, usize), Drawn>,
}

impl Cast {
    /// How many of the accounts that pass the filter are drawn as themselves.
    pub fn drawn(&self, frame: &Frame) -> usize {
        self.is_itself.iter().zip(&frame.shown).filter(|(is_itself, shown)| **is_itself && **shown).count()
    }

    /// What stands for an account.
    pub fn member(&self, at: usize) -> Option<Drawn> {
        self.members.get(at).copied().flatten()
    }

    /// What stands for an OU.
    pub fn ou(&self, at: usize) -> Option<Drawn> {
        self.ous.get(at).copied().flatten()
    }

    pub fn is_itself(&self, member: usize) -> bool {
        self.is_itself.get(member).copied().unwrap_or(false)
    }

    fn put(&mut self, member: usize, drawn: Option<Drawn>, is_itself: bool) {
        if let (Some(place), Some(itself)) = (self.members.get_mut(member), self.is_itself.get_mut(member)) {
            (*place, *itself) = (drawn, is_itself && drawn.is_some());
        }
    }

    fn put_ou(&mut self, ou: usize, drawn: Option<Drawn>) {
        if let Some(place) = self.ous.get_mut(ou) {
            *place = drawn;
        }
    }
}

/// Draws root, hubs, OUs, accounts, pages and gaps.
pub(super) fn draw(frame: &Frame, draft: &mut Draft, lod: &Lod) -> Cast {
    let (members, ous) = (frame.topology.tree.members.len(), frame.topology.tree.ous.len());
    let mut cast = Cast {
        members: vec![None; members],
        is_itself: vec![false; members],
        ous: vec![None; ous],
        rings: BTreeMap::new(),
    };
    draw_hubs(frame, draft, &mut cast);
    for ou in 0..ous {
        draw_ou(frame, draft, lod, &mut cast, ou);
    }
    let crowd = frame.shown.iter().filter(|shown| **shown).count();
    for ou in 0..ous {
        if lod.is_open(ou) && cast.ou(ou).is_some() {
            draw_accounts(frame, draft, &mut cast, ou, crowd);
        }
    }
    gaps::draw(frame, draft, lod, &cast);
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
        ids.push(frame.ou(at.ou).id.to_string());
    }
    let page = lod::pages(tree, at.ou).iter().position(|page| page.contains(&member));
    ids.extend(page.map(|page| lod::page_id(&frame.ou(at.ou).id, page)));
    ids
}

/// What must be open for an OU to be drawn: the OUs above.
pub(super) fn reveal_ou(frame: &Frame, ou: usize) -> Vec<String> {
    let chain = frame.topology.tree.chain(ou);
    chain.into_iter().filter(|at| *at != 0 && *at != ou).map(|at| frame.ou(at).id.to_string()).collect()
}

fn draw_hubs(frame: &Frame, draft: &mut Draft, cast: &mut Cast) {
    for (at, hub) in frame.topology.tree.hubs.iter().enumerate() {
        let is_management = frame.member(*hub).class == FolderClass::Management;
        if frame.is_shown(*hub) || is_management {
            let spot = frame.topology.layout.hub(at);
            let mut node = account(frame, *hub, spot, if is_management { 34.0 } else { 28.0 });
            node.shape = Shape::Hub;
            node.rank = 1.0;
            cast.put(*hub, draft.node(node), true);
        }
    }
}

/// Draws an OU if the one above is open; what is in a folded OU is stood for by its disc.
fn draw_ou(frame: &Frame, draft: &mut Draft, lod: &Lod, cast: &mut Cast, at: usize) {
    let (tree, layout) = (&frame.topology.tree, &frame.topology.layout);
    let ou = frame.ou(at);
    if let Some(parent) = ou.parent.filter(|parent| !lod.is_open(*parent) || cast.ou(*parent).is_none()) {
        cast.put_ou(at, cast.ou(parent));
        return;
    }
    let inside: Vec<usize> = tree.below(at).iter().copied().filter(|member| is_inside(frame, *member)).collect();
    if inside.is_empty() && at != 0 && !tree.below(at).is_empty() && !has_hub(frame, at) {
        return;
    }
    let own_place = || layout.ou(frame.form, tree, at);
    if lod.is_open(at) || inside.is_empty() {
        cast.put_ou(at, draft.node(ou_node(frame, at, own_place(), &inside, lod.is_open(at))));
        return;
    }
    let rings = rings(frame, &inside);
    if let (Some((ring, _)), 1) = (rings.first_key_value(), rings.len()) {
        let disc = draft.node(ou_disc(frame, at, layout.folded(frame.form, at, *ring), &inside));
        cast.put_ou(at, disc);
        inside.into_iter().for_each(|member| cast.put(member, disc, false));
        return;
    }
    cast.put_ou(at, draft.node(ou_node(frame, at, own_place(), &inside, false)));
    for (ring, inside) in rings {
        let disc = draft.node(ring_disc(frame, at, ring, &inside));
        cast.rings.extend(disc.map(|disc| ((at, ring), disc)));
        inside.into_iter().for_each(|member| cast.put(member, disc, false));
    }
}

/// Accounts by the defence ring they stand in; all together where the view has none.
fn rings(frame: &Frame, members: &[usize]) -> BTreeMap<usize, Vec<usize>> {
    let topology = frame.topology;
    let mut rings: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for member in members {
        let ring = match frame.form {
            Form::Sectors => 0,
            Form::Rings => topology.layout.ring_of_member(&topology.tree, *member),
        };
        rings.entry(ring).or_default().push(*member);
    }
    rings
}

/// Accounts that stand with their OU and pass the filter.
fn is_inside(frame: &Frame, member: usize) -> bool {
    frame.is_shown(member) && frame.member(member).hub.is_none()
}

fn has_hub(frame: &Frame, ou: usize) -> bool {
    frame.topology.tree.below(ou).iter().any(|at| frame.member(*at).hub.is_some() && frame.is_shown(*at))
}

/// An OU by its own figure.
fn ou_node(frame: &Frame, at: usize, spot: Spot, inside: &[usize], is_open: bool) -> SceneNode {
    let ou = frame.ou(at);
    let size = match at {
        0 => 24.0,
        _ => (13.0 - 2.0 * (ou.depth.min(4) as f64 - 1.0)).min(0.9 * spot.room).max(1.0),
    };
    let mut node = ou_figure(frame, at, spot, size, inside);
    node.count = if is_open || inside.is_empty() { 1 } else { count(inside.len()) };
    node.is_open = is_open && at != 0;
    node
}

/// The disc of a folded OU.
fn ou_disc(frame: &Frame, at: usize, spot: Spot, inside: &[usize]) -> SceneNode {
    let mut node = ou_figure(frame, at, spot, disc_size(spot, inside.len()), inside);
    node.shape = Shape::Bundle;
    node.count = count(inside.len());
    let inside = inside.iter().map(|member| frame.member(*member).state);
    node.state = NodeState::of_many(inside.chain(Some(node.state).filter(|own| *own != NodeState::Ok)));
    node
}

/// The disc of those accounts of a folded OU that stand in one defence ring.
fn ring_disc(frame: &Frame, at: usize, ring: usize, inside: &[usize]) -> SceneNode {
    let ou = frame.ou(at);
    let mut classes: BTreeMap<FolderClass, usize> = BTreeMap::new();
    for member in inside {
        let many = classes.entry(frame.member(*member).class).or_default();
        *many = many.saturating_add(1);
    }
    let most = classes.into_iter().max_by_key(|(_, many)| *many);
    let class = most.map_or(ou.class, |(class, _)| class);
    let spot = frame.topology.layout.folded_ring(ring, inside);
    let (id, size) = (format!("bundle:{}:ring-{ring}", ou.id), disc_size(spot, inside.len()));
    let mut node = plain(id, Kind::Account, class, ou.name.clone(), spot, size);
    node.shape = Shape::Bundle;
    node.detail = accounts_of(inside.len(), ou);
    node.rank = 0.9;
    node.state = NodeState::of_many(inside.iter().map(|member| frame.member(*member).state));
    node.parent = Some(ou.id.to_string());
    node.count = count(inside.len());
    // An OU that a person folded is opened by its own figure.
    node.can_open = !frame.is_asked_folded(ou);
    node
}

fn disc_size(spot: Spot, inside: usize) -> f64 {
    (17.0 + 4.2 * (inside as f64).sqrt()).min(0.92 * spot.room).clamp(10.0, 66.0)
}

fn ou_figure(frame: &Frame, at: usize, spot: Spot, size: f64, inside: &[usize]) -> SceneNode {
    let ou = frame.ou(at);
    let kind = if at == 0 { Kind::Root } else { Kind::OrganizationalUnit };
    let mut node = plain(ou.id.to_string(), kind, ou.class, ou.name.clone(), spot, size);
    node.detail = match inside.len() {
        1 => format!("{} · 1 account", ou.short),
        inside => format!("{} · {inside} accounts", ou.short),
    };
    node.detail.push_str(&frame.topology.governance.of_ou(&ou.short));
    node.account = frame.topology.tree.management;
    node.rank = if ou.depth <= 1 { 1.0 } else { 0.95 };
    node.state = ou.node.map_or(NodeState::Unknown, |node| frame.topology.resources.node(node).state());
    node.parent = ou.parent.map(|parent| frame.ou(parent).id.to_string());
    node.can_open = at != 0 && !(ou.children.is_empty() && inside.is_empty());
    node.badges = policy_badges(frame.topology.policies_of_ou(at));
    node
}

fn accounts_of(number: usize, ou: &Ou) -> String {
    let accounts = if number == 1 { "account" } else { "accounts" };
    format!("{number} {accounts} of {}", ou.name)
}

fn policy_badges(policies: PolicyCounts) -> Vec<Badge> {
    let badges = [
        (BadgeKind::Attached, policies.attached),
        (BadgeKind::AllowAll, policies.allow_all),
        (BadgeKind::Inherited, policies.inherited),
    ];
    badges.into_iter().filter(|(_, count)| *count > 0).map(|(kind, count)| Badge { kind, count }).collect()
}

/// An account as itself.
fn account(frame: &Frame, at: usize, spot: Spot, size: f64) -> SceneNode {
    let member = frame.member(at);
    let record = frame.node_of(member);
    let mut node = plain(record.id.to_string(), Kind::Account, member.class, member.name.clone(), spot, size);
    let path = frame.topology.tree.path(member.ou).join(" / ");
    node.detail = if path.is_empty() { member.account.to_string() } else { format!("{} · {path}", member.account) };
    node.detail.push_str(&frame.topology.governance.of_account(&member.account.to_string()));
    node.account = Some(member.account);
    node.state = member.state;
    node.parent = Some(frame.ou(member.ou).id.to_string());
    node.can_open = true;
    node.is_open = frame.is_asked_open(&node.id);
    node.badges = account_badges(frame, at, member);
    node
}

fn account_badges(frame: &Frame, at: usize, member: &Member) -> Vec<Badge> {
    let mut badges = policy_badges(frame.topology.policies_of_member(at));
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
            let disc = draft.node(page_node(frame, ou, id, &page, &shown));
            shown.into_iter().for_each(|member| cast.put(member, disc, false));
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
        cast.put(member, draft.node(node), true);
    }
}

/// A disc for a run of accounts of a large OU.
fn page_node(frame: &Frame, ou: usize, id: String, page: &[usize], shown: &[usize]) -> SceneNode {
    let (layout, tree) = (&frame.topology.layout, &frame.topology.tree);
    let (first, last) = (page.first().copied().unwrap_or(0), page.last().copied().unwrap_or(0));
    let spot = match (layout.seats.get(first), layout.seats.get(last)) {
        (Some(Seat::Slot { group, slot: from, lane }), Some(Seat::Slot { slot: to, .. })) => {
            layout.run(frame.form, *group, (*from, *to), *lane)
        }
        _ => layout.folded(frame.form, ou, layout.ring_of_member(tree, first)),
    };
    let label = format!("{} … {}", frame.member(first).team, frame.member(last).team);
    let mut node =
        plain(id, Kind::Account, frame.member(first).class, label, spot, (0.85 * spot.room).clamp(4.0, 40.0));
    node.shape = Shape::Bundle;
    node.detail = accounts_of(shown.len(), frame.ou(ou));
    node.rank = 0.8;
    node.state = NodeState::of_many(shown.iter().map(|member| frame.member(*member).state));
    node.parent = Some(frame.ou(ou).id.to_string());
    node.count = count(shown.len());
    node.can_open = true;
    node
}
