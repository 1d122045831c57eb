//! What a request is about: the ARNs of the resources that it names, of the types that the Service Authorization Reference gives its action.

use armillary_facts as facts;
use armillary_model::{AccountId, arn_resource};
use armillary_policy::Action;

use crate::{
    server::api::Api,
    services::Request,
    state::{Document, State},
};

/// The resources of a request; `*` where the action is about none, or the request names none of its types.
pub(super) fn of(state: &State, request: &Request, action: &Action) -> Vec<String> {
    let fact = facts::action(action.service(), action.name());
    let types = fact.into_iter().flat_map(|fact| fact.resource_types()).map(|(kind, _)| kind);
    // The reference tells AWS's own policies from others, and names them for no action.
    let types: Vec<&str> =
        types.flat_map(|kind| [Some(kind), (kind == "policy").then_some("awspolicy")]).flatten().collect();
    let is_about = |arn: &String| types.iter().any(|kind| facts::is_resource_of(action.service(), kind, arn));
    let mut named: Vec<String> = named(state, request).into_iter().filter(is_about).collect();
    if named.is_empty() {
        named.push("*".to_owned());
    }
    named
}

/// The policy of a resource: the trust policy of a role that is assumed, the policy of a model package group.
pub(super) fn policy(state: &State, request: &Request, arn: &str) -> Option<Document> {
    match request.api {
        Api::Sts => {
            let account = armillary_model::account_in_arn(arn)?;
            let name = arn_resource(arn).strip_prefix("role/")?.rsplit('/').next()?;
            let role = state.accounts.get(&account)?.iam.roles.get(name)?;
            (role.arn(account) == arn).then(|| role.trust.clone())
        }
        Api::SageMaker => {
            let (kind, rest) = arn_resource(arn).split_once('/')?;
            let name = rest.split('/').next().filter(|_| kind.starts_with("model-package"))?;
            state.region(request.account, &request.region)?.model_groups.get(name)?.policy.clone()
        }
        _ => None,
    }
}

/// Everything that a request names, as ARNs.
fn named(state: &State, request: &Request) -> Vec<String> {
    let texts = request.input.members().filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)));
    let mut arns = Vec::new();
    for (name, text) in texts {
        match text.starts_with("arn:") {
            true => arns.push(text.to_owned()),
            false => arns.extend(called(state, request, name, text)),
        }
    }
    arns
}

/// What a member of a request calls by its id or name.
fn called(state: &State, request: &Request, member: &str, text: &str) -> Option<String> {
    let (account, region) = (request.account, request.region.as_str());
    match request.api {
        Api::Organizations => of_organization(state, text),
        Api::ServiceCatalog => {
            let kind = if text.starts_with("port-") {
                "portfolio"
            } else if text.starts_with("prod-") {
                "product"
            } else {
                return None;
            };
            let owner = owner(state, region, text).unwrap_or(account);
            Some(format!("arn:aws:catalog:{region}:{owner}:{kind}/{text}"))
        }
        Api::Iam => {
            let role = || state.accounts.get(&account)?.iam.roles.get(text);
            let path = || request.input.text("Path").unwrap_or("/");
            match member {
                "RoleName" => {
                    Some(role().map_or_else(
                        || format!("arn:aws:iam::{account}:role{}{text}", path()),
                        |role| role.arn(account),
                    ))
                }
                "UserName" => Some(format!("arn:aws:iam::{account}:user/{text}")),
                _ => None,
            }
        }
        Api::SageMaker => {
            let rest = match member {
                "DomainId" => match request.input.text("UserProfileName") {
                    Some(profile) => format!("user-profile/{text}/{profile}"),
                    None => format!("domain/{text}"),
                },
                "ModelPackageGroupName" => format!("model-package-group/{text}"),
                "ModelPackageName" => format!("model-package/{text}"),
                _ => return None,
            };
            Some(format!("arn:aws:sagemaker:{region}:{account}:{rest}"))
        }
        Api::SsoAdmin => match member {
            "AccountId" | "TargetId" => Some(format!("arn:aws:sso:::account/{text}")),
            _ => None,
        },
        Api::IdentityStore => match member {
            "IdentityStoreId" => {
                Some(format!("arn:aws:identitystore::{}:identitystore/{text}", state.organization.management))
            }
            "UserId" => Some(format!("arn:aws:identitystore:::user/{text}")),
            "GroupId" => Some(format!("arn:aws:identitystore:::group/{text}")),
            "MembershipId" => Some(format!("arn:aws:identitystore:::membership/{text}")),
            _ => None,
        },
        Api::Sts | Api::Ec2 | Api::ControlTower => None,
    }
}

/// An account, OU, root or policy by its id.
fn of_organization(state: &State, id: &str) -> Option<String> {
    let organization = &state.organization;
    if let Ok(account) = id.parse::<AccountId>() {
        return Some(organization.account_arn(account));
    }
    if id == organization.root.id {
        return Some(organization.root_arn());
    }
    if id.starts_with("ou-") {
        return Some(organization.ou_arn(id));
    }
    organization.policies.get(id).map(|policy| organization.policy_arn(policy))
}

/// The account that owns a portfolio or product.
fn owner(state: &State, region: &str, id: &str) -> Option<AccountId> {
    let owns =
        |catalog: &crate::state::Catalog| catalog.portfolios.contains_key(id) || catalog.products.contains_key(id);
    let found = state.catalogs.iter().find(|(place, catalog)| *place.region == *region && owns(catalog));
    found.map(|(place, _)| place.account)
}
