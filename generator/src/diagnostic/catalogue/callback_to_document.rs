//! Codes from `callback::` to `document::`.

use super::Level::{Error, Note, Warning};
use super::{Entry, entry};

/// Sorted.
pub(super) const CODES: &[Entry] = &[
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
];
