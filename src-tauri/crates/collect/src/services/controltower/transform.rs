//! Control Tower answers as resources.

use std::collections::BTreeMap;

use armillary_model::{Gap, Kind, Part, Relation, RelationKind, Resource};
use aws_sdk_controltower::types::{
    EnabledBaselineDetails, EnabledBaselineSummary, EnabledControlDetails, EnabledControlSummary,
    EnablementStatusSummary, LandingZoneDetail,
};
use aws_smithy_types::Document;
use serde_json::Value;

use crate::{
    document::{object, put, sorted, sorted_texts},
    place::{Place, missing},
    shape::plain,
};

/// The landing zone.
pub(super) fn landing_zone(place: &Place, arn: &str, zone: &LandingZoneDetail) -> Resource {
    let remediation: Vec<String> = zone.remediation_types().iter().map(|kind| kind.as_str().to_owned()).collect();
    let drift = zone.drift_status().and_then(|drift| drift.status());
    let document = object! {
        "arn": zone.arn(),
        "version": zone.version(),
        "latestAvailableVersion": zone.latest_available_version(),
        "status": zone.status().map(|status| status.as_str()),
        "driftStatus": drift.map(|drift| object! { "status": drift.as_str() }),
        "remediationTypes": sorted_texts(&remediation),
        "manifest": plain(zone.manifest()),
    };
    let name = format!("Landing zone {}", zone.version());
    place.resource(Kind::LandingZone, arn.to_owned(), &name, document, Vec::new())
}

/// An enabled baseline, by the name of the baseline. Those of accounts have no parameters of their own: nothing is said of them.
pub(super) fn enabled_baseline(
    place: &Place,
    names: &BTreeMap<String, String>,
    enabled: &EnabledBaselineSummary,
    parameters: Option<Result<&[Value], &Gap>>,
) -> Resource {
    let baseline = enabled.baseline_identifier();
    let name = names.get(baseline).map_or_else(|| last(baseline), String::as_str);
    let types = enabled.drift_status_summary().and_then(|drift| drift.types());
    let inheritance = types.and_then(|types| types.inheritance()).and_then(|drift| drift.status());
    let mut document = object! {
        "arn": enabled.arn(),
        "baselineIdentifier": baseline,
        "baselineName": names.get(baseline).map(String::as_str),
        "baselineVersion": enabled.baseline_version(),
        "targetIdentifier": enabled.target_identifier(),
        "parentIdentifier": enabled.parent_identifier(),
        "statusSummary": enabled.status_summary().map(status),
        "driftStatusSummary": inheritance.map(|drift| object! {
            "types": object! { "inheritance": object! { "status": drift.as_str() } },
        }),
    };
    if let (Some(members), Some(Ok(parameters))) = (document.as_object_mut(), parameters) {
        // A list that is empty tells that it was read.
        members.insert("parameters".to_owned(), Value::Array(parameters.to_vec()));
    }
    let mut relations = vec![Relation::new(RelationKind::EnabledOn, enabled.target_identifier(), name)];
    relations.extend(enabled.parent_identifier().map(|parent| Relation::new(RelationKind::InheritedFrom, parent, "")));
    let resource = place.resource(Kind::EnabledBaseline, enabled.arn().to_owned(), name, document, relations);
    resource.without(missing(Part::PARAMETERS, parameters.and_then(Result::err)))
}

/// What `GetEnabledControl` tells besides what the list says.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct ControlDetails {
    parameters: Vec<Value>,
    regions: Vec<Value>,
}

impl ControlDetails {
    pub(super) fn of(details: &EnabledControlDetails) -> Self {
        let parameters = details.parameters().iter().map(|known| parameter(known.key(), known.value()));
        let regions = details.target_regions().iter().map(|region| object! { "name": region.name() });
        Self { parameters: sorted(parameters), regions: sorted(regions) }
    }
}

