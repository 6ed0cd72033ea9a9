//! Names: the one room where words of a document become Rust identifiers.
//!
//! Comes in: a name as the document has it. Goes out: an identifier that compiles, is unique in
//! its scope and does not depend on what stands elsewhere in the document unless two names clash.
//! It knows nothing of schemas.

use std::collections::HashSet;

use heck::{ToKebabCase as _, ToSnakeCase as _, ToUpperCamelCase as _};

/// Keywords of all editions that can be written as raw identifiers.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait",
    "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Type names that the generated module needs for itself.
const RESERVED_TYPES: &[&str] = &[
    "Answer",
    "Client",
    "Event",
    "Failure",
    "Future",
    "Incoming",
    "Receiver",
    "Routes",
    "Self",
    "Send",
    "SendError",
    "Sender",
    "Sync",
    "Unclaimed",
    "Webhooks",
];

/// Method names that the generated traits and structs need for themselves.
const RESERVED_METHODS: &[&str] = &["delivery", "fallback", "new", "with"];

/// Method names that the generated sender needs for itself beside those.
const RESERVED_DURABLE: &[&str] =
    &["accept", "accept_in", "batch", "headers", "idempotency_key", "ordering_key", "traceparent"];

/// The names of one scope, handed out once each.
#[derive(Debug, Default)]
pub struct Scope {
    taken: HashSet<String>,
}

impl Scope {
    /// A scope for types: the generated module's own names are taken.
    #[must_use]
    pub fn types() -> Self {
        Self { taken: RESERVED_TYPES.iter().map(|name| (*name).to_owned()).collect() }
    }

    /// A scope for methods of the receiver and the client.
    #[must_use]
    pub fn methods() -> Self {
        Self { taken: RESERVED_METHODS.iter().map(|name| (*name).to_owned()).collect() }
    }

    /// A scope for methods of the sender.
    #[must_use]
    pub fn durable() -> Self {
        Self { taken: RESERVED_DURABLE.iter().map(|name| (*name).to_owned()).collect() }
    }

    /// Takes the first of the wished names that is free, else the last one with a number.
    pub fn claim<'w>(&mut self, wishes: impl IntoIterator<Item = &'w str>) -> String {
        let mut last = String::new();
        for wish in wishes {
            if self.taken.insert(wish.to_owned()) {
                return wish.to_owned();
            }
            wish.clone_into(&mut last);
        }
        self.numbered(&last)
    }

    /// Takes a name only if it is free.
    pub fn claim_free(&mut self, wish: &str) -> Option<String> {
        self.taken.insert(wish.to_owned()).then(|| wish.to_owned())
    }

    fn numbered(&mut self, name: &str) -> String {
        let bare = name.strip_prefix("r#").unwrap_or(name);
        let dash = if bare.ends_with(|c: char| c.is_ascii_digit()) { "_" } else { "" };
        let mut number = 2_usize;
        loop {
            let candidate = format!("{bare}{dash}{number}");
            if self.taken.insert(candidate.clone()) {
                return candidate;
            }
            number += 1;
        }
    }
}

/// A type or variant name: `order.created` is `OrderCreated`, `+1` is `Plus1`, `404` is `N404`.
#[must_use]
pub fn type_name(text: &str) -> String {
    let name = spelled(text).to_upper_camel_case();
    match name.chars().next() {
        None => "Empty".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("N{name}"),
        Some(_) if name == "Self" => "SelfValue".to_owned(),
        Some(_) => name,
    }
}

/// A field or method name: `orderId` is `order_id`, `type` is `r#type`, `5qi` is `_5qi`.
#[must_use]
pub fn field_name(text: &str) -> String {
    let name = spelled(text).to_snake_case();
    match name.chars().next() {
        None => "empty".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("_{name}"),
        Some(_) if matches!(name.as_str(), "self" | "super" | "crate") => format!("{name}_"),
        Some(_) if KEYWORDS.contains(&name.as_str()) => format!("r#{name}"),
        Some(_) => name,
    }
}

