//! Whether whoever makes the calls of a plan may. Policies are asked by who knows them ([`Plan::permissions`]): here is what of, and what it means for
//! the plan.

use std::collections::{BTreeMap, BTreeSet};

use armillary_facts::{is_resource_of, resource_pattern};
use armillary_model::{AccountId, Snapshot};
use serde_json::Value;

use super::Checks;
use crate::{
    Check, CheckStatus, Plan, PlanError, Step,
    organization::{Organization, short},
};

/// The name of the check whether whoever makes the calls may.
pub const CALLER_MAY: &str = "caller-may";

const ALLOW: &str = "let it: `armillary acting-role template` writes the role that plans are applied with; or change what stands against it. Then crawl \
                     IAM again, and plan again. Where somebody else applies the plan, `plan --caller ARN` asks of them";
const READ: &str =
    "crawl IAM with credentials that may read it and plan again, or apply the plan: AWS refuses what is not allowed";

/// So many of those who make calls are named; the others are counted.
const NAMED: usize = 3;

/// An IAM action that a step takes, and the types of the resources that it takes it on, as the Service Authorization Reference names them.
pub type Takes = (&'static str, &'static [&'static str]);

/// A call as policies are asked about it.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'p> {
    /// The step that makes it.
    pub step: &'p Step,
    /// The action: `organizations:MoveAccount`.
    pub action: &'p str,
    /// What it is called on: an ARN; one with wildcards where the step makes the resource, or an earlier one does; `*` where the action is about nothing.
    pub resource: &'p str,
}

/// What policies say of an action.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Permission {
    /// Who takes it.
    pub who: String,
    /// The action.
    pub action: String,
    /// Whether they may.
    pub status: CheckStatus,
    /// What stands against it, or why it is not known; empty where they may.
    pub because: String,
}

