//! Plans over a small platform, each kind of intent once and what goes wrong with it.

use armillary_model::{GLOBAL, Kind, Part, Service, Snapshot, Status};
use serde_json::json;

use crate::{
    Change, CheckStatus, Intent, Outcomes, Plan, PlanError, ReadError, Settings, Vend,
    fixture::{Fixture, HUB, MANAGEMENT, REGION, id, stamp},
    markdown, plan,
    schema::{PLAN_SCHEMA, validate::broken},
};

const CHURN_DEV: u64 = MANAGEMENT + 100;

fn made(intent: Intent, snapshot: &Snapshot) -> Plan {
    let plan = plan(&intent, snapshot, &Settings::default(), stamp()).expect("a plan");
    assert_eq!(broken(PLAN_SCHEMA, &plan.to_json()), [""; 0]);
    plan
}

fn platform(intent: Intent) -> Plan {
    made(intent, &Fixture::platform().finish())
}

fn status(plan: &Plan, check: &str) -> Option<CheckStatus> {
    let found = plan.preflight.iter().filter(|known| known.check == check).map(|check| check.status);
    found.min()
}

fn operations(plan: &Plan) -> Vec<String> {
    plan.steps.iter().map(|step| format!("{} {} after {}", step.id, step.operation, step.after.join(","))).collect()
}

fn fraud() -> Vend {
    Vend {
        team: "fraud".to_owned(),
        stages: ["dev", "preprod", "prod"].map(str::to_owned).to_vec(),
        email: "aws+{team}-{stage}@example.com".to_owned(),
        tags: [("cost-centre".to_owned(), "4711".to_owned())].into(),
        ..Vend::default()
    }
}

fn sharing(with: &str) -> Intent {
    let portfolio = "Model building".to_owned();
    Intent::Share { portfolio, with: with.to_owned(), share_principals: None, share_tag_options: None }
}

fn moving(account: &str, to: &str) -> Intent {
    Intent::Move { account: account.to_owned(), to: to.to_owned() }
}

#[test]
fn a_team_is_vended_stage_by_stage() {
    let plan = platform(Intent::Vend(fraud()));
    assert_eq!(
        operations(&plan),
        [
            "s1 CreateAccount after ",
            "s2 MoveAccount after s1",
            "s3 CreateAccount after ",
            "s4 MoveAccount after s3",
            "s5 CreateAccount after ",
            "s6 MoveAccount after s5",
        ]
    );
    let (create, to) = (&plan.steps[0], &plan.steps[1]);
    assert_eq!((create.service.as_str(), create.region.as_str()), ("organizations", "us-east-1"));
    assert_eq!(create.account, id(MANAGEMENT).to_string());
    assert_eq!(
        serde_json::Value::Object(create.parameters.clone()),
        json!({
            "AccountName": "fraud-dev",
            "Email": "aws+fraud-dev@example.com",
            "Tags": [{ "Key": "cost-centre", "Value": "4711" }],
        })
    );
    assert_eq!(
        serde_json::Value::Object(to.parameters.clone()),
        json!({ "AccountId": "${s1.accountId}", "SourceParentId": "r-root", "DestinationParentId": "ou-dev" })
    );
    assert_eq!((plan.confirm.as_str(), plan.also_confirm.len()), ("fraud", 0));
    assert_eq!(plan.effect.accounts_added, 3);
    let prod = plan.effect.policies.iter().find(|policy| policy.policy == "p-prod").expect("it applies");
    assert_eq!((prod.change, prod.accounts[0].id.as_str()), (Change::Added, "${s5.accountId}"));
    assert_eq!(status(&plan, "email-free"), Some(CheckStatus::Pass));
    assert_eq!(status(&plan, "account-quota"), Some(CheckStatus::Unknown));
    assert!(!plan.is_blocked());
}

#[test]
fn five_accounts_are_created_at_a_time() {
    let team = |number: u32| Intent::Vend(Vend { team: format!("team{number}"), ..fraud() });
    let plan = platform(Intent::Together { intents: (0..4).map(team).collect() });
    let creates: Vec<_> = plan.steps.iter().filter(|step| step.operation == "CreateAccount").collect();
    assert_eq!(creates.len(), 12);
    for (place, create) in creates.iter().enumerate() {
        let before = place.checked_sub(5).map(|place| creates[place].id.clone());
        assert_eq!(create.after, before.into_iter().collect::<Vec<_>>(), "{}", create.id);
    }
    // One move into an OU at a time.
    let moves: Vec<_> =
        plan.steps.iter().filter(|step| step.parameters.get("DestinationParentId") == Some(&json!("ou-dev"))).collect();
    for pair in moves.windows(2) {
        assert!(pair[1].after.contains(&pair[0].id), "{}", pair[1].id);
    }
    assert_eq!((plan.confirm.as_str(), plan.effect.accounts_added), ("4 changes", 12));
}

#[test]
fn an_account_is_not_asked_for_twice() {
    let intent = Intent::Together { intents: vec![Intent::Vend(fraud()), Intent::Vend(fraud())] };
    let error = plan(&intent, &Fixture::platform().finish(), &Settings::default(), stamp());
    assert!(matches!(error, Err(PlanError::Invalid(_))));
}

