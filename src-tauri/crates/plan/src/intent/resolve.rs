//! The same intent with ids in the place of names, so that what was meant when it was planned is what is done.

use std::collections::BTreeSet;

use armillary_classify::{FolderClass, Stage};
use armillary_model::AccountId;

use super::{
    Intent, Vend,
    vend::{stage, strange_placeholder},
};
use crate::{
    PlanError,
    organization::{Organization, PrincipalKind, RCP, SCP, type_of},
};

impl Intent {
    pub(crate) fn resolved(&self, organization: &Organization<'_>) -> Result<Self, PlanError> {
        let resolved = match self.clone() {
            Self::Vend(asked) => Self::Vend(vend(asked, organization)?),
            Self::Share { portfolio, with, share_principals, share_tag_options } => Self::Share {
                portfolio: organization.find_portfolio(&portfolio)?,
                with: recipient(organization, &with)?,
                share_principals,
                share_tag_options,
            },
            Self::Unshare { portfolio, with } => Self::Unshare {
                portfolio: organization.find_portfolio(&portfolio)?,
                with: recipient(organization, &with)?,
            },
            Self::Principal { portfolio, account, principal, associate } => Self::Principal {
                portfolio: organization.find_portfolio(&portfolio)?,
                account: organization.find_account(&account)?.to_string(),
                principal,
                associate,
            },
            Self::Move { account, to } => Self::Move {
                account: organization.find_account(&account)?.to_string(),
                to: organization.find_node(&to)?,
            },
            Self::Close { account } => Self::Close { account: organization.find_account(&account)?.to_string() },
            Self::Attach { policy, to } => {
                Self::Attach { policy: organization.find_policy(&policy)?, to: organization.find_target(&to)? }
            }
            Self::Detach { policy, from } => {
                Self::Detach { policy: organization.find_policy(&policy)?, from: organization.find_target(&from)? }
            }
            Self::CreatePolicy { name, policy_type, description, content } => Self::CreatePolicy {
                policy_type: policy_type_of(&policy_type)?.to_owned(),
                name,
                description,
                content: content.trim().to_owned(),
            },
            Self::ChangePolicy { policy, name, description, content } => {
                if name.is_none() && description.is_none() && content.is_none() {
                    return Err(PlanError::Invalid(
                        "say what is to change: the text, the name or the description".into(),
                    ));
                }
                let policy = own_policy(&organization.find_policy(&policy)?, organization)?;
                let content = content.map(|text| text.trim().to_owned());
                Self::ChangePolicy { policy, name, description, content }
            }
            Self::DeletePolicy { policy } => match organization.find_policy(&policy) {
                Ok(found) => Self::DeletePolicy { policy: own_policy(&found, organization)? },
                // One that is gone, which only its id can still name.
                Err(PlanError::NotFound { .. }) if policy.starts_with("p-") => Self::DeletePolicy { policy },
                Err(error) => return Err(error),
            },
            Self::Import { portfolio, account } => Self::Import {
                portfolio: organization.find_portfolio(&portfolio)?,
                account: organization.find_account(&account)?.to_string(),
            },
            Self::Tag { account, set, remove } => {
                Self::Tag { account: organization.find_account(&account)?.to_string(), set, remove }
            }
            Self::Assign { permission_set, principal_type, principal, accounts, ous, assign } => {
                let Some(kind) = PrincipalKind::from_text(&principal_type) else {
                    return Err(PlanError::Invalid(format!("`{principal_type}` is neither `group` nor `user`")));
                };
                Self::Assign {
                    permission_set: organization.find_permission_set(&permission_set)?,
                    principal_type: kind.as_str().to_owned(),
                    principal: organization.find_in_directory(kind, &principal)?,
                    accounts: assigned_in(organization, &accounts, &ous)?,
                    ous: Vec::new(),
                    assign,
                }
            }
            Self::Control { control, ou, change, parameters } => Self::Control {
                control: arn_of_control(&control, organization)?,
                ou: ou_of_tower(&ou, organization)?,
                change,
                parameters,
            },
            Self::Baseline { ou } => {
                let ou = ou_of_tower(&ou, organization)?;
                let registration = organization.registration(&ou).map_err(|why| unknown(&ou, why))?;
                if registration.is_none() {
                    let called = organization.called(&ou);
                    return Err(PlanError::Invalid(format!(
                        "{called} is not registered with Control Tower: it has no baseline to reset"
                    )));
                }
                Self::Baseline { ou }
            }
            Self::Together { intents } => {
                if intents.is_empty() || intents.iter().any(|intent| matches!(intent, Self::Together { .. })) {
                    return Err(PlanError::Invalid(
                        "several changes together are at least one, each of its own".into(),
                    ));
                }
                let resolved = intents.iter().map(|intent| intent.resolved(organization));
                Self::Together { intents: resolved.collect::<Result<_, _>>()? }
            }
        };
        Ok(resolved)
    }
}

/// The accounts that are named, and those in use below the OUs that are.
fn assigned_in(organization: &Organization<'_>, accounts: &[String], ous: &[String]) -> Result<Vec<String>, PlanError> {
    let mut found = BTreeSet::new();
    for account in accounts {
        found.insert(organization.find_account(account)?);
    }
    for ou in ous {
        let node = organization.find_node(ou)?;
        let is_active = |account: &AccountId| organization.member(*account).is_some_and(|member| member.is_active());
        found.extend(organization.below(&node).into_iter().filter(is_active));
    }
    if found.is_empty() {
        return Err(PlanError::Invalid("name an account, or an OU that has accounts in use".to_owned()));
    }
    Ok(found.into_iter().map(|account| account.to_string()).collect())
}

