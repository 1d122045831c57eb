//! Who may do something to a resource, and who can become one of those.

use std::sync::Arc;

use armillary_model::{AccountId, account_in_arn};
use armillary_policy::{Action, Context, Residual};
use serde::Serialize;

use super::{IdleAccount, Page, PathEnd, UnreadAccount, condition_in_words, idle, machine::Machine, words};
use crate::{
    Account, Edge, EdgeKind, Graph, Node, NodeId, Principal, PrincipalId, Standing,
    facts::{Actor, OwnPolicy, Question, Target},
    graph::Trusted,
};

/// Everybody who may do something to a resource.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WhoCan {
    /// The action.
    pub action: String,
    /// The resource.
    pub resource: String,
    /// The account it belongs to, where that is known.
    pub owner: Option<AccountId>,
    /// Who may, by certainty and place; one page of them.
    pub principals: Vec<Able>,
    /// How many may for certain.
    pub allowed: usize,
    /// How many may under conditions.
    pub allowed_if: usize,
    /// Of how many it cannot be told.
    pub unknown: usize,
    /// Accounts whose principals were not read and may be among those who can.
    pub unread: Vec<UnreadAccount>,
    /// The owner, and accounts that the resource's policy names, where they are not in use.
    pub idle: Vec<IdleAccount>,
    /// What the answer does not cover.
    pub notes: Vec<String>,
}

/// What is known of a resource besides its ARN.
#[derive(Clone, Copy, Debug, Default)]
pub struct Told<'t> {
    /// The account it belongs to, where the ARN does not tell, as for buckets.
    pub owner: Option<AccountId>,
    /// Its tags, where all of them are known.
    pub tags: Option<&'t [(Arc<str>, Arc<str>)]>,
}

/// Somebody who may.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Able {
    /// Who.
    pub principal: PathEnd,
    /// What can be said.
    pub standing: Standing,
    /// What must hold.
    pub residual: Residual,
    /// What must hold, in words; what every alternative has.
    pub conditions: Vec<String>,
    /// What was not read and could change the answer.
    pub unknown: Vec<String>,
    #[serde(skip)]
    id: NodeId,
}

impl Able {
    /// The node.
    pub fn id(&self) -> NodeId {
        self.id
    }
}

impl Graph {
    /// Everybody who may do something to a resource. Where nobody tells its owner, it is taken to belong to whoever asks.
    pub fn who_can(&self, action: &str, resource: &str, told: Told<'_>, page: Page, workers: usize) -> WhoCan {
        let asked = Action::new(action);
        let organization = self.organization();
        let role = organization.find(resource).map(|id| self.node_of(id)).filter(|id| self.is_role(*id));
        let owner = account_in_arn(resource).or(told.owner);
        let kinds = self.taking(&asked);
        if let (Some(role), false) = (role, kinds.is_empty()) {
            return self.who_can_take(action, resource, role, kinds, page);
        }
        let target = organization.target(&asked, resource, owner);
        let tags = self.tags_of(resource).or_else(|| Some(Tags::of(told.tags?, resource)));
        let asking = Asking { graph: self, action: &asked, resource, owner, target, tags };
        let mut notes: Vec<String> = not_an_action(action).into_iter().collect();
        let candidates = asking.candidates(&mut notes);
        notes.extend(asking.root_note());
        notes.extend(Machine::of_arn(resource).map(|machine| {
            format!(
                "{} are not read: whether this one is there, its tags, and which role it acts with, is not known",
                machine.plain()
            )
        }));
        let mut found = asking.all(&candidates, workers);
        found.sort_unstable_by_key(|(standing, id)| (*standing, *id));
        let count = |wanted: Standing| found.iter().filter(|(standing, _)| *standing == wanted).count();
        let (allowed, allowed_if, unknown) =
            (count(Standing::Allowed), count(Standing::AllowedIf), count(Standing::Unknown));
        let able: Vec<PrincipalId> = found.iter().map(|(_, id)| *id).collect();
        notes.extend(owner.and_then(|owner| self.widening_note(owner, (&asked, &asking.target), &able)));
        let principals = page.of(&found).filter_map(|(_, id)| asking.able(*id)).collect();
        let unread = asking.unread();
        let idle = self.idle_about(owner, &asking.target);
        notes.extend(idle::notes(&idle));
        let (action, resource) = (action.to_owned(), resource.to_owned());
        WhoCan { action, resource, owner, principals, allowed, allowed_if, unknown, unread, idle, notes }
    }

    /// The tags of a role, user or user profile, where they are known.
    fn tags_of(&self, resource: &str) -> Option<Tags> {
        let organization = self.organization();
        if let Some(id) = organization.find(resource) {
            return Some(Tags::of(&organization.principal(id).tags, resource));
        }
        let mut profiles = organization.profiles().iter();
        let profile = profiles.find(|profile| &*profile.arn == resource)?;
        if profile.tags_unread.is_some() || profile.unread.is_some() {
            return None;
        }
        Some(Tags::of(&profile.tags, resource))
    }

