//! The reference organization as a whole: the same for the same options, complete, and consistent with itself.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::state::{AccountLife, PolicyType, PrincipalType, RouteTarget, ShareType, State};

fn clean(accounts: usize) -> State {
    reference(&Options { accounts, clean: true, ..Options::default() })
}

#[test]
fn the_same_options_give_the_same_organization() {
    let digest = |options: &Options| serde_json::to_string(&reference(options)).expect("serializes");
    let options = Options::default();
    assert_eq!(digest(&options), digest(&options));
    assert_ne!(digest(&options), digest(&Options { seed: 2, ..options }));
    assert_ne!(digest(&options), digest(&Options { clean: true, ..options }));
}

#[test]
fn the_default_has_64_accounts_where_they_belong() {
    let state = clean(64);
    let organization = &state.organization;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for account in organization.accounts.values() {
        *counts.entry(organization.ous.get(&account.parent).map_or("Root", |ou| &ou.name)).or_default() += 1;
    }
    let expected = [
        ("Compliance-HIPAA", 2),
        ("Deployments_PreProd", 1),
        ("Deployments_Prod", 1),
        ("Infrastructure", 7),
        ("Root", 1),
        ("Sandbox", 11),
        ("Security", 4),
        ("Workloads_Dev", 13),
        ("Workloads_PreProd", 12),
        ("Workloads_Prod", 12),
    ];
    assert_eq!(counts, BTreeMap::from(expected));
    assert_eq!(organization.accounts.len(), 64);
    assert_eq!(state.accounts.len(), 64);
    let in_use = organization.accounts.values().filter(|account| account.state == AccountLife::Active).count();
    assert_eq!(in_use, 60);
    assert_eq!(state.regions.len(), 2);
}

#[test]
fn what_accounts_are_for_can_be_read_off_their_names() {
    let state = clean(300);
    let organization = &state.organization;
    let mut told = 0;
    for account in organization.accounts.values() {
        let mut path = Vec::new();
        let mut node = &account.parent;
        while let Some(ou) = organization.ous.get(node) {
            path.insert(0, ou.name.as_str());
            node = &ou.parent;
        }
        let purpose = armillary_classify::Purpose::of(armillary_classify::Place::of_path(&path), &account.name);
        let tag = |key: &str| account.tags.iter().find(|tag| tag.key.as_ref() == key).map(|tag| tag.value.to_string());
        if let (Some(stage), Some(team)) = (tag("stage"), tag("team")) {
            assert_eq!((purpose.stage.as_str(), &purpose.team), (stage.as_str(), &team), "{}", account.name);
            told += 1;
        }
    }
    assert!(told > 200, "{told}");
}

#[test]
fn growing_leaves_accounts_as_they_were() {
    let (small, large) = (clean(64), clean(1_000));
    assert_eq!(large.accounts.len(), 1_000);
    for (id, account) in &small.accounts {
        assert_eq!(large.accounts.get(id), Some(account));
    }
    assert_eq!(small.catalogs, large.catalogs);
}

#[test]
fn emails_names_and_unique_ids_are_unique() {
    let state = reference(&Options { accounts: 1_000, ..Options::default() });
    let accounts = state.organization.accounts.values();
    assert_eq!(accounts.clone().map(|account| &account.email).collect::<BTreeSet<_>>().len(), 1_000);
    assert_eq!(accounts.clone().map(|account| &account.name).collect::<BTreeSet<_>>().len(), 1_000);
    assert!(accounts.into_iter().all(|account| account.email.len() <= 64 && account.name.len() <= 50));
    let mut seen = BTreeSet::new();
    let mut add = |id: &str| assert!(seen.insert(id.to_owned()), "`{id}` is given twice");
    for account in state.accounts.values() {
        account.iam.roles.values().for_each(|role| add(&role.id));
        account.iam.policies.values().for_each(|policy| add(&policy.id));
        for region in account.regions.values() {
            let network = &region.network;
            network.vpcs.keys().chain(network.subnets.keys()).for_each(|id| add(id));
            network.route_tables.keys().chain(network.security_groups.keys()).for_each(|id| add(id));
            network.endpoints.keys().chain(region.domains.keys()).for_each(|id| add(id));
        }
    }
    for catalog in state.catalogs.values() {
        catalog
            .portfolios
            .keys()
            .chain(catalog.products.keys())
            .chain(catalog.constraints.keys())
            .for_each(|id| add(id));
    }
    for transit in state.transit.values() {
        transit.attachments.keys().chain(transit.route_tables.keys()).for_each(|id| add(id));
    }
}

