//! The graph of a crawl, loaded in parts as they are asked for, and what is shown and exported of it.
//!
//! The organization's own resources are loaded at once. What a view needs beside them is added when that view is first asked for, to the
//! one graph that all views share; an account's interior is loaded when the account is opened. A cache of 10,000 accounts has hundreds of
//! thousands of resources, of which a person looks at few.

use std::{
    collections::{BTreeMap, BTreeSet},
    panic,
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
};

use armillary_guardrails::Expectations;
use armillary_model::{AccountId, AccountTrust, Kind, Record, RelationKind, Snapshot};
use armillary_report::Theme;
use armillary_store::Outline;
use armillary_topology::{Graph, Interior, Interiors, Scene, SceneRequest, Topology, View};
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

/// Gives the evaluated trust graph; who asks waits until it is built.
pub type Evaluated<'a> = &'a dyn Fn() -> Result<&'a TrustGraph, Failure>;

/// A part of the graph: kinds of resources, and the kinds of their relations that a view follows.
type Part = (&'static [Kind], &'static [RelationKind]);

/// What every view is made of.
const ORGANIZATION: Part = (
    &[
        Kind::Organization,
        Kind::Root,
        Kind::OrganizationalUnit,
        Kind::Account,
        Kind::Policy,
        Kind::EnabledBaseline,
        Kind::EnabledControl,
        Kind::Portfolio,
        Kind::Product,
        Kind::PortfolioShare,
    ],
    &[
        RelationKind::ChildOf,
        RelationKind::AttachedTo,
        RelationKind::EnabledOn,
        RelationKind::Holds,
        RelationKind::SharesPortfolio,
        RelationKind::SharedWith,
        RelationKind::GrantsTo,
    ],
);

/// What the portfolios view needs beside it.
const PORTFOLIOS: Part = (&[Kind::AcceptedPortfolioShare], &[RelationKind::ReceivedFrom, RelationKind::GrantsTo]);

/// What the network view needs beside it.
const NETWORK: Part = (
    &[
        Kind::Vpc,
        Kind::VpcEndpoint,
        Kind::TransitGateway,
        Kind::TransitGatewayAttachment,
        Kind::TransitGatewayRouteTable,
    ],
    &[
        RelationKind::InVpc,
        RelationKind::OfTransitGateway,
        RelationKind::Attaches,
        RelationKind::AssociatedWith,
        RelationKind::PropagatesTo,
    ],
);

/// What is inside an account.
const INTERIOR: Part = (Kind::ALL, &[RelationKind::Trusts]);

/// The members of documents that the list of accounts shows, beside those that the graph is made of.
const LISTED: &[&str] = &["Email", "JoinedTimestamp"];

/// Opened accounts whose interiors are kept; beyond that they are loaded again when they are needed.
const INTERIORS: usize = 200;

/// More readers than this are not worth their memory; so many slices may wait to be taken in.
const MOST_READERS: usize = 4;
const BATCHES: usize = 4;

/// How large a PNG is drawn.
const PNG_SCALE: f32 = 2.0;

/// The graph of one crawl.
pub struct Map {
    cache: Arc<CacheAt>,
    organization: Snapshot,
    shared: RwLock<Shared>,
    growing: Mutex<()>,
    named: Kept<Arc<[AccountTrust]>>,
    evaluated: Kept<Arc<[AccountTrust]>>,
    interiors: Mutex<Interiors>,
}

/// The one graph that all views share, and the views whose part is in it.
struct Shared {
    topology: Topology,
    has: BTreeSet<View>,
}

impl Map {
    /// Loads what every view needs.
    pub fn load(cache: Arc<CacheAt>) -> Result<Self, Failure> {
        let crawl = cache.crawl().id;
        let members: Vec<&str> = Topology::MEMBERS.iter().chain(LISTED).copied().collect();
        let mut records = Vec::new();
        let outline = outline(ORGANIZATION, &members);
        let coverage = thread::scope(|scope| {
            let coverage = scope.spawn(|| cache.coverage().cloned());
            cache.reader()?.each_outline(crawl, &outline, |record| records.push(record)).map_err(of_store)?;
            coverage.join().unwrap_or_else(|panic| panic::resume_unwind(panic))
        })?;
        records.sort_unstable_by(|a, b| a.kind.cmp(&b.kind).then_with(|| a.arn.cmp(&b.arn)));
        let organization = Snapshot { crawl, records, coverage, ..Snapshot::default() };
        let topology = Topology::build(&[&organization]);
        let shared = Shared { topology, has: BTreeSet::from([View::Organization, View::Trust]) };
        Ok(Self {
            cache,
            organization,
            shared: RwLock::new(shared),
            growing: Mutex::default(),
            named: Kept::default(),
            evaluated: Kept::default(),
            interiors: Mutex::default(),
        })
    }

