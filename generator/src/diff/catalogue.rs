//! Every kind of change, with what it means to those whom it reaches.
//!
//! Comes in: a change. Goes out: its code, its severities, one sentence of explanation and what to do. It knows no
//! document.

use super::severity::Severity::{self, Breaking, Info, Warning};
use super::severity::Subject;

/// What the catalogue says of a kind of change.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The code, `family::kind`.
    pub code: &'static str,
    /// How much it matters to strict readers, where it goes in the direction that they don't expect.
    pub strict: Severity,
    /// The same for tolerant readers.
    pub tolerant: Severity,
    /// What it means.
    pub explanation: &'static str,
    /// What to do.
    pub help: &'static str,
}

/// The code of a change of a schema, by the part of a delivery, or of a change that stands for itself.
macro_rules! code {
    (schema $name:literal $subject:expr) => {
        match $subject {
            Subject::Payload => concat!("payload::", $name),
            Subject::Parameter => concat!("parameter::", $name),
            Subject::Answer => concat!("answer::", $name),
        }
    };
    (whole $name:literal $subject:expr) => {
        $name
    };
}

macro_rules! changes {
    ($($change:ident $family:ident $name:literal $strict:ident $tolerant:ident $explanation:literal $help:literal)*) => {
        /// A kind of change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(super) enum Change {
            $($change,)*
        }

        const ALL: &[Change] = &[$(Change::$change,)*];

        impl Change {
            /// What the catalogue says of it, for a part of a delivery.
            pub(super) fn entry(self, subject: Subject) -> Entry {
                match self {
                    $(Self::$change => Entry {
                        code: code!($family $name subject),
                        strict: $strict,
                        tolerant: $tolerant,
                        explanation: $explanation,
                        help: $help,
                    },)*
                }
            }
        }
    };
}

