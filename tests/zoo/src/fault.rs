//! The faults, and which checks find each. In: nothing. Out: a table. It must not know how a receiver has one.

use hookwright::contract::Check;

use Check::{
    Answers, Charset, Echo, Examples, Forged, Future, Handshake, InTime, MediaType, MissingHeader, Newer,
    NotJson, OtherVersion, Oversize, Raced, RawBytes, Relabelled, Repeated, Rotated, Samples, Stale,
    Tampered, Truncated, UnknownEvent, UnknownVersion, Unsigned, Violations,
};

macro_rules! faults {
    ($(#[doc = $words:literal] $fault:ident: $found_by:expr,)*) => {
        /// What one receiver does wrong.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Fault { $(#[doc = $words] $fault,)* }

        impl Fault {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$fault,)*];

            /// The checks that find it: these and no others.
            #[must_use]
            pub fn found_by(self) -> &'static [Check] {
                match self { $(Self::$fault => &$found_by,)* }
            }

            /// What it does, for people.
            #[must_use]
            pub fn words(self) -> &'static str {
                match self { $(Self::$fault => $words.trim_ascii(),)* }
            }
        }
    };
}

faults! {
    /// verifies nothing
    Unverified: [Tampered, Relabelled, Forged, Unsigned, Truncated, Stale, Future, MissingHeader],
    /// verifies only where there is a signature
    UnsignedTaken: [Unsigned, MissingHeader],
    /// verifies what it wrote anew from what it parsed
    WrittenAnew: [RawBytes, Tampered],
    /// verifies what it wrote anew, with a space after each colon and comma
    SpacesWritten: [Examples, Samples, RawBytes],
    /// parses before it verifies, and breaks on what is no JSON
    ParsedFirst: [Tampered, NotJson],
    /// uses the text of the secret as its key
    SecretUndecoded: [Examples, Samples],
    /// uses what follows `whsec_` as it stands
    SecretWithoutPrefixUndecoded: [Examples, Samples],
    /// ignores the time
    TimeIgnored: [Stale, Future],
    /// refuses old deliveries, and takes those of the future
    FutureTaken: [Future],
    /// refuses deliveries of the future, and takes old ones
    StaleTaken: [Stale],
    /// tries all times near the one in the header
    AnyTime: [Relabelled],
    /// keeps signatures that were good, and looks at nothing else when one comes again
    VerdictKept: [Relabelled],
    /// compares the whole header with one signature
    HeaderComparedWhole: [Rotated],
    /// looks at the first of several signatures alone
    FirstSignatureAlone: [Rotated],
    /// takes a signature that the right one begins with
    BeginningCompared: [Truncated],
    /// compares signatures as far as the shorter one goes
    ShorterCompared: [Truncated],
    /// breaks where a header of the signature is missing
    MissingHeaderCrashes: [Unsigned, MissingHeader],
    /// tells the signature that would be right
    SignatureTold: [Echo],
    /// takes any media type
    AnyMediaType: [MediaType],
    /// compares `Content-Type` with its parameters
    ContentTypeCompared: [Charset],
    /// reads bodies of any size
    NoLimit: [Oversize],
    /// breaks on an event that it does not know
    NewEventCrashes: [UnknownEvent],
    /// breaks on a value that an enum does not have
    NewValueCrashes: [Newer],
    /// breaks on members that the document does not declare
    MoreMembersCrash: [Samples],
    /// refuses members that the document does not declare
    MoreMembersRefused: [Samples],
    /// takes null for a member that is not there
    NullTakenForAbsent: [Violations],
    /// refuses null where the document allows it
    NullRefused: [Examples, Samples],
    /// ignores bounds
    BoundsIgnored: [Violations],
    /// ignores what must be there
    RequiredIgnored: [Violations],
    /// demands what may be left out
    OptionalDemanded: [Examples, Samples],
    /// takes a text of digits for a number
    TextTakenForNumber: [Violations],
    /// knows one branch of a union alone
    OneBranchAlone: [Samples],
    /// holds numbers in 32 bits
    SmallNumbersAlone: [Samples],
    /// takes ASCII alone
    AsciiAlone: [Samples],
    /// counts bytes where the document counts characters
    BytesCounted: [Samples],
    /// breaks on an empty list
    EmptyListCrashes: [Samples],
    /// shows refused values in its answers
    ValueEchoed: [Echo],
    /// works before it answers
    SlowAnswer: [InTime],
    /// handles a delivery each time it comes
    NoMemory: [Repeated, Raced],
    /// remembers a delivery only when it is done
    MemoryTooLate: [Raced],
    /// answers a delivery that it has with 409
    RepetitionRefused: [Repeated],
    /// breaks on a delivery that it has
    RepetitionCrashes: [Repeated, Raced],
    /// answers with a status that the document does not declare
    OtherStatus: [Answers],
    /// answers with a body that does not fit the declared schema
    OtherBody: [Answers],
    /// answers with a body of another media type
    OtherAnswerType: [Answers],
    /// takes a payload that fits any version
    OtherVersionTaken: [OtherVersion],
    /// takes the first version where it does not know the one that is said
    UnknownVersionTaken: [UnknownVersion],
    /// breaks on a version that it does not know
    UnknownVersionCrashes: [UnknownVersion],
    /// wants each event to say an action
    ActionDemanded: [Examples, Samples],
    /// breaks on an action that it does not know
    NewActionCrashes: [UnknownEvent],
    /// looks at a signature only where its header begins with `sha256=`
    OtherSchemeTaken: [Unsigned, MissingHeader],
    /// acknowledges a handshake's challenge and does not send it back
    ChallengeForgotten: [Handshake],
    /// answers POST alone
    OptionsRefused: [Handshake],
}

/// Which receiver can have a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// `specs/orders.yaml`
    Shop,
    /// `specs/orders-v1.yaml` and `-v2.yaml`
    Versions,
    /// `specs/issues.yaml`
    Tracker,
    /// `specs/features/handshake.yaml`
    Handshake,
}

impl Home {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Shop, Self::Versions, Self::Tracker, Self::Handshake];
}

impl Fault {
    /// The receiver that has it.
    #[must_use]
    pub fn home(self) -> Home {
        match self {
            Self::OtherVersionTaken | Self::UnknownVersionTaken | Self::UnknownVersionCrashes => {
                Home::Versions
            }
            Self::ActionDemanded | Self::NewActionCrashes | Self::OtherSchemeTaken => Home::Tracker,
            Self::ChallengeForgotten | Self::OptionsRefused => Home::Handshake,
            _ => Home::Shop,
        }
    }
}
