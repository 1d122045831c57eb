//! The trust view: defence rings, production inside, and which accounts the trust policies of others name.
//!
//! Lines lead from the account that one comes from to the account whose roles trust it. Where trust was evaluated, only what has
//! an effect is drawn.

use std::{collections::BTreeMap, f64::consts::TAU};

use armillary_model::{AccountId, AccountTrust, Kind, RelationKind};

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
    edge::Ties,
    layout::{Arc, NO_CLASS, OUTSIDE, RINGS, Spot, ring},
    trust::{DECLARED, Doubts, INWARD, Way},
};

const AUTOMATIC: Automatic = Automatic { budget: 450, leaves: true };

/// So many lines of one meaning between one account and the accounts of one OU are drawn as one.
const QUIET_BUNDLE: usize = 4;
const INWARD_BUNDLE: usize = 9;

const RING_NAMES: [(&str, FolderClass); 7] = [
    ("Platform", FolderClass::Management),
    ("Production", FolderClass::Prod),
    ("Pre-production", FolderClass::PreProd),
    ("Development", FolderClass::Dev),
    ("Sandbox", FolderClass::Sandbox),
    ("No class", FolderClass::Other),
    ("Outside the organization", FolderClass::External),
];

/// One end of a line: what stands for an account, and which one if it is of the organization.
type Foot = (Drawn, Option<usize>);

/// A line between accounts: from where, to whose roles, and whether that leads inward.
struct Line {
    from: Foot,
    to: Foot,
    kind: &'static str,
    way: Way,
}

pub(super) fn scene(frame: &Frame) -> Scene {
    let mut draft = Draft::default();
    let lod = Lod::plan(frame, AUTOMATIC);
    draft.guide("", FolderClass::Management, (0.0, 0.0), (0.0, 290.0), Arc::FULL);
    let cast = folders::draw(frame, &mut draft, &lod);
    interior::draw(frame, &mut draft, &cast, &[Kind::Role, Kind::SamlProvider, Kind::OidcProvider, Kind::User]);
    let pairs = frame.topology.trust_pairs();
    let outsiders = draw_outsiders(frame, &mut draft, &pairs);
    for (at, ((label, class), radii)) in RING_NAMES.into_iter().zip(RINGS).enumerate() {
        if at < NO_CLASS || draft.is_in(radii) {
            draft.guide(label, class, (0.0, 0.0), radii, Arc::FULL);
        }
    }
    draw_trust(frame, &mut draft, &cast, &outsiders, &pairs);
    organization::notes(frame, &mut draft);
    of_no_class(frame, &mut draft);
    if pairs.iter().any(|pair| pair.evaluated.is_none()) {
        draft.note(String::from("lines are what trust policies name; whether it is effective is not evaluated"));
    }
    draft.finish(frame.request.view, frame.totals(cast.drawn(frame)))
}

/// Says how many accounts stand in no ring of a class: which of them are production, nobody knows.
fn of_no_class(frame: &Frame, draft: &mut Draft) {
    let topology = frame.topology;
    let is_one = |account: AccountId| topology.ring_of_account(account) == NO_CLASS;
    let text = match frame.members().filter(|member| is_one(member.account)).count() {
        0 => return,
        1 => String::from("1 account is of no class"),
        many => format!("{many} accounts are of no class"),
    };
    draft.note(format!(
        "{text}: in no OU that is known, or in one whose name tells none; whether a line to them crosses inward is not known"
    ));
}

