//! The rows: the organization, its OUs depth first, the accounts of those that are opened, and recipients outside.

use armillary_model::Kind;
use petgraph::graph::NodeIndex;

use super::{
    CellAccess, CellCounts, CellState, MatrixCell, MatrixRequest, MatrixRow, RowKind, ShareAction,
    column::{Column, Outsider, is_account, mark_of},
    words,
};
use crate::{FolderClass, NodeState, Topology, graph::last_segment, view::count};

/// The row of recipients that are not of the organization.
const OUTSIDE: &str = "outside";

/// Which accounts and OUs are asked for.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    /// By account: it is in use, and asked for.
    members: Vec<bool>,
    /// By OU: it is asked for.
    ous: Vec<bool>,
    is_all: bool,
}

impl Scope {
    pub fn of(topology: &Topology, request: &MatrixRequest) -> Self {
        let tree = &topology.tree;
        let asked: Vec<usize> = request.ous.iter().filter_map(|id| tree.ou_of(id)).collect();
        let is_in = |ou: usize| request.ous.is_empty() || tree.chain(ou).iter().any(|above| asked.contains(above));
        let ous: Vec<bool> = (0..tree.ous.len()).map(is_in).collect();
        let has_class = |class: FolderClass| request.classes.is_empty() || request.classes.contains(&class);
        let members = tree.members.iter().map(|member| {
            let is_in = ous.get(member.ou).copied().unwrap_or_default();
            is_in && has_class(member.class) && member.state != NodeState::Suspended
        });
        Self { members: members.collect(), is_all: request.ous.is_empty() && request.classes.is_empty(), ous }
    }

    /// Whether an account is in use and asked for.
    pub fn has(&self, member: usize) -> bool {
        self.members.get(member).copied().unwrap_or_default()
    }

    /// Whether everything is asked for.
    pub fn is_all(&self) -> bool {
        self.is_all
    }

    pub fn members(&self) -> usize {
        self.members.iter().filter(|is| **is).count()
    }

    fn has_ou(&self, ou: usize) -> bool {
        self.ous.get(ou).copied().unwrap_or_default()
    }
}

/// What a row is of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Key {
    Ou(usize),
    Member(usize),
    Outside,
    Outsider(NodeIndex),
}

/// Everything that rows are made of.
struct Sheet<'a> {
    topology: &'a Topology,
    request: &'a MatrixRequest,
    scope: &'a Scope,
    columns: &'a [Column<'a>],
}

