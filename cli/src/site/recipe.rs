//! How a delivery is verified, in words that do for any language.
//!
//! Comes in: a scheme. Goes out: steps as CommonMark, derived from the record by which this project verifies itself. It
//! must not know pages.

use hookwright::Scheme;
use hookwright::signature::template::{
    Algorithm, Encoding, Family, Field, Form, KeyEncoding, Piece, Place, Requirement, Template, Unit, Variant,
};
use serde::Serialize;

use super::written;

/// How a delivery is verified.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Recipe {
    /// The scheme's name.
    pub(super) scheme: String,
    /// What is signed, as a pattern: `{webhook-id}.{body}`; empty where no pattern can say it.
    pub(super) content: String,
    /// CommonMark, one for each step.
    pub(super) steps: Vec<String>,
    /// What else is good to know, likewise.
    pub(super) notes: Vec<String>,
    /// The headers of the scheme, with what they hold.
    pub(super) headers: Vec<(String, String)>,
}

/// The recipe of a scheme.
pub(super) fn recipe(scheme: &Scheme) -> Recipe {
    let recipe = scheme.record().map_or_else(|| written::recipe(scheme.name()), of_record);
    let mut recipe = Recipe { scheme: scheme.name().to_owned(), ..recipe };
    if scheme.signs_url() {
        recipe.notes.push(
            "The URL is signed: use the public one that the sender calls, not what a proxy makes of it."
                .to_owned(),
        );
    }
    if !scheme.signs_id() {
        recipe.notes.push(
            "No id is signed. To find repeats, remember the signature or a digest of the body, not an id alone.".to_owned(),
        );
    }
    if !scheme.signs_body() {
        recipe.notes.push("Not all of the body is signed: trust the signed fields alone.".to_owned());
    }
    recipe
}

fn of_record(template: &Template) -> Recipe {
    let (Some(variant), Some(family)) = (template.variants.first(), template.families.get(template.signs))
    else {
        return Recipe::default();
    };
    let mut steps = vec![
        "Keep the **body as the bytes that came**, before anything parses or re-serialises it.".to_owned(),
    ];
    steps.extend(needs(family));
    steps.push(found(family, variant));
    steps.extend(fresh(family));
    steps.push(format!("Put the signed content together: `{}`.", code(&content(family))));
    steps.push(computed(variant, family));
    steps.push(compared(variant, family));
    if let Some(id) = &family.id {
        let place = place(id.field);
        steps.push(format!("Remember {place} and answer a repeat with 2xx without handling it again: deliveries come at least once."));
    }
    let mut notes = Vec::new();
    for other in &template.variants[1..] {
        notes.push(other_variant(other));
    }
    if template.families.len() > 1 {
        notes.push(format!(
            "A request may carry {} instead; what is there first in this list counts: {}.",
            "other headers",
            families(template)
        ));
    }
    Recipe {
        scheme: String::new(),
        content: content(family),
        steps,
        notes,
        headers: headers(family, variant),
    }
}

/// A text that can stand between backticks.
pub(super) fn code(text: &str) -> String {
    text.replace('`', "'").replace('\n', "\\n")
}

fn place(field: Field) -> String {
    match field {
        Field::Header(name) => format!("the header `{}`", code(name)),
        Field::Part(key) => format!("the part `{}` of the signature's header", code(key)),
        Field::Json(pointer) => format!("the member `{}` of the body", code(pointer)),
    }
}

fn families(template: &Template) -> String {
    let names = template.families.iter().map(|family| match family.signature.place {
        Place::Header(name) => format!("`{}`", code(name)),
        Place::Numbered(name) => format!("`{}1`", code(name)),
        Place::Json(pointer) => format!("`{}` in the body", code(pointer)),
    });
    names.collect::<Vec<_>>().join(", ")
}

fn needs(family: &Family) -> Option<String> {
    let each = family.requires.iter().filter_map(|needed| match needed {
        Requirement::Header(name) => Some(format!("`{}`", code(name))),
        Requirement::Value(name, value) => Some(format!("`{}: {}`", code(name), code(value))),
        Requirement::Body => None,
    });
    let each: Vec<String> = each.collect();
    (!each.is_empty()).then(|| format!("Refuse the request unless it has {}.", each.join(", ")))
}

