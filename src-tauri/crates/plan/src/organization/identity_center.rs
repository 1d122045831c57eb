//! IAM Identity Center: its instance, permission sets, people and groups, and who has what where.

use armillary_model::{AccountId, Kind, Record, RelationKind, Service};

use super::{Known, Organization, find::one, reading, short, target};
use crate::PlanError;

/// The instance of the organization.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Center<'a> {
    pub arn: &'a str,
    /// Its home Region, where alone it answers.
    pub region: &'a str,
    /// The account that administers it: the management account, or one to which that is delegated.
    pub administrator: AccountId,
}

/// Who can be given a permission set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum PrincipalKind {
    Group,
    User,
}

impl PrincipalKind {
    /// The kind with this name, in any case.
    pub fn from_text(text: &str) -> Option<Self> {
        [Self::Group, Self::User].into_iter().find(|kind| kind.as_str().eq_ignore_ascii_case(text))
    }

    /// As the API names it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Group => "GROUP",
            Self::User => "USER",
        }
    }

    /// What people call it.
    pub fn plain(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::User => "user",
        }
    }

    fn of(self) -> Kind {
        match self {
            Self::Group => Kind::DirectoryGroup,
            Self::User => Kind::DirectoryUser,
        }
    }
}

impl<'a> Organization<'a> {
    /// Takes in what belongs to Identity Center.
    pub(super) fn take_center(&mut self, record: &'a Record) {
        let id = short(&record.arn);
        match record.kind {
            // One that an account has for itself opens no account.
            Kind::IdentityCenterInstance if record.account == self.management => self.instance = Some(record),
            Kind::PermissionSet => {
                self.permission_sets.insert(&record.arn, record);
            }
            Kind::DirectoryGroup | Kind::DirectoryUser => {
                self.directory.insert(id, record);
            }
            Kind::Assignment => {
                let set = target(record, RelationKind::Assigns).unwrap_or_default();
                let principal = target(record, RelationKind::AssignedTo).map_or("", short);
                self.assignments.insert((record.account, set, principal), record);
            }
            _ => {}
        }
    }

    /// The instance, and who administers it.
    pub fn center(&self) -> Known<Center<'a>> {
        let read: Vec<_> =
            self.snapshot.coverage.units().filter(|unit| unit.service == Service::IdentityCenter).collect();
        let Some(instance) = self.instance else {
            let why = read.iter().find_map(|unit| reading(unit).err());
            return Err(why.unwrap_or_else(|| match read.is_empty() {
                true => "IAM Identity Center was never read".to_owned(),
                false => "no instance of IAM Identity Center was found in the Regions that were read".to_owned(),
            }));
        };
        let here = read.iter().filter(|unit| unit.region == instance.region);
        let by = here.clone().find(|unit| unit.reading.is_covered()).or_else(|| here.clone().next());
        let administrator = by.map_or(self.management, |unit| unit.account);
        Ok(Center { arn: &instance.arn, region: &instance.region, administrator })
    }

    /// Whether all of Identity Center is known.
    pub fn center_is_read(&self) -> Known<()> {
        let center = self.center()?;
        let mut units = self.snapshot.coverage.of_service(center.administrator, Service::IdentityCenter);
        match units.find(|unit| unit.region == center.region) {
            Some(unit) => reading(&unit),
            None => Err("IAM Identity Center was never read".to_owned()),
        }
    }

    /// A permission set by its ARN.
    pub fn permission_set(&self, arn: &str) -> Option<&'a Record> {
        self.permission_sets.get(arn).copied()
    }

    /// A user or group by its id.
    pub fn directory_record(&self, id: &str) -> Option<&'a Record> {
        self.directory.get(id).copied()
    }

    /// The name of a permission set, user or group; what it was named by where that is not known.
    pub fn center_name<'b>(&self, id: &'b str) -> &'b str
    where
        'a: 'b,
    {
        let record = self.permission_set(id).or_else(|| self.directory_record(id));
        record.map_or_else(|| short(id), |record| record.name.as_str())
    }

    /// Whether somebody has a permission set in an account.
    pub fn is_assigned(&self, account: AccountId, set: &str, principal: &str) -> Known<bool> {
        match self.assignments.get(&(account, set, principal)) {
            Some(record) if !record.stale => Ok(true),
            found => self.center_is_read().map(|()| found.is_some()),
        }
    }

    /// A permission set by its ARN, its id or its name.
    pub fn find_permission_set(&self, text: &str) -> Result<String, PlanError> {
        let is_it = |arn: &&&str| **arn == text || short(arn) == text;
        if let Some(arn) = self.permission_sets.keys().find(is_it) {
            return Ok((*arn).to_owned());
        }
        self.center().map_err(|why| unknown(&format!("permission set `{text}`"), why))?;
        one("permission set", text, self.permission_sets.values().map(|set| (set.name.as_str(), set.arn.clone())))
    }

    /// A user or group by its ARN, its id or its name; the id.
    pub fn find_in_directory(&self, kind: PrincipalKind, text: &str) -> Result<String, PlanError> {
        let of_kind = self.directory.iter().filter(|(_, record)| record.kind == kind.of());
        if let Some((id, _)) = of_kind.clone().find(|(id, _)| **id == short(text)) {
            return Ok((*id).to_owned());
        }
        self.center().map_err(|why| unknown(&format!("{} `{text}`", kind.plain()), why))?;
        one(kind.plain(), text, of_kind.map(|(id, record)| (record.name.as_str(), (*id).to_owned())))
    }
}

fn unknown(what: &str, why: String) -> PlanError {
    PlanError::Unknown { what: what.to_owned(), why }
}
