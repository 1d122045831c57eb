//! Tables of resources, and search over all of them.

use std::collections::BTreeSet;

use armillary_model::{AccountId, Kind, Record, UnitReading};
use armillary_store::{Reader, ResourceFilter};
use armillary_wire::{Failure, ResourcesAnswer, ResourcesQuery, SearchAnswer};

use crate::{
    cache::CacheAt,
    failure::{of_store, other},
    rows,
    search::SearchIndex,
};

/// The kinds that are searched while the index is being built.
const FIRST: &[Kind] = &[Kind::Account, Kind::OrganizationalUnit, Kind::Portfolio, Kind::Policy];

/// A page of resources.
pub fn page(cache: &CacheAt, query: &ResourcesQuery) -> Result<ResourcesAnswer, Failure> {
    let filter = Filter::of(query)?;
    let (crawl, reader) = (cache.crawl().id, cache.reader()?);
    let (records, total) = if query.arns.is_empty() {
        filter.page(&reader, crawl, query)?
    } else {
        filter.named(&reader, crawl, query)?
    };
    let rows = records.iter().map(|record| rows::resource(cache, record)).collect::<Result<_, _>>()?;
    let unread_units = rows::count(unread_units(cache, filter.account, query.region.as_deref())?);
    Ok(ResourcesAnswer { rows, total, unread_units })
}

/// How many units of an account and Region, or of all, are not known.
pub fn unread_units(cache: &CacheAt, account: Option<AccountId>, region: Option<&str>) -> Result<u64, Failure> {
    let coverage = cache.coverage()?;
    let unread =
        |unit: &UnitReading<'_>| !unit.reading.is_covered() && region.is_none_or(|region| region == unit.region);
    let count = match account {
        Some(account) => coverage.of_account(account).filter(unread).count(),
        None => coverage.units().filter(unread).count(),
    };
    Ok(count as u64)
}

struct Filter {
    kinds: Vec<Kind>,
    account: Option<AccountId>,
    region: Option<String>,
    text: Option<String>,
}

impl Filter {
    fn of(query: &ResourcesQuery) -> Result<Self, Failure> {
        Ok(Self {
            kinds: query.kinds.clone(),
            account: query.account.as_deref().map(str::parse).transpose().map_err(other)?,
            region: query.region.clone(),
            text: query.text.clone().filter(|text| !text.is_empty()),
        })
    }

    /// One filter of the cache per kind, in the order the kinds were named; one for all kinds where none was.
    fn of_cache(&self) -> Vec<ResourceFilter> {
        let one = |kind| ResourceFilter {
            kind,
            account: self.account,
            region: self.region.clone(),
            text: self.text.clone(),
            ..ResourceFilter::default()
        };
        if self.kinds.is_empty() { vec![one(None)] } else { self.kinds.iter().map(|kind| one(Some(*kind))).collect() }
    }

    fn page(&self, reader: &Reader, crawl: i64, query: &ResourcesQuery) -> Result<(Vec<Record>, u32), Failure> {
        let (mut records, mut total, mut skip) = (Vec::new(), 0_u64, u64::from(query.offset));
        for filter in self.of_cache() {
            let count = reader.count(crawl, &filter).map_err(of_store)?;
            total += count;
            let wanted = query.limit.saturating_sub(rows::count(records.len() as u64));
            if wanted > 0 && skip < count {
                let filter = ResourceFilter { offset: rows::count(skip), limit: Some(wanted), ..filter };
                reader.resources(crawl, &filter, |record| records.push(record)).map_err(of_store)?;
            }
            skip = skip.saturating_sub(count);
        }
        Ok((records, rows::count(total)))
    }

    /// Resources that were named one by one; names that the cache does not hold are left out.
    fn named(&self, reader: &Reader, crawl: i64, query: &ResourcesQuery) -> Result<(Vec<Record>, u32), Failure> {
        let mut records = Vec::new();
        for arn in query.arns.iter().collect::<BTreeSet<_>>() {
            let found = reader.resource(crawl, arn, 0).map_err(of_store)?.map(|detail| detail.record);
            records.extend(found.filter(|record| self.passes(record)));
        }
        let total = rows::count(records.len() as u64);
        let page = records.into_iter().skip(query.offset as usize).take(query.limit as usize).collect();
        Ok((page, total))
    }

    fn passes(&self, record: &Record) -> bool {
        let holds = |text: &String| {
            let own = format!("{} {}", record.name, record.arn).to_lowercase();
            text.to_lowercase().split_whitespace().all(|word| own.contains(word))
        };
        (self.kinds.is_empty() || self.kinds.contains(&record.kind))
            && self.account.is_none_or(|account| account == record.account)
            && self.region.as_ref().is_none_or(|region| *region == record.region)
            && self.text.as_ref().is_none_or(holds)
    }
}

/// Resources whose name, id or ARN contains the text; before the index is there, the few kinds that people look for most.
pub fn search(cache: &CacheAt, index: Option<&SearchIndex>, text: &str, limit: u32) -> Result<SearchAnswer, Failure> {
    match index {
        Some(index) => {
            let (found, total) = index.find(text, limit as usize);
            let hits = found.iter().map(|hit| rows::hit(cache, &hit.arn, hit.kind, &hit.name, hit.account));
            Ok(SearchAnswer {
                hits: hits.collect::<Result<_, _>>()?,
                total: rows::count(total as u64),
                indexing: false,
            })
        }
        None => search_first(cache, text, limit),
    }
}

fn search_first(cache: &CacheAt, text: &str, limit: u32) -> Result<SearchAnswer, Failure> {
    let (crawl, reader) = (cache.crawl().id, cache.reader()?);
    let (mut hits, mut total) = (Vec::new(), 0);
    for kind in FIRST.iter().filter(|_| !text.trim().is_empty()) {
        let filter =
            ResourceFilter { kind: Some(*kind), text: Some(text.trim().to_owned()), ..ResourceFilter::default() };
        total += reader.count(crawl, &filter).map_err(of_store)?;
        let wanted = limit.saturating_sub(rows::count(hits.len() as u64));
        let filter = ResourceFilter { limit: Some(wanted), ..filter };
        let mut records = Vec::new();
        reader.resources(crawl, &filter, |record| records.push(record)).map_err(of_store)?;
        for record in records {
            hits.push(rows::hit(cache, &record.arn, record.kind, &record.name, record.account)?);
        }
    }
    Ok(SearchAnswer { hits, total: rows::count(total), indexing: true })
}
