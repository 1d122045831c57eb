//! What collectors and the calls of steps declare is what a crawl and each kind of plan call, no more and no less: roles are made from it.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use armillary_app::{AppliedPlan, ApplyJob, CrawlJob, Opened, Permits, crawl, plan_snapshot};
use armillary_aws::{AccessKey, Connection, Secret};
use armillary_collect::{ALWAYS, collectors};
use armillary_execute::acts;
use armillary_loopback::{
    Running, ServeOptions,
    organization::{Options, reference},
    serve,
    state::TimeScale,
};
use armillary_model::{Kind, Record, Service, Snapshot};
use armillary_plan::{Intent, Plan, Settings, Stamp, Vend, plan};
use tokio_util::sync::CancellationToken;

/// What is called only where AWS tells less than the loopback organization does, or has fewer permission sets than people.
const UNSEEN: [&str; 2] = ["organizations:ListAccountsForParent", "sso:ListAccountAssignments"];
/// Steps of plans that are not applied here: what another organization has to offer, and what `tests/test_apply.py` applies.
const ELSEWHERE: [&str; 11] = [
    "AcceptPortfolioShare",
    "CreateAccountAssignment",
    "CreatePolicy",
    "DeleteAccountAssignment",
    "DeletePolicy",
    "DisableControl",
    "EnableControl",
    "ProvisionProduct",
    "ResetEnabledControl",
    "UpdateEnabledControl",
    "UpdatePolicy",
];
/// No permission is needed, or it is of the role and not of what it reads.
const OF_STS: &str = "sts:";

async fn served() -> Running {
    let state = reference(&Options::default());
    serve(state, ServeOptions { time_scale: TimeScale::new(540), ..ServeOptions::default() }).await.expect("serves")
}

fn connection(server: &Running) -> Connection {
    let key = server.credentials();
    let access_key =
        AccessKey { id: key.access_key_id, secret: Secret::new(key.secret_access_key), session_token: None };
    Connection { endpoint_url: Some(server.endpoint_url()), access_key: Some(access_key), ..Connection::default() }
}

async fn crawled(server: &Running, cache: &Path) {
    let job = CrawlJob {
        connection: connection(server),
        demo: None,
        accounts: Vec::new(),
        services: Vec::new(),
        account_tags: true,
        cache: cache.to_owned(),
        replace_other: false,
        resume: false,
    };
    let summary = crawl(&job, now, &CancellationToken::new(), |_| {}).await.expect("crawls").summary().expect("read");
    assert!(!summary.cancelled);
}

fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
    i64::try_from(since.as_millis()).expect("this century")
}

fn declared(of: impl Fn(Service) -> bool) -> BTreeSet<String> {
    let of_collectors = collectors().iter().filter(|collector| of(collector.service));
    let actions = of_collectors.flat_map(|collector| collector.actions).chain(ALWAYS);
    actions.map(|action| (*action).to_owned()).collect()
}

/// What was called since, and needs permission.
fn called_since(before: &BTreeMap<String, u64>, server: &Running) -> BTreeSet<String> {
    let grown = |(name, count): &(String, u64)| before.get(name).copied().unwrap_or_default() < *count;
    let called = server.called().into_iter().filter(grown).map(|(name, _)| name);
    called.filter(|name| !name.starts_with(OF_STS)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crawl_calls_what_the_collectors_declare_and_all_of_it() {
    let (server, folder) = (served().await, tempfile::tempdir().expect("a folder"));
    crawled(&server, &folder.path().join("cache.sqlite")).await;
    let (called, declared) = (called_since(&BTreeMap::new(), &server), declared(|_| true));
    let missing: Vec<&String> = called.difference(&declared).collect();
    assert!(
        missing.is_empty(),
        "called, and in the `actions` of no collector, so that the crawl role lacks them: {missing:?}"
    );
    let idle: Vec<&String> = declared.difference(&called).filter(|name| !UNSEEN.contains(&name.as_str())).collect();
    assert!(idle.is_empty(), "declared, and never called, so that the crawl role has them for nothing: {idle:?}");
}

struct Applying<'a> {
    server: &'a Running,
    cache: &'a Path,
    /// Declared by the operations of the steps that were applied.
    operations: BTreeSet<(String, String)>,
}

impl Applying<'_> {
    fn snapshot(&self) -> Snapshot {
        let opened = Opened::open(self.cache, false, None).expect("a cache");
        plan_snapshot(opened.crawled().expect("a crawl")).expect("a snapshot")
    }

    /// Applies what is asked for, and holds what is called against what is declared.
    async fn apply(&mut self, intent: Intent) {
        let stamp = |id: &str| Stamp { id: id.to_owned(), created: String::new(), created_by: String::new() };
        let plan = plan(&intent, &self.snapshot(), &Settings::default(), stamp("")).expect("a plan");
        let plan = Plan { id: format!("plan-{}", plan.digest), ..plan };
        assert!(!plan.steps.is_empty(), "{intent:?}");
        let before = self.server.called();
        let confirmed = std::iter::once(plan.confirm.clone());
        let confirmed = confirmed.chain(plan.also_confirm.iter().map(|also| also.name.clone())).collect();
        let (connection, cache) = (connection(self.server), self.cache.to_owned());
        let permits = Permits::of_command_line(&armillary_app::Settings::default());
        let job = ApplyJob { plan: plan.clone(), connection, demo: None, permits, only: None, cache, confirmed };
        let ended = job.run(now, &CancellationToken::new(), &|_| {}, &|_| {}).await.expect("applies");
        assert_eq!(ended, AppliedPlan::Proved, "{intent:?}");
        let called = called_since(&before, self.server);
        // What is read again is what the plan is made of and what its steps call; Identity Center makes roles in accounts.
        let is_called = |service: Service| plan.steps.iter().any(|step| step.service == service.as_str());
        let always = [Service::Organizations, Service::ControlTower, Service::ServiceCatalog];
        let of_roles = |service| service == Service::Iam && is_called(Service::IdentityCenter);
        let mut allowed = declared(|service| always.contains(&service) || is_called(service) || of_roles(service));
        for step in &plan.steps {
            let acts = acts(&step.service, &step.operation).expect("declared");
            for (action, _) in acts.does {
                allowed.insert((*action).to_owned());
            }
            allowed.extend(acts.looks.iter().map(|action| (*action).to_owned()));
            let own = format!("{}:{}", step.service, step.operation);
            assert!(called.contains(&own), "{own} is a step, and was not called");
            self.operations.insert((step.service.clone(), step.operation.clone()));
        }
        let missing: Vec<&String> = called.difference(&allowed).collect();
        assert!(missing.is_empty(), "{intent:?} called what no step's ACTIONS declare: {missing:?}");
    }
}