#[test]
fn an_account_that_is_there_is_not_created_again() {
    let mut fixture = Fixture::platform();
    fixture.account("r-root", MANAGEMENT + 200, "fraud-dev");
    let plan = made(Intent::Vend(Vend { stages: vec!["dev".to_owned()], ..fraud() }), &fixture.finish());
    assert_eq!(operations(&plan), ["s1 MoveAccount after ", "s2 TagResource after s1"]);
    assert_eq!(plan.effect.accounts_moved, 1);
}

#[test]
fn a_name_or_an_address_that_another_has_fails() {
    let mut fixture = Fixture::platform();
    fixture.account("ou-dev", MANAGEMENT + 200, "fraud-dev");
    fixture.set(MANAGEMENT + 200, "Email", json!("someone@example.com"));
    fixture.account("ou-prod", MANAGEMENT + 201, "other");
    fixture.set(MANAGEMENT + 201, "Email", json!("AWS+fraud-prod@example.com"));
    let plan = made(Intent::Vend(fraud()), &fixture.finish());
    assert_eq!(status(&plan, "name-free"), Some(CheckStatus::Fail));
    assert_eq!(status(&plan, "email-free"), Some(CheckStatus::Fail));
    assert!(plan.is_blocked());
    let failing = plan.preflight.iter().filter(|check| check.status == CheckStatus::Fail);
    assert!(failing.clone().count() >= 2 && failing.into_iter().all(|check| !check.remedy.is_empty()));
}

#[test]
fn the_quota_of_accounts_is_held_against_what_is_known_of_it() {
    let snapshot = Fixture::platform().finish();
    let with = |quota| {
        let settings = Settings { account_quota: Some(quota), ..Settings::default() };
        plan(&Intent::Vend(fraud()), &snapshot, &settings, stamp()).expect("a plan")
    };
    assert_eq!(status(&with(8), "account-quota"), Some(CheckStatus::Fail));
    assert_eq!(status(&with(9), "account-quota"), Some(CheckStatus::Pass));
}

#[test]
fn a_team_gets_its_portfolios_and_says_what_no_step_does() {
    let team = Vend {
        stages: vec!["dev".to_owned()],
        portfolios: vec!["Model building".to_owned()],
        blueprint: Some("prod-port-build".to_owned()),
        people: vec![crate::People {
            group: "scientists".to_owned(),
            permission_set: "DataScientist".to_owned(),
            stages: Vec::new(),
        }],
        ..fraud()
    };
    let plan = platform(Intent::Vend(team.clone()));
    assert_eq!(
        operations(&plan)[2..],
        ["s3 CreatePortfolioShare after s2", "s4 AssociatePrincipalWithPortfolio after s2,s3"]
    );
    assert_eq!(plan.steps[2].parameters["OrganizationNode"], json!({ "Type": "ACCOUNT", "Value": "${s1.accountId}" }));
    assert_eq!(plan.steps[3].account, "${s1.accountId}");
    assert_eq!(plan.steps[3].parameters["PrincipalType"], json!("IAM_PATTERN"));
    assert_eq!(plan.left_out.len(), 2);
    assert_eq!(plan.effect.portfolios[0].gains[0].id, "${s1.accountId}");
    assert!(plan.effect.portfolios[0].unusable.is_empty());
    // Where the OU has the portfolio, no share is needed.
    let mut fixture = Fixture::platform();
    fixture.share(HUB, "port-build", "ORGANIZATIONAL_UNIT", "ou-work", &[CHURN_DEV, MANAGEMENT + 101]);
    let plan = made(Intent::Vend(team), &fixture.finish());
    assert_eq!(operations(&plan)[2..], ["s3 AssociatePrincipalWithPortfolio after s2"]);
}

#[test]
fn a_blueprint_is_a_product_that_was_read() {
    let dev = |blueprint: &str| {
        Intent::Vend(Vend { stages: vec!["dev".to_owned()], blueprint: Some(blueprint.to_owned()), ..fraud() })
    };
    assert_eq!(status(&platform(dev("prod-port-build")), "blueprint"), Some(CheckStatus::Pass));
    let detail = |plan: &Plan| {
        let check = plan.preflight.iter().find(|check| check.check == "blueprint").expect("it is checked");
        assert_eq!(check.status, CheckStatus::Fail);
        check.detail.clone()
    };
    // Two portfolios have a product of this name, and none has the other.
    assert!(detail(&platform(dev("studio"))).contains("prod-port-deploy"));
    let none = detail(&platform(dev("Baseline")));
    assert!(none.contains("There is: `Studio`") && !none.contains("not read"), "{none}");
    let mut fixture = Fixture::platform();
    fixture.unit(HUB, REGION, Service::ServiceCatalog, Status::Denied);
    let unread = detail(&made(dev("Baseline"), &fixture.finish()));
    assert!(unread.contains("the account whose Service Catalog was not read"), "{unread}");
    // Nobody asks for one: nothing is checked.
    assert_eq!(status(&platform(Intent::Vend(fraud())), "blueprint"), None);
}

