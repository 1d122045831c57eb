//! `armillary plan`: plans from the cache, written to files and told in words. Nothing is called.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use armillary_app::{Carrier, Opened, make_plan, plan_snapshot};
use armillary_model::Snapshot;
use armillary_plan::{
    CheckStatus, ControlChange, Intent, ManifestError, PLAN_SCHEMA, Plan, PlanError, TEAM_SCHEMA, Vend, VendPath, diff,
    markdown, team_from_toml, teams_from_csv,
};

use super::{
    CliError,
    args::{
        AssignArgs, AtCrawl, BaselineAction, Connectivity, ControlAction, DiffArgs, PlanArgs, PlanCommand,
        PlanPolicyCommand, PolicyTypeName, SchemaName, VendArgs, VendBy,
    },
    cache_path,
    output::{Output, counted},
    read,
};
use crate::{clock, paths};

impl From<PlanError> for CliError {
    fn from(error: PlanError) -> Self {
        match error {
            PlanError::Invalid(_) => Self::Usage(error.to_string()),
            other => Self::Failed(other.to_string()),
        }
    }
}

/// Makes a plan, or tells about one.
pub fn run(command: PlanCommand, cache: Option<PathBuf>, json: bool) -> Result<(), CliError> {
    let (intent, args) = match command {
        PlanCommand::Show { plan } => return show(&plan, json),
        PlanCommand::Diff(args) => return differ(&args, cache, json),
        PlanCommand::Vend(args) => (together(vended(&args)?), args.plan),
        PlanCommand::Share(args) => {
            let (share_principals, share_tag_options) = (args.share_principals, args.share_tag_options);
            let (portfolio, with) = (args.portfolio, args.with);
            (Intent::Share { portfolio, with, share_principals, share_tag_options }, args.plan)
        }
        PlanCommand::Unshare(args) => (Intent::Unshare { portfolio: args.portfolio, with: args.with }, args.plan),
        PlanCommand::Principal(args) => {
            let (portfolio, account, principal) = (args.portfolio, args.account, args.principal);
            (Intent::Principal { portfolio, account, principal, associate: !args.remove }, args.plan)
        }
        PlanCommand::Assign(args) => (assignment(&args), args.plan),
        PlanCommand::Move(args) => (Intent::Move { account: args.account, to: args.to }, args.plan),
        PlanCommand::Close(args) => (Intent::Close { account: args.account }, args.plan),
        PlanCommand::Attach(args) => (Intent::Attach { policy: args.policy, to: args.to }, args.plan),
        PlanCommand::Detach(args) => (Intent::Detach { policy: args.policy, from: args.from }, args.plan),
        PlanCommand::Control(args) => {
            let change = match args.change {
                ControlAction::Enable => ControlChange::Enable,
                ControlAction::Disable => ControlChange::Disable,
                ControlAction::Reset => ControlChange::Reset,
            };
            let (control, ou, parameters) = (args.control, args.ou, args.parameters.into_iter().collect());
            (Intent::Control { control, ou, change, parameters }, args.plan)
        }
        PlanCommand::Baseline(args) => match args.change {
            BaselineAction::Reset => (Intent::Baseline { ou: args.ou }, args.plan),
        },
        PlanCommand::Policy(PlanPolicyCommand::Create(args)) => {
            let policy_type = match args.kind {
                PolicyTypeName::Scp => "scp",
                PolicyTypeName::Rcp => "rcp",
            };
            let (name, description, content) = (args.name, args.description, given(&args.file)?);
            (Intent::CreatePolicy { name, policy_type: policy_type.to_owned(), description, content }, args.plan)
        }
        PlanCommand::Policy(PlanPolicyCommand::Change(args)) => {
            let content = args.file.as_deref().map(given).transpose()?;
            let (policy, name, description) = (args.policy, args.name, args.description);
            (Intent::ChangePolicy { policy, name, description, content }, args.plan)
        }
        PlanCommand::Policy(PlanPolicyCommand::Delete(args)) => {
            (Intent::DeletePolicy { policy: args.policy }, args.plan)
        }
        PlanCommand::Import(args) => (Intent::Import { portfolio: args.portfolio, account: args.account }, args.plan),
        PlanCommand::Tag(args) => {
            let (set, remove) = (args.set.into_iter().collect(), args.remove.into_iter().collect());
            (Intent::Tag { account: args.account, set, remove }, args.plan)
        }
    };
    let opened = read::open(&cache_path(cache)?, args.at.crawl)?;
    give(&made(&intent, &opened, &args)?, &args, json)
}

