//! Why an edge is there: every request it rests on, held against all policies, with the statements and where they are written.

use std::sync::Arc;

use armillary_facts as facts;
use armillary_policy::{Action, Context, Effect, Layer, Literal, Residual, Verdict};
use serde::Serialize;

use super::{cite::Citing, words};
use crate::{
    Edge, EdgeKind, Graph, Node, NodeId, Organization, Pass, Principal, PrincipalKind, Standing, Via,
    facts::{Actor, Evaluation, OwnPolicy, Question, Target},
    graph::{Changeable, Step, context_of, instance_profiles, is_tagged, needed, outside_contexts, trust_in},
};

/// Why an edge is there, or is not.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// How.
    pub kind: EdgeKind,
    /// Who takes the step.
    pub from: Arc<str>,
    /// Who they become, or get power over.
    pub to: Arc<str>,
    /// What can be said of it.
    pub standing: Standing,
    /// The requests it rests on; all must be allowed, save for changes of permissions and credentials, where one is enough.
    pub checks: Vec<Check>,
    /// What was not read and could change the answer.
    pub unknown: Vec<String>,
}

/// One request, held against all policies.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Check {
    /// Who asks.
    pub principal: String,
    /// For which action.
    pub action: String,
    /// On which resource.
    pub resource: String,
    /// What can be said of it.
    pub standing: Standing,
    /// What the policy engine says of what was read.
    pub verdict: Verdict,
    /// The layers that object.
    pub blocked_by: Vec<Layer>,
    /// The statements that decided.
    pub because: Vec<Cited>,
    /// What each layer says.
    pub layers: Vec<LayerSays>,
    /// What must hold.
    pub residual: Residual,
    /// What was not read and could change the answer.
    pub unknown: Vec<String>,
    /// Undecided statements and the like.
    pub warnings: Vec<String>,
}

/// What one layer, or one node of it, says to a request.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LayerSays {
    /// The layer.
    pub layer: Layer,
    /// The node, for organization policies.
    pub node: Option<Arc<str>>,
    /// The node's name.
    pub node_name: Option<String>,
    /// What it says.
    pub outcome: OutcomeKind,
    /// Why it has no say, where it has none.
    pub reason: Option<String>,
    /// The statements that apply, or may apply.
    pub statements: Vec<Cited>,
}

/// What a layer says.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum OutcomeKind {
    /// A statement allows and none denies.
    Allows,
    /// It allows if what is not known turns out so.
    AllowsIf,
    /// A statement denies.
    Denies,
    /// A statement denies if what is not known turns out so.
    DeniesIf,
    /// No statement allows and none denies.
    NoAllow,
    /// It has no say.
    NotConsulted,
    /// It was not read in full, so that nobody can tell.
    Unknown,
}

/// A statement, and where it is written.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Cited {
    /// The layer.
    pub layer: Layer,
    /// The node an organization policy is attached to.
    pub node: Option<Arc<str>>,
    /// What kind of document it stands in, and so where its text is to be had.
    pub document: DocumentKind,
    /// The ARN of the resource in the cache whose record holds the document.
    pub holder: Option<Arc<str>>,
    /// The policy's name, where it has one.
    pub policy_name: Option<Arc<str>>,
    /// The policy's ARN, where it has one.
    pub policy_arn: Option<Arc<str>>,
    /// The statement's place in the document, from 0.
    pub statement: usize,
    /// The statement's id.
    pub sid: Option<Arc<str>>,
    /// Whether it allows or denies.
    pub effect: Effect,
}

/// The kinds of documents that statements stand in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum DocumentKind {
    /// `AssumeRolePolicyDocument` of the holder, a role.
    Trust,
    /// The inline policy of that name of the holder: a role, user or group.
    Inline,
    /// The default version of the holder, a managed policy.
    Managed,
    /// `Content` of the holder, an organization policy.
    OrganizationPolicy,
    /// The resource policy of the holder.
    ResourcePolicy,
    /// None that exists: what an account outside is taken to allow its own, or a trust policy as it would be rewritten.
    Assumed,
}

impl Graph {
    /// Why an edge is there: evaluated anew, with reasons.
    pub fn explain(&self, edge: &Edge) -> Explanation {
        let checks = Explainer { graph: self, organization: self.organization() }.checks(edge);
        let mut unknown: Vec<String> = checks.iter().flat_map(|check| check.unknown.clone()).collect();
        if edge.standing == Standing::Unknown {
            unknown.extend(self.unknown_of(edge));
            if unknown.is_empty() && self.lacks_instance_profile(edge) {
                unknown.push("it was not read whether an instance profile is free to put the role into".to_owned());
            }
        }
        unknown.sort();
        unknown.dedup();
        let (from, to) = (self.name_of(edge.from), self.name_of(edge.to));
        Explanation { kind: edge.kind, from, to, standing: edge.standing, checks, unknown }
    }

