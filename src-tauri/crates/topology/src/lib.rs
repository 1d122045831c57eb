//! Typed graph of the organization, its views, level of detail and hub-and-spoke layout.
