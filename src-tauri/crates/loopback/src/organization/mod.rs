//! The reference organization: a machine-learning platform on AWS, generated from a seed.
