//! The `policies` of a request, compiled, and remembered by their text: first the whole member, then each document, so
//! that a document is parsed once however many requests carry it.

use std::sync::Arc;

use super::generations::Generations;
use super::refusal::Wrong;
use super::value::Value;
use crate::{InvalidPolicy, Level, Policies, Policy, Position};

/// How many bytes of policy text each generation of the two memories may hold.
const REMEMBERED: usize = 8 << 20;

/// The policies of a request.
#[derive(Debug, Default)]
pub(super) struct PolicySet {
    identity: Vec<Arc<Policy>>,
    resource: Option<Arc<Policy>>,
    boundary: Vec<Arc<Policy>>,
    session: Option<Arc<Policy>>,
    endpoint: Vec<Arc<Policy>>,
    scps: Vec<Level>,
    rcps: Vec<Level>,
}

impl PolicySet {
    /// The set as the engine takes it.
    pub(super) fn policies(&self) -> Policies<'_> {
        Policies {
            identity: &self.identity,
            resource: self.resource.as_deref(),
            boundary: Some(&self.boundary),
            session: self.session.as_deref(),
            endpoint: Some(&self.endpoint),
            scps: Some(&self.scps),
            rcps: Some(&self.rcps),
        }
    }
}

/// The policies that were compiled.
#[derive(Debug)]
pub(super) struct Documents {
    sets: Generations<Arc<PolicySet>>,
    policies: Generations<Arc<Policy>>,
}

impl Documents {
    pub(super) fn new() -> Documents {
        Documents { sets: Generations::new(REMEMBERED), policies: Generations::new(REMEMBERED) }
    }

    /// The set that the `policies` member of a request stands for.
    pub(super) fn set(&mut self, member: Value<'_>) -> Result<Arc<PolicySet>, Wrong> {
        if let Some(set) = self.sets.get(member.text()) {
            return Ok(set);
        }
        let set = Arc::new(self.read_set(member)?);
        self.sets.insert(member.text().into(), set.clone());
        Ok(set)
    }

    fn read_set(&mut self, member: Value<'_>) -> Result<PolicySet, Wrong> {
        let mut set = PolicySet::default();
        let mut seen: Vec<Kind> = Vec::new();
        for (name, value) in member.members()? {
            let kind = Kind::named(&name).ok_or_else(|| {
                let known = Kind::ALL.map(|kind| format!("`{}`", kind.member())).join(", ");
                value.wrong(format!("`{name}` is not a kind of policy; the kinds are {known}"))
            })?;
            if seen.contains(&kind) {
                return Err(value.wrong(format!("`{name}` is given twice; give it once")));
            }
            seen.push(kind);
            if value.is_null() {
                continue;
            }
            match kind {
                Kind::Identity => set.identity = self.list(value, Slot::of(kind))?,
                Kind::Resource => set.resource = Some(self.document(value, Slot::of(kind))?),
                Kind::Boundary => set.boundary = self.list(value, Slot::of(kind))?,
                Kind::Session => set.session = Some(self.document(value, Slot::of(kind))?),
                Kind::Endpoint => set.endpoint = self.list(value, Slot::of(kind))?,
                Kind::Scps => set.scps = self.levels(value, Slot::of(kind))?,
                Kind::Rcps => set.rcps = self.levels(value, Slot::of(kind))?,
            }
        }
        Ok(set)
    }

    /// A list of documents; one document may stand for a list of one.
    fn list(&mut self, value: Value<'_>, slot: Slot) -> Result<Vec<Arc<Policy>>, Wrong> {
        if value.is_object() {
            return Ok(vec![self.document(value, slot)?]);
        }
        let documents = value.elements()?.into_iter().enumerate();
        documents.map(|(index, document)| self.document(document, Slot { index: Some(index), ..slot })).collect()
    }

    /// The chain of SCPs or RCPs: objects with `node` and `policies`.
    fn levels(&mut self, value: Value<'_>, slot: Slot) -> Result<Vec<Level>, Wrong> {
        let levels = value.elements()?.into_iter().enumerate();
        levels.map(|(index, level)| self.level(level, Slot { level: Some(index), ..slot })).collect()
    }

