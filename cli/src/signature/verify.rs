//! `hookwright verify`.
//!
//! Comes in: a request with a signature. Goes out: `accepted`, or the refusal's name, and an exit code.

use std::pin::pin;
use std::process::ExitCode;
use std::task::{Context, Poll, Waker};

use hookwright::signature::{Refusal, Signed, Verifier, verify_content_digest};

use super::Wishes;
use super::request::Request;
use crate::text;

/// What was not accepted, and in what words.
enum No {
    Refused(Refusal),
    /// A key that can't be used verifies nothing: fail closed.
    Key(hookwright::signature::SecretError),
}

/// 0 accepted, 1 refused, 2 not understood.
pub(crate) fn run(wishes: &Wishes) -> ExitCode {
    let request = match wishes.request() {
        Ok(request) => request,
        Err(error) => {
            text::err(&format!("error: {error}\n"));
            return ExitCode::from(2);
        }
    };
    match judge(wishes, request) {
        Ok(words) => {
            text::out(&words);
            ExitCode::SUCCESS
        }
        Err(No::Refused(refusal)) => {
            text::out(&format!("{}\n", refusal.code()));
            text::err(&format!("refused: {refusal}\n"));
            ExitCode::FAILURE
        }
        Err(No::Key(error)) => {
            text::out("signature::secret\n");
            text::err(&format!("refused: {error}\n"));
            ExitCode::FAILURE
        }
    }
}

fn judge(wishes: &Wishes, request: Request) -> Result<String, No> {
    if request.impossible {
        return Err(No::Refused(Refusal::Malformed { field: "--header" }));
    }
    let Some(scheme) = request.scheme else {
        // The verdict is the digest's alone: it vouches for nobody.
        verify_content_digest(&request.headers, &request.body).map_err(No::Refused)?;
        return Ok("accepted\n".to_owned());
    };
    let verifier = Verifier::fetching(scheme, request.secrets, request.fetcher).map_err(No::Key)?;
    let signed = Signed {
        headers: &request.headers,
        body: &request.body,
        url: wishes.url.as_deref(),
        method: &wishes.method,
    };
    block_on(verifier.prepare(&signed, request.now)).map_err(No::Refused)?;
    let verified = verifier.verify(&signed, request.now).map_err(No::Refused)?;
    let id =
        verified.id.map(|id| format!(" {}{id}", if verified.id_is_signed { "" } else { "(id not signed) " }));
    Ok(format!("accepted{}\n", id.unwrap_or_default()))
}

/// Nothing here waits: what stands elsewhere comes from a file that was read.
fn block_on(future: impl Future<Output = Result<(), Refusal>>) -> Result<(), Refusal> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => Err(Refusal::Unavailable),
    }
}
