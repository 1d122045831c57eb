//! The layout of the organization: which OUs and accounts there are, before anything is put into them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use armillary_classify::Stage;
use armillary_model::AccountId;

use super::{
    Options,
    ids::Ids,
    names,
    purpose::{Family, Foundation, OuName, Purpose, TEAM_STAGES, ou_of},
};
use crate::state::{AccountLife, RegionName, Timestamp};

/// The day the landing zone was set up: 2023-02-06. Everything else happened after it.
pub(crate) const LANDING_ZONE: i64 = 1_675_677_600;
/// The days between the landing zone and the youngest account.
const ACCOUNT_DAYS: u64 = 1_200;
const DAY: i64 = 86_400;

/// The size of the organization unless another is asked for.
pub(crate) const DEFAULT_ACCOUNTS: usize = 64;
const LARGEST: usize = 10_000;
const TEAMS: usize = 12;
const DATA_LAKES: usize = 2;
const SANDBOXES: usize = 10;

/// One account, before anything is put into it.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Seat {
    pub id: AccountId,
    pub name: Arc<str>,
    pub purpose: Purpose,
    /// `None` is the root.
    pub ou: Option<OuName>,
    pub life: AccountLife,
    /// The block of corporate addresses its VPC has; `None` for an isolated VPC or none.
    pub block: Option<u32>,
    pub joined: Timestamp,
}

impl Seat {
    /// Whether the account is in use; the others hold no more than their baseline.
    pub fn is_active(&self) -> bool {
        self.life == AccountLife::Active
    }
}

/// The layout: ids, OUs and accounts.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub ids: Ids,
    pub organization: String,
    pub root: String,
    pub ous: BTreeMap<OuName, String>,
    pub regions: Vec<RegionName>,
    pub seats: Vec<Seat>,
    foundation: BTreeMap<Foundation, AccountId>,
    taken: BTreeSet<AccountId>,
}

impl Layout {
    /// The layout of the organization with these options.
    pub fn new(options: &Options) -> Self {
        let ids = Ids::new(options.seed);
        let root = ids.lower("r-", "root", 4);
        let ou_prefix = root.replacen("r-", "ou-", 1) + "-";
        let ou = |name: &OuName| (*name, ids.lower(&ou_prefix, name.name(), 8));
        let mut layout = Self {
            ids,
            organization: ids.lower("o-", "organization", 10),
            root,
            ous: OuName::ALL.iter().map(ou).collect(),
            regions: super::REGIONS.iter().map(|region| (*region).into()).collect(),
            seats: Vec::new(),
            foundation: BTreeMap::new(),
            taken: BTreeSet::new(),
        };
        layout.fill(options.accounts);
        layout
    }

    /// The id of the one account of this kind.
    pub fn account(&self, foundation: Foundation) -> AccountId {
        *self.foundation.get(&foundation).expect("every foundation account is laid out first")
    }

    /// The data lakes that every organization has, whatever its size.
    pub fn first_data_lakes(&self) -> impl Iterator<Item = AccountId> {
        self.seats.iter().filter(|seat| seat.purpose == Purpose::DataLake).take(DATA_LAKES).map(|seat| seat.id)
    }

    /// The id of an OU.
    pub fn ou(&self, name: OuName) -> &str {
        self.ous.get(&name).map_or("", String::as_str)
    }

    fn fill(&mut self, accounts: usize) {
        for foundation in Foundation::ALL {
            let id =
                self.seat(foundation.name(), Purpose::Foundation(*foundation), foundation.ou(), foundation.block());
            self.foundation.insert(*foundation, id);
        }
        let census = Census::of(accounts);
        for index in 0..census.data_lakes {
            self.seat(
                &names::data_lake(index),
                Purpose::DataLake,
                Some(OuName::Infrastructure),
                Some(32 + index as u32),
            );
        }
        for index in 0..census.teams {
            self.team(&names::team(index), Some(128 + 3 * index as u32), AccountLife::Active);
        }
        for index in 0..census.sandboxes {
            self.seat(&names::sandbox(index), Purpose::Sandbox, Some(OuName::Sandbox), None);
        }
        if census.retired_team {
            self.team("image-claims", None, AccountLife::Suspended);
        }
        for index in 0..census.closed_sandboxes {
            self.seat(&format!("sandbox-workshop-{}", index + 1), Purpose::Sandbox, Some(OuName::Sandbox), None);
            let life = if index % 4 == 0 { AccountLife::PendingClosure } else { AccountLife::Suspended };
            self.close_last(life);
        }
    }

