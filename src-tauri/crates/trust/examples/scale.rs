//! Measures the trust graph of a large organization: `scale RECORDS COVERAGE COPIES [WORKERS]`. The accounts of a crawl are
//! copied under new ids, as often as asked for, and given one record at a time, as a cache would.
#![expect(clippy::print_stdout, reason = "an example talks to its reader")]

mod support;

use std::{
    collections::{BTreeMap, HashSet},
    error::Error,
    path::Path,
    time::Instant,
};

use armillary_model::{AccountId, Kind, Record, Service, Status, Unit};
use armillary_trust::{End, Graph, Intake, Page, PathOptions, Told};
use serde_json::Value;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let [records, coverage, copies, rest @ ..] = words.as_slice() else {
        return Err("scale RECORDS COVERAGE COPIES".into());
    };
    let (copies, workers): (u64, usize) = (copies.parse()?, rest.first().unwrap_or(&"1").parse()?);
    let lines = std::fs::read_to_string(records)?;
    let source = Source::new(support::records(Path::new(records))?, lines.lines().map(str::to_owned).collect());
    println!("read what to copy, {}", memory());

    let at = Instant::now();
    source.copies(copies, &mut drop)?;
    println!("making the copies takes {:?} by itself, {}", at.elapsed(), memory());
    let started = Instant::now();
    let mut intake = Intake::new();
    source.copies(copies, &mut |record| support::add(&mut intake, &record))?;
    let read = started.elapsed();
    source.cover(&mut intake, Path::new(coverage), copies)?;
    println!("read in {read:?}, {}", memory());
    let at = Instant::now();
    let organization = intake.finish();
    println!("organization in {:?}, {}", at.elapsed(), memory());
    let at = Instant::now();
    let graph = Graph::build(organization, workers + 1);
    println!("graph in {:?}, {}", at.elapsed(), memory());
    println!(
        "{} accounts, {} principals, {} wide edges: {:?} in all",
        graph.organization().accounts().len(),
        graph.organization().principals().len(),
        graph.crossings().len(),
        started.elapsed()
    );
    ask(&graph, workers + 1)?;
    println!("{}", memory());
    Ok(())
}

/// Asks the usual questions, each one twice: cold, and once the accounts it looks into are known.
fn ask(graph: &Graph, workers: usize) -> Result<(), Box<dyn Error>> {
    let role = graph
        .organization()
        .roles()
        .find(|(_, role)| {
            role.name() == "SageMakerModelExecutionRole"
                && graph.organization().account_of(role).stage == armillary_classify::Stage::Prod
        })
        .map(|(_, role)| role.arn.to_string())
        .ok_or("no role to ask for")?;
    let account = role.split(':').nth(4).unwrap_or_default().to_owned();
    let package = format!("arn:aws:sagemaker:eu-west-1:{account}:model-package/churn/1");
    for (from, to) in [
        ("stage:dev", "stage:prod"),
        ("stage:dev", role.as_str()),
        ("stage:sandbox", "stage:prod"),
        ("stage:management", "stage:prod"),
        ("stage:external", "stage:prod"),
        ("github-actions-deploy", "stage:prod"),
    ] {
        for near_misses in [false, false, true] {
            let at = Instant::now();
            let (from, to) = (End::parse(graph, from)?, End::parse(graph, to)?);
            let paths = graph.paths(&from, &to, &PathOptions { near_misses, ..PathOptions::default() });
            let (taken, counts) = (at.elapsed(), paths.counts);
            println!("{} → {}: {taken:?}, {counts:?}, {} near misses", paths.from, paths.to, paths.near_misses.len());
        }
    }
    for (action, resource) in [
        ("sts:AssumeRole", role.as_str()),
        ("sagemaker:UpdateModelPackage", package.as_str()),
        ("s3:GetObject", "arn:aws:s3:::models/x"),
        ("iam:CreateUser", "*"),
    ] {
        let at = Instant::now();
        let answer = graph.who_can(action, resource, Told::default(), Page::first(100), workers);
        println!(
            "who can {action}: {:?}, {} + {} + {}",
            at.elapsed(),
            answer.allowed,
            answer.allowed_if,
            answer.unknown
        );
    }
    let at = Instant::now();
    let matrix = graph.stage_matrix();
    println!("matrix: {:?}, {} cells", at.elapsed(), matrix.cells.len());
    Ok(())
}

