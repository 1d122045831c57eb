//! Names cut into words, and the words of a list found among them.

/// The words of a name in lower case, cut at punctuation and at a capital after a small letter.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut after_small = false;
    for letter in name.chars() {
        let cut = !letter.is_alphanumeric() || (after_small && letter.is_uppercase());
        if cut && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if letter.is_alphanumeric() {
            word.extend(letter.to_lowercase());
        }
        after_small = letter.is_lowercase() || letter.is_ascii_digit();
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Single words and joined neighbours (`pre` + `prod`), pairs first, each with the words it covers.
pub(super) fn terms(words: &[String]) -> Vec<(usize, usize, String)> {
    let pairs = words.windows(2).enumerate().map(|(at, pair)| (at, at.saturating_add(2), pair.concat()));
    let singles = words
        .iter()
        .enumerate()
        .map(|(at, word)| (at, at.saturating_add(1), word.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned()));
    pairs.chain(singles).collect()
}

/// Whether one of the words, or a pair of neighbours, is in a list.
pub(super) fn says(words: &[String], list: &[&str]) -> bool {
    terms(words).iter().any(|(_, _, term)| list.contains(&term.as_str()))
}
