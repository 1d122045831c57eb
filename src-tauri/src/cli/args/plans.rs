//! What is planned: `armillary plan`.

use std::path::PathBuf;

use armillary_aws::check;
use clap::{Args, Subcommand, ValueEnum};

use super::AtCrawl;

/// A change to plan, or something to do with plans.
#[derive(Subcommand, Debug)]
pub enum PlanCommand {
    /// Accounts for a team, or for many
    Vend(Box<VendArgs>),
    /// Share a portfolio, or change what is shared along
    Share(ShareArgs),
    /// End a portfolio share
    Unshare(UnshareArgs),
    /// Let a principal launch from a portfolio in an account, or no longer
    Principal(PrincipalArgs),
    /// Give a permission set of IAM Identity Center to a group or user in accounts, or take it away
    Assign(AssignArgs),
    /// Move an account to an OU
    Move(MoveArgs),
    /// Close an account
    Close(CloseArgs),
    /// Attach an organization policy to a root, OU or account
    Attach(AttachArgs),
    /// Detach an organization policy
    Detach(DetachArgs),
    /// Enable, disable or reset a control of Control Tower on an OU
    Control(ControlArgs),
    /// Reset the baseline of an OU, which enrols the accounts in it
    Baseline(BaselineArgs),
    /// Write an organization policy: create, change or delete one
    #[command(subcommand)]
    Policy(PlanPolicyCommand),
    /// Import a portfolio that another account shares with this one
    Import(ImportArgs),
    /// Set tags of an account, and take them away
    Tag(TagArgs),
    /// What manifests ask and the organization lacks
    Diff(DiffArgs),
    /// A plan in words; with --json what comes of it
    Show {
        /// The plan
        #[arg(value_name = "PLAN.json")]
        plan: PathBuf,
    },
}

/// How a plan is made and where it is written.
#[derive(Args, Debug)]
pub struct PlanArgs {
    /// As of when
    #[command(flatten)]
    pub at: AtCrawl,
    /// The file to write the plan to, or `-` for stdout
    #[arg(long, value_name = "PLAN.json")]
    pub out: Option<PathBuf>,
    /// An account or OU that takes a second confirmation, besides those that always do; may be given more than once
    #[arg(long = "protect", value_name = "NAME")]
    pub protected: Vec<String>,
    /// Work out what opens and closes in trust, and which findings come and go, however many accounts there are; with --json, give only what comes of
    /// the plan
    #[arg(long)]
    pub preview: bool,
    /// How many accounts the organization may have, closed ones included
    #[arg(long, value_name = "N")]
    pub account_quota: Option<u32>,
    /// Who is to apply it, where that is somebody else than whoever crawled: a user, a role or its session, by ARN
    #[arg(long, value_name = "ARN", value_parser = principal)]
    pub caller: Option<String>,
    /// The role that is assumed in member accounts when it is applied, where that is another one than in the crawl
    #[arg(long, value_name = "NAME", value_parser = check::role_name)]
    pub role_name: Option<String>,
}

fn principal(text: &str) -> Result<String, String> {
    match armillary_model::account_in_arn(text) {
        Some(_) => Ok(text.to_owned()),
        None => Err("this is no ARN of a user, role or session: `aws sts get-caller-identity` tells one".to_owned()),
    }
}

