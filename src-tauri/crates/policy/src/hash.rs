//! A small hash for names: quick to look up by, never trusted alone (a hit is always compared as text).

/// FNV-1a over the bytes of `text`.
pub(crate) const fn of(text: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        hash = (hash ^ *byte as u64).wrapping_mul(0x0100_0000_01b3);
        rest = after;
    }
    hash
}
