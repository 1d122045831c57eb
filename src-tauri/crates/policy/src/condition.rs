//! Conditions of a statement.

/// One operator with one key and its values.
#[derive(Clone, Debug)]
pub struct Condition {
    quantifier: Option<Quantifier>,
    operator: Box<str>,
    if_exists: bool,
    key: Box<str>,
    values: Box<[Box<str>]>,
}

/// The set operator before a condition operator.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Quantifier {
    /// `ForAllValues`: every value of the request matches.
    ForAll,
    /// `ForAnyValue`: at least one value of the request matches.
    ForAny,
}

impl Condition {
    /// The set operator, if it has one.
    pub fn quantifier(&self) -> Option<Quantifier> {
        self.quantifier
    }

    /// The operator without set operator and `IfExists`, in its usual spelling where it is known: `StringEquals`.
    pub fn operator(&self) -> &str {
        &self.operator
    }

    /// Whether the condition also holds where the key is absent.
    pub fn if_exists(&self) -> bool {
        self.if_exists
    }

    /// The key as written.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The values as written.
    pub fn values(&self) -> &[Box<str>] {
        &self.values
    }
}
