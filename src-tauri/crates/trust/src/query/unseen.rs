//! What a search cannot see: ways that lead through an account that was not read. Its roles may trust anybody, and its
//! principals may do anything, as far as what is known on the other side and the organization's policies allow.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque},
    rc::Rc,
    sync::Arc,
};

use armillary_classify::Stage;
use armillary_facts as facts;
use armillary_model::{AccountId, account_in_arn};
use armillary_policy::{Action, Context, Effect, Policy};

use super::{
    PathOptions,
    machine::{Machine, Machines},
};
use crate::{
    Edge, EdgeKind, Graph, Node, NodeId, Part, Principal, PrincipalId, PrincipalKind, RootSessions, Standing,
    facts::{Actor, OwnPolicy, Question, Target, widened},
    graph::{Trusted, trust_in},
};

/// No more questions than this are put to the policy engine for one answer.
const MOST_QUESTIONS: usize = 100_000;

/// A place on a way.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
enum Place {
    Known(NodeId),
    /// Some principal of an account that was not read.
    Unread(AccountId),
    /// Some user profile of Studio in an account of which SageMaker was not read.
    Studio(AccountId),
    /// Something that runs with a role in an account: these are not read.
    Machine(Machine, AccountId),
    /// A principal with whatever permissions it can give itself.
    Widened(PrincipalId),
}

/// Something that was not read or not followed and could hold a way.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Hidden {
    /// The principals of an account.
    Account(AccountId),
    /// The user profiles of an account.
    Studio(AccountId),
    /// What runs with a role in an account.
    Machine(Machine, AccountId),
    /// What a principal can give itself.
    Widened(PrincipalId),
}

/// A service, and a role that trusts it.
type Serving<'g> = (Cow<'g, str>, NodeId);

/// Everything that can be reached from somewhere, or might be.
pub(super) struct Unseen<'g> {
    graph: &'g Graph,
    options: &'g PathOptions,
    /// Accounts in use that were not read, and their nodes that stand for what was not read.
    unread: BTreeMap<AccountId, Vec<NodeId>>,
    starts: HashSet<Place>,
    /// From which places a place is reached.
    before: HashMap<Place, Vec<Place>>,
    /// Steps to each place that is known to be reached.
    steps: HashMap<NodeId, usize>,
    looked_into: HashSet<AccountId>,
    /// By policy, of which there are few: what it may let somebody change that is not read.
    changed_under: HashMap<*const Policy, Machines>,
    /// By account: services, and the roles that trust each.
    serving: HashMap<AccountId, Rc<[Serving<'g>]>>,
    questions: usize,
    /// Not everything was looked at.
    pub is_cut: bool,
}

impl<'g> Unseen<'g> {
    /// Looks around from these nodes, and from accounts that belong to the start and were not read.
    pub fn from(graph: &'g Graph, nodes: &[NodeId], accounts: &[AccountId], options: &'g PathOptions) -> Self {
        let mut unseen = Self::nowhere(graph, options);
        unseen.starts.extend(nodes.iter().map(|id| Place::Known(*id)));
        unseen.starts.extend(accounts.iter().map(|id| Place::Unread(*id)));
        let known = unseen.follow_known(nodes);
        unseen.follow_unread(known, accounts);
        unseen
    }

    /// No start yet: to ask about single accounts.
    pub fn nowhere(graph: &'g Graph, options: &'g PathOptions) -> Self {
        Self {
            graph,
            options,
            unread: unread_nodes(graph),
            starts: HashSet::new(),
            before: HashMap::new(),
            steps: HashMap::new(),
            looked_into: HashSet::new(),
            changed_under: HashMap::new(),
            serving: HashMap::new(),
            questions: 0,
            is_cut: false,
        }
    }

    /// Accounts in use that were not read.
    pub fn unread(&self) -> Vec<AccountId> {
        self.unread.keys().copied().collect()
    }

    /// The stages that somebody of an account that was not read might get into, in other accounts.
    pub fn stages_from(&mut self, account: AccountId) -> BTreeSet<Stage> {
        let graph = self.graph;
        let mut others: BTreeMap<Stage, AccountId> = BTreeMap::new();
        for (id, stage) in self.unread.keys().filter_map(|id| Some((*id, graph.organization().account(*id)?.stage))) {
            others.entry(stage).or_insert(id);
            // Another one than the account itself, where there is one.
            if others.get(&stage) == Some(&account) {
                others.insert(stage, id);
            }
        }
        let others: Vec<AccountId> = others.into_values().filter(|other| *other != account).collect();
        let places = self.account_places(account, &others);
        let stage = |place: Place| match place {
            Place::Known(id) if graph.account_of(id) != Some(account) => graph.stage_of(id),
            Place::Unread(id) => graph.organization().account(id).map(|account| account.stage),
            _ => None,
        };
        places.into_iter().filter_map(stage).collect()
    }