#[test]
fn which_ou_is_for_a_stage_is_not_guessed() {
    let mut fixture = Fixture::platform();
    fixture.ou("r-root", "ou-live", "Live");
    let snapshot = fixture.finish();
    let ask = |vend: Vend| plan(&Intent::Vend(vend), &snapshot, &Settings::default(), stamp());
    let error = ask(fraud()).expect_err("there are two").to_string();
    assert!(error.contains("ou-live") && error.contains("ou-prod"), "{error}");
    let named = Vend { ous: [("prod".to_owned(), "Live".to_owned())].into(), ..fraud() };
    assert_eq!(ask(named).expect("a plan").steps[5].parameters["DestinationParentId"], json!("ou-live"));
}

#[test]
fn a_portfolio_is_shared_with_an_ou() {
    let plan = platform(sharing("Workloads"));
    let [step] = plan.steps.as_slice() else { panic!("{:?}", operations(&plan)) };
    assert_eq!((step.operation.as_str(), step.region.as_str()), ("CreatePortfolioShare", REGION));
    assert_eq!(step.account, id(HUB).to_string());
    assert_eq!(
        serde_json::Value::Object(step.parameters.clone()),
        json!({
            "PortfolioId": "port-build",
            "OrganizationNode": { "Type": "ORGANIZATIONAL_UNIT", "Value": "ou-work" },
            "SharePrincipals": false,
            "ShareTagOptions": false,
        })
    );
    let [effect] = plan.effect.portfolios.as_slice() else { panic!("{:?}", plan.effect.portfolios) };
    let names: Vec<&str> = effect.gains.iter().map(|account| account.name.as_str()).collect();
    assert_eq!((names, effect.unusable.len()), (vec!["churn-dev", "churn-prod"], 2));
    assert_eq!(effect.region, REGION);
    assert!(markdown(&plan).contains("portfolio **Model building** (eu-west-1) is seen by churn-dev, churn-prod"));
    for check in ["organization-access", "delegated-administrator", "launch-role", "products-own"] {
        assert_eq!(status(&plan, check), Some(CheckStatus::Pass), "{check}");
    }
    assert_eq!(status(&plan, "share-in-progress"), Some(CheckStatus::Unknown));
    assert_eq!(plan.confirm, "Model building");
    assert!(plan.steps[0].rests_on.len() == 3 && plan.based_on.facts.len() == 3);
}

#[test]
fn shares_of_a_portfolio_are_made_one_after_the_other() {
    let other = Intent::Share {
        portfolio: "port-deploy".to_owned(),
        with: "ou-prod".to_owned(),
        share_principals: Some(true),
        share_tag_options: None,
    };
    let plan =
        platform(Intent::Together { intents: vec![sharing("ou-dev"), other, sharing("ou-prod"), sharing("ou-dev")] });
    assert_eq!(
        operations(&plan),
        ["s1 CreatePortfolioShare after ", "s2 CreatePortfolioShare after ", "s3 CreatePortfolioShare after s1"]
    );
}

#[test]
fn who_may_not_share_through_the_organization_shares_with_accounts() {
    let mut fixture = Fixture::platform();
    fixture.set(HUB, "DelegatedServices", json!([]));
    let snapshot = fixture.finish();
    let plan = made(sharing("churn-dev"), &snapshot);
    assert_eq!(operations(&plan), ["s1 CreatePortfolioShare after ", "s2 AcceptPortfolioShare after s1"]);
    assert_eq!(plan.steps[0].parameters["AccountId"], json!(id(CHURN_DEV)));
    assert_eq!(plan.steps[1].account, id(CHURN_DEV).to_string());
    assert_eq!(plan.effect.portfolios[0].gains.len(), 1);
    let plan = made(sharing("ou-dev"), &snapshot);
    assert_eq!(status(&plan, "delegated-administrator"), Some(CheckStatus::Fail));
    assert_eq!(status(&plan, "organization-access"), Some(CheckStatus::Unknown));
    let plan = made(sharing("999988887777"), &snapshot);
    assert_eq!((plan.steps.len(), plan.left_out.len()), (1, 1));
}

#[test]
fn a_launch_role_that_is_missing_fails_and_one_that_was_not_looked_for_is_unknown() {
    let mut fixture = Fixture::platform();
    fixture.account("ou-dev", MANAGEMENT + 103, "bare-dev");
    let plan = made(sharing("ou-dev"), &fixture.clone().finish());
    assert_eq!(status(&plan, "launch-role"), Some(CheckStatus::Fail));
    fixture.unit(MANAGEMENT + 103, GLOBAL, Service::Iam, Status::Denied);
    assert_eq!(status(&made(sharing("ou-dev"), &fixture.clone().finish()), "launch-role"), Some(CheckStatus::Unknown));
    fixture.launch("port-build", "RoleArn", "arn:aws:iam::100000000010:role/Hub");
    let plan = made(sharing("ou-prod"), &fixture.finish());
    assert_eq!(status(&plan, "launch-role-local"), Some(CheckStatus::Unknown));
}

