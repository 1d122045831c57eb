//! The trust view: defence rings, production inside, and which accounts the trust policies of others name.
//!
//! Lines lead from the account that is named to the account whose roles name it: the way one could go. Where trust was
//! evaluated, only what has an effect is drawn.

use std::{collections::BTreeMap, f64::consts::TAU};

use armillary_model::{AccountId, AccountTrust, Kind, RelationKind, TrustCounts};

use super::{
    Frame,
    draft::{Draft, Drawn, plain},
    folders::{self, Cast},
    interior,
    lod::{Automatic, Lod},
    organization,
};
use crate::{
    EdgeState, FolderClass, NodeState, Scene,
    layout::{Arc, RINGS, Seat, Spot, ring_of},
};

const AUTOMATIC: Automatic = Automatic { budget: 450, leaves: true };

/// So many lines of one meaning between one account and the accounts of one OU are drawn as one.
const QUIET_BUNDLE: usize = 4;
const INWARD_BUNDLE: usize = 9;

const RING_NAMES: [(&str, FolderClass); 6] = [
    ("Platform", FolderClass::Management),
    ("Production", FolderClass::Prod),
    ("Pre-production", FolderClass::PreProd),
    ("Development", FolderClass::Dev),
    ("Sandbox", FolderClass::Sandbox),
    ("Outside the organization", FolderClass::External),
];

/// Trust that is drawn: who is named, who names, and whether that leads inward.
struct Line {
    from: (Drawn, Option<usize>),
    to: (Drawn, Option<usize>),
    is_inward: bool,
    count: u32,
    label: String,
    state: EdgeState,
}

pub(super) fn scene(frame: &Frame) -> Scene {
    let mut draft = Draft::default();
    let lod = Lod::plan(&frame.topology.tree, &frame.topology.layout, frame.request, &frame.shown, AUTOMATIC);
    draft.guide("", FolderClass::Management, (0.0, 0.0), (0.0, 290.0), Arc::FULL);
    let cast = folders::draw(frame, &mut draft, &lod);
    interior::draw(frame, &mut draft, &cast, &[Kind::Role, Kind::SamlProvider, Kind::OidcProvider, Kind::User]);
    let pairs = frame.topology.trust_pairs();
    let outsiders = draw_outsiders(frame, &mut draft, &pairs);
    let rings = if outsiders.is_empty() { 5 } else { 6 };
    for ((label, class), radii) in RING_NAMES.into_iter().zip(RINGS).take(rings) {
        draft.guide(label, class, (0.0, 0.0), radii, Arc::FULL);
    }
    let relations = draw_trust(frame, &mut draft, &cast, &outsiders, &pairs);
    organization::notes(frame, &mut draft);
    if pairs.iter().any(|pair| pair.evaluated.is_none()) {
        draft.note(String::from("lines are what trust policies name; whether it is effective is not evaluated"));
    }
    draft.finish(frame.request.view, frame.totals(cast.drawn(), relations))
}

fn ring(frame: &Frame, member: Option<usize>) -> usize {
    let Some(at) = member else { return 5 };
    match frame.topology.layout.seats.get(at) {
        Some(Seat::Slot { group, lane: crate::layout::Lane::Whole, .. }) => frame.topology.layout.groups[*group].ring,
        Some(Seat::Hub(_)) => 0,
        _ => ring_of(frame.member(at).class),
    }
}

/// Draws accounts that are named and not of the organization, in the direction of those that name them.
fn draw_outsiders(frame: &Frame, draft: &mut Draft, pairs: &[AccountTrust]) -> BTreeMap<AccountId, Drawn> {
    let tree = &frame.topology.tree;
    let mut directions: BTreeMap<AccountId, (f64, f64)> = BTreeMap::new();
    for pair in pairs.iter().filter(|pair| tree.member_of(pair.trusted).is_none()) {
        if let Some(at) = tree.member_of(pair.trusting).filter(|at| frame.is_shown(*at)) {
            let spot = frame.topology.layout.member(frame.form, at);
            let sum = directions.entry(pair.trusted).or_default();
            *sum = (sum.0 + spot.x, sum.1 + spot.y);
        }
    }
    let mut wanted: Vec<(f64, AccountId)> =
        directions.iter().map(|(account, (x, y))| (y.atan2(*x), *account)).collect();
    wanted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let apart = (TAU / (wanted.len().max(1) as f64 + 1.0)).min(0.07);
    let mut outsiders = BTreeMap::new();
    let mut last = f64::MIN;
    for (angle, account) in wanted {
        last = angle.max(last + apart);
        let spot = Spot::polar(f64::midpoint(RINGS[5].0, RINGS[5].1), last, 20.0);
        let size = (400.0 * apart).clamp(3.0, 15.0);
        let id = format!("unknown:{account}");
        let mut node = plain(id, Kind::Account, FolderClass::External, account.to_string(), spot, size);
        node.detail = String::from("not in the organization");
        node.account = Some(account);
        (node.state, node.rank) = (NodeState::Unknown, 0.9);
        if let (Some(drawn), true) = (draft.node(node), frame.has_state(NodeState::Unknown)) {
            outsiders.insert(account, drawn);
        }
    }
    outsiders
}

