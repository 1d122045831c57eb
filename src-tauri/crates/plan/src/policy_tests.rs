//! Organization policies that plans create, change and delete, and portfolios that they import.

use armillary_model::{Kind, Part, Snapshot};
use serde_json::{Value, json};

use crate::{
    Change, CheckStatus, Intent, Plan, PlanError, Settings,
    fixture::{Fixture, HUB, MANAGEMENT, stamp},
    markdown, plan,
    schema::{PLAN_SCHEMA, validate::broken},
};

const DENY: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}]}"#;

fn made(intent: Intent, snapshot: &Snapshot) -> Plan {
    let plan = plan(&intent, snapshot, &Settings::default(), stamp()).expect("a plan");
    assert_eq!(broken(PLAN_SCHEMA, &plan.to_json()), [""; 0]);
    plan
}

fn status(plan: &Plan, check: &str) -> Option<CheckStatus> {
    plan.preflight.iter().filter(|known| known.check == check).map(|check| check.status).min()
}

fn create(name: &str, kind: &str, content: &str) -> Intent {
    let (name, policy_type) = (name.to_owned(), kind.to_owned());
    Intent::CreatePolicy { name, policy_type, description: None, content: content.to_owned() }
}

fn change(policy: &str, content: &str) -> Intent {
    let (policy, content) = (policy.to_owned(), Some(content.to_owned()));
    Intent::ChangePolicy { policy, name: None, description: None, content }
}

#[test]
fn a_policy_is_created_as_its_text_stands_in_the_file() {
    let snapshot = Fixture::platform().finish();
    let plan = made(create("no-buckets", "scp", &format!("{DENY}\n")), &snapshot);
    let [step] = plan.steps.as_slice() else { panic!("one step: {:?}", plan.steps) };
    assert_eq!(
        Value::Object(step.parameters.clone()),
        json!({ "Name": "no-buckets", "Type": "SERVICE_CONTROL_POLICY", "Description": "", "Content": DENY })
    );
    assert!(!plan.is_blocked(), "{:?}", plan.preflight);
    assert_eq!((plan.confirm.as_str(), plan.effect.policies.len()), ("no-buckets", 0), "it is attached nowhere");
    let text = &plan.effect.texts[0];
    assert_eq!((text.change, text.policy.as_str(), &text.before), (Change::Added, "${s1.policyId}", &None));
    assert!(markdown(&plan).contains("+      \"Action\": \"s3:*\""));
    let after = plan.apply_to(&snapshot);
    let created = after.records.iter().find(|record| record.name == "no-buckets").expect("it is there");
    assert_eq!(created.document["Content"], serde_json::from_str::<Value>(DENY).expect("JSON"));
    assert!(made(create("no-buckets", "scp", &DENY.replace(' ', "")), &after).is_empty(), "it says the same");
    let other = made(create("no-buckets", "scp", &DENY.replace("s3", "ec2")), &after);
    assert_eq!(status(&other, "policy-name-free"), Some(CheckStatus::Fail));
    assert_eq!(status(&made(create("no-buckets", "rcp", DENY), &after), "policy-name-free"), Some(CheckStatus::Pass));
}

#[test]
fn a_text_that_is_no_policy_of_its_type_is_told_with_its_place() {
    let snapshot = Fixture::platform().finish();
    let plan = made(create("broken", "scp", "{\n  \"Version\": \"2012-10-17\",\n}"), &snapshot);
    let check = plan.preflight.iter().find(|check| check.check == "policy-valid").expect("a check");
    assert_eq!(check.status, CheckStatus::Fail);
    assert!(check.detail.contains("(line 3, column 1)"), "{}", check.detail);
    let plan = made(create("wide", "rcp", DENY), &snapshot);
    assert_eq!(status(&plan, "policy-valid"), Some(CheckStatus::Fail), "an RCP is to everybody");
    let unknown = made(create("typo", "scp", &DENY.replace("s3:*", "s3:GetObjct")), &snapshot);
    assert_eq!((status(&unknown, "policy-meaning"), unknown.is_blocked()), (Some(CheckStatus::Unknown), false));
    assert!(matches!(
        crate::plan(&create("tags", "tag", "{}"), &snapshot, &Settings::default(), stamp()),
        Err(PlanError::Invalid(_))
    ));
}

#[test]
fn a_text_has_a_greatest_length_and_white_space_counts() {
    let snapshot = Fixture::platform().finish();
    let padded = |characters: usize| DENY.replace("[{", &format!("[{}{{", " ".repeat(characters - DENY.len())));
    for (kind, limit) in [("scp", 10_240), ("rcp", 5_120)] {
        assert_eq!(
            status(&made(create("long", kind, &padded(limit)), &snapshot), "policy-size"),
            Some(CheckStatus::Pass)
        );
        let plan = made(create("long", kind, &padded(limit + 1)), &snapshot);
        let check = plan.preflight.iter().find(|check| check.check == "policy-size").expect("a check");
        assert_eq!((check.status, check.remedy.contains("white space")), (CheckStatus::Fail, true), "{kind}");
    }
}

