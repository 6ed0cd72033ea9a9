//! `hookwright sign`.
//!
//! Comes in: a request. Goes out: the headers that sign it, one in a line, as `curl -H @-` takes them.

use std::process::ExitCode;

use hookwright::signature::{Signing, Unsigned, content_digest};

use serde_json::json;

use super::Wishes;
use super::request::Request;
use crate::said::{self, Problem, Said};

/// 0 signed, 1 it can't be signed, 2 not understood.
pub(crate) fn run(wishes: &Wishes, id: &str) -> ExitCode {
    let format = wishes.format;
    match wishes.request() {
        Ok(request) => said::finish(
            format,
            signed(wishes, &request, id).map(|headers| said_of(&headers)).map_err(Problem::from),
            1,
        ),
        Err(error) => said::finish(format, Err(error.into()), 2),
    }
}

fn said_of(headers: &[(String, String)]) -> Said {
    let text = headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
    let json: Vec<_> = headers.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
    Said::yes(text, json!({ "headers": json }))
}

fn signed(wishes: &Wishes, request: &Request, id: &str) -> Result<Vec<(String, String)>, String> {
    if request.impossible {
        return Err("control characters can't stand in a header".to_owned());
    }
    let Some(scheme) = &request.scheme else {
        return Ok(vec![("content-digest".to_owned(), content_digest(&request.body))]);
    };
    let signing = Signing::new(scheme.clone(), &request.secrets).map_err(|error| error.to_string())?;
    // Where the scheme signs headers of the sender's choice, those that were given are the choice.
    let signing = signing.sign_headers(request.headers.keys().cloned());
    let unsigned = Unsigned {
        id,
        method: &wishes.method,
        url: wishes.url.as_deref().unwrap_or_default(),
        headers: &request.headers,
        body: &request.body,
    };
    let headers = signing.sign(&unsigned, request.now).map_err(|error| error.to_string())?;
    let line = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    Ok(headers.iter().map(|(name, value)| (name.to_string(), line(value))).collect())
}
