//! Three-valued logic, for verdicts alone and for verdicts with their conditions.

use crate::residual::Literal;

/// What is known of a statement about a request. The order is that of certainty to hold.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Truth {
    False,
    Unknown,
    True,
}

impl Truth {
    pub(crate) fn and(self, other: Truth) -> Truth {
        self.min(other)
    }

    pub(crate) fn or(self, other: Truth) -> Truth {
        self.max(other)
    }

    pub(crate) fn not(self) -> Truth {
        match self {
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
            Self::True => Self::False,
        }
    }

    /// Whether all of the items hold; stops at the first that does not.
    pub(crate) fn all(items: impl IntoIterator<Item = Truth>) -> Truth {
        let mut all = Truth::True;
        for item in items {
            all = all.and(item);
            if all == Truth::False {
                break;
            }
        }
        all
    }

    /// Whether any of the items holds; stops at the first that does.
    pub(crate) fn any(items: impl IntoIterator<Item = Truth>) -> Truth {
        let mut any = Truth::False;
        for item in items {
            any = any.or(item);
            if any == Truth::True {
                break;
            }
        }
        any
    }
}

impl From<bool> for Truth {
    fn from(certain: bool) -> Truth {
        if certain { Self::True } else { Self::False }
    }
}

/// What the evaluation computes with: a bare [`Truth`], or a formula that remembers what the unknown hangs on.
pub(crate) trait Logic: Clone {
    fn certain(truth: bool) -> Self;

    /// An unknown; the literal is only built where it is kept.
    fn unknown(literal: impl FnOnce() -> Literal) -> Self;

    fn and(self, other: Self) -> Self;

    fn or(self, other: Self) -> Self;

    fn not(self) -> Self;

    fn truth(&self) -> Truth;

    /// That all of them hold, put together two by two, so that long formulas are few.
    fn all(mut items: Vec<Self>) -> Self {
        while items.len() > 1 {
            let mut rest = items.into_iter();
            let mut pairs = Vec::with_capacity(rest.len().div_ceil(2));
            while let Some(one) = rest.next() {
                pairs.push(match rest.next() {
                    Some(two) => one.and(two),
                    None => one,
                });
            }
            items = pairs;
        }
        items.pop().unwrap_or_else(|| Self::certain(true))
    }

    fn of(truth: Truth, literal: impl FnOnce() -> Literal) -> Self {
        match truth {
            Truth::True => Self::certain(true),
            Truth::False => Self::certain(false),
            Truth::Unknown => Self::unknown(literal),
        }
    }
}

impl Logic for Truth {
    fn certain(truth: bool) -> Truth {
        truth.into()
    }

    fn unknown(_literal: impl FnOnce() -> Literal) -> Truth {
        Truth::Unknown
    }

    fn and(self, other: Truth) -> Truth {
        Truth::and(self, other)
    }

    fn or(self, other: Truth) -> Truth {
        Truth::or(self, other)
    }

    fn not(self) -> Truth {
        Truth::not(self)
    }

    fn truth(&self) -> Truth {
        *self
    }
}
