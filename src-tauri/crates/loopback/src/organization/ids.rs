//! Ids in AWS's formats, derived from the seed and a stable name: the same thing keeps its id however large the organization is.

const LOWER: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
const BASE32: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const HEX: &[u8] = b"0123456789abcdef";
const SECRET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// Derives ids from names.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ids {
    seed: u64,
}

impl Ids {
    /// Ids of the organization with this seed.
    pub fn new(seed: u64) -> Self {
        Self { seed: mix(seed) }
    }

    /// Ids of what is created in the organization with this id, after it was generated.
    pub fn following(organization: &str) -> Self {
        Self { seed: Self::new(0).hash(organization) }
    }

    /// A number below `bound` that belongs to `name`.
    pub fn number(self, name: &str, bound: u64) -> u64 {
        self.hash(name) % bound
    }

    /// The prefix and `length` lower-case letters and digits, as in `port-abcdef2345678`.
    pub fn lower(self, prefix: &str, name: &str, length: usize) -> String {
        self.spell(prefix, name, length, LOWER)
    }

    /// The prefix and 17 upper-case characters, as in IAM's unique ids (`AROA…`).
    pub fn unique(self, prefix: &str, name: &str) -> String {
        self.spell(prefix, name, 17, BASE32)
    }

    /// The prefix, a zero and 16 hexadecimal digits, as in EC2's ids (`vpc-0…`).
    pub fn hex(self, prefix: &str, name: &str) -> String {
        self.spell(&format!("{prefix}0"), name, 16, HEX)
    }

    /// `length` hexadecimal digits.
    pub fn digits(self, name: &str, length: usize) -> String {
        self.spell("", name, length, HEX)
    }

    /// A UUID.
    pub fn uuid(self, name: &str) -> String {
        let digits = self.digits(name, 32);
        let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
        format!("{}-{}-4{}-a{}-{}", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32))
    }

    /// `length` letters and digits, for keys and tokens.
    pub fn secret(self, name: &str, length: usize) -> String {
        self.spell("", name, length, SECRET)
    }

    fn hash(self, name: &str) -> u64 {
        name.as_bytes().chunks(8).fold(mix(self.seed ^ name.len() as u64), |hash, chunk| {
            let word = chunk.iter().fold(0u64, |word, byte| word << 8 | u64::from(*byte));
            mix(hash ^ word)
        })
    }

    fn spell(self, prefix: &str, name: &str, length: usize, alphabet: &[u8]) -> String {
        let mut text = String::with_capacity(prefix.len() + length);
        text.push_str(prefix);
        let mut state = self.hash(name);
        let base = alphabet.len() as u64;
        while text.len() < prefix.len() + length {
            state = mix(state);
            let mut rest = state;
            for _ in 0..8.min(prefix.len() + length - text.len()) {
                text.push(char::from(alphabet[(rest % base) as usize]));
                rest /= base;
            }
        }
        text
    }
}

/// One step of splitmix64.
fn mix(state: u64) -> u64 {
    let state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    state ^ (state >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_the_formats_of_aws() {
        let ids = Ids::new(7);
        assert_eq!(ids.hex("vpc-", "a").len(), "vpc-".len() + 17);
        assert_eq!(ids.unique("AROA", "a").len(), 21);
        assert_eq!(ids.lower("o-", "a", 10).len(), 12);
        assert_eq!(ids.uuid("a").len(), 36);
    }

    #[test]
    fn ids_depend_on_seed_and_name_alone() {
        assert_eq!(Ids::new(7).hex("vpc-", "a"), Ids::new(7).hex("vpc-", "a"));
        assert_ne!(Ids::new(7).hex("vpc-", "a"), Ids::new(8).hex("vpc-", "a"));
        assert_ne!(Ids::new(7).hex("vpc-", "a"), Ids::new(7).hex("vpc-", "b"));
        assert_ne!(Ids::new(7).hex("vpc-", "ab"), Ids::new(7).hex("vpc-", "\0ab"));
    }
}
