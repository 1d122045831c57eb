//! Values that come out of earlier steps, as parameters name them: `${s1.accountId}`.

use std::collections::BTreeMap;

use armillary_model::AccountId;

/// What steps gave, by the references that stand for it.
pub type Outcomes = BTreeMap<String, AccountId>;

/// The reference that stands for the id of the plan itself, which only who has the whole plan knows.
pub const PLAN_ID: &str = "plan.id";

/// The id of the account that a step creates.
pub(crate) fn account_of(step: &str) -> String {
    format!("${{{step}.accountId}}")
}

/// Whether an operation gives the id of an account that it creates.
pub fn gives_account(operation: &str) -> bool {
    matches!(operation, "CreateAccount" | "ProvisionProduct")
}

/// The id of the policy that a step creates.
pub(crate) fn policy_of(step: &str) -> String {
    format!("${{{step}.policyId}}")
}

/// The step that a reference speaks of; `None` where the text is none.
pub fn step_in(text: &str) -> Option<&str> {
    text.strip_prefix("${")?.strip_suffix('}')?.split_once('.').map(|(step, _)| step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_tell_their_step() {
        assert_eq!(account_of("s1"), "${s1.accountId}");
        assert_eq!(step_in("${s12.accountId}"), Some("s12"));
        assert_eq!((step_in("111122223333"), step_in("${s1}")), (None, None));
    }
}
