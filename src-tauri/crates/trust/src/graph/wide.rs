//! The edges that are known from the start: between accounts, from outside, from services, providers and people, and root
//! sessions. Candidates come from what trust policies name and identity policies speak of; each is held against all policies.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use armillary_facts as facts;
use armillary_model::{AccountId, account_in_arn};
use armillary_policy::{Action, Context};

use super::{
    Actions, Edge, EdgeKind, Node, NodeId,
    beyond::{root_sessions, unread_targets},
    reach::Reach,
    tags,
    trusted::Trusted,
};
use crate::{
    AssigneeKind, Organization, Principal, PrincipalId, ProviderKind,
    facts::{Actor, Question, Standing, Target},
};

/// An edge whose ends are nodes and not yet ids.
pub(super) type Draft = (Node, Node, EdgeKind, Standing);

/// What is known from the start.
pub(super) struct Wide {
    /// The nodes that are no roles or users.
    pub others: Vec<Node>,
    /// The edges that hold, or may hold.
    pub edges: Vec<Edge>,
    /// The edges that are denied.
    pub denied: Vec<Edge>,
    /// Principals that may take a step inside their account, in order.
    pub able: Box<[PrincipalId]>,
}

/// Works out the edges, on so many threads.
///
/// Where only some accounts are asked about, edges into roles that neither begin nor end in one of them are left out.
pub(super) fn edges(
    organization: &Organization,
    actions: &Actions,
    workers: usize,
    only: Option<&BTreeSet<AccountId>>,
) -> Wide {
    let mut reach = Reach::of(organization, actions);
    let mut able = std::mem::take(&mut reach.able);
    let roles: Vec<PrincipalId> = organization.roles().map(|(id, _)| id).collect();
    let size = roles.len().div_ceil(workers).max(1);
    let reach = &reach;
    let work = |chunk: &[PrincipalId]| {
        let mut builder = Builder { only, ..Builder::new(organization, actions, reach) };
        chunk.iter().for_each(|role| builder.add_role(*role));
        builder
    };
    let work = &work;
    let parts: Vec<Builder<'_>> = std::thread::scope(|scope| {
        let handles: Vec<_> = roles.chunks(size).map(|chunk| scope.spawn(move || work(chunk))).collect();
        handles
            .into_iter()
            .map(|handle| handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    });
    let mut drafts = unread_targets(organization, actions, reach);
    drafts.extend(root_sessions(organization, actions));
    drafts.extend(memberships(organization));
    let sign_ins: Vec<(Node, Edge)> = sign_ins(organization, only).collect();
    let mut edges = Vec::new();
    for part in parts {
        edges.extend(part.edges);
        drafts.extend(part.drafts);
        able.extend(part.named);
    }
    // Somebody who has nothing is known, too: it can be asked what they can do.
    let people = organization.identity_center().people.iter();
    let people: Vec<Node> = people.map(|one| Node::Person(one.kind, one.name.clone())).collect();
    let others: BTreeSet<&Node> = drafts
        .iter()
        .flat_map(|(from, to, ..)| [from, to])
        .chain(&people)
        .chain(sign_ins.iter().map(|(person, _)| person))
        .filter(|node| !matches!(node, Node::Principal(_)))
        .collect();
    let others: Vec<Node> = others.into_iter().cloned().collect();
    let first = organization.principals().len() as u32;
    let ids: HashMap<&Node, u32> =
        others.iter().enumerate().map(|(at, node)| (node, first.saturating_add(at as u32))).collect();
    let id = |node: &Node| match node {
        Node::Principal(id) => Some(NodeId(id.0)),
        other => ids.get(other).copied().map(NodeId),
    };
    edges.extend(drafts.iter().filter_map(|(from, to, kind, standing)| {
        Some(Edge { from: id(from)?, to: id(to)?, kind: *kind, standing: *standing, via: 0 })
    }));
    edges.extend(sign_ins.iter().filter_map(|(person, edge)| Some(Edge { from: id(person)?, ..*edge })));
    let (denied, edges) = edges.into_iter().partition(|edge| edge.standing == Standing::Denied);
    able.sort_unstable();
    able.dedup();
    Wide { others, edges, denied, able: able.into() }
}

/// Who is in which group of IAM Identity Center.
fn memberships(organization: &Organization) -> impl Iterator<Item = Draft> {
    organization.identity_center().memberships.iter().map(|one| {
        let user = Node::Person(AssigneeKind::User, one.user.clone());
        let group = Node::Person(AssigneeKind::Group, one.group.clone());
        let standing = if one.is_stale { Standing::Unknown } else { Standing::Allowed };
        (user, group, EdgeKind::Membership, standing)
    })
}

