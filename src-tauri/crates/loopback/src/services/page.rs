//! Pagination: page sizes as AWS enforces them, and tokens that mean nothing to the client.
//!
//! A token is good for the same caller, operation and other input only, as on AWS.

use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use sha2::{Digest, Sha256};

use super::{AwsError, Flaw, Request};

/// How one operation is paged.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paging {
    /// The member that holds the token of the page wanted.
    pub token: &'static str,
    /// The member that holds the page size wanted.
    pub size: &'static str,
    /// The smallest page size that may be asked for.
    pub min: i64,
    /// The largest page size that may be asked for.
    pub max: i64,
    /// The page size where none is asked for.
    pub default: i64,
    /// Pages are now and then shorter than asked for, though more follows.
    pub uneven: Uneven,
}

/// Which pages are shorter than asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Uneven {
    /// None.
    Never,
    /// Now and then a page is empty and still has a token.
    Empty,
    /// Now and then a page is a tenth shorter.
    Short,
}

/// One page.
#[derive(Debug)]
pub(crate) struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// The token of the next page.
    pub next: Option<String>,
}

/// What a token says: how many items came before, and whether the page before was empty.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Position {
    offset: usize,
    after_empty: bool,
}

impl Request {
    /// The page this request asks for, of all the items it could list.
    pub(crate) fn page<T>(&self, paging: &Paging, items: impl IntoIterator<Item = T>) -> Result<Page<T>, AwsError> {
        let wanted = self.page_size(paging)?;
        let binding = self.binding(paging);
        let position = match self.input.text(paging.token) {
            Some(token) => open(token, &binding)
                .ok_or_else(|| self.invalid(paging.token, Flaw::Token, "is not a token of this listing"))?,
            None => Position::default(),
        };
        let size = uneven_size(paging.uneven, position, wanted, &binding);
        let mut rest = items.into_iter().skip(position.offset);
        let items: Vec<T> = rest.by_ref().take(size).collect();
        let next = Position { offset: position.offset + items.len(), after_empty: size == 0 };
        let more = rest.next().is_some();
        Ok(Page { items, next: more.then(|| seal(next, &binding)) })
    }

    fn page_size(&self, paging: &Paging) -> Result<usize, AwsError> {
        let asked = self
            .input
            .integer(paging.size)
            .map_err(|()| self.invalid(paging.size, Flaw::Form, "must be an integer"))?;
        let size = asked.unwrap_or(paging.default);
        if asked.is_some() && !(paging.min..=paging.max).contains(&size) {
            let rule = format!("must be between {} and {}", paging.min, paging.max);
            return Err(self.invalid(paging.size, Flaw::Range, &rule));
        }
        Ok(usize::try_from(size).unwrap_or(usize::MAX))
    }

    /// What a token is bound to: the caller's account, Region, operation and input besides the page.
    fn binding(&self, paging: &Paging) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(self.account.to_string());
        hash.update(&self.region);
        hash.update(self.api.signing_name());
        hash.update(self.operation);
        for (name, value) in self.input.members() {
            if name != paging.token && name != paging.size {
                hash.update(name);
                hash.update(value.to_string());
            }
        }
        hash.finalize().into()
    }
}

/// Every eleventh page or so, chosen by what is listed, so that a repeated listing meets the same pages.
fn uneven_size(uneven: Uneven, position: Position, wanted: usize, binding: &[u8; 32]) -> usize {
    let page = position.offset / wanted.max(1);
    let is_chosen = (page + usize::from(binding[0])) % 11 == 3 && !position.after_empty;
    match uneven {
        Uneven::Empty if is_chosen => 0,
        Uneven::Short if is_chosen => (wanted - wanted / 10).max(1),
        _ => wanted,
    }
}

fn seal(position: Position, binding: &[u8; 32]) -> String {
    let mut token = Vec::with_capacity(25);
    token.extend_from_slice(&(position.offset as u64).to_be_bytes());
    token.push(u8::from(position.after_empty));
    let mac = mac(&token, binding);
    token.extend_from_slice(&mac);
    // Whitened with the seal, so that tokens show no count.
    for (index, byte) in token.iter_mut().take(9).enumerate() {
        *byte ^= mac[index];
    }
    BASE64.encode(token)
}

fn open(token: &str, binding: &[u8; 32]) -> Option<Position> {
    let bytes = BASE64.decode(token).ok()?;
    let (body, seal) = bytes.split_at_checked(9)?;
    let body: Vec<u8> = body.iter().zip(seal).map(|(byte, mask)| byte ^ mask).collect();
    if mac(&body, binding) != seal {
        return None;
    }
    let (offset, flag) = body.split_at_checked(8)?;
    let offset = usize::try_from(u64::from_be_bytes(offset.try_into().ok()?)).ok()?;
    Some(Position { offset, after_empty: flag == [1] })
}

fn mac(body: &[u8], binding: &[u8; 32]) -> [u8; 16] {
    let digest: [u8; 32] = Sha256::new().chain_update(binding).chain_update(body).finalize().into();
    let mut short = [0; 16];
    short.copy_from_slice(&digest[..16]);
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_open_only_with_their_own_binding() {
        let position = Position { offset: 40, after_empty: true };
        let token = seal(position, &[7; 32]);
        assert_eq!(open(&token, &[7; 32]), Some(position));
        assert_eq!(open(&token, &[8; 32]), None);
        for bad in ["", "x", "AAAA", "%%%", &token[1..], &BASE64.encode([0; 25])] {
            assert_eq!(open(bad, &[7; 32]), None, "{bad}");
        }
    }

    #[test]
    fn an_empty_page_is_followed_by_a_full_one() {
        let binding = [3; 32];
        let first = Position::default();
        assert_eq!(uneven_size(Uneven::Empty, first, 20, &binding), 0);
        assert_eq!(uneven_size(Uneven::Empty, Position { after_empty: true, ..first }, 20, &binding), 20);
        assert_eq!(uneven_size(Uneven::Short, first, 100, &binding), 90);
        assert_eq!(uneven_size(Uneven::Never, first, 20, &binding), 20);
    }
}
