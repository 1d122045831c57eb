//! Actions that open a resource to others: they write its policy, grant its use, or share it.

use crate::{
    AccessLevel, ActionFact,
    table::{Table, fits},
};

pub(crate) const RESOURCE_POLICIES: Table = Table(include_str!("../data/resource_policies_by_hand.tsv"));
pub(crate) const OPENING: Table = Table(include_str!("../data/opening_actions_by_hand.tsv"));

/// An action that opens a resource to others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Opening {
    /// The action.
    pub action: ActionFact,
    /// The condition key and its value with which it does; with another it only helps a service that acts for the caller.
    pub with: Option<(&'static str, &'static str)>,
}

/// The actions of a service (by its prefix, in lower case) that open a resource to others: those that the reference calls
/// permissions management, unless a row says otherwise.
pub fn openings(prefix: &str) -> Vec<Opening> {
    crate::actions_of(prefix).iter().filter_map(|action| opening(prefix, *action)).collect()
}

/// Whether resources of a service (by its prefix, in lower case) may have policies of their own, or be shared.
pub fn has_resource_policies(prefix: &str) -> bool {
    let row = RESOURCE_POLICIES.cells().find(|[service, ..]: &[&str; 3]| *service == prefix);
    match row {
        Some([_, state, _]) => state == "yes",
        // Of a service that is newer than the reference nobody can tell.
        None => !crate::is_service(prefix) || !openings(prefix).is_empty(),
    }
}

fn opening(prefix: &str, action: ActionFact) -> Option<Opening> {
    let rows = OPENING.cells().filter_map(|[pattern, state, _source]| Some((pattern.split_once(':')?, state)));
    let is_about = |(service, name)| fits(service, prefix) && fits(name, action.name);
    let state = rows.into_iter().find(|(pattern, _)| is_about(*pattern)).map(|(_, state)| state);
    let opens = |with| Some(Opening { action, with });
    match state {
        Some("yes") => opens(None),
        Some("no") => None,
        Some(with) => opens(with.split_once('=')),
        None if action.level == AccessLevel::PermissionsManagement => opens(None),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(prefix: &str) -> Vec<&'static str> {
        openings(prefix).iter().map(|opening| opening.action.name).collect()
    }

    #[test]
    fn what_opens_is_told_by_the_level_and_by_rows() {
        assert_eq!(names("kms"), ["CreateGrant", "PutKeyPolicy"]);
        assert_eq!(names("sqs"), ["AddPermission", "SetQueueAttributes"]);
        assert!(names("s3").contains(&"PutObjectAcl") && !names("s3").contains(&"DeleteBucketPolicy"));
        assert!(names("ram").contains(&"CreateResourceShare"), "the reference calls it a write");
        assert!(names("ec2").contains(&"ModifyImageAttribute") && !names("ec2").contains(&"RunInstances"));
        for prefix in ["iam", "sso", "rds-db", "nobody"] {
            assert_eq!(names(prefix), [] as [&str; 0], "{prefix}");
        }
        let grant = openings("kms").into_iter().find(|opening| opening.action.name == "CreateGrant").unwrap();
        assert_eq!(grant.with, Some(("kms:GrantIsForAWSResource", "false")));
    }

    #[test]
    fn services_have_resource_policies_if_something_opens_their_resources() {
        assert!(has_resource_policies("s3") && has_resource_policies("organizations"), "a delegation policy");
        assert!(has_resource_policies("servicecatalog") && has_resource_policies("newer-than-the-reference"));
        assert!(!has_resource_policies("iam") && !has_resource_policies("athena"));
        assert_eq!(RESOURCE_POLICIES.cells::<3>().count(), RESOURCE_POLICIES.rows().count());
        assert!(RESOURCE_POLICIES.cells::<3>().all(|[service, ..]| crate::is_service(service)));
    }

    #[test]
    fn every_row_is_about_an_action_that_exists_and_says_why() {
        assert_eq!(OPENING.cells::<3>().count(), OPENING.rows().count());
        for [pattern, state, source] in OPENING.cells::<3>() {
            let (service, name) = pattern.split_once(':').unwrap();
            let mut services = crate::services().filter(|prefix| fits(service, prefix));
            let is_there = |prefix| crate::actions_of(prefix).iter().any(|action| fits(name, action.name));
            assert!(services.any(is_there), "{pattern}");
            let is_key = |(key, _): (&str, &str)| crate::key(&key.to_ascii_lowercase()).is_some();
            assert!(matches!(state, "yes" | "no") || state.split_once('=').is_some_and(is_key), "{pattern}");
            assert!(!source.is_empty(), "{pattern}");
        }
    }
}