    /// The kinds of edges that stand for an action of STS.
    fn taking(&self, action: &Action) -> &'static [EdgeKind] {
        let actions = self.actions();
        if *action == actions.assume {
            &[EdgeKind::AssumeRole, EdgeKind::Service]
        } else if *action == actions.with_saml {
            &[EdgeKind::AssumeRoleWithSaml, EdgeKind::Assignment]
        } else if *action == actions.with_web_identity {
            &[EdgeKind::AssumeRoleWithWebIdentity]
        } else {
            &[]
        }
    }

    /// Who may take a role: all edges into it of these kinds.
    fn who_can_take(&self, action: &str, resource: &str, role: NodeId, kinds: &[EdgeKind], page: Page) -> WhoCan {
        let mut edges: Vec<_> = self.edges_into(role).filter(|edge| kinds.contains(&edge.kind)).collect();
        edges.sort_unstable_by_key(|edge| (edge.standing, edge.from));
        let count = |wanted: Standing| edges.iter().filter(|edge| edge.standing == wanted).count();
        let (allowed, allowed_if, unknown) =
            (count(Standing::Allowed), count(Standing::AllowedIf), count(Standing::Unknown));
        let able = |edge: &&Edge| {
            let explanation = self.explain(edge);
            Able {
                principal: self.end(edge.from),
                standing: edge.standing,
                residual: explanation.residual().unwrap_or_else(Residual::always),
                conditions: explanation.conditions().iter().map(condition_in_words).collect(),
                unknown: explanation.unknown,
                id: edge.from,
            }
        };
        let principals = page.of(&edges).map(able).collect();
        let owner = self.account_of(role);
        let unread = self.unread_takers(role);
        let target =
            self.principal_of(role).map(|id| Target::role(self.organization(), self.organization().principal(id)));
        let idle = target.map(|target| self.idle_about(owner, &target)).unwrap_or_default();
        let notes = idle::notes(&idle);
        let (action, resource) = (action.to_owned(), resource.to_owned());
        WhoCan { action, resource, owner, principals, allowed, allowed_if, unknown, unread, idle, notes }
    }

    /// The owner of a resource and the accounts that its policy names, where they are not in use.
    fn idle_about(&self, owner: Option<AccountId>, target: &Target<'_>) -> Vec<IdleAccount> {
        let organization = self.organization();
        let mut idle: Vec<IdleAccount> = owner.and_then(|id| organization.account(id)?.idle()).into_iter().collect();
        if let OwnPolicy::Is(policy) = target.policy {
            idle.extend(idle::named(policy, organization));
        }
        idle.sort();
        idle.dedup();
        idle
    }

    /// Accounts that were not read and whose principals may take a role: its own, those its trust policy names, and where it
    /// names everybody, those that its conditions let in.
    fn unread_takers(&self, role: NodeId) -> Vec<UnreadAccount> {
        let organization = self.organization();
        let Some(principal) = self.principal_of(role).map(|id| organization.principal(id)) else { return Vec::new() };
        let target = Target::role(organization, principal);
        self.unread_who_may(&self.actions().assume, &target)
    }

    /// Accounts that were not read and whose principals may do something, for all that is known.
    fn unread_who_may(&self, action: &Action, target: &Target<'_>) -> Vec<UnreadAccount> {
        let organization = self.organization();
        let trusted = match target.policy {
            OwnPolicy::Is(policy) => Trusted::of(policy, organization),
            _ => Trusted::default(),
        };
        let named = |account: &Account| {
            trusted.unread_accounts.contains(&account.id)
                || trusted.unread.iter().any(|arn| account_in_arn(arn) == Some(account.id))
        };
        let is_open = trusted.anyone || matches!(target.policy, OwnPolicy::Unread(_));
        let may = |account: &&Account| {
            let owns = target.account.is_none_or(|owner| owner.id == account.id);
            owns || named(account) || (is_open && self.somebody_may(account, action, target))
        };
        let accounts = organization.accounts().iter().filter(|account| account.can_act());
        accounts.filter(|account| account.iam.reason().is_some()).filter(may).filter_map(Account::unread).collect()
    }

    fn somebody_may(&self, account: &Account, action: &Action, target: &Target<'_>) -> bool {
        let Some(actor) = Actor::some_of(self.organization(), account) else { return false };
        let context = self.organization().context(&actor, target, &Context::new());
        Question { actor: &actor, action, target, context: &context }.standing().holds()
    }
}

