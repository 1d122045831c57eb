//! Parts of resources that were not read: the last known part stays, nothing changes by it, and what is not known is told.

mod organization;

use std::path::PathBuf;

use armillary_model::{
    GLOBAL, Gap, Kind, Missing, Part, Record, Relation, RelationKind, Resource, Service, Status, Unit, UnitReport,
};
use armillary_store::{CrawlEnd, CrawlStart, CrawlState, Reader, Recorded, ResourceFilter, Writer};
use organization::{account, denied};
use serde_json::json;
use tempfile::TempDir;

const ARN: &str = "arn:aws:organizations::100000000000:policy/o-1/service_control_policy/p-1";

struct Cache {
    _folder: TempDir,
    path: PathBuf,
}

impl Cache {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("temporary folder");
        let path = folder.path().join("cache.sqlite");
        Self { _folder: folder, path }
    }

    /// One whole crawl of these reports.
    fn crawl(&self, reports: &[UnitReport]) -> Recorded {
        let mut writer = Writer::create_or_open(&self.path).expect("opens");
        let mut crawl = writer.begin_crawl(&CrawlStart::default()).expect("begins");
        crawl.plan(&reports.iter().map(|report| report.unit.clone()).collect::<Vec<_>>()).expect("plans");
        let recorded = crawl.record(reports).expect("records");
        let end = CrawlEnd { finished_at: 2, state: CrawlState::Complete, note: String::new() };
        crawl.finish(&end).expect("finishes");
        recorded
    }

    fn records(&self, crawl: i64) -> Vec<Record> {
        let mut records = Vec::new();
        let reader = Reader::open(&self.path).expect("opens");
        reader.resources(crawl, &ResourceFilter::default(), |record| records.push(record)).expect("lists");
        records
    }
}

fn gap() -> Gap {
    Gap {
        operation: "organizations:ListTargetsForPolicy".to_owned(),
        code: "TooManyRequests".to_owned(),
        message: "slow down".to_owned(),
    }
}

fn organizations() -> Unit {
    Unit { account: account(0), region: GLOBAL.to_owned(), service: Service::Organizations }
}

fn policy(text: Option<u32>, targets: Option<&[&str]>) -> Resource {
    let mut document = json!({"PolicySummary": {"Id": "p-1"}});
    if let (Some(members), Some(text)) = (document.as_object_mut(), text) {
        members.insert("Content".to_owned(), json!({ "Statement": text }));
    }
    let relations = targets.unwrap_or_default().iter().map(|id| Relation::new(RelationKind::AttachedTo, *id, ""));
    let missing = [(Part::CONTENT, text.is_none()), (Part::TARGETS, targets.is_none())];
    let missing = missing.into_iter().filter(|(_, missing)| *missing).map(|(part, _)| Missing::new(part, gap()));
    organization::resource(ARN, Kind::Policy, "guard", document, relations.collect()).without(missing)
}

fn report(resources: Vec<Resource>) -> UnitReport {
    let is_whole = resources.iter().all(|resource| resource.unread.is_empty());
    let status = if is_whole { Status::Complete } else { Status::Failed };
    let gaps = if is_whole { Vec::new() } else { vec![gap()] };
    UnitReport { unit: organizations(), status, gaps, resources, requests: 1 }
}

fn targets(record: &Record) -> Vec<&str> {
    record.relations.iter().map(|relation| relation.target.as_str()).collect()
}

const UNCHANGED: Recorded = Recorded { added: 0, changed: 0, removed: 0, unchanged: 1 };

#[test]
fn a_part_that_was_not_read_stays_as_it_was_and_changes_nothing() {
    let cache = Cache::new();
    cache.crawl(&[report(vec![policy(Some(1), Some(&["ou-a", "ou-b"]))])]);
    assert_eq!(cache.crawl(&[report(vec![policy(Some(1), None)])]), UNCHANGED);
    assert_eq!(cache.crawl(&[report(vec![policy(None, None)])]), UNCHANGED);
    assert_eq!(cache.crawl(&[report(vec![policy(Some(1), Some(&["ou-a", "ou-b"]))])]), UNCHANGED);

    let third = &cache.records(3)[0];
    assert_eq!(targets(third), ["ou-a", "ou-b"]);
    assert_eq!(third.document["Content"]["Statement"], 1);
    let told: Vec<_> = third.unread.iter().map(|part| (part.part.as_str(), part.as_of)).collect();
    assert_eq!(told, [(Part::TARGETS.name, Some(1)), (Part::CONTENT.name, Some(1))]);
    assert_eq!(third.unread[0].gap, gap());
    let told = |crawl| cache.records(crawl)[0].unread.len();
    assert_eq!((told(1), told(2), told(3), told(4)), (0, 1, 2, 0), "each crawl tells what it knew");
    let history =
        Reader::open(&cache.path).expect("opens").resource(4, ARN, 0).expect("reads").expect("is there").history;
    assert_eq!(history.len(), 1);
}