#[test]
fn a_policy_is_changed_wherever_it_is_attached() {
    let snapshot = Fixture::platform().finish();
    let plan = made(change("stage-prod", DENY), &snapshot);
    assert_eq!(plan.steps[0].operation, "UpdatePolicy");
    assert_eq!(Value::Object(plan.steps[0].parameters.clone()), json!({ "PolicyId": "p-prod", "Content": DENY }));
    assert!(!plan.is_blocked(), "{:?}", plan.preflight);
    let [policy] = plan.effect.policies.as_slice() else { panic!("one policy: {:?}", plan.effect.policies) };
    assert_eq!((policy.change, policy.accounts[0].name.as_str()), (Change::Changed, "churn-prod"));
    let text = markdown(&plan);
    assert!(text.contains("-      \"Action\": \"ec2:*\"") && text.contains("+      \"Action\": \"s3:*\""), "{text}");
    assert!(text.contains("says something else, and applies to churn-prod"), "{text}");
    let after = plan.apply_to(&snapshot);
    assert!(made(change("p-prod", DENY), &after).is_empty());
    let changed = plan.stale(&after, |_| false).expect("an organization");
    assert_eq!(changed.len(), 1, "its text is what the plan rests on: {changed:?}");
}

#[test]
fn what_a_policy_is_attached_to_is_what_a_change_rests_on() {
    let snapshot = Fixture::platform().finish();
    let plan = made(change("p-prod", DENY), &snapshot);
    let mut other = Fixture::platform();
    other.attach("p-prod", "ou-dev");
    let changed = plan.stale(&other.finish(), |_| false).expect("an organization");
    assert_eq!(changed.len(), 1, "{changed:?}");
    assert!(changed[0].now.contains("Workloads_Dev"), "{changed:?}");
}

#[test]
fn a_change_that_leaves_nothing_allowed_is_refused() {
    let mut fixture = Fixture::platform();
    let allow = json!({ "Effect": "Allow", "Action": "*", "Resource": "*" });
    fixture.policy("p-own", "own-allow", "SERVICE_CONTROL_POLICY", false, allow, &["ou-sand"]);
    assert!(!made(change("own-allow", DENY), &fixture.clone().finish()).is_blocked(), "FullAWSAccess is there, too");
    let records = fixture.finish();
    let without = Intent::Detach { policy: "FullAWSAccess".to_owned(), from: "Sandbox".to_owned() };
    let after = made(without, &records).apply_to(&records);
    let plan = made(change("own-allow", DENY), &after);
    assert_eq!(status(&plan, "something-allowed"), Some(CheckStatus::Fail));
}

#[test]
fn policies_of_aws_and_control_tower_are_theirs() {
    let mut fixture = Fixture::platform();
    let deny = json!({ "Effect": "Deny", "Action": "ec2:*", "Resource": "*" });
    fixture.policy("p-ct", "aws-guardrails-abc", "SERVICE_CONTROL_POLICY", false, deny, &[]);
    let snapshot = fixture.finish();
    assert_eq!(status(&made(change("FullAWSAccess", DENY), &snapshot), "not-of-aws"), Some(CheckStatus::Fail));
    assert_eq!(status(&made(change("p-ct", DENY), &snapshot), "not-of-control-tower"), Some(CheckStatus::Fail));
}

#[test]
fn a_change_at_the_root_is_confirmed_twice() {
    let mut fixture = Fixture::platform();
    fixture.attach("p-prod", "r-root");
    let plan = made(change("p-prod", DENY), &fixture.finish());
    assert_eq!(plan.also_confirm.len(), 1, "{:?}", plan.also_confirm);
}

#[test]
fn only_what_is_attached_nowhere_is_deleted() {
    let snapshot = Fixture::platform().finish();
    let delete = || Intent::DeletePolicy { policy: "p-prod".to_owned() };
    let plan = made(delete(), &snapshot);
    assert_eq!(status(&plan, "policy-unattached"), Some(CheckStatus::Fail));
    let detach = Intent::Detach { policy: "stage-prod".to_owned(), from: "Workloads_Prod".to_owned() };
    let both = made(Intent::Together { intents: vec![detach, delete()] }, &snapshot);
    assert!(!both.is_blocked(), "{:?}", both.preflight);
    assert_eq!(both.steps[1].after, ["s1"]);
    assert!(both.effect.texts[0].before.is_some() && both.effect.texts[0].after.is_none());
    let after = both.apply_to(&snapshot);
    assert!(!after.records.iter().any(|record| record.kind == Kind::Policy && record.name == "stage-prod"));
    assert!(made(delete(), &after).is_empty(), "it is gone");
}

#[test]
fn a_text_that_was_not_read_is_not_taken_for_the_same() {
    let mut fixture = Fixture::platform();
    fixture.unread(Part::CONTENT);
    let same = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "ec2:*", "Resource": "*"}]}"#;
    assert!(!made(change("p-prod", same), &fixture.finish()).is_empty());
    assert!(made(change("p-prod", same), &Fixture::platform().finish()).is_empty());
}

#[test]
fn a_portfolio_that_is_shared_account_to_account_is_imported() {
    let (account, intent) = (MANAGEMENT + 100, || Intent::Import {
        portfolio: "Model building".to_owned(),
        account: "churn-dev".to_owned(),
    });
    let mut fixture = Fixture::platform();
    let nothing = made(intent(), &fixture.clone().finish());
    assert_eq!(status(&nothing, "shared-with-account"), Some(CheckStatus::Fail), "nobody shared it");
    fixture.share(HUB, "port-build", "ACCOUNT", &crate::fixture::id(account).to_string(), &[]);
    fixture.set_last("Accepted", json!(false));
    let snapshot = fixture.finish();
    let plan = made(intent(), &snapshot);
    let [step] = plan.steps.as_slice() else { panic!("one step: {:?}", plan.steps) };
    assert_eq!((step.operation.as_str(), step.account.as_str()), ("AcceptPortfolioShare", "100000000100"));
    assert!(!plan.is_blocked(), "{:?}", plan.preflight);
    assert_eq!(plan.effect.portfolios[0].gains.len(), 1);
    assert!(made(intent(), &plan.apply_to(&snapshot)).is_empty());
}