    fn team(&mut self, team: &str, block: Option<u32>, life: AccountLife) {
        let [dev, preprod, prod] = TEAM_STAGES.map(|stage| self.new_id(&format!("{team}-{stage}")));
        let family = Arc::new(Family { team: team.into(), dev, preprod, prod });
        for (offset, (stage, id)) in TEAM_STAGES.into_iter().zip([dev, preprod, prod]).enumerate() {
            let ou = if names::is_regulated(team) && stage != Stage::Dev { OuName::Compliance } else { ou_of(stage) };
            let purpose = Purpose::Team(stage, Arc::clone(&family));
            self.push(id, &format!("{team}-{stage}"), purpose, Some(ou), block.map(|block| block + offset as u32));
            self.close_last(life);
        }
    }

    fn close_last(&mut self, life: AccountLife) {
        if let Some(seat) = self.seats.last_mut() {
            seat.life = life;
        }
    }

    fn seat(&mut self, name: &str, purpose: Purpose, ou: Option<OuName>, block: Option<u32>) -> AccountId {
        let id = self.new_id(name);
        self.push(id, name, purpose, ou, block);
        id
    }

    fn push(&mut self, id: AccountId, name: &str, purpose: Purpose, ou: Option<OuName>, block: Option<u32>) {
        let hours = match purpose {
            Purpose::Foundation(_) => self.seats.len() as i64,
            _ => 24 + self.ids.number(&format!("joined/{name}"), ACCOUNT_DAYS * 24) as i64,
        };
        let joined = Timestamp(LANDING_ZONE + hours * DAY / 24);
        self.seats.push(Seat { id, name: name.into(), purpose, ou, life: AccountLife::Active, block, joined });
    }

    fn new_id(&mut self, name: &str) -> AccountId {
        let numbers = (0u32..).map(|attempt| match attempt {
            0 => self.ids.number(&format!("account/{name}"), 900_000_000_000),
            _ => self.ids.number(&format!("account/{name}/{attempt}"), 900_000_000_000),
        });
        let ids = numbers.filter_map(|number| AccountId::from_number(100_000_000_000 + number));
        let id = ids.into_iter().find(|id| !self.taken.contains(id)).expect("there are more ids than accounts");
        self.taken.insert(id);
        id
    }
}

/// How many accounts of each kind there are, besides the foundation.
struct Census {
    data_lakes: usize,
    teams: usize,
    sandboxes: usize,
    retired_team: bool,
    closed_sandboxes: usize,
}

impl Census {
    /// The census of an organization of this many accounts, held between the smallest and the largest there is.
    fn of(accounts: usize) -> Self {
        let foundation = Foundation::ALL.len() + DATA_LAKES;
        let accounts = accounts.clamp(foundation, LARGEST);
        if accounts < DEFAULT_ACCOUNTS {
            let rest = accounts - foundation;
            let (teams, closed) = (rest / 4, rest / 12);
            let sandboxes = rest - 3 * teams - closed;
            return Self { data_lakes: DATA_LAKES, teams, sandboxes, retired_team: false, closed_sandboxes: closed };
        }
        let extra = accounts - DEFAULT_ACCOUNTS;
        let (teams, lakes, closed) = (extra / 4, extra / 200, extra / 25);
        let sandboxes = extra - 3 * teams - lakes - closed;
        Self {
            data_lakes: DATA_LAKES + lakes,
            teams: TEAMS + teams,
            sandboxes: SANDBOXES + sandboxes,
            retired_team: true,
            closed_sandboxes: 1 + closed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_size_is_met_exactly() {
        for accounts in [14, 15, 20, 31, 63, 64, 65, 100, 1_000, 4_321, 10_000] {
            let layout = Layout::new(&Options { accounts, ..Options::default() });
            assert_eq!(layout.seats.len(), accounts);
            let names: BTreeSet<&str> = layout.seats.iter().map(|seat| &*seat.name).collect();
            assert_eq!(names.len(), accounts);
        }
    }

    #[test]
    fn accounts_keep_their_ids_when_the_organization_grows() {
        let small = Layout::new(&Options::default());
        let large = Layout::new(&Options { accounts: 1_000, ..Options::default() });
        let ids: BTreeMap<&str, AccountId> = large.seats.iter().map(|seat| (&*seat.name, seat.id)).collect();
        for seat in &small.seats {
            assert_eq!(ids.get(&*seat.name), Some(&seat.id), "{}", seat.name);
        }
    }

    #[test]
    fn blocks_of_corporate_addresses_do_not_overlap() {
        let layout = Layout::new(&Options { accounts: LARGEST, ..Options::default() });
        let blocks: Vec<u32> = layout.seats.iter().filter_map(|seat| seat.block).collect();
        assert_eq!(blocks.iter().collect::<BTreeSet<_>>().len(), blocks.len());
        assert!(blocks.iter().all(|block| *block < 8_192));
    }
}
