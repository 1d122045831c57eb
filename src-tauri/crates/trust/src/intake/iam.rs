//! Roles, users, groups, managed policies and identity providers.

use std::{collections::BTreeMap, sync::Arc};

use armillary_model::{AccountId, Kind, Part as Read, RecordText, RelationKind, partition_in_arn};
use armillary_policy::Policy;
use serde::Deserialize;

use super::{
    Intake,
    members::{Member, document, flag, list, number, object, text},
    unread::{Known, UNREADABLE, damaged},
};
use crate::{
    Missing, Part, PrincipalKind, Provider, ProviderKind, Source,
    names::Names,
    pool::{Compiled, Pool},
};

/// A principal whose managed policies and groups are still names.
#[derive(Debug)]
pub(super) struct PrincipalDraft {
    pub arn: Arc<str>,
    pub kind: PrincipalKind,
    pub account: AccountId,
    pub unique_id: Option<Box<str>>,
    pub trust: Option<Arc<Policy>>,
    pub inline: Inline,
    pub managed: Vec<Arc<str>>,
    pub groups: Vec<Arc<str>>,
    pub boundary: Option<Arc<str>>,
    pub tags: Box<[(Arc<str>, Arc<str>)]>,
    pub instance_profiles: Box<[Arc<str>]>,
    pub max_session_duration: Option<u32>,
    pub last_used: Option<Box<str>>,
    pub stale: bool,
}

/// Inline policies by name, and what of a principal or group could not be read.
#[derive(Debug, Default)]
pub(super) struct Inline {
    pub policies: Vec<(Arc<str>, Arc<Policy>)>,
    pub missing: Vec<Missing>,
}

/// A group's policies.
#[derive(Debug)]
pub(super) struct GroupDraft {
    pub inline: Inline,
    pub managed: Vec<Arc<str>>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "PascalCase")]
struct PrincipalDocument<'d> {
    #[serde(borrow)]
    role_id: Member<'d>,
    #[serde(borrow)]
    user_id: Member<'d>,
    #[serde(borrow)]
    assume_role_policy_document: Member<'d>,
    #[serde(borrow)]
    role_policy_list: Member<'d>,
    #[serde(borrow)]
    user_policy_list: Member<'d>,
    #[serde(borrow)]
    group_policy_list: Member<'d>,
    #[serde(borrow)]
    attached_managed_policies: Member<'d>,
    #[serde(borrow)]
    permissions_boundary: Member<'d>,
    #[serde(borrow)]
    group_list: Member<'d>,
    #[serde(borrow)]
    tags: Member<'d>,
    #[serde(borrow)]
    max_session_duration: Member<'d>,
    #[serde(borrow)]
    role_last_used: Member<'d>,
    #[serde(borrow)]
    instance_profile_list: Member<'d>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "PascalCase")]
struct InstanceProfile<'d> {
    #[serde(borrow)]
    arn: Member<'d>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct ProviderDocument<'d> {
    #[serde(borrow, rename = "Url")]
    url: Member<'d>,
    #[serde(borrow, rename = "ClientIDList")]
    client_id_list: Member<'d>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "PascalCase")]
struct InlinePolicy<'d> {
    #[serde(borrow)]
    policy_name: Member<'d>,
    #[serde(borrow)]
    policy_document: Member<'d>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "PascalCase")]
struct AttachedPolicy<'d> {
    #[serde(borrow)]
    policy_arn: Member<'d>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "PascalCase")]
struct BoundaryDocument<'d> {
    #[serde(borrow)]
    permissions_boundary_arn: Member<'d>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "PascalCase")]
struct LastUsed<'d> {
    #[serde(borrow)]
    last_used_date: Member<'d>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "PascalCase")]
struct ManagedDocument<'d> {
    #[serde(borrow)]
    default_version_id: Member<'d>,
    #[serde(borrow)]
    policy_version_list: Member<'d>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "PascalCase")]
struct Version<'d> {
    #[serde(borrow)]
    is_default_version: Member<'d>,
    #[serde(borrow)]
    version_id: Member<'d>,
    #[serde(borrow)]
    document: Member<'d>,
}

/// A tag in either case.
#[derive(Deserialize, Default)]
#[serde(default, rename_all = "PascalCase")]
struct Tag<'d> {
    #[serde(borrow, alias = "key")]
    key: Member<'d>,
    #[serde(borrow, alias = "value")]
    value: Member<'d>,
}

