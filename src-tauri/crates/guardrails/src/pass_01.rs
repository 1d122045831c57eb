//! PASS-01: the role by which models are deployed passes too many roles, or not the one it has to pass.
//!
//! A deployment creates the model with the account's model execution role, so it must be allowed `iam:PassRole` on it,
//! to SageMaker; it must not be allowed to pass any role of the account. Without iam:PassedToService it could hand the
//! role to other services too.

use armillary_model::{Finding, RuleId, Severity};
use armillary_policy::Action;

use super::{
    Reads, Report, Rule, Scope,
    ask::{Asked, is_open, knowing},
    conditions,
    expectations::fits_any,
    report::Draft,
};
use armillary_trust::{Principal, PrincipalKind, Standing};

pub(super) const RULE: Rule = Rule { id: RuleId::Pass01, reads: Reads::Grants, check };

const KEY: &str = "iam:PassedToService";

fn check(scope: &Scope<'_>, report: &mut Report) {
    let pass = Action::new("iam:PassRole");
    let roles =
        scope.actors().map(|(_, principal)| principal).filter(|principal| principal.kind == PrincipalKind::Role);
    for role in roles.filter(|role| fits_any(role.name(), &scope.expect.deployment)) {
        let models = model_roles(scope, role);
        if models.is_empty() {
            continue;
        }
        report.looked();
        let Some(asked) = Asked::new(scope.org, role) else { continue };
        let to_sagemaker = knowing(KEY, "sagemaker.amazonaws.com");
        let any = format!("arn:{}:iam::{}:role/*", conditions::partition(role), role.account);
        let excess = asked.standing_on_all(&pass, &any, &to_sagemaker);
        let needed = models.iter().map(|model| asked.standing(&pass, &model.arn, &to_sagemaker)).min();
        let elsewhere =
            models.iter().map(|model| asked.standing(&pass, &model.arn, &knowing(KEY, "ec2.amazonaws.com"))).min();
        if is_open(excess) {
            report.raise(excessive(scope, role, &pass));
        } else if needed == Some(Standing::Denied) {
            report.raise(missing(scope, role, &models));
        } else if elsewhere.is_some_and(is_open) {
            report.raise(to_any_service(scope, role, &pass));
        }
    }
}

/// The roles by which models run in the role's account.
fn model_roles<'a>(scope: &Scope<'a>, role: &Principal) -> Vec<&'a Principal> {
    let account = scope.org.account_of(role);
    let members = scope.org.members(account).map(|id| scope.org.principal(id));
    members
        .filter(|one| one.kind == PrincipalKind::Role && fits_any(one.name(), &scope.expect.model_execution))
        .collect()
}

fn draft(scope: &Scope<'_>, role: &Principal, what: &str) -> Draft {
    let own = scope.org.account_of(role);
    Draft::new(RuleId::Pass01, &*role.arn, role.account).severity(Severity::High).summary(format!(
        "`{}` in {} {what}.",
        role.name(),
        own.name
    ))
}

fn excessive(scope: &Scope<'_>, role: &Principal, pass: &Action) -> Finding {
    draft(scope, role, "may pass any role of the account to SageMaker")
        .told_by("aspect", "excess")
        .title("Deployment passes any role")
        .remedy(
            "Allow iam:PassRole on the model execution role only, with iam:PassedToService sagemaker.amazonaws.com.",
        )
        .statements(granting(role, pass))
        .fail()
}

fn missing(scope: &Scope<'_>, role: &Principal, models: &[&Principal]) -> Finding {
    let names: Vec<String> = models.iter().map(|model| format!("`{}`", model.name())).collect();
    draft(scope, role, &format!("may not pass {} to SageMaker: no model can be deployed", names.join(" or ")))
        .told_by("aspect", "missing")
        .severity(Severity::Medium)
        .title("Deployment cannot pass the model's role")
        .remedy("Allow iam:PassRole on the model execution role, with iam:PassedToService sagemaker.amazonaws.com.")
        .fail()
}

fn to_any_service(scope: &Scope<'_>, role: &Principal, pass: &Action) -> Finding {
    draft(scope, role, "may pass the model's role to services other than SageMaker")
        .told_by("aspect", "service")
        .severity(Severity::Low)
        .title("Deployment passes the model's role to any service")
        .remedy("Demand iam:PassedToService sagemaker.amazonaws.com with StringEquals.")
        .statements(granting(role, pass))
        .warn()
}

fn granting(role: &Principal, pass: &Action) -> Vec<armillary_model::StatementRef> {
    let policies = role.identity.iter().enumerate();
    let places = policies.flat_map(|(at, policy)| {
        conditions::allowing(policy, pass).map(move |statement| conditions::in_identity(role, at, statement))
    });
    places.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::team::*;
    use super::*;

    const MODEL: &str = "SageMakerModelExecutionRole";

    fn said(inline: &[Value]) -> Vec<String> {
        Team::new()
            .role(
                PROD,
                "StackSetExecutionRole",
                trust(json!({"AWS": role_arn(DEV, "StackSetAdministrationRole")})),
                inline,
            )
            .role(PROD, MODEL, service("sagemaker.amazonaws.com", PROD), &[])
            .says(RuleId::Pass01)
    }

    #[test]
    fn the_models_role_is_passed_and_no_other() {
        let to = |service: &str| json!({"StringEquals": {"iam:PassedToService": service}});
        let pass = |resource: String, condition: Value| allow_if(json!("iam:PassRole"), json!(resource), condition);
        let sagemaker = || to("sagemaker.amazonaws.com");
        assert_eq!(said(&[pass(role_arn(PROD, MODEL), sagemaker())]), nothing());
        assert_eq!(said(&[pass(role_arn(PROD, "*ModelExecution*"), sagemaker())]), nothing());
        assert_eq!(said(&[pass(role_arn(PROD, "*"), sagemaker())]), ["fail StackSetExecutionRole"], "any role");
        assert_eq!(said(&[pass("*".into(), json!({}))]), ["fail StackSetExecutionRole"], "any role to any service");
        assert_eq!(said(&[pass(role_arn(PROD, MODEL), json!({}))]), ["warn StackSetExecutionRole"], "to any service");
        assert_eq!(said(&[]), ["fail StackSetExecutionRole"], "the deployment breaks");
        assert_eq!(said(&[pass(role_arn(PROD, MODEL), to("lambda.amazonaws.com"))]), ["fail StackSetExecutionRole"]);
    }

    #[test]
    fn accounts_without_models_are_not_meant() {
        let team = Team::new().role(PROD, "StackSetExecutionRole", service("lambda.amazonaws.com", PROD), &[]);
        assert_eq!(team.says(RuleId::Pass01), nothing());
    }
}