#[test]
fn networks_point_at_what_exists() {
    let state = reference(&Options::default());
    for (account, held) in &state.accounts {
        for (region, held) in &held.regions {
            let network = &held.network;
            let gateways = state.visible_transit_gateways(*account, region);
            assert!(network.subnets.values().all(|subnet| network.vpcs.contains_key(&subnet.vpc)));
            for table in network.route_tables.values() {
                assert!(network.vpcs.contains_key(&table.vpc));
                assert!(
                    table.associations.iter().flat_map(|used| &used.subnet).all(|id| network.subnets.contains_key(id))
                );
                for route in &table.routes {
                    match &route.target {
                        RouteTarget::TransitGateway(id) => assert!(gateways.iter().any(|seen| seen.item.id == **id)),
                        RouteTarget::Endpoint(id) => assert!(network.endpoints.contains_key(&**id)),
                        _ => {}
                    }
                }
            }
            for endpoint in network.endpoints.values() {
                assert!(network.vpcs.contains_key(&endpoint.vpc));
                assert!(endpoint.subnets.iter().all(|id| network.subnets.contains_key(id)));
                assert!(endpoint.route_tables.iter().all(|id| network.route_tables.contains_key(id)));
                assert!(endpoint.security_groups.iter().all(|id| network.security_groups.contains_key(id)));
            }
            let groups = network.security_groups.values().flat_map(|group| group.ingress.iter().chain(&group.egress));
            assert!(groups.flat_map(|rule| &rule.groups).all(|pair| network.security_groups.contains_key(&pair.id)));
        }
    }
}

#[test]
fn attachments_and_segments_point_at_what_exists() {
    let state = reference(&Options::default());
    for (place, transit) in &state.transit {
        for attachment in transit.attachments.values() {
            assert!(transit.gateways.contains_key(&attachment.gateway));
            assert!(attachment.segment.as_ref().is_some_and(|segment| transit.route_tables.contains_key(segment)));
            let owner = state.region(attachment.resource_owner, &place.region).expect("the owner exists");
            let vpc = owner.network.vpcs.contains_key(&attachment.resource);
            assert!(
                vpc || attachment.kind == crate::state::AttachmentType::DirectConnectGateway,
                "{}",
                attachment.resource
            );
            assert!(attachment.subnets.iter().all(|id| owner.network.subnets.contains_key(id)));
            let seen = state.visible_attachments(attachment.resource_owner, &place.region);
            assert!(seen.iter().any(|owned| owned.item.id == attachment.id && owned.owner == place.account));
        }
        for table in transit.route_tables.values() {
            assert!(transit.gateways.contains_key(&table.gateway));
            assert!(table.propagations.iter().all(|id| transit.attachments.contains_key(id)));
            let targets = table.static_routes.iter().flat_map(|route| &route.attachment);
            assert!(targets.into_iter().all(|id| transit.attachments.contains_key(id)));
        }
    }
}

#[test]
fn corporate_networks_do_not_overlap() {
    let state = clean(1_000);
    let networks = state.accounts.values().flat_map(|account| account.regions.values()).map(|region| &region.network);
    let blocks: Vec<&str> = networks.flat_map(|network| network.vpcs.values()).map(|vpc| vpc.cidr.as_str()).collect();
    let corporate: Vec<&&str> = blocks.iter().filter(|cidr| cidr.starts_with("10.")).collect();
    assert_eq!(corporate.iter().collect::<BTreeSet<_>>().len(), corporate.len());
    assert!(corporate.iter().all(|cidr| cidr.ends_with(".0/22")));
}

