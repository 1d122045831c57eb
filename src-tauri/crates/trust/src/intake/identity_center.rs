//! IAM Identity Center: who has which permission set where, and who is in which group of the identity store.

use std::{collections::HashMap, sync::Arc};

use armillary_model::{AccountId, Kind, Part as Read, RecordText, RelationKind, Service};

use super::{Covered, Intake};
use crate::{Assignment, IdentityCenter, Membership, Person, inputs::AssigneeKind};

/// What records tell while they come; permission sets and people are still ARNs.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    /// The account that owns each instance, and the Region that it is in.
    instances: Vec<(AccountId, Box<str>)>,
    /// Names of permission sets.
    sets: HashMap<Arc<str>, Arc<str>>,
    people: Vec<Person>,
    /// Groups and members.
    members: Vec<(Arc<str>, Arc<str>, bool)>,
    given: Vec<Given>,
}

#[derive(Debug)]
struct Given {
    account: AccountId,
    set: Arc<str>,
    kind: AssigneeKind,
    principal: Arc<str>,
    is_stale: bool,
}

impl Intake {
    pub(super) fn add_identity_center(&mut self, record: &RecordText<'_>) {
        let arn = self.names.keep(record.arn);
        match record.kind {
            Kind::IdentityCenterInstance => {
                self.center.instances.push((record.account, Box::from(record.region)));
            }
            Kind::PermissionSet => {
                let name = self.names.keep(record.name);
                self.center.sets.insert(arn, name);
            }
            Kind::DirectoryUser => self.add_person(arn, AssigneeKind::User, record),
            Kind::DirectoryGroup => {
                // A reading that did not tell the members leaves those that were last known.
                let is_stale = self.is_old(record) || self.known.unread(record, Read::MEMBERS).is_some();
                let members = record.relations.iter().filter(|relation| relation.kind == RelationKind::HasMember);
                for member in members {
                    let user = self.names.keep(&member.target);
                    self.center.members.push((arn.clone(), user, is_stale));
                }
                self.add_person(arn, AssigneeKind::Group, record);
            }
            _ => self.add_assignment(record),
        }
    }

    fn add_person(&mut self, arn: Arc<str>, kind: AssigneeKind, record: &RecordText<'_>) {
        let name = self.names.keep(record.name);
        self.center.people.push(Person { arn, kind, name });
    }

    fn add_assignment(&mut self, record: &RecordText<'_>) {
        let related = |kind| record.relations.iter().find(|relation| relation.kind == kind);
        let (Some(set), Some(to)) = (related(RelationKind::Assigns), related(RelationKind::AssignedTo)) else { return };
        let kind = if to.label == "GROUP" { AssigneeKind::Group } else { AssigneeKind::User };
        let (set, principal) = (self.names.keep(&set.target), self.names.keep(&to.target));
        let given = Given { account: record.account, set, kind, principal, is_stale: self.is_old(record) };
        self.center.given.push(given);
    }

    /// Whether a record is the last known state of what could not be read again, and that does not count as known.
    fn is_old(&self, record: &RecordText<'_>) -> bool {
        record.stale && !self.known.takes(Some(0))
    }
}

impl Drafts {
    pub(super) fn merge(&mut self, part: Self) {
        self.instances.extend(part.instances);
        self.sets.extend(part.sets);
        self.people.extend(part.people);
        self.members.extend(part.members);
        self.given.extend(part.given);
    }

    /// What was read, with names, in a stable order.
    pub(super) fn finish(self, coverage: &Covered, management: Option<AccountId>) -> IdentityCenter {
        let unread = self.unread(coverage, management);
        let names: HashMap<&str, &Arc<str>> = self.people.iter().map(|one| (&*one.arn, &one.name)).collect();
        let named = |arn: &Arc<str>| -> Arc<str> {
            let id = || Arc::from(arn.rsplit('/').next().unwrap_or(arn));
            names.get(&**arn).map_or_else(id, |name| Arc::clone(name))
        };
        let assignment = |given: &Given| Assignment {
            account: given.account,
            permission_set: self.sets.get(&given.set).unwrap_or(&given.set).clone(),
            assignee_kind: given.kind,
            assignee: named(&given.principal),
            is_stale: given.is_stale,
        };
        let membership = |(group, user, is_stale): &(Arc<str>, Arc<str>, bool)| Membership {
            group: named(group),
            user: named(user),
            is_stale: *is_stale,
        };
        let mut assignments: Vec<Assignment> = self.given.iter().map(assignment).collect();
        let mut memberships: Vec<Membership> = self.members.iter().map(membership).collect();
        assignments.sort();
        assignments.dedup();
        memberships.sort();
        memberships.dedup();
        let mut people = self.people;
        people.sort();
        people.dedup();
        IdentityCenter { assignments, memberships, people, unread }
    }

    /// Why there may be more than what was read; `None` where nothing is missing.
    fn unread(&self, coverage: &Covered, management: Option<AccountId>) -> Option<Arc<str>> {
        let units: Vec<_> = coverage
            .iter()
            .filter(|((_, service), _)| *service == Service::IdentityCenter)
            .map(|(_, units)| units)
            .collect();
        if units.is_empty() {
            return Some(Arc::from("IAM Identity Center was not read"));
        }
        // An instance that an account has for itself opens no account.
        let of_organization =
            |(owner, _): &&(AccountId, Box<str>)| management.is_none_or(|management| *owner == management);
        match self.instances.iter().find(of_organization) {
            Some((_, region)) => {
                let reasons: Option<Vec<&Arc<str>>> = units.iter().map(|units| units.regions.get(region)).collect();
                reasons.and_then(|reasons| reasons.first().map(|reason| Arc::clone(reason)))
            }
            None => {
                let reason = units.iter().find_map(|units| units.unread.clone());
                reason.or_else(|| {
                    Some(Arc::from("no instance of IAM Identity Center was found in the Regions that were read"))
                })
            }
        }
    }
}
