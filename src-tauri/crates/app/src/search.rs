//! Search-as-you-type over every name, id and ARN of a crawl: one text in memory, scanned whole for each keystroke.
//!
//! A scan costs about a tenth of a nanosecond per byte, so 600,000 resources (some 60 MB of text) answer within a frame or two,
//! and there is no index to keep up to date beside the cache.

use armillary_model::{AccountId, Kind};
use memchr::memmem;

/// Separates name and ARN of one entry in the text; occurs in neither.
const WITHIN: u8 = 0x1f;
/// Ends an entry in the text.
const BETWEEN: u8 = b'\n';

/// Words that stand apart are worse than the same words as they were typed, in the same place of an entry.
const SCATTERED: u32 = 50;

/// The searchable text of one crawl.
#[derive(Default)]
pub struct SearchIndex {
    /// Names and ARNs in lower case.
    text: Vec<u8>,
    /// A bit per byte of the text: whether it is a capital in truth. A second text as it is shown would double the memory.
    capitals: Vec<u64>,
    entries: Vec<Entry>,
}

struct Entry {
    start: usize,
    name_length: usize,
    kind: Kind,
    account: AccountId,
}

/// A resource that was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hit {
    /// Its name.
    pub name: String,
    /// Its ARN or key.
    pub arn: String,
    /// What it is.
    pub kind: Kind,
    /// The account it belongs to.
    pub account: AccountId,
}

/// An entry that matches, and how well: lower is better.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Match {
    score: u32,
    entry: usize,
}

impl SearchIndex {
    /// Adds a resource.
    pub fn push(&mut self, kind: Kind, account: AccountId, name: &str, arn: &str) {
        self.entries.push(Entry { start: self.text.len(), name_length: name.len(), kind, account });
        self.take(name);
        self.text.push(WITHIN);
        self.take(arn);
        self.text.push(BETWEEN);
    }

    fn take(&mut self, part: &str) {
        for byte in part.bytes() {
            if byte.is_ascii_uppercase() {
                let word = self.text.len() / 64;
                if self.capitals.len() <= word {
                    self.capitals.resize(word + 1, 0);
                }
                self.capitals[word] |= 1 << (self.text.len() % 64);
            }
            self.text.push(clean(byte));
        }
    }

    /// A piece of the text as it is shown.
    fn shown(&self, from: usize, to: usize) -> String {
        let capital = |at: usize| self.capitals.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1);
        let byte = |at: usize| if capital(at) { self.text[at].to_ascii_uppercase() } else { self.text[at] };
        String::from_utf8_lossy(&(from..to).map(byte).collect::<Vec<_>>()).into_owned()
    }

    /// How many resources there are to search.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is nothing to search.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The best `limit` entries that contain every word of the text, in any order (ASCII case does not matter), and how many do in all.
    pub fn find(&self, text: &str, limit: usize) -> (Vec<Hit>, usize) {
        let phrase: Vec<u8> = text.trim().bytes().map(clean).collect();
        let words: Vec<&[u8]> = phrase.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).collect();
        // The longest word is the rarest, as a rule: the text is scanned for it, and only what holds it is looked at for the others.
        let Some(longest) = words.iter().max_by_key(|word| word.len()).filter(|_| limit > 0) else {
            return (Vec::new(), 0);
        };
        let finder = memmem::Finder::new(longest);
        let (mut best, mut total, mut from, mut entry) = (Best::new(limit), 0, 0, 0);
        while let Some(offset) = self.text.get(from..).and_then(|rest| finder.find(rest)) {
            let position = from + offset;
            while self.end(entry) <= position {
                entry += 1;
            }
            let found = match words.len() {
                1 => Some(self.rate(entry, position, longest.len())),
                _ => self.rate_words(entry, &phrase, &words),
            };
            if let Some(found) = found {
                total += 1;
                best.offer(found);
            }
            // The next match counts only in another entry.
            from = self.end(entry);
        }
        (best.done().into_iter().filter_map(|found| self.hit(found.entry)).collect(), total)
    }

    /// How well an entry matches several words: as they were typed where they stand so, else as the word that fits worst; `None` where one is
    /// missing.
    fn rate_words(&self, entry: usize, phrase: &[u8], words: &[&[u8]]) -> Option<Match> {
        let start = self.entries.get(entry)?.start;
        let text = self.text.get(start..self.end(entry))?;
        if let Some(at) = memmem::find(text, phrase) {
            return Some(self.rate(entry, start + at, phrase.len()));
        }
        let rated =
            words.iter().map(|word| memmem::find(text, word).map(|at| self.rate(entry, start + at, word.len())));
        let worst = rated.collect::<Option<Vec<Match>>>()?.into_iter().max()?;
        Some(Match { score: worst.score + SCATTERED, ..worst })
    }

    fn end(&self, entry: usize) -> usize {
        self.entries.get(entry + 1).map_or(self.text.len(), |next| next.start)
    }

    fn hit(&self, index: usize) -> Option<Hit> {
        let entry = self.entries.get(index)?;
        let within = entry.start + entry.name_length;
        let (name, arn) = (self.shown(entry.start, within), self.shown(within + 1, self.end(index) - 1));
        Some(Hit { name, arn, kind: entry.kind, account: entry.account })
    }

    /// The whole name is best, then its start, then a word's start, then anywhere in it, then the ARN; among these, what holds others.
    fn rate(&self, index: usize, position: usize, length: usize) -> Match {
        let entry = &self.entries[index];
        let at = position - entry.start;
        let word_start = || position > 0 && !self.text[position - 1].is_ascii_alphanumeric();
        let place = if at == 0 && length == entry.name_length {
            0
        } else if at == 0 {
            1
        } else if at < entry.name_length && word_start() {
            2
        } else if at < entry.name_length {
            3
        } else {
            4
        };
        Match { score: place * 100 + importance(entry.kind), entry: index }
    }
}

