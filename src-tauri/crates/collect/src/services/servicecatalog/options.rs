//! What is said once of the catalog of an account: its tag options, and whether portfolios are shared through the organization.

use armillary_model::Gap;
use aws_sdk_servicecatalog::{
    Client,
    types::{ResourceDetail, TagOptionDetail},
};

use super::{PAGE, transform};
use crate::visit::Visit;

/// The tag options of an account, with the portfolios and products that offer them.
pub(super) async fn tag_options(visit: &Visit, client: &Client) {
    for option in listed(visit, client).await {
        let Some(id) = option.id() else { continue };
        let call = client.list_resources_for_tag_option().tag_option_id(id).page_size(PAGE);
        let pages = call.into_paginator().send();
        let action = "servicecatalog:ListResourcesForTagOption";
        let offers: Result<Vec<ResourceDetail>, Gap> =
            visit.part_pages(action, pages, |page| page.resource_details).await;
        visit.keep(transform::tag_option(&visit.place(), &option, offers.as_deref()));
    }
}

async fn listed(visit: &Visit, client: &Client) -> Vec<TagOptionDetail> {
    let mut pages = client.list_tag_options().page_size(PAGE).into_paginator().send();
    let mut options = Vec::new();
    loop {
        let next = async { pages.next().await.transpose() };
        match visit.attempt("servicecatalog:ListTagOptions", next).await {
            Some(Ok(Some(page))) => options.extend(page.tag_option_details.unwrap_or_default()),
            Some(Ok(None)) | None => return options,
            // An account of before there were tag options, which never had any.
            Some(Err(failure)) if failure.code == "TagOptionNotMigratedException" => return options,
            Some(Err(failure)) => {
                visit.note(failure);
                return options;
            }
        }
    }
}

/// Whether portfolios can be shared through the organization: said once, by the management account.
pub(super) async fn organization_access(visit: &Visit, client: &Client) {
    let listing = &visit.crawl.ahead.listing;
    // Who may not describe the organization may list its accounts.
    let is_member = listing.organization.is_some() || !listing.accounts.is_empty();
    if !is_member || visit.unit.account != visit.crawl.home {
        return;
    }
    let call = client.get_aws_organizations_access_status().send();
    if let Some(answer) = visit.call("servicecatalog:GetAWSOrganizationsAccessStatus", call).await {
        visit.keep(transform::organization_access(&visit.place(), &answer));
    }
}
