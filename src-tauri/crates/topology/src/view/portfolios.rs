//! The portfolios view: hubs in the centre with their portfolios as petals, and shares as lines to those they reach.

use std::{
    collections::BTreeMap,
    f64::consts::{FRAC_PI_2, TAU},
};

use armillary_model::{Kind, RelationKind};
use petgraph::graph::NodeIndex;

use super::{
    Frame, count,
    draft::{Draft, Drawn, plain},
    fan::Fan,
    folders::{self, Cast},
    interior,
    lod::{Automatic, Lod},
    network::number_of,
    organization,
};
use crate::{
    EdgeState, FolderClass, NodeState, Reach, Scene, Shape,
    edge::Ties,
    layout::{Arc, Seat, Sector, Spot},
    reach::{Share, Usability},
};

/// With more accounts, OUs of accounts stay folded until asked for: each account has a line from every portfolio it sees.
const FEW: usize = 150;

/// Radii of the petals around the hubs, of portfolios of other accounts, and of an opened portfolio's products.
const PETALS: (f64, f64) = (236.0, 290.0);
const LOCAL: (f64, f64) = (350.0, 400.0);
const PRODUCTS: (f64, f64) = (24.0, 60.0);

/// The part of the circle that a petal takes, in radians, where there is room.
const PETAL_WIDTH: f64 = 0.4;

/// Petals of one owner, or portfolios of one sector, that are shown without being asked for.
const UNFOLDED: usize = 12;

/// Where portfolios from outside the organization stand.
const OUTSIDE: (f64, f64) = (1_030.0, 1_090.0);

/// The portfolios of one hub, or those of all other accounts of one sector.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Owner {
    Hub(usize),
    Sector(Sector),
    Outside,
}

pub(super) fn scene(frame: &Frame) -> Scene {
    let mut draft = Draft::default();
    let few = frame.topology.tree.members.len() <= FEW;
    let automatic = Automatic { budget: 400, leaves: few };
    let lod = Lod::plan(frame, automatic);
    organization::sector_guides(frame, &mut draft);
    let cast = folders::draw(frame, &mut draft, &lod);
    draw_inheritance(frame, &mut draft, &cast);
    let petals = draw_portfolios(frame, &mut draft, &cast);
    draw_shares(frame, &mut draft, &cast, &petals);
    interior::draw(frame, &mut draft, &cast, &[]);
    organization::notes(frame, &mut draft);
    if petals.is_empty() {
        draft.note(String::from("no portfolio is in the cache"));
    }
    draft.finish(frame.request.view, frame.totals(cast.drawn(frame)))
}

/// OUs to the OU above: the way on which shares are inherited.
fn draw_inheritance(frame: &Frame, draft: &mut Draft, cast: &Cast) {
    for (at, ou) in frame.topology.tree.ous.iter().enumerate().skip(1) {
        let parent = ou.parent.filter(|parent| *parent != 0).and_then(|parent| cast.ou(parent));
        if let (Some(from), Some(to)) = (cast.ou(at), parent) {
            let state = ou.above.unwrap_or(EdgeState::Unknown);
            draft.edge(from, to, RelationKind::ChildOf.as_str(), "", Ties::one(state));
        }
    }
}

/// Draws portfolios and the products of opened ones; gives what stands for each portfolio.
fn draw_portfolios(frame: &Frame, draft: &mut Draft, cast: &Cast) -> BTreeMap<NodeIndex, Drawn> {
    let mut petals = BTreeMap::new();
    if frame.is_hidden(Kind::Portfolio) {
        return petals;
    }
    let owners = owners(frame);
    let arcs = petal_arcs(frame, &owners);
    for (owner, portfolios) in owners {
        let Some((head, fan)) = place(frame, draft, cast, owner, &arcs) else { continue };
        let id = disc_id(frame, owner);
        if portfolios.len() > UNFOLDED && !frame.is_asked_open(&id) {
            let class = draft.at(head).class;
            let spot = fan.centre.around(f64::midpoint(fan.radii.0, fan.radii.1), fan.arc.mid(), 0.0);
            let label = format!("{} portfolios", portfolios.len());
            let mut node = plain(id, Kind::Portfolio, class, label, spot, fan.largest);
            (node.shape, node.count, node.can_open, node.rank) = (Shape::Bundle, count(portfolios.len()), true, 0.85);
            let resources = &frame.topology.resources;
            node.state = NodeState::of_many(portfolios.iter().map(|index| resources.node(*index).state()));
            if let Some(disc) = draft.node(node) {
                petals.extend(portfolios.into_iter().map(|portfolio| (portfolio, disc)));
            }
            continue;
        }
        let class = draft.at(head).class;
        let known = |index: NodeIndex| {
            if frame.topology.resources.node(index).stale { EdgeState::Stale } else { EdgeState::Solid }
        };
        let figures =
            portfolios.iter().map(|index| (portfolio(frame, *index, &portfolios, class), Ties::one(known(*index))));
        fan.draw(frame, draft, head, &id, figures.collect(), "contains");
        for index in portfolios {
            if let Some(drawn) = draft.find(&frame.topology.resources.node(index).id) {
                petals.insert(index, drawn);
                draw_products(frame, draft, index, drawn);
            }
        }
    }
    petals
}

