//! The organization as plans look at it: a snapshot, indexed by the ids that people and AWS use.
//!
//! What was not read is told with its reason ([`Known`]) and never taken for absent.

mod catalog;
mod factory;
mod find;
mod identity_center;
mod policies;
mod reach;
mod tower;
mod tree;

use std::collections::{BTreeMap, HashMap, HashSet};

use armillary_model::{AccountId, Kind, Part, Record, RelationKind, Snapshot, UnitReading, partition_in_arn};

pub(crate) use catalog::{Portfolio, Share};
pub(crate) use factory::{Factory, provisioned_status};
pub(crate) use identity_center::PrincipalKind;
pub(crate) use policies::{
    RCP, SCP, allows, content_of, description_of, is_aws_managed, is_of_control_tower, says, type_of,
};
pub(crate) use reach::Reached;
pub(crate) use tower::{MEMBER_BASELINE, drift_of, enrols, parameters_of, status_of};
pub(crate) use tree::Member;

use crate::PlanError;
use tree::Node;

/// What is known of something; else why it is not.
pub(crate) type Known<T> = Result<T, String>;

/// A snapshot of an organization, indexed.
#[derive(Debug)]
pub(crate) struct Organization<'a> {
    pub snapshot: &'a Snapshot,
    /// `o-…`.
    pub id: &'a str,
    /// The account that everything of the organization belongs to.
    pub management: AccountId,
    /// `aws`.
    pub partition: &'a str,
    root: &'a str,
    nodes: BTreeMap<&'a str, Node<'a>>,
    members: BTreeMap<AccountId, Member<'a>>,
    /// The OUs in a node.
    children: HashMap<&'a str, Vec<&'a str>>,
    /// The accounts in a node.
    inside: HashMap<&'a str, Vec<AccountId>>,
    policies: BTreeMap<&'a str, &'a Record>,
    /// The policies that are attached to a root, OU or account.
    attached: HashMap<&'a str, Vec<&'a str>>,
    portfolios: BTreeMap<&'a str, Portfolio<'a>>,
    received: HashMap<(AccountId, &'a str), &'a Record>,
    constraints: Vec<&'a Record>,
    /// Roles by account and name.
    roles: HashSet<(AccountId, &'a str)>,
    /// The landing zone.
    zone: Option<&'a Record>,
    /// What registers OUs, by the OU.
    registered: BTreeMap<&'a str, &'a Record>,
    /// What enrols accounts.
    enrolled: BTreeMap<AccountId, &'a Record>,
    controls: Vec<&'a Record>,
    products: Vec<&'a Record>,
    /// What was launched.
    launched: Vec<&'a Record>,
    /// Whether portfolios are shared through the organization, as told in each Region.
    access: Vec<&'a Record>,
    records: HashMap<&'a str, &'a Record>,
    /// The organization's instance of Identity Center.
    instance: Option<&'a Record>,
    /// Permission sets by ARN.
    permission_sets: BTreeMap<&'a str, &'a Record>,
    /// People and groups by id.
    directory: HashMap<&'a str, &'a Record>,
    /// Who has which permission set where: by account, ARN of the set, and id of the principal.
    assignments: BTreeMap<(AccountId, &'a str, &'a str), &'a Record>,
}

impl<'a> Organization<'a> {
    /// The organization in a snapshot, which has to hold the organization itself and its root.
    pub fn of(snapshot: &'a Snapshot) -> Result<Self, PlanError> {
        let first = |kind| snapshot.records.iter().find(|record| record.kind == kind);
        let (Some(organization), Some(root)) = (first(Kind::Organization), first(Kind::Root)) else {
            return Err(PlanError::NoOrganization);
        };
        let mut view = Self {
            snapshot,
            id: short(&organization.arn),
            management: organization.account,
            partition: partition_in_arn(&organization.arn).unwrap_or("aws"),
            root: short(&root.arn),
            nodes: BTreeMap::new(),
            members: BTreeMap::new(),
            children: HashMap::new(),
            inside: HashMap::new(),
            policies: BTreeMap::new(),
            attached: HashMap::new(),
            portfolios: BTreeMap::new(),
            received: HashMap::new(),
            constraints: Vec::new(),
            roles: HashSet::new(),
            zone: None,
            registered: BTreeMap::new(),
            enrolled: BTreeMap::new(),
            controls: Vec::new(),
            products: Vec::new(),
            launched: Vec::new(),
            access: Vec::new(),
            records: HashMap::with_capacity(snapshot.records.len()),
            instance: None,
            permission_sets: BTreeMap::new(),
            directory: HashMap::new(),
            assignments: BTreeMap::new(),
        };
        snapshot.records.iter().for_each(|record| view.take(record));
        let shares = snapshot.records.iter().filter(|record| record.kind == Kind::PortfolioShare);
        shares.for_each(|record| view.take_share(record));
        Ok(view)
    }

    fn take(&mut self, record: &'a Record) {
        let id = short(&record.arn);
        let parent = target(record, RelationKind::ChildOf).map(short);
        match record.kind {
            Kind::Root | Kind::OrganizationalUnit => {
                let parent = parent.filter(|_| record.kind != Kind::Root);
                self.nodes.insert(id, Node { id, parent, record });
                parent.into_iter().for_each(|parent| self.children.entry(parent).or_default().push(id));
            }
            Kind::Account => {
                let account = id.parse().unwrap_or(record.account);
                self.members.insert(account, Member { account, parent, record });
                parent.into_iter().for_each(|parent| self.inside.entry(parent).or_default().push(account));
            }
            Kind::Policy => {
                self.policies.insert(id, record);
                for target in targets(record, RelationKind::AttachedTo) {
                    self.attached.entry(short(target)).or_default().push(id);
                }
            }
            Kind::Portfolio => {
                self.portfolios.insert(id, Portfolio { id, record, shares: Vec::new() });
            }
            Kind::AcceptedPortfolioShare => {
                let portfolio = target(record, RelationKind::ReceivedFrom).map_or(id, short);
                self.received.insert((record.account, portfolio), record);
            }
            Kind::Constraint => self.constraints.push(record),
            Kind::LandingZone => self.zone = Some(record),
            Kind::EnabledBaseline => self.take_baseline(record),
            Kind::EnabledControl => self.controls.push(record),
            Kind::Product => self.products.push(record),
            Kind::ProvisionedProduct => self.launched.push(record),
            Kind::CatalogAccess => self.access.push(record),
            Kind::Role if !record.stale => {
                self.roles.insert((record.account, id));
            }
            Kind::IdentityCenterInstance
            | Kind::PermissionSet
            | Kind::DirectoryGroup
            | Kind::DirectoryUser
            | Kind::Assignment => self.take_center(record),
            _ => {}
        }
        self.records.insert(&record.arn, record);
    }

    /// The record with this ARN or key.
    pub fn record(&self, arn: &str) -> Option<&'a Record> {
        self.records.get(arn).copied()
    }

    /// Where AWS Organizations is called.
    pub fn home_region(&self) -> &'static str {
        let known = armillary_facts::partition(self.partition);
        known.map_or("us-east-1", |partition| partition.home_region)
    }

    /// Whether the tree, the accounts and the policies are known: what is not among them is not there.
    pub fn is_read(&self) -> Known<()> {
        match self.snapshot.coverage.organization() {
            Some(unit) => reading(&unit),
            None => Err("the organization was never read".to_owned()),
        }
    }
}

