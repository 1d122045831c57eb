//! The command line: names, options and exit codes are a contract.

use std::path::PathBuf;

use armillary_aws::check::{self, BadArgument};
use armillary_model::{AccountId, Service};
use armillary_topology::View;
use clap::{Args, Parser, Subcommand, ValueEnum, builder::NonEmptyStringValueParser};

/// Desktop console for a multi-account machine-learning platform on AWS. Without a command it opens the window.
#[derive(Parser, Debug)]
#[command(name = "armillary", version, propagate_version = true, after_help = EXIT_CODES)]
pub struct CommandLine {
    /// The cache file [default: `cache.sqlite` in this user's data folder]
    #[arg(long, global = true, env = "ARMILLARY_CACHE", value_name = "FILE")]
    pub cache: Option<PathBuf>,
    /// Print results as JSON
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do; without it the window opens
    #[command(subcommand)]
    pub command: Option<Command>,
}

const EXIT_CODES: &str = "Results go to stdout, progress and messages to stderr.\n\
                          Exit codes: 0 success, 1 a check or operation failed, 2 wrong usage.";

/// One command.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Crawl an embedded organization and open the window on it; needs no AWS account and no network
    Demo(DemoArgs),
    /// Serve the embedded organization on 127.0.0.1; prints its endpoint and credentials as shell exports
    Loopback(LoopbackArgs),
    /// Read an organization into the cache
    Crawl(CrawlArgs),
    /// List the crawls in the cache with their coverage
    Crawls,
    /// Show what could not be read, where, and why
    Coverage(CoverageArgs),
    /// List resources in the cache; with --json one object per line
    Resources(ResourcesArgs),
    /// List portfolios, or show which accounts have them and can use them
    Portfolios(PortfoliosArgs),
    /// Write the graph of one view to a file
    Graph(GraphArgs),
    /// Carry out a plan; resumable, every step journaled
    Apply(ApplyArgs),
    /// List what was changed in AWS: when, by whom, with which request ids
    Journal(JournalArgs),
    /// Evaluate IAM policies
    #[command(subcommand)]
    Policy(PolicyCommand),
    /// Ask who can become or reach what, and why
    #[command(subcommand)]
    Trust(TrustCommand),
    /// Plan what is to change, without changing it
    #[command(subcommand)]
    Plan(PlanCommand),
    /// The role with which an organization is read
    #[command(subcommand)]
    CrawlRole(CrawlRoleCommand),
    /// The role with which plans are carried out
    #[command(subcommand)]
    ActingRole(ActingRoleCommand),
    /// Print the JSON Schema of a format
    Schema {
        /// The format
        name: SchemaName,
    },
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// Options of `armillary demo`.
#[derive(Args, Debug)]
pub struct DemoArgs {
    /// How many accounts the organization has
    #[arg(long, default_value_t = 64, value_name = "N", value_parser = clap::value_parser!(u32).range(64..=10_000))]
    pub accounts: u32,
    /// Open no window: write graph.svg, graph.png and a summary to the folder --out
    #[arg(long)]
    pub headless: bool,
    /// The folder to write to [default: armillary-demo]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// Options of `armillary loopback`.
#[derive(Args, Debug)]
pub struct LoopbackArgs {
    /// The port on 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = 0, value_name = "P")]
    pub port: u16,
    /// How many accounts the organization has
    #[arg(long, default_value_t = 64, value_name = "N", value_parser = clap::value_parser!(u32).range(64..=10_000))]
    pub accounts: u32,
    /// Names and ids follow from this number
    #[arg(long, default_value_t = 1, value_name = "S")]
    pub seed: u64,
    /// Plant no imperfections
    #[arg(long)]
    pub clean: bool,
    /// Answer each request this much later
    #[arg(long, default_value_t = 0, value_name = "MS")]
    pub latency_ms: u64,
    /// Throttle as AWS does
    #[arg(long, value_name = "WHOSE")]
    pub quotas: Option<QuotaSet>,
    /// Faults to inject: a JSON file
    #[arg(long, value_name = "FILE")]
    pub faults: Option<PathBuf>,
    /// Hold callers to their policies: identity policies, boundaries, SCPs and RCPs decide each call. The credentials are then an
    /// administrator's of the management account, who gets into the others with `--role-name OrganizationAccountAccessRole`
    #[arg(long)]
    pub enforce_policies: bool,
    /// How many seconds pass for AWS in one: by default an account that takes AWS three minutes is there after three seconds
    #[arg(long, default_value_t = 60, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub time_scale: u32,
    /// How many accounts the organization may have, closed ones included [default: some more than it has]
    #[arg(long, value_name = "N")]
    pub account_quota: Option<u32>,
    /// Print the imperfections planted in this organization, and serve nothing
    #[arg(long)]
    pub list_planted: bool,
}

/// Whose request quotas the embedded organization keeps to.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum QuotaSet {
    /// The published quotas of AWS
    Aws,
}

