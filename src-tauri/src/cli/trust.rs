//! `armillary trust`: paths, who-can, what-can and findings, for people, as JSON or as tables.

use std::path::PathBuf;

use armillary_app::{
    Opened,
    trust::{self, Graph, Page, PathsQuestion},
};
use armillary_model::RuleId;
use armillary_wire::{
    FindingStatus, HopKind, TrustAnswer, TrustCondition, TrustExplanation, TrustFindingRow, TrustNode, TrustPath,
    TrustPathsAnswer, TrustUnknown, TrustVerdict,
};
use serde_json::json;

use super::{
    CliError,
    args::{FindingsArgs, FormArg, ListFormat, PathsArgs, TrustCommand, WhatCanArgs, WhoCanArgs},
    output::{Layout, Output, counted},
    read, tables,
    time::date_time,
};

/// Answers a question about trust from the cache.
pub fn run(command: TrustCommand, cache: PathBuf, json: bool) -> Result<(), CliError> {
    let mut output = Output::new();
    match command {
        TrustCommand::Paths(args) => {
            let (json, layout) = form(args.form, json)?;
            paths(&*read::open(&cache, args.at.crawl)?, &args, json, layout, &mut output)?;
        }
        TrustCommand::WhoCan(args) => {
            let (json, layout) = form(args.form, json)?;
            who_can(&*read::open(&cache, args.at.crawl)?, &args, json, layout, &mut output)?;
        }
        TrustCommand::WhatCan(args) => {
            let (json, layout) = form(args.form, json)?;
            what_can(read::open(&cache, args.at.crawl)?.trust()?, &args, json, layout, &mut output)?;
        }
        TrustCommand::Findings(args) => {
            let (json, layout) = form(args.form, json)?;
            findings(&*read::open(&cache, args.at.crawl)?, &args, json, layout, &mut output)?;
        }
    }
    output.finish()
}

/// Whether the answer is given as JSON, or as which table.
pub(super) fn form(FormArg { format }: FormArg, json: bool) -> Result<(bool, Option<Layout>), CliError> {
    match format {
        Some(ListFormat::Json) => Ok((true, None)),
        None => Ok((json, None)),
        Some(_) if json => Err(CliError::Usage("`--json` and another `--format` exclude one another".to_owned())),
        Some(ListFormat::Text) => Ok((false, None)),
        Some(ListFormat::Csv) => Ok((false, Some(Layout::Csv))),
        Some(ListFormat::Markdown) => Ok((false, Some(Layout::Markdown))),
    }
}

fn paths(
    opened: &Opened,
    args: &PathsArgs,
    json: bool,
    layout: Option<Layout>,
    output: &mut Output,
) -> Result<(), CliError> {
    if layout.is_some() && args.explain {
        return Err(CliError::Usage("`--explain` is given as text or JSON; leave it out of a table".to_owned()));
    }
    let (at, graph) = (opened.crawled()?, opened.trust()?);
    let answer = trust::paths(graph, &question(args))?;
    if let Some(layout) = layout {
        return tables::paths(&answer, layout, output);
    }
    let mut explanations = Vec::new();
    if args.explain {
        for hop in answer.paths.iter().flat_map(|path| &path.hops) {
            if let Some(kind) = hop.kind {
                explanations.push(trust::explain(at, graph, &hop.from.id, &hop.to.id, kind)?);
            }
        }
    }
    if json {
        return match args.explain {
            true => output.json(&json!({ "answer": answer, "explanations": explanations })),
            false => output.json(&answer),
        };
    }
    output.line(format_args!("from {} to {}", answer.from.label, answer.to.label))?;
    summary(&answer, output)?;
    let mut explanations = explanations.iter();
    for (index, path) in answer.paths.iter().enumerate() {
        output.line("")?;
        let declared = if path.declared { ", declared" } else { "" };
        let number = answer.offset as usize + index + 1;
        output.line(format_args!("{number}. {}{declared}", verdict(path.verdict)))?;
        if args.pattern.is_none() && path.stands_for > 1 {
            let others = path.stands_for - 1;
            output.line(format_args!("   stands for {others} like it; `--pattern '{}'` gives them", path.pattern))?;
        }
        hops(path, output, &mut explanations)?;
    }
    for near in &answer.near_misses {
        output.line("")?;
        output.line(format_args!("near miss, stopped by {}", near.stopped_by))?;
        hops(&near.path, output, &mut [].iter())?;
    }
    if answer.more_near_misses {
        output.line("there are more near misses; a higher `--limit` gives them")?;
    }
    rest(&answer.unknown, &answer.notes, output)
}

