//! Errors of the inner crates as the window and the command line are told them.

use armillary_aws::AwsError;
use armillary_store::StoreError;
use armillary_wire::{Code, Failure};

/// A failure of anything the window does nothing special with.
pub fn other(message: impl ToString) -> Failure {
    Failure { code: Code::Other, message: message.to_string() }
}

/// A failure with a code.
pub fn coded(code: Code, message: impl Into<String>) -> Failure {
    Failure { code, message: message.into() }
}

/// A failure of the cache.
pub fn of_store(error: StoreError) -> Failure {
    let code = match error {
        StoreError::Missing(_) => Code::NoCache,
        StoreError::Empty(_) => Code::NoCrawl,
        _ => Code::Other,
    };
    coded(code, error.to_string())
}

/// A failure to open a session.
pub fn of_aws(error: AwsError) -> Failure {
    let code = match error {
        AwsError::Argument { .. } | AwsError::Unreachable { .. } | AwsError::Unavailable { .. } => Code::Other,
        _ => Code::Credentials,
    };
    coded(code, error.to_string())
}
