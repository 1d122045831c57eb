//! A scene: what one view shows at one level of detail, with positions. Everything a renderer needs, and nothing of how it draws.

use std::collections::BTreeSet;

use armillary_classify::FolderClass;
use armillary_model::{AccountId, Kind};
use serde::{Deserialize, Serialize};

use crate::{EdgeState, SceneChange, SceneComparison};

/// Which question the map answers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum View {
    /// OUs, accounts and the policies attached to them.
    #[default]
    Organization,
    /// Transit gateways, segments, VPCs and their endpoints.
    Network,
    /// Portfolios, their products, and who they are shared with.
    Portfolios,
    /// From which accounts one can get into which others.
    Trust,
}

/// What a scene should show.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", default)]
pub struct SceneRequest {
    /// The view.
    pub view: View,
    /// Ids of nodes that are opened: OUs and bundles that show their accounts, accounts that show their inner ring.
    pub open: BTreeSet<String>,
    /// Ids of OUs that are folded although there would be room for their accounts.
    pub folded: BTreeSet<String>,
    /// What to leave out.
    pub filter: SceneFilter,
    /// In the trust view, show what trust policies name and not what has an effect.
    pub named: bool,
}

/// Layer and state filters. An empty list filters nothing.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", default)]
pub struct SceneFilter {
    /// Show only accounts below these OUs (ids `ou-…` or ARNs).
    pub ous: Vec<String>,
    /// Show only accounts of these classes.
    pub classes: Vec<FolderClass>,
    /// Show only resources of these Regions (global ones always stay).
    pub regions: Vec<String>,
    /// Leave out nodes of these kinds: layers that are switched off.
    #[cfg_attr(feature = "ts", ts(type = "Kind[]"))]
    pub hidden_kinds: Vec<Kind>,
    /// Show only nodes in these states.
    pub states: Vec<NodeState>,
}

/// What kind of figure stands for a node.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// A resource, drawn by the icon of its kind.
    Resource,
    /// An account that others turn around: management, network, shared services.
    Hub,
    /// A disc that stands for `count` accounts or resources; opens on demand.
    Bundle,
    /// Something required that is not there, or `count` of them.
    Gap,
}

/// What is known of a node.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum NodeState {
    /// Read completely.
    Ok,
    /// Read in part: what is not shown is unknown.
    Partial,
    /// Not read in this crawl; what is shown is the last known state.
    Unread,
    /// A suspended or closing account.
    Suspended,
    /// Named by a policy or share, outside the organization or not in the cache.
    Unknown,
}

impl NodeState {
    /// What is known of many together: not read where none of them was, in part where something of them was not.
    pub(crate) fn of_many(states: impl Iterator<Item = Self>) -> Self {
        let (mut any, mut all) = (false, None);
        for state in states.filter(|state| *state != Self::Suspended) {
            any |= matches!(state, Self::Partial | Self::Unread);
            all = Some(all.unwrap_or(true) && state == Self::Unread);
        }
        match (any, all) {
            (true, Some(true)) => Self::Unread,
            (true, _) => Self::Partial,
            (false, _) => Self::Ok,
        }
    }
}

/// A small count on a node.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub struct Badge {
    /// What is counted.
    pub kind: BadgeKind,
    /// How many.
    pub count: u32,
}

/// What a badge counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum BadgeKind {
    /// Policies attached to this node.
    Attached,
    /// Of these, those of AWS that allow everything: they are attached everywhere and limit nothing.
    AllowAll,
    /// Different policies attached to what is above.
    Inherited,
    /// Units of this account that were not read completely.
    Unread,
}

/// A node of a scene.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SceneNode {
    /// The resource's ARN or key, also for an OU that is folded into a disc; another bundle's id starts with `bundle:`, a gap's with `gap:`, an unknown principal's with `unknown:`.
    pub id: String,
    /// What it is; for a bundle, what it stands for.
    #[cfg_attr(feature = "ts", ts(type = "Kind"))]
    pub kind: Kind,
    /// The figure.
    pub shape: Shape,
    /// Its colour class.
    pub class: FolderClass,
    /// The name shown.
    pub label: String,
    /// One more line for the tooltip: the account id, the CIDR, the service name.
    pub detail: String,
    /// The account it belongs to, if any.
    #[cfg_attr(feature = "ts", ts(type = "string | null"))]
    pub account: Option<AccountId>,
    /// The Region, or `global`.
    pub region: String,
    /// Position, in units where the outermost ring of the closed view has radius 1000; y points up.
    pub x: f64,
    /// See `x`.
    pub y: f64,
    /// Radius in the same units.
    pub size: f64,
    /// Importance of its label, 0 to 1: 1 is always shown.
    pub rank: f64,
    /// What is known of it.
    pub state: NodeState,
    /// The node it hangs from, if that is in the scene.
    pub parent: Option<String>,
    /// How many resources it stands for; 1 for itself alone. Of a gap, how many are missing.
    pub count: u32,
    /// Whether it can be opened (or is).
    pub can_open: bool,
    /// Whether it is open.
    pub is_open: bool,
    /// Counts shown on it.
    pub badges: Vec<Badge>,
    /// What becomes of it, in a scene that is compared with another state of the organization.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub change: Option<SceneChange>,
    /// Where it stood, if it moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub was: Option<Former>,
}

