//! REG-03: a model was approved by the one who built it.
//!
//! SageMaker tells who built a package and who changed it last. They must be different: different user profiles where
//! both acted from Studio, else different sessions. A package that is approved and was never changed was approved when
//! it was made.

use armillary_model::{RuleId, Severity};

use super::{Reads, Report, Rule, Scope, report::Draft};
use armillary_trust::{ModelPackage, UserContext};

pub(super) const RULE: Rule = Rule { id: RuleId::Reg03, reads: Reads::SageMaker, check };

/// What is known of builder and approver.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Said {
    Different,
    Same,
    Unknown(&'static str),
}

fn check(scope: &Scope<'_>, report: &mut Report) {
    let approved = scope.org.packages().iter().filter(|package| package.approval_status.as_deref() == Some("Approved"));
    for package in approved {
        report.looked();
        let said = match (&package.created_by, &package.last_modified_by) {
            (Some(builder), Some(approver)) => compare(builder, approver),
            (Some(_), None) if package.is_modified => Said::Unknown("who changed the package last was not told"),
            (Some(_), None) => Said::Same,
            (None, _) => Said::Unknown("who built the package was not told"),
        };
        match said {
            Said::Different => {}
            Said::Same => report.raise(finding(package).fail()),
            Said::Unknown(reason) => {
                let summary =
                    format!("Whether model package `{}` was approved by its builder is not known", name(package));
                report.raise(finding(package).title("Builder or approver not known").summary(summary).unknown(reason));
            }
        }
    }
}

/// Whether two acts were the same person's, as far as SageMaker tells.
fn compare(builder: &UserContext, approver: &UserContext) -> Said {
    match (&builder.user_profile_arn, &approver.user_profile_arn) {
        (Some(one), Some(other)) => return if one == other { Said::Same } else { Said::Different },
        (None, None) => {}
        _ if session(builder) == session(approver) => {
            return Said::Unknown("the same role's session, one time with a user profile and one time without");
        }
        _ => return Said::Different,
    }
    match (session(builder), session(approver)) {
        (Some(one), Some(other)) => {
            if one == other {
                Said::Same
            } else {
                Said::Different
            }
        }
        _ => Said::Unknown("SageMaker does not tell which identities acted"),
    }
}

/// The session or user that acted.
fn session(context: &UserContext) -> Option<&str> {
    context.principal_id.as_deref().or(context.identity_arn.as_deref())
}

/// What people call a package: its name with that of its group.
fn name(package: &ModelPackage) -> &str {
    package.arn.split(":model-package/").nth(1).unwrap_or(&package.name)
}

fn finding(package: &ModelPackage) -> Draft {
    let who = |context: &Option<UserContext>| {
        let context = context.as_ref()?;
        context.user_profile_arn.as_deref().or(context.identity_arn.as_deref()).map(str::to_owned)
    };
    let builder = who(&package.created_by);
    let name = name(package);
    let summary = match (&builder, &package.last_modified_by) {
        (Some(builder), None) => format!("Model package `{name}` was made as approved by `{builder}`."),
        (Some(builder), Some(_)) => {
            format!("Model package `{name}` was built by `{builder}`, who also changed it last.")
        }
        (None, _) => format!("Model package `{name}` is approved, and who built it is not known."),
    };
    Draft::new(RuleId::Reg03, &*package.arn, package.account)
        .severity(Severity::High)
        .summary(summary)
        .remedy("Reject the package, and have an approver look at it who did not build it.")
        .principals(builder)
        .note("SageMaker tells who changed a package last; that this change was the approval is taken for granted.")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::team::*;
    use super::*;

    fn who(session: &str, profile: Option<&str>) -> Value {
        let mut context = json!({"IamIdentity": {"PrincipalId": format!("AROAX:{session}"), "Arn": format!("arn:aws:sts::{DEV}:assumed-role/X/{session}")}});
        if let Some(profile) = profile {
            context["UserProfileArn"] = json!(format!("arn:aws:sagemaker:eu-west-1:{DEV}:user-profile/d-1/{profile}"));
        }
        context
    }

    fn said(status: &str, built: Value, modified: Value) -> Vec<String> {
        let mut document = json!({"ModelApprovalStatus": status, "CreatedBy": built, "LastModifiedBy": modified});
        if !modified.is_null() {
            document["LastModifiedTime"] = json!("2026-01-01T00:00:00Z");
        }
        Team::new().package(DEV, "model/1", document).says(RuleId::Reg03)
    }

    #[test]
    fn builder_and_approver_are_two() {
        let found = ["fail 1".to_owned()];
        assert_eq!(said("Approved", who("SageMaker", None), who("SageMaker", None)), found);
        assert_eq!(said("Approved", who("ada", None), who("bob", None)), nothing(), "two sessions of one role");
        assert_eq!(said("Approved", who("SageMaker", Some("ada")), who("SageMaker", Some("bob"))), nothing());
        assert_eq!(said("Approved", who("one", Some("ada")), who("two", Some("ada"))), found);
        assert_eq!(said("Approved", who("one", Some("ada")), who("two", None)), nothing());
        assert_eq!(said("PendingManualApproval", who("ada", None), who("ada", None)), nothing());
    }

    #[test]
    fn made_as_approved_is_found_and_what_was_not_told_is_unknown() {
        assert_eq!(said("Approved", who("ada", None), Value::Null), ["fail 1"]);
        assert_eq!(said("Approved", Value::Null, who("ada", None)), ["unknown 1"]);
        assert_eq!(said("Approved", who("SageMaker", Some("ada")), who("SageMaker", None)), ["unknown 1"]);
        assert_eq!(said("Approved", who("ada", None), json!({})), ["unknown 1"], "changed, but by whom");
    }
}
