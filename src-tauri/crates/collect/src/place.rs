//! Where a unit's resources are: what their ARNs are built from.

use armillary_model::{AccountId, Gap, Kind, Missing, Part, Relation, Resource};
use serde_json::Value;

/// A partition, Region and account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Place {
    pub partition: String,
    pub region: String,
    pub account: AccountId,
}

impl Place {
    /// The same place in another account, as an answer names it; this one where it names none.
    pub fn of_owner(&self, owner: Option<&str>) -> Self {
        let account = owner.and_then(|owner| owner.parse().ok()).unwrap_or(self.account);
        Self { account, ..self.clone() }
    }

    /// The ARN of a resource of a regional service in this place.
    pub fn arn(&self, service: &str, resource: &str) -> String {
        format!("arn:{}:{service}:{}:{}:{resource}", self.partition, self.region, self.account)
    }

    /// A resource in this place. Relations are put in order, and each is kept once.
    pub fn resource(
        &self,
        kind: Kind,
        arn: String,
        name: &str,
        document: Value,
        mut relations: Vec<Relation>,
    ) -> Resource {
        relations.sort_unstable();
        relations.dedup();
        let name = name.to_owned();
        let region = self.region.clone();
        Resource { arn, kind, account: self.account, region, name, document, relations, unread: Vec::new() }
    }
}

/// A part as missing, if there is a reason why it was not read.
pub(crate) fn missing(part: Part, why: Option<&Gap>) -> Option<Missing> {
    why.map(|gap| Missing::new(part, gap.clone()))
}

#[cfg(test)]
pub(crate) fn here() -> Place {
    let account = AccountId::from_number(111_122_223_333).expect("below 10^12");
    Place { partition: "aws".to_owned(), region: "eu-west-1".to_owned(), account }
}
