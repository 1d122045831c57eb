//! The roles that are rolled out: `armillary crawl-role` and `armillary acting-role`.

use clap::{Args, Subcommand, ValueEnum};

/// What there is of the crawl role.
#[derive(Subcommand, Debug)]
pub enum CrawlRoleCommand {
    /// Print a template that rolls the role out: least privilege, from the calls that the collectors make
    #[command(after_help = CRAWL_ROLE_EXAMPLES)]
    Template(RoleArgs),
}

/// What there is of the acting role.
#[derive(Subcommand, Debug)]
pub enum ActingRoleCommand {
    /// Print a template that rolls the role out: least privilege, from the calls that the steps of plans make
    #[command(after_help = ACTING_ROLE_EXAMPLES)]
    Template(ActingRoleArgs),
}

const CRAWL_ROLE_EXAMPLES: &str = "\
Two roles, the one in the management account first:
  armillary crawl-role template --for management > crawl-role-management.yaml
  armillary crawl-role template > crawl-role.yaml          (a stack set for all member accounts)
The head of each template says how it is rolled out. Its parameters:
  TrustedPrincipal         the ARN of who may assume the role; of the members' role, the one in the management account
  OrganizationId           whoever leaves the organization can no longer assume it
  ExternalId               asked for when it is assumed, unless empty; given to the program with --external-id
  RoleName                 [default: ArmillaryReadRole], given to the program with --role-name
  MemberRoleName           (management) the name of the role that it may assume in the members
  DelegatedAdministrators  (members, where something is read there) accounts to which a service is delegated
In Terraform the same are variables: trusted_principal, organization_id, external_id, role_name, member_role_name …";

const ACTING_ROLE_EXAMPLES: &str = "\
Two roles, the one in the management account first:
  armillary acting-role template --for management > acting-role-management.yaml
  armillary acting-role template > acting-role.yaml        (a stack set for all member accounts)
Only what sharing takes, as Terraform:
  armillary acting-role template --plans share,unshare,principal --format terraform > main.tf
The head of each template says how it is rolled out. Its parameters are those of the crawl role (`armillary crawl-role template --help`), and
  RoleName         [default: ArmillaryActingRole], given to `armillary apply` with --role-name
  PortfolioOwners  (members) accounts that own portfolios and may share them; in Terraform, portfolio_owners
Organizations is changed from the management account alone; members take what is shared with them, and say who may launch it.";

/// How a role's template is written.
#[derive(Args, Debug)]
pub struct RoleArgs {
    /// The language of the template
    #[arg(long, value_name = "FORMAT", default_value = "cloudformation")]
    pub format: RoleFormat,
    /// Where the role is rolled out
    #[arg(long = "for", value_name = "WHERE", default_value = "members")]
    pub place: RolePlace,
}

/// Options of `armillary acting-role template`.
#[derive(Args, Debug)]
pub struct ActingRoleArgs {
    /// How it is written
    #[command(flatten)]
    pub role: RoleArgs,
    /// Only what these kinds of plan take, comma-separated, such as share,unshare [default: all]
    #[arg(long, value_delimiter = ',', value_name = "a,b", value_parser = plan_kind)]
    pub plans: Vec<String>,
}

fn plan_kind(text: &str) -> Result<String, String> {
    let kinds = armillary_app::plan_kinds();
    match kinds.contains(&text) {
        true => Ok(text.to_owned()),
        false => Err(format!("the kinds of plan are {}", kinds.join(", "))),
    }
}

/// A language of templates.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum RoleFormat {
    /// CloudFormation, in YAML
    Cloudformation,
    /// Terraform
    Terraform,
}

/// Where a role is rolled out.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum RolePlace {
    /// In every member account, by a stack set
    Members,
    /// In the management account: the program signs in with it, and enters the members from there
    Management,
}