impl From<VendBy> for VendPath {
    fn from(path: VendBy) -> Self {
        match path {
            VendBy::AccountFactory => Self::AccountFactory,
            VendBy::Organizations => Self::Organizations,
        }
    }
}

fn assignment(args: &AssignArgs) -> Intent {
    // Two values are asked for.
    let mut to = args.to.iter().cloned();
    let (principal_type, principal) = (to.next().unwrap_or_default(), to.next().unwrap_or_default());
    Intent::Assign {
        permission_set: args.permission_set.clone(),
        principal_type,
        principal,
        accounts: args.accounts.clone(),
        ous: args.ous.clone(),
        assign: !args.remove,
    }
}

/// Prints the schema of a format.
pub fn schema(name: SchemaName) -> Result<(), CliError> {
    let text = match name {
        SchemaName::Plan => PLAN_SCHEMA,
        SchemaName::Team => TEAM_SCHEMA,
    };
    let mut output = Output::new();
    output.bytes(text.as_bytes())?;
    output.finish()
}

fn snapshot(cache: Option<PathBuf>, at: AtCrawl) -> Result<Snapshot, CliError> {
    Ok(plan_snapshot(read::open(&cache_path(cache)?, at.crawl)?.crawled()?)?)
}

/// What is remembered between runs, for what must not be done without it.
pub(super) fn remembered() -> Result<armillary_app::Settings, CliError> {
    let settings = armillary_app::Settings::load(paths::settings().as_deref());
    settings.map_err(|broken| CliError::Failed(broken.to_string()))
}

/// The plan; who crawled is taken for who applies it, unless somebody else is named. What the settings protect is protected whoever plans.
fn made(intent: &Intent, opened: &Opened, args: &PlanArgs) -> Result<Plan, CliError> {
    let crawled = opened.crawled()?;
    let mut settings = remembered()?.of_plans();
    settings.protected.extend(args.protected.iter().cloned());
    settings.account_quota = args.account_quota.or(settings.account_quota);
    let mut carrier = Carrier::of_crawl(crawled.crawl());
    carrier.caller = args.caller.clone().or(carrier.caller);
    if let Some(role) = &args.role_name {
        // With which external id another role is entered, nobody said.
        carrier = Carrier { role: role.clone(), external_id: None, ..carrier };
    }
    Ok(make_plan(opened, &plan_snapshot(crawled)?, intent, settings, &carrier, args.preview, clock::now())?)
}

/// Writes a plan to its file, and tells what it is.
fn give(plan: &Plan, args: &PlanArgs, json: bool) -> Result<(), CliError> {
    let mut output = Output::new();
    let out = args.out.as_deref();
    match out.filter(|path| path.as_os_str() != "-") {
        Some(path) => {
            let text = serde_json::to_string_pretty(plan).map_err(|error| CliError::Failed(error.to_string()))?;
            let unwritten = |error| CliError::Failed(format!("`{}` cannot be written: {error}", path.display()));
            fs::write(path, text + "\n").map_err(unwritten)?;
            if json && args.preview {
                output.json(&plan.effect)?;
            } else if json {
                output.json(plan)?;
            } else {
                output.bytes(markdown(plan).as_bytes())?;
            }
        }
        None if json && args.preview && out.is_none() => output.json(&plan.effect)?,
        None if json || out.is_some() => output.json(plan)?,
        None => output.bytes(markdown(plan).as_bytes())?,
    }
    output.finish()?;
    let failing = plan.preflight.iter().filter(|check| check.status == CheckStatus::Fail);
    let failing: Vec<String> =
        failing.map(|check| format!("{}: {}; {}", check.check, check.detail, check.remedy)).collect();
    if failing.is_empty() {
        return Ok(());
    }
    let (checks, what) = (counted(failing.len(), "check fails", "checks fail"), failing.join("\n"));
    Err(CliError::Failed(format!(
        "{checks}: the plan is made, and cannot be applied until what is said here is done\n{what}"
    )))
}

