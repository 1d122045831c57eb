//! Answers of the trust graph as the window and the command line are told them.

use armillary_policy::{Layer, Literal, Residual};
use armillary_trust::{
    Answer, EdgeKind, End, EndKind, Graph, Hop, IdleAccount, Missed, NearMiss, Path, PathEnd, Paths, StageMatrix,
    Standing, UnreadAccount, WhatCan, WhoCan, condition_in_words,
};
use armillary_wire::{
    HopKind, LayerKind, NodeKind, Reach, ServicePower, TrustAnswer, TrustCell, TrustCondition, TrustEnd, TrustEndKind,
    TrustHop, TrustMatrixAnswer, TrustNearMiss, TrustNode, TrustPath, TrustPathsAnswer, TrustUnknown, TrustVerdict,
    WhatCanAnswer, WhoCanAnswer, WhoCanRow,
};

use super::Page;
use crate::rows::count;

/// How sure something is.
pub fn verdict(standing: Standing) -> TrustVerdict {
    match standing {
        Standing::Allowed => TrustVerdict::Allowed,
        Standing::AllowedIf => TrustVerdict::AllowedIf,
        Standing::Unknown => TrustVerdict::Unknown,
        Standing::Denied => TrustVerdict::Denied,
    }
}

/// A layer as the window knows it.
pub fn layer(layer: Layer) -> LayerKind {
    match layer {
        Layer::Scp => LayerKind::Scp,
        Layer::Rcp => LayerKind::Rcp,
        Layer::Boundary => LayerKind::Boundary,
        Layer::Identity => LayerKind::Identity,
        Layer::Resource => LayerKind::Resource,
        Layer::Session => LayerKind::Session,
        Layer::Endpoint => LayerKind::Endpoint,
    }
}

/// A kind of hop as the window knows it.
pub fn kind(kind: EdgeKind) -> HopKind {
    match kind {
        EdgeKind::AssumeRole => HopKind::AssumeRole,
        EdgeKind::AssumeRoleWithSaml => HopKind::AssumeRoleWithSaml,
        EdgeKind::AssumeRoleWithWebIdentity => HopKind::AssumeRoleWithWebIdentity,
        EdgeKind::Assignment => HopKind::Assignment,
        EdgeKind::Membership => HopKind::Membership,
        EdgeKind::Service => HopKind::Service,
        EdgeKind::PassRole => HopKind::PassRole,
        EdgeKind::AssumeRoot => HopKind::AssumeRoot,
        EdgeKind::RewriteTrust => HopKind::RewriteTrust,
        EdgeKind::RewritePermissions => HopKind::RewritePermissions,
        EdgeKind::Studio => HopKind::Studio,
        EdgeKind::Credentials => HopKind::Credentials,
    }
}

/// A kind of hop as the graph knows it.
pub fn edge_kind(hop: HopKind) -> Option<EdgeKind> {
    EdgeKind::ALL.into_iter().find(|edge| kind(*edge) == hop)
}

/// One who can act or be taken.
pub fn node(end: &PathEnd) -> TrustNode {
    TrustNode {
        id: end.id.to_string(),
        name: end.name.clone(),
        kind: node_kind(end.kind),
        account: end.account.map(|account| account.to_string()),
        account_name: end.account_name.clone().or_else(|| end.account.map(|account| account.to_string())),
        stage: end.stage,
    }
}

fn node_kind(kind: EndKind) -> NodeKind {
    match kind {
        EndKind::Role => NodeKind::Role,
        EndKind::User => NodeKind::User,
        EndKind::Root => NodeKind::Root,
        EndKind::Provider => NodeKind::Provider,
        EndKind::Service => NodeKind::Service,
        EndKind::IdentityCenterUser => NodeKind::IdentityCenterUser,
        EndKind::IdentityCenterGroup => NodeKind::IdentityCenterGroup,
        EndKind::ExternalAccount => NodeKind::ExternalAccount,
        EndKind::ExternalPrincipal => NodeKind::ExternalPrincipal,
        EndKind::UnreadAccount => NodeKind::UnreadAccount,
        EndKind::UnreadPrincipal => NodeKind::UnreadPrincipal,
        EndKind::Anyone => NodeKind::Anyone,
    }
}

