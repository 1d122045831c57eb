//! Plans that Control Tower takes part in.

use armillary_model::{Service, Snapshot, Status};
use serde_json::json;

use crate::{
    CheckStatus, ControlChange, Intent, Plan, PlanError, Settings, Vend, VendPath,
    fixture::{CONTROL, Fixture, MANAGEMENT, REGION, stamp},
    markdown, plan,
    schema::{PLAN_SCHEMA, validate::broken},
};

const CALLER: &str = "arn:aws:sts::100000000000:assumed-role/Admin/ada";
const ADMIN: &str = "arn:aws:iam::100000000000:role/Admin";
const OUS: [&str; 5] = ["ou-work", "ou-dev", "ou-pre", "ou-prod", "ou-sand"];

/// A platform whose workloads Control Tower governs, and an Account Factory that the caller may launch.
fn governed() -> Fixture {
    let mut fixture = Fixture::platform();
    fixture.tower(false, &OUS, true);
    fixture.factory(ADMIN);
    fixture
}

fn fraud() -> Vend {
    Vend {
        team: "fraud".to_owned(),
        stages: ["dev", "prod"].map(str::to_owned).to_vec(),
        email: "aws+{team}-{stage}@example.com".to_owned(),
        owner: Some("ada.lovelace@example.com".to_owned()),
        tags: [("cost-centre".to_owned(), "4711".to_owned())].into(),
        ..Vend::default()
    }
}

fn asked(intent: &Intent, snapshot: &Snapshot) -> Result<Plan, PlanError> {
    let settings = Settings { caller: Some(CALLER.to_owned()), ..Settings::default() };
    plan(intent, snapshot, &settings, stamp())
}

fn made(intent: Intent, fixture: Fixture) -> Plan {
    let plan = asked(&intent, &fixture.finish()).expect("a plan");
    assert_eq!(broken(PLAN_SCHEMA, &plan.to_json()), [""; 0]);
    assert!(markdown(&plan).starts_with("# "));
    plan
}

fn operations(plan: &Plan) -> Vec<String> {
    plan.steps.iter().map(|step| format!("{} {} after {}", step.id, step.operation, step.after.join(","))).collect()
}

fn check<'p>(plan: &'p Plan, name: &str) -> Option<(CheckStatus, &'p str)> {
    let found = plan.preflight.iter().filter(|known| known.check == name);
    found.min_by_key(|check| check.status).map(|check| (check.status, check.detail.as_str()))
}

fn status(plan: &Plan, name: &str) -> Option<CheckStatus> {
    check(plan, name).map(|(status, _)| status)
}

fn route(plan: &Plan) -> &str {
    check(plan, "vending-path").map(|(_, detail)| detail).unwrap_or_default()
}

#[test]
fn where_the_organization_supports_it_accounts_come_from_account_factory() {
    let plan = made(Intent::Vend(fraud()), governed());
    assert_eq!(
        operations(&plan),
        [
            "s1 ProvisionProduct after ",
            "s2 TagResource after s1",
            "s3 ProvisionProduct after ",
            "s4 TagResource after s3"
        ]
    );
    assert!(route(&plan).starts_with("fraud: by Account Factory of Control Tower: "), "{}", route(&plan));
    let step = plan.steps.first().expect("a step");
    assert_eq!((step.region.as_str(), step.account.as_str()), (REGION, "100000000000"));
    assert_eq!(step.parameters.get("ProvisioningArtifactId"), Some(&json!("pa-2")), "the newest that is active");
    assert_eq!(step.parameters.get("ProvisionToken"), Some(&json!("${plan.id}-fraud-dev")));
    let given = json!([
        { "Key": "AccountEmail", "Value": "aws+fraud-dev@example.com" },
        { "Key": "AccountName", "Value": "fraud-dev" },
        { "Key": "ManagedOrganizationalUnit", "Value": "Workloads_Dev (ou-dev)" },
        { "Key": "SSOUserEmail", "Value": "ada.lovelace@example.com" },
        { "Key": "SSOUserFirstName", "Value": "Ada" },
        { "Key": "SSOUserLastName", "Value": "Lovelace" },
    ]);
    assert_eq!(step.parameters.get("ProvisioningParameters"), Some(&given));
    for name in
        ["landing-zone-idle", "landing-zone-in-sync", "ou-registered", "ou-baseline-healthy", "account-factory-access"]
    {
        assert_eq!(status(&plan, name), Some(CheckStatus::Pass), "{name}");
    }
    let snapshot = governed().finish();
    let after = plan.apply_to(&snapshot);
    assert!(asked(&Intent::Vend(fraud()), &after).expect("a plan").is_empty(), "there, tagged and enrolled");
}