/// Draws trust between what stands for the accounts; gives how many pairs pass the filter.
fn draw_trust(
    frame: &Frame,
    draft: &mut Draft,
    cast: &Cast,
    outsiders: &BTreeMap<AccountId, Drawn>,
    pairs: &[AccountTrust],
) -> usize {
    let member = |account| frame.topology.tree.member_of(account);
    let stands = |account: AccountId| match member(account) {
        Some(at) => cast.members[at].map(|drawn| (drawn, Some(at))),
        None => outsiders.get(&account).map(|drawn| (*drawn, None)),
    };
    let mut lines = Vec::new();
    let mut relations = 0;
    for pair in pairs {
        let (Some(from), Some(to)) = (stands(pair.trusted), stands(pair.trusting)) else { continue };
        relations += 1;
        let Some(state) = state(pair.evaluated) else { continue };
        let is_inward = ring(frame, from.1) > ring(frame, to.1);
        if !roles(frame, draft, to, from, is_inward) && from.0 != to.0 {
            lines.push(Line { from, to, is_inward, count: count(pair), label: words(pair), state });
        }
    }
    draw_lines(frame, draft, cast, lines);
    relations
}

/// Where the roles of an opened account are drawn, leads to those that name the other account; tells whether it did.
fn roles(
    frame: &Frame,
    draft: &mut Draft,
    to: (Drawn, Option<usize>),
    from: (Drawn, Option<usize>),
    inward: bool,
) -> bool {
    let (true, Some(trusting)) = (draft.nodes[to.0].is_open, to.1) else { return false };
    let trusting = frame.member(trusting).account;
    let Some(interior) = frame.interiors.get(&trusting) else { return false };
    let trusted = draft.nodes[from.0].account;
    let mut found = false;
    for (index, role) in interior.resources.of_kind(Kind::Role) {
        let mut principals = interior.resources.targets(index, RelationKind::Trusts);
        let is_named = principals.any(|(principal, _)| interior.resources.node(principal).account == trusted);
        if let (Some(drawn), true) = (draft.find(&role.id), is_named && trusted.is_some()) {
            draft.edge(from.0, drawn, kind(inward), "1 role", 1, EdgeState::Named);
            found = true;
        }
    }
    found
}

fn kind(is_inward: bool) -> &'static str {
    if is_inward { "trusts-inward" } else { "trusts" }
}

/// Draws lines, many between one account and one OU as one: quiet ones by who names, inward ones by who is named.
fn draw_lines(frame: &Frame, draft: &mut Draft, cast: &Cast, lines: Vec<Line>) {
    let mut bundles: BTreeMap<(bool, Drawn, Option<usize>), Vec<Line>> = BTreeMap::new();
    for line in lines {
        let (fixed, spread) = if line.is_inward { (line.to, line.from) } else { (line.from, line.to) };
        let ou = spread.1.filter(|at| frame.member(*at).hub.is_none()).map(|at| frame.member(at).ou);
        bundles.entry((line.is_inward, fixed.0, ou)).or_default().push(line);
    }
    // What crosses inward is drawn first: it must not be what is left out where there is too much.
    for ((is_inward, fixed, ou), lines) in bundles.into_iter().rev() {
        let most = if is_inward { INWARD_BUNDLE } else { QUIET_BUNDLE };
        let disc = ou.and_then(|ou| cast.ous[ou]).filter(|_| lines.len() >= most);
        let accounts = lines.len();
        for line in lines {
            let (from, to) = match (disc, is_inward) {
                (Some(disc), true) => (disc, fixed),
                (Some(disc), false) => (fixed, disc),
                (None, _) => (line.from.0, line.to.0),
            };
            let label = if disc.is_some() { format!("{accounts} accounts") } else { line.label };
            draft.edge(from, to, kind(is_inward), &label, line.count, line.state);
        }
    }
}

/// How a line between two accounts is drawn: as its surest way; `None` where there is none.
fn state(evaluated: Option<TrustCounts>) -> Option<EdgeState> {
    match evaluated {
        None => Some(EdgeState::Named),
        Some(TrustCounts { allowed: 1.., .. }) => Some(EdgeState::Solid),
        Some(TrustCounts { allowed_if: 1.., .. }) => Some(EdgeState::Conditional),
        Some(TrustCounts { unknown: 1.., .. }) => Some(EdgeState::Unknown),
        Some(_) => None,
    }
}

fn count(pair: &AccountTrust) -> u32 {
    pair.evaluated.map_or(pair.count, |ways| ways.allowed + ways.allowed_if + ways.unknown)
}

fn words(pair: &AccountTrust) -> String {
    if let Some(ways) = pair.evaluated {
        let parts = [(ways.allowed, "allowed"), (ways.allowed_if, "under conditions"), (ways.unknown, "unknown")];
        let parts = parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
        return parts.collect::<Vec<_>>().join(", ");
    }
    let statements = if pair.count == 1 { String::from("1 statement") } else { format!("{} statements", pair.count) };
    match pair.whole_account {
        0 => statements,
        _ => format!("{statements}, whole account named"),
    }
}
