//! What a complete crawl of a loopback organization finds, by the keys of its resources.

use std::collections::{BTreeMap, BTreeSet};

use armillary_loopback::state::{AccountLife, State, child_arn};
use armillary_model::{AccountId, Kind};

/// Accounts that cannot be entered.
pub fn closed(state: &State) -> impl Iterator<Item = AccountId> {
    let closed = state.organization.accounts.values().filter(|account| account.state != AccountLife::Active);
    closed.map(|account| account.id)
}

/// The keys of all resources, by kind.
pub fn keys(state: &State) -> BTreeMap<Kind, BTreeSet<String>> {
    let mut keys = Keys { closed: closed(state).collect(), found: BTreeMap::new() };
    keys.organization(state);
    for account in state.accounts.keys() {
        keys.iam(state, *account);
        keys.regional(state, *account);
    }
    keys.transit(state);
    keys.catalogs(state);
    keys.identity_center(state);
    keys.tower(state);
    keys.found
}

struct Keys {
    closed: BTreeSet<AccountId>,
    found: BTreeMap<Kind, BTreeSet<String>>,
}

impl Keys {
    fn add(&mut self, kind: Kind, key: String) {
        self.found.entry(kind).or_default().insert(key);
    }

    fn organization(&mut self, state: &State) {
        let organization = &state.organization;
        let (id, management) = (&organization.id, organization.management);
        let arn = |resource: String| format!("arn:aws:organizations::{management}:{resource}");
        self.add(Kind::Organization, arn(format!("organization/{id}")));
        self.add(Kind::Root, arn(format!("root/{id}/{}", organization.root.id)));
        for ou in organization.ous.keys() {
            self.add(Kind::OrganizationalUnit, arn(format!("ou/{id}/{ou}")));
        }
        for account in organization.accounts.keys() {
            self.add(Kind::Account, arn(format!("account/{id}/{account}")));
        }
        for policy in organization.policies.values() {
            let kind = policy.kind.as_str().to_lowercase();
            let (id, own) = (&policy.id, format!("policy/{id}/{kind}/{}", policy.id));
            let aws = format!("arn:aws:organizations::aws:policy/{kind}/{id}");
            self.add(Kind::Policy, if policy.aws_managed { aws } else { arn(own) });
        }
    }

    fn iam(&mut self, state: &State, account: AccountId) {
        if self.closed.contains(&account) {
            return;
        }
        let iam = &state.accounts[&account].iam;
        let arn = |resource: String| format!("arn:aws:iam::{account}:{resource}");
        for role in iam.roles.values() {
            self.add(Kind::Role, arn(format!("role{}{}", role.path, role.name)));
        }
        for user in iam.users.values() {
            self.add(Kind::User, arn(format!("user{}{}", user.path, user.name)));
        }
        for group in iam.groups.values() {
            self.add(Kind::Group, arn(format!("group{}{}", group.path, group.name)));
        }
        for policy in iam.policies.values() {
            self.add(Kind::ManagedPolicy, policy.arn.to_string());
        }
        let attached = iam.roles.values().flat_map(|role| role.attached.iter().chain(&role.boundary).cloned());
        let users = iam.users.values().flat_map(|user| user.attached.iter().chain(&user.boundary).cloned());
        let groups = iam.groups.values().flat_map(|group| group.attached.clone());
        for policy in attached.chain(users).chain(groups).filter(|arn| state.aws_managed_policies.contains_key(arn)) {
            self.add(Kind::ManagedPolicy, policy.to_string());
        }
        for provider in iam.oidc_providers.values() {
            self.add(Kind::OidcProvider, provider.arn.clone());
        }
        for provider in iam.saml_providers.values() {
            self.add(Kind::SamlProvider, provider.arn.clone());
        }
    }

    fn regional(&mut self, state: &State, account: AccountId) {
        if self.closed.contains(&account) {
            return;
        }
        for (region, content) in &state.accounts[&account].regions {
            let network = &content.network;
            let ec2 = |resource: &str, id: &str| format!("arn:aws:ec2:{region}:{account}:{resource}/{id}");
            network.vpcs.keys().for_each(|id| self.add(Kind::Vpc, ec2("vpc", id)));
            network.subnets.keys().for_each(|id| self.add(Kind::Subnet, ec2("subnet", id)));
            network.route_tables.keys().for_each(|id| self.add(Kind::RouteTable, ec2("route-table", id)));
            network.security_groups.keys().for_each(|id| self.add(Kind::SecurityGroup, ec2("security-group", id)));
            network.endpoints.keys().for_each(|id| self.add(Kind::VpcEndpoint, ec2("vpc-endpoint", id)));
            let sagemaker = |resource: String| format!("arn:aws:sagemaker:{region}:{account}:{resource}");
            for domain in content.domains.values() {
                self.add(Kind::Domain, sagemaker(format!("domain/{}", domain.id)));
                for profile in domain.user_profiles.keys() {
                    self.add(Kind::UserProfile, sagemaker(format!("user-profile/{}/{profile}", domain.id)));
                }
            }
            for group in content.model_groups.values() {
                self.add(Kind::ModelPackageGroup, sagemaker(format!("model-package-group/{}", group.name)));
                for package in &group.packages {
                    self.add(
                        Kind::ModelPackage,
                        sagemaker(format!("model-package/{}/{}", group.name, package.version)),
                    );
                }
            }
        }
    }