#[test]
fn a_part_that_changes_while_another_is_unread_is_a_change_that_keeps_the_other() {
    let cache = Cache::new();
    cache.crawl(&[report(vec![policy(Some(1), Some(&["ou-a"]))])]);
    assert_eq!(cache.crawl(&[report(vec![policy(Some(2), None)])]), Recorded { changed: 1, ..Recorded::default() });
    let record = &cache.records(2)[0];
    assert_eq!((record.document["Content"]["Statement"].clone(), targets(record)), (json!(2), vec!["ou-a"]));
    assert_eq!(record.unread[0].as_of, Some(1));
    // It stays as of the crawl that read it, however long it goes unread.
    cache.crawl(&[report(vec![policy(Some(2), None)])]);
    assert_eq!(cache.records(3)[0].unread[0].as_of, Some(1));
}

#[test]
fn a_part_that_was_never_read_is_unknown() {
    let cache = Cache::new();
    cache.crawl(&[report(vec![policy(Some(1), None)])]);
    cache.crawl(&[report(vec![policy(Some(1), None)])]);
    let record = &cache.records(2)[0];
    assert!(record.relations.is_empty());
    assert_eq!(record.unread.iter().map(|part| part.as_of).collect::<Vec<_>>(), [None]);
    assert!(record.unread[0].is(Part::TARGETS));
}

#[test]
fn a_part_that_is_read_for_the_first_time_is_no_change_and_one_beside_it_is() {
    let cache = Cache::new();
    cache.crawl(&[report(vec![policy(Some(1), None)])]);
    assert_eq!(cache.crawl(&[report(vec![policy(Some(1), Some(&["ou-a"]))])]), UNCHANGED);
    assert_eq!(targets(&cache.records(2)[0]), ["ou-a"]);
    let cache = Cache::new();
    cache.crawl(&[report(vec![policy(Some(1), None)])]);
    let both = cache.crawl(&[report(vec![policy(Some(2), Some(&["ou-a"]))])]);
    assert_eq!(both, Recorded { changed: 1, ..Recorded::default() });
}

#[test]
fn a_part_that_became_empty_is_empty() {
    let cache = Cache::new();
    cache.crawl(&[report(vec![policy(Some(1), Some(&["ou-a"]))])]);
    cache.crawl(&[report(vec![policy(Some(1), Some(&[]))])]);
    let record = &cache.records(2)[0];
    assert!(record.relations.is_empty() && record.unread.is_empty());
}

/// An account whose tags were read, or not asked for.
fn account_with(name: &str, tags: Option<&[&str]>) -> Resource {
    let mut document = json!({ "Name": name });
    if let (Some(members), Some(tags)) = (document.as_object_mut(), tags) {
        members.insert("Tags".to_owned(), json!(tags));
    }
    let unasked = tags.is_none().then(|| Missing::unasked(Part::TAGS, "ask for them"));
    organization::resource("arn:aws:organizations::1:account/o-1/2", Kind::Account, name, document, Vec::new())
        .without(unasked)
}

