//! How old what is known is as of each crawl: the same as its coverage tells.

mod organization;

use std::collections::BTreeMap;

use armillary_model::{Service, Status, Unit, UnitReport};
use armillary_store::{Ages, CrawlEnd, CrawlStart, CrawlState, Reader, Writer};
use organization::{denied, report, units};

const ACCOUNTS: u64 = 5;

fn crawl(writer: &mut Writer, planned: &[Unit], reports: &[UnitReport]) {
    let mut crawl = writer.begin_crawl(&CrawlStart::default()).expect("begins");
    crawl.plan(planned).expect("plans");
    crawl.record(reports).expect("records");
    crawl.finish(&CrawlEnd { finished_at: 1, state: CrawlState::Complete, note: String::new() }).expect("finishes");
}

fn of_coverage(reader: &Reader, crawl: i64) -> Ages {
    let mut ages = Ages::default();
    for unit in reader.coverage(crawl).expect("reads").units() {
        match unit.reading.as_of {
            Some(as_of) => *ages.known.entry(as_of).or_default() += 1,
            None => ages.never += 1,
        }
    }
    ages
}

#[test]
fn ages_are_those_of_the_coverage_of_each_crawl() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let path = folder.path().join("cache.sqlite");
    let mut writer = Writer::create_or_open(&path).expect("opens");
    let all = units(ACCOUNTS);
    let read = |units: &[Unit], accounts| units.iter().map(|unit| report(unit, accounts)).collect::<Vec<_>>();
    // One unit is refused at first, a few are not reached at all, and then only some are read again, one of them in vain.
    let mut first = read(&all, ACCOUNTS);
    first[1] = denied(&all[1]);
    let skipped = UnitReport { status: Status::Skipped, ..denied(&all[2]) };
    first[2] = skipped;
    crawl(&mut writer, &all, &first[..all.len() - 3]);
    crawl(&mut writer, &all[1..4], &[report(&all[1], ACCOUNTS), denied(&all[3])]);
    // The organization loses an account.
    let organization: Vec<Unit> = all.iter().filter(|unit| unit.service == Service::Organizations).cloned().collect();
    crawl(&mut writer, &organization, &read(&organization, ACCOUNTS - 1));
    let mine = units(ACCOUNTS - 1);
    crawl(&mut writer, &mine, &read(&mine, ACCOUNTS - 1));

    let reader = Reader::open(&path).expect("opens");
    let expected: BTreeMap<i64, Ages> = (1..=4).map(|crawl| (crawl, of_coverage(&reader, crawl))).collect();
    assert_eq!(reader.ages().expect("reads"), expected);
    assert!(expected[&2].known.len() == 2 && expected[&2].never >= 3, "{expected:?}");
    assert_eq!(expected[&4].known.keys().collect::<Vec<_>>(), [&4]);
}
