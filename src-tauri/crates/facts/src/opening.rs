//! Actions that open a resource to others: they write its policy, grant its use, or share it.

use crate::{
    AccessLevel, ActionFact,
    actions::{resource_pattern, resource_patterns},
    table::{Table, fits, words},
};

pub(crate) const RESOURCE_POLICIES: Table = Table(include_str!("../data/resource_policies_by_hand.tsv"));
pub(crate) const OPENING: Table = Table(include_str!("../data/opening_actions_by_hand.tsv"));
pub(crate) const OPENED: Table = Table(include_str!("../data/opened_types_by_hand.tsv"));

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
fn has_resource_policies(prefix: &str) -> bool {
    let row = RESOURCE_POLICIES.cells().find(|[service, ..]: &[&str; 3]| *service == prefix);
    match row {
        Some([_, state, _]) => state == "yes",
        // Of a service that is newer than the reference nobody can tell.
        None => !crate::is_service(prefix) || !openings(prefix).is_empty(),
    }
}

/// Whether a resource, by its ARN, may have a policy of its own, or be shared: something opens resources of its type. One whose type nobody
/// knows may.
pub fn may_have_policy(arn: &str) -> bool {
    let prefix = arn.split(':').nth(2).unwrap_or_default().to_ascii_lowercase();
    if !has_resource_policies(&prefix) {
        return false;
    }
    let is_known = resource_patterns(&prefix).any(|pattern| fits(pattern, arn));
    let mut openings = openings(&prefix).into_iter().peekable();
    let is_told = openings.peek().is_some();
    let mut opened = openings.map(|opening| opened_types(&prefix, &opening.action));
    let is_opened = opened.any(|types| {
        let mut patterns = types.iter().filter_map(|kind| resource_pattern(&prefix, kind));
        types.is_empty() || patterns.any(|pattern| fits(pattern, arn))
    });
    !is_known || !is_told || is_opened
}

/// The types of resources that an action opens; none where nobody says.
fn opened_types(prefix: &str, action: &ActionFact) -> Vec<&'static str> {
    let is_about = |[named, ..]: &[&str; 3]| named.split_once(':') == Some((prefix, action.name));
    let more = OPENED.cells().filter(is_about).flat_map(|[_, types, _]| words(types, ','));
    action.resource_types().map(|(kind, _)| kind).chain(more).collect()
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
    fn some_types_of_a_service_have_policies_and_others_have_none() {
        let own = |rest: &str| may_have_policy(&format!("arn:aws:{rest}"));
        for rest in [
            "s3:::models",
            "s3:::models/churn.tar.gz",
            "sagemaker:eu-west-1:111122223333:model-package-group/churn",
            "sagemaker:eu-west-1:111122223333:model-package/churn/3",
            "sagemaker:eu-west-1:111122223333:pipeline/train",
            "sagemaker:eu-west-1:111122223333:newer-than-the-reference/x",
            "ec2:eu-west-1:111122223333:snapshot/snap-1",
            "kms:eu-west-1:111122223333:alias/data",
            "logs:eu-west-1:111122223333:log-group:/aws/x",
            "newer-than-the-reference:eu-west-1:111122223333:x",
        ] {
            assert!(own(rest), "{rest}");
        }
        for rest in [
            "sagemaker:eu-west-1:111122223333:domain/d-1",
            "sagemaker:eu-west-1:111122223333:user-profile/d-1/ana",
            "sagemaker:eu-west-1:111122223333:endpoint/score",
            "ec2:eu-west-1:111122223333:instance/i-1",
            "iam::111122223333:role/Deploy",
            "athena:eu-west-1:111122223333:workgroup/w",
        ] {
            assert!(!own(rest), "{rest}");
        }
    }

    #[test]
    fn every_row_of_opened_types_is_about_what_opens_and_types_that_exist() {
        assert_eq!(OPENED.cells::<3>().count(), OPENED.rows().count());
        for [action, types, source] in OPENED.cells::<3>() {
            let (prefix, name) = action.split_once(':').unwrap();
            assert!(names(prefix).contains(&name), "{action} opens nothing");
            assert!(words(types, ',').all(|kind| resource_pattern(prefix, kind).is_some()), "{action}: {types}");
            assert!(!source.is_empty(), "{action}");
        }
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
