//! One request over a pooled connection, and its answer, each within its limits.
//!
//! In: a request that may be sent. Out: the answer's head and what was read of its body. It must not know events.

use std::error::Error;
use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use http::response::Parts;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::{Body as _, Incoming};
use hyper_util::client::legacy::{self, ResponseFuture};
use hyper_util::rt::{TokioExecutor, TokioTimer};

use super::connector::{Connector, Failure};
use super::error::Phase;
use super::outgoing::{Begun, Outgoing};
use super::{SendError, Shared};

pub(super) type Connections = legacy::Client<Connector, Outgoing>;

/// The most that an answer's head may take, in bytes; hyper bounds the number of its headers, by 100.
const HEAD: usize = 64 * 1024;

/// What an attempt may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) connect: Duration,
    pub(super) headers: Option<Duration>,
    pub(super) whole: Duration,
    /// Bytes of an answer's body.
    pub(super) answer: usize,
    /// Whether what goes beyond them is left out, not an error.
    pub(super) truncates: bool,
}

impl Limits {
    /// Bytes that may be read of a connection for one answer: its head, those before it (1xx), and a body in the
    /// smallest chunks, which take six bytes for one.
    pub(super) fn most(self) -> usize {
        self.answer.saturating_mul(8).saturating_add(4 * HEAD)
    }
}

/// An answer as it came.
pub(super) struct Exchanged {
    pub(super) parts: Parts,
    pub(super) body: Bytes,
    pub(super) truncated: bool,
}

/// The pool. It follows no redirects and decodes nothing.
pub(super) fn connections(connector: Connector) -> Connections {
    let mut builder = legacy::Client::builder(TokioExecutor::new());
    builder.pool_timer(TokioTimer::new()).http1_max_buf_size(HEAD).http09_responses(false);
    builder.build(connector)
}

impl Exchanged {
    /// What is of use only as a whole, however large answers the client takes.
    pub(super) fn whole(self, limit: usize) -> Result<Self, SendError> {
        match self.truncated {
            true => Err(SendError::AnswerTooLarge { status: self.parts.status, limit }),
            false => Ok(self),
        }
    }
}

impl Shared {
    pub(super) async fn exchange(
        &self,
        request: Request<Full<Bytes>>,
        host: &str,
    ) -> Result<Exchanged, SendError> {
        let begun = Begun::default();
        let response = self.connections.request(request.map(|body| Outgoing::new(body, begun.clone())));
        let mut has_head = false;
        let exchanged = tokio::time::timeout(self.limits.whole, async {
            let response = self.head(response, &begun, host).await?;
            has_head = true;
            self.whole(response, host).await
        });
        let exchanged = exchanged.await;
        exchanged.unwrap_or_else(|_| {
            let phase = match (has_head, begun.at().is_some()) {
                (true, _) => Phase::Answer,
                (false, true) => Phase::Headers,
                (false, false) => Phase::Connect,
            };
            Err(SendError::Timeout { host: host.to_owned(), phase, after: self.limits.whole })
        })
    }

    /// The answer's head. Its own limit begins once there is a connection.
    async fn head(
        &self,
        response: ResponseFuture,
        begun: &Begun,
        host: &str,
    ) -> Result<Response<Incoming>, SendError> {
        let Some(limit) = self.limits.headers.filter(|limit| *limit < self.limits.whole) else {
            return response.await.map_err(|error| no_response(error, host));
        };
        let mut response = pin!(response);
        loop {
            let left = begun.at().map_or(limit, |begun| limit.saturating_sub(begun.elapsed()));
            if left.is_zero() {
                return Err(SendError::Timeout {
                    host: host.to_owned(),
                    phase: Phase::Headers,
                    after: limit,
                });
            }
            if let Ok(response) = tokio::time::timeout(left, response.as_mut()).await {
                return response.map_err(|error| no_response(error, host));
            }
        }
    }

    async fn whole(&self, response: Response<Incoming>, host: &str) -> Result<Exchanged, SendError> {
        let (parts, body) = response.into_parts();
        let (body, truncated) = self.read(body, parts.status, host).await?;
        Ok(Exchanged { parts, body, truncated })
    }

    /// A body that is dropped before its end takes its connection with it.
    async fn read(
        &self,
        mut body: Incoming,
        status: StatusCode,
        host: &str,
    ) -> Result<(Bytes, bool), SendError> {
        let mut whole = Vec::new();
        while let Some(frame) = body.frame().await {
            let frame =
                frame.map_err(|error| SendError::Broken { host: host.to_owned(), source: error.into() })?;
            // Trailers say nothing that an answer needs.
            let Ok(data) = frame.into_data() else { continue };
            let room = self.limits.answer - whole.len();
            if data.len() > room {
                if !self.limits.truncates {
                    return Err(SendError::AnswerTooLarge { status, limit: self.limits.answer });
                }
                whole.extend_from_slice(&data[..room]);
                return Ok((whole.into(), true));
            }
            if whole.is_empty() && body.is_end_stream() {
                return Ok((data, false));
            }
            whole.extend_from_slice(&data);
        }
        Ok((whole.into(), false))
    }
}

fn no_response(error: legacy::Error, host: &str) -> SendError {
    let host = host.to_owned();
    let mut cause: Option<&(dyn Error + 'static)> = Some(&error);
    while let Some(inner) = cause {
        match inner.downcast_ref() {
            Some(Failure::Blocked) => return SendError::Blocked { host },
            Some(Failure::Late(after)) => {
                return SendError::Timeout { host, phase: Phase::Connect, after: *after };
            }
            Some(Failure::At(step, _)) => {
                return SendError::Connect { host, step: *step, source: error.into() };
            }
            None => cause = inner.source(),
        }
    }
    SendError::Broken { host, source: error.into() }
}
