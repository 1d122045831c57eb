//! Regions as an account sees them.

use armillary_facts::{is_default_region, partition};

use super::filters::Filters;
use crate::{
    services::{Answer, AwsError, Request},
    state::State,
    wire::{Value, map},
};

/// `DescribeRegions`: those enabled in the account, or with `AllRegions` every Region there is.
///
/// A Region that is not enabled here is told as one the account has not opted in to.
pub(in crate::services) fn describe_regions(state: &State, request: &Request) -> Answer {
    let enabled = state.accounts.get(&request.account).map(|account| &*account.enabled_regions);
    let is_enabled = |name: &str| enabled.is_some_and(|regions| regions.contains(name));
    let status = |name: &str| match (is_enabled(name), is_default_region(name)) {
        (true, true) => "opt-in-not-required",
        (true, false) => "opted-in",
        (false, _) => "not-opted-in",
    };
    let filters = Filters::of(request, &["endpoint", "opt-in-status", "region-name"])?;
    // All that this server knows is in the commercial partition.
    let mut names: Vec<&str> = partition("aws").into_iter().flat_map(|partition| partition.regions()).collect();
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
