//! The roles that Armillary reads and acts with, as templates that people roll out: CloudFormation for stack sets, or Terraform.
//!
//! What a role is allowed follows from what calls need ([`Need`]): where each is made, and on which types of resources. Whoever makes calls
//! declares that beside them; here it becomes statements, scoped as far as AWS lets them be.
//!
//! Deliberately not here: which calls there are.

// This crate does not panic on data.
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

mod cloudformation;
mod document;
mod head;
mod need;
mod parameter;
mod statements;
mod terraform;
mod trust;

#[cfg(test)]
mod tests;

pub use need::{Need, Place};

use document::Node;
use parameter::Parameter;

/// What a role is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// Reading an organization.
    Crawl,
    /// Carrying out plans.
    Act,
}

/// Where a role is rolled out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Deployed {
    /// In every member account, by a stack set.
    Members,
    /// In the management account: with this role the program begins, and enters the members.
    Management,
}

/// The language of a template.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// CloudFormation, in YAML.
    CloudFormation,
    /// Terraform.
    Terraform,
}

/// A role as it is written into a template.
#[derive(Clone, Debug)]
pub(crate) struct Role {
    pub(crate) purpose: Purpose,
    pub(crate) deployed: Deployed,
    pub(crate) program: String,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) trust: Node,
    pub(crate) policy: Node,
}

/// The template of a role that is allowed what is needed where it is rolled out, and nothing else. `program` is the program and its version.
pub fn template(purpose: Purpose, deployed: Deployed, needs: &[Need], format: Format, program: &str) -> String {
    let statements = statements::of(deployed, needs);
    let policy = document::policy(statements);
    let parameters = parameter::of(deployed, &policy);
    let role = Role { purpose, deployed, program: program.to_owned(), parameters, trust: trust::document(), policy };
    match format {
        Format::CloudFormation => cloudformation::write(&role),
        Format::Terraform => terraform::write(&role),
    }
}
