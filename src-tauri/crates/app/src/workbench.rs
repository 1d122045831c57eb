//! The policy workbench: what a text would be in the place of a policy, before anything is planned. Whether AWS takes it, whom it reaches, what they
//! may do otherwise, and which paths open and close.
//!
//! Everything is evaluated: nothing is told of what was not asked, and what was not asked is told.

use armillary_model::{AccountId, Kind, Part, Record, RelationKind, Snapshot};
use armillary_policy::{Checked, InvalidPolicy, Place, Policy, check};
use armillary_store::Scope;
use armillary_trust::{ActionTurn, Graph, PrincipalId, Reorganized};
use armillary_wire::{
    Code, Failure, PolicyAccount, PolicyActionChange, PolicyActionTurn, PolicyEdited, PolicyPlace, PolicyRemark,
};
use serde_json::{Value, json};

use crate::{
    cache::CacheAt,
    effects,
    failure::{coded, of_store},
    opened::Opened,
    plans::plan_snapshot,
    rows::count,
};

/// So many accounts, and principals of an action, are named; the others are counted.
const NAMED: usize = 20;
/// No more principals than this are asked.
const MOST_ASKED: usize = 500;

/// What a text would be in the place of a policy: an SCP or RCP by its id, name or ARN, a managed policy or a role's trust policy by ARN. Without a
/// text, the policy as it is.
pub fn edited(opened: &Opened, of: &str, text: Option<&str>) -> Result<PolicyEdited, Failure> {
    let at = opened.crawled()?;
    let record = found(at, of)?;
    let (place, content) = standing(&record).ok_or_else(|| {
        coded(
            Code::NotFound,
            format!(
                "`{of}` has no policy that can be edited here: SCPs, RCPs, managed policies and trust policies can"
            ),
        )
    })?;
    let original = content.map(laid_out);
    let text = text.map(str::to_owned).or_else(|| original.clone()).unwrap_or_default();
    let Checked { policy, errors, warnings } = check(&text, place_of(place));
    let edited = Edited { opened, record: &record, place, before: content, after: serde_json::from_str(&text).ok() };
    let mut told = PolicyEdited {
        arn: record.arn.clone(),
        name: record.name.clone(),
        place,
        unread: unread(&record, place),
        is_changed: edited.after.as_ref() != content,
        can_be_planned: is_organizations(place) && !is_kept(&record),
        errors: errors.iter().map(remark).collect(),
        warnings: warnings.iter().map(remark).collect(),
        size: count(place_of(place).size(&text) as u64),
        limit: place_of(place).limit(),
        accounts: Vec::new(),
        accounts_total: 0,
        actions: Vec::new(),
        trust: Vec::new(),
        not_told: Vec::new(),
        original,
    };
    edited.tell(policy, &mut told)?;
    Ok(told)
}

/// A policy with another text.
struct Edited<'a> {
    opened: &'a Opened,
    record: &'a Record,
    place: PolicyPlace,
    before: Option<&'a Value>,
    after: Option<Value>,
}

