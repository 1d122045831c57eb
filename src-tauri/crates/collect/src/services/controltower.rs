//! Control Tower: the landing zone, the baselines that are enabled on OUs and accounts, the controls that are enabled on OUs.
//!
//! It answers in its home Region only, and nothing tells elsewhere which Region that is. `ListLandingZones` has an answer in each Region and
//! lists the landing zone in its home Region, so each Region that is crawled is asked, and only where there is a landing zone anything else.

mod transform;

use std::collections::BTreeMap;

use armillary_model::{Gap, Service};
use aws_sdk_controltower::{
    Client,
    types::{EnabledBaselineSummary, EnabledControlSummary},
};
use futures::{FutureExt, StreamExt, future::join, stream};

use crate::{Collector, Reach, Where, Whose, visit::Visit};

pub(crate) const COLLECTOR: Collector = Collector {
    service: Service::ControlTower,
    reach: Reach::Once { account: Whose::Management, region: Where::Each },
    actions: &[
        "controltower:GetEnabledBaseline",
        "controltower:GetEnabledControl",
        "controltower:GetLandingZone",
        "controltower:ListBaselines",
        "controltower:ListEnabledBaselines",
        "controltower:ListEnabledControls",
        "controltower:ListLandingZones",
    ],
    read: |visit| {
        async move {
            let client = visit.access.controltower(&visit.unit.region);
            let pages = client.list_landing_zones().into_paginator().send();
            let zones = visit.pages("controltower:ListLandingZones", pages, |page| Some(page.landing_zones)).await;
            let Some(arn) = zones.into_iter().find_map(|zone| zone.arn) else { return };
            let call = client.get_landing_zone().landing_zone_identifier(&arn).send();
            let answer = visit.call("controltower:GetLandingZone", call).await;
            if let Some(zone) = answer.as_ref().and_then(|answer| answer.landing_zone()) {
                visit.keep(transform::landing_zone(&visit.place(), &arn, zone));
            }
            join(baselines(visit, &client), controls(visit, &client)).await;
        }
        .boxed()
    },
};

/// What these calls give in a page at most.
const BASELINES: i32 = 100;
const CONTROLS: i32 = 200;
/// So many details are asked for side by side.
const DETAILS: usize = 8;

/// The enabled baselines: those of OUs with their parameters, and those that accounts have from there.
async fn baselines(visit: &Visit, client: &Client) {
    let pages = client.list_baselines().into_paginator().page_size(BASELINES).send();
    let known = visit.pages("controltower:ListBaselines", pages, |page| Some(page.baselines)).await;
    let names: BTreeMap<String, String> = known.into_iter().map(|known| (known.arn, known.name)).collect();
    let call = client.list_enabled_baselines().include_children(true).into_paginator().page_size(BASELINES);
    let action = "controltower:ListEnabledBaselines";
    let enabled = visit.pages(action, call.send(), |page| Some(page.enabled_baselines)).await;
    let place = visit.place();
    let (own, children): (Vec<_>, Vec<_>) =
        enabled.into_iter().partition(|enabled| enabled.parent_identifier().is_none());
    for child in &children {
        visit.keep(transform::enabled_baseline(&place, &names, child, None));
    }
    let asked: Vec<_> = own.iter().map(|enabled| with_parameters(visit, client, enabled)).collect();
    let mut detailed = stream::iter(asked).buffer_unordered(DETAILS);
    while let Some((enabled, parameters)) = detailed.next().await {
        visit.keep(transform::enabled_baseline(&place, &names, enabled, Some(parameters.as_deref())));
    }
}

/// An enabled baseline, and its parameters.
async fn with_parameters<'e>(
    visit: &Visit,
    client: &Client,
    enabled: &'e EnabledBaselineSummary,
) -> (&'e EnabledBaselineSummary, Result<Vec<serde_json::Value>, Gap>) {
    let call = client.get_enabled_baseline().enabled_baseline_identifier(enabled.arn()).send();
    let answer = visit.part("controltower:GetEnabledBaseline", call).await;
    let details = answer.map(|answer| answer.and_then(|answer| answer.enabled_baseline_details));
    (
        enabled,
        details.map(|details| details.map(|details| transform::baseline_parameters(&details)).unwrap_or_default()),
    )
}

/// The controls that are enabled on OUs. What accounts have of them follows, and would be as many as accounts times controls.
async fn controls(visit: &Visit, client: &Client) {
    let call = client.list_enabled_controls().into_paginator().page_size(CONTROLS);
    let action = "controltower:ListEnabledControls";
    let enabled = visit.pages(action, call.send(), |page| Some(page.enabled_controls)).await;
    let place = visit.place();
    let asked: Vec<_> = enabled.iter().map(|enabled| with_details(visit, client, enabled)).collect();
    let mut detailed = stream::iter(asked).buffer_unordered(DETAILS);
    while let Some((enabled, details)) = detailed.next().await {
        visit.keep(transform::enabled_control(&place, enabled, details.as_ref()));
    }
}

/// An enabled control, and what only its details tell.
async fn with_details<'e>(
    visit: &Visit,
    client: &Client,
    enabled: &'e EnabledControlSummary,
) -> (&'e EnabledControlSummary, Result<transform::ControlDetails, Gap>) {
    let call = client.get_enabled_control().set_enabled_control_identifier(enabled.arn.clone()).send();
    let answer = visit.part("controltower:GetEnabledControl", call).await;
    let details = answer.map(|answer| answer.and_then(|answer| answer.enabled_control_details));
    (enabled, details.map(|details| details.map(|details| transform::ControlDetails::of(&details)).unwrap_or_default()))
}
