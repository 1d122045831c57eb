//! What happens inside one account: roles taken, passed, rewritten, and opened through Studio.

use std::{borrow::Cow, cell::RefCell, collections::HashMap};

use armillary_policy::{Action, Context, Memory, Policies, Policy, Resource, Statement};

use super::{
    Edge, EdgeKind, Graph, NodeId, Table, best,
    pass::{instance_profiles, passes, passes_to},
    rewriting::Changeable,
    tags, trust_in,
    trusted::Trusted,
};
use crate::{
    Account, Organization, Principal, PrincipalId, PrincipalKind, Profile,
    facts::{Actor, OwnPolicy, Question, Standing, Target},
};

mod changing;

/// The edges between principals of an account.
pub(super) fn edges(graph: &Graph, account: &Account) -> Table {
    if !account.can_act() {
        return Table::default();
    }
    let inside = Inside::new(graph, account);
    let mut edges = Vec::new();
    for id in graph.organization().members(account) {
        let Some(actor) = Actor::principal(graph.organization(), graph.organization().principal(id)) else { continue };
        let (roles, others) = inside.contexts(&actor);
        let mut steps = Steps {
            inside: &inside,
            id,
            actor,
            roles,
            others,
            passing: HashMap::new(),
            edges: &mut edges,
            services: HashMap::new(),
            everywhere: RefCell::default(),
            profiles: None,
            is_tagged: tags::is_tagged(graph.organization().principal(id), graph.organization()),
        };
        steps.assume();
        steps.pass();
        steps.rewrite_trust();
        steps.change();
        steps.open_studio();
    }
    Table::new(edges, graph.nodes())
}

/// The roles of an account, looked at once.
struct Inside<'g> {
    graph: &'g Graph,
    account: &'g Account,
    roles: Vec<RoleHere<'g>>,
    /// Roles and users whose permissions can be changed.
    changeable: Vec<(PrincipalId, Changeable<'g>)>,
    /// Place and profile.
    profiles: Vec<(u32, &'g Profile)>,
}

struct RoleHere<'g> {
    id: PrincipalId,
    role: &'g Principal,
    /// With its trust policy, for `sts` actions.
    assumed: Target<'g>,
    /// Without, for `iam` actions.
    managed: Target<'g>,
    trusted: Trusted<'g>,
    wants_more: bool,
    /// Services that can take the role for resources of the account, by the places of the known pairs and as the role names them.
    passes: Vec<(u32, &'g str, Standing)>,
}

impl<'g> Inside<'g> {
    fn new(graph: &'g Graph, account: &'g Account) -> Self {
        let organization = graph.organization();
        let members = organization.members(account).map(|id| (id, organization.principal(id)));
        let roles = members.filter(|(_, role)| role.kind == PrincipalKind::Role);
        let all = organization.profiles();
        let start = all.partition_point(|profile| profile.account < account.id);
        let profiles = all.iter().enumerate().skip(start).take_while(|(_, profile)| profile.account == account.id);
        Self {
            graph,
            account,
            roles: roles.map(|(id, role)| RoleHere::new(graph, account, id, role)).collect(),
            changeable: Self::changeable(organization, account),
            profiles: profiles.map(|(at, profile)| (at as u32, profile)).collect(),
        }
    }
}

impl<'g> Inside<'g> {
    /// Something of the account that is no role, by its ARN.
    fn thing(&self, arn: &str) -> Target<'g> {
        Target {
            resource: Resource::new(arn),
            account: Some(self.account),
            owner: Some(self.account.id.to_string()),
            policy: OwnPolicy::None,
            unknown: None,
            tags: &[],
            is_role: false,
        }
    }

    /// What somebody brings along to roles without tags, and to other things in the account.
    fn contexts(&self, actor: &Actor<'g>) -> (Context, Context) {
        let organization = self.graph.organization();
        let arn = organization.iam_arn(self.account.id, "root");
        let others = Target { policy: OwnPolicy::None, ..Target::resource(organization, &arn, None) };
        let roles = Target { is_role: true, ..others.clone() };
        let context = |target: &Target<'g>| organization.context(actor, target, &Context::new());
        (context(&roles), context(&others))
    }
}

