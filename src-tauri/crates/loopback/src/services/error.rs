//! What an operation answers when it does not answer what was asked.

use std::borrow::Cow;

use crate::{
    server::api::{Api, CommonError},
    wire::{Value, map},
};

/// An AWS error: a code, a message and an HTTP status.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct AwsError {
    /// The code a client matches on, such as `PolicyNotFoundException`.
    pub code: Cow<'static, str>,
    /// What happened.
    pub message: String,
    /// The HTTP status.
    pub status: u16,
    /// Further members of the error, such as Organizations' `Reason`.
    pub members: Vec<(&'static str, Value)>,
}

impl AwsError {
    /// An error with HTTP status 400.
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self::with_status(code, message, 400)
    }

    /// An error with its own HTTP status.
    pub(crate) fn with_status(code: impl Into<Cow<'static, str>>, message: impl Into<String>, status: u16) -> Self {
        Self { code: code.into(), message: message.into(), status, members: Vec::new() }
    }

    /// An error every API has, under the code this one uses.
    pub(crate) fn common(api: Api, error: CommonError, message: impl Into<String>) -> Self {
        let (code, status) = api.common_error(error);
        Self::with_status(code, message, status)
    }

    /// The same error with a further member.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.members.push((name, value.into()));
        self
    }

    /// The error as awsJson and CBOR write it.
    pub(crate) fn to_value(&self) -> Value {
        let mut value = map! { "__type": self.code.as_ref(), "Message": &self.message };
        if let Value::Map(members) = &mut value {
            members.extend(self.members.iter().map(|(name, member)| (Cow::Borrowed(*name), member.clone())));
        }
        value
    }
}
