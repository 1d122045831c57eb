//! What AWS answers in place of doing what a step asks for: whether to wait and try again, and otherwise what whoever applies the plan can do.
//!
//! Codes and reasons are those of the API references of AWS Organizations and AWS Service Catalog ("Errors" of each operation, `FailureReason` of
//! `CreateAccountStatus`, `Reason` of `ConstraintViolationException`), and what is reported from the field.

use armillary_aws::FailureClass;

use crate::calls::CallError;

/// A call that was refused, or what it had begun and that failed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Refusal {
    /// What happened, in AWS's words.
    pub message: String,
    /// AWS's code, or the reason why an account was not made.
    pub code: String,
    /// What AWS tells beside the code, such as `ACCOUNT_NUMBER_LIMIT_EXCEEDED`.
    pub reason: String,
    class: FailureClass,
}

/// To go on with the same plan.
pub(crate) const AGAIN: &str = "apply the same plan again: what is done is not done twice";
/// What the plan rests on is no longer so.
const ANEW: &str = "the organization is otherwise than when this was planned: crawl and plan again; to apply the same plan again cannot help";
/// AWS does these one after the other, and says so in place of waiting.
const BUSY: &[&str] = &[
    "ConcurrentModificationException",
    "ConflictException",
    "FinalizingOrganizationException",
    "OperationInProgressException",
    "PolicyChangesInProgressException",
    "ResourceInUseException",
];
/// So are these, by what is told beside the code: five accounts are made at a time, and three closed.
const BUSY_REASONS: &[&str] = &[
    "ACCOUNT_CREATION_NOT_COMPLETE",
    "ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED",
    "CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED",
    "CONCURRENT_ACCOUNT_MODIFICATION",
];

