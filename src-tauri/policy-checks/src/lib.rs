//! What the property tests and the benchmarks of the policy engine share: a realistic set of policies, and generators of
//! policies and requests.
//!
//! ```text
//! cargo test --manifest-path src-tauri/policy-checks/Cargo.toml
//! cargo bench --manifest-path src-tauri/policy-checks/Cargo.toml
//! ```

pub mod generate;
pub mod realistic;
