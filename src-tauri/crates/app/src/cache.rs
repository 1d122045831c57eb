//! A cache file, open for reading by several at once, and a cache at one of its crawls: what was read, told as of then.

use std::{
    collections::HashMap,
    ops::Deref,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use armillary_model::{AccountId, Coverage, Kind, Record};
use armillary_store::{Crawl, Reader, Scope, StoreError};
use armillary_trust::AccountState;
use armillary_wire::Failure;
use serde_json::Value;

use crate::{failure::of_store, kept::Kept};

/// Readers that are kept when nobody uses them. Each holds pages of the file in memory.
const IDLE: usize = 8;

/// An open cache file.
pub struct Cache {
    path: PathBuf,
    idle: Mutex<Vec<Reader>>,
}

impl Cache {
    /// Opens a cache.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let reader = Reader::open(path)?;
        Ok(Self { path: path.to_owned(), idle: Mutex::new(vec![reader]) })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A reader for one question; it goes back to the others when it is dropped, so that questions do not wait for each other.
    pub fn reader(&self) -> Result<Lent<'_>, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let reader = match idle {
            Some(reader) => reader,
            None => Reader::open(&self.path)?,
        };
        Ok(Lent { home: &self.idle, reader: Some(reader) })
    }
}

/// A reader on loan.
pub struct Lent<'a> {
    home: &'a Mutex<Vec<Reader>>,
    reader: Option<Reader>,
}

impl Deref for Lent<'_> {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        self.reader.as_ref().expect("the reader is only taken on drop")
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let mut idle = self.home.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE {
            idle.extend(self.reader.take());
        }
    }
}

/// An account as the organization lists it.
struct Listed {
    name: String,
    state: AccountState,
}

impl Listed {
    fn of(record: Record) -> Self {
        let text = |member: &str| record.document.get(member).and_then(Value::as_str);
        let state = AccountState::from_text(text("State").or_else(|| text("Status")).unwrap_or_default());
        Self { state, name: record.name }
    }
}

/// A cache at one of its crawls.
pub struct CacheAt {
    cache: Arc<Cache>,
    crawl: Crawl,
    coverage: Kept<Arc<Coverage>>,
    accounts: Kept<HashMap<AccountId, Listed>>,
}

impl CacheAt {
    /// The cache as of a crawl that it holds.
    pub fn new(cache: Arc<Cache>, crawl: Crawl) -> Self {
        Self { cache, crawl, coverage: Kept::default(), accounts: Kept::default() }
    }

    /// The crawl.
    pub fn crawl(&self) -> &Crawl {
        &self.crawl
    }

    /// The file.
    pub fn path(&self) -> &Path {
        self.cache.path()
    }

    /// A reader for one question; see `Cache::reader`.
    pub fn reader(&self) -> Result<Lent<'_>, Failure> {
        self.cache.reader().map_err(of_store)
    }

    /// What is known of every unit, and from which crawl.
    pub fn coverage(&self) -> Result<&Arc<Coverage>, Failure> {
        self.coverage.get(|| Ok(Arc::new(self.reader()?.coverage(self.crawl.id).map_err(of_store)?)))
    }

    /// The name of an account; its id where the organization's list does not have it.
    pub fn account_name(&self, account: AccountId) -> Result<String, Failure> {
        Ok(self.listed()?.get(&account).map_or_else(|| account.to_string(), |listed| listed.name.clone()))
    }

    /// The state of an account; `None` where the organization's list does not have it.
    pub fn account_state(&self, account: AccountId) -> Result<Option<AccountState>, Failure> {
        Ok(self.listed()?.get(&account).map(|listed| listed.state))
    }

    fn listed(&self) -> Result<&HashMap<AccountId, Listed>, Failure> {
        self.accounts.get(|| {
            let scope = Scope { kinds: vec![Kind::Account], ..Scope::default() };
            let snapshot = self.reader()?.snapshot(self.crawl.id, &scope).map_err(of_store)?;
            Ok(snapshot.records.into_iter().map(|record| (record.account, Listed::of(record))).collect())
        })
    }
}