/// Options of `armillary plan vend`.
#[derive(Args, Debug)]
pub struct VendArgs {
    /// How it is made
    #[command(flatten)]
    pub plan: PlanArgs,
    /// What the team asks for: a manifest in TOML
    #[arg(long, value_name = "FILE.toml", conflicts_with_all = ["from_csv", "team"])]
    pub manifest: Option<PathBuf>,
    /// What many teams ask for: a table, one team a line
    #[arg(long, value_name = "FILE.csv", conflicts_with = "team")]
    pub from_csv: Option<PathBuf>,
    /// The team's name; its accounts are called NAME-STAGE
    #[arg(long, value_name = "NAME", required_unless_present_any = ["manifest", "from_csv"])]
    pub team: Option<String>,
    /// The stages, comma-separated: dev, preprod, prod, sandbox
    #[arg(long, value_delimiter = ',', value_name = "a,b", requires = "team", required_unless_present_any = ["manifest", "from_csv"])]
    pub stages: Vec<String>,
    /// The e-mail address of each account, with {team} and {stage} in it
    #[arg(long, value_name = "T", requires = "team", required_unless_present_any = ["manifest", "from_csv"])]
    pub email_template: Option<String>,
    /// Who answers for the team
    #[arg(long, value_name = "EMAIL", requires = "team")]
    pub owner: Option<String>,
    /// How the accounts are connected
    #[arg(long, value_name = "HOW", requires = "team")]
    pub connectivity: Option<Connectivity>,
    /// The product that sets the accounts up
    #[arg(long, value_name = "PRODUCT", requires = "team")]
    pub blueprint: Option<String>,
    /// The OU of a stage, where names do not tell; may be given more than once
    #[arg(long = "ou", value_name = "STAGE=OU", value_parser = pair)]
    pub ous: Vec<(String, String)>,
    /// A portfolio that the accounts are to see; may be given more than once
    #[arg(long = "portfolio", value_name = "P", requires = "team")]
    pub portfolios: Vec<String>,
    /// A tag of the accounts; may be given more than once
    #[arg(long = "tag", value_name = "KEY=VALUE", value_parser = pair, requires = "team")]
    pub tags: Vec<(String, String)>,
    /// By which way the accounts are made; where nothing is said, by what the organization supports
    #[arg(long, value_name = "WAY")]
    pub path: Option<VendBy>,
}

/// By which way accounts are made.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum VendBy {
    /// Account Factory of Control Tower
    AccountFactory,
    /// AWS Organizations, then enrolled
    Organizations,
}

/// Options of `armillary plan control`.
#[derive(Args, Debug)]
pub struct ControlArgs {
    /// How it is made
    #[command(flatten)]
    pub plan: PlanArgs,
    /// What is to become of the control
    pub change: ControlAction,
    /// The control, by its ARN; one that is enabled somewhere also by the last part of it
    #[arg(long, value_name = "ARN")]
    pub control: String,
    /// The OU, by its id or name
    #[arg(long, value_name = "OU")]
    pub ou: String,
    /// A parameter of the control, its value in JSON; may be given more than once
    #[arg(long = "parameter", value_name = "KEY=JSON", value_parser = json_pair)]
    pub parameters: Vec<(String, serde_json::Value)>,
}

/// What is to become of a control.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum ControlAction {
    /// It is to be in force
    Enable,
    /// It is not
    Disable,
    /// It is to be set up again
    Reset,
}

/// Options of `armillary plan baseline`.
#[derive(Args, Debug)]
pub struct BaselineArgs {
    /// How it is made
    #[command(flatten)]
    pub plan: PlanArgs,
    /// What is to become of the baseline
    pub change: BaselineAction,
    /// The OU, by its id or name
    #[arg(long, value_name = "OU")]
    pub ou: String,
}

/// What is to become of a baseline.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum BaselineAction {
    /// It is to be set up again
    Reset,
}

/// `KEY=JSON`.
fn json_pair(text: &str) -> Result<(String, serde_json::Value), String> {
    let (key, value) = pair(text)?;
    let value = serde_json::from_str(&value).map_err(|error| format!("`{value}` is no JSON: {error}"))?;
    Ok((key, value))
}

/// How accounts are connected.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Connectivity {
    /// To the corporate network
    Corporate,
    /// Not at all
    Isolated,
}

/// `KEY=VALUE`.
fn pair(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("a name and a value stand on both sides of `=`")?;
    Ok((key.to_owned(), value.to_owned()))
}

