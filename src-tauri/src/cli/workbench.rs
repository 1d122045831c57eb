//! `armillary policy check`: what a text would be in the place of a policy.

use std::path::PathBuf;

use armillary_app::edited_policy;
use armillary_wire::{PolicyEdited, PolicyRemark};

use super::{CliError, args::CheckPolicyArgs, output::Output, plan::given, read};

/// Tells it; one that AWS would refuse, or that is too long, ends in exit code 1.
pub fn check(args: CheckPolicyArgs, cache: PathBuf, json: bool) -> Result<(), CliError> {
    let text = args.file.as_deref().map(given).transpose()?;
    let opened = read::open(&cache, args.at.crawl)?;
    let told = edited_policy(&opened, &args.policy, text.as_deref().map(str::trim))?;
    let mut output = Output::new();
    if json {
        output.json(&told)?;
    } else {
        write(&told, &mut output)?;
    }
    output.finish()?;
    let is_too_long = told.limit.is_some_and(|limit| told.size > limit);
    match told.errors.is_empty() && !is_too_long {
        true => Ok(()),
        false => Err(CliError::Failed("AWS would refuse this text".to_owned())),
    }
}

fn write(told: &PolicyEdited, output: &mut Output) -> Result<(), CliError> {
    let limit = told.limit.map_or_else(String::new, |limit| format!(" of {limit}"));
    output.line(format_args!("{} ({}): {}{limit} characters", told.name, told.place, told.size))?;
    if let Some(why) = &told.unread {
        output.line(format_args!("what it says now is not known for sure: {why}"))?;
    }
    let all = told
        .errors
        .iter()
        .map(|remark| ("error", remark))
        .chain(told.warnings.iter().map(|remark| ("warning", remark)));
    for (what, remark) in all {
        output.line(format_args!("{what}: {}{}", remark.problem, place(remark)))?;
    }
    let names: Vec<&str> = told.accounts.iter().map(|account| account.name.as_str()).collect();
    output.line(format_args!("reaches {} accounts: {}", told.accounts_total, names.join(", ")))?;
    if !told.is_changed {
        return output.line("it says what it says now");
    }
    for change in &told.actions {
        let names: Vec<&str> = change.principals.iter().take(5).map(String::as_str).collect();
        output.line(format_args!(
            "{} {}: {} principals ({})",
            change.turn,
            change.action,
            change.total,
            names.join(", ")
        ))?;
    }
    for line in &told.trust {
        output.line(line)?;
    }
    for line in &told.not_told {
        output.line(format_args!("not told: {line}"))?;
    }
    Ok(())
}

fn place(remark: &PolicyRemark) -> String {
    let pointer = if remark.path.is_empty() { String::new() } else { format!(" at {}", remark.path) };
    match (remark.line, remark.column) {
        (Some(line), Some(column)) => format!("{pointer} (line {line}, column {column})"),
        _ => pointer,
    }
}
