//! Who may do what. With `enforce_policies` every request is held against the policies on its way, by the engine that Armillary itself answers
//! with: identity policies and permissions boundary, SCPs and RCPs, and the policy of the resource, where the services here give one (a role's
//! trust policy, the policy of a model package group). All of it is read off the state, so that what was changed counts at once.
//!
//! Deliberately not here: session policies and policies of VPC endpoints, which nothing here takes, and the tags of resources, which no
//! context has.

mod caller;
mod context;
mod refusal;
mod resources;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use armillary_model::{AccountId, account_in_arn};
use armillary_policy::{self as policy, Action, Level, Mode, Policies, Policy, Principal, Resource, Verdict};

use crate::{
    server::api::{Api, CommonError},
    services::{AwsError, Request, identity},
    state::{Document, PolicyType, Role, State},
};

/// Holds callers to their policies, each of which is compiled once.
#[derive(Debug, Default)]
pub(crate) struct Authorizer {
    compiled: Mutex<HashMap<Document, Arc<Policy>>>,
}

impl Authorizer {
    /// Refuses, as AWS does, what the caller may not do.
    pub(crate) fn check(&self, state: &State, request: &Request) -> Result<(), AwsError> {
        let (who, _) = identity(state, &request.caller);
        let principal = Principal::parse(&who).map_err(|error| request.denied(&error.to_string()))?;
        let own = caller::documents(state, &request.caller);
        let identity: Vec<Arc<Policy>> = own.identity.iter().map(|document| self.policy(document)).collect();
        let boundary: Option<Vec<Arc<Policy>>> = own.boundary.map(|document| vec![self.policy(document)]);
        let scps = self.levels(state, request.account, PolicyType::ServiceControl);
        for name in actions(request) {
            let action = Action::new(&name);
            for arn in resources::of(state, request, &action) {
                let resource = Resource::new(&arn);
                // Only a role that is assumed is another account's here; of all others the services say who may reach them.
                let owner = account_in_arn(&arn).filter(|_| request.api == Api::Sts).unwrap_or(request.account);
                let of_resource = resources::policy(state, request, &arn).map(|document| self.policy(&document));
                let owner_id = owner.to_string();
                let rcps = self.levels(state, owner, PolicyType::ResourceControl);
                let asked = policy::Request {
                    principal: &principal,
                    action: &action,
                    resource: &resource,
                    resource_account: Some(&owner_id),
                    context: &context::of(state, request, &principal, &arn),
                    mode: Mode::Strict,
                };
                let policies = Policies {
                    identity: &identity,
                    resource: of_resource.as_deref(),
                    boundary: boundary.as_deref(),
                    scps: scps.as_deref(),
                    rcps: rcps.as_deref(),
                    ..Policies::default()
                };
                // What cannot be decided is not allowed.
                if policy::decide(&asked, &policies) != Verdict::Allowed {
                    let decision = policy::evaluate(&asked, &policies);
                    let message = refusal::message(&who, &name, &arn, owner == request.account, &decision);
                    return Err(denied(request, message));
                }
            }
        }
        Ok(())
    }

    fn policy(&self, document: &Document) -> Arc<Policy> {
        let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(compiled.entry(document.clone()).or_insert_with(|| Arc::new(self::compiled(document))))
    }

    /// The organization policies of a type from the root down to an account; `None` where none restrict it.
    fn levels(&self, state: &State, account: AccountId, kind: PolicyType) -> Option<Vec<Level>> {
        let organization = &state.organization;
        let entry = organization.accounts.get(&account)?;
        if account == organization.management || !organization.root.policy_types.contains(&kind) {
            return None;
        }
        let id = account.to_string();
        let nodes = organization.chain(&entry.parent).into_iter().chain([id.as_str()]);
        let level = |node: &str| {
            let attached = organization.policies.values();
            let attached = attached.filter(|policy| policy.kind == kind && policy.targets.contains(node));
            Level { node: node.into(), policies: attached.map(|policy| self.policy(&policy.content)).collect() }
        };
        Some(nodes.map(level).collect())
    }
}

/// Whether a role's trust policy admits the caller, whatever the caller's own policies say.
pub(crate) fn trusts(state: &State, request: &Request, account: AccountId, role: &Role) -> bool {
    let Ok(principal) = Principal::parse(&identity(state, &request.caller).0) else { return false };
    let arn = role.arn(account);
    let asked = policy::Request {
        principal: &principal,
        action: &Action::new("sts:AssumeRole"),
        resource: &Resource::new(&arn),
        resource_account: None,
        context: &context::of(state, request, &principal, &arn),
        mode: Mode::Strict,
    };
    let everything = r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#;
    let (everything, trust) = ([Arc::new(compiled(&Document::from(everything)))], compiled(&role.trust));
    let policies = Policies { identity: &everything, resource: Some(&trust), ..Policies::default() };
    policy::decide(&asked, &policies) == Verdict::Allowed
}

/// A document as the engine has it. One that is no policy is undecided in every request.
fn compiled(document: &Document) -> Policy {
    let document = document.clone();
    Policy::later(move || document.text().to_owned())
}

/// The actions that a request takes: its own, and those of what it does besides.
fn actions(request: &Request) -> Vec<String> {
    let own = format!("{}:{}", request.api.signing_name(), request.operation);
    let tags = !request.input.structures("Tags").is_empty();
    let besides = match (request.api, request.operation) {
        (Api::Organizations, "CreateAccount" | "CreateOrganizationalUnit" | "CreatePolicy") if tags => "TagResource",
        (Api::Sts, "AssumeRole") if tags => "TagSession",
        (Api::Iam, "CreateRole") if tags => "TagRole",
        _ => return vec![own],
    };
    vec![own, format!("{}:{besides}", request.api.signing_name())]
}

fn denied(request: &Request, message: String) -> AwsError {
    let message = match request.api {
        Api::Ec2 => format!("You are not authorized to perform this operation. {message}"),
        _ => message,
    };
    request.error(CommonError::Denied, message)
}

#[cfg(test)]
mod tests;