/// Options of `armillary plan share`.
#[derive(Args, Debug)]
pub struct ShareArgs {
    /// How it is made
    #[command(flatten)]
    pub plan: PlanArgs,
    /// The portfolio, by its id or name
    #[arg(long, value_name = "P")]
    pub portfolio: String,
    /// An OU or account, by its id or name, or `organization`
    #[arg(long, value_name = "WHOM")]
    pub with: String,
    /// Share principal names along, or no longer
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true")]
    pub share_principals: Option<bool>,
    /// Share tag options along, or no longer
    #[arg(long, value_name = "BOOL", num_args = 0..=1, default_missing_value = "true")]
    pub share_tag_options: Option<bool>,
}

/// Options of `armillary plan unshare`.
#[derive(Args, Debug)]
pub struct UnshareArgs {
    /// How it is made
    #[command(flatten)]
    pub plan: PlanArgs,
    /// The portfolio, by its id or name
    #[arg(long, value_name = "P")]
    pub portfolio: String,
    /// An OU or account, by its id or name, or `organization`
    #[arg(long, value_name = "WHOM")]
    pub with: String,
}

/// Options of `armillary plan principal`.
#[derive(Args, Debug)]
pub struct PrincipalArgs {
    /// How it is made
    #[command(flatten)]
    pub plan: PlanArgs,
    /// The portfolio, by its id or name
    #[arg(long, value_name = "P")]
    pub portfolio: String,
    /// The account, by its id or name: the owner's, or one that the portfolio reaches
    #[arg(long, value_name = "A")]
    pub account: String,
    /// The ARN of a role, user or group; without an account in it, a pattern
    #[arg(long, value_name = "ARN")]
    pub principal: String,
    /// Take it away
    #[arg(long)]
    pub remove: bool,
}

/// Options of `armillary plan assign`.
#[derive(Args, Debug)]
pub struct AssignArgs {
    /// How it is made
    #[command(flatten)]
    pub plan: PlanArgs,
    /// The permission set, by its name, its id or its ARN
    #[arg(long, value_name = "P")]
    pub permission_set: String,
    /// Who: `group` or `user`, and the name or id
    #[arg(long, num_args = 2, required = true, value_names = ["group|user", "NAME"])]
    pub to: Vec<String>,
    /// An account, by its id or name; may be given more than once
    #[arg(long = "account", value_name = "A", required_unless_present = "ous")]
    pub accounts: Vec<String>,
    /// An OU whose accounts are meant, those in OUs below it included; may be given more than once
    #[arg(long = "ou", value_name = "OU")]
    pub ous: Vec<String>,
    /// Take it away
    #[arg(long)]
    pub remove: bool,
}

/// Options of `armillary plan move`.
#[derive(Args, Debug)]
pub struct MoveArgs {
    /// How it is made
    #[command(flatten)]
    pub plan: PlanArgs,
    /// The account, by its id or name
    #[arg(long, value_name = "A")]
    pub account: String,
    /// The OU, by its id, its name or its path, or `root`
    #[arg(long, value_name = "OU")]
    pub to: String,
}

/// Options of `armillary plan close`.
#[derive(Args, Debug)]
pub struct CloseArgs {
    /// How it is made
    #[command(flatten)]
    pub plan: PlanArgs,
    /// The account, by its id or name
    #[arg(long, value_name = "A")]
    pub account: String,
}

/// Options of `armillary plan attach`.
#[derive(Args, Debug)]
pub struct AttachArgs {
    /// How it is made
    #[command(flatten)]
    pub plan: PlanArgs,
    /// The policy, by its id or name
    #[arg(long, value_name = "P")]
    pub policy: String,
    /// The root, OU or account, by its id or name
    #[arg(long, value_name = "TARGET")]
    pub to: String,
}

/// Options of `armillary plan detach`.
#[derive(Args, Debug)]
pub struct DetachArgs {
    /// How it is made
    #[command(flatten)]
    pub plan: PlanArgs,
    /// The policy, by its id or name
    #[arg(long, value_name = "P")]
    pub policy: String,
    /// The root, OU or account, by its id or name
    #[arg(long, value_name = "TARGET")]
    pub from: String,
}

