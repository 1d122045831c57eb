//! Where permission sets are in force, and whether as they are now.

use armillary_model::AccountId;

use super::{account, center, listing, permission_set};
use crate::{
    services::{Answer, AwsError, Request},
    state::{PermissionSet, State},
    wire::Value,
};

/// `ListAccountsForProvisionedPermissionSet`.
pub(in crate::services) fn list_accounts_for_provisioned_permission_set(state: &State, request: &Request) -> Answer {
    let set = permission_set(state, request)?;
    let wanted = status(request)?;
    let accounts = set.provisioned.keys().filter(|account| is(set, **account, wanted));
    listing(request, "AccountIds", accounts, |account| Value::from(account.to_string()))
}

/// `ListPermissionSetsProvisionedToAccount`.
pub(in crate::services) fn list_permission_sets_provisioned_to_account(state: &State, request: &Request) -> Answer {
    let center = center(state, request)?;
    let account = account(request, "AccountId")?;
    let wanted = status(request)?;
    let sets = center.permission_sets.values();
    let sets = sets.filter(|set| set.provisioned.contains_key(&account) && is(set, account, wanted));
    listing(request, "PermissionSets", sets, |set| Value::from(&set.arn))
}

/// Whether an account is to have the permission set as it is now, or not; `None` where either will do.
fn status(request: &Request) -> Result<Option<bool>, AwsError> {
    let names = ["LATEST_PERMISSION_SET_PROVISIONED", "LATEST_PERMISSION_SET_NOT_PROVISIONED"];
    Ok(request.one_of("ProvisioningStatus", &names)?.map(|status| status == names[0]))
}

fn is(set: &PermissionSet, account: AccountId, wanted: Option<bool>) -> bool {
    let is_latest = set.provisioned.get(&account) == Some(&set.revision);
    wanted.is_none_or(|wanted| wanted == is_latest)
}
