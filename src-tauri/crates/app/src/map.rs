//! The graph of a crawl, loaded in parts as they are asked for, and what is shown and exported of it.
//!
//! The organization's own resources are loaded at once. What a view needs beside them is loaded when that view is first asked for, and
//! an account's interior when the account is opened: a cache of 10,000 accounts has hundreds of thousands of resources, of which a
//! person looks at few.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
};

use armillary_model::{AccountId, Kind, Record, Snapshot};
use armillary_report::Theme;
use armillary_store::Scope;
use armillary_topology::{Graph, Interiors, Scene, SceneRequest, Topology, View};
use armillary_trust::Graph as TrustGraph;
use armillary_wire::{AccountRow, AccountsAnswer, ExportFormat, Failure, SearchHit};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::{
    cache::CacheAt,
    failure::{of_store, other},
    kept::Kept,
    rows,
};

/// How many resources of each kind each account has.
pub type Inventory = BTreeMap<AccountId, BTreeMap<Kind, u64>>;

/// What every view is made of.
const ORGANIZATION: &[Kind] = &[
    Kind::Organization,
    Kind::Root,
    Kind::OrganizationalUnit,
    Kind::Account,
    Kind::Policy,
    Kind::Portfolio,
    Kind::Product,
    Kind::PortfolioShare,
];

/// What the portfolios view needs beside it.
const PORTFOLIOS: &[Kind] = &[Kind::AcceptedPortfolioShare];

/// What the network view needs beside it.
const NETWORK: &[Kind] = &[
    Kind::Vpc,
    Kind::VpcEndpoint,
    Kind::TransitGateway,
    Kind::TransitGatewayAttachment,
    Kind::TransitGatewayRouteTable,
];

/// Opened accounts whose interiors are kept; beyond that they are loaded again when they are needed.
const INTERIORS: usize = 200;

/// How large a PNG is drawn.
const PNG_SCALE: f32 = 2.0;

/// The graph of one crawl.
pub struct Map {
    cache: Arc<CacheAt>,
    organization: Snapshot,
    topology: Topology,
    with_network: Kept<Topology>,
    with_received: Kept<Topology>,
    with_trust: Kept<Topology>,
    with_evaluated_trust: Kept<Topology>,
    interiors: Mutex<Arc<Interiors>>,
}

impl Map {
    /// Loads what every view needs.
    pub fn load(cache: Arc<CacheAt>) -> Result<Self, Failure> {
        let scope = Scope { kinds: ORGANIZATION.to_vec(), ..Scope::default() };
        let coverage = Arc::clone(cache.coverage()?);
        let snapshot = cache.reader()?.snapshot(cache.crawl().id, &scope).map_err(of_store)?;
        let organization = Snapshot { coverage, ..snapshot };
        let topology = Topology::build(&[&organization]);
        Ok(Self {
            cache,
            organization,
            topology,
            with_network: Kept::default(),
            with_received: Kept::default(),
            with_trust: Kept::default(),
            with_evaluated_trust: Kept::default(),
            interiors: Mutex::default(),
        })
    }

    /// What a view shows. `trust` is the evaluated graph, where it is known.
    pub fn scene(&self, trust: Option<&TrustGraph>, request: &SceneRequest) -> Result<Scene, Failure> {
        let topology = self.of_view(trust, request.view)?;
        let interiors = self.interiors(&topology.opened_accounts(request))?;
        Ok(topology.scene(request, &interiors))
    }

    /// What has to be opened so that a resource is seen in a view; nothing where it is seen as it is, or never.
    pub fn reveal(&self, trust: Option<&TrustGraph>, view: View, arn: &str) -> Result<Vec<String>, Failure> {
        let topology = self.of_view(trust, view)?;
        let account = armillary_model::account_in_arn(arn);
        let interiors = self.interiors(&account.into_iter().collect::<Vec<_>>())?;
        Ok(topology.reveal(view, arn, &interiors))
    }

    /// The whole of a view, for other programs.
    pub fn graph(&self, trust: Option<&TrustGraph>, view: View) -> Result<Graph, Failure> {
        Ok(self.of_view(trust, view)?.graph(view))
    }

    /// The containers above a resource, from the organization down.
    pub fn path(&self, record: &Record) -> Result<Vec<SearchHit>, Failure> {
        let mut path = self.topology.path_to(&record.arn);
        if path.is_empty() {
            let account = |known: &&Record| known.kind == Kind::Account && known.account == record.account;
            if let Some(account) =
                self.organization.records.iter().find(account).filter(|account| account.arn != record.arn)
            {
                path = self.topology.path_to(&account.arn);
                path.push(account.arn.clone());
            }
        }
        let known = |arn: &String| self.organization.records.iter().find(|record| record.arn == *arn);
        let hit = |record: &Record| rows::hit(&self.cache, &record.arn, record.kind, &record.name, record.account);
        path.iter().filter_map(known).map(hit).collect()
    }

