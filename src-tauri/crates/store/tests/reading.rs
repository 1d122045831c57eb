//! What a reader gives: listings, snapshots, trust, one resource with its surroundings, counts, coverage.

mod organization;

use std::{collections::BTreeSet, path::PathBuf};

use armillary_model::{AccountTrust, Kind, Record, RelationKind, Service, Status, UnitReport};
use armillary_store::{CrawlEnd, CrawlStart, CrawlState, Identity, Reader, ResourceFilter, Scope, StoreError, Writer};
use organization::{ID, REGIONS, account, account_arn, denied, ou_arn, report, units};
use tempfile::TempDir;

const ACCOUNTS: u64 = 6;

/// A crawl of six accounts, of which the last one denied everything in its second Region.
fn cache() -> (TempDir, Reader) {
    let folder = tempfile::tempdir().expect("temporary folder");
    let path: PathBuf = folder.path().join("cache.sqlite");
    let mut writer = Writer::create_or_open(&path).expect("opens");
    let start = CrawlStart {
        started_at: 1_000,
        source: "profile `audit`".to_owned(),
        regions: vec!["eu-central-1".to_owned()],
        ..CrawlStart::default()
    };
    let mut crawl = writer.begin_crawl(&start).expect("begins");
    crawl.plan(&units(ACCOUNTS)).expect("plans");
    let identity = Identity {
        caller: Some("arn:aws:sts::100000000000:assumed-role/audit/me".to_owned()),
        management_account: Some(account(0)),
        organization: Some(ID.to_owned()),
    };
    crawl.identify(&identity).expect("identifies");
    crawl.identify(&Identity::default()).expect("forgets nothing");
    crawl.answered(90);
    crawl.record(&reports()).expect("records");
    crawl.answered(100);
    let note = "as asked".to_owned();
    crawl.finish(&CrawlEnd { finished_at: 2_000, state: CrawlState::Complete, note }).expect("finishes");
    drop(writer);
    let reader = Reader::open(&path).expect("opens");
    let crawl = reader.crawl(1).expect("reads");
    assert_eq!(
        (crawl.started_at, crawl.finished_at, crawl.identity, crawl.regions),
        (1_000, Some(2_000), identity, start.regions)
    );
    assert_eq!((crawl.planned as usize, crawl.requests), (units(ACCOUNTS).len(), 100));
    (folder, reader)
}

fn reports() -> Vec<UnitReport> {
    let off = |unit: &armillary_model::Unit| unit.account == account(5) && unit.region == REGIONS[1];
    units(ACCOUNTS).iter().map(|unit| if off(unit) { denied(unit) } else { report(unit, ACCOUNTS) }).collect()
}

fn list(reader: &Reader, filter: &ResourceFilter) -> Vec<Record> {
    let mut records = Vec::new();
    reader.resources(1, filter, |record| records.push(record)).expect("lists");
    let unpaged = ResourceFilter { limit: None, offset: 0, ..filter.clone() };
    let count = reader.count(1, &unpaged).expect("counts");
    assert!(records.len() as u64 == count || filter.limit.is_some());
    records
}

#[test]
fn listings_filter_and_page() {
    let (_folder, reader) = cache();
    let all = list(&reader, &ResourceFilter::default());
    let mut sorted = all.clone();
    sorted.sort_by(|a, b| (a.kind, a.account, &a.arn).cmp(&(b.kind, b.account, &b.arn)));
    assert_eq!(all, sorted);

    let of_account = ResourceFilter { account: Some(account(2)), ..ResourceFilter::default() };
    let expected = all.iter().filter(|record| record.account == account(2)).cloned().collect::<Vec<_>>();
    assert_eq!(list(&reader, &of_account), expected);
    let subnets = ResourceFilter { kind: Some(Kind::Subnet), region: Some(REGIONS[1].to_owned()), ..of_account };
    assert_eq!(list(&reader, &subnets).len(), 6);
    let page = ResourceFilter { limit: Some(2), offset: 3, ..subnets.clone() };
    assert_eq!(list(&reader, &page), list(&reader, &subnets)[3..5]);

    let text =
        |text: &str| list(&reader, &ResourceFilter { text: Some(text.to_owned()), ..ResourceFilter::default() }).len();
    assert_eq!(text("TEAM-0-DEV"), 1);
    assert_eq!(text("vpc/vpc-"), ACCOUNTS as usize * 2 - 1);
    assert_eq!(text("%"), 0);
    assert_eq!(text("team_0"), 0);
    let never = ResourceFilter { kind: Some(Kind::SamlProvider), ..ResourceFilter::default() };
    assert!(list(&reader, &never).is_empty());
}

