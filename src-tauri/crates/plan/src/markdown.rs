//! A plan in words, as a pull request shows it.

use std::fmt::{self, Write};

use serde_json::Value;

use crate::{
    Change, CheckStatus, ControlChange, Effect, Intent, Named, Plan, PortfolioEffect, Step, TextEffect,
    difference::difference,
};

/// How many names a line holds; the others are counted.
const NAMED: usize = 10;

/// A plan as Markdown.
pub fn markdown(plan: &Plan) -> String {
    let mut text = String::new();
    // Nothing fails to be written into a text.
    let _ = write_plan(plan, &mut text);
    text
}

fn write_plan(plan: &Plan, text: &mut String) -> fmt::Result {
    writeln!(text, "# {}\n", heading(&plan.intent, &plan.confirm, escaped))?;
    head(plan, text)?;
    if plan.is_empty() {
        writeln!(text, "There is nothing to do: all is as it was asked for.")?;
    } else {
        effect(&plan.effect, text)?;
        plan.effect.texts.iter().try_for_each(|changed| policy_text(changed, text))?;
        preflight(plan, text)?;
        steps(plan, text)?;
        basis(plan, text)?;
    }
    list("What is not part of this plan", plan.left_out.iter().map(|line| escaped(line)), text)
}

/// What a plan is for, in a line.
pub fn title(plan: &Plan) -> String {
    heading(&plan.intent, &plan.confirm, str::to_owned)
}

fn heading(intent: &Intent, name: &str, put: fn(&str) -> String) -> String {
    let name = put(name);
    match intent {
        Intent::Vend(asked) => format!("Vend team {name}: {}", put(&asked.stages.join(", "))),
        Intent::Share { .. } => format!("Share portfolio {name}"),
        Intent::Unshare { .. } => format!("End a share of portfolio {name}"),
        Intent::Principal { associate: true, .. } => format!("Let a principal launch from portfolio {name}"),
        Intent::Principal { .. } => format!("No longer let a principal launch from portfolio {name}"),
        Intent::Move { .. } => format!("Move account {name}"),
        Intent::Close { .. } => format!("Close account {name}"),
        Intent::Attach { .. } => format!("Attach policy {name}"),
        Intent::Detach { .. } => format!("Detach policy {name}"),
        Intent::Control { control, change, .. } => {
            let control = escaped(control.rsplit('/').next().unwrap_or(control));
            match change {
                ControlChange::Enable => format!("Enable control {control} on {name}"),
                ControlChange::Disable => format!("Disable control {control} on {name}"),
                ControlChange::Reset => format!("Reset control {control} on {name}"),
            }
        }
        Intent::Baseline { .. } => format!("Reset the baseline of {name}"),
        Intent::CreatePolicy { .. } => format!("Create policy {name}"),
        Intent::ChangePolicy { .. } => format!("Change policy {name}"),
        Intent::DeletePolicy { .. } => format!("Delete policy {name}"),
        Intent::Import { .. } => format!("Import portfolio {name}"),
        Intent::Tag { .. } => format!("Tag account {name}"),
        Intent::Assign { assign: true, .. } => format!("Give permission set {name}"),
        Intent::Assign { .. } => format!("Take permission set {name} away"),
        Intent::Together { intents } => format!("{} changes together: {name}", intents.len()),
    }
}

fn head(plan: &Plan, text: &mut String) -> fmt::Result {
    writeln!(text, "| plan | `{}` |\n| --- | --- |", escaped(&plan.id))?;
    writeln!(text, "| organization | {}, as of crawl {} |", escaped(&plan.organization), plan.based_on.crawl)?;
    writeln!(text, "| made | {} by {} |", escaped(&plan.created), escaped(&plan.created_by))?;
    if !plan.is_empty() {
        writeln!(text, "| steps | {}, in {} |", plan.steps.len(), duration(plan.expected_seconds()))?;
        writeln!(text, "| type to confirm | `{}` |", escaped(&plan.confirm))?;
        for also in &plan.also_confirm {
            writeln!(text, "| type as well | `{}`: {} |", escaped(&also.name), escaped(&also.because))?;
        }
    }
    writeln!(text, "| digest | `{}` |\n", plan.digest)
}