/// One question about a resource.
struct Asking<'g> {
    graph: &'g Graph,
    action: &'g Action,
    resource: &'g str,
    owner: Option<AccountId>,
    target: Target<'g>,
    tags: Option<Tags>,
}

impl<'g> Asking<'g> {
    /// Who has to be asked: the owner's principals and those whom the resource's policy names; everybody, if there is no
    /// owner, or if the policy was not read.
    fn candidates(&self, notes: &mut Vec<String>) -> Vec<PrincipalId> {
        let organization = self.graph.organization();
        let Some(owner) = self.owner else {
            notes.push(format!(
                "`{}` does not tell its account: each principal was asked as if the resource were of its own account",
                self.resource
            ));
            return organization.iter().map(|(id, _)| id).collect();
        };
        let account = organization.account(owner);
        let mut found: Vec<PrincipalId> =
            account.map(|account| organization.members(account).collect()).unwrap_or_default();
        if account.is_none() {
            notes.push(match organization.is_listed() {
                true => format!("account `{owner}` is not of the organization: its principals are not known"),
                false => format!("the organization's accounts were not read: who is in account `{owner}` is not known"),
            });
        }
        match self.target.policy {
            OwnPolicy::Is(policy) => {
                let trusted = Trusted::of(policy, organization);
                found.extend(&trusted.principals);
                let accounts = trusted.accounts.iter().filter_map(|id| organization.account(*id));
                found.extend(accounts.flat_map(|account| organization.members(account)));
                if trusted.anyone {
                    found.extend(organization.iter().map(|(id, _)| id));
                }
                notes.extend(outside_note(&trusted));
            }
            OwnPolicy::Unread(reason) => {
                // It may name anybody; of whom it would have to, nothing can be told.
                found.extend(organization.iter().map(|(id, _)| id));
                notes.push(format!("the resource's own policy is not known: {reason}"));
            }
            OwnPolicy::None if organization.has_read_policy_of(self.resource) => {}
            OwnPolicy::None if !armillary_facts::may_have_policy(self.resource) => {}
            OwnPolicy::None => notes.push(
                "the resource's own policy was not read: whom it names in other accounts, and whom it denies, is not known"
                    .to_owned(),
            ),
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Accounts that were not read and may hold somebody who can.
    fn unread(&self) -> Vec<UnreadAccount> {
        self.graph.unread_who_may(self.action, &self.target)
    }

    /// That the root user of the owner may too, which no role or user stands for.
    fn root_note(&self) -> Option<String> {
        let account = self.graph.organization().account(self.owner?).filter(|account| account.can_act())?;
        let actor = Actor::root(self.graph.organization(), account)?;
        let context = self.graph.organization().context(&actor, &self.target, &Context::new());
        let question = Question { actor: &actor, action: self.action, target: &self.target, context: &context };
        let may = match question.standing() {
            Standing::Allowed => "may do it too",
            Standing::AllowedIf => "may do it too, under conditions",
            Standing::Unknown => "may do it too, for all that is known",
            Standing::Denied => return None,
        };
        Some(format!("the root user of account {} ({}) {may}", account.name, account.id))
    }

    /// Who of these may, on several threads.
    fn all(&self, candidates: &[PrincipalId], workers: usize) -> Vec<(Standing, PrincipalId)> {
        let size = candidates.len().div_ceil(workers.max(1)).max(1);
        let work = |chunk: &[PrincipalId]| -> Vec<(Standing, PrincipalId)> {
            let mut last = None;
            let asked = chunk.iter().filter_map(|id| Some((self.standing(*id, &mut last)?, *id)));
            asked.filter(|(standing, _)| standing.holds()).collect()
        };
        if candidates.len() < 256 {
            return work(candidates);
        }
        let work = &work;
        std::thread::scope(|scope| {
            let threads: Vec<_> = candidates.chunks(size).map(|chunk| scope.spawn(move || work(chunk))).collect();
            threads
                .into_iter()
                .flat_map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                .collect()
        })
    }

    /// Whether the glance at the policies tells that it is of no use to ask.
    fn is_idle(&self, id: PrincipalId) -> bool {
        let organization = self.graph.organization();
        let principal = organization.principal(id);
        let account = organization.account_of(principal);
        let silent = !principal.identity.iter().any(|policy| policy.may_allow(self.action));
        let known = principal.missing.is_empty() && account.iam.reason().is_none();
        let by_resource = matches!(self.target.policy, OwnPolicy::Is(policy) if policy.may_allow(self.action));
        !account.can_act() || (silent && known && !by_resource)
    }

    /// What stands for a principal. Many are asked, and those of one account differ by little: `last` is who was asked before.
    fn standing(&self, id: PrincipalId, last: &mut Option<Prepared<'g>>) -> Option<Standing> {
        if self.is_idle(id) {
            return None;
        }
        let organization = self.graph.organization();
        let principal = organization.principal(id);
        let turns = |last: &mut Prepared<'g>| last.actor.turn_into(organization, last.principal, principal);
        if !last.as_mut().is_some_and(turns) {
            let (mut actor, target) = (Actor::principal(organization, principal)?, self.target_for(id));
            target.put(&mut actor.context, organization);
            *last = Some(Prepared { principal, actor, target });
        }
        let prepared = last.as_mut()?;
        prepared.principal = principal;
        self.put_tags(principal, &mut prepared.actor.context);
        let Prepared { actor, target, .. } = &*prepared;
        Some(Question { actor, action: self.action, target, context: &actor.context }.standing())
    }

    /// What the resource's tags say to the policies of whoever asks, and to those of the organization.
    fn put_tags(&self, principal: &Principal, context: &mut Context) {
        let Some(tags) = &self.tags else { return };
        let boundary = principal.boundary.iter().flat_map(|boundary| &boundary.policies);
        for statement in principal.identity.iter().chain(boundary).flat_map(|policy| policy.statements()) {
            statement.conditions().iter().for_each(|condition| tags.put_absent(condition.key(), context));
        }
        let of_organization = self.graph.organization().resource_tag_keys();
        of_organization.iter().for_each(|key| tags.put_absent(key, context));
        tags.put(context);
    }

    /// The resource; where nobody owns it, as one of the asking account.
    fn target_for(&self, id: PrincipalId) -> Target<'g> {
        let organization = self.graph.organization();
        let mut target = self.target.clone();
        if self.owner.is_none() {
            let account = organization.account_of(organization.principal(id));
            target.account = Some(account);
            target.owner = Some(account.id.to_string());
        }
        target
    }

    fn able(&self, id: PrincipalId) -> Option<Able> {
        let organization = self.graph.organization();
        let actor = Actor::principal(organization, organization.principal(id))?;
        let target = self.target_for(id);
        let mut context = organization.context(&actor, &target, &Context::new());
        self.put_tags(organization.principal(id), &mut context);
        let answer = Question { actor: &actor, action: self.action, target: &target, context: &context }.evaluate();
        let residual = answer.decision.residual;
        let node = self.graph.find(&Node::Principal(id))?;
        Some(Able {
            principal: self.graph.end(node),
            standing: answer.standing,
            conditions: words::common(&residual).iter().map(condition_in_words).collect(),
            residual,
            unknown: answer.unknown,
            id: node,
        })
    }
}

/// The tags of a resource, all of which are known.
#[derive(Debug)]
struct Tags {
    pairs: Vec<(Arc<str>, Arc<str>)>,
    /// What keys of its tags begin with: `aws:resourcetag/`, and that of the resource's own service.
    starts: [String; 2],
}

impl Tags {
    fn of(pairs: &[(Arc<str>, Arc<str>)], resource: &str) -> Self {
        let service = resource.split(':').nth(2).unwrap_or_default();
        let starts = ["aws", service].map(|prefix| format!("{}:resourcetag/", prefix.to_ascii_lowercase()));
        Self { pairs: pairs.to_vec(), starts }
    }

