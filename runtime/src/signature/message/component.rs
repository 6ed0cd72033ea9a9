//! Components of a message: what a signature covers (RFC 9421 section 2).
//!
//! In: a component's identifier, the message. Out: its value. What cannot be told for sure is an error, never a guess.

use base64ct::{Base64, Encoding as _};
use http::HeaderMap;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use sfv::{BareItem, Dictionary, FieldType as _, Item, ItemSerializer, List, ListEntry, Parser};

use crate::content::form;
use crate::signature::Signed;

/// What the URL Standard escapes in forms; RFC 9421 section 2.2.8 writes a space as `%20`.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'*').remove(b'-').remove(b'.').remove(b'_');

/// A message with its status, where it is a response.
#[derive(Clone, Copy)]
pub(super) struct Message<'a, 'r> {
    pub(super) request: &'r Signed<'a>,
    pub(super) status: Option<u16>,
}

/// The parameters of a component that are known.
#[derive(Default)]
struct Parameters<'p> {
    structured: bool,
    bytes: bool,
    key: Option<&'p str>,
    name: Option<&'p str>,
    /// Of the request that a response answers (section 2.4).
    request: bool,
}

/// The value of a component; `None` where there is none, or more than one could be meant.
pub(super) fn value(component: &Item, message: Message<'_, '_>) -> Option<String> {
    let name = name(component)?;
    let parameters = parameters(component)?;
    match name.strip_prefix('@') {
        Some(derived) => self::derived(derived, &parameters, message),
        None if parameters.name.is_some() || parameters.request => None,
        None => field(name, &parameters, message.request.headers),
    }
}

/// The name of a component: lower case, without `@signature-params`, which covers itself.
pub(super) fn name(component: &Item) -> Option<&str> {
    let name = component.bare_item.as_string()?.as_str();
    let plain = !name.is_empty()
        && !name.bytes().any(|byte| byte.is_ascii_uppercase())
        && name != "@signature-params";
    plain.then_some(name)
}

/// The component that a profile names: `@method`, `content-type`, or an identifier as it stands in `Signature-Input`,
/// `"@query-param";name="shop"`. `None` where it is neither.
pub(super) fn named(text: &str) -> Option<Item> {
    if text.starts_with('"') {
        return Parser::new(text).parse().ok();
    }
    sfv::String::from_string(text.to_ascii_lowercase()).ok().map(Item::new)
}

/// Whether a component that is covered is the one that is wanted. A name alone wants the whole value, however it is
/// written.
pub(super) fn covers(covered: &Item, wanted: &Item) -> bool {
    let is_whole = || {
        let parameters = parameters(covered);
        parameters.is_some_and(|own| own.key.is_none() && own.name.is_none() && !own.request)
    };
    covered == wanted || (wanted.params.is_empty() && covered.bare_item == wanted.bare_item && is_whole())
}

/// `tr` points into what is not at hand, and what is unknown could mean anything.
fn parameters(component: &Item) -> Option<Parameters<'_>> {
    let mut known = Parameters::default();
    for (name, value) in &component.params {
        match (name.as_str(), value) {
            ("sf", BareItem::Boolean(true)) => known.structured = true,
            ("bs", BareItem::Boolean(true)) => known.bytes = true,
            ("req", BareItem::Boolean(true)) => known.request = true,
            ("key", BareItem::String(key)) => known.key = Some(key.as_str()),
            ("name", BareItem::String(name)) => known.name = Some(name.as_str()),
            _ => return None,
        }
    }
    let contradicts = known.bytes && (known.structured || known.key.is_some());
    (!contradicts).then_some(known)
}

fn derived(name: &str, parameters: &Parameters<'_>, message: Message<'_, '_>) -> Option<String> {
    if parameters.structured || parameters.bytes || parameters.key.is_some() {
        return None;
    }
    if (name == "query-param") != parameters.name.is_some() {
        return None;
    }
    match (message.status, parameters.request) {
        (Some(status), false) => return (name == "status").then(|| status.to_string()),
        (None, true) => return None,
        _ => {}
    }
    if name == "method" {
        return Some(message.request.method.as_str().to_owned());
    }
    let target = Target::of(message.request.url?)?;
    Some(match name {
        "target-uri" => format!("{}://{}{}", target.scheme, target.authority, target.request_target()),
        "authority" => target.authority(),
        "scheme" => target.scheme.to_ascii_lowercase(),
        "request-target" => target.request_target(),
        "path" => target.path().to_owned(),
        "query" => format!("?{}", target.query.unwrap_or_default()),
        "query-param" => query_parameter(target.query?, parameters.name?)?,
        _ => return None,
    })
}