    /// The stages from which somebody might get into an account that was not read.
    pub fn stages_into(&mut self, account: AccountId) -> BTreeSet<Stage> {
        let organization = self.graph.organization();
        let mut stages = BTreeSet::from([Stage::External]);
        for home in organization.accounts().iter().filter(|home| home.id != account) {
            if stages.contains(&home.stage) {
                continue;
            }
            if organization.members(home).any(|id| !self.entered_by_principal(id, &[account]).is_empty()) {
                stages.insert(home.stage);
            }
        }
        stages
    }

    /// How many steps it takes to one of these by steps that are known; `None` where there is no such way.
    pub fn known_steps(&self, to: &[NodeId]) -> Option<usize> {
        to.iter().filter_map(|id| self.steps.get(id)).copied().filter(|steps| *steps > 0).min()
    }

    /// Whether steps that are known lead to a node.
    pub fn is_reached(&self, id: NodeId) -> bool {
        self.steps.contains_key(&id)
    }

    /// How many steps it takes to whoever is farthest, by steps that are known.
    pub fn farthest(&self) -> usize {
        self.steps.values().copied().max().unwrap_or_default()
    }

    /// What was not read and could hold a way to these nodes, or to some principal of these accounts.
    pub fn could_hold(&self, nodes: &[NodeId], accounts: &[AccountId]) -> BTreeSet<Hidden> {
        let ends = nodes.iter().map(|id| Place::Known(*id)).chain(accounts.iter().map(|id| Place::Unread(*id)));
        let mut waiting: Vec<Place> = ends.filter(|place| self.before.contains_key(place)).collect();
        let mut seen: HashSet<Place> = waiting.iter().copied().collect();
        let mut held = BTreeSet::new();
        while let Some(place) = waiting.pop() {
            held.extend(hidden(place));
            if !self.starts.contains(&place) {
                let before = self.before.get(&place).into_iter().flatten();
                waiting.extend(before.filter(|place| seen.insert(**place)));
            }
        }
        held
    }

    /// What was not read and can be entered, for all that is known.
    pub fn entered(&self) -> BTreeSet<Hidden> {
        self.before.keys().filter_map(|place| hidden(*place)).collect()
    }

    /// Everything that steps lead to that are known; in order of distance.
    fn follow_known(&mut self, nodes: &[NodeId]) -> Vec<NodeId> {
        let mut order: Vec<NodeId> = nodes.to_vec();
        for id in nodes {
            self.steps.insert(*id, 0);
            self.before.entry(Place::Known(*id)).or_default();
        }
        let mut at = 0;
        while let Some(id) = order.get(at).copied() {
            at = at.saturating_add(1);
            let steps = self.steps.get(&id).copied().unwrap_or_default().saturating_add(1);
            for edge in self.edges(id) {
                let is_new = !self.steps.contains_key(&edge.to);
                self.before.entry(Place::Known(edge.to)).or_default().push(Place::Known(id));
                if is_new {
                    self.steps.insert(edge.to, steps);
                }
                // Power over what a role may do is the end of a way.
                if is_new && edge.kind.becomes() {
                    order.push(edge.to);
                }
            }
        }
        order
    }

    fn follow_unread(&mut self, known: Vec<NodeId>, accounts: &[AccountId]) {
        let mut waiting: VecDeque<Place> = known.into_iter().map(Place::Known).collect();
        let mut seen: HashSet<Place> = waiting.iter().copied().collect();
        for account in accounts.iter().filter(|account| self.unread.contains_key(account)) {
            self.before.entry(Place::Unread(*account)).or_default();
            if seen.insert(Place::Unread(*account)) {
                waiting.push_back(Place::Unread(*account));
            }
        }
        while let Some(place) = waiting.pop_front() {
            for next in self.onward(place, &seen) {
                self.before.entry(next).or_default().push(place);
                if seen.insert(next) {
                    waiting.push_back(next);
                }
            }
        }
    }

