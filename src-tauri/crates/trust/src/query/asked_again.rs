//! What principals may do otherwise than before, action by action: each is asked of both graphs, for any resource.

use std::collections::{BTreeMap, BTreeSet};

use armillary_policy::{Action, Context, Effect, Policy};
use serde::Serialize;

use super::PathEnd;
use crate::{Asked, Graph, PrincipalId, Reorganized, Standing};

/// No more actions than this are asked.
const MOST_ACTIONS: usize = 60;

/// The actions that statements speak of, as far as they are asked one by one.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Spoken {
    /// Those that are asked: what is named, what short patterns stand for, and of long ones what principals are allowed by name.
    pub actions: Vec<String>,
    /// How many more there are that are known.
    pub left_out: usize,
    /// There is no end to them: everything but what is named is spoken of.
    pub is_open: bool,
}

impl Graph {
    /// The actions that a policy speaks of, to be asked of these principals.
    pub fn spoken_of(&self, policy: &Policy, principals: &[PrincipalId]) -> Spoken {
        let (mut named, mut all, mut is_open) = (BTreeSet::new(), BTreeSet::new(), false);
        for written in policy.statements().iter().map(|statement| statement.actions()) {
            is_open |= written.negated;
            for text in written.texts.iter().filter(|_| !written.negated) {
                let covered: Vec<String> = armillary_facts::covered_by(text)
                    .map(|(service, fact)| format!("{service}:{}", fact.name))
                    .collect();
                match text.contains(['*', '?']) {
                    false => {
                        // By the name that the reference has, where it has it.
                        named.extend(covered.first().cloned().or_else(|| Some(text.to_string())));
                    }
                    true if covered.len() <= MOST_ACTIONS => named.extend(covered.iter().cloned()),
                    true => {}
                }
                all.extend(covered);
            }
        }
        for text in self.allowed_by_name(principals) {
            if policy.about(&Action::new(&text)).next().is_some() {
                named.insert(text);
            }
        }
        let actions: Vec<String> = named.iter().take(MOST_ACTIONS).cloned().collect();
        let left_out = all.union(&named).count().saturating_sub(actions.len());
        Spoken { actions, left_out, is_open }
    }

    /// The actions that policies of these principals allow by their names.
    fn allowed_by_name(&self, principals: &[PrincipalId]) -> BTreeSet<String> {
        let policies = principals.iter().flat_map(|id| &self.organization().principal(*id).identity);
        let allowing = policies.flat_map(|policy| policy.statements()).filter(|one| one.effect() == Effect::Allow);
        let written = allowing.map(|statement| statement.actions()).filter(|written| !written.negated);
        let texts = written.flat_map(|written| written.texts).filter(|text| !text.contains(['*', '?']));
        texts.map(|text| text.to_string()).collect()
    }
}

/// What becomes of what a principal may do.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum ActionTurn {
    /// It may do it, under conditions or on some resources at least, and could not.
    Gains,
    /// It may do it without the conditions, or on more resources, than before.
    Widens,
    /// It may do it under conditions, or on some resources, only.
    Narrows,
    /// It may no longer do it at all.
    Loses,
    /// Whether it may is not known any more, or not known where it was known that it may not.
    Doubtful,
}

/// Principals for which the same becomes of an action.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ActionChange {
    /// What becomes of it.
    pub turn: ActionTurn,
    /// The action, as it was asked.
    pub action: String,
    /// The principals.
    pub principals: Vec<PathEnd>,
}

impl Reorganized {
    /// What these principals may do otherwise than before, of these actions.
    pub fn asked_again(&self, before: &Graph, principals: &[PrincipalId], actions: &[String]) -> Vec<ActionChange> {
        let actions: Vec<(&str, Action)> = actions.iter().map(|name| (name.as_str(), Action::new(name))).collect();
        let mut found: BTreeMap<(ActionTurn, &str), Vec<PrincipalId>> = BTreeMap::new();
        for id in principals {
            let sides = [before, &self.graph].map(|graph| {
                let organization = graph.organization();
                Asked::new(organization, organization.principal(*id))
            });
            let [Some(then), Some(now)] = sides else { continue };
            for (name, action) in &actions {
                let said = |asked: &Asked<'_>| asked.standing(action, "*", &Context::new());
                if let Some(turn) = turn(said(&then), said(&now)) {
                    found.entry((turn, *name)).or_default().push(*id);
                }
            }
        }
        let end = |id: PrincipalId| self.graph.end(self.graph.node_of(id));
        let change = |((turn, action), ids): ((ActionTurn, &str), Vec<PrincipalId>)| ActionChange {
            turn,
            action: action.to_owned(),
            principals: ids.into_iter().map(end).collect(),
        };
        found.into_iter().map(change).collect()
    }
}

fn turn(then: Standing, now: Standing) -> Option<ActionTurn> {
    Some(match (then, now) {
        (one, two) if one == two => return None,
        (Standing::Denied, Standing::Allowed | Standing::AllowedIf) => ActionTurn::Gains,
        (Standing::AllowedIf | Standing::Unknown, Standing::Allowed) => ActionTurn::Widens,
        (Standing::Allowed, Standing::AllowedIf) => ActionTurn::Narrows,
        (_, Standing::Denied) => ActionTurn::Loses,
        (_, Standing::Unknown) | (Standing::Unknown, _) => ActionTurn::Doubtful,
        _ => return None,
    })
}
