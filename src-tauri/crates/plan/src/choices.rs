//! What intents can name, of an organization: for forms that offer it.

use std::collections::BTreeSet;

use armillary_classify::Stage;
use armillary_model::{Kind, Snapshot};
use serde::Serialize;

use crate::{
    PlanError,
    organization::{Organization, short, type_of},
};

/// What intents can name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "PlanChoices"))]
#[serde(rename_all = "camelCase")]
pub struct Choices {
    /// The root and the OUs, in the order of their paths.
    pub ous: Vec<OuChoice>,
    /// Portfolios of the organization's accounts.
    pub portfolios: Vec<Choice>,
    /// Products.
    pub products: Vec<Choice>,
    /// Organization policies, with their type as detail.
    pub policies: Vec<Choice>,
    /// Permission sets, by the roles that they left in accounts that were read: there may be others.
    pub permission_sets: Vec<String>,
    /// Accounts whose roles were not read: their permission sets are not known.
    pub unread_accounts: u32,
}

/// Something that an intent can name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Choice {
    /// Its name.
    pub name: String,
    /// Its id, which the intent names it by.
    pub id: String,
    /// What tells it from others of the same name.
    pub detail: String,
}

/// An OU that an intent can name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct OuChoice {
    /// The names from below the root down to it, with slashes; empty for the root.
    pub path: String,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The stage that its names say it is for.
    pub stage: Option<Stage>,
}

/// What intents can name in the organization of a snapshot.
pub fn choices(snapshot: &Snapshot) -> Result<Choices, PlanError> {
    let organization = Organization::of(snapshot)?;
    let ous = organization.nodes().map(|node| OuChoice {
        path: organization.path(node.id).join("/"),
        id: node.id.to_owned(),
        name: node.record.name.clone(),
        stage: Some(Stage::of_class(organization.class(node.id))).filter(|stage| *stage != Stage::Other),
    });
    let owned = |name: &str, id: &str, account: &str, region: &str| Choice {
        name: name.to_owned(),
        id: id.to_owned(),
        detail: format!("{id} · {account} · {region}"),
    };
    let portfolios = organization.portfolios().map(|portfolio| {
        let record = portfolio.record;
        owned(&record.name, portfolio.id, organization.name(&record.account.to_string()), &record.region)
    });
    let products = snapshot.records.iter().filter(|record| record.kind == Kind::Product);
    let products = products.map(|record| {
        owned(&record.name, short(&record.arn), organization.name(&record.account.to_string()), &record.region)
    });
    let policies = organization.policies().map(|(id, record)| Choice {
        name: record.name.clone(),
        id: id.to_owned(),
        detail: format!("{} · {id}", type_of(record)),
    });
    let roles = snapshot.records.iter().filter(|record| record.kind == Kind::Role);
    let sets: BTreeSet<&str> = roles.filter_map(|record| permission_set(&record.name)).collect();
    let active = organization.members().filter(|member| member.is_active());
    let unread = active.filter(|member| organization.iam_is_read(member.account).is_err()).count();
    Ok(Choices {
        ous: sorted(ous),
        portfolios: sorted(portfolios),
        products: sorted(products),
        policies: sorted(policies),
        permission_sets: sets.into_iter().map(str::to_owned).collect(),
        unread_accounts: u32::try_from(unread).unwrap_or(u32::MAX),
    })
}

fn sorted<T: Ord>(choices: impl Iterator<Item = T>) -> Vec<T> {
    let mut choices: Vec<T> = choices.collect();
    choices.sort();
    choices.dedup();
    choices
}

/// The permission set that a role comes of, by the name that IAM Identity Center gives such roles: `AWSReservedSSO_<set>_<sixteen hexadecimal
/// digits>`.
fn permission_set(role: &str) -> Option<&str> {
    let (set, suffix) = role.strip_prefix("AWSReservedSSO_")?.rsplit_once('_')?;
    (suffix.len() == 16 && suffix.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(set)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permission_sets_are_read_off_their_roles() {
        assert_eq!(permission_set("AWSReservedSSO_Data_Scientist_0123456789abcdef"), Some("Data_Scientist"));
        assert_eq!(permission_set("AWSReservedSSO_Admin"), None);
        assert_eq!(permission_set("AWSReservedSSO_Admin_short"), None);
        assert_eq!(permission_set("Admin_0123456789abcdef"), None);
    }
}
