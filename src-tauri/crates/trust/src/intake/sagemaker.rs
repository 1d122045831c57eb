//! Studio domains and user profiles, model package groups and model packages.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use armillary_model::{AccountId, Kind, Part, RecordText, RelationKind, partition_in_arn};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    Intake,
    iam::tags,
    members::{Member, document, object, text},
    unread::{UNREADABLE, damaged},
};
use crate::{ModelPackage, PackageGroup, Profile, UserContext};

#[derive(Debug, Default)]
pub(super) struct Drafts {
    /// The default execution role by the domain's ARN, and by account, Region and domain id.
    domains: HashMap<Arc<str>, Domain>,
    profiles: Vec<ProfileDraft>,
    /// Model package groups that were not read again, with their Regions.
    stale_groups: HashMap<Arc<str>, Arc<str>>,
    /// By account, why not everything in it can be understood.
    damaged: BTreeMap<AccountId, Arc<str>>,
}

#[derive(Debug)]
struct Domain {
    role: Option<Arc<str>>,
    /// People come in through IAM Identity Center.
    has_sign_in: bool,
    /// It was not read again.
    is_stale: bool,
}

#[derive(Debug)]
struct ProfileDraft {
    arn: Arc<str>,
    account: AccountId,
    role: Option<Arc<str>>,
    domain: Arc<str>,
    /// The user of IAM Identity Center that it is for.
    person: Option<Arc<str>>,
    tags: Vec<(Arc<str>, Arc<str>)>,
    tags_unread: Option<Arc<str>>,
    region: Arc<str>,
    /// It was not read again.
    is_stale: bool,
}

impl Drafts {
    pub fn merge(&mut self, part: Self) {
        self.domains.extend(part.domains);
        self.profiles.extend(part.profiles);
        self.stale_groups.extend(part.stale_groups);
        self.damaged.extend(part.damaged);
    }

    /// Why not everything of Studio in an account can be understood.
    pub fn damaged(&self, account: AccountId) -> Option<Arc<str>> {
        self.damaged.get(&account).cloned()
    }

    /// Makes the policies of groups unknown that are only known as they once were; `unread` as for [`Drafts::finish`].
    pub fn doubt(&self, groups: &mut [PackageGroup], unread: impl Fn(AccountId, &str) -> Option<Arc<str>>) {
        for group in groups {
            let region = self.stale_groups.get(&group.arn);
            if let Some(reason) = region.and_then(|region| unread(group.account, region)) {
                group.policy = Some(Err(reason));
            }
        }
    }

    /// The profiles; one without an execution role of its own has its domain's. `unread` says of an account and Region why not all of
    /// SageMaker is known there.
    pub fn finish(self, unread: impl Fn(AccountId, &str) -> Option<Arc<str>>) -> Vec<Profile> {
        let domains = self.domains;
        let complete = |draft: ProfileDraft| {
            let domain = domains.get(&draft.domain);
            let has_sign_in = domain.is_some_and(|domain| domain.has_sign_in);
            let is_stale = draft.is_stale || domain.is_none_or(|domain| domain.is_stale);
            let role = draft.role.or_else(|| domain?.role.clone())?;
            let ProfileDraft { arn, account, domain, person, tags, tags_unread, region, .. } = draft;
            let unread = if is_stale { unread(account, &region) } else { None };
            let person = person.filter(|_| has_sign_in);
            Some(Profile { arn, account, execution_role: role, domain, has_sign_in, person, tags, tags_unread, unread })
        };
        let mut profiles: Vec<Profile> = self.profiles.into_iter().filter_map(complete).collect();
        profiles.sort_by(|a, b| (a.account, &a.arn).cmp(&(b.account, &b.arn)));
        profiles
    }
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "PascalCase")]
struct StudioDocument<'d> {
    #[serde(borrow)]
    default_user_settings: Member<'d>,
    #[serde(borrow)]
    user_settings: Member<'d>,
    #[serde(borrow)]
    auth_mode: Member<'d>,
    #[serde(borrow)]
    domain_id: Member<'d>,
    #[serde(borrow)]
    single_sign_on_user_value: Member<'d>,
    #[serde(borrow)]
    tags: Member<'d>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "PascalCase")]
struct Settings<'d> {
    #[serde(borrow)]
    execution_role: Member<'d>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "PascalCase")]
struct GroupDocument<'d> {
    #[serde(borrow)]
    resource_policy: Member<'d>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "PascalCase")]
struct PackageDocument<'d> {
    #[serde(borrow)]
    model_package_group_name: Member<'d>,
    #[serde(borrow)]
    model_approval_status: Member<'d>,
    #[serde(borrow)]
    created_by: Member<'d>,
    #[serde(borrow)]
    last_modified_by: Member<'d>,
    #[serde(borrow)]
    last_modified_time: Member<'d>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "PascalCase")]
