//! Which Regions are read, and which an account has not enabled.

use std::collections::BTreeSet;

use armillary_aws::{AccountAccess, Failure, classify};
use aws_sdk_ec2::types::Region;
use tokio_util::sync::CancellationToken;

const OPERATION: &str = "ec2:DescribeRegions";
/// The IAM actions that every crawl takes in each account, whichever services it reads.
pub const ALWAYS: &[&str] = &[OPERATION];
const ALWAYS_ON: &str = "opt-in-not-required";
const OFF: &str = "not-opted-in";

/// The Regions of a crawl.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Regions {
    /// In order, each once.
    pub names: Vec<String>,
    /// Those that each account enables for itself.
    pub optional: BTreeSet<String>,
}

/// The Regions asked for, else those enabled in the caller's account. Where the crawl is cancelled meanwhile, what is known.
pub(crate) async fn choose(
    access: &AccountAccess,
    home: &str,
    asked: &[String],
    cancel: &CancellationToken,
) -> Result<Regions, Failure> {
    let answer = tokio::select! {
        biased;
        () = cancel.cancelled() => Ok(Vec::new()),
        answer = ask(access, home, None) => answer,
    };
    match answer {
        Ok(answer) => Ok(chosen(&answer, asked)),
        Err(_) if !asked.is_empty() => Ok(chosen(&[], asked)),
        Err(failure) => Err(failure),
    }
}

/// Those of the optional Regions that an account has not enabled. Where it cannot be asked, none: reading will tell.
pub(crate) async fn off(
    access: &AccountAccess,
    home: &str,
    optional: &BTreeSet<String>,
    cancel: &CancellationToken,
) -> BTreeSet<String> {
    if optional.is_empty() {
        return BTreeSet::new();
    }
    let answer = tokio::select! {
        biased;
        () = cancel.cancelled() => Vec::new(),
        answer = ask(access, home, Some(optional)) => answer.unwrap_or_default(),
    };
    let off = answer.into_iter().filter(|region| region.opt_in_status() == Some(OFF));
    off.filter_map(|region| region.region_name).collect()
}

async fn ask(access: &AccountAccess, home: &str, names: Option<&BTreeSet<String>>) -> Result<Vec<Region>, Failure> {
    let names = names.map(|names| names.iter().cloned().collect());
    let call = access.ec2(home).describe_regions().all_regions(true).set_region_names(names).send();
    let answer = call.await.map_err(|error| classify(OPERATION, &error))?;
    Ok(answer.regions.unwrap_or_default())
}

fn chosen(answer: &[Region], asked: &[String]) -> Regions {
    let enabled = answer.iter().filter(|region| region.opt_in_status() != Some(OFF));
    let enabled = enabled.filter_map(|region| region.region_name());
    let names: BTreeSet<&str> =
        if asked.is_empty() { enabled.collect() } else { asked.iter().map(String::as_str).collect() };
    let status = |name: &str| answer.iter().find(|region| region.region_name() == Some(name))?.opt_in_status();
    let optional = names.iter().filter(|name| status(name).is_some_and(|status| status != ALWAYS_ON));
    Regions {
        optional: optional.map(|name| (*name).to_owned()).collect(),
        names: names.into_iter().map(str::to_owned).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer() -> Vec<Region> {
        let region = |name: &str, status: &str| Region::builder().region_name(name).opt_in_status(status).build();
        vec![region("eu-west-1", ALWAYS_ON), region("af-south-1", "opted-in"), region("me-south-1", OFF)]
    }

    fn texts(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn enabled_regions_are_read_unless_some_are_named() {
        assert_eq!(chosen(&answer(), &[]).names, ["af-south-1", "eu-west-1"]);
        assert_eq!(chosen(&answer(), &texts(&["eu-west-1", "eu-west-1"])).names, ["eu-west-1"]);
    }

    #[test]
    fn each_account_is_asked_about_optional_regions_alone() {
        let regions = chosen(&answer(), &texts(&["eu-west-1", "me-south-1", "xx-test-1"]));
        assert_eq!(regions.optional.into_iter().collect::<Vec<_>>(), ["me-south-1"]);
    }
}
