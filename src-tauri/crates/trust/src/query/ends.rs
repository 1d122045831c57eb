//! The ends of a question: what somebody writes for a set of principals, and what it stands for.

use std::collections::{BTreeMap, BTreeSet};

use armillary_model::{AccountId, account_in_arn};
use serde::Serialize;

use super::{IdleAccount, machine::Machine};
use crate::{Account, AssigneeKind, Graph, Node, NodeId, PrincipalKind};
use armillary_classify::Stage;

/// A set of nodes that somebody asked about.
#[derive(Clone, Debug)]
pub struct End {
    /// What was written.
    pub text: String,
    /// What it stands for, in words: `production (24 accounts)`.
    pub meaning: String,
    /// The nodes, in order.
    pub nodes: Vec<NodeId>,
    /// Accounts that belong to it and were not read, and why.
    pub unread: Vec<UnreadAccount>,
    /// Accounts that belong to it, or that it is in, and are not in use.
    pub idle: Vec<IdleAccount>,
}

/// An account whose IAM data are not known.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UnreadAccount {
    /// The account.
    pub account: AccountId,
    /// Its name.
    pub name: String,
    /// Why it is not known.
    pub reason: String,
}

/// The text stands for nothing that is known.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum UnknownEnd {
    /// There is no such stage.
    #[error("`{0}` is not a stage; write one of {stages}", stages = stage_list())]
    Stage(String),
    /// The stage has no account.
    #[error(
        "no account is of stage `{0}`; `armillary resources --kind AWS::Organizations::Account` lists the accounts"
    )]
    EmptyStage(Stage),
    /// It may be an account or OU of the organization, whose accounts were not read.
    #[error(
        "the organization's accounts were not read, so what `{0}` stands for is not known; crawl the service `organizations` first"
    )]
    Unlisted(String),
    /// It names something of a kind that is not read.
    #[error("{what} are not read, so which role `{text}` acts with is not known; ask about the role")]
    NotRead {
        /// What was written.
        text: String,
        /// What it names, such as `Lambda functions`.
        what: &'static str,
    },
    /// The account, OU or ARN is not in the cache.
    #[error("`{text}` is not in the cache{}; write a role or user ARN, an account id or name, an OU id or name, a person or group, or a stage such as `stage:dev`", proposal(.nearest))]
    NotFound {
        /// What was written.
        text: String,
        /// Names that look like it.
        nearest: Vec<String>,
    },
}

/// What is written for everybody who signs in through IAM Identity Center.
pub(super) const PEOPLE: &str = "people";
/// What is written for all groups of them.
pub(super) const GROUPS: &str = "groups";

fn named_stage(text: &str) -> Result<Stage, UnknownEnd> {
    Stage::from_text(text).ok_or_else(|| UnknownEnd::Stage(text.to_owned()))
}

fn stage_list() -> String {
    Stage::ALL.map(|stage| format!("`stage:{stage}`")).join(", ")
}

fn proposal(names: &[String]) -> String {
    if names.is_empty() {
        return String::new();
    }
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    format!(" (did you mean {}?)", quoted.join(", "))
}

impl End {
    /// The principals that a text stands for: `stage:dev`, an account id or name, an OU id or name, an ARN, a service, the
    /// name of a role, user, person, group of people or provider, `people` or `groups` for all of IAM Identity Center, or `*` for
    /// everybody outside.
    pub fn parse(graph: &Graph, text: &str) -> Result<Self, UnknownEnd> {
        let text = text.trim();
        let is_listed = graph.organization().is_listed();
        if let Some(stage) = text.strip_prefix("stage:") {
            return match Self::stage(graph, text, stage) {
                Err(UnknownEnd::EmptyStage(_)) if !is_listed => Err(UnknownEnd::Unlisted(text.to_owned())),
                found => found,
            };
        }
        if let Some(machine) = Machine::of_arn(text) {
            return Err(UnknownEnd::NotRead { text: text.to_owned(), what: machine.plain() });
        }
        let found = Self::exact(graph, text).or_else(|| Self::named(graph, text));
        found.ok_or_else(|| match is_listed {
            true => UnknownEnd::NotFound { text: text.to_owned(), nearest: near(graph, text) },
            false => UnknownEnd::Unlisted(text.to_owned()),
        })
    }

    /// Whether a text could be an end in some organization: the stages are the same everywhere.
    pub fn check(text: &str) -> Result<(), UnknownEnd> {
        match text.trim().strip_prefix("stage:") {
            Some(stage) => named_stage(stage).map(|_| ()),
            None => Ok(()),
        }
    }

    /// One node.
    pub fn node(graph: &Graph, id: NodeId) -> Self {
        let name = graph.name_of(id).to_string();
        let nodes = vec![id];
        Self { text: name.clone(), meaning: name, idle: idle_of(graph, &nodes), nodes, unread: Vec::new() }
    }

