//! Accounts made by Account Factory.

use std::collections::BTreeMap;

use serde_json::json;

use super::organizations;
use crate::{
    Claim, PlanError,
    draft::{Draft, Lane, NewStep, parameters},
    intent::{Vend, Wanted},
    organization::Organization,
    reference::{PLAN_ID, account_of},
};

/// Creates an account in its OU, enrolled: what it is called in later steps, and the step after which it can be used.
pub(super) fn create(
    now: &Organization<'_>,
    draft: &mut Draft<'_>,
    asked: &Vend,
    wanted: &Wanted<'_>,
) -> Result<(String, Vec<String>), PlanError> {
    let unknown = |why: String| PlanError::Unknown { what: "how Account Factory is launched".to_owned(), why };
    let factory = draft.read.factory().map_err(unknown)?;
    let user = asked.first_user().ok_or_else(|| {
        PlanError::Invalid(
            "Account Factory makes a user of who answers for the accounts: name an owner by an e-mail address".into(),
        )
    })?;
    let name = provisioned_name(&wanted.name);
    let ou = format!("{} ({})", now.name(wanted.ou), wanted.ou);
    let given = [
        ("AccountEmail", wanted.email.as_str()),
        ("AccountName", wanted.name.as_str()),
        ("ManagedOrganizationalUnit", ou.as_str()),
        ("SSOUserEmail", user.email),
        ("SSOUserFirstName", user.first.as_str()),
        ("SSOUserLastName", user.last.as_str()),
    ];
    let given: Vec<_> = given.into_iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect();
    let created = draft.step(NewStep {
        title: format!("create account {} in {} by Account Factory", wanted.name, now.called(wanted.ou)),
        service: "servicecatalog",
        operation: "ProvisionProduct",
        account: now.management.to_string(),
        region: factory.region.to_owned(),
        parameters: parameters! {
            "ProductId": factory.product,
            "ProvisioningArtifactId": factory.version,
            "ProvisionedProductName": name,
            "ProvisioningParameters": given,
            "ProvisionToken": format!("${{{PLAN_ID}}}-{name}"),
        },
        lanes: vec![Lane::AccountOperations],
        repeatable: "reconciled by the provision token and the name of the provisioned product",
        verify: format!("account `{}` is ACTIVE in {}, and enrolled", wanted.name, now.called(wanted.ou)),
        undo: "not by a plan: the provisioned product can be terminated, which leaves the account in the organization"
            .to_owned(),
        seconds: [1_200, 3_600],
        claims: vec![
            Claim::Email { email: wanted.email.clone() },
            Claim::AccountName { name: wanted.name.clone() },
            Claim::Node { node: wanted.ou.to_owned() },
            Claim::Registration { ou: wanted.ou.to_owned() },
            Claim::Factory,
            Claim::Launched { name },
        ],
        ..NewStep::default()
    });
    let id = account_of(&created);
    if !wanted.tags.is_empty() {
        tag(now, draft, &wanted.name, &id, &wanted.tags, &created);
    }
    Ok((id, vec![created]))
}

/// The tags of a new account, which Account Factory does not give it.
fn tag(
    now: &Organization<'_>,
    draft: &mut Draft<'_>,
    name: &str,
    id: &str,
    tags: &BTreeMap<&str, &str>,
    created: &str,
) {
    let names: Vec<&str> = tags.keys().copied().collect();
    let given: Vec<_> = tags.iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect();
    draft.step(NewStep {
        title: format!("tag account {name}: {}", names.join(", ")),
        parameters: parameters! { "ResourceId": id, "Tags": given },
        needs: vec![created.to_owned()],
        lanes: vec![Lane::ChangesOf(id.to_owned())],
        repeatable: "yes",
        verify: format!("account {name} has these tags"),
        undo: "take the tags away".to_owned(),
        seconds: [1, 10],
        ..organizations(now, "TagResource")
    });
}

/// The name of the provisioned product: that of the account, as far as Service Catalog lets names be.
pub(crate) fn provisioned_name(account: &str) -> String {
    let plain = |letter: char| if letter.is_ascii_alphanumeric() || letter == '_' { letter } else { '-' };
    account.chars().map(plain).collect::<String>().trim_start_matches(['-', '_']).to_owned()
}
