//! Actions by which a service is given a role to act with.

use crate::table::{Table, words};

pub(crate) const PASSES: Table = Table(include_str!("../data/pass_role_by_hand.tsv"));

/// An action that gives a role to a service.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pass {
    /// The action: `lambda:CreateFunction`.
    pub action: &'static str,
    /// The service as `iam:PassedToService` names it.
    pub passed_to: &'static str,
    /// The service as the trust policy of the role names it; mostly the same.
    pub trusted: &'static str,
    /// Other actions without which the service does not act with the role: one of each group is needed. Groups stand
    /// between spaces, the actions of a group between commas.
    then: &'static str,
    /// Where that is documented.
    pub source: &'static str,
}

/// The service that takes roles out of instance profiles only (Amazon EC2 User Guide, "IAM roles for Amazon EC2").
const WITH_INSTANCE_PROFILES: &str = "ec2.amazonaws.com";

impl Pass {
    /// Whether the role has to be in an instance profile, which is what the service is given.
    pub fn over_instance_profile(&self) -> bool {
        self.trusted == WITH_INSTANCE_PROFILES
    }

    /// Groups of further actions, of each of which one is needed.
    pub fn then(&self) -> Vec<Vec<&'static str>> {
        words(self.then, ' ').map(|group| words(group, ',').collect()).collect()
    }
}

/// The actions that are known to give a role to a service.
pub fn passes() -> impl Iterator<Item = Pass> {
    PASSES.cells().map(|[action, passed_to, trusted, then, source]| Pass {
        action,
        passed_to,
        trusted: if trusted == "-" { passed_to } else { trusted },
        then,
        source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_names_actions_and_services_that_exist() {
        assert_eq!(passes().count(), PASSES.rows().count());
        let exists = |action: &str| {
            let (service, name) = action.split_once(':').unwrap();
            crate::action(service, name).is_some()
        };
        for pass in passes() {
            assert!(exists(pass.action) && !pass.source.is_empty(), "{}", pass.action);
            assert!(pass.then().into_iter().flatten().all(exists), "{}", pass.action);
            assert!(crate::is_service_principal(pass.passed_to), "{}", pass.passed_to);
            assert!(crate::is_service_principal(pass.trusted), "{}", pass.trusted);
        }
    }

    #[test]
    fn names_of_a_service_may_differ_and_second_actions_count() {
        let row = |action: &str| passes().find(|pass| pass.action == action).unwrap();
        assert_eq!(row("apprunner:CreateService").trusted, "tasks.apprunner.amazonaws.com");
        assert_eq!(row("glue:CreateJob").then(), [["glue:StartJobRun", "glue:CreateTrigger"]]);
    }
}
