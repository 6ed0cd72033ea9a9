//! Components of a message: what a signature covers (RFC 9421 section 2).
//!
//! In: a component's identifier, the message. Out: its value. What cannot be told for sure is an error, never a guess.

use base64ct::{Base64, Encoding as _};
use http::HeaderMap;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
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
}

/// The value of a component; `None` where there is none, or more than one could be meant.
pub(super) fn value(component: &Item, message: Message<'_, '_>) -> Option<String> {
    let name = name(component)?;
    let parameters = parameters(component)?;
    match name.strip_prefix('@') {
        Some(derived) => self::derived(derived, &parameters, message),
        None if parameters.name.is_some() => None,
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

/// Whether the component is the whole value of its name.
pub(super) fn is_whole(component: &Item) -> bool {
    parameters(component).is_some_and(|parameters| parameters.key.is_none() && parameters.name.is_none())
}

/// `req` and `tr` point into messages that are not at hand, and what is unknown could mean anything.
fn parameters(component: &Item) -> Option<Parameters<'_>> {
    let mut known = Parameters::default();
    for (name, value) in &component.params {
        match (name.as_str(), value) {
            ("sf", BareItem::Boolean(true)) => known.structured = true,
            ("bs", BareItem::Boolean(true)) => known.bytes = true,
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
    if let Some(status) = message.status {
        return (name == "status").then(|| status.to_string());
    }
    let url = message.request.url?;
    let target = Target::of(url)?;
    Some(match name {
        "method" => message.request.method.as_str().to_owned(),
        "target-uri" => url.to_owned(),
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
        (!scheme.is_empty() && !authority.is_empty()).then_some(Self { scheme, authority, path, query })
    }

    /// In lower case, without the port that the scheme has anyway (section 2.2.3).
    fn authority(&self) -> String {
        let authority = self.authority.rsplit('@').next().unwrap_or_default().to_ascii_lowercase();
        let port = if self.scheme.eq_ignore_ascii_case("https") { ":443" } else { ":80" };
        authority.strip_suffix(port).map(str::to_owned).unwrap_or(authority)
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
    let encoded = |text: &str| percent_encode(&form::decoded(text.as_bytes()), ESCAPED).to_string();
    let pairs = query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    let mut values = pairs.filter(|(own, _)| encoded(own) == name).map(|(_, value)| encoded(value));
    let first = values.next()?;
    values.next().is_none().then_some(first)
}

fn field(name: &str, parameters: &Parameters<'_>, headers: &HeaderMap) -> Option<String> {
    let values: Vec<&[u8]> =
        headers.get_all(name).iter().map(|value| value.as_bytes().trim_ascii()).collect();
    if values.is_empty() {
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

/// A structured field written strictly. What several types could read, all of them write alike.
fn structured(text: &str) -> Option<String> {
    let parser = || Parser::new(text);
    let dictionary = parser().parse::<Dictionary>().ok().and_then(|field| field.serialize());
    let list = || parser().parse::<List>().ok().and_then(|field| field.serialize());
    let item = || parser().parse::<Item>().ok().map(|field| field.serialize());
    dictionary.or_else(list).or_else(item)
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
