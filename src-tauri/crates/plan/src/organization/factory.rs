//! Account Factory: the product by which Control Tower makes accounts, who may launch it, and what was launched from it.

use armillary_model::{Part, Record, RelationKind};
use serde_json::Value;

use super::{Known, Organization, Portfolio, part_of, short, targets, text};

/// What AWS calls the product.
const PRODUCT: &str = "AWS Control Tower Account Factory";

/// The product by which Control Tower makes accounts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Factory<'a> {
    /// `prod-…`.
    pub product: &'a str,
    /// The id of its newest version that is active.
    pub version: &'a str,
    /// The Region it is launched in: the landing zone's.
    pub region: &'a str,
}

impl<'a> Organization<'a> {
    /// Account Factory, as it can be launched.
    pub fn factory(&self) -> Known<Factory<'a>> {
        let zone = self.landing_zone()?.ok_or("there is no landing zone of Control Tower")?;
        let region = zone.region.as_str();
        let is_it =
            |record: &&&Record| record.name == PRODUCT && record.account == self.management && record.region == region;
        let Some(record) = self.products.iter().find(is_it) else {
            self.catalog_is_read(self.management, region)?;
            return Err(format!("the management account has no product `{PRODUCT}` in {region}"));
        };
        part_of(record, Part::VERSIONS)?;
        let versions = record.document.get("ProvisioningArtifactDetails").and_then(Value::as_array);
        let member = |version: &'a Value, name: &str| version.get(name).and_then(Value::as_str).unwrap_or_default();
        let active =
            versions.into_iter().flatten().filter(|version| version.get("Active") != Some(&Value::Bool(false)));
        let newest = active.max_by_key(|version| (member(version, "CreatedTime"), member(version, "Id")));
        let version = newest.map(|version| member(version, "Id")).filter(|id| !id.is_empty());
        let version = version.ok_or_else(|| format!("`{PRODUCT}` has no version that is active"))?;
        Ok(Factory { product: short(&record.arn), version, region })
    }

    /// Whether who calls may launch Account Factory: as a user or role that a portfolio which holds it names.
    pub fn may_launch(&self, factory: &Factory<'_>, caller: Option<&str>) -> Known<bool> {
        let caller = caller.ok_or("who would call is not known")?;
        let mut unread = None;
        for portfolio in self.portfolios().filter(|portfolio| self.holds(portfolio, factory.product)) {
            let mut principals = portfolio.record.relations.iter().filter(|known| known.kind == RelationKind::GrantsTo);
            if principals.any(|principal| is_caller(&principal.target, caller)) {
                return Ok(true);
            }
            unread = unread.or(part_of(portfolio.record, Part::PRINCIPALS).err());
        }
        unread.map_or(Ok(false), Err)
    }

    fn holds(&self, portfolio: &Portfolio<'_>, product: &str) -> bool {
        let is_own = portfolio.record.account == self.management;
        is_own && targets(portfolio.record, RelationKind::Holds).any(|held| short(held) == product)
    }

    /// What was launched under a name in the management account.
    pub fn launched(&self, name: &str, region: &str) -> Option<&'a Record> {
        let is_it =
            |record: &&&Record| record.name == name && record.account == self.management && record.region == region;
        self.launched.iter().find(is_it).copied()
    }

    /// Whether sharing portfolios through the organization is on, as the management account says in any Region.
    pub fn catalog_access(&self) -> Option<&'a str> {
        self.access.iter().filter(|record| !record.stale).find_map(|record| text(record, "AccessStatus"))
    }
}

/// How something that was launched is, and why.
pub(crate) fn provisioned_status(record: &Record) -> (&str, Option<&str>) {
    (text(record, "Status").unwrap_or("unknown"), text(record, "StatusMessage"))
}

/// Whether a principal of a portfolio is who calls. A session is one of its role, whose path it does not tell; a group of users, and a pattern, may be.
fn is_caller(principal: &str, caller: &str) -> bool {
    if principal == caller {
        return true;
    }
    let role_of =
        |arn: &str| arn.split_once(":assumed-role/").and_then(|(_, rest)| Some(rest.split_once('/')?.0.to_owned()));
    let account = armillary_model::account_in_arn(caller);
    match (role_of(caller), principal.split_once(":role/")) {
        (Some(role), Some((_, path))) => {
            let of = armillary_model::account_in_arn(principal);
            let is_name = path.rsplit('/').next().is_some_and(|name| matches(name, &role));
            (of.is_none() || of == account) && is_name
        }
        _ => false,
    }
}

/// Whether a name fits a pattern with `*` at its end, which is where Service Catalog's have theirs.
fn matches(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => pattern == name,
    }
}

#[cfg(test)]
mod tests {
    use super::is_caller;

    #[test]
    fn a_session_is_its_role_whatever_the_path() {
        let session = "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admins_0123/ada";
        for role in [
            "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admins_0123",
            "arn:aws:iam:::role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admins_*",
        ] {
            assert!(is_caller(role, session), "{role}");
        }
        for other in [
            "arn:aws:iam::222233334444:role/AWSReservedSSO_Admins_0123",
            "arn:aws:iam::111122223333:role/AWSReservedSSO_Admins_01234",
            "arn:aws:iam::111122223333:user/AWSReservedSSO_Admins_0123",
        ] {
            assert!(!is_caller(other, session), "{other}");
        }
        let user = "arn:aws:iam::111122223333:user/ada";
        assert!(is_caller(user, user));
    }
}
