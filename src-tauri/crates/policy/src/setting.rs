//! Which layers have a say in a request, and how they work together.

use armillary_facts::resource_pattern;

use crate::{
    Layer, Level, Policies, PrincipalKind, Request, Resource,
    element::Grants,
    nature::{Nature, is_service_linked},
    rcp,
    truth::{Logic, Truth},
};

/// The circumstances of a request that decide which policies count.
#[derive(Clone, Debug)]
pub(crate) struct Setting<'p> {
    /// Whether the principal is of an account, with policies of its own; services, providers' users and anonymous are not.
    is_aws: bool,
    same_account: bool,
    /// Whether the resource's own policy must allow, also within the account.
    governed: bool,
    pub(crate) nature: Nature,
    /// Whether the caller acts with a service-linked role, which control policies do not restrict.
    pub(crate) linked: Truth,
    /// What the resource `*` stands for, where the action is about resources.
    pub(crate) everything: Vec<Resource>,
    pub(crate) identity: Identity,
    pub(crate) scps: Result<&'p [Level], &'static str>,
    pub(crate) rcps: Result<&'p [Level], &'static str>,
}

/// What stands for the identity policies of a principal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Identity {
    Policies,
    /// The root user may do what no other policy forbids.
    Root,
    /// The principal has none by nature.
    None,
}

/// What a layer says.
#[derive(Clone, Debug)]
pub(crate) struct Said<V> {
    /// That no statement denies.
    pub(crate) undenied: V,
    pub(crate) allow: Grants<V>,
}

/// What all layers say. A layer that is not consulted allows.
#[derive(Clone, Debug)]
pub(crate) struct Layers<V> {
    pub(crate) scp: Said<V>,
    pub(crate) rcp: Said<V>,
    pub(crate) boundary: Said<V>,
    pub(crate) identity: Said<V>,
    pub(crate) resource: Said<V>,
    pub(crate) session: Said<V>,
    pub(crate) endpoint: Said<V>,
}

impl<V: Logic> Said<V> {
    pub(crate) fn nothing() -> Said<V> {
        Said { undenied: V::certain(true), allow: Grants::none() }
    }

    pub(crate) fn allows() -> Said<V> {
        Said { undenied: V::certain(true), allow: Grants::direct(V::certain(true)) }
    }
}

impl<V: Logic> Layers<V> {
    pub(crate) fn in_order(&self) -> [(Layer, &Said<V>); 7] {
        [
            (Layer::Scp, &self.scp),
            (Layer::Rcp, &self.rcp),
            (Layer::Boundary, &self.boundary),
            (Layer::Identity, &self.identity),
            (Layer::Resource, &self.resource),
            (Layer::Session, &self.session),
            (Layer::Endpoint, &self.endpoint),
        ]
    }
}

