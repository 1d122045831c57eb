//! Service Catalog: portfolios with their products, constraints, principals and shares, portfolios received from others, and what was launched.

mod launched;
mod options;
mod transform;

use std::collections::{BTreeMap, BTreeSet};

use armillary_model::{Gap, Service};
use aws_sdk_servicecatalog::{
    Client,
    types::{DescribePortfolioShareType, PortfolioShareType, Principal, ProductViewDetail},
};
use futures::{FutureExt, future::join};

use crate::{Collector, Reach, visit::Visit};

pub(crate) const COLLECTOR: Collector = Collector {
    service: Service::ServiceCatalog,
    reach: Reach::AccountRegion,
    actions: &[
        "servicecatalog:DescribeConstraint",
        "servicecatalog:DescribePortfolioShares",
        "servicecatalog:GetAWSOrganizationsAccessStatus",
        "servicecatalog:ListAcceptedPortfolioShares",
        "servicecatalog:ListConstraintsForPortfolio",
        "servicecatalog:ListPortfolios",
        "servicecatalog:ListPrincipalsForPortfolio",
        "servicecatalog:ListProvisioningArtifacts",
        "servicecatalog:ListResourcesForTagOption",
        "servicecatalog:ListTagOptions",
        "servicecatalog:SearchProductsAsAdmin",
        "servicecatalog:SearchProvisionedProducts",
    ],
    read: |visit| {
        async move {
            let client = visit.access.servicecatalog(&visit.unit.region);
            let own = async {
                let products = owned(visit, &client).await;
                options::organization_access(visit, &client).await;
                products
            };
            let (products, received) = join(own, received(visit, &client)).await;
            launched::launched(visit, &client, products, &received).await;
        }
        .boxed()
    },
};

/// The most that all of these calls give in a page.
const PAGE: i32 = 20;

/// The portfolios of this account. Gives the ARNs of the products in them, by id.
async fn owned(visit: &Visit, client: &Client) -> BTreeMap<String, String> {
    let place = visit.place();
    let pages = client.list_portfolios().page_size(PAGE).into_paginator().send();
    let mut products = BTreeMap::new();
    let portfolios = visit.pages("servicecatalog:ListPortfolios", pages, |page| page.portfolio_details).await;
    // Tag options are offered on portfolios and on products in them: an account without any offers none.
    if !portfolios.is_empty() {
        options::tag_options(visit, client).await;
    }
    for portfolio in portfolios {
        let Some(id) = portfolio.id() else { continue };
        let held = products_of(visit, client, id).await;
        let principals = principals_of(visit, client, id).await;
        visit.keep(transform::portfolio(&place, &portfolio, held.as_deref(), principals.as_deref()));
        constraints_of(visit, client, id, held.as_deref()).await;
        shares_of(visit, client, id).await;
        products
            .extend(held.into_iter().flatten().filter_map(|product| Some((transform::product_id(&product)?, product))));
    }
    let arn = |(id, product): (&String, &ProductViewDetail)| Some((id.clone(), product.product_arn()?.to_owned()));
    let arns = products.iter().filter_map(arn).collect();
    for (id, product) in products {
        let call = client.list_provisioning_artifacts().product_id(id).send();
        let answer = visit.part("servicecatalog:ListProvisioningArtifacts", call).await;
        let versions =
            answer.map(|answer| answer.and_then(|answer| answer.provisioning_artifact_details).unwrap_or_default());
        visit.keep(transform::product(&place, &product, versions.as_deref()));
    }
    arns
}

async fn products_of(visit: &Visit, client: &Client, portfolio: &str) -> Result<Vec<ProductViewDetail>, Gap> {
    let call = client.search_products_as_admin().portfolio_id(portfolio).page_size(PAGE);
    visit
        .part_pages("servicecatalog:SearchProductsAsAdmin", call.into_paginator().send(), |page| {
            page.product_view_details
        })
        .await
}

async fn principals_of(visit: &Visit, client: &Client, portfolio: &str) -> Result<Vec<Principal>, Gap> {
    let call = client.list_principals_for_portfolio().portfolio_id(portfolio).page_size(PAGE);
    visit
        .part_pages("servicecatalog:ListPrincipalsForPortfolio", call.into_paginator().send(), |page| page.principals)
        .await
}

async fn constraints_of(visit: &Visit, client: &Client, portfolio: &str, products: Result<&[ProductViewDetail], &Gap>) {
    let unread = products.err();
    let arns = products
        .unwrap_or_default()
        .iter()
        .filter_map(|product| Some((transform::product_id(product)?, product.product_arn()?)));
    let arns: BTreeMap<String, &str> = arns.collect();
    let call = client.list_constraints_for_portfolio().portfolio_id(portfolio).page_size(PAGE);
    for constraint in visit
        .pages("servicecatalog:ListConstraintsForPortfolio", call.into_paginator().send(), |page| {
            page.constraint_details
        })
        .await
    {
        let call = client.describe_constraint().set_id(constraint.constraint_id).send();
        if let Some(answer) = visit.call("servicecatalog:DescribeConstraint", call).await {
            visit.keep(transform::constraint(&visit.place(), portfolio, unread.map_or(Ok(&arns), Err), &answer));
        }
    }
}

async fn shares_of(visit: &Visit, client: &Client, portfolio: &str) {
    use DescribePortfolioShareType as Type;
    for kind in [Type::Account, Type::Organization, Type::OrganizationalUnit, Type::OrganizationMemberAccount] {
        let call = client.describe_portfolio_shares().portfolio_id(portfolio).r#type(kind.clone()).page_size(PAGE);
        for share in visit
            .pages("servicecatalog:DescribePortfolioShares", call.into_paginator().send(), |page| {
                page.portfolio_share_details
            })
            .await
        {
            visit.keep(transform::share(&visit.place(), portfolio, &kind, &share));
        }
    }
}

/// The portfolios that others share with this account, with the principals that may use them here. Gives their ids.
async fn received(visit: &Visit, client: &Client) -> Vec<String> {
    let mut seen = BTreeSet::new();
    for kind in [PortfolioShareType::Imported, PortfolioShareType::AwsOrganizations] {
        let call = client.list_accepted_portfolio_shares().portfolio_share_type(kind.clone()).page_size(PAGE);
        let pages = call.into_paginator().send();
        for portfolio in
            visit.pages("servicecatalog:ListAcceptedPortfolioShares", pages, |page| page.portfolio_details).await
        {
            let Some(id) = portfolio.id().filter(|id| seen.insert((*id).to_owned())) else { continue };
            let principals = principals_of(visit, client, id).await;
            visit.keep(transform::received(&visit.place(), &portfolio, &kind, principals.as_deref()));
        }
    }
    seen.into_iter().collect()
}
