//! The principals that a statement names, and whom they cover.

use crate::{
    PrincipalElement, PrincipalKind,
    context::Key,
    lookup::{Given, Lookup},
    principal::{Principal, is_account_id},
    residual::Literal,
    truth::{Logic, Truth},
};

/// `Principal` or `NotPrincipal`, compiled.
#[derive(Clone, Debug)]
pub(crate) struct PrincipalList {
    pub(crate) negated: bool,
    pub(crate) elements: Box<[Element]>,
}

/// A principal as a policy names it, taken apart.
#[derive(Clone, Debug)]
pub(crate) enum Element {
    Anyone,
    AnyService,
    AnyFederated,
    Account(Home),
    User(Box<str>),
    Role {
        arn: Box<str>,
        home: Home,
        name: Box<str>,
    },
    Session {
        arn: Box<str>,
        home: Home,
        role: Box<str>,
        session: Box<str>,
    },
    /// Some other ARN: it covers who has exactly this one.
    Arn(Box<str>),
    UniqueId(Box<str>),
    Service(Box<str>),
    Federated(Box<str>),
    CanonicalUser(Box<str>),
    Unknown {
        sort: Box<str>,
        text: Box<str>,
    },
}

/// An account, and the partition that an ARN names with it.
#[derive(Clone, Debug)]
pub(crate) struct Home {
    partition: Option<Box<str>>,
    account: Box<str>,
}

/// By which sort of principal a caller is covered. The sorts weigh differently within an account (IAM User Guide, "Permissions
/// boundaries for IAM entities").
#[derive(Clone, Debug)]
pub(crate) struct Grants<V> {
    /// As itself: user, session, service, provider, or anyone.
    pub(crate) direct: V,
    /// As a session of a role that is named.
    pub(crate) role: V,
    /// As a principal of an account that is named.
    pub(crate) account: V,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Facet {
    Direct,
    Role,
    Account,
}

/// Who asks, as far as principals are concerned.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Caller<'r> {
    pub(crate) principal: &'r Principal,
    pub(crate) lookup: Lookup<'r>,
    /// Whether a permissions boundary is set on the caller.
    pub(crate) bounded: bool,
}

impl<V: Logic> Grants<V> {
    pub(crate) fn none() -> Grants<V> {
        Grants { direct: V::certain(false), role: V::certain(false), account: V::certain(false) }
    }

    pub(crate) fn direct(direct: V) -> Grants<V> {
        Grants { direct, ..Grants::none() }
    }

    pub(crate) fn any(self) -> V {
        self.direct.or(self.role).or(self.account)
    }

    pub(crate) fn or(self, other: Grants<V>) -> Grants<V> {
        Grants {
            direct: self.direct.or(other.direct),
            role: self.role.or(other.role),
            account: self.account.or(other.account),
        }
    }

    /// The grants, each under a further condition.
    pub(crate) fn only_if(self, condition: V) -> Grants<V> {
        Grants {
            direct: self.direct.and(condition.clone()),
            role: self.role.and(condition.clone()),
            account: self.account.and(condition),
        }
    }
}

impl PrincipalList {
    /// Whether it names everybody, so that it tells no caller from another.
    pub(crate) fn is_everybody(&self) -> bool {
        !self.negated && self.elements.iter().any(|element| matches!(element, Element::Anyone))
    }

    /// How the list of an Allow statement covers the caller. `NotPrincipal` covers everyone who is not listed in any way.
    pub(crate) fn allows<V: Logic>(&self, caller: &Caller<'_>) -> Grants<V> {
        let listed = self.listed::<V>(caller);
        if self.negated { Grants::direct(listed.any().not()) } else { listed }
    }

    /// Whether the list of a Deny statement covers the caller. `NotPrincipal` spares only who is listed with every part of its
    /// identity, and nobody who has a permissions boundary. A role acts in sessions only: one of them must be listed too.
    pub(crate) fn denies<V: Logic>(&self, caller: &Caller<'_>) -> V {
        if self.negated && caller.bounded {
            return V::certain(true);
        }
        let Grants { direct, role, account } = self.listed::<V>(caller);
        if !self.negated {
            return direct.or(role).or(account);
        }
        let spared = match caller.principal.kind() {
            PrincipalKind::User | PrincipalKind::FederatedUser => direct.and(account),
            PrincipalKind::RoleSession | PrincipalKind::Role => direct.and(role).and(account),
            PrincipalKind::Root | PrincipalKind::Account => account,
            PrincipalKind::Service
            | PrincipalKind::SamlProvider
            | PrincipalKind::OidcProvider
            | PrincipalKind::Anonymous => direct,
        };
        spared.not()
    }

