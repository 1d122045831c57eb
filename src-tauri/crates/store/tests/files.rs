//! The file itself: what is refused and how, who may read it meanwhile, and how it grows.

mod organization;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use armillary_model::Kind;
use armillary_store::{CrawlEnd, CrawlStart, CrawlState, Reader, ResourceFilter, StoreError, Writer};
use organization::{report, units};
use rusqlite::Connection;
use tempfile::TempDir;

fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("temporary folder");
    let path = folder.path().join("cache 100%.sqlite");
    (folder, path)
}

fn crawl(path: &Path, accounts: u64) {
    let mut writer = Writer::create_or_open(path).expect("opens");
    let mut crawl = writer.begin_crawl(&CrawlStart::default()).expect("begins");
    let units = units(accounts);
    crawl.plan(&units).expect("plans");
    for unit in &units {
        crawl.record(&[report(unit, accounts)]).expect("records");
    }
    crawl.finish(&CrawlEnd { finished_at: 1, state: CrawlState::Complete, note: String::new() }).expect("finishes");
}

/// What opening the file says, which must be the same for reading and for writing, name the path and say what to do.
fn refused(path: &Path) -> StoreError {
    let before = fs::read(path).ok();
    let reading = Reader::open(path).err().expect("refused for reading");
    let writing = Writer::create_or_open(path).err().expect("refused for writing");
    assert_eq!(reading.to_string(), writing.to_string());
    let text = reading.to_string();
    assert!(text.contains(&*path.to_string_lossy()), "{text}");
    assert!(text.contains("--cache") || text.contains("copy"), "{text}");
    assert_eq!(before, fs::read(path).ok(), "a file that is refused is left as it is");
    reading
}

#[test]
fn a_newer_file_is_refused() {
    let (_folder, path) = place();
    crawl(&path, 1);
    let raw = Connection::open(&path).expect("opens");
    raw.pragma_update(None, "user_version", 1_000).expect("writes");
    drop(raw);
    assert!(matches!(refused(&path), StoreError::Newer { .. }));
}

#[test]
fn a_file_with_kinds_of_a_newer_program_is_refused() {
    let (_folder, path) = place();
    crawl(&path, 1);
    let raw = Connection::open(&path).expect("opens");
    raw.execute("INSERT INTO kinds (name, plain) VALUES ('AWS::New::Thing', 'thing')", []).expect("writes");
    drop(raw);
    let refused = refused(&path);
    assert!(matches!(refused, StoreError::Newer { .. }), "{refused}");
    assert!(refused.to_string().contains("AWS::New::Thing"));
}

#[test]
fn files_of_another_kind_are_refused() {
    let (folder, path) = place();
    fs::write(
        &path,
        "a text that is long enough to be taken for the header of a database, which it is not. ".repeat(20),
    )
    .expect("writes");
    assert!(matches!(refused(&path), StoreError::NotSqlite(_)));
    assert!(matches!(refused(folder.path()), StoreError::NotSqlite(_)));

    let path = folder.path().join("notes.sqlite");
    Connection::open(&path).and_then(|raw| raw.execute_batch("CREATE TABLE notes (text)")).expect("writes");
    assert!(matches!(refused(&path), StoreError::OtherProgram(_)));
}

#[test]
fn a_truncated_file_is_refused() {
    let (_folder, path) = place();
    crawl(&path, 4);
    let whole = fs::read(&path).expect("reads");
    fs::write(&path, &whole[..whole.len() / 2]).expect("writes");
    assert!(matches!(refused(&path), StoreError::Damaged { .. }));
    fs::write(&path, &whole[..70]).expect("writes");
    assert!(matches!(refused(&path), StoreError::NotSqlite(_) | StoreError::Damaged { .. }));
    fs::write(&path, &whole).expect("writes");
    Reader::open(&path).expect("whole again");
}