#[test]
fn what_is_shared_along_is_changed_where_a_share_is_there() {
    let mut fixture = Fixture::platform();
    fixture.share(HUB, "port-build", "ORGANIZATIONAL_UNIT", "ou-dev", &[CHURN_DEV]);
    let snapshot = fixture.finish();
    assert!(made(sharing("ou-dev"), &snapshot).is_empty());
    let along = Intent::Share {
        portfolio: "port-build".to_owned(),
        with: "ou-dev".to_owned(),
        share_principals: Some(true),
        share_tag_options: Some(false),
    };
    let plan = made(along.clone(), &snapshot);
    assert_eq!(operations(&plan), ["s1 UpdatePortfolioShare after "]);
    assert_eq!(plan.steps[0].parameters.get("ShareTagOptions"), None);
    assert!(made(along, &plan.apply_to(&snapshot)).is_empty());
}

#[test]
fn a_share_is_ended() {
    let mut fixture = Fixture::platform();
    fixture.share(HUB, "port-build", "ORGANIZATIONAL_UNIT", "ou-dev", &[CHURN_DEV]);
    let snapshot = fixture.finish();
    let plan = made(Intent::Unshare { portfolio: "port-build".to_owned(), with: "ou-dev".to_owned() }, &snapshot);
    assert_eq!(operations(&plan), ["s1 DeletePortfolioShare after "]);
    assert_eq!(plan.effect.portfolios[0].loses[0].name, "churn-dev");
    let after = plan.apply_to(&snapshot);
    assert!(!after.records.iter().any(|record| record.kind == Kind::AcceptedPortfolioShare));
    assert!(after.records.len() + 2 == snapshot.records.len());
}

#[test]
fn principals_are_associated_where_the_portfolio_is_seen() {
    let ask = |account: &str, principal: &str| Intent::Principal {
        portfolio: "port-build".to_owned(),
        account: account.to_owned(),
        principal: principal.to_owned(),
        associate: true,
    };
    let mut fixture = Fixture::platform();
    fixture.share(HUB, "port-build", "ORGANIZATIONAL_UNIT", "ou-dev", &[CHURN_DEV]);
    let snapshot = fixture.finish();
    let role = format!("arn:aws:iam::{}:role/SCLaunchRole", id(CHURN_DEV));
    let plan = made(ask("churn-dev", &role), &snapshot);
    assert_eq!(operations(&plan), ["s1 AssociatePrincipalWithPortfolio after "]);
    assert_eq!(plan.steps[0].account, id(CHURN_DEV).to_string());
    assert_eq!(status(&plan, "principal-there"), Some(CheckStatus::Pass));
    assert_eq!(plan.effect.edges.len(), 1);
    assert!(made(ask("churn-dev", &role), &plan.apply_to(&snapshot)).is_empty());
    let plan = made(ask("churn-dev", "arn:aws:iam::100000000100:role/Nobody"), &snapshot);
    assert_eq!(status(&plan, "principal-there"), Some(CheckStatus::Fail));
    let plan = made(ask("churn-prod", "arn:aws:iam:::role/Lead*"), &snapshot);
    assert_eq!(status(&plan, "portfolio-seen"), Some(CheckStatus::Fail));
    let error = crate::plan(&ask("churn-dev", "Lead"), &snapshot, &Settings::default(), stamp());
    assert!(matches!(error, Err(PlanError::Invalid(_))));
}

#[test]
fn patterns_go_along_with_a_share_that_carries_them() {
    let mut fixture = Fixture::platform();
    fixture.share(HUB, "port-build", "ORGANIZATIONAL_UNIT", "ou-dev", &[CHURN_DEV]);
    let snapshot = fixture.finish();
    let pattern = Intent::Principal {
        portfolio: "port-build".to_owned(),
        account: "ml-shared-services".to_owned(),
        principal: "arn:aws:iam:::role/Lead*".to_owned(),
        associate: true,
    };
    let along = Intent::Share {
        portfolio: "port-build".to_owned(),
        with: "ou-dev".to_owned(),
        share_principals: Some(true),
        share_tag_options: None,
    };
    let received = |snapshot: &Snapshot| {
        let record = snapshot.records.iter().find(|record| record.kind == Kind::AcceptedPortfolioShare);
        record.expect("it is received").document.get("Principals").cloned()
    };
    let without = made(pattern.clone(), &snapshot).apply_to(&snapshot);
    assert_eq!(received(&without), None);
    let listed = json!([{ "PrincipalARN": "arn:aws:iam:::role/Lead*", "PrincipalType": "IAM_PATTERN" }]);
    let together = made(Intent::Together { intents: vec![pattern, along] }, &snapshot).apply_to(&snapshot);
    assert_eq!(received(&together), Some(listed));
    let moved = made(moving("churn-prod", "ou-dev"), &together).apply_to(&together);
    assert_eq!(moved.records.iter().filter(|record| record.document.get("PortfolioShareType").is_some()).count(), 2);
}