impl<'g> RoleHere<'g> {
    fn new(graph: &'g Graph, account: &'g Account, id: PrincipalId, role: &'g Principal) -> Self {
        let organization = graph.organization();
        let assumed = Target::role(organization, role);
        let managed = Target::managed(organization, role);
        let trusted = role.trust.as_ref().map(|trust| Trusted::of(trust, organization)).unwrap_or_default();
        let mut passes = Vec::new();
        // A service-linked role is its service's own: nothing here has another make it act.
        let services = if role.is_service_linked() { &[][..] } else { &trusted.services };
        for service in services {
            let mut pairs = passes_to(service).peekable();
            if pairs.peek().is_none() {
                continue;
            }
            let Some(actor) = Actor::service_of(service, organization, account) else { continue };
            let context = organization.context(&actor, &assumed, &Context::new());
            let action = &graph.actions().assume;
            let question = Question { actor: &actor, action, target: &assumed, context: &context };
            let standing = tags::with_service(&question, question.standing(), service);
            if standing.holds() {
                passes.extend(pairs.map(|(at, _)| (at, *service, standing)));
            }
        }
        let wants_more = role.trust.as_ref().is_some_and(|trust| tags::asks_for_more(trust));
        Self { id, role, assumed, managed, trusted, wants_more, passes }
    }

    /// Only a service changes its own roles, and nobody those of IAM Identity Center.
    fn is_changeable(&self) -> bool {
        !self.role.is_service_linked() && !self.role.is_reserved()
    }

    /// Nothing sets it apart from other roles but its ARN.
    fn is_plain(&self) -> bool {
        is_plain(self.role)
    }
}

/// Whether a statement is about every resource alike.
fn is_about_everything(statement: &Statement) -> bool {
    statement.resources().is_some_and(|written| !written.negated && written.texts.iter().any(|text| &**text == "*"))
}

/// Whether nothing sets a role or user apart from others but its ARN, neither tags nor whose it is.
fn is_plain(principal: &Principal) -> bool {
    principal.tags.is_empty() && !principal.is_service_linked() && !principal.is_reserved()
}

/// What is known of an action on plain roles and users of the account.
#[derive(Clone, Copy)]
enum Everywhere {
    /// Some policy tells one from another.
    Differs,
    /// The same stands for all of them; what, once it was asked.
    Same(Option<Standing>),
}

/// The steps that one principal of the account can take inside it.
struct Steps<'s, 'g> {
    inside: &'s Inside<'g>,
    id: PrincipalId,
    actor: Actor<'g>,
    /// Its context for roles of the account that have no tags.
    roles: Context,
    /// Its context for other things in the account.
    others: Context,
    /// Its context for roles it passes to a service, and what stands for passing it any plain role.
    passing: HashMap<String, (Context, Option<Standing>)>,
    edges: &'s mut Vec<Edge>,
    /// Whether the actions of a known pair are open to it.
    services: HashMap<u32, Standing>,
    /// By action: what stands for it on plain roles and users, where no policy tells one of them from another.
    everywhere: RefCell<HashMap<&'g str, Everywhere>>,
    /// Whether it may give a role an instance profile, once that was asked.
    profiles: Option<Standing>,
    /// Its sessions carry tags that go on.
    is_tagged: bool,
}