    fn listed<V: Logic>(&self, caller: &Caller<'_>) -> Grants<V> {
        let mut grants = Grants::none();
        for element in &self.elements {
            if matches!(element, Element::Anyone) {
                let everyone = || V::certain(true);
                // In a `NotPrincipal`, everyone is listed with every part of their identity.
                grants = if self.negated {
                    Grants { direct: everyone(), role: everyone(), account: everyone() }
                } else {
                    Grants::direct(everyone())
                }
                .or(grants);
                continue;
            }
            let (facet, covers) = element.covers(caller);
            let covers = V::of(covers, || element.literal());
            match facet {
                Facet::Direct => grants.direct = grants.direct.or(covers),
                Facet::Role => grants.role = grants.role.or(covers),
                Facet::Account => grants.account = grants.account.or(covers),
            }
        }
        grants
    }
}

impl Element {
    /// `*` as the whole of a `Principal` is [`Element::Anyone`]; this reads one value under a type such as `AWS`.
    pub(crate) fn read(sort: &str, text: &str) -> Element {
        let boxed = || text.into();
        match sort.to_ascii_lowercase().as_str() {
            "aws" => read_aws(text),
            "service" if text == "*" => Element::AnyService,
            "service" => Element::Service(boxed()),
            "federated" if text == "*" => Element::AnyFederated,
            "federated" => Element::Federated(boxed()),
            "canonicaluser" => Element::CanonicalUser(boxed()),
            _ => Element::Unknown { sort: sort.into(), text: boxed() },
        }
    }

    pub(crate) fn shown(&self) -> PrincipalElement<'_> {
        match self {
            Element::Anyone => PrincipalElement::Anyone,
            Element::AnyService => PrincipalElement::Service("*"),
            Element::AnyFederated => PrincipalElement::Federated("*"),
            Element::Account(home) => PrincipalElement::Account(&home.account),
            Element::User(arn) | Element::Role { arn, .. } | Element::Session { arn, .. } | Element::Arn(arn) => {
                PrincipalElement::Arn(arn)
            }
            Element::UniqueId(id) => PrincipalElement::UniqueId(id),
            Element::Service(name) => PrincipalElement::Service(name),
            Element::Federated(name) => PrincipalElement::Federated(name),
            Element::CanonicalUser(id) => PrincipalElement::CanonicalUser(id),
            Element::Unknown { sort, text } => PrincipalElement::Unknown(sort, text),
        }
    }

    fn covers(&self, caller: &Caller<'_>) -> (Facet, Truth) {
        let principal = caller.principal;
        let kind = principal.kind();
        let is_role = |home: &Home, name: &str| home.is_of(principal) && principal.name().eq_ignore_ascii_case(name);
        let is = |wanted: PrincipalKind, text: &str| (kind == wanted && principal.as_str() == text).into();
        match self {
            Element::Anyone => (Facet::Direct, Truth::True),
            Element::Account(home) => (Facet::Account, (kind.is_aws() && home.is_of(principal)).into()),
            Element::User(arn) => (Facet::Direct, is(PrincipalKind::User, arn)),
            Element::Role { arn, home, name } => match kind {
                PrincipalKind::RoleSession => (Facet::Role, is_role(home, name).into()),
                _ => (Facet::Role, is(PrincipalKind::Role, arn)),
            },
            Element::Session { home, role, session, .. } => match kind {
                PrincipalKind::RoleSession => {
                    (Facet::Direct, (is_role(home, role) && principal.session() == Some(session)).into())
                }
                // A role stands for any of its sessions; which one it will be is only known to be open in symbolic mode.
                PrincipalKind::Role if is_role(home, role) => (Facet::Direct, caller.lookup.open()),
                _ => (Facet::Direct, Truth::False),
            },
            Element::Arn(arn) => (Facet::Direct, (kind.is_aws() && principal.as_str() == &**arn).into()),
            Element::UniqueId(id) => covers_unique_id(id, caller),
            Element::AnyService => (Facet::Direct, (kind == PrincipalKind::Service).into()),
            Element::Service(name) => (Facet::Direct, is(PrincipalKind::Service, name)),
            Element::AnyFederated => (Facet::Direct, is_federated(kind).into()),
            Element::Federated(name) => (Facet::Direct, (is_federated(kind) && principal.as_str() == &**name).into()),
            Element::CanonicalUser(_) if kind.is_aws() => (Facet::Account, Truth::Unknown),
            Element::CanonicalUser(_) => (Facet::Account, Truth::False),
            Element::Unknown { .. } => (Facet::Direct, Truth::Unknown),
        }
    }

    fn literal(&self) -> Literal {
        let (key, operator, value) = match self {
            Element::UniqueId(id) if id.starts_with("AROA") => ("aws:userid", "StringLike", format!("{id}:*")),
            Element::UniqueId(id) => ("aws:userid", "StringEquals", id.to_string()),
            Element::Session { arn, .. } => ("principal", "ArnEquals", arn.to_string()),
            Element::CanonicalUser(id) => ("principal", "CanonicalUser", id.to_string()),
            Element::Unknown { sort, text } => ("principal", &**sort, text.to_string()),
            other => ("principal", "Principal", format!("{:?}", other.shown())),
        };
        Literal { key: key.into(), operator: operator.into(), values: vec![value], negated: false }
    }
}