    fn level(&mut self, level: Value<'_>, slot: Slot) -> Result<Level, Wrong> {
        let (mut node, mut policies) = (None, None);
        for (name, value) in level.members()? {
            match &*name {
                "node" if node.is_none() => {
                    node = Some(value.string("`node` is a string, such as `r-root` or an account id")?)
                }
                "policies" if policies.is_none() => policies = Some(self.list(value, slot)?),
                _ => {
                    let expected = "a level has one `node` and one list of `policies`";
                    return Err(value.wrong(format!("`{name}` is not expected here; {expected}")));
                }
            }
        }
        match (node, policies) {
            (Some(node), Some(policies)) => Ok(Level { node: node.as_ref().into(), policies }),
            (None, _) => Err(level.wrong("this level has no `node`; name the root, OU or account")),
            (_, None) => Err(level.wrong("this level has no `policies`; give a list, which may be empty")),
        }
    }

    fn document(&mut self, document: Value<'_>, slot: Slot) -> Result<Arc<Policy>, Wrong> {
        let text = document.text();
        if let Some(policy) = self.policies.get(text) {
            return Ok(policy);
        }
        let policy = Arc::new(Policy::parse(text).map_err(|invalid| slot.invalid(document.at(), &invalid))?);
        self.policies.insert(text.into(), policy.clone());
        Ok(policy)
    }
}

/// The kinds of policy, by their members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Identity,
    Resource,
    Boundary,
    Session,
    Endpoint,
    Scps,
    Rcps,
}

impl Kind {
    const ALL: [Kind; 7] =
        [Kind::Identity, Kind::Resource, Kind::Boundary, Kind::Session, Kind::Endpoint, Kind::Scps, Kind::Rcps];

    fn named(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.member() == name)
    }

    fn member(self) -> &'static str {
        match self {
            Kind::Identity => "identity",
            Kind::Resource => "resource",
            Kind::Boundary => "boundary",
            Kind::Session => "session",
            Kind::Endpoint => "endpoint",
            Kind::Scps => "scps",
            Kind::Rcps => "rcps",
        }
    }
}

/// Where a document stands in the request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot {
    kind: Kind,
    level: Option<usize>,
    index: Option<usize>,
}

impl Slot {
    fn of(kind: Kind) -> Slot {
        Slot { kind, level: None, index: None }
    }

    /// The document on the way to a member of a request.
    pub(super) fn along(way: &[String]) -> Option<Slot> {
        let mut steps = way.iter().map(String::as_str).skip_while(|step| *step != "policies").skip(1);
        let kind = Kind::named(steps.next()?)?;
        let mut number = || steps.next().and_then(|step| step.parse().ok());
        let slot = match kind {
            Kind::Resource | Kind::Session => Slot::of(kind),
            Kind::Scps | Kind::Rcps => {
                let level = number();
                (steps.next() == Some("policies")).then_some(())?;
                Slot { kind, level, index: steps.next().and_then(|step| step.parse().ok()) }
            }
            _ => Slot { kind, level: None, index: number() },
        };
        Some(slot)
    }

    /// As messages name it.
    pub(super) fn name(self) -> String {
        let index = self.index.map(|index| format!(" {index}")).unwrap_or_default();
        match (self.kind, self.level) {
            (Kind::Scps, Some(level)) => format!("scp policy{index} of level {level}"),
            (Kind::Rcps, Some(level)) => format!("rcp policy{index} of level {level}"),
            (kind, _) => format!("{} policy{index}", kind.member()),
        }
    }

    fn path(self) -> String {
        let level = self.level.map(|level| format!("/{level}/policies")).unwrap_or_default();
        let index = self.index.map(|index| format!("/{index}")).unwrap_or_default();
        format!("/policies/{}{level}{index}", self.kind.member())
    }

    /// The document that begins at this offset is not a policy.
    fn invalid(self, at: usize, invalid: &InvalidPolicy) -> Wrong {
        Wrong {
            policy: Some(self.name()),
            path: format!("{}{}", self.path(), invalid.path),
            at,
            position: invalid.position.unwrap_or(Position::START),
            problem: invalid.problem.clone(),
        }
    }
}
