//! `armillary apply` and `armillary journal`: carrying a plan out, and what was done when.

use std::{fs, path::PathBuf, sync::Mutex};

use armillary_app::{ApplyEvent, ApplyJob, Permits, journal_row};
use armillary_plan::Plan;
use armillary_store::{Entry, JournalReader};
use tokio_util::sync::CancellationToken;

use super::{
    CliError,
    args::{ApplyArgs, JournalArgs},
    crawl, interrupt,
    output::{Output, tell},
    plan::remembered,
    time::date_time,
};
use crate::clock;

/// Applies a plan: exit code 0 where it is proved.
pub fn run(args: ApplyArgs, cache: PathBuf, json: bool) -> Result<(), CliError> {
    let path = args.plan.display();
    let text = fs::read_to_string(&args.plan)
        .map_err(|error| CliError::Failed(format!("`{path}` cannot be read: {error}")))?;
    let plan = Plan::read(&text).map_err(|error| CliError::Failed(format!("`{path}`: {error}")))?;
    let permits = Permits::of_command_line(&remembered()?);
    let (connection, confirmed) = (crawl::connection(args.connection)?, args.confirm);
    let job = ApplyJob { plan, connection, demo: None, permits, only: None, cache, confirmed };
    let output = Mutex::new(Output::new());
    let written = Written::default();
    let cancel = CancellationToken::new();
    let ended = super::block_on(async {
        interrupt::watch(
            cancel.clone(),
            "stopping before the next step; interrupt again to end at once: the journal is whole",
        );
        let say = |event: ApplyEvent| match json {
            // A reader that went away stops nothing: what is begun is seen to its end, and told of by the journal.
            true => written.note(
                output.lock().map_or(Ok(()), |mut output| output.json_line(&event).and_then(|()| output.flush())),
            ),
            false => tell(words(&event, &job.plan)),
        };
        Ok(job.run(clock::now, &cancel, &|_| {}, &say).await?)
    })?;
    match ended.problem() {
        None => written.end(),
        Some(problem) => Err(CliError::Failed(problem)),
    }
}

/// Whether the events could be written; the first that could not tells why.
#[derive(Default)]
struct Written(Mutex<Option<CliError>>);

impl Written {
    fn note(&self, result: Result<(), CliError>) {
        if let (Err(error), Ok(mut first)) = (result, self.0.lock()) {
            first.get_or_insert(error);
        }
    }

    fn end(self) -> Result<(), CliError> {
        self.0.into_inner().ok().flatten().map_or(Ok(()), Err)
    }
}

/// An event, in a line.
fn words(event: &ApplyEvent, plan: &Plan) -> String {
    let title = |id: &str| {
        let step = plan.steps.iter().find(|step| step.id == id);
        step.map_or_else(|| id.to_owned(), |step| step.title.clone())
    };
    match event {
        ApplyEvent::StepStarted { step, title, service, operation, account } => {
            format!("{step}: {title} ({service}:{operation} in {account})")
        }
        ApplyEvent::Waiting { step, state, seconds } => format!("{step}: {state} for {seconds} s"),
        ApplyEvent::StepFinished { step, outcome, message, .. } => {
            let why = message.as_ref().map(|message| format!(": {message}")).unwrap_or_default();
            format!("{step}: {} {}{why}", title(step), outcome.as_str())
        }
        ApplyEvent::Proved { plan } => format!("{plan} is proved: what it asks for was read in AWS"),
        ApplyEvent::ProvedBefore { plan, at } => {
            format!("{plan} was proved at {}: nothing is done, and AWS was not asked", date_time(*at))
        }
        ApplyEvent::Differs { plan, differences } => format!("{plan} is not proved: {}", differences.join("; ")),
    }
}

/// What was done, oldest first.
pub fn journal(args: JournalArgs, cache: PathBuf, json: bool) -> Result<(), CliError> {
    let failed = |error: armillary_store::JournalError| CliError::Failed(error.to_string());
    let entries = match JournalReader::open(&cache).map_err(failed)? {
        Some(journal) => journal.entries(args.plan.as_deref()).map_err(failed)?,
        None => Vec::new(),
    };
    let mut output = Output::new();
    if json {
        entries.iter().try_for_each(|entry| output.json_line(&journal_row(entry)))?;
    } else if entries.is_empty() {
        match &args.plan {
            Some(plan) => tell(format_args!("no call of the plan `{plan}` is in this journal")),
            None => tell("nothing was changed with this cache yet"),
        }
    } else {
        let cells = |entry: &Entry| {
            let call = &entry.intended;
            vec![
                date_time(call.intended_at),
                call.plan.clone(),
                format!("{}.{}", call.step, entry.attempt),
                format!("{}:{}", call.service, call.operation),
                call.account.clone(),
                call.caller.clone(),
                entry.outcome.as_str().to_owned(),
                entry.request_id.clone().unwrap_or_default(),
                entry.message.clone().unwrap_or_default(),
            ]
        };
        let rows: Vec<_> = entries.iter().map(cells).collect();
        output.table(
            &["intended (utc)", "plan", "step", "call", "account", "caller", "outcome", "request", "message"],
            &rows,
        )?;
    }
    output.finish()
}
