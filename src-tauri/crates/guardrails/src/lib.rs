//! The rules on trust, privilege and the separation of duties: one file per rule, registered in one list.
//!
//! To add a rule: its id in `armillary_model::RuleId`, a file here with a `RULE`, and its line in the list `RULES`. A
//! rule says of each thing it looks at that it holds (nothing is raised), that it is broken, or that it cannot be told
//! and why. What it calls an exception is data, in [`Expectations`].
//!
//! Deliberately not here: how trust is worked out (it is asked through [`Graph`]), and where findings are kept.

// This crate does not panic on data.
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

mod ask;
#[cfg(test)]
mod cases;
mod conditions;
mod crossing;
mod expectations;
mod grants;
mod last_read;
mod probe;
mod report;
mod scope;
#[cfg(test)]
mod smr;
#[cfg(test)]
mod team;
mod walk;
mod why;

mod pass_01;
mod priv_01;
mod priv_02;
mod priv_03;
mod reg_01;
mod reg_03;
mod tru_01;
mod tru_02;
mod tru_03;
mod tru_04;
mod tru_05;
mod tru_06;
mod tru_07;
mod tru_08;
mod tru_09;
mod tru_10;
mod tru_11;

use std::{
    cell::Cell,
    sync::atomic::{AtomicUsize, Ordering},
};

use armillary_model::RuleId;
use armillary_trust::Graph;

pub use expectations::{Expectations, ExternalParty, PipelineEdge};
pub use report::{Checked, Findings};
pub use why::why;

/// The version of the rules: findings of another one are worked out again.
pub const VERSION: &str = "6";

use report::Report;
use scope::Scope;

/// A rule: what it is called, what it has to know, and how it looks.
pub(crate) struct Rule {
    /// Its id.
    pub id: RuleId,
    /// What has to be read of an account before the rule can say anything about it.
    pub reads: Reads,
    /// Looks at everything the rule is about.
    pub check: fn(&Scope<'_>, &mut Report),
}

/// What a rule reads of an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Reads {
    /// The trust policies of its roles.
    Trust,
    /// What its principals are allowed, with the organization's policies.
    Grants,
    /// SageMaker.
    SageMaker,
    /// SageMaker, and what its principals are allowed.
    SageMakerAndGrants,
    /// Nothing of an account: the rule says itself what it does not know.
    Nothing,
}

/// Every rule, in the order of their ids.
const RULES: &[Rule] = &[
    tru_01::RULE,
    tru_02::RULE,
    tru_03::RULE,
    tru_04::RULE,
    tru_05::RULE,
    tru_06::RULE,
    tru_07::RULE,
    tru_08::RULE,
    tru_09::RULE,
    tru_10::RULE,
    tru_11::RULE,
    priv_01::RULE,
    priv_02::RULE,
    priv_03::RULE,
    pass_01::RULE,
    reg_01::RULE,
    reg_03::RULE,
];

/// What the rules say about an organization, with the usual expectations.
pub fn findings(graph: &Graph) -> Findings {
    findings_expecting(graph, &Expectations::default())
}

/// What the rules say about an organization, with these expectations.
pub fn findings_expecting(graph: &Graph, expect: &Expectations) -> Findings {
    findings_walking(graph, expect, walk::WIDEST)
}

/// The same, with no more than so many nodes visited for one question.
fn findings_walking(graph: &Graph, expect: &Expectations, widest: usize) -> Findings {
    let left = AtomicUsize::new(RULES.len());
    // From the end of the list: the rules that ask most are there, and are not to be waited for at last.
    let next = || RULES.get(left.fetch_sub(1, Ordering::Relaxed).checked_sub(1)?);
    let work = || {
        let scope = Scope { org: graph.organization(), graph, expect, widest, is_cut: Cell::new(false) };
        std::iter::from_fn(next).map(|rule| (rule.id, hold(rule, &scope))).collect::<Vec<_>>()
    };
    let mut all = Findings::default();
    std::thread::scope(|threads| {
        let threads: Vec<_> = (0..graph.workers().min(RULES.len())).map(|_| threads.spawn(work)).collect();
        for thread in threads {
            let reports = thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            reports.into_iter().for_each(|(rule, report)| all.take(rule, report));
        }
    });
    all.count();
    all.sort();
    all
}

/// Holds a rule against the organization.
fn hold(rule: &Rule, scope: &Scope<'_>) -> Report {
    let mut report = Report::default();
    (rule.check)(scope, &mut report);
    scope.tell_unread(rule, &mut report);
    scope.tell_cut(rule, &mut report);
    report
}

/// What the rules say about an organization of which something could not be read again: `now`, which they say of what is known, and
/// what they find in what was last read (`last`, where that is something else), as no longer certain.
pub fn remembering(mut now: Findings, graph: &Graph, last: Option<&Graph>) -> Findings {
    now.remember(graph.organization(), last.map(findings).unwrap_or_default());
    now
}
