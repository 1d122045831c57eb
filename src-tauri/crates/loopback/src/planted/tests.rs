//! What is planted is there, what is clean is clean: each rule's essence is checked here by a detector of a few lines.

use std::collections::BTreeSet;

use serde_json::Value;

use super::*;
use crate::{
    organization::{Options, imperfections, reference},
    state::{
        AccountLife, AuthMode, ConstraintType, Destination, Document, NetworkAccess, PolicyType, PortfolioShare, Role,
        RouteTarget, ShareType, tag_value,
    },
};

const CLEAN: Options = Options { accounts: 64, seed: 1, clean: true };
const FLAWED: Options = Options { accounts: 64, seed: 1, clean: false };

type Detector = fn(&State) -> usize;

const DETECTORS: &[(&str, Detector)] = &[
    ("TRU-01", |state| trusting(state, |state, _, text| whole_foreign_account(state, text) == Some(true))),
    ("TRU-02", |state| trusting(state, |state, _, text| whole_foreign_account(state, text) == Some(false))),
    ("TRU-03", |state| {
        trusting(state, |_, _, text| {
            text["Principal"]["AWS"] == "*" && text["Condition"]["StringEqualsIfExists"].is_object()
        })
    }),
    ("TRU-04", |state| {
        trusting(state, |_, _, text| {
            text["Action"] == "sts:AssumeRoleWithWebIdentity" && !text.to_string().contains(":sub")
        })
    }),
    ("TRU-05", |state| trusting(state, |_, _, text| text["Principal"]["Service"].is_array())),
    ("TRU-06", |state| roles(state, |_, role| assumes_anywhere(role))),
    ("TRU-07", |state| {
        roles(state, |_, role| glass(role) && (role.max_session > 3_600 || !role.trust.text().contains("\"Bool\"")))
    }),
    ("TRU-08", |state| {
        trusting(state, |_, _, text| text["Principal"]["AWS"].as_str().is_some_and(|name| name.starts_with("AROA")))
    }),
    ("TRU-09", |state| {
        roles(state, |_, role| {
            role.trust.text().contains(":role/SageMakerExecutionRole\"") && !role.trust.text().contains("\"*\"")
        })
    }),
    ("PRIV-02", |state| roles(state, |_, role| allows(role, "iam:UpdateAssumeRolePolicy"))),
    ("PRIV-02", |state| roles(state, rewrites_itself)),
    ("PRIV-02", |state| roles(state, |_, role| allows(role, "iam:CreateAccessKey"))),
    ("PASS-01", |state| roles(state, |_, role| passes_all(role))),
    ("DA-01", |state| {
        state.organization.delegated_administrators.keys().filter(|id| name(state, **id).ends_with("-dev")).count()
    }),
    ("PF-02", |state| portfolios(state, |portfolio| !portfolio.shares.is_empty() && portfolio.principals.is_empty())),
    ("PF-03", |state| portfolios(state, |portfolio| portfolio.name == "Model building" && portfolio.shares.len() < 2)),
    ("PF-06", hub_launches),
    ("PF-07", |state| {
        roles(state, |_, role| &*role.name == "SCLaunchRole" && !role.trust.text().contains("servicecatalog"))
    }),
    ("PF-10", |state| portfolios(state, |portfolio| portfolio.shares.iter().any(|share| is_stranger(state, share)))),
    ("NET-03", |state| attachments(state).filter(|(_, owner)| name(state, *owner).starts_with("sandbox-")).count()),
    ("NET-05", |state| production_learns(state)),
    ("NET-06", |state| {
        networks(state)
            .filter(|(_, region)| !region.domains.is_empty() && !serves(region, ".sagemaker.runtime"))
            .count()
    }),
    ("NET-07", |state| endpoint_policies(state).filter(|text| !text.contains("aws:PrincipalOrgID")).count()),
    ("NET-08", |state| {
        networks(state)
            .filter(|(_, region)| {
                region
                    .network
                    .security_groups
                    .values()
                    .any(|group| group.ingress.iter().any(|rule| rule.cidrs.iter().any(|cidr| &**cidr == "0.0.0.0/0")))
            })
            .count()
    }),
    ("MDL-05", |state| roles(state, names_missing_endpoint)),
    ("SM-01", |state| {
        domains(state, |domain| domain.network_access != NetworkAccess::VpcOnly || domain.auth_mode != AuthMode::Iam)
    }),
    ("SM-02", |state| domains(state, |domain| domain.kms_key.is_none())),
    ("REG-01", |state| {
        roles(state, |_, role| role.attached.iter().any(|arn| arn.ends_with("/AmazonSageMakerFullAccess")))
    }),
    ("REG-03", |state| {
        packages(state).filter(|package| package.modified_by.as_ref() == Some(&package.created_by)).count()
    }),
    ("ORG-05", |state| {
        state
            .organization
            .accounts
            .values()
            .filter(|account| {
                account.parent == state.organization.root.id && account.id != state.organization.management
            })
            .count()
    }),
    ("FAM-01", incomplete_families),
    ("ORG-03", |state| {
        state
            .organization
            .ous
            .keys()
            .filter(|ou| {
                !state.organization.policies.values().any(|policy| {
                    policy.targets.contains(*ou)
                        && policy.kind == PolicyType::ServiceControl
                        && policy.content.text().contains("\"Allow\"")
                })
            })
            .count()
    }),
    ("SCP-02", |state| {
        controls(state, |text| text["Condition"]["Null"].as_object().is_some_and(|keys| keys.len() > 1))
    }),
    ("SCP-07", |state| {
        controls(state, |text| !text["Condition"]["StringNotLike"]["sagemaker:InstanceTypes"].is_null())
    }),
    ("MGMT-01", |state| state.accounts.get(&state.organization.management).map_or(0, |account| account.regions.len())),
];

