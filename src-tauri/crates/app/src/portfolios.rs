//! Portfolios: what they hold, whom their shares reach, and where anyone can use them.

use armillary_model::{Kind, Record};
use armillary_topology::{ShareReach, Topology};
use armillary_wire::{Failure, PortfolioRow, RecipientRow};

use crate::{cache::CacheAt, failure::of_store};

/// Every portfolio, by name; `topology` is that of the portfolios view.
pub fn portfolios(cache: &CacheAt, topology: &Topology) -> Result<Vec<PortfolioRow>, Failure> {
    let filter = armillary_store::ResourceFilter { kind: Some(Kind::Portfolio), ..Default::default() };
    let mut records = Vec::new();
    cache.reader()?.resources(cache.crawl().id, &filter, |record| records.push(record)).map_err(of_store)?;
    let mut rows = records.iter().map(|record| row(cache, topology, record)).collect::<Result<Vec<_>, _>>()?;
    rows.sort_unstable_by(|a, b| a.name.cmp(&b.name).then_with(|| a.arn.cmp(&b.arn)));
    Ok(rows)
}

fn row(cache: &CacheAt, topology: &Topology, record: &Record) -> Result<PortfolioRow, Failure> {
    let reach = topology.portfolio_reach(&record.arn).unwrap_or_default();
    let contents = topology.portfolio_contents(&record.arn);
    let text =
        |member: &str| record.document.get(member).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
    Ok(PortfolioRow {
        arn: record.arn.clone(),
        id: text("Id"),
        name: record.name.clone(),
        provider: text("ProviderName"),
        account: record.account.to_string(),
        account_name: cache.account_name(record.account)?,
        region: record.region.clone(),
        products: contents.products,
        principals: contents.principals,
        shares_known: topology.shares_are_known(&record.arn),
        shares: reach.shares.into_iter().map(recipient).collect(),
        reached: reach.total.reached,
        usable: reach.total.usable,
        unknown: reach.total.unknown,
    })
}

fn recipient(share: ShareReach) -> RecipientRow {
    RecipientRow {
        arn: share.recipient,
        name: share.name,
        share_type: share.share_type,
        accounts: share.reach.reached,
        share_principals: share.share_principals,
    }
}