impl Edited<'_> {
    /// Whom it reaches, and what comes of the change.
    fn tell(&self, policy: Option<Policy>, told: &mut PolicyEdited) -> Result<(), Failure> {
        let graph = self.opened.trust()?;
        let reached = self.reached(graph);
        told.accounts_total = count(reached.len() as u64);
        let accounts = reached.iter().filter_map(|id| graph.organization().account(*id));
        let named = accounts.take(NAMED).map(|account| PolicyAccount {
            id: account.id.to_string(),
            name: account.name.to_string(),
            stage: account.stage,
        });
        told.accounts = named.collect();
        let Some(policy) = policy.filter(|_| told.is_changed) else { return Ok(()) };
        let Some(made) = self.made(graph, policy)? else {
            told.not_told.push("what comes of the change: the text is no policy, or the role was not read".to_owned());
            return Ok(());
        };
        let spoken: Vec<(String, String)> =
            told.accounts.iter().map(|account| (account.id.clone(), account.name.clone())).collect();
        told.trust = effects::trust_lines(graph, &made, &spoken);
        self.tell_actions(graph, &made, &reached, told);
        told.not_told.push("who used these actions lately: that is not crawled".to_owned());
        Ok(())
    }

    /// The accounts of those whom the policy restricts or whose role it is.
    fn reached(&self, graph: &Graph) -> Vec<AccountId> {
        let organization = graph.organization();
        match self.place {
            PolicyPlace::Trust => vec![self.record.account],
            PolicyPlace::Managed => {
                let holders = organization.holders_of(&self.record.arn);
                let mut accounts: Vec<AccountId> =
                    holders.iter().map(|id| organization.principal(*id).account).collect();
                // Principals stand in no order of their accounts.
                accounts.sort_unstable();
                accounts.dedup();
                accounts
            }
            PolicyPlace::Scp | PolicyPlace::Rcp => {
                let attached =
                    self.record.relations.iter().filter(|relation| relation.kind == RelationKind::AttachedTo);
                let targets: Vec<&str> = attached.map(|relation| short(&relation.target)).collect();
                let accounts =
                    organization.accounts().iter().filter(|account| account.is_listed && !account.is_management);
                let is_under = |account: &&armillary_trust::Account| {
                    let own = account.id.to_string();
                    targets.contains(&own.as_str()) || account.node_ids.iter().any(|node| targets.contains(&&**node))
                };
                accounts.filter(is_under).map(|account| account.id).collect()
            }
        }
    }

    /// The graph as it would be; `None` where there is none to be made.
    fn made(&self, graph: &Graph, policy: Policy) -> Result<Option<Reorganized>, Failure> {
        Ok(match self.place {
            PolicyPlace::Trust => {
                let role = graph.organization().find(&self.record.arn);
                role.map(|role| graph.trusting_otherwise(role, policy.into()))
            }
            PolicyPlace::Managed => Some(graph.managing_otherwise(&self.record.arn, policy.into())),
            PolicyPlace::Scp | PolicyPlace::Rcp => {
                let before = plan_snapshot(self.opened.crawled()?)?;
                let after = self.with_text(&before);
                Some(effects::reorganized(graph, &before, &after))
            }
        })
    }

    fn with_text(&self, before: &Snapshot) -> Snapshot {
        let mut after = before.clone();
        for record in after.records.iter_mut().filter(|record| record.arn == self.record.arn) {
            if let Some(members) = record.document.as_object_mut() {
                members.insert("Content".to_owned(), self.after.clone().unwrap_or_default());
            }
            record.unread.retain(|unread| !unread.is(Part::CONTENT));
        }
        after
    }

    /// What principals may do otherwise, of the actions that differing statements speak of.
    fn tell_actions(&self, graph: &Graph, made: &Reorganized, reached: &[AccountId], told: &mut PolicyEdited) {
        let organization = graph.organization();
        let all: Vec<PrincipalId> = match self.place {
            PolicyPlace::Trust => return,
            PolicyPlace::Rcp => {
                told.not_told.push(
                    "what the RCP takes from whom but becoming roles: that hangs on each resource and its own policy"
                        .to_owned(),
                );
                return;
            }
            PolicyPlace::Managed => organization.holders_of(&self.record.arn),
            PolicyPlace::Scp => {
                let accounts = reached.iter().filter_map(|id| organization.account(*id));
                accounts.flat_map(|account| organization.members(account)).collect()
            }
        };
        let principals: Vec<PrincipalId> =
            all.iter().copied().filter(|id| !organization.principal(*id).is_service_linked()).collect();
        let Some(differing) = differing(self.before, self.after.as_ref()) else { return };
        let asked = principals.get(..MOST_ASKED).unwrap_or(&principals);
        let spoken = graph.spoken_of(&differing, asked);
        for change in made.asked_again(graph, asked, &spoken.actions) {
            let principals = change.principals.iter().take(NAMED).map(|principal| principal.id.to_string());
            told.actions.push(PolicyActionChange {
                turn: turn(change.turn),
                action: change.action,
                principals: principals.collect(),
                total: count(change.principals.len() as u64),
            });
        }
        if spoken.left_out > 0 {
            told.not_told.push(format!(
                "{} more actions that the statements speak of were not asked one by one",
                spoken.left_out
            ));
        }
        if spoken.is_open {
            told.not_told.push(
                "actions that `NotAction` leaves open were asked only where a principal is allowed them by name"
                    .to_owned(),
            );
        }
        if principals.len() > asked.len() {
            told.not_told.push(format!("{} more principals were not asked", principals.len() - asked.len()));
        }
        let unread =
            reached.iter().filter_map(|id| organization.account(*id)).filter(|account| account.iam.reason().is_some());
        let unread = unread.count();
        if unread > 0 {
            told.not_told.push(format!("what principals of {unread} accounts may do: their IAM was not read"));
        }
    }
}

/// The resource that is named.
fn found(at: &CacheAt, of: &str) -> Result<Record, Failure> {
    let crawl = at.crawl().id;
    let reader = at.reader()?;
    let missing = || coded(Code::NotFound, format!("there is no policy or role `{of}` as of crawl {crawl}"));
    let scope = Scope { kinds: vec![Kind::Policy], ..Scope::default() };
    let policies = reader.snapshot(crawl, &scope).map_err(of_store)?.records;
    let mut named =
        policies.into_iter().filter(|policy| policy.arn == of || short(&policy.arn) == of || policy.name == of);
    match (named.next(), named.next()) {
        (Some(policy), None) => return Ok(policy),
        (Some(one), Some(two)) => {
            let ids = [short(&one.arn), short(&two.arn)].join(", ");
            return Err(coded(
                Code::NotFound,
                format!("several policies are called `{of}`: name one by its id ({ids})"),
            ));
        }
        (None, _) => {}
    }
    Ok(reader.resource(crawl, of, 0).map_err(of_store)?.ok_or_else(missing)?.record)
}

