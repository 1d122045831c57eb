//! Networks that are open where they should be closed, and closed where they should be open.

use serde_json::json;

use super::{
    Planted,
    ground::{AWAY, HOME, account, ec2_arn, endpoint, ids, network, role, segment, set_inline},
};
use crate::{
    organization::policy::{deny_if, policy},
    state::{
        AttachmentState, AttachmentType, Destination, Permission, Route, RouteTarget, State, Tag, Timestamp,
        TransitAttachment,
    },
};

pub(super) fn connected_sandbox(state: &mut State) -> Option<Planted> {
    let sandbox = account(state, "sandbox-arun")?;
    let created = Timestamp(state.organization.accounts.get(&sandbox)?.joined.0 + 50 * 86_400);
    let (_, transit) = state.transit.iter_mut().find(|(place, _)| &*place.region == HOME)?;
    let gateway = transit.gateways.keys().next()?.clone();
    let (nonprod, shared) = (segment(transit, "nonprod")?, segment(transit, "shared")?);
    let network = &mut state.accounts.get_mut(&sandbox)?.regions.get_mut(HOME)?.network;
    let attachment = TransitAttachment {
        id: ids(sandbox).hex("tgw-attach-", HOME),
        gateway: gateway.clone(),
        kind: AttachmentType::Vpc,
        resource: network.vpcs.keys().next()?.clone(),
        resource_owner: sandbox,
        subnets: network.subnets.keys().cloned().collect(),
        state: AttachmentState::Available,
        segment: Some(nonprod),
        appliance_mode: false,
        created,
        tags: vec![Tag::new("Name", "try-lake-access")],
    };
    let table =
        network.route_tables.values_mut().find(|table| table.associations.iter().any(|used| used.subnet.is_some()))?;
    let target = RouteTarget::TransitGateway(gateway.as_str().into());
    table.routes.push(Route { destination: Destination::Cidr("10.0.0.0/8".into()), target, active: true });
    transit.route_tables.get_mut(&shared)?.propagations.insert(attachment.id.clone());
    let arn = ec2_arn(sandbox, HOME, &format!("transit-gateway-attachment/{}", attachment.id));
    transit.attachments.insert(attachment.id.clone(), attachment);
    let summary = "a sandbox is attached to the transit gateway";
    Some(Planted::regional("NET-03", arn, sandbox, HOME, summary, "delete the attachment; sandboxes stay disconnected"))
}

pub(super) fn production_learns_development(state: &mut State) -> Option<Planted> {
    let dev = account(state, "pricing-dev")?;
    let (place, transit) = state.transit.iter_mut().find(|(place, _)| &*place.region == AWAY)?;
    let attachment = transit.attachments.values().find(|attachment| attachment.resource_owner == dev)?.id.clone();
    let prod = segment(transit, "prod")?;
    let arn = ec2_arn(place.account, AWAY, &format!("transit-gateway-route-table/{prod}"));
    transit.route_tables.get_mut(&prod)?.propagations.insert(attachment.clone());
    let summary = format!("production learns the way to development account {dev} through attachment `{attachment}`");
    Some(Planted::regional("NET-05", arn, place.account, AWAY, &summary, "disable the propagation"))
}

pub(super) fn missing_endpoint(state: &mut State) -> Option<Planted> {
    let dev = account(state, "recommendations-dev")?;
    let network = network(state, dev, HOME)?;
    let gone =
        network.endpoints.values().find(|endpoint| endpoint.service_name.ends_with(".sagemaker.runtime"))?.id.clone();
    let arn = ec2_arn(dev, HOME, &format!("vpc/{}", network.endpoints.remove(&gone)?.vpc));
    let summary = "the VPC of Studio has no endpoint for com.amazonaws.us-east-1.sagemaker.runtime";
    Some(Planted::regional("NET-06", arn, dev, HOME, summary, "create the interface endpoint in the private subnets"))
}

pub(super) fn broad_bucket_endpoint(state: &mut State) -> Option<Planted> {
    let dev = account(state, "credit-risk-dev")?;
    let endpoint = endpoint(network(state, dev, AWAY)?, "s3")?;
    endpoint.policy = policy(vec![
        json!({ "Effect": "Allow", "Principal": "*", "Action": ["s3:GetObject", "s3:ListBucket", "s3:PutObject"], "Resource": ["arn:aws:s3:::*sagemaker*", "arn:aws:s3:::*sagemaker*/*"] }),
        json!({ "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*", "Condition": { "StringEqualsIgnoreCase": { "s3:ExistingObjectTag/SageMaker": "true" } } }),
    ]);
    let arn = ec2_arn(dev, AWAY, &format!("vpc-endpoint/{}", endpoint.id));
    let summary = "the S3 endpoint lets data out to anybody's bucket whose name contains `sagemaker`";
    Some(Planted::regional(
        "NET-07",
        arn,
        dev,
        AWAY,
        summary,
        "add StringEquals on aws:ResourceOrgID and aws:PrincipalOrgID",
    ))
}

pub(super) fn open_studio_group(state: &mut State) -> Option<Planted> {
    let sandbox = account(state, "sandbox-amara")?;
    let network = network(state, sandbox, HOME)?;
    let group = network.security_groups.values_mut().find(|group| &*group.name == "studio")?;
    group.ingress.push(Permission {
        protocol: "tcp".into(),
        ports: Some((0, 65_535)),
        cidrs: vec!["0.0.0.0/0".into()],
        groups: Vec::new(),
        prefix_lists: Vec::new(),
        description: "debugging".into(),
    });
    let arn = ec2_arn(sandbox, HOME, &format!("security-group/{}", group.id));
    Some(Planted::regional(
        "NET-08",
        arn,
        sandbox,
        HOME,
        "the security group of Studio lets everybody in",
        "remove the rule",
    ))
}

pub(super) fn stale_endpoint_id(state: &mut State) -> Option<Planted> {
    let preprod = account(state, "marketing-mix-preprod")?;
    let stale = ids(preprod).hex("vpce-", "replaced last spring");
    let kept = endpoint(network(state, preprod, AWAY)?, "s3")?.id.clone();
    let role = role(state, preprod, "SageMakerModelExecutionRole")?;
    let elsewhere = json!({ "StringNotEquals": { "aws:SourceVpce": [stale, kept] } });
    let actions = ["s3:DeleteObject", "s3:GetObject", "s3:ListBucket", "s3:PutObject"];
    set_inline(role, "DataPerimeter", policy(vec![deny_if("DenyNoVPC", &actions, elsewhere)]));
    let arn = role.arn(preprod);
    let current = endpoint(network(state, preprod, HOME)?, "s3")?.id.clone();
    let summary =
        format!("models cannot read their data in {HOME}: the policy names endpoint `{stale}`, which was replaced");
    Some(Planted::global("MDL-05", arn, preprod, &summary, &format!("put `{current}` in its place")))
}
