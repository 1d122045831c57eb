//! What each question is answered with.

use armillary_aws::{ProfileSummary, keychain};
use armillary_plan::{Choices, Intent, choices};
use armillary_topology::{Matrix, MatrixRequest, Scene, SceneRequest, View};
use armillary_wire::{
    AccountsAnswer, ChangeSettings, CoverageAnswer, CrawlRow, Failure, HopKind, Inspection, JournalAnswer,
    JournalQuery, KindCount, ManifestAnswer, ManifestFormat, PlanShown, PlanStanding, PlansAnswer, PolicyEdited,
    PolicyWord, PolicyWordKind, PortfolioRow, ProfileRow, Queries, ResourcesAnswer, ResourcesQuery, SearchAnswer,
    StatusAnswer, TrustEnd, TrustExplanation, TrustFindingRow, TrustMatrixAnswer, TrustPathsAnswer, WhatCanAnswer,
    WhoCanAnswer,
};
use tokio::runtime::Handle;

use super::App;
use crate::{
    coverage::coverage,
    failure::{of_store, other},
    inspect, journal, policy_words,
    portfolios::{self, portfolios},
    preview, resources, rows,
    trust::{self, Page, PathsQuestion},
    workbench,
};

impl Queries for App {
    fn status(&self) -> Result<StatusAnswer, Failure> {
        let (profiles, profiles_problem) = match Handle::current().block_on(armillary_aws::profiles()) {
            Ok(profiles) => (profiles, None),
            Err(problem) => (Vec::new(), Some(problem.to_string())),
        };
        let settings_problem = self.settings().err().map(|failure| failure.message);
        let (opened, settings, is_connected) = {
            let state = self.state();
            (state.opened.clone(), state.settings.clone(), state.connected.is_some())
        };
        let newest = opened.as_ref().map(|opened| opened.newest()).transpose().map_err(of_store)?.flatten();
        let existing = settings.caches.iter().filter(|path| path.exists());
        Ok(StatusAnswer {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            cache: opened.map(|opened| opened.info()).transpose()?,
            tasks: self.inner.tasks.running(),
            profiles: profiles.into_iter().map(profile_row).collect(),
            profiles_problem,
            default_role: armillary_aws::DEFAULT_ROLE.to_owned(),
            keyring_problem: keychain::problem().map(|problem| problem.to_string()),
            settings_problem,
            recent: existing.map(|path| path.display().to_string()).collect(),
            keys: settings.keys,
            can_recrawl: is_connected || newest.is_some_and(|crawl| crawl.origin.is_some()),
        })
    }

    fn crawls(&self) -> Result<Vec<CrawlRow>, Failure> {
        let opened = self.opened()?;
        let reader = opened.cache().reader().map_err(of_store)?;
        rows::crawls(&reader)
    }

    fn kinds(&self) -> Result<Vec<KindCount>, Failure> {
        self.opened()?.kinds()
    }

    fn scene(&self, request: SceneRequest) -> Result<Scene, Failure> {
        self.opened()?.scene(&request)
    }

    fn reveal(&self, view: View, arn: String) -> Result<Vec<String>, Failure> {
        self.opened()?.reveal(view, &arn)
    }

    fn search(&self, text: String, limit: u32) -> Result<SearchAnswer, Failure> {
        let opened = self.opened()?;
        opened.prepare();
        resources::search(opened.crawled()?, opened.index(), &text, limit)
    }

    fn inspect(&self, arn: String) -> Result<Inspection, Failure> {
        let opened = self.opened()?;
        inspect::inspect(opened.crawled()?, opened.map()?, &arn)
    }

    fn accounts(&self) -> Result<AccountsAnswer, Failure> {
        let opened = self.opened()?;
        Ok(opened.map()?.accounts(opened.inventory()?))
    }

    fn portfolios(&self) -> Result<Vec<PortfolioRow>, Failure> {
        let opened = self.opened()?;
        portfolios(opened.crawled()?, &opened.map()?.with(View::Portfolios)?)
    }

    fn portfolio_matrix(&self, request: MatrixRequest) -> Result<Matrix, Failure> {
        let opened = self.opened()?;
        portfolios::matrix(opened.crawled()?, &opened.map()?.with(View::Portfolios)?, &request)
    }

