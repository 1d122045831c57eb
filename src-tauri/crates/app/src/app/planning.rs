//! Plans as the window knows them: those it made and did not keep, those kept beside the open cache, and those of its journal.

use std::{collections::BTreeMap, path::Path};

use armillary_plan::{Intent, Plan, Stamp, Vend, diff, markdown, team_from_toml, teams_from_csv};
use armillary_store::{BegunPlan, Entry, JournalReader, Origin};
use armillary_wire::{
    ChangeSettings, Code, ConnectionSetting, Failure, ManifestAnswer, ManifestFormat, PlanRow, PlanShown, PlanStanding,
    PlansAnswer, StepStanding,
};

use super::App;
use crate::{
    carrier::Carrier,
    failure::{coded, of_store, other},
    opened::Opened,
    permits::Permits,
    plan_files::PlanFiles,
    planner::make_plan,
    standing::{Known, Live},
};

/// Plans that were made and not kept are forgotten beyond this many.
const MOST_MADE: usize = 64;

/// What the journal of a cache says of its plans.
#[derive(Default)]
struct Journaled {
    plans: Vec<BegunPlan>,
    entries: Vec<Entry>,
}

impl Journaled {
    fn of(cache: &Path, plan: Option<&str>) -> Result<Self, Failure> {
        let Some(journal) = JournalReader::open(cache).map_err(other)? else { return Ok(Self::default()) };
        let mut plans = journal.plans().map_err(other)?;
        plans.retain(|begun| plan.is_none_or(|plan| begun.id == plan));
        Ok(Self { plans, entries: journal.entries(plan).map_err(other)? })
    }

    /// What is known of a plan. A plan of the same id that says something else is another one.
    fn known<'k>(&'k self, plan: &'k Plan, kept: bool, live: Option<&'k Live>) -> Known<'k> {
        let is_of = |entry: &&Entry| entry.intended.plan == plan.id && entry.intended.digest == plan.digest;
        Known {
            plan,
            kept,
            begun: self.plans.iter().find(|begun| begun.id == plan.id && begun.digest == plan.digest),
            entries: self.entries.iter().filter(is_of).collect(),
            live,
        }
    }
}

impl App {
    /// Makes a plan, and remembers it as long as the window is open.
    pub(super) fn make(&self, intent: &Intent) -> Result<PlanShown, Failure> {
        let opened = self.opened()?;
        let settings = self.settings()?.of_plans();
        let carrier = Carrier::of_crawl(opened.crawled()?.crawl());
        let plan =
            make_plan(&opened, opened.planned_from()?, intent, settings, &carrier, false, self.inner.host.now())?;
        self.remember(opened.cache().path(), plan.clone());
        self.shown(&opened, &plan, false)
    }

    pub(super) fn remember(&self, cache: &Path, plan: Plan) {
        let mut state = self.state();
        state.made.retain(|(_, known)| known.id != plan.id);
        state.made.push((cache.to_owned(), plan));
        let surplus = state.made.len().saturating_sub(MOST_MADE);
        state.made.drain(..surplus);
    }

    /// Every plan that is known, the newest first.
    pub(super) fn list_plans(&self) -> Result<PlansAnswer, Failure> {
        let opened = self.opened()?;
        let cache = opened.cache().path();
        let (kept, mut refused) = PlanFiles::of(cache).all()?;
        let journaled = Journaled::of(cache, None)?;
        let mut plans: BTreeMap<String, (Plan, bool)> = BTreeMap::new();
        for (_, plan) in self.state().made.iter().filter(|(of, _)| of == cache) {
            plans.insert(plan.id.clone(), (plan.clone(), false));
        }
        plans.extend(kept.into_iter().map(|plan| (plan.id.clone(), (plan, true))));
        for begun in &journaled.plans {
            match Plan::read(&begun.document) {
                Ok(plan) => {
                    plans.entry(plan.id.clone()).or_insert((plan, false));
                }
                Err(error) => refused.push(format!("plan `{}` of the journal: {error}", begun.id)),
            }
        }
        let live = self.state().live.clone();
        let of = |(plan, kept): &(Plan, bool)| journaled.known(plan, *kept, live.get(&plan.id)).row();
        let mut rows: Vec<PlanRow> = plans.values().map(of).collect();
        rows.sort_by(|one, other| other.created.cmp(&one.created).then_with(|| other.id.cmp(&one.id)));
        Ok(PlansAnswer { rows, refused })
    }

    /// A plan by its id, and whether it is kept beside the cache.
    pub(super) fn find_plan(&self, opened: &Opened, id: &str) -> Result<(Plan, bool), Failure> {
        let cache = opened.cache().path();
        if let Some(plan) = PlanFiles::of(cache).find(id)? {
            return Ok((plan, true));
        }
        let made =
            self.state().made.iter().find(|(of, plan)| of == cache && plan.id == id).map(|(_, plan)| plan.clone());
        if let Some(plan) = made {
            return Ok((plan, false));
        }
        let journaled = Journaled::of(cache, Some(id))?;
        match journaled.plans.first() {
            Some(begun) => Ok((Plan::read(&begun.document).map_err(other)?, false)),
            None => Err(coded(Code::NotFound, format!("there is no plan `{id}` beside this cache: plan again"))),
        }
    }