impl<'p> Setting<'p> {
    pub(crate) fn of(request: &Request<'_>, policies: &Policies<'p>) -> Setting<'p> {
        let principal = request.principal;
        let is_aws = principal.kind().is_aws();
        let governed = is_assumed_role(request) || is_key(request);
        let linked = is_service_linked(request);
        let is_root = match principal.kind() {
            PrincipalKind::Root => true,
            PrincipalKind::Account => policies.identity.is_empty(),
            _ => false,
        };
        let identity = match (is_aws, is_root) {
            (false, _) => Identity::None,
            (true, true) => Identity::Root,
            (true, false) => Identity::Policies,
        };
        let scps = match policies.scps {
            _ if !is_aws => Err("service control policies only restrict principals of member accounts"),
            _ if linked == Truth::True => Err("service control policies do not restrict service-linked roles"),
            None | Some([]) => Err("no service control policies restrict this principal"),
            Some(levels) => Ok(levels),
        };
        let rcps = match policies.rcps {
            None | Some([]) => Err("no resource control policies restrict this resource"),
            _ if linked == Truth::True => {
                Err("resource control policies do not restrict calls of service-linked roles")
            }
            Some(levels) => rcp::applies(request.action, request.resource).map(|()| levels),
        };
        let same_account = is_aws && request.account_of_resource() == principal.account();
        let (nature, everything) = (Nature::of(request, policies), everything(request));
        Setting { is_aws, same_account, governed, nature, linked, everything, identity, scps, rcps }
    }

    /// The circumstances as a number, but for the policies; `None` where they are more than that.
    pub(crate) fn in_short(&self) -> Option<u64> {
        if self.nature != Nature::Policies || self.linked == Truth::Unknown {
            return None;
        }
        let flags = [self.is_aws, self.same_account, self.governed, self.scps.is_ok(), self.rcps.is_ok()];
        Some(flags.into_iter().fold(0, |all, flag| (all << 1) | u64::from(flag)))
    }

    /// A level of the control policies that have a say.
    pub(crate) fn level(&self, layer: Layer, index: usize) -> Option<&'p Level> {
        match layer {
            Layer::Scp => self.scps.ok()?.get(index),
            Layer::Rcp => self.rcps.ok()?.get(index),
            _ => None,
        }
    }

    /// What all layers together allow, denials left aside. `identity`, `boundary` and `session` limit what is not granted to the
    /// caller directly within its account (IAM User Guide, "Policy evaluation logic").
    pub(crate) fn allow<V: Logic>(&self, layers: &Layers<V>) -> V {
        let grants = layers.resource.allow.clone();
        let outer = layers.scp.allow.direct.clone().and(layers.endpoint.allow.clone().any());
        let outer = match &self.nature {
            Nature::Never(_) => return V::certain(false),
            Nature::PoliciesIf(literal) => outer.and(V::unknown(|| literal.clone())),
            Nature::Always | Nature::Caller | Nature::Policies => outer,
        };
        if !self.is_aws {
            return outer.and(grants.any());
        }
        let identity = layers.identity.allow.direct.clone();
        let limits = layers.boundary.allow.direct.clone().and(layers.session.allow.direct.clone());
        let core = match (self.same_account, self.governed) {
            _ if self.nature == Nature::Caller => identity.and(limits),
            (true, true) => grants.direct.or(grants.role.or(grants.account.and(identity)).and(limits)),
            (true, false) => grants.direct.or(grants.role.or(identity).and(limits)),
            (false, _) => grants.any().and(identity).and(limits),
        };
        outer.and(core)
    }

    /// The layers without whose missing permission the request would not be denied, in their order.
    pub(crate) fn silent<V: Logic>(&self, layers: &Layers<V>, fails: impl Fn(&V) -> bool) -> Vec<Layer> {
        let mut silent = Vec::new();
        let mut blame = |layer: Layer, allow: &V| {
            if fails(allow) {
                silent.push(layer);
            }
        };
        let grants = &layers.resource.allow;
        let any_grant = grants.clone().any();
        blame(Layer::Scp, &layers.scp.allow.direct);
        blame(Layer::Endpoint, &layers.endpoint.allow.clone().any());
        if let Nature::Never(barred) = &self.nature {
            silent.push(barred.layer);
        } else if self.nature == Nature::Caller {
            blame(Layer::Identity, &layers.identity.allow.direct);
            blame(Layer::Boundary, &layers.boundary.allow.direct);
            blame(Layer::Session, &layers.session.allow.direct);
        } else if !self.is_aws {
            blame(Layer::Resource, &any_grant);
        } else if !self.same_account {
            blame(Layer::Resource, &any_grant);
            blame(Layer::Identity, &layers.identity.allow.direct);
            blame(Layer::Boundary, &layers.boundary.allow.direct);
            blame(Layer::Session, &layers.session.allow.direct);
        } else if self.governed && fails(&any_grant) {
            silent.push(Layer::Resource);
        } else if fails(&grants.direct) {
            if fails(&grants.role) {
                blame(Layer::Identity, &layers.identity.allow.direct);
            }
            blame(Layer::Boundary, &layers.boundary.allow.direct);
            blame(Layer::Session, &layers.session.allow.direct);
        }
        silent.sort_unstable();
        silent
    }
}

/// What the resource `*` stands for: everything of the types that the action is about. For an action that is not known, that may
/// be anything; for one that is about nothing, `*` is its resource.
fn everything(request: &Request<'_>) -> Vec<Resource> {
    let action = request.action;
    if request.resource.as_str() != "*" {
        return Vec::new();
    }
    let Some(fact) = armillary_facts::action(action.service(), action.name()) else {
        return vec![Resource::new("arn:*:*:*:*:*")];
    };
    let patterns = fact.resource_types().filter_map(|(kind, _)| resource_pattern(action.service(), kind));
    patterns.map(Resource::new).collect()
}

/// Whether a role is being assumed, which its trust policy must allow.
fn is_assumed_role(request: &Request<'_>) -> bool {
    let action = request.action;
    let assumes = action.service() == "sts"
        && (action.name().starts_with("assumerole")
            || matches!(action.name(), "tagsession" | "setsourceidentity" | "setcontext"));
    let resource = request.resource;
    assumes && resource.segment(2) == Some("iam") && resource.segment(5).is_some_and(|rest| rest.starts_with("role/"))
}

/// Whether a KMS key is used, which its key policy must allow.
fn is_key(request: &Request<'_>) -> bool {
    let resource = request.resource;
    let is_key = resource.segment(2) == Some("kms") && resource.segment(5).is_some_and(|rest| rest.starts_with("key/"));
    is_key && request.action.service() == "kms"
}
