//! Policy documents, compiled once per distinct text and shared from then on.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Arc, Mutex},
};

use armillary_policy::Policy;
use serde_json::Value;

/// A compiled document, or why it could not be compiled.
pub(crate) type Compiled = Result<Arc<Policy>, Arc<str>>;

const SHARDS: usize = 16;

/// Every distinct document of the organization. Shared between the threads that compile.
#[derive(Debug)]
pub(crate) struct Pool {
    shards: [Mutex<HashMap<u128, Compiled>>; SHARDS],
}

impl Default for Pool {
    fn default() -> Self {
        Self { shards: std::array::from_fn(|_| Mutex::default()) }
    }
}

impl Pool {
    /// The policy of this document: an object, or JSON in a text.
    pub fn compile(&self, document: &Value) -> Compiled {
        let key = fingerprint(document);
        let shard = &self.shards[(key % SHARDS as u128) as usize];
        if let Some(known) = lock(shard).get(&key) {
            return known.clone();
        }
        let compiled = match document {
            Value::String(text) => Policy::parse(text),
            document => Policy::from_value(document),
        };
        let compiled = compiled.map(Arc::new).map_err(|error| Arc::from(error.to_string()));
        lock(shard).entry(key).or_insert(compiled).clone()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Two independent 64-bit hashes of the document's structure.
fn fingerprint(document: &Value) -> u128 {
    let (mut first, mut second) = (DefaultHasher::new(), DefaultHasher::new());
    1_u8.hash(&mut first);
    2_u8.hash(&mut second);
    let mut both = Both(first, second);
    document.hash(&mut both);
    u128::from(both.0.finish()) << 64 | u128::from(both.1.finish())
}

struct Both(DefaultHasher, DefaultHasher);

impl Hasher for Both {
    fn finish(&self) -> u64 {
        self.0.finish()
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0.write(bytes);
        self.1.write(bytes);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_same_text_is_one_policy() {
        let pool = Pool::default();
        let document = json!({"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}});
        let (first, second) = (pool.compile(&document), pool.compile(&document.clone()));
        assert!(Arc::ptr_eq(&first.expect("valid"), &second.expect("valid")));
        assert_eq!(pool.shards.iter().map(|shard| lock(shard).len()).sum::<usize>(), 1);
        assert!(pool.compile(&json!("{not json")).is_err());
    }
}
