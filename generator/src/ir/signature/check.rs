//! From a record as it is written to one that is safe to use.
//!
//! In: a [`Record`]. Out: a [`Template`], with what is wrong or weak about it. It must not print or place diagnostics.

use super::content::{self, adjoining, header, pointer, written};
use super::record::{
    Algorithm, Encoding, Family as FamilyRecord, Format, Id, KeyEncoding, Record, Signature,
    Timestamp as TimestampRecord, TimestampForm, Tolerance, Unit,
};
use crate::ir::nodes::{Family, Piece, Place, SignatureForm as Form, SignaturePlace, Template, Timestamp};

/// What is wrong with a record.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Problem {
    /// The diagnostic's code.
    pub code: &'static str,
    /// The members that lead to it.
    pub path: Vec<String>,
    /// What it is.
    pub message: String,
}

type Checked<T> = Result<T, Problem>;

fn malformed<const N: usize>(path: [&str; N], message: impl Into<String>) -> Problem {
    Problem { code: "signature::invalid", path: path.map(str::to_owned).into(), message: message.into() }
}

/// The record, and what is weak about it.
pub(super) fn template(record: &Record) -> Checked<(Template, Vec<Problem>)> {
    let mut weaknesses = Vec::new();
    let mut families = Vec::new();
    for written in written_families(record) {
        families.push(family(record, &written)?);
    }
    choose(&mut families);
    for family in &families {
        weaknesses.extend(weakness(record, family)?);
    }
    let prefix = record.signature.as_ref().map(|signature| signature.prefix.clone()).unwrap_or_default();
    let template = Template {
        name: record.name.clone().unwrap_or_else(|| "document".to_owned()),
        algorithm: algorithm(record),
        key_encoding: match record.key.encoding {
            KeyEncoding::Utf8 => "Utf8",
            KeyEncoding::Base64 => "Base64",
            KeyEncoding::Hex => "Hex",
            KeyEncoding::SpkiBase64 => "DerBase64",
        },
        key_prefixes: [record.key.prefix.clone(), record.key.private_prefix.clone()],
        unprefixed: if record.key.prefix_required { "Refused" } else { "Same" },
        prefix,
        families,
    };
    Ok((template, weaknesses))
}

/// The sets of headers in their order: `any`, or the record itself, then its fallback.
fn written_families(record: &Record) -> Vec<FamilyRecord> {
    let mut families = if record.any.is_empty() { vec![FamilyRecord::default()] } else { record.any.clone() };
    families.extend(record.fallback.clone());
    families
}

fn algorithm(record: &Record) -> &'static str {
    let der = record.signature.as_ref().is_some_and(|signature| signature.format == Format::Der);
    match record.algorithm {
        Algorithm::HmacSha1 => "HmacSha1",
        Algorithm::HmacSha256 => "HmacSha256",
        Algorithm::HmacSha512 => "HmacSha512",
        Algorithm::Sha256 => "Sha256",
        Algorithm::Ed25519 => "Ed25519",
        Algorithm::EcdsaP256Sha256 if der => "EcdsaP256Sha256Der",
        Algorithm::EcdsaP256Sha256 => "EcdsaP256Sha256",
    }
}

fn family(record: &Record, own: &FamilyRecord) -> Checked<Family> {
    let text = own.content.as_ref().or(record.content.as_ref());
    let text = text.ok_or_else(|| malformed([], "it does not say what is signed: `content: \"{body}\"`"))?;
    let content = content::read(text).map_err(|why| malformed(["content"], why))?;
    let signature = own.signature.as_ref().or(record.signature.as_ref());
    let signature = signature.ok_or_else(|| {
        malformed([], "it does not say where the signature stands: `signature: { header: … }`")
    })?;
    let timestamp = own.timestamp.as_ref().or(record.timestamp.as_ref()).map(timestamp).transpose()?;
    let id = own.id.as_ref().or(record.id.as_ref()).map(id).transpose()?;
    for (piece, is_there) in [("Timestamp", timestamp.is_some()), ("Id", id.is_some())] {
        if content.contains(&Piece::Plain(piece)) && !is_there {
            let name = piece.to_lowercase();
            return Err(malformed(
                ["content"],
                format!("`{{{name}}}` is signed, and `{name}` does not say where it stands"),
            ));
        }
    }
    let required = own.required_headers.as_ref().unwrap_or(&record.required_headers);
    let required = required.iter().map(|name| header(name)).collect::<Result<_, _>>();
    Ok(Family {
        chosen_by: Vec::new(),
        required: required.map_err(|why| malformed(["requiredHeaders"], why))?,
        content,
        place: signature_place(signature)?,
        form: form(signature)?,
        encoding: match signature.encoding {
            Encoding::Hex => "Hex",
            Encoding::HexAny => "HexAny",
            Encoding::Base64 => "Base64",
        },
        timestamp,
        id,
        trim: record.trim,
    })
}