/// What is to become of an organization policy.
#[derive(Subcommand, Debug)]
pub enum PlanPolicyCommand {
    /// Create an SCP or RCP, which takes no effect before it is attached
    Create(CreatePolicyArgs),
    /// Change the text, the name or the description of an SCP or RCP, wherever it is attached
    Change(ChangePolicyArgs),
    /// Delete an SCP or RCP that is attached nowhere
    Delete(DeletePolicyArgs),
}

/// The types of policies that are written here.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum PolicyTypeName {
    /// A service control policy
    Scp,
    /// A resource control policy
    Rcp,
}

/// Options of `armillary plan policy create`.
#[derive(Args, Debug)]
pub struct CreatePolicyArgs {
    /// How it is made
    #[command(flatten)]
    pub plan: PlanArgs,
    /// The policy's name
    #[arg(long, value_name = "NAME")]
    pub name: String,
    /// Its type
    #[arg(long = "type", value_name = "TYPE", default_value = "scp")]
    pub kind: PolicyTypeName,
    /// Its text: JSON, or `-` for stdin
    #[arg(long, value_name = "FILE.json")]
    pub file: PathBuf,
    /// What it is for
    #[arg(long, value_name = "TEXT")]
    pub description: Option<String>,
}

/// Options of `armillary plan policy change`.
#[derive(Args, Debug)]
pub struct ChangePolicyArgs {
    /// How it is made
    #[command(flatten)]
    pub plan: PlanArgs,
    /// The policy, by its id or name
    #[arg(long, value_name = "P")]
    pub policy: String,
    /// Its new text: JSON, or `-` for stdin
    #[arg(long, value_name = "FILE.json", required_unless_present_any = ["name", "description"])]
    pub file: Option<PathBuf>,
    /// Its new name
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// What it is for
    #[arg(long, value_name = "TEXT")]
    pub description: Option<String>,
}

/// Options of `armillary plan policy delete`.
#[derive(Args, Debug)]
pub struct DeletePolicyArgs {
    /// How it is made
    #[command(flatten)]
    pub plan: PlanArgs,
    /// The policy, by its id or name
    #[arg(long, value_name = "P")]
    pub policy: String,
}

/// Options of `armillary plan import`.
#[derive(Args, Debug)]
pub struct ImportArgs {
    /// How it is made
    #[command(flatten)]
    pub plan: PlanArgs,
    /// The portfolio, by its id or name
    #[arg(long, value_name = "P")]
    pub portfolio: String,
    /// The account that imports it, by its id or name
    #[arg(long, value_name = "A")]
    pub account: String,
}

/// Options of `armillary plan tag`.
#[derive(Args, Debug)]
pub struct TagArgs {
    /// How it is made
    #[command(flatten)]
    pub plan: PlanArgs,
    /// The account, by its id or name
    #[arg(long, value_name = "A")]
    pub account: String,
    /// A tag to set; may be given more than once
    #[arg(long, value_name = "KEY=VALUE", value_parser = pair, required_unless_present = "remove")]
    pub set: Vec<(String, String)>,
    /// A tag to take away; may be given more than once
    #[arg(long, value_name = "KEY")]
    pub remove: Vec<String>,
}

/// Options of `armillary plan diff`.
#[derive(Args, Debug)]
pub struct DiffArgs {
    /// As of when
    #[command(flatten)]
    pub at: AtCrawl,
    /// What a team asks for: a manifest in TOML; may be given more than once
    #[arg(long, value_name = "FILE.toml", required_unless_present = "from_csv")]
    pub manifest: Vec<PathBuf>,
    /// What many teams ask for: a table, one team a line
    #[arg(long, value_name = "FILE.csv")]
    pub from_csv: Option<PathBuf>,
}
