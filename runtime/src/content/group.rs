//! Named pieces to one JSON object and back: what forms and messages of parts have in common.
//!
//! In: pieces in the order of the body, and a shape. Out: the JSON of the schema's instance. It must
//! not know how pieces are told apart on the wire.

use std::borrow::Cow;
use std::collections::HashMap;

use super::convert::{
    binary_text, items, kind, members, push_string, push_value, text_binary, text_of, utf8,
};
use super::shape::{Field, Form, Shape, find};
use super::{broken, is_json, pointer};
use crate::decode::Kinds;
use crate::violation::Violations;

/// One named piece of a body.
#[derive(Clone, Debug)]
pub(super) struct Piece<'a> {
    pub(super) name: Cow<'a, str>,
    pub(super) value: Cow<'a, [u8]>,
    /// Whether the piece itself says that it is JSON.
    pub(super) is_json: bool,
}

/// The pieces of one member.
struct Group<'a> {
    name: Cow<'a, str>,
    field: Option<&'static Field>,
    values: Vec<Piece<'a>>,
    /// Those named `member[…]`, by what stands in the brackets.
    below: Vec<Piece<'a>>,
}

/// The JSON of the instance.
///
/// Some senders put the whole instance as JSON into one piece that no schema declares (`payload=…`, a part `json`,
/// the root of a `multipart/related`). So where no piece bears a declared name, and exactly one is a JSON object,
/// that is the instance.
pub(super) fn instance(shape: &Shape, pieces: Vec<Piece<'_>>) -> Result<Vec<u8>, Violations> {
    let declared = |piece: &Piece<'_>| place(shape.fields, &piece.name).is_some();
    if !shape.fields.is_empty() && !pieces.iter().any(declared) {
        let mut objects = pieces.iter().filter(|piece| is_object(piece));
        if let (Some(only), None) = (objects.next(), objects.next()) {
            return Ok(only.value.to_vec());
        }
    }
    let mut out = Vec::new();
    object(&mut out, "", shape.fields, shape.others, pieces)?;
    Ok(out)
}

fn is_object(piece: &Piece<'_>) -> bool {
    std::str::from_utf8(&piece.value).ok().and_then(kind) == Some(Kinds::NONE.object())
}

/// The declared member that a name belongs to, and what stands in its brackets.
fn place<'n>(fields: &'static [Field], name: &'n str) -> Option<(&'static Field, Option<&'n str>)> {
    if let Some(field) = find(fields, name) {
        return Some((field, None));
    }
    let (base, rest) = name.split_once('[')?;
    let field = find(fields, base)?;
    let (inner, after) = rest.split_once(']')?;
    match field.form {
        Form::List(..) | Form::ManyBytes => {
            let counts = after.is_empty() && inner.bytes().all(|byte| byte.is_ascii_digit());
            counts.then_some((field, None))
        }
        Form::Object(_) => Some((field, Some(rest))),
        _ => None,
    }
}

/// `b][c]` names the member `b[c]` below.
fn name_below(rest: &str) -> String {
    let (inner, after) = rest.split_once(']').unwrap_or((rest, ""));
    format!("{inner}{after}")
}

fn object(
    out: &mut Vec<u8>,
    at: &str,
    fields: &'static [Field],
    others: Kinds,
    pieces: Vec<Piece<'_>>,
) -> Result<(), Violations> {
    out.push(b'{');
    for (index, group) in groups(fields, pieces).into_iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        push_string(out, &group.name);
        out.push(b':');
        let at = format!("{at}{}", pointer(&group.name));
        member(out, &at, group, others)?;
    }
    out.push(b'}');
    Ok(())
}

fn groups<'a>(fields: &'static [Field], pieces: Vec<Piece<'a>>) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for mut piece in pieces {
        let found = place(fields, &piece.name);
        let below = found.and_then(|(_, rest)| rest).map(name_below);
        let field = found.map(|(field, _)| field);
        let name = field.map_or_else(|| piece.name.clone(), |field| Cow::Borrowed(field.name));
        let at = *known.entry(name.clone().into_owned()).or_insert_with(|| {
            groups.push(Group { name, field, values: Vec::new(), below: Vec::new() });
            groups.len() - 1
        });
        match below {
            Some(name) => {
                piece.name = Cow::Owned(name);
                groups[at].below.push(piece);
            }
            None => groups[at].values.push(piece),
        }
    }
    groups
}

fn member(out: &mut Vec<u8>, at: &str, group: Group<'_>, others: Kinds) -> Result<(), Violations> {
    let Some(field) = group.field else { return values(out, at, &group.values, others, false) };
    let is_json = is_json(field.media_type);
    match field.form {
        Form::Value(kinds) => values(out, at, &group.values, kinds, is_json),
        Form::List(kinds, between) => list(out, at, &group.values, kinds, between, is_json),
        Form::Object(_) if group.below.is_empty() => {
            values(out, at, &group.values, Kinds::NONE.object(), is_json)
        }
        Form::Object(fields) if group.values.is_empty() => object(out, at, fields, Kinds::ANY, group.below),
        Form::Object(_) => Err(broken(at, "either one text or one per member is expected")),
        Form::Bytes => match group.values.as_slice() {
            [only] => {
                push_string(out, &binary_text(&only.value));
                Ok(())
            }
            several => bytes(out, several),
        },
        Form::ManyBytes => bytes(out, &group.values),
    }
}

