//! `armillary crawl-role template` and `armillary acting-role template`: the roles that people roll out.

use armillary_app::{Deployed, TemplateFormat, acting_role, crawl_role};

use super::{
    CliError,
    args::{ActingRoleArgs, RoleArgs, RoleFormat, RolePlace},
    output::Output,
};

/// The program and its version, which a template was made by.
const PROGRAM: &str = concat!("armillary ", env!("CARGO_PKG_VERSION"));

/// Prints the template of the role that reads.
pub fn crawl(args: &RoleArgs) -> Result<(), CliError> {
    print(&crawl_role(args.deployed(), args.language(), PROGRAM))
}

/// Prints the template of the role that carries out plans.
pub fn acting(args: &ActingRoleArgs) -> Result<(), CliError> {
    print(&acting_role(args.role.deployed(), &args.plans, args.role.language(), PROGRAM))
}

fn print(template: &str) -> Result<(), CliError> {
    let mut output = Output::new();
    output.bytes(template.as_bytes())?;
    output.finish()
}

impl RoleArgs {
    fn deployed(&self) -> Deployed {
        match self.place {
            RolePlace::Members => Deployed::Members,
            RolePlace::Management => Deployed::Management,
        }
    }

    fn language(&self) -> TemplateFormat {
        match self.format {
            RoleFormat::Cloudformation => TemplateFormat::CloudFormation,
            RoleFormat::Terraform => TemplateFormat::Terraform,
        }
    }
}
