//! Enrolling accounts that were moved, and resetting baselines.

use serde_json::Value;

use super::controltower;
use crate::{
    Claim,
    draft::{Draft, Lane, NewStep, parameters},
    intent::Vend,
    organization::{Organization, enrols},
};

/// Resets the baseline of an OU, by which accounts that have come since are enrolled; nothing where the OU is not registered.
pub(super) fn reset(now: &Organization<'_>, draft: &mut Draft<'_>, ou: &str, needs: Vec<String>) {
    let (Ok(Some(registration)), Ok(Some(zone))) = (now.registration(ou), now.landing_zone()) else { return };
    let accounts = u32::try_from(now.active_in(ou).count()).unwrap_or(u32::MAX);
    draft.step(NewStep {
        title: format!("reset the baseline of {}, which enrols the accounts in it", now.called(ou)),
        parameters: parameters! { "enabledBaselineIdentifier": registration.arn },
        needs,
        lanes: vec![Lane::Baselines],
        repeatable: "reconciled by the state of the enabled baseline",
        verify: format!("the baseline of {} is SUCCEEDED, and every account in it is enrolled", now.called(ou)),
        undo: "not by a plan: an account is let go by moving it out of the OU".to_owned(),
        seconds: [300, accounts.saturating_mul(180).saturating_add(900)],
        claims: vec![Claim::Registration { ou: ou.to_owned() }],
        ..controltower(now, zone, "ResetEnabledBaseline")
    });
}

/// Whether accounts that are moved into an OU have to be enrolled by a call: it is registered, and Control Tower does not do it of its own accord.
pub(crate) fn needs_reset(now: &Organization<'_>, ou: &str) -> bool {
    let by_itself = now.landing_zone().ok().flatten().is_none_or(enrols);
    !by_itself && matches!(now.registration(ou), Ok(Some(_)))
}

/// Enrols the accounts that teams are given by moving them: one reset for each OU, after everything that brings accounts there. `now` is the
/// organization with all of that done.
pub(crate) fn enrol<'v>(now: &Organization<'_>, draft: &mut Draft<'_>, teams: impl Iterator<Item = &'v Vend>) {
    for team in teams {
        for wanted in team.wanted().filter(|wanted| needs_reset(now, wanted.ou)) {
            let has = |known: Option<&str>| known.is_some_and(|known| known.eq_ignore_ascii_case(&wanted.email));
            let mut members = now.members().filter(|member| member.is_active() && has(member.email()));
            let is_lacking = members.any(|member| now.is_enrolled(member.account) == Ok(false));
            if is_lacking {
                let brings = draft.steps.iter().filter(|step| {
                    let to = step.parameters.get("DestinationParentId").and_then(Value::as_str);
                    step.operation == "ProvisionProduct" || to == Some(wanted.ou)
                });
                let needs = brings.map(|step| step.id.clone()).collect();
                reset(now, draft, wanted.ou, needs);
            }
        }
    }
}
