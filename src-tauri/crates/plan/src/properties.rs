//! What holds for any plan, over small organizations and intents that a generator makes up, the same ones each time.

use std::{cell::RefCell, collections::BTreeSet};

use armillary_model::{Kind, Record, Snapshot, arn_resource};
use serde_json::{Value, json};

use crate::{
    CheckStatus, ControlChange, Intent, Plan, STEP_CALLS, Settings, StepPlace, Vend,
    fixture::{CONTROL, Fixture, HUB, MANAGEMENT, id, stamp},
    gives_account, markdown, plan,
    schema::{PLAN_SCHEMA, validate::broken},
    step_in,
};

/// How many organizations, each with so many intents.
const ORGANIZATIONS: u64 = 80;
const INTENTS: u64 = 10;

const NODES: [&str; 7] = ["ou-sec", "ou-infra", "ou-work", "ou-dev", "ou-pre", "ou-prod", "ou-sand"];
const PORTFOLIOS: [&str; 2] = ["port-build", "port-deploy"];
const CALLER: &str = "arn:aws:iam::100000000000:role/Admin";
const POLICIES: [&str; 3] = ["p-FullAWSAccess", "p-prod", "p-extra"];

/// A generator of numbers (SplitMix64): the same ones for the same seed.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % limit as u64) as usize
    }

    fn of<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.below(list.len())]
    }

    fn chance(&mut self, of: usize) -> bool {
        self.below(of) == 0
    }
}

/// An organization with accounts here and there, shares, attached policies, tags that are known and unknown.
fn organization(random: &mut Random) -> Snapshot {
    let mut fixture = Fixture::platform();
    let deny = json!({ "Effect": "Deny", "Action": "s3:*", "Resource": "*" });
    fixture.policy("p-extra", "extra", "SERVICE_CONTROL_POLICY", false, deny, &[]);
    for number in 0..random.below(6) as u64 {
        let (node, number) = (random.of(&NODES), MANAGEMENT + 1_000 + number);
        fixture.account(node, number, &format!("member-{number}"));
        match random.below(5) {
            0 => fixture.set(number, "State", json!("SUSPENDED")),
            1 => fixture.set(number, "Tags", json!([{ "Key": "team", "Value": "x" }])),
            2 => {
                let members = fixture.of_account(number).document.as_object_mut().expect("an object");
                members.remove("Tags");
            }
            _ => {}
        }
    }
    if random.chance(2) {
        fixture.attach("p-extra", random.of(&NODES));
    }
    if random.chance(3) {
        fixture.set(HUB, "DelegatedServices", json!([]));
    }
    fixture.identity_center(MANAGEMENT);
    if random.chance(2) {
        let registered = [&NODES[2..6], &NODES[1..7]][random.below(2)];
        fixture.tower(random.chance(3), registered, !random.chance(3));
        fixture.factory(CALLER);
        if random.chance(2) {
            fixture.control(
                "ou-dev",
                ["SUCCEEDED", "FAILED"][random.below(2)],
                ["IN_SYNC", "DRIFTED"][random.below(2)],
            );
        }
    }
    let snapshot = fixture.finish();
    // Shares are made by plans themselves, so that what recipients see fits them.
    let shares = (0..random.below(4)).map(|_| share(random)).collect::<Vec<_>>();
    shares.into_iter().fold(snapshot, |snapshot, share| made(&share, &snapshot).apply_to(&snapshot))
}

fn accounts(snapshot: &Snapshot) -> Vec<String> {
    let accounts = snapshot.records.iter().filter(|record| record.kind == Kind::Account);
    accounts.map(|record| record.account.to_string()).collect()
}

fn share(random: &mut Random) -> Intent {
    let with = if random.chance(8) { "organization" } else { random.of(&NODES) };
    let flag = |random: &mut Random| [None, Some(true), Some(false)][random.below(3)];
    Intent::Share {
        portfolio: random.of(&PORTFOLIOS).to_owned(),
        with: with.to_owned(),
        share_principals: flag(random),
        share_tag_options: flag(random),
    }
}

