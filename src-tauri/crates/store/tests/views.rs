//! The views that people query: each works, is documented column by column, and shows the newest crawl.

mod organization;

use std::{collections::BTreeMap, fs, path::Path};

use armillary_model::{Kind, Relation, RelationKind, Service, Unit};
use armillary_store::{CrawlEnd, CrawlStart, CrawlState, Writer};
use organization::{account, denied, ou_arn, ou_id, report, resource, units};
use rusqlite::{Connection, types::Value};
use serde_json::json;

fn crawl(path: &Path, accounts: u64, off: u64, state: CrawlState) {
    let mut writer = Writer::create_or_open(path).expect("opens");
    let start = CrawlStart { started_at: 1_700_000_000_000, source: "test".to_owned(), ..CrawlStart::default() };
    let mut crawl = writer.begin_crawl(&start).expect("begins");
    let mut reports: Vec<_> = units(accounts)
        .iter()
        .map(|unit| if unit.account == account(off) { denied(unit) } else { report(unit, accounts) })
        .collect();
    let hub = Unit { account: account(0), region: "eu-west-1".to_owned(), service: Service::ServiceCatalog };
    let portfolio = "arn:aws:catalog:eu-west-1:100000000000:portfolio/port-hub";
    let holds =
        vec![Relation::new(RelationKind::Holds, "arn:aws:catalog:eu-west-1:100000000000:product/prod-notebook", "")];
    let constrains = vec![
        Relation::new(RelationKind::Constrains, portfolio, "LAUNCH"),
        Relation::new(RelationKind::LaunchesAs, "arn:aws:iam::100000000000:role/Launch", ""),
    ];
    let constraint = format!("{portfolio}/constraint/cons-1");
    let documents = (
        json!({"Id": "port-hub", "ProviderName": "CCOE"}),
        json!({"ConstraintDetail": {"ConstraintId": "cons-1", "Type": "LAUNCH"}}),
    );
    for report in reports.iter_mut().filter(|report| report.unit == hub) {
        report.resources = vec![
            resource(portfolio, Kind::Portfolio, "hub", documents.0.clone(), holds.clone()),
            resource(&constraint, Kind::Constraint, "cons-1", documents.1.clone(), constrains.clone()),
        ];
    }
    crawl.plan(&units(accounts)).expect("plans");
    crawl.record(&reports).expect("records");
    crawl.finish(&CrawlEnd { finished_at: 1_700_000_060_000, state, note: String::new() }).expect("finishes");
}

fn rows(connection: &Connection, sql: &str) -> Vec<Vec<String>> {
    let mut statement = connection.prepare(sql).expect("prepares");
    let columns = statement.column_count();
    let text = |value: Value| match value {
        Value::Null => "null".to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Text(text) => text,
        other => format!("{other:?}"),
    };
    let row = |row: &rusqlite::Row<'_>| (0..columns).map(|column| Ok(text(row.get(column)?))).collect();
    statement.query_map([], row).expect("queries").collect::<Result<_, _>>().expect("reads")
}

#[test]
fn views_show_the_newest_crawl_in_the_terms_of_the_field() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let path = folder.path().join("cache.sqlite");
    crawl(&path, 4, 9, CrawlState::Complete);
    crawl(&path, 3, 2, CrawlState::Complete);
    crawl(&path, 3, 9, CrawlState::Failed);
    let connection = Connection::open(&path).expect("opens");
    let one = |sql: &str| rows(&connection, sql).into_iter().next().unwrap_or_default().join(" ");

    assert_eq!(one("SELECT * FROM latest"), "2");
    assert_eq!(
        one("SELECT started_at, finished_at, state FROM crawl WHERE id = 3"),
        "2023-11-14T22:13:20Z 2023-11-14T22:14:20Z failed"
    );
    assert_eq!(one("SELECT count(*), sum(stale) FROM account"), "3 0");
    let parent = format!("100000001009 ACTIVE {}", ou_id(1));
    assert_eq!(one("SELECT id, state, parent FROM account WHERE name = 'team-0-preprod'"), parent);
    assert_eq!(one("SELECT parent FROM ou"), "r-ab12");
    assert_eq!(
        one("SELECT json_extract(content, '$.Statement[0].Effect'), type FROM policy"),
        "Deny SERVICE_CONTROL_POLICY"
    );
    assert_eq!(one("SELECT count(*) FROM policy_attachment"), "4");
    assert_eq!(one("SELECT count(*), sum(stale) FROM role"), "60 20");
    assert_eq!(one("SELECT DISTINCT account FROM role WHERE stale"), account(2).to_string());
    let trust = "SELECT principal, principal_account, principal_type FROM role_trust WHERE role_name = 'Role0' AND account = '100000000000'";
    assert_eq!(one(trust), "arn:aws:iam::100000001009:root 100000001009 AWS");
    assert_eq!(
        one("SELECT count(*) FROM vpc_endpoint WHERE json_extract(policy, '$.Statement[0].Principal') = '*'"),
        "36"
    );
    assert_eq!(one("SELECT provider, account, region FROM portfolio WHERE name = 'hub'"), "CCOE 100000000000 global");
    assert_eq!(
        one("SELECT portfolio_name, product FROM portfolio_product"),
        "hub arn:aws:catalog:eu-west-1:100000000000:product/prod-notebook"
    );
    assert_eq!(
        one("SELECT type, launch_role, product FROM portfolio_constraint"),
        "LAUNCH arn:aws:iam::100000000000:role/Launch null"
    );
    assert_eq!(one("SELECT type, recipient FROM portfolio_share"), format!("ORGANIZATIONAL_UNIT {}", ou_id(0)));
    assert_eq!(one("SELECT aws_managed FROM managed_policy WHERE name LIKE 'AmazonSageMaker%'"), "1");
    assert_eq!(one("SELECT status, count(*) FROM coverage_now GROUP BY status ORDER BY status"), "complete 15");
    assert_eq!(one("SELECT json_extract(gaps, '$[0].code') FROM coverage_now WHERE status = 'denied'"), "AccessDenied");
    assert_eq!(one(&format!("SELECT count(*) FROM relation WHERE arn = '{}'", ou_arn(1))), "1");
}

#[test]
fn the_documentation_lists_exactly_the_columns_of_the_views() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let path = folder.path().join("cache.sqlite");
    drop(Writer::create_or_open(&path).expect("opens"));
    let connection = Connection::open(&path).expect("opens");
    let mut views = BTreeMap::new();
    for view in rows(&connection, "SELECT name FROM sqlite_schema WHERE type = 'view'").concat() {
        let columns = rows(&connection, &format!("SELECT name FROM pragma_table_info('{view}')")).concat();
        views.insert(view, columns);
    }
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/cache.md")).expect("is there");
    let mut documented: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut view = None;
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("### `").and_then(|rest| rest.strip_suffix('`')) {
            view = Some(documented.entry(name.to_owned()).or_default());
        } else if let (Some(columns), Some(rest)) = (view.as_mut(), line.strip_prefix("| `")) {
            columns.extend(rest.split('`').next().map(str::to_owned));
        }
    }
    assert_eq!(documented, views);
}

#[test]
fn every_kind_has_a_view() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let path = folder.path().join("cache.sqlite");
    drop(Writer::create_or_open(&path).expect("opens"));
    let connection = Connection::open(&path).expect("opens");
    let views = rows(&connection, "SELECT sql FROM sqlite_schema WHERE type = 'view'").concat().concat();
    let missing: Vec<_> = Kind::ALL.iter().filter(|kind| !views.contains(&format!("kind = '{kind}'"))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
