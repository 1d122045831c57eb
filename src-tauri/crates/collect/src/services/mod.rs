//! One module per service: which calls, and what becomes of their answers.

pub(crate) mod controltower;
pub(crate) mod ec2;
pub(crate) mod iam;
pub(crate) mod identity_center;
pub(crate) mod organizations;
pub(crate) mod sagemaker;
pub(crate) mod servicecatalog;
