//! Whether a statement applies to a request.

use crate::{
    Effect, Layer, Request, Resource, Statement,
    condition::fill_in,
    element::{Caller, Grants},
    glob::Glob,
    lookup::{Lookup, Resolved},
    pattern::ArnPattern,
    residual::Literal,
    statement::Resources,
    truth::{Logic, Truth},
};

/// A request, ready to be held against statements.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Question<'r> {
    pub(crate) request: &'r Request<'r>,
    pub(crate) lookup: Lookup<'r>,
    pub(crate) caller: Caller<'r>,
    /// What the resource `*` stands for, where the action is about resources.
    everything: &'r [Resource],
}

/// Where a statement stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) layer: Layer,
    /// The place of the node among the levels, for control policies.
    pub(crate) level: usize,
    pub(crate) policy: usize,
}

impl<'r> Question<'r> {
    pub(crate) fn new(request: &'r Request<'r>, everything: &'r [Resource], bounded: bool) -> Question<'r> {
        let lookup = Lookup { context: request.context, mode: request.mode };
        Question { request, lookup, caller: Caller { principal: request.principal, lookup, bounded }, everything }
    }

    /// Whether a statement, whose actions are known to cover the request, applies to it: how it covers the caller, if its resources
    /// and conditions allow. A layer that knows no principals is said to cover everyone directly.
    pub(crate) fn apply<V: Logic>(&self, statement: &Statement, place: Place) -> Grants<V> {
        let mut rest = self.resources::<V>(statement, place);
        for condition in &statement.conditions {
            if rest.truth() == Truth::False {
                return Grants::none();
            }
            rest = rest.and(V::of(condition.holds(&self.lookup), || condition.literal(&self.lookup)));
        }
        if rest.truth() == Truth::False {
            return Grants::none();
        }
        for element in &statement.unknown_elements {
            rest = rest
                .and(V::unknown(|| undecided(statement, place, &format!("`{}` {}", element.name, element.content))));
        }
        self.principals::<V>(statement, place).only_if(rest)
    }

    fn principals<V: Logic>(&self, statement: &Statement, place: Place) -> Grants<V> {
        let has_principals = matches!(place.layer, Layer::Resource | Layer::Rcp | Layer::Endpoint);
        match &statement.principals {
            Some(list) if has_principals => match statement.effect {
                Effect::Allow => list.allows(&self.caller),
                Effect::Deny => Grants::direct(list.denies(&self.caller)),
            },
            None if place.layer == Layer::Resource => {
                Grants::direct(V::unknown(|| undecided(statement, place, "no Principal element")))
            }
            _ => Grants::direct(V::certain(true)),
        }
    }

    /// Whether its resources allow that it applies.
    pub(crate) fn resources<V: Logic>(&self, statement: &Statement, place: Place) -> V {
        match &statement.resources {
            Some(resources) => {
                let expand_short = matches!(place.layer, Layer::Identity | Layer::Boundary | Layer::Session);
                let covers = |pattern: &ArnPattern| self.covers(pattern, expand_short);
                let listed = Truth::any(resources.patterns.iter().map(covers));
                let listed = V::of(listed, || self.resource_literal(resources, covers));
                if resources.negated { listed.not().and(self.has_every_variable(resources)) } else { listed }
            }
            // The policy of a resource is about that resource.
            None if place.layer == Layer::Resource => V::certain(true),
            None => V::unknown(|| undecided(statement, place, "no Resource element")),
        }
    }

    /// Whether a pattern covers the resource: for `*` all of what it stands for, nothing of it, or (unknown) some.
    fn covers(&self, pattern: &ArnPattern, expand_short: bool) -> Truth {
        let of = |resource: &Resource| pattern.matches_resource(resource, &self.lookup, expand_short);
        match self.everything.split_first() {
            None => of(self.request.resource),
            Some((first, others)) => {
                let alike = |covered: Truth, other| if covered == of(other) { covered } else { Truth::Unknown };
                others.iter().fold(of(first), alike)
            }
        }
    }

    /// Whether all variables have a value in the patterns that are of the resource's service and account: where one has none, a
    /// `NotResource` speaks of nothing.
    fn has_every_variable<V: Logic>(&self, resources: &Resources) -> V {
        let patterns = resources.patterns.iter().zip(&resources.texts);
        let near = patterns.filter(|(pattern, text)| pattern.is_near(text, self.request.resource, &self.lookup));
        let globs = near.flat_map(|(pattern, _)| pattern.globs());
        globs.flat_map(Glob::variables).fold(V::certain(true), |all, variable| {
            let has_value = match self.lookup.variable(variable) {
                Resolved::Known(_) => Truth::True,
                Resolved::Absent => Truth::False,
                Resolved::Unknown if variable.default.is_some() => Truth::True,
                Resolved::Unknown => Truth::Unknown,
            };
            let literal = || Literal {
                key: variable.key.lower().to_owned(),
                operator: "Null".into(),
                values: vec!["false".into()],
                negated: false,
            };
            all.and(V::of(has_value, literal))
        })
    }

    /// That the resource is one of those that the pattern and the request have in common, or that a variable names it.
    fn resource_literal(&self, resources: &Resources, covers: impl Fn(&ArnPattern) -> Truth) -> Literal {
        let open =
            resources.patterns.iter().zip(&resources.texts).filter(|(pattern, _)| covers(pattern) == Truth::Unknown);
        let values = open.map(|(pattern, text)| fill_in(text, pattern.globs(), &self.lookup)).collect();
        Literal { key: "resource".into(), operator: "ArnLike".into(), values, negated: false }
    }
}

/// A literal for a statement that nobody can decide, unlike that of any other statement.
fn undecided(statement: &Statement, place: Place, reason: &str) -> Literal {
    let Place { layer, level, policy } = place;
    let at = match layer {
        Layer::Scp | Layer::Rcp => format!("{} {policy} of level {level}", layer.name()),
        _ => format!("{} policy {policy}", layer.name()),
    };
    let value = format!("statement {} of {at}: {reason}", statement.index);
    Literal { key: "statement".into(), operator: "Undecided".into(), values: vec![value], negated: false }
}