    fn stage(graph: &Graph, text: &str, stage: &str) -> Result<Self, UnknownEnd> {
        let stage = named_stage(stage)?;
        let accounts: Vec<&Account> =
            graph.organization().accounts().iter().filter(|account| account.stage == stage).collect();
        let external =
            || graph.others().filter(|(id, _)| graph.stage_of(*id) == Some(Stage::External)).map(|(id, _)| id);
        let outside: Vec<NodeId> = if stage == Stage::External { external().collect() } else { Vec::new() };
        if accounts.is_empty() && outside.is_empty() {
            return Err(UnknownEnd::EmptyStage(stage));
        }
        let mut end = Self::accounts(graph, text, stage.plain().to_owned(), &accounts);
        end.nodes.extend(outside);
        end.nodes.sort_unstable();
        end.nodes.dedup();
        Ok(end)
    }

    /// What an id, an ARN or a service name stands for.
    fn exact(graph: &Graph, text: &str) -> Option<Self> {
        let organization = graph.organization();
        if let Some(principal) = organization.find(text).or_else(|| organization.find_unique_id(text)) {
            return Some(Self { text: text.to_owned(), ..Self::node(graph, graph.node_of(principal)) });
        }
        let account = text.parse().ok().or_else(|| text.ends_with(":root").then(|| account_in_arn(text)).flatten());
        let of_organizations = text.contains(":organizations:").then(|| text.rsplit('/').next()).flatten();
        let account: Option<AccountId> = account.or_else(|| of_organizations.and_then(|id| id.parse().ok()));
        if let Some(id) = account {
            return match organization.account(id) {
                Some(account) => {
                    let meaning = format!("account {} ({})", account.name, account.id);
                    Some(Self::accounts(graph, text, meaning, &[account]))
                }
                None => Self::other(graph, text, |node| match node {
                    Node::ExternalAccount(account) => *account == id,
                    Node::ExternalPrincipal(arn) => account_in_arn(arn) == Some(id),
                    _ => false,
                }),
            };
        }
        if let Some(end) = Self::in_unread_account(graph, text) {
            return Some(end);
        }
        match text {
            PEOPLE => return Some(Self::people(graph, text, AssigneeKind::User, "people")),
            GROUPS => return Some(Self::people(graph, text, AssigneeKind::Group, "groups")),
            _ => {}
        }
        let people = &organization.identity_center().people;
        if let Some(person) = people.iter().find(|one| *one.arn == *text) {
            let found = graph.find(&Node::Person(person.kind, person.name.clone()))?;
            return Some(Self { text: text.to_owned(), ..Self::node(graph, found) });
        }
        let node = of_organizations.unwrap_or(text);
        if let Some(name) = organization.node_name(node) {
            return Some(Self::below(graph, text, node, name));
        }
        Self::other(graph, text, |node| match node {
            Node::Provider(known)
            | Node::Service(known)
            | Node::ExternalPrincipal(known)
            | Node::UnreadPrincipal(known) => **known == *text,
            Node::Anyone => matches!(text, "*" | "anyone"),
            _ => false,
        })
    }

    /// What has this name: an account, an OU, roles and users, a person, a provider. Names have no case.
    fn named(graph: &Graph, text: &str) -> Option<Self> {
        let organization = graph.organization();
        let same = |name: &str| name.eq_ignore_ascii_case(text);
        let accounts: Vec<&Account> = organization.accounts().iter().filter(|account| same(&account.name)).collect();
        if !accounts.is_empty() {
            return Some(Self::accounts(graph, text, format!("account {text}"), &accounts));
        }
        if let Some((id, name)) = organization.nodes().find(|(_, name)| same(name)) {
            return Some(Self::below(graph, text, id, name));
        }
        let named = organization.iter().filter(|(_, principal)| same(principal.name()));
        let nodes: Vec<NodeId> = named.map(|(id, _)| graph.node_of(id)).collect();
        if !nodes.is_empty() {
            let plural = if nodes.len() == 1 { "" } else { "s" };
            let meaning = format!("{} principal{plural} named {text}", nodes.len());
            return Some(Self {
                text: text.to_owned(),
                meaning,
                idle: idle_of(graph, &nodes),
                nodes,
                unread: Vec::new(),
            });
        }
        let of_provider = |arn: &str| arn.split_once("-provider/").is_some_and(|(_, name)| same(name));
        Self::other(graph, text, |node| match node {
            Node::Person(_, name) => same(name),
            Node::Provider(arn) => of_provider(arn),
            _ => false,
        })
    }

    /// Everybody who signs in through IAM Identity Center, or every group of them.
    fn people(graph: &Graph, text: &str, kind: AssigneeKind, plural: &str) -> Self {
        let is_one = |node: &Node| matches!(node, Node::Person(known, _) if *known == kind);
        let nodes: Vec<NodeId> = graph.people().filter(|(_, node)| is_one(node)).map(|(id, _)| id).collect();
        let meaning = format!("{plural} of IAM Identity Center ({})", nodes.len());
        Self { text: text.to_owned(), meaning, nodes, unread: Vec::new(), idle: Vec::new() }
    }

