//! OUs and accounts.

use std::{collections::BTreeSet, iter::successors};

use armillary_classify::FolderClass;
use armillary_model::{AccountId, Part, Record, UnreadPart};

use super::{Known, Organization, part_of, text, unread};
use crate::reread::administrators;

/// The root or an OU.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node<'a> {
    /// `r-…` or `ou-…`.
    pub id: &'a str,
    /// The node it is in; the root is in none.
    pub parent: Option<&'a str>,
    pub record: &'a Record,
}

/// An account of the organization.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member<'a> {
    pub account: AccountId,
    /// The root or OU it is in, as last read.
    pub parent: Option<&'a str>,
    pub record: &'a Record,
}

impl<'a> Member<'a> {
    pub fn name(&self) -> &'a str {
        &self.record.name
    }

    pub fn email(&self) -> Option<&'a str> {
        text(self.record, "Email")
    }

    /// `ACTIVE`, `PENDING_CLOSURE`, `SUSPENDED` …, in the words of the API.
    pub fn state(&self) -> &'a str {
        text(self.record, "State").or_else(|| text(self.record, "Status")).unwrap_or("unknown")
    }

    pub fn is_active(&self) -> bool {
        self.state() == "ACTIVE"
    }

    /// The value of a tag; `None` where it has no such tag, or none that is known.
    pub fn tag(&self, key: &str) -> Option<&'a str> {
        self.tags().find(|(known, _)| *known == key).map(|(_, value)| value)
    }

    /// Its tags, as last read.
    pub fn tags(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let tags = self.record.document.get("Tags").and_then(serde_json::Value::as_array);
        tags.into_iter().flatten().filter_map(|tag| {
            let key = tag.get("Key").and_then(serde_json::Value::as_str)?;
            Some((key, tag.get("Value").and_then(serde_json::Value::as_str).unwrap_or_default()))
        })
    }

    /// Whether its tags are known.
    pub fn tags_are_read(&self) -> Known<()> {
        // What an earlier crawl was asked for stays known: applying asks again before its first call.
        let is_kept = |unread: &UnreadPart| unread.is(Part::TAGS) && unread.is_unasked() && unread.as_of.is_some();
        if self.record.stale || !self.record.unread.iter().any(is_kept) {
            part_of(self.record, Part::TAGS)?;
        }
        let is_there = self.record.document.get("Tags").is_some();
        if is_there { Ok(()) } else { Err("the tags of accounts were not asked for".to_owned()) }
    }

    /// The services it administers for the organization, as last read.
    pub fn services(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let services = self.record.document.get("DelegatedServices").and_then(serde_json::Value::as_array);
        services.into_iter().flatten().filter_map(|service| service.get("ServicePrincipal")?.as_str())
    }
}

impl<'a> Organization<'a> {
    /// `r-…`.
    pub fn root(&self) -> &'a str {
        self.root
    }

    pub fn node(&self, id: &str) -> Option<Node<'a>> {
        self.nodes.get(id).copied()
    }

    /// Every node, in the order of ids.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'a>> + '_ {
        self.nodes.values().copied()
    }

    pub fn member(&self, account: AccountId) -> Option<Member<'a>> {
        self.members.get(&account).copied()
    }

    /// Whether an account administers a service for the organization.
    pub fn administers(&self, member: Member<'_>, principal: &str) -> Known<bool> {
        self.services_are_read(member)?;
        Ok(member.services().any(|service| service == principal))
    }

    /// Whether it is known what an account administers. Of a reading that did not come to its end, only the calls that tell this count.
    pub fn services_are_read(&self, member: Member<'_>) -> Known<()> {
        unread(member.record, Part::DELEGATED_SERVICES)?;
        if member.record.stale { administrators(self) } else { Ok(()) }
    }

    /// Every account, in the order of ids.
    pub fn members(&self) -> impl Iterator<Item = Member<'a>> + '_ {
        self.members.values().copied()
    }

    /// This node and those above it, the root last. A tree that was read in pieces may end early, and is never walked in a circle.
    pub fn chain(&self, node: &str) -> Vec<&'a str> {
        let start = self.nodes.get_key_value(node).map(|(id, _)| *id);
        let up = successors(start, |id| self.nodes.get(id)?.parent);
        up.take(self.nodes.len()).collect()
    }

    /// The names from below the root down to a node; empty for the root.
    pub fn path(&self, node: &str) -> Vec<&'a str> {
        let mut chain = self.chain(node);
        chain.reverse();
        let below = chain.into_iter().filter(|id| *id != self.root);
        below.filter_map(|id| self.nodes.get(id).map(|node| node.record.name.as_str())).collect()
    }

    /// What an OU is for, by the names from below the root; the root is management's.
    pub fn class(&self, node: &str) -> FolderClass {
        let path = self.path(node);
        if path.is_empty() { FolderClass::Management } else { FolderClass::of_path(path.into_iter()) }
    }

    /// The accounts in use directly in an OU.
    pub fn active_in(&self, ou: &str) -> impl Iterator<Item = Member<'a>> + '_ {
        let inside = self.inside.get(ou).into_iter().flatten();
        inside.filter_map(|account| self.member(*account)).filter(Member::is_active)
    }

    /// The accounts below a root or OU, however deep, or the account itself.
    pub fn below(&self, id: &str) -> BTreeSet<AccountId> {
        if let Ok(account) = id.parse() {
            return self.members.contains_key(&account).then_some(account).into_iter().collect();
        }
        if id == self.id || id == self.root {
            return self.members.keys().copied().collect();
        }
        let (mut found, mut seen, mut waiting) = (BTreeSet::new(), BTreeSet::new(), vec![id]);
        while let Some(node) = waiting.pop() {
            // A tree that was read in pieces is never walked in a circle.
            if seen.insert(node) {
                found.extend(self.inside.get(node).into_iter().flatten());
                waiting.extend(self.children.get(node).into_iter().flatten());
            }
        }
        found
    }

    /// A node or account, as people call it: its name, and its id.
    pub fn called(&self, id: &str) -> String {
        if id == self.id || id == self.root {
            return if id == self.id { format!("the organization ({id})") } else { format!("the root ({id})") };
        }
        let name = self.name(id);
        if name == id { id.to_owned() } else { format!("{name} ({id})") }
    }

    /// The name of a node, account, policy or portfolio; the id where it has none that is known.
    pub fn name<'b>(&self, id: &'b str) -> &'b str
    where
        'a: 'b,
    {
        let member = || id.parse().ok().and_then(|account| self.member(account)).map(|member| member.name());
        let policy = || self.policy(id).map(|policy| policy.name.as_str());
        let portfolio = || self.portfolio(id).map(|portfolio| portfolio.record.name.as_str());
        let node = self.nodes.get(id).map(|node| node.record.name.as_str());
        node.or_else(member).or_else(policy).or_else(portfolio).unwrap_or(id)
    }
}
