//! The journal: rows are there before their call, are never changed but for their outcome, and outlive whoever wrote them.

use armillary_store::{
    Ended, Intended, JournalError, JournalReader, JournalWriter, Outcome, PlanState, Writer, journal_of,
};
use rusqlite::Connection;
use serde_json::json;

fn call(step: &str) -> Intended {
    Intended {
        plan: "plan-1".to_owned(),
        digest: "sha256:00".to_owned(),
        step: step.to_owned(),
        service: "organizations".to_owned(),
        operation: "CreateAccount".to_owned(),
        account: "111122223333".to_owned(),
        region: "us-east-1".to_owned(),
        caller: "arn:aws:iam::111122223333:user/ada".to_owned(),
        parameters: json!({"AccountName": "fraud-dev"}),
        intended_at: 1_000,
    }
}

fn ended(outcome: Outcome) -> Ended {
    Ended {
        outcome,
        request_id: Some("r-1".to_owned()),
        finished_at: 2_000,
        message: Some("told".to_owned()),
        answer: Some(json!({"accountId": "444455556666"})),
    }
}

#[test]
fn a_row_is_there_before_its_call_ended_and_tells_afterwards_how() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let cache = folder.path().join("cache.sqlite");
    assert!(JournalReader::open(&cache).expect("no failure").is_none(), "nothing was ever changed");
    let mut writer = JournalWriter::open(&cache).expect("opens");
    writer.begin("plan-1", "sha256:00", "{}", 900).expect("begun");
    let first = writer.intend(&call("s1")).expect("written");
    let read = || JournalReader::open(&cache).expect("opens").expect("there").entries(None).expect("read");
    assert_eq!((read()[0].outcome, read()[0].attempt, read()[0].finished_at), (Outcome::Intended, 1, None));
    writer.end(first, &ended(Outcome::Failed)).expect("written");
    let second = writer.intend(&call("s1")).expect("written");
    writer.end(second, &ended(Outcome::Unknown)).expect("written");
    writer.end(second, &ended(Outcome::Reconciled)).expect("what is not known is found out later");
    let told: Vec<_> = read().into_iter().map(|entry| (entry.attempt, entry.outcome, entry.answer)).collect();
    let answer = Some(json!({"accountId": "444455556666"}));
    assert_eq!(told, [(1, Outcome::Failed, answer.clone()), (2, Outcome::Reconciled, answer)]);
    assert_eq!(read()[1].intended, call("s1"));
    writer.set_state("plan-1", PlanState::Proved, 3_000).expect("written");
    let plans = JournalReader::open(&cache).expect("opens").expect("there").plans().expect("read");
    assert_eq!((plans[0].state, plans[0].begun_at, plans[0].state_at), (PlanState::Proved, 900, 3_000));
}

#[test]
fn nothing_is_deleted_and_nothing_but_the_outcome_is_changed_by_anybody() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let cache = folder.path().join("cache.sqlite");
    let mut writer = JournalWriter::open(&cache).expect("opens");
    writer.begin("plan-1", "sha256:00", "{}", 900).expect("begun");
    let entry = writer.intend(&call("s1")).expect("written");
    writer.end(entry, &ended(Outcome::Succeeded)).expect("written");
    assert!(writer.end(entry, &ended(Outcome::Failed)).is_err(), "a call ends once");
    drop(writer);
    let outside = Connection::open(journal_of(&cache)).expect("opens");
    for change in [
        "DELETE FROM entries",
        "UPDATE entries SET caller = 'arn:aws:iam::111122223333:user/eve'",
        "UPDATE entries SET outcome = 'failed'",
        "DELETE FROM plans",
        "UPDATE plans SET document = '[]'",
    ] {
        assert!(outside.execute(change, []).is_err(), "{change}");
    }
}

#[test]
fn one_process_applies_at_a_time_and_a_cache_is_no_journal() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let cache = folder.path().join("cache.sqlite");
    let writer = JournalWriter::open(&cache).expect("opens");
    assert!(matches!(JournalWriter::open(&cache), Err(JournalError::Busy(_))));
    drop(writer);
    drop(JournalWriter::open(&cache).expect("free again"));
    let other = folder.path().join("other.sqlite");
    drop(Writer::create_or_open(&journal_of(&other)).expect("a cache at the journal's place"));
    let refused = JournalReader::open(&other).err().expect("refused");
    assert!(matches!(refused, JournalError::Damaged { .. }), "{refused}");
}
