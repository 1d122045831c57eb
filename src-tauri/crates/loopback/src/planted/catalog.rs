//! Portfolios that do not reach, do not work, or reach too far.

use std::collections::BTreeSet;

use serde_json::json;

use super::{
    Planted,
    ground::{AWAY, HOME, account, ids, ou, portfolio, role},
};
use crate::{
    organization::{
        catalog::{ANALYTICS, MODEL_BUILDING, MODEL_DEPLOYMENT},
        policy::trust_service_within,
    },
    state::{ConstraintType, Document, PortfolioShare, ShareType, State},
};

pub(super) fn shared_but_unusable(state: &mut State) -> Option<Planted> {
    let (owner, portfolio) = portfolio(state, AWAY, ANALYTICS)?;
    portfolio.principals.clear();
    let summary = "shared with Workloads, but nobody may launch from it: no principals come with the share, and no recipient added any";
    let remedy = "associate the permission sets' role patterns with the portfolio";
    Some(Planted::regional("PF-02", portfolio.arn(owner, AWAY), owner, AWAY, summary, remedy))
}

pub(super) fn launches_in_the_hub(state: &mut State) -> Option<Planted> {
    let (owner, portfolio) = portfolio(state, HOME, MODEL_DEPLOYMENT)?;
    let held = portfolio.products.clone();
    let catalog = state.catalogs.iter_mut().find(|(place, _)| place.account == owner && &*place.region == HOME)?.1;
    let product =
        catalog.products.values().find(|product| held.contains(&product.id) && product.name == "Inference pipeline")?;
    let mut launches = catalog.constraints.values_mut().filter(|constraint| constraint.kind == ConstraintType::Launch);
    let constraint = launches.find(|constraint| constraint.product == product.id)?;
    constraint.parameters =
        Document::from(json!({ "RoleArn": format!("arn:aws:iam::{owner}:role/SCBlueprintLaunchRole") }));
    let summary = format!(
        "launch constraint `{}` names a role of the hub: what recipients launch lands in the hub's account",
        constraint.id
    );
    Some(Planted::regional(
        "PF-06",
        product.arn(owner, HOME),
        owner,
        HOME,
        &summary,
        "use LocalRoleName `SCLaunchRole`",
    ))
}

pub(super) fn missing_share(state: &mut State) -> Option<Planted> {
    let workloads = ou(state, "Workloads")?;
    let (owner, portfolio) = portfolio(state, AWAY, MODEL_BUILDING)?;
    portfolio.shares.retain(|share| share.target != workloads);
    let summary = "not shared with Workloads in this Region";
    Some(Planted::regional(
        "PF-03",
        portfolio.arn(owner, AWAY),
        owner,
        AWAY,
        summary,
        "share it with the Workloads OU, principals included",
    ))
}

pub(super) fn launch_role_of_wrong_service(state: &mut State) -> Option<Planted> {
    let preprod = account(state, "churn-preprod")?;
    let role = role(state, preprod, "SCLaunchRole")?;
    role.trust = trust_service_within("cloudformation.amazonaws.com", preprod);
    let summary = "the launch role of shared portfolios does not trust Service Catalog here: nothing can be launched";
    Some(Planted::global("PF-07", role.arn(preprod), preprod, summary, "trust servicecatalog.amazonaws.com"))
}

pub(super) fn shared_with_a_stranger(state: &mut State) -> Option<Planted> {
    let (owner, portfolio) = portfolio(state, HOME, "Central IT services")?;
    let stranger = 100_000_000_000 + ids(owner).number("an account that has left", 899_999_999_999);
    portfolio.shares.push(PortfolioShare {
        kind: ShareType::Account,
        target: stranger.to_string(),
        share_principals: false,
        share_tag_options: false,
        accepted: true,
        missed: BTreeSet::new(),
    });
    let summary = format!("still shared with account {stranger}, which has left the organization");
    Some(Planted::regional("PF-10", portfolio.arn(owner, HOME), owner, HOME, &summary, "delete the account share"))
}
