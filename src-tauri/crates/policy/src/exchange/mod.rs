//! The engine as a text exchange: requests with their policies in JSON, one line of JSON for each answer. This is what
//! `armillary policy evaluate` reads and writes; here it is pure, text in and text out.
//!
//! # Input
//!
//! [`Requests`] cuts an input into requests: one array, one object, or objects one after another. [`Evaluator`] answers
//! each. A request is an object with these members:
//!
//! | member | value |
//! | --- | --- |
//! | `id` | a string (or a number, `true`, `false`), echoed as it is written; `null` in the answer when absent |
//! | `principal` | ARN of a user, role, session, federated user, root or provider; account id; service principal; `anonymous` |
//! | `action` | such as `sts:AssumeRole` |
//! | `resource` | an ARN, with or without wildcards, or `*` |
//! | `resourceAccount` | the account that owns the resource, where its ARN does not say |
//! | `context` | condition keys. A string, number or boolean is one value; an array is a set of values; `null` says that the key is absent, which matters in symbolic mode |
//! | `mode` | `strict`, the default: a key that is not given is absent. `symbolic`: it is unknown |
//! | `policies` | see below |
//!
//! An action with wildcards is refused, and so are ARNs and account ids that cannot be. The resource `*` of an action that is
//! about resources stands for all of them: what holds for some of them only is conditional. For a role (not a session),
//! `aws:userid` may be the role's unique id alone: the sessions that it stands for have it in common.
//!
//! `principal`, `action` and `resource` must be there. A member of any other name is left aside, with a warning. A member
//! that is given twice is refused, for no one can say which is meant.
//!
//! `policies` has the members `identity`, `boundary`, `endpoint` (lists of documents, where one document may stand for a
//! list of one), `resource`, `session` (a document each), `scps` and `rcps` (lists of levels from the root to the account,
//! each with its `node` and its list of `policies`). A member that is absent, `null`, or an empty list of documents or of
//! levels restricts nothing and grants nothing. A level whose `policies` are empty allows nothing; at a level of RCPs,
//! RCPFullAWSAccess is implied. A member of any other name is refused, since a restriction that is misspelt would be lost.
//!
//! # Answer
//!
//! The members `id`, `decision`, `blockedBy`, `because`, `conditions`, `warnings` are always there, in this order.
//! `because` counts policies and statements from 0; `node` is the SCP's or RCP's level, otherwise `null`. Under `AllowedIf`
//! `conditions` lists what must hold together. Where there is more than one way to satisfy the policies, `conditions` is the
//! shortest of them, and the member `alternatives`, which is there only then, lists all.
//!
//! Where neither the ARN nor `resourceAccount` tells the owner, the resource is taken for the principal's own. In symbolic mode, an answer
//! that hangs on this comes with a warning.
//!
//! # Refusals
//!
//! A request that is not JSON, or that carries a document that is not a policy, has no answer. [`Refusal`] says which
//! request, which policy, the JSON path, and the line and column in the request's text. It costs no other request its answer.

mod answer;
mod broken;
mod cut;
mod documents;
mod evaluator;
mod generations;
mod owner;
mod position;
mod recover;
mod refusal;
mod request;
mod shape;
mod split;
mod value;

pub use cut::whole_requests;
pub use evaluator::Evaluator;
pub use refusal::Refusal;
pub use split::{BrokenInput, Element, Requests};