    fn other(graph: &Graph, text: &str, is: impl Fn(&Node) -> bool) -> Option<Self> {
        let nodes: Vec<NodeId> = graph.others().filter(|(_, node)| is(node)).map(|(id, _)| id).collect();
        let text = text.to_owned();
        (!nodes.is_empty()).then(|| Self {
            meaning: text.clone(),
            text,
            idle: idle_of(graph, &nodes),
            nodes,
            unread: Vec::new(),
        })
    }

    /// A role or user by its ARN in an account that was not read, whether in use or not: it may be there.
    fn in_unread_account(graph: &Graph, text: &str) -> Option<Self> {
        let is_principal = text.contains(":role/") || text.contains(":user/");
        let account = graph.organization().account(account_in_arn(text).filter(|_| is_principal)?)?;
        let unread = account.unread().filter(|_| account.can_act());
        let idle = account.idle().filter(|idle| idle.as_of.is_none());
        if unread.is_none() && idle.is_none() {
            return None;
        }
        let named = graph.others().filter(|(_, node)| matches!(node, Node::UnreadPrincipal(arn) if **arn == *text));
        let nodes = named.map(|(id, _)| id).collect();
        let (unread, idle) = (unread.into_iter().collect(), idle.into_iter().collect());
        Some(Self { text: text.to_owned(), meaning: text.to_owned(), nodes, unread, idle })
    }

    fn below(graph: &Graph, text: &str, node: &str, name: &str) -> Self {
        let accounts = graph.organization().accounts().iter();
        let below: Vec<&Account> = accounts.filter(|account| account.node_ids.iter().any(|id| **id == *node)).collect();
        Self::accounts(graph, text, format!("OU {name}"), &below)
    }

    fn accounts(graph: &Graph, text: &str, meaning: String, accounts: &[&Account]) -> Self {
        let organization = graph.organization();
        let members = accounts.iter().flat_map(|account| organization.members(account));
        let mut nodes: Vec<NodeId> = members.map(|id| graph.node_of(id)).collect();
        let ids: BTreeSet<AccountId> = accounts.iter().map(|account| account.id).collect();
        let here = |node: &Node| match node {
            Node::Root(account) | Node::UnreadAccount(account) => ids.contains(account),
            Node::UnreadPrincipal(arn) | Node::Provider(arn) => account_in_arn(arn).is_some_and(|id| ids.contains(&id)),
            _ => false,
        };
        nodes.extend(graph.others().filter(|(_, node)| here(node)).map(|(id, _)| id));
        nodes.sort_unstable();
        let meaning = if accounts.len() == 1 { meaning } else { format!("{meaning} ({} accounts)", accounts.len()) };
        let unread = accounts.iter().filter(|account| account.can_act());
        let unread = unread.filter_map(|account| account.unread()).collect();
        let idle = accounts.iter().filter_map(|account| account.idle()).collect();
        Self { text: text.to_owned(), meaning, nodes, unread, idle }
    }
}

/// The accounts of some nodes that are not in use.
fn idle_of(graph: &Graph, nodes: &[NodeId]) -> Vec<IdleAccount> {
    let accounts: BTreeSet<AccountId> = nodes.iter().filter_map(|id| graph.account_of(*id)).collect();
    accounts.into_iter().filter_map(|id| graph.organization().account(id)?.idle()).collect()
}

impl Account {
    /// That its IAM data are not known, and why.
    pub fn unread(&self) -> Option<UnreadAccount> {
        let reason = self.iam.reason()?.to_owned();
        Some(UnreadAccount { account: self.id, name: self.name.to_string(), reason })
    }
}

/// At most this many names are proposed.
const PROPOSED: usize = 3;

/// The names most like a text that names nothing.
fn near(graph: &Graph, text: &str) -> Vec<String> {
    let organization = graph.organization();
    let wanted = text.rsplit('/').next().unwrap_or(text).to_lowercase();
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut names: BTreeMap<&str, ()> = BTreeMap::new();
    names.extend(organization.accounts().iter().map(|account| (&*account.name, ())));
    names.extend(organization.nodes().map(|(_, name)| (name, ())));
    let roles = organization.principals().iter().filter(|principal| principal.kind == PrincipalKind::Role);
    names.extend(roles.map(|role| (role.name(), ())));
    names.extend(organization.identity_center().people.iter().map(|one| (&*one.name, ())));
    let mut near: Vec<(usize, &str)> = names
        .into_keys()
        .filter_map(|name| {
            let lower = name.to_lowercase();
            let contains = lower.contains(&wanted) || wanted.contains(&lower);
            let distance = if contains { 1 } else { strsim::levenshtein(&lower, &wanted) };
            (distance <= (wanted.len() / 5).saturating_add(2)).then_some((distance, name))
        })
        .collect();
    near.sort_unstable();
    near.truncate(PROPOSED);
    near.into_iter().map(|(_, name)| name.to_owned()).collect()
}