    fn coverage(&self) -> Result<CoverageAnswer, Failure> {
        coverage(self.opened()?.crawled()?, None)
    }

    fn resources(&self, filter: ResourcesQuery) -> Result<ResourcesAnswer, Failure> {
        resources::page(self.opened()?.crawled()?, &filter)
    }

    fn trust_ends(&self, text: String, limit: u32) -> Result<Vec<TrustEnd>, Failure> {
        let opened = self.opened()?;
        trust::ends(opened.crawled()?, opened.index(), opened.trust()?, &text, limit)
    }

    fn trust_paths(
        &self,
        from: String,
        to: String,
        offset: u32,
        limit: u32,
        pattern: Option<String>,
        near_misses: bool,
    ) -> Result<TrustPathsAnswer, Failure> {
        let question = PathsQuestion { from, to, page: Page { offset, limit }, pattern, near_misses };
        trust::paths(self.opened()?.trust()?, &question)
    }

    fn trust_explain(&self, from: String, to: String, kind: HopKind) -> Result<TrustExplanation, Failure> {
        let opened = self.opened()?;
        trust::explain(opened.crawled()?, opened.trust()?, &from, &to, kind)
    }

    fn trust_matrix(&self) -> Result<TrustMatrixAnswer, Failure> {
        Ok(trust::matrix(self.opened()?.trust()?))
    }

    fn who_can(&self, action: String, resource: String, offset: u32, limit: u32) -> Result<WhoCanAnswer, Failure> {
        let opened = self.opened()?;
        let asked = (&**opened.crawled()?, opened.trust()?);
        trust::who_can(asked, &action, &resource, None, Page { offset, limit })
    }

    fn what_can(&self, principal: String, offset: u32, limit: u32) -> Result<WhatCanAnswer, Failure> {
        trust::what_can(self.opened()?.trust()?, &principal, Page { offset, limit })
    }

    fn edited_policy(&self, policy: String, text: Option<String>) -> Result<PolicyEdited, Failure> {
        workbench::edited(self.opened()?.as_ref(), &policy, text.as_deref())
    }

    fn policy_words(&self, kind: PolicyWordKind, text: String, limit: u32) -> Result<Vec<PolicyWord>, Failure> {
        Ok(policy_words::matching(kind, &text, limit as usize))
    }

    fn trust_findings(&self) -> Result<Vec<TrustFindingRow>, Failure> {
        Ok(self.opened()?.trust_findings()?.to_vec())
    }

    fn plan(&self, intent: Intent) -> Result<PlanShown, Failure> {
        self.make(&intent)
    }

    fn plans(&self) -> Result<PlansAnswer, Failure> {
        self.list_plans()
    }

    fn plan_shown(&self, plan: String) -> Result<PlanShown, Failure> {
        let opened = self.opened()?;
        let (plan, kept) = self.find_plan(&opened, &plan)?;
        self.shown(&opened, &plan, kept)
    }

    fn plan_scene(&self, plan: String, request: SceneRequest) -> Result<Scene, Failure> {
        let opened = self.opened()?;
        let (plan, kept) = self.find_plan(&opened, &plan)?;
        if self.shown(&opened, &plan, kept)?.row.standing != PlanStanding::Made {
            return Err(other("this plan was begun: what it has done is on the map once AWS was crawled again"));
        }
        preview::scene(opened.planned_from()?, &plan, &request)
    }

    fn journal(&self, filter: JournalQuery) -> Result<JournalAnswer, Failure> {
        journal::page(self.opened()?.cache().path(), &filter)
    }

    fn plan_difference(&self, text: String, format: ManifestFormat) -> Result<ManifestAnswer, Failure> {
        self.difference(&text, format)
    }

    fn plan_choices(&self) -> Result<Choices, Failure> {
        choices(self.opened()?.planned_from()?).map_err(other)
    }

    fn change_settings(&self) -> Result<ChangeSettings, Failure> {
        self.settings_of_changes()
    }
}

fn profile_row(profile: ProfileSummary) -> ProfileRow {
    let ProfileSummary { name, region, identity_center } = profile;
    ProfileRow { name, region, identity_center }
}
