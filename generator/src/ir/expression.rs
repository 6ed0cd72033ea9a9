//! Runtime expressions of callbacks, as far as a generation must know them: is it one, and if not, which was meant?
//!
//! In: the key of a callback. Out: nothing, or what is wrong with it and what was probably meant. The runtime evaluates
//! expressions; its grammar is the same (OpenAPI 3.1, section "Runtime Expressions").

use crate::diagnostic::nearest;

/// The parts of a request or response that an expression can name.
const SOURCES: [&str; 4] = ["body", "header", "path", "query"];

/// What is wrong with the key of a callback.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// What is wrong.
    pub why: String,
    /// The key as it was probably meant.
    pub meant: Option<String>,
}

/// Says what is wrong with the key of a callback.
pub(super) fn check(text: &str) -> Result<(), Fault> {
    read(text).map_err(|why| Fault { why, meant: meant(text).filter(|meant| read(meant).is_ok()) })
}

fn read(text: &str) -> Result<(), String> {
    let mut rest = text;
    let mut parts = 0;
    while let Some(open) = rest.find('{') {
        let close = rest[open..].find('}').ok_or("a brace that nothing closes")? + open;
        single(&rest[open + 1..close])?;
        parts += 1;
        rest = &rest[close + 1..];
    }
    if parts > 0 || text.starts_with("http://") || text.starts_with("https://") {
        return Ok(());
    }
    single(text)
}

/// One expression without braces.
fn single(text: &str) -> Result<(), String> {
    if matches!(text, "$url" | "$method" | "$statusCode") {
        return Ok(());
    }
    let Some((source, rest)) =
        text.strip_prefix("$request.").or(text.strip_prefix("$response.")).map(|rest| {
            let end = rest.find(['.', '#']).unwrap_or(rest.len());
            rest.split_at(end)
        })
    else {
        let hint = if text.starts_with("request.") || text.starts_with("response.") {
            ": the `$` is missing"
        } else if is_name(text) {
            ": it is a name alone"
        } else {
            ""
        };
        return Err(format!("`{text}` is no runtime expression{hint}"));
    };
    match (source, rest.split_at_checked(1)) {
        ("body", None) => Ok(()),
        ("body", Some(("#", pointer))) if pointer.is_empty() || pointer.starts_with('/') => Ok(()),
        ("body", Some((".", _))) => {
            Err(format!("`{text}` leads into the body by dots; a JSON Pointer is expected"))
        }
        ("query" | "header" | "path", Some((".", name))) if !name.is_empty() => Ok(()),
        _ => Err(format!("`{text}` names no part of a request or response")),
    }
}

/// The key with every part of it repaired.
fn meant(text: &str) -> Option<String> {
    if !text.contains('{') {
        // A name alone, or a host, may mean anything; what says `request` does not.
        let says = text.trim_start_matches('$').starts_with("re");
        return says.then(|| repaired(text)).flatten().map(|meant| format!("{{{meant}}}"));
    }
    let mut out = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let inner = &rest[open + 1..];
        let close = inner.find('}').unwrap_or(inner.len());
        out.push_str(&rest[..open]);
        out.push_str(&format!("{{{}}}", repaired(&inner[..close])?));
        rest = inner.get(close + 1..).unwrap_or_default();
    }
    Some(out + rest)
}

/// One expression as it was probably meant.
fn repaired(text: &str) -> Option<String> {
    if single(text).is_ok() {
        return Some(text.to_owned());
    }
    let bare = text.trim().trim_start_matches('$');
    if is_name(bare) {
        let whole = nearest(bare, ["url", "method", "statusCode"]).filter(|_| text.starts_with('$'));
        return Some(whole.map_or_else(|| format!("$request.body#/{bare}"), |whole| format!("${whole}")));
    }
    let (message, rest) = bare.split_once('.')?;
    let message = nearest(message, ["request", "response"])?;
    let end = rest.find(['.', '#', '/']).unwrap_or(rest.len());
    let source = nearest(&rest[..end], SOURCES)?;
    let place = rest[end..].trim_start_matches(['.', '#', '/']);
    Some(match (source, place) {
        ("body", "") => format!("${message}.body"),
        ("body", place) => format!("${message}.body#/{}", place.replace('.', "/")),
        (source, place) => format!("${message}.{source}.{place}"),
    })
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn expressions_are_told_from_other_keys() {
        for good in [
            "{$request.body#/callbackUrl}",
            "{$request.body#/callbackUrl}?event={$request.body#/eventName}",
            "http://notificationServer.com?url={$request.body#/callbackUrl}",
            "$request.header.x-callback",
            "{$request.query.callbackUrl}/data",
            "$url",
        ] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
    }

    #[test]
    fn what_was_meant_is_found_where_it_can_be() {
        for (bad, meant) in [
            ("{request.body#/x}", Some("{$request.body#/x}")),
            ("{request.body#/a}?b={request.query.b}", Some("{$request.body#/a}?b={$request.query.b}")),
            ("{$request.body.a.b}", Some("{$request.body#/a/b}")),
            ("{$request.body#x}", Some("{$request.body#/x}")),
            ("{$request.body/x}/done", Some("{$request.body#/x}/done")),
            ("{$request.boby#/x}", Some("{$request.body#/x}")),
            ("{$reqest.query.x}", Some("{$request.query.x}")),
            ("{$request.query#/x}", Some("{$request.query.x}")),
            ("{statusCallbackUrl}", Some("{$request.body#/statusCallbackUrl}")),
            ("request.body#/x", Some("{$request.body#/x}")),
            ("{$request.body#/x", Some("{$request.body#/x}")),
            ("{$urll}", Some("{$url}")),
            ("newMessage", None),
            ("your_url.com/webhookService", None),
            ("{$request.query.}", None),
            ("{$body#/x}", None),
            ("{}", None),
            ("", None),
        ] {
            let fault = check(bad).expect_err(bad);
            assert_eq!(fault.meant.as_deref(), meant, "{bad}: {}", fault.why);
        }
    }
}