    /// Where one might get from a place, besides the steps that were followed already.
    fn onward(&mut self, place: Place, seen: &HashSet<Place>) -> Vec<Place> {
        let id = match place {
            Place::Unread(account) => {
                let others: Vec<AccountId> = self.unread.keys().copied().filter(|id| *id != account).collect();
                return self.account_places(account, &others);
            }
            Place::Studio(account) => return self.roles_of(account, "sagemaker.amazonaws.com"),
            Place::Machine(machine, account) => return self.roles_of(account, machine.service()),
            Place::Widened(id) => return self.places_of_widened(id),
            Place::Known(id) => id,
        };
        let mut places = Vec::new();
        if !self.steps.contains_key(&id) {
            let edges = self.edges(id);
            places.extend(edges.iter().filter(|edge| edge.kind.becomes()).map(|edge| Place::Known(edge.to)));
        }
        let new: Vec<AccountId> =
            self.unread.keys().copied().filter(|account| !seen.contains(&Place::Unread(*account))).collect();
        places.extend(self.entered_by(id, &new).into_iter().map(Place::Unread));
        places.extend(self.studio_of(id));
        places.extend(self.machines_of(id, seen));
        places.extend(self.widened(id));
        places
    }

    /// A principal with what it can give itself, where its account may be looked into and no kind of step is asked for.
    fn widened(&self, id: NodeId) -> Option<Place> {
        let principal = self.graph.principal_of(id)?;
        let account = self.graph.organization().principal(principal).account;
        let may_look = self.options.kinds.is_empty() && self.looked_into.contains(&account);
        (may_look && self.graph.widens_itself(principal)).then_some(Place::Widened(principal))
    }

    /// Where somebody might get who gave itself every permission: users and roles of its account, whose keys it makes and whose trust
    /// policies it writes, and roles of other accounts that trust its own.
    fn places_of_widened(&mut self, id: PrincipalId) -> Vec<Place> {
        let (graph, organization) = (self.graph, self.graph.organization());
        let (principal, actions) = (organization.principal(id), graph.actions());
        let identity = widened(principal);
        let (Some(mut actor), Some(trust)) = (Actor::principal(organization, principal), trust_in(&principal.arn))
        else {
            return Vec::new();
        };
        actor.policies.identity = &identity;
        let key = Action::new("iam:CreateAccessKey");
        let mut found = Vec::new();
        for other in organization.members(organization.account_of(principal)).filter(|other| *other != id) {
            let target = Target::managed(organization, organization.principal(other));
            let rewritten = Target { policy: OwnPolicy::Is(&trust), ..target.clone() };
            let is_taken = match organization.principal(other).kind {
                PrincipalKind::User => self.asks(&actor, &key, &target),
                PrincipalKind::Role => {
                    self.asks(&actor, &actions.update_trust, &target) && self.asks(&actor, &actions.assume, &rewritten)
                }
            };
            found.extend(is_taken.then_some(other));
        }
        for other in graph.trusting(principal.account) {
            let target = Target::role(organization, organization.principal(*other));
            found.extend(self.asks(&actor, &actions.assume, &target).then_some(*other));
        }
        found.into_iter().map(|id| Place::Known(graph.node_of(id))).collect()
    }

    /// What runs with a role in their account and somebody might have do what they want, where that could lead to a role that is not
    /// reached otherwise.
    fn machines_of(&mut self, id: NodeId, seen: &HashSet<Place>) -> Vec<Place> {
        let organization = self.graph.organization();
        let Some(principal) = self.graph.principal_of(id).map(|id| organization.principal(id)) else {
            return Vec::new();
        };
        let account = organization.account_of(principal);
        let mut places = Vec::new();
        // It is no step of a kind that can be asked for.
        if !account.can_act() || !self.options.kinds.is_empty() {
            return places;
        }
        let may = self.may_change(principal);
        for machine in Machine::all() {
            let place = Place::Machine(machine, account.id);
            let is_open = may.is_none_or(|may| may.hold(machine));
            // One who might is enough for an account.
            if !is_open || seen.contains(&place) || !self.leads_on(account.id, machine) {
                continue;
            }
            let Some(actor) = Actor::principal(organization, principal) else { continue };
            let arn = machine.all_in(organization.partition(), account.id);
            let target = Target::resource(organization, &arn, Some(account.id));
            let actions = machine.changed_by();
            if actions.iter().any(|action| actor.may(action) && self.asks(&actor, action, &target)) {
                places.push(place);
            }
        }
        places
    }

    /// What a principal's policies may let it change, at a glance; `None` where not all of them are known.
    fn may_change(&mut self, principal: &Principal) -> Option<Machines> {
        let account = self.graph.organization().account_of(principal);
        if account.iam.reason().is_some() || account.scps.unknown().is_some() || !principal.missing.is_empty() {
            return None;
        }
        let under = principal.identity.iter().map(|policy| {
            let known = self.changed_under.entry(Arc::as_ptr(policy));
            *known.or_insert_with(|| Machines::changed_under(policy))
        });
        Some(under.fold(Machines::default(), Machines::and))
    }

