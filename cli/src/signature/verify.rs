//! `hookwright verify`.
//!
//! Comes in: a request with a signature. Goes out: `accepted`, or the refusal's name, and an exit code.

use std::pin::pin;
use std::process::ExitCode;
use std::task::{Context, Poll, Waker};

use hookwright::signature::{Refusal, Signed, Verifier, verify_content_digest};

use serde_json::json;

use super::Wishes;
use super::request::Request;
use crate::said::{self, Problem, Said};

/// What was not accepted, and in what words.
enum No {
    Refused(Refusal),
    /// A key that can't be used verifies nothing: fail closed.
    Key(hookwright::signature::SecretError),
}

/// What was accepted.
struct Accepted {
    id: Option<String>,
    id_is_signed: bool,
}

/// 0 accepted, 1 refused, 2 not understood.
pub(crate) fn run(wishes: &Wishes) -> ExitCode {
    let verdict = wishes.request().map(|request| match judge(wishes, request) {
        Ok(accepted) => yes(&accepted),
        Err(No::Refused(refusal)) => no(refusal.code(), &refusal.to_string()),
        Err(No::Key(error)) => no("signature::secret", &error.to_string()),
    });
    said::finish(wishes.format, verdict.map_err(Problem::from), 2)
}

fn yes(accepted: &Accepted) -> Said {
    let signed = if accepted.id_is_signed { "" } else { "(id not signed) " };
    let id = accepted.id.as_ref().map(|id| format!(" {signed}{id}")).unwrap_or_default();
    let id_is_signed = accepted.id.as_ref().map(|_| accepted.id_is_signed);
    let json = json!({ "accepted": true, "id": accepted.id, "id_is_signed": id_is_signed });
    Said::yes(format!("accepted{id}\n"), json)
}

fn no(code: &str, why: &str) -> Said {
    let json = json!({ "accepted": false, "code": code, "message": why });
    Said::no(format!("{code}\n"), format!("refused: {why}\n"), json)
}

fn judge(wishes: &Wishes, request: Request) -> Result<Accepted, No> {
    if request.impossible {
        return Err(No::Refused(Refusal::Malformed { field: "--header" }));
    }
    let Some(scheme) = request.scheme else {
        // The verdict is the digest's alone: it vouches for nobody.
        verify_content_digest(&request.headers, &request.body).map_err(No::Refused)?;
        return Ok(Accepted { id: None, id_is_signed: false });
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
    Ok(Accepted { id: verified.id.map(|id| id.to_string()), id_is_signed: verified.id_is_signed })
}

/// Nothing here waits: what stands elsewhere comes from a file that was read.
fn block_on(future: impl Future<Output = Result<(), Refusal>>) -> Result<(), Refusal> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => Err(Refusal::Unavailable),
    }
}
