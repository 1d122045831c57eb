//! Studio domains of the reference: in the VPC only, encrypted with the account's key, a profile per person and persona.

use std::{collections::BTreeMap, sync::Arc};

use armillary_classify::Stage;

use super::{
    draft::ZONES,
    iam_draft::Pool,
    layout::{Layout, Seat},
    names,
    network::{group_id, subnet_ids, vpc_id},
    policy::role_arn,
    purpose::Purpose,
    transit::WORKLOAD,
};
use crate::state::{AuthMode, Domain, NetworkAccess, Tag, Timestamp, UserProfile};

/// The personas that have profiles in a team's domain, and how many people each; leads work without Studio.
const PERSONAS: &[(&str, u64)] = &[("developer", 3), ("approver", 1)];

/// Draws the Studio domain of a team's development account or of a sandbox.
pub(crate) fn draw_domain(layout: &Layout, pool: &mut Pool, seat: &Seat, region: &str) -> Option<Domain> {
    let personas = match &seat.purpose {
        Purpose::Team(Stage::Dev, _) => PERSONAS,
        Purpose::Sandbox => &[("developer", 1)],
        _ => return None,
    };
    let key = format!("{}/{region}/domain", seat.id);
    let created = Timestamp(seat.joined.0 + 14_400);
    let profiles = personas.iter().flat_map(|(persona, people)| (0..*people).map(move |number| (*persona, number)));
    let profiles = profiles.map(|(persona, number)| profile(layout, pool, seat, region, persona, number));
    let user_profiles: BTreeMap<String, UserProfile> =
        profiles.map(|profile| (profile.name.clone(), profile)).collect();
    Some(Domain {
        id: layout.ids.lower("d-", &key, 12),
        name: format!("{}-studio", seat.name),
        auth_mode: AuthMode::Iam,
        network_access: NetworkAccess::VpcOnly,
        vpc: vpc_id(layout, seat.id, region, WORKLOAD),
        subnets: subnet_ids(layout, seat.id, region, WORKLOAD, ZONES),
        security_groups: vec![group_id(layout, seat.id, region, WORKLOAD, "studio")],
        execution_role: role_arn(seat.id, "SageMakerExecutionRole"),
        kms_key: Some(format!("arn:aws:kms:{region}:{}:key/{}", seat.id, layout.ids.uuid(&key))),
        file_system: layout.ids.hex("fs-", &key),
        created,
        modified: created,
        user_profiles,
        tags: Vec::new(),
    })
}

/// The name of a profile: the person's first name and, for approvers, that they are.
pub(crate) fn profile_name(layout: &Layout, seat: &Seat, persona: &str, number: u64) -> String {
    // Three first names apart within a team, so that nobody has two developer profiles.
    let first = layout.ids.number(&format!("people/{}", seat.name), 1_000);
    match persona {
        "developer" => names::person(first + 3 * number).to_owned(),
        _ => format!("{}-approver", names::person(first + 17)),
    }
}

fn profile(
    layout: &Layout,
    pool: &mut Pool,
    seat: &Seat,
    region: &str,
    persona: &'static str,
    number: u64,
) -> UserProfile {
    let name = profile_name(layout, seat, persona, number);
    let role = if persona == "approver" { "SageMakerApproverExecutionRole" } else { "SageMakerExecutionRole" };
    let later = layout.ids.number(&format!("{}/{region}/profile/{name}", seat.id), 20 * 86_400);
    let created = Timestamp(seat.joined.0 + 18_000 + later as i64);
    let tag = Tag { key: pool.text("persona"), value: pool.text(persona) };
    UserProfile {
        name,
        execution_role: Some(Arc::from(role_arn(seat.id, role))),
        security_groups: Vec::new(),
        created,
        modified: created,
        tags: vec![tag],
    }
}
