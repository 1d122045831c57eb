//! Services that act with a role they are given, and the actions that give it to them.

use std::{borrow::Cow, sync::OnceLock};

use armillary_facts as facts;
use armillary_model::AccountId;
use armillary_policy::Action;

use crate::facts::Standing;

/// A service, and the actions by which somebody who may pass a role has the service act with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pass {
    /// The service as `iam:PassedToService` names it.
    pub service: &'static str,
    /// The action that gives it the role.
    pub action: &'static str,
    /// The service as trust policies name it.
    trusted: &'static str,
    /// That action, and groups of others that are needed besides: one of each group.
    groups: Box<[Box<[Step]>]>,
    over_instance_profile: bool,
}

/// An action that a passing takes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Step {
    pub action: Action,
    /// The ARNs of the types of resources that the action is about, with `*` for what varies.
    resources: Box<[&'static str]>,
    /// It takes one resource of each type; else one of any.
    takes_all: bool,
}

impl Step {
    pub(crate) fn of(action: &str) -> Self {
        let (service, name) = action.split_once(':').unwrap_or((action, ""));
        let (resources, takes_all) = facts::resources_of(service, name);
        Self { action: Action::new(action), resources: resources.into(), takes_all }
    }

    /// The resources of the action in an account, as patterns, one for each type.
    pub(crate) fn resources(&self, partition: &str, account: AccountId) -> impl Iterator<Item = String> {
        self.resources.iter().map(move |arn| placed(arn, partition, account))
    }

    /// Whether the action takes one resource of each of its types.
    pub(crate) fn takes_all(&self) -> bool {
        self.takes_all
    }

    /// What stands for the action where `ask` says what stands for it on resources of one type.
    pub(crate) fn standing(
        &self,
        partition: &str,
        account: AccountId,
        ask: &mut impl FnMut(&Action, &str) -> Standing,
    ) -> Standing {
        let standings = self.resources(partition, account).map(|arn| ask(&self.action, &arn));
        let standing = if self.takes_all { standings.max() } else { standings.min() };
        standing.unwrap_or(Standing::Denied)
    }
}

impl Pass {
    fn of(fact: &facts::Pass) -> Self {
        let first: Box<[Step]> = Box::from([Step::of(fact.action)]);
        let then = fact.then().into_iter().map(|group| group.into_iter().map(Step::of).collect::<Box<[Step]>>());
        Self {
            service: fact.passed_to,
            action: fact.action,
            trusted: fact.trusted,
            groups: std::iter::once(first).chain(then).collect(),
            over_instance_profile: fact.over_instance_profile(),
        }
    }

    /// The actions that are needed: one of each group, that which gives the role first.
    pub(crate) fn groups(&self) -> impl Iterator<Item = &[Step]> {
        self.groups.iter().map(|group| &**group)
    }

    /// Whether the actions may all be open, where `may` tells it of each at a glance.
    pub fn may(&self, may: impl Fn(&Action) -> bool) -> bool {
        self.groups().all(|group| group.iter().any(|step| may(&step.action)))
    }

    /// What stands for the actions where `ask` says what stands for one on resources of one type.
    pub fn standing(
        &self,
        partition: &str,
        account: AccountId,
        mut ask: impl FnMut(&Action, &str) -> Standing,
    ) -> Standing {
        let mut all = Standing::Allowed;
        for group in self.groups() {
            let standings = group.iter().map(|step| step.standing(partition, account, &mut ask));
            all = all.and(standings.min().unwrap_or(Standing::Denied));
        }
        all
    }

    /// Whether the service takes a role only out of an instance profile that holds it.
    pub fn over_instance_profile(&self) -> bool {
        self.over_instance_profile
    }

    /// What stands for giving a role an instance profile that has none, where the service takes it out of one only.
    pub fn profile_standing(
        &self,
        partition: &str,
        account: AccountId,
        ask: impl FnMut(&Action, &str) -> Standing,
    ) -> Standing {
        match self.over_instance_profile {
            true => instance_profiles().standing(partition, account, ask),
            false => Standing::Allowed,
        }
    }

    /// The service as trust policies name it.
    pub(crate) fn trusted(&self) -> &'static str {
        self.trusted
    }

    /// Whether a service, as a trust policy names it, perhaps for one Region, is the one that the role is passed to.
    pub(crate) fn is_to(&self, service: &str) -> bool {
        facts::without_place(service) == self.trusted
    }

    /// What `iam:PassedToService` may say in a partition: in China, some services have names that end in their own way.
    pub fn passed_in(&self, partition: &str) -> Vec<Cow<'static, str>> {
        let own = Cow::Borrowed(self.service);
        match partition {
            "aws-cn" => vec![self.passed_as(".cn"), own],
            _ => vec![own],
        }
    }

    /// What `iam:PassedToService` says where the trust policy names the service so: names in China end in their own way.
    pub(crate) fn passed_as(&self, named: &str) -> Cow<'static, str> {
        match named.ends_with(".cn") {
            true => Cow::Owned(format!("{}.cn", self.service)),
            false => Cow::Borrowed(self.service),
        }
    }
}