#[test]
fn an_account_is_moved() {
    let mut fixture = Fixture::platform();
    fixture.share(HUB, "port-build", "ORGANIZATIONAL_UNIT", "ou-prod", &[MANAGEMENT + 101]);
    let snapshot = fixture.finish();
    let plan = made(moving("churn-prod", "Workloads/Workloads_Dev"), &snapshot);
    assert_eq!(
        serde_json::Value::Object(plan.steps[0].parameters.clone()),
        json!({ "AccountId": id(MANAGEMENT + 101), "SourceParentId": "ou-prod", "DestinationParentId": "ou-dev" })
    );
    assert_eq!(plan.steps[0].undo, "move it back to Workloads_Prod (ou-prod)");
    let edge = plan.effect.edges.iter().find(|edge| edge.kind == "child-of").expect("it moves");
    assert_eq!((edge.change, edge.was_name.as_deref()), (Change::Moved, Some("Workloads_Prod")));
    let [scp] = plan.effect.policies.as_slice() else { panic!("{:?}", plan.effect.policies) };
    assert_eq!((scp.change, scp.name.as_str()), (Change::Removed, "stage-prod"));
    assert_eq!(plan.effect.portfolios[0].loses.len(), 1);
    let after = plan.apply_to(&snapshot);
    let account = after.records.iter().find(|record| record.name == "churn-prod").expect("it is there");
    assert_eq!(account.document["Paths"], json!([format!("o-test/r-root/ou-work/ou-dev/{}/", id(MANAGEMENT + 101))]));
    assert!(made(moving("churn-prod", "ou-dev"), &after).is_empty());
}

#[test]
fn what_is_protected_is_confirmed_twice() {
    let plan = platform(moving("log-archive", "Sandbox"));
    let names: Vec<&str> = plan.also_confirm.iter().map(|also| also.name.as_str()).collect();
    assert_eq!((plan.confirm.as_str(), names), ("log-archive", vec!["Security", "log-archive"]));
    let settings = Settings { protected: vec!["churn-dev".to_owned()], ..Settings::default() };
    let snapshot = Fixture::platform().finish();
    let plan = plan_of(&moving("churn-dev", "Sandbox"), &snapshot, &settings);
    assert_eq!(plan.also_confirm[0].name, "churn-dev");
    let attach = Intent::Attach { policy: "stage-prod".to_owned(), to: "Root".to_owned() };
    assert_eq!(plan_of(&attach, &snapshot, &settings).also_confirm[0].name, "Root");
}

fn plan_of(intent: &Intent, snapshot: &Snapshot, settings: &Settings) -> Plan {
    plan(intent, snapshot, settings, stamp()).expect("a plan")
}

#[test]
fn what_was_not_read_does_not_pass() {
    let mut fixture = Fixture::platform();
    fixture.unit(MANAGEMENT, GLOBAL, Service::Organizations, Status::Denied);
    let snapshot = fixture.finish();
    let plan = made(Intent::Vend(fraud()), &snapshot);
    for check in ["organization-read", "email-free", "name-free", "destination-there"] {
        assert_eq!(status(&plan, check), Some(CheckStatus::Unknown), "{check}");
    }
    assert!(!plan.is_blocked());
    let mut fixture = Fixture::platform();
    fixture.account("ou-dev", MANAGEMENT + 105, "lost-dev");
    fixture.of_account(MANAGEMENT + 105).relations.clear();
    fixture.unread(Part::PARENT);
    let error = crate::plan(&moving("lost-dev", "ou-prod"), &fixture.finish(), &Settings::default(), stamp());
    assert!(matches!(error, Err(PlanError::Unknown { .. })));
    let nothing = crate::plan(&sharing("ou-dev"), &Snapshot::default(), &Settings::default(), stamp());
    assert_eq!(nothing, Err(PlanError::NoOrganization));
}

#[test]
fn an_account_is_closed_unless_others_hang_on_it() {
    let close = |account: &str| Intent::Close { account: account.to_owned() };
    let snapshot = Fixture::platform().finish();
    let plan = made(close("churn-dev"), &snapshot);
    assert_eq!((operations(&plan), plan.is_blocked()), (vec!["s1 CloseAccount after ".to_owned()], false));
    assert_eq!(plan.effect.accounts_closed, 1);
    assert!(made(close("churn-dev"), &plan.apply_to(&snapshot)).is_empty());
    assert_eq!(status(&made(close("management"), &snapshot), "not-management"), Some(CheckStatus::Fail));
    let mut fixture = Fixture::platform();
    fixture.share(HUB, "port-build", "ORGANIZATIONAL_UNIT", "ou-dev", &[CHURN_DEV]);
    for number in 300..303 {
        fixture.account("ou-sand", MANAGEMENT + number, &format!("old-{number}"));
        fixture.set(MANAGEMENT + number, "State", json!("PENDING_CLOSURE"));
    }
    let plan = made(close("ml-shared-services"), &fixture.finish());
    for check in ["not-delegated-administrator", "shares-nothing", "closures-at-once"] {
        assert_eq!(status(&plan, check), Some(CheckStatus::Fail), "{check}");
    }
    assert_eq!(status(&plan, "closure-quota"), Some(CheckStatus::Pass));
}