/// By code or reason, what to do, the more special first.
const REMEDIES: &[(&str, &str)] = &[
    // Quotas.
    (
        "ACCOUNT_NUMBER_LIMIT_EXCEEDED",
        "raise the quota \"Default maximum number of accounts\" of AWS Organizations (Service Quotas, L-E619E033; closed accounts count for 90 days), then apply the same plan again",
    ),
    (
        "ACCOUNT_LIMIT_EXCEEDED",
        "raise the quota \"Default maximum number of accounts\" of AWS Organizations (Service Quotas, L-E619E033; closed accounts count for 90 days), then apply the same plan again",
    ),
    (
        "CLOSE_ACCOUNT_QUOTA_EXCEEDED",
        "as many accounts were closed within 30 days as may be: wait until the first of them is 30 days ago, then apply the same plan again",
    ),
    (
        "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
        "detach another policy of this type from the target first, or put both into one policy; then apply the same plan again",
    ),
    (
        "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
        "attach another policy of this type to the target first, such as FullAWSAccess; then apply the same plan again",
    ),
    ("MAX_TAG_LIMIT_EXCEEDED", "a resource has at most 50 tags: take some away first, then apply the same plan again"),
    (
        "POLICY_NUMBER_LIMIT_EXCEEDED",
        "delete policies of this type that are attached to nothing, or raise the quota (Service Quotas, AWS Organizations); then apply the same plan again",
    ),
    ("POLICY_CONTENT_LIMIT_EXCEEDED", "the policy is longer than AWS takes: shorten it and plan again"),
    (
        "LimitExceededException",
        "the quota of AWS Service Catalog that the message names is used up: raise it (Service Quotas) or take something away, then apply the same plan again",
    ),
    // Accounts.
    (
        "EMAIL_ALREADY_EXISTS",
        "another account has this e-mail address, of this organization or of another: choose another template of addresses, or crawl and plan again if the account is of this organization; to apply the same plan again cannot help",
    ),
    (
        "GOVCLOUD_ACCOUNT_ALREADY_EXISTS",
        "an account of AWS GovCloud (US) has this e-mail address: choose another template of addresses and plan again",
    ),
    (
        "INVALID_ADDRESS",
        "the address of the management account is not valid: put it right in its account settings, then apply the same plan again",
    ),
    ("INVALID_EMAIL", "AWS takes no such e-mail address: choose another template of addresses and plan again"),
    ("INTERNAL_FAILURE", "AWS failed: apply the same plan again, and ask AWS Support if it stays so"),
    (
        "PENDING_BUSINESS_VALIDATION",
        "AWS is still checking the business licence of the management account: wait for it, then apply the same plan again",
    ),
    (
        "BUSINESS_VALIDATION",
        "AWS asks for the business licence of the management account: give it in the console of AWS Organizations, then apply the same plan again",
    ),
    (
        "PAYMENT_INSTRUMENT",
        "give the management account a payment method that is valid (Billing console), then apply the same plan again",
    ),
    (
        "UPDATE_EXISTING_RESOURCE_POLICY_WITH_TAGS_NOT_SUPPORTED",
        "the tags of the new account do not fit the delegation policy of the organization: plan again without tags, and tag the account afterwards",
    ),
    (
        "CANNOT_CLOSE_MANAGEMENT_ACCOUNT",
        "the management account cannot be closed from within the organization: leave it out and plan again",
    ),
    (
        "DELEGATED_ADMINISTRATOR",
        "deregister the account as a delegated administrator first, then apply the same plan again",
    ),
    ("AccountAlreadyClosedException", ANEW),
    ("AccountNotFoundException", ANEW),
    ("ChildNotFoundException", ANEW),
    ("DestinationParentNotFoundException", ANEW),
    ("DuplicateAccountException", ANEW),
    ("ParentNotFoundException", ANEW),
    ("SourceParentNotFoundException", ANEW),
    ("TargetNotFoundException", ANEW),
    // Policies.
    ("DuplicatePolicyAttachmentException", ANEW),
    ("DuplicatePolicyException", "another policy of this type has the name: choose another name and plan again"),
    ("MalformedPolicyDocumentException", "AWS cannot read the policy: put its text right and plan again"),
    ("PolicyNotAttachedException", ANEW),
    ("PolicyNotFoundException", ANEW),
    (
        "PolicyTypeNotAvailableForOrganizationException",
        "the organization has consolidated billing only: enable all features first, then apply the same plan again",
    ),
    ("PolicyTypeNotEnabledException", "enable the policy type in the root first, then apply the same plan again"),
    ("IMMUTABLE_POLICY", "AWS keeps this policy itself: leave it out and plan again"),
    ("NON_DETACHABLE_POLICY", "AWS keeps this policy attached everywhere: leave it out and plan again"),
    // The organization.
    (
        "AWSOrganizationsNotInUseException",
        "these credentials are in no organization: apply the plan with those of the management account",
    ),
    (
        "UnsupportedAPIEndpointException",
        "AWS offers this elsewhere: apply the plan in the partition of the organization",
    ),
    (
        "AccessDeniedForDependencyException",
        "whoever applies the plan must be able to let AWS Organizations make its service-linked role (`iam:CreateServiceLinkedRole`), then apply the same plan again",
    ),
    (
        "ConstraintViolationException",
        "AWS allows no more than the message says: put that right, then apply the same plan again",
    ),
    (
        "InvalidInputException",
        "AWS does not take this as it is planned: put right what the message names and plan again; to apply the same plan again cannot help",
    ),
    // Portfolios.
    ("DuplicateResourceException", ANEW),
    (
        "InvalidParametersException",
        "AWS does not take this as it is planned: put right what the message names and plan again; to apply the same plan again cannot help",
    ),
    (
        "InvalidStateException",
        "wait until AWS has done what it is at with this portfolio, then apply the same plan again",
    ),
    (
        "OperationNotSupportedException",
        "let AWS Service Catalog work with the organization (EnableAWSOrganizationsAccess), and the account of the portfolio be its delegated administrator; then apply the same plan again",
    ),
    ("ResourceNotFoundException", ANEW),
    (
        "PARTLY_SHARED",
        "some accounts do not have the portfolio, though the share is there, and AWS does not go on with it: end the share (`armillary plan unshare`), wait some 15 s, crawl, and share again; to apply the same plan again cannot help",
    ),
];

impl Refusal {
    /// What AWS had begun, and that failed.
    pub(crate) fn later(code: &str, message: &str) -> Self {
        Self { message: message.to_owned(), code: code.to_owned(), reason: String::new(), class: FailureClass::Other }
    }