impl Plan {
    /// Whether whoever makes the calls may, as checks. `takes` tells the actions of a step, `ask` what policies say of one of them.
    pub fn permissions(
        &self,
        snapshot: &Snapshot,
        takes: impl Fn(&Step) -> &'static [Takes],
        ask: impl Fn(&Asking<'_>) -> Vec<Permission>,
    ) -> Result<Vec<Check>, PlanError> {
        let now = Organization::of(snapshot)?;
        // An action that is refused once is not allowed, whatever else it is allowed on.
        let mut worst: BTreeMap<(String, String), (CheckStatus, String)> = BTreeMap::new();
        for step in &self.steps {
            for (action, types) in takes(step).iter().filter(|(action, _)| is_taken(step, action)) {
                for resource in resources(step, types, &now) {
                    for said in ask(&Asking { step, action, resource: &resource }) {
                        let found = (said.status, said.because);
                        let known = worst.entry((said.who, said.action)).or_insert_with(|| found.clone());
                        if found.0 < known.0 {
                            *known = found;
                        }
                    }
                }
            }
        }
        Ok(checks(worst))
    }

    /// With more that has to hold before the first call.
    pub fn with_checks(mut self, checks: Vec<Check>) -> Self {
        self.preflight.extend(checks);
        self.preflight.sort();
        self.sealed()
    }
}

/// One check for all of whom the same is to be said.
fn checks(found: BTreeMap<(String, String), (CheckStatus, String)>) -> Vec<Check> {
    let mut actions: BTreeMap<(String, CheckStatus, String), BTreeSet<String>> = BTreeMap::new();
    for ((who, action), (status, because)) in found {
        actions.entry((who, status, because)).or_default().insert(action);
    }
    let mut alike: BTreeMap<(CheckStatus, String, BTreeSet<String>), Vec<String>> = BTreeMap::new();
    for ((who, status, because), actions) in actions {
        alike.entry((status, because, actions)).or_default().push(who);
    }
    let mut checks = Checks::default();
    for ((status, because, actions), who) in alike {
        let what = actions.iter().map(|action| format!("`{action}`")).collect::<Vec<_>>().join(", ");
        let who = named(&who);
        match status {
            CheckStatus::Pass => checks.pass(CALLER_MAY, format!("{who} may {what}")),
            CheckStatus::Fail => checks.fail(CALLER_MAY, format!("{who} may not {what}: {because}"), ALLOW),
            CheckStatus::Unknown => {
                checks.unknown(CALLER_MAY, format!("whether {who} may {what} is not known: {because}"), READ);
            }
        }
    }
    checks.0
}

fn named(who: &[String]) -> String {
    let first = who.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    match who.len().saturating_sub(NAMED) {
        0 => first,
        others => format!("{first} and {others} more"),
    }
}

/// Whether a step takes an action: its own, and what a request takes besides only because of the tags that it gives.
fn is_taken(step: &Step, action: &str) -> bool {
    action.rsplit(':').next() == Some(&step.operation) || step.parameters.contains_key("Tags")
}

/// What a step is called on, of the types that its action is about. Where it names none of them, any of them may be it.
fn resources(step: &Step, types: &[&str], now: &Organization<'_>) -> BTreeSet<String> {
    let texts = step.parameters.values().filter_map(Value::as_str);
    let found: BTreeSet<String> = texts.filter_map(|text| called(text, step, types, now)).collect();
    let is_about = |arn: &String| types.iter().any(|kind| is_resource_of(&step.service, kind, arn));
    let found: BTreeSet<String> = found.into_iter().filter(is_about).collect();
    let found = match found.is_empty() {
        true => types.iter().filter_map(|kind| any(kind, step, now)).collect(),
        false => found,
    };
    if found.is_empty() { BTreeSet::from(["*".to_owned()]) } else { found }
}

/// What a parameter names.
fn called(text: &str, step: &Step, types: &[&str], now: &Organization<'_>) -> Option<String> {
    if text.starts_with("arn:") {
        return Some(text.to_owned());
    }
    // `${s1.accountId}`: some account.
    if let Some((_, member)) = text.strip_prefix("${").and_then(|text| text.strip_suffix("Id}")?.rsplit_once('.')) {
        return any(types.iter().find(|kind| kind.eq_ignore_ascii_case(member))?, step, now);
    }
    let account = text.parse::<AccountId>().ok();
    if step.service == "sso" {
        return account.map(|account| format!("arn:{}:sso:::account/{account}", now.partition));
    }
    let member = account.and_then(|account| now.member(account)).map(|member| member.record);
    let record = member.or_else(|| now.node(text).map(|node| node.record)).or_else(|| now.policy(text));
    let record = record.or_else(|| now.portfolio(text).map(|portfolio| portfolio.record));
    Some(record.or_else(|| now.products().find(|record| short(&record.arn) == text))?.arn.clone())
}

/// The ARNs of a type, where the step is called.
fn any(kind: &str, step: &Step, now: &Organization<'_>) -> Option<String> {
    let pattern = resource_pattern(&step.service, kind)?;
    let segments = pattern.splitn(6, ':').enumerate().map(|(place, segment)| match (place, segment) {
        (1, "*") => now.partition,
        (3, "*") => step.region.as_str(),
        (4, "*") => step.account.as_str(),
        _ => segment,
    });
    Some(segments.collect::<Vec<_>>().join(":"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Intent, Settings,
        fixture::{Fixture, MANAGEMENT, id, stamp},
        plan,
    };

    const MOVE: &[Takes] = &[("organizations:MoveAccount", &["account", "organizationalunit", "root"])];
    const CREATE: &[Takes] = &[("organizations:CreateAccount", &[]), ("organizations:TagResource", &["account"])];

    fn planned(intent: Intent) -> (Plan, Snapshot) {
        let snapshot = Fixture::platform().finish();
        (plan(&intent, &snapshot, &Settings::default(), stamp()).expect("a plan"), snapshot)
    }

    fn moving() -> (Plan, Snapshot) {
        planned(Intent::Move { account: "churn-dev".to_owned(), to: "Sandbox".to_owned() })
    }

    /// The plan with what is said of everything that is asked.
    fn saying(status: CheckStatus, because: &str) -> Plan {
        let (plan, snapshot) = moving();
        let ask = |asking: &Asking<'_>| {
            let (who, action) = ("`Acting`".to_owned(), asking.action.to_owned());
            vec![Permission { who, action, status, because: because.to_owned() }]
        };
        let checks = plan.permissions(&snapshot, |_| MOVE, ask).expect("an organization");
        plan.with_checks(checks)
    }

    fn told(plan: &Plan) -> Vec<&Check> {
        plan.preflight.iter().filter(|check| check.check == CALLER_MAY).collect()
    }

    #[test]
    fn what_is_denied_stops_the_plan_and_says_what_to_do() {
        let plan = saying(CheckStatus::Fail, "no identity policy allows it");
        let [check] = told(&plan)[..] else { panic!("one check") };
        assert_eq!(check.detail, "`Acting` may not `organizations:MoveAccount`: no identity policy allows it");
        assert!(check.remedy.contains("acting-role template") && plan.is_blocked(), "{}", check.remedy);
        let read = Plan::read(&plan.to_json().to_string()).expect("it is sealed again");
        assert_eq!(read, plan);
    }

    #[test]
    fn what_is_not_known_stops_nothing_and_what_is_allowed_is_told() {
        let plan = saying(CheckStatus::Unknown, "IAM was not read");
        assert_eq!((told(&plan)[0].status, plan.is_blocked()), (CheckStatus::Unknown, false));
        assert!(told(&plan)[0].detail.ends_with("is not known: IAM was not read"), "{}", told(&plan)[0].detail);
        let plan = saying(CheckStatus::Pass, "");
        assert_eq!(told(&plan)[0].detail, "`Acting` may `organizations:MoveAccount`");
        assert_eq!((plan.is_blocked(), told(&plan)[0].remedy.as_str()), (false, ""));
    }

    #[test]
    fn each_resource_of_a_call_is_asked_for_and_the_worst_answer_counts() {
        let (plan, snapshot) = moving();
        let account = format!("account/o-test/{}", id(MANAGEMENT + 100));
        let ask = |asking: &Asking<'_>| {
            let is_account = asking.resource.ends_with(&account);
            let status = if is_account { CheckStatus::Pass } else { CheckStatus::Fail };
            let (who, action) = ("`Acting`".to_owned(), asking.action.to_owned());
            vec![Permission { who, action, status, because: asking.resource.to_owned() }]
        };
        let checks = plan.permissions(&snapshot, |_| MOVE, ask).expect("an organization");
        assert_eq!(checks.len(), 1, "{checks:?}");
        assert_eq!(checks[0].status, CheckStatus::Fail);
        assert!(checks[0].detail.contains("/ou-"), "{}", checks[0].detail);
    }