fn intent(random: &mut Random, snapshot: &Snapshot) -> Intent {
    let all = accounts(snapshot);
    let account = |random: &mut Random| all[random.below(all.len())].clone();
    let target = |random: &mut Random| match random.chance(3) {
        true => account(random),
        false => random.of(&NODES).to_owned(),
    };
    match random.below(19) {
        0 => vend(random),
        15 | 16 => Intent::Control {
            control: CONTROL.to_owned(),
            ou: random.of(&["ou-dev", "ou-dev", "ou-pre"]).to_owned(),
            change: [ControlChange::Enable, ControlChange::Disable, ControlChange::Reset][random.below(3)],
            parameters: if random.chance(2) {
                [("Regions".to_owned(), json!(["eu-west-1"]))].into()
            } else {
                Default::default()
            },
        },
        17 => Intent::Baseline { ou: random.of(&NODES).to_owned() },
        1 => share(random),
        2 => Intent::Share {
            portfolio: random.of(&PORTFOLIOS).to_owned(),
            with: account(random),
            share_principals: None,
            share_tag_options: None,
        },
        3 => Intent::Unshare { portfolio: random.of(&PORTFOLIOS).to_owned(), with: target(random) },
        4 => Intent::Move { account: account(random), to: random.of(&NODES).to_owned() },
        5 => Intent::Close { account: account(random) },
        6 => Intent::Attach { policy: random.of(&POLICIES).to_owned(), to: target(random) },
        7 => Intent::Detach { policy: random.of(&POLICIES).to_owned(), from: target(random) },
        8 => Intent::Tag {
            account: account(random),
            set: [("team".to_owned(), ["x", "y"][random.below(2)].to_owned())].into(),
            remove: if random.chance(2) { ["old".to_owned()].into() } else { BTreeSet::new() },
        },
        14 => {
            let (principal_type, principal) = [("GROUP", "g"), ("GROUP", "leads"), ("USER", "ada")][random.below(3)];
            let is_of_ou = random.chance(4);
            Intent::Assign {
                permission_set: random.of(&["Scientist", "Lead"]).to_owned(),
                principal_type: principal_type.to_owned(),
                principal: principal.to_owned(),
                accounts: if is_of_ou { Vec::new() } else { vec![account(random)] },
                ous: if is_of_ou { vec![random.of(&NODES).to_owned()] } else { Vec::new() },
                assign: !random.chance(3),
            }
        }
        9 => Intent::Principal {
            portfolio: random.of(&PORTFOLIOS).to_owned(),
            account: account(random),
            principal: format!("arn:aws:iam:::role/Lead{}*", random.below(2)),
            associate: !random.chance(3),
        },
        10 => Intent::CreatePolicy {
            name: ["extra", "new-one"][random.below(2)].to_owned(),
            policy_type: ["scp", "rcp"][random.below(2)].to_owned(),
            description: random.chance(2).then(|| "what it is for".to_owned()),
            content: text(random),
        },
        11 => Intent::ChangePolicy {
            policy: random.of(&POLICIES).to_owned(),
            name: random.chance(3).then(|| "renamed".to_owned()),
            description: random.chance(3).then(|| "what it is for".to_owned()),
            content: Some(text(random)),
        },
        12 => Intent::DeletePolicy { policy: random.of(&POLICIES).to_owned() },
        13 => Intent::Import { portfolio: random.of(&PORTFOLIOS).to_owned(), account: account(random) },
        _ => {
            let one = |random: &mut Random| loop {
                match intent(random, snapshot) {
                    Intent::Together { .. } => {}
                    one => return one,
                }
            };
            Intent::Together { intents: (0..=random.below(3)).map(|_| one(random)).collect() }
        }
    }
}