/// Where the signature is found.
fn found(family: &Family, variant: &Variant) -> String {
    let at = match family.signature.place {
        Place::Header(name) => format!("the header `{}`", code(name)),
        Place::Numbered(name) => format!("the headers `{0}1`, `{0}2`, … (one for each key)", code(name)),
        Place::Json(pointer) => format!("the member `{}` of the body", code(pointer)),
    };
    let form = match family.signature.form {
        Form::One => String::new(),
        Form::List(separator) => {
            format!(" It may hold several signatures, {} between them.", separated(separator))
        }
        Form::Parts { separator, equals, key } => format!(
            " It holds parts, {} between them, each a key and a value with `{}` between; signatures are the parts `{}`.",
            separated(separator),
            code(equals),
            code(key)
        ),
    };
    let prefix = match (variant.prefix, variant.bare) {
        ("", _) => String::new(),
        (prefix, false) => {
            format!(" Take those that begin with `{}` and drop that; skip any other.", code(prefix))
        }
        (prefix, true) => format!(" They may begin with `{}`, which is dropped.", code(prefix)),
    };
    format!("Read the signature from {at}; refuse the request where it is missing.{form}{prefix}")
}

fn separated(separator: &str) -> String {
    match separator {
        " " => "a space".to_owned(),
        "," => "a comma".to_owned(),
        ";" => "a semicolon".to_owned(),
        other => format!("`{}`", code(other)),
    }
}

/// How old a request may be.
fn fresh(family: &Family) -> Option<String> {
    let time = family.timestamp.as_ref()?;
    let unit = match time.unit {
        Unit::Seconds => "seconds",
        Unit::Milliseconds => "milliseconds",
    };
    let range = if time.past == time.future {
        format!("more than {} from your clock, to either side", super::policy::duration(time.past * 1000))
    } else {
        let [past, future] = [time.past, time.future].map(|seconds| super::policy::duration(seconds * 1000));
        format!("older than {past} or more than {future} ahead of your clock")
    };
    Some(format!(
        "Read the time of signing from {}, in {unit} since 1970. Refuse what is {range}. Keep its text as it stands: it is signed.",
        place(time.field)
    ))
}

/// What is signed, as a pattern.
fn content(family: &Family) -> String {
    let name = |field: Field| match field {
        Field::Header(name) | Field::Part(name) | Field::Json(name) => name,
    };
    let piece = |piece: &Piece| match *piece {
        Piece::Text(text) => text.to_owned(),
        Piece::Body => "{body}".to_owned(),
        Piece::Id => format!("{{{}}}", family.id.as_ref().map_or("id", |id| name(id.field))),
        Piece::Timestamp => {
            format!("{{{}}}", family.timestamp.as_ref().map_or("timestamp", |time| name(time.field)))
        }
        Piece::Url => "{url}".to_owned(),
        Piece::Method => "{method}".to_owned(),
        Piece::Secret => "{secret}".to_owned(),
        Piece::Field(field) => format!("{{{}}}", name(field)),
        Piece::LowerPart(part) => format!("{{{part}, lower case}}"),
        Piece::SignedHeaders(part) => format!("{{values of the headers that {part} names, joined by .}}"),
    };
    family.content.iter().map(piece).collect()
}

fn key(variant: &Variant) -> String {
    let prefix = match variant.key.prefix {
        "" => String::new(),
        prefix => format!(" without `{}`", code(prefix)),
    };
    match variant.key.encoding {
        KeyEncoding::Utf8 => format!("the text of the secret{prefix}"),
        KeyEncoding::Base64 => format!("the secret{prefix}, decoded from base64"),
        KeyEncoding::Hex => format!("the secret{prefix}, decoded from hexadecimal"),
        KeyEncoding::DerBase64 => format!("the public key{prefix} (DER in base64)"),
    }
}

/// What is computed, or checked with a public key.
fn computed(variant: &Variant, family: &Family) -> String {
    let encoding = encoding(family.signature.encoding);
    match algorithm(variant.algorithm) {
        (name, true) => {
            format!("Compute {name} of it; the key is {}. Write the result in {encoding}.", key(variant))
        }
        (name, false) => format!(
            "Decode the signature from {encoding}, and verify it by {name} over that content with {}.",
            key(variant)
        ),
    }
}

