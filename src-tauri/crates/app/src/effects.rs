//! What a plan does to trust and to findings, worked out before it is sealed: the trust graph of what was crawled is held against the graph of the
//! organization as the plan leaves it, of which only what the plan touches is worked out anew.
//!
//! It stands here because it needs both: plans know nothing of trust, and trust nothing of plans.

mod findings;
mod trust;

use armillary_model::{Kind, Record, RecordText, Service, Snapshot};
use armillary_plan::Plan;
use armillary_trust::{Graph, Intake, Reorganized};
use armillary_wire::Failure;

use crate::opened::Opened;

/// Up to so many accounts it takes a second or two, and is not asked for.
const QUICK: usize = 1_500;

/// So many lines are told of either; the others are counted.
const TOLD: usize = 25;

/// The plan, with what it does to trust and findings; `asked`, also where that takes its time. A plan that has neither to do with who may do what nor
/// with where accounts are stays as it is.
pub fn with_effects(opened: &Opened, snapshot: &Snapshot, mut plan: Plan, asked: bool) -> Result<Plan, Failure> {
    if !plan.steps.iter().any(|step| DECIDING.contains(&step.operation.as_str())) {
        return Ok(plan);
    }
    let accounts = snapshot.records.iter().filter(|record| record.kind == Kind::Account).count();
    if accounts > QUICK && !asked {
        let line = format!("not worked out, because there are {accounts} accounts: `--preview` does");
        plan.effect.trust = vec![format!("what opens and closes is {line}")];
        plan.effect.findings = vec![format!("which findings come and go is {line}")];
        return Ok(plan.sealed());
    }
    let graph = opened.trust()?;
    let made = reorganized(graph, snapshot, &plan.apply_to(snapshot));
    let spoken = plan.effect.policies.iter().flat_map(|policy| &policy.accounts);
    let spoken: Vec<(String, String)> = spoken.map(|account| (account.id.clone(), account.name.clone())).collect();
    plan.effect.trust = trust_lines(graph, &made, &spoken);
    plan.effect.findings = findings::lines(opened.trust_findings()?, &made);
    Ok(plan.sealed())
}

/// What opens and closes, in words; `spoken` names the accounts, by id and name, of which something is to be said even where nothing of it is known.
pub(crate) fn trust_lines(before: &Graph, after: &Reorganized, spoken: &[(String, String)]) -> Vec<String> {
    trust::lines(before, after, spoken)
}

/// The calls that change who may do what, or where accounts are. A policy that is created or deleted is attached nowhere.
const DECIDING: [&str; 6] =
    ["AttachPolicy", "CloseAccount", "CreateAccount", "DetachPolicy", "MoveAccount", "UpdatePolicy"];

/// The graph as it would be with the organization of another snapshot.
pub(crate) fn reorganized(graph: &Graph, before: &Snapshot, after: &Snapshot) -> Reorganized {
    let then = taken(Intake::new(), before);
    let now = taken(then.sharing(), after);
    graph.reorganized(then, now)
}

/// The organization's own records, and what was read of them.
pub(crate) fn taken(mut intake: Intake, snapshot: &Snapshot) -> Intake {
    let kinds = [Kind::Organization, Kind::Root, Kind::OrganizationalUnit, Kind::Account, Kind::Policy];
    for record in snapshot.records.iter().filter(|record| kinds.contains(&record.kind)) {
        take(&mut intake, record);
    }
    for unit in snapshot.coverage.units().filter(|unit| unit.service == Service::Organizations) {
        intake.cover(&unit.unit(), unit.reading.status, unit.reading.gaps, unit.reading.as_of);
    }
    intake
}

pub(crate) fn take(intake: &mut Intake, record: &Record) {
    intake.add(&RecordText::of(record, &record.document.to_string()));
}

/// The first lines; the others are counted.
fn told(mut lines: Vec<String>, what: &str) -> Vec<String> {
    let others = lines.len().saturating_sub(TOLD);
    if others > 0 {
        lines.truncate(TOLD);
        lines.push(format!("and {others} more {what}"));
    }
    lines
}
