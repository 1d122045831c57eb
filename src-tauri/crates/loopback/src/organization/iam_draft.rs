//! Drafting one account's IAM content: roles as they are told, with ids, dates and shared texts filled in.

use std::{collections::HashMap, sync::Arc};

use armillary_model::AccountId;

use super::{
    layout::{Layout, Seat},
    policy,
};
use crate::state::{
    Document, Iam, InlinePolicy, LastUsed, ManagedPolicy, OidcProvider, PolicyVersion, Role, SamlProvider, Tag,
    Timestamp,
};

/// The last day on which anything in the organization was used: 2026-10-30.
const LAST_DAY: i64 = 1_793_318_400;
const DAY: i64 = 86_400;

/// Texts and documents that many accounts hold alike, each kept once.
#[derive(Default)]
pub(crate) struct Pool {
    texts: HashMap<&'static str, Arc<str>>,
    documents: HashMap<&'static str, Document>,
}

impl Pool {
    /// The shared copy of a text.
    pub fn text(&mut self, text: &'static str) -> Arc<str> {
        Arc::clone(self.texts.entry(text).or_insert_with(|| text.into()))
    }

    /// The shared copy of the document known by `key`, written when it is first asked for.
    pub fn document(&mut self, key: &'static str, write: impl FnOnce() -> Document) -> Document {
        self.documents.entry(key).or_insert_with(write).clone()
    }
}

/// A role as it is told; what is not told is as AWS has it by default.
pub(crate) struct Told {
    name: Arc<str>,
    path: &'static str,
    description: &'static str,
    trust: Document,
    max_session: u32,
    inline: Vec<(&'static str, Document)>,
    attached: Vec<&'static str>,
    bounded: bool,
    persona: Option<&'static str>,
}

/// A role with this name and trust policy.
pub(crate) fn role(name: impl Into<Arc<str>>, trust: Document) -> Told {
    Told {
        name: name.into(),
        path: "/",
        description: "",
        trust,
        max_session: 3_600,
        inline: Vec::new(),
        attached: Vec::new(),
        bounded: false,
        persona: None,
    }
}

impl Told {
    /// Puts the role under a path.
    pub fn path(mut self, path: &'static str) -> Self {
        self.path = path;
        self
    }

    /// Says what the role is for.
    pub fn says(mut self, description: &'static str) -> Self {
        self.description = description;
        self
    }

    /// Sets the longest session, in hours.
    pub fn hours(mut self, hours: u32) -> Self {
        self.max_session = hours * 3_600;
        self
    }

    /// Adds an inline policy.
    pub fn inline(mut self, name: &'static str, document: Document) -> Self {
        self.inline.push((name, document));
        self
    }

    /// Attaches an AWS-managed policy by its ARN.
    pub fn attach(mut self, policy: &'static str) -> Self {
        self.attached.push(policy);
        self
    }

    /// Bounds the role by the account's boundary for team roles.
    pub fn bounded(mut self) -> Self {
        self.bounded = true;
        self
    }

    /// Tags the role with the persona that uses it.
    pub fn persona(mut self, persona: &'static str) -> Self {
        self.persona = Some(persona);
        self
    }
}

/// One account's IAM content in the making.
pub(crate) struct IamDraft<'a> {
    pub layout: &'a Layout,
    pub seat: &'a Seat,
    pub pool: &'a mut Pool,
    pub iam: Iam,
}

/// The name of the policy that bounds team roles.
pub(crate) const BOUNDARY: &str = "MLTeamBoundary";