/// Where and as whom to call AWS. What is not said is found as the AWS CLI finds it; its environment variables are read there, and
/// are no defaults of these options.
#[derive(Args, Debug, Default)]
pub struct ConnectionArgs {
    /// A profile of the shared AWS configuration
    #[arg(long, value_name = "P", value_parser = NonEmptyStringValueParser::new())]
    pub profile: Option<String>,
    /// An access key kept in the system's keyring, by the name it was saved under
    #[arg(long, value_name = "NAME", conflicts_with = "profile", value_parser = NonEmptyStringValueParser::new())]
    pub key: Option<String>,
    /// An endpoint to use in place of AWS
    #[arg(long, value_name = "URL", value_parser = check::endpoint_url)]
    pub endpoint_url: Option<String>,
    /// The role assumed in member accounts: its name, with its path where it has one
    #[arg(long, value_name = "R", value_parser = check::role_name)]
    pub role_name: Option<String>,
    /// The external id sent when assuming it
    #[arg(long, value_name = "X", value_parser = check::external_id)]
    pub external_id: Option<String>,
    /// The Regions to read, comma-separated [default: those enabled in the calling account]
    #[arg(long, value_name = "a,b", value_parser = region_list)]
    pub regions: Vec<RegionList>,
    /// Read only accounts below this OU
    #[arg(long, value_name = "OU", value_parser = NonEmptyStringValueParser::new())]
    pub ou: Option<String>,
}

/// Regions given together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RegionList(pub Vec<String>);

fn region_list(text: &str) -> Result<RegionList, BadArgument> {
    check::regions(text).map(RegionList)
}

/// Options of `armillary crawl`.
#[derive(Args, Debug)]
pub struct CrawlArgs {
    /// Where and as whom
    #[command(flatten)]
    pub connection: ConnectionArgs,
    /// Read only these accounts, comma-separated; may be given more than once
    #[arg(long = "account", value_delimiter = ',', value_parser = account, value_name = "A")]
    pub accounts: Vec<AccountId>,
    /// Read only these services, comma-separated: organizations, controltower, iam, ec2, sagemaker, servicecatalog
    #[arg(long, value_delimiter = ',', value_parser = service, value_name = "a,b")]
    pub services: Vec<Service>,
    /// Read the tags of accounts too, of those that are named if some are: a call for each account, some ten a second
    #[arg(long)]
    pub account_tags: bool,
    /// Read only what the latest crawl of the cache did not read completely
    #[arg(long)]
    pub resume: bool,
}

/// Options of `armillary apply`.
#[derive(Args, Debug)]
pub struct ApplyArgs {
    /// The plan, as `armillary plan … --out` wrote it
    pub plan: PathBuf,
    /// The name of what is affected, as the plan says it; once more for each that it also asks for
    #[arg(long, value_name = "NAME")]
    pub confirm: Vec<String>,
    /// Where and as whom
    #[command(flatten)]
    pub connection: ConnectionArgs,
}

/// Options of `armillary journal`.
#[derive(Args, Debug)]
pub struct JournalArgs {
    /// Only what was done for this plan
    #[arg(long, value_name = "PLAN-ID")]
    pub plan: Option<String>,
}

/// An account id, with spaces around it as lists have them.
fn account(text: &str) -> Result<AccountId, String> {
    text.trim().parse().map_err(|error| format!("{error}; an account id has 12 digits"))
}

/// A service that is read, by its name.
fn service(text: &str) -> Result<Service, String> {
    Service::from_text(text.trim()).ok_or_else(|| {
        let names: Vec<&str> = Service::ALL.iter().map(|service| service.as_str()).collect();
        format!("services are {}", names.join(", "))
    })
}

/// An end of a path; a stage that there is not is told before anything is opened.
fn end(text: &str) -> Result<String, String> {
    armillary_app::trust::check_end(text).map(|()| text.to_owned())
}

/// Which of the crawls in the cache is read.
#[derive(Args, Clone, Copy, Debug)]
pub struct AtCrawl {
    /// Read the cache as of this crawl, by its number in `armillary crawls` [default: the newest complete one]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(1..))]
    pub crawl: Option<i64>,
}

/// Options of `armillary coverage`.
#[derive(Args, Debug)]
pub struct CoverageArgs {
    /// As of when
    #[command(flatten)]
    pub at: AtCrawl,
    /// Only this account
    #[arg(long, value_name = "A")]
    pub account: Option<String>,
}

