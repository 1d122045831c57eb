//! OpenID Connect and SAML identity providers.

use super::{no_such_entity, own};
use crate::{
    services::{Answer, Request, written_tags},
    state::State,
    wire::{Value, map},
};

/// `ListOpenIDConnectProviders`, which has no pages.
pub(in crate::services) fn list_open_id_connect_providers(state: &State, request: &Request) -> Answer {
    let providers = own(state, request)?.oidc_providers.values().map(|provider| map! { "Arn": &provider.arn });
    Ok(map! { "OpenIDConnectProviderList": Value::list(providers) })
}

/// `GetOpenIDConnectProvider`.
pub(in crate::services) fn get_open_id_connect_provider(state: &State, request: &Request) -> Answer {
    let arn = request.required("OpenIDConnectProviderArn")?;
    let provider = own(state, request)?.oidc_providers.get(arn);
    let provider = provider.ok_or_else(|| no_such_entity("OpenID Connect provider", arn))?;
    Ok(map! {
        "Url": &provider.url,
        "ClientIDList": Value::list(&provider.client_ids),
        "ThumbprintList": Value::list(&provider.thumbprints),
        "CreateDate": provider.created,
        "Tags": written_tags(&provider.tags),
    })
}

/// `ListSAMLProviders`, which has no pages.
pub(in crate::services) fn list_saml_providers(state: &State, request: &Request) -> Answer {
    let providers = own(state, request)?.saml_providers.values().map(|provider| {
        map! { "Arn": &provider.arn, "ValidUntil": provider.valid_until, "CreateDate": provider.created }
    });
    Ok(map! { "SAMLProviderList": Value::list(providers) })
}

/// `GetSAMLProvider`.
pub(in crate::services) fn get_saml_provider(state: &State, request: &Request) -> Answer {
    let arn = request.required("SAMLProviderArn")?;
    let provider = own(state, request)?.saml_providers.get(arn);
    let provider = provider.ok_or_else(|| no_such_entity("SAML provider", arn))?;
    Ok(map! {
        "SAMLMetadataDocument": &provider.metadata,
        "CreateDate": provider.created,
        "ValidUntil": provider.valid_until,
        "Tags": written_tags(&provider.tags),
    })
}
