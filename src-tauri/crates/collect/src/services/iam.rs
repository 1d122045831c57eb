//! IAM: roles, users, groups, managed policies and identity providers.
//!
//! When a role was last used is left out of its document: it changes every day, and would make every crawl differ.

mod principals;
mod transform;

use std::collections::BTreeMap;

use armillary_model::{Gap, Kind, Service};
use aws_sdk_iam::{Client, types::EntityType};
use futures::{FutureExt, future::join3};

use crate::{Collector, Reach, visit::Visit};

pub(crate) const COLLECTOR: Collector = Collector {
    service: Service::Iam,
    reach: Reach::Account,
    actions: &[
        "iam:GetAccountAuthorizationDetails",
        "iam:GetOpenIDConnectProvider",
        "iam:GetSAMLProvider",
        "iam:ListOpenIDConnectProviders",
        "iam:ListRoles",
        "iam:ListSAMLProviders",
    ],
    read: |visit| {
        async move {
            let client = visit.access.iam();
            join3(details(visit, &client), oidc(visit, &client), saml(visit, &client)).await;
        }
        .boxed()
    },
};

/// All roles, users, groups and managed policies, the attached ones of AWS included, with every policy text.
async fn details(visit: &Visit, client: &Client) {
    let filter = ["User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"].map(EntityType::from).to_vec();
    let call = client.get_account_authorization_details().set_filter(Some(filter)).max_items(1000);
    let place = visit.place();
    let sessions = longest_sessions(visit, client).await;
    let (pages, cut) = visit.all_or_why("iam:GetAccountAuthorizationDetails", call.into_paginator().send()).await;
    let groups = pages.iter().flat_map(|page| page.group_detail_list());
    let groups = groups.filter_map(|group| Some((group.group_name()?, group.arn()?))).collect();
    let groups = Listed { known: groups, cut };
    for page in &pages {
        page.role_detail_list().iter().for_each(|role| visit.keep(transform::role(&place, role, &sessions)));
        page.user_detail_list().iter().for_each(|user| visit.keep(transform::user(&place, user, &groups)));
        page.group_detail_list().iter().for_each(|group| visit.keep(transform::group(&place, group)));
        let policies = page.policies().iter();
        policies.for_each(|policy| visit.keep(transform::managed_policy(&place, visit.crawl.home, policy)));
    }
}

/// What a list tells by name, and why it may tell no more.
#[derive(Debug, Default)]
struct Listed<K, V> {
    known: BTreeMap<K, V>,
    cut: Option<Gap>,
}

/// How long sessions of each role may last, in seconds, by name: the account's details do not tell.
async fn longest_sessions(visit: &Visit, client: &Client) -> Listed<String, i32> {
    let pages = client.list_roles().max_items(1000).into_paginator().items().send();
    let (roles, cut) = visit.all_or_why("iam:ListRoles", pages).await;
    let told = roles.into_iter().filter_map(|role| role.max_session_duration.map(|seconds| (role.role_name, seconds)));
    Listed { known: told.collect(), cut }
}

async fn oidc(visit: &Visit, client: &Client) {
    let call = client.list_open_id_connect_providers().send();
    let Some(list) = visit.call("iam:ListOpenIDConnectProviders", call).await else { return };
    for arn in list.open_id_connect_provider_list().iter().filter_map(|provider| provider.arn()) {
        let call = client.get_open_id_connect_provider().open_id_connect_provider_arn(arn).send();
        if let Some(provider) = visit.call("iam:GetOpenIDConnectProvider", call).await {
            let document = transform::oidc_document(arn, &provider);
            visit.keep(transform::provider(&visit.place(), Kind::OidcProvider, arn, document));
        }
    }
}

async fn saml(visit: &Visit, client: &Client) {
    let call = client.list_saml_providers().send();
    let Some(list) = visit.call("iam:ListSAMLProviders", call).await else { return };
    for arn in list.saml_provider_list().iter().filter_map(|provider| provider.arn()) {
        let call = client.get_saml_provider().saml_provider_arn(arn).send();
        if let Some(provider) = visit.call("iam:GetSAMLProvider", call).await {
            let document = transform::saml_document(arn, &provider);
            visit.keep(transform::provider(&visit.place(), Kind::SamlProvider, arn, document));
        }
    }
}
