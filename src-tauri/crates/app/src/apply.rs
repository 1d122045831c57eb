//! Applying a plan: what has to hold first, the steps, and the proof. What was touched is read again, and the plan is proved where planning the
//! same once more leaves nothing to do.

use std::{collections::BTreeSet, path::PathBuf};

use armillary_aws::{Connection, Session};
use armillary_execute::{Applied, Apply, Event, check, organization};
use armillary_model::{AccountId, Service, Snapshot};
use armillary_plan::{CALLER_MAY, Check, CheckStatus, Claim, Plan, Stamp, Step, plan};
use armillary_store::{JournalReader, JournalWriter, Outcome, PlanState};
use armillary_wire::{ApplyPhase, Failure};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::{
    cache::CacheAt,
    carrier::{Carrier, permissions},
    crawl::{CrawlJob, crawl},
    demo::Demo,
    failure::{of_aws, of_store, other},
    opened::Opened,
    permits::Permits,
    plans::plan_snapshot,
    source::source,
};

/// The services that plans are made of: what a plan rests on is read again before its first call, and what proves it afterwards.
pub(crate) const READ_AGAIN: [Service; 5] =
    [Service::Organizations, Service::ControlTower, Service::Iam, Service::ServiceCatalog, Service::IdentityCenter];

/// A plan that is to be applied.
pub struct ApplyJob {
    /// The plan.
    pub plan: Plan,
    /// Through which connection.
    pub connection: Connection,
    /// The embedded organization that it leads to, if it does.
    pub demo: Option<Demo>,
    /// Which connections may change AWS.
    pub permits: Permits,
    /// The one step that is tried, where not all that can be are.
    pub only: Option<String>,
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

impl AppliedPlan {
    /// What is not as the plan asks for, and what to do; `None` where it is proved.
    pub fn problem(&self) -> Option<String> {
        let again = "apply the same plan again to go on: what is done is not done twice";
        match self {
            Self::Proved => None,
            Self::Differs(titles) => Some(format!(
                "every step is done, and AWS shows something else: still needed would be {}",
                titles.join("; ")
            )),
            Self::Failed(steps) => {
                let lines: Vec<String> = steps.iter().map(|(title, why)| format!("{title}: {why}")).collect();
                Some(format!("not applied: {}; put it right and {again}", lines.join("; ")))
            }
            Self::Open(titles) => Some(format!("not at its end: {}; {again}", titles.join("; "))),
        }
    }
}

impl ApplyJob {
    /// Refuses what can be told without asking AWS: names that were not typed, a step that nobody can carry out, a check that fails.
    pub fn check(&self) -> Result<(), Failure> {
        self.check_confirmed()?;
        self.check_fit()?;
        self.check_preflight(&self.plan)
    }

    /// Refuses a connection that is read-only. The embedded organization may always be changed.
    pub fn check_permitted(&self, session: &Session) -> Result<(), Failure> {
        match self.demo {
            Some(_) => Ok(()),
            None => self.permits.check(&source(&self.connection, None, session).0),
        }
    }

    /// Applies the plan. `now` gives milliseconds since 1970; `enter` is told what is done about it, `tell` what happens.
    pub async fn run(
        &self,
        now: fn() -> i64,
        cancel: &CancellationToken,
        enter: &(dyn Fn(ApplyPhase) + Sync),
        tell: &(dyn Fn(Event) + Sync),
    ) -> Result<AppliedPlan, Failure> {
        self.check_confirmed()?;
        self.check_fit()?;
        if let Some(at) = self.proved_before()? {
            tell(Event::ProvedBefore { plan: self.plan.id.clone(), at });
            return Ok(AppliedPlan::Proved);
        }
        self.check_preflight(&self.plan)?;
        let mut journal = JournalWriter::open(&self.cache).map_err(other)?;
        let is_begun = self.begun_before()?;
        let session = Session::open(&self.connection).await.map_err(of_aws)?;
        self.check_permitted(&session)?;
        let found = organization(&session).await.map_err(|failure| other(failure.to_string()))?;
        if found != self.plan.organization {
            let planned = &self.plan.organization;
            return Err(other(format!(
                "the plan is for the organization `{planned}`, and these credentials are in `{found}`"
            )));
        }
        enter(ApplyPhase::Checking);
        // What the plan rests on may have changed since it was crawled.
        let read = self.read_again(self.touched(&Applied::default()), now, cancel).await;
        let read = read.map_err(|Failure { code, message }| {
            let message = format!("nothing was changed: what the plan rests on could not be read again: {message}");
            Failure { code, message }
        })?;
        let stopped = || other("nothing was changed: it was stopped while what the plan rests on was read again");
        self.check_against(read.ok_or_else(stopped)?, &session, is_begun)?;
        journal.begin(&self.plan.id, &self.plan.digest, &self.plan.to_json().to_string(), now()).map_err(other)?;
        enter(ApplyPhase::Applying);
        let only = self.only.as_deref();
        let apply = Apply { plan: &self.plan, session: &session, now, only, cancel: cancel.clone() };
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
            let line = |id: &String| match applied.why.get(id) {
                Some(why) => format!("{}: {why}", title(id)),
                None => title(id),
            };
            return Ok(AppliedPlan::Open(applied.open.iter().map(line).collect()));
        }
        enter(ApplyPhase::Proving);
        let proof = self.prove(&applied, now, cancel, tell).await;
        proof.map_err(|Failure { code, message }| {
            let message = format!("every step is done, and is not proved yet: {message}; apply the same plan again");
            Failure { code, message }
        })
    }