fn disc_id(frame: &Frame, owner: Owner) -> String {
    match owner {
        Owner::Hub(hub) => format!("bundle:{}:{}", frame.node_of(frame.member(hub)).id, Kind::Portfolio),
        Owner::Sector(sector) => format!("bundle:portfolios:{sector:?}"),
        Owner::Outside => String::from("bundle:portfolios:outside"),
    }
}

/// What must be open for a portfolio, or a product of one, to be drawn.
pub(super) fn reveal(frame: &Frame, index: NodeIndex) -> Vec<String> {
    let resources = &frame.topology.resources;
    let is_product = resources.node(index).kind == Some(Kind::Product);
    let holder =
        resources.sources(index, RelationKind::Holds).map(|(portfolio, _)| portfolio).next().filter(|_| is_product);
    let portfolio = holder.unwrap_or(index);
    let mut ids = Vec::new();
    for (owner, portfolios) in owners(frame) {
        let Some(at) = portfolios.iter().position(|one| *one == portfolio) else { continue };
        let id = disc_id(frame, owner);
        if portfolios.len() > super::fan::PAGE {
            ids.push(format!("{id}:{}", at / super::fan::PAGE));
        }
        if portfolios.len() > UNFOLDED {
            ids.insert(0, id);
        }
    }
    ids.extend(holder.map(|holder| resources.node(holder).id.to_string()));
    ids
}

/// Portfolios by owner, those of one owner by Region and name.
fn owners(frame: &Frame) -> BTreeMap<Owner, Vec<NodeIndex>> {
    let (resources, tree) = (&frame.topology.resources, &frame.topology.tree);
    let mut owners: BTreeMap<Owner, Vec<NodeIndex>> = BTreeMap::new();
    for (index, node) in resources.nodes() {
        if node.kind != Some(Kind::Portfolio) || !frame.has_region(&node.region) || !frame.has_state(node.state()) {
            continue;
        }
        let member = node.account.and_then(|account| tree.member_of(account));
        let owner = match member.map(|member| (member, frame.topology.layout.seats.get(member))) {
            Some((member, Some(Seat::Hub(_)))) => Owner::Hub(member),
            Some((_, Some(Seat::Slot { group, .. }))) => match frame.topology.layout.groups.get(*group) {
                Some(group) => Owner::Sector(group.sector),
                None => Owner::Outside,
            },
            _ => Owner::Outside,
        };
        if member.is_none_or(|member| frame.is_shown(member)) {
            owners.entry(owner).or_default().push(index);
        }
    }
    for portfolios in owners.values_mut() {
        portfolios.sort_by_key(|index| {
            let node = resources.node(*index);
            (node.region.to_string(), node.name.to_lowercase(), node.id.to_string())
        });
    }
    owners
}

/// The directions of each hub's petals: as wide as their number needs, beside their hub, pushed apart where they would
/// overlap.
fn petal_arcs(frame: &Frame, owners: &BTreeMap<Owner, Vec<NodeIndex>>) -> BTreeMap<Owner, Arc> {
    let number = |hub: usize| owners.get(&Owner::Hub(hub)).map_or(0, |portfolios| portfolios.len().min(UNFOLDED));
    let hubs: Vec<usize> = frame.topology.tree.hubs.iter().copied().filter(|hub| number(*hub) > 0).collect();
    let total = hubs.iter().map(|hub| number(*hub)).fold(0, usize::saturating_add);
    let width = (0.95 * TAU / total.max(1) as f64).min(PETAL_WIDTH);
    let widths: Vec<f64> = hubs.iter().map(|hub| number(*hub) as f64 * width).collect();
    let mut middles: Vec<f64> = hubs
        .iter()
        .map(|hub| {
            let spot = frame.topology.layout.member(frame.form, *hub);
            // Hubs go clockwise from the top: so do these angles, downwards from there.
            FRAC_PI_2 - (FRAC_PI_2 - spot.y.atan2(spot.x)).rem_euclid(TAU)
        })
        .collect();
    for _ in 0..64 {
        for at in 0..hubs.len() {
            push_apart(&mut middles, &widths, at);
        }
    }
    let arcs = hubs.iter().zip(middles).zip(widths);
    arcs.map(|((hub, middle), width)| (Owner::Hub(*hub), Arc { lo: middle - width / 2.0, hi: middle + width / 2.0 }))
        .collect()
}