/// Where a node stood in another state of the organization, as places are now.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Former {
    /// See [`SceneNode::x`].
    pub x: f64,
    /// See [`SceneNode::x`].
    pub y: f64,
    /// See [`SceneNode::size`].
    pub size: f64,
}

/// An edge of a scene.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SceneEdge {
    /// Unique in the scene.
    pub id: String,
    /// The node it starts from.
    pub from: String,
    /// The node it leads to.
    pub to: String,
    /// What it means, read from `from` to `to`: a relation kind's text form, or one of `contains` (an opened account or bundle),
    /// `same-team` (a team's next stage), `reaches` (a portfolio, through a share with an OU or the organization), `trusts`,
    /// `trusts-inward` and `trusts-declared` (from the account named to the one that names it; the last two cross into an inner defence
    /// ring, and all ways that the last one stands for are steps of declared pipelines).
    pub kind: String,
    /// A few words, such as `3 roles` or `share to OU`; may be empty.
    pub label: String,
    /// How many relations it stands for.
    pub count: u32,
    /// Of these, how many are not known.
    pub unknown: u32,
    /// What is known of it; of several, the surest.
    pub state: EdgeState,
    /// Why what it stands for is not known, or as last read; empty where nothing is to be said.
    pub why: String,
    /// How far it bows aside, in shares of its length, to the left of its way where positive; 0 where that is left to who draws it.
    pub bow: f64,
    /// What becomes of it, in a scene that is compared with another state of the organization.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub change: Option<SceneChange>,
}

/// A background figure that gives position a meaning: a ring, or a sector of one.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Guide {
    /// What it encloses; may be empty.
    pub label: String,
    /// Its colour class.
    pub class: FolderClass,
    /// Centre.
    pub x: f64,
    /// Centre.
    pub y: f64,
    /// Inner radius; 0 for a disc.
    pub inner: f64,
    /// Outer radius.
    pub outer: f64,
    /// Start angle in radians, counter-clockwise from the x axis.
    pub start: f64,
    /// End angle in radians; a full ring spans 2π.
    pub end: f64,
}

/// A rectangle.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Bounds {
    /// Least x.
    pub left: f64,
    /// Greatest x.
    pub right: f64,
    /// Least y.
    pub bottom: f64,
    /// Greatest y.
    pub top: f64,
}

/// How much there is, and how much of it the scene shows one by one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SceneTotals {
    /// Accounts that pass the filter.
    pub accounts: u32,
    /// Of these, drawn as themselves.
    pub accounts_drawn: u32,
    /// Relations of this view that pass the filter: without one, as many as its export has edges.
    pub relations: u32,
    /// Accounts that pass the filter and were not read completely.
    pub unread_accounts: u32,
}

/// What one view shows. At most [`Scene::MAX_NODES`] nodes and [`Scene::MAX_EDGES`] edges.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Scene {
    /// The view.
    pub view: View,
    /// The nodes, in drawing order.
    pub nodes: Vec<SceneNode>,
    /// The edges; both ends are in `nodes`.
    pub edges: Vec<SceneEdge>,
    /// Background figures, in drawing order.
    pub guides: Vec<Guide>,
    /// The rectangle that holds everything.
    pub bounds: Bounds,
    /// What the scene stands for.
    pub totals: SceneTotals,
    /// Plain sentences about what is not known or not shown, to put beside the map.
    pub notes: Vec<String>,
    /// What is otherwise, where the scene is compared with another state of the organization.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub changes: Option<SceneComparison>,
}

impl Scene {
    /// No scene holds more nodes.
    pub const MAX_NODES: usize = 2_000;
    /// No scene holds more edges.
    pub const MAX_EDGES: usize = 4_000;
}