#[test]
fn each_rule_is_broken_once_and_never_in_a_clean_organization() {
    let (clean, flawed) = (reference(&CLEAN), reference(&FLAWED));
    for (rule, detect) in DETECTORS {
        assert_eq!(detect(&clean), 0, "{rule} in the clean organization");
        assert_eq!(detect(&flawed), 1, "{rule} in the flawed organization");
    }
    let planted: BTreeSet<&str> = imperfections(&FLAWED).iter().map(|planted| planted.rule).collect();
    assert_eq!(planted, DETECTORS.iter().map(|(rule, _)| *rule).collect());
}

#[test]
fn what_is_planted_is_listed_once_and_exists() {
    let state = reference(&FLAWED);
    let arns = arns(&state);
    let planted = imperfections(&FLAWED);
    assert_eq!(planted.len(), PLANTS.len(), "the default organization has room for all of them");
    for planted in &planted {
        assert!(arns.contains(&planted.arn), "{} names {}", planted.rule, planted.arn);
        assert!(state.accounts.contains_key(&planted.account));
        assert!(!planted.summary.is_empty() && !planted.remedy.is_empty());
    }
    assert!(imperfections(&CLEAN).is_empty());
}

#[test]
fn small_and_large_organizations_have_what_there_is_room_for() {
    assert!(!imperfections(&Options { accounts: 14, ..FLAWED }).is_empty());
    let listed =
        |options| imperfections(&options).into_iter().map(|planted| (planted.rule, planted.arn)).collect::<Vec<_>>();
    assert_eq!(listed(Options { accounts: 200, ..FLAWED }), listed(FLAWED));
}

