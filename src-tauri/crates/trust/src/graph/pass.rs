//! Services that act with a role they are given, and the actions that give it to them.

use std::{borrow::Cow, sync::OnceLock};

use armillary_facts as facts;
use armillary_model::AccountId;

use crate::facts::Standing;

/// A service, and an action by which somebody who may pass a role has the service act with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pass {
    /// The service as `iam:PassedToService` names it.
    pub service: &'static str,
    /// The action.
    pub action: &'static str,
    /// The service as trust policies name it.
    trusted: &'static str,
    /// The ARNs of the types of resources that the action is about, with `*` for what varies.
    resources: Box<[&'static str]>,
    /// It takes one resource of each type; else one of any.
    takes_all: bool,
}

impl Pass {
    fn of(fact: &facts::Pass) -> Self {
        let (service, name) = fact.action.split_once(':').unwrap_or((fact.action, ""));
        let types: Vec<(&str, bool)> =
            facts::action(service, name).into_iter().flat_map(|action| action.resource_types()).collect();
        let takes_all = types.iter().any(|(_, is_required)| *is_required);
        let asked = types.iter().filter(|(_, is_required)| *is_required || !takes_all);
        let mut resources: Vec<_> = asked.filter_map(|(kind, _)| facts::resource_pattern(service, kind)).collect();
        if resources.is_empty() {
            resources.push("*");
        }
        Self {
            service: fact.passed_to,
            action: fact.action,
            trusted: fact.trusted,
            resources: resources.into(),
            takes_all,
        }
    }

    /// The resources of the action in an account, as patterns, one for each type.
    pub(crate) fn resources(&self, partition: &str, account: AccountId) -> impl Iterator<Item = String> {
        self.resources.iter().map(move |arn| placed(arn, partition, account))
    }

    /// What stands for the action where `ask` says what stands for it on resources of one type.
    pub fn standing(&self, partition: &str, account: AccountId, ask: impl FnMut(String) -> Standing) -> Standing {
        let standings = self.resources(partition, account).map(ask);
        let standing = if self.takes_all { standings.max() } else { standings.min() };
        standing.unwrap_or(Standing::Denied)
    }

    /// Whether the action takes one resource of each of its types.
    pub(crate) fn takes_all(&self) -> bool {
        self.takes_all
    }

    /// Whether a service, as a trust policy names it, perhaps for one Region, is the one that the role is passed to.
    pub(crate) fn is_to(&self, service: &str) -> bool {
        facts::without_place(service) == self.trusted
    }

    /// What `iam:PassedToService` says where the trust policy names the service so: names in China end in their own way.
    pub(crate) fn passed_as(&self, named: &str) -> Cow<'static, str> {
        match named.ends_with(".cn") {
            true => Cow::Owned(format!("{}.cn", self.service)),
            false => Cow::Borrowed(self.service),
        }
    }
}

/// A pattern for all ARNs of a type, bound to an account and its partition.
fn placed(arn: &str, partition: &str, account: AccountId) -> String {
    match arn.splitn(6, ':').collect::<Vec<_>>().as_slice() {
        [_, _, service, region, "*", resource] => format!("arn:{partition}:{service}:{region}:{account}:{resource}"),
        [_, _, service, region, owner, resource] => format!("arn:{partition}:{service}:{region}:{owner}:{resource}"),
        _ => arn.to_owned(),
    }
}

/// The pairs that are known. The first action of a service that is open decides.
pub fn passes() -> &'static [Pass] {
    static PASSES: OnceLock<Box<[Pass]>> = OnceLock::new();
    PASSES.get_or_init(|| facts::passes().map(|fact| Pass::of(&fact)).collect())
}

/// The pairs of a service, with their places.
pub(super) fn passes_to(service: &str) -> impl Iterator<Item = (u32, &'static Pass)> {
    let service = facts::without_place(service);
    let all = passes().iter().enumerate();
    all.filter(move |(_, pass)| pass.trusted == service).map(|(at, pass)| (at as u32, pass))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(action: &str) -> &'static Pass {
        passes().iter().find(|pass| pass.action == action).expect("a known pair")
    }

    #[test]
    fn regional_names_are_the_same_service_and_longer_names_another() {
        let actions = |service: &str| passes_to(service).map(|(_, pass)| pass.action).collect::<Vec<_>>();
        assert_eq!(actions("states.eu-west-1.amazonaws.com"), actions("states.amazonaws.com"));
        assert!(actions("ec2.amazonaws.com.cn").contains(&"ec2:RunInstances"));
        assert!(actions("sagemaker.application-autoscaling.amazonaws.com").is_empty());
        assert_eq!(actions("tasks.apprunner.amazonaws.com"), ["apprunner:CreateService"]);
        assert_eq!(of("ec2:RunInstances").passed_as("ec2.amazonaws.com.cn"), "ec2.amazonaws.com.cn");
    }

    #[test]
    fn an_action_is_asked_about_the_resources_it_is_about() {
        let account = "111122223333".parse().expect("an id");
        let resources = |action: &str| of(action).resources("aws-cn", account).collect::<Vec<_>>();
        assert_eq!(resources("sagemaker:CreateTrainingJob"), ["arn:aws-cn:sagemaker:*:111122223333:training-job/*"]);
        assert_eq!(resources("ecs:RegisterTaskDefinition"), ["arn:aws-cn:ecs:*:111122223333:task-definition/*:*"]);
        assert_eq!(resources("cloudformation:CreateStackSet"), ["*"]);
        assert!(resources("ec2:RunInstances").contains(&"arn:aws-cn:ec2:*::image/*".to_owned()));
        let run = |denied: &str| {
            of("ec2:RunInstances")
                .standing("aws", account, |arn| if arn.contains(denied) { Standing::Denied } else { Standing::Allowed })
        };
        assert_eq!((run(":subnet/"), run(":nothing/")), (Standing::Denied, Standing::Allowed), "one of each type");
        let rule = |denied: &str| {
            of("events:PutTargets")
                .standing("aws", account, |arn| if arn.contains(denied) { Standing::Denied } else { Standing::Allowed })
        };
        assert_eq!((rule("rule/*/*"), rule("rule/")), (Standing::Allowed, Standing::Denied), "one of any type");
    }
}
