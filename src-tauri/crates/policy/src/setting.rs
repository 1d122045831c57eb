//! Which layers have a say in a request, and how they work together.

use crate::{Layer, Level, Policies, PrincipalKind, Request, element::Grants, rcp, truth::Logic};

/// The circumstances of a request that decide which policies count.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting<'p> {
    /// Whether the principal is of an account, with policies of its own; services, providers' users and anonymous are not.
    is_aws: bool,
    same_account: bool,
    /// Whether the resource's own policy must allow, also within the account.
    governed: bool,
    /// Why no policy can allow it.
    pub(crate) barred: Option<Barred>,

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

/// Calls of STS that fail whatever the policies say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Barred {
    /// The root user of an account assumes a role.
    Root,
    /// An identity provider vouches for the principal that the account of the role does not have.
    ForeignProvider,
    /// A role is assumed without a signature, and without an identity provider.
    Unsigned,
}

impl Barred {
    fn of(request: &Request<'_>, is_root: bool) -> Option<Barred> {
        let principal = request.principal;
        let is_assume_role = request.action.as_str() == "sts:assumerole";
        match principal.kind() {
            _ if is_root && is_assume_role => Some(Barred::Root),
            PrincipalKind::Anonymous if is_assume_role => Some(Barred::Unsigned),
            PrincipalKind::SamlProvider | PrincipalKind::OidcProvider if is_assumed_role(request) => {
                let is_foreign = |account| request.account_of_resource() != Some(account);
                principal.account().is_some_and(is_foreign).then_some(Barred::ForeignProvider)
            }
            _ => None,
        }
    }

    /// What a person should know.
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::Root => "the root user of an account cannot assume roles",
            Self::ForeignProvider => {
                "the identity provider is not of the account of the role, which only knows its own"
            }
            Self::Unsigned => "an unsigned request cannot assume a role",
        }
    }

    /// The layer that stands for the objection.
    fn layer(self) -> Layer {
        match self {
            Self::Root => Layer::Identity,
            Self::ForeignProvider | Self::Unsigned => Layer::Resource,
        }
    }
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
            _ if principal.is_service_linked() => Err("service control policies do not restrict service-linked roles"),
            None | Some([]) => Err("no service control policies restrict this principal"),
            Some(levels) => Ok(levels),
        };
        let rcps = match policies.rcps {
            None | Some([]) => Err("no resource control policies restrict this resource"),
            _ if principal.is_service_linked() => {
                Err("resource control policies do not restrict calls of service-linked roles")
            }
            Some(levels) => rcp::applies(request.action, request.resource).map(|()| levels),
        };
        let same_account = is_aws && request.account_of_resource() == principal.account();
        Setting { is_aws, same_account, governed, barred: Barred::of(request, is_root), identity, scps, rcps }
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
        if self.barred.is_some() {
            return V::certain(false);
        }
        if !self.is_aws {
            return outer.and(grants.any());
        }
        let identity = layers.identity.allow.direct.clone();
        let limits = layers.boundary.allow.direct.clone().and(layers.session.allow.direct.clone());
        let core = match (self.same_account, self.governed) {
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
        if let Some(barred) = self.barred {
            silent.push(barred.layer());
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