fn question(args: &PathsArgs) -> PathsQuestion {
    let page = Page { offset: args.offset, limit: args.limit };
    let (from, to, pattern) = (args.from.clone(), args.to.clone(), args.pattern.clone());
    PathsQuestion { from, to, page, pattern, near_misses: args.near_misses }
}

/// Whether there is a path, how many there are in all, and how many of them are shown.
fn summary(answer: &TrustPathsAnswer, output: &mut Output) -> Result<(), CliError> {
    match answer.answer {
        TrustAnswer::None => output.line("no path")?,
        TrustAnswer::Unknown => {
            output.line("not known whether there is a path:")?;
            for reason in &answer.reasons {
                output.line(format_args!("   {reason}"))?;
            }
        }
        TrustAnswer::Found => {}
    }
    if answer.paths_total == 0 {
        return Ok(());
    }
    output.line(format_args!(
        "{} of {}, from {} of the first end to {} of the second",
        counted(answer.paths_total, "path", "paths"),
        counted(answer.patterns, "pattern", "patterns"),
        counted(answer.reaching_accounts, "account", "accounts"),
        counted(answer.reached, "principal", "principals")
    ))?;
    let last = answer.offset as usize + answer.paths.len();
    output.line(match answer.paths.is_empty() {
        true => format!("no row from {} on, of {}", answer.offset as usize + 1, answer.total),
        false => {
            format!("rows {} to {last} of {}; `--offset` and `--limit` give others", answer.offset + 1, answer.total)
        }
    })
}

fn hops(
    path: &TrustPath,
    output: &mut Output,
    explanations: &mut std::slice::Iter<'_, TrustExplanation>,
) -> Result<(), CliError> {
    for (index, hop) in path.hops.iter().enumerate() {
        if index == 0 {
            output.line(format_args!("   {}", node(&hop.from)))?;
        }
        let kind = hop.kind.map_or("leads to", HopKind::as_str);
        output.line(format_args!("   └─ {kind} ({}) → {}", verdict(hop.verdict), node(&hop.to)))?;
        output.line(format_args!("      {}", hop.reason))?;
        conditions(&hop.conditions, "      ", output)?;
        if let Some(explanation) = explanations.next() {
            explain(explanation, output)?;
        }
    }
    for note in &path.notes {
        output.line(format_args!("   note: {note}"))?;
    }
    Ok(())
}

fn explain(explanation: &TrustExplanation, output: &mut Output) -> Result<(), CliError> {
    for step in &explanation.steps {
        output.line(format_args!("      {} on {}: {}", step.action, step.resource, verdict(step.verdict)))?;
        for layer in &step.layers {
            let reason = layer.reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
            output.line(format_args!("        {}: {}{reason}", layer.title, layer.outcome))?;
            for statement in &layer.statements {
                let title =
                    explanation.documents.get(statement.document as usize).map_or("", |document| &document.title);
                let sid = statement.sid.as_ref().map(|sid| format!(" `{sid}`")).unwrap_or_default();
                output.line(format_args!(
                    "          {} statement {}{sid} of {title}",
                    statement.effect, statement.statement
                ))?;
            }
        }
        for warning in &step.warnings {
            output.line(format_args!("        warning: {warning}"))?;
        }
    }
    Ok(())
}