#[test]
fn a_snapshot_holds_what_was_asked_for() {
    let (_folder, reader) = cache();
    let kinds = vec![Kind::Account, Kind::OrganizationalUnit, Kind::Role];
    let scope = Scope { kinds: kinds.clone(), coverage: true, ..Scope::default() };
    let snapshot = reader.snapshot(1, &scope).expect("reads");
    assert!(snapshot.records.is_sorted_by_key(|record| (record.kind, record.arn.clone())));
    assert_eq!(snapshot.records.len(), 6 + 8 + 6 * 20);
    assert!(snapshot.trust.is_empty());
    let coverage = &snapshot.coverage;
    assert_eq!(coverage.counts(account(5)), [(Status::Complete, 4), (Status::Denied, 3)].into());
    assert!(coverage.is_covered(account(4)) && !coverage.is_covered(account(5)));
    assert!(coverage.covers(account(5), Service::Iam) && !coverage.covers(account(5), Service::Ec2));

    // As it was reported.
    let all = Scope { kinds: Kind::ALL.to_vec(), accounts: Some([account(3)].into()), ..Scope::default() };
    let found = reader.snapshot(1, &all).expect("reads").records;
    let reported = reports().into_iter().flat_map(|report| report.resources);
    let mut expected: Vec<_> =
        reported.filter(|resource| resource.account == account(3) && !resource.arn.contains("::aws:")).collect();
    expected.sort_by(|a, b| (a.kind, &a.arn).cmp(&(b.kind, &b.arn)));
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(
            (&found.arn, found.kind, &found.region, &found.name),
            (&expected.arn, expected.kind, &expected.region, &expected.name)
        );
        assert_eq!((&found.document, &found.relations, found.stale), (&expected.document, &expected.relations, false));
    }
}

#[test]
fn trust_is_counted_per_pair_of_accounts() {
    let (_folder, reader) = cache();
    let trust = reader.trust_between_accounts(1).expect("reads");
    let mut expected: Vec<AccountTrust> = Vec::new();
    for resource in reports().into_iter().flat_map(|report| report.resources) {
        for relation in resource.relations.iter().filter(|relation| relation.kind == RelationKind::Trusts) {
            let Some(trusted) = relation.target_account.filter(|trusted| *trusted != resource.account) else {
                continue;
            };
            let whole = u32::from(relation.target.ends_with(":root"));
            match expected.iter_mut().find(|known| known.trusting == resource.account && known.trusted == trusted) {
                Some(known) => (known.count, known.whole_account) = (known.count + 1, known.whole_account + whole),
                None => expected.push(AccountTrust {
                    trusting: resource.account,
                    trusted,
                    count: 1,
                    whole_account: whole,
                    evaluated: None,
                }),
            }
        }
    }
    expected.sort_by_key(|trust| (trust.trusting, trust.trusted));
    assert!(
        expected.iter().any(|trust| trust.whole_account > 0) && expected.iter().any(|trust| trust.whole_account == 0)
    );
    assert_eq!(trust, expected);
}

