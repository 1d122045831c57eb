//! The decision on a request.

use crate::{
    Effect, Layer, Level, Policies, Policy, Request, Statement, Verdict,
    applies::{Place, Question},
    element::Grants,
    nature::{Nature, linked_literal},
    residual::Formula,
    setting::{Identity, Layers, Said, Setting},
    truth::{Logic, Truth},
};

/// The verdict alone. Allocates nothing where the verdict is certain; where it hangs on conditions, they are put together to see
/// whether they can be met at all.
pub fn decide(request: &Request<'_>, policies: &Policies<'_>) -> Verdict {
    decide_or(request, policies, |setting| weigh(request, policies, setting))
}

/// The verdict; where it hangs on conditions, what `open` says.
pub(crate) fn decide_or<'p>(
    request: &Request<'_>,
    policies: &Policies<'p>,
    open: impl FnOnce(&Setting<'p>) -> Verdict,
) -> Verdict {
    let setting = Setting::of(request, policies);
    if setting.nature == Nature::Always {
        return Verdict::Allowed;
    }
    match verdict(&setting, &consult::<Truth>(request, policies, &setting, &mut ())) {
        Verdict::AllowedIf => open(&setting),
        certain => certain,
    }
}

/// The verdict, with the conditions put together.
pub(crate) fn weigh(request: &Request<'_>, policies: &Policies<'_>, setting: &Setting<'_>) -> Verdict {
    verdict(setting, &consult::<Formula>(request, policies, setting, &mut ()))
}

/// Takes note of the statements that apply, or may apply.
pub(crate) trait Record {
    /// Whether it is to hear of every statement, also where the answer is certain already.
    const THOROUGH: bool;

    fn statement(&mut self, statement: &Statement, place: Place, applies: Truth);

    /// What a layer, or a level of one, says.
    fn said<V: Logic>(&mut self, layer: Layer, level: usize, said: &Said<V>);
}

impl Record for () {
    const THOROUGH: bool = false;

    fn statement(&mut self, _statement: &Statement, _place: Place, _applies: Truth) {}

    fn said<V: Logic>(&mut self, _layer: Layer, _level: usize, _said: &Said<V>) {}
}

/// What the answer is, once all layers have spoken.
pub(crate) fn verdict<V: Logic>(setting: &Setting<'_>, layers: &Layers<V>) -> Verdict {
    let undenied = undenied(layers);
    if undenied.truth() == Truth::False {
        return Verdict::ExplicitlyDenied;
    }
    let allow = setting.allow(layers);
    if allow.truth() == Truth::False {
        return Verdict::ImplicitlyDenied;
    }
    match allow.and(undenied).truth() {
        Truth::True => Verdict::Allowed,
        Truth::Unknown => Verdict::AllowedIf,
        // Whatever would allow it is what a statement denies.
        Truth::False => Verdict::ExplicitlyDenied,
    }
}

/// That no statement of any layer denies.
pub(crate) fn undenied<V: Logic>(layers: &Layers<V>) -> V {
    layers.in_order().into_iter().fold(V::certain(true), |undenied, (_, said)| undenied.and(said.undenied.clone()))
}

/// Asks every layer that has a say.
pub(crate) fn consult<V: Logic>(
    request: &Request<'_>,
    policies: &Policies<'_>,
    setting: &Setting<'_>,
    record: &mut impl Record,
) -> Layers<V> {
    let is_aws = request.principal.kind().is_aws();
    let boundary = policies.boundary.filter(|list| !list.is_empty() && setting.identity == Identity::Policies);
    let question = Question::new(request, &setting.everything, boundary.is_some());
    let mut hear = Hearing { question, may_be_linked: setting.linked == Truth::Unknown, record };
    let endpoint = policies.endpoint.filter(|list| list.iter().any(|policy| !policy.statements().is_empty()));
    Layers {
        scp: setting.scps.map_or_else(|_| Said::allows(), |levels| hear.levels(Layer::Scp, levels)),
        rcp: setting.rcps.map_or_else(|_| Said::allows(), |levels| hear.levels(Layer::Rcp, levels)),
        boundary: boundary
            .map_or_else(Said::allows, |list| hear.list(Layer::Boundary, list.iter().map(|policy| &**policy))),
        identity: match setting.identity {
            Identity::Policies => hear.list(Layer::Identity, policies.identity.iter().map(|policy| &**policy)),
            Identity::Root => Said::allows(),
            Identity::None => Said::nothing(),
        },
        resource: hear.list(Layer::Resource, policies.resource.into_iter()),
        session: match policies.session {
            Some(policy) if is_aws => hear.list(Layer::Session, std::iter::once(policy)),
            _ => Said::allows(),
        },
        endpoint: endpoint
            .map_or_else(Said::allows, |list| hear.list(Layer::Endpoint, list.iter().map(|policy| &**policy))),
    }
}

/// Holds policies against one question.
struct Hearing<'h, R> {
    question: Question<'h>,
    /// Whether the caller may act with a service-linked role, which control policies do not restrict.
    may_be_linked: bool,
    record: &'h mut R,
}

impl<R: Record> Hearing<'_, R> {
    /// The policies of a layer, which add up.
    fn list<'p, V: Logic>(&mut self, layer: Layer, policies: impl Iterator<Item = &'p Policy>) -> Said<V> {
        self.add_up(layer, 0, policies)
    }

    /// The levels of a layer: each must allow, none may deny. Every RCP level allows by nature.
    fn levels<V: Logic>(&mut self, layer: Layer, levels: &[Level]) -> Said<V> {
        let mut all = Said::<V>::allows();
        for (index, level) in levels.iter().enumerate() {
            let said: Said<V> = self.add_up(layer, index, level.policies.iter().map(|policy| &**policy));
            all.undenied = all.undenied.and(said.undenied);
            if layer == Layer::Scp {
                let unrestricted = if self.may_be_linked { V::unknown(linked_literal) } else { V::certain(false) };
                all.allow = all.allow.only_if(said.allow.direct.or(unrestricted));
            }
        }
        all
    }

    fn add_up<'p, V: Logic>(
        &mut self,
        layer: Layer,
        level: usize,
        policies: impl Iterator<Item = &'p Policy>,
    ) -> Said<V> {
        let (mut said, mut open_denials) = (Said::<V>::nothing(), Vec::new());
        for (policy_index, policy) in policies.enumerate() {
            let place = Place { layer, level, policy: policy_index };
            for statement in policy.about(self.question.request.action) {
                let is_settled = match statement.effect {
                    Effect::Allow => said.allow.direct.truth() == Truth::True,
                    Effect::Deny => said.undenied.truth() == Truth::False,
                };
                if !R::THOROUGH && is_settled {
                    continue;
                }
                let mut grants: Grants<V> = self.question.apply(statement, place);
                if self.may_be_linked && statement.effect == Effect::Deny && matches!(layer, Layer::Scp | Layer::Rcp) {
                    grants = grants.only_if(V::unknown(linked_literal).not());
                }
                if R::THOROUGH {
                    self.record.statement(statement, place, grants.clone().any().truth());
                }
                match statement.effect {
                    Effect::Allow => said.allow = said.allow.or(grants),
                    Effect::Deny => match grants.any().not() {
                        undenied if undenied.truth() == Truth::Unknown => open_denials.push(undenied),
                        certain => said.undenied = said.undenied.and(certain),
                    },
                }
            }
        }
        said.undenied = said.undenied.and(V::all(open_denials));
        self.record.said(layer, level, &said);
        said
    }
}
