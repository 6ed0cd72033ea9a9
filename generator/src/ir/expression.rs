//! Runtime expressions of callbacks, as far as a generation must know them: is it one?
//!
//! The runtime evaluates them; its grammar is the same (OpenAPI 3.1, section "Runtime Expressions").

/// Says what is wrong with the key of a callback.
pub(super) fn check(text: &str) -> Result<(), String> {
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
        } else {
            ""
        };
        return Err(format!("`{text}` is no runtime expression{hint}"));
    };
    match (source, rest.split_at_checked(1)) {
        ("body", None) => Ok(()),
        ("body", Some(("#", pointer))) if pointer.is_empty() || pointer.starts_with('/') => Ok(()),
        ("query" | "header" | "path", Some((".", name))) if !name.is_empty() => Ok(()),
        _ => Err(format!("`{text}` names no part of a request or response")),
    }
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
        for bad in [
            "newMessage",
            "{request.body#/x}",
            "{$request.body.x}",
            "{$request.query.}",
            "{$request",
            "{$body#/x}",
        ] {
            assert!(check(bad).is_err(), "{bad}");
        }
    }
}
