//! The SQLite cache: crawls, resource versions, relations and coverage.