#[test]
fn six_accounts_wait_for_five() {
    let team = |number: u32| Intent::Vend(Vend { team: format!("team{number}"), tags: [].into(), ..fraud() });
    let plan = made(Intent::Together { intents: (0..3).map(team).collect() }, governed());
    assert_eq!(operations(&plan).last().map(String::as_str), Some("s6 ProvisionProduct after s1"));
}

#[test]
fn why_another_way_is_taken_is_told() {
    let mut nobody = Fixture::platform();
    nobody.tower(false, &OUS, true);
    nobody.factory("arn:aws:iam::100000000000:role/Other");
    let mut part = Fixture::platform();
    part.tower(false, &["ou-work", "ou-dev"], true);
    part.factory(ADMIN);
    let mut unread = governed();
    unread.unit(MANAGEMENT, REGION, Service::ControlTower, Status::Denied);
    for (fixture, vend, why) in [
        (nobody, fraud(), "may not launch it"),
        (part, fraud(), "Workloads_Prod (ou-prod) is not registered"),
        (governed(), Vend { owner: None, ..fraud() }, "no e-mail address"),
        (Fixture::platform(), fraud(), "never read"),
        (unread, Vend { ous: [("dev".to_owned(), "ou-infra".to_owned())].into(), ..fraud() }, "it was refused"),
        (governed(), Vend { path: Some(VendPath::Organizations), ..fraud() }, "asked for"),
    ] {
        let plan = made(Intent::Vend(vend), fixture);
        assert!(route(&plan).contains("by AWS Organizations") && route(&plan).contains(why), "{why}: {}", route(&plan));
        assert_eq!(plan.steps.first().map(|step| step.operation.as_str()), Some("CreateAccount"));
    }
}

#[test]
fn accounts_of_organizations_are_enrolled_by_one_reset_for_each_ou() {
    let vend = |team: &str| {
        Intent::Vend(Vend { team: team.to_owned(), path: Some(VendPath::Organizations), tags: [].into(), ..fraud() })
    };
    let plan = made(Intent::Together { intents: vec![vend("fraud"), vend("pricing")] }, governed());
    let resets: Vec<String> = operations(&plan).into_iter().filter(|step| step.contains("Reset")).collect();
    assert_eq!(resets, ["s9 ResetEnabledBaseline after s2,s6", "s10 ResetEnabledBaseline after s4,s8,s9"]);
    let mut by_itself = Fixture::platform();
    by_itself.tower(true, &OUS, true);
    assert!(!operations(&made(vend("fraud"), by_itself)).iter().any(|step| step.contains("Reset")));
    let snapshot = governed().finish();
    let left = asked(&vend("fraud"), &plan.apply_to(&snapshot)).expect("a plan");
    assert!(left.is_empty(), "{:?}", operations(&left));
}

