//! The organization as a plan leaves it, on all that the plan speaks of: what the preview shows, and what a crawl is held against.
//!
//! It is read off the steps alone, so that a plan from a file gives the same. Not here: what a new account holds inside. That nothing of
//! it was read stays so.

mod accounts;
mod assignments;
mod patterns;
mod policies;
mod principals;
mod received;
mod records;
mod shares;
mod tower;

use std::collections::BTreeSet;

use armillary_model::{AccountId, Snapshot};
use serde_json::Value;

use crate::{
    Outcomes, Plan, Step,
    organization::Organization,
    reference::{account_of, gives_account, step_in},
};
use records::Records;

impl Plan {
    /// The snapshot as the plan leaves it. Accounts that are created have ids that stand for those that AWS will give: small numbers, the
    /// same ones each time. A snapshot without an organization stays as it is.
    pub fn apply_to(&self, snapshot: &Snapshot) -> Snapshot {
        self.apply_with(snapshot, &Outcomes::new())
    }

    /// The same, with what steps gave as far as they were carried out.
    pub fn apply_with(&self, snapshot: &Snapshot, outcomes: &Outcomes) -> Snapshot {
        let mut after = After::of(snapshot, outcomes.clone());
        after.apply(&self.steps);
        after.snapshot
    }
}

/// A snapshot while steps are applied to it.
#[derive(Clone, Debug)]
pub(crate) struct After {
    pub snapshot: Snapshot,
    /// What references stand for; where no step gave anything yet, an id in its place.
    pub outcomes: Outcomes,
}

/// What steps touched, as far as portfolios reach other accounts by it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Touched {
    accounts: BTreeSet<AccountId>,
    portfolios: BTreeSet<String>,
}

impl After {
    pub fn of(snapshot: &Snapshot, outcomes: Outcomes) -> Self {
        Self { snapshot: snapshot.clone(), outcomes }
    }

    /// Applies steps, in their order.
    pub fn apply(&mut self, steps: &[Step]) {
        let Ok(before) = Organization::of(&self.snapshot) else { return };
        let mut records = Records::of(&before);
        let mut touched = Touched::default();
        for step in steps {
            give_id(&mut self.outcomes, step, &before);
            let call = Call { step, outcomes: &self.outcomes };
            match step.operation.as_str() {
                "CreateAccount" => accounts::create(&mut records, call, &mut touched),
                "MoveAccount" => accounts::move_to(&mut records, call, &mut touched),
                "CloseAccount" => accounts::close(&mut records, call, &mut touched),
                "TagResource" => accounts::tag(&mut records, call),
                "UntagResource" => accounts::untag(&mut records, call),
                "AttachPolicy" => policies::attach(&mut records, call),
                "DetachPolicy" => policies::detach(&mut records, call),
                "CreateAccountAssignment" => assignments::create(&mut records, call),
                "DeleteAccountAssignment" => assignments::delete(&mut records, call),
                "CreatePolicy" => policies::create(&mut records, call),
                "UpdatePolicy" => policies::update(&mut records, call),
                "DeletePolicy" => policies::delete(&mut records, call),
                "CreatePortfolioShare" => shares::create(&mut records, call, &mut touched),
                "UpdatePortfolioShare" => shares::update(&mut records, call, &mut touched),
                "DeletePortfolioShare" => shares::delete(&mut records, call, &mut touched),
                "ProvisionProduct" => tower::provision(&mut records, call, &mut touched),
                "ResetEnabledBaseline" => tower::reset_baseline(&mut records, call),
                "EnableControl" => tower::enable_control(&mut records, call),
                "DisableControl" => tower::disable_control(&mut records, call),
                "UpdateEnabledControl" | "ResetEnabledControl" => tower::set_control(&mut records, call),
                "AcceptPortfolioShare" => shares::accept(&mut records, call, &mut touched),
                _ => {}
            }
        }
        let changed = self.with(&records);
        if let Ok(after) = Organization::of(&changed) {
            received::update(&mut records, &before, &after, &touched);
        }
        // Who may launch is said of portfolios that are seen, which the steps above decide.
        for step in steps {
            let call = Call { step, outcomes: &self.outcomes };
            match step.operation.as_str() {
                "AssociatePrincipalWithPortfolio" => principals::associate(&mut records, call, &mut touched),
                "DisassociatePrincipalFromPortfolio" => principals::disassociate(&mut records, call, &mut touched),
                _ => {}
            }
        }
        let changed = self.with(&records);
        if let Ok(after) = Organization::of(&changed) {
            patterns::update(&mut records, &before, &after, &touched);
        }
        self.snapshot.records = records.sorted();
    }

    fn with(&self, records: &Records) -> Snapshot {
        Snapshot { records: records.all.clone(), ..self.snapshot.clone() }
    }
}

/// Gives what a step creates an id, unless AWS gave it one.
fn give_id(outcomes: &mut Outcomes, step: &Step, before: &Organization<'_>) {
    let reference = account_of(&step.id);
    if !gives_account(&step.operation) || outcomes.contains_key(&reference) {
        return;
    }
    let taken: BTreeSet<AccountId> = outcomes.values().copied().collect();
    let mut ids = (1..u64::from(u32::MAX)).filter_map(AccountId::from_number);
    let free = ids.find(|id| before.member(*id).is_none() && !taken.contains(id));
    outcomes.extend(free.map(|id| (reference, id)));
}

/// A step with what its references stand for.
#[derive(Clone, Copy, Debug)]
struct Call<'a> {
    step: &'a Step,
    outcomes: &'a Outcomes,
}

impl Call<'_> {
    /// A parameter that is a text, with what stands for a reference in it.
    fn text(&self, name: &str) -> String {
        self.value(self.step.parameters.get(name))
    }

    fn value(&self, value: Option<&Value>) -> String {
        self.known(value.and_then(Value::as_str).unwrap_or_default())
    }

    fn known(&self, text: &str) -> String {
        match step_in(text).and_then(|_| self.outcomes.get(text)) {
            Some(account) => account.to_string(),
            None => text.to_owned(),
        }
    }

    fn account(&self, name: &str) -> Option<AccountId> {
        self.text(name).parse().ok()
    }

    /// The account that the step is called in.
    fn caller(&self) -> Option<AccountId> {
        self.known(&self.step.account).parse().ok()
    }

    /// The account that the step creates.
    fn created(&self) -> Option<AccountId> {
        self.outcomes.get(&account_of(&self.step.id)).copied()
    }
}
