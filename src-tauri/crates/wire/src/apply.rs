//! What the window can change in AWS.

use crate::door::door;

door! {
    /// A change to AWS. There is none yet: nothing in this program calls AWS but to read. The door stands by itself, so that a window
    /// without its permission can never open it.
    Apply, tagged "apply", answered by
    /// Carries changes out.
    Changes, in TypeScript "Applied";
}
