//! Whether a plan can be carried out at all: asked before its first call, so that none is made of a plan whose last step cannot be.

use std::collections::BTreeSet;

use armillary_plan::{PLAN_ID, Plan, Step, gives_account};
use serde_json::Value;

use crate::calls;

/// Why a plan cannot be carried out.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("step `{step}` cannot be carried out: {why}")]
pub struct Unfit {
    /// The step.
    pub step: String,
    /// Why.
    pub why: String,
}

/// Refuses steps that name no operation of this program, leave out a parameter or have one too many, that come before what they wait for, or that
/// take something from a step which they do not wait for or which gives nothing.
pub fn check(plan: &Plan) -> Result<(), Unfit> {
    let mut before: Vec<&Step> = Vec::new();
    for step in &plan.steps {
        let unfit = |why: String| Unfit { step: step.id.clone(), why };
        if before.iter().any(|other| other.id == step.id) {
            return Err(unfit("another step has the same id".to_owned()));
        }
        if let Some(missing) = step.after.iter().find(|id| !before.iter().any(|other| other.id == **id)) {
            return Err(unfit(format!("it waits for `{missing}`, which is no step before it")));
        }
        let known = calls::parameters_of(&step.service, &step.operation);
        let Some((needed, more)) = known else {
            return Err(unfit(format!("this version of Armillary cannot call `{}:{}`", step.service, step.operation)));
        };
        if let Some(missing) = needed.iter().find(|name| !step.parameters.contains_key(**name)) {
            return Err(unfit(format!("`{missing}` is missing")));
        }
        let is_known = |name: &&String| needed.contains(&name.as_str()) || more.contains(&name.as_str());
        if let Some(strange) = step.parameters.keys().find(|name| !is_known(name)) {
            return Err(unfit(format!("`{strange}` is no parameter of it")));
        }
        let mut references = BTreeSet::new();
        references_in(&Value::Object(step.parameters.clone()), &mut references);
        references_in(&Value::String(step.account.clone()), &mut references);
        for reference in references {
            let given = reference.split_once('.').is_some_and(|(from, member)| {
                let waits = before.iter().any(|other| other.id == from && gives_account(&other.operation));
                reference == PLAN_ID || (waits && member == "accountId")
            });
            if !given {
                return Err(unfit(format!("`${{{reference}}}` is nothing that a step before it gives")));
            }
        }
        before.push(step);
    }
    Ok(())
}

/// What stands in `${…}` and looks like something of a step: `s1.accountId`. Policies have variables of their own, with a colon.
fn references_in(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            let inside = text.split("${").skip(1).filter_map(|rest| rest.split_once('}'));
            let is_ours = |name: &&str| name.contains('.') && !name.contains(':');
            found.extend(inside.map(|(name, _)| name).filter(is_ours).map(str::to_owned));
        }
        Value::Array(values) => values.iter().for_each(|value| references_in(value, found)),
        Value::Object(members) => members.values().for_each(|value| references_in(value, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn step(id: &str, after: &[&str], operation: &str, parameters: Value) -> Value {
        json!({
            "id": id, "title": "", "service": "organizations", "operation": operation, "account": "111122223333", "region": "us-east-1",
            "parameters": parameters, "after": after, "repeatable": "", "verify": "", "undo": "", "expectedSeconds": [0, 0], "restsOn": [],
        })
    }

    fn of(steps: Vec<Value>) -> Result<(), String> {
        let plan = json!({
            "schema": "armillary.plan/1", "id": "plan-1", "digest": "", "created": "", "createdBy": "",
            "intent": {"kind": "close", "account": "a"}, "organization": "o-1", "basedOn": {"crawl": 1, "facts": []}, "confirm": "a",
            "alsoConfirm": [], "preflight": [], "steps": steps, "leftOut": [],
            "effect": serde_json::to_value(armillary_plan::Effect::default()).expect("JSON"),
        });
        let plan: Plan = serde_json::from_value(plan).expect("a plan");
        check(&plan).map_err(|unfit| unfit.to_string())
    }

    #[test]
    fn what_cannot_be_carried_out_is_told_before_the_first_call() {
        let make = |name: &str| json!({"AccountName": name, "Email": "a@example.com"});
        let first = || step("s1", &[], "CreateAccount", make("a"));
        let moved =
            |account: &str| json!({"AccountId": account, "SourceParentId": "r-1", "DestinationParentId": "ou-1"});
        assert_eq!(of(vec![first(), step("s2", &["s1"], "MoveAccount", moved("${s1.accountId}"))]), Ok(()));
        for (other, why) in [
            (step("s2", &[], "DeleteOrganization", json!({})), "cannot call `organizations:DeleteOrganization`"),
            (step("s2", &[], "CloseAccount", json!({})), "`AccountId` is missing"),
            (step("s2", &[], "CloseAccount", json!({"AccountId": "1", "Extra": 1})), "`Extra` is no parameter"),
            (step("s1", &[], "CreateAccount", make("b")), "the same id"),
            (step("s2", &["s9"], "CreateAccount", make("b")), "`s9`, which is no step before it"),
            (step("s2", &["s2"], "CreateAccount", make("b")), "`s2`, which is no step before it"),
            (step("s2", &["s1"], "MoveAccount", moved("${s9.accountId}")), "`${s9.accountId}` is nothing"),
            (step("s2", &["s1"], "MoveAccount", moved("${s1.portfolioId}")), "`${s1.portfolioId}` is nothing"),
        ] {
            let said = of(vec![first(), other]).expect_err(why);
            assert!(said.contains(why), "{said}");
        }
    }
}