impl IamDraft<'_> {
    /// The account.
    pub fn account(&self) -> AccountId {
        self.seat.id
    }

    /// Adds a role.
    pub fn add(&mut self, told: Told) {
        let (ids, account) = (self.layout.ids, self.account());
        let key = format!("{account}/role/{}", told.name);
        let mut tags = Vec::new();
        if let Some(persona) = told.persona {
            tags.push(Tag { key: self.pool.text("persona"), value: self.pool.text(persona) });
        }
        let inline = told.inline.into_iter();
        let role = Role {
            id: ids.unique("AROA", &key),
            path: self.pool.text(told.path),
            description: self.pool.text(told.description),
            created: Timestamp(self.seat.joined.0 + 60 + ids.number(&key, 7 * DAY as u64) as i64),
            trust: told.trust,
            max_session: told.max_session,
            inline: inline.map(|(name, document)| InlinePolicy { name: self.pool.text(name), document }).collect(),
            attached: told.attached.into_iter().map(|policy| self.pool.text(policy)).collect(),
            boundary: told.bounded.then(|| format!("arn:aws:iam::{account}:policy/{BOUNDARY}").into()),
            tags,
            last_used: self.last_used(&key),
            name: told.name,
        };
        self.iam.roles.insert(Arc::clone(&role.name), role);
    }

    /// Adds a customer managed policy with one version.
    pub fn add_policy(&mut self, name: &'static str, description: &'static str, document: Document) {
        let created = Timestamp(self.seat.joined.0 + 30);
        let version = PolicyVersion { id: self.pool.text("v1"), is_default: true, created, document };
        let policy = ManagedPolicy {
            arn: format!("arn:aws:iam::{}:policy/{name}", self.account()).into(),
            name: self.pool.text(name),
            path: self.pool.text("/"),
            id: self.layout.ids.unique("ANPA", &format!("{}/policy/{name}", self.account())),
            description: self.pool.text(description),
            created,
            updated: created,
            versions: vec![version],
            tags: Vec::new(),
        };
        self.iam.policies.insert(name.to_owned(), policy);
    }

    /// Adds the role that IAM Identity Center makes of a permission set.
    pub fn add_permission_set(&mut self, permission_set: &'static str, shape: impl FnOnce(Told) -> Told) {
        let name = permission_set_role(self.layout, self.account(), permission_set);
        let told = role(name, self.saml_trust()).path("/aws-reserved/sso.amazonaws.com/").hours(12);
        self.add(shape(told));
    }

    /// Adds GitHub as an identity provider, for workflows that deploy.
    pub fn add_github(&mut self) {
        let arn = format!("arn:aws:iam::{}:oidc-provider/{}", self.account(), policy::GITHUB);
        let provider = OidcProvider {
            arn: arn.clone(),
            url: policy::GITHUB.to_owned(),
            client_ids: vec!["sts.amazonaws.com".to_owned()],
            thumbprints: vec!["6938fd4d98bab03faadb97b34396831e3780aea1".to_owned()],
            created: Timestamp(self.seat.joined.0 + 3_600),
            tags: Vec::new(),
        };
        self.iam.oidc_providers.insert(arn, provider);
    }

    /// The trust policy of roles made of permission sets; adds the identity provider they need.
    fn saml_trust(&mut self) -> Document {
        let instance = self.layout.ids.digits("identity-center", 16);
        let arn = format!("arn:aws:iam::{}:saml-provider/AWSSSO_{instance}_DO_NOT_DELETE", self.account());
        let created = Timestamp(self.seat.joined.0 + 20);
        let trust = policy::trust_saml(&arn);
        let provider = SamlProvider {
            arn: arn.clone(),
            created,
            valid_until: Timestamp(created.0 + 3_650 * DAY),
            metadata: self.pool.text(SAML_METADATA),
            tags: Vec::new(),
        };
        self.iam.saml_providers.entry(arn).or_insert(provider);
        trust
    }

    fn last_used(&self, key: &str) -> Option<LastUsed> {
        let chance = self.layout.ids.number(&format!("used/{key}"), 1_000);
        let at = Timestamp(LAST_DAY - (chance as i64 * chance as i64) * 40);
        let region =
            self.layout.regions.get(usize::from(chance.is_multiple_of(3))).or_else(|| self.layout.regions.first())?;
        (chance < 700 && at > self.seat.joined).then(|| LastUsed { at, region: Arc::clone(region) })
    }
}

/// The name of the role that a permission set has in an account.
pub(crate) fn permission_set_role(layout: &Layout, account: AccountId, permission_set: &str) -> String {
    let suffix = layout.ids.digits(&format!("{account}/permission-set/{permission_set}"), 16);
    format!("AWSReservedSSO_{permission_set}_{suffix}")
}

/// What the identity provider of Identity Center says about itself.
pub(crate) const SAML_METADATA: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><md:EntityDescriptor \
xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" entityID=\"https://portal.sso.us-east-1.amazonaws.com/saml/assertion/meridian\">\
<md:IDPSSODescriptor WantAuthnRequestsSigned=\"false\" protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\"/>\
</md:EntityDescriptor>";
