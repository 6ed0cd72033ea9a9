//! Meta's `hub.challenge`. In: a GET, our token. Out: the challenge, to who knows the token. It must not tell how much
//! of a wrong token is right.

use ctutils::CtEq;

use super::query::{Parameter, parameter};
use super::{Request, Verdict, challenge, refusal};
use crate::signature::Secret;

pub(super) fn answer(request: Request<'_>, token: Option<&Secret>) -> Option<Verdict> {
    match parameter(request.uri, "hub.mode") {
        Parameter::One(mode) if mode == "subscribe" => Some(subscribe(request, token)),
        _ => None,
    }
}

fn subscribe(request: Request<'_>, token: Option<&Secret>) -> Verdict {
    let Parameter::One(given) = parameter(request.uri, "hub.verify_token") else {
        return Err(refusal::stranger("handshake::token"));
    };
    if !is(token, &given) {
        return Err(refusal::stranger("handshake::token"));
    }
    match parameter(request.uri, "hub.challenge") {
        Parameter::One(text) => challenge::echo(&text),
        _ => Err(refusal::malformed()),
    }
}

/// Whether a text is our token. No token, or an empty one, is nobody's.
pub(super) fn is(token: Option<&Secret>, given: &str) -> bool {
    let ours = token.map_or("", Secret::text);
    !ours.is_empty() && ours.as_bytes().ct_eq(given.as_bytes()).to_bool()
}
