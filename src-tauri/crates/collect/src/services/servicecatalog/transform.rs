//! Service Catalog answers as resources.

use std::collections::BTreeMap;

use armillary_model::{Gap, Kind, Part, Relation, RelationKind, Resource};
use aws_sdk_servicecatalog::{
    operation::{
        describe_constraint::DescribeConstraintOutput,
        get_aws_organizations_access_status::GetAwsOrganizationsAccessStatusOutput,
    },
    types::{
        DescribePortfolioShareType, PortfolioDetail, PortfolioShareDetail, PortfolioShareType, Principal,
        ProductViewDetail, ProductViewSummary, ProvisionedProductAttribute, ProvisioningArtifactDetail, ResourceDetail,
        TagOptionDetail,
    },
};
use serde_json::Value;

use crate::{
    document::{object, policy as decoded, put, sorted, tag_list, text},
    place::{Place, missing},
};

/// A portfolio with the principals that may launch from it.
pub(super) fn portfolio(
    place: &Place,
    detail: &PortfolioDetail,
    products: Result<&[ProductViewDetail], &Gap>,
    principals: Result<&[Principal], &Gap>,
) -> Resource {
    let id = detail.id().unwrap_or_default();
    let arn = detail.arn().map_or_else(|| portfolio_arn(place, id), str::to_owned);
    let mut relations: Vec<Relation> = principals.unwrap_or_default().iter().filter_map(grants).collect();
    let held = products.unwrap_or_default().iter().filter_map(|product| product.product_arn());
    relations.extend(held.map(|product| Relation::new(RelationKind::Holds, product, "")));
    let document = described(detail, principals);
    let resource = place.resource(Kind::Portfolio, arn, detail.display_name().unwrap_or(id), document, relations);
    resource.without(missing(Part::PRODUCTS, products.err())).without(missing(Part::PRINCIPALS, principals.err()))
}

/// A product with its versions.
pub(super) fn product(
    place: &Place,
    product: &ProductViewDetail,
    versions: Result<&[ProvisioningArtifactDetail], &Gap>,
) -> Resource {
    let id = product_id(product).unwrap_or_default();
    let built = || place.arn("catalog", &format!("product/{id}"));
    let arn = product.product_arn().map_or_else(built, str::to_owned);
    let document = object! {
        "ProductViewSummary": product.product_view_summary().map(summary),
        "Status": product.status().map(|status| status.as_str()),
        "ProductARN": product.product_arn(),
        "CreatedTime": product.created_time(),
        "ProvisioningArtifactDetails": versions.ok().map(|versions| sorted(versions.iter().map(version))),
    };
    let name = product.product_view_summary().and_then(|summary| summary.name()).unwrap_or(&id);
    let home = place.of_owner(arn.split(':').nth(4));
    home.resource(Kind::Product, arn, name, document, Vec::new()).without(missing(Part::VERSIONS, versions.err()))
}