/// The text of a policy: one that is, one that says the same otherwise, and one that is none.
fn text(random: &mut Random) -> String {
    let statement = r#"{"Effect": "Deny", "Action": "ec2:*", "Resource": "*"}"#;
    let good = format!(r#"{{"Version": "2012-10-17", "Statement": [{statement}]}}"#);
    [good.clone(), good.replace(' ', ""), good.replace("ec2", "s3"), "{".to_owned()][random.below(4)].clone()
}

fn vend(random: &mut Random) -> Intent {
    let stages = ["dev", "preprod", "prod", "sandbox"].into_iter().take(1 + random.below(4));
    Intent::Vend(Vend {
        team: ["fraud", "pricing", "churn"][random.below(3)].to_owned(),
        stages: stages.map(str::to_owned).collect(),
        email: "aws+{team}-{stage}@example.com".to_owned(),
        portfolios: PORTFOLIOS.iter().take(random.below(3)).map(|id| (*id).to_owned()).collect(),
        tags: if random.chance(2) { [("cost-centre".to_owned(), "1".to_owned())].into() } else { Default::default() },
        people: vec![crate::People {
            group: "g".into(),
            permission_set: "Scientist".into(),
            stages: vec!["dev".into()],
        }],
        owner: random.chance(2).then(|| "lead@example.com".to_owned()),
        ..Vend::default()
    })
}

/// Who applies the plans may launch Account Factory.
fn settings() -> Settings {
    Settings { caller: Some(CALLER.to_owned()), ..Settings::default() }
}

fn made(intent: &Intent, snapshot: &Snapshot) -> Plan {
    plan(intent, snapshot, &settings(), stamp()).expect("a plan")
}

/// Each plan with the snapshot it was made from.
fn each(check: impl Fn(&Plan, &Snapshot)) {
    let mut steps = 0;
    for seed in 0..ORGANIZATIONS {
        let mut random = Random(seed);
        let snapshot = organization(&mut random);
        for _ in 0..INTENTS {
            let intent = intent(&mut random, &snapshot);
            // Two vends of one team in a plan are refused, which is no plan.
            if let Ok(plan) = plan(&intent, &snapshot, &settings(), stamp()) {
                steps += plan.steps.len();
                check(&plan, &snapshot);
            }
        }
    }
    assert!(steps > 500, "there is something to check: {steps} steps");
}

#[test]
fn a_plan_that_is_written_and_read_is_the_same() {
    each(|plan, _| {
        let text = serde_json::to_string(plan).expect("JSON");
        let read = Plan::read(&text).expect("a plan");
        assert_eq!(&read, plan);
        assert_eq!(read.sealed().digest, plan.digest);
        assert_eq!(broken(PLAN_SCHEMA, &plan.to_json()), [""; 0]);
        assert!(markdown(plan).starts_with("# "));
    });
}

#[test]
fn the_same_intent_over_the_same_snapshot_is_the_same_plan() {
    each(|plan, snapshot| assert_eq!(&made(&plan.intent, snapshot), plan));
}

#[test]
fn applying_twice_is_applying_once() {
    each(|plan, snapshot| {
        let after = plan.apply_to(snapshot);
        // A second account would be created, if somebody did so twice; nobody does.
        if !plan.steps.iter().any(|step| gives_account(&step.operation)) {
            assert_eq!(plan.apply_to(&after), after, "{:?}", plan.intent);
        }
    });
}

#[test]
fn a_second_plan_is_empty() {
    each(|plan, snapshot| {
        let after = plan.apply_to(snapshot);
        // Together, what comes later can undo what came before: asked again, both are done again.
        if matches!(plan.intent, Intent::Together { .. }) || plan.is_blocked() {
            return;
        }
        // What was not read cannot be known to be taken away.
        let is_known = !plan
            .preflight
            .iter()
            .any(|check| check.check == "tags-per-resource" && check.status == CheckStatus::Unknown);
        if matches!(&plan.intent, Intent::Tag { remove, .. } if !remove.is_empty() && !is_known) {
            return;
        }
        let again = made(&plan.intent, &after);
        let steps: Vec<&str> = again.steps.iter().map(|step| step.title.as_str()).collect();
        assert_eq!(steps, [""; 0], "{:?}", plan.intent);
    });
}

#[test]
fn nothing_else_differs() {
    each(|plan, snapshot| {
        let after = plan.apply_to(snapshot);
        let spoken = spoken_of(plan);
        let only = |records: &[Record], others: &[Record]| -> Vec<String> {
            let differing = records.iter().filter(|record| !others.contains(record));
            let unspoken = differing.filter(|record| !spoken.iter().any(|word| speaks_of(record, word)));
            unspoken.map(|record| record.arn.clone()).collect()
        };
        // Portfolios that an account sees, or no longer sees, follow from its place and the shares: both name the account or portfolio.
        assert_eq!(only(&snapshot.records, &after.records), [""; 0], "{:?}", plan.intent);
        assert_eq!(only(&after.records, &snapshot.records), [""; 0], "{:?}", plan.intent);
        assert_eq!((after.crawl, &after.coverage), (snapshot.crawl, &snapshot.coverage));
    });
}

/// The ids that the steps name, and those that stand for what they create.
fn spoken_of(plan: &Plan) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for step in &plan.steps {
        step.parameters.values().for_each(|value| collect(value, &mut words));
        match step.operation.as_str() {
            // AWS attaches its own policies to what is new.
            "CreateAccount" | "ProvisionProduct" => {
                words.extend(["p-FullAWSAccess", "p-RCPFullAWSAccess"].map(str::to_owned))
            }
            "DisableControl" => words.extend(step.parameters.get("targetIdentifier").and_then(last)),
            operation if operation.contains("Principal") => words.extend([step.account.clone()]),
            _ => {}
        }
    }
    words.extend((1..=plan.steps.len() as u64).map(|number| id(number).to_string()));
    words.extend((1..=plan.steps.len()).map(|number| format!("${{s{number}.policyId}}")));
    // Everything is in the organization.
    words.remove("o-test");
    words
}

