//! Planted imperfections: what is wrong in the reference organization, on purpose.
