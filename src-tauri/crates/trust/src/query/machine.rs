//! What runs with a role and is not read: functions of Lambda, instances of EC2. Whoever may change what one of them runs acts with its
//! role, so that a way through it may be there and is not seen.

use std::sync::LazyLock;

use armillary_model::AccountId;
use armillary_policy::Action;

/// Something that runs with a role and is not read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Machine {
    Function,
    Instance,
}

/// Actions by which somebody has a function run what they want.
static OF_FUNCTIONS: LazyLock<[Action; 1]> = LazyLock::new(|| ["lambda:UpdateFunctionCode"].map(Action::new));

/// Actions by which somebody gets into an instance.
static OF_INSTANCES: LazyLock<[Action; 3]> =
    LazyLock::new(|| ["ec2-instance-connect:SendSSHPublicKey", "ssm:SendCommand", "ssm:StartSession"].map(Action::new));

impl Machine {
    pub const ALL: [Self; 2] = [Self::Function, Self::Instance];

    /// What an ARN is that names one.
    pub fn of_arn(arn: &str) -> Option<Self> {
        let mut parts = arn.splitn(6, ':').skip(2);
        match (parts.next()?, parts.nth(2)?) {
            ("lambda", resource) if resource.starts_with("function:") => Some(Self::Function),
            ("ec2", resource) if resource.starts_with("instance/") => Some(Self::Instance),
            _ => None,
        }
    }

    /// What people call them.
    pub fn plain(self) -> &'static str {
        match self {
            Self::Function => "Lambda functions",
            Self::Instance => "EC2 instances",
        }
    }

    /// The service that the role of one trusts.
    pub fn service(self) -> &'static str {
        match self {
            Self::Function => "lambda.amazonaws.com",
            Self::Instance => "ec2.amazonaws.com",
        }
    }

    /// By any of these somebody acts with the role of one.
    pub fn changed_by(self) -> &'static [Action] {
        match self {
            Self::Function => &*OF_FUNCTIONS,
            Self::Instance => &*OF_INSTANCES,
        }
    }

    /// All of them in an account, as a pattern.
    pub fn all_in(self, partition: &str, account: AccountId) -> String {
        match self {
            Self::Function => format!("arn:{partition}:lambda:*:{account}:function:*"),
            Self::Instance => format!("arn:{partition}:ec2:*:{account}:instance/*"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_tells_what_it_names() {
        for (arn, machine) in [
            ("arn:aws:lambda:eu-west-1:111122223333:function:score", Some(Machine::Function)),
            ("arn:aws-cn:ec2:cn-north-1:111122223333:instance/i-0", Some(Machine::Instance)),
            ("arn:aws:lambda:eu-west-1:111122223333:layer:score", None),
            ("arn:aws:s3:::instance/i-0", None),
            ("arn:aws:ec2", None),
        ] {
            assert_eq!(Machine::of_arn(arn), machine, "{arn}");
        }
        for machine in Machine::ALL {
            let account = "111122223333".parse().expect("an account id");
            assert_eq!(Machine::of_arn(&machine.all_in("aws", account)), Some(machine));
        }
    }
}
