//! A request as operations see it: who asks what, where, and the errors they all answer with.

use std::ops::RangeInclusive;

use armillary_model::AccountId;

use super::AwsError;
use crate::{
    server::api::{Api, CommonError, Family},
    state::{Caller, Moment, Timestamp},
    wire::Input,
};

/// An authenticated request for a known operation.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// The API asked.
    pub api: Api,
    /// The operation asked for.
    pub operation: &'static str,
    /// The Region of the SigV4 scope.
    pub region: String,
    /// What it asks.
    pub input: Input,
    /// Who asks.
    pub caller: Caller,
    /// The account that asks.
    pub account: AccountId,
    /// When it asks.
    pub now: Timestamp,
    /// When it asks, by AWS's clock.
    pub moment: Moment,
    /// How what it starts will fail, if it is to fail on purpose.
    pub later: Option<Later>,
    /// A number no other request of this server has.
    pub number: u64,
}

/// A failure that shows only when AWS is done with what a request has started.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Later {
    /// Its code, such as `INTERNAL_FAILURE`.
    pub code: String,
    /// What AWS says about it, where it says anything.
    pub message: String,
}

impl Request {
    /// A text member that has to be given.
    pub(crate) fn required(&self, name: &str) -> Result<&str, AwsError> {
        self.input.text(name).ok_or_else(|| self.missing(name))
    }

    /// A text member that has to be one of these values, where it is given.
    pub(crate) fn one_of<'a>(&'a self, name: &str, allowed: &[&str]) -> Result<Option<&'a str>, AwsError> {
        match self.input.text(name) {
            Some(text) if !allowed.contains(&text) => {
                Err(self.invalid(name, Flaw::NotListed, &format!("must be one of {}", allowed.join(", "))))
            }
            given => Ok(given),
        }
    }

    /// Holds the text of a member against the length it may have, in characters.
    pub(crate) fn check_length(&self, name: &str, text: &str, length: RangeInclusive<usize>) -> Result<(), AwsError> {
        let rule = || format!("must have {} to {} characters", length.start(), length.end());
        match text.chars().count() {
            count if count < *length.start() => Err(self.invalid(name, Flaw::TooShort, &rule())),
            count if count > *length.end() => Err(self.invalid(name, Flaw::TooLong, &rule())),
            _ => Ok(()),
        }
    }

    /// The error for a member that is missing.
    pub(crate) fn missing(&self, name: &str) -> AwsError {
        match self.api.family() {
            Family::Ec2 => AwsError::new("MissingParameter", format!("The request must contain the parameter {name}")),
            _ => self.invalid(name, Flaw::Missing, "must be given"),
        }
    }

    /// The error for a member whose value is not allowed.
    pub(crate) fn invalid(&self, name: &str, flaw: Flaw, rule: &str) -> AwsError {
        let error = self.error(CommonError::Invalid, format!("The member `{name}` {rule}."));
        if self.api == Api::Organizations { error.with("Reason", flaw.reason()) } else { error }
    }

    /// The error for a caller who may not do this.
    pub(crate) fn denied(&self, why: &str) -> AwsError {
        self.error(CommonError::Denied, format!("{}:{} is denied: {why}", self.api.signing_name(), self.operation))
    }

    /// An error every API has, under the code this one uses.
    pub(crate) fn error(&self, error: CommonError, message: impl Into<String>) -> AwsError {
        AwsError::common(self.api, error, message)
    }
}

/// What is wrong with a member.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Flaw {
    /// It is not given.
    Missing,
    /// It is not one of the values there are.
    NotListed,
    /// It has not the form it should have.
    Form,
    /// It is a number that is too small or too large.
    Range,
    /// It is a text that is too short.
    TooShort,
    /// It is a text that is too long.
    TooLong,
    /// It is not a token of this listing.
    Token,
}

impl Flaw {
    /// The reason as Organizations tells it (`InvalidInputExceptionReason`).
    fn reason(self) -> &'static str {
        match self {
            Self::Missing => "INPUT_REQUIRED",
            Self::NotListed => "INVALID_ENUM",
            Self::Form => "INVALID_PATTERN",
            Self::Range => "MAX_VALUE_EXCEEDED",
            Self::TooShort => "MIN_LENGTH_EXCEEDED",
            Self::TooLong => "MAX_LENGTH_EXCEEDED",
            Self::Token => "INVALID_NEXT_TOKEN",
        }
    }
}