/// What must hold, as alternatives; empty where nothing must.
pub fn conditions(residual: &Residual) -> Vec<Vec<TrustCondition>> {
    let alternatives = residual.alternatives().iter();
    alternatives.filter(|all| !all.is_empty()).map(|all| all.iter().map(condition).collect()).collect()
}

fn condition(literal: &Literal) -> TrustCondition {
    TrustCondition {
        key: literal.key.clone(),
        operator: literal.operator.clone(),
        values: literal.values.clone(),
        negated: literal.negated,
        words: condition_in_words(literal),
    }
}

/// One hop.
pub fn hop(hop: &Hop) -> TrustHop {
    TrustHop {
        from: node(&hop.from),
        to: node(&hop.to),
        kind: Some(kind(hop.kind)),
        verdict: verdict(hop.standing),
        conditions: hop.explanation.residual().as_ref().map(conditions).unwrap_or_default(),
        reason: hop.reason.clone(),
    }
}

fn path(path: &Path) -> TrustPath {
    let mut notes: Vec<String> = path.hops.iter().flat_map(|hop| hop.notes.iter().cloned()).collect();
    notes.sort();
    notes.dedup();
    TrustPath {
        hops: path.hops.iter().map(hop).collect(),
        verdict: verdict(path.standing),
        conditions: path.residual.as_ref().map(conditions).unwrap_or_default(),
        notes,
        pattern: path.pattern.clone(),
        declared: path.declared,
        stands_for: count(path.alike as u64),
    }
}

fn near_miss(near: &NearMiss) -> TrustNearMiss {
    let stopping = match &near.missed {
        Missed::Denial { statement } => statement.layer,
        Missed::Level { .. } => Layer::Scp,
        Missed::Boundary { .. } => Layer::Boundary,
        Missed::Identity => Layer::Identity,
        Missed::Trust | Missed::Condition { .. } => Layer::Resource,
    };
    let path = TrustPath {
        hops: near.hops.iter().map(hop).collect(),
        verdict: TrustVerdict::Denied,
        conditions: Vec::new(),
        notes: Vec::new(),
        pattern: String::new(),
        declared: false,
        stands_for: 1,
    };
    TrustNearMiss { path, layer: layer(stopping), stopped_by: near.reason.clone() }
}

/// The paths between two ends.
pub fn paths(graph: &Graph, (from, to): (&End, &End), page: Page, paths: &Paths) -> TrustPathsAnswer {
    let counts = &paths.counts;
    let total = if paths.by_pattern { counts.patterns } else { counts.members };
    TrustPathsAnswer {
        from: end(graph, from),
        to: end(graph, to),
        answer: match paths.answer {
            Answer::Found => TrustAnswer::Found,
            Answer::None => TrustAnswer::None,
            Answer::Unknown => TrustAnswer::Unknown,
        },
        reasons: paths.reasons.clone(),
        paths: paths.paths.iter().map(path).collect(),
        offset: page.offset,
        total: count(total as u64),
        paths_total: count(counts.paths as u64),
        patterns: count(counts.patterns as u64),
        hops: count(counts.hops as u64),
        reached: count(counts.targets as u64),
        reaching_accounts: count(counts.source_accounts as u64),
        near_misses: paths.near_misses.iter().map(near_miss).collect(),
        more_near_misses: paths.more_near_misses,
        unknown: unread(&paths.unread),
        idle: paths.idle.iter().map(idle).collect(),
        notes: limits(paths).into_iter().chain(paths.notes.iter().cloned()).collect(),
    }
}

/// What was not looked for.
fn limits(paths: &Paths) -> Vec<String> {
    let counts = &paths.counts;
    let cut = "not everything was searched: there may be more paths than these; ask for narrower ends";
    let longer = format!(
        "paths of more than {} hops were not looked for, because there are enough of up to that many",
        counts.hops
    );
    let cut = (counts.is_cut && paths.answer == Answer::Found).then(|| cut.to_owned());
    cut.into_iter().chain(counts.stopped.then_some(longer)).collect()
}

