//! Which accounts have which portfolios: a matrix of OUs, and accounts on request, by portfolios. Each cell has one state, says why, and an OU's
//! counts the accounts below it.
//!
//! Its numbers are those of [`Topology::portfolio_reach`]. What nobody says should be shared is not missing, only not shared: what says so
//! are the other accounts of the same stage (`peers.rs`).

mod column;
mod peers;
mod rows;
mod words;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{FolderClass, Topology, view::count};
use column::Column;

/// Portfolios at most; how many there are in all is told.
const COLUMNS: usize = 60;

/// What is asked of the matrix. Empty lists filter nothing.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", default)]
pub struct MatrixRequest {
    /// OUs, and `outside`, whose accounts have rows of their own, by the ids of their rows.
    pub open: BTreeSet<String>,
    /// Only these OUs and what is below them (ids or ARNs).
    pub ous: Vec<String>,
    /// Only accounts of these classes.
    pub classes: Vec<FolderClass>,
    /// Only these portfolios (ids or ARNs).
    pub portfolios: Vec<String>,
    /// Only rows with a cell in one of these states; accounts that have one are listed without their OU being opened.
    pub states: Vec<CellState>,
    /// Only rows with a cell that is marked so; likewise.
    pub marks: Vec<CellMark>,
    /// Only rows whose name or id contains this; likewise.
    pub text: String,
    /// Rows to pass over.
    pub offset: u32,
    /// Rows to give at most.
    pub limit: u32,
}

/// What is known of a portfolio in an account, or in all accounts below an OU.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum CellState {
    /// The account owns it.
    Own,
    /// It is there, holds products, and a principal is known that may launch them.
    Usable,
    /// It reaches the account, and nobody there can launch from it.
    Unusable,
    /// It is shared with the account, which has not imported it yet.
    NotImported,
    /// Not known.
    Unknown,
    /// It is not shared, and most other accounts of its stage have it.
    Missing,
    /// It is not shared, and nothing says that it should be.
    NotShared,
    /// Of an OU: its accounts are in different states.
    Mixed,
    /// Of an OU: it has no accounts in use.
    Empty,
}

impl CellState {
    /// Every state, in the order in which lists show them.
    pub const ALL: [Self; 9] = [
        Self::Own,
        Self::Usable,
        Self::Unusable,
        Self::NotImported,
        Self::Unknown,
        Self::Missing,
        Self::NotShared,
        Self::Mixed,
        Self::Empty,
    ];

    /// The text form, such as `not-imported`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Usable => "usable",
            Self::Unusable => "unusable",
            Self::NotImported => "not-imported",
            Self::Unknown => "unknown",
            Self::Missing => "missing",
            Self::NotShared => "not-shared",
            Self::Mixed => "mixed",
            Self::Empty => "empty",
        }
    }
}

/// What stands out about a cell, besides its state.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum CellMark {
    /// It is shared with this account by itself though most others of its stage do not have it, or with somebody outside the organization.
    Excessive,
    /// A share action is under way, or nobody knows how it ended.
    InProgress,
    /// The last share action ended with an error.
    Failed,
}

/// How a portfolio comes to an account or OU.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum CellAccess {
    /// By a share with it.
    Direct,
    /// By a share from account to account that it took.
    Imported,
    /// By a share with an OU above it, or with the organization.
    Inherited,
    /// The account lists it, and no share that was read brings it.
    Listed,
}

impl CellAccess {
    /// The text form, such as `inherited`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Imported => "imported",
            Self::Inherited => "inherited",
            Self::Listed => "listed",
        }
    }
}

/// How many accounts are in which state. Every account is in one of the first seven.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CellCounts {
    /// Own it.
    pub own: u32,
    /// Can use it.
    pub usable: u32,
    /// Are reached, and cannot use it.
    pub unusable: u32,
    /// Have not imported it.
    pub not_imported: u32,
    /// Of which it is not known.
    pub unknown: u32,
    /// Lack it, and most of their stage have it.
    pub missing: u32,
    /// Do not have it, and nothing says that they should.
    pub not_shared: u32,
    /// Of all these, have it though most of their stage do not, or are outside the organization.
    pub excessive: u32,
    /// Of all these, wait for a share action.
    pub in_progress: u32,
    /// Of all these, had a share action that ended with an error.
    pub failed: u32,
}

impl CellCounts {
    fn one(state: CellState, marks: &[CellMark]) -> Self {
        let of = |one: CellState| u32::from(state == one);
        let marked = |mark: CellMark| u32::from(marks.contains(&mark));
        Self {
            own: of(CellState::Own),
            usable: of(CellState::Usable),
            unusable: of(CellState::Unusable),
            not_imported: of(CellState::NotImported),
            unknown: of(CellState::Unknown),
            missing: of(CellState::Missing),
            not_shared: of(CellState::NotShared),
            excessive: marked(CellMark::Excessive),
            in_progress: marked(CellMark::InProgress),
            failed: marked(CellMark::Failed),
        }
    }

    pub(crate) fn add(&mut self, other: &Self) {
        let pairs = [
            (&mut self.own, other.own),
            (&mut self.usable, other.usable),
            (&mut self.unusable, other.unusable),
            (&mut self.not_imported, other.not_imported),
            (&mut self.unknown, other.unknown),
            (&mut self.missing, other.missing),
            (&mut self.not_shared, other.not_shared),
            (&mut self.excessive, other.excessive),
            (&mut self.in_progress, other.in_progress),
            (&mut self.failed, other.failed),
        ];
        pairs.into_iter().for_each(|(sum, more)| *sum = sum.saturating_add(more));
    }

