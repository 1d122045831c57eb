//! The embedded organization of so many accounts as a trust graph: what a crawl of it would keep of what trust looks at, without a server
//! or a cache between.

use armillary_loopback::{
    organization::{Options, reference},
    state::{AccountLife, AccountState, Author, Iam, InlinePolicy, ManagedPolicy, State, Tag},
};
use armillary_model::{AccountId, GLOBAL, Kind, Record, RecordText, Relation, RelationKind, Service, Status, Unit};
use armillary_trust::{Graph, Intake};
use serde_json::{Value, json};

/// The trust graph of the embedded organization with so many accounts, on so many threads.
pub fn graph(accounts: usize, workers: usize) -> Graph {
    let state = reference(&Options { accounts, ..Options::default() });
    let mut crawl = Crawl::default();
    crawl.organization(&state);
    for (account, content) in &state.accounts {
        let is_active = state.organization.accounts.get(account).is_some_and(|one| one.state == AccountLife::Active);
        crawl.account(*account, content, &state, is_active);
    }
    Graph::build(crawl.intake.finish(), workers)
}

/// A crawl in the making.
#[derive(Default)]
struct Crawl {
    intake: Intake,
}

/// Where a record belongs.
#[derive(Clone, Copy)]
struct Place<'p> {
    account: AccountId,
    region: &'p str,
}

impl Crawl {
    fn record(&mut self, kind: Kind, place: Place<'_>, (arn, name): (&str, &str), document: Value, of: Vec<Relation>) {
        let text = document.to_string();
        let record = Record {
            arn: arn.to_owned(),
            kind,
            account: place.account,
            region: place.region.to_owned(),
            name: name.to_owned(),
            document,
            relations: of,
            stale: false,
            as_of: 1,
            unread: Vec::new(),
        };
        self.intake.add(&RecordText::of(&record, &text));
    }

    /// The tree, its accounts and its policies.
    fn organization(&mut self, state: &State) {
        let tree = &state.organization;
        let place = Place { account: tree.management, region: GLOBAL };
        let below = |parent: &str| vec![Relation::new(RelationKind::ChildOf, parent, "")];
        let document = json!({ "Id": tree.id, "MasterAccountId": tree.management.to_string() });
        self.record(Kind::Organization, place, (&tree.arn(), &tree.id), document, Vec::new());
        let types = tree.root.policy_types.iter();
        let types: Vec<Value> = types.map(|kind| json!({ "Type": kind.as_str(), "Status": "ENABLED" })).collect();
        let document = json!({ "Id": tree.root.id, "PolicyTypes": types });
        self.record(Kind::Root, place, (&tree.root_arn(), &tree.root.name), document, below(&tree.id));
        for ou in tree.ous.values() {
            let document = json!({ "Id": ou.id });
            self.record(Kind::OrganizationalUnit, place, (&tree.ou_arn(&ou.id), &ou.name), document, below(&ou.parent));
        }
        for account in tree.accounts.values() {
            let document =
                json!({ "Id": account.id.to_string(), "Name": account.name, "State": account.state.as_str() });
            let place = Place { account: account.id, region: GLOBAL };
            let named = (&*tree.account_arn(account.id), &*account.name);
            self.record(Kind::Account, place, named, document, below(&account.parent));
        }
        for policy in tree.policies.values() {
            let summary = json!({ "Id": policy.id, "Type": policy.kind.as_str() });
            let document = json!({ "PolicySummary": summary, "Content": policy.content.text() });
            let targets = policy.targets.iter();
            let attached = targets.map(|node| Relation::new(RelationKind::AttachedTo, node.clone(), "")).collect();
            self.record(Kind::Policy, place, (&tree.policy_arn(policy), &policy.name), document, attached);
        }
        for policy in state.aws_managed_policies.values() {
            self.managed(place, policy);
        }
    }

    fn account(&mut self, account: AccountId, content: &AccountState, state: &State, is_active: bool) {
        let status = if is_active { Status::Complete } else { Status::Skipped };
        let mut cover = |region: &str, service| {
            let unit = Unit { account, region: region.to_owned(), service };
            self.intake.cover(&unit, status, &[], is_active.then_some(1));
        };
        cover(GLOBAL, Service::Iam);
        state.regions.iter().for_each(|region| cover(region, Service::SageMaker));
        if is_active {
            self.iam(Place { account, region: GLOBAL }, &content.iam);
            for (region, _) in &content.regions {
                self.sagemaker(Place { account, region }, content);
            }
        }
    }

