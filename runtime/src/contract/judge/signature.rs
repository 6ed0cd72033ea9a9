//! Whether a request is signed as its document says. In: a request, a verifier. Out: its id and time, and what is wrong
//! with its signature, with what to look at. It must not know events.

use std::borrow::Cow;

use http::Uri;
use http::header::HOST;
use serde_json::Value;

use super::{Arrival, Fault, Judge, Judgement};
use crate::signature::template::Told;
use crate::signature::{Refusal, Scheme, Signed, Verified, Verifier};

/// What no id needs more than.
const LONGEST_ID: usize = 255;

impl Judge {
    /// The delivery's id and time are those that the request says, whether or not it is signed.
    pub(super) fn signature(&self, arrival: &Arrival, judgement: &mut Judgement) {
        let url = self.url(arrival);
        let signed = Signed {
            headers: &arrival.headers,
            body: &arrival.body,
            url: Some(&url),
            method: &arrival.method,
        };
        let told = self.scheme().map(|scheme| scheme.told(&signed)).unwrap_or_default();
        judgement.timestamp =
            told.time.map(|time| if told.in_milliseconds { time } else { time.saturating_mul(1000) });
        judgement.id.clone_from(&told.id);
        let Some(verifier) = &self.verifier else { return };
        match verifier.verify(&signed, arrival.at) {
            Ok(verified) => {
                judgement.is_verified = true;
                take(verified, judgement);
            }
            Err(refusal) => judgement.faults.push(refused(verifier, &signed, arrival, refusal, &told)),
        }
        identity(&told, judgement);
    }

    /// The verifier's, or the document's where nothing is verified.
    fn scheme(&self) -> Option<&Scheme> {
        let of_documents = || self.documents().find_map(|document| document.scheme.as_ref());
        self.verifier.as_ref().map(Verifier::scheme).or_else(of_documents)
    }

    /// What signatures can cover of a request.
    pub(in crate::contract) fn signed<'a>(arrival: &'a Arrival, url: &'a str) -> Signed<'a> {
        let Arrival { method, headers, body, .. } = arrival;
        Signed { headers, body, url: Some(url), method }
    }

    /// What verifies, where anything does.
    pub(in crate::contract) fn verifying(&self) -> Option<&Verifier> {
        self.verifier.as_ref()
    }

    /// The URL that the sender called.
    pub(in crate::contract) fn url(&self, arrival: &Arrival) -> String {
        let target = arrival.uri.path_and_query().map_or("/", |target| target.as_str());
        match &self.url {
            // One that has a path of its own is that of the endpoint.
            Some(url) if url.parse::<Uri>().is_ok_and(|uri| uri.path() == "/") => {
                format!("{}{target}", url.trim_end_matches('/'))
            }
            Some(url) => url.clone(),
            None => format!("http://{}{target}", arrival.header(HOST.as_str()).unwrap_or("localhost")),
        }
    }
}

/// What a good signature tells, of schemes that are no records, too.
fn take(verified: Verified<'_>, judgement: &mut Judgement) {
    if let Some(id) = verified.id {
        judgement.id = Some(id.into_owned());
    }
    judgement.timestamp =
        judgement.timestamp.or(verified.timestamp.map(|seconds| seconds.saturating_mul(1000)));
}

fn identity(told: &Told, judgement: &mut Judgement) {
    match (&judgement.id, told.id_field) {
        (Some(id), _) => {
            let odd = id.len() > LONGEST_ID || !id.bytes().all(|byte| byte.is_ascii_graphic());
            if odd {
                let message = "the delivery's id is no short text of plain ASCII";
                judgement.faults.push(Fault::new("delivery::id_malformed", message));
            }
        }
        (None, Some(field)) => {
            judgement
                .faults
                .push(Fault::new("delivery::id_missing", format!("`{field}` is missing or empty")));
        }
        (None, None) => {}
    }
}