fn who_can(
    opened: &Opened,
    args: &WhoCanArgs,
    json: bool,
    layout: Option<Layout>,
    output: &mut Output,
) -> Result<(), CliError> {
    let is_action = args.action.split_once(':').is_some_and(|(service, name)| !service.is_empty() && !name.is_empty());
    if !is_action || args.action.contains(['*', '?']) {
        return Err(CliError::Usage(format!(
            "`{}` is no action: name one, without wildcards, such as `s3:GetObject`",
            args.action
        )));
    }
    let owner = read::account(args.resource_account.as_deref())?;
    let page = Page { offset: args.offset, limit: args.limit };
    let asked = (&**opened.crawled()?, opened.trust()?);
    let answer = trust::who_can(asked, &args.action, &args.resource, owner, page)?;
    if let Some(layout) = layout {
        return tables::who_can(&answer, layout, output);
    }
    if json {
        return output.json(&answer);
    }
    if answer.total == 0 {
        output.line(if answer.unknown.is_empty() && answer.notes.is_empty() {
            "nobody"
        } else {
            "nobody that is known"
        })?;
    } else {
        let cells = |row: &armillary_wire::WhoCanRow| {
            let words: Vec<String> = row.conditions.iter().map(|all| joined(all)).collect();
            vec![verdict(row.verdict).to_owned(), node(&row.principal), words.join("; or ")]
        };
        let rows: Vec<_> = answer.rows.iter().map(cells).collect();
        output.table(&["verdict", "who", "conditions"], &rows)?;
        page_of(answer.offset, rows.len(), answer.total, output)?;
    }
    rest(&answer.unknown, &answer.notes, output)
}

fn what_can(
    graph: &Graph,
    args: &WhatCanArgs,
    json: bool,
    layout: Option<Layout>,
    output: &mut Output,
) -> Result<(), CliError> {
    let answer = trust::what_can(graph, &args.principal, Page { offset: args.offset, limit: args.limit })?;
    if let Some(layout) = layout {
        return tables::what_can(&answer, layout, output);
    }
    if json {
        return output.json(&answer);
    }
    output.line(node(&answer.principal))?;
    if answer.administrator {
        output.line("its policies allow everything, before boundaries and service control policies")?;
    }
    let powers: Vec<_> = answer
        .services
        .iter()
        .map(|power| {
            let limited = if power.limited { "in part" } else { "on everything" };
            vec![power.service.clone(), limited.to_owned(), power.actions.join(", ")]
        })
        .collect();
    output.table(&["service", "how far", "actions"], &powers)?;
    output.line("")?;
    output.line(format_args!("it can become {} principals", answer.total))?;
    let reaches: Vec<_> = answer
        .reaches
        .iter()
        .map(|reach| vec![reach.hops.to_string(), verdict(reach.verdict).to_owned(), node(&reach.node)])
        .collect();
    if !reaches.is_empty() {
        output.table(&["hops", "verdict", "which"], &reaches)?;
        page_of(answer.offset, reaches.len(), answer.total, output)?;
    }
    rest(&answer.unknown, &answer.notes, output)
}

fn findings(
    opened: &Opened,
    args: &FindingsArgs,
    json: bool,
    layout: Option<Layout>,
    output: &mut Output,
) -> Result<(), CliError> {
    let ids = || RuleId::ALL.iter().map(|rule| rule.as_str()).collect::<Vec<_>>().join(", ");
    let unknown = |text: &String| CliError::Usage(format!("`{text}` is no rule; rules are {}", ids()));
    let rule = args.rule.as_ref().map(|text| RuleId::from_text(text).ok_or_else(|| unknown(text))).transpose()?;
    let wanted = |row: &TrustFindingRow| rule.is_none_or(|rule| row.rule == rule.as_str());
    let rows: Vec<_> = opened.trust_findings()?.iter().filter(|row| wanted(row)).collect();
    if let Some(layout) = layout {
        return tables::findings(&rows, layout, output);
    }
    if json {
        return output.json(&rows);
    }
    let of = |states: &[FindingStatus]| -> Vec<&TrustFindingRow> {
        rows.iter().copied().filter(|row| states.contains(&row.state)).collect()
    };
    let known = of(&[FindingStatus::Fail, FindingStatus::Partial]);
    let (unknown, idle) = (of(&[FindingStatus::Unknown]), of(&[FindingStatus::NotApplicable]));
    let counts = [(unknown.len(), "that are not known"), (idle.len(), "that do not apply")];
    let more: String =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, which)| format!(", and {count} {which}")).collect();
    output.line(match (known.len(), more.is_empty()) {
        (0, true) => "no trust rule found anything".to_owned(),
        (found, _) => format!("findings: {found}{more}"),
    })?;
    known.iter().try_for_each(|row| finding(row, output))?;
    for (which, rows) in [("not known", &unknown), ("not applicable", &idle)] {
        if args.unknown {
            rows.iter().try_for_each(|row| finding(row, output))?;
        } else if !rows.is_empty() {
            output.line(format_args!("{which}, by rule and reason; `--unknown` lists them one by one:"))?;
            for group in trust::untold(rows.iter().copied()) {
                output.line(format_args!("   {}", group.sentence()))?;
            }
        }
    }
    closed(opened, &idle, output)?;
    if rows.iter().any(|row| row.first_seen.is_none()) {
        output.line(
            "note: since when something is there is not known after a crawl that was never asked for findings: it may have been there already",
        )?;
    }
    output.line(format_args!("note: {}", trust::NOT_READ))
}