    /// Whether a role is passed to a service that takes roles out of instance profiles, and none holds it.
    pub(crate) fn lacks_instance_profile(&self, edge: &Edge) -> bool {
        let Via::Pass(pass) = self.via(edge) else { return false };
        let role = self.principal_of(edge.to).map(|id| self.organization().principal(id));
        pass.over_instance_profile() && role.is_some_and(|role| role.instance_profiles.is_empty())
    }

    /// Why a step cannot be told that no evaluation tells.
    fn unknown_of(&self, edge: &Edge) -> Option<String> {
        let unread = |id: NodeId| match self.node(id) {
            Node::UnreadAccount(_) | Node::UnreadPrincipal(_) => {
                let account = self.account_of(id).and_then(|account| self.organization().account(account))?;
                Some(format!("account {} ({}): {}", account.name, account.id, account.iam.reason()?))
            }
            _ => None,
        };
        let center = || self.organization().identity_center().unread.as_ref().map(ToString::to_string);
        let sign_in = || {
            let role = self.organization().principal(self.principal_of(edge.to)?);
            role.permission_set().and_then(|_| center())
        };
        let profile = || match self.via(edge) {
            Via::Profile(profile) => Some(format!("user profile `{}`: {}", profile.arn, profile.unread.as_ref()?)),
            _ => None,
        };
        match edge.kind {
            EdgeKind::AssumeRoot => Some("it was not read whether root sessions are enabled".to_owned()),
            EdgeKind::AssumeRoleWithSaml | EdgeKind::Assignment => sign_in(),
            EdgeKind::Membership => center(),
            EdgeKind::Studio if self.is_person(edge.from) => profile(),
            _ => unread(edge.from).or_else(|| unread(edge.to)),
        }
    }
}

/// Evaluates the requests behind an edge.
struct Explainer<'g> {
    graph: &'g Graph,
    organization: &'g Organization,
}

impl<'g> Explainer<'g> {
    fn checks(&self, edge: &Edge) -> Vec<Check> {
        let actions = self.graph.actions();
        let from = self.graph.node(edge.from);
        let caller = match &from {
            Node::Principal(id) => Some(self.organization.principal(*id)),
            _ => None,
        };
        let to = self.graph.principal_of(edge.to).map(|id| self.organization.principal(id));
        match (edge.kind, to) {
            (EdgeKind::AssumeRole, Some(role)) => self.assume(&from, caller, role),
            (EdgeKind::AssumeRoleWithSaml | EdgeKind::Assignment, Some(role)) => {
                let provider = match &from {
                    Node::Provider(arn) => Some(arn.to_string()),
                    _ => saml_provider(role),
                };
                provider.and_then(|provider| self.unbound(&provider, &actions.with_saml, role)).into_iter().collect()
            }
            (EdgeKind::AssumeRoleWithWebIdentity, Some(role)) => {
                self.unbound(&self.graph.name_of(edge.from), &actions.with_web_identity, role).into_iter().collect()
            }
            (EdgeKind::Service, Some(role)) => {
                let service = self.graph.name_of(edge.from);
                let besides = facts::actions_besides(&facts::without_place(&service)).map(Action::new);
                let needed = std::iter::once(actions.assume.clone()).chain(besides);
                needed.filter_map(|action| self.unbound(&service, &action, role)).collect()
            }
            (_, Some(role)) => caller.map(|caller| self.inside(edge, caller, role)).unwrap_or_default(),
            (_, None) => caller.map(|caller| self.elsewhere(edge, caller)).unwrap_or_default(),
        }
    }

