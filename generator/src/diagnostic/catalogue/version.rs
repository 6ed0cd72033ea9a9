//! The codes of `version`.

use super::Level::Error;
use super::{Entry, entry};

pub(super) const CODES: &[Entry] = &[entry(
    "version::invalid",
    Error,
    "a version that cannot be read",
    "`x-webhook-version` at the root of a document is the name of its version, or a record: `version`, `from` (where requests name theirs: `path`, `event`, `{ path: /webhook/v{version} }`, `{ header: … }`, `{ media-type: … }`, `{ query: … }`, `{ json: /pointer }`, in the order of precedence), `default`, `between: earlier`, `order`, `deprecated` and `sunset` (days such as 2026-12-31), `link`.",
)];