/// Pushes petals and the next ones clockwise apart by as much as they overlap.
fn push_apart(middles: &mut [f64], widths: &[f64], at: usize) {
    let after = at.saturating_add(1);
    let (next, round) = if after < middles.len() { (after, 0.0) } else { (0, TAU) };
    let ends = |at: usize| Some((*middles.get(at)?, *widths.get(at)? / 2.0));
    let (Some((here, half)), Some((there, other_half)), true) = (ends(at), ends(next), next != at) else { return };
    let gap = here - half - (there - round + other_half);
    if gap < 0.0 {
        middles.get_mut(at).into_iter().for_each(|middle| *middle -= gap / 2.0);
        middles.get_mut(next).into_iter().for_each(|middle| *middle += gap / 2.0);
    }
}

/// What the portfolios of an owner hang from, and where they stand.
fn place(
    frame: &Frame,
    draft: &mut Draft,
    cast: &Cast,
    owner: Owner,
    arcs: &BTreeMap<Owner, Arc>,
) -> Option<(Drawn, Fan)> {
    let centre = Spot { x: 0.0, y: 0.0, room: 0.0 };
    let layout = &frame.topology.layout;
    match owner {
        Owner::Hub(hub) => {
            let arc = *arcs.get(&owner)?;
            Some((cast.member(hub)?, Fan { centre, radii: PETALS, arc, largest: 17.0 }))
        }
        Owner::Sector(sector) => {
            let (_, arc) = *layout.sectors.iter().find(|(at, _)| *at == sector)?;
            Some((cast.ou(0)?, Fan { centre, radii: LOCAL, arc, largest: 12.0 }))
        }
        Owner::Outside => {
            let arc = Arc { lo: 2.0, hi: 2.6 };
            let spot = Spot::polar(f64::midpoint(OUTSIDE.0, OUTSIDE.1) - 60.0, arc.mid(), 0.0);
            let label = String::from("outside the organization");
            let id = String::from("bundle:outside");
            let mut node = plain(id, Kind::Account, FolderClass::External, label, spot, 10.0);
            (node.shape, node.count) = (Shape::Bundle, 1);
            Some((draft.node(node)?, Fan { centre, radii: OUTSIDE, arc, largest: 14.0 }))
        }
    }
}

fn portfolio(frame: &Frame, index: NodeIndex, others: &[NodeIndex], class: FolderClass) -> crate::SceneNode {
    let resource = frame.topology.resources.node(index);
    let mut node = interior::item(resource, class);
    let namesakes = others.iter().filter(|other| frame.topology.resources.node(**other).name == resource.name);
    if namesakes.count() > 1 {
        node.label = format!("{} ({})", resource.name, resource.region);
    }
    let products = frame.topology.portfolio_contents(&resource.id).products;
    let reach = frame.topology.portfolio_reach(&resource.id).unwrap_or_default().total;
    let held =
        products.map_or_else(|| String::from("products not read"), |products| number_of(products as usize, "product"));
    let least = if frame.topology.shares_are_known(&resource.id) { "" } else { "at least " };
    let accounts = number_of(reach.reached as usize, "account");
    node.detail = format!("{held} · reaches {least}{accounts} · {}", resource.region);
    node.rank = 0.88;
    node.can_open = products.is_some_and(|products| products > 0);
    node.is_open = node.can_open && frame.is_asked_open(&node.id);
    node
}