fn show(path: &Path, json: bool) -> Result<(), CliError> {
    let plan = Plan::read(&text_of(path)?).map_err(|error| CliError::Failed(error.to_string()))?;
    let mut output = Output::new();
    match json {
        true => output.json(&plan.effect)?,
        false => output.bytes(markdown(&plan).as_bytes())?,
    }
    output.finish()
}

fn differ(args: &DiffArgs, cache: Option<PathBuf>, json: bool) -> Result<(), CliError> {
    let mut teams = Vec::new();
    for path in &args.manifest {
        teams.push(team(path)?);
    }
    if let Some(path) = &args.from_csv {
        teams.extend(teams_from_csv(&text_of(path)?).map_err(|error| broken(path, &error))?);
    }
    let found = diff(&teams, &snapshot(cache, args.at)?)?;
    let mut output = Output::new();
    if json {
        output.json(&found)?;
        return output.finish();
    }
    if found.lacking.is_empty() {
        output.line("the organization lacks nothing of it")?;
    }
    let rows: Vec<_> =
        found.lacking.iter().map(|lacking| vec![lacking.kind.to_owned(), lacking.what.clone()]).collect();
    if !rows.is_empty() {
        output.table(&["lacking", "what would be done"], &rows)?;
    }
    for line in &found.not_told {
        output.line(format_args!("not told: {line}"))?;
    }
    output.finish()
}

/// The teams that accounts are vended for.
fn vended(args: &VendArgs) -> Result<Vec<Vend>, CliError> {
    let mut teams = match (&args.manifest, &args.from_csv) {
        (Some(path), _) => vec![team(path)?],
        (None, Some(path)) => teams_from_csv(&text_of(path)?).map_err(|error| broken(path, &error))?,
        (None, None) => vec![named(args)],
    };
    for team in &mut teams {
        team.ous.extend(args.ous.iter().cloned());
        team.path = args.path.map(VendPath::from).or(team.path);
    }
    Ok(teams)
}

fn named(args: &VendArgs) -> Vend {
    let connectivity = args.connectivity.map(|connectivity| match connectivity {
        Connectivity::Corporate => "corporate",
        Connectivity::Isolated => "isolated",
    });
    Vend {
        team: args.team.clone().unwrap_or_default(),
        stages: args.stages.clone(),
        email: args.email_template.clone().unwrap_or_default(),
        owner: args.owner.clone(),
        connectivity: connectivity.map(str::to_owned),
        blueprint: args.blueprint.clone(),
        portfolios: args.portfolios.clone(),
        tags: args.tags.iter().cloned().collect(),
        ..Vend::default()
    }
}

fn together(mut teams: Vec<Vend>) -> Intent {
    match teams.pop() {
        Some(only) if teams.is_empty() => Intent::Vend(only),
        last => Intent::Together { intents: teams.into_iter().chain(last).map(Intent::Vend).collect() },
    }
}

fn team(path: &Path) -> Result<Vend, CliError> {
    team_from_toml(&text_of(path)?).map_err(|error| broken(path, &error))
}

fn broken(path: &Path, error: &ManifestError) -> CliError {
    CliError::Usage(format!("`{}`, {error}", path.display()))
}

/// What stands in a file, or comes from stdin.
pub fn given(path: &Path) -> Result<String, CliError> {
    if path.as_os_str() != "-" {
        return text_of(path);
    }
    io::read_to_string(io::stdin()).map_err(|error| CliError::Failed(format!("stdin cannot be read: {error}")))
}

fn text_of(path: &Path) -> Result<String, CliError> {
    fs::read_to_string(path).map_err(|error| CliError::Failed(format!("`{}` cannot be read: {error}", path.display())))
}