    /// What a view shows.
    pub fn scene(&self, trust: Evaluated<'_>, request: &SceneRequest) -> Result<Scene, Failure> {
        let topology = self.of_view(trust, request.view, request.named)?;
        let interiors = self.interiors(&topology.opened_accounts(request))?;
        let mut scene = topology.scene(request, &interiors);
        if request.view == View::Trust && request.named {
            scene.notes.push(self.left_out()?);
        }
        Ok(scene)
    }

    /// What is not drawn where lines are what trust policies name; counted where evaluating it was done already.
    fn left_out(&self) -> Result<String, Failure> {
        let named: BTreeSet<_> = self.named()?.iter().map(|pair| (pair.trusting, pair.trusted)).collect();
        let is_left_out = |pair: &&AccountTrust| {
            let there = pair.evaluated.is_none_or(|ways| ways.allowed + ways.allowed_if + ways.unknown > 0);
            there && !named.contains(&(pair.trusting, pair.trusted))
        };
        let what = "what no trust policy says by an account: ways through services and identity providers, policies that let everybody \
                    or the organization in, what identity and resource policies grant, and ways inside one account";
        let pairs = self.evaluated.known().map(|pairs| pairs.iter().filter(is_left_out).collect::<Vec<_>>());
        Ok(match pairs {
            None => format!("not drawn is {what}; how much that is, is counted once trust was evaluated"),
            Some(pairs) => {
                let ways: u32 = pairs.iter().map(|pair| pair.count).sum();
                let pairs = pairs.len();
                format!("not drawn is {what}: evaluated, {ways} ways between {pairs} pairs of accounts")
            }
        })
    }

    /// What trust policies name.
    fn named(&self) -> Result<&Arc<[AccountTrust]>, Failure> {
        self.named.get(|| {
            let pairs = self.cache.reader()?.trust_between_accounts(self.cache.crawl().id).map_err(of_store)?;
            Ok(pairs.into())
        })
    }

    /// What has to be opened so that a resource is seen in a view; nothing where it is seen as it is, or never.
    pub fn reveal(&self, view: View, arn: &str) -> Result<Vec<String>, Failure> {
        let topology = self.with(view)?;
        let account = armillary_model::account_in_arn(arn);
        let interiors = self.interiors(&account.into_iter().collect::<Vec<_>>())?;
        Ok(topology.reveal(view, arn, &interiors))
    }

    /// The whole of a view, for other programs.
    pub fn graph(&self, trust: Evaluated<'_>, view: View, named: bool) -> Result<Graph, Failure> {
        Ok(self.of_view(trust, view, named)?.graph(view))
    }

    /// The containers above a resource, from the organization down.
    pub fn path(&self, record: &Record) -> Result<Vec<SearchHit>, Failure> {
        let topology = self.topology();
        let mut path = topology.path_to(&record.arn);
        if path.is_empty() {
            let account = |known: &&Record| known.kind == Kind::Account && known.account == record.account;
            if let Some(account) =
                self.organization.records.iter().find(account).filter(|account| account.arn != record.arn)
            {
                path = topology.path_to(&account.arn);
                path.push(account.arn.clone());
            }
        }
        let known = |arn: &String| self.organization.records.iter().find(|record| record.arn == *arn);
        let hit = |record: &Record| rows::hit(&self.cache, &record.arn, record.kind, &record.name, record.account);
        path.iter().filter_map(known).map(hit).collect()
    }

    /// Every account, by name; `inventory` counts the resources of each.
    pub fn accounts(&self, inventory: &Inventory) -> AccountsAnswer {
        let topology = self.topology();
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
                ou_path: topology.ou_path_names(record.account).join(" / "),
                class: topology.class_of(record.account),
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
        trust: Evaluated<'_>,
        view: View,
        request: &SceneRequest,
        format: ExportFormat,
    ) -> Result<Vec<u8>, Failure> {
        let picture = || {
            let request = SceneRequest { view, ..request.clone() };
            Ok::<_, Failure>(armillary_report::svg(&self.scene(trust, &request)?, Theme::Light))
        };
        let graph = || self.graph(trust, view, request.named);
        match format {
            ExportFormat::Json => Ok(armillary_report::graph_json(&graph()?).into()),
            ExportFormat::Graphml => Ok(armillary_report::graphml(&graph()?).into()),
            ExportFormat::Svg => Ok(picture()?.into()),
            ExportFormat::Png => armillary_report::png(&picture()?, PNG_SCALE).map_err(other),
        }
    }

    /// The graph with what a view needs. Trust is evaluated, unless it is asked for as policies name it: the same question has the same
    /// answer whenever it is asked, and who is first waits for it.
    pub fn of_view(&self, trust: Evaluated<'_>, view: View, named: bool) -> Result<Topology, Failure> {
        if view != View::Trust {
            return self.with(view);
        }
        let pairs = match named {
            true => self.named()?,
            false => self.evaluated.get(|| {
                let (graph, expect) = (trust()?, Expectations::default());
                Ok(graph.account_trust(&|edge| expect.declares(graph, edge)).into())
            })?,
        };
        Ok(self.topology().with_trust(Arc::clone(pairs)))
    }

