//! What nobody may change, or only the service it belongs to: an identity policy that allows it allows nothing.

use std::sync::OnceLock;

use crate::table::{Table, words};

pub(crate) const PROTECTED: Table = Table(include_str!("../data/protected_by_hand.tsv"));

/// Who may change something all the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Changer {
    /// Nobody.
    Nobody,
    /// This service, and the service-linked role it acts with.
    Service(&'static str),
    /// The service named in the path of the role.
    Owner,
    /// Whoever policies allow, where `iam:PassedToService` is the service named in the path of the role.
    PassedToOwner,
}

/// A row: changes of some resources, and who may make them.
#[derive(Clone, Copy, Debug)]
pub struct Protected {
    /// The prefix of the service.
    pub service: &'static str,
    account: &'static str,
    resource: &'static str,
    actions: &'static str,
    /// Who may.
    pub by: Changer,
    /// Why, for a reader.
    pub because: &'static str,
    /// Where AWS says so.
    pub source: &'static str,
}

impl Protected {
    /// Whether every resource of this account segment and last segment (which may have wildcards) is protected.
    pub fn covers(&self, account: &str, resource: &str) -> bool {
        let resource_fits = match self.resource.strip_suffix('*') {
            Some(start) => resource.starts_with(start),
            None => resource == self.resource,
        };
        resource_fits && (self.account == "*" || self.account == account)
    }

    /// Whether the action (its name in lower case) is a change that the row is about.
    pub fn forbids(&self, name: &str) -> bool {
        let is_listed = |list: &'static str| words(list, ' ').any(|listed| listed.eq_ignore_ascii_case(name));
        match self.actions.strip_prefix("but ") {
            Some(but) => !is_listed(but) && crate::action(self.service, name).is_some_and(|action| action.changes()),
            None => is_listed(self.actions),
        }
    }
}

/// The rows, in order: the first that covers a resource and forbids an action decides.
pub fn protected() -> &'static [Protected] {
    static READ: OnceLock<Box<[Protected]>> = OnceLock::new();
    READ.get_or_init(|| PROTECTED.cells().map(read).collect())
}

fn read([service, account, resource, actions, by, because, source]: [&'static str; 7]) -> Protected {
    let by = match by {
        "nobody" => Changer::Nobody,
        "owner" => Changer::Owner,
        "passed-to-owner" => Changer::PassedToOwner,
        service => Changer::Service(service),
    };
    Protected { service, account, resource, actions, by, because, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by(service: &str, account: &str, resource: &str, name: &str) -> Option<Changer> {
        let mut rows = protected().iter().filter(|row| row.service == service);
        rows.find(|row| row.covers(account, resource) && row.forbids(name)).map(|row| row.by)
    }

    #[test]
    fn every_row_is_read_and_is_about_changes() {
        assert_eq!(protected().len(), PROTECTED.rows().count());
        for row in protected() {
            assert!(!row.because.is_empty() && !row.source.is_empty());
            for name in words(row.actions.strip_prefix("but ").unwrap_or(row.actions), ' ') {
                assert!(crate::action(row.service, name).is_some_and(|fact| fact.changes()), "{}:{name}", row.service);
            }
            if let Changer::Service(service) = row.by {
                assert!(crate::is_service_principal(service), "{service}");
            }
        }
    }

    #[test]
    fn what_aws_keeps_for_itself_is_not_changed() {
        let own = "111122223333";
        let linked = "role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling";
        assert_eq!(by("iam", "aws", "policy/AdministratorAccess", "createpolicyversion"), Some(Changer::Nobody));
        assert_eq!(by("iam", "aws", "policy/AdministratorAccess", "getpolicyversion"), None);
        assert_eq!(by("iam", own, "policy/Mine", "createpolicyversion"), None);
        assert_eq!(by("iam", own, linked, "updateassumerolepolicy"), Some(Changer::Owner));
        assert_eq!(by("iam", own, linked, "passrole"), Some(Changer::PassedToOwner));
        assert_eq!(by("iam", own, linked, "deleteservicelinkedrole"), None);
        assert_eq!(by("kms", own, "alias/aws/s3", "updatealias"), Some(Changer::Nobody));
        assert_eq!(by("kms", own, "alias/awsome", "updatealias"), None);
        let reserved = "role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0";
        assert_eq!(by("iam", own, reserved, "passrole"), Some(Changer::Service("sso.amazonaws.com")));
    }
}