/// Draws accounts that are named and not of the organization, in the direction of those that name them.
fn draw_outsiders(frame: &Frame, draft: &mut Draft, pairs: &[AccountTrust]) -> BTreeMap<AccountId, Drawn> {
    let tree = &frame.topology.tree;
    let mut directions: BTreeMap<AccountId, (f64, f64)> = BTreeMap::new();
    let strange = |pair: &&AccountTrust| tree.member_of(pair.trusted).is_none() && frame.topology.way(pair).is_some();
    for pair in pairs.iter().filter(strange) {
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
        let spot = Spot::polar(f64::midpoint(ring(OUTSIDE).0, ring(OUTSIDE).1), last, 20.0);
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

/// Draws ways between what stands for the accounts.
fn draw_trust(
    frame: &Frame,
    draft: &mut Draft,
    cast: &Cast,
    outsiders: &BTreeMap<AccountId, Drawn>,
    pairs: &[AccountTrust],
) {
    let stands = |account: AccountId| match frame.topology.tree.member_of(account) {
        Some(at) => cast.member(at).map(|drawn| (drawn, Some(at))),
        None => outsiders.get(&account).map(|drawn| (*drawn, None)),
    };
    let mut lines = Vec::new();
    for pair in pairs {
        let (Some(from), Some(to)) = (stands(pair.trusted), stands(pair.trusting)) else { continue };
        let Some(way) = frame.topology.way(pair) else { continue };
        let kind = frame.topology.way_kind(pair);
        let line = Line { from, to, kind, way };
        if !roles(frame, draft, pair, &line) && from.0 != to.0 {
            lines.push(line);
        }
    }
    untold(frame, draft, &lines);
    draw_lines(frame, draft, cast, lines);
}

/// Says how many accounts have ways that are not known, or known from an earlier crawl, and why.
fn untold(frame: &Frame, draft: &mut Draft, lines: &[Line]) {
    let told = |state: EdgeState| lines.iter().filter(|line| line.way.ties.state == state).count();
    let (unknown, stale) = (told(EdgeState::Unknown), told(EdgeState::Stale));
    let ties = lines.iter().map(|line| line.way.ties).reduce(Ties::and);
    let why = ties.map(|ties| frame.topology.why(ties, &doubts(lines))).unwrap_or_default();
    if why.is_empty() {
        return;
    }
    let of = lines.len();
    let mut parts = Vec::new();
    if unknown > 0 {
        parts.push(format!("{unknown} of {of} pairs of accounts: not known whether one gets into the other"));
    }
    if stale > 0 {
        parts.push(format!("{stale} of {of} pairs of accounts: as last read, in an earlier crawl"));
    }
    if parts.is_empty() {
        parts.push(String::from("some ways are not known"));
    }
    draft.note(format!("{}; {why}", parts.join("; ")));
}

/// The accounts whose IAM was not read, of all lines.
fn doubts(lines: &[Line]) -> Doubts {
    let doubts = lines.iter().flat_map(|line| &line.way.doubts);
    doubts.map(|(account, doubt)| (*account, doubt.clone())).collect()
}

/// Where the roles of an opened account are drawn, leads to those that name the other account; tells whether it did. What the
/// account's ways are known to be is the most that can be said of one of its roles: the scene knows no more than that it is named.
fn roles(frame: &Frame, draft: &mut Draft, pair: &AccountTrust, line: &Line) -> bool {
    let Some(interior) = frame.interiors.get(&pair.trusting).filter(|_| draft.at(line.to.0).is_open) else {
        return false;
    };
    let mut found = false;
    for (index, role) in interior.resources.of_kind(Kind::Role) {
        let mut principals = interior.resources.targets(index, RelationKind::Trusts);
        let named = principals.find(|(to, _)| interior.resources.node(*to).account == Some(pair.trusted));
        if let (Some(drawn), Some((_, link))) = (draft.find(&role.id), named) {
            draft.edge(line.from.0, drawn, line.kind, "1 role", Ties::one(link.state.max(EdgeState::Named)));
            found = true;
        }
    }
    found
}

/// Draws lines, many between one account and one OU as one: quiet ones by where they come from, inward ones by where they lead.
fn draw_lines(frame: &Frame, draft: &mut Draft, cast: &Cast, lines: Vec<Line>) {
    let mut bundles: BTreeMap<(usize, Drawn, Option<usize>), Vec<Line>> = BTreeMap::new();
    for line in lines {
        let loudness =
            [DECLARED, INWARD].iter().position(|kind| *kind == line.kind).map_or(0, |at| at.saturating_add(1));
        let is_inward = loudness > 0;
        let (fixed, spread) = if is_inward { (line.to, line.from) } else { (line.from, line.to) };
        let ou = spread.1.filter(|at| frame.member(*at).hub.is_none()).map(|at| frame.member(at).ou);
        bundles.entry((loudness, fixed.0, ou)).or_default().push(line);
    }
    // What crosses inward is drawn first, above all what nobody declared: it must not be what is left out where there is too much.
    for ((loudness, fixed, ou), lines) in bundles.into_iter().rev() {
        let is_inward = loudness > 0;
        let most = if is_inward { INWARD_BUNDLE } else { QUIET_BUNDLE };
        // Accounts of an OU that is folded stand in discs already, each in its defence ring.
        let stands = |line: &Line| if is_inward { line.from } else { line.to };
        let are_themselves = || lines.iter().all(|line| stands(line).1.is_some_and(|at| cast.is_itself(at)));
        let disc = ou.and_then(|ou| cast.ou(ou)).filter(|_| lines.len() >= most && are_themselves());
        let mut ends: BTreeMap<Drawn, Vec<Line>> = BTreeMap::new();
        for line in lines {
            ends.entry(disc.unwrap_or(stands(&line).0)).or_default().push(line);
        }
        for (end, lines) in ends {
            let (from, to) = if is_inward { (end, fixed) } else { (fixed, end) };
            let ties = lines.iter().map(|line| line.way.ties).reduce(Ties::and);
            let (Some(first), Some(ties)) = (lines.first(), ties) else { continue };
            let many = format!("{} accounts", lines.len());
            draft.edge(from, to, first.kind, if lines.len() == 1 { &first.way.label } else { &many }, ties);
            draft.explain(from, to, first.kind, frame.topology.why(ties, &doubts(&lines)));
        }
    }
}