#[test]
fn a_missing_or_empty_file_says_so_and_can_be_written() {
    let (folder, path) = place();
    assert!(matches!(Reader::open(&path), Err(StoreError::Missing(_))));
    fs::write(&path, "").expect("writes");
    assert!(matches!(Reader::open(&path), Err(StoreError::Empty(_))));
    crawl(&path, 1);
    assert!(Reader::open(&path).expect("opens").latest_crawl().expect("reads").is_some());
    let nowhere = folder.path().join("no folder").join("cache.sqlite");
    assert!(matches!(Writer::create_or_open(&nowhere), Err(StoreError::Unreadable { .. })));
}

#[test]
fn one_process_writes_and_others_read_meanwhile() {
    let (_folder, path) = place();
    crawl(&path, 2);
    let mut writer = Writer::create_or_open(&path).expect("opens");
    assert!(matches!(Writer::create_or_open(&path), Err(StoreError::Busy(_))));
    let (first, second) = (Reader::open(&path).expect("opens"), Reader::open(&path).expect("opens"));
    let count = |reader: &Reader, crawl| reader.count(crawl, &ResourceFilter::default()).expect("counts");
    let before = count(&first, 1);

    let mut crawl = writer.begin_crawl(&CrawlStart::default()).expect("begins");
    for unit in units(4) {
        crawl.record(&[report(&unit, 4)]).expect("records");
        assert_eq!((count(&first, 1), count(&second, 1)), (before, before));
    }
    assert!(count(&second, 2) > before);
    assert_eq!(first.crawl(2).expect("reads").state, CrawlState::Running);
    crawl.finish(&CrawlEnd { finished_at: 1, state: CrawlState::Complete, note: String::new() }).expect("finishes");
    assert_eq!(first.crawl(2).expect("reads").state, CrawlState::Complete);
}

#[test]
fn closing_the_writer_leaves_everything_in_the_one_file() {
    let (folder, path) = place();
    crawl(&path, 2);
    let copy = folder.path().join("copy.sqlite");
    fs::copy(&path, &copy).expect("copies");
    assert!(Reader::open(&copy).expect("opens").count(1, &ResourceFilter::default()).expect("counts") > 100);
    let log = folder.path().join("cache 100%.sqlite-wal");
    assert!(log.metadata().map_or(0, |log| log.len()) == 0);
}

#[test]
fn an_unchanged_organization_adds_less_than_a_hundredth() {
    let (_folder, path) = place();
    crawl(&path, 64);
    let reader = Reader::open(&path).expect("opens");
    let resources = reader.count(1, &ResourceFilter::default()).expect("counts");
    assert!(resources > 3_000, "{resources}");
    drop(reader);
    let first = path.metadata().expect("is there").len();
    crawl(&path, 64);
    let second = path.metadata().expect("is there").len();
    assert!(second - first < first / 100, "{first} bytes, then {second}");
    assert_eq!(Reader::open(&path).expect("opens").count(2, &ResourceFilter::default()).expect("counts"), resources);
}

/// Names the cache to the process that must not write it.
const READ_ONLY: &str = "ARMILLARY_TEST_READ_ONLY";

/// Run by the test below, as a user who may not write; does nothing otherwise.
#[test]
fn child_that_may_not_write() {
    let Some(path) = env::var_os(READ_ONLY) else { return };
    let path = Path::new(&path);
    let reader = Reader::open(path).expect("a read-only folder can be read");
    assert!(reader.counts_by_kind(1, None).expect("counts")[&Kind::Role] > 10);
    let writing = Writer::create_or_open(path).err().expect("refused for writing");
    assert!(matches!(writing, StoreError::ReadOnly(_)), "{writing}");
    assert!(writing.to_string().contains("--cache"), "{writing}");
    let new = Writer::create_or_open(&path.with_file_name("new.sqlite")).err().expect("refused");
    assert!(matches!(new, StoreError::ReadOnly(_)), "{new}");
}

