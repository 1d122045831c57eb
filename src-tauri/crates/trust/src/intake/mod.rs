//! Reading the organization: records one at a time, in any order. Of each document only some members are looked at; policies are compiled
//! as they come, each distinct text once, and the rest is dropped.

mod finish;
mod iam;
mod identity_center;
mod members;
mod organization;
mod sagemaker;
mod unread;

pub(crate) use organization::PolicyType;
pub use unread::Known;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use armillary_model::{AccountId, Gap, Kind, RecordText, RelationKind, Service, Status, Unit};

use crate::{
    ModelPackage, Organization, PackageGroup, Provider, RootSessions,
    names::Names,
    pool::{Compiled, Pool},
};

/// Takes the organization in, record by record.
#[derive(Debug, Default)]
pub struct Intake {
    known: Known,
    names: Names,
    pool: Arc<Pool>,
    organization: organization::Drafts,
    principals: Vec<iam::PrincipalDraft>,
    groups: HashMap<Arc<str>, iam::GroupDraft>,
    managed: HashMap<Arc<str>, Compiled>,
    providers: Vec<Provider>,
    studio: sagemaker::Drafts,
    center: identity_center::Drafts,
    packages: Vec<ModelPackage>,
    package_groups: Vec<PackageGroup>,
    coverage: Covered,
    root_sessions: Option<RootSessions>,
}

type Covered = BTreeMap<(AccountId, Service), UnitsRead>;

/// How the units of one account and service ended.
#[derive(Clone, Debug, Default)]
struct UnitsRead {
    /// Why the first of them that is not known is not.
    unread: Option<Arc<str>>,
    /// Why those of each Region are not known that are not.
    regions: BTreeMap<Box<str>, Arc<str>>,
    /// The oldest crawl that what is known of them is as of.
    as_of: Option<i64>,
}

/// The kinds of records that are of use here, and their relations that are; the caller need not read others.
pub const WANTED: &[(Kind, &[RelationKind])] = &[
    (Kind::Organization, &[]),
    (Kind::Root, &[RelationKind::ChildOf]),
    (Kind::OrganizationalUnit, &[RelationKind::ChildOf]),
    (Kind::Account, &[RelationKind::ChildOf]),
    (Kind::Policy, &[RelationKind::AttachedTo]),
    (Kind::Role, &[]),
    (Kind::User, &[RelationKind::MemberOf]),
    (Kind::Group, &[]),
    (Kind::ManagedPolicy, &[]),
    (Kind::SamlProvider, &[]),
    (Kind::OidcProvider, &[]),
    (Kind::Domain, &[]),
    (Kind::UserProfile, &[RelationKind::BelongsTo]),
    (Kind::ModelPackageGroup, &[]),
    (Kind::ModelPackage, &[RelationKind::BelongsTo]),
    (Kind::IdentityCenterInstance, &[]),
    (Kind::PermissionSet, &[]),
    (Kind::Assignment, &[RelationKind::Assigns, RelationKind::AssignedTo]),
    (Kind::DirectoryGroup, &[RelationKind::HasMember]),
    (Kind::DirectoryUser, &[]),
];

impl Intake {
    /// An empty intake.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty intake, for which this counts as known.
    pub fn knowing(known: Known) -> Self {
        Self { known, ..Self::default() }
    }

    /// An empty intake that takes the same text for the same policy as this one.
    pub fn sharing(&self) -> Self {
        Self { pool: self.pool.clone(), ..Self::knowing(self.known) }
    }

