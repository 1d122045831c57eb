//! Asking what a principal may do, in the rules' own words.

use armillary_policy::Context;
use armillary_trust::Standing;

pub(super) use armillary_trust::Asked;

/// Whether something is known to be allowed, if need be under a condition.
pub(super) fn is_open(standing: Standing) -> bool {
    matches!(standing, Standing::Allowed | Standing::AllowedIf)
}

/// A context of one key.
pub(super) fn knowing(key: &str, value: &str) -> Context {
    let mut context = Context::new();
    context.set(key, value);
    context
}