#[test]
fn what_would_stop_account_factory_fails_before_the_first_call() {
    let factory = || Intent::Vend(Vend { path: Some(VendPath::AccountFactory), ..fraud() });
    let zone = |member: &str, value| {
        let mut fixture = governed();
        fixture.set_in("landingzone/LZ", member, value);
        fixture
    };
    let baseline = |state: &str| {
        let mut fixture = governed();
        fixture.set_in("enabledbaseline/Xou-dev", "statusSummary", json!({ "status": state }));
        fixture
    };
    let mut name = governed();
    name.launched("fraud-dev", "ERROR", "the OU was not registered");
    let mut nested = Fixture::platform();
    nested.tower(false, &["ou-dev", "ou-prod"], true);
    nested.factory(ADMIN);
    let mut nobody = Fixture::platform();
    nobody.tower(false, &OUS, true);
    nobody.factory("arn:aws:iam::100000000000:role/Other");
    for (fixture, name, words) in [
        (zone("status", json!("PROCESSING")), "landing-zone-idle", "PROCESSING"),
        (zone("status", json!("FAILED")), "landing-zone-idle", "FAILED"),
        (zone("driftStatus", json!({ "status": "DRIFTED" })), "landing-zone-in-sync", "DRIFTED"),
        (baseline("UNDER_CHANGE"), "ou-baseline-healthy", "UNDER_CHANGE"),
        (baseline("FAILED"), "ou-registered", "not registered with Control Tower, or that has failed"),
        (name, "provisioned-product-free", "ERROR: the OU was not registered"),
        (nested, "ou-registered", "Workloads (ou-work) is not registered"),
        (nobody, "account-factory-access", "may not launch"),
    ] {
        let plan = made(factory(), fixture);
        let (found, detail) = check(&plan, name).unwrap_or_else(|| panic!("{name} is checked"));
        assert_eq!(found, CheckStatus::Fail, "{name}: {detail}");
        assert!(detail.contains(words), "{name}: {detail}");
        let mut remedies =
            plan.preflight.iter().filter(|check| check.status == CheckStatus::Fail).map(|check| &check.remedy);
        assert!(remedies.all(|remedy| !remedy.is_empty()), "each says what to do");
    }
    let none = asked(&factory(), &Fixture::platform().finish());
    assert!(matches!(none, Err(PlanError::Unknown { .. })), "{none:?}");
}

#[test]
fn what_was_not_read_passes_no_check() {
    let mut fixture = Fixture::platform();
    let team = Intent::Vend(Vend { path: Some(VendPath::Organizations), ..fraud() });
    let plan = made(team.clone(), fixture.clone());
    assert_eq!(check(&plan, "control-tower"), Some((CheckStatus::Unknown, "Control Tower was never read")));
    fixture.unit(MANAGEMENT, REGION, Service::ControlTower, Status::Complete);
    assert_eq!(status(&made(team.clone(), fixture.clone()), "control-tower"), Some(CheckStatus::Pass));
    // A policy of Control Tower tells that there is a landing zone somewhere else.
    fixture.policy(
        "p-guard",
        "aws-guardrails-ABCDEF",
        "SERVICE_CONTROL_POLICY",
        false,
        json!({ "Effect": "Deny" }),
        &["ou-dev"],
    );
    let (found, detail) =
        check(&made(team, fixture), "control-tower").map(|(status, text)| (status, text.to_owned())).expect("a check");
    assert!(found == CheckStatus::Unknown && detail.contains("home Region was not crawled"), "{detail}");
}

#[test]
fn what_control_tower_left_in_an_account_stops_its_enrolment() {
    let moving = |to: &str| Intent::Move { account: "sandbox-1".to_owned(), to: to.to_owned() };
    let mut fixture = Fixture::platform();
    fixture.tower(false, &["ou-work", "ou-dev"], false);
    assert_eq!(status(&made(moving("ou-dev"), fixture.clone()), "no-left-overs"), Some(CheckStatus::Pass));
    assert_eq!(status(&made(moving("ou-dev"), fixture.clone()), "enrolment-renewed"), Some(CheckStatus::Unknown));
    fixture.role(MANAGEMENT + 102, "aws-controltower-ReadOnlyExecutionRole");
    let plan = made(moving("ou-dev"), fixture.clone());
    let (found, detail) = check(&plan, "no-left-overs").expect("a check");
    assert!(found == CheckStatus::Fail && detail.contains("aws-controltower-ReadOnlyExecutionRole"), "{detail}");
    assert_eq!(status(&made(moving("ou-infra"), fixture.clone()), "no-left-overs"), None, "nobody enrols it there");
    fixture.unit(MANAGEMENT + 102, armillary_model::GLOBAL, Service::Iam, Status::Denied);
    assert_eq!(status(&made(moving("ou-dev"), fixture), "no-left-overs"), Some(CheckStatus::Unknown));
}

