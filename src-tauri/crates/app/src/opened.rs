//! An open cache at the crawl that is shown, and what is worked out from it once and kept: the map, the search index, the trust graph.
//! Each of these is given what it is worked out from, and none the whole.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use armillary_model::{Kind, Snapshot};
use armillary_store::{Crawl, ResourceFilter, SearchEntry, StoreError};
use armillary_topology::{Scene, SceneRequest, View};
use armillary_trust::Graph;
use armillary_wire::{CacheInfo, Code, ExportFormat, Failure, KindCount, TrustFindingRow, UnitCounts};

use crate::{
    cache::{Cache, CacheAt},
    coverage::unit_counts,
    failure::{coded, of_store},
    kept::Kept,
    map::{Inventory, Map},
    plans, rows,
    search::SearchIndex,
    trust,
};

/// Up to this many accounts the trust graph is built ahead; it takes a second or two, and memory that not every user needs.
const QUICK_TRUST: u64 = 1_500;

/// A cache, open for reading at one of its crawls.
pub struct Opened {
    cache: Arc<Cache>,
    demo: bool,
    /// `None` where the cache holds no crawl yet.
    at: Option<Arc<CacheAt>>,
    kinds: Kept<BTreeMap<Kind, u64>>,
    map: Kept<Map>,
    index: Kept<SearchIndex>,
    trust: Kept<Graph>,
    findings: Kept<Vec<TrustFindingRow>>,
    inventory: Kept<Inventory>,
    planned_from: Kept<Snapshot>,
    is_prepared: AtomicBool,
}

impl Opened {
    /// Opens a cache; see [`Opened::at`].
    pub fn open(path: &Path, demo: bool, crawl: Option<i64>) -> Result<Self, StoreError> {
        Self::at(Arc::new(Cache::open(path)?), demo, crawl)
    }

    /// An open cache at a crawl. Where none is named, it is the newest complete one; where there is none, the newest that was cut off.
    /// That a cache holds no crawl yet is no failure.
    pub fn at(cache: Arc<Cache>, demo: bool, crawl: Option<i64>) -> Result<Self, StoreError> {
        let shown = match crawl {
            Some(crawl) => Some(cache.reader()?.crawl(crawl)?),
            None => cache.reader()?.latest_crawl()?,
        };
        Ok(Self {
            at: shown.map(|crawl| Arc::new(CacheAt::new(Arc::clone(&cache), crawl))),
            cache,
            demo,
            kinds: Kept::default(),
            map: Kept::default(),
            index: Kept::default(),
            trust: Kept::default(),
            findings: Kept::default(),
            inventory: Kept::default(),
            planned_from: Kept::default(),
            is_prepared: AtomicBool::new(false),
        })
    }

    /// Another crawl of the same cache; see [`Opened::at`].
    pub fn other(&self, crawl: Option<i64>) -> Result<Self, StoreError> {
        Self::at(Arc::clone(&self.cache), self.demo, crawl)
    }

    /// The file.
    pub fn cache(&self) -> &Arc<Cache> {
        &self.cache
    }

    /// The newest crawl that came as far as to know what to read: the one that is gone on with.
    pub fn newest(&self) -> Result<Option<Crawl>, StoreError> {
        Ok(self.cache.reader()?.crawls()?.into_iter().find(|crawl| crawl.planned > 0))
    }

    /// The cache at the crawl that is shown.
    pub fn crawled(&self) -> Result<&Arc<CacheAt>, Failure> {
        let none = || coded(Code::NoCrawl, "this cache holds no crawl yet; crawl an organization into it");
        self.at.as_ref().ok_or_else(none)
    }

    /// The graph and what is shown of it.
    pub fn map(&self) -> Result<&Map, Failure> {
        self.map.get(|| Map::load(Arc::clone(self.crawled()?)))
    }

    /// What a view shows.
    pub fn scene(&self, request: &SceneRequest) -> Result<Scene, Failure> {
        self.map()?.scene(&|| self.trust(), request)
    }

    /// What has to be opened so that a resource is seen in a view; see `Map::reveal`.
    pub fn reveal(&self, view: View, arn: &str) -> Result<Vec<String>, Failure> {
        self.map()?.reveal(view, arn)
    }

    /// The map as a file's bytes; see `Map::export`.
    pub fn export(&self, view: View, request: &SceneRequest, format: ExportFormat) -> Result<Vec<u8>, Failure> {
        self.map()?.export(&|| self.trust(), view, request, format)
    }