/// The last part of an ARN.
fn last(arn: &Value) -> Option<String> {
    arn.as_str().and_then(|arn| arn.rsplit('/').next()).map(str::to_owned)
}

/// The texts that have the form of an id.
fn collect(value: &Value, words: &mut BTreeSet<String>) {
    match value {
        Value::String(text) if step_in(text).is_none() && (text.contains('-') || text.len() == 12) => {
            words.insert(text.clone());
        }
        Value::Object(members) => members.values().for_each(|value| collect(value, words)),
        Value::Array(values) => values.iter().for_each(|value| collect(value, words)),
        _ => {}
    }
}

fn speaks_of(record: &Record, word: &str) -> bool {
    let is_of_account = || record.account.to_string() == word && record.arn.contains(":catalog:");
    // What Control Tower enables is named by ARNs, and what accounts have from an OU begins with the OU's.
    let is_below = || word.contains(":controltower:") && record.arn.starts_with(word);
    record.arn == word || arn_resource(&record.arn).split('/').any(|part| part == word) || is_of_account() || is_below()
}

#[test]
fn steps_come_after_what_they_need() {
    each(|plan, _| {
        let mut before = BTreeSet::new();
        for step in &plan.steps {
            assert!(step.after.iter().all(|id| before.contains(id.as_str())), "{}: {:?}", step.id, step.after);
            let mut words = BTreeSet::new();
            step.parameters.values().for_each(|value| references(value, &mut words));
            words.extend(step_in(&step.account).map(str::to_owned));
            let reached = reached(plan, &step.id);
            assert!(words.iter().all(|id| reached.contains(id)), "{}: {words:?} of {reached:?}", step.id);
            assert!(step.rests_on.iter().all(|id| plan.based_on.facts.iter().any(|fact| fact.id == *id)));
            before.insert(step.id.as_str());
        }
    });
}

fn references(value: &Value, words: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => words.extend(step_in(text).map(str::to_owned)),
        Value::Object(members) => members.values().for_each(|value| references(value, words)),
        Value::Array(values) => values.iter().for_each(|value| references(value, words)),
        _ => {}
    }
}