    /// Every account, by name; `inventory` counts the resources of each.
    pub fn accounts(&self, inventory: &Inventory) -> AccountsAnswer {
        let row = |record: &Record| {
            let text = |member: &str| {
                record.document.get(member).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
            };
            let resources = inventory.get(&record.account).map_or(0, |kinds| kinds.values().sum());
            let coverage = &self.organization.coverage;
            AccountRow {
                arn: record.arn.clone(),
                id: record.account.to_string(),
                name: record.name.clone(),
                email: text("Email"),
                state: text("State"),
                ou_path: self.topology.ou_path_names(record.account).join(" / "),
                class: self.topology.class_of(record.account),
                joined: joined(record),
                resources: rows::count(resources),
                coverage: rows::statuses(&coverage.counts(record.account)),
                as_of: coverage.as_of(record.account),
                as_of_at: coverage.as_of(record.account).and_then(|crawl| coverage.time_of(crawl)),
            }
        };
        let accounts = self.organization.records.iter().filter(|record| record.kind == Kind::Account);
        let mut rows: Vec<AccountRow> = accounts.map(row).collect();
        rows.sort_unstable_by(|a, b| a.name.cmp(&b.name).then_with(|| a.id.cmp(&b.id)));
        let organization = self.organization.coverage.organization();
        let incomplete = organization.is_none_or(|unit| !unit.reading.is_covered());
        AccountsAnswer { rows, incomplete }
    }

    /// The map as a file's bytes. JSON and GraphML hold the whole view; SVG and PNG show what the request shows.
    pub fn export(
        &self,
        trust: Option<&TrustGraph>,
        view: View,
        request: &SceneRequest,
        format: ExportFormat,
    ) -> Result<Vec<u8>, Failure> {
        let picture = || {
            let request = SceneRequest { view, ..request.clone() };
            Ok::<_, Failure>(armillary_report::svg(&self.scene(trust, &request)?, Theme::Light))
        };
        match format {
            ExportFormat::Json => Ok(armillary_report::graph_json(&self.graph(trust, view)?).into()),
            ExportFormat::Graphml => Ok(armillary_report::graphml(&self.graph(trust, view)?).into()),
            ExportFormat::Svg => Ok(picture()?.into()),
            ExportFormat::Png => armillary_report::png(&picture()?, PNG_SCALE).map_err(other),
        }
    }

    /// The graph with what a view needs. Trust is shown as it was evaluated once it was, before that as trust policies name it.
    pub fn of_view(&self, trust: Option<&TrustGraph>, view: View) -> Result<&Topology, Failure> {
        if let (View::Trust, Some(graph)) = (view, trust) {
            return self.with_evaluated_trust.get(|| {
                let evaluated =
                    Snapshot { crawl: self.cache.crawl().id, trust: graph.account_trust(), ..Snapshot::default() };
                Ok(Topology::build(&[&self.organization, &evaluated]))
            });
        }
        let (kept, kinds) = match view {
            View::Organization => return Ok(&self.topology),
            View::Network => (&self.with_network, NETWORK),
            View::Portfolios => (&self.with_received, PORTFOLIOS),
            View::Trust => (&self.with_trust, &[][..]),
        };
        kept.get(|| {
            let scope = Scope { kinds: kinds.to_vec(), trust: view == View::Trust, ..Scope::default() };
            let more = self.cache.reader()?.snapshot(self.cache.crawl().id, &scope).map_err(of_store)?;
            Ok(Topology::build(&[&self.organization, &more]))
        })
    }

    /// The interiors of these accounts, at least.
    fn interiors(&self, accounts: &[AccountId]) -> Result<Arc<Interiors>, Failure> {
        let mut kept = self.interiors.lock().unwrap_or_else(PoisonError::into_inner);
        let missing: BTreeSet<AccountId> =
            accounts.iter().copied().filter(|account| !kept.contains_key(account)).collect();
        if missing.is_empty() {
            return Ok(Arc::clone(&kept));
        }
        let mut interiors =
            if kept.len() + missing.len() > INTERIORS { Interiors::new() } else { Interiors::clone(&kept) };
        let wanted =
            accounts.iter().filter(|account| !interiors.contains_key(account)).copied().collect::<BTreeSet<_>>();
        for account in wanted {
            let scope = Scope {
                kinds: Kind::ALL.to_vec(),
                accounts: Some([account].into()),
                coverage: true,
                ..Scope::default()
            };
            let snapshot = self.cache.reader()?.snapshot(self.cache.crawl().id, &scope).map_err(of_store)?;
            interiors.insert(account, Arc::new(Topology::build(&[&snapshot])));
        }
        *kept = Arc::new(interiors);
        Ok(Arc::clone(&kept))
    }
}

/// When an account joined, in milliseconds since 1970.
fn joined(record: &Record) -> Option<i64> {
    let text = record.document.get("JoinedTimestamp")?.as_str()?;
    let time = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    Some(time.unix_timestamp() * 1_000)
}

/// The name that is suggested for an export.
pub fn file_name(view: View, format: ExportFormat) -> String {
    let view = match view {
        View::Organization => "organization",
        View::Network => "network",
        View::Portfolios => "portfolios",
        View::Trust => "trust",
    };
    let extension = match format {
        ExportFormat::Json => "json",
        ExportFormat::Graphml => "graphml",
        ExportFormat::Svg => "svg",
        ExportFormat::Png => "png",
    };
    format!("{view}.{extension}")
}
