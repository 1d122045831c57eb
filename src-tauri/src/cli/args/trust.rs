//! Who can become or reach what: `armillary trust`.

use clap::{Args, Subcommand};

use super::{AtCrawl, FormArg};

/// An end of a path; a stage that there is not is told before anything is opened.
fn end(text: &str) -> Result<String, String> {
    armillary_app::trust::check_end(text).map(|()| text.to_owned())
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
