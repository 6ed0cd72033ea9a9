//! Whose delivery it is, for receivers of many tenants. In: a request's path and headers. Out: a tenant's name.
//! It must not know what is done by tenant: limits and secrets ask it alike.

use http::{HeaderMap, HeaderName, Uri};
use percent_encoding::percent_decode_str;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// Where a request names its tenant.
///
/// Nothing is verified when it is asked: whoever sends the request writes it.
///
/// ```
/// use hookwright::receive::TenantKey;
/// use http::{HeaderMap, Uri};
///
/// let uri = Uri::from_static("/hooks/acme/order.created");
/// let headers = HeaderMap::new();
/// assert_eq!(TenantKey::PathSegment(1).of(&uri, &headers).as_deref(), Some("acme"));
/// let by_host = TenantKey::function(|uri, _| uri.query().map(str::to_owned));
/// assert_eq!(by_host.of(&uri, &headers), None);
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub enum TenantKey {
    /// A segment of the path that the sender called, counted from 0, its percent-escapes undone.
    PathSegment(usize),
    /// A header. One that stands several times, or is no text, names nobody.
    Header(HeaderName),
    /// Whatever else tells it: a function of the URI that the sender called and of the headers.
    Function(TenantFunction),
}

/// What [`TenantKey::Function`] holds.
pub type TenantFunction = Arc<dyn Fn(&Uri, &HeaderMap) -> Option<String> + Send + Sync>;

impl TenantKey {
    /// The tenant that this function names.
    pub fn function(tenant: impl Fn(&Uri, &HeaderMap) -> Option<String> + Send + Sync + 'static) -> Self {
        Self::Function(Arc::new(tenant))
    }

    /// The tenant that a request names. None where it names nobody, or an empty name.
    #[must_use]
    pub fn of<'r>(&self, uri: &'r Uri, headers: &'r HeaderMap) -> Option<Cow<'r, str>> {
        let name = match self {
            Self::PathSegment(index) => {
                let segment = uri.path().strip_prefix('/')?.split('/').nth(*index)?;
                percent_decode_str(segment).decode_utf8().ok()?
            }
            Self::Header(name) => {
                let mut values = headers.get_all(name).iter();
                let value = values.next()?.to_str().ok()?.trim();
                values.next().is_none().then_some(Cow::Borrowed(value))?
            }
            Self::Function(tenant) => Cow::Owned(tenant(uri, headers)?),
        };
        (!name.is_empty()).then_some(name)
    }
}

impl fmt::Debug for TenantKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PathSegment(index) => write!(f, "PathSegment({index})"),
            Self::Header(name) => write!(f, "Header({name})"),
            Self::Function(_) => f.write_str("Function"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn segments_are_decoded_and_empty_ones_are_nobody() {
        let headers = HeaderMap::new();
        let of = |uri, index| TenantKey::PathSegment(index).of(uri, &headers).map(Cow::into_owned);
        let uri = Uri::from_static("/a%20b//c%ff?x=/d");
        assert_eq!(of(&uri, 0).as_deref(), Some("a b"));
        assert_eq!((of(&uri, 1), of(&uri, 2), of(&uri, 3)), (None, None, None));
    }

    #[test]
    fn a_header_that_comes_twice_names_nobody() {
        let (key, uri) = (TenantKey::Header(HeaderName::from_static("x-tenant")), Uri::default());
        let mut headers = HeaderMap::new();
        assert_eq!(key.of(&uri, &headers), None);
        headers.append("x-tenant", HeaderValue::from_static("acme"));
        assert_eq!(key.of(&uri, &headers).as_deref(), Some("acme"));
        headers.append("x-tenant", HeaderValue::from_static("acme"));
        assert_eq!(key.of(&uri, &headers), None);
    }
}
