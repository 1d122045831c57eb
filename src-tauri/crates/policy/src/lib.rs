//! The IAM policy language: parse, match, conditions, evaluate, explain.
