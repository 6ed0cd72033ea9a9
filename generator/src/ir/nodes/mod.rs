//! The intermediate representation: Rust names and Rust shapes, no word of OpenAPI left.
//!
//! Plain data with public fields. What stands here cannot fail because of the document any more,
//! so no node knows its place. `lower` makes it, `emit` and `scaffold` read it.

pub use super::checks::{Check, Checks, Pattern, Rule, SchemaText};
pub use super::form::{Content, Form, FormField, Shape};
pub use super::kinds::Kinds;
pub use event::*;
pub use handshake::*;
pub use scheme::*;
pub use sending::*;
pub use versions::*;

mod event;
mod handshake;
mod scheme;
mod sending;
mod versions;

/// Everything that is emitted for one document.
#[derive(Clone, Debug, Default)]
pub struct Ir {
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// The document as the user named it, with `/` between folders.
    pub source: String,
    /// `info.description`, ready for a doc comment.
    pub docs: Docs,
    /// One entry per webhook or callback operation, in document order.
    pub events: Vec<Event>,
    /// The types, in the order in which the events reach them.
    pub types: Vec<TypeDef>,
    /// For each of [`Ir::types`] the cfg feature that alone needs it.
    pub gates: Vec<Option<String>>,
    /// The names of further places at which a type of [`Ir::types`] stands.
    pub aliases: Vec<Alias>,
    /// Tables of checks that stand for themselves.
    pub rules: Vec<Rule>,
    /// Schemas that only a general validator can check.
    pub schemas: Vec<SchemaText>,
    /// How a request tells its event.
    pub dispatch: Dispatch,
    /// How deliveries are signed, where the document or the config says so.
    pub scheme: Option<Scheme>,
    /// The handshakes that senders ask for, each kind once.
    pub handshakes: Vec<Handshake>,
    /// When deliveries are tried again, where the document or the config says so.
    pub retry: Option<Retry>,
    /// What contract tests read at run time.
    pub contract: ContractText,
    /// Whether it is one of several versions.
    pub is_version: bool,
    /// For each of [`Ir::types`] the module of the version that holds it, where it is not this one; empty for a
    /// document that stands alone.
    pub borrowed: Vec<Option<String>>,
}

/// The contract of a document, for the runtime.
#[derive(Clone, Debug, Default)]
pub struct ContractText {
    /// A name that no other module of the same crate is likely to have.
    pub name: String,
    /// [`crate::contract::Contract::to_json`].
    pub value: serde_json::Value,
}

/// Lines of documentation, already safe inside `///`.
pub type Docs = Vec<String>;

/// Index into [`Ir::types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub usize);

/// The name of a further place of a shared type.
#[derive(Clone, Debug)]
pub struct Alias {
    /// The Rust name, unique in the module.
    pub name: String,
    /// The type.
    pub target: TypeId,
    /// What the document says of the place.
    pub docs: Docs,
    /// The module of the version that has the same name for the same type, where it is not this one.
    pub borrowed: Option<String>,
}

/// A type that is emitted under a name of its own.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// The Rust name, unique in the module.
    pub name: String,
    /// Documentation.
    pub docs: Docs,
    /// The shape.
    pub kind: Kind,
}

/// The shapes of named types.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A JSON object with declared members.
    Struct(Struct),
    /// A string with listed values.
    StringEnum(StringEnum),
    /// One of several alternatives.
    Union(Union),
    /// A JSON array whose first items have types of their own.
    Tuple(Tuple),
    /// A name of its own around another type, where an alias would be recursive.
    Newtype(Use),
    /// Another name for a type.
    Alias(Use),
}

/// A JSON object.
#[derive(Clone, Debug)]
pub struct Struct {
    /// The declared members, in document order.
    pub fields: Vec<Field>,
    /// What happens to members that are not declared.
    pub others: Others,
    /// Checks of the object as a whole.
    pub checks: Checks,
}

/// One declared member of an object.
#[derive(Clone, Debug)]
pub struct Field {
    /// The member's name in JSON.
    pub json: String,
    /// The field's name in Rust.
    pub name: String,
    /// The type of the value.
    pub ty: Use,
    /// Whether it must be there.
    pub required: bool,
    /// Documentation.
    pub docs: Docs,
    /// Marked as deprecated in the document.
    pub deprecated: bool,
    /// What stands for it where it is missing, by the document.
    pub default: Option<serde_json::Value>,
    /// `x-webhook-renamed-from`: the member's name in the version before.
    pub renamed_from: Option<String>,
}

/// What an object does with members that are not declared.
#[derive(Clone, Debug)]
pub enum Others {
    /// They are allowed and not kept.
    Ignore,
    /// They are allowed and kept as raw JSON in this field.
    Keep(String),
    /// They are not allowed.
    Refuse,
    /// They have a type and are kept in this field.
    Read(String, Use),
}

