//! Pages of an answer: totals stay the same whatever the page.

/// Which part of a list to give.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Page {
    /// How many to pass over.
    pub offset: usize,
    /// How many to give.
    pub limit: usize,
}

impl Page {
    /// The first so many.
    pub fn first(limit: usize) -> Self {
        Self { offset: 0, limit }
    }

    /// This part of a list.
    pub(crate) fn of<T>(self, list: &[T]) -> std::slice::Iter<'_, T> {
        let rest = list.get(self.offset..).unwrap_or_default();
        rest.get(..self.limit).unwrap_or(rest).iter()
    }
}
