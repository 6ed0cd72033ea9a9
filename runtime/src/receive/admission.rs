//! Whether the webhook's own `security` is met. In: a request whose signature was judged. Out: nothing, or the refusal.
//! It stands between verification and everything that is remembered or handled. Documents without such `security` pass.

use bytes::Bytes;

use super::coding::Coding;
use super::dispatch::Found;
use super::guard::Guard;
use super::pipeline::{Step, open, refused};
use super::problem;
use super::recognise::find_event;
use super::service::Core;
use crate::event::EventInfo;
use crate::security::{Claimant, is_choice};
use crate::signature::Refusal;

/// A request whose signature was judged.
pub(super) struct Judged<'r> {
    pub(super) request: Claimant<'r>,
    pub(super) body: &'r Bytes,
    pub(super) coding: Option<Coding>,
    /// Why its signature is not good, where another credential may stand in for it.
    pub(super) refusal: Option<Refusal>,
}

/// Whether a bad signature is the end, or the webhook may be content with a key or a token instead.
pub(super) fn may_go_unsigned(events: &[EventInfo]) -> bool {
    events.iter().any(is_choice)
}

/// Lets the request through, or says why not.
pub(super) fn admit(core: &Core, judged: &Judged<'_>) -> Step<()> {
    let by_credentials = matches!(core.guard, Guard::Credentials);
    if !by_credentials && judged.refusal.is_none() && !core.demands_credentials {
        return Ok(());
    }
    let code = judged.refusal.map_or("security::unmet", |refusal| refusal.code());
    let no = |code| Err(refused(code, problem::unauthorized()));
    let meets = |event: &EventInfo| meets(core, judged, event);
    // Before a stranger's body is opened, some event must be within reach.
    if (by_credentials || judged.refusal.is_some()) && !core.events.iter().any(meets) {
        return no(code);
    }
    match event(core, judged)? {
        Some(event) if !event.security.is_empty() => {
            if meets(event) {
                Ok(())
            } else {
                no(code)
            }
        }
        _ if by_credentials => no("security::undeclared"),
        _ if judged.refusal.is_some() => no(code),
        _ => Ok(()),
    }
}

/// Whether the event's own `security` is met. A key stands in for the signature where this webhook says so, not where
/// another one does.
fn meets(core: &Core, judged: &Judged<'_>, event: &EventInfo) -> bool {
    (judged.refusal.is_none() || is_choice(event)) && core.credentials.meet(event.security, &judged.request)
}

/// Whether somebody vouches for a handshake that is no webhook's own: its signature, or what some webhook demands beside
/// or instead of one. Nobody does where nothing is demanded.
pub(super) fn vouched(core: &Core, judged: &Judged<'_>) -> Step<bool> {
    let demands = |event: &&EventInfo| !event.security.is_empty();
    let meets = |event: &EventInfo| meets(core, judged, event);
    if judged.request.signed || core.events.iter().filter(demands).any(meets) {
        return Ok(true);
    }
    if matches!(core.guard, Guard::Open) && !core.events.iter().any(|event| demands(&event)) {
        return Ok(false);
    }
    let code = judged.refusal.as_ref().map_or("security::unmet", Refusal::code);
    Err(refused(code, problem::unauthorized()))
}

fn event(core: &Core, judged: &Judged<'_>) -> Step<Option<&'static EventInfo>> {
    let body = open(core, judged.coding, judged.body.clone())?;
    Ok(match find_event(core, judged.request.parts, &body) {
        Found::Event(index) => core.events.get(index),
        Found::Unknown(_) => None,
    })
}
