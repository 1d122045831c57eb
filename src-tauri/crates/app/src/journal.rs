//! The journal as people read it: which calls were made, narrowed to what is asked for, and as a file.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use armillary_store::{Entry, JournalReader, Outcome};
use armillary_wire::{Failure, JournalAnswer, JournalFormat, JournalOutcome, JournalQuery, JournalRow};
use serde_json::{Value, json};

use crate::{dates::date_time, failure::other, rows};

/// Every call that was made through a cache, oldest first.
pub fn entries(cache: &Path) -> Result<Vec<Entry>, Failure> {
    match JournalReader::open(cache).map_err(other)? {
        Some(journal) => journal.entries(None).map_err(other),
        None => Ok(Vec::new()),
    }
}

/// A page of the journal, the newest first.
pub fn page(cache: &Path, filter: &JournalQuery) -> Result<JournalAnswer, Failure> {
    let entries = entries(cache)?;
    let titles = titles(cache)?;
    let mut found: Vec<&Entry> = entries.iter().filter(|entry| passes(filter, entry)).collect();
    found.reverse();
    let services: BTreeSet<&String> = entries.iter().map(|entry| &entry.intended.service).collect();
    let page = found.iter().skip(filter.offset as usize).take(filter.limit as usize);
    Ok(JournalAnswer {
        rows: page.map(|entry| row(entry, &titles)).collect(),
        total: rows::count(found.len() as u64),
        all: rows::count(entries.len() as u64),
        services: services.into_iter().cloned().collect(),
    })
}

/// The journal as a file, oldest first; what the filter skips and cuts is in it.
pub fn export(cache: &Path, filter: &JournalQuery, format: JournalFormat) -> Result<String, Failure> {
    let entries = entries(cache)?;
    let found = entries.iter().filter(|entry| passes(filter, entry)).map(exchanged);
    let lines: Vec<String> = match format {
        JournalFormat::Json => found.map(|row| row.to_string()).collect(),
        JournalFormat::Csv => {
            let line = |row: Value| COLUMNS.map(|name| cell(row.get(name).unwrap_or(&Value::Null))).join(",");
            std::iter::once(COLUMNS.join(",")).chain(found.map(line)).collect()
        }
    };
    Ok(lines.join("\n") + "\n")
}

const COLUMNS: [&str; 15] = [
    "intendedAt",
    "finishedAt",
    "outcome",
    "plan",
    "digest",
    "step",
    "attempt",
    "service",
    "operation",
    "account",
    "region",
    "caller",
    "parameters",
    "requestId",
    "message",
];

/// A row as it is written for other programs.
pub fn exchanged(entry: &Entry) -> Value {
    let call = &entry.intended;
    let time = |milliseconds: i64| format!("{}Z", date_time(milliseconds).replace(' ', "T"));
    json!({
        "plan": call.plan,
        "digest": call.digest,
        "step": call.step,
        "attempt": entry.attempt,
        "service": call.service,
        "operation": call.operation,
        "account": call.account,
        "region": call.region,
        "caller": call.caller,
        "parameters": call.parameters,
        "intendedAt": time(call.intended_at),
        "outcome": entry.outcome.as_str(),
        "requestId": entry.request_id,
        "finishedAt": entry.finished_at.map(time),
        "message": entry.message,
    })
}

/// A value of a spreadsheet. One that a spreadsheet would take for a formula is marked as text.
fn cell(value: &Value) -> String {
    let text = match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let text = if text.starts_with(['=', '+', '-', '@', '\t']) { format!("'{text}") } else { text };
    match text.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    }
}

/// What each step of each plan does.
fn titles(cache: &Path) -> Result<BTreeMap<(String, String), String>, Failure> {
    let Some(journal) = JournalReader::open(cache).map_err(other)? else { return Ok(BTreeMap::new()) };
    let mut titles = BTreeMap::new();
    for plan in journal.plans().map_err(other)? {
        // Only for its words: whether it may be applied is asked elsewhere.
        let document: Value = serde_json::from_str(&plan.document).unwrap_or_default();
        let steps = document.get("steps").and_then(Value::as_array);
        for step in steps.into_iter().flatten() {
            let text = |member: &str| step.get(member).and_then(Value::as_str).map(str::to_owned);
            if let (Some(id), Some(title)) = (text("id"), text("title")) {
                titles.insert((plan.id.clone(), id), title);
            }
        }
    }
    Ok(titles)
}

fn row(entry: &Entry, titles: &BTreeMap<(String, String), String>) -> JournalRow {
    let call = entry.intended.clone();
    let title = titles.get(&(call.plan.clone(), call.step.clone())).cloned();
    JournalRow {
        id: entry.id,
        title: title.unwrap_or_else(|| call.operation.clone()),
        plan: call.plan,
        digest: call.digest,
        step: call.step,
        attempt: entry.attempt,
        service: call.service,
        operation: call.operation,
        account: call.account,
        region: call.region,
        caller: call.caller,
        parameters: call.parameters,
        intended_at: call.intended_at,
        outcome: outcome(entry.outcome),
        request_id: entry.request_id.clone(),
        finished_at: entry.finished_at,
        message: entry.message.clone(),
    }
}

fn outcome(outcome: Outcome) -> JournalOutcome {
    match outcome {
        Outcome::Intended => JournalOutcome::Intended,
        Outcome::Succeeded => JournalOutcome::Succeeded,
        Outcome::Failed => JournalOutcome::Failed,
        Outcome::Unknown => JournalOutcome::Unknown,
        Outcome::Reconciled => JournalOutcome::Reconciled,
    }
}

