use aws_sdk_servicecatalog::types::{ConstraintDetail, PrincipalType};
use serde_json::json;

use super::*;
use crate::place::here;

const PORTFOLIO: &str = "arn:aws:catalog:eu-west-1:111122223333:portfolio/port-1";

fn detail() -> PortfolioDetail {
    PortfolioDetail::builder().id("port-1").arn(PORTFOLIO).display_name("Model building").build()
}

fn launcher() -> Principal {
    let arn = "arn:aws:iam::111122223333:role/Lead";
    Principal::builder().principal_arn(arn).principal_type(PrincipalType::Iam).build()
}

#[test]
fn a_portfolio_holds_products_and_grants_to_principals() {
    let product =
        ProductViewDetail::builder().product_arn("arn:aws:catalog:eu-west-1:111122223333:product/prod-1").build();
    let resource = portfolio(&here(), &detail(), Ok(&[product]), Ok(&[launcher()]));
    let kinds: Vec<RelationKind> = resource.relations.iter().map(|relation| relation.kind).collect();
    assert_eq!(kinds, [RelationKind::Holds, RelationKind::GrantsTo]);
    assert_eq!(resource.document.pointer("/Principals/0/PrincipalType"), Some(&json!("IAM")));
}

#[test]
fn a_launch_constraint_points_at_its_role() {
    let detail = ConstraintDetail::builder().constraint_id("cons-1").r#type("LAUNCH").product_id("prod-1").build();
    let answer = |parameters: &str| {
        let answer = DescribeConstraintOutput::builder().constraint_detail(detail.clone());
        constraint(&here(), "port-1", Ok(&BTreeMap::new()), &answer.constraint_parameters(parameters).build())
    };
    let role = |resource: &Resource| {
        let launch = resource.relations.iter().find(|relation| relation.kind == RelationKind::LaunchesAs);
        launch.map(|relation| (relation.target.clone(), relation.label.clone()))
    };
    let local = answer(r#"{"LocalRoleName": "SCLaunchRole"}"#);
    let expected = ("arn:aws:iam::111122223333:role/SCLaunchRole".to_owned(), "LocalRoleName".to_owned());
    assert_eq!(role(&local), Some(expected));
    assert_eq!(local.document.pointer("/ConstraintParameters/LocalRoleName"), Some(&json!("SCLaunchRole")));
    let named = answer(r#"{"RoleArn": "arn:aws:iam::1:role/x"}"#);
    assert_eq!(role(&named), Some(("arn:aws:iam::1:role/x".to_owned(), "RoleArn".to_owned())));
    assert_eq!(role(&answer("{}")), None);
}

#[test]
fn a_share_is_keyed_by_portfolio_type_and_recipient() {
    let detail = PortfolioShareDetail::builder().principal_id("ou-1-a").share_principals(true).build();
    let resource = share(&here(), "port-1", &DescribePortfolioShareType::OrganizationalUnit, &detail);
    let key = "arn:aws:catalog:eu-west-1:111122223333:portfolio-share/port-1/ORGANIZATIONAL_UNIT/ou-1-a";
    assert_eq!(resource.arn, key);
    let targets: Vec<&str> = resource.relations.iter().map(|relation| relation.target.as_str()).collect();
    assert_eq!(targets, [PORTFOLIO, "ou-1-a"]);
    assert_eq!(resource.document.get("SharePrincipals"), Some(&json!(true)));
}

#[test]
fn a_received_portfolio_belongs_to_the_recipient() {
    let place = here().of_owner(Some("444455556666"));
    let resource = received(&place, &detail(), &PortfolioShareType::AwsOrganizations, Ok(&[]));
    assert_eq!(resource.arn, "arn:aws:catalog:eu-west-1:444455556666:accepted-portfolio-share/port-1");
    assert_eq!(resource.relations, [Relation::new(RelationKind::ReceivedFrom, PORTFOLIO, "AWS_ORGANIZATIONS")]);
}

#[test]
fn a_product_is_filed_under_the_account_of_its_arn() {
    let summary = ProductViewSummary::builder().product_id("prod-1").name("Studio").build();
    let view = ProductViewDetail::builder().product_view_summary(summary);
    let view = view.product_arn("arn:aws:catalog:eu-west-1:444455556666:product/prod-1").build();
    let version = ProvisioningArtifactDetail::builder().id("pa-1").name("v1").active(true).build();
    let resource = product(&here(), &view, Ok(&[version]));
    assert_eq!((resource.name.as_str(), resource.account.to_string().as_str()), ("Studio", "444455556666"));
    assert_eq!(resource.document.pointer("/ProvisioningArtifactDetails/0/Active"), Some(&json!(true)));
}

#[test]
fn what_was_not_read_is_missing_and_not_empty() {
    let gap = Gap { operation: "x".to_owned(), code: "Throttling".to_owned(), message: String::new() };
    let resource = portfolio(&here(), &detail(), Err(&gap), Err(&gap));
    let missing: Vec<&str> = resource.unread.iter().map(|missing| missing.part.as_str()).collect();
    assert_eq!(missing, [Part::PRODUCTS.name, Part::PRINCIPALS.name]);
    assert!(resource.relations.is_empty() && resource.document.get("Principals").is_none());
}

#[test]
fn what_was_launched_names_its_product_by_the_best_that_is_known() {
    let launched = ProvisionedProductAttribute::builder()
        .id("pp-1")
        .name("fraud-dev")
        .r#type("CONTROL_TOWER_ACCOUNT")
        .product_id("prod-1")
        .provisioning_artifact_id("pa-1")
        .physical_id("222233334444")
        .build();
    let product = "arn:aws:catalog:eu-west-1:111122223333:product/prod-1";
    let resource = provisioned(&here(), &launched, Some(product));
    assert_eq!(resource.arn, "arn:aws:servicecatalog:eu-west-1:111122223333:stack/fraud-dev/pp-1");
    let expected = [
        Relation::new(RelationKind::LaunchedFrom, product, "pa-1"),
        Relation::new(RelationKind::Provides, "222233334444", ""),
    ];
    assert_eq!(resource.relations, expected);
    let unknown = provisioned(&here(), &launched, None);
    assert_eq!(unknown.relations.first(), Some(&Relation::new(RelationKind::LaunchedFrom, "prod-1", "pa-1")));
}

#[test]
fn a_stack_provides_no_account() {
    let stack = "arn:aws:cloudformation:eu-west-1:111122223333:stack/SC-111122223333-pp-2/1";
    let launched = ProvisionedProductAttribute::builder().id("pp-2").name("studio").physical_id(stack).build();
    assert!(provisioned(&here(), &launched, None).relations.is_empty());
}

#[test]
fn a_tag_option_is_offered_on_portfolios_and_products() {
    let option = TagOptionDetail::builder().id("tag-1").key("cost-centre").value("4711").active(true).build();
    let offers = [ResourceDetail::builder().id("port-1").arn(PORTFOLIO).build()];
    let resource = tag_option(&here(), &option, Ok(&offers));
    assert_eq!((resource.kind, resource.name.as_str()), (Kind::TagOption, "cost-centre=4711"));
    assert_eq!(resource.relations, [Relation::new(RelationKind::OfferedOn, PORTFOLIO, "")]);
    let gap = Gap { operation: String::new(), code: String::new(), message: "no".to_owned() };
    assert_eq!(tag_option(&here(), &option, Err(&gap)).unread.len(), 1);
}