/// A constraint. Its parameters are JSON in a text, and are decoded.
pub(super) fn constraint(
    place: &Place,
    portfolio: &str,
    products: Result<&BTreeMap<String, &str>, &Gap>,
    answer: &DescribeConstraintOutput,
) -> Resource {
    let parameters = answer.constraint_parameters().map(decoded);
    let detail = answer.constraint_detail();
    let kind = detail.and_then(|detail| detail.r#type()).unwrap_or_default();
    let id = detail.and_then(|detail| detail.constraint_id()).unwrap_or_default();
    let product = detail.and_then(|detail| detail.product_id());
    let document = object! {
        "ConstraintDetail": detail.map(|detail| object! {
            "ConstraintId": detail.constraint_id(),
            "Type": detail.r#type(),
            "Description": detail.description(),
            "Owner": detail.owner(),
            "ProductId": detail.product_id(),
            "PortfolioId": detail.portfolio_id(),
        }),
        "ConstraintParameters": parameters.clone(),
        "Status": answer.status().map(|status| status.as_str()),
    };
    let mut relations = vec![Relation::new(RelationKind::Constrains, portfolio_arn(place, portfolio), kind)];
    if let Some(product) = product {
        let built = || place.arn("catalog", &format!("product/{product}"));
        let arn = products.ok().and_then(|arns| arns.get(product)).map_or_else(built, |arn| (*arn).to_owned());
        relations.push(Relation::new(RelationKind::ConstrainsProduct, arn, ""));
    }
    relations.extend(parameters.as_ref().and_then(|parameters| launch_role(place, parameters)));
    let arn = place.arn("catalog", &format!("constraint/{id}"));
    let name = detail.and_then(|detail| detail.description()).filter(|text| !text.is_empty()).unwrap_or(id);
    let resource = place.resource(Kind::Constraint, arn, name, document, relations);
    resource.without(missing(Part::CONSTRAINED_PRODUCT, products.err().filter(|_| product.is_some())))
}

/// A share, which has no id of its own: its key is made of the portfolio, the type and the recipient.
pub(super) fn share(
    place: &Place,
    portfolio: &str,
    kind: &DescribePortfolioShareType,
    share: &PortfolioShareDetail,
) -> Resource {
    let recipient = share.principal_id().unwrap_or_default();
    let document = object! {
        "PortfolioId": portfolio,
        "PrincipalId": share.principal_id(),
        "Type": kind.as_str(),
        "Accepted": share.accepted(),
        "ShareTagOptions": share.share_tag_options(),
        "SharePrincipals": share.share_principals(),
    };
    let short = recipient.rsplit('/').next().unwrap_or(recipient);
    let arn = place.arn("catalog", &format!("portfolio-share/{portfolio}/{}/{short}", kind.as_str()));
    let relations = vec![
        Relation::new(RelationKind::SharesPortfolio, portfolio_arn(place, portfolio), ""),
        Relation::new(RelationKind::SharedWith, recipient, kind.as_str()),
    ];
    place.resource(Kind::PortfolioShare, arn, &format!("{portfolio} to {short}"), document, relations)
}

/// A portfolio of another account, as this account received it.
pub(super) fn received(
    place: &Place,
    detail: &PortfolioDetail,
    kind: &PortfolioShareType,
    principals: Result<&[Principal], &Gap>,
) -> Resource {
    let id = detail.id().unwrap_or_default();
    let mut document = described(detail, principals);
    if let Some(members) = document.as_object_mut() {
        put(members, "PortfolioShareType", kind.as_str());
    }
    let mut relations: Vec<Relation> = principals.unwrap_or_default().iter().filter_map(grants).collect();
    relations.push(Relation::new(RelationKind::ReceivedFrom, detail.arn().unwrap_or(id), kind.as_str()));
    let arn = place.arn("catalog", &format!("accepted-portfolio-share/{id}"));
    let name = detail.display_name().unwrap_or(id);
    let resource = place.resource(Kind::AcceptedPortfolioShare, arn, name, document, relations);
    resource.without(missing(Part::PRINCIPALS, principals.err()))
}

/// What was launched, and from which product: by its ARN where that is known, else by its id, which no other product has.
pub(super) fn provisioned(place: &Place, product: &ProvisionedProductAttribute, arn: Option<&str>) -> Resource {
    let id = product.id().unwrap_or_default();
    let document = object! {
        "Name": product.name(),
        "Arn": product.arn(),
        "Type": product.r#type(),
        "Id": product.id(),
        "Status": product.status().map(|status| status.as_str()),
        "StatusMessage": product.status_message(),
        "CreatedTime": product.created_time(),
        "IdempotencyToken": product.idempotency_token(),
        "LastRecordId": product.last_record_id(),
        "LastProvisioningRecordId": product.last_provisioning_record_id(),
        "LastSuccessfulProvisioningRecordId": product.last_successful_provisioning_record_id(),
        "Tags": tag_list(product.tags().iter().map(|tag| (tag.key(), tag.value()))),
        "PhysicalId": product.physical_id(),
        "ProductId": product.product_id(),
        "ProductName": product.product_name(),
        "ProvisioningArtifactId": product.provisioning_artifact_id(),
        "ProvisioningArtifactName": product.provisioning_artifact_name(),
        "UserArn": product.user_arn(),
        "UserArnSession": product.user_arn_session(),
    };
    let version = product.provisioning_artifact_id().unwrap_or_default();
    let from = arn.or(product.product_id()).map(|from| Relation::new(RelationKind::LaunchedFrom, from, version));
    // Account Factory's product is an account, and is known by its id.
    let account = product.physical_id().filter(|physical| physical.parse::<armillary_model::AccountId>().is_ok());
    let provides = account.map(|account| Relation::new(RelationKind::Provides, account, ""));
    let built = || place.arn("servicecatalog", &format!("stack/{}/{id}", product.name().unwrap_or_default()));
    let arn = product.arn().map_or_else(built, str::to_owned);
    let relations = from.into_iter().chain(provides).collect();
    place.resource(Kind::ProvisionedProduct, arn, product.name().unwrap_or(id), document, relations)
}

/// A tag option, which has no ARN: its key is made of its id.
pub(super) fn tag_option(place: &Place, option: &TagOptionDetail, offers: Result<&[ResourceDetail], &Gap>) -> Resource {
    let id = option.id().unwrap_or_default();
    let document = object! {
        "Id": option.id(),
        "Key": option.key(),
        "Value": option.value(),
        "Active": option.active(),
        "Owner": option.owner(),
    };
    let offered = offers.unwrap_or_default().iter().filter_map(|resource| resource.arn());
    let relations = offered.map(|arn| Relation::new(RelationKind::OfferedOn, arn, "")).collect();
    let arn = place.arn("catalog", &format!("tag-option/{id}"));
    let name = format!("{}={}", option.key().unwrap_or_default(), option.value().unwrap_or_default());
    let resource = place.resource(Kind::TagOption, arn, &name, document, relations);
    resource.without(missing(Part::OFFERS, offers.err()))
}

/// Whether portfolios can be shared through the organization, as the management account tells it in a Region.
pub(super) fn organization_access(place: &Place, answer: &GetAwsOrganizationsAccessStatusOutput) -> Resource {
    let status = answer.access_status().map(|status| status.as_str());
    let arn = place.arn("catalog", "organizations-access");
    let document = object! { "AccessStatus": status };
    place.resource(Kind::CatalogAccess, arn, status.unwrap_or("unknown"), document, Vec::new())
}

pub(super) fn product_id(product: &ProductViewDetail) -> Option<String> {
    product.product_view_summary()?.product_id().map(str::to_owned)
}

fn described(detail: &PortfolioDetail, principals: Result<&[Principal], &Gap>) -> Value {
    let principal = |principal: &Principal| {
        object! {
            "PrincipalARN": principal.principal_arn(),
            "PrincipalType": principal.principal_type().map(|kind| kind.as_str()),
        }
    };
    object! {
        "Id": detail.id(),
        "ARN": detail.arn(),
        "DisplayName": detail.display_name(),
        "Description": detail.description(),
        "CreatedTime": detail.created_time(),
        "ProviderName": detail.provider_name(),
        "Principals": principals.ok().map(|principals| sorted(principals.iter().map(principal))),
    }
}

fn grants(principal: &Principal) -> Option<Relation> {
    let label = principal.principal_type().map(|kind| kind.as_str()).unwrap_or_default();
    principal.principal_arn().map(|arn| Relation::new(RelationKind::GrantsTo, arn, label))
}

/// The role of a launch constraint: named by its ARN, or by a name that is looked up in the account that launches.
fn launch_role(place: &Place, parameters: &Value) -> Option<Relation> {
    let local = || {
        let name = text(parameters, "LocalRoleName")?;
        Some((format!("arn:{}:iam::{}:role/{name}", place.partition, place.account), "LocalRoleName"))
    };
    let named = text(parameters, "RoleArn").map(|arn| (arn.to_owned(), "RoleArn"));
    named.or_else(local).map(|(arn, label)| Relation::new(RelationKind::LaunchesAs, arn, label))
}

fn portfolio_arn(place: &Place, id: &str) -> String {
    place.arn("catalog", &format!("portfolio/{id}"))
}

fn summary(summary: &ProductViewSummary) -> Value {
    object! {
        "Id": summary.id(),
        "ProductId": summary.product_id(),
        "Name": summary.name(),
        "Owner": summary.owner(),
        "ShortDescription": summary.short_description(),
        "Type": summary.r#type().map(|kind| kind.as_str()),
        "Distributor": summary.distributor(),
        "HasDefaultPath": summary.has_default_path(),
        "SupportEmail": summary.support_email(),
        "SupportDescription": summary.support_description(),
        "SupportUrl": summary.support_url(),
    }
}

fn version(version: &ProvisioningArtifactDetail) -> Value {
    object! {
        "Id": version.id(),
        "Name": version.name(),
        "Description": version.description(),
        "Type": version.r#type().map(|kind| kind.as_str()),
        "CreatedTime": version.created_time(),
        "Active": version.active(),
        "Guidance": version.guidance().map(|guidance| guidance.as_str()),
        "SourceRevision": version.source_revision(),
    }
}

#[cfg(test)]
#[path = "transform_tests.rs"]
mod tests;
