//! The condition keys of a request.

use armillary_model::{AccountId, account_in_arn};
use armillary_policy::{Context, Principal, principal_context};

use crate::{
    server::api::Api,
    services::{Request, identity},
    state::{Caller, State, Tag},
};

/// What is known of a request to a resource. What is not said here, the request does not have.
pub(super) fn of(state: &State, request: &Request, principal: &Principal, resource: &str) -> Context {
    let mut context = principal_context(principal);
    of_caller(state, request, &mut context);
    of_resource(state, account_in_arn(resource).unwrap_or(request.account), &mut context);
    of_request(state, request, &mut context);
    context
}

fn of_caller(state: &State, request: &Request, context: &mut Context) {
    context.set("aws:userid", identity(state, &request.caller).1);
    let Some(iam) = state.accounts.get(&request.account).map(|held| &held.iam) else { return };
    let tags: &[Tag] = match &request.caller {
        Caller::Session { account, role, .. } => {
            // Whoever has signed in for a while says whether it was with a second factor: nobody here has one.
            context.set("aws:MultiFactorAuthPresent", "false");
            let known = iam.roles.get(role);
            let arn = known.map_or_else(|| format!("arn:aws:iam::{account}:role/{role}"), |role| role.arn(*account));
            context.set("aws:PrincipalArn", arn);
            known.map_or(&[], |role| &role.tags)
        }
        Caller::User { name, .. } => iam.users.get(name).map_or(&[], |user| &user.tags),
    };
    for tag in tags {
        context.set(&format!("aws:PrincipalTag/{}", tag.key), &*tag.value);
    }
    let organization = &state.organization;
    if let Some(account) = organization.accounts.get(&request.account) {
        context.set("aws:PrincipalOrgID", organization.id.as_str());
        context.set("aws:PrincipalOrgMasterAccountId", organization.management.to_string());
        context.set_many("aws:PrincipalOrgPaths", [above(&organization.path(account))]);
    }
}

fn of_resource(state: &State, owner: AccountId, context: &mut Context) {
    let organization = &state.organization;
    context.set("aws:ResourceAccount", owner.to_string());
    if let Some(account) = organization.accounts.get(&owner) {
        context.set("aws:ResourceOrgID", organization.id.as_str());
        context.set_many("aws:ResourceOrgPaths", [above(&organization.path(account))]);
    }
}

fn of_request(state: &State, request: &Request, context: &mut Context) {
    // What is called here stands for AWS's own endpoints, which are reached by TLS.
    context.set("aws:SecureTransport", "true").set("aws:ViaAWSService", "false").set("aws:SourceIp", "127.0.0.1");
    context.set("aws:RequestedRegion", request.region.as_str());
    context.set("aws:CurrentTime", request.now.to_string()).set("aws:EpochTime", request.now.0.to_string());
    let tags = request.input.structures("Tags");
    for tag in &tags {
        if let Some(key) = tag.text("Key") {
            context.set(&format!("aws:RequestTag/{key}"), tag.text("Value").unwrap_or_default());
        }
    }
    let given = tags.iter().filter_map(|tag| tag.text("Key"));
    let keys: Vec<&str> = given.chain(request.input.texts("TagKeys")).collect();
    if !keys.is_empty() {
        context.set_many("aws:TagKeys", keys);
    }
    let text = |name: &str| request.input.text(name);
    let mut carry = |key: &str, value: Option<&str>| {
        if let Some(value) = value {
            context.set(key, value);
        }
    };
    match request.api {
        Api::Sts => {
            carry("sts:ExternalId", text("ExternalId"));
            carry("sts:RoleSessionName", text("RoleSessionName"));
        }
        Api::Organizations => {
            let of_policy = text("PolicyId").and_then(|id| state.organization.policies.get(id));
            let kind = of_policy.map(|policy| policy.kind.as_str());
            let named = || text("PolicyType").or_else(|| text("Filter")).or_else(|| text("Type"));
            carry("organizations:PolicyType", kind.or_else(named));
            carry("organizations:ServicePrincipal", text("ServicePrincipal"));
        }
        _ => {}
    }
}

/// The place of an account as these keys have it: without the account.
fn above(path: &str) -> String {
    let path = path.trim_end_matches('/');
    path.rsplit_once('/').map_or_else(String::new, |(above, _)| format!("{above}/"))
}
