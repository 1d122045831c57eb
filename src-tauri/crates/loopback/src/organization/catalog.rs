//! Portfolios of the reference: what hub accounts offer, to whom, and with which role it is launched.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::{
    iam_draft::permission_set_role,
    layout::{LANDING_ZONE, Layout},
    purpose::{Foundation, OuName},
};
use crate::state::{
    Artifact, Catalog, Constraint, ConstraintType, Document, Guidance, Portfolio, PortfolioPrincipal, PortfolioShare,
    PrincipalType, Product, ShareType, Tag, TagOption, Timestamp,
};

/// A portfolio as it is told.
struct Offer {
    owner: Foundation,
    name: &'static str,
    description: &'static str,
    launch_role: &'static str,
    /// Permission sets whose roles may launch, in every recipient.
    permission_sets: &'static [&'static str],
    ous: &'static [OuName],
    products: &'static [Goods],
}

/// A product as it is told.
struct Goods {
    name: &'static str,
    description: &'static str,
    versions: &'static [&'static str],
    /// Whether Studio offers it as a project template.
    project: bool,
}

const fn goods(name: &'static str, description: &'static str, versions: &'static [&'static str]) -> Goods {
    Goods { name, description, versions, project: false }
}

const fn project(name: &'static str, description: &'static str, versions: &'static [&'static str]) -> Goods {
    Goods { name, description, versions, project: true }
}

/// Who provides Account Factory.
pub(crate) const CONTROL_TOWER: &str = "AWS Control Tower";
/// The portfolio that account blueprints are in.
pub(crate) const BLUEPRINTS: &str = "Account blueprints";
/// The portfolio with which teams build models.
pub(crate) const MODEL_BUILDING: &str = "Model building";
/// The portfolio with which teams deploy models.
pub(crate) const MODEL_DEPLOYMENT: &str = "Model deployment";
/// The portfolio with which teams analyse data themselves.
pub(crate) const ANALYTICS: &str = "Analytics self-service";

const WORKLOADS: &[OuName] = &[OuName::Workloads, OuName::Compliance];
const EVERYBODY: &[OuName] = &[OuName::Workloads, OuName::Compliance, OuName::Sandbox];

const OFFERS: &[Offer] = &[
    Offer {
        owner: Foundation::SharedServices,
        name: "Central IT services",
        description: "What every account may use",
        launch_role: "SCLaunchRole",
        permission_sets: &["DataScientist", "MLTechnicalLead", "SandboxUser"],
        ous: EVERYBODY,
        products: &[
            goods("Encrypted bucket", "S3 bucket with the account's key", &["v1.0", "v1.1", "v2.0"]),
            goods("Container repository", "ECR repository with scanning", &["v1.0", "v1.3"]),
            goods("Cost budget", "Monthly budget with alarms", &["v1.0"]),
        ],
    },
    Offer {
        owner: Foundation::BlueprintHub,
        name: BLUEPRINTS,
        description: "What a new account is set up with",
        launch_role: "SCBlueprintLaunchRole",
        permission_sets: &["AWSControlTowerAdmins"],
        ous: &[],
        products: &[
            goods(
                "ML team account, corporate network",
                "VPC with endpoints and transit gateway attachment",
                &["v1.0", "v1.4", "v2.1"],
            ),
            goods("ML team account, isolated", "VPC with endpoints and no way out", &["v1.0", "v1.4", "v2.1"]),
            goods("Sandbox account", "Isolated VPC, Studio and a budget", &["v1.0", "v1.2"]),
        ],
    },
    Offer {
        owner: Foundation::MlSharedServices,
        name: MODEL_BUILDING,
        description: "Projects, pipelines and registries for building models",
        launch_role: "SCLaunchRole",
        permission_sets: &["DataScientist", "MLTechnicalLead"],
        ous: WORKLOADS,
        products: &[
            project(
                "MLOps model build and train",
                "Project with a pipeline that builds, trains and registers",
                &["v1.0", "v1.1", "v1.2"],
            ),
            goods("Training pipeline", "Scheduled training with a quality gate", &["v1.0", "v2.0"]),
            goods("Feature pipeline", "Glue job that fills a feature group", &["v1.0"]),
        ],
    },
    Offer {
        owner: Foundation::MlSharedServices,
        name: MODEL_DEPLOYMENT,
        description: "Deployment of approved models to pre-production and production",
        launch_role: "SCLaunchRole",
        permission_sets: &["MLTechnicalLead"],
        ous: WORKLOADS,
        products: &[
            project("MLOps model deploy", "Project that deploys approved models through stack sets", &["v1.0", "v1.1"]),
            goods("Inference pipeline", "Endpoint with autoscaling", &["v1.0", "v1.5"]),
            goods("Monitoring and alerting", "Model monitor with alarms", &["v1.0"]),
        ],
    },
    Offer {
        owner: Foundation::MlSharedServices,
        name: ANALYTICS,
        description: "Clusters and notebooks for analysing data",
        launch_role: "SCLaunchRole",
        permission_sets: &["DataScientist", "MLTechnicalLead"],
        ous: WORKLOADS,
        products: &[
            goods("Redshift cluster", "Encrypted cluster in the private subnets", &["v1.0"]),
            goods("EMR cluster", "Transient cluster for one job", &["v1.0", "v1.1"]),
        ],
    },
    Offer {
        owner: Foundation::MlSharedServices,
        name: "Data science environments",
        description: "Studio for teams and sandboxes",
        launch_role: "SCLaunchRole",
        permission_sets: &["DataScientist", "MLTechnicalLead", "SandboxUser"],
        ous: &[OuName::WorkloadsDev, OuName::Sandbox],
        products: &[
            goods("Data science environment", "VPC-only Studio domain", &["v1.0", "v1.1", "v1.2"]),
            goods("Studio user profile", "Profile for one person and persona", &["v1.0", "v1.1"]),
        ],
    },
];