/// Putting a role into an instance profile, and making one to put it into.
pub(crate) struct InstanceProfiles {
    pub add_role: Step,
    pub create: Step,
}

impl InstanceProfiles {
    /// What stands for giving a role an instance profile that has none, where `ask` says what stands for an action. Who may make
    /// profiles may take the step after that; whether there is one without a role that it could be put into was not read.
    pub(crate) fn standing(
        &self,
        partition: &str,
        account: AccountId,
        mut ask: impl FnMut(&Action, &str) -> Standing,
    ) -> Standing {
        let add = self.add_role.standing(partition, account, &mut ask);
        if !add.holds() {
            return Standing::Denied;
        }
        let create = self.create.standing(partition, account, &mut ask);
        let made = if create.holds() { create } else { Standing::Unknown };
        add.and(made).and(Standing::AllowedIf)
    }
}

/// The actions that make instance profiles.
pub(crate) fn instance_profiles() -> &'static InstanceProfiles {
    static STEPS: OnceLock<InstanceProfiles> = OnceLock::new();
    STEPS.get_or_init(|| InstanceProfiles {
        add_role: Step::of("iam:AddRoleToInstanceProfile"),
        create: Step::of("iam:CreateInstanceProfile"),
    })
}

/// A pattern for all ARNs of a type, bound to an account and its partition.
pub(crate) fn placed(arn: &str, partition: &str, account: AccountId) -> String {
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

    fn account() -> AccountId {
        "111122223333".parse().expect("an id")
    }

    /// What stands where everything is allowed but what holds this text.
    fn but(action: &str, denied: &str) -> Standing {
        of(action).standing("aws", account(), |action, arn| {
            let asked = format!("{} {arn}", action.as_str());
            if asked.contains(denied) { Standing::Denied } else { Standing::Allowed }
        })
    }

    #[test]
    fn regional_names_are_the_same_service_and_longer_names_another() {
        let actions = |service: &str| passes_to(service).map(|(_, pass)| pass.action).collect::<Vec<_>>();
        assert_eq!(actions("states.eu-west-1.amazonaws.com"), actions("states.amazonaws.com"));
        assert!(actions("ec2.amazonaws.com.cn").contains(&"ec2:RunInstances"));
        assert!(actions("sagemaker.application-autoscaling.amazonaws.com").is_empty());
        assert_eq!(actions("tasks.apprunner.amazonaws.com"), ["apprunner:CreateService"]);
        assert_eq!(of("ec2:RunInstances").passed_as("ec2.amazonaws.com.cn"), "ec2.amazonaws.com.cn");
        assert_eq!(of("ec2:RunInstances").passed_in("aws-cn"), ["ec2.amazonaws.com.cn", "ec2.amazonaws.com"]);
        assert_eq!(of("ec2:RunInstances").passed_in("aws-us-gov"), ["ec2.amazonaws.com"]);
        assert!(of("ec2:RunInstances").over_instance_profile() && !of("ec2:CreateFlowLogs").over_instance_profile());
    }

    #[test]
    fn an_action_is_asked_about_the_resources_it_is_about() {
        let resources = |action: &str| Step::of(action).resources("aws-cn", account()).collect::<Vec<_>>();
        assert_eq!(resources("sagemaker:CreateTrainingJob"), ["arn:aws-cn:sagemaker:*:111122223333:training-job/*"]);
        assert_eq!(resources("ecs:RegisterTaskDefinition"), ["arn:aws-cn:ecs:*:111122223333:task-definition/*:*"]);
        assert_eq!(resources("cloudformation:CreateStackSet"), ["*"]);
        assert!(resources("ec2:RunInstances").contains(&"arn:aws-cn:ec2:*::image/*".to_owned()));
        let one_of_each = (but("ec2:RunInstances", ":subnet/"), but("ec2:RunInstances", ":nothing/"));
        assert_eq!(one_of_each, (Standing::Denied, Standing::Allowed));
        let one_of_any = (but("events:PutTargets", "rule/*/*"), but("events:PutTargets", "rule/"));
        assert_eq!(one_of_any, (Standing::Allowed, Standing::Denied));
    }

    #[test]
    fn what_makes_the_service_act_is_needed_too() {
        assert_eq!(but("codebuild:CreateProject", "codebuild:startbuildbatch"), Standing::Allowed, "one is enough");
        assert_eq!(but("codebuild:CreateProject", "codebuild:startbuild"), Standing::Denied);
        assert!(of("glue:CreateJob").may(|action| action.as_str() != "glue:startjobrun"));
        assert!(!of("states:CreateStateMachine").may(|action| action.as_str() == "states:createstatemachine"));
    }

    #[test]
    fn an_instance_profile_can_be_made() {
        let standing = |denied: &str| {
            instance_profiles().standing("aws", account(), |action, _| {
                if action.as_str().ends_with(denied) { Standing::Denied } else { Standing::Allowed }
            })
        };
        assert_eq!(standing("nothing"), Standing::AllowedIf);
        assert_eq!(standing("addroletoinstanceprofile"), Standing::Denied);
        assert_eq!(standing(":createinstanceprofile"), Standing::Unknown, "there may be one without a role");
    }
}
