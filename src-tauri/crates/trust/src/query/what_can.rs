//! What a principal can do: whom it can become, and what its policies allow, service by service.

use std::collections::{BTreeMap, BTreeSet};

use armillary_model::AccountId;
use armillary_policy::{Effect, Statement};
use serde::Serialize;

use super::{IdleAccount, OwnChange, Page, PathEnd, PathOptions, UnreadAccount, looked, unseen::Unseen};
use crate::{EdgeKind, Graph, NodeId, Part, PrincipalId, Standing};

/// What a principal can do.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WhatCan {
    /// The principal.
    pub principal: PathEnd,
    /// An identity policy allows everything on everything, without conditions.
    pub is_admin: bool,
    /// The permissions boundary that limits it.
    pub boundary: Option<String>,
    /// How it can change what it may do itself; absent where it cannot.
    pub changes_itself: Option<OwnChange>,
    /// What its identity policies allow, by service; not yet limited by boundary and organization policies.
    pub services: Vec<ServicePower>,
    /// Whom it can become, or get power over, by steps and place; one page of them.
    pub reaches: Vec<ReachedRole>,
    /// How many it can, by steps: one step first.
    pub by_hops: Vec<usize>,
    /// There may be more: a limit was reached.
    pub is_cut: bool,
    /// What was not read of it.
    pub unknown: Vec<String>,
    /// Accounts that were not read and in which it may become somebody, itself or through whom it can become.
    pub unread: Vec<UnreadAccount>,
    /// Its account, where that is not in use: then it can do nothing, whatever its policies say.
    pub idle: Option<IdleAccount>,
}

/// Somebody it can become.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReachedRole {
    /// Who.
    pub principal: PathEnd,
    /// In how many steps.
    pub hops: usize,
    /// How the last step is taken.
    pub kind: EdgeKind,
    /// Who takes the last step.
    pub through: PathEnd,
    /// What can be said of the last step and those before.
    pub standing: Standing,
}

/// What identity policies allow in one service.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ServicePower {
    /// The service's prefix; `*` for patterns that cover several.
    pub service: String,
    /// The actions as written, in order.
    pub actions: Vec<String>,
    /// A statement allows them on every resource.
    pub on_everything: bool,
    /// Every statement has conditions.
    pub only_conditional: bool,
}

impl Graph {
    /// What a role, user or person can do, in at most so many steps, looking into at most so many accounts. People have no policies of their
    /// own: what they can do is what they can become.
    pub fn what_can(&self, id: NodeId, max_hops: usize, max_accounts: usize, page: Page) -> WhatCan {
        let mut answer = match self.principal_of(id) {
            Some(principal) => self.own_powers(principal),
            None => self.no_powers(id),
        };
        if self.is_person(id) {
            answer.unknown.extend(self.organization().identity_center().unread.as_ref().map(ToString::to_string));
        }
        self.spread(id, (max_hops, max_accounts, page), &mut answer);
        let options = PathOptions { max_accounts, ..PathOptions::default() };
        let unseen = Unseen::from(self, &[id], &[], &options);
        answer.unread = unseen.entered().into_iter().filter_map(|hidden| looked::unread(self, hidden)).collect();
        answer.is_cut |= unseen.is_cut || unseen.farthest() > max_hops;
        answer
    }

    fn no_powers(&self, id: NodeId) -> WhatCan {
        WhatCan {
            principal: self.end(id),
            is_admin: false,
            boundary: None,
            changes_itself: None,
            services: Vec::new(),
            reaches: Vec::new(),
            by_hops: Vec::new(),
            is_cut: false,
            unknown: Vec::new(),
            unread: Vec::new(),
            idle: None,
        }
    }

