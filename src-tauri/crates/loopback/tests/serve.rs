//! The server from outside: connections, protocols, sessions, faults, quotas, and stopping.

use std::time::{Duration, Instant};

use armillary_loopback::{
    Faults, Quotas, Running, ServeError, ServeOptions,
    organization::{self, Options},
    serve,
    state::{State, Timestamp},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

const CALLER: (&str, &str) = ("sts", "Action=GetCallerIdentity&Version=2011-06-15");

/// A smaller organization than the reference one, which is quicker to draw.
fn state() -> State {
    organization::reference(&Options { accounts: 20, ..Options::default() })
}

async fn running(options: ServeOptions) -> Running {
    serve(state(), options).await.expect("a free port")
}

fn faults(json: &str) -> ServeOptions {
    ServeOptions { faults: Faults::from_json(json).expect("understood"), ..ServeOptions::default() }
}

/// The text of a signed request.
fn signed(running: &Running, service: &str, headers: &str, body: &str) -> String {
    request(&running.credentials().access_key_id, service, headers, body)
}

fn request(key: &str, service: &str, headers: &str, body: &str) -> String {
    format!(
        "POST / HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: {}\r\n{headers}\
         authorization: AWS4-HMAC-SHA256 Credential={key}/20260131/us-east-1/{service}/aws4_request, Signature=0\r\n\r\n{body}",
        body.len()
    )
}

/// Sends a request on a connection of its own, and gives everything that comes back.
async fn send(running: &Running, request: &str) -> String {
    let mut stream = connect(running).await;
    let closing = request.replacen("\r\n", "\r\nconnection: close\r\n", 1);
    stream.write_all(closing.as_bytes()).await.expect("open");
    let mut answer = Vec::new();
    // A connection that is cut off gives an error or nothing; both are an empty answer.
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

async fn connect(running: &Running) -> TcpStream {
    let address = running.endpoint_url().replace("http://", "");
    TcpStream::connect(address).await.expect("listening")
}

async fn call(running: &Running, (service, body): (&str, &str)) -> String {
    send(running, &signed(running, service, "", body)).await
}

async fn call_json(running: &Running, service: &str, target: &str, body: &str) -> String {
    send(running, &signed(running, service, &format!("x-amz-target: {target}\r\n"), body)).await
}

#[tokio::test]
async fn one_port_answers_every_protocol() {
    let running = running(ServeOptions::default()).await;
    let query = call(&running, CALLER).await;
    assert!(query.starts_with("HTTP/1.1 200") && query.contains("<GetCallerIdentityResult><UserId>"), "{query}");
    let ec2 = call(&running, ("ec2", "Action=DescribeRegions")).await;
    assert!(ec2.contains("<regionName>us-east-1</regionName>"), "{ec2}");
    let json = call_json(&running, "organizations", "AWSOrganizationsV20161128.ListAccounts", "{}").await;
    assert!(json.contains("application/x-amz-json-1.1") && json.contains(r#""Accounts":[{"Id":""#), "{json}");
    let cbor = signed(&running, "servicecatalog", "smithy-protocol: rpc-v2-cbor\r\n", "").replacen(
        "POST /",
        "POST /service/AWS242ServiceCatalogService/operation/ListPortfolios",
        1,
    );
    let cbor = send(&running, &cbor).await;
    assert!(cbor.contains("smithy-protocol: rpc-v2-cbor") && cbor.contains("PortfolioDetails"), "{cbor}");
    assert_eq!(running.requests(), 4);
    running.stop().await;
}

#[tokio::test]
async fn what_is_no_signed_request_is_refused() {
    let running = running(ServeOptions::default()).await;
    let unsigned = send(&running, "GET / HTTP/1.1\r\nhost: x\r\n\r\n").await;
    assert!(unsigned.starts_with("HTTP/1.1 403") && unsigned.contains("not signed"), "{unsigned}");
    let other = call(&running, ("s3", "")).await;
    assert!(other.starts_with("HTTP/1.1 403") && other.contains("`s3` is not served here"), "{other}");
    let broken = call_json(&running, "organizations", "AWSOrganizationsV20161128.ListAccounts", "{").await;
    assert!(broken.contains("SerializationException"), "{broken}");
    let too_large = call(&running, ("sts", &"x".repeat(2 << 20))).await;
    assert!(too_large.is_empty() || too_large.starts_with("HTTP/1.1 413"), "{too_large}");
}

#[tokio::test]
async fn sessions_end() {
    let mut state = state();
    let handed_out = state.sessions.handed_out.clone();
    state.sessions.keys.get_mut(&handed_out).expect("known").expires = Some(Timestamp(1));
    let running = serve(state, ServeOptions::default()).await.expect("a free port");
    let sts = call(&running, CALLER).await;
    assert!(sts.starts_with("HTTP/1.1 403") && sts.contains("<Code>ExpiredToken</Code>"), "{sts}");
    let json = call_json(&running, "organizations", "X.ListAccounts", "{}").await;
    assert!(json.contains(r#""__type":"ExpiredTokenException""#), "{json}");
}

#[tokio::test]
async fn many_connections_are_answered_at_once() {
    let options = ServeOptions { latency: Duration::from_millis(200), ..ServeOptions::default() };
    let running = std::sync::Arc::new(running(options).await);
    let started = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..200 {
        let running = running.clone();
        tasks.spawn(async move { call(&running, CALLER).await });
    }
    let answers = tasks.join_all().await;
    assert!(answers.iter().all(|answer| answer.starts_with("HTTP/1.1 200")));
    assert!(started.elapsed() >= Duration::from_millis(200), "latency was not kept");
    assert!(started.elapsed() < Duration::from_secs(20), "answered one after another: {:?}", started.elapsed());
}

#[tokio::test]
async fn faults_happen_as_told() {
    let running = running(faults(
        r#"{"rules":[
            {"service":"sts","drop":true,"times":1},
            {"service":"organizations","operation":"ListAccounts","throttle":true},
            {"service":"ec2","error":{"code":"InternalError","message":"no","status":500}}]}"#,
    ))
    .await;
    assert_eq!(call(&running, CALLER).await, "");
    assert!(call(&running, CALLER).await.starts_with("HTTP/1.1 200"));
    let throttled = call_json(&running, "organizations", "X.ListAccounts", "{}").await;
    assert!(throttled.contains("TooManyRequestsException"), "{throttled}");
    assert!(call_json(&running, "organizations", "X.ListRoots", "{}").await.starts_with("HTTP/1.1 200"));
    let failed = call(&running, ("ec2", "Action=DescribeVpcs")).await;
    assert!(failed.starts_with("HTTP/1.1 500") && failed.contains("<Code>InternalError</Code>"), "{failed}");
}

#[tokio::test]
async fn quotas_throttle_after_the_burst() {
    let running = running(ServeOptions { quotas: Quotas::Aws, ..ServeOptions::default() }).await;
    let mut answers = Vec::new();
    for _ in 0..6 {
        answers.push(call_json(&running, "organizations", "X.ListRoots", "{}").await);
    }
    assert!(answers[..2].iter().all(|answer| answer.starts_with("HTTP/1.1 200")));
    assert!(answers.iter().any(|answer| answer.contains("TooManyRequestsException")));
}

#[tokio::test]
async fn it_stops_with_connections_open_and_frees_its_port() {
    let running = running(ServeOptions::default()).await;
    let url = running.endpoint_url();
    let mut idle = connect(&running).await;
    let mut used = connect(&running).await;
    used.write_all(signed(&running, CALLER.0, "", CALLER.1).as_bytes()).await.expect("open");
    let mut answer = [0; 12];
    used.read_exact(&mut answer).await.expect("answered");
    let started = Instant::now();
    running.stop().await;
    assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
    let mut rest = Vec::new();
    assert_eq!(idle.read_to_end(&mut rest).await.unwrap_or_default(), 0);
    assert!(TcpStream::connect(url.replace("http://", "")).await.is_err());
}

#[tokio::test]
async fn a_port_in_use_is_told() {
    let running = running(ServeOptions::default()).await;
    let port = running.endpoint_url().rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
    let error = serve(state(), ServeOptions { port, ..ServeOptions::default() }).await.expect_err("in use");
    assert!(matches!(&error, ServeError::Listen { port: told, .. } if *told == port), "{error}");
    assert!(error.to_string().ends_with("choose another port, or 0 for any that is free"), "{error}");
}
