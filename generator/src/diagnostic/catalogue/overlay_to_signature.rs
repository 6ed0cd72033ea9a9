//! Codes from `overlay::` to `signature::`.

use super::Level::{Error, Note, Warning};
use super::{Entry, entry};

/// Sorted.
pub(super) const CODES: &[Entry] = &[
    entry(
        "overlay::disabled",
        Error,
        "overlays are switched off",
        "Overlays need a JSONPath engine, which stands behind the feature `overlay` of hookwright-build.",
    ),
    entry(
        "overlay::invalid",
        Error,
        "an overlay cannot be read",
        "An overlay is `overlay: 1.0.0` with a list `actions`; each has a `target`, and `update` or `remove: true`.",
    ),
    entry(
        "overlay::no_match",
        Warning,
        "a target selects nothing",
        "The JSONPath of an action finds nothing in the document, so the action does nothing. The document may have changed under the overlay.",
    ),
    entry(
        "overlay::target",
        Error,
        "a target is no JSONPath",
        "Targets are JSONPath queries by RFC 9535 and begin with `$`.",
    ),
    entry(
        "overlay::version",
        Warning,
        "a version of Overlay that is not known",
        "Overlays of version 1.0 are read; this one is read as if it were one.",
    ),
    entry(
        "overlay::wrong_kind",
        Error,
        "an update does not fit its target",
        "A mapping is merged into mappings only, and the root cannot be removed.",
    ),
    entry(
        "parameter::invalid",
        Warning,
        "a parameter cannot be read",
        "It is left out; the webhook is generated without it.",
    ),
    entry(
        "parameter::not_generated",
        Note,
        "a parameter that is no header",
        "Header parameters become typed fields. Those of the query, the path and cookies do not: a handler finds them in the URL and the headers of the request.",
    ),
    entry(
        "payload::item_schema",
        Warning,
        "a stream of items",
        "`itemSchema` describes a sequence of values; it is not read yet.",
    ),
    entry(
        "payload::media_type_ignored",
        Note,
        "a media type is not generated",
        "A body has several media types, and one of them is generated: JSON where there is one.",
    ),
    entry(
        "payload::media_type_unwrapped",
        Note,
        "a media type that wraps the payload",
        "A form or a message of several parts holds, in one member, the payload that the JSON beside it describes. It is received as that payload; what stands beside it in other parts is reachable through `hookwright::multipart::parts`. It is not sent so. Messages of several parts need the feature `multipart` of the runtime.",
    ),
    entry(
        "payload::no_content",
        Error,
        "a request body without content",
        "`requestBody` says what is sent by `content`, a mapping of media types. Without it nothing can be generated for the webhook.",
    ),
    entry(
        "payload::raw_body",
        Warning,
        "a body that is not JSON",
        "It has no type yet and is handed over as bytes.",
    ),
    entry(
        "reference::circle",
        Error,
        "a pointer leads round in a circle",
        "The reference's pointer passes through a reference that leads back to it.",
    ),
    entry(
        "reference::cycle",
        Error,
        "references that only lead to each other",
        "None of them holds anything. A schema may contain itself, but a `$ref` must arrive somewhere.",
    ),
    entry(
        "reference::dangling",
        Error,
        "a reference leads nowhere",
        "The file is there, but has nothing at this JSON Pointer. In pointers `/` in a name is written `~1`, and `~` is `~0`.",
    ),
    entry(
        "reference::missing_file",
        Error,
        "the file of a reference cannot be read",
        "Paths are relative to the file in which the reference stands. A bare name such as `Pet` is a file; what is meant may be `#/components/schemas/Pet`.",
    ),
    entry(
        "reference::not_text",
        Error,
        "`$ref` is not a text",
        "A reference is a text: a path, a `#` with a JSON Pointer, or both.",
    ),
    entry(
        "reference::remote",
        Error,
        "a reference leads to the network",
        "A build must not depend on what a server answers today. Download the file beside the document and refer to it by its path.",
    ),
    entry("response::invalid", Warning, "a response cannot be read", "Its description is left out."),
    entry(
        "response::status",
        Warning,
        "a key that is no HTTP status",
        "Keys of `responses` are statuses such as `200`, ranges such as `2XX`, and `default`.",
    ),
    entry(
        "schema::discriminator_mapping",
        Warning,
        "a discriminator maps to nothing",
        "The values of `mapping` are names of schemas or references to them.",
    ),
    entry(
        "schema::equal_alternatives",
        Warning,
        "alternatives that accept the same",
        "JSON Schema's `oneOf` refuses what fits two of its alternatives. They are read as one.",
    ),
    entry("schema::invalid", Error, "this is no schema", "A schema is a mapping, or `true` or `false`."),
    entry(
        "schema::invalid_keyword",
        Warning,
        "a keyword with a value that it cannot have",
        "JSON Schema says what may stand behind each keyword. One with another value says nothing, so it is left out, and what it was meant to forbid is accepted.",
    ),
    entry(
        "schema::invalid_pattern",
        Warning,
        "a pattern that is no regular expression",
        "`pattern` and the names below `patternProperties` are regular expressions of ECMA-262, without slashes around them. One that cannot be read is left out, so that values which break it are accepted.",
    ),
    entry(
        "schema::newer_keyword",
        Warning,
        "a keyword that OpenAPI 3.0 does not know",
        "It came with OpenAPI 3.1. It counts here, but other tools will pass over it: change the version of the document, or the keyword.",
    ),
    entry(
        "schema::raw_json",
        Warning,
        "a schema without a type",
        "What it describes cannot be typed yet, and stays raw JSON that keeps its text.",
    ),
    entry(
        "schema::ref_sibling",
        Warning,
        "a keyword beside `$ref` in OpenAPI 3.0",
        "There a `$ref` replaces all that stands beside it. Put both into an `allOf`, or use OpenAPI 3.1.",
    ),
    entry(
        "schema::untyped",
        Note,
        "a schema without `type`",
        "`properties`, `required` and `items` say nothing of values of other kinds: by JSON Schema a string or null satisfies `{ properties: … }`. The generated type is `Loose<T>`, which holds either. Add `type: object` (or `array`); where the document cannot be changed, an overlay or `assume-types` says so.",
    ),
    entry(
        "security::unknown_scheme",
        Error,
        "a security scheme that there is not",
        "`security` names entries of `components/securitySchemes` of the root document.",
    ),
    entry(
        "security::unsupported",
        Warning,
        "a security scheme that no webhook can have",
        "What `security` demands must be found in a request: a key, a token, user and password, a client's certificate, a signature. The alternative that it stands in is left out; a service still needs a secret, or refuses what demands nothing.",
    ),
    entry(
        "signature::adjoining",
        Error,
        "two signed fields that touch",
        "Without a separator, bytes can move from one field to the next under the same signature: `1` and `23` sign as `12` and `3`. Put a separator between them. Where the scheme is a vendor's that cannot be changed, `weak: true` says that this is known.",
    ),
    entry(
        "signature::body_uncovered",
        Warning,
        "a signature that does not cover the body",
        "Whoever sees one delivery can send another body under its signature. Cover `{body}`; where the scheme is a vendor's, remember every id (`id`) and trust no more of the body than is signed.",
    ),
    entry(
        "signature::invalid",
        Error,
        "a record of a scheme that cannot be read",
        "`x-webhook-signature` is the name of a preset, or a record: what is signed (`content`), how (`algorithm`, `key`), and where the signature, its timestamp and the id stand.",
    ),
    entry(
        "signature::unknown_scheme",
        Error,
        "a scheme that is not known",
        "`x-webhook-signature` names a preset, such as `standard-webhooks` or `github`, or is a record of its own.",
    ),
];