fn end(graph: &Graph, end: &End) -> TrustEnd {
    let is_principal = matches!(end.nodes.as_slice(), [one] if graph.principal_of(*one).is_some());
    let kind = match end.text.as_str() {
        text if text.starts_with("stage:") => TrustEndKind::Stage,
        text if text.starts_with("ou-") || text.starts_with("r-") => TrustEndKind::Ou,
        _ if is_principal => TrustEndKind::Principal,
        _ => TrustEndKind::Account,
    };
    TrustEnd {
        value: end.text.clone(),
        label: end.meaning.clone(),
        detail: String::new(),
        kind,
        principals: Some(count(end.nodes.len() as u64)),
    }
}

fn unread(accounts: &[UnreadAccount]) -> Vec<TrustUnknown> {
    let row = |unread: &UnreadAccount| TrustUnknown {
        what: unread.account.to_string(),
        name: unread.name.clone(),
        reason: unread.reason.clone(),
    };
    accounts.iter().map(row).collect()
}

fn idle(idle: &IdleAccount) -> armillary_wire::IdleAccount {
    armillary_wire::IdleAccount {
        account: idle.account.to_string(),
        name: idle.name.clone(),
        state: idle.state.as_str().to_owned(),
        as_of: idle.as_of,
    }
}

/// Who can do something.
pub fn who_can(who: &WhoCan, page: Page) -> WhoCanAnswer {
    let row = |able: &armillary_trust::Able| WhoCanRow {
        principal: node(&able.principal),
        verdict: verdict(able.standing),
        conditions: conditions(&able.residual),
    };
    WhoCanAnswer {
        action: who.action.clone(),
        resource: who.resource.clone(),
        rows: who.principals.iter().map(row).collect(),
        offset: page.offset,
        total: count((who.allowed + who.allowed_if + who.unknown) as u64),
        unknown: unread(&who.unread),
        idle: who.idle.iter().map(idle).collect(),
        notes: who.notes.clone(),
    }
}

/// What a principal can become and do.
pub fn what_can(what: &WhatCan, page: Page) -> WhatCanAnswer {
    let power = |power: &armillary_trust::ServicePower| ServicePower {
        service: power.service.clone(),
        actions: power.actions.clone(),
        limited: !power.on_everything || power.only_conditional,
    };
    let reach = |reached: &armillary_trust::ReachedRole| Reach {
        node: node(&reached.principal),
        hops: count(reached.hops as u64),
        verdict: verdict(reached.standing),
    };
    let idle_note = what.idle.iter().map(|idle| format!("it can do nothing: {}", idle.sentence()));
    let boundary = what.boundary.iter().map(|arn| format!("limited by the permissions boundary {arn}"));
    let own = what.changes_itself.iter().flat_map(|own| {
        let conditions = own.conditions.iter().cloned();
        std::iter::once(own.reason.clone()).chain(conditions).chain(own.notes.iter().cloned())
    });
    let cut = what.is_cut.then(|| "not everything was searched: it may reach more".to_owned());
    let unknown = what.unknown.iter().map(|reason| TrustUnknown {
        what: what.principal.id.to_string(),
        name: what.principal.name.clone(),
        reason: reason.clone(),
    });
    WhatCanAnswer {
        principal: node(&what.principal),
        administrator: what.is_admin,
        services: what.services.iter().map(power).collect(),
        reaches: what.reaches.iter().map(reach).collect(),
        offset: page.offset,
        total: count(what.by_hops.iter().sum::<usize>() as u64),
        unknown: unknown.chain(unread(&what.unread)).collect(),
        idle: what.idle.iter().map(idle).collect(),
        notes: idle_note.chain(boundary).chain(own).chain(cut).collect(),
    }
}

/// Which stages reach which.
pub fn matrix(graph: &Graph, matrix: &StageMatrix) -> TrustMatrixAnswer {
    let cell = |cell: &armillary_trust::MatrixCell| TrustCell {
        from: cell.from,
        to: cell.to,
        allowed: count(cell.allowed as u64),
        allowed_if: count(cell.allowed_if as u64),
        unknown: count(cell.unknown as u64),
        unread: count(cell.unread as u64),
    };
    let organization = graph.organization();
    let accounts = organization.accounts().iter().filter(|account| account.can_act());
    TrustMatrixAnswer {
        stages: matrix.stages.clone(),
        cells: matrix.cells.iter().map(cell).collect(),
        principals: count(organization.principals().len() as u64),
        unread: count(accounts.filter(|account| account.unread().is_some()).count() as u64),
    }
}
