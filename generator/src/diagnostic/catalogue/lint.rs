//! The codes of `lint`: documents that are right, and bad for webhooks.

use super::Level::{Error, Note, Warning};
use super::{Entry, entry};

/// Sorted.
pub(super) const CODES: &[Entry] = &[
    entry(
        "lint::ambiguous_dispatch",
        Warning,
        "nothing tells the webhooks apart",
        "One endpoint gets all events, and no header, member or constant has a value of its own in each. Receivers need a path for each event, or read payloads on suspicion. Declare a header or a constant member, or say in `x-webhook-dispatch` where the name of the event stands.",
    ),
    entry(
        "lint::closed_enum",
        Note,
        "a list of values reads as if it were complete",
        "A provider adds values, and a receiver that was generated from the list refuses them. Say in the description that values may be added, or let an alternative accept any text: `anyOf: [{ enum: [a, b] }, { type: string }]`. Receivers of Hookwright accept unknown values by themselves.",
    ),
    entry(
        "lint::closed_object",
        Warning,
        "an object that forbids members which are added later",
        "`additionalProperties: false` and `unevaluatedProperties: false` are for what you receive. In what you send they promise that no member will ever be added: a receiver that validates refuses all deliveries from the day on which one is.",
    ),
    entry(
        "lint::invalid_example",
        Error,
        "an example does not fit its schema",
        "Examples of the media type and of schemas are held against the schema beside them. People copy them, and contract tests send them. Formats are annotations and are not asserted.",
    ),
    entry(
        "lint::large_example",
        Warning,
        "an example is larger than 20 kB",
        "Standard Webhooks asks for payloads below 20 kB: a receiver must read all of one before it knows who sent it. Send ids of what can be fetched.",
    ),
    entry(
        "lint::mixed_names",
        Warning,
        "names of events in several styles",
        "`order.created` beside `orderShipped`: subscribers type these names and filter by their beginnings. A single word fits every style. Names of callbacks are not looked at.",
    ),
    entry(
        "lint::no_description",
        Warning,
        "an event that nobody explains",
        "Neither `summary` nor `description` says what happened, or when the event is sent.",
    ),
    entry(
        "lint::no_event_type",
        Warning,
        "an event that does not say which it is",
        "No member such as `type` or `event`, no constant and no header names the event. It can be told from its shape or its URL at most, and not at all once it lies in a queue. Callbacks are told by their URL, and are not looked at.",
    ),
    entry(
        "lint::no_example",
        Warning,
        "an event without an example",
        "The media type has no `example` or `examples`, and the schema does not show its members by examples of their own. Nobody can call an API to see a webhook.",
    ),
    entry(
        "lint::no_gone_answer",
        Note,
        "no answer ends a subscription",
        "By custom a receiver answers 410 when it wants no more deliveries, and a sender that heeds it stops. Declare it where yours does. Callbacks end with what they belong to, and are not looked at.",
    ),
    entry(
        "lint::no_id",
        Warning,
        "deliveries without an id",
        "Senders repeat a delivery whose answer they missed. Without an id in the payload, in a declared header or in the signature scheme, a receiver handles it twice. Callbacks are not looked at.",
    ),
    entry(
        "lint::no_signature",
        Warning,
        "events that anybody could send",
        "The document names no signature scheme, the webhook has no `security` of its own, and declares no header for a signature. Say `x-webhook-signature` at the root. Callbacks are not looked at.",
    ),
    entry(
        "lint::no_success_answer",
        Warning,
        "no answer acknowledges",
        "No 2xx and no `default` is declared. Receivers have to guess which answer keeps the sender from repeating the delivery.",
    ),
    entry(
        "lint::no_timestamp",
        Note,
        "deliveries without a time",
        "Deliveries arrive late and out of order. A time in the payload, in a declared header or in the signature scheme lets a receiver keep the newer state. Callbacks are not looked at.",
    ),
    entry(
        "lint::not_an_object",
        Note,
        "a payload that has no room to grow",
        "A list or a text at the root takes no further member. Wrap it in an object.",
    ),
    entry(
        "lint::nothing_required",
        Note,
        "a payload of which nothing is required",
        "By its schema `{}` is a delivery. List in `required` what every delivery has.",
    ),
    entry(
        "lint::plain_http",
        Warning,
        "a callback without encryption",
        "The URL of the callback begins with `http://`. A signature does not keep a payload secret. Local addresses are not looked at.",
    ),
    entry(
        "lint::same_operation_id",
        Warning,
        "two events of one `operationId`",
        "OpenAPI asks for an `operationId` of its own for each operation. Tools that name functions after it overwrite one with the other. Events are compared with events; what `paths` has is not looked at.",
    ),
    entry(
        "lint::secret_in_payload",
        Warning,
        "a member that looks like a secret",
        "A text is called `password`, `access_token`, `client_secret` or the like. Deliveries are logged, queued and replayed. Send an id and let the receiver fetch it.",
    ),
    entry(
        "lint::secret_in_query",
        Warning,
        "a key in the URL",
        "The webhook's `security` asks for a key in the query. URLs stand in the logs of every proxy on the way.",
    ),
    entry(
        "lint::silent_deprecation",
        Warning,
        "deprecated, and not a word of what follows",
        "`deprecated: true` alone does not tell until when the event is sent and what is sent instead. Say both in the description.",
    ),
    entry(
        "lint::unbounded_list",
        Note,
        "lists of any length",
        "An array has no `maxItems`. A receiver has to be ready for a million items in one delivery.",
    ),
    entry(
        "lint::unbounded_text",
        Note,
        "texts of any length",
        "A string has no `maxLength`, no `enum`, no short `format` and no pattern with an end. Receivers choose the width of a column, and choose too small.",
    ),
    entry(
        "lint::unformatted_time",
        Note,
        "a time in no declared form",
        "A text that is called `created_at` or the like has neither `format` nor `pattern`. Receivers can't tell how to read it.",
    ),
    entry(
        "lint::unknown_extension",
        Warning,
        "an extension that nothing reads",
        "A name that begins with `x-webhook-` stands at the root or at a webhook and means nothing there: a slip of the hand, or the right name in the wrong place. What it should switch on stays off.",
    ),
    entry(
        "lint::untyped_payload",
        Warning,
        "a payload that is not described",
        "The JSON payload has no schema, or one that accepts any object. Receivers learn from samples what comes.",
    ),
    entry(
        "lint::unusual_method",
        Warning,
        "an event that is not sent by POST",
        "Webhooks are sent by POST, and many endpoints accept nothing else; PUT and PATCH are let pass. GET has no body by RFC 9110. Callbacks are not looked at.",
    ),
];
