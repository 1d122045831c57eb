//! Crawls of the loopback organization: everything that is in it is found, and what cannot be read is told with its reason.

mod expected;

use std::collections::{BTreeMap, BTreeSet};

use armillary_aws::{AccessKey, Connection, Secret, Session};
use armillary_collect::{CrawlError, CrawlOutcome, CrawlScope, Event, crawl};
use armillary_loopback::{
    Faults, Running, ServeOptions,
    organization::{Options, REGIONS, reference},
    serve,
    state::State,
};
use armillary_model::{AccountId, Kind, RelationKind, Resource, Service, Status, Unit, UnitReport};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// What a crawl told.
struct Told {
    planned: Vec<Unit>,
    reports: BTreeMap<Unit, UnitReport>,
    outcome: CrawlOutcome,
}

impl Told {
    fn status(&self, account: AccountId, service: Service, region: &str) -> Status {
        self.report(account, service, region).status
    }

    fn report(&self, account: AccountId, service: Service, region: &str) -> &UnitReport {
        &self.reports[&Unit { account, region: region.to_owned(), service }]
    }

    fn resources(&self) -> BTreeMap<&str, &Resource> {
        self.reports.values().flat_map(|report| &report.resources).map(|found| (found.arn.as_str(), found)).collect()
    }

    fn of_kind(&self, kind: Kind) -> BTreeSet<String> {
        self.resources().into_values().filter(|found| found.kind == kind).map(|found| found.arn.clone()).collect()
    }
}

async fn open(server: &Running) -> Session {
    let key = server.credentials();
    let access_key =
        AccessKey { id: key.access_key_id, secret: Secret::new(key.secret_access_key), session_token: None };
    let endpoint_url = Some(server.endpoint_url());
    let connection =
        Connection { endpoint_url, access_key: Some(access_key), regions: vec![key.region], ..Connection::default() };
    Session::open(&connection).await.expect("opens")
}

async fn run(server: &Running, scope: CrawlScope, cancel_after: Option<usize>) -> Result<Told, CrawlError> {
    let session = open(server).await;
    let (sink, mut events) = mpsc::channel(16);
    let cancel = CancellationToken::new();
    let task = tokio::spawn({
        let cancel = cancel.clone();
        async move { crawl(&session, scope, sink, cancel).await }
    });
    let (mut planned, mut known_before, mut reports) = (Vec::new(), 0, BTreeMap::new());
    while let Some(event) = events.recv().await {
        match event {
            Event::Planned { units, known, .. } => (planned, known_before) = (units, known),
            Event::Started(_) => {}
            Event::Finished { report, progress } => {
                assert_eq!(progress.planned, known_before + planned.len());
                assert_eq!(progress.done, known_before + reports.len() + 1);
                let again = reports.insert(report.unit.clone(), report);
                assert!(again.is_none(), "a unit is reported once");
                if cancel_after == Some(reports.len()) {
                    cancel.cancel();
                }
            }
        }
    }
    let outcome = task.await.expect("does not panic")?;
    assert_eq!(reports.keys().collect::<BTreeSet<_>>(), planned.iter().collect::<BTreeSet<_>>());
    Ok(Told { planned, reports, outcome })
}

async fn start(state: State, faults: &str) -> Running {
    let faults = Faults::from_json(faults).expect("faults");
    serve(state, ServeOptions { faults, ..ServeOptions::default() }).await.expect("serves")
}

async fn told(state: State, faults: &str) -> Told {
    run(&start(state, faults).await, everything(), None).await.expect("crawls")
}

/// The Regions the organization works in.
fn everything() -> CrawlScope {
    CrawlScope { regions: REGIONS.iter().map(|name| (*name).to_owned()).collect(), ..CrawlScope::default() }
}

const NO_FAULTS: &str = r#"{"rules": []}"#;

/// An organization with something of everything, small enough to be crawled often.
fn organization() -> State {
    reference(&Options { accounts: 36, ..Options::default() })
}

