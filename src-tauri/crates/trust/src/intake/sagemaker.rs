//! Studio domains and user profiles, model package groups and model packages.

use std::{collections::HashMap, sync::Arc};

use armillary_model::{AccountId, Kind, Record, RelationKind};
use serde_json::Value;

use super::{Intake, iam::tags, text};
use crate::{ModelPackage, PackageGroup, Profile, UserContext};

#[derive(Debug, Default)]
pub(super) struct Drafts {
    /// The default execution role by the domain's ARN, and by account, Region and domain id.
    domains: HashMap<Arc<str>, Option<Arc<str>>>,
    profiles: Vec<ProfileDraft>,
}

#[derive(Debug)]
struct ProfileDraft {
    arn: Arc<str>,
    account: AccountId,
    role: Option<Arc<str>>,
    domain: Arc<str>,
    tags: Vec<(Arc<str>, Arc<str>)>,
}

impl Drafts {
    pub fn merge(&mut self, part: Self) {
        self.domains.extend(part.domains);
        self.profiles.extend(part.profiles);
    }

    /// The profiles; one without an execution role of its own has its domain's.
    pub fn finish(self) -> Vec<Profile> {
        let domains = self.domains;
        let complete = |draft: ProfileDraft| {
            let role = draft.role.or_else(|| domains.get(&draft.domain).cloned().flatten())?;
            let ProfileDraft { arn, account, domain, tags, .. } = draft;
            Some(Profile { arn, account, execution_role: role, domain, tags })
        };
        let mut profiles: Vec<Profile> = self.profiles.into_iter().filter_map(complete).collect();
        profiles.sort_by(|a, b| (a.account, &a.arn).cmp(&(b.account, &b.arn)));
        profiles
    }
}

impl Intake {
    pub(super) fn add_studio(&mut self, record: &Record) {
        let document = &record.document;
        let settings = if record.kind == Kind::Domain { "DefaultUserSettings" } else { "UserSettings" };
        let role = document.get(settings).and_then(|settings| text(settings, "ExecutionRole"));
        let role = role.map(|arn| self.names.keep(arn));
        if record.kind == Kind::Domain {
            self.studio.domains.insert(self.names.keep(&record.arn), role);
            return;
        }
        let belongs = record.relations.iter().find(|relation| relation.kind == RelationKind::BelongsTo);
        let domain = belongs.map(|relation| relation.target.clone()).unwrap_or_else(|| {
            let id = text(document, "DomainId").unwrap_or_default();
            format!("arn:aws:sagemaker:{}:{}:domain/{id}", record.region, record.account)
        });
        self.studio.profiles.push(ProfileDraft {
            arn: self.names.keep(&record.arn),
            account: record.account,
            role,
            domain: self.names.keep(&domain),
            tags: tags(document, &mut self.names).into_vec(),
        });
    }

    pub(super) fn add_registry(&mut self, record: &Record) {
        let document = &record.document;
        let arn = self.names.keep(&record.arn);
        if record.kind == Kind::ModelPackageGroup {
            let policy = document.get("ResourcePolicy").filter(|policy| !policy.is_null());
            let policy = policy.map(|policy| self.pool.compile(policy));
            self.package_groups.push(PackageGroup { arn, account: record.account, policy });
            return;
        }
        let belongs = record.relations.iter().find(|relation| relation.kind == RelationKind::BelongsTo);
        let group =
            belongs.map(|relation| relation.target.as_str()).or_else(|| text(document, "ModelPackageGroupName"));
        let package = ModelPackage {
            arn,
            account: record.account,
            region: self.names.keep(&record.region),
            name: Arc::from(record.name.as_str()),
            group: group.map(|group| self.names.keep(group)),
            approval_status: text(document, "ModelApprovalStatus").map(|status| self.names.keep(status)),
            created_by: document.get("CreatedBy").and_then(user_context),
            last_modified_by: document.get("LastModifiedBy").and_then(user_context),
            is_modified: document.get("LastModifiedTime").is_some_and(|time| !time.is_null()),
            stale: record.stale,
        };
        self.packages.push(package);
    }
}

/// Who did something, as SageMaker tells it.
fn user_context(context: &Value) -> Option<UserContext> {
    let identity = context.get("IamIdentity");
    let of_identity = |member| identity.and_then(|identity| text(identity, member)).map(Box::from);
    let told = UserContext {
        user_profile_arn: text(context, "UserProfileArn").map(Box::from),
        identity_arn: of_identity("Arn"),
        principal_id: of_identity("PrincipalId"),
        source_identity: of_identity("SourceIdentity"),
    };
    (told != UserContext::default()).then_some(told)
}
