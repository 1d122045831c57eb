//! Accounts that are not in use: nothing leads into them or out of them, and answers say why.

use armillary_model::Status;
use serde_json::json;

use super::*;
use crate::{
    AccountState, Answer, Page, Told, WhoCan,
    fixture::{Draft, trusts, trusts_service},
};

/// A development role that may take a production role which trusts its account; the development account was closed after crawl 1.
fn closed() -> Fixture {
    let mut fixture = organization();
    let target = role(PROD, "Target");
    fixture
        .role(PROD, "Target", trusts(json!(DEV)), &[])
        .role(DEV, "Caller", trusts_service("ec2.amazonaws.com"), &[("p", assume(json!(target)))])
        .role(DEV, "Own", trusts(json!(DEV)), &[])
        .closed_since(DEV);
    fixture
}

fn who_can(fixture: &Fixture, resource: &str) -> WhoCan {
    fixture.graph().who_can("sts:AssumeRole", resource, Told::default(), Page::first(10), 1)
}

#[test]
fn no_path_leads_out_of_a_closed_account_and_the_answer_says_why() {
    let graph = closed().graph();
    for from in [DEV, "fraud-dev", &role(DEV, "Caller")] {
        let found = paths(&graph, from, "stage:prod");
        assert_eq!((found.answer, found.idle.len()), (Answer::None, 1), "{from}");
        let idle = &found.idle[0];
        assert_eq!((idle.account.to_string().as_str(), idle.state), (DEV, AccountState::Suspended));
        assert_eq!(idle.as_of, Some(1));
        assert_eq!(found.notes, [idle.sentence()], "{from}");
        assert!(idle.sentence().contains("is suspended: AWS lets nobody act in it"), "{}", idle.sentence());
        assert!(idle.sentence().ends_with("its roles are as of crawl 1"), "{}", idle.sentence());
    }
    assert!(paths(&graph, "stage:preprod", "stage:prod").idle.is_empty(), "it is about other accounts");
}

#[test]
fn nor_does_one_lead_in() {
    let found = paths(&closed().graph(), "stage:prod", "stage:dev");
    assert_eq!((found.answer, found.idle.len()), (Answer::None, 1));
}

#[test]
fn who_can_names_the_closed_owner_and_closed_accounts_that_the_trust_policy_names() {
    let fixture = closed();
    for (resource, why) in [(role(DEV, "Own"), "the owner"), (role(PROD, "Target"), "named")] {
        let who = who_can(&fixture, &resource);
        assert_eq!((who.allowed + who.allowed_if + who.unknown, who.unread.len()), (0, 0), "{why}");
        assert_eq!(who.idle.iter().map(|idle| idle.account.to_string()).collect::<Vec<_>>(), [DEV], "{why}");
        assert!(who.notes.iter().any(|note| note.contains("is suspended")), "{why}: {:?}", who.notes);
    }
}

#[test]
fn a_principal_of_a_closed_account_can_do_nothing() {
    let graph = closed().graph();
    let id = graph.organization().find(&role(DEV, "Caller")).expect("there");
    let what = graph.what_can(graph.node_of(id), 4, 100, Page::first(10));
    assert!(what.reaches.is_empty());
    assert_eq!(what.idle.and_then(|idle| idle.as_of), Some(1));
}

#[test]
fn a_closed_account_that_was_never_read_says_so_also_of_a_role_by_its_arn() {
    let mut fixture = organization();
    fixture.state(DEV, "PENDING_CLOSURE").read_as(DEV, Status::Skipped);
    let graph = fixture.graph();
    let found = paths(&graph, &role(DEV, "Whoever"), "stage:prod");
    assert_eq!((found.answer, found.unread.len()), (Answer::None, 0));
    assert!(found.notes[0].contains("is being closed"), "{:?}", found.notes);
    assert!(found.notes[0].ends_with("its roles were never read"), "{:?}", found.notes);
    assert!(End::parse(&closed().graph(), &role(DEV, "Whoever")).is_err(), "its roles are known, and this is none");
}

#[test]
fn more_than_a_few_are_counted() {
    let mut fixture = Fixture::new();
    fixture.ou("r-root", "ou-dev", "Workloads_Dev");
    for number in 1..=5 {
        let id = format!("20000000000{number}");
        fixture.account("ou-dev", &id, &format!("team-{number}-dev")).state(&id, "SUSPENDED");
    }
    fixture.account("ou-dev", "200000000009", "team-9-dev");
    fixture.principal(Draft::user("200000000009", "dana"));
    let found = paths(&fixture.graph(), "stage:dev", "management");
    assert_eq!((found.idle.len(), found.notes.len()), (5, 5), "{:?}", found.notes);
    assert!(found.notes[3].contains("2 more accounts"), "{:?}", found.notes);
}
