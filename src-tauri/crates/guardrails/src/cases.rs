//! Trust policies out of public reports, each with the right answer and why it is right.

use armillary_model::{RuleId, Severity};
use armillary_trust::{EdgeKind, Graph, NodeId, Standing, condition_in_words};
use serde_json::{Value, json};

use super::team::*;

const CASES: &str = include_str!("../cases/trust-field.ndjson");

/// The role with the case's trust policy, and one each that may take roles in its account and in another.
fn team(trust: &Value) -> Team {
    let may = || [allow(json!("sts:AssumeRole"), json!("*"))];
    let nobody = || service("glue.amazonaws.com", PROD);
    let team = Team::new().role(PROD, "Case", trust.clone(), &[]);
    team.role(PROD, "Near", nobody(), &may()).role(DEV, "Dev", nobody(), &may())
}

fn case(graph: &Graph) -> NodeId {
    let role = graph.organization().find(&role_arn(PROD, "Case")).expect("the role");
    graph.node_of(role)
}

fn severity(trust: &Value) -> Option<Severity> {
    let findings = team(trust).findings();
    findings.findings.iter().find(|finding| finding.rule == RuleId::Tru02).map(|finding| finding.severity)
}

/// What is wrong with the answers to a case.
fn wrong(trust: &Value, (what, expected): (&String, &Value)) -> Option<String> {
    let graph = team(trust).graph();
    let into: Vec<_> = graph.edges_into(case(&graph)).filter(|edge| edge.standing != Standing::Denied).collect();
    let said = match what.as_str() {
        "TRU-02" => {
            let mut bare = trust.clone();
            bare["Statement"][0].as_object_mut().expect("a statement").remove("Condition");
            let (found, without) = (severity(trust), severity(&bare));
            (found.is_none() || found != without).then(|| format!("{found:?} and {without:?}"))
        }
        "named" => {
            let names: Vec<_> = into.iter().map(|edge| graph.name_of(edge.from)).collect();
            (!names.iter().any(|name| Some(&**name) == expected.as_str())).then(|| format!("{names:?}"))
        }
        "words" => {
            let conditions = into.iter().flat_map(|edge| graph.explain(edge).conditions());
            let words: Vec<String> = conditions.map(|literal| condition_in_words(&literal)).collect();
            let holds = |words: &String| words.contains(expected.as_str().expect("words"));
            (!words.iter().any(holds)).then(|| format!("{words:?}"))
        }
        "can-assume" => {
            let dev = role_arn(DEV, "Dev");
            let takes = into.iter().any(|edge| *graph.name_of(edge.from) == *dev && edge.kind == EdgeKind::AssumeRole);
            takes.then(|| format!("{dev} takes it"))
        }
        rule => {
            let rule = RuleId::ALL.iter().copied().find(|id| id.to_string() == rule).expect("a rule");
            let says = team(trust).says(rule);
            let fails = says.iter().any(|said| said == "fail Case");
            (Some(fails) != expected.as_bool()).then(|| format!("{says:?}"))
        }
    };
    said.map(|said| format!("{what} is {expected}, not {said}"))
}

#[test]
fn every_case_is_answered_as_its_authority_does() {
    let accounts = [("444455556666", PROD), ("111122223333", DEV), ("999988887777", OUTSIDE)];
    let text = accounts.iter().fold(CASES.to_owned(), |text, (from, to)| text.replace(from, to));
    let mut failed = Vec::new();
    for line in text.lines() {
        let case: Value = serde_json::from_str(line).expect("a case");
        let expected = case["expected"].as_object().expect("what is expected");
        let wrong = expected.iter().filter_map(|one| wrong(&case["trustPolicy"], one));
        failed.extend(wrong.map(|wrong| format!("{}: {wrong}", case["id"])));
    }
    assert!(failed.is_empty(), "{failed:#?}");
    assert_eq!(CASES.lines().count(), 15);
}
