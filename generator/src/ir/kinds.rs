//! Sets of JSON kinds: what a schema allows, what an alternative can be.

/// A set of JSON kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Kinds(pub u8);

impl Kinds {
    /// `null`
    pub const NULL: Self = Self(1);
    /// `true` and `false`
    pub const BOOL: Self = Self(2);
    /// Numbers without a fraction.
    pub const INTEGER: Self = Self(4);
    /// All numbers.
    pub const NUMBER: Self = Self(4 | 8);
    /// Strings.
    pub const STRING: Self = Self(16);
    /// Arrays.
    pub const ARRAY: Self = Self(32);
    /// Objects.
    pub const OBJECT: Self = Self(64);
    /// Every kind.
    pub const ANY: Self = Self(127);
    /// The kinds with their names in JSON Schema, in the order in which they are printed.
    pub const NAMED: [(Self, &'static str); 7] = [
        (Self::NULL, "null"),
        (Self::BOOL, "bool"),
        (Self::NUMBER, "number"),
        (Self::INTEGER, "integer"),
        (Self::STRING, "string"),
        (Self::ARRAY, "array"),
        (Self::OBJECT, "object"),
    ];

    /// The kinds in both sets.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The kinds in either set.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The kinds of this set that the other has not.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether all kinds of the other set are in this one.
    #[must_use]
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether no kind is left.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The kinds one by one with their names, `number` standing for `integer` too.
    #[must_use]
    pub fn split(self) -> Vec<(Self, &'static str)> {
        let mut left = self;
        let mut kinds = Vec::new();
        for (kind, name) in Self::NAMED {
            if left.has(kind) {
                kinds.push((kind, name));
                left = left.without(kind);
            }
        }
        kinds
    }

    /// The names of the kinds, `number` standing for `integer` too.
    #[must_use]
    pub fn names(self) -> Vec<&'static str> {
        self.split().into_iter().map(|(_, name)| name).collect()
    }
}
