//! Organization policies and what they are attached to.

use std::collections::BTreeSet;

use armillary_model::{AccountId, Part, Record, RelationKind};
use serde_json::Value;

use super::{Known, Organization, part_of, short, target, targets};

/// The two types that decide what accounts may do, by the API's words.
pub(crate) const SCP: &str = "SERVICE_CONTROL_POLICY";
pub(crate) const RCP: &str = "RESOURCE_CONTROL_POLICY";

impl<'a> Organization<'a> {
    /// The policy with this id.
    pub fn policy(&self, id: &str) -> Option<&'a Record> {
        self.policies.get(id).copied()
    }

    /// Every policy with its id, in the order of ids.
    pub fn policies(&self) -> impl Iterator<Item = (&'a str, &'a Record)> + '_ {
        self.policies.iter().map(|(id, record)| (*id, *record))
    }

    /// The policy of a type that has this name.
    pub fn policy_named(&self, kind: &str, name: &str) -> Option<&'a Record> {
        self.policies().map(|(_, record)| record).find(|record| type_of(record) == kind && record.name == name)
    }

    /// All roots, OUs and accounts that a policy is known to be attached to.
    pub fn targets_of(&self, policy: &str) -> Vec<&'a str> {
        self.policy(policy)
            .into_iter()
            .flat_map(|record| targets(record, RelationKind::AttachedTo))
            .map(short)
            .collect()
    }

    /// Whether a policy is attached to a root, OU or account.
    pub fn is_attached(&self, policy: &Record, target: &str) -> Known<bool> {
        let found = targets(policy, RelationKind::AttachedTo).any(|known| short(known) == target);
        if found { Ok(true) } else { part_of(policy, Part::TARGETS).map(|()| false) }
    }

    /// The policies of a type that are attached to a root, OU or account: all that are known, and whether there may be more.
    pub fn attached(&self, kind: &str, target: &str) -> (Vec<&'a str>, Known<()>) {
        let unread = self.policies().filter(|(_, policy)| type_of(policy) == kind);
        let unread = unread.map(|(_, policy)| part_of(policy, Part::TARGETS)).find(Result::is_err);
        (self.attached_to(kind, target).collect(), self.is_read().and(unread.unwrap_or(Ok(()))))
    }

    fn attached_to(&self, kind: &str, target: &str) -> impl Iterator<Item = &'a str> {
        let ids = self.attached.get(target).into_iter().flatten().copied();
        ids.filter(move |id| self.policy(id).is_some_and(|policy| type_of(policy) == kind))
    }

    /// The policies of a type that apply to an account: attached to it, or to a node above it. None applies to the management account.
    pub fn applying(&self, kind: &str, account: AccountId) -> BTreeSet<&'a str> {
        let Some(member) = self.member(account).filter(|_| account != self.management) else { return BTreeSet::new() };
        let own = account.to_string();
        let chain = member.parent.map(|parent| self.chain(parent)).unwrap_or_default();
        let above = chain.into_iter().flat_map(|node| self.attached_to(kind, node));
        self.attached_to(kind, &own).chain(above).collect()
    }

    /// Whether a policy type is enabled in the root; unknown where the root does not tell.
    pub fn is_enabled(&self, kind: &str) -> Known<bool> {
        let root = self.node(self.root()).map(|node| node.record);
        let types = root.and_then(|root| root.document.get("PolicyTypes")).and_then(Value::as_array);
        let types = types.ok_or("the root does not tell which policy types are enabled")?;
        let is = |one: &Value, member: &str, value: &str| one.get(member).and_then(Value::as_str) == Some(value);
        Ok(types.iter().any(|one| is(one, "Type", kind) && is(one, "Status", "ENABLED")))
    }
}

/// The type of a policy, in the words of the API.
pub(crate) fn type_of(policy: &Record) -> &str {
    let summary = policy.document.pointer("/PolicySummary/Type").and_then(Value::as_str);
    summary.or_else(|| policy.document.get("Type").and_then(Value::as_str)).unwrap_or(SCP)
}

/// Whether AWS keeps a policy.
pub(crate) fn is_aws_managed(policy: &Record) -> bool {
    policy.document.pointer("/PolicySummary/AwsManaged").and_then(Value::as_bool).unwrap_or(false)
}

/// Whether Control Tower keeps a policy: it is told by its name.
pub(crate) fn is_of_control_tower(policy: &Record) -> bool {
    policy.name.starts_with("aws-guardrails-")
}

/// Whether a policy has a statement that allows something; unknown where its text was not read.
pub(crate) fn allows(policy: &Record) -> Known<bool> {
    part_of(policy, Part::CONTENT)?;
    let statements = policy.document.pointer("/Content/Statement");
    let statements = statements.ok_or_else(|| format!("the text of `{}` is not known", policy.name))?;
    let list = match statements {
        Value::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    };
    Ok(list.iter().any(|statement| statement.get("Effect").and_then(Value::as_str) == Some("Allow")))
}

/// What is said of a policy; empty where nothing is.
pub(crate) fn description_of(policy: &Record) -> &str {
    policy.document.pointer("/PolicySummary/Description").and_then(Value::as_str).unwrap_or_default()
}

/// Whether a policy says this; how it is spaced and in which order members stand does not matter.
pub(crate) fn says(policy: &Record, text: &str) -> Known<bool> {
    part_of(policy, Part::CONTENT)?;
    let content = policy.document.get("Content").filter(|content| !content.is_null());
    let content = content.ok_or_else(|| format!("the text of `{}` is not known", policy.name))?;
    Ok(*content == content_of(text))
}

/// A text as records hold it: as JSON where it is some.
pub(crate) fn content_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
}

/// The portfolio that a share or constraint is of, by its id.
pub(super) fn portfolio_of(record: &Record, kind: RelationKind) -> Option<&str> {
    target(record, kind).map(short)
}
