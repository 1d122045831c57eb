//! What a plan rests on, as statements that can be made again of a later snapshot: one that differs makes the plan stale.

use armillary_model::{AccountId, Part};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    digest::digest,
    organization::{
        Factory, Organization, description_of, drift_of, parameters_of, part_of, provisioned_status, short, status_of,
    },
};

/// What a statement is about.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Claim {
    /// Where an account is.
    Place {
        /// The account.
        account: AccountId,
    },
    /// In which state an account is.
    State {
        /// The account.
        account: AccountId,
    },
    /// The value of an account's tag.
    Tag {
        /// The account.
        account: AccountId,
        /// Its key.
        key: String,
    },
    /// Which accounts have this name.
    AccountName {
        /// The name.
        name: String,
    },
    /// Which account has this e-mail address.
    Email {
        /// The address.
        email: String,
    },
    /// What a root or OU is called, and where it is.
    Node {
        /// The root or OU.
        node: String,
    },
    /// Whether a policy is attached.
    Attachment {
        /// The policy.
        policy: String,
        /// The root, OU or account.
        target: String,
    },
    /// What a policy says.
    PolicyText {
        /// The policy.
        policy: String,
    },
    /// What a policy is called and what is said of it.
    PolicySummary {
        /// The policy.
        policy: String,
    },
    /// Which policy of a type has this name.
    PolicyName {
        /// The name.
        name: String,
        /// The type, in the words of the API.
        policy_type: String,
    },
    /// All that a policy is attached to.
    Targets {
        /// The policy.
        policy: String,
    },
    /// Whether a portfolio is shared with somebody, and what along with it.
    Share {
        /// The portfolio.
        portfolio: String,
        /// An account, OU or organization.
        recipient: String,
    },
    /// Whether a principal may launch from a portfolio in an account.
    Principal {
        /// The portfolio.
        portfolio: String,
        /// The account.
        account: AccountId,
        /// The principal.
        principal: String,
    },
    /// Whether somebody has a permission set in an account.
    Assignment {
        /// The account.
        account: AccountId,
        /// The permission set, by ARN.
        permission_set: String,
        /// The user or group, by id.
        principal: String,
    },
    /// Whether an account administers a service.
    Administrator {
        /// The account.
        account: AccountId,
        /// The service.
        service: String,
    },
    /// Whether an OU is registered with Control Tower, and how its baseline is.
    Registration {
        /// The OU.
        ou: String,
    },
    /// Which version of which product Account Factory is.
    Factory,
    /// What was launched under a name in the management account.
    Launched {
        /// The name.
        name: String,
    },
    /// How a control is enabled on an OU.
    Control {
        /// The ARN of the control.
        control: String,
        /// The OU.
        ou: String,
    },
}

/// A statement that a plan rests on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "PlanFact"))]
#[serde(rename_all = "camelCase")]
pub struct Fact {
    /// By which steps name it.
    pub id: String,
    /// The statement.
    pub about: String,
    /// What it is about.
    #[cfg_attr(feature = "ts", ts(type = "JsonValue"))]
    pub claim: Claim,
    /// Its digest.
    pub digest: String,
}

impl Fact {
    pub(crate) fn new(id: String, claim: Claim, organization: &Organization<'_>) -> Self {
        let about = claim.statement(organization);
        let digest = claim.digest(&about);
        Self { id, about, claim, digest }
    }
}

impl Claim {
    fn digest(&self, statement: &str) -> String {
        digest(&json!({ "claim": self, "statement": statement }))
    }