/// What the cache has of a kind.
fn records(snapshot: &Snapshot, kind: Kind) -> Vec<Record> {
    snapshot.records.iter().filter(|record| record.kind == kind).cloned().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_plan_calls_what_its_operations_declare() {
    let (server, folder) = (served().await, tempfile::tempdir().expect("a folder"));
    let cache = folder.path().join("cache.sqlite");
    crawled(&server, &cache).await;
    let mut applying = Applying { server: &server, cache: &cache, operations: BTreeSet::new() };
    let snapshot = applying.snapshot();
    let last = |record: &Record| record.arn.rsplit('/').next().unwrap_or_default().to_owned();
    let ou = |name: &str| {
        let units = records(&snapshot, Kind::OrganizationalUnit);
        last(units.iter().find(|unit| unit.name == name).unwrap_or_else(|| panic!("an OU {name}")))
    };
    let account = |name: &str| {
        let accounts = records(&snapshot, Kind::Account);
        last(accounts.iter().find(|account| account.name == name).unwrap_or_else(|| panic!("an account {name}")))
    };
    let policy = records(&snapshot, Kind::Policy).into_iter().find(|policy| policy.name == "sandbox-disconnected");
    let policy = last(&policy.expect("a policy"));
    let portfolio = last(records(&snapshot, Kind::Portfolio).first().expect("a portfolio"));
    let (dev, sandbox) = (account("fraud-dev"), ou("Sandbox"));
    let shared = |with: &str, share_principals| Intent::Share {
        portfolio: portfolio.clone(),
        with: with.to_owned(),
        share_principals,
        share_tag_options: None,
    };
    let principal = |associate| Intent::Principal {
        portfolio: portfolio.clone(),
        account: dev.clone(),
        principal: "arn:aws:iam:::role/Somebody*".to_owned(),
        associate,
    };
    let tags = [("tried".to_owned(), "yes".to_owned())];
    let vend = Vend {
        team: "quokka".to_owned(),
        stages: vec!["dev".to_owned()],
        email: "aws+{team}-{stage}@example.com".to_owned(),
        portfolios: vec![portfolio.clone()],
        tags: tags.clone().into(),
        people: vec![armillary_plan::People {
            group: "quokkas".to_owned(),
            permission_set: "DataScientist".to_owned(),
            stages: vec!["dev".to_owned()],
        }],
        ..Vend::default()
    };
    applying.apply(Intent::Vend(vend)).await;
    applying.apply(Intent::Tag { account: dev.clone(), set: tags.into(), remove: BTreeSet::new() }).await;
    let remove = ["tried".to_owned()].into();
    applying.apply(Intent::Tag { account: dev.clone(), set: BTreeMap::new(), remove }).await;
    applying.apply(shared(&sandbox, None)).await;
    applying.apply(shared(&sandbox, Some(true))).await;
    applying.apply(Intent::Unshare { portfolio: portfolio.clone(), with: sandbox.clone() }).await;
    applying.apply(shared(&dev, None)).await;
    applying.apply(principal(true)).await;
    applying.apply(principal(false)).await;
    applying.apply(Intent::Attach { policy: policy.clone(), to: dev.clone() }).await;
    applying.apply(Intent::Detach { policy, from: dev.clone() }).await;
    applying.apply(Intent::Move { account: dev.clone(), to: sandbox }).await;
    applying.apply(Intent::Close { account: account("pricing-dev") }).await;
    let planned: BTreeSet<(String, String)> =
        armillary_plan::STEP_CALLS.iter().map(|call| (call.service.to_owned(), call.operation.to_owned())).collect();
    let is_elsewhere = |(_, name): &&(String, String)| ELSEWHERE.contains(&name.as_str());
    let missing: Vec<_> = planned.difference(&applying.operations).filter(|call| !is_elsewhere(call)).collect();
    assert!(missing.is_empty(), "no plan here applies {missing:?}");
}
