//! The owner of a resource that nobody told: it is taken to be the principal's account, and what hangs on that is said.

use crate::{Decision, Mode, Policies, Request, Verdict, decide, evaluate};

/// An account that no principal is of.
const ANOTHER: &str = "another";

/// That the answer holds only where the resource is of the principal's own account. In symbolic mode what is not given is unknown, and the
/// owner is one such thing: an S3 bucket's ARN names no account. If it is another, that account has to allow the request too.
pub(super) fn assumed(request: &Request<'_>, policies: &Policies<'_>, decision: &Decision) -> Option<String> {
    let is_open = matches!(decision.verdict, Verdict::Allowed | Verdict::AllowedIf);
    if request.mode != Mode::Symbolic || !is_open || request.is_owner_told() {
        return None;
    }
    let mine = request.principal.account()?;
    let elsewhere = Request { resource_account: Some(ANOTHER), ..*request };
    let holds = || decision.verdict == Verdict::Allowed || evaluate(&elsewhere, policies).residual == decision.residual;
    if decide(&elsewhere, policies) == decision.verdict && holds() {
        return None;
    }
    Some(format!(
        "whose `{}` is, its ARN does not tell and `resourceAccount` is not given: it is taken for one of account `{mine}`; \
         where another account owns it, that account's resource policy has to allow this too",
        request.resource.as_str()
    ))
}