/// Every ARN a reader of the state could come by.
pub(super) fn arns(state: &State) -> BTreeSet<String> {
    let organization = &state.organization;
    let mut arns: BTreeSet<String> = organization.accounts.keys().map(|id| organization.account_arn(*id)).collect();
    arns.extend(organization.ous.keys().map(|id| organization.ou_arn(id)));
    arns.extend(organization.policies.values().map(|policy| organization.policy_arn(policy)));
    for (id, account) in &state.accounts {
        arns.extend(account.iam.roles.values().map(|role| role.arn(*id)));
        for (region, held) in &account.regions {
            let ec2 = |kind: &str, key: &String| format!("arn:aws:ec2:{region}:{id}:{kind}/{key}");
            arns.extend(held.network.vpcs.keys().map(|key| ec2("vpc", key)));
            arns.extend(held.network.security_groups.keys().map(|key| ec2("security-group", key)));
            arns.extend(held.network.endpoints.keys().map(|key| ec2("vpc-endpoint", key)));
            arns.extend(held.domains.values().map(|domain| domain.arn(*id, region)));
            let groups = held.model_groups.values();
            arns.extend(groups.flat_map(|group| {
                group.packages.iter().map(|package| group.package_arn(*id, region, package.version))
            }));
        }
    }
    for (place, transit) in &state.transit {
        let ec2 = |account: AccountId, resource: String| format!("arn:aws:ec2:{}:{account}:{resource}", place.region);
        arns.extend(
            transit.route_tables.keys().map(|key| ec2(place.account, format!("transit-gateway-route-table/{key}"))),
        );
        arns.extend(
            transit
                .attachments
                .values()
                .map(|held| ec2(held.resource_owner, format!("transit-gateway-attachment/{}", held.id))),
        );
    }
    for (place, catalog) in &state.catalogs {
        arns.extend(catalog.portfolios.values().map(|portfolio| portfolio.arn(place.account, &place.region)));
        arns.extend(catalog.products.values().map(|product| product.arn(place.account, &place.region)));
    }
    arns
}

fn name(state: &State, account: AccountId) -> &str {
    state.organization.accounts.get(&account).map_or("", |account| &account.name)
}

fn statements(document: &Document) -> Vec<Value> {
    document.value()["Statement"].as_array().cloned().unwrap_or_default()
}

fn roles(state: &State, wrong: impl Fn(&State, &Role) -> bool) -> usize {
    state.accounts.values().flat_map(|account| account.iam.roles.values()).filter(|role| wrong(state, role)).count()
}

fn trusting(state: &State, wrong: impl Fn(&State, &Role, &Value) -> bool) -> usize {
    roles(state, |state, role| statements(&role.trust).iter().any(|text| wrong(state, role, text)))
}

/// Whether the statement trusts a whole other account without a condition, and if so whether the organization knows it.
fn whole_foreign_account(state: &State, text: &Value) -> Option<bool> {
    let account = armillary_model::account_in_arn(text["Principal"]["AWS"].as_str()?.strip_suffix(":root")?)?;
    let baseline = account == state.organization.management;
    (!baseline && text["Condition"].is_null()).then(|| state.organization.accounts.contains_key(&account))
}

fn allows(role: &Role, action: &str) -> bool {
    role.inline.iter().any(|policy| policy.document.text().contains(action))
}

fn assumes_anywhere(role: &Role) -> bool {
    let texts = role.inline.iter().flat_map(|policy| statements(&policy.document));
    texts.into_iter().any(|text| {
        let assumes = text["Action"].to_string().contains("sts:AssumeRole");
        assumes && text["Resource"].to_string().contains(":iam::*:") && text["Condition"].is_null()
    })
}

fn passes_all(role: &Role) -> bool {
    let texts = role.inline.iter().flat_map(|policy| statements(&policy.document));
    texts.into_iter().any(|text| {
        text["Action"].to_string().contains("iam:PassRole")
            && text["Resource"].as_str().is_some_and(|name| name.ends_with("role/*"))
    })
}

/// Whether it may attach policies to roles whose names begin as its own does.
fn rewrites_itself(_: &State, role: &Role) -> bool {
    let texts = role.inline.iter().flat_map(|policy| statements(&policy.document));
    texts.into_iter().any(|text| {
        let name = text["Resource"].as_str().and_then(|arn| arn.split_once(":role/")?.1.strip_suffix('*'));
        text["Action"].to_string().contains("iam:AttachRolePolicy")
            && name.is_some_and(|start| role.name.starts_with(start))
    })
}

fn glass(role: &Role) -> bool {
    ["SecurityBreakGlassRole", "PlatformFixEngineerRole", "BreakGlassOperator"].contains(&&*role.name)
}

fn names_missing_endpoint(state: &State, role: &Role) -> bool {
    let named = role.inline.iter().flat_map(|policy| statements(&policy.document));
    let named = named.flat_map(|text| {
        text["Condition"]["StringNotEquals"]["aws:SourceVpce"].as_array().cloned().unwrap_or_default()
    });
    let known: BTreeSet<&str> =
        networks(state).flat_map(|(_, region)| region.network.endpoints.keys().map(String::as_str)).collect();
    named.into_iter().any(|id| !known.contains(id.as_str().unwrap_or_default()))
}

