//! Every code that there is, with what it means: for `explain`, and so that codes stay what they are.

use super::Level;
use super::Level::{Error, Note, Warning};

/// One code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The code, `family::kind`.
    pub code: &'static str,
    /// How bad it is where nothing makes it milder.
    pub level: Level,
    /// What it is about, in a few words.
    pub title: &'static str,
    /// What it means and what to do.
    pub explanation: &'static str,
}

const fn entry(code: &'static str, level: Level, title: &'static str, explanation: &'static str) -> Entry {
    Entry { code, level, title, explanation }
}

/// All codes, sorted.
pub const CATALOGUE: &[Entry] = &[
    entry(
        "callback::expression",
        Warning,
        "a callback that does not say where it goes",
        "The name of a callback is an expression over the request that asked for it, such as `{$request.body#/callbackUrl}`.",
    ),
    entry(
        "config::only_matches_nothing",
        Error,
        "`only` matches no webhook",
        "None of the names of the document's webhooks fits a glob of `only`. Names are those of the map that holds the webhook; `*` stands for any text.",
    ),
    entry(
        "dispatch::ambiguous",
        Warning,
        "nothing tells the webhooks apart",
        "No header, member or constant has a value of its own in every webhook. Each event then gets a path of its own. Say in `x-webhook-dispatch` where the name of the event stands.",
    ),
    entry(
        "dispatch::conflict",
        Error,
        "two webhooks have the same key",
        "What `x-webhook-dispatch` describes gives the same text for two events. Add a part that differs, or an entry in its `map`.",
    ),
    entry(
        "dispatch::inferred",
        Note,
        "how events are told apart was inferred",
        "The document does not say it, but only one reading fits all webhooks. Say it in `x-webhook-dispatch` to make it fixed.",
    ),
    entry(
        "dispatch::invalid",
        Error,
        "`x-webhook-dispatch` cannot be read",
        "It is `path`, `header: NAME`, `json: /pointer`, or a `template` such as `{header:X-Event}-{json:/action?}`.",
    ),
    entry(
        "dispatch::no_such_member",
        Warning,
        "a member that no payload has",
        "`x-webhook-dispatch` names a member of the payload, and no schema of a payload declares it. No request will be recognised.",
    ),
    entry(
        "dispatch::unknown_event",
        Error,
        "`map` names an event that there is not",
        "The values of `map` in `x-webhook-dispatch` are names of webhooks of this document.",
    ),
    entry(
        "document::alias_bomb",
        Error,
        "aliases stand for too much",
        "Aliases of YAML are copied. Aliases of aliases multiply, and a small file could ask for more memory than there is. Use `$ref`s, which are not copied.",
    ),
    entry(
        "document::complex_key",
        Error,
        "a list or mapping stands as a key",
        "YAML allows any value as a key; JSON, and so OpenAPI, only texts. Quote the key if it is meant as a text.",
    ),
    entry(
        "document::duplicate_key",
        Warning,
        "a key stands twice",
        "Only one of two equal keys can count: the later one. Mostly this is a slip of copy and paste, and something of the document is lost.",
    ),
    entry(
        "document::encoding",
        Error,
        "a file is not UTF-8",
        "Documents are read as UTF-8. Save the file in this encoding.",
    ),
    entry(
        "document::merge_key",
        Error,
        "`<<` merges what is no mapping",
        "The merge key takes an alias of a mapping, or a list of them. Quote it if it is meant as a name.",
    ),
    entry(
        "document::no_webhooks",
        Error,
        "the document has no webhooks",
        "Neither `webhooks`, nor `x-webhooks`, nor an operation's `callbacks` are in the document.",
    ),
    entry(
        "document::not_json",
        Warning,
        "a JSON file is YAML",
        "The file's name says JSON, but it has a comment, a comma too many or the like. It was read as YAML; other tools may refuse it.",
    ),
    entry(
        "document::not_openapi",
        Error,
        "this is no OpenAPI document",
        "The root needs `openapi: 3.x.y`. Swagger 2.0 has no webhooks; convert the document first.",
    ),
    entry(
        "document::recursive_alias",
        Error,
        "an alias stands in its own anchor",
        "Copying it would have no end. Use a `$ref` for what is recursive.",
    ),
    entry(
        "document::second_document",
        Warning,
        "a file holds several YAML documents",
        "Only the first one is read. Put the others into files of their own, or remove the `---`.",
    ),
    entry(
        "document::syntax",
        Error,
        "a file is neither YAML nor JSON",
        "The parser stopped at the place that is shown. What is wrong often stands a little before it: an indentation, a quote, a bracket.",
    ),
    entry(
        "document::too_deep",
        Error,
        "values nest too deep",
        "More than 200 levels stand within one another, which no description needs.",
    ),
    entry("document::too_large", Error, "a file is too large", "Files of 4 GiB and more are not read."),
    entry(
        "document::unknown_tag",
        Warning,
        "a tag has no meaning here",
        "Tags such as `!include` belong to other programs. The value is read as if it had none.",
    ),
    entry(
        "document::unreadable",
        Error,
        "a file cannot be read",
        "It is not there, or may not be read. Paths given to the generator are relative to where it runs.",
    ),
    entry(
        "document::version",
        Error,
        "a version of OpenAPI that is not known",
        "Documents of OpenAPI 3.0, 3.1 and 3.2 are read.",
    ),
    entry(
        "document::yaml_dialect",
        Note,
        "a file is not quite YAML 1.2",
        "A comment touches what it follows, or a text in quotes or brackets goes on too far left. Many parsers read that, and so does this one; strict ones refuse it.",
    ),
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
    entry(
        "webhook::configuration",
        Note,
        "`x-webhooks` is configuration",
        "In some tools `x-webhooks` holds settings rather than webhooks; by its shape, this one does, and it is passed over.",
    ),
    entry(
        "webhook::duplicate_name",
        Error,
        "two webhooks with one name",
        "Names of webhooks become names of methods and events; they must differ.",
    ),
    entry(
        "webhook::no_operation",
        Warning,
        "a webhook without an operation",
        "Its path item has no `post` or other method, so nothing is ever sent.",
    ),
    entry(
        "webhook::no_payload",
        Warning,
        "a webhook without a body",
        "Nothing is delivered with it but its name.",
    ),
    entry(
        "webhook::not_a_map",
        Error,
        "`webhooks` is no map of webhooks",
        "Names with path items are expected.",
    ),
    entry(
        "webhook::not_a_path_item",
        Error,
        "a webhook that is no path item",
        "The name of a webhook maps to a path item: HTTP methods with an operation each.",
    ),
    entry(
        "webhook::said_twice",
        Note,
        "a webhook in both `webhooks` and `x-webhooks`",
        "It is read once where both say the same.",
    ),
];