/// A control that is enabled on an OU, by the last part of its identifier.
pub(super) fn enabled_control(
    place: &Place,
    enabled: &EnabledControlSummary,
    details: Result<&ControlDetails, &Gap>,
) -> Resource {
    let arn = enabled.arn().unwrap_or_default();
    let control = enabled.control_identifier().unwrap_or_default();
    let mut document = object! {
        "arn": enabled.arn(),
        "controlIdentifier": enabled.control_identifier(),
        "targetIdentifier": enabled.target_identifier(),
        "statusSummary": enabled.status_summary().map(status),
        "driftStatusSummary": drift(enabled),
    };
    if let (Some(members), Ok(details)) = (document.as_object_mut(), details) {
        members.insert("parameters".to_owned(), Value::Array(details.parameters.clone()));
        put(members, "targetRegions", details.regions.clone());
    }
    let relations = enabled
        .target_identifier()
        .map(|target| Relation::new(RelationKind::EnabledOn, target, ""))
        .into_iter()
        .collect();
    let resource = place.resource(Kind::EnabledControl, arn.to_owned(), last(control), document, relations);
    resource.without(missing(Part::PARAMETERS, details.err()))
}

fn drift(enabled: &EnabledControlSummary) -> Option<Value> {
    let summary = enabled.drift_status_summary()?;
    let types = summary.types();
    let inheritance = types.and_then(|types| types.inheritance()).and_then(|drift| drift.status());
    let resource = types.and_then(|types| types.resource()).and_then(|drift| drift.status());
    Some(object! {
        "driftStatus": summary.drift_status().map(|status| status.as_str()),
        "types": types.map(|_| object! {
            "inheritance": inheritance.map(|status| object! { "status": status.as_str() }),
            "resource": resource.map(|status| object! { "status": status.as_str() }),
        }),
    })
}

/// The parameters of a baseline that is enabled on an OU.
pub(super) fn baseline_parameters(details: &EnabledBaselineDetails) -> Vec<Value> {
    sorted(details.parameters().iter().map(|known| parameter(known.key(), known.value())))
}

fn parameter(key: &str, value: &Document) -> Value {
    object! { "key": key, "value": plain(value) }
}

fn status(summary: &EnablementStatusSummary) -> Value {
    object! {
        "status": summary.status().map(|status| status.as_str()),
        "lastOperationIdentifier": summary.last_operation_identifier(),
    }
}