#[test]
fn a_resource_comes_with_what_is_around_it() {
    let (_folder, reader) = cache();
    // An account: its OU by bare id, and the roles that name it as a whole.
    let detail = reader.resource(1, &account_arn(1), 100).expect("reads").expect("is there");
    assert_eq!((detail.record.name.as_str(), detail.record.account), ("team-0-preprod", account(1)));
    let parent = detail.outgoing[0].other.as_ref().expect("the OU is in the cache");
    assert_eq!(
        (parent.arn.clone(), parent.kind, parent.name.as_str()),
        (ou_arn(1), Kind::OrganizationalUnit, "Team 1")
    );
    let trusting: Vec<_> = detail.incoming.iter().filter(|incoming| incoming.kind == RelationKind::Trusts).collect();
    assert!(!trusting.is_empty());
    assert!(trusting.iter().all(|incoming| incoming.other.kind == Kind::Role && incoming.label == "AWS"));

    // An OU: accounts point at its bare id, and it points at the root.
    let detail = reader.resource(1, &ou_arn(1), 1).expect("reads").expect("is there");
    assert_eq!(detail.outgoing[0].other.as_ref().map(|other| other.kind), Some(Kind::Root));
    assert_eq!((detail.incoming.len(), detail.incoming_total), (1, 2));

    // A role: a whole account as its principal is that account; a service is not in the cache.
    let role = |name: &str| format!("arn:aws:iam::{}:role/{name}", account(2));
    let detail = reader.resource(1, &role("Role0"), 10).expect("reads").expect("is there");
    assert_eq!(
        detail.outgoing[0].other.as_ref().map(|other| (other.kind, other.account)),
        Some((Kind::Account, account(3)))
    );
    assert_eq!(detail.outgoing[1].other.as_ref().map(|other| other.kind), Some(Kind::ManagedPolicy));
    let detail = reader.resource(1, &role("Role5"), 10).expect("reads").expect("is there");
    assert_eq!(detail.outgoing[0].relation.target, "sagemaker.amazonaws.com");
    assert_eq!(detail.outgoing[0].other, None);

    assert_eq!(reader.resource(1, "sagemaker.amazonaws.com", 10).expect("reads"), None, "only pointed at");
    assert_eq!(reader.resource(1, "arn:aws:iam::100000000000:role/none", 10).expect("reads"), None);
}

#[test]
fn counts_and_search_entries_agree_with_the_listing() {
    let (_folder, reader) = cache();
    let all = list(&reader, &ResourceFilter::default());
    let mut found = BTreeSet::new();
    reader
        .search_entries(1, |entry| {
            assert!(found.insert((entry.kind, entry.arn.to_owned(), entry.name.to_owned(), entry.account)))
        })
        .expect("reads");
    assert_eq!(
        found,
        all.iter().map(|record| (record.kind, record.arn.clone(), record.name.clone(), record.account)).collect()
    );

    let by_kind = reader.counts_by_kind(1, None).expect("counts");
    let by_account = reader.counts_by_account(1).expect("counts");
    assert_eq!(by_kind.values().sum::<u64>(), all.len() as u64);
    assert_eq!(by_account.values().flat_map(|kinds| kinds.values()).sum::<u64>(), all.len() as u64);
    assert_eq!((by_kind[&Kind::Role], by_account[&account(2)][&Kind::Vpc]), (6 * 20, 2));
    assert_eq!(reader.counts_by_kind(1, Some(account(2))).expect("counts"), by_account[&account(2)]);
}

#[test]
fn coverage_is_told_by_unit_and_by_account() {
    let (_folder, reader) = cache();
    let coverage = reader.coverage(1).expect("reads");
    assert_eq!(coverage.units().count(), units(ACCOUNTS).len());
    assert_eq!(coverage.units().filter(|unit| !unit.reading.is_covered()).count(), 3);
    assert_eq!(coverage.of_account(account(5)).count(), 7);
    assert_eq!(coverage.of_account(account(5)).filter(|unit| unit.region == REGIONS[0]).count(), 3);
    assert_eq!(coverage.organization().map(|unit| unit.account), Some(account(0)));
    assert_eq!((coverage.crawl(), coverage.time_of(1)), (1, Some(1_000)));
    let counts = reader.coverage_counts(1).expect("counts");
    assert_eq!(counts[&Service::Ec2], [(Status::Complete, 11), (Status::Denied, 1)].into());
    assert!(matches!(reader.coverage_counts(2), Err(StoreError::NoSuchCrawl(2))));
}
