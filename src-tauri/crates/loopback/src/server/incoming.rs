//! Reading a request's envelope: which API, operation and protocol, and whose credentials.

use hyper::{HeaderMap, http::request::Parts};

use super::api::{Api, Family};
use crate::{
    services,
    wire::{Input, read_cbor, read_json, read_query},
};

/// The protocol a request came in, and its answer goes out in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Protocol {
    /// AWS Query.
    Query,
    /// EC2 Query.
    Ec2,
    /// awsJson 1.1.
    Json,
    /// Smithy RPC v2 CBOR.
    Cbor,
    /// REST JSON, whose errors have a status of their own and whose moments are texts.
    RestJson,
}

/// The credential scope of a SigV4 signature, and the session token that goes with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Scope<'a> {
    /// The access key id.
    pub key: &'a str,
    /// The Region signed for.
    pub region: &'a str,
    /// The service signed for.
    pub service: &'a str,
    /// The session token.
    pub token: Option<&'a str>,
}

/// The operation asked for and its input; `None` where the body cannot be read.
#[derive(Debug)]
pub(super) struct Asked {
    /// The operation's name, empty where none is given.
    pub operation: String,
    /// Its input.
    pub input: Option<Input>,
}

/// The SigV4 scope of a request, from its `Authorization` header.
pub(super) fn scope(headers: &HeaderMap) -> Option<Scope<'_>> {
    let header = headers.get("authorization")?.to_str().ok()?;
    let fields = header.strip_prefix("AWS4-HMAC-SHA256")?;
    let credential = fields.split(',').find_map(|field| field.trim().strip_prefix("Credential="))?;
    let mut parts = credential.split('/');
    let (key, _date, region, service) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let token = headers.get("x-amz-security-token").and_then(|token| token.to_str().ok());
    (parts.next() == Some("aws4_request")).then_some(Scope { key, region, service, token })
}

/// The protocol of a request to an API.
pub(super) fn protocol(api: Api, head: &Parts) -> Protocol {
    let is_cbor = head.headers.get("smithy-protocol").is_some_and(|name| name == "rpc-v2-cbor");
    match api.family() {
        Family::Query => Protocol::Query,
        Family::Ec2 => Protocol::Ec2,
        Family::Json if is_cbor => Protocol::Cbor,
        Family::Json => Protocol::Json,
        Family::RestJson => Protocol::RestJson,
    }
}

/// The operation asked for, and its input.
pub(super) fn asked(api: Api, protocol: Protocol, head: &Parts, body: &[u8]) -> Asked {
    match protocol {
        Protocol::Query | Protocol::Ec2 => {
            let input = read_query(body);
            Asked { operation: input.text("Action").unwrap_or_default().to_owned(), input: Some(input) }
        }
        Protocol::Json => {
            let target = head.headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
            let operation = target.split_once('.').map_or("", |(_, operation)| operation);
            Asked { operation: operation.to_owned(), input: read_json(body) }
        }
        Protocol::Cbor => {
            let operation = head.uri.path().rsplit_once("/operation/").map_or("", |(_, operation)| operation);
            Asked { operation: operation.to_owned(), input: read_cbor(body) }
        }
        Protocol::RestJson => {
            let operation = services::named_by_path(api, head.uri.path());
            Asked { operation: operation.unwrap_or_default().to_owned(), input: read_json(body) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(authorization: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("authorization", authorization.parse().expect("a header"));
        headers
    }

    #[test]
    fn the_scope_is_read_off_the_signature() {
        let text =
            "AWS4-HMAC-SHA256 Credential=AKIAX/20260131/eu-west-1/ec2/aws4_request, SignedHeaders=host, Signature=00";
        let expected = Scope { key: "AKIAX", region: "eu-west-1", service: "ec2", token: None };
        assert_eq!(scope(&headers(text)), Some(expected.clone()));
        assert_eq!(scope(&headers(&text.replace(", ", ","))), Some(expected));
    }

    #[test]
    fn other_authorizations_have_no_scope() {
        for text in ["Basic x", "AWS4-HMAC-SHA256 Credential=AKIAX/20260131/eu-west-1/ec2", "AWS4-HMAC-SHA256 "] {
            assert_eq!(scope(&headers(text)), None, "{text}");
        }
    }
}
