//! The table of parameters, which a plan is held against before its first call, and the calls, each of which names them again: what is really sent
//! over HTTP is held against the table.

use std::sync::{Arc, Mutex};

use armillary_aws::{AccessKey, Connection, Secret, Session};
use serde_json::{Map, Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use super::{Call, CallError, Known, identity_center, organizations, service_catalog};

/// By service, the operations that a step can have.
const TABLES: &[(&str, &[Known])] = &[
    ("organizations", organizations::PARAMETERS),
    ("servicecatalog", service_catalog::PARAMETERS),
    ("sso", identity_center::PARAMETERS),
];

/// Parameters of which a call has one or the other.
const EITHER: [&str; 2] = ["AccountId", "OrganizationNode"];

/// A value that can be sent, for each parameter.
fn sample(name: &str) -> Value {
    match name {
        "AccountId" | "ResourceId" => json!("111122223333"),
        "Content" => json!({"Version": "2012-10-17", "Statement": []}),
        "IamUserAccessToBilling" => json!("ALLOW"),
        "OrganizationNode" => json!({"Type": "ORGANIZATIONAL_UNIT", "Value": "ou-ab12-11111111"}),
        "PortfolioShareType" => json!("IMPORTED"),
        "PrincipalType" => json!("GROUP"),
        "ProvisioningParameters" => json!([{"Key": "AccountName", "Value": "a"}]),
        "SharePrincipals" | "ShareTagOptions" => json!(true),
        "TagKeys" => json!(["a", "b"]),
        "Tags" => json!([{"Key": "a", "Value": "b"}]),
        "Type" => json!("SERVICE_CONTROL_POLICY"),
        _ => json!(format!("the {name}")),
    }
}

/// An endpoint that says who calls, and answers everything else with nothing, keeping what it was sent: the operation, and the body.
struct Endpoint {
    url: String,
    sent: Arc<Mutex<Vec<(String, Value)>>>,
}

impl Endpoint {
    async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let sent = Arc::<Mutex<Vec<_>>>::default();
        let kept = Arc::clone(&sent);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, Arc::clone(&kept)));
            }
        });
        Self { url, sent }
    }

    async fn session(&self) -> Session {
        let access_key =
            AccessKey { id: "AKIAEXAMPLE".to_owned(), secret: Secret::new("secret".to_owned()), session_token: None };
        let connection = Connection {
            endpoint_url: Some(self.url.clone()),
            access_key: Some(access_key),
            regions: vec!["eu-west-1".to_owned()],
            ..Connection::default()
        };
        Session::open(&connection).await.expect("a session")
    }

    fn take(&self) -> Vec<(String, Value)> {
        std::mem::take(&mut self.sent.lock().expect("a lock"))
    }
}

const IDENTITY: &str = "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>\
    <Arn>arn:aws:iam::111122223333:user/x</Arn><UserId>A</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";

async fn converse(mut stream: TcpStream, sent: Arc<Mutex<Vec<(String, Value)>>>) {
    let (mut bytes, mut piece) = (Vec::new(), [0_u8; 4096]);
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let whole = text.split_once("\r\n\r\n").and_then(|(head, body)| {
            let header = |name: &str| {
                let mut lines = head.lines().filter_map(|line| line.split_once(':'));
                lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_owned())
            };
            let length: usize = header("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
            (body.len() >= length).then(|| (header("x-amz-target"), body[..length].to_owned(), head.len() + 4 + length))
        });
        let Some((target, body, length)) = whole else {
            match stream.read(&mut piece).await {
                Ok(read @ 1..) => bytes.extend_from_slice(&piece[..read]),
                _ => return,
            }
            continue;
        };
        bytes.drain(..length);
        let (kind, answer) = match &target {
            None => ("text/xml", IDENTITY),
            Some(_) => ("application/x-amz-json-1.1", "{}"),
        };
        if let Some(target) = target {
            let operation = target.rsplit('.').next().unwrap_or_default().to_owned();
            sent.lock().expect("a lock").push((operation, serde_json::from_str(&body).expect("JSON")));
        }
        let head = format!("HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\nx-amzn-requestid: r-1\r\n");
        let answer = format!("{head}content-length: {}\r\n\r\n{answer}", answer.len());
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

/// The sets of parameters with which an operation is called once: all of them, but of two that exclude each other one at a time.
fn all_of(needed: &[&str], more: &[&str]) -> Vec<Map<String, Value>> {
    let names: Vec<&str> = needed.iter().chain(more).copied().collect();
    let without = |left_out: &str| {
        let kept = names.iter().filter(|name| **name != left_out);
        kept.map(|name| ((*name).to_owned(), sample(name))).collect::<Map<_, _>>()
    };
    match EITHER.iter().all(|name| names.contains(name)) {
        true => EITHER.iter().map(|name| without(name)).collect(),
        false => vec![without("")],
    }
}

/// As a parameter is sent: documents are texts.
fn as_sent(value: &Value, name: &str) -> Value {
    if name == "Content" { Value::from(value.to_string()) } else { value.clone() }
}

#[tokio::test]
async fn what_is_sent_is_what_the_table_says() {
    let endpoint = Endpoint::open().await;
    let session = endpoint.session().await;
    let access = session.own().changing();
    for (service, operation, needed, more) in TABLES
        .iter()
        .flat_map(|(service, known)| known.iter().map(move |(name, needed, more)| (service, name, needed, more)))
    {
        let make = async |parameters: &Map<String, Value>| {
            let parameters = Value::Object(parameters.clone());
            let call = Call { access: &access, region: "eu-west-1", service, operation, parameters: &parameters };
            call.make().await
        };
        for parameters in all_of(needed, more) {
            let made = make(&parameters).await;
            assert!(
                !matches!(made, Err(CallError::Parameters(_) | CallError::Operation { .. })),
                "{operation}: {made:?}"
            );
            let sent = endpoint.take();
            let [(called, body)] = sent.as_slice() else { panic!("{operation} is one call: {sent:?}") };
            let wanted: Map<String, Value> =
                parameters.iter().map(|(name, value)| (name.clone(), as_sent(value, name))).collect();
            assert_eq!((called.as_str(), body), (*operation, &Value::Object(wanted)));
            for missing in *needed {
                let mut less = parameters.clone();
                less.remove(*missing);
                assert!(matches!(make(&less).await, Err(CallError::Parameters(_))), "{operation} without {missing}");
            }
            let mut strange = parameters.clone();
            strange.insert("Strange".to_owned(), json!("x"));
            assert!(matches!(make(&strange).await, Err(CallError::Parameters(_))), "{operation} with one too many");
            assert!(endpoint.take().is_empty(), "nothing is sent of {operation} that was not shown");
        }
    }
}