impl<'g> Steps<'_, 'g> {
    fn organization(&self) -> &'g Organization {
        self.inside.graph.organization()
    }

    fn memory(&self) -> &'g Memory {
        &self.inside.graph.memory
    }

    fn ask(&self, action: &Action, target: &Target<'g>) -> Standing {
        self.ask_with(action, target, &Context::new())
    }

    fn ask_with(&self, action: &Action, target: &Target<'g>, extra: &Context) -> Standing {
        let (actor, memory) = (&self.actor, self.memory());
        if target.tags.is_empty() && extra.keys().next().is_none() {
            let context = if target.is_role { &self.roles } else { &self.others };
            return Question { actor, action, target, context }.standing_from(memory);
        }
        let context = self.organization().context(actor, target, extra);
        Question { actor, action, target, context: &context }.standing_from(memory)
    }

    /// What stands for an action on a plain role or user, which may be the same on all of them.
    fn on_plain(&self, action: &'g Action, ask: impl FnOnce() -> Standing) -> Standing {
        let known = self.everywhere.borrow().get(action.as_str()).copied();
        let known = known.unwrap_or_else(|| match self.tells_apart(action) {
            true => Everywhere::Differs,
            false => Everywhere::Same(None),
        });
        let (standing, kept) = match known {
            Everywhere::Same(Some(standing)) => return standing,
            Everywhere::Same(None) => {
                let standing = ask();
                (standing, Everywhere::Same(Some(standing)))
            }
            Everywhere::Differs => (ask(), known),
        };
        self.everywhere.borrow_mut().insert(action.as_str(), kept);
        standing
    }

    /// Whether any policy that decides about the actor tells one resource from another where it speaks of an action.
    fn tells_apart(&self, action: &Action) -> bool {
        let about = |policy: &Policy| policy.about(action).any(|statement| !is_about_everything(statement));
        self.deciding().any(about)
    }

    /// Every policy that decides about what the actor asks for in the account, but for those of what it asks for.
    fn deciding(&self) -> impl Iterator<Item = &Policy> {
        let policies = &self.actor.policies;
        let levels = policies.scps.into_iter().chain(self.inside.account.rcps.levels()).flatten();
        let levels = levels.flat_map(|level| &level.policies);
        let bounds = policies.boundary.into_iter().flatten();
        policies.identity.iter().chain(bounds).chain(levels).map(|policy| &**policy)
    }

    fn push(&mut self, to: PrincipalId, kind: EdgeKind, standing: Standing, via: u32) {
        if standing.holds() {
            self.edges.push(Edge { from: NodeId(self.id.0), to: NodeId(to.0), kind, standing, via });
        }
    }

    /// Roles of the account that name it, the account, or everybody. A role takes itself only where it is named.
    fn assume(&mut self) {
        let actions = self.inside.graph.actions();
        let may = self.actor.may(&actions.assume);
        let inside = self.inside;
        for here in &inside.roles {
            let named = here.trusted.principals.binary_search(&self.id).is_ok();
            let by_account = may && here.trusted.accounts.binary_search(&self.inside.account.id).is_ok();
            let unread = may && matches!(here.assumed.policy, OwnPolicy::Unread(_));
            if here.id == self.id || !(named || by_account || here.trusted.anyone || unread) {
                continue;
            }
            let context = self.organization().context(&self.actor, &here.assumed, &Context::new());
            let question =
                Question { actor: &self.actor, action: &actions.assume, target: &here.assumed, context: &context };
            let mut standing = question.standing();
            if here.wants_more || self.is_tagged {
                standing = tags::with_needed(&question, standing, actions, self.is_tagged);
            }
            self.push(here.id, EdgeKind::AssumeRole, standing, 0);
        }
    }

    /// `iam:PassRole`, a service that the role trusts, and an action that makes the service use it.
    fn pass(&mut self) {
        let actions = self.inside.graph.actions();
        if !self.actor.may(&actions.pass_role) {
            return;
        }
        let (inside, own) = (self.inside, self.id);
        for here in inside.roles.iter().filter(|here| here.id != own) {
            let mut found: Option<(Standing, u32)> = None;
            let mut passed: Option<(Cow<'static, str>, Standing)> = None;
            for (at, named, trusts) in &here.passes {
                let Some(pair) = passes().get(*at as usize) else { continue };
                let service = pair.passed_as(named);
                let pass = match &passed {
                    Some((known, pass)) if *known == service => *pass,
                    _ => self.may_pass(here, &service),
                };
                passed = Some((service, pass));
                if !pass.holds() {
                    continue;
                }
                let mut standing = pass.and(*trusts).and(self.may_create(*at));
                if pair.over_instance_profile() && here.role.instance_profiles.is_empty() && standing.holds() {
                    standing = standing.and(self.may_make_profile());
                }
                if standing.holds() && found.is_none_or(|(known, _)| standing < known) {
                    found = Some((standing, *at));
                }
                if standing == Standing::Allowed {
                    break;
                }
            }
            if let Some((standing, via)) = found {
                self.push(here.id, EdgeKind::PassRole, standing, via);
            }
        }
    }

    fn may_pass(&mut self, here: &RoleHere<'g>, service: &str) -> Standing {
        let action = &self.inside.graph.actions().pass_role;
        if !self.passing.contains_key(service) {
            let mut context = self.roles.clone();
            context.set("iam:PassedToService", service);
            self.passing.insert(service.to_owned(), (context, None));
        }
        let is_plain = here.is_plain();
        match self.passing.get(service) {
            Some((_, Some(known))) if is_plain => *known,
            Some((context, _)) if here.managed.tags.is_empty() => {
                let question = Question { actor: &self.actor, action, target: &here.managed, context };
                let standing = question.standing_from(self.memory());
                if is_plain && !self.tells_apart(action) {
                    self.passing.entry(service.to_owned()).and_modify(|(_, known)| *known = Some(standing));
                }
                standing
            }
            _ => {
                let mut extra = Context::new();
                extra.set("iam:PassedToService", service);
                self.ask_with(action, &here.managed, &extra)
            }
        }
    }

    fn may_create(&mut self, at: u32) -> Standing {
        if let Some(known) = self.services.get(&at) {
            return *known;
        }
        let Some(pair) = passes().get(at as usize) else { return Standing::Denied };
        let account = self.inside.account;
        let standing = if pair.may(|action| self.actor.may(action)) {
            let partition = self.organization().partition();
            pair.standing(partition, account.id, |action, arn| self.ask(action, &self.inside.thing(arn)))
        } else {
            Standing::Denied
        };
        self.services.insert(at, standing);
        standing
    }

    /// Whether it may give a role an instance profile that has none.
    fn may_make_profile(&mut self) -> Standing {
        if let Some(known) = self.profiles {
            return known;
        }
        let (partition, account) = (self.organization().partition(), self.inside.account.id);
        let may = |action: &Action, arn: &str| self.ask(action, &self.inside.thing(arn));
        let standing = instance_profiles().standing(partition, account, may);
        self.profiles = Some(standing);
        standing
    }

    /// The power to write oneself into a trust policy, and take the role.
    fn rewrite_trust(&mut self) {
        let actions = self.inside.graph.actions();
        let action = &actions.update_trust;
        let named = if self.actor.may(action) { trust_in(&self.organization().principal(self.id).arn) } else { None };
        let Some(named) = named else { return };
        let (inside, own) = (self.inside, self.id);
        for here in inside.roles.iter().filter(|here| here.id != own && here.is_changeable()) {
            let ask = || self.ask(action, &here.managed);
            let standing = if here.is_plain() { self.on_plain(action, ask) } else { ask() };
            if standing.holds() {
                let take = || self.take_with(here, &named);
                // Nobody is asked for taking roles as they are here: the answers of this action are those.
                let taken = if here.is_plain() { self.on_plain(&actions.assume, take) } else { take() };
                self.push(here.id, EdgeKind::RewriteTrust, standing.and(taken), 0);
            }
        }
    }

    /// What stands for taking the role once its trust policy is this one.
    fn take_with(&self, here: &RoleHere<'g>, trust: &Policy) -> Standing {
        let target = Target { policy: OwnPolicy::Is(trust), ..here.assumed.clone() };
        let context = self.organization().context(&self.actor, &target, &Context::new());
        // The lifetimes of the role and of the new trust policy meet here.
        let Policies { identity, boundary, scps, .. } = self.actor.policies;
        let actor =
            Actor { policies: Policies { identity, boundary, scps, ..Policies::default() }, ..self.actor.clone() };
        let action = &self.inside.graph.actions().assume;
        Question { actor: &actor, action, target: &target, context: &context }.standing()
    }

    /// Whoever can open Studio as a user profile acts as its execution role.
    fn open_studio(&mut self) {
        let action = &self.inside.graph.actions().presigned_url;
        if self.inside.profiles.is_empty() || !self.actor.may(action) {
            return;
        }
        let mut found: HashMap<PrincipalId, (Standing, u32)> = HashMap::new();
        for (at, profile) in self.inside.profiles.iter().filter(|(_, profile)| !profile.has_sign_in) {
            let Some(role) = self.organization().find(&profile.execution_role).filter(|role| *role != self.id) else {
                continue;
            };
            let target = Target::resource(self.organization(), &profile.arn, None);
            let mut standing = self.ask_with(action, &target, &profile.context());
            if profile.is_doubtful(standing) {
                standing = Standing::Unknown;
            }
            let known = found.entry(role).or_insert((standing, *at));
            if standing < known.0 {
                *known = (standing, *at);
            }
        }
        let mut found: Vec<_> = found.into_iter().collect();
        found.sort_unstable_by_key(|(role, _)| *role);
        for (role, (standing, at)) in found {
            self.push(role, EdgeKind::Studio, standing, at);
        }
    }
}