    /// What a snapshot says. Why something is not known is left out: that it is not, is the same for any reason.
    pub(crate) fn statement(&self, organization: &Organization<'_>) -> String {
        match self {
            Self::Place { account } => place(organization, *account),
            Self::State { account } => {
                let called = organization.called(&account.to_string());
                match organization.member(*account) {
                    Some(member) => format!("account {called} is {}", member.state()),
                    None => format!("account {account} {}", absent(organization)),
                }
            }
            Self::Tag { account, key } => tag(organization, *account, key),
            Self::AccountName { name } => {
                let named = organization.members().filter(|member| member.name() == name);
                taken(organization, "the name", name, named.map(|member| member.account))
            }
            Self::Email { email } => {
                let is_it = |known: Option<&str>| known.is_some_and(|known| known.eq_ignore_ascii_case(email));
                let found = organization.members().filter(|member| is_it(member.email()));
                taken(organization, "the e-mail address", email, found.map(|member| member.account))
            }
            Self::Node { node } => match organization.node(node) {
                Some(_) if node == organization.root() => format!("the root is {node}"),
                Some(_) => format!("OU {node} is {}", organization.path(node).join("/")),
                None => format!("OU {node} {}", absent(organization)),
            },
            Self::Attachment { policy, target } => attachment(organization, policy, target),
            Self::PolicyText { policy } => match organization.policy(policy) {
                Some(record) => {
                    let text = record.document.get("Content").cloned().unwrap_or_default();
                    format!("policy {} says {}", organization.called(policy), digest(&text))
                }
                None => format!("policy {policy} {}", absent(organization)),
            },
            Self::PolicySummary { policy } => match organization.policy(policy) {
                Some(record) => {
                    let described = description_of(record);
                    format!("policy {policy} is called `{}` and described as `{described}`", record.name)
                }
                None => format!("policy {policy} {}", absent(organization)),
            },
            Self::PolicyName { name, policy_type } => match organization.policy_named(policy_type, name) {
                Some(record) => format!("`{name}` is the name of policy {}", short(&record.arn)),
                None if organization.is_read().is_ok() => format!("no policy of type {policy_type} is called `{name}`"),
                None => format!("whether a policy of type {policy_type} is called `{name}` is not known"),
            },
            Self::Targets { policy } => targets(organization, policy),
            Self::Share { portfolio, recipient } => share(organization, portfolio, recipient),
            Self::Principal { portfolio, account, principal } => {
                principal_of(organization, portfolio, *account, principal)
            }
            Self::Assignment { account, permission_set, principal } => {
                assignment(organization, *account, permission_set, principal)
            }
            Self::Registration { ou } => registration(organization, ou),
            Self::Factory => match organization.factory() {
                Ok(Factory { product, version, region }) => {
                    format!("Account Factory is version {version} of product {product} in {region}")
                }
                Err(_) => "which product Account Factory is, is not known".to_owned(),
            },
            Self::Launched { name } => launched(organization, name),
            Self::Control { control, ou } => enabled(organization, control, ou),
            Self::Administrator { account, service } => {
                let called = organization.called(&account.to_string());
                let known = organization.member(*account).map(|member| organization.administers(member, service));
                match known {
                    Some(Ok(true)) => format!("account {called} administers {service}"),
                    Some(Ok(false)) => format!("account {called} does not administer {service}"),
                    _ => format!("whether account {called} administers {service} is not known"),
                }
            }
        }
    }
}