/// Whom user profiles of Studio are for that are opened by signing in through IAM Identity Center: they act as the execution role. The
/// edges begin nowhere yet.
fn sign_ins<'o>(
    organization: &'o Organization,
    only: Option<&'o BTreeSet<AccountId>>,
) -> impl Iterator<Item = (Node, Edge)> + use<'o> {
    (0_u32..).zip(organization.profiles()).filter_map(move |(via, profile)| {
        let account = organization.account(profile.account)?;
        if !account.can_act() || only.is_some_and(|only| !only.contains(&account.id)) {
            return None;
        }
        let person = Node::Person(AssigneeKind::User, profile.person.clone()?);
        let to = NodeId(organization.find(&profile.execution_role)?.0);
        let standing = if profile.unread.is_some() { Standing::Unknown } else { Standing::Allowed };
        Some((person, Edge { from: to, to, kind: EdgeKind::Studio, standing, via }))
    })
}

/// Works out the edges into some roles.
struct Builder<'o> {
    organization: &'o Organization,
    actions: &'o Actions,
    reach: &'o Reach,
    /// The accounts that are asked about; all where it is absent.
    only: Option<&'o BTreeSet<AccountId>>,
    actors: HashMap<PrincipalId, Option<Asking<'o>>>,
    services: HashMap<String, Option<Actor<'o>>>,
    nothing: Context,
    edges: Vec<Edge>,
    drafts: Vec<Draft>,
    /// Principals that a role of their own account names.
    named: Vec<PrincipalId>,
}

/// A prepared principal, and the account whose roles its context speaks of.
struct Asking<'o> {
    actor: Actor<'o>,
    context: Context,
    account: Option<AccountId>,
    /// Its sessions carry tags that go on.
    is_tagged: bool,
}

/// Prepared principals are kept up to this number, about a kilobyte each: roles that trust everybody meet the same ones again.
const KEPT_ACTORS: usize = 1 << 16;

impl<'o> Builder<'o> {
    fn new(organization: &'o Organization, actions: &'o Actions, reach: &'o Reach) -> Self {
        Self {
            organization,
            actions,
            reach,
            only: None,
            actors: HashMap::new(),
            services: HashMap::new(),
            nothing: Context::new(),
            edges: Vec::new(),
            drafts: Vec::new(),
            named: Vec::new(),
        }
    }

    fn add_role(&mut self, id: PrincipalId) {
        let role = self.organization.principal(id);
        let account = self.organization.account_of(role);
        if !account.can_act() {
            return;
        }
        let target = Target::role(self.organization, role);
        let Some(trust) = &role.trust else { return self.add_unread_trust(id, &target) };
        let trusted = Trusted::of(trust, self.organization);
        let wants_more = tags::asks_for_more(trust);
        let own = |from: &PrincipalId| self.organization.principal(*from).account == role.account;
        self.named.extend(trusted.principals.iter().copied().filter(own));
        if trusted.anyone {
            self.named.extend(self.organization.members(account));
        }
        for from in self.candidates(id, role, &trusted) {
            self.add_principal(from, id, &target, wants_more);
        }
        self.add_outside(id, &target, &trusted);
        self.add_unbound(id, role, &target, &trusted);
        self.add_unread(id, &target, &trusted);
    }

    /// Principals of other accounts that the role names, or that name the role.
    fn candidates(&self, id: PrincipalId, role: &Principal, trusted: &Trusted<'_>) -> Vec<PrincipalId> {
        let mut found: Vec<PrincipalId> = trusted.principals.clone();
        found.extend(self.reach.naming(id));
        for account in trusted.accounts.iter().filter(|account| **account != role.account) {
            if let Some(account) = self.organization.account(*account) {
                let may = |from: &PrincipalId| {
                    let principal = self.organization.principal(*from);
                    let identity = principal.identity.iter().any(|policy| policy.may_allow(&self.actions.assume));
                    identity || !principal.missing.is_empty()
                };
                found.extend(self.organization.members(account).filter(may));
            }
        }
        if trusted.anyone {
            found.extend(self.reach.speaking_of(id, role.account, &role.arn));
        }
        found.sort_unstable();
        found.dedup();
        found.retain(|from| self.organization.principal(*from).account != role.account);
        found
    }