/// The steps that are done before one, by way of others too.
fn reached(plan: &Plan, id: &str) -> BTreeSet<String> {
    let (mut found, mut waiting) = (BTreeSet::new(), vec![id.to_owned()]);
    while let Some(next) = waiting.pop() {
        let step = plan.steps.iter().find(|step| step.id == next).expect("a step");
        waiting.extend(step.after.iter().filter(|id| found.insert((*id).clone())).cloned());
    }
    found
}

#[test]
fn steps_call_what_their_kind_of_plan_declares_and_all_of_it() {
    let called: RefCell<BTreeSet<(String, String)>> = RefCell::default();
    each(|plan, snapshot| {
        note_calls(plan, &mut called.borrow_mut());
        // What only comes of a second plan: what was given is taken away, and tags of accounts that are there are others.
        let next = match plan.intent.clone() {
            Intent::Principal { portfolio, account, principal, .. } => {
                Intent::Principal { portfolio, account, principal, associate: false }
            }
            Intent::Share { portfolio, with, .. } => Intent::Unshare { portfolio, with },
            Intent::Tag { account, set, .. } => {
                Intent::Tag { account, set: Default::default(), remove: set.into_keys().collect() }
            }
            Intent::Assign { permission_set, principal_type, principal, accounts, ous, .. } => {
                Intent::Assign { permission_set, principal_type, principal, accounts, ous, assign: false }
            }
            Intent::Vend(asked) => Intent::Vend(Vend { tags: [("owner".to_owned(), "x".to_owned())].into(), ..asked }),
            _ => return,
        };
        if let Ok(again) = crate::plan(&next, &plan.apply_to(snapshot), &settings(), stamp()) {
            note_calls(&again, &mut called.borrow_mut());
        }
    });
    for call in STEP_CALLS {
        let key = (call.plan.to_owned(), call.operation.to_owned());
        assert!(called.borrow().contains(&key), "no plan to {} calls {}", call.plan, call.operation);
    }
    assert!(STEP_CALLS.is_sorted_by_key(|call| (call.plan, call.service, call.operation)));
}

/// Notes what a plan calls, which must be declared for its kind.
fn note_calls(plan: &Plan, called: &mut BTreeSet<(String, String)>) {
    let kind = serde_json::to_value(&plan.intent).expect("JSON")["kind"].as_str().expect("a kind").to_owned();
    for step in plan.steps.iter().filter(|_| kind != "together") {
        let declared = STEP_CALLS.iter().find(|call| call.plan == kind && call.operation == step.operation);
        let declared =
            declared.unwrap_or_else(|| panic!("a plan to {kind} calls {}, which STEP_CALLS lacks", step.operation));
        let place = match declared.place {
            StepPlace::Management => Some(id(MANAGEMENT).to_string()),
            StepPlace::PortfolioOwner => Some(id(HUB).to_string()),
            StepPlace::PortfolioUser => None,
            StepPlace::IdentityCenter => Some(id(MANAGEMENT).to_string()),
        };
        assert_eq!(declared.service, step.service);
        assert!(place.is_none_or(|place| place == step.account), "{kind}: {} in {}", step.operation, step.account);
        called.insert((kind.clone(), step.operation.clone()));
    }
}

#[test]
fn what_came_of_a_plan_is_the_difference() {
    each(|plan, snapshot| {
        let after = plan.apply_to(snapshot);
        let count = |snapshot: &Snapshot| accounts(snapshot).len();
        assert_eq!(count(&after), count(snapshot) + plan.effect.accounts_added as usize);
        assert_eq!(plan.stale(snapshot, |_| false), Ok(Vec::new()), "a plan is fresh when it is made");
        let is_changed = after.records != snapshot.records;
        let is_told = !plan.effect.nodes.is_empty() || !plan.effect.edges.is_empty();
        assert_eq!(is_changed, is_told, "{:?}", plan.intent);
        if plan.is_empty() {
            assert!(!is_changed && plan.preflight.is_empty() && plan.also_confirm.is_empty());
        }
    });
}
