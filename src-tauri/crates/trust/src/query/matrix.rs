//! How many steps lead from stage to stage.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde::Serialize;

use super::{PathOptions, unseen::Unseen};
use crate::{Edge, Graph, NodeId, Standing};
use armillary_classify::Stage;

/// Steps between accounts, counted by the stages of both ends.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StageMatrix {
    /// The stages that there are, in their order.
    pub stages: Vec<Stage>,
    /// Cells with something in them, or that cannot be told, by from and to.
    pub cells: Vec<MatrixCell>,
}

/// Steps from one stage to another, or between accounts of one stage.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MatrixCell {
    /// The stage of whoever takes the step.
    pub from: Stage,
    /// The stage of whom they become.
    pub to: Stage,
    /// Steps that are allowed.
    pub allowed: usize,
    /// Steps that are allowed under conditions.
    pub allowed_if: usize,
    /// Steps that cannot be told.
    pub unknown: usize,
    /// Accounts at either end that were not read and may hold more steps: the counts are not all there is.
    pub unread: usize,
    /// Principals that take these steps.
    pub sources: usize,
    /// Principals they lead to.
    pub targets: usize,
}

impl Graph {
    /// How many steps cross from account to account, by the stages of both ends.
    pub fn stage_matrix(&self) -> StageMatrix {
        #[derive(Default)]
        struct Cell {
            counts: [usize; 3],
            sources: HashSet<NodeId>,
            targets: HashSet<NodeId>,
            unread: usize,
        }
        let mut cells: BTreeMap<(Stage, Stage), Cell> = BTreeMap::new();
        for edge in self.crossings() {
            let Some(pair) = self.crossing(edge) else { continue };
            let cell = cells.entry(pair).or_default();
            let place = Standing::ALL.iter().position(|standing| *standing == edge.standing);
            if let Some(count) = place.and_then(|place| cell.counts.get_mut(place)) {
                *count = count.saturating_add(1);
            }
            cell.sources.insert(edge.from);
            cell.targets.insert(edge.to);
        }
        for (pair, unread) in self.untold() {
            cells.entry(pair).or_default().unread = unread;
        }
        let cells: Vec<MatrixCell> = cells
            .into_iter()
            .map(|((from, to), cell)| {
                let [allowed, allowed_if, unknown] = cell.counts;
                let (sources, targets) = (cell.sources.len(), cell.targets.len());
                MatrixCell { from, to, allowed, allowed_if, unknown, unread: cell.unread, sources, targets }
            })
            .collect();
        let accounts = self.organization().accounts().iter().map(|account| account.stage);
        let used: HashSet<Stage> = accounts.chain(cells.iter().flat_map(|cell| [cell.from, cell.to])).collect();
        StageMatrix { stages: Stage::ALL.into_iter().filter(|stage| used.contains(stage)).collect(), cells }
    }

    /// How many accounts that were not read may hold steps from one stage to another, by the stages: those of the first stage
    /// that a role of the second might let in, and those of the second that somebody of the first might enter.
    fn untold(&self) -> BTreeMap<(Stage, Stage), usize> {
        let options = PathOptions::default();
        let mut unseen = Unseen::nowhere(self, &options);
        let mut untold: BTreeMap<(Stage, Stage), usize> = BTreeMap::new();
        for id in unseen.unread() {
            let Some(account) = self.organization().account(id) else { continue };
            let from = unseen.stages_into(id).into_iter().map(|stage| (stage, account.stage));
            let mut pairs: BTreeSet<(Stage, Stage)> = from.collect();
            pairs.extend(unseen.stages_from(id).into_iter().map(|stage| (account.stage, stage)));
            for pair in pairs {
                let count: &mut usize = untold.entry(pair).or_default();
                *count = count.saturating_add(1);
            }
        }
        untold
    }

    /// The stages of a step between accounts.
    fn crossing(&self, edge: &Edge) -> Option<(Stage, Stage)> {
        let (from, to) = (self.stage_of(edge.from)?, self.stage_of(edge.to)?);
        (self.account_of(edge.from) != self.account_of(edge.to)).then_some((from, to))
    }
}