    fn add_principal(&mut self, from: PrincipalId, to: PrincipalId, target: &Target<'o>, wants_more: bool) {
        let (here, there) = (self.organization.principal(from).account, self.organization.principal(to).account);
        if !is_asked(self.only, [Some(here), Some(there)]) {
            return;
        }
        if self.actors.len() > KEPT_ACTORS {
            self.actors.clear();
        }
        let organization = self.organization;
        let principal = organization.principal(from);
        let asking = self.actors.entry(from).or_insert_with(|| {
            let actor = Actor::principal(organization, principal)?;
            let is_tagged = tags::is_tagged(principal, organization);
            Some(Asking { context: actor.context.clone(), actor, account: None, is_tagged })
        });
        let Some(Asking { actor, context, account, is_tagged }) = asking else { return };
        let own;
        let context = if !target.tags.is_empty() {
            own = organization.context(actor, target, &self.nothing);
            &own
        } else {
            // Roles of one account that have no tags are told by the same keys.
            let here = target.account.map(|account| account.id);
            if *account != here {
                *account = here;
                target.put(context, organization);
            }
            &*context
        };
        let question = Question { actor, action: &self.actions.assume, target, context };
        let mut standing = question.standing();
        if wants_more || *is_tagged {
            standing = tags::with_needed(&question, standing, self.actions, *is_tagged);
        }
        let (from, to) = (NodeId(from.0), NodeId(to.0));
        self.edges.push(Edge { from, to, kind: EdgeKind::AssumeRole, standing, via: 0 });
    }

