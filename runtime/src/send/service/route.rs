//! Which request is meant. In: a method and a path. Out: a route, or why there is none. It must not know bodies.

use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{Method, StatusCode};
use percent_encoding::percent_decode_str;

use super::problem::Problem;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Route {
    List,
    Create,
    Get(String),
    Replace(String),
    Delete(String),
    Enable(String),
    Disable(String),
    Rotate(String),
    Test(String),
    Consent(String),
    Deliveries(String),
    Resend(i64),
    EventTypes,
}

/// The route of a request's head.
pub(super) fn find(parts: &Parts) -> Result<Route, Problem> {
    let path = parts.uri.path().trim_start_matches('/');
    let segments: Vec<&str> = path.split('/').collect();
    match segments.as_slice() {
        ["endpoints"] => by(parts, "GET, POST", [(Method::GET, Route::List), (Method::POST, Route::Create)]),
        ["event-types"] => by(parts, "GET", [(Method::GET, Route::EventTypes)]),
        ["endpoints", id] => {
            let id = decoded(id)?;
            let routes = [
                (Method::GET, Route::Get(id.clone())),
                (Method::PUT, Route::Replace(id.clone())),
                (Method::DELETE, Route::Delete(id)),
            ];
            by(parts, "GET, PUT, DELETE", routes)
        }
        ["endpoints", id, "deliveries"] => by(parts, "GET", [(Method::GET, Route::Deliveries(decoded(id)?))]),
        ["endpoints", id, action] => action_of(parts, action, decoded(id)?),
        ["deliveries", number, "resend"] => {
            let number = number.parse().map_err(|_| Problem::not_found())?;
            by(parts, "POST", [(Method::POST, Route::Resend(number))])
        }
        _ => Err(Problem::not_found()),
    }
}

fn action_of(parts: &Parts, action: &str, id: String) -> Result<Route, Problem> {
    let route = match action {
        "enable" => Route::Enable(id),
        "disable" => Route::Disable(id),
        "rotate" => Route::Rotate(id),
        "test" => Route::Test(id),
        "consent" => Route::Consent(id),
        _ => return Err(Problem::not_found()),
    };
    by(parts, "POST", [(Method::POST, route)])
}

fn by<const N: usize>(
    parts: &Parts,
    allow: &'static str,
    routes: [(Method, Route); N],
) -> Result<Route, Problem> {
    let found = routes.into_iter().find(|(method, _)| *method == parts.method);
    found.map(|(_, route)| route).ok_or_else(|| Problem::not_allowed(allow))
}

fn decoded(segment: &str) -> Result<String, Problem> {
    let text = percent_decode_str(segment).decode_utf8().map_err(|_| Problem::not_found())?;
    if text.is_empty() { Err(Problem::not_found()) } else { Ok(text.into_owned()) }
}

/// A body is JSON, and says so: a form of another site's can't be one (its browser would ask first).
pub(super) fn check_type(parts: &Parts, body: &[u8]) -> Result<(), Problem> {
    if body.is_empty() {
        return Ok(());
    }
    let given = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "A body of `application/json` is expected."))
}