fn named(state: &State, part: &str) -> AccountId {
    let found = state.organization.accounts.values().find(|account| account.name.to_lowercase().contains(part));
    found.unwrap_or_else(|| panic!("no account is named {part}")).id
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_there_is_is_found_and_nothing_else() {
    let state = reference(&Options::default());
    let expected = expected::keys(&state);
    let told = told(state, NO_FAULTS).await;
    for (kind, expected) in expected {
        let found = told.of_kind(kind);
        let missing: Vec<_> = expected.difference(&found).collect();
        let invented: Vec<_> = found.difference(&expected).collect();
        assert!(missing.is_empty() && invented.is_empty(), "{kind}: missing {missing:?}, invented {invented:?}");
        assert!(!found.is_empty(), "{kind}: the organization has some");
    }
    assert_eq!(told.outcome.regions, ["eu-west-1", "us-east-1"]);
    assert!(told.outcome.stopped.is_none() && !told.outcome.cancelled);
    for report in told.reports.values() {
        assert!(matches!(report.status, Status::Complete | Status::Skipped), "{:?}: {:?}", report.unit, report.gaps);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_crawls_of_the_same_organization_are_equal() {
    let server = start(organization(), NO_FAULTS).await;
    let one = run(&server, everything(), None).await.expect("crawls");
    let scope = CrawlScope { concurrency: 5, ..everything() };
    let other = run(&server, scope, None).await.expect("crawls");
    assert_eq!(one.planned, other.planned);
    for (unit, report) in &one.reports {
        assert_eq!(report.resources, other.reports[unit].resources, "{unit:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn suspended_accounts_are_skipped_with_their_reason() {
    let state = organization();
    let suspended: Vec<AccountId> = expected::closed(&state).collect();
    assert!(!suspended.is_empty());
    let told = told(state, NO_FAULTS).await;
    for account in suspended {
        for report in told.reports.values().filter(|report| report.unit.account == account) {
            assert_eq!(report.status, Status::Skipped);
            assert!(report.gaps[0].message.starts_with("the account is"), "{:?}", report.gaps);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_list_the_enabled_regions_are_read() {
    let state = organization();
    let accounts = vec![state.organization.management];
    let server = start(state, NO_FAULTS).await;
    let told = run(&server, CrawlScope { accounts, ..CrawlScope::default() }, None).await.expect("crawls");
    assert_eq!(told.outcome.regions, ["eu-west-1", "us-east-1"]);
    assert_eq!(told.reports.len(), 1 + 3 * 2, "one account, and nothing that is read once for all");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_region_that_is_off_is_coverage() {
    let state = organization();
    let account = named(&state, "network");
    let server = start(state, NO_FAULTS).await;
    let scope = CrawlScope { regions: vec!["eu-west-1".into(), "af-south-1".into()], ..everything() };
    let told = run(&server, scope, None).await.expect("crawls");
    assert_eq!(told.status(account, Service::Ec2, "af-south-1"), Status::RegionOff);
    assert_eq!(told.status(account, Service::Ec2, "eu-west-1"), Status::Complete);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_cannot_be_assumed_denies_the_account_and_names_the_role() {
    let state = organization();
    let account = named(&state, "fraud");
    let faults = format!(
        r#"{{"rules": [{{"service": "sts", "operation": "AssumeRole", "account": "{account}",
             "error": {{"code": "AccessDenied", "message": "no", "status": 403}}}}]}}"#
    );
    let told = told(state, &faults).await;
    let units: Vec<&UnitReport> = told.reports.values().filter(|report| report.unit.account == account).collect();
    assert_eq!(units.len(), 1 + 3 * REGIONS.len());
    for report in units {
        assert_eq!(report.status, Status::Denied);
        let gap = &report.gaps[0];
        assert_eq!((gap.operation.as_str(), gap.code.as_str()), ("sts:AssumeRole", "AccessDenied"));
        assert!(
            gap.message.contains("ArmillaryReadRole") && gap.message.contains(&account.to_string()),
            "{}",
            gap.message
        );
    }
    assert!(told.outcome.units[&Status::Complete] > 150);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_denied_call_leaves_the_rest_of_the_unit() {
    let state = organization();
    let account = named(&state, "fraud");
    let faults = format!(
        r#"{{"rules": [{{"service": "ec2", "operation": "DescribeVpcEndpoints", "account": "{account}", "region": "eu-west-1",
             "error": {{"code": "UnauthorizedOperation", "message": "explicit deny in a service control policy", "status": 403}}}}]}}"#
    );
    let told = told(state, &faults).await;
    let report = told.report(account, Service::Ec2, "eu-west-1");
    assert_eq!(report.status, Status::Denied);
    assert_eq!(report.gaps.len(), 1);
    assert_eq!(report.gaps[0].operation, "ec2:DescribeVpcEndpoints");
    assert!(report.gaps[0].message.contains("service control policy"));
    let kinds: BTreeSet<Kind> = report.resources.iter().map(|found| found.kind).collect();
    assert!(kinds.contains(&Kind::Vpc) && kinds.contains(&Kind::SecurityGroup) && !kinds.contains(&Kind::VpcEndpoint));
    assert_eq!(told.status(account, Service::Ec2, "us-east-1"), Status::Complete);
}

#[tokio::test(flavor = "multi_thread")]
async fn shared_networks_are_known_from_others_when_their_owner_is_not_readable() {
    let state = organization();
    let account = named(&state, "network");
    let expected = expected::keys(&state);
    let faults = format!(
        r#"{{"rules": [{{"service": "sts", "operation": "AssumeRole", "account": "{account}",
             "error": {{"code": "AccessDenied", "message": "no", "status": 403}}}}]}}"#
    );
    let told = told(state, &faults).await;
    assert_eq!(told.status(account, Service::Ec2, "eu-west-1"), Status::Denied);
    assert_eq!(told.of_kind(Kind::TransitGateway), expected[&Kind::TransitGateway]);
    let spokes: BTreeSet<String> = told.of_kind(Kind::TransitGatewayAttachment);
    assert!(!spokes.is_empty() && spokes.is_subset(&expected[&Kind::TransitGatewayAttachment]));
    assert!(told.of_kind(Kind::TransitGatewayRouteTable).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn attachments_know_their_segments() {
    let state = organization();
    let closed: BTreeSet<AccountId> = expected::closed(&state).collect();
    let told = told(state, NO_FAULTS).await;
    let resources = told.resources();
    let attachments = resources.values().filter(|found| found.kind == Kind::TransitGatewayAttachment);
    let has = |found: &Resource, kind| found.relations.iter().any(|relation| relation.kind == kind);
    let joined = attachments.clone().filter(|found| has(found, RelationKind::AssociatedWith)).count();
    let propagating = attachments.clone().filter(|found| has(found, RelationKind::PropagatesTo)).count();
    assert!(joined > 0 && propagating > 0, "{joined} joined, {propagating} propagating");
    for relation in attachments.flat_map(|found| &found.relations) {
        let whole = matches!(relation.kind, RelationKind::AssociatedWith | RelationKind::OfTransitGateway)
            || relation.kind == RelationKind::Attaches && relation.label == "vpc";
        if whole && relation.target_account.is_some_and(|account| !closed.contains(&account)) {
            assert!(resources.contains_key(relation.target.as_str()), "{relation:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn cancelling_keeps_what_was_read_and_reports_the_rest() {
    let server = start(organization(), NO_FAULTS).await;
    let told = run(&server, everything(), Some(30)).await.expect("ends well");
    assert!(told.outcome.cancelled);
    assert!(told.outcome.units[&Status::Complete] >= 20, "{:?}", told.outcome.units);
    assert!(told.outcome.units[&Status::Skipped] > 60, "{:?}", told.outcome.units);
    let skipped = told.reports.values().filter(|report| report.status == Status::Skipped);
    assert!(skipped.flat_map(|report| &report.gaps).any(|gap| gap.is_not_reached()));
}

#[tokio::test(flavor = "multi_thread")]
async fn throttling_is_waited_out() {
    let faults = r#"{"rules": [{"service": "ec2", "operation": "DescribeVpcs", "throttle": true, "times": 20},
                               {"service": "organizations", "operation": "DescribePolicy", "throttle": true, "times": 2}]}"#;
    let told = told(organization(), faults).await;
    assert!(told.reports.values().all(|report| matches!(report.status, Status::Complete | Status::Skipped)));
    assert!(told.outcome.attempts >= told.outcome.requests + 22, "{:?}", told.outcome);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_who_may_not_list_the_organization_reads_its_own_account() {
    let state = organization();
    let management = state.organization.management;
    let faults = r#"{"rules": [{"service": "organizations",
        "error": {"code": "AccessDeniedException", "message": "You don't have permissions to access this resource."}}]}"#;
    let told = told(state, faults).await;
    let denied = told.report(management, Service::Organizations, armillary_model::GLOBAL);
    assert_eq!(denied.status, Status::Denied);
    assert!(denied.resources.is_empty());
    let accounts: BTreeSet<AccountId> = told.reports.keys().map(|unit| unit.account).collect();
    assert_eq!(accounts, BTreeSet::from([management]));
    assert_eq!(told.status(management, Service::Iam, armillary_model::GLOBAL), Status::Complete);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organization_that_cannot_be_listed_for_another_reason_is_an_error() {
    let faults = r#"{"rules": [{"service": "organizations", "operation": "ListAccounts",
        "error": {"code": "ServiceException", "message": "broken", "status": 400}}]}"#;
    let server = start(organization(), faults).await;
    let error = run(&server, everything(), None).await.err().expect("fails");
    assert!(error.to_string().contains("organizations:ListAccounts"), "{error}");
}