    /// AWS is at work on something else, and has done nothing: it is tried again.
    pub(crate) fn is_passing(&self) -> bool {
        let is_throttled = self.class == FailureClass::Throttled;
        let is_busy = BUSY.contains(&self.code.as_str());
        let is_reason = [&self.code, &self.reason].into_iter().any(|code| BUSY_REASONS.contains(&code.as_str()));
        // Service Catalog has one code for all that is not as it should be, and says in words what passes.
        let is_told = ["Try again later", "more than one portfolio share action", "operation is in progress"];
        is_throttled || is_busy || is_reason || is_told.into_iter().any(|words| self.message.contains(words))
    }

    /// What AWS had begun met something else, and came to nothing: it is tried again. What it told in words of the accounts in it does not count.
    pub(crate) fn is_passing_later(&self) -> bool {
        BUSY_REASONS.contains(&self.code.as_str())
    }

    /// What to do about it.
    pub(crate) fn remedy(&self) -> String {
        match self.class {
            FailureClass::Denied => {
                return format!(
                    "whoever applies the plan may not do this: allow it in their policies and in the service control policies above, then {AGAIN}"
                );
            }
            FailureClass::Expired | FailureClass::NoCredentials => return format!("sign in, then {AGAIN}"),
            _ => {}
        }
        let is_it = |name: &str| self.reason.contains(name) || self.code.contains(name);
        let known = REMEDIES.iter().find(|(name, _)| is_it(name));
        known.map_or_else(|| format!("put it right, then {AGAIN}"), |(_, remedy)| (*remedy).to_owned())
    }
}

impl From<&CallError> for Refusal {
    fn from(error: &CallError) -> Self {
        match error {
            CallError::Aws { failure, reason, .. } => Self {
                message: error.to_string(),
                code: failure.code.clone(),
                reason: reason.clone().unwrap_or_default(),
                class: failure.class,
            },
            CallError::Parameters(_) | CallError::Operation { .. } => Self {
                message: error.to_string(),
                code: "InvalidInputException".to_owned(),
                reason: String::new(),
                class: FailureClass::Other,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(code: &str, reason: &str) -> Refusal {
        Refusal { reason: reason.to_owned(), ..Refusal::later(code, "message") }
    }

    #[test]
    fn what_passes_is_waited_for_and_nothing_else() {
        for (code, reason) in [
            ("ConcurrentModificationException", ""),
            ("FinalizingOrganizationException", ""),
            ("ConstraintViolationException", "ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED"),
            ("ConstraintViolationException", "CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED"),
            ("CONCURRENT_ACCOUNT_MODIFICATION", ""),
        ] {
            assert!(refused(code, reason).is_passing(), "{code} {reason}");
        }
        let share = "Cannot process more than one portfolio share action at the same time. Try again later.";
        assert!(Refusal::later("InvalidStateException", share).is_passing());
        let tower = "another AWS Control Tower operation is in progress. Try again later";
        assert!(Refusal::later("ResourceConflict", tower).is_passing());
        for code in ["EMAIL_ALREADY_EXISTS", "InvalidStateException", "ConstraintViolationException", ""] {
            assert!(!refused(code, "").is_passing(), "{code}");
        }
    }

    #[test]
    fn nobody_is_told_to_do_the_same_where_that_cannot_help() {
        for code in ["EMAIL_ALREADY_EXISTS", "DuplicateAccountException", "PolicyNotFoundException", "PARTLY_SHARED"] {
            let remedy = refused(code, "").remedy();
            assert!(remedy.contains("cannot help"), "{code}: {remedy}");
        }
        let quota = refused("ConstraintViolationException", "ACCOUNT_NUMBER_LIMIT_EXCEEDED").remedy();
        assert!(quota.contains("L-E619E033") && quota.contains("apply the same plan again"), "{quota}");
        assert!(refused("NeverHeardOf", "").remedy().starts_with("put it right, then apply"));
        let denied = Refusal { class: FailureClass::Denied, ..refused("AccessDeniedException", "") };
        assert!(denied.remedy().contains("allow it"));
    }
}
