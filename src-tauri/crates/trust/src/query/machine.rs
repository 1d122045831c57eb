//! What runs with a role and is not read: functions of Lambda, instances of EC2, projects of CodeBuild and others, as `facts` knows them.
//! Whoever may change what one of them runs acts with its role, so that a way through it may be there and is not seen.

use std::sync::OnceLock;

use armillary_facts::{self as facts, Workload};
use armillary_model::AccountId;
use armillary_policy::{Action, Policy};

use crate::graph::placed;

/// A kind of what runs with a role and is not read, by its place among those that are known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct Machine(u8);

/// A kind, with the actions by which somebody has one do what they want.
struct Known {
    workload: Workload,
    changed_by: Vec<Action>,
}

fn known() -> &'static [Known] {
    static KNOWN: OnceLock<Box<[Known]>> = OnceLock::new();
    KNOWN.get_or_init(|| {
        facts::workloads()
            .map(|workload| Known { workload, changed_by: workload.changed_by().map(Action::new).collect() })
            .collect()
    })
}

/// Some kinds of machines.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct Machines(u32);

impl Machines {
    /// Those that a policy may let somebody change: a glance.
    pub fn changed_under(policy: &Policy) -> Self {
        let may = |machine: &Machine| machine.changed_by().iter().any(|action| policy.may_allow(action));
        Self(Machine::all().filter(may).fold(0, |some, Machine(at)| some | 1 << at))
    }

    pub fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    pub fn hold(self, Machine(at): Machine) -> bool {
        self.0 & (1 << at) != 0
    }
}

impl Machine {
    pub fn all() -> impl Iterator<Item = Self> {
        (0..known().len() as u8).map(Self)
    }

    /// What an ARN is that names one.
    pub fn of_arn(arn: &str) -> Option<Self> {
        let at = known().iter().position(|one| one.workload.is_named_by(arn))?;
        Some(Self(at as u8))
    }

    fn known(self) -> Option<&'static Known> {
        known().get(usize::from(self.0))
    }

    /// What people call them.
    pub fn plain(self) -> &'static str {
        self.known().map_or("", |one| one.workload.name)
    }

    /// The service that the role of one trusts.
    pub fn service(self) -> &'static str {
        self.known().map_or("", |one| one.workload.trusted)
    }

    /// By any of these somebody acts with the role of one.
    pub fn changed_by(self) -> &'static [Action] {
        self.known().map_or(&[], |one| &one.changed_by)
    }

    /// All of them in an account, as a pattern.
    pub fn all_in(self, partition: &str, account: AccountId) -> String {
        let arn = self.known().and_then(|one| one.workload.resource()).unwrap_or("*");
        placed(arn, partition, account)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_an_account_are_one_pattern() {
        let account = "111122223333".parse().expect("an account id");
        for machine in Machine::all() {
            assert_eq!(Machine::of_arn(&machine.all_in("aws", account)), Some(machine), "{}", machine.plain());
        }
        let function = Machine::of_arn("arn:aws-cn:lambda:cn-north-1:111122223333:function:score").expect("a function");
        assert_eq!(function.all_in("aws-cn", account), "arn:aws-cn:lambda:*:111122223333:function:*");
        assert!(Machine::all().count() < 32, "as many as the bits that hold them");
    }

    #[test]
    fn a_policy_tells_at_a_glance_what_it_lets_somebody_change() {
        let text =
            r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"codebuild:Start*","Resource":"*"}}"#;
        let machines = Machines::changed_under(&Policy::parse(text).expect("a policy"));
        let names: Vec<_> = Machine::all().filter(|machine| machines.hold(*machine)).map(Machine::plain).collect();
        assert_eq!(names, ["CodeBuild projects"]);
    }
}