/// A page of rows, and how many there are in all.
pub(super) fn rows(
    topology: &Topology,
    request: &MatrixRequest,
    scope: &Scope,
    columns: &[Column<'_>],
) -> (Vec<MatrixRow>, u32) {
    let sheet = Sheet { topology, request, scope, columns };
    let keys: Vec<Key> = sheet.keys().into_iter().filter(|key| sheet.is_wanted(*key)).collect();
    let page = keys.iter().skip(request.offset as usize).take(request.limit as usize);
    (page.map(|key| sheet.row(*key)).collect(), count(keys.len()))
}

impl Sheet<'_> {
    /// Whether rows are looked for: accounts are then listed also where their OU is folded.
    fn is_search(&self) -> bool {
        !self.request.text.is_empty() || !self.request.states.is_empty() || !self.request.marks.is_empty()
    }

    fn keys(&self) -> Vec<Key> {
        let tree = &self.topology.tree;
        let mut ous: Vec<usize> = (0..tree.ous.len()).filter(|ou| self.scope.has_ou(*ou)).collect();
        ous.sort_by_key(|ou| tree.ou(*ou).rank);
        let mut keys = Vec::new();
        for ou in ous {
            let is_empty = !tree.below(ou).iter().any(|member| self.scope.has(*member));
            if is_empty && !self.request.classes.is_empty() {
                continue;
            }
            keys.push(Key::Ou(ou));
            if self.is_search() || self.is_asked_open(&tree.ou(ou).id) {
                let accounts = tree.ou(ou).accounts.iter().copied();
                keys.extend(accounts.filter(|member| self.scope.has(*member)).map(Key::Member));
            }
        }
        let outsiders = self.outsiders();
        if !outsiders.is_empty() && self.scope.is_all() {
            keys.push(Key::Outside);
            if self.is_search() || self.is_asked_open(OUTSIDE) {
                keys.extend(outsiders.into_iter().map(Key::Outsider));
            }
        }
        keys
    }

    fn is_asked_open(&self, id: &str) -> bool {
        self.request.open.contains(id)
    }

    /// The recipients that are not of the organization, each once.
    fn outsiders(&self) -> Vec<NodeIndex> {
        let all = self.columns.iter().flat_map(|column| &column.outsiders).map(|outsider| outsider.recipient);
        let mut outsiders: Vec<NodeIndex> = all.collect();
        outsiders.sort_by_key(|index| &self.topology.resources.node(*index).id);
        outsiders.dedup();
        outsiders
    }

    fn is_wanted(&self, key: Key) -> bool {
        self.has_text(key) && self.has_state(key)
    }

    fn has_text(&self, key: Key) -> bool {
        let text = self.request.text.to_lowercase();
        let tree = &self.topology.tree;
        let has = |name: &str, id: &str| name.to_lowercase().contains(&text) || id.contains(&text);
        text.is_empty()
            || match key {
                Key::Ou(ou) => has(&tree.ou(ou).name, &tree.ou(ou).short),
                Key::Member(member) => {
                    let member = tree.member(member);
                    has(&member.name, &member.account.to_string()) || member.team.contains(&text)
                }
                Key::Outside => false,
                Key::Outsider(node) => has(&self.topology.resources.node(node).name, ""),
            }
    }

    fn has_state(&self, key: Key) -> bool {
        let (states, marks) = (&self.request.states, &self.request.marks);
        if states.is_empty() && marks.is_empty() {
            return true;
        }
        self.columns.iter().any(|column| {
            let counts = self.counts(key, column);
            let state = counts.state();
            let is_in = |wanted: &CellState| *wanted == state || counts.of(*wanted) > 0;
            let is_marked = |wanted: &super::CellMark| {
                counts.marked(*wanted) > 0 || self.own_actions(key, column).any(|action| mark_of(action) == *wanted)
            };
            (states.is_empty() || states.iter().any(is_in)) && (marks.is_empty() || marks.iter().any(is_marked))
        })
    }

    fn counts(&self, key: Key, column: &Column<'_>) -> CellCounts {
        let mut counts = CellCounts::default();
        match key {
            Key::Ou(ou) => return column.counts_of(self.topology.tree.below(ou), self.scope),
            Key::Member(member) => return column.counts_of(&[member], self.scope),
            Key::Outside => column.outsiders.iter().for_each(|outsider| counts.add(&outsider.counts())),
            Key::Outsider(node) => {
                let here = column.outsiders.iter().find(|outsider| outsider.recipient == node);
                let none = CellCounts::one(CellState::NotShared, &[]);
                counts.add(&here.map_or(none, Outsider::counts));
            }
        }
        counts
    }

    /// The share actions with exactly this OU, or with the organization.
    fn own_actions<'c>(&self, key: Key, column: &'c Column<'c>) -> impl Iterator<Item = &'c ShareAction> {
        let id = match key {
            Key::Ou(ou) => self.topology.tree.ou(ou).short.clone(),
            _ => String::new(),
        };
        let is_root = key == Key::Ou(0);
        column
            .actions
            .iter()
            .copied()
            .filter(move |action| (action.recipient == id) || (is_root && action.recipient.starts_with("o-")))
    }

    fn row(&self, key: Key) -> MatrixRow {
        let tree = &self.topology.tree;
        let cells: Vec<MatrixCell> = self.columns.iter().map(|column| self.cell(key, column)).collect();
        let mut counts = CellCounts::default();
        cells.iter().for_each(|cell| counts.add(&cell.counts));
        let names = |ou: usize| tree.path(ou).into_iter().map(str::to_owned).collect::<Vec<_>>();
        let row = MatrixRow {
            id: OUTSIDE.to_owned(),
            short: OUTSIDE.to_owned(),
            kind: RowKind::Outside,
            name: "Outside the organization, or not in the cache".to_owned(),
            path: Vec::new(),
            depth: 0,
            class: FolderClass::External,
            accounts: count(self.outsiders().len()),
            can_open: false,
            is_open: false,
            counts,
            cells,
        };
        match key {
            Key::Outside => MatrixRow { can_open: true, is_open: self.is_asked_open(OUTSIDE), ..row },
            Key::Outsider(node) => {
                let node = self.topology.resources.node(node);
                let (short, name) = (last_segment(&node.id).to_owned(), node.name.clone());
                MatrixRow {
                    id: node.id.to_string(),
                    short,
                    name,
                    kind: RowKind::Outsider,
                    depth: 1,
                    accounts: 1,
                    ..row
                }
            }
            Key::Ou(at) => {
                let ou = tree.ou(at);
                let is_root = at == 0;
                let accounts = tree.below(at).iter().filter(|member| self.scope.has(**member)).count();
                let path = ou.parent.map(names).unwrap_or_default();
                MatrixRow {
                    id: ou.id.to_string(),
                    short: ou.short.clone(),
                    kind: if is_root { RowKind::Organization } else { RowKind::Ou },
                    name: if is_root { "Organization".to_owned() } else { ou.name.clone() },
                    path,
                    depth: count(ou.depth),
                    class: ou.class,
                    accounts: count(accounts),
                    can_open: ou.accounts.iter().any(|member| self.scope.has(*member)),
                    is_open: self.is_asked_open(&ou.id),
                    ..row
                }
            }
            Key::Member(at) => {
                let member = tree.member(at);
                MatrixRow {
                    id: self.topology.resources.node(member.node).id.to_string(),
                    short: member.account.to_string(),
                    kind: RowKind::Account,
                    name: member.name.clone(),
                    path: names(member.ou),
                    depth: count(tree.ou(member.ou).depth.saturating_add(1)),
                    class: member.class,
                    accounts: 1,
                    ..row
                }
            }
        }
    }

    fn cell(&self, key: Key, column: &Column<'_>) -> MatrixCell {
        let counts = self.counts(key, column);
        match key {
            Key::Ou(ou) => self.ou_cell(ou, column, counts),
            Key::Member(member) => self.account_cell(member, column, counts),
            Key::Outside | Key::Outsider(_) => {
                let is_here = |outsider: &&Outsider| key == Key::Outside || key == Key::Outsider(outsider.recipient);
                let here: Vec<&Outsider> = column.outsiders.iter().filter(is_here).collect();
                let places: Vec<usize> = here.iter().map(|outsider| outsider.share).collect();
                let mut marks: Vec<_> = here.iter().flat_map(|outsider| outsider.marks()).collect();
                marks.dedup();
                let mut why = words::shares(self.topology, column, &places);
                if here.is_empty() {
                    why.push("not shared".to_owned());
                } else {
                    why.push("who may launch there is not known: it is outside what was crawled".to_owned());
                }
                let state = if here.is_empty() { CellState::NotShared } else { CellState::Unknown };
                let access = (!here.is_empty()).then_some(CellAccess::Direct);
                MatrixCell { state, access, marks, counts, why, shares: self.arns(column, &places) }
            }
        }
    }

    fn account_cell(&self, member: usize, column: &Column<'_>, counts: CellCounts) -> MatrixCell {
        let Some(entry) = column.entry(member) else {
            let (marks, why, shares) = (Vec::new(), Vec::new(), Vec::new());
            return MatrixCell { state: CellState::Empty, access: None, marks, counts, why, shares };
        };
        MatrixCell {
            state: entry.state,
            access: entry.access,
            marks: entry.marks.clone(),
            counts,
            why: words::of_account(self.topology, column, member, entry),
            shares: self.arns(column, &entry.shares),
        }
    }

    fn ou_cell(&self, ou: usize, column: &Column<'_>, counts: CellCounts) -> MatrixCell {
        let tree = &self.topology.tree;
        let chain = tree.chain(ou);
        // A share reaches all of an OU where it is with it, with one above it, or with the organization.
        let reaches = |share: &crate::reach::Share| {
            let node = self.topology.resources.node(share.recipient);
            let is_whole = node.kind == Some(Kind::Organization) && node.known;
            if is_account(self.topology, *share) {
                return None;
            }
            let at = if is_whole { Some(0) } else { tree.ou_of(&node.id) };
            at.filter(|at| chain.contains(at))
        };
        let whole: Vec<(usize, usize)> = column
            .shares
            .iter()
            .enumerate()
            .filter_map(|(place, share)| reaches(share).map(|at| (place, at)))
            .collect();
        let access = match (whole.is_empty(), whole.iter().any(|(_, at)| *at == ou)) {
            (true, _) => None,
            (false, true) => Some(CellAccess::Direct),
            (false, false) => Some(CellAccess::Inherited),
        };
        let places: Vec<usize> = whole.into_iter().map(|(place, _)| place).collect();
        let members: Vec<usize> = tree.below(ou).iter().copied().filter(|member| self.scope.has(*member)).collect();
        let actions: Vec<&ShareAction> = self.own_actions(Key::Ou(ou), column).collect();
        let found = super::CellMark::Excessive;
        let mut marks: Vec<super::CellMark> = actions.iter().map(|action| mark_of(action)).collect();
        let others = [found, super::CellMark::InProgress, super::CellMark::Failed];
        marks.extend(others.into_iter().filter(|mark| counts.marked(*mark) > 0));
        marks.sort_unstable();
        marks.dedup();
        let why = words::of_ou(self.topology, column, &places, &members, &actions);
        MatrixCell { state: counts.state(), access, marks, counts, why, shares: self.arns(column, &places) }
    }

    fn arns(&self, column: &Column<'_>, places: &[usize]) -> Vec<String> {
        let shares = places.iter().filter_map(|place| column.shares.get(*place));
        shares.map(|share| self.topology.resources.node(share.share).id.to_string()).collect()
    }
}
