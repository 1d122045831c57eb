//! Temporary credentials: an access key id that tells its account, a secret and a session token.

use armillary_model::AccountId;
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use sha2::{Digest, Sha256};

use crate::services::Request;

const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Credentials of a session.
#[derive(Debug)]
pub(super) struct Issued {
    /// The access key id.
    pub id: String,
    /// The secret access key.
    pub secret: String,
    /// The session token.
    pub token: String,
}

/// New credentials, different for every request.
pub(super) fn issue(account: AccountId, request: &Request) -> Issued {
    let draw = |what: &str| -> [u8; 32] {
        let hash = Sha256::new().chain_update(what).chain_update(request.number.to_be_bytes());
        hash.chain_update(request.now.0.to_be_bytes()).chain_update(account.to_string()).finalize().into()
    };
    let token = [draw("token 1"), draw("token 2"), draw("token 3"), draw("token 4")].concat();
    let mut secret = BASE64.encode(draw("secret"));
    secret.truncate(40);
    Issued { id: key_id(account, &draw("key")), secret, token: BASE64.encode(token) }
}

/// `ASIA` and 16 characters that hold the account's number in the place where AWS keeps it.
fn key_id(account: AccountId, drawn: &[u8; 32]) -> String {
    let mut bytes = [0; 10];
    bytes[..6].copy_from_slice(&(account.number() << 7 | 1 << 47).to_be_bytes()[2..]);
    bytes[6..].copy_from_slice(&drawn[..4]);
    let number = bytes.iter().fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
    let digits = (0..16).rev().map(|digit| char::from(BASE32[(number >> (5 * digit) & 31) as usize]));
    "ASIA".chars().chain(digits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn key_ids_hold_their_account() {
        let account: AccountId = "111122223333".parse().expect("valid");
        let id = key_id(account, &[9; 32]);
        assert!(id.starts_with("ASIA") && id.len() == 20, "{id}");
        let digit = |byte: u8| BASE32.iter().position(|known| *known == byte).expect("base 32") as u128;
        let number = id.bytes().skip(4).fold(0_u128, |number, byte| number << 5 | digit(byte));
        assert_eq!((number >> 32 & 0x7fff_ffff_ff80) >> 7, u128::from(account.number()));
    }
}