changes! {
    FieldRemoved schema "field_removed" Breaking Breaking
        "A member that was always there is not declared any more: whoever needs it finds nothing."
        "go on sending it, mark it `deprecated`, and remove it in a new version"
    OptionalFieldRemoved schema "optional_field_removed" Warning Info
        "A member that was there at times is not declared any more: it may be missing for good, or hold something else."
        "say so to subscribers; remove it in a new version"
    FieldAdded schema "field_added" Info Info
        "A member is declared that was not. Objects are open unless they say otherwise, so readers pass over it."
        "check that nobody used this name with another meaning"
    RequiredFieldAdded schema "required_field_added" Breaking Breaking
        "A member is demanded that the old document did not know: whoever writes by the old one leaves it out."
        "make it optional first, with a default"
    ClosedFieldAdded schema "closed_field_added" Breaking Info
        "A member is declared in an object that was closed (`additionalProperties: false`): strict readers refuse it."
        "open the object one version earlier, or send it in a new version"
    FieldOptional schema "field_optional" Breaking Breaking
        "A member that was always there may be missing."
        "go on sending it always and leave it in `required`, or make a new version"
    FieldRequired schema "field_required" Breaking Breaking
        "A member that could be missing is demanded."
        "leave it optional until everybody writes it"
    ObjectOpened schema "object_opened" Breaking Info
        "An object that was closed takes members that it does not declare: strict readers refuse them."
        "tell strict readers before you send new members"
    ObjectClosed schema "object_closed" Breaking Info
        "An object that was open refuses members that it does not declare."
        "leave it open: closed objects can't grow"
    NullAdded schema "null_added" Breaking Breaking
        "A value may be null that could not."
        "send what was sent before, or leave the member out if it was optional"
    NullRemoved schema "null_removed" Breaking Breaking
        "A value may not be null any more."
        "go on taking null until nobody writes it"
    TypeWidened schema "type_widened" Breaking Breaking
        "A value may be of a type that it could not be of."
        "put the new type in a new member"
    TypeNarrowed schema "type_narrowed" Breaking Breaking
        "A value may not be of a type any more that it could be of."
        "go on taking the old type until nobody writes it"
    TypeChanged schema "type_changed" Breaking Breaking
        "A value is of another type."
        "put the new type in a new member, or make a new version"
    EnumValueAdded schema "enum_value_added" Breaking Info
        "A listed value is new: strict readers refuse it, generated receivers keep it as an unknown one."
        "say so to subscribers before the first delivery with it"
    EnumValueRemoved schema "enum_value_removed" Breaking Info
        "A listed value is gone."
        "go on taking it until nobody writes it"
    EnumOpened schema "enum_opened" Breaking Info
        "A value that was one of a list may be any."
        "say so to subscribers: strict readers refuse what is not in their list"
    EnumClosed schema "enum_closed" Breaking Info
        "A value that could be any is one of a list."
        "check that the list has everything that is in use"
    ConstChanged schema "const_changed" Breaking Breaking
        "A value that was always the same may be another one; such values often tell alternatives apart."
        "leave tags as they are, and add an alternative with a tag of its own"
    BoundLoosened schema "bound_loosened" Breaking Breaking
        "A bound of a length, a number or a count is looser, or gone: readers check the old one."
        "keep to the old bound until readers have the new document"
    BoundTightened schema "bound_tightened" Breaking Breaking
        "A bound of a length, a number or a count is tighter, or new."
        "check that nothing in use is beyond it"
    PatternChanged schema "pattern_changed" Breaking Breaking
        "A pattern is another one, new or gone. Whether one includes the other is not decided: it counts as both."
        "keep to texts that both patterns take"
    FormatChanged schema "format_changed" Info Info
        "`format` is another one. JSON Schema takes it as an annotation; typed readers choose types by it."
        "check that readers' types have room, say for 64 bits instead of 32"
    AlternativeAdded schema "alternative_added" Breaking Breaking
        "A union has an alternative that the old one does not include."
        "send it as an event of its own, or make a new version"
    AlternativeRemoved schema "alternative_removed" Breaking Breaking
        "An alternative of a union is gone."
        "go on taking it until nobody writes it"
    ConditionChanged schema "condition_changed" Breaking Breaking
        "`not`, `if`, `contains`, `dependentSchemas` or the like is another one. These are compared as they are written."
        "look at both places: only you can tell whether one includes the other"
    MediaTypeChanged schema "media_type_changed" Breaking Breaking
        "The body is of another media type."
        "go on with the old one until readers take both"
    BodyAdded schema "body_added" Breaking Breaking
        "There is a body where there was none."
        "make a new version"
    BodyRemoved schema "body_removed" Breaking Breaking
        "There is no body where there was one."
        "make a new version"
    EventRemoved whole "event::removed" Warning Warning
        "An event is not described any more: receivers wait for it in vain."
        "say so to subscribers; mark it `deprecated` first; where it has another name, say `x-webhook-renamed-from`"
    EventAdded whole "event::added" Info Info
        "An event is new: receivers hand it to their fallback."
        "nothing breaks as long as subscribers choose their events"
    EventRenamed whole "event::renamed" Breaking Breaking
        "An event has another name (`x-webhook-renamed-from`): receivers of the old name don't know it."
        "send it under the old name to endpoints of the old version"
    EventDeprecated whole "event::deprecated" Info Info
        "An event is deprecated, or is not any more."
        "say to subscribers what takes its place"
    MethodChanged whole "event::method_changed" Breaking Breaking
        "The HTTP method is another one: receivers answer 405."
        "leave it as it is, or make a new version"
    ExpressionChanged whole "callback::expression_changed" Breaking Breaking
        "The expression that gives a callback's URL is another one: it is called elsewhere."
        "go on reading the old place, too"
    SecurityChanged whole "security::changed" Breaking Breaking
        "What a webhook's `security` demands is another thing."
        "let both be good for a while: alternatives of `security` are a list"
    SignatureChanged whole "signature::changed" Breaking Breaking
        "Deliveries are signed in another way (`x-webhook-signature`): receivers refuse them all."
        "sign in both ways until receivers have the new one"
    DispatchChanged whole "dispatch::changed" Breaking Breaking
        "Another part of the request says which event it is (`x-webhook-dispatch`)."
        "say it in both places until receivers have the new document"
    HandshakeChanged whole "handshake::changed" Breaking Breaking
        "Endpoints are verified in another way (`x-webhook-handshake`)."
        "verify endpoints that are already known in the old way"
    RetryChanged whole "retry::changed" Info Info
        "Deliveries are tried again at other times (`x-webhook-retry`)."
        "nothing to do for receivers that answer; say to subscribers how long an endpoint may be away"
    VersioningChanged whole "version::changed" Breaking Breaking
        "Requests say their version in another way (`x-webhook-version`)."
        "say it in both ways until receivers have the new document"
    VersionSaid whole "version::said" Info Info
        "The version has another name, is deprecated, or says more of how requests name it."
        "nothing to do for receivers; say to subscribers until when the old version is sent"
    StatusRemoved whole "answer::status_removed" Breaking Breaking
        "A status that said success is not declared any more: receivers that answer with it may be called again."
        "go on taking it as success"
    StatusAdded whole "answer::status_added" Breaking Breaking
        "A status of success is new."
        "nothing to do for receivers that answer with the old ones"
    ParameterRemoved whole "parameter::removed" Breaking Breaking
        "A header or another parameter that was always sent is not declared any more."
        "go on sending it"
    ParameterAdded whole "parameter::added" Info Info
        "A header or another parameter is declared that was not."
        "nothing to do for receivers that don't need it"
    RequiredParameterAdded whole "parameter::required_added" Breaking Breaking
        "A header or another parameter is demanded that the old document did not know."
        "make it optional first"
    ParameterOptional whole "parameter::optional" Breaking Breaking
        "A header or another parameter that was always sent may be missing."
        "go on sending it"
    ParameterRequired whole "parameter::required" Breaking Breaking
        "A header or another parameter that could be missing is demanded."
        "leave it optional until everybody sends it"
}

/// All kinds of changes by their codes, sorted.
#[must_use]
pub fn catalogue() -> Vec<Entry> {
    let subjects = [Subject::Payload, Subject::Parameter, Subject::Answer];
    let mut all: Vec<Entry> =
        subjects.iter().flat_map(|subject| ALL.iter().map(|change| change.entry(*subject))).collect();
    all.sort_by_key(|entry| entry.code);
    all.dedup_by_key(|entry| entry.code);
    all
}
