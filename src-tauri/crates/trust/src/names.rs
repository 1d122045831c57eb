//! Names kept once: ARNs, policy names and tag texts that many records repeat.

use std::{collections::HashSet, sync::Arc};

/// A set of texts of which each is kept once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names(HashSet<Arc<str>>);

impl Names {
    /// The one copy of this text.
    pub fn keep(&mut self, text: &str) -> Arc<str> {
        if let Some(kept) = self.0.get(text) {
            return kept.clone();
        }
        let kept: Arc<str> = Arc::from(text);
        self.0.insert(kept.clone());
        kept
    }
}
