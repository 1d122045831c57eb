//! The command line: names, options and exit codes are a contract.

use std::path::PathBuf;

use armillary_aws::check::{self, BadArgument};
use armillary_model::{AccountId, Service};
use armillary_topology::View;
use clap::{Args, Parser, Subcommand, ValueEnum, builder::NonEmptyStringValueParser};

mod plans;
mod roles;
mod trust;

pub use plans::*;
pub use roles::*;
pub use trust::*;

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

/// A format whose schema is printed.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum SchemaName {
    /// A plan
    Plan,
    /// What a team asks for
    Team,
}