/// What a method is called within a transaction: `order_created_in`, `type_in`.
#[must_use]
pub fn within(method: &str) -> String {
    format!("{}_in", method.trim_start_matches("r#").trim_end_matches('_'))
}

/// A path segment: `order.created` is `order-created`.
#[must_use]
pub fn path_segment(text: &str) -> String {
    let name = spelled(text).to_kebab_case();
    if name.is_empty() { "empty".to_owned() } else { name }
}

/// The text with its signs spelled out where they are all that there is, or stand before a digit.
fn spelled(text: &str) -> String {
    // The sign of a millionth, in both of its code points: rustc warns of a script with none but letters like it.
    let text = text.replace(['\u{b5}', '\u{3bc}'], "mu");
    let ascii: String = text.chars().map(|c| if c.is_ascii() || is_ident(c) { c } else { ' ' }).collect();
    if ascii.chars().any(is_ident) {
        return match ascii.strip_prefix(['+', '-']) {
            Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => {
                let sign = if ascii.starts_with('+') { "plus" } else { "minus" };
                format!("{sign} {rest}")
            }
            _ => ascii,
        };
    }
    let words: Vec<&str> = ascii.chars().filter_map(sign_word).collect();
    words.join(" ")
}

/// Characters of an identifier, as far as heck keeps them and rustc takes them.
fn is_ident(c: char) -> bool {
    c.is_ascii_alphanumeric() || (!c.is_ascii() && c.is_alphabetic() && unicode_ident::is_xid_continue(c))
}

fn sign_word(c: char) -> Option<&'static str> {
    Some(match c {
        '+' => "plus",
        '-' => "minus",
        '*' => "star",
        '/' => "slash",
        '\\' => "backslash",
        '<' => "less",
        '>' => "greater",
        '=' => "equal",
        '!' => "not",
        '~' => "tilde",
        '%' => "percent",
        '&' => "and",
        '|' => "or",
        '^' => "caret",
        '?' => "question",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        ';' => "semicolon",
        '#' => "hash",
        '@' => "at",
        '$' => "dollar",
        '_' => "underscore",
        '(' => "open",
        ')' => "close",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_names_become_identifiers() {
        let cases = [
            ("type", "r#type", "Type"),
            ("Result", "result", "Result"),
            ("+1", "plus_1", "Plus1"),
            ("-1", "minus_1", "Minus1"),
            ("5qi", "_5qi", "N5qi"),
            ("xsi:type", "xsi_type", "XsiType"),
            ("", "empty", "Empty"),
            ("self", "self_", "SelfValue"),
            ("<=", "less_equal", "LessEqual"),
            ("*", "star", "Star"),
            ("orderId", "order_id", "OrderId"),
            ("$ref", "r#ref", "Ref"),
            ("größe", "größe", "Größe"),
            ("日本", "日本", "日本"),
            ("🦀", "empty", "Empty"),
        ];
        for (text, field, ty) in cases {
            assert_eq!(field_name(text), field, "field of {text:?}");
            assert_eq!(type_name(text), ty, "type of {text:?}");
            assert!(syn::parse_str::<syn::Ident>(ty).is_ok(), "{ty} parses");
            assert!(syn::parse_str::<syn::Ident>(field).is_ok() || field.starts_with("r#"), "{field} parses");
        }
    }

    #[test]
    fn clashes_are_settled_by_the_longer_wish_and_then_by_number() {
        let mut scope = Scope::types();
        assert_eq!(scope.claim(["Pet"]), "Pet");
        assert_eq!(scope.claim(["Pet", "StorePet"]), "StorePet");
        assert_eq!(scope.claim(["Pet"]), "Pet2");
        assert_eq!(scope.claim(["Event"]), "Event2");
        assert_eq!(scope.claim(["V1"]), "V1");
        assert_eq!(scope.claim(["V1"]), "V1_2");
    }
}