/// A family that others stand behind is chosen by its signature being there; never by its being good.
fn choose(families: &mut [Family]) {
    let Some((_, before)) = families.split_last_mut() else { return };
    for family in before {
        family.chosen_by = match (&family.place, &family.form) {
            (_, Form::Parts([_, _, key])) => vec![Place::Part(key.clone())],
            (SignaturePlace::Header(name), _) => vec![Place::Header(name.clone())],
            (SignaturePlace::Json(at), _) => vec![Place::Json(at.clone())],
            (SignaturePlace::Numbered(start), _) => vec![Place::Header(format!("{start}1"))],
        };
    }
}

fn signature_place(signature: &Signature) -> Checked<SignaturePlace> {
    let wrong = |why| malformed(["signature"], why);
    match (&signature.header, &signature.header_pattern, &signature.json) {
        (Some(name), None, None) => header(name).map(SignaturePlace::Header).map_err(wrong),
        (None, Some(pattern), None) => {
            let start = pattern
                .strip_suffix("{n}")
                .ok_or_else(|| wrong("`headerPattern` ends with `{n}`".to_owned()))?;
            header(start).map(SignaturePlace::Numbered).map_err(wrong)
        }
        (None, None, Some(at)) => pointer(at).map(SignaturePlace::Json).map_err(wrong),
        _ => Err(wrong("it stands in one of `header`, `headerPattern`, `json`".to_owned())),
    }
}

fn form(signature: &Signature) -> Checked<Form> {
    let wrong = |why: &str| malformed(["signature"], why);
    match (&signature.list, &signature.parts) {
        (None, None) => Ok(Form::One),
        (Some(separator), None) if separator.is_empty() => {
            Err(wrong("`list` is what stands between signatures"))
        }
        (Some(separator), None) => Ok(Form::List(separator.clone())),
        (None, Some(parts))
            if [&parts.separator, &parts.equals, &parts.key].iter().any(|text| text.is_empty()) =>
        {
            Err(wrong("`separator`, `equals` and `key` of `parts` can't be empty"))
        }
        (None, Some(_)) if signature.header.is_none() => Err(wrong("`parts` are those of a `header`")),
        (None, Some(parts)) => {
            Ok(Form::Parts([parts.separator.clone(), parts.equals.clone(), parts.key.clone()]))
        }
        (Some(_), Some(_)) => Err(wrong("it is a `list` or has `parts`, not both")),
    }
}

fn place(member: &'static str, places: [&Option<String>; 3]) -> Checked<Place> {
    let wrong = |why| malformed([member], why);
    match places {
        [Some(name), None, None] => header(name).map(Place::Header).map_err(wrong),
        [None, Some(key), None] => Ok(Place::Part(key.clone())),
        [None, None, Some(at)] => pointer(at).map(Place::Json).map_err(wrong),
        _ => Err(wrong("it stands in one of `header`, `part`, `json`".to_owned())),
    }
}

fn timestamp(record: &TimestampRecord) -> Checked<Timestamp> {
    Ok(Timestamp {
        place: place("timestamp", [&record.header, &record.part, &record.json])?,
        unit: match record.unit {
            Unit::Seconds => "Seconds",
            Unit::Milliseconds => "Milliseconds",
        },
        form: match record.form {
            TimestampForm::Digits => "Digits",
            TimestampForm::Number => "Number",
            TimestampForm::Opaque => "Opaque",
        },
        tolerance: match record.tolerance {
            Tolerance::Both(seconds) => [seconds, seconds],
            Tolerance::Each { past, future } => [past, future],
        },
    })
}

fn id(record: &Id) -> Checked<(Place, bool)> {
    Ok((place("id", [&record.header, &record.part, &record.json])?, record.required))
}

/// What can be signed well and still be forged: an error, unless the record says that it is known.
fn weakness(record: &Record, family: &Family) -> Checked<Option<Problem>> {
    if let Some(pair) = adjoining(&family.content)
        && !record.weak
    {
        let [first, second] = pair.map(written);
        let message = format!(
            "`{first}` and `{second}` touch: bytes can move from one to the other under one signature"
        );
        return Err(Problem { code: "signature::adjoining", path: vec!["content".to_owned()], message });
    }
    let hashes_secret = family.content.contains(&Piece::Plain("Secret"));
    if (record.algorithm == Algorithm::Sha256) != hashes_secret {
        let message = "`{secret}` is signed where the algorithm is `sha256`, and only there";
        return Err(malformed(["content"], message));
    }
    let covers = family.content.contains(&Piece::Plain("Body"));
    Ok((!covers).then(|| Problem {
        code: "signature::body_uncovered",
        path: vec!["content".to_owned()],
        message: "the signature does not cover the body".to_owned(),
    }))
}