/// Options of `armillary resources`.
#[derive(Args, Debug)]
pub struct ResourcesArgs {
    /// As of when
    #[command(flatten)]
    pub at: AtCrawl,
    /// Only this kind, a CloudFormation type name such as AWS::IAM::Role
    #[arg(long, value_name = "K")]
    pub kind: Option<String>,
    /// Only this account
    #[arg(long, value_name = "A")]
    pub account: Option<String>,
    /// Only this Region, or `global`
    #[arg(long, value_name = "R")]
    pub region: Option<String>,
}

/// Options of `armillary portfolios`.
#[derive(Args, Debug)]
pub struct PortfoliosArgs {
    /// Which crawl
    #[command(flatten)]
    pub at: AtCrawl,
    /// In which form
    #[command(flatten)]
    pub form: FormArg,
    /// Portfolios by OUs: what each OU and account has of each portfolio, and why
    #[arg(long)]
    pub matrix: bool,
    /// With a row for each account, not only for OUs
    #[arg(long, requires = "matrix")]
    pub accounts: bool,
    /// Only this OU and what is below it, by its id; may be given more than once
    #[arg(long = "ou", value_name = "OU", requires = "matrix")]
    pub ous: Vec<String>,
    /// Only this portfolio, by its id or ARN; may be given more than once
    #[arg(long = "portfolio", value_name = "ID", requires = "matrix")]
    pub portfolios: Vec<String>,
    /// Only OUs and accounts with a cell in this state; may be given more than once
    #[arg(long = "state", value_name = "STATE", requires = "matrix")]
    pub states: Vec<MatrixState>,
    /// Rows to pass over
    #[arg(long, value_name = "N", default_value_t = 0, requires = "matrix")]
    pub offset: u32,
    /// Rows to give at most
    #[arg(long, value_name = "N", default_value_t = 500, requires = "matrix")]
    pub limit: u32,
}

/// A state of a cell of the matrix, or what stands out about it.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum MatrixState {
    /// Somebody there can launch from it
    Usable,
    /// It is there, and nobody can launch from it
    Unusable,
    /// It waits to be imported
    NotImported,
    /// It was not read
    Unknown,
    /// Most others of the stage have it
    Missing,
    /// It is not shared
    NotShared,
    /// Most others of the stage do not have it, or it is outside the organization
    Excessive,
    /// A share action is under way
    InProgress,
    /// The last share action failed
    Failed,
}

/// Options of `armillary graph`.
#[derive(Args, Debug)]
pub struct GraphArgs {
    /// As of when
    #[command(flatten)]
    pub at: AtCrawl,
    /// The view
    #[arg(long, value_name = "VIEW")]
    pub view: ViewName,
    /// In the trust view, show what trust policies name and not what was evaluated to have an effect
    #[arg(long)]
    pub named: bool,
    /// The format
    #[arg(long, value_name = "FORMAT")]
    pub format: GraphFormat,
    /// The file to write, or `-` for stdout
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

/// A view of the graph.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum ViewName {
    /// OUs, accounts and policies
    Org,
    /// Transit gateways, segments, VPCs and endpoints
    Network,
    /// Portfolios and their shares
    Portfolios,
    /// From which accounts one can get into which others
    Trust,
}

impl From<ViewName> for View {
    fn from(name: ViewName) -> Self {
        match name {
            ViewName::Org => Self::Organization,
            ViewName::Network => Self::Network,
            ViewName::Portfolios => Self::Portfolios,
            ViewName::Trust => Self::Trust,
        }
    }
}

/// A format of the graph.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum GraphFormat {
    /// Nodes and edges
    Json,
    /// Nodes and edges, for Gephi, yEd and networkx
    Graphml,
    /// The picture, scalable
    Svg,
    /// The picture, as pixels
    Png,
}

/// In which form a list is given.
#[derive(Args, Clone, Copy, Debug)]
pub struct FormArg {
    /// The form; `--json` stands for `--format json` [default: text]
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<ListFormat>,
}

/// A form of a list.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum ListFormat {
    /// For people
    Text,
    /// Everything there is to tell
    Json,
    /// A table for spreadsheets
    Csv,
    /// A table for documents
    Markdown,
}

/// A question about policies.
#[derive(Subcommand, Debug)]
pub enum PolicyCommand {
    /// Decide requests against the policies given with them, all as JSON; needs no cache and calls nobody
    Evaluate(EvaluateArgs),
    /// What a text would be in the place of a policy: whether AWS takes it, whom it reaches, what they gain and lose, which paths open and close
    Check(CheckPolicyArgs),
}

