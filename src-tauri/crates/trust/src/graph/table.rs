//! Edges, sorted so that those out of and into a node are found at once.

use super::{Edge, NodeId};

/// A set of edges.
#[derive(Debug, Default)]
pub(crate) struct Table {
    /// By `from`, then `to`, kind.
    edges: Box<[Edge]>,
    /// Places in `edges`, by `to`.
    into: Box<[u32]>,
    /// Where a node's edges begin in each; empty for small tables, which are searched.
    starts: Option<Starts>,
}

#[derive(Debug)]
struct Starts {
    from: Box<[u32]>,
    into: Box<[u32]>,
}

/// Tables with fewer edges are searched by halves.
const SEARCHED: usize = 4096;

impl Table {
    pub fn new(mut edges: Vec<Edge>, nodes: usize) -> Self {
        edges.sort_unstable_by_key(|edge| (edge.from, edge.to, edge.kind, edge.standing, edge.via));
        // Of several edges of one kind between two nodes, the most certain stays.
        edges.dedup_by_key(|edge| (edge.from, edge.to, edge.kind));
        let edges = edges.into_boxed_slice();
        let mut into: Box<[u32]> = (0..edges.len() as u32).collect();
        let end = |at: &u32| edges.get(*at as usize).map(|edge| edge.to);
        into.sort_by_key(end);
        let starts = (edges.len() >= SEARCHED).then(|| Starts {
            from: starts(edges.iter().map(|edge| edge.from), nodes),
            into: starts(into.iter().filter_map(end), nodes),
        });
        Self { edges, into, starts }
    }

    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    pub fn out_of(&self, id: NodeId) -> impl Iterator<Item = &Edge> {
        let range = match &self.starts {
            Some(starts) => range(&starts.from, id),
            None => {
                let start = self.edges.partition_point(|edge| edge.from < id);
                start..self.edges.partition_point(|edge| edge.from <= id)
            }
        };
        self.edges.get(range).unwrap_or_default().iter()
    }

    pub fn leading_to(&self, id: NodeId) -> impl Iterator<Item = &Edge> {
        let end = |at: &u32| self.edges.get(*at as usize).map(|edge| edge.to);
        let range = match &self.starts {
            Some(starts) => range(&starts.into, id),
            None => {
                let start = self.into.partition_point(|at| end(at) < Some(id));
                start..self.into.partition_point(|at| end(at) <= Some(id))
            }
        };
        self.into.get(range).unwrap_or_default().iter().filter_map(|at| self.edges.get(*at as usize))
    }
}

fn starts(sorted: impl Iterator<Item = NodeId>, nodes: usize) -> Box<[u32]> {
    let mut starts = vec![0_u32; nodes.saturating_add(1)];
    for id in sorted {
        if let Some(count) = starts.get_mut(id.index().saturating_add(1)) {
            *count = count.saturating_add(1);
        }
    }
    let mut sum = 0_u32;
    for start in &mut starts {
        sum = sum.saturating_add(*start);
        *start = sum;
    }
    starts.into()
}

fn range(starts: &[u32], id: NodeId) -> std::ops::Range<usize> {
    let at = |index: usize| starts.get(index).copied().unwrap_or_default() as usize;
    let next = id.index().saturating_add(1);
    if next < starts.len() { at(id.index())..at(next) } else { 0..0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{EdgeKind, Standing};

    fn edge(from: u32, to: u32) -> Edge {
        Edge { from: NodeId(from), to: NodeId(to), kind: EdgeKind::AssumeRole, standing: Standing::Allowed, via: 0 }
    }

    #[test]
    fn edges_are_found_from_both_ends_in_small_and_large_tables() {
        let many = (0..100).flat_map(|from| (0..100).map(move |to| edge(from, to)));
        for edges in [vec![edge(3, 1), edge(0, 1), edge(0, 2), edge(0, 1)], many.collect()] {
            let table = Table::new(edges, 100);
            for node in (0..100).map(NodeId) {
                assert!(table.out_of(node).all(|edge| edge.from == node));
                assert!(table.leading_to(node).all(|edge| edge.to == node));
            }
            let out: usize = (0..100).map(|node| table.out_of(NodeId(node)).count()).sum();
            let into: usize = (0..100).map(|node| table.leading_to(NodeId(node)).count()).sum();
            assert_eq!((out, into), (table.edges().len(), table.edges().len()));
        }
        assert_eq!(Table::new(vec![edge(3, 1), edge(0, 1), edge(0, 1)], 4).edges().len(), 2);
    }
}