#[test]
fn what_was_not_asked_for_is_kept_with_its_age_where_it_was_known() {
    let cache = Cache::new();
    let crawl = |name, tags| cache.crawl(&[complete(organizations(), vec![account_with(name, tags)])]);
    crawl("a", None);
    assert_eq!(crawl("a", None), UNCHANGED);
    assert_eq!(crawl("a", Some(&["team"])), UNCHANGED, "its tags were there before anybody asked");
    assert_eq!(crawl("a", None), UNCHANGED);
    assert_eq!(crawl("b", None), Recorded { changed: 1, ..Recorded::default() });
    assert_eq!(crawl("b", Some(&[])), Recorded { changed: 1, ..Recorded::default() }, "they were known, and are gone");
    assert_eq!(crawl("b", None), UNCHANGED);

    let told = |crawl| {
        let record = cache.records(crawl).remove(0);
        let age: Vec<_> = record.unread.iter().map(|part| (part.part.clone(), part.as_of)).collect();
        (record.document.get("Tags").cloned(), age)
    };
    let as_of = |crawl| vec![(Part::TAGS.name.to_owned(), Some(crawl))];
    assert_eq!(told(1), (None, vec![]), "where nothing is known nothing is told");
    assert_eq!(told(2), (None, vec![]));
    assert_eq!(told(3), (Some(json!(["team"])), vec![]));
    assert_eq!(told(4), (Some(json!(["team"])), as_of(3)));
    assert_eq!(told(5), (Some(json!(["team"])), as_of(3)));
    assert_eq!(told(6), (Some(json!([])), vec![]));
    assert_eq!(told(7), (Some(json!([])), as_of(6)), "that there are none is known, too");
    assert!(cache.records(7)[0].unread[0].gap.message.contains("ask for them"));
}

#[test]
fn a_part_that_failed_stays_unknown_while_it_is_not_asked_for() {
    let cache = Cache::new();
    let failed = account_with("a", Some(&[])).without([Missing::new(Part::TAGS, gap())]);
    let failed = Resource { document: json!({ "Name": "a" }), ..failed };
    cache.crawl(&[report(vec![failed])]);
    cache.crawl(&[complete(organizations(), vec![account_with("a", None)])]);
    let record = &cache.records(2)[0];
    assert_eq!(record.unread.iter().map(|part| (part.as_of, &part.gap)).collect::<Vec<_>>(), [(None, &gap())]);
}

fn network(index: u64) -> Unit {
    Unit { account: account(index), region: "eu-west-1".to_owned(), service: Service::Ec2 }
}

fn gateway(name: &str) -> Resource {
    let arn = format!("arn:aws:ec2:eu-west-1:{}:transit-gateway/tgw-1", account(1));
    let gateway = organization::resource(&arn, Kind::TransitGateway, name, json!({ "Name": name }), Vec::new());
    Resource { account: account(1), region: "eu-west-1".to_owned(), ..gateway }
}

/// The gateway as an account is shown it that does not own it.
fn view() -> Resource {
    gateway("tgw-1").without([Missing::new(Part::OWNED, gap())])
}

fn complete(unit: Unit, resources: Vec<Resource>) -> UnitReport {
    UnitReport { unit, status: Status::Complete, gaps: Vec::new(), resources, requests: 1 }
}

#[test]
fn the_view_of_a_participant_never_replaces_that_of_the_owner() {
    let cache = Cache::new();
    cache.crawl(&[complete(network(1), vec![gateway("hub")])]);
    // A crawl of another account only; then one in which the owner cannot be read.
    assert_eq!(cache.crawl(&[complete(network(2), vec![view()])]), UNCHANGED);
    let owner = UnitReport { resources: vec![view()], ..denied(&network(1)) };
    assert_eq!(cache.crawl(&[owner, complete(network(2), vec![])]), UNCHANGED);
    let (second, third) = (&cache.records(2)[0], &cache.records(3)[0]);
    assert_eq!((second.name.as_str(), second.stale, second.as_of), ("hub", false, 1));
    assert_eq!((third.name.as_str(), third.stale, third.as_of), ("hub", true, 1));
    assert_eq!((third.unread[0].part.as_str(), third.unread[0].as_of), (Part::OWNED.name, Some(1)));
    assert_eq!(cache.crawl(&[complete(network(1), vec![gateway("hub")])]), UNCHANGED);
    assert!(cache.records(4)[0].unread.is_empty());
}

#[test]
fn the_view_of_a_participant_is_better_than_nothing_until_the_owner_is_read() {
    let cache = Cache::new();
    cache.crawl(&[complete(network(2), vec![view()])]);
    let first = &cache.records(1)[0];
    assert_eq!((first.name.as_str(), first.unread[0].as_of), ("tgw-1", None));
    cache.crawl(&[complete(network(1), vec![gateway("hub")]), complete(network(2), vec![])]);
    let second = &cache.records(2)[0];
    assert_eq!((second.name.as_str(), second.unread.len()), ("hub", 0));
}
