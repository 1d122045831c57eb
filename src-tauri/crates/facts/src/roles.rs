//! Roles that landing zones make and keep themselves, those of public architectures, and services that say on whose behalf they
//! take a role.

use crate::table::{Table, words};

pub(crate) const BASELINE: Table = Table(include_str!("../data/baseline_roles_by_hand.tsv"));
pub(crate) const ARCHITECTURES: Table = Table(include_str!("../data/architecture_roles_by_hand.tsv"));
pub(crate) const TELL_THEIR_SOURCE: Table = Table(include_str!("../data/source_account_by_hand.tsv"));

/// A role that a landing zone makes itself, and that its owner must not edit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BaselineRole {
    /// Its name; `*` at the end stands for what varies.
    pub name: &'static str,
    /// What makes it: `Control Tower`, `AFT`, `LZA`, `CloudFormation`, `Organizations`.
    pub maker: &'static str,
    /// The document that names it.
    pub source: &'static str,
}

/// The roles that landing zones make.
pub fn baseline_roles() -> impl Iterator<Item = BaselineRole> {
    BASELINE.cells().map(|[name, maker, source]| BaselineRole { name, maker, source })
}

/// What a role of a public architecture is for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RolePurpose {
    /// Stack sets deploy with it.
    Deploys,
    /// Models run with it.
    RunsModels,
    /// It takes the role of this name.
    StepsTo(&'static str),
    /// These services take it, and no others.
    Serves(Vec<&'static str>),
}

/// The roles of public architectures by name, `*` for what varies, and what they are for; one may be for several things.
pub fn architecture_roles() -> impl Iterator<Item = (&'static str, RolePurpose)> {
    ARCHITECTURES.cells().filter_map(|[name, purpose, detail, _source]| {
        let purpose = match purpose {
            "deploys" => RolePurpose::Deploys,
            "runs-models" => RolePurpose::RunsModels,
            "steps-to" => RolePurpose::StepsTo(detail),
            "serves" => RolePurpose::Serves(words(detail, ' ').collect()),
            _ => return None,
        };
        Some((name, purpose))
    })
}

/// Whether a service says, when it takes a role, on whose behalf it does (`aws:SourceAccount`, `aws:SourceArn`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TellsSource {
    /// A trust policy with the condition is documented.
    Yes,
    /// A trust policy with the condition does not work, or the service's guide has none.
    No,
    /// Reports contradict each other.
    Unknown,
}

/// What is known of a service by the name of its principal; `None` where nothing is.
pub fn tells_source(service: &str) -> Option<TellsSource> {
    let row = TELL_THEIR_SOURCE.cells().find(|[name, _, _]| *name == service);
    row.and_then(|[_, state, _]| match state {
        "yes" => Some(TellsSource::Yes),
        "no" => Some(TellsSource::No),
        "unknown" => Some(TellsSource::Unknown),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_a_source() {
        assert_eq!(baseline_roles().count(), BASELINE.rows().count());
        assert!(baseline_roles().all(|role| !role.name.is_empty() && !role.source.is_empty()));
        for [service, _, source] in TELL_THEIR_SOURCE.cells::<3>() {
            assert!(crate::is_service_principal(service), "{service}");
            assert!(tells_source(service).is_some() && !source.is_empty(), "{service}");
        }
        assert_eq!(TELL_THEIR_SOURCE.cells::<3>().count(), TELL_THEIR_SOURCE.rows().count());
    }

    #[test]
    fn every_role_of_an_architecture_has_a_purpose_and_a_source() {
        assert_eq!(architecture_roles().count(), ARCHITECTURES.rows().count());
        assert!(ARCHITECTURES.cells().all(|[.., source]: [&str; 4]| !source.is_empty()));
        for (role, purpose) in architecture_roles() {
            if let RolePurpose::Serves(services) = purpose {
                assert!(services.iter().all(|service| crate::is_service_principal(service)), "{role}");
            }
        }
    }

    #[test]
    fn what_is_documented_is_told_from_what_is_not() {
        assert_eq!(tells_source("sagemaker.amazonaws.com"), Some(TellsSource::Yes));
        assert_eq!(tells_source("cloudtrail.amazonaws.com"), Some(TellsSource::No));
        assert_eq!(tells_source("lambda.amazonaws.com"), Some(TellsSource::Unknown));
        assert_eq!(tells_source("sagemaker.application-autoscaling.amazonaws.com"), None);
        assert!(baseline_roles().any(|role| role.name == "AWSControlTowerExecution"));
    }
}
