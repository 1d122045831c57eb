//! What stands at the head of a template: what it is, and how it is rolled out.

use crate::{Deployed, Format, Purpose, Role, parameter::role_name};

/// The lines of the comment.
pub(crate) fn lines(role: &Role, format: Format) -> Vec<String> {
    let Role { purpose, deployed, program, .. } = role;
    let (purpose, deployed) = (*purpose, *deployed);
    let (command, does) = match purpose {
        Purpose::Crawl => ("crawl-role", "reads an organization"),
        Purpose::Act => ("acting-role", "carries out plans"),
    };
    let place = match deployed {
        Deployed::Members => "members",
        Deployed::Management => "management",
    };
    let language = match format {
        Format::CloudFormation => "cloudformation",
        Format::Terraform => "terraform",
    };
    let mut lines = vec![
        format!("The role with which Armillary {does}: {}.", whereto(deployed)),
        format!(
            "{program}, `armillary {command} template --for {place} --format {language}`: it allows the calls that this version makes."
        ),
        String::new(),
    ];
    lines.extend(match format {
        Format::CloudFormation => cloudformation(command, purpose, deployed),
        Format::Terraform => terraform(deployed),
    });
    lines.extend(notes(purpose, deployed));
    lines
}

fn whereto(deployed: Deployed) -> &'static str {
    match deployed {
        Deployed::Members => "in each member account",
        Deployed::Management => "in the management account, where it begins and from where it enters the members",
    }
}

fn cloudformation(command: &str, purpose: Purpose, deployed: Deployed) -> Vec<String> {
    let role = role_name(purpose);
    let text = match deployed {
        Deployed::Management => format!(
            "Roll it out first, in the management account (IAM has no Regions: one is enough):\n\
             \n  aws cloudformation deploy --stack-name armillary-{command} --template-file {command}-management.yaml \\\n\
             \x20   --capabilities CAPABILITY_NAMED_IAM --parameter-overrides \\\n\
             \x20   TrustedPrincipal=arn:aws:iam::111122223333:role/YourAdministrators OrganizationId=o-a1b2c3d4e5"
        ),
        Deployed::Members => format!(
            "Roll it out as a stack set, which also brings it to accounts that come later; the management account is not among them, and has\n\
             the template of `--for management`, which comes first (IAM has no Regions: one is enough):\n\
             \n  aws cloudformation create-stack-set --stack-set-name armillary-{command} --template-body file://{command}.yaml \\\n\
             \x20   --capabilities CAPABILITY_NAMED_IAM --permission-model SERVICE_MANAGED \\\n\
             \x20   --auto-deployment Enabled=true,RetainStacksOnAccountRemoval=false --parameters \\\n\
             \x20   ParameterKey=TrustedPrincipal,ParameterValue=arn:aws:iam::111122223333:role/{role} \\\n\
             \x20   ParameterKey=OrganizationId,ParameterValue=o-a1b2c3d4e5\n\
             \x20 aws cloudformation create-stack-instances --stack-set-name armillary-{command} --regions us-east-1 \\\n\
             \x20   --deployment-targets OrganizationalUnitIds=r-a1b2"
        ),
    };
    text.lines().map(str::to_owned).collect()
}

fn terraform(deployed: Deployed) -> Vec<String> {
    let text = match deployed {
        Deployed::Management => "Apply it first, with a provider of the management account.",
        Deployed::Members => {
            "Apply it in each member account, as a module with a provider of that account. For accounts that come later, a stack set of the\n\
             template of `--format cloudformation` is the better way (`aws_cloudformation_stack_set`, service-managed, auto-deployment on).\n\
             The management account has the template of `--for management`, which comes first."
        }
    };
    text.lines().map(str::to_owned).collect()
}

fn notes(purpose: Purpose, deployed: Deployed) -> Vec<String> {
    let role = role_name(purpose);
    let used = match (purpose, deployed) {
        (Purpose::Crawl, Deployed::Members) => {
            "`armillary crawl` assumes it by its name (`--role-name`), with `--external-id` where one is set."
        }
        (Purpose::Act, Deployed::Members) => {
            "`armillary apply PLAN --role-name NAME` assumes it, with `--external-id` where one is set."
        }
        (_, Deployed::Management) => {
            "Sign in with it: a profile with `role_arn`, and `external_id` where one is set, is named with `--profile`."
        }
    };
    let mut notes = vec![
        String::new(),
        used.to_owned(),
        format!(
            "IAM keeps the unique id of the trusted principal: where that one is made anew, update this role too. Unless renamed it is `{role}`."
        ),
    ];
    if deployed == Deployed::Members && purpose == Purpose::Act {
        notes.push(
            "PortfolioOwners are the accounts whose portfolios plans may share; everywhere else the role takes what is shared, and says who \
             may launch it."
                .to_owned(),
        );
        notes.push(
            "Organizations is changed from the management account alone: nothing of that is allowed here.".to_owned(),
        );
    }
    notes
}