/// The catalogs of a Region, by the account that owns them.
pub(crate) fn draw_catalogs(layout: &Layout, region: &str) -> BTreeMap<Foundation, Catalog> {
    let mut catalogs = BTreeMap::new();
    for offer in OFFERS {
        draw_offer(layout, region, offer, catalogs.entry(offer.owner).or_default());
    }
    if region == super::REGIONS[0] {
        catalogs.insert(Foundation::Management, account_factory(layout, region));
    }
    catalogs
}

fn draw_offer(layout: &Layout, region: &str, offer: &Offer, catalog: &mut Catalog) {
    let key = format!("{region}/{}", offer.name);
    let launch = json!({ "LocalRoleName": offer.launch_role });
    let mut portfolio = portfolio(layout, &key, offer.name, offer.description);
    for goods in offer.products {
        let product = product(layout, &key, goods);
        let constraint = launch_constraint(layout, &portfolio.id, &product.id, offer.launch_role, &launch);
        portfolio.products.insert(product.id.clone());
        catalog.constraints.insert(constraint.id.clone(), constraint);
        catalog.products.insert(product.id.clone(), product);
    }
    portfolio.principals = offer.permission_sets.iter().map(|set| pattern(set)).collect();
    portfolio.shares = offer.ous.iter().map(|ou| ou_share(layout.ou(*ou))).collect();
    if offer.name == BLUEPRINTS {
        share_with_management(layout, &mut portfolio);
    }
    let option = tag_option(layout, &key);
    portfolio.tag_options.insert(option.id.clone());
    catalog.tag_options.insert(option.id.clone(), option);
    catalog.portfolios.insert(portfolio.id.clone(), portfolio);
}

/// The management account takes blueprints by an account share and lets its administrators launch them.
fn share_with_management(layout: &Layout, portfolio: &mut Portfolio) {
    let management = layout.account(Foundation::Management);
    portfolio.shares.push(PortfolioShare {
        kind: ShareType::Account,
        target: management.to_string(),
        share_principals: false,
        share_tag_options: false,
        accepted: true,
        missed: BTreeSet::new(),
    });
    portfolio.recipient_principals.insert(management, vec![administrators(layout)]);
}