    /// Takes in what several sources give, each on a thread of its own. Together they give every record once.
    pub fn read<S, E>(known: Known, sources: impl IntoIterator<Item = S>) -> Result<Self, E>
    where
        S: FnOnce(&mut dyn FnMut(&RecordText<'_>)) -> Result<(), E> + Send,
        E: Send,
    {
        let mut whole = Self::knowing(known);
        let pool = &whole.pool;
        let take = |source: S| {
            let mut part = Self { pool: pool.clone(), ..Self::knowing(known) };
            source(&mut |record| part.add(record)).map(|()| part)
        };
        let take = &take;
        let parts: Vec<Result<Self, E>> = std::thread::scope(|scope| {
            let threads: Vec<_> = sources.into_iter().map(|source| scope.spawn(move || take(source))).collect();
            let joined = threads.into_iter().map(|thread| thread.join());
            joined.map(|part| part.unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
        });
        for part in parts {
            whole.merge(part?);
        }
        Ok(whole)
    }

    /// Takes a record in. Records of other kinds than [`WANTED`] are passed over.
    pub fn add(&mut self, record: &RecordText<'_>) {
        match record.kind {
            Kind::Organization | Kind::Root | Kind::OrganizationalUnit | Kind::Account => self.add_node(record),
            Kind::Policy => self.add_organization_policy(record),
            Kind::Role | Kind::User => self.add_principal(record),
            Kind::Group => self.add_group(record),
            Kind::ManagedPolicy => self.add_managed_policy(record),
            Kind::SamlProvider | Kind::OidcProvider => self.add_provider(record),
            Kind::Domain | Kind::UserProfile => self.add_studio(record),
            Kind::ModelPackageGroup | Kind::ModelPackage => self.add_registry(record),
            Kind::IdentityCenterInstance
            | Kind::PermissionSet
            | Kind::Assignment
            | Kind::DirectoryGroup
            | Kind::DirectoryUser => self.add_identity_center(record),
            _ => {}
        }
    }

    /// Takes in how the latest reading of a unit ended, and which crawl what is known of it is as of; `None` where it was never
    /// read completely. An account without coverage of IAM was not read.
    pub fn cover(&mut self, unit: &Unit, status: Status, gaps: &[Gap], as_of: Option<i64>) {
        let is_known = status.is_covered() || self.known.takes(as_of);
        let entry = self.coverage.entry((unit.account, unit.service)).or_default();
        entry.as_of = entry.as_of.into_iter().chain(as_of).min();
        if !is_known {
            let reason: Arc<str> = Arc::from(reason(unit, status, gaps, as_of));
            entry.unread.get_or_insert_with(|| reason.clone());
            entry.regions.insert(Box::from(&*unit.region), reason);
        }
    }

    /// Takes in whether root sessions are enabled in the organization. Until then it is unknown.
    pub fn root_sessions(&mut self, root_sessions: RootSessions) {
        self.root_sessions = Some(root_sessions);
    }

    /// The organization that was read.
    pub fn finish(self) -> Organization {
        finish::organization(self)
    }

    /// The organization that was read, as it would be with the nodes and policies of this intake in the place of those of `before`; and the
    /// accounts whose place, state or policies differ. Both intakes share their policies.
    pub(crate) fn reorganize(self, before: Self, read: &Organization) -> (Organization, BTreeSet<AccountId>) {
        finish::reorganized(self, before, read)
    }

    fn merge(&mut self, part: Self) {
        self.organization.merge(part.organization);
        self.principals.extend(part.principals);
        self.groups.extend(part.groups);
        part.managed.into_iter().for_each(|(arn, compiled)| self.keep_managed(arn, compiled));
        self.providers.extend(part.providers);
        self.studio.merge(part.studio);
        self.center.merge(part.center);
        self.packages.extend(part.packages);
        self.package_groups.extend(part.package_groups);
    }
}

fn reason(unit: &Unit, status: Status, gaps: &[Gap], as_of: Option<i64>) -> String {
    let place = if unit.region == armillary_model::GLOBAL { String::new() } else { format!(" in {}", unit.region) };
    let detail = gaps.first().map(unread::detail).unwrap_or_default();
    let ended = match status {
        Status::Denied => "was denied",
        Status::Skipped => "was skipped",
        _ => "failed",
    };
    format!("reading {}{place} {ended}{detail}{}", unit.service, unread::age(as_of))
}