/// The document of a principal or group, and why it is not known.
fn principal_document<'d>(known: Known, record: &RecordText<'d>) -> (PrincipalDocument<'d>, Option<Arc<str>>) {
    match document(record.document) {
        Some(members) => (members, known.unread(record, Read::OWNED)),
        None => (PrincipalDocument::default(), Some(Arc::from(UNREADABLE))),
    }
}

impl Intake {
    pub(super) fn add_principal(&mut self, record: &RecordText<'_>) {
        let (members, unknown) = principal_document(self.known, record);
        let is_role = record.kind == Kind::Role;
        let (id, inline) = match is_role {
            true => (members.role_id, members.role_policy_list),
            false => (members.user_id, members.user_policy_list),
        };
        let mut inline = Inline::read(inline, record.account, &self.pool, &mut self.names);
        let is_told = is_role && unknown.is_none();
        let trust = if is_told { self.trust(&members, record.account, &mut inline) } else { None };
        let miss = |part| move |reason| Missing { part, source: None, reason };
        inline.missing.extend(self.known.unread(record, Read::GROUPS).map(miss(Part::Identity)));
        for part in [Part::Trust, Part::Identity, Part::Boundary] {
            inline.missing.extend(unknown.clone().map(miss(part)));
        }
        let boundary = object::<BoundaryDocument<'_>>(members.permissions_boundary).permissions_boundary_arn;
        let last_used = object::<LastUsed<'_>>(members.role_last_used).last_used_date;
        let seconds =
            number(members.max_session_duration).filter(|_| self.known.unread(record, Read::SESSIONS).is_none());
        let draft = PrincipalDraft {
            arn: Arc::from(record.arn),
            kind: if is_role { PrincipalKind::Role } else { PrincipalKind::User },
            account: record.account,
            unique_id: text(id).map(|id| Box::from(&*id)),
            trust,
            inline,
            managed: attached(&members, &mut self.names),
            groups: self.groups_of(record, &members),
            boundary: text(boundary).map(|arn| self.names.keep(&arn)),
            tags: tags(members.tags, &mut self.names),
            instance_profiles: self.instance_profiles(members.instance_profile_list),
            max_session_duration: seconds.and_then(|seconds| u32::try_from(seconds).ok()),
            last_used: text(last_used).map(|date| Box::from(&*date)),
            stale: record.stale,
        };
        self.principals.push(draft);
    }

