//! Reads a crawl from text, as the examples take it: one record per line, and beside it how the units were read.

use std::{
    error::Error,
    fs::File,
    io::{BufRead, BufReader},
    path::Path,
};

use armillary_model::{Record, RecordText, Service, Status, Unit};
use armillary_trust::Intake;
use serde_json::Value;

/// The records of a file. A line without relations gets those that its document tells.
pub fn records(path: &Path) -> Result<Vec<Record>, Box<dyn Error>> {
    let lines = BufReader::new(File::open(path)?).lines();
    lines.map(|line| record(serde_json::from_str(&line?)?)).collect()
}

fn record(mut line: Value) -> Result<Record, Box<dyn Error>> {
    if let Some(members) = line.as_object_mut() {
        members.entry("relations").or_insert_with(|| Value::Array(Vec::new()));
        members.entry("stale").or_insert(Value::Bool(false));
    }
    Ok(serde_json::from_value(line)?)
}

/// Takes a record in, its document as text.
pub fn add(intake: &mut Intake, record: &Record) {
    intake.add(&RecordText::of(record, &record.document.to_string()));
}

/// Takes in how the units were read: rows of account, Region, service, status and gaps.
pub fn cover(intake: &mut Intake, path: &Path) -> Result<(), Box<dyn Error>> {
    let rows: Vec<(String, String, String, String, Option<String>)> = serde_json::from_reader(File::open(path)?)?;
    for (account, region, service, status, gaps) in rows {
        let service = Service::from_text(&service).ok_or("an unknown service")?;
        let status = Status::from_text(&status).ok_or("an unknown status")?;
        let gaps: Vec<armillary_model::Gap> = serde_json::from_str(gaps.as_deref().unwrap_or("[]"))?;
        intake.cover(&Unit { account: account.parse()?, region, service }, status, &gaps, None);
    }
    Ok(())
}