    /// Holds the plan against the crawl that read again what it rests on.
    fn check_against(&self, crawl: i64, session: &Session, is_begun: bool) -> Result<(), Failure> {
        let opened = self.opened(crawl)?;
        let snapshot = plan_snapshot(opened.crawled()?)?;
        self.check_basis(&snapshot)?;
        // What was begun was checked then, and its journal has it whole: a plan with this digest says the same.
        if is_begun {
            return Ok(());
        }
        self.check_steps(&snapshot)?;
        self.check_carrier(session, opened.crawled()?, &snapshot)
    }

    fn check_fit(&self) -> Result<(), Failure> {
        check(&self.plan).map_err(|unfit| other(format!("nothing was changed: {unfit}; plan again")))
    }

    /// When the plan was proved, if it was, in milliseconds since 1970.
    fn proved_before(&self) -> Result<Option<i64>, Failure> {
        let Some(journal) = JournalReader::open(&self.cache).map_err(other)? else { return Ok(None) };
        let plans = journal.plans().map_err(other)?;
        let known = plans.into_iter().find(|known| known.id == self.plan.id && known.digest == self.plan.digest);
        Ok(known.filter(|known| known.state == PlanState::Proved).map(|known| known.state_at))
    }

    /// Whether the journal has the plan already. A plan that it has under another name, or another one under this name, is none that may be applied:
    /// what was done of the one would be done again by the other.
    fn begun_before(&self) -> Result<bool, Failure> {
        let Some(journal) = JournalReader::open(&self.cache).map_err(other)? else { return Ok(false) };
        let Plan { id, digest, .. } = &self.plan;
        let plans = journal.plans().map_err(other)?;
        if plans.iter().any(|known| known.id == *id && known.digest != *digest) {
            return Err(other(format!(
                "nothing was changed: the journal has another plan by the name `{id}`, which says otherwise; plan again, so that the new plan has a name \
                 of its own"
            )));
        }
        if let Some(known) = plans.iter().find(|known| known.digest == *digest && known.id != *id) {
            let (name, state) = (&known.id, known.state.as_str());
            return Err(other(format!(
                "nothing was changed: the journal has this very plan by the name `{name}` ({state}); apply the file with that name to go on with it, or \
                 crawl and plan again to do the same once more"
            )));
        }
        Ok(plans.iter().any(|known| known.id == *id))
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

    /// That no check fails, of the plan or of one like it that was made since. Whether the caller may is asked of whoever applies it, who need not be the one
    /// that the plan was made for.
    fn check_preflight(&self, plan: &Plan) -> Result<(), Failure> {
        let checks = plan.preflight.iter().filter(|check| check.check != CALLER_MAY);
        refuse(checks.filter(|check| check.status == CheckStatus::Fail).map(told))
    }

    /// That what the plan rests on was read again, and is still so.
    fn check_basis(&self, snapshot: &Snapshot) -> Result<(), Failure> {
        let done = self.done_before()?;
        refuse(self.plan.unread(snapshot, |step| done.contains(step)).map_err(other)?.iter().map(told))?;
        let changed = self.plan.stale(snapshot, |step| done.contains(step)).map_err(other)?;
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

    /// That the plan does what it says it is asked for, and asks for every name that it has to: what it says is planned once more, of what was
    /// just read. A file whose digest was worked out anew after it was edited is told by that.
    fn check_steps(&self, snapshot: &Snapshot) -> Result<(), Failure> {
        let again = self.planned_again(snapshot).map_err(|error| {
            other(format!("nothing was changed: what the plan asks for cannot be planned any more: {}", error.message))
        })?;
        let mut lines = differences(&self.plan.steps, &again.steps);
        let names = |plan: &Plan| {
            let also = plan.also_confirm.iter().map(|also| also.name.clone());
            std::iter::once(plan.confirm.clone()).chain(also).collect::<Vec<_>>()
        };
        let (said, wanted) = (names(&self.plan), names(&again));
        if said != wanted {
            lines.push(format!("to confirm are {}, and not {}", quoted(&wanted), quoted(&said)));
        }
        if !lines.is_empty() {
            return Err(other(format!(
                "nothing was changed: the plan is not the one that what it asks for takes now, in this organization; plan again\n{}",
                lines.join("\n")
            )));
        }
        refuse(again.unread(snapshot, |_| false).map_err(other)?.iter().map(told))?;
        self.check_preflight(&again)
    }

    /// That whoever applies the plan may, by the policies that were read.
    fn check_carrier(&self, session: &Session, at: &CacheAt, snapshot: &Snapshot) -> Result<(), Failure> {
        let carrier = Carrier::of_session(session, &self.connection);
        let checks = permissions(at, snapshot, &self.plan, &carrier)?;
        refuse(checks.iter().filter(|check| check.status == CheckStatus::Fail).map(told))
    }

    /// What the plan is asked for, planned of another snapshot.
    fn planned_again(&self, snapshot: &Snapshot) -> Result<Plan, Failure> {
        let Plan { id, created, created_by, intent, settings, .. } = &self.plan;
        let stamp = Stamp { id: id.clone(), created: created.clone(), created_by: created_by.clone() };
        plan(intent, snapshot, settings, stamp).map_err(other)
    }

    /// The cache as a crawl left it.
    fn opened(&self, crawl: i64) -> Result<Opened, Failure> {
        Opened::open(&self.cache, false, Some(crawl)).map_err(of_store)
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
        let Some(read) = self.read_again(self.touched(applied), now, cancel).await? else {
            return Ok(AppliedPlan::Open(vec!["reading again what was touched".to_owned()]));
        };
        let snapshot = plan_snapshot(self.opened(read)?.crawled()?)?;
        let left = self.planned_again(&snapshot)?;
        // What was not read shows nothing, neither that it is so nor that it is not.
        let unseen = [self.plan.unseen(&snapshot), left.unseen(&snapshot)];
        let unseen = unseen.into_iter().collect::<Result<Vec<_>, _>>().map_err(other)?.concat();
        if !unseen.is_empty() {
            let details: BTreeSet<String> = unseen.into_iter().map(|check| check.detail).collect();
            return Err(other(details.into_iter().collect::<Vec<_>>().join("; ")));
        }
        let id = &self.plan.id;
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

    /// Crawls what plans are made of, in the organization and in some accounts; the crawl, if it came to its end.
    async fn read_again(
        &self,
        accounts: BTreeSet<AccountId>,
        now: fn() -> i64,
        cancel: &CancellationToken,
    ) -> Result<Option<i64>, Failure> {
        let job = CrawlJob {
            connection: self.connection.clone(),
            demo: self.demo,
            accounts: accounts.into_iter().collect(),
            services: self.services(),
            account_tags: self.speaks_of_tags(),
            cache: self.cache.clone(),
            replace_other: false,
            resume: false,
        };
        let read = crawl(&job, now, cancel, |_| {}).await?;
        Ok(read.summary().filter(|summary| !summary.cancelled).map(|summary| summary.crawl))
    }

    /// Whether the tags of accounts matter: a call for each account that is read.
    fn speaks_of_tags(&self) -> bool {
        let of_fact = self.plan.based_on.facts.iter().any(|fact| matches!(fact.claim, Claim::Tag { .. }));
        of_fact || self.plan.steps.iter().any(|step| step.parameters.contains_key("Tags"))
    }

    /// The services that the plan is made of: the organization, what portfolios show to accounts, whom Control Tower governs, and what the steps
    /// call. Identity Center makes roles in the accounts.
    fn services(&self) -> Vec<Service> {
        let called = self.plan.steps.iter().filter_map(|step| Service::from_text(&step.service));
        let all = [Service::Organizations, Service::ControlTower, Service::ServiceCatalog].into_iter().chain(called);
        let mut all: BTreeSet<Service> = all.collect();
        if all.contains(&Service::IdentityCenter) {
            all.insert(Service::Iam);
        }
        all.into_iter().collect()
    }

    /// The accounts of the organization that the plan speaks of, and those it made. A portfolio can be shared with an account of somebody else, which
    /// nobody here can read.
    fn touched(&self, applied: &Applied) -> BTreeSet<AccountId> {
        let (mut found, mut made) = (BTreeSet::new(), BTreeSet::new());
        for step in &self.plan.steps {
            found.extend(step.account.parse::<AccountId>());
            step.parameters.values().for_each(|value| accounts_in(value, &mut found));
        }
        for portfolio in &self.plan.effect.portfolios {
            let named = portfolio.gains.iter().chain(&portfolio.loses);
            found.extend(named.filter_map(|account| account.id.parse::<AccountId>().ok()));
        }
        if let Ok(opened) = Opened::open(&self.cache, false, None)
            && let Ok(at) = opened.crawled()
        {
            found.retain(|account| !matches!(at.account_state(*account), Ok(None)));
        }
        let given = applied.done.values().flat_map(|values: &serde_json::Map<String, Value>| values.values());
        given.for_each(|value| accounts_in(value, &mut made));
        found.extend(made);
        found
    }
}

/// Says that nothing was changed, and why, where there is something that stands in the way.
fn refuse(why: impl Iterator<Item = String>) -> Result<(), Failure> {
    let why: Vec<String> = why.collect();
    if why.is_empty() { Ok(()) } else { Err(other(format!("nothing was changed: {}", why.join("\n")))) }
}

fn told(check: &Check) -> String {
    format!("{}: {}; {}", check.check, check.detail, check.remedy)
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// What the steps of a plan are, and what they would be.
fn differences(said: &[Step], wanted: &[Step]) -> Vec<String> {
    if said == wanted {
        return Vec::new();
    }
    let only = |steps: &[Step], others: &[Step]| {
        let differing = steps.iter().filter(|step| !others.contains(step));
        differing.map(|step| format!("{} ({}:{})", step.title, step.service, step.operation)).collect::<Vec<_>>()
    };
    let has = only(said, wanted).into_iter().map(|step| format!("it has: {step}"));
    let takes = only(wanted, said).into_iter().map(|step| format!("what it asks for takes: {step}"));
    let lines: Vec<String> = has.chain(takes).collect();
    if lines.is_empty() { vec!["its steps are in another order".to_owned()] } else { lines }
}

fn accounts_in(value: &Value, found: &mut BTreeSet<AccountId>) {
    match value {
        Value::String(text) => found.extend(text.parse::<AccountId>()),
        Value::Array(values) => values.iter().for_each(|value| accounts_in(value, found)),
        Value::Object(members) => members.values().for_each(|value| accounts_in(value, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use armillary_plan::{Effect, FORMAT};
    use serde_json::json;

    use super::*;
    use crate::settings::Settings as Remembered;

    fn job(connection: Connection, cache: PathBuf, demo: Option<Demo>, permits: Permits) -> ApplyJob {
        let plan = json!({
            "schema": FORMAT, "id": "plan-1", "digest": "", "created": "", "createdBy": "", "intent": { "kind": "close", "account": "fraud" },
            "organization": "o-1", "basedOn": { "crawl": 1, "facts": [] }, "confirm": "fraud", "alsoConfirm": [], "preflight": [],
            "steps": [], "effect": serde_json::to_value(Effect::default()).expect("JSON"), "leftOut": [],
        });
        let plan: Plan = serde_json::from_value(plan).expect("a plan");
        let confirmed = vec!["fraud".to_owned()];
        ApplyJob { plan: plan.sealed(), connection, demo, permits, only: None, cache, confirmed }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_connection_that_is_read_only_applies_nothing() {
        let demo = Demo::of(64);
        let (_running, connection) = demo.start().await.expect("the embedded organization starts");
        let folder = tempfile::tempdir().expect("temporary folder");
        let cache = folder.path().join("c.sqlite");
        let session = Session::open(&connection).await.expect("a session");
        let name = source(&connection, None, &session).0;
        let read_only = job(connection.clone(), cache.clone(), None, Permits::of_window(&Remembered::default()));
        let said = read_only.run(|| 0, &CancellationToken::new(), &|_| {}, &|_| {}).await.expect_err("read-only");
        assert!(said.message.contains(&name) && said.message.contains("read-only"), "{}", said.message);
        let journal = JournalReader::open(&cache).expect("readable");
        assert!(journal.is_none_or(|journal| journal.plans().expect("readable").is_empty()), "nothing was begun");

        let allowed = Remembered { may_change: [(name, true)].into(), ..Remembered::default() };
        let allowed = job(connection.clone(), cache.clone(), None, Permits::of_window(&allowed));
        assert_eq!(allowed.check_permitted(&session), Ok(()));
        let embedded = job(connection, cache, Some(demo), Permits::of_window(&Remembered::default()));
        assert_eq!(embedded.check_permitted(&session), Ok(()), "the embedded organization may always be changed");
    }

    #[test]
    fn every_name_is_typed_before_anything_else_is_asked() {
        let mut job = job(Connection::default(), PathBuf::new(), None, Permits::default());
        assert_eq!(job.check(), Ok(()));
        job.confirmed.clear();
        assert!(job.check().expect_err("no name").message.contains("`fraud`"));
        job.confirmed = vec!["Fraud".to_owned()];
        assert!(job.check().is_err(), "another name");
    }
}
