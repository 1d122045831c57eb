//! Paths by pattern: the same roles across teams are one.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use armillary_classify::{Stage, team_of};
use armillary_model::AccountId;

use super::{Counts, PathOptions, search::certainty};
use crate::{Edge, Graph, Node, NodeId, Principal, Standing};

/// All paths of an answer, by pattern, in their order.
pub(super) struct Patterns {
    patterns: Vec<Pattern>,
    source_accounts: usize,
    targets: usize,
}

struct Pattern {
    key: String,
    declared: bool,
    /// Best first.
    paths: Vec<Vec<Edge>>,
}

/// A path that was chosen, and what is known of its pattern.
pub(super) struct Chosen<'p> {
    pub edges: &'p [Edge],
    pub pattern: &'p str,
    pub declared: bool,
    pub alike: usize,
}

impl Patterns {
    pub fn new(graph: &Graph, paths: Vec<Vec<Edge>>, is_declared: &dyn Fn(&Edge) -> bool) -> Self {
        let mut names = Names { graph, known: HashMap::new() };
        let sources: BTreeSet<Option<AccountId>> =
            paths.iter().filter_map(|path| Some(graph.account_of(path.first()?.from))).collect();
        let targets: BTreeSet<NodeId> = paths.iter().filter_map(|path| Some(path.last()?.to)).collect();
        let mut by_key: BTreeMap<String, Vec<Vec<Edge>>> = BTreeMap::new();
        for path in paths {
            by_key.entry(names.of_path(&path)).or_default().push(path);
        }
        let pattern = |(key, mut paths): (String, Vec<Vec<Edge>>)| {
            paths.sort_by_cached_key(|path| (certainty(path), path.clone()));
            let declared = paths.iter().all(|path| all_declared(graph, path, is_declared));
            Pattern { key, declared, paths }
        };
        let mut patterns: Vec<Pattern> = by_key.into_iter().map(pattern).collect();
        patterns.sort_by_cached_key(|pattern| (pattern.declared, rank(graph, pattern)));
        Self { patterns, source_accounts: sources.len(), targets: targets.len() }
    }

    /// How many there are.
    pub fn counts(&self, options: &PathOptions) -> Counts {
        let asked = |pattern: &&Pattern| options.pattern.as_ref().is_none_or(|key| pattern.key == *key);
        Counts {
            paths: self.patterns.iter().map(|pattern| pattern.paths.len()).sum(),
            members: self.patterns.iter().filter(asked).map(|pattern| pattern.paths.len()).sum(),
            patterns: self.patterns.len(),
            source_accounts: self.source_accounts,
            targets: self.targets,
            ..Counts::default()
        }
    }

    /// The page that was asked for: the first path of each pattern, or all of one.
    pub fn page(&self, options: &PathOptions) -> Vec<Chosen<'_>> {
        let all: Vec<(&Pattern, usize)> = match &options.pattern {
            None => self.patterns.iter().map(|pattern| (pattern, 0)).collect(),
            Some(key) => {
                let pattern = self.patterns.iter().filter(|pattern| pattern.key == *key);
                pattern.flat_map(|pattern| (0..pattern.paths.len()).map(move |at| (pattern, at))).collect()
            }
        };
        let page = all.into_iter().skip(options.offset).take(options.limit);
        page.filter_map(|(pattern, at)| {
            let edges = pattern.paths.get(at)?.as_slice();
            Some(Chosen { edges, pattern: &pattern.key, declared: pattern.declared, alike: pattern.paths.len() })
        })
        .collect()
    }
}

/// The order of patterns: length and certainty of the best path, then by place.
fn rank(graph: &Graph, pattern: &Pattern) -> (usize, Standing, Option<AccountId>, Option<NodeId>, String) {
    let best = pattern.paths.first().map(Vec::as_slice).unwrap_or_default();
    let source = best.first().and_then(|edge| graph.account_of(edge.from));
    (best.len(), certainty(best), source, best.last().map(|edge| edge.to), pattern.key.clone())
}

/// Whether a path crosses accounts, and each step that does is declared.
fn all_declared(graph: &Graph, path: &[Edge], is_declared: &dyn Fn(&Edge) -> bool) -> bool {
    let mut crossing = path.iter().filter(|edge| graph.account_of(edge.from) != graph.account_of(edge.to)).peekable();
    crossing.peek().is_some() && crossing.all(is_declared)
}

/// Names of nodes without what is different from team to team.
struct Names<'g> {
    graph: &'g Graph,
    known: HashMap<NodeId, String>,
}

impl Names<'_> {
    fn of_path(&mut self, path: &[Edge]) -> String {
        let mut key = path.first().map(|edge| self.of(edge.from)).unwrap_or_default();
        for edge in path {
            key.push_str(&format!(" ─{}→ {}", edge.kind.as_str(), self.of(edge.to)));
        }
        key
    }

    fn of(&mut self, id: NodeId) -> String {
        let graph = self.graph;
        self.known.entry(id).or_insert_with(|| name(graph, id)).clone()
    }
}

fn name(graph: &Graph, id: NodeId) -> String {
    let organization = graph.organization();
    let own = match graph.node(id) {
        Node::Principal(principal) => name_of_principal(organization.principal(principal)).to_owned(),
        Node::UnreadPrincipal(arn) => arn.rsplit('/').next().unwrap_or_default().to_owned(),
        Node::UnreadAccount(_) => "anybody".to_owned(),
        Node::Root(_) => "root".to_owned(),
        _ => return graph.name_of(id).to_string(),
    };
    let Some(account) = graph.account_of(id).and_then(|id| organization.account(id)) else { return own };
    let id = account.id.to_string();
    match account.stage {
        Stage::Dev | Stage::PreProd | Stage::Prod | Stage::Sandbox => {
            let team = team_of(&account.name);
            format!("{} in {}", without(&without(&own, &id, "{account}"), &team, "{team}"), account.stage)
        }
        _ => format!("{} in {}", without(&own, &id, "{account}"), account.name),
    }
}

/// A role of IAM Identity Center by its permission set: what follows is different in every account.
fn name_of_principal(principal: &Principal) -> &str {
    principal.permission_set().unwrap_or_else(|| principal.name())
}

/// A name with a part that is a word of its own put in other words, whatever its case.
fn without(name: &str, part: &str, instead: &str) -> String {
    let (lower, wanted) = (name.to_ascii_lowercase(), part.to_ascii_lowercase());
    let is_edge = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric());
    let mut found = lower.match_indices(&wanted).filter(|(at, text)| {
        let before = lower.get(..*at).and_then(|text| text.chars().next_back());
        let after = lower.get(at.saturating_add(text.len())..).and_then(|text| text.chars().next());
        !wanted.is_empty() && is_edge(before) && is_edge(after)
    });
    match found.next() {
        Some((at, text)) => {
            let (before, after) =
                (name.get(..at).unwrap_or_default(), name.get(at.saturating_add(text.len())..).unwrap_or_default());
            format!("{before}{instead}{after}")
        }
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::without;

    #[test]
    fn a_team_is_put_in_other_words_where_it_is_a_word() {
        assert_eq!(without("deploy-fraud-models", "fraud", "{team}"), "deploy-{team}-models");
        assert_eq!(without("Fraud", "fraud", "{team}"), "{team}");
        assert_eq!(without("defraud", "fraud", "{team}"), "defraud");
        assert_eq!(without("anything", "", "{team}"), "anything");
    }
}