/// A byte as it is searched: in lower case, and never one that separates.
fn clean(byte: u8) -> u8 {
    if byte == WITHIN || byte == BETWEEN { b' ' } else { byte.to_ascii_lowercase() }
}

/// The best matches so far.
struct Best {
    limit: usize,
    matches: Vec<Match>,
    /// What is not better than this is not among the best.
    bar: Option<Match>,
}

impl Best {
    fn new(limit: usize) -> Self {
        Self { limit, matches: Vec::new(), bar: None }
    }

    fn offer(&mut self, found: Match) {
        if self.bar.is_some_and(|bar| found > bar) {
            return;
        }
        self.matches.push(found);
        if self.matches.len() >= 2 * self.limit {
            self.cut();
            self.bar = self.matches.last().copied();
        }
    }

    fn cut(&mut self) {
        self.matches.sort_unstable();
        self.matches.truncate(self.limit);
    }

    fn done(mut self) -> Vec<Match> {
        self.cut();
        self.matches
    }
}

/// Kinds people look for first come first.
fn importance(kind: Kind) -> u32 {
    match kind {
        Kind::Account => 0,
        Kind::OrganizationalUnit | Kind::Root | Kind::Organization => 1,
        Kind::Portfolio | Kind::Policy | Kind::TransitGateway => 2,
        Kind::Vpc | Kind::TransitGatewayRouteTable | Kind::Domain | Kind::ModelPackageGroup | Kind::Product => 3,
        Kind::PermissionSet | Kind::DirectoryGroup => 3,
        Kind::Role | Kind::User | Kind::DirectoryUser => 4,
        _ => 5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HUB: &str = "999999999999";

    fn push(index: &mut SearchIndex, kind: Kind, name: &str, arn: &str) {
        index.push(kind, HUB.parse().expect("an account id"), name, arn);
    }

    fn index() -> SearchIndex {
        let mut index = SearchIndex::default();
        push(&mut index, Kind::Role, "fraud", "arn:aws:iam::111122223333:role/fraud");
        push(&mut index, Kind::Account, "Fraud dev", "arn:aws:organizations::999999999999:account/o-1/111122223333");
        push(&mut index, Kind::Vpc, "VPC of fraud", "arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-1");
        push(&mut index, Kind::Vpc, "other", "arn:aws:ec2:eu-west-1:444455556666:vpc/vpc-fraud");
        index
    }

    fn names(text: &str) -> Vec<String> {
        index().find(text, 10).0.into_iter().map(|hit| hit.name).collect()
    }

    #[test]
    fn better_places_come_first() {
        assert_eq!(names("FRAUD"), ["fraud", "Fraud dev", "VPC of fraud", "other"]);
    }

    #[test]
    fn several_words_are_found_in_any_order_and_as_they_were_typed_first() {
        assert_eq!(names("fraud vpc"), ["VPC of fraud", "other"]);
        assert_eq!(names("dev 111122223333 fraud"), ["Fraud dev"]);
        assert_eq!(names("fraud prod"), [""; 0]);
        let mut index = index();
        push(&mut index, Kind::Account, "dev of fraud", "arn:aws:organizations::999999999999:account/o-1/444455556666");
        let (hits, total) = index.find("fraud dev", 10);
        assert_eq!((hits.first().map(|hit| hit.name.as_str()), total), (Some("Fraud dev"), 2));
    }

    #[test]
    fn an_account_id_finds_the_account_before_what_is_in_it() {
        assert_eq!(names("111122223333"), ["Fraud dev", "VPC of fraud", "fraud"]);
    }

    #[test]
    fn hits_give_names_and_arns_as_they_are() {
        let index = index();
        let (hits, _) = index.find("vpc of", 1);
        let expected = ("VPC of fraud", "arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-1");
        assert_eq!(hits.first().map(|hit| (hit.name.as_str(), hit.arn.as_str())), Some(expected));
    }

    #[test]
    fn the_limit_cuts_the_hits_but_not_the_count() {
        let index = index();
        let (hits, total) = index.find("fraud", 1);
        assert_eq!((hits.len(), total), (1, 4));
    }

    #[test]
    fn nothing_is_found_across_entries_or_for_nothing() {
        assert!(names("rolefraud").is_empty() && names("  ").is_empty());
        assert_eq!(names("fraud\nfraud"), names("fraud"));
    }

    #[test]
    fn the_best_of_many_survive_the_cut() {
        let mut index = SearchIndex::default();
        for _ in 0..1_000 {
            push(&mut index, Kind::Role, "x-app", "arn");
        }
        push(&mut index, Kind::Account, "app", "arn");
        let (hits, total) = index.find("app", 5);
        assert_eq!((hits.first().map(|hit| hit.kind), total), (Some(Kind::Account), 1_001));
    }

    #[test]
    fn names_beyond_ascii_keep_their_bytes_in_place() {
        let mut index = SearchIndex::default();
        push(&mut index, Kind::Account, "Équipe Fraude", "arn:aws:x");
        let (hits, _) = index.find("fraude", 5);
        assert_eq!(hits.first().map(|hit| (hit.name.as_str(), hit.arn.as_str())), Some(("Équipe Fraude", "arn:aws:x")));
    }
}
