//! Values that are worked out once, when they are first asked for.

use std::sync::{Mutex, OnceLock, PoisonError};

use armillary_wire::Failure;

/// A value that is worked out when it is first asked for, once: who asks meanwhile waits for it. A failure is not kept.
pub struct Kept<T> {
    value: OnceLock<T>,
    working: Mutex<()>,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self { value: OnceLock::new(), working: Mutex::new(()) }
    }
}

impl<T> Kept<T> {
    /// The value, if it is worked out already.
    pub fn known(&self) -> Option<&T> {
        self.value.get()
    }

    /// The value; `work` is what it takes to work it out.
    pub fn get(&self, work: impl FnOnce() -> Result<T, Failure>) -> Result<&T, Failure> {
        if let Some(value) = self.value.get() {
            return Ok(value);
        }
        let _working = self.working.lock().unwrap_or_else(PoisonError::into_inner);
        match self.value.get() {
            Some(value) => Ok(value),
            None => work().map(|value| self.value.get_or_init(|| value)),
        }
    }
}