#[test]
fn identities_point_at_what_exists() {
    let state = reference(&Options::default());
    for (id, account) in &state.accounts {
        for role in account.iam.roles.values() {
            for arn in role.attached.iter().chain(&role.boundary) {
                assert!(state.managed_policy(*id, arn).is_some(), "{} has {arn}", role.arn(*id));
            }
            if role.trust.text().contains("saml-provider/") {
                assert!(account.iam.saml_providers.keys().any(|arn| role.trust.text().contains(arn.as_str())));
            }
            if role.trust.text().contains("oidc-provider/") {
                assert!(account.iam.oidc_providers.keys().any(|arn| role.trust.text().contains(arn.as_str())));
            }
        }
        let groups = account.iam.users.values().flat_map(|user| &user.groups);
        assert!(groups.into_iter().all(|group| account.iam.groups.contains_key(group)));
        for (region, held) in &account.regions {
            for domain in held.domains.values() {
                assert!(held.network.vpcs.contains_key(&domain.vpc), "{region}");
                assert!(domain.subnets.iter().all(|subnet| held.network.subnets.contains_key(subnet)));
                let profiles = domain.user_profiles.values().flat_map(|profile| &profile.execution_role);
                let roles = profiles.map(|arn| &**arn).chain([domain.execution_role.as_str()]);
                assert!(roles.into_iter().all(|arn| account.iam.roles.values().any(|role| role.arn(*id) == arn)));
            }
        }
    }
}

#[test]
fn trusted_roles_of_the_organization_exist() {
    let state = clean(64);
    for role in state.accounts.values().flat_map(|account| account.iam.roles.values()) {
        let document = role.trust.value();
        let statements = document["Statement"].as_array().expect("a list of statements");
        let named = statements.iter().flat_map(|statement| match &statement["Principal"]["AWS"] {
            serde_json::Value::Array(many) => many.clone(),
            one => vec![one.clone()],
        });
        for arn in named.filter_map(|name| name.as_str().map(str::to_owned)).filter(|name| name.contains(":role/")) {
            let account = armillary_model::account_in_arn(&arn).expect("an account");
            let holder = state.accounts.get(&account).expect("an account of the organization");
            let mut known = holder.iam.roles.values().map(|role| role.arn(account));
            assert!(known.any(|known| known == arn), "{} trusts {arn}", role.name);
        }
    }
}

#[test]
fn policies_keep_to_the_limits_of_aws() {
    let state = reference(&Options { accounts: 200, ..Options::default() });
    for policy in state.organization.policies.values() {
        let limit = if policy.kind == PolicyType::ServiceControl { 10_240 } else { 5_120 };
        assert!(policy.content.text().len() <= limit, "{}", policy.name);
    }
    for account in state.accounts.values() {
        for role in account.iam.roles.values() {
            assert!(role.trust.text().len() <= 2_048, "{}", role.name);
            assert!(
                role.inline.iter().map(|policy| policy.document.text().len()).sum::<usize>() <= 10_240,
                "{}",
                role.name
            );
            assert!(role.name.len() <= 64 && (3_600..=43_200).contains(&role.max_session));
        }
        assert!(
            account
                .iam
                .policies
                .values()
                .flat_map(|policy| &policy.versions)
                .all(|text| text.document.text().len() <= 6_144)
        );
    }
}

#[test]
fn every_node_has_policies_and_no_more_than_nine() {
    let state = clean(64);
    let organization = &state.organization;
    let accounts = organization.accounts.keys().map(ToString::to_string);
    for node in organization.ous.keys().cloned().chain(accounts).chain([organization.root.id.clone()]) {
        let at = |kind| {
            organization
                .policies
                .values()
                .filter(|policy| policy.kind == kind && policy.targets.contains(&node))
                .count()
        };
        assert!((1..=9).contains(&at(PolicyType::ServiceControl)), "{node}");
        assert!((1..=5).contains(&at(PolicyType::ResourceControl)), "{node}");
    }
}

