//! Applying a plan: what has to hold first, the steps, and the proof. What was touched is read again, and the plan is proved where planning the
//! same once more leaves nothing to do.

use std::{collections::BTreeSet, path::PathBuf};

use armillary_aws::{Connection, Session};
use armillary_execute::{Applied, Apply, Event, check, organization};
use armillary_model::{AccountId, Service};
use armillary_plan::{CheckStatus, Plan, Settings, Stamp, plan};
use armillary_store::{JournalReader, JournalWriter, Outcome, PlanState};
use armillary_wire::Failure;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::{
    crawl::{CrawlJob, crawl},
    failure::{of_aws, of_store, other},
    opened::Opened,
    plans::plan_snapshot,
};

/// The services that plans are made of: what a plan rests on is read again before its first call, and what proves it afterwards.
pub(crate) const READ_AGAIN: [Service; 2] = [Service::Organizations, Service::ServiceCatalog];

/// A plan that is to be applied.
pub struct ApplyJob {
    /// The plan.
    pub plan: Plan,
    /// Through which connection.
    pub connection: Connection,
    /// The cache that it was made from; the journal is beside it.
    pub cache: PathBuf,
    /// The names that were typed.
    pub confirmed: Vec<String>,
}

/// What came of it.
#[derive(Clone, PartialEq, Debug)]
pub enum AppliedPlan {
    /// What the plan asks for was seen in AWS.
    Proved,
    /// All steps are done, and these would still be needed.
    Differs(Vec<String>),
    /// A step failed: its title, and why.
    Failed(Vec<(String, String)>),
    /// It was stopped, or how a step ended is not known: these are not done.
    Open(Vec<String>),
}

impl ApplyJob {
    /// Applies the plan. `now` gives milliseconds since 1970.
    pub async fn run(
        &self,
        now: fn() -> i64,
        cancel: &CancellationToken,
        tell: &(dyn Fn(Event) + Sync),
    ) -> Result<AppliedPlan, Failure> {
        self.check_confirmed()?;
        check(&self.plan).map_err(|unfit| other(format!("nothing was changed: {unfit}; plan again")))?;
        if let Some(at) = self.proved_before()? {
            tell(Event::ProvedBefore { plan: self.plan.id.clone(), at });
            return Ok(AppliedPlan::Proved);
        }
        self.check_preflight()?;
        let mut journal = JournalWriter::open(&self.cache).map_err(other)?;
        let session = Session::open(&self.connection).await.map_err(of_aws)?;
        let found = organization(&session).await.map_err(|failure| other(failure.to_string()))?;
        if found != self.plan.organization {
            let planned = &self.plan.organization;
            return Err(other(format!(
                "the plan is for the organization `{planned}`, and these credentials are in `{found}`"
            )));
        }
        // What the plan rests on may have changed since it was crawled.
        self.read_again(self.touched(&Applied::default()), now, cancel).await?;
        self.check_basis()?;
        journal.begin(&self.plan.id, &self.plan.digest, &self.plan.to_json().to_string(), now()).map_err(other)?;
        let apply = Apply { plan: &self.plan, session: &session, now, cancel: cancel.clone() };
        let applied = apply.run(journal, tell).await.map_err(other)?;
        let title = |id: &String| {
            let step = self.plan.steps.iter().find(|step| step.id == *id);
            step.map_or_else(|| id.clone(), |step| step.title.clone())
        };
        if !applied.failed.is_empty() {
            let failed = applied.failed.iter().map(|failed| (title(&failed.step), failed.message.clone()));
            return Ok(AppliedPlan::Failed(failed.collect()));
        }
        if !applied.open.is_empty() {
            return Ok(AppliedPlan::Open(applied.open.iter().map(title).collect()));
        }
        let proof = self.prove(&applied, now, cancel, tell).await;
        proof.map_err(|Failure { code, message }| {
            let message = format!("every step is done, and is not proved yet: {message}; apply the same plan again");
            Failure { code, message }
        })
    }

    /// When the plan was proved, if it was, in milliseconds since 1970.
    fn proved_before(&self) -> Result<Option<i64>, Failure> {
        let Some(journal) = JournalReader::open(&self.cache).map_err(other)? else { return Ok(None) };
        let plans = journal.plans().map_err(other)?;
        let known = plans.into_iter().find(|known| known.id == self.plan.id && known.digest == self.plan.digest);
        Ok(known.filter(|known| known.state == PlanState::Proved).map(|known| known.state_at))
    }

    /// That every name was typed, once for each time that it is asked for.
    fn check_confirmed(&self) -> Result<(), Failure> {
        let mut typed = self.confirmed.clone();
        let also = self.plan.also_confirm.iter().map(|also| (also.name.as_str(), also.because.as_str()));
        let wanted = std::iter::once((self.plan.confirm.as_str(), "it is what changes")).chain(also);
        let missing = wanted.filter(|(name, _)| match typed.iter().position(|typed| typed == name) {
            Some(at) => {
                typed.remove(at);
                false
            }
            None => true,
        });
        let missing: Vec<String> = missing.map(|(name, because)| format!("`{name}` ({because})")).collect();
        match missing.is_empty() {
            true => Ok(()),
            false => Err(other(format!(
                "nothing was changed: to apply this plan, confirm {} by name, once for each",
                missing.join(" and ")
            ))),
        }
    }

