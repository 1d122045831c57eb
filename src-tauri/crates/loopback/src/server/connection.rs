//! Connections: HTTP/1.1 with keep-alive, each in a task of its own, all stopped together.

use std::{io, pin::pin, sync::Arc, time::Duration};

use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::{
    Request, Response, StatusCode,
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::dispatch::{Dispatch, Outcome};

/// No operation that is served takes more.
const LARGEST_BODY: usize = 1 << 20;

/// Accepts connections until it is told to stop.
pub(super) async fn accept(
    listener: TcpListener,
    dispatch: Arc<Dispatch>,
    stopping: CancellationToken,
    tasks: TaskTracker,
) {
    loop {
        let accepted = tokio::select! {
            () = stopping.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, _)) => {
                tasks.spawn(converse(stream, dispatch.clone(), stopping.clone()));
            }
            // Out of file handles, or a client that is gone already: others may still be served.
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
}

async fn converse(stream: TcpStream, dispatch: Arc<Dispatch>, stopping: CancellationToken) {
    // Answers are small and written at once; waiting to fill a packet would only delay them.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| answer(dispatch.clone(), request));
    let mut connection = pin!(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    // A connection that breaks is the client's affair: it has no one else to be told to.
    tokio::select! {
        _ = connection.as_mut() => {}
        () = stopping.cancelled() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}

async fn answer(dispatch: Arc<Dispatch>, request: Request<Incoming>) -> io::Result<Response<Full<Bytes>>> {
    let (head, body) = request.into_parts();
    let body = match Limited::new(body, LARGEST_BODY).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => return Ok(too_large()),
        Err(error) => return Err(io::Error::other(error)),
    };
    match dispatch.answer(&head, &body) {
        Outcome::Reply { response, delay } => {
            dispatch.under_way.begin();
            if !delay.is_zero() {
                tokio::time::sleep(delay).await;
            }
            dispatch.under_way.end();
            Ok(response)
        }
        // An error makes hyper close the connection without an answer.
        Outcome::Drop => Err(io::Error::from(io::ErrorKind::ConnectionReset)),
    }
}

fn too_large() -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
    response
}
