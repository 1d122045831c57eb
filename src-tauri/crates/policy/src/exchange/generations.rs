//! A memory of bounded size for what was made of a text: two generations, of which the older is forgotten when the younger
//! is full. What is asked for again in time moves to the younger and stays.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Values by the full text they were made of.
#[derive(Debug)]
pub(super) struct Generations<V> {
    young: HashMap<Box<str>, V, BuildHasherDefault<TextHasher>>,
    old: HashMap<Box<str>, V, BuildHasherDefault<TextHasher>>,
    /// Bytes of text in the younger generation, and how many it may hold.
    size: usize,
    limit: usize,
}

impl<V: Clone> Generations<V> {
    /// Holds texts of up to `limit` bytes in each generation.
    pub(super) fn new(limit: usize) -> Generations<V> {
        Generations { young: HashMap::default(), old: HashMap::default(), size: 0, limit }
    }

    /// What was made of this very text.
    pub(super) fn get(&mut self, text: &str) -> Option<V> {
        if let Some(value) = self.young.get(text) {
            return Some(value.clone());
        }
        let (text, value) = self.old.remove_entry(text)?;
        self.insert(text, value.clone());
        Some(value)
    }

    /// Remembers what was made of a text. A text larger than a generation is not remembered.
    pub(super) fn insert(&mut self, text: Box<str>, value: V) {
        let size = text.len();
        if size > self.limit {
            return;
        }
        if self.size.saturating_add(size) > self.limit {
            self.old = std::mem::take(&mut self.young);
            self.size = 0;
        }
        if self.young.insert(text, value).is_none() {
            self.size = self.size.saturating_add(size);
        }
    }
}

/// A quick hash of long texts, in four lanes of eight bytes. Texts are compared in full, so that a collision costs time and
/// nothing else.
#[derive(Debug, Default)]
pub(super) struct TextHasher {
    lanes: [u64; 4],
}

fn fold(lane: &mut u64, word: u64) {
    *lane = (lane.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
}

impl Hasher for TextHasher {
    fn write(&mut self, bytes: &[u8]) {
        let mut blocks = bytes.chunks_exact(32);
        for block in blocks.by_ref() {
            for (lane, word) in self.lanes.iter_mut().zip(block.chunks_exact(8)) {
                fold(lane, word.try_into().map_or(0, u64::from_le_bytes));
            }
        }
        for (lane, word) in self.lanes.iter_mut().zip(blocks.remainder().chunks(8)) {
            fold(lane, word.iter().fold(0, |word, byte| word.wrapping_shl(8) | u64::from(*byte)));
        }
    }

    fn finish(&self) -> u64 {
        let mut hash = 0;
        self.lanes.iter().for_each(|lane| fold(&mut hash, *lane));
        hash ^ hash.wrapping_shr(32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_stays_and_what_is_not_goes() {
        let mut memory = Generations::new(10);
        for number in 0..100_u32 {
            memory.insert(format!("{number:04}").into(), number);
            memory.insert("kept".into(), 7);
            assert_eq!(memory.get("kept"), Some(7));
        }
        assert_eq!(memory.get("0099"), Some(99));
        assert_eq!(memory.get("0001"), None);
        assert!(memory.young.len() + memory.old.len() <= 6);
    }

    #[test]
    fn a_text_larger_than_the_memory_is_not_kept() {
        let mut memory = Generations::new(10);
        memory.insert("0123456789a".into(), 1);
        assert_eq!(memory.get("0123456789a"), None);
    }
}