/// An OU that Control Tower is asked about, which has to be known there.
fn ou_of_tower(text: &str, organization: &Organization<'_>) -> Result<String, PlanError> {
    let ou = organization.find_node(text)?;
    let zone = organization.landing_zone().map_err(|why| unknown(&ou, why))?;
    if zone.is_none() {
        return Err(PlanError::Invalid(
            "no landing zone of Control Tower was found in the Regions that were crawled".to_owned(),
        ));
    }
    organization.tower_is_read().map_err(|why| unknown(&ou, why))?;
    Ok(ou)
}

fn unknown(ou: &str, why: String) -> PlanError {
    PlanError::Unknown { what: format!("how Control Tower governs {ou}"), why }
}

/// A control by its ARN; one that is enabled somewhere also by the last part of it.
fn arn_of_control(text: &str, organization: &Organization<'_>) -> Result<String, PlanError> {
    if text.starts_with("arn:") {
        return Ok(text.to_owned());
    }
    let known = organization.find_control(text).map(str::to_owned);
    known.ok_or_else(|| PlanError::Invalid(format!("no control `{text}` is enabled anywhere: name it by its ARN")))
}

/// With whom a portfolio is shared: the root stands for the organization, and an account may be one of another organization.
fn recipient(organization: &Organization<'_>, text: &str) -> Result<String, PlanError> {
    let is_whole = text.eq_ignore_ascii_case("organization") || text == organization.id;
    if is_whole {
        return Ok(organization.id.to_owned());
    }
    if text.parse::<AccountId>().is_ok() {
        return Ok(text.to_owned());
    }
    let found = organization.find_target(text)?;
    Ok(if found == organization.root() { organization.id.to_owned() } else { found })
}

/// The type of a policy in the words of the API, of those that this program writes.
fn policy_type_of(text: &str) -> Result<&'static str, PlanError> {
    [("scp", SCP), ("rcp", RCP)]
        .into_iter()
        .find(|(short, word)| text.eq_ignore_ascii_case(short) || text.eq_ignore_ascii_case(word))
        .map(|(_, word)| word)
        .ok_or_else(|| {
            PlanError::Invalid(format!("`{text}` is no type of policy that is written here: scp and rcp are"))
        })
}

/// A policy whose text this program may write, by its type.
fn own_policy(id: &str, organization: &Organization<'_>) -> Result<String, PlanError> {
    let kind = organization.policy(id).map(type_of).unwrap_or_default();
    policy_type_of(kind).map(|_| id.to_owned())
}

fn vend(mut asked: Vend, organization: &Organization<'_>) -> Result<Vend, PlanError> {
    if asked.team.trim().is_empty() || asked.stages.is_empty() {
        return Err(PlanError::Invalid("a team has a name and at least one stage".to_owned()));
    }
    let own = |text: &String| {
        let known = stage(text).map(|stage| stage.as_str().to_owned());
        known.ok_or_else(|| PlanError::Invalid(format!("`{text}` is no stage that accounts are vended for: {STAGES}")))
    };
    asked.stages = asked.stages.iter().map(own).collect::<Result<_, _>>()?;
    for people in &mut asked.people {
        people.stages = people.stages.iter().map(own).collect::<Result<_, _>>()?;
    }
    let given = std::mem::take(&mut asked.ous);
    for (name, ou) in &given {
        asked.ous.insert(own(name)?, organization.find_node(ou)?);
    }
    for name in &asked.stages {
        if !asked.ous.contains_key(name) {
            asked.ous.insert(name.clone(), ou_of(name, organization)?);
        }
    }
    asked.ous.retain(|name, _| asked.stages.contains(name));
    if !asked.email.contains('@') {
        return Err(PlanError::Invalid(format!(
            "`{}` is no template of e-mail addresses: `aws+{{team}}-{{stage}}@example.com` is one",
            asked.email
        )));
    }
    if let Some(strange) = strange_placeholder(&asked.email) {
        return Err(PlanError::Invalid(strange));
    }
    if asked.stages.len() > 1 && !asked.email.contains("{stage}") {
        return Err(PlanError::Invalid("every account has an e-mail address of its own: put `{stage}` into it".into()));
    }
    let portfolios = asked.portfolios.iter().map(|portfolio| organization.find_portfolio(portfolio));
    asked.portfolios = portfolios.collect::<Result<_, _>>()?;
    Ok(asked)
}

/// What stages there are to vend for.
const STAGES: &str = "dev, preprod, prod and sandbox are";

/// The OU of a stage: the only one whose names say so. One of several is for people to choose.
fn ou_of(name: &str, organization: &Organization<'_>) -> Result<String, PlanError> {
    let class = stage(name).unwrap_or(Stage::Other);
    let class = FolderClass::of_stage(class);
    let of_class: Vec<&str> =
        organization.nodes().filter(|node| organization.class(node.id) == class).map(|node| node.id).collect();
    // Of an OU and those in it, the upper one is meant.
    let is_upper = |id: &&str| {
        let parent = organization.node(id).and_then(|node| node.parent);
        parent.is_none_or(|parent| !of_class.contains(&parent))
    };
    let found: Vec<&str> = of_class.iter().copied().filter(is_upper).collect();
    match found.as_slice() {
        [only] => Ok((*only).to_owned()),
        several => {
            let named: Vec<String> = several.iter().map(|id| organization.called(id)).collect();
            let found = if named.is_empty() { "none is".to_owned() } else { format!("{} are", named.join(", ")) };
            Err(PlanError::Invalid(format!("which OU is for `{name}` cannot be told ({found}): name it, `{name}=OU`")))
        }
    }
}
