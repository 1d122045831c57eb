//! An open cache at one crawl, and what is worked out from it once and kept: the graph, the search index, names of accounts.

use std::{
    collections::{BTreeMap, HashMap},
    ops::Deref,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use armillary_model::{AccountId, Coverage, Kind};
use armillary_store::{Crawl, Reader, ResourceFilter, Scope, StoreError};
use armillary_trust::Graph;
use armillary_wire::{CacheInfo, Code, Failure, KindCount, TrustFindingRow};

use crate::{
    failure::{coded, of_store},
    kept::Kept,
    map::Map,
    rows,
    search::SearchIndex,
    trust,
};

/// How many accounts, and how many resources of each kind in each.
pub type Inventory = BTreeMap<AccountId, BTreeMap<Kind, u64>>;

/// Up to this many accounts the trust graph is built ahead; it takes a second or two, and memory that not every user needs.
const QUICK_TRUST: u64 = 1_500;

/// A cache, open for reading at its newest crawl.
pub struct Opened {
    path: PathBuf,
    demo: bool,
    crawl: Option<Crawl>,
    readers: Mutex<Vec<Reader>>,
    kinds: Kept<BTreeMap<Kind, u64>>,
    map: Kept<Map>,
    index: Kept<SearchIndex>,
    trust: Kept<Graph>,
    findings: Kept<Vec<TrustFindingRow>>,
    inventory: Kept<Inventory>,
    coverage: Kept<Arc<Coverage>>,
    names: Kept<HashMap<AccountId, String>>,
}

impl Opened {
    /// Opens a cache; that it holds no crawl yet is no failure.
    pub fn open(path: &Path, demo: bool) -> Result<Self, StoreError> {
        let reader = Reader::open(path)?;
        let crawl = reader.latest_crawl()?;
        Ok(Self {
            path: path.to_owned(),
            demo,
            crawl,
            readers: Mutex::new(vec![reader]),
            kinds: Kept::default(),
            map: Kept::default(),
            index: Kept::default(),
            trust: Kept::default(),
            findings: Kept::default(),
            inventory: Kept::default(),
            coverage: Kept::default(),
            names: Kept::default(),
        })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The crawl that is shown.
    pub fn crawl(&self) -> Result<&Crawl, Failure> {
        self.crawl
            .as_ref()
            .ok_or_else(|| coded(Code::NoCrawl, "this cache holds no crawl yet; crawl an organization into it"))
    }

    /// A reader for one question; it goes back to the others when it is dropped, so that questions do not wait for each other.
    pub fn reader(&self) -> Result<Lent<'_>, Failure> {
        let idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let reader = match idle {
            Some(reader) => reader,
            None => Reader::open(&self.path).map_err(of_store)?,
        };
        Ok(Lent { home: &self.readers, reader: Some(reader) })
    }

    /// The graph and what is shown of it.
    pub fn map(&self) -> Result<&Map, Failure> {
        self.map.get(|| Map::load(&*self.reader()?, self.crawl()?.id, self.coverage()?.clone()))
    }

    /// The trust graph; built when it is first asked for.
    pub fn trust(&self) -> Result<&Graph, Failure> {
        self.trust.get(|| trust::load(self))
    }

    /// What the trust rules found; worked out when it is first asked for.
    pub fn trust_findings(&self) -> Result<&[TrustFindingRow], Failure> {
        Ok(self.findings.get(|| trust::findings(self))?)
    }

    /// The trust graph, if it is built already.
    pub fn known_trust(&self) -> Option<&Graph> {
        self.trust.known()
    }

    /// The search index, if it is built already.
    pub fn index(&self) -> Option<&SearchIndex> {
        self.index.known()
    }

    /// Works out ahead what will be asked first: the map, the search index, and trust where that is quick. What fails here fails again
    /// when it is asked for.
    pub fn prepare(&self) {
        let _ = self.map();
        let _ = self.build_index();
        if self.count_of(Kind::Account).is_ok_and(|accounts| accounts <= QUICK_TRUST) {
            let _ = self.trust();
        }
    }

    /// How many resources of a kind there are.
    fn count_of(&self, kind: Kind) -> Result<u64, Failure> {
        let filter = ResourceFilter { kind: Some(kind), ..ResourceFilter::default() };
        self.reader()?.count(self.crawl()?.id, &filter).map_err(of_store)
    }

    /// Builds the search index: about a second for half a million resources.
    fn build_index(&self) -> Result<(), Failure> {
        let built = self.index.get(|| {
            let mut index = SearchIndex::default();
            let each =
                |entry: armillary_store::SearchEntry<'_>| index.push(entry.kind, entry.account, entry.name, entry.arn);
            self.reader()?.search_entries(self.crawl()?.id, each).map_err(of_store)?;
            Ok(index)
        });
        built.map(|_| ())
    }

    /// How many resources of each kind each account has.
    pub fn inventory(&self) -> Result<&Inventory, Failure> {
        self.inventory.get(|| self.reader()?.counts_by_account(self.crawl()?.id).map_err(of_store))
    }

    /// What is known of every unit, and from which crawl.
    pub fn coverage(&self) -> Result<&Arc<Coverage>, Failure> {
        let load = || Ok(Arc::new(self.reader()?.coverage(self.crawl()?.id).map_err(of_store)?));
        self.coverage.get(load)
    }

    /// The name of an account; its id where the organization's list does not have it.
    pub fn account_name(&self, account: AccountId) -> Result<String, Failure> {
        let names = self.names.get(|| {
            let scope = Scope { kinds: vec![Kind::Account], ..Scope::default() };
            let snapshot = self.reader()?.snapshot(self.crawl()?.id, &scope).map_err(of_store)?;
            Ok(snapshot.records.into_iter().map(|record| (record.account, record.name)).collect())
        })?;
        Ok(names.get(&account).cloned().unwrap_or_else(|| account.to_string()))
    }

    /// What the window shows about the cache as a whole.
    pub fn info(&self) -> Result<CacheInfo, Failure> {
        let reader = self.reader()?;
        let (crawl, kinds) = match &self.crawl {
            Some(crawl) => {
                let counts = self.kinds.get(|| reader.counts_by_kind(crawl.id, None).map_err(of_store))?;
                (Some(rows::crawl(&reader, crawl)?), counts.clone())
            }
            None => (None, BTreeMap::new()),
        };
        let kinds = kinds.into_iter().map(|(kind, count)| KindCount {
            kind: kind.as_str().to_owned(),
            plain: kind.plain().to_owned(),
            count: rows::count(count),
        });
        Ok(CacheInfo {
            path: self.path.display().to_string(),
            read_only: is_read_only(&self.path),
            demo: self.demo,
            crawl,
            kinds: kinds.collect(),
            regions: self.crawl.as_ref().map(|crawl| crawl.regions.clone()).unwrap_or_default(),
        })
    }
}

fn is_read_only(path: &Path) -> bool {
    path.metadata().is_ok_and(|metadata| metadata.permissions().readonly())
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
        if let Some(reader) = self.reader.take() {
            self.home.lock().unwrap_or_else(PoisonError::into_inner).push(reader);
        }
    }
}
