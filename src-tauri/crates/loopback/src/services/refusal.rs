//! Documented exceptions of a service: each a variant, with the code, reason and message that go with it.

/// Declares an enum of refusals that become [`AwsError`](super::AwsError)s: `NotFound: "Code", "message";`, and where the exception
/// tells a reason of its own, `TooMany: "Code" REASON, "message";`.
macro_rules! refusals {
    ($(#[$doc:meta])* $name:ident { $($variant:ident: $code:literal $($reason:ident)?, $message:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub(super) enum $name {
            $(#[doc = $message] $variant,)*
        }

        impl From<$name> for $crate::services::AwsError {
            fn from(refusal: $name) -> Self {
                match refusal {
                    $($name::$variant => {
                        $crate::services::AwsError::new($code, $message)$(.with("Reason", stringify!($reason)))?
                    })*
                }
            }
        }
    };
}
pub(super) use refusals;
