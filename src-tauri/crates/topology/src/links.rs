//! The relations of a view, nothing folded: what its export holds, and what its scene counts.

use std::borrow::Cow;

use armillary_model::{AccountId, Kind, RelationKind};
use petgraph::{graph::NodeIndex, visit::EdgeRef};

use crate::{Topology, View, edge::Ties, reach::Usability, trust::Way};

/// One end of a relation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum End {
    /// Something of the graph.
    Node(NodeIndex),
    /// An account that is not of the organization.
    Outside(AccountId),
}

/// A relation of a view.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct ViewLink<'a> {
    pub from: End,
    pub to: End,
    pub kind: &'static str,
    pub label: Cow<'a, str>,
    pub ties: Ties,
    /// Why it is not known; empty where it is.
    pub reason: &'static str,
}

/// Why a share with somebody else tells nothing of its use.
const OUTSIDE: &str =
    "the recipient is not in the organization as it was read, so its use of the portfolio is not known";
/// Why some ways between accounts are not known.
const UNREAD: &str = "roles or policies that decide it are not known; `armillary trust paths` names them";

/// The resources and the relations between them that a view is made of.
pub(crate) fn kinds(view: View) -> (&'static [Kind], &'static [RelationKind]) {
    match view {
        View::Organization => (
            &[Kind::Organization, Kind::Root, Kind::OrganizationalUnit, Kind::Account, Kind::Policy],
            &[RelationKind::ChildOf, RelationKind::AttachedTo],
        ),
        View::Network => (
            &[
                Kind::TransitGateway,
                Kind::TransitGatewayRouteTable,
                Kind::TransitGatewayAttachment,
                Kind::Vpc,
                Kind::VpcEndpoint,
            ],
            &[
                RelationKind::OfTransitGateway,
                RelationKind::Attaches,
                RelationKind::AssociatedWith,
                RelationKind::PropagatesTo,
                RelationKind::InVpc,
            ],
        ),
        View::Portfolios => (
            &[Kind::Portfolio, Kind::Product, Kind::PortfolioShare, Kind::AcceptedPortfolioShare],
            &[
                RelationKind::Holds,
                RelationKind::SharesPortfolio,
                RelationKind::SharedWith,
                RelationKind::ReceivedFrom,
                RelationKind::GrantsTo,
            ],
        ),
        View::Trust => (&[], &[]),
    }
}

impl Topology {
    /// Gives every relation of a view.
    pub(crate) fn each_link<'a>(&'a self, view: View, mut take: impl FnMut(ViewLink<'a>)) {
        let (kinds, relations) = kinds(view);
        for (index, _) in kinds.iter().flat_map(|kind| self.resources.of_kind(*kind)) {
            for link in self.resources.links(index) {
                let weight = link.weight();
                if relations.contains(&weight.kind) {
                    take(ViewLink {
                        from: End::Node(index),
                        to: End::Node(link.target()),
                        kind: weight.kind.as_str(),
                        label: Cow::Borrowed(&weight.label),
                        ties: Ties::one(weight.state),
                        reason: "",
                    });
                }
            }
        }
        match view {
            View::Portfolios => self.each_reach(take),
            View::Trust => self.each_way(take),
            View::Organization | View::Network => {}
        }
    }

    /// Which accounts the shares of portfolios reach.
    fn each_reach<'a>(&'a self, mut take: impl FnMut(ViewLink<'a>)) {
        for share in self.shares() {
            for (member, usability) in self.reached_by(share) {
                let label = match usability {
                    Usability::Usable => "usable",
                    Usability::Unknown => "not known",
                    Usability::Unusable => "not usable",
                };
                take(ViewLink {
                    from: End::Node(share.portfolio),
                    to: End::Node(self.tree.member(member).node),
                    kind: "reaches",
                    label: Cow::Borrowed(label),
                    ties: Ties::one(usability.state()),
                    reason: match usability {
                        Usability::Unknown => self.doubt(share, member).unwrap_or_default(),
                        Usability::Usable | Usability::Unusable => "",
                    },
                });
            }
            if !self.is_inside(share.recipient) {
                take(ViewLink {
                    from: End::Node(share.portfolio),
                    to: End::Node(share.recipient),
                    kind: "reaches",
                    label: Cow::Borrowed("not known"),
                    ties: Ties::one(Usability::Unknown.state()),
                    reason: OUTSIDE,
                });
            }
        }
    }

    /// Which accounts have a way into which others.
    fn each_way<'a>(&'a self, mut take: impl FnMut(ViewLink<'a>)) {
        let end = |account| {
            let member = self.tree.member_of(account).map(|at| End::Node(self.tree.member(at).node));
            member.unwrap_or(End::Outside(account))
        };
        for pair in self.trust_pairs().iter() {
            if let Some(Way { ties, label, .. }) = self.way(pair) {
                let (from, to) = (end(pair.trusted), end(pair.trusting));
                let kind = self.way_kind(pair);
                let reason = if ties.unknown > 0 { UNREAD } else { "" };
                take(ViewLink { from, to, kind, label: Cow::Owned(label), ties, reason });
            }
        }
    }
}