    /// Whether a machine of the account could act with a role that no known step leads to.
    fn leads_on(&mut self, account: AccountId, machine: Machine) -> bool {
        let service = machine.service();
        let serving = self.serving(account);
        serving.iter().any(|(trusted, role)| *trusted == service && !self.steps.contains_key(role))
    }

    /// The user profiles that somebody might open in their account, where they were not read.
    fn studio_of(&mut self, id: NodeId) -> Option<Place> {
        let organization = self.graph.organization();
        let principal = organization.principal(self.graph.principal_of(id)?);
        let account = organization.account_of(principal);
        account.sagemaker.reason()?;
        let actor = Actor::principal(organization, principal)?;
        let action = &self.graph.actions().presigned_url;
        if !self.options.takes(EdgeKind::Studio) || !account.can_act() || !actor.may(action) {
            return None;
        }
        let profiles = format!("arn:{}:sagemaker:*:{}:user-profile/*", organization.partition(), account.id);
        let target = Target::resource(organization, &profiles, Some(account.id));
        self.asks(&actor, action, &target).then_some(Place::Studio(account.id))
    }

    /// The roles of an account that a service may act with.
    fn roles_of(&mut self, account: AccountId, service: &str) -> Vec<Place> {
        let serving = self.serving(account);
        let roles = serving.iter().filter(|(trusted, _)| *trusted == service).map(|(_, role)| *role);
        roles.map(Place::Known).collect()
    }

    /// The services that roles of an account trust, whatever Region they are named for, and the roles.
    fn serving(&mut self, account: AccountId) -> Rc<[Serving<'g>]> {
        let graph = self.graph;
        let look = || {
            let organization = graph.organization();
            let members = organization.account(account).into_iter().flat_map(|account| organization.members(account));
            let serving = members.flat_map(|id| {
                let trust = organization.principal(id).trust.as_deref();
                let services = trust.map(|trust| Trusted::of(trust, organization).services).unwrap_or_default();
                services.into_iter().map(move |service| (facts::without_place(service), graph.node_of(id)))
            });
            serving.collect()
        };
        Rc::clone(self.serving.entry(account).or_insert_with(look))
    }

    /// The accounts of these that a node might enter.
    fn entered_by(&mut self, id: NodeId, accounts: &[AccountId]) -> Vec<AccountId> {
        let home = self.graph.account_of(id);
        match self.graph.node(id) {
            Node::Principal(principal) => self.entered_by_principal(principal, accounts),
            Node::UnreadAccount(_) | Node::UnreadPrincipal(_) => {
                accounts.iter().copied().filter(|account| home == Some(*account)).collect()
            }
            Node::Provider(_) if home.is_some() => {
                accounts.iter().copied().filter(|account| home == Some(*account)).collect()
            }
            Node::Root(_) => Vec::new(),
            _ => accounts.to_vec(),
        }
    }

    fn entered_by_principal(&mut self, id: PrincipalId, accounts: &[AccountId]) -> Vec<AccountId> {
        let organization = self.graph.organization();
        let principal = organization.principal(id);
        let home = organization.account_of(principal);
        if !home.can_act() || accounts.is_empty() {
            return Vec::new();
        }
        let spoken = Spoken::of(self.graph, id);
        let Some(actor) = Actor::principal(organization, principal) else { return Vec::new() };
        let mut entered = Vec::new();
        for account in accounts {
            // Of the account's own principals it is not known any more what they may do.
            if *account == home.id || (spoken.may_cover(*account) && self.enters(&actor, *account)) {
                entered.push(*account);
            }
        }
        entered
    }

    /// Whether somebody might take some role of an account that was not read.
    fn enters(&mut self, actor: &Actor<'_>, account: AccountId) -> bool {
        let organization = self.graph.organization();
        let Some(account) = organization.account(account) else { return false };
        let target = Target::unread(&organization.iam_arn(account.id, "role/*"), account);
        self.asks(actor, &self.graph.actions().assume, &target)
    }

    /// Whether somebody might do something; they might, and the answer is cut, where too much was asked already.
    fn asks(&mut self, actor: &Actor<'_>, action: &Action, target: &Target<'_>) -> bool {
        self.questions = self.questions.saturating_add(1);
        if self.questions > MOST_QUESTIONS {
            self.is_cut = true;
            return true;
        }
        let context = self.graph.organization().context(actor, target, &Context::new());
        Question { actor, action, target, context: &context }.standing().holds()
    }