fn passes(filter: &JournalQuery, entry: &Entry) -> bool {
    let call = &entry.intended;
    let holds = |text: &String| {
        let all = [&call.plan, &call.step, &call.operation, &call.account, &call.caller];
        let more = [entry.request_id.clone(), entry.message.clone(), Some(call.parameters.to_string())];
        let text = text.to_lowercase();
        let mut own = all.into_iter().cloned().chain(more.into_iter().flatten());
        own.any(|own| own.to_lowercase().contains(&text))
    };
    filter.plan.as_ref().is_none_or(|plan| *plan == call.plan)
        && filter.account.as_ref().is_none_or(|account| *account == call.account)
        && (filter.services.is_empty() || filter.services.contains(&call.service))
        && (filter.outcomes.is_empty() || filter.outcomes.contains(&outcome(entry.outcome)))
        && filter.since.is_none_or(|since| call.intended_at >= since)
        && filter.before.is_none_or(|before| call.intended_at < before)
        && filter.text.as_ref().is_none_or(holds)
}

#[cfg(test)]
mod tests {
    use armillary_store::{Ended, Intended, JournalWriter};

    use super::*;

    /// A journal of two calls, one of which failed.
    fn journal(cache: &Path) {
        let mut writer = JournalWriter::open(cache).expect("writable");
        let plan = json!({ "steps": [{ "id": "s1", "title": "Create account fraud-dev" }] }).to_string();
        writer.begin("plan-1", "sha256:1", &plan, 1).expect("written");
        for (step, operation, at, outcome) in
            [("s1", "CreateAccount", 10, Outcome::Succeeded), ("s2", "MoveAccount", 20, Outcome::Failed)]
        {
            let text = |text: &str| text.to_owned();
            let call = Intended {
                plan: text("plan-1"),
                digest: text("sha256:1"),
                step: text(step),
                service: text("organizations"),
                operation: text(operation),
                account: text("111122223333"),
                region: text("us-east-1"),
                caller: text("arn:aws:iam::111122223333:role/Acting"),
                parameters: json!({ "AccountName": "fraud-dev" }),
                intended_at: at,
            };
            let entry = writer.intend(&call).expect("written");
            let message = (outcome == Outcome::Failed).then(|| "=refused, \"now\"".to_owned());
            let ended = Ended { outcome, request_id: Some(text("r-1")), finished_at: at + 1, message, answer: None };
            writer.end(entry, &ended).expect("written");
        }
    }

    #[test]
    fn the_newest_is_first_and_what_is_cut_is_counted() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let cache = folder.path().join("c.sqlite");
        let all = JournalQuery { limit: 1, ..JournalQuery::default() };
        let empty = page(&cache, &all).expect("no journal is an empty one");
        assert_eq!((empty.rows.len(), empty.total, empty.all), (0, 0, 0));
        journal(&cache);
        let first = page(&cache, &all).expect("readable");
        assert_eq!((first.rows[0].step.as_str(), first.total, first.all), ("s2", 2, 2));
        assert_eq!(first.services, ["organizations"]);
        let second = page(&cache, &JournalQuery { offset: 1, ..all }).expect("readable");
        assert_eq!(second.rows[0].title, "Create account fraud-dev");
    }

    #[test]
    fn filters_narrow_it() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let cache = folder.path().join("c.sqlite");
        journal(&cache);
        let steps = |filter: JournalQuery| {
            let found = page(&cache, &JournalQuery { limit: 10, ..filter }).expect("readable");
            found.rows.into_iter().map(|row| row.step).collect::<Vec<_>>()
        };
        let some = JournalQuery::default;
        assert_eq!(steps(JournalQuery { outcomes: vec![JournalOutcome::Failed], ..some() }), ["s2"]);
        assert_eq!(steps(JournalQuery { text: Some("createACCOUNT".to_owned()), ..some() }), ["s1"]);
        assert_eq!(steps(JournalQuery { since: Some(11), ..some() }), ["s2"]);
        assert_eq!(steps(JournalQuery { before: Some(11), ..some() }), ["s1"]);
        assert_eq!(steps(JournalQuery { plan: Some("plan-2".to_owned()), ..some() }), [""; 0]);
        assert_eq!(steps(JournalQuery { account: Some("111122223333".to_owned()), ..some() }), ["s2", "s1"]);
        assert_eq!(steps(JournalQuery { services: vec!["iam".to_owned()], ..some() }), [""; 0]);
    }

    #[test]
    fn it_is_written_oldest_first_and_no_cell_is_a_formula() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let cache = folder.path().join("c.sqlite");
        journal(&cache);
        let text = export(&cache, &JournalQuery::default(), JournalFormat::Csv).expect("written");
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[0].starts_with("intendedAt,finishedAt,outcome,plan"), "{}", lines[0]);
        assert!(lines[1].contains("succeeded") && lines[2].ends_with(r#","'=refused, ""now""""#), "{}", lines[2]);
        let text = export(&cache, &JournalQuery::default(), JournalFormat::Json).expect("written");
        let rows: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert_eq!((rows.len(), &rows[1]["outcome"]), (2, &json!("failed")));
        assert_eq!(rows[0]["intendedAt"], "1970-01-01T00:00:00Z");
    }
}