    /// Principals outside the organization, of which nothing is known but who they are.
    fn add_outside(&mut self, id: PrincipalId, target: &Target<'o>, trusted: &Trusted<'_>) {
        if !is_asked(self.only, [Some(self.organization.principal(id).account), None]) {
            return;
        }
        let mut outside: Vec<(Node, Option<Actor<'_>>)> = Vec::new();
        for account in &trusted.external_accounts {
            outside.push((Node::ExternalAccount(*account), Actor::outside_account(self.organization, *account)));
        }
        for arn in &trusted.external {
            outside.push((Node::ExternalPrincipal(Arc::from(*arn)), Actor::outside(arn)));
        }
        if trusted.anyone {
            outside.push((Node::Anyone, Actor::anyone(self.organization)));
        }
        for (node, actor) in outside {
            let Some(actor) = actor else { continue };
            let standing = outside_standing(self.organization, &actor, &self.actions.assume, target);
            self.draft(node, id, EdgeKind::AssumeRole, standing);
        }
    }

    /// Whoever is named in accounts that were not read: what is known of the rest may still deny it.
    fn add_unread(&mut self, id: PrincipalId, target: &Target<'o>, trusted: &Trusted<'_>) {
        let organization = self.organization;
        let own = target.account.map(|account| account.id);
        let only = self.only;
        let accounts = trusted.unread_accounts.iter().filter(|account| Some(**account) != own);
        let accounts = accounts.filter(|account| is_asked(only, [own, Some(**account)]));
        let accounts = accounts.filter_map(|account| {
            Some((Node::UnreadAccount(*account), Actor::some_of(organization, organization.account(*account)?)?))
        });
        let named = trusted.unread.iter().filter(|arn| is_asked(only, [own, account_in_arn(arn)]));
        let named = named.filter_map(|arn| {
            let account = organization.account(account_in_arn(arn)?)?;
            Some((Node::UnreadPrincipal(Arc::from(*arn)), Actor::named_in(organization, account, arn)?))
        });
        for (node, actor) in accounts.chain(named) {
            let context = organization.context(&actor, target, &self.nothing);
            let question = Question { actor: &actor, action: &self.actions.assume, target, context: &context };
            let standing = question.standing();
            self.drafts.push((node, Node::Principal(id), EdgeKind::AssumeRole, standing));
        }
    }

    /// Services, and users that identity providers vouch for.
    fn add_unbound(&mut self, id: PrincipalId, role: &Principal, target: &Target<'o>, trusted: &Trusted<'_>) {
        if !is_asked(self.only, [Some(role.account), None]) {
            return;
        }
        for service in &trusted.services {
            let actor = self.services.entry((*service).to_owned()).or_insert_with(|| Actor::unbound(service));
            let Some(actor) = actor else { continue };
            let context = self.organization.context(actor, target, &self.nothing);
            let question = Question { actor, action: &self.actions.assume, target, context: &context };
            let standing = tags::with_service(&question, question.standing(), service);
            self.draft(Node::Service(Arc::from(*service)), id, EdgeKind::Service, standing);
        }
        let everybody = if trusted.anyone { self.vouching(role) } else { Vec::new() };
        for provider in trusted.federated.iter().chain(&everybody) {
            let saml = provider.contains(":saml-provider/");
            let (action, kind) = if saml {
                (&self.actions.with_saml, EdgeKind::AssumeRoleWithSaml)
            } else {
                (&self.actions.with_web_identity, EdgeKind::AssumeRoleWithWebIdentity)
            };
            let actor = self.services.entry((*provider).to_owned()).or_insert_with(|| Actor::unbound(provider));
            let Some(actor) = actor else { continue };
            let context = self.organization.context(actor, target, &self.nothing);
            let standing = Question { actor, action, target, context: &context }.standing();
            let standing = standing.and(provider_standing(self.organization, provider, role));
            if standing.holds() && role.permission_set().is_some() && saml {
                self.add_people(id, role, provider, standing);
            } else {
                self.draft(Node::Provider(Arc::from(*provider)), id, kind, standing);
            }
        }
    }

    /// The identity providers whose users everybody is among (`Principal: "*"`), as far as the trust policy speaks of their calls: those
    /// of the role's account, and those that have no ARN.
    fn vouching(&self, role: &Principal) -> Vec<&'o str> {
        let may = |action: &Action| role.trust.as_ref().is_some_and(|trust| trust.may_allow(action));
        let (saml, web) = (may(&self.actions.with_saml), may(&self.actions.with_web_identity));
        let known = self.organization.providers().iter().filter(|known| known.account == role.account);
        let known = known.filter(|known| if known.kind == ProviderKind::Saml { saml } else { web });
        let named = facts::identity_providers().filter(|_| web).map(|name| -> &'o str { name });
        known.map(|known| -> &'o str { &known.arn }).chain(named).collect()
    }

    /// Whoever has the permission set in the account. Where assignments were not read, or not all of them, nobody can tell who else has it.
    fn add_people(&mut self, id: PrincipalId, role: &Principal, provider: &str, standing: Standing) {
        let center = self.organization.identity_center();
        if center.unread.is_some() {
            let node = Node::Provider(Arc::from(provider));
            self.draft(node, id, EdgeKind::AssumeRoleWithSaml, Standing::Unknown);
        }
        let assignments = &center.assignments;
        let of_account = assignments.partition_point(|one| one.account < role.account);
        let rest = assignments.get(of_account..).unwrap_or_default().iter();
        let set = role.permission_set().unwrap_or_default();
        // Signing in satisfies what the trust policy asks of the SAML assertion.
        let standing = if standing == Standing::AllowedIf { Standing::Allowed } else { standing };
        for one in rest.take_while(|one| one.account == role.account).filter(|one| &*one.permission_set == set) {
            let node = Node::Person(one.assignee_kind, one.assignee.clone());
            let standing = if one.is_stale { standing.and(Standing::Unknown) } else { standing };
            self.draft(node, id, EdgeKind::Assignment, standing);
        }
    }

    /// A role whose trust policy was not read can be taken by whoever speaks of it, for all that is known.
    fn add_unread_trust(&mut self, id: PrincipalId, target: &Target<'o>) {
        let role = self.organization.principal(id);
        let mut speaking: Vec<PrincipalId> = self.reach.speaking_of(id, role.account, &role.arn).collect();
        speaking.sort_unstable();
        speaking.dedup();
        speaking.retain(|from| self.organization.principal(*from).account != role.account);
        for from in speaking {
            self.add_principal(from, id, target, false);
        }
    }

    fn draft(&mut self, from: Node, to: PrincipalId, kind: EdgeKind, standing: Standing) {
        self.drafts.push((from, Node::Principal(to), kind, standing));
    }
}

/// Whether an edge is asked about that begins or ends in these accounts.
fn is_asked(only: Option<&BTreeSet<AccountId>>, ends: [Option<AccountId>; 2]) -> bool {
    only.is_none_or(|only| ends.into_iter().flatten().any(|account| only.contains(&account)))
}

/// What stands for somebody outside: they may belong to another organization, or to none; the better of the two counts.
pub(crate) fn outside_standing(
    organization: &Organization,
    actor: &Actor<'_>,
    action: &Action,
    target: &Target<'_>,
) -> Standing {
    let contexts = outside_contexts(organization, actor, target);
    let standings = contexts.iter().map(|context| Question { actor, action, target, context }.standing());
    standings.min().unwrap_or(Standing::Denied)
}

/// The context of somebody who belongs to another organization, and of somebody who belongs to none.
pub(crate) fn outside_contexts(organization: &Organization, actor: &Actor<'_>, target: &Target<'_>) -> [Context; 2] {
    let mut other = organization.context(actor, target, &Context::new());
    let mut none = other.clone();
    other.set("aws:PrincipalOrgID", crate::facts::ANOTHER_ORGANIZATION);
    other.set_many("aws:PrincipalOrgPaths", [format!("{}/r-outside/", crate::facts::ANOTHER_ORGANIZATION)]);
    none.absent("aws:PrincipalOrgID").absent("aws:PrincipalOrgPaths");
    [other, none]
}

/// A provider with an ARN has to be there, in the role's account.
fn provider_standing(organization: &Organization, provider: &str, role: &Principal) -> Standing {
    let Some(account) = account_in_arn(provider) else { return Standing::Allowed };
    let known = organization.provider(provider);
    let is_saml = known.is_some_and(|known| known.kind == ProviderKind::Saml);
    match known {
        _ if account != role.account => Standing::Denied,
        Some(_) if is_saml == provider.contains(":saml-provider/") => Standing::Allowed,
        Some(_) => Standing::Denied,
        None if organization.account_of(role).iam.reason().is_some() => Standing::Unknown,
        None => Standing::Denied,
    }
}