fn draw_products(frame: &Frame, draft: &mut Draft, portfolio: NodeIndex, petal: Drawn) {
    let head = draft.at(petal);
    if !head.is_open || frame.is_hidden(Kind::Product) {
        return;
    }
    let centre = Spot { x: head.x, y: head.y, room: 0.0 };
    let outward = head.y.atan2(head.x);
    let (id, class) = (format!("bundle:{}", head.id), head.class);
    let products = frame.topology.resources.targets(portfolio, RelationKind::Holds);
    let mut products: Vec<_> =
        products.map(|(product, link)| (frame.topology.resources.node(product), Ties::one(link.state))).collect();
    products.sort_by_key(|(node, _)| (node.name.to_lowercase(), node.id.to_string()));
    let figures = products.into_iter().map(|(product, ties)| (interior::item(product, class), ties)).collect();
    let arc = Arc { lo: outward - 1.1, hi: outward + 1.1 };
    let fan = Fan { centre, radii: PRODUCTS, arc, largest: 8.0 };
    fan.draw(frame, draft, petal, &id, figures, RelationKind::Holds.as_str());
}

/// Draws shares to those they are with, and lines to single accounts.
fn draw_shares(frame: &Frame, draft: &mut Draft, cast: &Cast, petals: &BTreeMap<NodeIndex, Drawn>) {
    for share in frame.topology.shares().collect::<Vec<_>>() {
        let Some(petal) = petals.get(&share.portfolio).copied() else { continue };
        let reached = frame.topology.reached_by(share);
        let reached: Vec<_> = reached.into_iter().filter(|(member, _)| frame.is_shown(*member)).collect();
        let recipient = frame.topology.resources.node(share.recipient);
        let member = recipient.account.filter(|_| recipient.kind == Some(Kind::Account));
        let member = member.and_then(|account| frame.topology.tree.member_of(account));
        let to = match (member, frame.topology.tree.ou_of(&recipient.id)) {
            (Some(member), _) => cast.member(member),
            (None, Some(ou)) => cast.ou(ou),
            (None, None) if recipient.kind == Some(Kind::Organization) => cast.ou(0),
            (None, None) => outsider(frame, draft, share, petal),
        };
        if let Some(to) = to {
            let ties = frame.topology.ties_of(share, &reached);
            draft.edge(petal, to, RelationKind::SharedWith.as_str(), &words(frame, share, &reached), ties);
        }
        if member.is_none() {
            draw_inherited(frame, draft, cast, petal, &reached);
        }
    }
}

/// An account's line is drawn where it tells more than the share does: where the account cannot use the portfolio or that is not
/// known, and where the portfolio, the account or an OU it is directly in was opened.
fn draw_inherited(frame: &Frame, draft: &mut Draft, cast: &Cast, petal: Drawn, reached: &[(usize, Usability)]) {
    let petal_is_open = frame.is_asked_open(&draft.at(petal).id);
    for (member, usability) in reached {
        let (ou, account) = (frame.ou(frame.member(*member).ou), frame.node_of(frame.member(*member)));
        let is_open = petal_is_open || frame.is_asked_open(&ou.id) || frame.is_asked_open(&account.id);
        if *usability == Usability::Usable && !is_open {
            continue;
        }
        if let (Some(to), true) = (cast.member(*member), cast.is_itself(*member)) {
            draft.edge(petal, to, "reaches", "", Ties::one(usability.state()));
        }
    }
}

/// A recipient outside the organization: on the rim, in the direction of the portfolio.
fn outsider(frame: &Frame, draft: &mut Draft, share: Share, petal: Drawn) -> Option<Drawn> {
    let node = interior::item(frame.topology.resources.node(share.recipient), FolderClass::External);
    let angle = draft.at(petal).y.atan2(draft.at(petal).x);
    let offset = 0.04 * (share.recipient.index() % 7) as f64;
    let spot = Spot::polar(OUTSIDE.0, angle + offset, 10.0);
    draft.node(crate::SceneNode { x: spot.x, y: spot.y, size: 10.0, rank: 0.9, ..node })
}

fn words(frame: &Frame, share: Share, reached: &[(usize, Usability)]) -> String {
    let mut reach = Reach::default();
    reached.iter().for_each(|(_, usability)| reach.add(*usability));
    let kind = match frame.topology.share_type(share) {
        "ORGANIZATIONAL_UNIT" => "OU share",
        "ORGANIZATION" => "organization share",
        "ACCOUNT" | "ORGANIZATION_MEMBER_ACCOUNT" => "account share",
        _ => "share",
    };
    let known = match reach.unknown {
        0 => String::new(),
        unknown => format!(", {unknown} not known"),
    };
    format!("{kind} · usable in {} of {}{known}", reach.usable, number_of(reach.reached as usize, "account"))
}