    /// Where somebody of an account that was not read might get; of the others that were not read, only these are asked about.
    fn account_places(&mut self, id: AccountId, others: &[AccountId]) -> Vec<Place> {
        let (graph, organization) = (self.graph, self.graph.organization());
        let assume = &graph.actions().assume;
        let Some(account) = organization.account(id) else { return Vec::new() };
        let Some(actor) = Actor::some_of(organization, account) else { return Vec::new() };
        let nodes = self.unread.get(&id).cloned().unwrap_or_default();
        let named = nodes.iter().flat_map(|node| graph.wide().out_of(*node)).map(|edge| edge.to);
        let mut places: Vec<Place> = named.map(Place::Known).collect();
        places.extend(organization.members(account).map(|member| Place::Known(graph.node_of(member))));
        for role in graph.open_roles().iter().filter(|role| organization.principal(**role).account != id) {
            if self.asks(&actor, assume, &Target::role(organization, organization.principal(*role))) {
                places.push(Place::Known(graph.node_of(*role)));
            }
        }
        for other in others {
            if self.enters(&actor, *other) {
                places.push(Place::Unread(*other));
            }
        }
        if account.is_management && *organization.root_sessions() != RootSessions::Disabled {
            let roots = graph.others().filter(|(_, node)| matches!(node, Node::Root(_)));
            places.extend(roots.map(|(root, _)| Place::Known(root)));
        }
        places
    }

    /// The steps that are known from a node; an account is looked into as long as there are not too many.
    fn edges(&mut self, id: NodeId) -> Vec<Edge> {
        let graph = self.graph;
        let mut edges: Vec<Edge> = graph.wide().out_of(id).copied().collect();
        if let Some(account) = graph.account_of(id).filter(|_| graph.may_step(id)) {
            if self.looked_into.len() < self.options.max_accounts || self.looked_into.contains(&account) {
                self.looked_into.insert(account);
                let inside = graph.organization().account(account).and_then(|account| graph.inside(account));
                edges.extend(inside.into_iter().flat_map(|table| table.out_of(id)));
            } else {
                self.is_cut = true;
            }
        }
        edges.retain(|edge| self.options.takes(edge.kind) && edge.standing != Standing::Denied);
        edges
    }
}

fn hidden(place: Place) -> Option<Hidden> {
    match place {
        Place::Unread(account) => Some(Hidden::Account(account)),
        Place::Studio(account) => Some(Hidden::Studio(account)),
        Place::Machine(machine, account) => Some(Hidden::Machine(machine, account)),
        Place::Widened(id) => Some(Hidden::Widened(id)),
        Place::Known(_) => None,
    }
}

/// The accounts in use that were not read, each with the nodes that stand for what was not read of it.
fn unread_nodes(graph: &Graph) -> BTreeMap<AccountId, Vec<NodeId>> {
    let accounts = graph.organization().accounts().iter();
    let unread = accounts.filter(|account| account.can_act() && account.iam.reason().is_some());
    let mut found: BTreeMap<AccountId, Vec<NodeId>> = unread.map(|account| (account.id, Vec::new())).collect();
    for (id, node) in graph.others() {
        if matches!(node, Node::UnreadAccount(_) | Node::UnreadPrincipal(_))
            && let Some(nodes) = graph.account_of(id).and_then(|account| found.get_mut(&account))
        {
            nodes.push(id);
        }
    }
    found
}

/// The accounts of whose roles a principal's identity policies speak: a glance that never says no wrongly.
enum Spoken {
    Any,
    These(BTreeSet<AccountId>),
}

impl Spoken {
    fn of(graph: &Graph, id: PrincipalId) -> Self {
        let (principal, assume) = (graph.organization().principal(id), &graph.actions().assume);
        if principal.unknown(Part::Identity).is_some()
            || graph.organization().account_of(principal).iam.reason().is_some()
        {
            return Self::Any;
        }
        let mut accounts = BTreeSet::new();
        let policies = principal.identity.iter().filter(|policy| policy.may_allow(assume));
        let statements = policies.flat_map(|policy| policy.statements());
        for statement in statements.filter(|one| one.effect() == Effect::Allow && one.matches_action(assume)) {
            let Some(written) = statement.resources().filter(|written| !written.negated) else { return Self::Any };
            for text in written.texts {
                match account_in_arn(text) {
                    Some(account) => accounts.insert(account),
                    None => return Self::Any,
                };
            }
        }
        Self::These(accounts)
    }

    fn may_cover(&self, account: AccountId) -> bool {
        match self {
            Self::Any => true,
            Self::These(accounts) => accounts.contains(&account),
        }
    }
}
