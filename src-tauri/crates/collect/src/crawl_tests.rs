//! Collectors that run once, crawled from the loopback organization.

use std::collections::BTreeMap;

use armillary_aws::{AccessKey, Connection, Secret};
use armillary_loopback::{
    ServeOptions,
    organization::{Options, reference},
    serve,
};
use armillary_model::{Status, UnitReport};
use tokio::sync::mpsc;

use super::*;
use crate::Where;

/// Asks the account it is in whether it has Studio domains.
const fn asking(service: Service, account: Whose, region: Where) -> Collector {
    Collector {
        service,
        reach: Reach::Once { account, region },
        actions: &[],
        read: |visit| {
            Box::pin(async move {
                let call = visit.access.sagemaker(&visit.unit.region).list_domains().send();
                visit.call("sagemaker:ListDomains", call).await;
            })
        },
    }
}

/// Beside the collector of the organization two more that run once, each in an account and Region of its own choice.
const COLLECTORS: &[Collector] = &[
    organizations::COLLECTOR,
    asking(Service::SageMaker, Whose::DelegatedAdministrator("servicecatalog.amazonaws.com"), Where::Home),
    asking(Service::Iam, Whose::Management, Where::Each),
];

async fn crawled(scope: CrawlScope) -> (BTreeMap<Unit, UnitReport>, AccountId, AccountId) {
    let state = reference(&Options { accounts: 36, ..Options::default() });
    let mut delegated = state.organization.delegated_administrators.iter();
    let principal = "servicecatalog.amazonaws.com";
    let (delegate, _) = delegated.find(|(_, one)| one.services.contains_key(principal)).expect("is delegated");
    let (delegate, management) = (*delegate, state.organization.management);
    let server = serve(state, ServeOptions::default()).await.expect("serves");
    let key = server.credentials();
    let secret = Secret::new(key.secret_access_key);
    let access_key = Some(AccessKey { id: key.access_key_id, secret, session_token: None });
    let (endpoint_url, regions) = (Some(server.endpoint_url()), vec!["eu-west-1".to_owned()]);
    let connection = Connection { endpoint_url, access_key, regions, ..Connection::default() };
    let session = Session::open(&connection).await.expect("opens");
    let (sink, mut events) = mpsc::channel(16);
    let crawl = async move { crawl_with(COLLECTORS, &session, scope, sink, CancellationToken::new()).await };
    let task = tokio::spawn(crawl);
    let mut reports = BTreeMap::new();
    while let Some(event) = events.recv().await {
        if let Event::Finished { report, .. } = event {
            reports.insert(report.unit.clone(), report);
        }
    }
    task.await.expect("does not panic").expect("crawls");
    (reports, management, delegate)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_collector_that_runs_once_does_where_it_asks_to() {
    let regions = vec!["eu-west-1".to_owned(), "us-east-1".to_owned()];
    let (reports, management, delegate) = crawled(CrawlScope { regions, ..CrawlScope::default() }).await;
    let unit = |account, region: &str, service| Unit { account, region: region.to_owned(), service };
    let expected = [
        unit(delegate, "eu-west-1", Service::SageMaker),
        unit(management, GLOBAL, Service::Organizations),
        unit(management, "eu-west-1", Service::Iam),
        unit(management, "us-east-1", Service::Iam),
    ];
    assert_ne!(management, delegate);
    assert_eq!(reports.len(), expected.len());
    for unit in expected {
        let report = &reports[&unit];
        assert_eq!(report.status, Status::Complete, "{unit:?}: {:?}", report.gaps);
        assert!(report.requests > 0, "{unit:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_runs_once_is_not_part_of_a_crawl_of_named_accounts() {
    let state = reference(&Options { accounts: 36, ..Options::default() });
    let accounts = vec![state.organization.management];
    let scope = || CrawlScope { accounts: accounts.clone(), ..CrawlScope::default() };
    assert!(crawled(scope()).await.0.is_empty());
    let (reports, ..) = crawled(CrawlScope { organization: true, ..scope() }).await;
    assert_eq!(reports.len(), 1 + 1 + 2, "where nothing is known of the organization yet");
}