fn portfolios(state: &State, wrong: impl Fn(&crate::state::Portfolio) -> bool) -> usize {
    state.catalogs.values().flat_map(|catalog| catalog.portfolios.values()).filter(|portfolio| wrong(portfolio)).count()
}

fn is_stranger(state: &State, share: &PortfolioShare) -> bool {
    share.kind == ShareType::Account
        && !share.target.parse().is_ok_and(|id| state.organization.accounts.contains_key(&id))
}

fn hub_launches(state: &State) -> usize {
    let launches =
        state.catalogs.values().flat_map(|catalog| catalog.constraints.values().map(move |held| (catalog, held)));
    let shared = launches.filter(|(catalog, held)| {
        let shared = catalog.portfolios.get(&held.portfolio).is_some_and(|portfolio| !portfolio.shares.is_empty());
        shared && held.kind == ConstraintType::Launch && held.parameters.text().contains("RoleArn")
    });
    shared.count()
}

fn attachments(state: &State) -> impl Iterator<Item = (&str, AccountId)> {
    let all = state.transit.values().flat_map(|transit| transit.attachments.values());
    all.map(|attachment| (attachment.id.as_str(), attachment.resource_owner))
}

fn production_learns(state: &State) -> usize {
    let dev: BTreeSet<&str> =
        attachments(state).filter(|(_, owner)| name(state, *owner).ends_with("-dev")).map(|(id, _)| id).collect();
    let tables = state.transit.values().flat_map(|transit| transit.route_tables.values());
    let prod = tables.filter(|table| tag_value(&table.tags, "Name") == Some("prod"));
    prod.flat_map(|table| &table.propagations).filter(|id| dev.contains(id.as_str())).count()
}

fn networks(state: &State) -> impl Iterator<Item = (AccountId, &crate::state::RegionState)> {
    state.accounts.iter().flat_map(|(id, account)| account.regions.values().map(|region| (*id, region)))
}

fn serves(region: &crate::state::RegionState, service: &str) -> bool {
    region.network.endpoints.values().any(|endpoint| endpoint.service_name.ends_with(service))
}

fn endpoint_policies(state: &State) -> impl Iterator<Item = &str> {
    networks(state).flat_map(|(_, region)| region.network.endpoints.values().map(|endpoint| endpoint.policy.text()))
}

fn domains(state: &State, wrong: impl Fn(&crate::state::Domain) -> bool) -> usize {
    networks(state).flat_map(|(_, region)| region.domains.values()).filter(|domain| wrong(domain)).count()
}

fn packages(state: &State) -> impl Iterator<Item = &crate::state::ModelPackage> {
    networks(state).flat_map(|(_, region)| region.model_groups.values().flat_map(|group| &group.packages))
}

fn incomplete_families(state: &State) -> usize {
    let active = |account: &&crate::state::Account| account.state == AccountLife::Active;
    let names: BTreeSet<&str> =
        state.organization.accounts.values().filter(active).map(|account| account.name.as_str()).collect();
    let teams = names.iter().filter_map(|name| name.strip_suffix("-dev"));
    teams
        .filter(|team| ["preprod", "prod"].iter().any(|stage| !names.contains(format!("{team}-{stage}").as_str())))
        .count()
}

fn controls(state: &State, wrong: impl Fn(&Value) -> bool) -> usize {
    let policies = state.organization.policies.values();
    policies.filter(|policy| statements(&policy.content).iter().any(&wrong)).count()
}

#[test]
fn a_connected_sandbox_routes_to_the_gateway() {
    let state = reference(&FLAWED);
    let leads = networks(&state).filter(|(id, _)| name(&state, *id).starts_with("sandbox-"));
    let mut routes = leads.flat_map(|(_, region)| region.network.route_tables.values().flat_map(|table| &table.routes));
    assert!(routes.any(|route| {
        matches!(&route.target, RouteTarget::TransitGateway(_)) && matches!(&route.destination, Destination::Cidr(_))
    }));
}
