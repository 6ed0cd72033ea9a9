//! A handler's failure. In: any error, by `?`, or a status. Out: the answer to the sender and the error for the log.
//! It must not know the request: what it says outside is what the application said on purpose.

use http::StatusCode;
use std::error::Error;
use std::fmt;
use std::time::Duration;

use super::{Reply, problem};

type Source = Box<dyn Error + Send + Sync>;

/// Why a handler did not take a delivery, and what the sender is told.
///
/// Any error turns into one by `?`: the sender gets a plain 500, the error goes to the log alone. The delivery's
/// id is free again afterwards, so that the sender's retry is handled like a first attempt.
///
/// ```
/// use hookwright::Failure;
/// use std::time::Duration;
///
/// fn store(text: &str) -> Result<u32, Failure> {
///     if text.is_empty() {
///         return Err(Failure::new(503).retry_after(Duration::from_secs(30)));
///     }
///     Ok(text.parse()?)
/// }
/// assert_eq!(store("7").unwrap(), 7);
/// assert_eq!(store("seven").unwrap_err().status(), 500);
/// assert_eq!(store("").unwrap_err().status(), 503);
/// ```
///
/// It is not itself an `Error`, since `?` could then not turn every error into it.
pub struct Failure(Box<Inside>);

struct Inside {
    reply: Reply,
    source: Option<Source>,
}

impl Failure {
    /// A failure that is answered with `status`. Anything but 400 to 599 would be no failure and becomes 500.
    #[must_use]
    pub fn new(status: u16) -> Self {
        Self::from_reply(problem::plain(error_status(status), None), None)
    }

    /// Tells the sender when to try again (`Retry-After`, in whole seconds, rounded up).
    #[must_use]
    pub fn retry_after(mut self, delay: Duration) -> Self {
        self.0.reply = self.0.reply.retry_after(delay);
        self
    }

    /// Says `detail` to the sender, in the problem document. Nothing else of a failure is ever said outside.
    #[must_use]
    pub fn detail(mut self, detail: &str) -> Self {
        let headers = std::mem::take(&mut self.0.reply.headers);
        self.0.reply = problem::plain(self.0.reply.status, Some(detail));
        self.0.reply.headers.extend(headers);
        self
    }

    /// Keeps `error` for the log.
    #[must_use]
    pub fn because(mut self, error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.0.source = Some(error.into());
        self
    }

    /// The status that the sender gets.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.0.reply.status.as_u16()
    }

    /// The error behind it, if there is one.
    #[must_use]
    pub fn error(&self) -> Option<&(dyn Error + Send + Sync + 'static)> {
        self.0.source.as_deref()
    }

    pub(super) fn from_reply(reply: Reply, source: Option<Source>) -> Self {
        Self(Box::new(Inside { reply, source }))
    }

    pub(super) fn into_reply(self) -> Reply {
        self.0.reply
    }
}

fn error_status(status: u16) -> StatusCode {
    match StatusCode::from_u16(status) {
        Ok(status) if status.is_client_error() || status.is_server_error() => status,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl<E: Into<Source>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::new(500).because(error)
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Failure").field("status", &self.status()).field("error", &self.0.source).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_stays_inside() {
        let failure = Failure::from("password is hunter2");
        assert!(format!("{failure:?}").contains("hunter2"));
        let reply = failure.into_reply();
        assert!(!String::from_utf8_lossy(&reply.body).contains("hunter2"));
    }

    #[test]
    fn a_success_is_no_failure() {
        assert_eq!(Failure::new(204).status(), 500);
        assert_eq!(Failure::new(7).status(), 500);
        assert_eq!(Failure::new(429).status(), 429);
    }

    #[test]
    fn parts_of_a_second_count() {
        let reply = Failure::new(503).retry_after(Duration::from_millis(1200)).detail("busy").into_reply();
        assert_eq!(reply.headers["retry-after"], "2");
        assert!(String::from_utf8_lossy(&reply.body).contains("busy"));
    }
}
