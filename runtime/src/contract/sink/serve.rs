//! The socket. In: connections. Out: requests as they arrived, and their answers; or none, where the script says so. It
//! must not judge.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinSet;

use super::record::{Arrived, Record};
use super::{Answering, Reply};
use crate::contract::judge::{Arrival, Judge};

/// What every connection needs.
pub(super) struct House {
    pub(super) judge: Judge,
    pub(super) record: Record,
    pub(super) answering: Answering,
}

type Responding = Pin<Box<dyn Future<Output = Result<Response<Full<Bytes>>, Infallible>> + Send>>;

/// Accepts until it is dropped, and its connections with it.
pub(super) async fn accept(listener: TcpListener, house: Arc<House>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                if let Ok((stream, _)) = accepted {
                    connections.spawn(connection(stream, Arc::clone(&house)));
                } else {
                    // Out of file descriptors, mostly: others will be closed.
                    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                }
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn connection(stream: TcpStream, house: Arc<House>) {
    let _ = stream.set_nodelay(true);
    let cut = Arc::new(Notify::new());
    let told = Arc::clone(&cut);
    let service = service_fn(move |request| -> Responding {
        Box::pin(respond(request, Arc::clone(&house), Arc::clone(&told)))
    });
    let mut protocol = http1::Builder::new();
    let mut connection = protocol.timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service);
    tokio::select! {
        _ = &mut connection => {}
        () = cut.notified() => {
            // Without lingering, closing resets the connection in the sender's face.
            let _ = connection.into_parts().io.into_inner().set_zero_linger();
        }
    }
}

async fn respond(
    request: Request<Incoming>,
    house: Arc<House>,
    cut: Arc<Notify>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let Some(arrival) = read(request, house.judge.most()).await else {
        // The sender went before its request was whole: nothing arrived.
        return Ok(Response::new(Full::default()));
    };
    house.judge.prepare(&arrival).await;
    let judgement = house.judge.judge(&arrival);
    let success = house.judge.success(judgement.event);
    let arrived = house.record.keep(arrival, judgement, success);
    let _ending = Ending { house: &house, arrived: &arrived };
    let step = (house.answering)(Arc::clone(&arrived)).await;
    house.record.decide(&arrived, step.clone());
    tokio::time::sleep(step.delay).await;
    Ok(match step.reply {
        Reply::Success => answer(StatusCode::from_u16(success).unwrap_or(StatusCode::OK)),
        Reply::Answer { status, headers, body } => {
            let mut response = Response::new(Full::new(body));
            (*response.status_mut(), *response.headers_mut()) = (status, headers);
            response
        }
        Reply::Timeout => std::future::pending().await,
        Reply::Reset => {
            cut.notify_one();
            std::future::pending().await
        }
    })
}

fn answer(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    response
}

/// Says when a request is over, whichever way: the answer is on its way, or the sender went.
struct Ending<'a> {
    house: &'a House,
    arrived: &'a Arrived,
}

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        self.house.record.end(self.arrived);
    }
}

/// The request with its body, of which no more is read than one byte beyond what may be.
async fn read(request: Request<Incoming>, most: usize) -> Option<Arrival> {
    let (parts, mut body) = request.into_parts();
    let mut whole = Vec::new();
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.ok()?.into_data() else { continue };
        let room = (most + 1).saturating_sub(whole.len()).min(data.len());
        whole.extend_from_slice(&data[..room]);
        if whole.len() > most {
            break;
        }
    }
    let (method, uri, headers) = (parts.method, parts.uri, parts.headers);
    Some(Arrival { method, uri, headers, body: whole.into(), at: SystemTime::now() })
}