    /// A plan with how far it is.
    pub(super) fn shown(&self, opened: &Opened, plan: &Plan, kept: bool) -> Result<PlanShown, Failure> {
        let journaled = Journaled::of(opened.cache().path(), Some(&plan.id))?;
        let live = self.state().live.get(&plan.id).cloned();
        let known = journaled.known(plan, kept, live.as_ref());
        let (row, steps) = (known.row(), known.steps());
        let snapshot = opened.planned_from()?;
        // As when it is applied: what a step rests on that is done, or of which nobody knows, may be otherwise because of it.
        let is_begun = |id: &str| {
            let step = steps.iter().find(|step| step.step == id);
            step.is_some_and(|step| !matches!(step.standing, StepStanding::Open | StepStanding::Failed))
        };
        let (mut changed, mut not_compared) = (Vec::new(), None);
        if row.standing != PlanStanding::Proved {
            match plan.stale(snapshot, is_begun) {
                Ok(found) => changed = found,
                Err(error) => not_compared = Some(error.to_string()),
            }
        }
        let left = match row.standing {
            PlanStanding::Differs => {
                let Plan { id, created, created_by, .. } = plan.clone();
                let stamp = Stamp { id, created, created_by };
                let again = armillary_plan::plan(&plan.intent, snapshot, &plan.settings, stamp).map_err(other)?;
                again.steps.into_iter().map(|step| step.title).collect()
            }
            _ => Vec::new(),
        };
        Ok(PlanShown { row, steps, changed, not_compared, left, markdown: markdown(plan), plan: plan.clone() })
    }

    /// Keeps a plan beside the open cache.
    pub(super) fn keep(&self, plan: &Plan) -> Result<PlanRow, Failure> {
        let opened = self.opened()?;
        PlanFiles::of(opened.cache().path()).keep(plan)?;
        Ok(self.shown(&opened, plan, true)?.row)
    }

    /// What a manifest asks and the organization lacks.
    pub(super) fn difference(&self, text: &str, format: ManifestFormat) -> Result<ManifestAnswer, Failure> {
        let teams = match format {
            ManifestFormat::Toml => vec![team_from_toml(text).map_err(other)?],
            ManifestFormat::Csv => teams_from_csv(text).map_err(other)?,
        };
        let opened = self.opened()?;
        let difference = diff(&teams, opened.planned_from()?).map_err(other)?;
        Ok(ManifestAnswer { intent: together(teams), difference })
    }

    /// What the settings say of changes.
    pub(super) fn settings_of_changes(&self) -> Result<ChangeSettings, Failure> {
        let settings = self.settings()?;
        let permits = Permits::of_window(&settings);
        let setting =
            |name: &str| ConnectionSetting { name: name.to_owned(), may_change: permits.may(name), demo: false };
        let newest = self.opened()?.newest().map_err(of_store)?;
        let connection = newest.and_then(|crawl| match crawl.origin? {
            Origin::Demo { .. } => Some(ConnectionSetting { name: crawl.source, may_change: true, demo: true }),
            Origin::Connection { .. } => Some(setting(&crawl.source)),
        });
        Ok(ChangeSettings {
            connections: settings.may_change.keys().map(|name| setting(name)).collect(),
            protected: settings.protected,
            account_quota: settings.account_quota,
            connection,
        })
    }
}

/// One team, or several in one plan.
fn together(mut teams: Vec<Vend>) -> Intent {
    match teams.pop() {
        Some(only) if teams.is_empty() => Intent::Vend(only),
        last => Intent::Together { intents: teams.into_iter().chain(last).map(Intent::Vend).collect() },
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, sync::Arc};

    use armillary_wire::{Action, Query};

    use super::*;
    use crate::{app::Folders, host::TestHost};

    #[tokio::test]
    async fn settings_that_cannot_be_understood_are_told_and_not_written_over() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let file = folder.path().join("settings.json");
        let broken = "{ \"protected\": [\"log-archive\",] }";
        fs::write(&file, broken).expect("writable");
        let folders = Folders { settings: Some(file.clone()), ..Folders::default() };
        let app = App::new(Arc::new(TestHost::default()), folders);
        let protect = || Action::SetProtected { names: vec!["prod".to_owned()], account_quota: None };
        let said = app.act(protect()).await.expect_err("broken settings").message;
        assert!(said.contains("settings.json") && said.contains("line 1"), "{said}");
        assert_eq!(fs::read_to_string(&file).expect("readable"), broken);
        let status = app.query(Query::Status).await.expect("the rest goes on");
        assert!(status.get().contains("cannot be understood"), "{status}");
        fs::write(&file, "{ \"protected\": [\"log-archive\"] }").expect("writable");
        assert_eq!(app.settings().expect("it was put right").protected, ["log-archive"]);
        app.act(protect()).await.expect("it can be written again");
    }
}
