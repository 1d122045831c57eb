//! Portfolios, with whom they are shared, and as whom their products launch.

use armillary_model::{AccountId, GLOBAL, Kind, Part, Record, RelationKind, Service};

use super::{Known, Organization, part_of, policies::portfolio_of, reading, short, target, targets, text};

/// A portfolio, as its owner sees it.
#[derive(Clone, Debug)]
pub(crate) struct Portfolio<'a> {
    /// `port-…`.
    pub id: &'a str,
    pub record: &'a Record,
    pub shares: Vec<Share<'a>>,
}

/// A portfolio share, as its owner sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Share<'a> {
    /// `ACCOUNT`, `ORGANIZATION`, `ORGANIZATIONAL_UNIT` or `ORGANIZATION_MEMBER_ACCOUNT`.
    pub kind: &'a str,
    /// An account id, `ou-…` or `o-…`.
    pub recipient: &'a str,
    pub record: &'a Record,
}

impl Share<'_> {
    /// Whether principal names, or tag options, are shared along.
    pub fn flag(&self, member: &str) -> bool {
        self.record.document.get(member).and_then(serde_json::Value::as_bool).unwrap_or(false)
    }

    pub fn is_accepted(&self) -> bool {
        self.flag("Accepted")
    }
}

/// As whom a product of a portfolio launches.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Launch<'a> {
    /// The name of a role that every account is to have; else one role, by its ARN.
    pub role: Result<&'a str, &'a str>,
    pub product: &'a str,
}

impl<'a> Organization<'a> {
    pub(super) fn take_share(&mut self, record: &'a Record) {
        let relation = record.relations.iter().find(|relation| relation.kind == RelationKind::SharedWith);
        let portfolio = portfolio_of(record, RelationKind::SharesPortfolio);
        if let (Some(relation), Some(portfolio)) = (relation, portfolio.and_then(|id| self.portfolios.get_mut(id))) {
            let kind = text(record, "Type").unwrap_or(&relation.label);
            portfolio.shares.push(Share { kind, recipient: short(&relation.target), record });
        }
    }

    /// The portfolio with this id.
    pub fn portfolio(&self, id: &str) -> Option<&Portfolio<'a>> {
        self.portfolios.get(id)
    }

    /// Every portfolio, in the order of ids.
    pub fn portfolios(&self) -> impl Iterator<Item = &Portfolio<'a>> {
        self.portfolios.values()
    }

    /// Every product that was read, in the order of ARNs.
    pub fn products(&self) -> impl Iterator<Item = &'a Record> {
        self.snapshot.records.iter().filter(|record| record.kind == Kind::Product)
    }

    /// The active accounts whose Service Catalog was not read in every Region that a crawl was to read.
    pub fn unread_catalogs(&self) -> usize {
        let unread = |account| !self.snapshot.coverage.covers(account, Service::ServiceCatalog);
        self.members().filter(|member| member.is_active() && unread(member.account)).count()
    }

    /// A portfolio as an account received it.
    pub fn received(&self, account: AccountId, portfolio: &str) -> Option<&'a Record> {
        self.received.get(&(account, portfolio)).copied()
    }

    /// Whether Service Catalog of an account is known in a Region.
    pub fn catalog_is_read(&self, account: AccountId, region: &str) -> Known<()> {
        let mut units = self.snapshot.coverage.of_service(account, Service::ServiceCatalog);
        match units.find(|unit| unit.region == region) {
            Some(unit) => reading(&unit),
            None => Err(format!("Service Catalog of account {account} was never read in {region}")),
        }
    }

    /// Whether the shares of a portfolio are all known.
    pub fn shares_are_read(&self, portfolio: &Portfolio<'_>) -> Known<()> {
        self.catalog_is_read(portfolio.record.account, &portfolio.record.region)
    }

    /// The record that holds the principals that an account has on a portfolio: the owner's, or what it received.
    pub fn seen_by(&self, account: AccountId, portfolio: &Portfolio<'a>) -> Option<&'a Record> {
        if portfolio.record.account == account {
            return Some(portfolio.record);
        }
        self.received(account, portfolio.id)
    }

    /// Whether a principal may launch from a portfolio in an account.
    pub fn is_associated(&self, account: AccountId, portfolio: &Portfolio<'a>, principal: &str) -> Known<bool> {
        match self.seen_by(account, portfolio) {
            Some(seen) if targets(seen, RelationKind::GrantsTo).any(|known| known == principal) => Ok(true),
            Some(seen) => part_of(seen, Part::PRINCIPALS).map(|()| false),
            None => self.catalog_is_read(account, &portfolio.record.region).map(|()| false),
        }
    }

    /// As whom the products of a portfolio launch, where constraints say so.
    pub fn launches(&self, portfolio: &str) -> Vec<Launch<'a>> {
        let constrains = |record: &&&Record| portfolio_of(record, RelationKind::Constrains) == Some(portfolio);
        let launch = |record: &&'a Record| {
            let relation = record.relations.iter().find(|relation| relation.kind == RelationKind::LaunchesAs)?;
            let product = target(record, RelationKind::ConstrainsProduct).map(short).unwrap_or_default();
            let is_local = relation.label == "LocalRoleName";
            let role = if is_local { Ok(short(&relation.target)) } else { Err(relation.target.as_str()) };
            Some(Launch { role, product })
        };
        self.constraints.iter().filter(constrains).filter_map(launch).collect()
    }

    /// Whether an account has a role of this name.
    pub fn has_role(&self, account: AccountId, name: &str) -> Known<bool> {
        if self.roles.contains(&(account, name)) {
            return Ok(true);
        }
        self.iam_is_read(account).map(|()| false)
    }

    /// Whether an account has an IAM role, user or group with this ARN.
    pub fn has_principal(&self, account: AccountId, arn: &str) -> Known<bool> {
        match self.record(arn) {
            Some(record) if !record.stale => Ok(true),
            _ => self.iam_is_read(account).map(|()| false),
        }
    }

    pub fn iam_is_read(&self, account: AccountId) -> Known<()> {
        let mut units = self.snapshot.coverage.of_service(account, Service::Iam);
        match units.find(|unit| unit.region == GLOBAL) {
            Some(unit) => reading(&unit),
            None => Err(format!("IAM of account {account} was never read")),
        }
    }
}
