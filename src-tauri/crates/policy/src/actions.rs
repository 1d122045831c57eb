//! The actions of a statement, sorted by service.

use crate::{
    Action,
    glob::{Glob, Syntax},
    hash,
};

/// `Action` or `NotAction`, compiled.
#[derive(Clone, Debug)]
pub(crate) struct Actions {
    pub(crate) negated: bool,
    pub(crate) texts: Box<[Box<str>]>,
    any: bool,
    /// Patterns whose service has wildcards.
    wild: Box<[Glob]>,
    /// Patterns of one service each, in the order of its hash.
    named: Box<[Named]>,
}

#[derive(Clone, Debug)]
struct Named {
    service: u64,
    /// Over the whole action, so that a hash that two services share does no harm.
    glob: Glob,
}

impl Actions {
    pub(crate) fn compile(negated: bool, texts: Vec<Box<str>>) -> Actions {
        let (mut any, mut wild, mut named) = (false, Vec::new(), Vec::new());
        for text in &texts {
            let lower = text.to_ascii_lowercase();
            let glob = Glob::compile(&lower, Syntax { wildcards: true, variables: false });
            match lower.split_once(':') {
                _ if matches!(glob, Glob::Any) => any = true,
                Some((service, _)) if !service.contains(['*', '?']) => {
                    named.push(Named { service: hash::of(service), glob })
                }
                _ => wild.push(glob),
            }
        }
        named.sort_by_key(|pattern| pattern.service);
        Actions { negated, texts: texts.into(), any, wild: wild.into(), named: named.into() }
    }

    pub(crate) fn matches(&self, action: &Action) -> bool {
        let listed = self.any
            || self.of_service(action.service_hash()).any(|pattern| pattern.glob.matches_plain(action.as_str()))
            || self.wild.iter().any(|glob| glob.matches_plain(action.as_str()));
        listed != self.negated
    }

    /// The services named, in lower case.
    pub(crate) fn services(&self) -> impl Iterator<Item = String> {
        let names = self.texts.iter().filter_map(|text| text.split_once(':'));
        names.map(|(service, _)| service.to_ascii_lowercase()).filter(|service| !service.contains(['*', '?']))
    }

    /// Whether an action of a service that is not named may match.
    pub(crate) fn may_match_others(&self) -> bool {
        if self.negated { !self.any } else { self.any || !self.wild.is_empty() }
    }

    fn of_service(&self, service: u64) -> impl Iterator<Item = &Named> {
        let start = self.named.partition_point(|pattern| pattern.service < service);
        self.named.get(start..).unwrap_or_default().iter().take_while(move |pattern| pattern.service == service)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(negated: bool, patterns: &[&str], action: &str) -> bool {
        Actions::compile(negated, patterns.iter().map(|text| (*text).into()).collect()).matches(&Action::new(action))
    }

    #[test]
    fn actions_match_without_regard_to_case_and_with_wildcards_anywhere() {
        assert!(matches(false, &["S3:get*"], "s3:GetObject"));
        assert!(matches(false, &["s3:*Object?agging"], "s3:GetObjectTagging"));
        assert!(matches(false, &["*"], "sts:AssumeRole"));
        assert!(matches(false, &["s*:AssumeRole"], "sts:AssumeRole"));
        assert!(!matches(false, &["sts:AssumeRole"], "sts:AssumeRoleWithSAML"));
        assert!(!matches(false, &[], "sts:AssumeRole"));
    }

    #[test]
    fn not_action_is_everything_else_of_every_service() {
        assert!(matches(true, &["iam:*"], "sts:AssumeRole"));
        assert!(!matches(true, &["iam:*", "sts:*"], "sts:AssumeRole"));
        assert!(matches(true, &[], "sts:AssumeRole"));
    }

    #[test]
    fn lists_that_speak_of_services_they_do_not_name_are_known() {
        let list = |negated, text: &str| Actions::compile(negated, vec![text.into()]);
        assert!(!list(false, "iam:Get*").may_match_others());
        assert!(list(false, "*").may_match_others() && list(false, "s*:Get").may_match_others());
        assert!(list(true, "iam:*").may_match_others() && !list(true, "*").may_match_others());
    }
}
