//! Reading the organization: records one at a time, in any order. Documents are compiled as they come and dropped.

mod finish;
mod iam;
mod organization;
mod sagemaker;

pub(crate) use organization::PolicyType;

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, mpsc},
};

use armillary_model::{AccountId, Gap, Kind, Record, Service, Status, Unit};
use serde_json::Value;

use crate::{
    Assignment, ModelPackage, Organization, PackageGroup, Provider, RootSessions,
    names::Names,
    pool::{Compiled, Pool},
};

/// Takes the organization in, record by record.
#[derive(Debug, Default)]
pub struct Intake {
    names: Names,
    pool: Arc<Pool>,
    organization: organization::Drafts,
    principals: Vec<iam::PrincipalDraft>,
    groups: HashMap<Arc<str>, iam::GroupDraft>,
    managed: HashMap<Arc<str>, Compiled>,
    providers: Vec<Provider>,
    studio: sagemaker::Drafts,
    packages: Vec<ModelPackage>,
    package_groups: Vec<PackageGroup>,
    coverage: BTreeMap<(AccountId, Service), UnitsRead>,
    assignments: Option<Vec<Assignment>>,
    root_sessions: Option<RootSessions>,
}

/// How the units of one account and service ended.
#[derive(Clone, Debug, Default)]
struct UnitsRead {
    unread: Option<Arc<str>>,
}

/// The kinds of records that are of use here; the caller need not stream others.
pub const KINDS: &[Kind] = &[
    Kind::Organization,
    Kind::Root,
    Kind::OrganizationalUnit,
    Kind::Account,
    Kind::Policy,
    Kind::Role,
    Kind::User,
    Kind::Group,
    Kind::ManagedPolicy,
    Kind::SamlProvider,
    Kind::OidcProvider,
    Kind::Domain,
    Kind::UserProfile,
    Kind::ModelPackageGroup,
    Kind::ModelPackage,
];

/// Records go to the threads that compile them in batches of this size.
const BATCH: usize = 256;

impl Intake {
    /// An empty intake.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in what `source` gives, compiling on `workers` threads while the source goes on reading on the caller's.
    /// With no workers everything is done on the caller's thread.
    pub fn read<E>(workers: usize, source: impl FnOnce(&mut dyn FnMut(Record)) -> Result<(), E>) -> Result<Self, E> {
        let mut whole = Self::default();
        if workers == 0 {
            source(&mut |record| whole.add(&record))?;
            return Ok(whole);
        }
        let pool = whole.pool.clone();
        let (send, receive) = mpsc::sync_channel::<Vec<Record>>(workers * 4);
        let receive = std::sync::Mutex::new(receive);
        std::thread::scope(|scope| {
            let compile = || {
                let mut part = Self { pool: pool.clone(), ..Self::default() };
                loop {
                    let batch = receive.lock().unwrap_or_else(std::sync::PoisonError::into_inner).recv();
                    let Ok(batch) = batch else { return part };
                    batch.iter().for_each(|record| part.add(record));
                }
            };
            let parts: Vec<_> = (0..workers).map(|_| scope.spawn(compile)).collect();
            let mut batch = Vec::with_capacity(BATCH);
            let read = source(&mut |record| {
                batch.push(record);
                if batch.len() == BATCH {
                    // A receiver is gone only if its thread panicked, which joining it tells.
                    let _ = send.send(std::mem::replace(&mut batch, Vec::with_capacity(BATCH)));
                }
            });
            let _ = send.send(batch);
            drop(send);
            for part in parts {
                match part.join() {
                    Ok(part) => whole.merge(part),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
            read
        })?;
        Ok(whole)
    }

    /// Takes a record in. Records of other kinds than [`KINDS`] are passed over.
    pub fn add(&mut self, record: &Record) {
        match record.kind {
            Kind::Organization | Kind::Root | Kind::OrganizationalUnit | Kind::Account => self.add_node(record),
            Kind::Policy => self.add_organization_policy(record),
            Kind::Role | Kind::User => self.add_principal(record),
            Kind::Group => self.add_group(record),
            Kind::ManagedPolicy => self.add_managed_policy(record),
            Kind::SamlProvider | Kind::OidcProvider => self.add_provider(record),
            Kind::Domain | Kind::UserProfile => self.add_studio(record),
            Kind::ModelPackageGroup | Kind::ModelPackage => self.add_registry(record),
            _ => {}
        }
    }

    /// Takes in how the reading of a unit ended. An account without coverage of IAM was not read.
    pub fn cover(&mut self, unit: &Unit, status: Status, gaps: &[Gap]) {
        let entry = self.coverage.entry((unit.account, unit.service)).or_default();
        if !matches!(status, Status::Complete | Status::RegionOff) && entry.unread.is_none() {
            entry.unread = Some(Arc::from(reason(unit, status, gaps)));
        }
    }

    /// Takes in the account assignments of IAM Identity Center. Until they are given, nobody knows who reaches the roles that
    /// Identity Center made.
    pub fn assignments(&mut self, assignments: Vec<Assignment>) {
        self.assignments.get_or_insert_default().extend(assignments);
    }

    /// Takes in whether root sessions are enabled in the organization. Until then it is unknown.
    pub fn root_sessions(&mut self, root_sessions: RootSessions) {
        self.root_sessions = Some(root_sessions);
    }

    /// The organization that was read.
    pub fn finish(self) -> Organization {
        finish::organization(self)
    }

    fn merge(&mut self, part: Self) {
        self.organization.merge(part.organization);
        self.principals.extend(part.principals);
        self.groups.extend(part.groups);
        self.managed.extend(part.managed);
        self.providers.extend(part.providers);
        self.studio.merge(part.studio);
        self.packages.extend(part.packages);
        self.package_groups.extend(part.package_groups);
    }
}

fn reason(unit: &Unit, status: Status, gaps: &[Gap]) -> String {
    let place = if unit.region == armillary_model::GLOBAL { String::new() } else { format!(" in {}", unit.region) };
    let gap = gaps.first();
    let detail = gap.map(|gap| match (gap.operation.is_empty(), gap.code.is_empty()) {
        (false, false) => format!(": `{}` gave `{}`", gap.operation, gap.code),
        (false, true) => format!(": `{}`: {}", gap.operation, gap.message),
        (true, _) if gap.message.is_empty() => String::new(),
        (true, _) => format!(": {}", gap.message),
    });
    let ended = match status {
        Status::Denied => "was denied",
        Status::Skipped => "was skipped",
        _ => "failed",
    };
    format!("reading {}{place} {ended}{}", unit.service, detail.unwrap_or_default())
}

/// A text member of a document.
fn text<'v>(document: &'v Value, member: &str) -> Option<&'v str> {
    document.get(member)?.as_str()
}

/// The elements of a list member of a document.
fn list<'v>(document: &'v Value, member: &str) -> impl Iterator<Item = &'v Value> {
    document.get(member).and_then(Value::as_array).into_iter().flatten()
}