/// The parts of an absolute URL, as they are written.
struct Target<'u> {
    scheme: &'u str,
    authority: &'u str,
    path: &'u str,
    query: Option<&'u str>,
}

impl<'u> Target<'u> {
    fn of(url: &'u str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        let rest = rest.split('#').next()?;
        let (rest, query) = match rest.split_once('?') {
            Some((rest, query)) => (rest, Some(query)),
            None => (rest, None),
        };
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        // Nobody sends who is logged in (RFC 9110 section 4.2.4).
        let authority = authority.rsplit('@').next()?;
        (!scheme.is_empty() && !authority.is_empty()).then_some(Self { scheme, authority, path, query })
    }

    /// In lower case, without the port that the scheme has anyway (section 2.2.3).
    fn authority(&self) -> String {
        let port = match self.scheme {
            scheme if scheme.eq_ignore_ascii_case("https") => ":443",
            scheme if scheme.eq_ignore_ascii_case("http") => ":80",
            _ => ":",
        };
        let host = self.authority.strip_suffix(port).or_else(|| self.authority.strip_suffix(':'));
        host.unwrap_or(self.authority).to_ascii_lowercase()
    }

    /// An empty path is `/` (section 2.2.6).
    fn path(&self) -> &'u str {
        if self.path.is_empty() { "/" } else { self.path }
    }

    fn request_target(&self) -> String {
        match self.query {
            Some(query) => format!("{}?{query}", self.path()),
            None => self.path().to_owned(),
        }
    }
}

/// The one parameter of this name, encoded anew (section 2.2.8). One that stands twice must not be signed.
fn query_parameter(query: &str, name: &str) -> Option<String> {
    let decoded = |text: &str| String::from_utf8_lossy(&form::decoded(text.as_bytes())).into_owned();
    let name = percent_decode_str(name).decode_utf8().ok()?;
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    let mut values = pairs
        .filter(|(own, _)| decoded(own) == name)
        .map(|(_, value)| utf8_percent_encode(&decoded(value), ESCAPED).to_string());
    let first = values.next()?;
    values.next().is_none().then_some(first)
}

fn field(name: &str, parameters: &Parameters<'_>, headers: &HeaderMap) -> Option<String> {
    let values: Vec<&[u8]> =
        headers.get_all(name).iter().map(|value| value.as_bytes().trim_ascii()).collect();
    // A date in one of several cookies has commas of its own.
    let is_ambiguous = name == "set-cookie" && values.len() > 1 && !parameters.bytes;
    if values.is_empty() || is_ambiguous {
        return None;
    }
    if parameters.bytes {
        let wrapped: Vec<String> =
            values.iter().map(|value| format!(":{}:", Base64::encode_string(value))).collect();
        return Some(wrapped.join(", "));
    }
    let texts: Vec<&str> =
        values.iter().map(|value| std::str::from_utf8(value).ok()).collect::<Option<_>>()?;
    let text = texts.join(", ");
    if !text.is_ascii() {
        return None;
    }
    match parameters.key {
        Some(key) => member(&text, key),
        None if parameters.structured => structured(&text),
        None => Some(text),
    }
}

/// A structured field written strictly (section 2.1.1). Its type is not known, so all types that can read it must write
/// it alike: to a dictionary `a, a` is `a`, and a list that grew would keep its signature.
fn structured(text: &str) -> Option<String> {
    let parser = || Parser::new(text);
    let readings = [
        parser().parse::<Dictionary>().ok().and_then(|field| field.serialize()),
        parser().parse::<List>().ok().and_then(|field| field.serialize()),
        parser().parse::<Item>().ok().map(|field| field.serialize()),
    ];
    let mut readings = readings.into_iter().flatten();
    let first = readings.next()?;
    readings.all(|other| other == first).then_some(first)
}

/// One member of a dictionary (section 2.1.2).
fn member(text: &str, key: &str) -> Option<String> {
    let dictionary: Dictionary = Parser::new(text).parse().ok()?;
    match dictionary.get(key)? {
        ListEntry::Item(item) => Some(identifier(item)),
        list @ ListEntry::InnerList(_) => vec![list.clone()].serialize(),
    }
}

/// An item as it is written strictly, with its parameters.
pub(super) fn identifier(item: &Item) -> String {
    ItemSerializer::new().bare_item(&item.bare_item).parameters(&item.params).finish()
}
