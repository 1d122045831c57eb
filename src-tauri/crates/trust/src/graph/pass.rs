//! Services that act with a role they are given, and the actions that give it to them.

use armillary_model::AccountId;

/// A service, and an action by which somebody who may pass a role has the service act with it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pass {
    /// The service as trust policies and `iam:PassedToService` name it.
    pub service: &'static str,
    /// The action.
    pub action: &'static str,
    /// The resources of the action in an account: what stands between the account id and the end of the ARN, after the
    /// service prefix; `None` where the action knows no resources.
    pub resource: Option<(&'static str, &'static str)>,
}

const fn pass(service: &'static str, action: &'static str, prefix: &'static str, resource: &'static str) -> Pass {
    Pass { service, action, resource: Some((prefix, resource)) }
}

impl Pass {
    /// The resources of the action in an account, as a pattern.
    pub fn resources(&self, partition: &str, account: AccountId) -> String {
        match self.resource {
            Some((prefix, resource)) => format!("arn:{partition}:{prefix}:*:{account}:{resource}"),
            None => "*".to_owned(),
        }
    }
}

/// The pairs that are modelled. The first action of a service that is open decides.
pub const PASSES: &[Pass] = &[
    pass("lambda.amazonaws.com", "lambda:CreateFunction", "lambda", "function:*"),
    pass("lambda.amazonaws.com", "lambda:UpdateFunctionConfiguration", "lambda", "function:*"),
    pass("ec2.amazonaws.com", "ec2:RunInstances", "ec2", "instance/*"),
    pass("sagemaker.amazonaws.com", "sagemaker:CreateTrainingJob", "sagemaker", "training-job/*"),
    pass("sagemaker.amazonaws.com", "sagemaker:CreateProcessingJob", "sagemaker", "processing-job/*"),
    pass("sagemaker.amazonaws.com", "sagemaker:CreateNotebookInstance", "sagemaker", "notebook-instance/*"),
    pass("sagemaker.amazonaws.com", "sagemaker:CreatePipeline", "sagemaker", "pipeline/*"),
    pass("sagemaker.amazonaws.com", "sagemaker:CreateModel", "sagemaker", "model/*"),
    pass("sagemaker.amazonaws.com", "sagemaker:CreateUserProfile", "sagemaker", "user-profile/*"),
    pass("sagemaker.amazonaws.com", "sagemaker:CreateDomain", "sagemaker", "domain/*"),
    pass("cloudformation.amazonaws.com", "cloudformation:CreateStack", "cloudformation", "stack/*"),
    pass("cloudformation.amazonaws.com", "cloudformation:CreateStackSet", "cloudformation", "stackset/*"),
    pass("codebuild.amazonaws.com", "codebuild:CreateProject", "codebuild", "project/*"),
    pass("codepipeline.amazonaws.com", "codepipeline:CreatePipeline", "codepipeline", "*"),
    pass("glue.amazonaws.com", "glue:CreateJob", "glue", "job/*"),
    Pass { service: "ecs-tasks.amazonaws.com", action: "ecs:RegisterTaskDefinition", resource: None },
    pass("states.amazonaws.com", "states:CreateStateMachine", "states", "stateMachine:*"),
    pass("events.amazonaws.com", "events:PutTargets", "events", "rule/*"),
    pass("servicecatalog.amazonaws.com", "servicecatalog:CreateConstraint", "catalog", "product/*"),
];

/// The modelled pairs of a service, with their places. Regional names of a service (`states.eu-west-1.amazonaws.com`) count.
pub(super) fn passes_to(service: &str) -> impl Iterator<Item = (u32, &'static Pass)> {
    let first = service.split('.').next().unwrap_or(service).to_owned();
    let of_service = move |pass: &Pass| pass.service.split('.').next() == Some(&*first);
    PASSES.iter().enumerate().filter(move |(_, pass)| of_service(pass)).map(|(at, pass)| (at as u32, pass))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regional_names_are_the_same_service() {
        assert_eq!(passes_to("states.eu-west-1.amazonaws.com").count(), 1);
        assert_eq!(passes_to("vpc-flow-logs.amazonaws.com").count(), 0);
        let account = "111122223333".parse().expect("an id");
        assert_eq!(PASSES[3].resources("aws-cn", account), "arn:aws-cn:sagemaker:*:111122223333:training-job/*");
    }
}