/// Whether a unit is known.
pub(crate) fn reading(unit: &UnitReading<'_>) -> Known<()> {
    if unit.reading.is_covered() {
        return Ok(());
    }
    let why = unit.reading.gaps.first().map_or("it was not read", |gap| gap.message.as_str());
    Err(format!("{} in {} ({}): {why}", unit.service, unit.account, unit.region))
}

/// Whether a part of a record is known as of its crawl.
pub(crate) fn part_of(record: &Record, part: Part) -> Known<()> {
    if record.stale {
        return Err(format!("`{}` was not read again, and is as of an earlier crawl", record.name));
    }
    unread(record, part)
}

/// Whether the latest reading of a record gave a part of it.
fn unread(record: &Record, part: Part) -> Known<()> {
    match record.unread.iter().find(|unread| unread.is(part)) {
        None => Ok(()),
        Some(unread) => Err(format!("the {} of `{}`: {}", part.name, record.name, unread.gap.message)),
    }
}

/// The last segment of an ARN or key; a bare id as it is.
pub(crate) fn short(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

/// What the first relation of a kind points at.
pub(crate) fn target(record: &Record, kind: RelationKind) -> Option<&str> {
    record.relations.iter().find(|relation| relation.kind == kind).map(|relation| relation.target.as_str())
}

/// What all relations of a kind point at.
pub(crate) fn targets(record: &Record, kind: RelationKind) -> impl Iterator<Item = &str> {
    record.relations.iter().filter(move |relation| relation.kind == kind).map(|relation| relation.target.as_str())
}

/// A text member of a record's document.
pub(crate) fn text<'a>(record: &'a Record, member: &str) -> Option<&'a str> {
    record.document.get(member).and_then(serde_json::Value::as_str)
}
