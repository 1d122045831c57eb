//! Collectors: one per AWS service, each a fetch and a pure transform, and the scheduler that runs them.
