//! The resource of a request, split at its colons once.

/// The resource of a request: an ARN, an ARN with wildcards that stands for a set, or `*` for actions that know no resources.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Resource {
    text: Box<str>,
    /// Where each of the first five colons stands, if there are five.
    colons: Option<[usize; 5]>,
    is_set: bool,
}

impl Resource {
    /// The resource of this text.
    pub fn new(text: &str) -> Resource {
        let mut places = text.match_indices(':').map(|(place, _)| place);
        let mut next = || places.next();
        let colons = match [next(), next(), next(), next(), next()] {
            [Some(a), Some(b), Some(c), Some(d), Some(e)] => Some([a, b, c, d, e]),
            _ => None,
        };
        let is_set = text != "*" && text.contains(['*', '?']);
        Resource { text: text.into(), colons, is_set }
    }

    /// The text as given.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The account its ARN names.
    pub fn account(&self) -> Option<&str> {
        let account = self.segment(4)?;
        (!account.is_empty() && !account.contains(['*', '?'])).then_some(account)
    }

    /// Whether wildcards make it stand for a set of resources. A bare `*` does not: it is the resource of actions that know none.
    pub fn is_set(&self) -> bool {
        self.is_set
    }

    /// One of the six segments of the ARN, counted from 0; the sixth holds everything after the fifth colon.
    pub(crate) fn segment(&self, index: usize) -> Option<&str> {
        let colons = self.colons.as_ref()?;
        let start = match index.checked_sub(1) {
            None => 0,
            Some(before) => colons.get(before)?.saturating_add(1),
        };
        let end = colons.get(index).copied().unwrap_or(self.text.len());
        self.text.get(start..end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_has_six_segments() {
        let resource = Resource::new("arn:aws:iam::111122223333:role/a:b");
        let segments: Vec<_> = (0..7).map_while(|index| resource.segment(index)).collect();
        assert_eq!(segments[..6], ["arn", "aws", "iam", "", "111122223333", "role/a:b"]);
        assert_eq!(resource.account(), Some("111122223333"));
        assert_eq!(Resource::new("arn:aws:s3:::bucket/*").account(), None);
        assert_eq!(Resource::new("*").segment(0), None);
    }

    #[test]
    fn wildcards_make_a_set_but_a_bare_star_does_not() {
        assert!(Resource::new("arn:aws:s3:::b/*").is_set());
        assert!(!Resource::new("*").is_set());
        assert!(!Resource::new("arn:aws:s3:::b/k").is_set());
    }
}
