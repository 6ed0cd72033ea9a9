//! W3C Trace Context (Recommendation, level 1) of a request. In: `traceparent` and `tracestate`. Out: both as they are
//! handed on, or nothing. It must not repair what it gets: a broken trace is none.

use http::HeaderMap;
use std::fmt;

/// The most members of `tracestate`, by section 3.3.1.1.
const MEMBERS: usize = 32;

/// The trace that a request belongs to, as its sender said it.
///
/// A request of one's own, made while a delivery is handled, continues it by these two headers, with an id of one's own
/// where there is a tracer to make one. Anybody can write them: they name a trace, and vouch for nothing.
///
/// ```
/// # use hookwright::Incoming;
/// # fn hand_on<T>(event: &Incoming<T>, request: &mut http::HeaderMap) -> Option<()> {
/// let trace = event.trace_context()?;
/// request.insert("traceparent", trace.traceparent().parse().ok()?);
/// # Some(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct TraceContext {
    /// `00-` trace id `-` parent id `-` flags.
    traceparent: String,
    tracestate: Option<String>,
}

impl TraceContext {
    /// What the headers say. None where `traceparent` is missing, comes twice, or is not as the recommendation has it; a
    /// broken `tracestate` is left out.
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        let mut values = headers.get_all("traceparent").iter();
        let traceparent = parent(values.next()?.to_str().ok()?)?;
        if values.next().is_some() {
            return None;
        }
        Some(Self { traceparent, tracestate: state(headers) })
    }

    /// `traceparent` in version 00: what was sent, without what a later version may have put behind it.
    #[must_use]
    pub fn traceparent(&self) -> &str {
        &self.traceparent
    }

    /// `tracestate`, its members in their order with commas between them.
    #[must_use]
    pub fn tracestate(&self) -> Option<&str> {
        self.tracestate.as_deref()
    }

    /// The trace's id: 32 lower-case hexadecimal digits.
    #[must_use]
    pub fn trace_id(&self) -> &str {
        self.traceparent.get(3..35).unwrap_or_default()
    }

    /// The id of the sender's own span: 16 lower-case hexadecimal digits.
    #[must_use]
    pub fn parent_id(&self) -> &str {
        self.traceparent.get(36..52).unwrap_or_default()
    }

    /// Whether the sender may have recorded its part of the trace.
    #[must_use]
    pub fn is_sampled(&self) -> bool {
        let flags = self.traceparent.get(53..55).and_then(|flags| u8::from_str_radix(flags, 16).ok());
        flags.is_some_and(|flags| flags & 1 == 1)
    }
}

impl fmt::Debug for TraceContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.traceparent)
    }
}

/// Section 3.2. Versions after 00 begin alike and may go on after a dash; `ff` is none.
fn parent(text: &str) -> Option<String> {
    let (known, rest) = text.split_at_checked(55)?;
    let fields: Vec<&str> = known.split('-').collect();
    let [version, trace, span, flags] = fields[..] else { return None };
    let whole = version.len() == 2 && trace.len() == 32 && span.len() == 16 && flags.len() == 2;
    let hex = |field: &&str| field.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let ended = rest.is_empty() || (version != "00" && rest.starts_with('-'));
    let zero = |field: &str| field.bytes().all(|byte| byte == b'0');
    let good = whole && fields.iter().all(hex) && ended && version != "ff" && !zero(trace) && !zero(span);
    good.then(|| format!("00-{trace}-{span}-{flags}"))
}

/// Section 3.3: several headers are one list, empty members are left out, and a key stands once.
fn state(headers: &HeaderMap) -> Option<String> {
    let mut members: Vec<(&str, &str)> = Vec::new();
    for value in headers.get_all("tracestate") {
        for member in value.to_str().ok()?.split(',').map(|member| member.trim_matches([' ', '\t'])) {
            if member.is_empty() {
                continue;
            }
            let (key, value) = member.split_once('=')?;
            let again = members.iter().any(|(other, _)| *other == key);
            if again || members.len() == MEMBERS || !is_key(key) || !is_value(value) {
                return None;
            }
            members.push((key, value));
        }
    }
    let members: Vec<String> = members.iter().map(|(key, value)| format!("{key}={value}")).collect();
    (!members.is_empty()).then(|| members.join(","))
}