/// Accounts that are not in use are named up to this number.
const CLOSED: usize = 3;

/// Says of accounts in which nobody can act why nothing is found there.
fn closed(opened: &Opened, told: &[&TrustFindingRow], output: &mut Output) -> Result<(), CliError> {
    let idle = armillary_app::coverage(opened.crawled()?, None)?.idle;
    let untold: Vec<_> = idle.iter().filter(|idle| told.iter().all(|row| row.account != idle.account)).collect();
    for idle in untold.iter().take(CLOSED) {
        output.line(format_args!("note: {}; no rule looks there", read::no_longer_read(idle)))?;
    }
    match untold.len().saturating_sub(CLOSED) {
        0 => Ok(()),
        more => output.line(format_args!("note: so it is with {more} more; `armillary coverage --json` names them")),
    }
}

fn finding(row: &TrustFindingRow, output: &mut Output) -> Result<(), CliError> {
    output.line(format_args!("{} {} ({}): {}", row.rule, row.severity.as_str(), row.state, row.summary))?;
    output.line(format_args!("   {} in {} ({})", row.arn, row.account_name, row.account))?;
    let since = row.first_seen.map_or_else(|| "not known".to_owned(), |time| format!("{} UTC", date_time(time)));
    output.line(format_args!("   first seen: {since}"))?;
    output.line(format_args!("   do: {}", row.remedy))
}

/// Says which rows of all these are, unless they are all.
fn page_of(offset: u32, shown: usize, total: u32, output: &mut Output) -> Result<(), CliError> {
    if shown == total as usize {
        return Ok(());
    }
    if shown == 0 {
        return output.line(format_args!("no row from {} on, of {total}", offset + 1));
    }
    let last = offset as usize + shown;
    output.line(format_args!("rows {} to {last} of {total}; `--offset` and `--limit` give others", offset + 1))
}

fn rest(unknown: &[TrustUnknown], notes: &[String], output: &mut Output) -> Result<(), CliError> {
    for note in notes {
        output.line(format_args!("note: {note}"))?;
    }
    if !unknown.is_empty() {
        output.line("not known:")?;
        for one in unknown {
            output.line(format_args!("   {} {}: {}", one.what, one.name, one.reason))?;
        }
    }
    Ok(())
}

fn conditions(alternatives: &[Vec<TrustCondition>], indent: &str, output: &mut Output) -> Result<(), CliError> {
    for (index, all) in alternatives.iter().enumerate() {
        let or = if index == 0 { "" } else { "or " };
        output.line(format_args!("{indent}{or}{}", joined(all)))?;
    }
    Ok(())
}

/// Conditions that must hold together, in words.
pub fn joined(all: &[TrustCondition]) -> String {
    all.iter().map(|condition| condition.words.as_str()).collect::<Vec<_>>().join(" and ")
}

fn node(node: &TrustNode) -> String {
    match &node.account_name {
        Some(account) => format!("{} in {account}", node.id),
        None => node.id.clone(),
    }
}

/// A verdict in words.
pub fn verdict(verdict: TrustVerdict) -> &'static str {
    match verdict {
        TrustVerdict::Allowed => "allowed",
        TrustVerdict::AllowedIf => "allowed if",
        TrustVerdict::Unknown => "unknown",
        TrustVerdict::Denied => "denied",
    }
}