/// What the management account is told in a crawl in which this organization call is answered with this text.
async fn answered(operation: &str, body: &str) -> (UnitReport, BTreeSet<AccountId>) {
    let state = organization();
    let management = state.organization.management;
    let rule = serde_json::json!({ "service": "organizations", "operation": operation, "body": body });
    let told = told(state, &serde_json::json!({ "rules": [rule] }).to_string()).await;
    let report = told.report(management, Service::Organizations, armillary_model::GLOBAL).clone();
    (report, told.planned.iter().map(|unit| unit.account).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_without_the_management_account_are_not_all_there_is() {
    let state = organization();
    let management = state.organization.management;
    let other = named(&state, "fraud");
    let listing = format!(r#"{{"Accounts": [{{"Id": "{other}", "Name": "fraud", "State": "ACTIVE"}}]}}"#);
    for (body, accounts) in [(r#"{"Accounts": []}"#, vec![management]), (listing.as_str(), vec![management, other])] {
        let (report, planned) = answered("ListAccounts", body).await;
        assert_eq!(report.status, Status::Failed, "{body}");
        assert_eq!(report.gaps[0].operation, "organizations:ListAccounts");
        assert!(report.gaps[0].message.contains("management account"), "{:?}", report.gaps);
        assert_eq!(planned, BTreeSet::from_iter(accounts), "what was told is read");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organization_without_a_root_is_not_answered() {
    let (report, planned) = answered("ListRoots", r#"{"Roots": []}"#).await;
    assert_eq!(report.status, Status::Failed);
    let gap = report.gaps.iter().find(|gap| gap.operation == "organizations:ListRoots").expect("is told");
    assert!(gap.message.contains("root"), "{gap:?}");
    assert!(planned.len() > 30);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_with_nothing_in_it_is_a_failure() {
    let state = organization();
    let account = named(&state, "fraud");
    let rule = |service: &str, operation: &str| serde_json::json!({ "service": service, "operation": operation, "account": account, "body": "" });
    let calls = [
        ("sagemaker", "ListDomains"),
        ("ec2", "DescribeVpcs"),
        ("iam", "ListRoles"),
        ("servicecatalog", "ListPortfolios"),
    ];
    let rules: Vec<_> = calls.iter().map(|(service, operation)| rule(service, operation)).collect();
    let told = told(state, &serde_json::json!({ "rules": rules }).to_string()).await;
    for (service, operation) in calls {
        let action = format!("{service}:{operation}");
        let mut units = told.reports.values().filter(|report| report.unit.account == account);
        let report = units.find(|report| report.unit.service.as_str() == service).expect("is planned");
        assert_eq!(report.status, Status::Failed, "{action}: {:?}", report.gaps);
        assert!(
            report.gaps.iter().any(|gap| gap.operation == action && gap.message.contains("empty")),
            "{:?}",
            report.gaps
        );
    }
}

/// Crawls again with the tags of accounts.
fn with_tags() -> CrawlScope {
    CrawlScope { services: vec![Service::Organizations], account_tags: true, ..everything() }
}

#[tokio::test(flavor = "multi_thread")]
async fn tags_of_accounts_are_read_when_asked_for() {
    let state = organization();
    let (fraud, accounts) = (named(&state, "fraud"), state.organization.accounts.clone());
    let server = start(state, NO_FAULTS).await;
    let told = run(&server, with_tags(), None).await.expect("crawls");
    let read = |found: &Resource| found.document["Tags"].as_array().map_or(0, Vec::len);
    for found in told.resources().into_values().filter(|found| found.kind == Kind::Account) {
        assert_eq!(read(found), accounts[&found.account].tags.len(), "{}", found.name);
        assert!(found.unread.is_empty());
    }
    let scope = CrawlScope { account_tags: false, ..with_tags() };
    let without = run(&server, scope, None).await.expect("crawls");
    assert!(without.outcome.requests + 30 < told.outcome.requests, "a call for each account");
    assert!(without.reports.values().all(|report| report.status == Status::Complete), "it is not a gap");
    let one = CrawlScope { accounts: vec![fraud], account_tags: true, ..everything() };
    let told = run(&server, one, None).await.expect("crawls");
    assert!(
        told.planned.iter().any(|unit| unit.service == Service::Organizations),
        "who asks for tags asks for the organization"
    );
    let read = told.resources().into_values().filter(|found| found.kind == Kind::Account);
    let read: Vec<AccountId> =
        read.filter(|found| found.document.get("Tags").is_some()).map(|found| found.account).collect();
    assert_eq!(read, [fraud], "those of the account that is named, and no others");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_of_tags_is_one_for_all_accounts() {
    let faults = r#"{"rules": [{"service": "organizations", "operation": "ListTagsForResource",
        "error": {"code": "AccessDeniedException", "message": "no", "status": 403}}]}"#;
    let server = start(organization(), faults).await;
    let before = server.requests();
    let told = run(&server, with_tags(), None).await.expect("crawls");
    let asked = server.requests() - before;
    let plain = run(&server, CrawlScope { account_tags: false, ..with_tags() }, None).await.expect("crawls");
    assert!(asked <= u64::from(plain.outcome.requests) + 5, "{asked} requests");
    let accounts = told.resources().into_values().filter(|found| found.kind == Kind::Account).collect::<Vec<_>>();
    assert!(accounts.iter().all(|found| found.unread.len() == 1 && !found.unread[0].unasked), "each says so");
}

#[tokio::test(flavor = "multi_thread")]
async fn credentials_that_expire_end_the_crawl_and_say_so() {
    let faults = r#"{"rules": [{"service": "sts", "operation": "AssumeRole",
        "error": {"code": "ExpiredToken", "message": "The security token included in the request is expired", "status": 403}}]}"#;
    let told = told(organization(), faults).await;
    let stopped = told.outcome.stopped.as_deref().expect("stops by itself");
    assert!(stopped.contains("expired"), "{stopped}");
    assert!(told.outcome.units[&Status::Failed] > 100, "{:?}", told.outcome.units);
    assert!(!told.outcome.is_complete() && !told.outcome.cancelled);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_goes_away_ends_the_crawl_and_keeps_what_was_read() {
    let mut server = Some(start(organization(), NO_FAULTS).await);
    let session = open(server.as_ref().expect("runs")).await;
    let (sink, mut events) = mpsc::channel(16);
    let task = tokio::spawn(async move { crawl(&session, everything(), sink, CancellationToken::new()).await });
    let (mut read, mut finished, mut planned) = (0, 0, 0);
    while let Some(event) = events.recv().await {
        match event {
            Event::Planned { units, .. } => planned = units.len(),
            Event::Started(_) => {}
            Event::Finished { report, .. } => {
                finished += 1;
                read += usize::from(report.status == Status::Complete);
                if read == 20
                    && let Some(server) = server.take()
                {
                    server.stop().await;
                }
            }
        }
    }
    let outcome = task.await.expect("does not panic").expect("ends well");
    assert_eq!(finished, planned);
    assert!(outcome.stopped.is_some_and(|reason| reason.contains("could not be reached")));
    assert!(outcome.units[&Status::Complete] >= 20 && outcome.units[&Status::Failed] > 50, "{:?}", outcome.units);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ou_limits_what_is_planned() {
    let state = organization();
    let ou = state.organization.ous.values().find(|ou| ou.name == "Sandbox").expect("is there").id.clone();
    let inside: BTreeSet<AccountId> =
        state.organization.accounts.values().filter(|account| account.parent == ou).map(|account| account.id).collect();
    let server = start(state, NO_FAULTS).await;
    let scope = CrawlScope { ou: Some(ou), ..everything() };
    let told = run(&server, scope, None).await.expect("crawls");
    assert_eq!(told.planned.iter().map(|unit| unit.account).collect::<BTreeSet<_>>(), inside);
    let scope = CrawlScope { ou: Some("ou-none-00000000".into()), ..everything() };
    let error = run(&server, scope, None).await.err().expect("fails");
    assert!(error.to_string().contains("`ou-none-00000000`"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_account_is_read_again_with_a_handful_of_requests() {
    let state = organization();
    let account = named(&state, "fraud");
    let server = start(state, NO_FAULTS).await;
    let whole = run(&server, everything(), None).await.expect("crawls");
    let scope = CrawlScope { accounts: vec![account], ..everything() };
    let told = run(&server, scope, None).await.expect("crawls");
    assert_eq!(told.reports.len(), 1 + 3 * REGIONS.len());
    assert!(told.outcome.requests * 10 < whole.outcome.requests, "{}", told.outcome.requests);
    let scope = CrawlScope { services: vec![Service::Iam], ..everything() };
    let told = run(&server, scope, None).await.expect("crawls");
    assert!(told.planned.iter().all(|unit| unit.service == Service::Iam) && told.planned.len() > 30);
    let missing = AccountId::from_number(7).expect("below 10^12");
    let scope = CrawlScope { accounts: vec![missing], ..everything() };
    let error = run(&server, scope, None).await.err().expect("fails");
    assert!(error.to_string().contains("000000000007"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_is_absent_in_a_region_is_given_up_and_everything_else_is_read() {
    let faults = r#"{"rules": [{"service": "servicecatalog", "region": "eu-west-1", "drop": true}]}"#;
    let server = start(reference(&Options { accounts: 64, ..Options::default() }), faults).await;
    let told = run(&server, everything(), None).await.expect("crawls");
    assert_eq!(told.outcome.stopped, None);
    let absent = |unit: &Unit| unit.service == Service::ServiceCatalog && unit.region == "eu-west-1";
    let (mut failed, mut tried) = (BTreeSet::new(), 0);
    for (unit, report) in &told.reports {
        let expected = if absent(unit) { Status::Failed } else { Status::Complete };
        assert!(report.status == expected || report.status == Status::Skipped, "{unit:?}: {:?}", report.gaps);
        if report.status == Status::Failed {
            failed.insert(unit.clone());
            tried += usize::from(!report.gaps[0].message.starts_with("not tried"));
            assert!(report.gaps.iter().all(|gap| gap.message.contains("could not be reached")), "{:?}", report.gaps);
        }
    }
    // Six at once, and until the sixth has failed another for each that did.
    assert!(failed.len() > 50 && tried < 12, "{tried} of {} were tried", failed.len());
    let done = told.planned.iter().filter(|unit| !failed.contains(unit)).cloned().collect();
    let resumed = run(&server, CrawlScope { done, ..everything() }, None).await.expect("crawls");
    assert_eq!(resumed.planned.into_iter().collect::<BTreeSet<_>>(), failed, "those alone are tried again");
    assert!(resumed.outcome.stopped.is_some(), "nothing that was tried answers");
}

#[tokio::test(flavor = "multi_thread")]
async fn half_of_all_calls_throttled_is_twice_the_requests() {
    let faults = r#"{"seed": 3, "rules": [{"service": "organizations", "throttle": true, "probability": 0.5}]}"#;
    let state = organization();
    let management = state.organization.management;
    let server = start(state, faults).await;
    let scope = CrawlScope { services: vec![Service::Organizations], ..everything() };
    let told = run(&server, scope, None).await.expect("crawls");
    let report = told.report(management, Service::Organizations, armillary_model::GLOBAL);
    assert_eq!(report.status, Status::Complete, "{:?}", report.gaps);
    assert!(told.outcome.attempts < 3 * told.outcome.requests, "{:?}", told.outcome);
}

#[tokio::test(flavor = "multi_thread")]
async fn more_is_under_way_than_units_at_the_start_where_answers_take_their_time() {
    let options = ServeOptions { latency: std::time::Duration::from_millis(60), ..ServeOptions::default() };
    let server = serve(reference(&Options { accounts: 200, ..Options::default() }), options).await.expect("serves");
    let told = run(&server, everything(), None).await.expect("crawls");
    assert!(server.most_at_once() > 100, "{} at once", server.most_at_once());
    assert!(told.outcome.floor.time <= told.outcome.elapsed, "{:?}", told.outcome);
}
