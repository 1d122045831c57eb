//! What opens and closes, in words.

use std::{cmp::Reverse, collections::BTreeMap};

use armillary_classify::Stage;
use armillary_trust::{Difference, Graph, PathEnd, ReachChange, Reorganized, Turn};

use super::told;

/// So many names stand in a line; the others are counted.
const NAMED: usize = 4;

/// What becomes of who can become whom.
pub(super) fn lines(before: &Graph, after: &Reorganized, spoken: &[(String, String)]) -> Vec<String> {
    let difference = after.difference(before);
    let mut lines = told(changes(&difference), "changes of who reaches whom");
    let unknown = unknown(after, &difference, spoken);
    if lines.is_empty() && unknown.is_empty() {
        lines.push("nothing opens and nothing closes between principals of the organization".to_owned());
    }
    lines.extend(unknown);
    lines
}

/// Changes by what becomes of them, ways into production first; those with the same sources are one line.
fn changes(difference: &Difference) -> Vec<String> {
    let mut together: BTreeMap<(Turn, bool, Vec<&str>), Vec<&ReachChange>> = BTreeMap::new();
    for change in &difference.changes {
        let sources = change.sources.iter().map(|source| &*source.id).collect();
        together.entry((change.turn, change.is_power, sources)).or_default().push(change);
    }
    let mut lines: Vec<_> = together
        .into_values()
        .map(|changes| {
            let into_production = changes.iter().any(|change| change.target.stage == Some(Stage::Prod));
            let first = changes.first().map(|change| change.turn);
            (first, Reverse(into_production), line(&changes))
        })
        .collect();
    lines.sort();
    lines.into_iter().map(|(.., line)| line).collect()
}

fn line(changes: &[&ReachChange]) -> String {
    let Some(change) = changes.first() else { return String::new() };
    let who = who(&change.sources);
    let whom = named(changes.iter().map(|change| whom(&change.target)), changes.len());
    let whom = if change.is_power { format!("change what {whom} may do") } else { format!("reach {whom}") };
    match change.turn {
        Turn::Opens => format!("opens: {who} can {whom}"),
        Turn::Certain => format!("certain now: {who} can {whom}"),
        Turn::MayOpen => format!("not known: whether {who} can {whom}, who could not before"),
        Turn::MayClose => format!("not known any more: whether {who} can {whom}"),
        Turn::Closes => format!("closes: {who} can no longer {whom}"),
        Turn::RuledOut => format!("ruled out: {who} cannot {whom}, which was not known before"),
    }
}

/// Those who reach somebody, counted by stage, the first ones by name: `3 dev principals (fraud-dev/Builder, …)`.
fn who(sources: &[PathEnd]) -> String {
    let mut stages: BTreeMap<Option<Stage>, usize> = BTreeMap::new();
    for source in sources {
        let count: &mut usize = stages.entry(source.stage).or_default();
        *count += 1;
    }
    let principals = if sources.len() == 1 { "principal" } else { "principals" };
    let counted = match stages.len() {
        1 => {
            let stage = stages.keys().next().copied().flatten().map_or("", Stage::as_str);
            format!("{} {stage} {principals}", sources.len()).replace("  ", " ")
        }
        _ => {
            let each = stages.iter().map(|(stage, count)| format!("{count} {}", stage.map_or("other", Stage::as_str)));
            format!("{} {principals}, {},", sources.len(), each.collect::<Vec<_>>().join(", "))
        }
    };
    let names = sources.iter().map(|source| match &source.account_name {
        Some(account) => format!("{account}/{}", source.name),
        None => source.name.clone(),
    });
    format!("{counted} ({})", named(names, sources.len()))
}

fn whom(target: &PathEnd) -> String {
    let place = match (&target.account_name, target.stage) {
        (Some(account), Some(stage)) => format!(" of {account} ({stage})"),
        (Some(account), None) => format!(" of {account}"),
        _ => String::new(),
    };
    format!("{}{place}", target.name)
}

/// The first names of so many.
fn named(names: impl Iterator<Item = String>, all: usize) -> String {
    let mut told: Vec<String> = names.take(NAMED).collect();
    let others = all.saturating_sub(told.len());
    if others > 0 {
        told.push(format!("{others} more"));
    }
    told.join(", ")
}

/// What cannot be told, and why.
fn unknown(after: &Reorganized, difference: &Difference, spoken: &[(String, String)]) -> Vec<String> {
    let mut lines = Vec::new();
    if !difference.new.is_empty() {
        let names = named(difference.new.iter().cloned(), difference.new.len());
        lines.push(format!("not known: what new accounts will hold, and who will reach it ({names})"));
    }
    let mut reasons: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for account in &difference.unread {
        reasons.entry(account.reason.clone()).or_default().push(account.name.clone());
    }
    // Policies that are not known before and after differ in nothing that could be told.
    for (id, name) in spoken {
        let account = id.parse().ok().and_then(|id| after.graph.organization().account(id));
        let reason = account.and_then(|account| account.scps.unknown().or(account.rcps.unknown()));
        if let Some(reason) = reason {
            reasons.entry(reason.to_owned()).or_default().push(name.clone());
        }
    }
    for (reason, mut names) in reasons {
        names.sort();
        names.dedup();
        let count = names.len();
        lines.push(format!("not known: what opens and closes in {} ({reason})", named(names.into_iter(), count)));
    }
    if difference.not_looked_into > 0 {
        let number = difference.not_looked_into;
        lines.push(format!("not compared: what happens inside {number} of {} accounts", difference.touched));
    }
    if difference.is_cut {
        lines.push("not known: whether there is more, because ways were not followed to their end".to_owned());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(name: &str, account: &str, stage: Stage) -> PathEnd {
        PathEnd {
            id: name.into(),
            name: name.to_owned(),
            kind: armillary_trust::EndKind::Role,
            account: None,
            account_name: Some(account.to_owned()),
            stage: Some(stage),
        }
    }

    fn change(turn: Turn, target: &str, sources: &[(&str, Stage)]) -> ReachChange {
        let sources = sources.iter().map(|(name, stage)| end(name, "team", *stage)).collect();
        ReachChange { turn, is_power: false, target: end(target, "fraud-prod", Stage::Prod), sources }
    }

    #[test]
    fn changes_with_the_same_sources_are_one_line_and_say_what_becomes_of_them() {
        let dev = [("a", Stage::Dev), ("b", Stage::Dev), ("c", Stage::Dev)];
        let changes_of = vec![
            change(Turn::Closes, "Deploy", &dev),
            change(Turn::Closes, "Inner", &dev),
            change(Turn::Opens, "Deploy", &[("a", Stage::Dev), ("h", Stage::Hub)]),
            change(Turn::MayOpen, "Deploy", &dev[..1]),
        ];
        let difference = Difference { changes: changes_of, ..Difference::default() };
        assert_eq!(
            changes(&difference),
            [
                "opens: 2 principals, 1 dev, 1 hub, (team/a, team/h) can reach Deploy of fraud-prod (prod)",
                "not known: whether 1 dev principal (team/a) can reach Deploy of fraud-prod (prod), who could not before",
                "closes: 3 dev principals (team/a, team/b, team/c) can no longer reach Deploy of fraud-prod (prod), Inner of fraud-prod (prod)",
            ]
        );
    }
}
