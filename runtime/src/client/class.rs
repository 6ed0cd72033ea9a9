//! A stable word for each error: what is stored with an attempt and counted by metrics.
//!
//! In: a [`SendError`]. Out: its class. Words for people stand in `error`; these never change with them.

use super::SendError;
use super::error::{Phase, Step};

impl SendError {
    /// What kind of error this is, as a word that stays: for logs, metrics and stored attempts.
    ///
    /// | class | |
    /// |---|---|
    /// | `url` | the URL can't be called |
    /// | `insecure` | it is plain HTTP |
    /// | `blocked` | its host is, or resolves to, nothing but addresses that may not be called |
    /// | `callback` | the callback's expression gives no URL |
    /// | `payload` | the payload can't be written |
    /// | `payload::violation` | it breaks its own schema |
    /// | `header` | a header's value, or the method, is not fit for a request |
    /// | `headers::violation` | the headers are not what the document declares |
    /// | `version::event` | the endpoint's version has no such event |
    /// | `sign` | the request can't be signed |
    /// | `random` | the system has no random numbers |
    /// | `dns` | the name has no address, or none was found |
    /// | `connect` | the network brought no connection |
    /// | `proxy` | the proxy opened no way to the host |
    /// | `tls` | no TLS: the certificate, above all |
    /// | `timeout::connect` | no connection in time |
    /// | `timeout::headers` | a connection, and no answer's head in time |
    /// | `timeout::answer` | a head, and no whole answer in time |
    /// | `broken` | the connection broke, or what came was no HTTP, before the answer was whole |
    /// | `refused` | an answer, and no 2xx: [`Answer::accepted`](super::Answer::accepted) alone says so |
    /// | `answer::too_large` | the answer's body is larger than the limit |
    /// | `answer::violation` | it is not what the document says |
    #[must_use]
    pub fn class(&self) -> &'static str {
        match self {
            Self::Url(_) => "url",
            Self::Insecure { .. } => "insecure",
            Self::Blocked { .. } => "blocked",
            Self::Expression(_) => "callback",
            Self::Payload(_) => "payload",
            Self::Forbidden(_) => "payload::violation",
            Self::Headers(_) => "headers::violation",
            Self::NotInVersion { .. } => "version::event",
            Self::Sign(_) => "sign",
            Self::Header(_) => "header",
            Self::Random => "random",
            Self::Connect { step: Step::Name, .. } => "dns",
            Self::Connect { step: Step::Network, .. } => "connect",
            Self::Connect { step: Step::Proxy, .. } => "proxy",
            Self::Connect { step: Step::Tls, .. } => "tls",
            Self::Broken { .. } => "broken",
            Self::Timeout { phase: Phase::Connect, .. } => "timeout::connect",
            Self::Timeout { phase: Phase::Headers, .. } => "timeout::headers",
            Self::Timeout { phase: Phase::Answer, .. } => "timeout::answer",
            Self::Refused { .. } => "refused",
            Self::AnswerTooLarge { .. } => "answer::too_large",
            Self::Answer { .. } => "answer::violation",
        }
    }
}
