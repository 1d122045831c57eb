//! Regions as an account sees them.

use super::filters::Filters;
use crate::{
    services::{Answer, AwsError, Request},
    state::State,
    wire::{Value, map},
};

/// The Regions every account has from the start.
const ALWAYS_ON: &[&str] = &[
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "eu-central-1",
    "eu-north-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
];

/// Regions an account has to opt in to.
const OPT_IN: &[&str] = &[
    "af-south-1",
    "ap-east-1",
    "ap-south-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ca-west-1",
    "eu-central-2",
    "eu-south-1",
    "eu-south-2",
    "il-central-1",
    "me-central-1",
    "me-south-1",
];

/// `DescribeRegions`: those enabled in the account, or with `AllRegions` every Region there is.
///
/// A Region that is not enabled here is told as one the account has not opted in to.
pub(in crate::services) fn describe_regions(state: &State, request: &Request) -> Answer {
    let enabled = state.accounts.get(&request.account).map(|account| &*account.enabled_regions);
    let is_enabled = |name: &str| enabled.is_some_and(|regions| regions.contains(name));
    let status = |name: &str| match (is_enabled(name), ALWAYS_ON.contains(&name)) {
        (true, true) => "opt-in-not-required",
        (true, false) => "opted-in",
        (false, _) => "not-opted-in",
    };
    let filters = Filters::of(request, &["endpoint", "opt-in-status", "region-name"])?;
    let mut names: Vec<&str> = ALWAYS_ON.iter().chain(OPT_IN).copied().collect();
    names.extend(enabled.into_iter().flatten().map(|name| &**name));
    names.sort_unstable();
    names.dedup();
    let asked = request.input.texts("RegionName");
    if let Some(unknown) = asked.iter().find(|name| !names.contains(name)) {
        return Err(AwsError::new("InvalidParameterValue", format!("Invalid region name: '{unknown}'")));
    }
    let all = request.input.flag("AllRegions");
    names.retain(|name| {
        let values = |filter: &str| match filter {
            "endpoint" => vec![endpoint(name)],
            "opt-in-status" => vec![status(name).to_owned()],
            _ => vec![(*name).to_owned()],
        };
        (all || is_enabled(name)) && (asked.is_empty() || asked.contains(name)) && filters.pass(&[], values)
    });
    let regions = names.into_iter().map(|name| {
        map! { "optInStatus": status(name), "regionName": name, "regionEndpoint": endpoint(name) }
    });
    Ok(map! { "regionInfo": Value::list(regions) })
}

fn endpoint(region: &str) -> String {
    format!("ec2.{region}.amazonaws.com")
}