#[cfg(unix)]
#[test]
fn a_read_only_folder_can_be_read_and_not_written() {
    use std::os::unix::{
        fs::{MetadataExt, PermissionsExt},
        process::CommandExt,
    };

    let (folder, path) = place();
    crawl(&path, 1);
    // The superuser may write everywhere: then the check runs as nobody, from a copy of this program that nobody can read.
    let program = folder.path().join("program");
    fs::copy(env::current_exe().expect("test binary"), &program).expect("copies");
    let mut command = Command::new(&program);
    command.args(["--exact", "child_that_may_not_write"]).env(READ_ONLY, &path);
    if fs::metadata(folder.path()).expect("is there").uid() == 0 {
        command.uid(65_534);
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).expect("sets");
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).expect("sets");
    let output = command.output().expect("runs");
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).expect("sets");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"));
}

#[cfg(unix)]
#[test]
fn a_cache_and_what_lies_beside_it_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;

    let (folder, path) = place();
    let mut writer = Writer::create_or_open(&path).expect("opens");
    writer.begin_crawl(&CrawlStart::default()).expect("begins");
    let files: Vec<_> =
        fs::read_dir(folder.path()).expect("reads").map(|file| file.expect("is there").path()).collect();
    assert!(files.len() >= 3, "{files:?}");
    for file in files {
        let mode = file.metadata().expect("is there").permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", file.display());
    }
}

/// A cache as the version before readings, parts, scopes and findings wrote it.
fn old_cache(path: &Path) {
    let raw = Connection::open(path).expect("opens");
    raw.execute_batch(include_str!("../src/migrations/0001_cache.sql")).expect("lays out");
    raw.execute_batch(include_str!("../src/migrations/0002_views.sql")).expect("lays out");
    raw.execute_batch(
        "PRAGMA application_id = 1095912780; PRAGMA user_version = 2;
        INSERT INTO kinds (name, plain) VALUES ('AWS::IAM::Role', 'role');
        INSERT INTO services (name) VALUES ('iam');
        INSERT INTO regions (name) VALUES ('global');
        INSERT INTO statuses (name) VALUES ('denied'), ('region-off'), ('failed'), ('skipped');
        INSERT INTO crawls (started_at, finished_at, state, source, organization, regions, planned)
            VALUES (1, 2, 'complete', 'profile audit', 'o-1', 'eu-west-1', 1), (3, 4, 'partial', 'profile audit', 'o-1', 'eu-west-1', 1);
        INSERT INTO units (account, region, service) VALUES (111122223333, 1, 1);
        INSERT INTO coverage (crawl, unit, status) VALUES (1, 1, 1), (2, 1, 0);
        INSERT INTO documents (hash, body) VALUES (x'00', '{\"RoleName\":\"audit\"}');
        INSERT INTO resources (arn, kind, account, region) VALUES ('arn:aws:iam::111122223333:role/audit', 1, 111122223333, 1);
        INSERT INTO versions (resource, unit, from_crawl, name, document, content) VALUES (1, 1, 1, 'audit', 1, 7);",
    )
    .expect("fills");
}

#[test]
fn a_cache_of_the_version_before_is_brought_up_to_date_when_it_is_opened() {
    let (_folder, path) = place();
    old_cache(&path);
    let reader = Reader::open(&path).expect("opens");
    let latest = reader.latest_crawl().expect("reads").expect("is there");
    assert_eq!((latest.id, latest.asked), (1, None));
    for crawl in [1, 2] {
        let mut records = Vec::new();
        reader.resources(crawl, &ResourceFilter::default(), |record| records.push(record)).expect("lists");
        assert_eq!(records.iter().map(|record| (record.stale, record.as_of)).collect::<Vec<_>>(), [(false, 1)]);
        assert!(reader.coverage(crawl).expect("reads").units().all(|unit| unit.reading.is_covered()));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(path.metadata().expect("is there").permissions().mode() & 0o777, 0o600);
    }
    assert!(Writer::create_or_open(&path).is_ok());
}
