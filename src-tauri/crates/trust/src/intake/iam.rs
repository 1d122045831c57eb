//! Roles, users, groups, managed policies and identity providers.

use std::sync::Arc;

use armillary_model::{AccountId, Kind, Record, RelationKind};
use armillary_policy::Policy;
use serde_json::Value;

use super::{Intake, list, text};
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
    pub max_session_duration: Option<u32>,
    pub last_used: Option<Box<str>>,
    pub stale: bool,
}

/// Inline policies by name, and those that could not be compiled.
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

impl Intake {
    pub(super) fn add_principal(&mut self, record: &Record) {
        let document = &record.document;
        let is_role = record.kind == Kind::Role;
        let (id, inline) = if is_role { ("RoleId", "RolePolicyList") } else { ("UserId", "UserPolicyList") };
        let mut inline = Inline::read(document, inline, &self.pool, &mut self.names);
        let trust = if is_role { self.trust(document, &mut inline) } else { None };
        let boundary =
            document.get("PermissionsBoundary").and_then(|boundary| text(boundary, "PermissionsBoundaryArn"));
        let groups = record.relations.iter().filter(|relation| relation.kind == RelationKind::MemberOf);
        let mut groups: Vec<Arc<str>> = groups.map(|relation| self.names.keep(&relation.target)).collect();
        if groups.is_empty() {
            let named = list(document, "GroupList").filter_map(Value::as_str);
            let arns = named.map(|name| format!("arn:aws:iam::{}:group/{name}", record.account));
            groups = arns.map(|arn| self.names.keep(&arn)).collect();
        }
        let last_used = document.get("RoleLastUsed").and_then(|used| text(used, "LastUsedDate"));
        let seconds = document.get("MaxSessionDuration").and_then(Value::as_u64);
        let draft = PrincipalDraft {
            arn: Arc::from(record.arn.as_str()),
            kind: if is_role { PrincipalKind::Role } else { PrincipalKind::User },
            account: record.account,
            unique_id: text(document, id).map(Box::from),
            trust,
            inline,
            managed: attached(document, &mut self.names),
            groups,
            boundary: boundary.map(|arn| self.names.keep(arn)),
            tags: tags(document, &mut self.names),
            max_session_duration: seconds.and_then(|seconds| u32::try_from(seconds).ok()),
            last_used: last_used.map(Box::from),
            stale: record.stale,
        };
        self.principals.push(draft);
    }

    fn trust(&mut self, document: &Value, inline: &mut Inline) -> Option<Arc<Policy>> {
        let compiled = match document.get("AssumeRolePolicyDocument").filter(|policy| !policy.is_null()) {
            Some(policy) => self.pool.compile(policy),
            None => Err(self.names.keep("the trust policy was not read")),
        };
        let explain = |problem: Arc<str>| Missing { part: Part::Trust, source: None, reason: problem };
        compiled.map_err(|problem| inline.missing.push(explain(problem))).ok()
    }

    pub(super) fn add_group(&mut self, record: &Record) {
        let inline = Inline::read(&record.document, "GroupPolicyList", &self.pool, &mut self.names);
        let managed = attached(&record.document, &mut self.names);
        self.groups.insert(self.names.keep(&record.arn), GroupDraft { inline, managed });
    }

    /// The default version counts, whatever its number.
    pub(super) fn add_managed_policy(&mut self, record: &Record) {
        let document = &record.document;
        let default = text(document, "DefaultVersionId");
        let is_default = |version: &&Value| match version.get("IsDefaultVersion").and_then(Value::as_bool) {
            Some(is_default) => is_default,
            None => default.is_some() && text(version, "VersionId") == default,
        };
        let version = list(document, "PolicyVersionList").find(is_default);
        let compiled: Compiled = match version.and_then(|version| version.get("Document")) {
            Some(policy) => self.pool.compile(policy),
            None => Err(self.names.keep("the text of its default version was not read")),
        };
        let arn = self.names.keep(&record.arn);
        // The same policy of AWS may come more than once; a text that is known wins.
        if compiled.is_ok() || !self.managed.contains_key(&arn) {
            self.managed.insert(arn, compiled);
        }
    }

    pub(super) fn add_provider(&mut self, record: &Record) {
        let kind = if record.kind == Kind::SamlProvider { ProviderKind::Saml } else { ProviderKind::Oidc };
        self.providers.push(Provider { arn: self.names.keep(&record.arn), account: record.account, kind });
    }
}

impl Inline {
    fn read(document: &Value, member: &str, pool: &Pool, names: &mut Names) -> Self {
        let mut inline = Self::default();
        for policy in list(document, member) {
            let name = names.keep(text(policy, "PolicyName").unwrap_or_default());
            let compiled = match policy.get("PolicyDocument").filter(|document| !document.is_null()) {
                Some(document) => pool.compile(document),
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

fn attached(document: &Value, names: &mut Names) -> Vec<Arc<str>> {
    list(document, "AttachedManagedPolicies")
        .filter_map(|policy| text(policy, "PolicyArn"))
        .map(|arn| names.keep(arn))
        .collect()
}

/// Tags in any of their shapes: a list of keys and values in either case, or a map.
pub(super) fn tags(document: &Value, names: &mut Names) -> Box<[(Arc<str>, Arc<str>)]> {
    let mut pair =
        |key: Option<&str>, value: Option<&str>| Some((names.keep(key?), names.keep(value.unwrap_or_default())));
    match document.get("Tags") {
        Some(Value::Array(tags)) => {
            let either = |tag: &Value, upper: &str, lower: &str| -> Option<String> {
                text(tag, upper).or_else(|| text(tag, lower)).map(str::to_owned)
            };
            let pairs = tags.iter().map(|tag| (either(tag, "Key", "key"), either(tag, "Value", "value")));
            pairs.filter_map(|(key, value)| pair(key.as_deref(), value.as_deref())).collect()
        }
        Some(Value::Object(tags)) => tags.iter().filter_map(|(key, value)| pair(Some(key), value.as_str())).collect(),
        _ => Box::default(),
    }
}