    /// What a principal's own policies say.
    fn own_powers(&self, id: PrincipalId) -> WhatCan {
        let principal = self.organization().principal(id);
        let statements = principal.identity.iter().flat_map(|policy| policy.statements());
        let allows: Vec<&Statement> = statements.filter(|statement| statement.effect() == Effect::Allow).collect();
        let missing = principal.missing.iter().filter(|missing| missing.part != Part::Trust);
        let account = self.organization().account_of(principal);
        let mut unknown: Vec<String> = missing.map(|missing| missing.reason.to_string()).collect();
        unknown.extend([account.iam.reason(), account.scps.unknown()].into_iter().flatten().map(str::to_owned));
        WhatCan {
            is_admin: allows.iter().any(|statement| allows_everything(statement)),
            boundary: principal.boundary.as_ref().map(|boundary| boundary.arn.to_string()),
            changes_itself: self.own_change_told(id),
            services: services(&allows),
            unknown,
            idle: account.idle(),
            ..self.no_powers(self.node_of(id))
        }
    }

    fn spread(&self, start: NodeId, (max_hops, max_accounts, page): (usize, usize, Page), answer: &mut WhatCan) {
        let mut passed = 0_usize;
        let mut best: BTreeMap<NodeId, Standing> = BTreeMap::from([(start, Standing::Allowed)]);
        let mut frontier = vec![start];
        let mut opened: BTreeSet<AccountId> = BTreeSet::new();
        for hops in 1..=max_hops {
            let mut next: BTreeMap<NodeId, (Standing, EdgeKind, NodeId)> = BTreeMap::new();
            for id in &frontier {
                let so_far = best.get(id).copied().unwrap_or(Standing::Allowed);
                let account = self.account_of(*id).filter(|_| self.may_step(*id));
                let may_open = account.is_none_or(|id| opened.contains(&id) || opened.len() < max_accounts);
                answer.is_cut |= !may_open;
                opened.extend(account.filter(|_| may_open));
                let inside = account.filter(|_| may_open).and_then(|id| self.organization().account(id));
                let inside = inside.and_then(|account| self.inside(account));
                let edges = self.wide().out_of(*id).chain(inside.into_iter().flat_map(|table| table.out_of(*id)));
                for edge in edges.filter(|edge| !best.contains_key(&edge.to)) {
                    let found = (so_far.and(edge.standing), edge.kind, *id);
                    let known = next.entry(edge.to).or_insert(found);
                    let becomes = |kind: EdgeKind| !kind.becomes();
                    if (becomes(found.1), found.0) < (becomes(known.1), known.0) {
                        *known = found;
                    }
                }
            }
            if next.is_empty() {
                break;
            }
            answer.by_hops.push(next.len());
            frontier.clear();
            for (id, (standing, kind, through)) in next {
                if kind.becomes() {
                    best.insert(id, standing);
                    frontier.push(id);
                }
                passed = passed.saturating_add(1);
                if passed > page.offset && answer.reaches.len() < page.limit {
                    let (principal, through) = (self.end(id), self.end(through));
                    answer.reaches.push(ReachedRole { principal, hops, kind, through, standing });
                }
            }
        }
    }
}

fn on_everything(statement: &Statement) -> bool {
    match statement.resources() {
        Some(written) => !written.negated && written.texts.iter().any(|text| &**text == "*"),
        None => false,
    }
}

fn allows_everything(statement: &Statement) -> bool {
    let actions = statement.actions();
    let all = !actions.negated && actions.texts.iter().any(|text| matches!(&**text, "*" | "*:*"));
    all && on_everything(statement) && statement.conditions().is_empty()
}

fn services(allows: &[&Statement]) -> Vec<ServicePower> {
    let mut services: BTreeMap<String, (BTreeSet<String>, bool, bool)> = BTreeMap::new();
    for statement in allows {
        let written = statement.actions();
        for text in written.texts {
            let service = match text.split_once(':') {
                Some((service, _)) if !written.negated => service.to_ascii_lowercase(),
                _ => "*".to_owned(),
            };
            let (actions, everything, conditional) = services.entry(service).or_insert((BTreeSet::new(), false, true));
            actions.insert(if written.negated { format!("everything but {text}") } else { text.to_string() });
            *everything |= on_everything(statement);
            *conditional &= !statement.conditions().is_empty();
        }
    }
    let power = |(service, (actions, on_everything, only_conditional)): (String, (BTreeSet<String>, bool, bool))| {
        ServicePower { service, actions: actions.into_iter().collect(), on_everything, only_conditional }
    };
    services.into_iter().map(power).collect()
}