/// The last part of an ARN.
fn last(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

#[cfg(test)]
mod tests {
    use aws_sdk_controltower::types::{
        DriftStatus, DriftStatusSummary, EnabledBaselineDriftStatus, EnabledBaselineDriftStatusSummary,
        EnabledBaselineDriftTypes, EnabledBaselineInheritanceDrift, EnabledControlParameterSummary, EnablementStatus,
        LandingZoneDriftStatus, LandingZoneDriftStatusSummary, LandingZoneStatus, Region, RemediationType,
    };
    use serde_json::json;

    use super::*;
    use crate::place::here;

    const BASELINE: &str = "arn:aws:controltower:eu-west-1::baseline/17BSJV3IGJ2QSGA2";
    const OU: &str = "arn:aws:organizations::111122223333:ou/o-1/ou-dev";

    fn succeeded() -> EnablementStatusSummary {
        EnablementStatusSummary::builder().status(EnablementStatus::Succeeded).build()
    }

    #[test]
    fn a_landing_zone_tells_its_version_drift_and_whether_it_enrols_by_itself() {
        let drift = LandingZoneDriftStatusSummary::builder().status(LandingZoneDriftStatus::Drifted).build();
        let zone = LandingZoneDetail::builder()
            .version("3.3")
            .latest_available_version("4.0")
            .status(LandingZoneStatus::Active)
            .drift_status(drift)
            .remediation_types(RemediationType::InheritanceDrift)
            .manifest(Document::Object([("governedRegions".to_owned(), Document::Null)].into()))
            .build()
            .expect("complete");
        let arn = "arn:aws:controltower:eu-west-1:111122223333:landingzone/A";
        let resource = landing_zone(&here(), arn, &zone);
        assert_eq!((resource.kind, resource.name.as_str()), (Kind::LandingZone, "Landing zone 3.3"));
        assert_eq!(
            resource.document,
            json!({
                "version": "3.3", "latestAvailableVersion": "4.0", "status": "ACTIVE", "driftStatus": {"status": "DRIFTED"},
                "remediationTypes": ["INHERITANCE_DRIFT"], "manifest": {"governedRegions": null},
            })
        );
    }

    #[test]
    fn an_account_has_its_baseline_from_its_ou() {
        let inheritance =
            EnabledBaselineInheritanceDrift::builder().status(EnabledBaselineDriftStatus::Drifted).build();
        let types = EnabledBaselineDriftTypes::builder().inheritance(inheritance).build();
        let account = "arn:aws:organizations::111122223333:account/o-1/222233334444";
        let child = EnabledBaselineSummary::builder()
            .arn("arn:child")
            .baseline_identifier(BASELINE)
            .target_identifier(account)
            .parent_identifier("arn:parent")
            .status_summary(succeeded())
            .drift_status_summary(EnabledBaselineDriftStatusSummary::builder().types(types).build())
            .build()
            .expect("complete");
        let names = BTreeMap::from([(BASELINE.to_owned(), "AWSControlTowerBaseline".to_owned())]);
        let resource = enabled_baseline(&here(), &names, &child, None);
        assert_eq!(resource.name, "AWSControlTowerBaseline");
        assert_eq!(
            resource.relations,
            [
                Relation::new(RelationKind::EnabledOn, account, "AWSControlTowerBaseline"),
                Relation::new(RelationKind::InheritedFrom, "arn:parent", ""),
            ]
        );
        assert_eq!(resource.document.pointer("/driftStatusSummary/types/inheritance/status"), Some(&json!("DRIFTED")));
        assert!(resource.unread.is_empty() && resource.document.get("parameters").is_none());
    }

    #[test]
    fn parameters_that_were_not_read_are_unknown_and_none_are_an_empty_list() {
        let enabled = EnabledBaselineSummary::builder()
            .arn("arn:parent")
            .baseline_identifier(BASELINE)
            .target_identifier(OU)
            .status_summary(succeeded())
            .build()
            .expect("complete");
        let names = BTreeMap::new();
        let read = enabled_baseline(&here(), &names, &enabled, Some(Ok(&[])));
        assert_eq!(read.name, "17BSJV3IGJ2QSGA2", "a baseline whose name is not known goes by its id");
        assert_eq!(read.document.get("parameters"), Some(&json!([])));
        let gap =
            Gap { operation: "controltower:GetEnabledBaseline".into(), code: String::new(), message: "no".into() };
        let unread = enabled_baseline(&here(), &names, &enabled, Some(Err(&gap)));
        assert!(unread.document.get("parameters").is_none());
        assert_eq!(unread.unread.len(), 1);
    }

    #[test]
    fn a_control_has_its_parameters_regions_and_drift() {
        let summary = EnabledControlSummary::builder()
            .arn("arn:control")
            .control_identifier("arn:aws:controltower:eu-west-1::control/AWS-GR_ENCRYPTED_VOLUMES")
            .target_identifier(OU)
            .status_summary(succeeded())
            .drift_status_summary(DriftStatusSummary::builder().drift_status(DriftStatus::NotChecking).build())
            .build();
        let parameter = EnabledControlParameterSummary::builder()
            .key("AllowedRegions")
            .value(Document::Array(vec![Document::String("eu-west-1".to_owned())]))
            .build()
            .expect("complete");
        let details = EnabledControlDetails::builder()
            .parameters(parameter)
            .target_regions(Region::builder().name("eu-west-1").build())
            .build();
        let resource = enabled_control(&here(), &summary, Ok(&ControlDetails::of(&details)));
        assert_eq!(resource.name, "AWS-GR_ENCRYPTED_VOLUMES");
        assert_eq!(resource.relations, [Relation::new(RelationKind::EnabledOn, OU, "")]);
        assert_eq!(
            resource.document.get("parameters"),
            Some(&json!([{"key": "AllowedRegions", "value": ["eu-west-1"]}]))
        );
        assert_eq!(resource.document.pointer("/driftStatusSummary/driftStatus"), Some(&json!("NOT_CHECKING")));
    }
}
