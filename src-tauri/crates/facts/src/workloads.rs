//! What runs with a role in an account and no crawl reads.

use crate::{
    actions::{is_resource_of, resource_pattern},
    table::{Table, words},
};

pub(crate) const WORKLOADS: Table = Table(include_str!("../data/workloads_by_hand.tsv"));

/// A kind of what runs with a role. Whoever may change what one of them runs acts with its role.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Workload {
    /// What people call them: `Lambda functions`.
    pub name: &'static str,
    /// The service and the type of resource: `lambda:function`.
    kind: &'static str,
    /// The service that the role of one trusts.
    pub trusted: &'static str,
    actions: &'static str,
}

impl Workload {
    /// By any of these somebody acts with the role of one.
    pub fn changed_by(&self) -> impl Iterator<Item = &'static str> + use<> {
        words(self.actions, ' ')
    }

    /// The ARN of one, with `*` for what varies.
    pub fn resource(&self) -> Option<&'static str> {
        let (service, kind) = self.kind.split_once(':')?;
        resource_pattern(service, kind)
    }

    /// Whether an ARN names one.
    pub fn is_named_by(&self, arn: &str) -> bool {
        self.kind.split_once(':').is_some_and(|(service, kind)| is_resource_of(service, kind, arn))
    }
}

/// The kinds that are known.
pub fn workloads() -> impl Iterator<Item = Workload> {
    WORKLOADS.cells().map(|[name, kind, trusted, actions, _source]| Workload { name, kind, trusted, actions })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_names_what_there_is() {
        assert_eq!(workloads().count(), WORKLOADS.rows().count());
        for workload in workloads() {
            assert!(workload.resource().is_some(), "{}", workload.kind);
            assert!(crate::is_service_principal(workload.trusted), "{}", workload.trusted);
            assert!(workload.changed_by().next().is_some(), "{}", workload.name);
            for action in workload.changed_by() {
                let (service, name) = action.split_once(':').unwrap();
                assert!(crate::action(service, name).is_some_and(|fact| fact.changes()), "{action}");
            }
        }
        assert!(WORKLOADS.cells::<5>().all(|[.., source]| !source.is_empty()));
    }

    #[test]
    fn an_arn_tells_what_it_names() {
        let named = |arn: &str| workloads().find(|workload| workload.is_named_by(arn)).map(|workload| workload.name);
        for (arn, name) in [
            ("arn:aws:lambda:eu-west-1:111122223333:function:score", Some("Lambda functions")),
            ("arn:aws-cn:ec2:cn-north-1:111122223333:instance/i-0", Some("EC2 instances")),
            ("arn:aws:codebuild:eu-west-1:111122223333:project/build", Some("CodeBuild projects")),
            ("arn:aws:cloudformation:eu-west-1:111122223333:stack/team/0", Some("CloudFormation stacks")),
            ("arn:aws:lambda:eu-west-1:111122223333:layer:score", None),
            ("arn:aws:s3:::instance/i-0", None),
            ("arn:aws:ec2", None),
        ] {
            assert_eq!(named(arn), name, "{arn}");
        }
    }
}