/// The name of an algorithm, and whether both sides share its key.
fn algorithm(algorithm: Algorithm) -> (&'static str, bool) {
    match algorithm {
        Algorithm::HmacSha1 => ("HMAC-SHA1", true),
        Algorithm::HmacSha256 => ("HMAC-SHA256", true),
        Algorithm::HmacSha512 => ("HMAC-SHA512", true),
        Algorithm::Sha256 => ("SHA-256", true),
        Algorithm::Ed25519 => ("Ed25519", false),
        Algorithm::EcdsaP256Sha256 => ("ECDSA (P-256, SHA-256)", false),
        Algorithm::EcdsaP256Sha256Der => ("ECDSA (P-256, SHA-256, signatures in DER)", false),
        _ => ("the scheme's algorithm", true),
    }
}

fn encoding(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Hex => "lower-case hexadecimal",
        Encoding::HexAny => "hexadecimal",
        Encoding::Base64 => "base64, padded",
    }
}

fn compared(variant: &Variant, family: &Family) -> String {
    let several = !matches!(family.signature.form, Form::One);
    let which = if several { "any of the signatures" } else { "the signature" };
    if algorithm(variant.algorithm).1 {
        format!(
            "Compare it with {which} **in constant time** (`hmac.compare_digest`, `crypto.timingSafeEqual`, …). Where nothing is equal, answer 401 and look no further."
        )
    } else {
        format!("Accept the delivery where {which} verifies. Otherwise answer 401 and look no further.")
    }
}

fn other_variant(variant: &Variant) -> String {
    let (name, _) = algorithm(variant.algorithm);
    let marked = match variant.prefix {
        "" => String::new(),
        prefix => format!(" Such signatures begin with `{}`.", code(prefix)),
    };
    format!(
        "Keys that begin with `{}` are for {name} instead: the key is {}.{marked}",
        code(variant.key.prefix),
        key(variant)
    )
}

/// The headers that a receiver reads.
fn headers(family: &Family, variant: &Variant) -> Vec<(String, String)> {
    let mut out = Vec::new();
    if let Some((Field::Header(name), required)) = family.id.as_ref().map(|id| (id.field, id.required)) {
        let words = if required {
            "The id of the delivery, the same over all attempts."
        } else {
            "The id of the delivery, where there is one."
        };
        out.push((name.to_owned(), words.to_owned()));
    }
    if let Some(Field::Header(name)) = family.timestamp.as_ref().map(|time| time.field) {
        out.push((name.to_owned(), "When this attempt was signed.".to_owned()));
    }
    let (name, _) = algorithm(variant.algorithm);
    match family.signature.place {
        Place::Header(header) => out.push((header.to_owned(), format!("The signature: {name}."))),
        Place::Numbered(header) => {
            out.push((format!("{header}1"), format!("The signature by the first key: {name}.")));
        }
        Place::Json(_) => {}
    }
    for needed in family.requires {
        if let Requirement::Value(name, value) = needed {
            out.push(((*name).to_owned(), format!("Always `{}`.", code(value))));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_recipe_follows_the_record() {
        let standard = recipe(&Scheme::standard_webhooks());
        assert_eq!(standard.content, "{webhook-id}.{webhook-timestamp}.{body}");
        let all = standard.steps.join("\n");
        for said in [
            "`webhook-signature`",
            "a space between",
            "begin with `v1,`",
            "5 minutes",
            "without `whsec_`",
            "HMAC-SHA256",
            "base64",
            "constant time",
        ] {
            assert!(all.contains(said), "{said}: {all}");
        }
        assert!(standard.notes[0].contains("Ed25519"), "{:?}", standard.notes);
        let github = recipe(&Scheme::github());
        assert_eq!(github.content, "{body}");
        assert!(github.notes.iter().any(|note| note.contains("No id is signed")));
    }

    #[test]
    fn every_preset_has_a_recipe() {
        for name in Scheme::presets() {
            let recipe = recipe(&Scheme::preset(name).expect("it is listed"));
            assert!(recipe.steps.len() >= 3, "{name}: {:?}", recipe.steps);
        }
    }
}
