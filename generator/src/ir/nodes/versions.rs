//! Several versions of one API: which there are, how a request tells its own, how events of one become another's.

use super::{Ir, Type, TypeId};

/// Everything that is emitted for several versions of one API.
#[derive(Clone, Debug)]
pub struct Versioned {
    /// The versions, oldest first.
    pub versions: Vec<Version>,
    /// The version that the receiver is written against and that the application's events have.
    pub target: usize,
    /// How a request tells its version.
    pub routing: Routing,
    /// The steps by which what is received gets to [`Self::target`], by their start.
    pub towards: Vec<Step>,
    /// The steps by which what is sent gets from [`Self::target`] to every other version, by their start.
    pub away: Vec<Step>,
    /// How types of neighbouring versions become one another.
    pub conversions: Vec<Conversion>,
}

/// One version.
#[derive(Clone, Debug)]
pub struct Version {
    /// Its name, as requests have it.
    pub name: String,
    /// The module that holds it.
    pub module: String,
    /// The variant of the generated `Version`.
    pub variant: String,
    /// What it consists of.
    pub ir: Ir,
    /// Since when it is deprecated, in seconds since 1970.
    pub deprecated: Option<i64>,
    /// From when on it is no longer served, in seconds since 1970.
    pub sunset: Option<i64>,
    /// Where both are explained, or empty.
    pub link: String,
}

/// How a request tells its version.
#[derive(Clone, Debug, Default)]
pub struct Routing {
    /// Where it stands, in the order of precedence.
    pub sources: Vec<Source>,
    /// The version of requests that say nothing.
    pub default: Option<usize>,
    /// Whether a version between two means the earlier one.
    pub between: bool,
    /// How names are ordered.
    pub numbering: Numbering,
}

/// Where a request names its version.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the runtime's `VersionSource` says it")]
pub enum Source {
    /// A segment of the path: what stands before and after the name in it.
    Path { before: String, after: String },
    /// A header.
    Header(String),
    /// A parameter of the media type.
    MediaTypeParameter(String),
    /// The media type itself: what stands before and after the name in it.
    MediaType { before: String, after: String },
    /// A parameter of the query.
    Query(String),
    /// A scalar of the payload, by JSON Pointer.
    Pointer(String),
    /// The event's own name.
    Event,
}

/// How names of versions are ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the runtime's of the same name")]
pub enum Numbering {
    Integer,
    Semver,
    Date,
    /// By the order in which they are listed.
    #[default]
    Declared,
}

/// From one version to its neighbour.
#[derive(Clone, Debug)]
pub struct Step {
    /// Index into [`Versioned::versions`].
    pub from: usize,
    /// Likewise.
    pub to: usize,
    /// For each event of `from` what becomes of it.
    pub events: Vec<EventStep>,
}

/// What becomes of one event.
#[derive(Clone, Debug)]
pub struct EventStep {
    /// Index into the events of the neighbour; `None` where it has no such event.
    pub to: Option<usize>,
    /// How.
    pub how: How,
}

/// How a payload becomes its neighbour's.
#[derive(Clone, Debug)]
pub enum How {
    /// Both are one type.
    Same,
    /// Mechanically.
    Plan(UsePlan),
    /// Only the application knows.
    Written(Written),
}

/// A function that the application has to write.
#[derive(Clone, Debug)]
pub struct Written {
    /// The generated trait.
    pub trait_name: String,
    /// Its method.
    pub method: String,
    /// What changed, one line for each place.
    pub changes: Vec<String>,
}

/// How one named type becomes another.
#[derive(Clone, Debug)]
pub struct Conversion {
    /// Version and type.
    pub from: (usize, TypeId),
    /// Likewise.
    pub to: (usize, TypeId),
    /// How.
    pub shape: ShapePlan,
}

/// How one shape becomes another.
#[derive(Clone, Debug)]
pub enum ShapePlan {
    /// The fields of the new struct, in order, then its other members.
    Struct(Vec<FieldPlan>, OthersPlan),
    /// The variants: old and new name.
    Enum(Vec<(String, String)>, UnknownPlan),
    /// The variants: old name, new name, and the value.
    Union(Vec<(String, String, UsePlan)>),
    /// The value inside.
    Newtype(UsePlan),
}

/// Where a field's value comes from.
#[derive(Clone, Debug)]
pub struct FieldPlan {
    /// The new field's name.
    pub name: String,
    /// Whence.
    pub from: FieldSource,
}

/// Whence a field's value comes.
#[derive(Clone, Debug)]
pub enum FieldSource {
    /// The old field of this name.
    Field {
        /// Its name.
        name: String,
        /// How it can be missing or null.
        had: Presence,
        /// How the new one can.
        has: Presence,
        /// What becomes of the value.
        value: Plan,
        /// What stands for it where it is missing and must not be.
        default: Option<DefaultValue>,
    },
    /// Nothing: it is optional.
    Absent(Presence),
    /// What the document says stands for it.
    Default(DefaultValue),
}

/// What stands for a missing member.
#[derive(Clone, Debug)]
pub struct DefaultValue {
    /// The type.
    pub ty: Type,
    /// A scalar, or an empty list.
    pub value: serde_json::Value,
    /// Whether the member is an `Option` all the same.
    pub nullable: bool,
}

/// How a member can be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It is there: `T`.
    Required,
    /// It is there and may be null: `Option<T>`.
    Nullable,
    /// It may be missing: `Option<T>`.
    Optional,
    /// It may be missing or null: `Maybe<T>`.
    Maybe,
}

/// What becomes of the members that no field holds.
#[derive(Clone, Debug)]
pub enum OthersPlan {
    /// There is no field for them.
    None,
    /// An empty field of this name.
    Empty(String),
    /// From the old field to the new one.
    From(String, String, UsePlan),
}

/// What becomes of a value that an enum does not list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnknownPlan {
    /// There is none.
    None,
    /// It stays unknown.
    Keep,
}

/// What becomes of a value that may be null.
#[derive(Clone, Debug)]
pub struct UsePlan {
    /// Whether it may be null before.
    pub had_null: bool,
    /// Whether it may afterwards.
    pub has_null: bool,
    /// What becomes of it where it is not.
    pub value: Plan,
}

/// What becomes of a value.
#[derive(Clone, Debug)]
pub enum Plan {
    /// The same type.
    Keep,
    /// By `From`: a named type, a wider number, a text without its format.
    Into,
    /// Each item.
    List(Box<UsePlan>),
    /// Each member.
    Map(Box<UsePlan>),
    /// Out of its box and into a new one.
    Boxed(Box<Plan>),
}

impl Plan {
    /// Whether nothing has to be done.
    #[must_use]
    pub fn keeps(&self) -> bool {
        matches!(self, Self::Keep)
    }
}

impl UsePlan {
    /// Whether nothing has to be done.
    #[must_use]
    pub fn keeps(&self) -> bool {
        self.value.keeps() && self.had_null == self.has_null
    }
}