#[test]
fn policies_are_attached_within_their_limits() {
    let attach = |policy: &str, to: &str| Intent::Attach { policy: policy.to_owned(), to: to.to_owned() };
    let snapshot = Fixture::platform().finish();
    let plan = made(attach("stage-prod", "churn-dev"), &snapshot);
    assert_eq!(plan.steps[0].parameters["TargetId"], json!(id(CHURN_DEV)));
    assert_eq!(status(&plan, "attachments-per-target"), Some(CheckStatus::Pass));
    assert_eq!(plan.effect.policies[0].accounts[0].name, "churn-dev");
    assert_eq!((plan.effect.quotas[0].before, plan.effect.quotas[0].after), (1, 2));
    assert!(made(attach("stage-prod", "churn-dev"), &plan.apply_to(&snapshot)).is_empty());
    let mut fixture = Fixture::platform();
    let deny = json!({ "Effect": "Deny", "Action": "*", "Resource": "*" });
    for number in 0..9 {
        let (id, name) = (format!("p-{number}"), format!("more-{number}"));
        fixture.policy(&id, &name, "SERVICE_CONTROL_POLICY", false, deny.clone(), &["ou-dev"]);
    }
    fixture.policy("p-ct", "aws-guardrails-x", "SERVICE_CONTROL_POLICY", false, deny.clone(), &["ou-prod"]);
    fixture.policy("p-tag", "tags", "TAG_POLICY", false, deny, &[]);
    let snapshot = fixture.finish();
    let plan = made(attach("stage-prod", "ou-dev"), &snapshot);
    assert_eq!(status(&plan, "attachments-per-target"), Some(CheckStatus::Fail));
    assert_eq!(status(&made(attach("p-ct", "ou-pre"), &snapshot), "not-of-control-tower"), Some(CheckStatus::Fail));
    assert_eq!(status(&made(attach("tags", "ou-pre"), &snapshot), "policy-type-enabled"), Some(CheckStatus::Fail));
}

#[test]
fn the_last_policy_that_allows_stays() {
    let detach = |policy: &str, from: &str| Intent::Detach { policy: policy.to_owned(), from: from.to_owned() };
    let snapshot = Fixture::platform().finish();
    let plan = made(detach("stage-prod", "ou-prod"), &snapshot);
    assert!(!plan.is_blocked());
    assert_eq!(plan.effect.policies[0].change, Change::Removed);
    assert_eq!(status(&made(detach("FullAWSAccess", "ou-dev"), &snapshot), "not-the-last"), Some(CheckStatus::Fail));
    let plan = made(detach("FullAWSAccess", "ou-prod"), &snapshot);
    assert_eq!(status(&plan, "not-the-last"), Some(CheckStatus::Pass));
    assert_eq!(status(&plan, "something-allowed"), Some(CheckStatus::Fail));
    let plan = made(detach("RCPFullAWSAccess", "ou-dev"), &snapshot);
    assert_eq!(status(&plan, "policy-detachable"), Some(CheckStatus::Fail));
    assert!(made(detach("stage-prod", "ou-dev"), &snapshot).is_empty());
}

#[test]
fn tags_are_set_and_taken_away() {
    let tag = |set: &[(&str, &str)], remove: &[&str]| Intent::Tag {
        account: "churn-dev".to_owned(),
        set: set.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect(),
        remove: remove.iter().map(|key| (*key).to_owned()).collect(),
    };
    let mut fixture = Fixture::platform();
    fixture.set(CHURN_DEV, "Tags", json!([{ "Key": "a", "Value": "1" }, { "Key": "b", "Value": "2" }]));
    let snapshot = fixture.clone().finish();
    let plan = made(tag(&[("a", "1"), ("c", "3")], &["b", "x"]), &snapshot);
    assert_eq!(operations(&plan), ["s1 TagResource after ", "s2 UntagResource after s1"]);
    assert_eq!(plan.steps[0].parameters["Tags"], json!([{ "Key": "c", "Value": "3" }]));
    assert_eq!(plan.steps[1].parameters["TagKeys"], json!(["b"]));
    let after = plan.apply_to(&snapshot);
    assert!(made(tag(&[("a", "1"), ("c", "3")], &["b", "x"]), &after).is_empty());
    let plan = made(tag(&[("aws:x", "1")], &[]), &snapshot);
    assert_eq!(status(&plan, "tags-valid"), Some(CheckStatus::Fail));
    // Tags that nobody asked for are not taken for absent.
    let members = fixture.of_account(CHURN_DEV).document.as_object_mut().expect("an object");
    members.remove("Tags");
    let snapshot = fixture.finish();
    let plan = made(tag(&[("a", "1")], &["b"]), &snapshot);
    assert_eq!(plan.steps.len(), 2);
    assert_eq!(status(&plan, "tags-per-resource"), Some(CheckStatus::Unknown));
    assert!(made(tag(&[("a", "1")], &[]), &plan.apply_to(&snapshot)).is_empty());
}