/// The portfolio Control Tower keeps in the management account.
fn account_factory(layout: &Layout, region: &str) -> Catalog {
    let mut catalog = Catalog::default();
    let key = format!("{region}/account-factory");
    let name = "AWS Control Tower Account Factory Portfolio";
    let mut portfolio = portfolio(layout, &key, name, "AWS Control Tower Account Factory Portfolio");
    portfolio.provider = CONTROL_TOWER.to_owned();
    let factory = goods(
        "AWS Control Tower Account Factory",
        "AWS Control Tower Account Factory",
        &["AWS Control Tower Account Factory"],
    );
    let mut product = product(layout, &key, &factory);
    product.owner = CONTROL_TOWER.to_owned();
    let management = layout.account(Foundation::Management);
    let role = json!({ "RoleArn": format!("arn:aws:iam::{management}:role/service-role/AWSControlTowerAdmin") });
    let constraint = launch_constraint(layout, &portfolio.id, &product.id, "AWSControlTowerAdmin", &role);
    portfolio.products.insert(product.id.clone());
    portfolio.principals = vec![administrators(layout)];
    catalog.constraints.insert(constraint.id.clone(), constraint);
    catalog.products.insert(product.id.clone(), product);
    catalog.portfolios.insert(portfolio.id.clone(), portfolio);
    catalog
}

fn administrators(layout: &Layout) -> PortfolioPrincipal {
    let management = layout.account(Foundation::Management);
    let role = permission_set_role(layout, management, "AWSControlTowerAdmins");
    let arn = format!("arn:aws:iam::{management}:role/aws-reserved/sso.amazonaws.com/{role}");
    PortfolioPrincipal { arn, kind: PrincipalType::Iam }
}

fn pattern(permission_set: &str) -> PortfolioPrincipal {
    let arn = super::policy::permission_set_pattern("", permission_set);
    PortfolioPrincipal { arn, kind: PrincipalType::IamPattern }
}

fn portfolio(layout: &Layout, key: &str, name: &str, description: &str) -> Portfolio {
    Portfolio {
        id: layout.ids.lower("port-", key, 13),
        name: name.to_owned(),
        description: description.to_owned(),
        provider: "Cloud Center of Excellence".to_owned(),
        created: Timestamp(LANDING_ZONE + 10 * 86_400),
        products: BTreeSet::new(),
        principals: Vec::new(),
        shares: Vec::new(),
        recipient_principals: BTreeMap::new(),
        tag_options: BTreeSet::new(),
        tags: vec![Tag::new("managed-by", "portfolio-pipeline")],
    }
}

fn ou_share(ou: &str) -> PortfolioShare {
    PortfolioShare {
        kind: ShareType::OrganizationalUnit,
        target: ou.to_owned(),
        share_principals: true,
        share_tag_options: true,
        accepted: true,
        missed: BTreeSet::new(),
    }
}

fn product(layout: &Layout, key: &str, goods: &Goods) -> Product {
    let key = format!("{key}/{}", goods.name);
    let created = LANDING_ZONE + 11 * 86_400;
    let newest = goods.versions.len().saturating_sub(1);
    let artifacts = goods.versions.iter().enumerate().map(|(index, version)| Artifact {
        id: layout.ids.lower("pa-", &format!("{key}/{version}"), 13),
        name: (*version).to_owned(),
        description: format!("{}, {version}", goods.name),
        created: Timestamp(created + index as i64 * 90 * 86_400),
        active: true,
        guidance: if index + 1 < newest { Guidance::Deprecated } else { Guidance::Default },
    });
    Product {
        id: layout.ids.lower("prod-", &key, 13),
        view_id: layout.ids.lower("prodview-", &key, 13),
        name: goods.name.to_owned(),
        owner: "Cloud Center of Excellence".to_owned(),
        description: goods.description.to_owned(),
        distributor: "Platform team".to_owned(),
        support_email: "platform@meridian.example".to_owned(),
        created: Timestamp(created),
        artifacts: artifacts.collect(),
        tag_options: BTreeSet::new(),
        tags: if goods.project { vec![Tag::new("sagemaker:studio-visibility", "true")] } else { Vec::new() },
    }
}

fn launch_constraint(
    layout: &Layout,
    portfolio: &str,
    product: &str,
    role: &str,
    parameters: &serde_json::Value,
) -> Constraint {
    Constraint {
        id: layout.ids.lower("cons-", &format!("{portfolio}/{product}"), 13),
        kind: ConstraintType::Launch,
        portfolio: portfolio.to_owned(),
        product: product.to_owned(),
        description: format!("Launch as {role}"),
        parameters: Document::from(parameters.clone()),
    }
}

fn tag_option(layout: &Layout, key: &str) -> TagOption {
    TagOption {
        id: layout.ids.lower("tag-", key, 13),
        key: "data-classification".to_owned(),
        value: "internal".to_owned(),
        active: true,
    }
}