fn effect(effect: &Effect, text: &mut String) -> fmt::Result {
    let mut lines = Vec::new();
    let accounts =
        [(effect.accounts_added, "created"), (effect.accounts_moved, "moved"), (effect.accounts_closed, "closed")];
    let told = accounts.into_iter().filter(|(count, _)| *count > 0);
    lines.extend(told.map(|(count, done)| match count {
        1 => format!("1 account is {done}"),
        _ => format!("{count} accounts are {done}"),
    }));
    for edge in effect.edges.iter().filter(|edge| edge.kind == "child-of") {
        let place = match &edge.was_name {
            Some(was) => format!("from {} to {}", escaped(was), escaped(&edge.to_name)),
            None => format!("in {}", escaped(&edge.to_name)),
        };
        lines.push(format!("**{}** {place}", escaped(&edge.from_name)));
    }
    for policy in &effect.policies {
        let begins = match policy.change {
            Change::Removed => "no longer applies",
            Change::Changed => "says something else, and applies",
            _ => "applies",
        };
        lines.push(format!("policy **{}** {begins} to {}", escaped(&policy.name), names(&policy.accounts)));
    }
    for portfolio in &effect.portfolios {
        let called = portfolio_called(portfolio);
        if !portfolio.gains.is_empty() {
            lines.push(format!("portfolio {called} is seen by {}", names(&portfolio.gains)));
        }
        if !portfolio.unusable.is_empty() {
            let unusable = names(&portfolio.unusable);
            lines.push(format!("portfolio {called} is seen, and nobody may launch from it, in {unusable}"));
        }
        if !portfolio.loses.is_empty() {
            let loses = names(&portfolio.loses);
            lines.push(format!("portfolio {called} is no longer seen by {loses}; what was launched stays"));
        }
    }
    for edge in effect.edges.iter().filter(|edge| edge.kind == "grants-to") {
        let may = if edge.change == Change::Removed { "may no longer" } else { "may" };
        lines.push(format!("`{}` {may} launch from **{}**", escaped(&edge.to), escaped(&edge.from_name)));
    }
    for edge in effect.edges.iter().filter(|edge| edge.kind == "assigned-in") {
        let is = if edge.change == Change::Removed { "is taken away" } else { "is given" };
        lines.push(format!("permission set **{}** {is} in {}", escaped(&edge.from_name), escaped(&edge.to_name)));
    }
    lines.extend(effect.trust.iter().chain(&effect.findings).map(|line| escaped(line)));
    for quota in &effect.quotas {
        let limit = quota.limit.map_or_else(String::new, |limit| format!(" of {limit}"));
        lines.push(format!("{}: {} → {}{limit}", escaped(&quota.name), quota.before, quota.after));
    }
    list("What comes of it", lines.into_iter(), text)
}

/// What a policy says, before and after.
fn policy_text(changed: &TextEffect, text: &mut String) -> fmt::Result {
    let said = match changed.change {
        Change::Added => "The text of policy",
        Change::Removed => "What goes with policy",
        _ => "What changes in policy",
    };
    writeln!(text, "## {said} {}\n", escaped(&changed.name))?;
    if changed.before.is_none() && changed.change != Change::Added {
        writeln!(text, "What it says before is not known.\n")?;
    }
    let lines = difference(changed.before.as_deref().unwrap_or_default(), changed.after.as_deref().unwrap_or_default());
    // Whatever stands in the text, it does not end the block.
    let longest = lines.split(|letter| letter != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.saturating_add(1).max(3));
    writeln!(text, "{fence}diff\n{lines}{fence}\n")
}

/// A portfolio with its Region: several Regions may have one of that name.
fn portfolio_called(portfolio: &PortfolioEffect) -> String {
    let name = escaped(&portfolio.name);
    match portfolio.region.as_str() {
        "" => format!("**{name}**"),
        region => format!("**{name}** ({})", escaped(region)),
    }
}