    /// The ARNs of instance profiles. A role of which none are told has none: they come with the role.
    fn instance_profiles(&mut self, member: Member<'_>) -> Box<[Arc<str>]> {
        let profiles = list(member).filter_map(|profile: InstanceProfile<'_>| text(profile.arn));
        profiles.map(|arn| self.names.keep(&arn)).collect()
    }

    /// The groups of a user, by ARN.
    fn groups_of(&mut self, record: &RecordText<'_>, members: &PrincipalDocument<'_>) -> Vec<Arc<str>> {
        let related = record.relations.iter().filter(|relation| relation.kind == RelationKind::MemberOf);
        let groups: Vec<Arc<str>> = related.map(|relation| self.names.keep(&relation.target)).collect();
        if !groups.is_empty() {
            return groups;
        }
        let named = list::<&serde_json::value::RawValue>(members.group_list).filter_map(|name| text(Some(name)));
        let partition = partition_in_arn(record.arn).unwrap_or("aws");
        let arns = named.map(|name| format!("arn:{partition}:iam::{}:group/{name}", record.account));
        arns.map(|arn| self.names.keep(&arn)).collect()
    }

    fn trust(
        &mut self,
        members: &PrincipalDocument<'_>,
        account: AccountId,
        inline: &mut Inline,
    ) -> Option<Arc<Policy>> {
        let compiled = match members.assume_role_policy_document {
            Some(policy) => {
                let compiled = self.pool.compile(policy.get(), account);
                compiled.map_err(|problem| damaged("the trust policy", &problem))
            }
            None => Err(self.names.keep("the trust policy was not read")),
        };
        let explain = |problem: Arc<str>| Missing { part: Part::Trust, source: None, reason: problem };
        compiled.map_err(|problem| inline.missing.push(explain(problem))).ok()
    }

    pub(super) fn add_group(&mut self, record: &RecordText<'_>) {
        let (members, unknown) = principal_document(self.known, record);
        let mut inline = Inline::read(members.group_policy_list, record.account, &self.pool, &mut self.names);
        let miss = |reason| {
            let reason = Arc::from(format!("group `{}`: {reason}", record.arn));
            Missing { part: Part::Identity, source: None, reason }
        };
        inline.missing.extend(unknown.map(miss));
        let managed = attached(&members, &mut self.names);
        self.groups.insert(self.names.keep(record.arn), GroupDraft { inline, managed });
    }

    /// The default version counts, whatever its number.
    pub(super) fn add_managed_policy(&mut self, record: &RecordText<'_>) {
        let arn = self.names.keep(record.arn);
        let Some(members) = document::<ManagedDocument<'_>>(record.document) else {
            return self.keep_managed(arn, Err(Arc::from(UNREADABLE)));
        };
        let default = text(members.default_version_id);
        let is_default = |version: &Version<'_>| match flag(version.is_default_version) {
            Some(is_default) => is_default,
            None => default.is_some() && text(version.version_id) == default,
        };
        let version = list(members.policy_version_list).find(is_default);
        let compiled = match (self.known.unread(record, Read::OWNED), version.and_then(|version| version.document)) {
            (Some(reason), _) => Err(reason),
            (None, Some(policy)) => {
                let compiled = self.pool.compile(policy.get(), record.account);
                compiled.map_err(|problem| damaged("it", &problem))
            }
            (None, None) => Err(self.names.keep("the text of its default version was not read")),
        };
        self.keep_managed(arn, compiled);
    }

    /// The same policy of AWS may come more than once; a text that is known wins.
    pub(super) fn keep_managed(&mut self, arn: Arc<str>, compiled: Compiled) {
        if compiled.is_ok() || !self.managed.contains_key(&arn) {
            self.managed.insert(arn, compiled);
        }
    }

    pub(super) fn add_provider(&mut self, record: &RecordText<'_>) {
        let kind = if record.kind == Kind::SamlProvider { ProviderKind::Saml } else { ProviderKind::Oidc };
        let (arn, account) = (self.names.keep(record.arn), record.account);
        let audiences = if kind == ProviderKind::Oidc { self.audiences(record) } else { None };
        self.providers.push(Provider { arn, account, kind, audiences });
    }

    /// The audiences of a provider; `None` where they were not read.
    fn audiences(&mut self, record: &RecordText<'_>) -> Option<Vec<Arc<str>>> {
        let members: ProviderDocument<'_> = document(record.document).filter(|_| record.unread.is_empty())?;
        // A provider of which only the ARN is known tells nothing of them; one that has none tells its URL.
        members.url.or(members.client_id_list)?;
        let ids = list::<&serde_json::value::RawValue>(members.client_id_list).filter_map(|id| text(Some(id)));
        Some(ids.map(|id| self.names.keep(&id)).collect())
    }
}

impl Inline {
    fn read(member: Member<'_>, account: AccountId, pool: &Pool, names: &mut Names) -> Self {
        let mut inline = Self::default();
        for policy in list::<InlinePolicy<'_>>(member) {
            let name = names.keep(&text(policy.policy_name).unwrap_or_default());
            let compiled = match policy.policy_document {
                Some(document) => pool.compile(document.get(), account).map_err(|problem| damaged("it", &problem)),
                None => Err(names.keep("its text was not read")),
            };
            match compiled {
                Ok(policy) => inline.policies.push((name, policy)),
                Err(problem) => {
                    let reason = Arc::from(format!("inline policy `{name}`: {problem}"));
                    inline.missing.push(Missing { part: Part::Identity, source: Some(Source::Inline(name)), reason });
                }
            }
        }
        inline
    }
}

fn attached(members: &PrincipalDocument<'_>, names: &mut Names) -> Vec<Arc<str>> {
    let policies = list(members.attached_managed_policies);
    policies.filter_map(|policy: AttachedPolicy<'_>| text(policy.policy_arn)).map(|arn| names.keep(&arn)).collect()
}

/// Tags in any of their shapes: a list of keys and values in either case, or a map.
pub(super) fn tags(member: Member<'_>, names: &mut Names) -> Box<[(Arc<str>, Arc<str>)]> {
    let Some(json) = member else { return Box::default() };
    if let Some(map) = document::<BTreeMap<String, Member<'_>>>(json.get()) {
        let mut pair =
            |(key, value): (String, Member<'_>)| (names.keep(&key), names.keep(&text(value).unwrap_or_default()));
        return map.into_iter().map(&mut pair).collect();
    }
    let mut pair = |tag: Tag<'_>| {
        let key = names.keep(&text(tag.key)?);
        Some((key, names.keep(&text(tag.value).unwrap_or_default())))
    };
    list(member).filter_map(&mut pair).collect()
}