    fn put(&self, context: &mut Context) {
        for (key, value) in &self.pairs {
            for start in &self.starts {
                context.set(&format!("{start}{key}"), &**value);
            }
        }
    }

    /// Makes a key absent that is about a tag: one that is there is put after.
    fn put_absent(&self, key: &str, context: &mut Context) {
        let lower = key.to_ascii_lowercase();
        if self.starts.iter().any(|start| lower.starts_with(start)) {
            context.absent(&lower);
        }
    }
}

/// A principal with what it asks for; its context is complete.
struct Prepared<'g> {
    principal: &'g Principal,
    actor: Actor<'g>,
    target: Target<'g>,
}

/// Whom a resource's policy names outside the organization.
fn outside_note(trusted: &Trusted<'_>) -> Option<String> {
    let accounts = trusted.external_accounts.iter().map(ToString::to_string);
    let mut named: Vec<String> = accounts.chain(trusted.external.iter().map(|arn| (*arn).to_owned())).collect();
    named.extend(trusted.anyone.then(|| "everybody".to_owned()));
    (!named.is_empty()).then(|| {
        format!(
            "the resource's policy also names, outside the organization: {}; they are not among the answers",
            named.join(", ")
        )
    })
}

/// That AWS knows no such action: an answer about a misspelt one tells nothing.
fn not_an_action(action: &str) -> Option<String> {
    let known =
        action.split_once(':').and_then(|(service, name)| armillary_facts::action(&service.to_ascii_lowercase(), name));
    known.is_none().then(|| {
        format!("AWS's reference names no action `{action}`; is it misspelt? Ask about one action, without wildcards")
    })
}
