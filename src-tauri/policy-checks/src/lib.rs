//! What the property tests and the benchmarks of the policy engine and of trust share: a realistic set of policies, generators of
//! policies and requests, and the embedded organization as a graph.
//!
//! ```text
//! cargo test --manifest-path src-tauri/policy-checks/Cargo.toml
//! cargo bench --manifest-path src-tauri/policy-checks/Cargo.toml --features organization
//! ```

pub mod generate;
#[cfg(feature = "organization")]
pub mod organization;
pub mod realistic;