struct ContextDocument<'d> {
    #[serde(borrow)]
    user_profile_arn: Member<'d>,
    #[serde(borrow)]
    iam_identity: Member<'d>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "PascalCase")]
struct Identity<'d> {
    #[serde(borrow)]
    arn: Member<'d>,
    #[serde(borrow)]
    principal_id: Member<'d>,
    #[serde(borrow)]
    source_identity: Member<'d>,
}

impl Intake {
    pub(super) fn add_studio(&mut self, record: &RecordText<'_>) {
        let Some(members) = document::<StudioDocument<'_>>(record.document) else {
            let reason = format!("`{}`: {UNREADABLE}", record.arn);
            self.studio.damaged.insert(record.account, Arc::from(reason));
            return;
        };
        let settings = if record.kind == Kind::Domain { members.default_user_settings } else { members.user_settings };
        let role = text(object::<Settings<'_>>(settings).execution_role).map(|arn| self.names.keep(&arn));
        if record.kind == Kind::Domain {
            let has_sign_in = text(members.auth_mode).is_some_and(|mode| mode == "SSO");
            let domain = Domain { role, has_sign_in, is_stale: record.stale };
            self.studio.domains.insert(self.names.keep(record.arn), domain);
            return;
        }
        let belongs = record.relations.iter().find(|relation| relation.kind == RelationKind::BelongsTo);
        let domain = belongs.map(|relation| relation.target.clone()).unwrap_or_else(|| {
            let id = text(members.domain_id).unwrap_or_default();
            let partition = partition_in_arn(record.arn).unwrap_or("aws");
            format!("arn:{partition}:sagemaker:{}:{}:domain/{id}", record.region, record.account)
        });
        let tags_unread = self.known.unread(record, Part::TAGS);
        // Tags as they were once would decide what nobody knows today.
        let tags = if tags_unread.is_none() { tags(members.tags, &mut self.names) } else { Box::default() };
        self.studio.profiles.push(ProfileDraft {
            arn: self.names.keep(record.arn),
            account: record.account,
            role,
            domain: self.names.keep(&domain),
            person: text(members.single_sign_on_user_value).map(|name| self.names.keep(&name)),
            tags: tags.into_vec(),
            tags_unread,
            region: self.names.keep(record.region),
            is_stale: record.stale,
        });
    }

    pub(super) fn add_registry(&mut self, record: &RecordText<'_>) {
        match record.kind {
            Kind::ModelPackageGroup => self.add_package_group(record),
            _ => self.add_package(record),
        }
    }

    fn add_package_group(&mut self, record: &RecordText<'_>) {
        let members = document::<GroupDocument<'_>>(record.document);
        let policy = match (self.known.unread(record, Part::RESOURCE_POLICY), members) {
            (Some(reason), _) => Some(Err(reason)),
            (None, None) => Some(Err(Arc::from(UNREADABLE))),
            (None, Some(members)) => {
                let compile = |policy: &RawValue| self.pool.compile(policy.get(), record.account);
                members.resource_policy.map(|policy| compile(policy).map_err(|problem| damaged("it", &problem)))
            }
        };
        if record.stale {
            self.studio.stale_groups.insert(self.names.keep(record.arn), self.names.keep(record.region));
        }
        self.package_groups.push(PackageGroup { arn: self.names.keep(record.arn), account: record.account, policy });
    }

    fn add_package(&mut self, record: &RecordText<'_>) {
        let members: PackageDocument<'_> = document(record.document).unwrap_or_default();
        let belongs = record.relations.iter().find(|relation| relation.kind == RelationKind::BelongsTo);
        let group = match belongs {
            Some(relation) => Some(self.names.keep(&relation.target)),
            None => text(members.model_package_group_name).map(|name| self.names.keep(&name)),
        };
        let package = ModelPackage {
            arn: self.names.keep(record.arn),
            account: record.account,
            region: self.names.keep(record.region),
            name: Arc::from(record.name),
            group,
            approval_status: text(members.model_approval_status).map(|status| self.names.keep(&status)),
            created_by: user_context(members.created_by),
            last_modified_by: user_context(members.last_modified_by),
            is_modified: members.last_modified_time.is_some(),
            stale: record.stale,
        };
        self.packages.push(package);
    }
}

/// Who did something, as SageMaker tells it.
fn user_context(member: Member<'_>) -> Option<UserContext> {
    let context: ContextDocument<'_> = object(member);
    let identity: Identity<'_> = object(context.iam_identity);
    let told = |member| text(member).map(|text| Box::from(&*text));
    let told = UserContext {
        user_profile_arn: told(context.user_profile_arn),
        identity_arn: told(identity.arn),
        principal_id: told(identity.principal_id),
        source_identity: told(identity.source_identity),
    };
    (told != UserContext::default()).then_some(told)
}