fn covers_unique_id(id: &str, caller: &Caller<'_>) -> (Facet, Truth) {
    const USER_ID: Key = Key::known("aws:userid");
    let (facet, possible) = match caller.principal.kind() {
        PrincipalKind::Role | PrincipalKind::RoleSession => (Facet::Role, id.starts_with("AROA")),
        PrincipalKind::User => (Facet::Direct, id.starts_with("AIDA")),
        PrincipalKind::Account if id.starts_with("AROA") => (Facet::Role, true),
        PrincipalKind::Account => (Facet::Direct, true),
        _ => (Facet::Direct, false),
    };
    let covers = match caller.lookup.key(&USER_ID) {
        _ if !possible => Truth::False,
        Given::One(given) | Given::Start(given) => (given.split(':').next() == Some(id)).into(),
        Given::Unknown => Truth::Unknown,
        Given::Absent | Given::Many(_) => Truth::False,
    };
    (facet, covers)
}

fn is_federated(kind: PrincipalKind) -> bool {
    matches!(kind, PrincipalKind::SamlProvider | PrincipalKind::OidcProvider)
}

impl Home {
    /// Whether the principal is of the account; a partition that only one of both names is the same.
    fn is_of(&self, principal: &Principal) -> bool {
        let partitions = (self.partition.as_deref(), principal.partition());
        let same_partition = !matches!(partitions, (Some(mine), Some(theirs)) if mine != theirs);
        principal.account() == Some(&*self.account) && same_partition
    }
}

fn read_aws(text: &str) -> Element {
    let unknown = || Element::Unknown { sort: "AWS".into(), text: text.into() };
    if text == "*" {
        return Element::Anyone;
    }
    if is_account_id(text) {
        return Element::Account(Home { partition: None, account: text.into() });
    }
    if is_unique_id(text) {
        return Element::UniqueId(text.into());
    }
    let segments: [&str; 6] = match text.splitn(6, ':').collect::<Vec<_>>().try_into() {
        Ok(segments) => segments,
        Err(_) => return unknown(),
    };
    let [_, partition, service, _, account, rest] = segments;
    let home = || Home { partition: Some(partition.into()), account: account.into() };
    let (sort, path) = rest.split_once('/').unwrap_or((rest, ""));
    match (service, sort, path) {
        ("iam", "root", "") => Element::Account(home()),
        ("iam", "user", _) => Element::User(text.into()),
        ("iam", "role", _) => {
            Element::Role { arn: text.into(), home: home(), name: path.rsplit('/').next().unwrap_or(path).into() }
        }
        ("sts", "assumed-role", _) => match path.split_once('/') {
            Some((role, session)) => {
                Element::Session { arn: text.into(), home: home(), role: role.into(), session: session.into() }
            }
            None => unknown(),
        },
        // A group is no principal, and covers nobody.
        ("sts", "federated-user", _) | ("iam", "group", _) => Element::Arn(text.into()),
        _ => unknown(),
    }
}

/// Unique ids of users and roles (IAM User Guide, "IAM identifiers").
fn is_unique_id(text: &str) -> bool {
    (text.starts_with("AIDA") || text.starts_with("AROA"))
        && text.len() >= 16
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