    /// That no check fails.
    fn check_preflight(&self) -> Result<(), Failure> {
        let failing = self.plan.preflight.iter().filter(|check| check.status == CheckStatus::Fail);
        let failing: Vec<String> =
            failing.map(|check| format!("{}: {}; {}", check.check, check.detail, check.remedy)).collect();
        if !failing.is_empty() {
            return Err(other(format!("nothing was changed: {}", failing.join("\n"))));
        }
        Ok(())
    }

    /// That what the plan rests on is still so.
    fn check_basis(&self) -> Result<(), Failure> {
        let done = self.done_before()?;
        let opened = Opened::open(&self.cache, false, None).map_err(of_store)?;
        let snapshot = plan_snapshot(opened.crawled()?)?;
        let changed = self.plan.stale(&snapshot, |step| done.contains(step)).map_err(other)?;
        if changed.is_empty() {
            return Ok(());
        }
        let lines = changed
            .iter()
            .map(|changed| format!("{}\n  it was: {}\n  now:    {}", changed.fact, changed.was, changed.now));
        let lines = lines.collect::<Vec<_>>().join("\n");
        Err(other(format!(
            "nothing was changed: the plan is stale, because what it rests on is otherwise now; plan again\n{lines}"
        )))
    }

    /// The steps that the journal says are done, or of which nobody knows how they ended: what they rest on may be otherwise because of
    /// them.
    fn done_before(&self) -> Result<BTreeSet<String>, Failure> {
        let Some(journal) = JournalReader::open(&self.cache).map_err(other)? else { return Ok(BTreeSet::new()) };
        let entries = journal.entries(Some(&self.plan.id)).map_err(other)?;
        Ok(entries
            .into_iter()
            .filter(|entry| entry.outcome != Outcome::Failed)
            .map(|entry| entry.intended.step)
            .collect())
    }

    /// Reads again what was touched, and plans the same once more.
    async fn prove(
        &self,
        applied: &Applied,
        now: fn() -> i64,
        cancel: &CancellationToken,
        tell: &(dyn Fn(Event) + Sync),
    ) -> Result<AppliedPlan, Failure> {
        if !self.read_again(self.touched(applied), now, cancel).await? {
            return Ok(AppliedPlan::Open(vec!["reading again what was touched".to_owned()]));
        }
        let opened = Opened::open(&self.cache, false, None).map_err(of_store)?;
        let snapshot = plan_snapshot(opened.crawled()?)?;
        let Plan { id, created, created_by, intent, .. } = &self.plan;
        let stamp = Stamp { id: id.clone(), created: created.clone(), created_by: created_by.clone() };
        let left = plan(intent, &snapshot, &Settings::default(), stamp).map_err(other)?;
        let differences: Vec<String> = left.steps.into_iter().map(|step| step.title).collect();
        let state = if differences.is_empty() { PlanState::Proved } else { PlanState::Differs };
        let mut journal = JournalWriter::open(&self.cache).map_err(other)?;
        journal.set_state(id, state, now()).map_err(other)?;
        let plan = id.clone();
        Ok(match state {
            PlanState::Differs => {
                tell(Event::Differs { plan, differences: differences.clone() });
                AppliedPlan::Differs(differences)
            }
            PlanState::Proved | PlanState::Applying => {
                tell(Event::Proved { plan });
                AppliedPlan::Proved
            }
        })
    }

    /// Crawls what plans are made of, in the organization and in some accounts; answers whether it came to its end.
    async fn read_again(
        &self,
        accounts: BTreeSet<AccountId>,
        now: fn() -> i64,
        cancel: &CancellationToken,
    ) -> Result<bool, Failure> {
        let job = CrawlJob {
            connection: self.connection.clone(),
            demo: None,
            accounts: accounts.into_iter().collect(),
            services: READ_AGAIN.to_vec(),
            account_tags: true,
            cache: self.cache.clone(),
            replace_other: false,
            resume: false,
        };
        let read = crawl(&job, now, cancel, |_| {}).await?;
        Ok(read.summary().is_some_and(|summary| !summary.cancelled))
    }

    /// The accounts that the plan speaks of, and those it made.
    fn touched(&self, applied: &Applied) -> BTreeSet<AccountId> {
        let mut found = BTreeSet::new();
        for step in &self.plan.steps {
            found.extend(step.account.parse::<AccountId>());
            step.parameters.values().for_each(|value| accounts_in(value, &mut found));
        }
        let made = applied.done.values().flat_map(|values: &serde_json::Map<String, Value>| values.values());
        made.for_each(|value| accounts_in(value, &mut found));
        for portfolio in &self.plan.effect.portfolios {
            let named = portfolio.gains.iter().chain(&portfolio.loses);
            found.extend(named.filter_map(|account| account.id.parse::<AccountId>().ok()));
        }
        found
    }
}

fn accounts_in(value: &Value, found: &mut BTreeSet<AccountId>) {
    match value {
        Value::String(text) => found.extend(text.parse::<AccountId>()),
        Value::Array(values) => values.iter().for_each(|value| accounts_in(value, found)),
        Value::Object(members) => members.values().for_each(|value| accounts_in(value, found)),
        _ => {}
    }
}
