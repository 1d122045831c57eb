//! Generators of policies and requests, shared by the property tests and the benchmarks.