    fn iam(&mut self, place: Place<'_>, iam: &Iam) {
        for role in iam.roles.values() {
            let arn = role.arn(place.account);
            let held = iam.instance_profiles.values().filter(|profile| profile.roles.contains(&role.name));
            let held: Vec<Value> = held.map(|profile| json!({ "Arn": profile.arn(place.account) })).collect();
            let document = json!({
                "RoleId": role.id,
                "AssumeRolePolicyDocument": role.trust.text(),
                "RolePolicyList": inline(&role.inline),
                "AttachedManagedPolicies": attached(&role.attached),
                "PermissionsBoundary": role.boundary.as_ref().map(|arn| json!({ "PermissionsBoundaryArn": arn })),
                "InstanceProfileList": held,
                "MaxSessionDuration": role.max_session,
                "Tags": tags(&role.tags),
            });
            self.record(Kind::Role, place, (&arn, &role.name), document, Vec::new());
        }
        for user in iam.users.values() {
            let arn = user.arn(place.account);
            let groups = user.groups.iter().filter_map(|name| iam.groups.get(name));
            let groups =
                groups.map(|group| Relation::new(RelationKind::MemberOf, group.arn(place.account), "")).collect();
            let document = json!({
                "UserId": user.id,
                "UserPolicyList": inline(&user.inline),
                "AttachedManagedPolicies": attached(&user.attached),
                "PermissionsBoundary": user.boundary.as_ref().map(|arn| json!({ "PermissionsBoundaryArn": arn })),
                "Tags": tags(&user.tags),
            });
            self.record(Kind::User, place, (&arn, &user.name), document, groups);
        }
        for group in iam.groups.values() {
            let document = json!({
                "GroupPolicyList": inline(&group.inline),
                "AttachedManagedPolicies": attached(&group.attached),
            });
            self.record(Kind::Group, place, (&group.arn(place.account), &group.name), document, Vec::new());
        }
        iam.policies.values().for_each(|policy| self.managed(place, policy));
        for provider in iam.oidc_providers.values() {
            let document = json!({ "Url": provider.url, "ClientIDList": provider.client_ids });
            self.record(Kind::OidcProvider, place, (&provider.arn, &provider.url), document, Vec::new());
        }
        for provider in iam.saml_providers.values() {
            self.record(Kind::SamlProvider, place, (&provider.arn, &provider.arn), json!({}), Vec::new());
        }
    }

    fn managed(&mut self, place: Place<'_>, policy: &ManagedPolicy) {
        let versions = policy.versions.iter().map(|version| {
            json!({ "VersionId": version.id, "IsDefaultVersion": version.is_default, "Document": version.document.text() })
        });
        let document = json!({ "PolicyVersionList": versions.collect::<Vec<_>>() });
        self.record(Kind::ManagedPolicy, place, (&policy.arn, &policy.name), document, Vec::new());
    }

    fn sagemaker(&mut self, place: Place<'_>, content: &AccountState) {
        let Some(here) = content.regions.get(place.region) else { return };
        let belongs = |arn: &str| vec![Relation::new(RelationKind::BelongsTo, arn, "")];
        for domain in here.domains.values() {
            let arn = domain.arn(place.account, place.region);
            let document = json!({
                "DefaultUserSettings": { "ExecutionRole": domain.execution_role },
                "AuthMode": domain.auth_mode.as_str(),
            });
            self.record(Kind::Domain, place, (&arn, &domain.name), document, Vec::new());
            for profile in domain.user_profiles.values() {
                let own = domain.user_profile_arn(place.account, place.region, &profile.name);
                let settings = profile.execution_role.as_ref().map(|role| json!({ "ExecutionRole": role }));
                let document = json!({ "UserSettings": settings, "Tags": tags(&profile.tags) });
                self.record(Kind::UserProfile, place, (&own, &profile.name), document, belongs(&arn));
            }
        }
        for group in here.model_groups.values() {
            let arn = group.arn(place.account, place.region);
            let document = match &group.policy {
                Some(policy) => json!({ "ResourcePolicy": policy.text() }),
                None => json!({}),
            };
            self.record(Kind::ModelPackageGroup, place, (&arn, &group.name), document, Vec::new());
            for package in &group.packages {
                let own = group.package_arn(place.account, place.region, package.version);
                let mut document = json!({
                    "ModelApprovalStatus": package.approval.as_str(),
                    "CreatedBy": by(&package.created_by),
                });
                if let (Some(author), Some(members)) = (&package.modified_by, document.as_object_mut()) {
                    members.insert("LastModifiedBy".to_owned(), by(author));
                    members.insert("LastModifiedTime".to_owned(), json!(1));
                }
                self.record(Kind::ModelPackage, place, (&own, &group.name), document, belongs(&arn));
            }
        }
    }
}

fn inline(policies: &[InlinePolicy]) -> Value {
    policies.iter().map(|one| json!({ "PolicyName": one.name, "PolicyDocument": one.document.text() })).collect()
}

fn attached(arns: &[std::sync::Arc<str>]) -> Value {
    arns.iter().map(|arn| json!({ "PolicyArn": arn })).collect()
}

fn tags(tags: &[Tag]) -> Value {
    tags.iter().map(|tag| json!({ "Key": tag.key, "Value": tag.value })).collect()
}

fn by(author: &Author) -> Value {
    json!({
        "UserProfileArn": author.profile.as_ref().map(|profile| profile.arn.clone()),
        "IamIdentity": { "Arn": author.identity_arn, "PrincipalId": author.principal_id },
    })
}