/// Names, the first ones.
fn names(accounts: &[Named]) -> String {
    let mut told: Vec<String> = accounts.iter().take(NAMED).map(|account| escaped(&account.name)).collect();
    let others = accounts.len().saturating_sub(NAMED);
    if others > 0 {
        told.push(format!("{others} more"));
    }
    told.join(", ")
}

fn preflight(plan: &Plan, text: &mut String) -> fmt::Result {
    if plan.preflight.is_empty() {
        return Ok(());
    }
    writeln!(text, "## Before the first call\n\n| | check | found | what to do |\n| --- | --- | --- | --- |")?;
    let mut checks: Vec<_> = plan.preflight.iter().collect();
    checks.sort_by_key(|check| check.status);
    for check in checks {
        let status = match check.status {
            CheckStatus::Pass => "pass",
            CheckStatus::Fail => "**fail**",
            CheckStatus::Unknown => "unknown",
        };
        let (name, detail, remedy) = (escaped(&check.check), escaped(&check.detail), escaped(&check.remedy));
        writeln!(text, "| {status} | {name} | {detail} | {remedy} |")?;
    }
    writeln!(text)
}

fn steps(plan: &Plan, text: &mut String) -> fmt::Result {
    writeln!(text, "## Steps\n")?;
    plan.steps.iter().try_for_each(|step| write_step(step, text))
}

fn write_step(step: &Step, text: &mut String) -> fmt::Result {
    writeln!(text, "### {}: {}\n", step.id, escaped(&step.title))?;
    let (service, operation) = (escaped(&step.service), escaped(&step.operation));
    let (account, region) = (escaped(&step.account), escaped(&step.region));
    writeln!(text, "- `{service}:{operation}` in account `{account}`, {region}; {}", duration(step.expected_seconds))?;
    for (name, value) in &step.parameters {
        let value = match value {
            Value::String(content) if name == "Content" => {
                writeln!(text, "  - Content: the text above, {} characters", content.chars().count())?;
                continue;
            }
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        writeln!(text, "  - {}: `{}`", escaped(name), escaped(&value).replace('`', "'"))?;
    }
    if !step.after.is_empty() {
        writeln!(text, "- after {}", escaped(&step.after.join(", ")))?;
    }
    writeln!(text, "- then: {}", escaped(&step.verify))?;
    writeln!(text, "- undo: {}", escaped(&step.undo))?;
    let again = match step.repeatable.as_str() {
        "yes" => "can be called again",
        "no" => "cannot be called again",
        reconciled => reconciled,
    };
    writeln!(text, "- if its outcome is not known: {}\n", escaped(again))
}

fn basis(plan: &Plan, text: &mut String) -> fmt::Result {
    list("What it rests on", plan.based_on.facts.iter().map(|fact| escaped(&fact.about)), text)
}

fn list(title: &str, lines: impl Iterator<Item = String>, text: &mut String) -> fmt::Result {
    let lines: Vec<String> = lines.collect();
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(text, "## {title}\n")?;
    lines.iter().try_for_each(|line| writeln!(text, "- {line}"))?;
    writeln!(text)
}

/// From 90 s on in minutes.
fn duration([from, to]: [u32; 2]) -> String {
    let minutes = |seconds: u32| seconds.saturating_add(30).checked_div(60).unwrap_or_default();
    match (from, to) {
        (from, to) if to < 90 => format!("{from} to {to} seconds"),
        (from, to) if from < 60 => format!("{from} seconds to {} minutes", minutes(to)),
        (from, to) => format!("{} to {} minutes", minutes(from), minutes(to)),
    }
}

/// A text that comes from people or AWS, so that it stays in its place: no table, heading or HTML comes of it.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '|' => escaped.push_str("\\|"),
            '<' => escaped.push_str("&lt;"),
            letter if letter.is_control() => escaped.push(' '),
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_in_their_place() {
        assert_eq!(escaped("a|b\n# c <script>"), "a\\|b # c &lt;script>");
    }

    #[test]
    fn durations_read_well() {
        assert_eq!(duration([1, 30]), "1 to 30 seconds");
        assert_eq!(duration([15, 300]), "15 seconds to 5 minutes");
        assert_eq!(duration([60, 630]), "1 to 11 minutes");
    }
}
