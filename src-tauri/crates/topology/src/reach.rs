//! Whom portfolios reach: the accounts below each share's recipient, and whether anyone there can launch from them.
//!
//! Rules: a share with an OU reaches the accounts below it, also through OUs between; one with the organization reaches all.
//! Suspended accounts and the owner are not counted; the management account only where it lists the portfolio itself.
//! Principals are not inherited: the recipient associates its own, or the share carries principal names. That nobody can use a
//! portfolio is said only where Service Catalog was read in both accounts, in the portfolio's Region, and its principals with it; or
//! where it is known to hold no product, not to be listed in the account, or to wait for being imported.

use std::collections::{BTreeMap, HashMap, HashSet};

use armillary_model::{AccountId, Kind, Part, RelationKind, Service};
use petgraph::graph::NodeIndex;

use crate::{
    EdgeState, NodeState, Topology,
    edge::Ties,
    graph::{Node, Resources},
    tree::Tree,
    view::count,
};

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
        let one = |is: bool| u32::from(is);
        self.reached = self.reached.saturating_add(1);
        self.usable = self.usable.saturating_add(one(usability == Usability::Usable));
        self.unknown = self.unknown.saturating_add(one(usability == Usability::Unknown));
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

impl Usability {
    /// How it is drawn.
    pub fn state(self) -> EdgeState {
        match self {
            Self::Usable => EdgeState::Solid,
            Self::Unknown => EdgeState::Unknown,
            Self::Unusable => EdgeState::Hollow,
        }
    }
}

/// A portfolio as its recipient sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    /// What the recipient lists.
    pub node: NodeIndex,
    pub has_principals: bool,
    /// Its principals were never read.
    pub is_unread: bool,
    /// It was shared account to account, and taken.
    pub is_imported: bool,
}

/// Portfolios as their recipients see them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Received {
    seen: HashMap<(NodeIndex, AccountId), Seen>,
    /// Portfolios that are known to hold no product.
    empty: HashSet<NodeIndex>,
}

impl Received {
    pub fn build(resources: &Resources) -> Self {
        let mut received: HashMap<_, Seen> = HashMap::new();
        for (index, node) in resources.of_kind(Kind::AcceptedPortfolioShare) {
            let has_principals = resources.target_of(index, RelationKind::GrantsTo).is_some();
            let portfolios = resources.targets(index, RelationKind::ReceivedFrom);
            for (portfolio, account, link) in
                portfolios.filter_map(|(portfolio, link)| Some((portfolio, node.account?, link)))
            {
                let new = Seen { node: index, has_principals: false, is_unread: false, is_imported: false };
                let seen = received.entry((portfolio, account)).or_insert(new);
                seen.has_principals |= has_principals;
                seen.is_unread |= node.lacks(Part::PRINCIPALS);
                seen.is_imported |= link.label == "IMPORTED";
            }
        }
        let holds_nothing = |(index, node): &(NodeIndex, &Node)| {
            !node.lacks(Part::PRODUCTS) && resources.target_of(*index, RelationKind::Holds).is_none()
        };
        let empty = resources.of_kind(Kind::Portfolio).filter(holds_nothing).map(|(index, _)| index).collect();
        Self { seen: received, empty }
    }

    /// A portfolio as an account lists it, if it does.
    pub fn seen(&self, portfolio: NodeIndex, account: AccountId) -> Option<Seen> {
        self.seen.get(&(portfolio, account)).copied()
    }

    /// Whether a portfolio is known to hold no product.
    pub fn is_empty(&self, portfolio: NodeIndex) -> bool {
        self.empty.contains(&portfolio)
    }
}