    /// The graph as it is now.
    fn topology(&self) -> Topology {
        self.shared.read().unwrap_or_else(PoisonError::into_inner).topology.clone()
    }

    /// The graph with a view's part. Who asks for what is there does not wait for what is being added.
    pub fn with(&self, view: View) -> Result<Topology, Failure> {
        let there = || {
            let shared = self.shared.read().unwrap_or_else(PoisonError::into_inner);
            shared.has.contains(&view).then(|| shared.topology.clone())
        };
        if let Some(topology) = there() {
            return Ok(topology);
        }
        let _growing = self.growing.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(topology) = there() {
            return Ok(topology);
        }
        let part = if view == View::Network { NETWORK } else { PORTFOLIOS };
        let mut growth = self.topology().growing();
        self.each_read_beside(part, |record| growth.add(&record))?;
        let topology = growth.finish();
        let mut shared = self.shared.write().unwrap_or_else(PoisonError::into_inner);
        shared.topology = topology.clone();
        shared.has.insert(view);
        Ok(topology)
    }

    /// Takes in a part's records, always in the same order, while others are being read.
    fn each_read_beside(&self, part: Part, mut take: impl FnMut(Record)) -> Result<(), Failure> {
        let slices = self.cache.reader()?.slices().map_err(of_store)?;
        let (next, crawl) = (AtomicUsize::new(0), self.cache.crawl().id);
        let readers = thread::available_parallelism().map_or(1, usize::from).min(MOST_READERS);
        let (cache, slices, next) = (&self.cache, &slices, &next);
        thread::scope(|scope| {
            let (sink, batches) = mpsc::sync_channel(BATCHES);
            let read = move |sink: mpsc::SyncSender<(usize, Vec<Record>)>| {
                let reader = cache.reader()?;
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(slice) = slices.get(at) else { return Ok(()) };
                    let mut batch = Vec::new();
                    let outline = Outline { slice: Some(slice), ..outline(part, Topology::MEMBERS) };
                    reader.each_outline(crawl, &outline, |record| batch.push(record)).map_err(of_store)?;
                    if sink.send((at, batch)).is_err() {
                        return Ok(());
                    }
                }
            };
            let threads: Vec<_> =
                std::iter::repeat_n(sink, readers).map(|sink| scope.spawn(move || read(sink))).collect();
            let (mut waiting, mut due) = (BTreeMap::new(), 0);
            for (at, batch) in batches {
                waiting.insert(at, batch);
                while let Some(batch) = waiting.remove(&due) {
                    batch.into_iter().for_each(&mut take);
                    due += 1;
                }
            }
            let join = |thread: thread::ScopedJoinHandle<'_, _>| {
                thread.join().unwrap_or_else(|panic| panic::resume_unwind(panic))
            };
            threads.into_iter().try_for_each(join)
        })
    }

    /// The interiors of these accounts. They are shared, and loaded while nobody waits for those that are there.
    fn interiors(&self, accounts: &[AccountId]) -> Result<Interiors, Failure> {
        let kept = || self.interiors.lock().unwrap_or_else(PoisonError::into_inner);
        let mut wanted: Interiors = {
            let kept = kept();
            accounts.iter().filter_map(|account| Some((*account, Arc::clone(kept.get(account)?)))).collect()
        };
        for account in accounts {
            if !wanted.contains_key(account) {
                wanted.insert(*account, Arc::new(self.interior(*account)?));
            }
        }
        let mut kept = kept();
        if kept.len() + wanted.len() > INTERIORS {
            *kept = BTreeMap::new();
        }
        kept.extend(wanted.iter().map(|(account, interior)| (*account, Arc::clone(interior))));
        Ok(wanted)
    }

    fn interior(&self, account: AccountId) -> Result<Interior, Failure> {
        let (reader, crawl) = (self.cache.reader()?, self.cache.crawl().id);
        let mut records = Vec::new();
        let outline = Outline { account: Some(account), ..outline(INTERIOR, Topology::MEMBERS) };
        reader.each_outline(crawl, &outline, |record| records.push(record)).map_err(of_store)?;
        Ok(Interior::build(&Snapshot { crawl, records, ..Snapshot::default() }))
    }
}

/// The graph of an organization that is at hand: what every view needs, and what that of portfolios does.
pub fn topology_of(snapshot: &Snapshot) -> Topology {
    let is_drawn = |record: &&Record| ORGANIZATION.0.contains(&record.kind) || PORTFOLIOS.0.contains(&record.kind);
    let records = snapshot.records.iter().filter(is_drawn).cloned().collect();
    let coverage = Arc::clone(&snapshot.coverage);
    Topology::build(&[&Snapshot { crawl: snapshot.crawl, records, coverage, ..Snapshot::default() }])
}

/// What is read of each resource of a part.
fn outline<'a>((kinds, relations): Part, members: &'a [&'a str]) -> Outline<'a> {
    Outline { kinds, relations, members, ..Outline::default() }
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
