//! Whether a text is a policy where it is to stand: what AWS would refuse, and what says less than it seems to, each at its place.

use crate::{InvalidPolicy, Policy, parse};

/// Where a policy stands, as far as that decides what it may say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// A service control policy.
    Scp,
    /// A resource control policy.
    Rcp,
    /// The trust policy of a role.
    Trust,
    /// A policy of a principal: inline, managed, or as a permissions boundary.
    Identity,
}

impl Place {
    /// With its article, as a sentence begins.
    pub fn plain(self) -> &'static str {
        match self {
            Self::Scp => "an SCP",
            Self::Rcp => "an RCP",
            Self::Trust => "a trust policy",
            Self::Identity => "a policy of a principal",
        }
    }

    /// How many characters a text counts as here: AWS Organizations counts white space, IAM does not.
    pub fn size(self, text: &str) -> usize {
        let counts = |letter: &char| self.is_of_organization() || !letter.is_whitespace();
        text.chars().filter(counts).count()
    }

    /// The greatest size.
    pub fn limit(self) -> Option<u32> {
        armillary_facts::limit(match self {
            Self::Scp => "service-control-policy-characters",
            Self::Rcp => "resource-control-policy-characters",
            Self::Trust => "role-trust-policy-characters",
            Self::Identity => "managed-policy-characters",
        })
    }

    /// Whether it is a policy of the organization.
    pub fn is_of_organization(self) -> bool {
        matches!(self, Self::Scp | Self::Rcp)
    }
}

/// What was found in a text.
#[derive(Debug)]
pub struct Checked {
    /// The policy, where the text is one in any place.
    pub policy: Option<Policy>,
    /// Why AWS would refuse it there; none where it would not.
    pub errors: Vec<InvalidPolicy>,
    /// What says nothing, or what the engine cannot decide.
    pub warnings: Vec<InvalidPolicy>,
}

/// Looks at a text as a policy of this place.
pub fn check(text: &str, place: Place) -> Checked {
    parse::check(text, place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Position;

    fn errors(text: &str, place: Place) -> Vec<String> {
        check(text, place).errors.iter().map(|error| format!("{} {}", error.path, error.problem)).collect()
    }

    fn policy(statement: &str) -> String {
        format!(r#"{{"Version": "2012-10-17", "Statement": [{statement}]}}"#)
    }

    #[test]
    fn what_counts_is_what_aws_counts() {
        for (place, size, limit) in
            [(Place::Scp, 6, 10_240), (Place::Rcp, 6, 5_120), (Place::Trust, 3, 2_048), (Place::Identity, 3, 6_144)]
        {
            assert_eq!((place.size("{\n é }"), place.limit()), (size, Some(limit)), "{place:?}");
        }
    }

    #[test]
    fn good_policies_have_no_errors() {
        let scp = policy(r#"{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}"#);
        let rcp = policy(r#"{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}"#);
        let trust = policy(r#"{"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}"#);
        for (text, place) in [(&scp, Place::Scp), (&scp, Place::Identity), (&rcp, Place::Rcp), (&trust, Place::Trust)] {
            let checked = check(text, place);
            assert!(checked.errors.is_empty() && checked.warnings.is_empty(), "{place:?} {checked:?}");
            assert!(checked.policy.is_some());
        }
    }

    #[test]
    fn what_a_place_does_not_take_is_told_where_it_stands() {
        let scp = policy(r#"{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}"#);
        let found = check(&scp, Place::Scp).errors;
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(
            (found[0].path.as_str(), found[0].problem.contains("take `Principal` out")),
            ("/Statement/0/Principal", true)
        );
        assert!(found[0].position.is_some());
        for (statement, place, problem) in [
            (
                r#"{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"}"#,
                Place::Rcp,
                "/Statement/0/Effect an RCP denies",
            ),
            (
                r#"{"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}"#,
                Place::Rcp,
                "/Statement/0/Action an RCP names services",
            ),
            (
                r#"{"Effect": "Deny", "Principal": "*", "NotAction": "s3:*", "Resource": "*"}"#,
                Place::Rcp,
                "/Statement/0/NotAction an RCP has no",
            ),
            (
                r#"{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}"#,
                Place::Rcp,
                "/Statement/0 `\"Principal\": \"*\"` is missing",
            ),
            (
                r#"{"Effect": "Deny", "Principal": {"AWS": "*"}, "Action": "s3:*", "Resource": "*"}"#,
                Place::Rcp,
                "/Statement/0/Principal an RCP has",
            ),
            (
                r#"{"Effect": "Deny", "Action": "s3:*"}"#,
                Place::Scp,
                "/Statement/0 `Resource` or `NotResource` is missing",
            ),
            (
                r#"{"Effect": "Deny", "Action": "s3", "Resource": "*"}"#,
                Place::Scp,
                "/Statement/0/Action `s3` is no action",
            ),
            (
                r#"{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Where": 1}"#,
                Place::Scp,
                "/Statement/0/Where `Where` is no element",
            ),
            (
                r#"{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole", "Resource": "*"}"#,
                Place::Trust,
                "/Statement/0/Resource a trust policy has no",
            ),
            (r#"{"Effect": "Allow", "Action": "sts:AssumeRole"}"#, Place::Trust, "/Statement/0 `Principal` is missing"),
        ] {
            let found = errors(&policy(statement), place);
            assert!(found.iter().any(|error| error.starts_with(problem)), "{problem}: {found:?}");
        }
    }

    #[test]
    fn documents_of_the_organization_have_a_version_and_statements() {
        assert_eq!(errors("{}", Place::Scp), [" `Statement` is missing"]);
        assert_eq!(errors(r#"{"Statement": []}"#, Place::Scp).len(), 2);
        let old = policy("").replace("2012", "2008");
        assert!(errors(&old, Place::Rcp).iter().any(|error| error.starts_with("/Version organization policies")));
    }

    #[test]
    fn what_the_grammar_refuses_is_the_only_error() {
        let checked = check("{\n  \"Statement\": [}", Place::Scp);
        assert!(checked.policy.is_none());
        assert_eq!(checked.errors.len(), 1);
        assert_eq!(checked.errors[0].position.map(|position| position.line), Some(2));
    }

    #[test]
    fn what_says_nothing_is_told() {
        let text = policy(
            r#"{"Effect": "Deny", "Action": ["s3:GetObjct", "s3:Get*", "nosuch:*"], "Resource": "*",
                "Condition": {"StringEquals": {"aws:PrincipalOrgId": "o-1", "sagemaker:VpcSecurityGroup": "x"}}}"#,
        );
        let found: Vec<String> = check(&text, Place::Scp).warnings.iter().map(|warning| warning.path.clone()).collect();
        let key = "/Statement/0/Condition/StringEquals/sagemaker:VpcSecurityGroup";
        assert_eq!(found, ["/Statement/0/Action/0", "/Statement/0/Action/2", key]);
    }

    #[test]
    fn what_the_engine_cannot_decide_is_a_warning_at_its_statement() {
        let text = policy(
            r#"{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"StringLooksLike": {"aws:PrincipalArn": "x"}}}"#,
        );
        let found = check(&text, Place::Scp).warnings;
        assert_eq!((found.len(), found[0].path.as_str()), (1, "/Statement/0"));
        assert_eq!(found[0].position, Some(Position { line: 1, column: 41 }));
    }
}