    /// Who takes the role, with what else taking it needs.
    fn assume(&self, from: &Node, caller: Option<&'g Principal>, role: &'g Principal) -> Vec<Check> {
        let actions = self.graph.actions();
        let target = Target::role(self.organization, role);
        let actor = match (from, caller) {
            (_, Some(caller)) => Actor::principal(self.organization, caller),
            (Node::ExternalAccount(account), _) => Actor::outside_account(self.organization, *account),
            (Node::ExternalPrincipal(arn), _) => Actor::outside(arn),
            (Node::Anyone, _) => Actor::anyone(self.organization),
            _ => None,
        };
        let Some(actor) = actor else { return Vec::new() };
        let contexts = match caller {
            Some(_) => {
                vec![self.organization.context(&actor, &target, &Context::new())]
            }
            None => outside_contexts(self.organization, &actor, &target).to_vec(),
        };
        let answers = contexts.iter().map(|context| {
            let question = Question { actor: &actor, action: &actions.assume, target: &target, context };
            (question.evaluate(), context)
        });
        let Some((evaluation, context)) = answers.min_by_key(|(evaluation, _)| evaluation.standing) else {
            return Vec::new();
        };
        let mut more = needed(&evaluation.decision, actions);
        let is_tagged = caller.is_some_and(|caller| is_tagged(caller, self.organization));
        if is_tagged && !more.contains(&&actions.tag_session) {
            more.push(&actions.tag_session);
        }
        let mut checks = vec![self.check(caller, &actor, &actions.assume, &target, evaluation)];
        for action in more {
            let evaluation = Question { actor: &actor, action, target: &target, context }.evaluate();
            checks.push(self.check(caller, &actor, action, &target, evaluation));
        }
        checks
    }

    fn unbound(&self, name: &str, action: &Action, role: &'g Principal) -> Option<Check> {
        let actor = Actor::unbound(name)?;
        Some(self.ask(None, &actor, action, &Target::role(self.organization, role), &Context::new()))
    }

    /// Steps inside an account.
    fn inside(&self, edge: &Edge, caller: &'g Principal, role: &'g Principal) -> Vec<Check> {
        let Some(actor) = Actor::principal(self.organization, caller) else { return Vec::new() };
        let actions = self.graph.actions();
        let managed = Target::managed(self.organization, role);
        let ask = |action: &Action, target: &Target<'g>, extra: &Context| {
            self.ask(Some(caller), &actor, action, target, extra)
        };
        match self.graph.via(edge) {
            Via::Pass(pass) => {
                let named = role.trust.as_ref().and_then(|trust| service_named(trust, pass));
                let service = named.as_deref().unwrap_or(pass.service);
                let mut extra = Context::new();
                extra.set("iam:PassedToService", &*pass.passed_as(service));
                let mut checks = vec![ask(&actions.pass_role, &managed, &extra)];
                let account = self.organization.account_of(role);
                if let Some(acting) = Actor::service_of(service, self.organization, account) {
                    let target = Target::role(self.organization, role);
                    let besides = facts::actions_besides(pass.trusted()).map(Action::new);
                    for action in std::iter::once(actions.assume.clone()).chain(besides) {
                        checks.push(self.ask(None, &acting, &action, &target, &Context::new()));
                    }
                }
                let checked = |step: &Step| -> Vec<Check> {
                    let made = step.resources(self.organization.partition(), account.id).map(|arn| {
                        let target = Target::resource(self.organization, &arn, Some(account.id));
                        ask(&step.action, &target, &Context::new())
                    });
                    match step.takes_all() {
                        true => made.collect(),
                        false => made.min_by_key(|check| check.standing).into_iter().collect(),
                    }
                };
                let worst = |made: &Vec<Check>| made.iter().map(|check| check.standing).max();
                for group in pass.groups() {
                    // Of each group the action that is the most certain to be open.
                    checks.extend(group.iter().map(&checked).min_by_key(worst).into_iter().flatten());
                }
                if self.graph.lacks_instance_profile(edge) {
                    let steps = instance_profiles();
                    checks.extend(checked(&steps.add_role));
                    checks.extend(checked(&steps.create).into_iter().filter(|check| check.standing.holds()));
                }
                checks
            }
            Via::Profile(profile) => {
                let target = Target::resource(self.organization, &profile.arn, None);
                let mut check = ask(&actions.presigned_url, &target, &profile.context());
                if profile.is_doubtful(check.standing) {
                    check.standing = Standing::Unknown;
                    let reasons = profile.unread.iter().chain(&profile.tags_unread);
                    check.unknown.extend(reasons.map(|reason| format!("user profile `{}`: {reason}", profile.arn)));
                }
                vec![check]
            }
            Via::Rewrite(rewrites) => {
                let mut checks = Vec::new();
                let here = Changeable::new(self.organization, role);
                for (change, action) in rewrites.changes() {
                    here.requests(self.organization, change, &mut |target, keys, _| {
                        checks.push(ask(action, target, &context_of(keys)));
                    });
                }
                checks.retain(|check| check.standing.holds());
                checks
            }
            Via::Credentials(credentials) => {
                credentials.open().map(|action| ask(action, &managed, &Context::new())).collect()
            }
            Via::Direct => self.rewritten(caller, &actor, role, &managed),
        }
    }

    /// Writes itself into the trust policy, and takes the role.
    fn rewritten(
        &self,
        caller: &'g Principal,
        actor: &Actor<'g>,
        role: &'g Principal,
        managed: &Target<'g>,
    ) -> Vec<Check> {
        let actions = self.graph.actions();
        let mut checks = vec![self.ask(Some(caller), actor, &actions.update_trust, managed, &Context::new())];
        if let Some(trust) = trust_in(&caller.arn) {
            let target = Target { policy: OwnPolicy::Is(&trust), ..Target::role(self.organization, role) };
            let context = self.organization.context(actor, &target, &Context::new());
            let question = Question { actor, action: &actions.assume, target: &target, context: &context };
            let mut check = self.check(Some(caller), actor, &actions.assume, &target, question.evaluate());
            let cited = check.because.iter_mut().chain(check.layers.iter_mut().flat_map(|layer| &mut layer.statements));
            for cited in cited.filter(|cited| cited.document == DocumentKind::Trust) {
                (cited.document, cited.holder) = (DocumentKind::Assumed, None);
            }
            checks.push(check);
        }
        checks
    }

    /// Steps to what is no role or user.
    fn elsewhere(&self, edge: &Edge, caller: &'g Principal) -> Vec<Check> {
        let Some(actor) = Actor::principal(self.organization, caller) else { return Vec::new() };
        let actions = self.graph.actions();
        let arn = self.graph.name_of(edge.to);
        let account = self.graph.account_of(edge.to).and_then(|id| self.organization.account(id));
        let (action, target) = match (edge.kind, account) {
            (EdgeKind::AssumeRoot, _) => {
                let target = Target::resource(self.organization, &arn, None);
                (&actions.assume_root, Target { policy: OwnPolicy::Is(crate::graph::any_root()), ..target })
            }
            (_, Some(account)) => (&actions.assume, Target::unread(&arn, account)),
            _ => return Vec::new(),
        };
        vec![self.ask(Some(caller), &actor, action, &target, &Context::new())]
    }

    fn ask(
        &self,
        caller: Option<&'g Principal>,
        actor: &Actor<'_>,
        action: &Action,
        target: &Target<'_>,
        extra: &Context,
    ) -> Check {
        let context = self.organization.context(actor, target, extra);
        let evaluation = Question { actor, action, target, context: &context }.evaluate();
        self.check(caller, actor, action, target, evaluation)
    }

    fn check(
        &self,
        caller: Option<&Principal>,
        actor: &Actor<'_>,
        action: &Action,
        target: &Target<'_>,
        evaluation: Evaluation,
    ) -> Check {
        let cite = Citing { organization: self.organization, caller, resource: target.resource.as_str() };
        cite.check(actor.caller.as_str(), action, evaluation)
    }
}

