//! `hookwright sign`.
//!
//! Comes in: a request. Goes out: the headers that sign it, one in a line, as `curl -H @-` takes them.

use std::process::ExitCode;

use hookwright::signature::{Signing, Unsigned, content_digest};

use super::Wishes;
use super::request::Request;
use crate::text;

/// 0 signed, 1 it can't be signed, 2 not understood.
pub(crate) fn run(wishes: &Wishes, id: &str) -> ExitCode {
    let request = match wishes.request() {
        Ok(request) => request,
        Err(error) => {
            text::err(&format!("error: {error}\n"));
            return ExitCode::from(2);
        }
    };
    match signed(wishes, &request, id) {
        Ok(headers) => {
            text::out(&headers);
            ExitCode::SUCCESS
        }
        Err(error) => {
            text::err(&format!("error: {error}\n"));
            ExitCode::FAILURE
        }
    }
}

fn signed(wishes: &Wishes, request: &Request, id: &str) -> Result<String, String> {
    if request.impossible {
        return Err("control characters can't stand in a header".to_owned());
    }
    let Some(scheme) = &request.scheme else {
        return Ok(format!("content-digest: {}\n", content_digest(&request.body)));
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
    Ok(headers.iter().map(|(name, value)| format!("{name}: {}\n", line(value))).collect())
}
