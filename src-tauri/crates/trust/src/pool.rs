//! Policy documents, compiled once per distinct text and shared from then on.

use std::{
    borrow::Cow,
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use armillary_model::AccountId;
use armillary_policy::Policy;

use crate::names::Names;

/// A compiled document, or why it could not be compiled.
pub(crate) type Compiled = Result<Arc<Policy>, Arc<str>>;

/// A compiled document with its text, from which it can be compiled again.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    /// The policy.
    pub policy: Arc<Policy>,
    /// Its text, with [`OWN_ACCOUNT`] where it names `account`: most texts are the same in every account but for this.
    pub template: Arc<str>,
    /// The account in which it was first found, where the text names it.
    pub account: Option<AccountId>,
}

/// Stands for an account's own id. Such a character cannot be in a JSON text.
const OWN_ACCOUNT: &str = "\u{1}";

impl Document {
    /// A document that was compiled before, by its text; it is compiled again when it is looked at.
    pub fn kept(template: Arc<str>, account: Option<AccountId>) -> Self {
        let text = Arc::clone(&template);
        let policy = Policy::later(move || match account {
            Some(account) => text.replace(OWN_ACCOUNT, &account.to_string()),
            None => text.as_ref().to_owned(),
        });
        Self { policy: Arc::new(policy), template, account }
    }
}

/// One shard for each value of four bits.
const SHARDS: usize = 16;

/// Every distinct document of the organization. Shared between the threads that compile.
#[derive(Debug, Default)]
pub(crate) struct Pool {
    shards: [Mutex<Shard>; SHARDS],
}

#[derive(Debug, Default)]
struct Shard {
    known: HashMap<u128, Compiled>,
    templates: Names,
    documents: Vec<Document>,
}

impl Shard {
    fn note(&mut self, policy: Arc<Policy>, text: &str, account: AccountId) {
        let own = account.to_string();
        let is_named = text.contains(&own);
        let template = match is_named {
            true => self.templates.keep(&text.replace(&own, OWN_ACCOUNT)),
            false => self.templates.keep(text),
        };
        self.documents.push(Document { policy, template, account: is_named.then_some(account) });
    }
}

impl Pool {
    /// The policy of this JSON, found in an account: an object, or a text that holds one.
    pub fn compile(&self, json: &str, account: AccountId) -> Compiled {
        let text = match json.starts_with('"') {
            true => Cow::Owned(serde_json::from_str(json).map_err(|error| Arc::from(error.to_string()))?),
            false => Cow::Borrowed(json),
        };
        let key = fingerprint(&text);
        let [first, ..] = key.to_le_bytes();
        let shard = self.shard(first);
        if let Some(known) = lock(shard).known.get(&key) {
            return known.clone();
        }
        let compiled = Policy::parse(&text).map(Arc::new).map_err(|error| Arc::from(error.to_string()));
        let mut shard = lock(shard);
        if let Some(known) = shard.known.get(&key) {
            return known.clone();
        }
        if let Ok(policy) = &compiled {
            shard.note(policy.clone(), &text, account);
        }
        shard.known.insert(key, compiled.clone());
        compiled
    }

    #[expect(clippy::indexing_slicing, reason = "four bits are below the number of shards")]
    fn shard(&self, byte: u8) -> &Mutex<Shard> {
        &self.shards[usize::from(byte & 0xf)]
    }

    /// The documents, once all are compiled, in an order that does not hang on which was compiled first. Nothing is known any more.
    pub fn take(&self) -> Vec<Document> {
        let shards = self.shards.iter().map(|shard| std::mem::take(&mut *lock(shard)));
        let mut documents: Vec<Document> = shards.flat_map(|shard| shard.documents).collect();
        documents.sort_unstable_by(|a, b| (&a.template, a.account).cmp(&(&b.template, b.account)));
        documents
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Two independent 64-bit hashes of the text.
fn fingerprint(text: &str) -> u128 {
    let hash = |seed: u8| {
        let mut hasher = DefaultHasher::new();
        seed.hash(&mut hasher);
        text.hash(&mut hasher);
        u128::from(hasher.finish())
    };
    hash(1) << 64 | hash(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_is_one_policy_and_can_be_compiled_again() {
        let account = "111122223333".parse().expect("an id");
        let pool = Pool::default();
        let text = r#"{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::data-111122223333/*"}}"#;
        let quoted = serde_json::to_string(text).expect("a text");
        let (first, second) = (pool.compile(text, account), pool.compile(&quoted, account));
        assert!(Arc::ptr_eq(&first.expect("valid"), &second.expect("valid")));
        assert!(pool.compile("\"{not json\"", account).is_err());
        let documents = pool.take();
        assert_eq!(documents.len(), 1);
        assert!(documents[0].template.contains(OWN_ACCOUNT));
        let again = Document::kept(documents[0].template.clone(), documents[0].account);
        assert_eq!(format!("{:?}", again.policy), format!("{:?}", documents[0].policy));
    }
}