/// What is copied.
struct Source {
    records: Vec<Record>,
    lines: Vec<String>,
    accounts: HashSet<String>,
}

impl Source {
    fn new(records: Vec<Record>, lines: Vec<String>) -> Self {
        let management = records.iter().find(|record| record.kind == Kind::Organization).map(|record| record.account);
        let accounts =
            records.iter().filter(|record| record.kind == Kind::Account && Some(record.account) != management);
        // There is one set of shared accounts, however many teams there are.
        let is_team = |name: &str| ["-dev", "-preprod", "-prod", "sandbox"].iter().any(|part| name.contains(part));
        let accounts = accounts.filter(|record| is_team(&record.name));
        let accounts = accounts.map(|record| record.account.to_string()).collect();
        Self { records, lines, accounts }
    }

    /// Gives the crawl, and copies of what belongs to member accounts.
    fn copies(&self, copies: u64, give: &mut dyn FnMut(Record)) -> Result<(), Box<dyn Error>> {
        for (record, line) in self.records.iter().zip(&self.lines) {
            if record.kind == Kind::Policy {
                give(self.attached_everywhere(record, copies));
                continue;
            }
            give(record.clone());
            if !self.accounts.contains(&record.account.to_string()) {
                continue;
            }
            for copy in 1..copies {
                let mut value: Value = serde_json::from_str(&self.renamed(line, copy))?;
                if let Some(id) = value.pointer_mut("/document/RoleId") {
                    *id = Value::String(format!("{}{copy}", id.as_str().unwrap_or_default()));
                }
                give(serde_json::from_value(value)?);
            }
        }
        Ok(())
    }

    fn attached_everywhere(&self, record: &Record, copies: u64) -> Record {
        let mut record = record.clone();
        let mut added = Vec::new();
        for relation in &record.relations {
            let id = relation.target.rsplit('/').next().unwrap_or_default();
            if self.accounts.contains(id) {
                added.extend((1..copies).map(|copy| {
                    let target = self.renamed(&relation.target, copy);
                    armillary_model::Relation { target, ..relation.clone() }
                }));
            }
        }
        record.relations.extend(added);
        record
    }

    /// The text with other account ids.
    fn renamed(&self, text: &str, copy: u64) -> String {
        let mut renamed = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find(|letter: char| letter.is_ascii_digit()) {
            let digits = rest[start..].find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len() - start);
            let (before, number) = (&rest[..start], &rest[start..start + digits]);
            renamed.push_str(before);
            if number.len() == 12 && self.accounts.contains(number) {
                renamed.push_str(&id_of(number, copy));
            } else {
                renamed.push_str(number);
            }
            rest = &rest[start + digits..];
        }
        renamed.push_str(rest);
        renamed
    }

    fn cover(&self, intake: &mut Intake, path: &Path, copies: u64) -> Result<(), Box<dyn Error>> {
        support::cover(intake, path)?;
        let states: BTreeMap<AccountId, bool> = self
            .records
            .iter()
            .filter(|record| record.kind == Kind::Account)
            .map(|record| (record.account, record.document.get("State") == Some(&Value::from("ACTIVE"))))
            .collect();
        for (account, active) in states.iter().filter(|(account, _)| self.accounts.contains(&account.to_string())) {
            for copy in 1..copies {
                let account = id_of(&account.to_string(), copy).parse()?;
                let unit = Unit { account, region: armillary_model::GLOBAL.to_owned(), service: Service::Iam };
                intake.cover(&unit, if *active { Status::Complete } else { Status::Skipped }, &[], None);
            }
        }
        Ok(())
    }
}

/// Another account's id, different for each account and copy.
fn id_of(account: &str, copy: u64) -> String {
    let number: u64 = account.parse().unwrap_or_default();
    format!("{:012}", (number + copy * 1_000_003) % 1_000_000_000_000)
}

/// The most memory that was in use, and the processor time, where the system tells.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    let memory =
        line.map_or_else(|| "memory unknown".to_owned(), |line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    // Time on all processors, in hundredths of a second: on a busy machine it tells more than the clock.
    let times = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks: Vec<u64> = times.split_whitespace().skip(13).take(2).filter_map(|text| text.parse().ok()).collect();
    format!("{memory}, {} ms of processor time so far", ticks.iter().sum::<u64>() * 10)
}
