//! The pipeline's step. In: the tables, a request. Out: its version and its event there, or nothing where no version of
//! ours is told. It allocates nothing where dispatch does not.

use http::Uri;

use super::super::dispatch::{Found, Source};
use super::names::{Meaning, Rank};
use super::said::{self, Said};
use super::{Numbering, VersionInfo, VersionSource, Versions};
use crate::event::EventInfo;

/// A request, as the sender called and as dispatch sees it.
pub(in super::super) struct Request<'r> {
    /// With what routers cut off.
    pub(in super::super) uri: &'r Uri,
    pub(in super::super) source: Source<'r>,
}

/// What one place decides.
enum Decided {
    Nothing,
    Version(usize),
    Event(&'static VersionInfo, Found),
    Unknown,
}

/// A version, and the event in it by its index among all events.
pub(in super::super) type Routed = (&'static VersionInfo, Found);

impl Versions {
    /// None where the request tells a version that is not ours, or none at all and there is no default.
    pub(in super::super) fn route(&self, events: &[EventInfo], request: &Request<'_>) -> Option<Routed> {
        for source in self.sources {
            match self.ask(source, events, request) {
                Decided::Nothing => {}
                Decided::Unknown => return None,
                Decided::Version(at) => return self.at(at, events, request),
                Decided::Event(version, found) => return Some((version, found)),
            }
        }
        self.at(self.unsaid()?, events, request)
    }

    /// The version of requests that say nothing. Where events tell it, one that no version has is an unknown event, which
    /// is for the application to judge, and not an unknown version.
    fn unsaid(&self) -> Option<usize> {
        let by_event = || self.sources.iter().any(|source| matches!(source, VersionSource::Event));
        self.default.or_else(|| by_event().then(|| self.versions.len().checked_sub(1))?)
    }

    /// Whether the body must be looked into.
    pub(in super::super) fn look_into_the_body(&self) -> bool {
        let pointer = |source: &VersionSource| matches!(source, VersionSource::Pointer(_));
        self.sources.iter().any(pointer)
            || self.versions.iter().any(|version| version.dispatch.looks_into_the_body())
    }

    /// Whether a segment of the path may tell the version.
    #[cfg(feature = "axum")]
    pub(in super::super) fn look_into_the_path(&self) -> bool {
        self.sources.iter().any(|source| matches!(source, VersionSource::Path { .. }))
    }

    fn at(&self, at: usize, events: &[EventInfo], request: &Request<'_>) -> Option<Routed> {
        let version: &'static VersionInfo = self.versions.get(at)?;
        Some((version, version.find(events, request)))
    }

    fn ask(&self, source: &VersionSource, events: &[EventInfo], request: &Request<'_>) -> Decided {
        let headers = request.source.headers;
        let said = match *source {
            VersionSource::Header(name) => said::by_header(headers, name),
            VersionSource::MediaTypeParameter(name) => said::by_parameter(headers, name),
            VersionSource::MediaType { before, after } => said::by_media_type(headers, before, after),
            VersionSource::Query(name) => said::by_query(request.uri, name),
            VersionSource::Pointer(pointer) => {
                crate::json::lookup(request.source.body, pointer).map_or(Said::Nothing, Said::Name)
            }
            VersionSource::Path { before, after } => return self.by_path(request.uri, before, after),
            VersionSource::Event => return self.by_event(events, request),
        };
        match said {
            Said::Nothing => Decided::Nothing,
            Said::Contradiction => Decided::Unknown,
            Said::Name(name) => match self.meaning(&name) {
                Meaning::Known(at) => Decided::Version(at),
                Meaning::Unknown | Meaning::Nothing => Decided::Unknown,
            },
        }
    }

    /// A bare number in a path may be anything, and is a version only if it is the very name of one.
    fn by_path(&self, uri: &Uri, before: &str, after: &str) -> Decided {
        let marked = !(before.is_empty() && after.is_empty());
        for name in said::in_path(uri, before, after) {
            let by_name = || self.versions.iter().any(|version| version.name == name);
            if !marked && !is_unmistakable(self.numbering, &name) && !by_name() {
                continue;
            }
            match self.meaning(&name) {
                Meaning::Known(at) => return Decided::Version(at),
                Meaning::Unknown => return Decided::Unknown,
                Meaning::Nothing => {}
            }
        }
        Decided::Nothing
    }

    fn by_event(&self, events: &[EventInfo], request: &Request<'_>) -> Decided {
        for version in self.versions.iter().rev() {
            if let found @ Found::Event(_) = version.find(events, request) {
                return Decided::Event(version, found);
            }
        }
        Decided::Nothing
    }
}

fn is_unmistakable(numbering: Numbering, name: &str) -> bool {
    let shaped = match numbering {
        Numbering::Integer => name.starts_with(['v', 'V']),
        Numbering::Semver => name.starts_with(['v', 'V']) || name.contains('.'),
        Numbering::Date | Numbering::Declared => true,
    };
    shaped && Rank::of(numbering, name).is_some()
}

impl VersionInfo {
    fn find(&self, events: &[EventInfo], request: &Request<'_>) -> Found {
        let own = self.first..self.first.saturating_add(self.count);
        let own = events.get(own).unwrap_or_default();
        match self.dispatch.find(own, &request.source) {
            Found::Event(index) if index < own.len() => Found::Event(self.first + index),
            Found::Event(_) => Found::Unknown(None),
            unknown => unknown,
        }
    }
}
