//! Sessions, profiles, assume-role, retries and error classes.