#[test]
fn a_plan_tells_when_it_is_stale_and_what_has_changed() {
    let snapshot = Fixture::platform().finish();
    let plan = made(moving("churn-dev", "ou-prod"), &snapshot);
    assert_eq!(plan.stale(&snapshot, |_| false), Ok(Vec::new()));
    let mut fixture = Fixture::platform();
    fixture.account("ou-sand", CHURN_DEV, "churn-dev");
    let other = made(moving("churn-dev", "ou-sand"), &snapshot).apply_to(&snapshot);
    let changed = plan.stale(&other, |_| false).expect("there is an organization");
    assert_eq!(changed.len(), 1);
    assert_eq!(changed[0].was, "account churn-dev (100000000100) is in Workloads_Dev (ou-dev)");
    assert_eq!(changed[0].now, "account churn-dev (100000000100) is in Sandbox (ou-sand)");
    // What a step that is done has changed itself does not count.
    assert_eq!(plan.stale(&plan.apply_to(&snapshot), |step| step == "s1"), Ok(Vec::new()));
}

#[test]
fn a_plan_that_was_edited_is_refused() {
    let plan = platform(sharing("ou-dev"));
    let text = serde_json::to_string_pretty(&plan).expect("JSON");
    assert_eq!(Plan::read(&text).expect("a plan"), plan);
    let edited = text.replace("\"ou-dev\"", "\"ou-prod\"");
    assert!(matches!(Plan::read(&edited), Err(ReadError::Edited { .. })));
    let edited = text.replacen("\"confirm\"", "\"more\": 1, \"confirm\"", 1);
    assert!(matches!(Plan::read(&edited), Err(ReadError::Edited { .. })));
    let other = text.replace("armillary.plan/1", "armillary.plan/2");
    assert!(matches!(Plan::read(&other), Err(ReadError::Format(_))));
    assert!(matches!(Plan::read("{"), Err(ReadError::Form(_))));
    // When and by what it was made is no part of what it says.
    let again = Plan { id: "plan-other".to_owned(), created: "later".to_owned(), ..plan.clone() }.sealed();
    assert_eq!(again.digest, plan.digest);
}

#[test]
fn names_that_several_have_are_not_guessed() {
    let mut fixture = Fixture::platform();
    fixture.account("ou-dev", MANAGEMENT + 400, "twin");
    fixture.account("ou-prod", MANAGEMENT + 401, "twin");
    let snapshot = fixture.finish();
    let ask = |account: &str| plan(&moving(account, "ou-dev"), &snapshot, &Settings::default(), stamp());
    assert!(matches!(ask("twin"), Err(PlanError::Ambiguous { .. })));
    assert!(matches!(ask("nobody"), Err(PlanError::NotFound { .. })));
    assert!(ask("CHURN-PROD").is_ok());
}

#[test]
fn known_outcomes_take_the_place_of_references() {
    let snapshot = Fixture::platform().finish();
    let plan = made(Intent::Vend(Vend { stages: vec!["dev".to_owned()], ..fraud() }), &snapshot);
    let outcomes: Outcomes = [("${s1.accountId}".to_owned(), id(777_000_000_000))].into();
    let after = plan.apply_with(&snapshot, &outcomes);
    let account = after.records.iter().find(|record| record.name == "fraud-dev").expect("it is there");
    assert_eq!(account.account, id(777_000_000_000));
    assert_eq!(account.document["Paths"], json!(["o-test/r-root/ou-work/ou-dev/777000000000/"]));
    let policy = after.records.iter().find(|record| record.name == "FullAWSAccess").expect("it is there");
    assert!(policy.relations.iter().any(|relation| relation.target == account.arn));
}

#[test]
fn a_manifest_is_held_against_the_organization() {
    let mut fixture = Fixture::platform();
    fixture.account("ou-prod", MANAGEMENT + 500, "fraud-prod");
    fixture.account("r-root", MANAGEMENT + 501, "fraud-preprod");
    let snapshot = fixture.finish();
    let diff = crate::diff(&[fraud()], &snapshot).expect("a difference");
    let kinds: Vec<&str> = diff.lacking.iter().map(|lacking| lacking.kind).collect();
    assert_eq!(kinds, ["account", "place", "tags", "tags"]);
    let after = made(Intent::Vend(fraud()), &snapshot).apply_to(&snapshot);
    assert_eq!(crate::diff(&[fraud()], &after).expect("a difference").lacking, []);
}

#[test]
fn a_plan_reads_well() {
    let text = markdown(&platform(Intent::Vend(fraud())));
    for part in [
        "# Vend team fraud: dev, preprod, prod\n",
        "| type to confirm | `fraud` |",
        "- 3 accounts are created\n",
        "- **fraud-dev** in Workloads_Dev\n",
        "- policy **stage-prod** applies to fraud-prod\n",
        "| pass | email-free | no account of the organization has `aws+fraud-dev@example.com` |  |",
        "### s2: move fraud-dev from the root (r-root) to Workloads_Dev (ou-dev)\n",
        "- `organizations:CreateAccount` in account `100000000000`, us-east-1; 1 to 10 minutes\n",
        "  - AccountId: `${s1.accountId}`\n",
        "- after s1\n",
    ] {
        assert!(text.contains(part), "{part}\n---\n{text}");
    }
    let empty = markdown(&platform(moving("churn-dev", "ou-dev")));
    assert!(empty.contains("There is nothing to do"), "{empty}");
}

