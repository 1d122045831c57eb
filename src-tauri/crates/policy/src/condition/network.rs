//! IP addresses and ranges.

use core::net::IpAddr;

/// A range of addresses of one family; a single address is a range of one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Network {
    address: IpAddr,
    length: u32,
}

impl Network {
    /// `203.0.113.0/24`, `2001:db8::/32`, or an address alone.
    pub(crate) fn parse(text: &str) -> Option<Network> {
        let (address, length) = match text.trim().split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text.trim(), None),
        };
        let address: IpAddr = address.parse().ok()?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let length = match length {
            Some(length) if length.bytes().all(|byte| byte.is_ascii_digit()) => length.parse().ok()?,
            Some(_) => return None,
            None => most,
        };
        (length <= most).then_some(Network { address, length })
    }

    /// Whether the whole of the other range lies in this one.
    pub(crate) fn contains(&self, other: &Network) -> bool {
        match (self.address, other.address) {
            (IpAddr::V4(mine), IpAddr::V4(theirs)) => {
                let shift = 32_u32.saturating_sub(self.length);
                let differs = mine.to_bits() ^ theirs.to_bits();
                self.length <= other.length && differs.checked_shr(shift).unwrap_or(0) == 0
            }
            (IpAddr::V6(mine), IpAddr::V6(theirs)) => {
                let shift = 128_u32.saturating_sub(self.length);
                let differs = mine.to_bits() ^ theirs.to_bits();
                self.length <= other.length && differs.checked_shr(shift).unwrap_or(0) == 0
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contains(range: &str, address: &str) -> bool {
        Network::parse(range).unwrap().contains(&Network::parse(address).unwrap())
    }

    #[test]
    fn ranges_hold_their_addresses() {
        assert!(contains("203.0.113.0/24", "203.0.113.255"));
        assert!(!contains("203.0.113.0/24", "203.0.114.0"));
        assert!(contains("203.0.113.7/24", "203.0.113.1"));
        assert!(contains("0.0.0.0/0", "8.8.8.8"));
        assert!(contains("10.0.0.1", "10.0.0.1"));
        assert!(!contains("10.0.0.1", "10.0.0.2"));
        assert!(contains("2001:DB8:1234::/48", "2001:db8:1234:5678::1"));
        assert!(!contains("2001:db8::/32", "2001:db9::"));
        assert!(contains("::/0", "::1"));
        assert!(!contains("::/0", "1.2.3.4"));
    }

    #[test]
    fn what_is_no_range_is_none() {
        for text in ["", "10.0.0.0/33", "10.0.0/8", "::/129", "10.0.0.0/", "10.0.0.0/+8", "host"] {
            assert_eq!(Network::parse(text), None, "{text}");
        }
    }
}