fn bytes(out: &mut Vec<u8>, pieces: &[Piece<'_>]) -> Result<(), Violations> {
    joined(out, pieces, |out, piece| {
        push_string(out, &binary_text(&piece.value));
        Ok(())
    })
}

/// One piece is one value. Several, where the schema has one, are an array, which the decoder will refuse.
fn values(
    out: &mut Vec<u8>,
    at: &str,
    pieces: &[Piece<'_>],
    kinds: Kinds,
    is_json: bool,
) -> Result<(), Violations> {
    match pieces {
        [only] => value(out, at, only, kinds, is_json),
        several => joined(out, several, |out, piece| value(out, at, piece, kinds, is_json)),
    }
}

fn list(
    out: &mut Vec<u8>,
    at: &str,
    pieces: &[Piece<'_>],
    kinds: Kinds,
    between: Option<char>,
    is_json: bool,
) -> Result<(), Violations> {
    if let [only] = pieces {
        let text = utf8(at, &only.value)?;
        let whole = (is_json || only.is_json) && kind(text) == Some(Kinds::NONE.array());
        if whole {
            out.extend_from_slice(text.as_bytes());
            return Ok(());
        }
        if let Some(between) = between {
            let texts: Vec<&str> = if text.is_empty() { Vec::new() } else { text.split(between).collect() };
            return joined(out, &texts, |out, text| {
                push_value(out, text.trim_matches([' ', '\t']), kinds);
                Ok(())
            });
        }
    }
    joined(out, pieces, |out, piece| value(out, at, piece, kinds, is_json))
}

fn joined<T>(
    out: &mut Vec<u8>,
    each: &[T],
    mut one: impl FnMut(&mut Vec<u8>, &T) -> Result<(), Violations>,
) -> Result<(), Violations> {
    out.push(b'[');
    for (index, item) in each.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        one(out, item)?;
    }
    out.push(b']');
    Ok(())
}

fn value(
    out: &mut Vec<u8>,
    at: &str,
    piece: &Piece<'_>,
    kinds: Kinds,
    is_json: bool,
) -> Result<(), Violations> {
    let text = utf8(at, &piece.value)?;
    if (is_json || piece.is_json) && kind(text).is_some() {
        out.extend_from_slice(text.as_bytes());
    } else {
        push_value(out, text, kinds);
    }
    Ok(())
}

/// The pieces of a payload's JSON, which must be an object, each with its field.
pub(super) fn pieces(
    shape: &Shape,
    json: &str,
) -> Result<Vec<(Piece<'static>, Option<&'static Field>)>, Violations> {
    let all = members(json).ok_or_else(|| broken("", "an object is expected in a form"))?;
    let mut out = Vec::new();
    for (name, raw) in all {
        let field = shape.field(&name);
        let media_type = field.map_or("", |field| field.media_type);
        let mut push = |name: &str, value: Vec<u8>, json: bool| {
            let is_json = is_json(media_type) || (media_type.is_empty() && json);
            let piece = Piece { name: Cow::Owned(name.to_owned()), value: Cow::Owned(value), is_json };
            out.push((piece, field));
        };
        split(&name, raw, field, &mut push);
    }
    Ok(out)
}

/// Hands each piece of a member to `push`: its name, its bytes, and whether they are JSON and nothing simpler.
fn split(
    name: &str,
    raw: &serde_json::value::RawValue,
    field: Option<&'static Field>,
    push: &mut dyn FnMut(&str, Vec<u8>, bool),
) {
    let structured = raw.get().starts_with(['{', '[']);
    let one = |raw| text_of(raw).into_owned().into_bytes();
    if field.is_some_and(|field| is_json(field.media_type)) {
        return push(name, raw.get().as_bytes().to_vec(), true);
    }
    match field.map(|field| field.form) {
        Some(Form::List(_, between)) if raw.get().starts_with('[') => {
            let items = items(raw).unwrap_or_default();
            match between {
                None => items
                    .into_iter()
                    .for_each(|item| push(name, one(item), item.get().starts_with(['{', '[']))),
                Some(sign) => {
                    let texts: Vec<Cow<'_, str>> = items.into_iter().map(text_of).collect();
                    push(name, texts.join(sign.encode_utf8(&mut [0; 4])).into_bytes(), false);
                }
            }
        }
        Some(Form::Bytes) if !structured => push(name, text_binary(&text_of(raw)), false),
        Some(Form::ManyBytes) if structured => {
            for item in items(raw).unwrap_or_default() {
                push(name, text_binary(&text_of(item)), false);
            }
        }
        Some(Form::Object(fields)) if structured => {
            for (member, raw) in members(raw.get()).unwrap_or_default() {
                split(&format!("{name}[{member}]"), raw, find(fields, &member), push);
            }
        }
        _ => push(name, one(raw), structured),
    }
}
