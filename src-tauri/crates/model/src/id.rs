//! Account ids, and what can be read off an ARN.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The Region name given to resources of services that have no Regions (IAM, Organizations).
pub const GLOBAL: &str = "global";

/// A 12-digit AWS account id. Kept as a number; shown and serialized with its leading zeros. The default is nobody's: twelve zeros.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountId(u64);

impl AccountId {
    /// The id as a number below 10^12, as the cache stores it.
    pub fn number(self) -> u64 {
        self.0
    }

    /// The account with this number; `None` from 10^12 on.
    pub fn from_number(number: u64) -> Option<Self> {
        (number < 1_000_000_000_000).then_some(Self(number))
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:012}", self.0)
    }
}

/// The text was not an account id.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("`{0}` is not an account id; an account id is 12 digits")]
pub struct InvalidAccountId(pub String);

impl FromStr for AccountId {
    type Err = InvalidAccountId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = if digits { text.parse().ok() } else { None };
        number.map(Self).ok_or_else(|| InvalidAccountId(text.to_owned()))
    }
}

impl TryFrom<String> for AccountId {
    type Error = InvalidAccountId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<AccountId> for String {
    fn from(id: AccountId) -> Self {
        id.to_string()
    }
}

/// The account segment of an ARN (`arn:aws:iam::111122223333:role/x`), if it names one.
pub fn account_in_arn(arn: &str) -> Option<AccountId> {
    if !arn.starts_with("arn:") {
        return None;
    }
    arn.split(':').nth(4)?.parse().ok()
}

/// The partition in an ARN: `aws-cn`; `None` where the text is not an ARN.
pub fn partition_in_arn(arn: &str) -> Option<&str> {
    arn.strip_prefix("arn:")?.split(':').next()
}

/// The resource part of an ARN: everything after the fifth colon; the whole text where it is not an ARN.
pub fn arn_resource(arn: &str) -> &str {
    if arn.starts_with("arn:") { arn.splitn(6, ':').nth(5).unwrap_or(arn) } else { arn }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn account_ids_keep_leading_zeros() {
        let id: AccountId = "000000000042".parse().expect("valid");
        assert_eq!(id.to_string(), "000000000042");
        assert_eq!(serde_json::to_string(&id).expect("serializes"), "\"000000000042\"");
    }

    #[test]
    fn account_ids_are_twelve_ascii_digits() {
        for text in ["", "1234", "1234567890123", "12345678901x", "+12345678901", "١٢٣٤٥٦٧٨٩٠١٢"] {
            assert!(text.parse::<AccountId>().is_err(), "{text}");
        }
    }

    #[test]
    fn arns_tell_account_and_resource() {
        let arn = "arn:aws:iam::111122223333:role/service-role/Name:x";
        assert_eq!(account_in_arn(arn).map(|id| id.to_string()).as_deref(), Some("111122223333"));
        assert_eq!(arn_resource(arn), "role/service-role/Name:x");
        assert_eq!(account_in_arn("arn:aws:s3:::bucket"), None);
        assert_eq!(arn_resource("ou-ab12-cdef"), "ou-ab12-cdef");
    }
}
