//! The checks: what each is called, and what it shows. In: nothing. Out: a catalogue. It must not know how one is made.

/// One thing that a receiver must do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Check {
    /// Every example of the document is acknowledged.
    Examples,
    /// Every payload made from the schema is.
    Samples,
    /// Answers are those that the document declares.
    Answers,
    /// They come in time.
    InTime,
    /// The bytes are verified as they came, however they are laid out.
    RawBytes,
    /// Parameters of the media type do not matter.
    Charset,
    /// The same delivery again is acknowledged, and has no second effect.
    Repeated,
    /// Likewise when both come at once.
    Raced,
    /// A signature by an old secret may stand beside that by the new one.
    Rotated,
    /// A body that was changed is refused.
    Tampered,
    /// So is a time or an id that was.
    Relabelled,
    /// A signature by another secret is refused.
    Forged,
    /// So is none at all.
    Unsigned,
    /// And a part of one.
    Truncated,
    /// An old delivery is refused.
    Stale,
    /// So is one of the future.
    Future,
    /// Each header of the signature must be there.
    MissingHeader,
    /// Another media type is refused.
    MediaType,
    /// A body beyond all limits is.
    Oversize,
    /// An event that the document does not have breaks nothing.
    UnknownEvent,
    /// A version that there is not is refused.
    UnknownVersion,
    /// So is what only another version's schema takes, as a violation.
    OtherVersion,
    /// What is no JSON breaks nothing.
    NotJson,
    /// What only a newer document could say breaks nothing.
    Newer,
    /// Payloads that break the schema are refused, all or none.
    Violations,
    /// Answers hold nothing of what was sent.
    Echo,
    /// The document's handshakes are answered.
    Handshake,
}

impl Check {
    /// Every check, in the order in which they run.
    pub const ALL: &'static [Self] = &[
        Self::Examples,
        Self::Samples,
        Self::Answers,
        Self::InTime,
        Self::RawBytes,
        Self::Charset,
        Self::Repeated,
        Self::Raced,
        Self::Rotated,
        Self::Tampered,
        Self::Relabelled,
        Self::Forged,
        Self::Unsigned,
        Self::Truncated,
        Self::Stale,
        Self::Future,
        Self::MissingHeader,
        Self::MediaType,
        Self::Oversize,
        Self::UnknownEvent,
        Self::UnknownVersion,
        Self::OtherVersion,
        Self::NotJson,
        Self::Newer,
        Self::Violations,
        Self::Echo,
        Self::Handshake,
    ];

    /// Its name, as reports and tests have it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Examples => "examples",
            Self::Samples => "samples",
            Self::Answers => "answers",
            Self::InTime => "in_time",
            Self::RawBytes => "raw_bytes",
            Self::Charset => "charset",
            Self::Repeated => "repeated",
            Self::Raced => "raced",
            Self::Rotated => "rotated",
            Self::Tampered => "tampered",
            Self::Relabelled => "relabelled",
            Self::Forged => "forged",
            Self::Unsigned => "unsigned",
            Self::Truncated => "truncated",
            Self::Stale => "stale",
            Self::Future => "future",
            Self::MissingHeader => "missing_header",
            Self::MediaType => "media_type",
            Self::Oversize => "oversize",
            Self::UnknownEvent => "unknown_event",
            Self::UnknownVersion => "unknown_version",
            Self::OtherVersion => "other_version",
            Self::NotJson => "not_json",
            Self::Newer => "newer",
            Self::Violations => "violations",
            Self::Echo => "echo",
            Self::Handshake => "handshake",
        }
    }

    /// The check of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|check| check.name() == name)
    }

    /// What a failure of it means, for whoever wrote the receiver.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Examples => "an example of the document is not acknowledged",
            Self::Samples => "a payload that fits the schema is not acknowledged",
            Self::Answers => "the answer is not one that the document declares",
            Self::InTime => "the answer comes late: acknowledge first, work afterwards",
            Self::RawBytes => {
                "the signature is not verified over the bytes as they came: verify before parsing"
            }
            Self::Charset => "the media type is compared with its parameters",
            Self::Repeated => "a delivery that is sent again is not acknowledged, or has a second effect",
            Self::Raced => "a delivery that comes twice at once is not acknowledged, or has a second effect",
            Self::Rotated => {
                "secrets cannot be rotated: the header is compared whole, it may hold several signatures"
            }
            Self::Tampered => "a body that was changed on its way is taken",
            Self::Relabelled => "a changed time or id is taken: the signature must cover it",
            Self::Forged => "a signature by another secret is taken",
            Self::Unsigned => "a request without a signature is taken",
            Self::Truncated => "a part of a signature is taken",
            Self::Stale => "an old delivery is taken: whoever recorded it can replay it",
            Self::Future => "a delivery of the future is taken: it could be replayed until then",
            Self::MissingHeader => "a request without a header of its signature is not refused cleanly",
            Self::MediaType => "a body of another media type is taken",
            Self::Oversize => "a body beyond all limits is taken",
            Self::UnknownEvent => "an event that the document does not have is not answered cleanly",
            Self::UnknownVersion => "a version that there is not is taken",
            Self::OtherVersion => "a payload of another version is taken for one of this",
            Self::NotJson => "a signed body that is no JSON is not answered cleanly",
            Self::Newer => "what only a newer document could say is not answered cleanly",
            Self::Violations => "a payload that breaks the schema is taken, or not refused cleanly",
            Self::Echo => "an answer shows what was sent, or a secret",
            Self::Handshake => "a handshake of the document is not answered",
        }
    }

    /// Whether it is asked once of the receiver, not of every event.
    #[must_use]
    pub fn is_general(self) -> bool {
        matches!(self, Self::Oversize | Self::Handshake)
    }

    /// Whether it says something of signatures.
    pub(super) fn is_of_signatures(self) -> bool {
        use Check::{
            Forged, Future, MissingHeader, Relabelled, Rotated, Stale, Tampered, Truncated, Unsigned,
        };
        matches!(
            self,
            Rotated | Tampered | Relabelled | Forged | Unsigned | Truncated | Stale | Future | MissingHeader
        )
    }
}
