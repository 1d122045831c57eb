//! Whom portfolios reach: the accounts below each share's recipient, and whether anyone there can launch from them.
//!
//! Rules: a share with an OU reaches the accounts below it, also through OUs between; one with the organization reaches all.
//! Suspended accounts and the owner are not counted; the management account only where it lists the portfolio itself.
//! Principals are not inherited: the recipient associates its own, or the share carries principal names.

use std::collections::{BTreeMap, HashMap};

use armillary_model::{AccountId, Kind, RelationKind};
use petgraph::graph::NodeIndex;

use crate::{NodeState, Topology, graph::Resources, tree::Tree, view::count};

/// Accounts that a portfolio or one of its shares reaches.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Reach {
    /// All of them, also accounts outside the organization.
    pub reached: u32,
    /// Of these, where a principal is known that may launch from it.
    pub usable: u32,
    /// Of these, where that is not known.
    pub unknown: u32,
}

impl Reach {
    pub(crate) fn add(&mut self, usability: Usability) {
        self.reached += 1;
        self.usable += u32::from(usability == Usability::Usable);
        self.unknown += u32::from(usability == Usability::Unknown);
    }
}

/// One share of a portfolio.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ShareReach {
    /// The share's ARN or key.
    pub share: String,
    /// Whom it is shared with: an ARN, or `unknown:` and an id that is not in the cache.
    pub recipient: String,
    /// The recipient's name.
    pub name: String,
    /// `ACCOUNT`, `ORGANIZATIONAL_UNIT`, `ORGANIZATION` or `ORGANIZATION_MEMBER_ACCOUNT`.
    pub share_type: String,
    /// Principal names are shared with it.
    pub share_principals: bool,
    /// The accounts it reaches.
    pub reach: Reach,
}

/// What is known of one portfolio's reach.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PortfolioReach {
    /// All accounts reached, each counted once.
    pub total: Reach,
    /// By share, in the snapshot's order.
    pub shares: Vec<ShareReach>,
}

/// Whether anyone in an account can launch from a portfolio that reaches it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Usability {
    Usable,
    Unknown,
    Unusable,
}

/// A share as the graph has it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Share {
    pub share: NodeIndex,
    pub portfolio: NodeIndex,
    pub recipient: NodeIndex,
}

/// Portfolios as their recipients see them: whether they know a principal that may launch.
#[derive(Clone, Debug, Default)]
pub(crate) struct Received(HashMap<(NodeIndex, AccountId), bool>);

impl Received {
    pub fn build(resources: &Resources) -> Self {
        let mut received: HashMap<_, bool> = HashMap::new();
        for (index, node) in resources.of_kind(Kind::AcceptedPortfolioShare) {
            let has_principals = resources.targets(index, RelationKind::GrantsTo).next().is_some();
            let portfolios = resources.targets(index, RelationKind::ReceivedFrom);
            for (portfolio, account) in portfolios.filter_map(|(portfolio, _)| Some((portfolio, node.account?))) {
                *received.entry((portfolio, account)).or_default() |= has_principals;
            }
        }
        Self(received)
    }
}

impl Topology {
    /// Whom a portfolio reaches, by its ARN or id; `None` if it is not in the cache.
    pub fn portfolio_reach(&self, portfolio: &str) -> Option<PortfolioReach> {
        let portfolio = self.resources.find(portfolio)?;
        let mut answer = PortfolioReach::default();
        let mut best: BTreeMap<usize, Usability> = BTreeMap::new();
        for share in self.shares_of(portfolio) {
            let mut reach = Reach::default();
            for (member, usability) in self.reached_by(share) {
                reach.add(usability);
                best.entry(member).and_modify(|best| *best = usability.min(*best)).or_insert(usability);
            }
            if !self.is_inside(share.recipient) {
                reach.add(Usability::Unknown);
                answer.total.add(Usability::Unknown);
            }
            answer.shares.push(self.share_reach(share, reach));
        }
        best.into_values().for_each(|usability| answer.total.add(usability));
        Some(answer)
    }