fn refused(
    verifier: &Verifier,
    signed: &Signed<'_>,
    arrival: &Arrival,
    refusal: Refusal,
    told: &Told,
) -> Fault {
    let fault = |code, help: &str| Fault::new(code, refusal.to_string()).help(help);
    match refusal {
        Refusal::Stale { .. } | Refusal::Future { .. } if is_other_unit(told, arrival) => {
            let (is, should) =
                if told.in_milliseconds { ("seconds", "milliseconds") } else { ("milliseconds", "seconds") };
            let message = format!(
                "`{}` counts {is}, and the scheme counts {should}",
                told.time_field.unwrap_or_default()
            );
            Fault::new("signature::milliseconds", message).help("divide by 1000, or leave it")
        }
        Refusal::Mismatch => mismatch(verifier, signed, arrival),
        Refusal::Stale { .. } => {
            fault(refusal.code(), "sign each attempt when it is sent; look at the sender's clock")
        }
        Refusal::Future { .. } => fault(refusal.code(), "look at the sender's clock"),
        Refusal::NoUrl => fault(refusal.code(), "say the URL that the sender calls"),
        _ => fault(refusal.code(), ""),
    }
}

/// Whether the number would be near now if it counted the other unit.
fn is_other_unit(told: &Told, arrival: &Arrival) -> bool {
    const NEAR: u64 = 60 * 60 * 24;
    let now = i64::try_from(super::arrival::millis(arrival.at)).unwrap_or(i64::MAX);
    let other = told.time.map(|time| if told.in_milliseconds { time.saturating_mul(1000) } else { time });
    other.is_some_and(|time| time.abs_diff(now) < NEAR * 1000)
}

/// Says more of a signature that does not match, where it is good for the same JSON written otherwise.
fn mismatch(verifier: &Verifier, signed: &Signed<'_>, arrival: &Arrival) -> Fault {
    let is_good = |body: &[u8]| {
        !matches!(
            verifier.verify(&Signed { body, ..*signed }, arrival.at),
            Err(refusal) if !matches!(refusal, Refusal::Stale { .. } | Refusal::Future { .. })
        )
    };
    match variants(&arrival.body).into_iter().find(|(_, body)| is_good(body)) {
        Some((how, _)) => {
            let message = format!("the signature is good for the same body {how}, not for the one that was sent");
            Fault::new("signature::reserialised", message).help("sign the very bytes that are sent")
        }
        None => Fault::new("signature::mismatch", Refusal::Mismatch.to_string())
            .help("look whether both sides have the same secret, and whether what is signed are the bytes that are sent"),
    }
}

/// The same JSON as other programs write it.
fn variants(body: &[u8]) -> Vec<(&'static str, Cow<'_, [u8]>)> {
    let Ok(text) = std::str::from_utf8(body) else { return Vec::new() };
    let Ok(mut value) = serde_json::from_str::<Value>(text) else { return Vec::new() };
    value.sort_all_objects();
    let mut all: Vec<(&'static str, Cow<'_, [u8]>)> = vec![
        ("without blanks", Cow::Owned(spaced(text, "", ""))),
        ("with a blank after commas and colons", Cow::Owned(spaced(text, " ", " "))),
        ("with its members sorted", Cow::Owned(value.to_string().into_bytes())),
        ("without its blanks at both ends", Cow::Borrowed(text.trim().as_bytes())),
        ("with a line break at its end", Cow::Owned(format!("{text}\n").into_bytes())),
    ];
    let sorted = value.to_string();
    all.push(("sorted, with a blank after commas and colons", Cow::Owned(spaced(&sorted, " ", " "))));
    all.extend(serde_json::to_vec_pretty(&value).ok().map(|body| ("in lines, sorted", Cow::Owned(body))));
    all
}

/// JSON with these blanks after commas and colons, and no others outside of texts.
fn spaced(text: &str, after_comma: &str, after_colon: &str) -> Vec<u8> {
    let mut out = String::with_capacity(text.len());
    let (mut quoted, mut escaped) = (false, false);
    for c in text.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ => {}
        }
        if quoted || !c.is_ascii_whitespace() {
            out.push(c);
        }
        if !quoted {
            out.push_str(match c {
                ',' => after_comma,
                ':' => after_colon,
                _ => "",
            });
        }
    }
    out.into_bytes()
}
