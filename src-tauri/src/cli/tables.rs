//! Answers about trust as tables, for spreadsheets and documents. What is not known has rows too: a table that is empty says that there is
//! nothing. What is said of an answer as a whole goes to stderr.

use armillary_wire::{
    HopKind, TrustAnswer, TrustCondition, TrustFindingRow, TrustNode, TrustPath, TrustPathsAnswer, TrustUnknown,
    WhatCanAnswer, WhoCanAnswer,
};

use super::{
    CliError,
    output::{Layout, Output, tell},
    trust::{joined, verdict},
};

/// A row for each path and near miss, and one for each account that may hold others.
pub fn paths(answer: &TrustPathsAnswer, layout: Layout, output: &mut Output) -> Result<(), CliError> {
    let row = |what: &str, path: &TrustPath, reason: &str| {
        let mut hops = Vec::new();
        for hop in &path.hops {
            hops.push(format!("{} → {}", hop.kind.map_or("leads to", HopKind::as_str), hop.to.id));
        }
        vec![
            what.to_owned(),
            verdict(path.verdict).to_owned(),
            path.hops.first().map(|hop| hop.from.id.clone()).unwrap_or_default(),
            path.hops.last().map(|hop| hop.to.id.clone()).unwrap_or_default(),
            hops.join("; "),
            alternatives(&path.conditions),
            yes(path.declared),
            path.stands_for.to_string(),
            path.pattern.clone(),
            reason.to_owned(),
        ]
    };
    let mut rows: Vec<_> = answer.paths.iter().map(|path| row("path", path, &path.notes.join("; "))).collect();
    rows.extend(answer.near_misses.iter().map(|near| row("near miss", &near.path, &near.stopped_by)));
    let untold = |name: &str, reason: &str| {
        let mut row = vec![String::new(); 10];
        for (place, text) in [(0, "not known"), (1, "unknown"), (2, name), (9, reason)] {
            row[place] = text.to_owned();
        }
        row
    };
    if answer.answer == TrustAnswer::Unknown {
        rows.extend(answer.reasons.iter().map(|reason| untold("", reason)));
    }
    rows.extend(answer.unknown.iter().map(|one| untold(&one.what, &one.reason)));
    output.sheet(
        layout,
        &["what", "verdict", "from", "to", "hops", "conditions", "declared", "stands for", "pattern", "reason"],
        &rows,
    )?;
    page(answer.offset, answer.paths.len(), answer.total);
    if answer.more_near_misses {
        tell("there are more near misses; a higher `--limit` gives them");
    }
    answer.notes.iter().for_each(|note| tell(format_args!("note: {note}")));
    Ok(())
}

/// A row for each principal, and one for each account whose principals are not known.
pub fn who_can(answer: &WhoCanAnswer, layout: Layout, output: &mut Output) -> Result<(), CliError> {
    let mut rows: Vec<_> = Vec::new();
    for row in &answer.rows {
        let (account, name) = account(&row.principal);
        let conditions = alternatives(&row.conditions);
        rows.push(vec![
            verdict(row.verdict).to_owned(),
            row.principal.id.clone(),
            account,
            name,
            conditions,
            String::new(),
        ]);
    }
    rows.extend(answer.unknown.iter().map(|one| {
        let TrustUnknown { what, name, reason } = one.clone();
        vec!["unknown".to_owned(), String::new(), what, name, String::new(), reason]
    }));
    output.sheet(layout, &["verdict", "principal", "account", "account name", "conditions", "reason"], &rows)?;
    page(answer.offset, answer.rows.len(), answer.total);
    answer.notes.iter().for_each(|note| tell(format_args!("note: {note}")));
    Ok(())
}

/// A row for each service that a principal may use, for each principal it can become, and for what is not known of it.
pub fn what_can(answer: &WhatCanAnswer, layout: Layout, output: &mut Output) -> Result<(), CliError> {
    let mut rows = Vec::new();
    for power in &answer.services {
        let how_far = if power.limited { "in part" } else { "on everything" };
        rows.push(["service", &power.service, how_far, "", &power.actions.join(", ")].map(str::to_owned).to_vec());
    }
    for reach in &answer.reaches {
        let hops = reach.hops.to_string();
        let row = ["principal", &reach.node.id, verdict(reach.verdict), &hops, ""];
        rows.push(row.map(str::to_owned).to_vec());
    }
    for one in &answer.unknown {
        rows.push(["not known", &one.what, "unknown", "", &one.reason].map(str::to_owned).to_vec());
    }
    output.sheet(layout, &["what", "which", "how far", "hops", "detail"], &rows)?;
    if answer.administrator {
        tell("its policies allow everything, before boundaries and service control policies");
    }
    page(answer.offset, answer.reaches.len(), answer.total);
    answer.notes.iter().for_each(|note| tell(format_args!("note: {note}")));
    Ok(())
}

/// A row for each finding.
pub fn findings(rows: &[&TrustFindingRow], layout: Layout, output: &mut Output) -> Result<(), CliError> {
    let cells = |row: &&TrustFindingRow| {
        let row = *row;
        vec![
            row.rule.clone(),
            row.severity.as_str().to_owned(),
            row.state.to_string(),
            row.account.clone(),
            row.account_name.clone(),
            row.region.clone(),
            row.arn.clone(),
            row.summary.clone(),
            row.remedy.clone(),
            row.first_seen.map(super::time::date_time).unwrap_or_default(),
            row.id.clone(),
        ]
    };
    let rows: Vec<_> = rows.iter().map(cells).collect();
    let headers = [
        "rule",
        "severity",
        "state",
        "account",
        "account name",
        "region",
        "arn",
        "summary",
        "remedy",
        "first seen",
        "id",
    ];
    output.sheet(layout, &headers, &rows)
}

fn page(offset: u32, shown: usize, total: u32) {
    if shown < total as usize {
        let (first, last) = (offset as usize + 1, offset as usize + shown);
        tell(format_args!("rows {first} to {last} of {total}; `--offset` and `--limit` give others"));
    }
}

fn alternatives(conditions: &[Vec<TrustCondition>]) -> String {
    conditions.iter().map(|all| joined(all)).collect::<Vec<_>>().join("; or ")
}

fn account(node: &TrustNode) -> (String, String) {
    (node.account.clone().unwrap_or_default(), node.account_name.clone().unwrap_or_default())
}

fn yes(is: bool) -> String {
    if is { "yes" } else { "no" }.to_owned()
}