/// Options of `armillary policy check`.
#[derive(Args, Debug)]
pub struct CheckPolicyArgs {
    /// As of when
    #[command(flatten)]
    pub at: AtCrawl,
    /// An SCP or RCP, by its id, name or ARN; a managed policy, or the role whose trust policy it is, by ARN
    #[arg(long, value_name = "P")]
    pub policy: String,
    /// The text: JSON, or `-` for stdin; without it, the policy is checked as it is
    #[arg(long, value_name = "FILE.json")]
    pub file: Option<PathBuf>,
}

/// Options of `armillary policy evaluate`.
#[derive(Args, Debug)]
pub struct EvaluateArgs {
    /// One request, an array of them, or one after another: a file, or `-` for stdin
    #[arg(long, value_name = "FILE")]
    pub input: PathBuf,
    /// Print one answer per line as soon as it is known
    #[arg(long)]
    pub json_lines: bool,
}

/// A question about trust.
#[derive(Subcommand, Debug)]
pub enum TrustCommand {
    /// How one end can become another, hop by hop
    Paths(PathsArgs),
    /// Who can do something to a resource
    WhoCan(WhoCanArgs),
    /// What a principal can become and do
    WhatCan(WhatCanArgs),
    /// What the trust rules find
    Findings(FindingsArgs),
}

/// Options of `armillary trust paths`.
#[derive(Args, Debug)]
pub struct PathsArgs {
    /// As of when
    #[command(flatten)]
    pub at: AtCrawl,
    /// In which form
    #[command(flatten)]
    pub form: FormArg,
    /// Where paths start: an ARN, an account id, an OU id, a stage such as `stage:dev`, `people` or `groups` of IAM Identity Center, or one of them
    #[arg(long, value_name = "X", value_parser = end)]
    pub from: String,
    /// Where they lead: likewise
    #[arg(long, value_name = "Y", value_parser = end)]
    pub to: String,
    /// How many rows to give at most
    #[arg(long, default_value_t = 10, value_name = "N")]
    pub limit: u32,
    /// How many rows to pass over before
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub offset: u32,
    /// All paths of this pattern, as an answer names it; without it, the best path of each pattern
    #[arg(long, value_name = "PATTERN")]
    pub pattern: Option<String>,
    /// Also what would be a path but for one policy, boundary or condition
    #[arg(long)]
    pub near_misses: bool,
    /// Explain each hop: every layer and the statements that decide
    #[arg(long)]
    pub explain: bool,
}

/// Options of `armillary trust who-can`.
#[derive(Args, Debug)]
pub struct WhoCanArgs {
    /// As of when
    #[command(flatten)]
    pub at: AtCrawl,
    /// In which form
    #[command(flatten)]
    pub form: FormArg,
    /// The action, such as `sts:AssumeRole`
    #[arg(long, value_name = "A")]
    pub action: String,
    /// The resource's ARN
    #[arg(long, value_name = "ARN")]
    pub resource: String,
    /// The account it belongs to, where its ARN does not tell, as for buckets
    #[arg(long, value_name = "A")]
    pub resource_account: Option<String>,
    /// How many principals to give at most
    #[arg(long, default_value_t = 1000, value_name = "N")]
    pub limit: u32,
    /// How many principals to pass over before
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub offset: u32,
}

/// Options of `armillary trust what-can`.
#[derive(Args, Debug)]
pub struct WhatCanArgs {
    /// As of when
    #[command(flatten)]
    pub at: AtCrawl,
    /// In which form
    #[command(flatten)]
    pub form: FormArg,
    /// The principal's ARN
    #[arg(long, value_name = "ARN")]
    pub principal: String,
    /// How many reachable principals to give at most
    #[arg(long, default_value_t = 1000, value_name = "N")]
    pub limit: u32,
    /// How many reachable principals to pass over before
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub offset: u32,
}

/// Options of `armillary trust findings`.
#[derive(Args, Debug)]
pub struct FindingsArgs {
    /// As of when
    #[command(flatten)]
    pub at: AtCrawl,
    /// In which form
    #[command(flatten)]
    pub form: FormArg,
    /// Only this rule, such as TRU-01
    #[arg(long, value_name = "RULE")]
    pub rule: Option<String>,
    /// List one by one what is not known or does not apply; without it, and unless as JSON, one line stands for each rule and reason
    #[arg(long)]
    pub unknown: bool,
}

/// A format whose schema is printed.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum SchemaName {
    /// A plan
    Plan,
    /// What a team asks for
    Team,
}

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