#[test]
fn shared_portfolios_can_be_launched_from_where_they_arrive() {
    let state = clean(64);
    for (place, catalog) in &state.catalogs {
        for constraint in catalog.constraints.values() {
            let portfolio = catalog.portfolios.get(&constraint.portfolio).expect("the portfolio exists");
            assert!(
                portfolio.products.contains(&constraint.product) && catalog.products.contains_key(&constraint.product)
            );
        }
        for share in catalog.portfolios.values().flat_map(|portfolio| &portfolio.shares) {
            assert!(share.kind != ShareType::OrganizationalUnit || state.organization.ous.contains_key(&share.target));
        }
        let delegated = state.organization.delegated_administrators.get(&place.account);
        let administers =
            delegated.is_some_and(|delegated| delegated.services.contains_key("servicecatalog.amazonaws.com"));
        assert!(administers || place.account == state.organization.management);
    }
    let active = state.organization.accounts.values().filter(|account| account.state == AccountLife::Active);
    for account in active {
        let roles = &state.accounts.get(&account.id).expect("every account has a state").iam.roles;
        for received in state.received_portfolios(account.id, REGIONS[0]) {
            let local = received.portfolio.recipient_principals.get(&account.id).into_iter().flatten();
            let shared = received.portfolio.principals.iter().filter(|_| received.share.share_principals);
            let usable = local.chain(shared).any(|principal| match principal.kind {
                PrincipalType::Iam => roles.values().any(|role| role.arn(account.id) == principal.arn),
                PrincipalType::IamPattern => {
                    let name = principal.arn.rsplit('/').next().unwrap_or_default().trim_end_matches('*');
                    roles.keys().any(|role| role.starts_with(name))
                }
            });
            assert!(usable, "nobody in {} may launch from {}", account.name, received.portfolio.name);
        }
    }
}

#[test]
fn paths_name_every_node_from_the_organization_down() {
    let state = clean(64);
    let organization = &state.organization;
    let dev = organization.accounts.values().find(|account| account.name == "fraud-dev").expect("a team's account");
    let path = organization.path(dev);
    assert!(path.starts_with(&format!("{}/{}/ou-", organization.id, organization.root.id)), "{path}");
    assert!(path.ends_with(&format!("/{}/{}/", dev.parent, dev.id)), "{path}");
    assert_eq!(path.matches('/').count(), 5);
    assert!(organization.is_within(dev.id, &organization.root.id) && !organization.is_within(dev.id, "ou-none"));
}

#[test]
fn the_key_handed_out_belongs_to_the_crawler() {
    let state = clean(64);
    let key = state.sessions.keys.get(&state.sessions.handed_out).expect("the key exists");
    assert_eq!(key.caller.account(), state.organization.management);
    assert!(!format!("{key:?}").contains(&key.secret));
}

#[test]
fn every_reserved_role_is_a_permission_set_that_a_group_has_there() {
    let state = clean(200);
    let center = &state.identity_center;
    let mut told = 0;
    for (account, held) in &state.accounts {
        let names: BTreeSet<&str> =
            held.iam.roles.keys().filter_map(|name| name.strip_prefix("AWSReservedSSO_")).collect();
        let sets = center.permission_sets.values().filter(|set| set.provisioned.contains_key(account));
        let sets: Vec<_> = sets.collect();
        assert_eq!(sets.len(), names.len(), "{account}");
        for set in sets {
            assert!(
                names.iter().any(|name| name.starts_with(&format!("{}_", set.name))),
                "{account} has no {}",
                set.name
            );
            assert!(center.is_assigned(*account, &set.arn), "nobody has {} in {account}", set.name);
            told += 1;
        }
    }
    assert!(told > 200, "{told}");
    let groups = center.assignments.iter().map(|assignment| &assignment.principal).collect::<BTreeSet<_>>();
    assert!(groups.iter().all(|group| center.groups.contains_key(*group)));
    let members = center.memberships.values();
    assert!(members.clone().all(|known| center.people.contains_key(&known.person)));
    assert_eq!(members.map(|known| &known.group).collect::<BTreeSet<_>>(), groups);
    let names = center.people.values().map(|person| &person.user_name).collect::<BTreeSet<_>>();
    assert_eq!(names.len(), center.people.len());
}

#[test]
fn accounts_of_registered_ous_are_enrolled_there_and_were_vended() {
    let state = clean(200);
    let (tower, organization) = (&state.control_tower, &state.organization);
    let factory = state.provisioning.values().next().expect("the management account has launched something");
    for account in organization.accounts.values() {
        let registration = tower.registration(&account.parent);
        let expected = registration.filter(|_| account.state == AccountLife::Active);
        assert_eq!(tower.enrolment(account.id), expected, "{}", account.name);
        let id = account.id.to_string();
        let mut products = factory.products.values().filter(|product| product.physical.as_ref() == Some(&id));
        assert_eq!(products.next().map(|product| &product.name), expected.map(|_| &account.name));
    }
    assert_eq!(factory.products.len(), factory.records.len());
    assert!(!tower.is_drifted(organization) && tower.accounts_under_change() == 0);
    assert!(organization.ous.values().all(|ou| tower.registration(&ou.id).is_some() != (ou.name == "Security")));
}