    /// The organization as plans are made of it; read when it is first asked for.
    pub fn planned_from(&self) -> Result<&Snapshot, Failure> {
        self.planned_from.get(|| plans::plan_snapshot(self.crawled()?))
    }

    /// The trust graph; built when it is first asked for.
    pub fn trust(&self) -> Result<&Graph, Failure> {
        self.trust.get(|| trust::load(self.crawled()?))
    }

    /// What the trust rules found; worked out when it is first asked for.
    pub fn trust_findings(&self) -> Result<&[TrustFindingRow], Failure> {
        Ok(self.findings.get(|| trust::findings(self.crawled()?, &|| self.trust()))?)
    }

    /// The search index, if it is built already.
    pub fn index(&self) -> Option<&SearchIndex> {
        self.index.known()
    }

    /// Works out ahead, once and in the background, what will be asked next: the other views, the search index, and trust where that is
    /// quick. What fails here fails again when it is asked for.
    pub fn prepare(self: &Arc<Self>) {
        if self.is_prepared.swap(true, Ordering::Relaxed) {
            return;
        }
        let opened = Arc::clone(self);
        thread::spawn(move || {
            if let Ok(map) = opened.map() {
                let _ = map.with(View::Network);
                let _ = map.with(View::Portfolios);
            }
            let _ = opened.build_index();
            if opened.count_of(Kind::Account).is_ok_and(|accounts| accounts <= QUICK_TRUST) {
                let _ = opened.trust();
            }
        });
    }

    /// How many resources of a kind there are.
    fn count_of(&self, kind: Kind) -> Result<u64, Failure> {
        let filter = ResourceFilter { kind: Some(kind), ..ResourceFilter::default() };
        let at = self.crawled()?;
        at.reader()?.count(at.crawl().id, &filter).map_err(of_store)
    }

    /// Builds the search index: about a second for half a million resources.
    fn build_index(&self) -> Result<(), Failure> {
        let built = self.index.get(|| {
            let (at, mut index) = (self.crawled()?, SearchIndex::default());
            let each = |entry: SearchEntry<'_>| index.push(entry.kind, entry.account, entry.name, entry.arn);
            at.reader()?.search_entries(at.crawl().id, each).map_err(of_store)?;
            Ok(index)
        });
        built.map(|_| ())
    }

    /// How many resources of each kind each account has.
    pub fn inventory(&self) -> Result<&Inventory, Failure> {
        self.inventory.get(|| {
            let at = self.crawled()?;
            at.reader()?.counts_by_account(at.crawl().id).map_err(of_store)
        })
    }

    /// How many resources of each kind there are.
    pub fn kinds(&self) -> Result<Vec<KindCount>, Failure> {
        let counts = self.kinds.get(|| {
            let at = self.crawled()?;
            at.reader()?.counts_by_kind(at.crawl().id, None).map_err(of_store)
        })?;
        let row = |(kind, count): (&Kind, &u64)| KindCount {
            kind: *kind,
            plain: kind.plain().to_owned(),
            count: rows::count(*count),
        };
        Ok(counts.iter().map(row).collect())
    }

    /// What the window shows about the cache as a whole. Nothing is counted for it that is dear to count.
    pub fn info(&self) -> Result<CacheInfo, Failure> {
        let reader = self.cache.reader().map_err(of_store)?;
        let shown = self.at.as_deref().map(CacheAt::crawl);
        Ok(CacheInfo {
            path: self.cache.path().display().to_string(),
            read_only: is_read_only(self.cache.path()),
            demo: self.demo,
            latest: reader.latest_crawl().map_err(of_store)?.map(|crawl| crawl.id),
            cut_off: match shown {
                Some(crawl) => reader.cut_off_after(crawl.id).map_err(of_store)?,
                None => None,
            }
            .map(|crawl| rows::crawl(&reader, &crawl))
            .transpose()?,
            crawl: shown.map(|crawl| rows::crawl(&reader, crawl)).transpose()?,
            regions: shown.map(|crawl| crawl.regions.clone()).unwrap_or_default(),
            units: match self.at.as_deref() {
                Some(at) => unit_counts(at.coverage()?, at.coverage()?.units()),
                None => UnitCounts::default(),
            },
        })
    }
}

fn is_read_only(path: &Path) -> bool {
    path.metadata().is_ok_and(|metadata| metadata.permissions().readonly())
}