fn assign(to: (&str, &str), accounts: &[&str], ous: &[&str], assign: bool) -> Intent {
    let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
    let (principal_type, principal) = (to.0.to_owned(), to.1.to_owned());
    let (accounts, ous) = (texts(accounts), texts(ous));
    Intent::Assign { permission_set: "Lead".to_owned(), principal_type, principal, accounts, ous, assign }
}

fn with_center(administrator: u64) -> Fixture {
    let mut fixture = Fixture::platform();
    fixture.identity_center(administrator);
    fixture
}

#[test]
fn a_permission_set_is_given_and_taken_away() {
    let snapshot = with_center(HUB).finish();
    let plan = made(assign(("group", "leads"), &["churn-dev"], &[], true), &snapshot);
    assert_eq!(operations(&plan), ["s1 CreateAccountAssignment after "]);
    let step = &plan.steps[0];
    assert_eq!((step.service.as_str(), step.account.as_str()), ("sso", id(HUB).to_string().as_str()));
    assert_eq!(step.parameters["TargetId"], json!(id(CHURN_DEV)));
    assert_eq!(step.parameters["PrincipalId"], json!("id-leads"));
    assert_eq!(plan.confirm, "Lead");
    assert!(!plan.is_blocked());
    assert!(plan.based_on.facts[0].about.contains("leads does not have permission set Lead"));
    let text = markdown(&plan);
    assert!(text.contains("permission set **Lead for leads** is given in churn-dev"), "{text}");
    let after = plan.apply_to(&snapshot);
    assert!(made(assign(("group", "leads"), &["churn-dev"], &[], true), &after).is_empty());
    let away = made(assign(("GROUP", "leads"), &["churn-dev"], &[], false), &after);
    assert_eq!(operations(&away), ["s1 DeleteAccountAssignment after "]);
    assert_eq!(away.apply_to(&after).records, snapshot.records);
    assert!(made(assign(("group", "leads"), &["churn-dev"], &[], false), &snapshot).is_empty());
}

#[test]
fn an_ou_stands_for_its_accounts_in_use() {
    let mut fixture = with_center(MANAGEMENT);
    fixture.account("ou-prod", MANAGEMENT + 700, "closed-prod");
    fixture.set(MANAGEMENT + 700, "State", json!("SUSPENDED"));
    let snapshot = fixture.finish();
    let plan = made(assign(("user", "ada"), &[], &["Workloads"], true), &snapshot);
    let targets: Vec<_> = plan.steps.iter().map(|step| step.parameters["TargetId"].clone()).collect();
    assert_eq!(targets, [json!(id(CHURN_DEV)), json!(id(MANAGEMENT + 101))]);
    let closed = made(assign(("user", "ada"), &["closed-prod"], &[], true), &snapshot);
    assert_eq!(status(&closed, "account-active"), Some(CheckStatus::Fail));
}

#[test]
fn into_the_management_account_only_it_gives_access() {
    let plan = made(assign(("group", "leads"), &["management"], &[], true), &with_center(HUB).finish());
    assert_eq!(plan.steps[0].account, id(MANAGEMENT).to_string());
    assert_eq!(status(&plan, "management-account"), Some(CheckStatus::Unknown));
    assert_eq!(plan.also_confirm[0].because, "it is the management account");
    let plan = made(assign(("group", "leads"), &["management"], &[], true), &with_center(MANAGEMENT).finish());
    assert_eq!(status(&plan, "management-account"), Some(CheckStatus::Pass));
}

#[test]
fn where_identity_center_was_not_read_nothing_is_planned_and_a_team_is_told() {
    let snapshot = Fixture::platform().finish();
    let asked = assign(("group", "leads"), &["churn-dev"], &[], true);
    let error = plan(&asked, &snapshot, &Settings::default(), stamp()).expect_err("nothing is known");
    assert!(error.to_string().contains("IAM Identity Center was never read"), "{error}");
    let people = |group: &str| {
        vec![crate::People {
            group: group.to_owned(),
            permission_set: "Lead".to_owned(),
            stages: vec!["dev".to_owned()],
        }]
    };
    let vend = Vend { stages: vec!["dev".to_owned()], people: people("leads"), ..fraud() };
    assert!(made(Intent::Vend(vend.clone()), &snapshot).left_out[0].contains("was never read"));
    let snapshot = with_center(MANAGEMENT).finish();
    let team = made(Intent::Vend(vend), &snapshot);
    let expected = ["s1 CreateAccount after ", "s2 MoveAccount after s1", "s3 CreateAccountAssignment after s2"];
    assert_eq!(operations(&team), expected);
    assert_eq!(team.steps[2].parameters["TargetId"], json!("${s1.accountId}"));
    assert!(team.left_out.is_empty());
    let nobody = Vend { stages: vec!["dev".to_owned()], people: people("nobody"), ..fraud() };
    let left_out = made(Intent::Vend(nobody), &snapshot).left_out;
    assert!(left_out[0].contains("there is no group `nobody`"), "{left_out:?}");
}
