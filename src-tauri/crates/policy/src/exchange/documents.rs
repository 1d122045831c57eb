//! The `policies` of a request, compiled, and remembered by their text: first the whole member, then each document, so
//! that a document is parsed once however many requests carry it.

use std::sync::Arc;

use super::generations::Generations;
use super::reader::{Fault, Raw, Reader};
use super::refusal::Wrong;
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
    pub(super) fn set(&mut self, request: &Reader<'_>, member: Raw<'_>) -> Result<Arc<PolicySet>, Wrong> {
        if let Some(set) = self.sets.get(member.text) {
            return Ok(set);
        }
        let set = Arc::new(self.read_set(&mut request.at(member))?);
        self.sets.insert(member.text.into(), set.clone());
        Ok(set)
    }

    fn read_set(&mut self, reader: &mut Reader<'_>) -> Result<PolicySet, Wrong> {
        let mut set = PolicySet::default();
        let mut seen: Vec<Kind> = Vec::new();
        reader.members(|reader, name, at| {
            let kind = Kind::named(&name).ok_or_else(|| {
                let known = Kind::ALL.map(|kind| format!("`{}`", kind.member())).join(", ");
                Fault::new(at, format!("`{name}` is not a kind of policy; the kinds are {known}"))
            })?;
            if seen.contains(&kind) {
                return Err(Wrong::from(Fault::new(at, format!("`{name}` is given twice; give it once"))));
            }
            seen.push(kind);
            if reader.null()? {
                return Ok(());
            }
            match kind {
                Kind::Identity => set.identity = self.list(reader, Slot::of(kind))?,
                Kind::Resource => set.resource = Some(self.document(reader, Slot::of(kind))?),
                Kind::Boundary => set.boundary = self.list(reader, Slot::of(kind))?,
                Kind::Session => set.session = Some(self.document(reader, Slot::of(kind))?),
                Kind::Endpoint => set.endpoint = self.list(reader, Slot::of(kind))?,
                Kind::Scps => set.scps = self.levels(reader, Slot::of(kind))?,
                Kind::Rcps => set.rcps = self.levels(reader, Slot::of(kind))?,
            }
            Ok(())
        })?;
        Ok(set)
    }

    /// A list of documents; one document may stand for a list of one.
    fn list(&mut self, reader: &mut Reader<'_>, slot: Slot) -> Result<Vec<Arc<Policy>>, Wrong> {
        if reader.peek() == Some(b'{') {
            return Ok(vec![self.document(reader, slot)?]);
        }
        let mut list = Vec::new();
        reader.elements(|reader, index| {
            list.push(self.document(reader, Slot { index: Some(index), ..slot })?);
            Ok::<(), Wrong>(())
        })?;
        Ok(list)
    }

    /// The chain of SCPs or RCPs: objects with `node` and `policies`.
    fn levels(&mut self, reader: &mut Reader<'_>, slot: Slot) -> Result<Vec<Level>, Wrong> {
        let mut levels = Vec::new();
        reader.elements(|reader, index| {
            levels.push(self.level(reader, Slot { level: Some(index), ..slot })?);
            Ok::<(), Wrong>(())
        })?;
        Ok(levels)
    }

    fn level(&mut self, reader: &mut Reader<'_>, slot: Slot) -> Result<Level, Wrong> {
        let start = reader.offset();
        let (mut node, mut policies) = (None, None);
        reader.members(|reader, name, at| {
            match &*name {
                "node" if node.is_none() => {
                    node = Some(reader.string("`node` is a string, such as `r-root` or an account id")?)
                }
                "policies" if policies.is_none() => policies = Some(self.list(reader, slot)?),
                _ => {
                    let problem =
                        format!("`{name}` is not expected here; a level has one `node` and one list of `policies`");
                    return Err(Wrong::from(Fault::new(at, problem)));
                }
            }
            Ok(())
        })?;
        match (node, policies) {
            (Some(node), Some(policies)) => Ok(Level { node: node.as_ref().into(), policies }),
            (None, _) => Err(Fault::new(start, "this level has no `node`; name the root, OU or account").into()),
            (_, None) => Err(Fault::new(start, "this level has no `policies`; give a list, which may be empty").into()),
        }
    }

    fn document(&mut self, reader: &mut Reader<'_>, slot: Slot) -> Result<Arc<Policy>, Wrong> {
        let raw = reader.raw()?;
        if let Some(policy) = self.policies.get(raw.text) {
            return Ok(policy);
        }
        let policy = Arc::new(Policy::parse(raw.text).map_err(|invalid| slot.invalid(raw.at, &invalid))?);
        self.policies.insert(raw.text.into(), policy.clone());
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
struct Slot {
    kind: Kind,
    level: Option<usize>,
    index: Option<usize>,
}

impl Slot {
    fn of(kind: Kind) -> Slot {
        Slot { kind, level: None, index: None }
    }

    /// As messages name it.
    fn name(self) -> String {
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