/// How a trust policy names the service that a role is passed to, perhaps for one Region.
fn service_named(trust: &armillary_policy::Policy, pass: &Pass) -> Option<String> {
    let principals = trust.statements().iter().filter_map(|statement| statement.principals());
    let mut services = principals.flat_map(|principals| principals.elements).filter_map(|element| match element {
        armillary_policy::PrincipalElement::Service(name) => Some(name.to_owned()),
        _ => None,
    });
    services.find(|name| pass.is_to(name))
}

/// The SAML provider that a role's trust policy names.
fn saml_provider(role: &Principal) -> Option<String> {
    debug_assert_eq!(role.kind, PrincipalKind::Role);
    let principals = role.trust.as_ref()?.statements().iter().filter_map(|statement| statement.principals());
    principals.flat_map(|principals| principals.elements).find_map(|element| match element {
        armillary_policy::PrincipalElement::Federated(arn) if arn.contains(":saml-provider/") => Some(arn.to_owned()),
        _ => None,
    })
}

impl Explanation {
    /// What must hold for the step, all checks together that policies allow; `None` where their conditions contradict each other.
    pub fn residual(&self) -> Option<Residual> {
        let allowed = |check: &&Check| matches!(check.verdict, Verdict::Allowed | Verdict::AllowedIf);
        let held = self.checks.iter().filter(allowed);
        // Of the actions that change permissions or make credentials one is enough: the most certain.
        if matches!(self.kind, EdgeKind::RewritePermissions | EdgeKind::Credentials) {
            let first = held.min_by_key(|check| check.standing);
            return Some(first.map_or_else(Residual::always, |check| check.residual.clone()));
        }
        held.map(|check| &check.residual).try_fold(Residual::always(), |all, one| all.and(one))
    }

    /// The literals that every alternative holds.
    pub fn conditions(&self) -> Vec<Literal> {
        words::common(&self.residual().unwrap_or_else(Residual::always))
    }
}
