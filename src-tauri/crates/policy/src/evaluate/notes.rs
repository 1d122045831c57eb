//! What is heard while the layers are asked, and what it comes to.

use std::sync::Arc;

use super::{blocked_by, decision, warnings};
use crate::{
    Because, Decision, Effect, Layer, LayerOutcome, Mode, Outcome, Policies, Request, Statement, Verdict,
    applies::Place,
    decide::Record,
    setting::{Identity, Layers, Said, Setting},
    truth::{Logic, Truth},
};

/// What was heard while the layers were asked.
pub(super) struct Notes<'n> {
    pub(super) request: &'n Request<'n>,
    pub(super) setting: &'n Setting<'n>,
    /// Whether `aws:PrincipalArn` is taken as absent because it was not given.
    pub(super) lacks_principal_arn: bool,
    heard: Vec<Heard>,
    /// The statements of the layer that is being asked.
    statements: Vec<(Because, Truth)>,
    pub(super) warnings: Vec<String>,
}

/// What one layer, or one level of it, said.
struct Heard {
    layer: Layer,
    node: Option<Arc<str>>,
    deny: Truth,
    allow: Truth,
    statements: Vec<(Because, Truth)>,
}

impl Record for Notes<'_> {
    const THOROUGH: bool = true;

    fn statement(&mut self, statement: &Statement, place: Place, applies: Truth) {
        self.warn_of(statement, place, applies);
        if applies == Truth::False {
            return;
        }
        let because = Because {
            layer: place.layer,
            node: self.node(place.layer, place.level),
            policy: place.policy,
            statement: statement.index,
            sid: statement.sid.clone(),
            effect: statement.effect,
        };
        self.statements.push((because, applies));
    }

    fn said<V: Logic>(&mut self, layer: Layer, level: usize, said: &Said<V>) {
        let allow = said.allow.clone().any().truth();
        let statements = std::mem::take(&mut self.statements);
        let node = self.node(layer, level);
        self.heard.push(Heard { layer, node, deny: said.undenied.truth().not(), allow, statements });
    }
}

impl<'n> Notes<'n> {
    pub(super) fn new(request: &'n Request<'n>, setting: &'n Setting<'n>) -> Notes<'n> {
        Notes {
            request,
            setting,
            lacks_principal_arn: request.mode == Mode::Strict
                && request.context.find(&warnings::PRINCIPAL_ARN).is_none(),
            heard: Vec::new(),
            statements: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// All that is known once the layers have been asked.
    pub(super) fn conclude<V: Logic>(
        mut self,
        verdict: Verdict,
        layers: &Layers<V>,
        policies: &Policies<'_>,
    ) -> Decision {
        self.warn_of_documents(policies);
        self.warn_of_principal(policies);
        Decision {
            blocked_by: blocked_by(verdict, self.setting, layers),
            because: self.because(verdict),
            warnings: std::mem::take(&mut self.warnings),
            layers: self.layers(policies),
            ..decision(verdict)
        }
    }

    fn node(&self, layer: Layer, level: usize) -> Option<Arc<str>> {
        self.setting.level(layer, level).map(|level| Arc::clone(&level.node))
    }

    fn because(&self, verdict: Verdict) -> Vec<Because> {
        let mut because = Vec::new();
        let denials = |truth: Truth| {
            let all = self.heard.iter().flat_map(|heard| &heard.statements);
            all.filter(move |(because, applies)| because.effect == Effect::Deny && *applies == truth)
                .map(|(because, _)| because.clone())
        };
        match verdict {
            Verdict::ImplicitlyDenied => {}
            Verdict::ExplicitlyDenied => {
                because.extend(denials(Truth::True));
                if because.is_empty() {
                    because.extend(denials(Truth::Unknown));
                }
            }
            Verdict::Allowed | Verdict::AllowedIf => {
                for heard in &self.heard {
                    let allows = || heard.statements.iter().filter(|(because, _)| because.effect == Effect::Allow);
                    let settled = allows().any(|(_, applies)| *applies == Truth::True);
                    let decides = |applies: Truth| applies == Truth::True || !settled || heard.layer == Layer::Resource;
                    because
                        .extend(allows().filter(|(_, applies)| decides(*applies)).map(|(because, _)| because.clone()));
                }
                because.extend(denials(Truth::Unknown));
            }
        }
        because
    }

    /// What each layer said, in the order in which a person reads them.
    fn layers(mut self, policies: &Policies<'_>) -> Vec<LayerOutcome> {
        let mut outcomes = Vec::with_capacity(self.heard.len());
        for layer in
            [Layer::Scp, Layer::Rcp, Layer::Resource, Layer::Identity, Layer::Boundary, Layer::Session, Layer::Endpoint]
        {
            if let Some(reason) = not_consulted(layer, self.request, self.setting, policies) {
                outcomes.push(LayerOutcome {
                    layer,
                    node: None,
                    outcome: Outcome::NotConsulted(reason),
                    statements: Vec::new(),
                });
                continue;
            }
            for heard in self.heard.extract_if(.., |heard| heard.layer == layer) {
                let outcome = outcome(&heard);
                let statements = heard.statements.into_iter().map(|(because, _)| because).collect();
                outcomes.push(LayerOutcome { layer, node: heard.node, outcome, statements });
            }
        }
        outcomes
    }
}

fn outcome(heard: &Heard) -> Outcome {
    let allow = if heard.layer == Layer::Rcp { Truth::True } else { heard.allow };
    match (heard.deny, allow) {
        (Truth::True, _) => Outcome::Denies,
        (_, Truth::False) => Outcome::NoAllow,
        (Truth::Unknown, _) => Outcome::DeniesIf,
        (Truth::False, Truth::Unknown) => Outcome::AllowsIf,
        (Truth::False, Truth::True) => Outcome::Allows,
    }
}

/// Why a layer has no say, if it has none.
fn not_consulted(
    layer: Layer,
    request: &Request<'_>,
    setting: &Setting<'_>,
    policies: &Policies<'_>,
) -> Option<&'static str> {
    let is_aws = request.principal.kind().is_aws();
    match layer {
        Layer::Scp => setting.scps.err(),
        Layer::Rcp => setting.rcps.err(),
        Layer::Identity => match setting.identity {
            Identity::Policies => None,
            Identity::Root => Some("the root user needs no identity policy"),
            Identity::None => Some("the principal has no identity policies"),
        },
        Layer::Resource => policies.resource.is_none().then_some("no resource policy is given"),
        Layer::Boundary if setting.identity == Identity::Policies => {
            policies.boundary.is_none_or(<[_]>::is_empty).then_some("no permissions boundary is set")
        }
        Layer::Boundary => Some("the principal can have no permissions boundary"),
        Layer::Session => (!is_aws || policies.session.is_none()).then_some("no session policy is passed"),
        Layer::Endpoint => {
            let speaks = policies.endpoint.unwrap_or_default().iter().any(|policy| !policy.statements().is_empty());
            (!speaks).then_some("no endpoint policy is given")
        }
    }
}