    #[test]
    fn what_a_step_makes_is_any_of_its_type_and_tags_are_an_action_of_their_own() {
        let team = |tags: &[(&str, &str)]| crate::Vend {
            team: "fraud".to_owned(),
            stages: vec!["dev".to_owned()],
            email: "{team}-{stage}@example.com".to_owned(),
            tags: tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
            ..crate::Vend::default()
        };
        let asked = |tags: &[(&str, &str)]| {
            let (plan, snapshot) = planned(Intent::Vend(team(tags)));
            let all = std::cell::RefCell::new(BTreeSet::new());
            let takes = |step: &Step| if step.operation == "CreateAccount" { CREATE } else { MOVE };
            let ask = |asking: &Asking<'_>| {
                all.borrow_mut().insert(format!("{} on {}", asking.action, asking.resource));
                Vec::new()
            };
            plan.permissions(&snapshot, takes, ask).expect("an organization");
            all.into_inner().into_iter().collect::<Vec<_>>()
        };
        let some = format!("arn:aws:organizations::{}:account/o-*/*", id(MANAGEMENT));
        let plain = asked(&[]);
        assert!(plain.contains(&"organizations:CreateAccount on *".to_owned()), "{plain:?}");
        assert!(plain.contains(&format!("organizations:MoveAccount on {some}")), "{plain:?}");
        assert!(!plain.iter().any(|line| line.contains("TagResource")), "{plain:?}");
        let tagged = asked(&[("cost-centre", "1")]);
        assert!(tagged.contains(&format!("organizations:TagResource on {some}")), "{tagged:?}");
    }
}