fn absent(organization: &Organization<'_>) -> &'static str {
    if organization.is_read().is_ok() { "is not there" } else { "is not known" }
}

fn place(organization: &Organization<'_>, account: AccountId) -> String {
    let called = organization.called(&account.to_string());
    match organization.member(account) {
        None => format!("account {account} {}", absent(organization)),
        Some(member) => match member.parent {
            Some(parent) => format!("account {called} is in {}", organization.called(parent)),
            None => format!("where account {called} is, is not known"),
        },
    }
}

fn tag(organization: &Organization<'_>, account: AccountId, key: &str) -> String {
    let called = organization.called(&account.to_string());
    let Some(member) = organization.member(account) else {
        return format!("account {account} {}", absent(organization));
    };
    match (member.tag(key), member.tags_are_read()) {
        (Some(value), _) => format!("tag `{key}` of account {called} is `{value}`"),
        (None, Ok(())) => format!("account {called} has no tag `{key}`"),
        (None, Err(_)) => format!("tag `{key}` of account {called} is not known"),
    }
}

fn taken(organization: &Organization<'_>, what: &str, text: &str, found: impl Iterator<Item = AccountId>) -> String {
    let found: Vec<String> = found.map(|account| account.to_string()).collect();
    match (found.is_empty(), organization.is_read()) {
        (false, _) => format!("{what} `{text}` is that of account {}", found.join(", ")),
        (true, Ok(())) => format!("{what} `{text}` is that of no account"),
        (true, Err(_)) => format!("whether an account has {what} `{text}` is not known"),
    }
}

fn attachment(organization: &Organization<'_>, policy: &str, target: &str) -> String {
    let (called, to) = (organization.called(policy), organization.called(target));
    match organization.policy(policy).map(|record| organization.is_attached(record, target)) {
        Some(Ok(true)) => format!("policy {called} is attached to {to}"),
        Some(Ok(false)) => format!("policy {called} is not attached to {to}"),
        Some(Err(_)) => format!("whether policy {called} is attached to {to} is not known"),
        None => format!("policy {policy} {}", absent(organization)),
    }
}

/// So many targets are named; of more than these, a digest tells whether they are the same.
const NAMED: usize = 10;

fn targets(organization: &Organization<'_>, policy: &str) -> String {
    let Some(record) = organization.policy(policy) else { return format!("policy {policy} {}", absent(organization)) };
    let called = organization.called(policy);
    let mut found = organization.targets_of(policy);
    found.sort_unstable();
    if let Err(_why) = part_of(record, Part::TARGETS) {
        return format!("what policy {called} is attached to is not known");
    }
    match found.len() {
        0 => format!("policy {called} is attached nowhere"),
        number if number > NAMED => {
            format!("policy {called} is attached to {number} targets: {}", digest(&json!(found)))
        }
        _ => {
            let named: Vec<String> = found.into_iter().map(|target| organization.called(target)).collect();
            format!("policy {called} is attached to {}", named.join(", "))
        }
    }
}

fn share(organization: &Organization<'_>, id: &str, recipient: &str) -> String {
    let (called, to) = (organization.called(id), organization.called(recipient));
    let Some(portfolio) = organization.portfolio(id) else {
        return format!("portfolio {id} is not known");
    };
    let shares = portfolio.shares.iter().filter(|share| share.recipient == recipient);
    let told: Vec<String> = shares
        .map(|share| {
            let along = |member: &str, what: &str| {
                let word = if share.flag(member) { "with" } else { "without" };
                format!("{word} {what}")
            };
            let (principals, options) =
                (along("SharePrincipals", "principals"), along("ShareTagOptions", "tag options"));
            format!("{} {principals} and {options}", share.kind)
        })
        .collect();
    match (told.is_empty(), organization.shares_are_read(portfolio)) {
        (false, _) => format!("portfolio {called} is shared with {to}: {}", told.join("; ")),
        (true, Ok(())) => format!("portfolio {called} is not shared with {to}"),
        (true, Err(_)) => format!("whether portfolio {called} is shared with {to} is not known"),
    }
}

fn principal_of(organization: &Organization<'_>, id: &str, account: AccountId, principal: &str) -> String {
    let (called, of) = (organization.called(id), organization.called(&account.to_string()));
    let Some(portfolio) = organization.portfolio(id) else {
        return format!("portfolio {id} is not known");
    };
    let who = short(principal);
    match organization.is_associated(account, portfolio, principal) {
        Ok(true) => format!("`{who}` may launch from portfolio {called} in account {of}"),
        Ok(false) => format!("`{who}` may not launch from portfolio {called} in account {of}"),
        Err(_) => format!("whether `{who}` may launch from portfolio {called} in account {of} is not known"),
    }
}

fn assignment(organization: &Organization<'_>, account: AccountId, set: &str, principal: &str) -> String {
    let of = organization.called(&account.to_string());
    let is_there = organization.permission_set(set).is_some() && organization.directory_record(principal).is_some();
    let (who, what) = (organization.center_name(principal), organization.center_name(set));
    match organization.is_assigned(account, set, principal) {
        Ok(_) if !is_there => format!("permission set {what}, or {who}, is not there"),
        Ok(true) => format!("{who} has permission set {what} in account {of}"),
        Ok(false) => format!("{who} does not have permission set {what} in account {of}"),
        Err(_) => format!("whether {who} has permission set {what} in account {of} is not known"),
    }
}

fn registration(organization: &Organization<'_>, ou: &str) -> String {
    let called = organization.called(ou);
    match organization.registration(ou) {
        Ok(Some(record)) => {
            format!("OU {called} is registered with Control Tower, and its baseline is {}", status_of(record))
        }
        Ok(None) => format!("OU {called} is not registered with Control Tower"),
        Err(_) => format!("whether OU {called} is registered with Control Tower is not known"),
    }
}

fn launched(organization: &Organization<'_>, name: &str) -> String {
    let unknown = || format!("what was launched as `{name}` is not known");
    let Ok(factory) = organization.factory() else { return unknown() };
    match (
        organization.launched(name, factory.region),
        organization.catalog_is_read(organization.management, factory.region),
    ) {
        (Some(record), _) => format!("`{name}` was launched, and is {}", provisioned_status(record).0),
        (None, Ok(())) => format!("nothing was launched as `{name}`"),
        (None, Err(_)) => unknown(),
    }
}

fn enabled(organization: &Organization<'_>, control: &str, ou: &str) -> String {
    let (name, called) = (short(control), organization.called(ou));
    match (organization.control(control, ou), organization.tower_is_read()) {
        (Some(record), _) => {
            let with = json!(parameters_of(record));
            format!("control {name} is enabled on {called}: {}, {}, with {with}", status_of(record), drift_of(record))
        }
        (None, Ok(())) => format!("control {name} is not enabled on {called}"),
        (None, Err(_)) => format!("whether control {name} is enabled on {called} is not known"),
    }
}
