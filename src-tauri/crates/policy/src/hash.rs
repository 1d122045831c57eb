//! A small hash for names: quick to look up by, never trusted alone (a hit is always compared as text).

/// FNV-1a over the bytes of `text`.
pub(crate) fn of(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
