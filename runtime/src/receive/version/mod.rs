//! Several versions of one API at one receiver. In: static tables of generated code, a request. Out: the version that
//! the request is of, and its event in that version. It must not decode payloads, upgrade them, or refuse by itself.

mod announce;
mod names;
mod route;
mod said;

use super::Dispatch;

pub(super) use route::Request;

/// Which versions a receiver takes, and how a request tells its own. Generated code holds one of these in a static.
///
/// `Declared` names have no order but that of the list: `between` says nothing about them.
#[derive(Clone, Copy, Debug)]
pub struct Versions {
    /// Where the version stands, in the order of precedence: the first place that says something decides.
    pub sources: &'static [VersionSource],
    /// The versions, oldest first.
    pub versions: &'static [VersionInfo],
    /// The index of the version of requests that say nothing; where there is none, they are refused as unknown, but for
    /// events that no version has where the event tells: they are unknown events of the newest.
    pub default: Option<usize>,
    /// Whether a version between two means the earlier one, and one later than the newest the newest. One earlier than
    /// the first is unknown.
    pub between: bool,
    /// How names of versions are ordered.
    pub numbering: Numbering,
}

/// One version of an API.
#[derive(Clone, Copy, Debug)]
pub struct VersionInfo {
    /// Its name, e.g. `1`, `1.2.0`, `2026-04-01`, `ghes-3.14`.
    pub name: &'static str,
    /// The index of its first event in the receiver's table of events.
    pub first: usize,
    /// How many events it has.
    pub count: usize,
    /// How a request's event is found; its indices count from `first`.
    pub dispatch: &'static Dispatch,
    /// Since when it is deprecated, or from when it will be, in seconds since 1970: `Deprecation` (RFC 9745).
    pub deprecated: Option<i64>,
    /// When it ends, in seconds since 1970: `Sunset` (RFC 8594).
    pub sunset: Option<i64>,
    /// A URL that says more about both, or nothing: `Link`.
    pub link: &'static str,
}

/// A place in a request that may tell its version.
#[derive(Clone, Copy, Debug)]
pub enum VersionSource {
    /// A segment of the path that the sender called, between these two: the first one that is a version decides, and
    /// others say nothing.
    Path {
        /// What the segment begins with, e.g. `v`.
        before: &'static str,
        /// What it ends with.
        after: &'static str,
    },
    /// A header, by its lower-case name.
    Header(&'static str),
    /// A parameter of the media type: `application/json; version=2`.
    MediaTypeParameter(&'static str),
    /// The media type itself: `application/vnd.shop.v2+json`.
    MediaType {
        /// What it begins with, e.g. `application/vnd.shop.v`.
        before: &'static str,
        /// What it ends with, e.g. `+json`.
        after: &'static str,
    },
    /// A parameter of the URL's query.
    Query(&'static str),
    /// The scalar at a JSON Pointer (RFC 6901) in the payload.
    Pointer(&'static str),
    /// The event's name: the newest version that has such an event.
    Event,
}

/// How names of versions are ordered. But for `Declared`, a `v` before a name is passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbering {
    /// Whole numbers: `2`.
    Integer,
    /// Semantic versions (SemVer 2.0): `2.1.0`. What is left out is 0: `2.1`.
    Semver,
    /// Dates, `2026-04-01` or `2026-04`; a word may follow (`2026-04-01.spring`), which has no part in the order.
    Date,
    /// In the order of the list.
    Declared,
}
