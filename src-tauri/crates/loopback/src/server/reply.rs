//! Writing answers and errors in the protocol a request came in.

use http_body_util::Full;
use hyper::{
    Response, StatusCode,
    body::Bytes,
    header::{CONTENT_TYPE, HeaderName, HeaderValue},
};
use sha2::{Digest, Sha256};

use super::{api::Api, incoming::Protocol};
use crate::{
    services::AwsError,
    wire::{Value, map, write_cbor, write_json, write_xml},
};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");
const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");
const SMITHY_PROTOCOL: HeaderName = HeaderName::from_static("smithy-protocol");

/// What an answer is written for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Envelope<'a> {
    /// The API asked.
    pub api: Api,
    /// The protocol of the request.
    pub protocol: Protocol,
    /// The operation asked for.
    pub operation: &'a str,
    /// The request's id.
    pub request_id: &'a str,
}

impl Envelope<'_> {
    /// An answer.
    pub(super) fn answer(self, value: &Value) -> Response<Full<Bytes>> {
        let body = match self.protocol {
            Protocol::Json | Protocol::RestJson => write_json(value),
            Protocol::Cbor => write_cbor(value),
            Protocol::Query => self.query_answer(value).into_bytes(),
            Protocol::Ec2 => self.ec2_answer(value).into_bytes(),
        };
        self.with_body(body)
    }

    /// A body, whatever it says, as a success.
    pub(super) fn with_body(self, body: Vec<u8>) -> Response<Full<Bytes>> {
        self.response(200, body)
    }

    /// An error.
    pub(super) fn error(self, error: &AwsError) -> Response<Full<Bytes>> {
        let body = match self.protocol {
            Protocol::Json => write_json(&error.to_value()),
            Protocol::RestJson => write_json(&map! { "message": &error.message }),
            Protocol::Cbor => write_cbor(&error.to_value()),
            Protocol::Query => self.query_error(error).into_bytes(),
            Protocol::Ec2 => self.ec2_error(error).into_bytes(),
        };
        let mut response = self.response(error.status, body);
        if matches!(self.protocol, Protocol::Json | Protocol::RestJson)
            && let Ok(code) = HeaderValue::from_str(&error.code)
        {
            response.headers_mut().insert(ERROR_TYPE, code);
        }
        response
    }

    fn query_answer(self, value: &Value) -> String {
        let Self { operation, request_id, .. } = self;
        let mut out = format!("<{operation}Response xmlns=\"{}\">", self.api.namespace());
        // What answers nothing has no result, not an empty one.
        if *value != Value::Map(Vec::new()) {
            out.push_str(&format!("<{operation}Result>"));
            write_xml(value, self.api.list_tag(), &mut out);
            out.push_str(&format!("</{operation}Result>"));
        }
        out.push_str(&format!(
            "<ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata></{operation}Response>"
        ));
        out
    }

    fn ec2_answer(self, value: &Value) -> String {
        let Self { operation, request_id, .. } = self;
        let mut out =
            format!("<{operation}Response xmlns=\"{}\"><requestId>{request_id}</requestId>", self.api.namespace());
        write_xml(value, self.api.list_tag(), &mut out);
        out.push_str(&format!("</{operation}Response>"));
        out
    }

    fn query_error(self, error: &AwsError) -> String {
        let mut out = format!("<ErrorResponse xmlns=\"{}\"><Error><Type>Sender</Type>", self.api.namespace());
        write_xml(&code_and_message(error), self.api.list_tag(), &mut out);
        out.push_str(&format!("</Error><RequestId>{}</RequestId></ErrorResponse>", self.request_id));
        out
    }

    fn ec2_error(self, error: &AwsError) -> String {
        let mut out = String::from("<Response><Errors><Error>");
        write_xml(&code_and_message(error), self.api.list_tag(), &mut out);
        out.push_str(&format!("</Error></Errors><RequestID>{}</RequestID></Response>", self.request_id));
        out
    }

    fn response(self, status: u16, body: Vec<u8>) -> Response<Full<Bytes>> {
        let mut response = Response::new(Full::new(Bytes::from(body)));
        *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
        let headers = response.headers_mut();
        let content_type = match self.protocol {
            Protocol::Json => "application/x-amz-json-1.1",
            Protocol::RestJson => "application/json",
            Protocol::Cbor => "application/cbor",
            Protocol::Query | Protocol::Ec2 => "text/xml;charset=UTF-8",
        };
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        if let Ok(id) = HeaderValue::from_str(self.request_id) {
            headers.insert(REQUEST_ID, id);
        }
        if self.protocol == Protocol::Cbor {
            headers.insert(SMITHY_PROTOCOL, HeaderValue::from_static("rpc-v2-cbor"));
        }
        response
    }
}

fn code_and_message(error: &AwsError) -> Value {
    map! { "Code": error.code.as_ref(), "Message": &error.message }
}

/// The id of the request with this number: the form of a random UUID.
pub(super) fn request_id(number: u64, started: u64) -> String {
    let digest = Sha256::new().chain_update(number.to_be_bytes()).chain_update(started.to_be_bytes()).finalize();
    let hex: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{}-4{}-a{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..32])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn envelope(api: Api, protocol: Protocol) -> Envelope<'static> {
        Envelope { api, protocol, operation: "Op", request_id: "id" }
    }

    fn body(response: Response<Full<Bytes>>) -> String {
        let body = futures_body(response.into_body());
        String::from_utf8_lossy(&body).into_owned()
    }

    fn futures_body(body: Full<Bytes>) -> Bytes {
        use http_body_util::BodyExt;
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(body.collect()).expect("complete").to_bytes()
    }

    #[test]
    fn errors_have_the_shape_of_their_protocol() {
        let error = AwsError::with_status("Bad", "a < b", 403);
        let query = envelope(Api::Iam, Protocol::Query).error(&error);
        assert_eq!(query.status(), 403);
        assert_eq!(
            body(query),
            "<ErrorResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><Error><Type>Sender</Type>\
             <Code>Bad</Code><Message>a &lt; b</Message></Error><RequestId>id</RequestId></ErrorResponse>"
        );
        let ec2 = envelope(Api::Ec2, Protocol::Ec2).error(&error);
        assert_eq!(
            body(ec2),
            "<Response><Errors><Error><Code>Bad</Code><Message>a &lt; b</Message></Error></Errors><RequestID>id</RequestID></Response>"
        );
        let json = envelope(Api::Organizations, Protocol::Json).error(&error);
        assert_eq!(json.headers()["x-amzn-errortype"], "Bad");
        assert_eq!(body(json), r#"{"__type":"Bad","Message":"a < b"}"#);
        let rest = envelope(Api::ControlTower, Protocol::RestJson).error(&error);
        assert_eq!(
            (rest.status().as_u16(), &rest.headers()["x-amzn-errortype"]),
            (403, &HeaderValue::from_static("Bad"))
        );
        assert_eq!(body(rest), r#"{"message":"a < b"}"#);
    }

    #[test]
    fn request_ids_look_like_uuids_and_differ() {
        let (one, two) = (request_id(1, 5), request_id(2, 5));
        assert_ne!(one, two);
        assert_eq!(one.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
    }
}
