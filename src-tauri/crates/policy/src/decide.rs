//! The decision on a request.

use crate::{Decision, Policies, Request, Residual, Verdict};

/// The verdict alone.
pub fn decide(_request: &Request<'_>, _policies: &Policies<'_>) -> Verdict {
    Verdict::ImplicitlyDenied
}

/// The verdict with its reasons.
pub fn evaluate(request: &Request<'_>, policies: &Policies<'_>) -> Decision {
    let verdict = decide(request, policies);
    Decision {
        verdict,
        blocked_by: Vec::new(),
        because: Vec::new(),
        residual: Residual::always(),
        layers: Vec::new(),
        warnings: Vec::new(),
    }
}
