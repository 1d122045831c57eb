//! The same intent with ids in the place of names, so that what was meant when it was planned is what is done.

use armillary_classify::{FolderClass, Stage};

use super::{Intent, Vend, vend::stage};
use crate::{
    PlanError,
    organization::{Organization, RCP, SCP, type_of},
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

/// With whom a portfolio is shared: the root stands for the organization, and an account may be one of another organization.
fn recipient(organization: &Organization<'_>, text: &str) -> Result<String, PlanError> {
    let is_whole = text.eq_ignore_ascii_case("organization") || text == organization.id;
    if is_whole {
        return Ok(organization.id.to_owned());
    }
    if text.parse::<armillary_model::AccountId>().is_ok() {
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
