//! Dropbox's challenge. In: a GET. Out: the challenge, to whoever asks. It must not give back a page.

use super::query::{Parameter, parameter};
use super::{Request, Verdict, challenge, refusal};

pub(super) fn answer(request: Request<'_>) -> Option<Verdict> {
    match parameter(request.uri, "challenge") {
        Parameter::Missing => None,
        Parameter::One(text) => Some(challenge::echo(&text)),
        Parameter::Unclear => Some(Err(refusal::malformed())),
    }
}