    fn share_reach(&self, share: Share, reach: Reach) -> ShareReach {
        let (node, recipient) = (self.resources.node(share.share), self.resources.node(share.recipient));
        let label = self.resources.targets(share.share, RelationKind::SharedWith).next();
        ShareReach {
            share: node.id.clone(),
            recipient: recipient.id.clone(),
            name: recipient.name.clone(),
            share_type: label.map(|(_, label)| label.to_owned()).unwrap_or_default(),
            share_principals: node.shares_principals,
            reach,
        }
    }

    /// The shares of a portfolio.
    pub(crate) fn shares_of(&self, portfolio: NodeIndex) -> Vec<Share> {
        let shares = self.resources.sources(portfolio, RelationKind::SharesPortfolio).map(|(share, _)| share);
        let mut shares: Vec<Share> = shares
            .flat_map(|share| {
                let recipients = self.resources.targets(share, RelationKind::SharedWith);
                recipients.map(move |(recipient, _)| Share { share, portfolio, recipient })
            })
            .collect();
        shares.sort_by_key(|share| share.share);
        shares
    }

    /// The accounts of the organization that a share reaches.
    pub(crate) fn reached_by(&self, share: Share) -> Vec<(usize, Usability)> {
        let owner = self.resources.node(share.portfolio).account;
        let members = self.recipients(share.recipient).into_iter().filter(|at| {
            let member = &self.tree.members[*at];
            let is_management = self.tree.management == Some(member.account);
            let counts = !is_management || self.received.0.contains_key(&(share.portfolio, member.account));
            let is_direct = self.resources.node(share.recipient).kind == Some(Kind::Account);
            Some(member.account) != owner && member.state != NodeState::Suspended && (counts || is_direct)
        });
        members.map(|at| (at, self.usability(share, at))).collect()
    }

    /// The accounts of the organization that are a recipient or below it.
    fn recipients(&self, recipient: NodeIndex) -> Vec<usize> {
        let node = self.resources.node(recipient);
        match node.kind {
            Some(Kind::Account) => node.account.and_then(|account| self.tree.member_of(account)).into_iter().collect(),
            Some(Kind::Organization) if node.known => self.tree.order.clone(),
            _ => below(&self.tree, &node.id),
        }
    }

    /// Whether a recipient is known to be of the organization.
    pub(crate) fn is_inside(&self, recipient: NodeIndex) -> bool {
        let node = self.resources.node(recipient);
        match node.kind {
            Some(Kind::Account) => node.account.is_some_and(|account| self.tree.member_of(account).is_some()),
            _ => node.known || self.tree.ou_of(&node.id).is_some(),
        }
    }

    fn usability(&self, share: Share, member: usize) -> Usability {
        let member = &self.tree.members[member];
        let has_own = self.received.0.get(&(share.portfolio, member.account)).copied().unwrap_or(false);
        let carried = self.resources.node(share.share).shares_principals
            && self.resources.targets(share.portfolio, RelationKind::GrantsTo).next().is_some();
        match (has_own || carried, member.unread > 0) {
            (true, _) => Usability::Usable,
            (false, true) => Usability::Unknown,
            (false, false) => Usability::Unusable,
        }
    }

    /// All shares of all portfolios in the cache.
    pub(crate) fn shares(&self) -> impl Iterator<Item = Share> {
        self.resources.of_kind(Kind::Portfolio).flat_map(|(portfolio, _)| self.shares_of(portfolio))
    }

    /// How many principals may launch from a portfolio in its own account, and how many products it holds.
    pub fn portfolio_contents(&self, portfolio: &str) -> (u32, u32) {
        let Some(portfolio) = self.resources.find(portfolio) else { return (0, 0) };
        let number = |kind| count(self.resources.targets(portfolio, kind).count());
        (number(RelationKind::GrantsTo), number(RelationKind::Holds))
    }
}

fn below(tree: &Tree, id: &str) -> Vec<usize> {
    tree.ou_of(id).map(|ou| tree.below(ou).to_vec()).unwrap_or_default()
}