/// What is known of what a portfolio holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct PortfolioContents {
    /// Principals that may launch from it in its own account; `None` where that was never read.
    pub principals: Option<u32>,
    /// Products; `None` where that was never read.
    pub products: Option<u32>,
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
        ShareReach {
            share: node.id.to_string(),
            recipient: recipient.id.to_string(),
            name: recipient.name.clone(),
            share_type: self.share_type(share).to_owned(),
            share_principals: node.shares_principals,
            reach,
        }
    }

    /// `ACCOUNT`, `ORGANIZATIONAL_UNIT`, `ORGANIZATION` or `ORGANIZATION_MEMBER_ACCOUNT`.
    pub(crate) fn share_type(&self, share: Share) -> &str {
        let label = self.resources.target_of(share.share, RelationKind::SharedWith);
        label.map_or("", |(_, link)| link.label.as_str())
    }

    /// Whether all shares of a portfolio are known: Service Catalog of its owner was read in its Region.
    pub fn shares_are_known(&self, portfolio: &str) -> bool {
        let node = self.resources.find(portfolio).map(|index| self.resources.node(index));
        node.is_some_and(|node| node.account.is_some_and(|owner| self.reads_catalog(owner, &node.region)))
    }

    pub(crate) fn reads_catalog(&self, account: AccountId, region: &str) -> bool {
        self.coverage.reading(account, region, Service::ServiceCatalog).is_covered()
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
            let member = self.tree.member(*at);
            let is_management = self.tree.management == Some(member.account);
            let counts = !is_management || self.received.seen(share.portfolio, member.account).is_some();
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
        if self.obstacle(share, member).is_some() {
            return Usability::Unusable;
        }
        let seen = self.received.seen(share.portfolio, self.tree.member(member).account);
        let is_carried = self.resources.node(share.share).shares_principals;
        let carried = is_carried && self.resources.target_of(share.portfolio, RelationKind::GrantsTo).is_some();
        if seen.is_some_and(|seen| seen.has_principals) || carried {
            return Usability::Usable;
        }
        if self.doubt(share, member).is_none() { Usability::Unusable } else { Usability::Unknown }
    }

    /// Why nobody in an account that a share reaches can use the portfolio, whoever may launch there.
    pub(crate) fn obstacle(&self, share: Share, member: usize) -> Option<&'static str> {
        let (account, portfolio) = (self.tree.member(member).account, self.resources.node(share.portfolio));
        let is_listed = self.received.seen(share.portfolio, account).is_some();
        if !portfolio.account.is_some_and(|owner| self.reads_catalog(owner, &portfolio.region)) {
            None
        } else if self.received.is_empty(share.portfolio) {
            Some("the portfolio holds no product")
        } else if !is_listed && self.awaits_import(share) {
            Some("nobody in the account has imported it yet")
        } else if !is_listed && self.reads_catalog(account, &portfolio.region) {
            Some("the account does not list it: the share is not at its end, or ended with an error there")
        } else {
            None
        }
    }

    /// Whether a share is account to account, and not taken yet, as its owner sees it.
    pub(crate) fn awaits_import(&self, share: Share) -> bool {
        self.share_type(share) == "ACCOUNT" && self.resources.node(share.share).accepted == Some(false)
    }

    /// Why it is not known whether an account that a share reaches can use the portfolio, where nobody is known to.
    pub(crate) fn doubt(&self, share: Share, member: usize) -> Option<&'static str> {
        let (account, portfolio) = (self.tree.member(member).account, self.resources.node(share.portfolio));
        let is_unread = self.received.seen(share.portfolio, account).is_some_and(|seen| seen.is_unread);
        let is_carried = self.resources.node(share.share).shares_principals;
        if !portfolio.account.is_some_and(|owner| self.reads_catalog(owner, &portfolio.region)) {
            Some("Service Catalog of the portfolio's account was not read in its Region")
        } else if is_unread {
            Some("the principals of the portfolio were not read in the account")
        } else if is_carried && portfolio.lacks(Part::PRINCIPALS) {
            Some("the share carries the portfolio's principals, which were not read")
        } else if !self.reads_catalog(account, &portfolio.region) {
            Some("Service Catalog of the account was not read in the portfolio's Region")
        } else {
            None
        }
    }

    /// What a share's line stands for: the accounts it reaches. Of those that can use it, as last read where the share was not.
    pub(crate) fn ties_of(&self, share: Share, reached: &[(usize, Usability)]) -> Ties {
        let link = self.resources.target_of(share.share, RelationKind::SharedWith);
        let read = link.map_or(EdgeState::Solid, |(_, link)| link.state);
        let of = |usability: Usability| Ties::one(usability.state().max(read));
        let none = if self.is_inside(share.recipient) { Ties::one(read) } else { Ties::one(EdgeState::Unknown) };
        reached.iter().map(|(_, usability)| of(*usability)).reduce(Ties::and).unwrap_or(none)
    }

    /// All shares of all portfolios in the cache.
    pub(crate) fn shares(&self) -> impl Iterator<Item = Share> {
        self.resources.of_kind(Kind::Portfolio).flat_map(|(portfolio, _)| self.shares_of(portfolio))
    }

    /// What a portfolio holds, by its ARN or id.
    pub fn portfolio_contents(&self, portfolio: &str) -> PortfolioContents {
        let Some(portfolio) = self.resources.find(portfolio) else { return PortfolioContents::default() };
        let node = self.resources.node(portfolio);
        let number = |kind, part| {
            let is_read = node.known && !node.lacks(part);
            is_read.then(|| count(self.resources.targets(portfolio, kind).count()))
        };
        PortfolioContents {
            principals: number(RelationKind::GrantsTo, Part::PRINCIPALS),
            products: number(RelationKind::Holds, Part::PRODUCTS),
        }
    }
}

fn below(tree: &Tree, id: &str) -> Vec<usize> {
    tree.ou_of(id).map(|ou| tree.below(ou).to_vec()).unwrap_or_default()
}