/// A JSON array whose first items have types of their own.
#[derive(Clone, Debug)]
pub struct Tuple {
    /// The first items.
    pub items: Vec<TupleItem>,
    /// The type of those that follow; `None` where none may.
    pub rest: Option<Use>,
    /// Checks of the array as a whole.
    pub checks: Checks,
}

/// One of the first items of an array.
#[derive(Clone, Debug)]
pub struct TupleItem {
    /// The type of the value.
    pub ty: Use,
    /// Whether it must be there.
    pub required: bool,
    /// Documentation.
    pub docs: Docs,
}

/// A string with listed values.
#[derive(Clone, Debug)]
pub struct StringEnum {
    /// JSON text and variant.
    pub values: Vec<(String, String)>,
    /// Whether values that are not listed are kept in a tolerant reading. A single value is a
    /// constant that tells events and alternatives apart, so it stays closed.
    pub open: bool,
}

/// A value that fits one of several alternatives.
#[derive(Clone, Debug)]
pub struct Union {
    /// `oneOf` when true, `anyOf` otherwise.
    pub exactly_one: bool,
    /// The alternatives.
    pub variants: Vec<Variant>,
    /// Checks of the value, whichever alternative it is.
    pub checks: Checks,
}

/// One alternative of a union.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The Rust name.
    pub name: String,
    /// The type; objects are boxed.
    pub ty: Use,
    /// The JSON kinds that it can have.
    pub kinds: Kinds,
    /// The member that every value of this alternative has, and the values that it can have there.
    pub tag: Option<Tag>,
    /// The discriminator's values for this alternative: they say what to try first, and prove nothing.
    pub hint: Option<Tag>,
    /// Documentation.
    pub docs: Docs,
}

/// A member with known values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// The member's name.
    pub member: String,
    /// The values that belong to this alternative.
    pub values: Vec<String>,
}

/// A type where it is used: nullability and checks belong to the place, not to the type.
#[derive(Clone, Debug, PartialEq)]
pub struct Use {
    /// The type without null.
    pub ty: Type,
    /// Whether JSON null is a value of it.
    pub nullable: bool,
    /// Constraints that the type does not express.
    pub checks: Checks,
}

impl Use {
    /// A type without null and without constraints.
    #[must_use]
    pub fn plain(ty: Type) -> Self {
        Self { ty, nullable: false, checks: Vec::new() }
    }
}

/// Rust types.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// `bool`
    Bool,
    /// An integer type by name: `i32`, `i64`, `u32`, `u64`.
    Int(&'static str),
    /// `f64`, or `f32` for `format: float`.
    Float(&'static str),
    /// `String`
    String,
    /// A string of a format that keeps its text: `DateTime`, `Date`, `Uuid`.
    Text(&'static str),
    /// A number that loses no digit.
    Number,
    /// Raw JSON.
    Json,
    /// `Loose<T>`: a schema without `type` that describes one kind.
    Loose(Box<Type>),
    /// Only `null`.
    Null,
    /// A body that is not JSON.
    RawBody,
    /// A body that is text and not JSON.
    TextBody,
    /// No body at all.
    NoPayload,
    /// `Vec<T>`
    List(Box<Use>),
    /// `Map<T>`
    Map(Box<Use>),
    /// `Box<T>`, to break a cycle or to keep a union small.
    Boxed(Box<Type>),
    /// A type of [`Ir::types`].
    Named(TypeId),
}

/// How a request tells its event.
#[derive(Clone, Debug, Default)]
pub enum Dispatch {
    /// There is only one event.
    #[default]
    Single,
    /// Each event has a path (and method) of its own.
    Path,
    /// A key is made of parts of the request and looked up.
    Key(KeyDispatch),
}

/// A key over the request.
#[derive(Clone, Debug)]
pub struct KeyDispatch {
    /// The parts in order.
    pub parts: Vec<KeyPart>,
    /// Whether `_` equals `-` and letter case is ignored.
    pub fold: bool,
    /// Key and index of the event, sorted by key.
    pub table: Vec<(String, usize)>,
}

/// One part of a dispatch key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPart {
    /// Text before the part, left out with it.
    pub before: String,
    /// Where it stands in the request.
    pub from: KeySource,
    /// Whether a key without it is tried too.
    pub optional: bool,
}

/// Where a part of a dispatch key stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeySource {
    /// A header, by name.
    Header(String),
    /// A scalar of the payload, by JSON Pointer.
    Pointer(String),
    /// The last segment of the path.
    Path,
    /// The HTTP method.
    Method,
}
