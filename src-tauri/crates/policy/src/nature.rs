//! What AWS decides by nature and not by policy: by who calls what, and by whom a thing belongs to. The tables are facts; here
//! they are held against a request.

use armillary_facts::{Answer, Call, CallerKind, Changer, Protected};

use crate::{
    Layer, Policies, Principal, PrincipalKind, Request,
    context::Key,
    lookup::{Given, Lookup},
    principal::service_of_path,
    residual::Literal,
    truth::Truth,
};

/// How a request stands before policies are asked.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Nature {
    /// It is allowed, whatever policies say.
    Always,
    /// No policy can allow it.
    Never(Barred),
    /// The policies on the caller's side alone decide, also in another account.
    Caller,
    /// Policies decide.
    Policies,
    /// Policies decide where this holds; otherwise none can allow it.
    PoliciesIf(Literal),
}

/// Why no policy can allow a request, and the layer that stands for the objection.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Barred {
    /// What a person should know.
    pub(crate) reason: &'static str,
    pub(crate) layer: Layer,
}

const PRINCIPAL_ARN: Key = Key::known("aws:principalarn");
const PASSED_TO: Key = Key::known("iam:passedtoservice");
const OTHER_PARTITION: &str = "principals of one partition reach nothing of another";
const FOREIGN_PROVIDER: &str = "the identity provider is not of the account of the role, which only knows its own";

impl Nature {
    pub(crate) fn of(request: &Request<'_>, policies: &Policies<'_>) -> Nature {
        let kind = request.principal.kind();
        let side = if kind.is_aws() { Layer::Identity } else { Layer::Resource };
        let never = |reason| Nature::Never(Barred { reason, layer: side });
        let call = call(request, policies);
        match call.map(|call| call.answer) {
            Some(Answer::Always) => return Nature::Always,
            Some(Answer::Never) => return never(call.map_or("", |call| call.because)),
            _ if is_of_another_partition(request) => return never(OTHER_PARTITION),
            Some(Answer::Caller) => return Nature::Caller,
            Some(Answer::Policies) | None => {}
        }
        if is_foreign_provider(request) {
            return never(FOREIGN_PROVIDER);
        }
        protected(request).map_or(Nature::Policies, |row| change(row, request, never))
    }
}

/// The row of the table of calls that is about the request.
fn call(request: &Request<'_>, policies: &Policies<'_>) -> Option<&'static Call> {
    let action = request.action;
    if !matches!(action.service(), "sts" | "iam") {
        return None;
    }
    let caller = match request.principal.kind() {
        PrincipalKind::User => CallerKind::User,
        PrincipalKind::Role => CallerKind::Role,
        PrincipalKind::RoleSession => CallerKind::Session,
        PrincipalKind::FederatedUser => CallerKind::Federated,
        PrincipalKind::Root => CallerKind::Root,
        PrincipalKind::Account if policies.identity.is_empty() => CallerKind::Root,
        PrincipalKind::Account => CallerKind::Account,
        PrincipalKind::Service => CallerKind::Service,
        PrincipalKind::SamlProvider => CallerKind::Saml,
        PrincipalKind::OidcProvider => CallerKind::Oidc,
        PrincipalKind::Anonymous => CallerKind::Anonymous,
    };
    armillary_facts::calls().iter().find(|call| call.is_about(action.as_str(), caller))
}

fn is_of_another_partition(request: &Request<'_>) -> bool {
    let named = request.resource.segment(1).filter(|partition| !partition.contains(['*', '?']));
    matches!((request.principal.partition(), named), (Some(mine), Some(theirs)) if mine != theirs)
}

/// Whether an identity provider vouches for the caller that the account of the resource does not have.
fn is_foreign_provider(request: &Request<'_>) -> bool {
    let is_provider = matches!(request.principal.kind(), PrincipalKind::SamlProvider | PrincipalKind::OidcProvider);
    let is_foreign = |account| request.account_of_resource() != Some(account);
    is_provider && request.action.service() == "sts" && request.principal.account().is_some_and(is_foreign)
}

/// The row of the table of protected things that is about the request.
fn protected(request: &Request<'_>) -> Option<&'static Protected> {
    let (action, resource) = (request.action, request.resource);
    let (service, account, rest) = (resource.segment(2)?, resource.segment(4)?, resource.segment(5)?);
    if service != action.service() {
        return None;
    }
    let covers = |row: &&Protected| row.service == service && row.covers(account, rest) && row.forbids(action.name());
    armillary_facts::protected().iter().find(covers)
}

/// What becomes of a change of something that is protected.
fn change(row: &Protected, request: &Request<'_>, never: impl Fn(&'static str) -> Nature) -> Nature {
    let owner = || request.resource.segment(5).and_then(|rest| service_of_path(rest.strip_prefix("role/")?));
    let may = |service: Option<&str>| service.is_some() && service == acts_for(request.principal);
    match row.by {
        Changer::Service(service) if may(Some(service)) => Nature::Policies,
        Changer::Owner if may(owner()) => Nature::Policies,
        Changer::Nobody | Changer::Service(_) | Changer::Owner => never(row.because),
        Changer::PassedToOwner => {
            let lookup = Lookup { context: request.context, mode: request.mode };
            match (lookup.key(&PASSED_TO), owner()) {
                (Given::One(service), Some(owner)) if service == owner => Nature::Policies,
                (Given::Unknown, Some(owner)) => Nature::PoliciesIf(Literal {
                    key: "iam:PassedToService".into(),
                    operator: "StringEquals".into(),
                    values: vec![owner.to_owned()],
                    negated: false,
                }),
                _ => never(row.because),
            }
        }
    }
}

/// The service that the caller is, or whose service-linked role it has.
fn acts_for(principal: &Principal) -> Option<&str> {
    match principal.kind() {
        PrincipalKind::Service => Some(principal.name()),
        _ => principal.linked_to(),
    }
}

/// Whether the caller acts with a service-linked role. The ARN of a session does not tell the path of its role: `aws:PrincipalArn`
/// does, where it is known; otherwise a name that no service is known to give its role leaves it open.
pub(crate) fn is_service_linked(request: &Request<'_>) -> Truth {
    let principal = request.principal;
    if principal.kind() != PrincipalKind::RoleSession {
        return principal.is_service_linked().into();
    }
    let lookup = Lookup { context: request.context, mode: request.mode };
    match lookup.key(&PRINCIPAL_ARN) {
        Given::One(arn) => arn.contains(":role/aws-service-role/").into(),
        _ if principal.is_service_linked() => Truth::True,
        _ if principal.name().starts_with("AWSServiceRoleFor") => Truth::Unknown,
        _ => Truth::False,
    }
}

/// That the caller acts with a service-linked role.
pub(crate) fn linked_literal() -> Literal {
    Literal {
        key: "aws:PrincipalArn".into(),
        operator: "ArnLike".into(),
        values: vec!["arn:*:iam::*:role/aws-service-role/*".into()],
        negated: false,
    }
}