    /// How many accounts are in a state.
    pub fn of(&self, state: CellState) -> u32 {
        match state {
            CellState::Own => self.own,
            CellState::Usable => self.usable,
            CellState::Unusable => self.unusable,
            CellState::NotImported => self.not_imported,
            CellState::Unknown => self.unknown,
            CellState::Missing => self.missing,
            CellState::NotShared => self.not_shared,
            CellState::Mixed | CellState::Empty => 0,
        }
    }

    /// How many accounts are marked so.
    pub fn marked(&self, mark: CellMark) -> u32 {
        match mark {
            CellMark::Excessive => self.excessive,
            CellMark::InProgress => self.in_progress,
            CellMark::Failed => self.failed,
        }
    }

    /// The state that all accounts are in, those that own it left aside; [`CellState::Mixed`] where they are in several.
    fn state(&self) -> CellState {
        let occurring = |state: &CellState| self.of(*state) > 0;
        let mut states = CellState::ALL.into_iter().filter(|state| *state != CellState::Own).filter(occurring);
        match (states.next(), states.next()) {
            (None, _) if self.own > 0 => CellState::Own,
            (None, _) => CellState::Empty,
            (Some(only), None) => only,
            (Some(_), Some(_)) => CellState::Mixed,
        }
    }
}

/// One portfolio in one account, or in all below an OU.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct MatrixCell {
    /// What is known of it.
    pub state: CellState,
    /// How it comes there, where it does.
    pub access: Option<CellAccess>,
    /// What stands out.
    pub marks: Vec<CellMark>,
    /// The accounts by state: of an OU those below it, of an account itself.
    pub counts: CellCounts,
    /// Why it is so, a line for each thing there is to say.
    pub why: Vec<String>,
    /// The shares that bring it there, by ARN or key.
    pub shares: Vec<String>,
}

/// What a row is of.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum RowKind {
    /// The whole organization.
    Organization,
    /// An OU.
    Ou,
    /// An account.
    Account,
    /// All recipients that are not of the organization, or not in the cache.
    Outside,
    /// One of these.
    Outsider,
}

/// An OU or account, with a cell for each portfolio.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct MatrixRow {
    /// Its ARN or key; `outside` for what is not of the organization.
    pub id: String,
    /// `ou-…`, `r-…` or an account id: how plans name it.
    pub short: String,
    /// What it is.
    pub kind: RowKind,
    /// Its name.
    pub name: String,
    /// OU names from below the root down to what it is in.
    pub path: Vec<String>,
    /// How deep it stands.
    pub depth: u32,
    /// Its class.
    pub class: FolderClass,
    /// How many accounts in use it stands for.
    pub accounts: u32,
    /// Its accounts can have rows of their own.
    pub can_open: bool,
    /// They have.
    pub is_open: bool,
    /// Its cells together.
    pub counts: CellCounts,
    /// In the order of the columns.
    pub cells: Vec<MatrixCell>,
}

/// A portfolio.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct MatrixColumn {
    /// Its ARN.
    pub arn: String,
    /// `port-…`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The id of the account that owns it.
    pub owner: String,
    /// That account's name.
    pub owner_name: String,
    /// The Region: portfolios are seen in theirs only.
    pub region: String,
    /// How many products it holds; absent where that was never read.
    pub products: Option<u32>,
    /// How many principals may launch from it in its own account; absent where that was never read.
    pub principals: Option<u32>,
    /// Service Catalog of its owner was read: it has no other shares.
    pub shares_known: bool,
    /// All accounts by state, those outside the organization with them.
    pub counts: CellCounts,
}

/// The matrix, as far as it was asked for.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Matrix {
    /// The portfolios, by name and Region.
    pub columns: Vec<MatrixColumn>,
    /// How many portfolios there are in all.
    pub columns_total: u32,
    /// A page of rows.
    pub rows: Vec<MatrixRow>,
    /// How many rows there are in all.
    pub total: u32,
    /// How many accounts it speaks of.
    pub accounts: u32,
    /// What has to be known of it as a whole.
    pub notes: Vec<String>,
}

/// Something that was done, or tried, to a share, as the journal tells it: the last of each portfolio and recipient.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ShareAction {
    /// `port-…`.
    pub portfolio: String,
    /// An account id, `ou-…` or `o-…`.
    pub recipient: String,
    /// It was to end the share, and not to make or change it.
    pub is_end: bool,
    /// What came of it.
    pub outcome: ShareOutcome,
    /// What there is to say of it, such as AWS's share errors.
    pub message: String,
}

/// What came of a share action that is not at a good end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ShareOutcome {
    /// It is under way, or nobody knows how it ended.
    InProgress,
    /// It ended with an error.
    Failed,
}

impl Topology {
    /// The matrix of portfolios; of the portfolios view's topology.
    pub fn matrix(&self, request: &MatrixRequest, actions: &[ShareAction]) -> Matrix {
        let scope = rows::Scope::of(self, request);
        let portfolios = column::portfolios(self, request);
        let mut columns: Vec<Column> =
            portfolios.iter().map(|portfolio| Column::of(self, *portfolio, &scope, actions)).collect();
        let columns_total = count(columns.len());
        columns.truncate(COLUMNS);
        let (rows, total) = rows::rows(self, request, &scope, &columns);
        let mut notes = words::notes(self);
        if let more @ 1.. = portfolios.len().saturating_sub(COLUMNS) {
            notes.push(format!("{more} more portfolios are not shown: choose some"));
        }
        Matrix {
            columns: columns.iter().map(|column| column.head(self)).collect(),
            columns_total,
            rows,
            total,
            accounts: count(scope.members()),
            notes,
        }
    }
}