    fn identity_center(&mut self, state: &State) {
        let center = &state.identity_center;
        self.add(Kind::IdentityCenterInstance, center.arn());
        center.permission_sets.keys().for_each(|arn| self.add(Kind::PermissionSet, arn.clone()));
        let directory = |noun: &str, id: &str| format!("arn:aws:identitystore:::{noun}/{id}");
        center.people.keys().for_each(|id| self.add(Kind::DirectoryUser, directory("user", id)));
        center.groups.keys().for_each(|id| self.add(Kind::DirectoryGroup, directory("group", id)));
        for given in &center.assignments {
            let set = given.permission_set.rsplit('/').next().unwrap_or_default();
            let (account, noun) = (given.account, given.kind.as_str().to_lowercase());
            let (instance, principal) = (&center.instance, &given.principal);
            let key = format!("arn:aws:sso::{account}:assignment/{instance}/{set}/{noun}/{principal}");
            self.add(Kind::Assignment, key);
        }
    }

    fn transit(&mut self, state: &State) {
        for (place, transit) in &state.transit {
            let region = &place.region;
            let ec2 =
                |owner: AccountId, resource: &str, id: &str| format!("arn:aws:ec2:{region}:{owner}:{resource}/{id}");
            for id in transit.gateways.keys() {
                self.add(Kind::TransitGateway, ec2(place.account, "transit-gateway", id));
            }
            for id in transit.route_tables.keys() {
                self.add(Kind::TransitGatewayRouteTable, ec2(place.account, "transit-gateway-route-table", id));
            }
            for (id, attachment) in &transit.attachments {
                let of_vpc = attachment.kind.as_str() == "vpc";
                let owner = if of_vpc { attachment.resource_owner } else { place.account };
                self.add(Kind::TransitGatewayAttachment, ec2(owner, "transit-gateway-attachment", id));
            }
        }
    }

    /// The landing zone, what is enabled on OUs and, of baselines, on accounts; what was launched, and whether portfolios are shared through the organization.
    fn tower(&mut self, state: &State) {
        let tower = &state.control_tower;
        self.add(Kind::LandingZone, tower.arn.clone());
        for enabled in tower.enabled_baselines.values() {
            self.add(Kind::EnabledBaseline, enabled.arn.clone());
            for account in enabled.enrolled.keys() {
                self.add(Kind::EnabledBaseline, child_arn(&enabled.arn, *account));
            }
        }
        for control in tower.enabled_controls.keys() {
            self.add(Kind::EnabledControl, control.clone());
        }
        for (place, held) in &state.provisioning {
            for product in held.products.values() {
                self.add(Kind::ProvisionedProduct, product.arn(place.account, &place.region));
            }
        }
        let management = state.organization.management;
        for region in &state.regions {
            self.add(Kind::CatalogAccess, format!("arn:aws:catalog:{region}:{management}:organizations-access"));
        }
    }

    fn catalogs(&mut self, state: &State) {
        for (place, catalog) in &state.catalogs {
            let arn = |resource: String| format!("arn:aws:catalog:{}:{}:{resource}", place.region, place.account);
            for portfolio in catalog.portfolios.values() {
                self.add(Kind::Portfolio, arn(format!("portfolio/{}", portfolio.id)));
                for product in &portfolio.products {
                    self.add(Kind::Product, arn(format!("product/{product}")));
                }
                for share in &portfolio.shares {
                    let target = share.target.rsplit('/').next().unwrap_or_default();
                    let (id, kind) = (&portfolio.id, share.kind.as_str());
                    self.add(Kind::PortfolioShare, arn(format!("portfolio-share/{id}/{kind}/{target}")));
                }
            }
            for option in catalog.tag_options.keys() {
                self.add(Kind::TagOption, arn(format!("tag-option/{option}")));
            }
            for constraint in catalog.constraints.keys() {
                self.add(Kind::Constraint, arn(format!("constraint/{constraint}")));
            }
        }
    }
}