/// Where the policy of a resource stands, and what it says where that was read; `None` for a resource of another kind.
fn standing(record: &Record) -> Option<(PolicyPlace, Option<&Value>)> {
    let document = &record.document;
    let (place, content) = match record.kind {
        Kind::Policy => {
            let kind = document.pointer("/PolicySummary/Type").and_then(Value::as_str)?;
            let place = match kind {
                "SERVICE_CONTROL_POLICY" => PolicyPlace::Scp,
                "RESOURCE_CONTROL_POLICY" => PolicyPlace::Rcp,
                _ => return None,
            };
            (place, document.get("Content"))
        }
        Kind::Role => (PolicyPlace::Trust, document.get("AssumeRolePolicyDocument")),
        Kind::ManagedPolicy => {
            let is_default = |version: &&Value| {
                version["IsDefaultVersion"] == true || version["VersionId"] == document["DefaultVersionId"]
            };
            let versions = document.get("PolicyVersionList").and_then(Value::as_array);
            let version = versions.into_iter().flatten().find(is_default);
            (PolicyPlace::Managed, version.and_then(|version| version.get("Document")))
        }
        _ => return None,
    };
    Some((place, content.filter(|content| content.is_object())))
}

fn place_of(place: PolicyPlace) -> Place {
    match place {
        PolicyPlace::Scp => Place::Scp,
        PolicyPlace::Rcp => Place::Rcp,
        PolicyPlace::Trust => Place::Trust,
        PolicyPlace::Managed => Place::Identity,
    }
}

fn is_organizations(place: PolicyPlace) -> bool {
    matches!(place, PolicyPlace::Scp | PolicyPlace::Rcp)
}

/// Whether an organization policy is AWS's own or Control Tower's.
fn is_kept(record: &Record) -> bool {
    let is_managed = record.document.pointer("/PolicySummary/AwsManaged").and_then(Value::as_bool);
    is_managed.unwrap_or(false) || record.name.starts_with("aws-guardrails-")
}

fn unread(record: &Record, place: PolicyPlace) -> Option<String> {
    let part = if is_organizations(place) { Part::CONTENT } else { Part::OWNED };
    let gap = record.unread.iter().find(|unread| unread.is(part)).map(|unread| unread.gap.message.clone());
    gap.or_else(|| record.stale.then(|| format!("it is as of crawl {}", record.as_of)))
}

/// The statements that one of two documents has and the other has not, as a policy; `None` where that is none.
fn differing(before: Option<&Value>, after: Option<&Value>) -> Option<Policy> {
    let statements = |document: Option<&Value>| match document.and_then(|document| document.get("Statement")) {
        Some(Value::Array(list)) => list.clone(),
        Some(one) => vec![one.clone()],
        None => Vec::new(),
    };
    let (then, now) = (statements(before), statements(after));
    let gone = then.iter().filter(|statement| !now.contains(statement));
    let new = now.iter().filter(|statement| !then.contains(statement));
    let differing: Vec<&Value> = gone.chain(new).collect();
    Policy::from_value(&json!({ "Version": "2012-10-17", "Statement": differing })).ok()
}

fn laid_out(content: &Value) -> String {
    serde_json::to_string_pretty(content).unwrap_or_default()
}

fn short(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

fn remark(found: &InvalidPolicy) -> PolicyRemark {
    let at = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    PolicyRemark {
        problem: found.problem.clone(),
        path: found.path.clone(),
        line: found.position.map(|position| at(position.line)),
        column: found.position.map(|position| at(position.column)),
    }
}

fn turn(turn: ActionTurn) -> PolicyActionTurn {
    match turn {
        ActionTurn::Gains => PolicyActionTurn::Gains,
        ActionTurn::Widens => PolicyActionTurn::Widens,
        ActionTurn::Narrows => PolicyActionTurn::Narrows,
        ActionTurn::Loses => PolicyActionTurn::Loses,
        ActionTurn::Doubtful => PolicyActionTurn::Doubtful,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_that_both_have_do_not_differ() {
        let statement = |action: &str| json!({ "Effect": "Deny", "Action": action, "Resource": "*" });
        let of = |actions: &[&str]| json!({ "Statement": actions.iter().map(|action| statement(action)).collect::<Vec<_>>() });
        let (before, after) = (of(&["s3:*", "ec2:*"]), of(&["ec2:*", "sts:*"]));
        let differing = differing(Some(&before), Some(&after)).expect("two");
        let actions: Vec<&str> = differing.statements().iter().map(|one| &*one.actions().texts[0]).collect();
        assert_eq!(actions, ["s3:*", "sts:*"]);
    }
}