fn control(change: ControlChange, ou: &str) -> Intent {
    Intent::Control { control: CONTROL.to_owned(), ou: ou.to_owned(), change, parameters: [].into() }
}

#[test]
fn controls_are_enabled_reset_and_disabled_once() {
    let with = |status: &str, drift: &str| {
        let mut fixture = governed();
        fixture.control("ou-dev", status, drift);
        fixture
    };
    let one = |intent, fixture| operations(&made(intent, fixture));
    let nothing: [&str; 0] = [];
    assert_eq!(one(control(ControlChange::Enable, "ou-dev"), governed()), ["s1 EnableControl after "]);
    assert_eq!(one(control(ControlChange::Enable, "ou-dev"), with("SUCCEEDED", "IN_SYNC")), nothing);
    assert_eq!(
        one(control(ControlChange::Enable, "ou-dev"), with("FAILED", "IN_SYNC")),
        ["s1 ResetEnabledControl after "]
    );
    assert_eq!(
        one(control(ControlChange::Reset, "ou-dev"), with("SUCCEEDED", "DRIFTED")),
        ["s1 ResetEnabledControl after "]
    );
    assert_eq!(one(control(ControlChange::Reset, "ou-dev"), with("SUCCEEDED", "NOT_CHECKING")), nothing);
    assert_eq!(
        one(control(ControlChange::Disable, "ou-dev"), with("SUCCEEDED", "IN_SYNC")),
        ["s1 DisableControl after "]
    );
    assert_eq!(one(control(ControlChange::Disable, "ou-dev"), governed()), nothing);
    let named = Intent::Control {
        control: "gr_encrypted".to_owned(),
        ou: "ou-pre".to_owned(),
        change: ControlChange::Enable,
        parameters: [].into(),
    };
    assert_eq!(
        one(named.clone(), with("SUCCEEDED", "IN_SYNC")),
        ["s1 EnableControl after "],
        "by the name of one that is enabled elsewhere"
    );
    assert!(matches!(asked(&named, &governed().finish()), Err(PlanError::Invalid(_))));
    let other = Intent::Control {
        control: CONTROL.to_owned(),
        ou: "ou-dev".to_owned(),
        change: ControlChange::Enable,
        parameters: [("Regions".to_owned(), json!(["eu-west-1"]))].into(),
    };
    assert_eq!(one(other, with("SUCCEEDED", "IN_SYNC")), ["s1 UpdateEnabledControl after "]);
    assert_eq!(
        status(&made(control(ControlChange::Enable, "ou-infra"), governed()), "ou-registered"),
        Some(CheckStatus::Fail)
    );
}

#[test]
fn a_baseline_is_reset_where_it_is_not_in_force_everywhere() {
    let reset = || Intent::Baseline { ou: "Workloads_Dev".to_owned() };
    assert!(made(reset(), governed()).is_empty());
    let mut fixture = Fixture::platform();
    fixture.tower(false, &OUS, false);
    assert_eq!(operations(&made(reset(), fixture)), ["s1 ResetEnabledBaseline after "]);
    let other = asked(&Intent::Baseline { ou: "ou-infra".to_owned() }, &governed().finish());
    assert!(matches!(other, Err(PlanError::Invalid(_))), "{other:?}");
}
