//! One record per event of a document.
//!
//! In: what the generator writes as a `static` table. Out: the same table to whoever needs to
//! know how an event travels: the receiver (which path, which method, which answer) and the
//! client (which path, which method, which headers). It must not know payload types, schemes or
//! any HTTP type, so that the table stays plain static data.

use crate::content::{Also, Content};
use crate::security::Demand;

/// How one event of a document travels.
///
/// Generated modules hold one `static` table of these, in the order of their `Event` enum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "contract", derive(serde::Deserialize))]
pub struct EventInfo {
    /// The event's name as the document has it, e.g. `order.created`.
    pub name: &'static str,
    /// The path segment below the place where the receiver is mounted, without slashes.
    pub path: &'static str,
    /// The HTTP method in upper case, e.g. `POST`.
    pub method: &'static str,
    /// The media type of the body, e.g. `application/json`.
    pub media_type: &'static str,
    /// The status that the document gives for "accepted", e.g. 200 or 204.
    pub success: u16,
    /// Headers with a fixed value that tell this event from the others, e.g.
    /// `("x-github-event", "push")`. A client sends them with the event.
    #[cfg_attr(feature = "contract", serde(borrow, deserialize_with = "crate::contract::leaked::slice"))]
    pub headers: &'static [(&'static str, &'static str)],
    /// What the webhook's own `security` demands beside a signature that every delivery has: one of these, all that is in
    /// it.
    #[cfg_attr(feature = "contract", serde(borrow, deserialize_with = "crate::contract::leaked::slices"))]
    pub security: &'static [&'static [Demand]],
    /// How the body is written, by its media type.
    #[doc(hidden)]
    pub content: Content,
    /// Further media types in which the body may come.
    #[doc(hidden)]
    #[cfg_attr(feature = "contract", serde(borrow, deserialize_with = "crate::contract::leaked::slice"))]
    pub also: &'static [Also],
}

impl EventInfo {
    /// An event with a body of JSON that nothing but its path tells from others, to fill in the rest.
    pub const PLAIN: Self = Self {
        name: "",
        path: "",
        method: "POST",
        media_type: "application/json",
        success: 200,
        headers: &[],
        security: &[],
        content: Content::Plain,
        also: &[],
    };

    /// Whether a body may have to be made JSON before one can look into it.
    pub(crate) fn may_be_a_form(&self) -> bool {
        self.content != Content::Plain || self.also.iter().any(|also| also.content != Content::Plain)
    }
}

/// How whoever sends an event tells its version. Generated code holds one of these per version in a static.
///
/// ```
/// use hookwright::event::SentVersion;
///
/// static SECOND: SentVersion =
///     SentVersion { name: "2", headers: &[("webhook-version", "2")], ..SentVersion::SILENT };
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SentVersion {
    /// The version's name.
    pub name: &'static str,
    /// Headers and their values, by lower-case names.
    pub headers: &'static [(&'static str, &'static str)],
    /// Parameters of the URL's query, in place of what the endpoint's URL says under the same names.
    pub query: &'static [(&'static str, &'static str)],
    /// The media type of bodies of JSON, e.g. `application/vnd.shop.v2+json`; empty where it stays what it is.
    pub media_type: &'static str,
    /// Parameters that the media type gets, e.g. `("version", "2")`.
    pub media_type_parameters: &'static [(&'static str, &'static str)],
    /// What stands for `{version}` in an endpoint's URL, e.g. `v2`; the name where it is empty.
    pub path_segment: &'static str,
}

impl SentVersion {
    /// A version that nothing but the payload tells, to fill in the rest.
    pub const SILENT: Self = Self {
        name: "",
        headers: &[],
        query: &[],
        media_type: "",
        media_type_parameters: &[],
        path_segment: "",
    };
}