/// Section 3.3.1.3.1: a name of 256 characters, or a tenant of 241 at a system of 14.
fn is_key(key: &str) -> bool {
    let part = |text: &str, longest: usize, digit: bool| {
        let mut bytes = text.bytes();
        bytes.next().is_some_and(|byte| byte.is_ascii_lowercase() || (digit && byte.is_ascii_digit()))
            && text.len() <= longest
            && bytes.all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'*' | b'/'))
    };
    match key.split_once('@') {
        Some((tenant, system)) => part(tenant, 241, true) && part(system, 14, false),
        None => part(key, 256, false),
    }
}

/// Section 3.3.1.3.2: up to 256 printable characters without comma and equals sign, the last of them no blank.
fn is_value(value: &str) -> bool {
    let plain = |byte: u8| matches!(byte, 0x20..=0x7e) && byte != b',' && byte != b'=';
    (1..=256).contains(&value.len()) && value.bytes().all(plain) && !value.ends_with(' ')
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderName, HeaderValue};

    const GOOD: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    fn of(pairs: &[(&'static str, &str)]) -> Option<TraceContext> {
        let pairs = pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()));
        TraceContext::of(&pairs.collect())
    }

    #[test]
    fn a_trace_is_taken_apart() {
        let trace =
            of(&[("traceparent", GOOD), ("tracestate", "a=1, ,b@c=x y"), ("tracestate", "d=2")]).unwrap();
        assert_eq!(trace.traceparent(), GOOD);
        assert_eq!(trace.trace_id(), "0af7651916cd43dd8448eb211c80319c");
        assert_eq!(trace.parent_id(), "b7ad6b7169203331");
        assert!(trace.is_sampled());
        assert_eq!(trace.tracestate(), Some("a=1,b@c=x y,d=2"));
    }

    #[test]
    fn later_versions_begin_alike() {
        let trace = of(&[("traceparent", &GOOD.replacen("00", "cc", 1))]).unwrap();
        assert_eq!(trace.traceparent(), GOOD);
        assert!(of(&[("traceparent", &format!("cc{}-more", &GOOD[2..]))]).is_some());
        assert!(of(&[("traceparent", &format!("cc{}.more", &GOOD[2..]))]).is_none());
        assert!(of(&[("traceparent", &format!("{GOOD}-more"))]).is_none());
    }

    #[test]
    fn a_broken_trace_is_none() {
        let zero_trace = GOOD.replace("0af7651916cd43dd8448eb211c80319c", &"0".repeat(32));
        let zero_span = GOOD.replace("b7ad6b7169203331", &"0".repeat(16));
        let upper = GOOD.to_uppercase();
        let version = GOOD.replacen("00", "ff", 1);
        let dash = GOOD.replace("0af7", "0-f7");
        let long = format!("{GOOD}0");
        for bad in ["", "00", &zero_trace, &zero_span, &upper, &version, &dash, &GOOD[..54], &long] {
            assert_eq!(of(&[("traceparent", bad)]), None, "{bad}");
        }
        assert!(of(&[("traceparent", GOOD), ("traceparent", GOOD)]).is_none());
        assert!(of(&[("tracestate", "a=1")]).is_none());
    }

    #[test]
    fn a_broken_state_is_left_out() {
        let long = format!("a={}", "x".repeat(257));
        let many: Vec<String> = (0..33).map(|at| format!("a{at}=1")).collect();
        for bad in
            ["a", "a=", "A=1", "1a=1", "a=1,a=2", "a=1=2", "a@B=1", "@a=1", "a@=1", &long, &many.join(",")]
        {
            assert_eq!(
                of(&[("traceparent", GOOD), ("tracestate", bad)]).unwrap().tracestate(),
                None,
                "{bad}"
            );
        }
    }
}
