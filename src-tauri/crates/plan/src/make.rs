//! From an intent and a snapshot to a plan.

use std::collections::BTreeSet;

use armillary_model::{Kind, Snapshot};
use serde::{Deserialize, Serialize};

use crate::{
    Basis, FORMAT, Intent, Outcomes, Plan, PlanError, Stamp, after::After, draft::Draft, organization::Organization,
    preflight, preview, protect, steps,
};

/// The kinds of resources that plans are made of: a snapshot for a plan holds all that was read of them, of all accounts, and coverage.
pub const KINDS: &[Kind] = &[
    Kind::Organization,
    Kind::Root,
    Kind::OrganizationalUnit,
    Kind::Account,
    Kind::Policy,
    Kind::Portfolio,
    Kind::Product,
    Kind::PortfolioShare,
    Kind::AcceptedPortfolioShare,
    Kind::Constraint,
    Kind::IdentityCenterInstance,
    Kind::PermissionSet,
    Kind::Assignment,
    Kind::ProvisionedProduct,
    Kind::CatalogAccess,
    Kind::LandingZone,
    Kind::EnabledBaseline,
    Kind::EnabledControl,
];

/// Of these a snapshot for a plan holds all, too, and only who they are: their documents and relations may be left out.
pub const PRINCIPALS: &[Kind] = &[Kind::Role, Kind::User, Kind::Group, Kind::DirectoryGroup, Kind::DirectoryUser];

/// What is known besides the snapshot.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "PlanSettings"))]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// Accounts and OUs that are protected, by name or id, besides those that always are.
    #[serde(default)]
    pub protected: Vec<String>,
    /// How many accounts the organization may have, where somebody looked it up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub account_quota: Option<u32>,
    /// The ARN of who is to carry the plan out, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub caller: Option<String>,
}

/// The plan that leads from a snapshot to what is asked for; without steps where all is so already.
pub fn plan(intent: &Intent, snapshot: &Snapshot, settings: &Settings, stamp: Stamp) -> Result<Plan, PlanError> {
    let read = Organization::of(snapshot)?;
    let intent = intent.resolved(&read)?;
    let mut draft = Draft::new(&read, settings);
    let mut after = After::of(snapshot, Outcomes::new());
    for one in intent.each() {
        let first = draft.steps.len();
        let now = Organization::of(&after.snapshot)?;
        steps::add(one, &now, &mut draft)?;
        preflight::add(one, &now, &mut draft, first);
        if draft.steps.len() > first {
            draft.also_confirm.extend(protect::names(one, &now, &settings.protected));
        }
        // The next one is planned as what this one leaves.
        after.apply(draft.steps.get(first..).unwrap_or_default());
    }
    let first = draft.steps.len();
    steps::enrol(&Organization::of(&after.snapshot)?, &mut draft, intent.teams());
    if draft.steps.len() > first {
        preflight::enrolling(intent.teams(), &read, &mut draft);
    }
    after.apply(draft.steps.get(first..).unwrap_or_default());
    if !draft.steps.is_empty() {
        let why = |team| steps::choose(team, &read, settings).1;
        draft.checks.extend(intent.teams().map(|team| preflight::route(format!("{}: by {}", team.team, why(team)))));
    }
    let left = Organization::of(&after.snapshot)?;
    let effect = preview::effect(&read, &left, &after.outcomes, settings.account_quota);
    let plan = Plan {
        schema: FORMAT.to_owned(),
        id: stamp.id,
        digest: String::new(),
        created: stamp.created,
        created_by: stamp.created_by,
        settings: settings.clone(),
        organization: read.id.to_owned(),
        based_on: Basis { crawl: snapshot.crawl, facts: draft.facts },
        confirm: confirm(&intent, &read),
        also_confirm: draft.also_confirm.into_iter().collect(),
        preflight: draft.checks.into_iter().collect(),
        steps: draft.steps,
        effect,
        left_out: draft.left_out.into_iter().collect(),
        intent,
    };
    Ok(plan.sealed())
}

/// The name to type: that of what is affected. Of several, all of them, or how many they are.
fn confirm(intent: &Intent, read: &Organization<'_>) -> String {
    let names: BTreeSet<&str> = intent.each().map(|one| affected(one, read)).collect();
    match names.len() {
        0..=3 => names.into_iter().collect::<Vec<_>>().join(", "),
        several => format!("{several} changes"),
    }
}

fn affected<'i>(intent: &'i Intent, read: &'i Organization<'_>) -> &'i str {
    match intent {
        Intent::Vend(asked) => &asked.team,
        Intent::Share { portfolio, .. } | Intent::Unshare { portfolio, .. } | Intent::Principal { portfolio, .. } => {
            read.name(portfolio)
        }
        Intent::Import { portfolio, .. } => read.name(portfolio),
        Intent::Move { account, .. } | Intent::Close { account } | Intent::Tag { account, .. } => read.name(account),
        Intent::CreatePolicy { name, .. } => name,
        Intent::ChangePolicy { policy, .. } | Intent::DeletePolicy { policy } => read.name(policy),
        Intent::Attach { policy, .. } | Intent::Detach { policy, .. } => read.name(policy),
        Intent::Assign { permission_set, .. } => read.center_name(permission_set),
        Intent::Control { ou, .. } | Intent::Baseline { ou } => read.name(ou),
        Intent::Together { .. } => "",
    }
}
