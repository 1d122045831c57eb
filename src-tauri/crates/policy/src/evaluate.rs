//! The decision on a request with its reasons.

use std::sync::Arc;

use crate::{
    Because, Decision, Effect, Layer, LayerOutcome, Level, Mode, Outcome, Policies, Policy, Request, Residual,
    Statement, Verdict,
    applies::Place,
    context::Key,
    decide::{Record, consult, is_always_allowed, undenied, verdict},
    residual::Formula,
    setting::{Identity, Layers, Said, Setting},
    truth::{Logic, Truth},
};

/// The verdict of [`decide`](crate::decide()), with the statements, layers and conditions behind it.
pub fn evaluate(request: &Request<'_>, policies: &Policies<'_>) -> Decision {
    if is_always_allowed(request.action) {
        return decision(Verdict::Allowed);
    }
    let setting = Setting::of(request, policies);
    let mut notes = Notes::new(request, &setting);
    let layers = consult::<Truth>(request, policies, &setting, &mut notes);
    match verdict(&setting, &layers) {
        Verdict::AllowedIf => conditional(request, policies, &setting),
        certain => notes.decide(certain, &layers, policies),
    }
}

/// The decision where the verdict hangs on conditions.
fn conditional(request: &Request<'_>, policies: &Policies<'_>, setting: &Setting<'_>) -> Decision {
    let mut notes = Notes::new(request, setting);
    let layers = consult::<Formula>(request, policies, setting, &mut notes);
    let verdict = verdict(setting, &layers);
    let conditions = (verdict == Verdict::AllowedIf).then(|| setting.allow(&layers).and(undenied(&layers)));
    if conditions.as_ref().is_some_and(Formula::is_cut) {
        notes.warnings.push("the conditions have more combinations than are shown".to_owned());
    }
    let decision = notes.decide(verdict, &layers, policies);
    match conditions {
        Some(conditions) => Decision { residual: conditions.residual(), ..decision },
        None => decision,
    }
}

fn decision(verdict: Verdict) -> Decision {
    let residual = match verdict {
        Verdict::Allowed | Verdict::AllowedIf => Residual::always(),
        Verdict::ExplicitlyDenied | Verdict::ImplicitlyDenied => Residual::never(),
    };
    Decision {
        verdict,
        blocked_by: Vec::new(),
        because: Vec::new(),
        residual,
        layers: Vec::new(),
        warnings: Vec::new(),
    }
}

/// The layers that object, by a denial or by not allowing. Where a denial comes of conditions that exclude each other, the layers that
/// set them.
fn blocked_by<V: Logic>(verdict: Verdict, setting: &Setting<'_>, layers: &Layers<V>) -> Vec<Layer> {
    let denying = |undenied: Truth| {
        layers.in_order().into_iter().filter(move |(_, said)| said.undenied.truth() == undenied).map(|(layer, _)| layer)
    };
    let mut blocked: Vec<Layer> = setting.silent(layers, |allow| allow.truth() == Truth::False);
    match verdict {
        Verdict::Allowed | Verdict::AllowedIf => return Vec::new(),
        Verdict::ExplicitlyDenied => {
            let certain = blocked.len();
            blocked.extend(denying(Truth::False));
            if blocked.len() == certain {
                blocked.extend(denying(Truth::Unknown));
            }
        }
        Verdict::ImplicitlyDenied if blocked.is_empty() => {
            blocked = setting.silent(layers, |allow| allow.truth() != Truth::True)
        }
        Verdict::ImplicitlyDenied => {}
    }
    blocked.sort_unstable();
    blocked.dedup();
    blocked
}

/// What was heard while the layers were asked.
struct Notes<'n> {
    request: &'n Request<'n>,
    setting: &'n Setting<'n>,
    /// Whether `aws:PrincipalArn` is taken as absent because it was not given.
    lacks_principal_arn: bool,
    heard: Vec<Heard>,
    /// The statements of the layer that is being asked.
    statements: Vec<(Because, Truth)>,
    warnings: Vec<String>,
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
    fn new(request: &'n Request<'n>, setting: &'n Setting<'n>) -> Notes<'n> {
        Notes {
            request,
            setting,
            lacks_principal_arn: request.mode == Mode::Strict && request.context.find(&PRINCIPAL_ARN).is_none(),
            heard: Vec::new(),
            statements: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// All that is known once the layers have been asked.
    fn decide<V: Logic>(mut self, verdict: Verdict, layers: &Layers<V>, policies: &Policies<'_>) -> Decision {
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

    /// What follows from the principal alone.
    fn warn_of_principal(&mut self, policies: &Policies<'_>) {
        if let Some(barred) = self.setting.barred {
            self.warnings.push(barred.reason().to_owned());
        }
        if self.setting.identity != Identity::Policies && !policies.identity.is_empty() {
            self.warnings.push("the principal has no identity policies; those given are ignored".to_owned());
        }
    }

    /// What the documents of the layers that are asked could not be taken for.
    fn warn_of_documents(&mut self, policies: &Policies<'_>) {
        let mut warn = |layer: Layer, node: Option<&str>, index: usize, policy: &Policy| {
            for warning in policy.warnings() {
                self.warnings.push(format!(
                    "statement {} of {}: {}",
                    warning.statement,
                    policy_name(layer, node, index),
                    warning.problem
                ));
            }
        };
        let mut warn_of_levels = |layer, levels: Result<&[Level], &'static str>| {
            for level in levels.unwrap_or_default() {
                level
                    .policies
                    .iter()
                    .enumerate()
                    .for_each(|(index, policy)| warn(layer, Some(&level.node), index, policy));
            }
        };
        warn_of_levels(Layer::Scp, self.setting.scps);
        warn_of_levels(Layer::Rcp, self.setting.rcps);
        let lists = [
            (Layer::Boundary, policies.boundary.unwrap_or_default()),
            (Layer::Identity, policies.identity),
            (Layer::Endpoint, policies.endpoint.unwrap_or_default()),
        ];
        for (layer, list) in lists {
            list.iter().enumerate().for_each(|(index, policy)| warn(layer, None, index, policy));
        }
        for (layer, policy) in [(Layer::Resource, policies.resource), (Layer::Session, policies.session)] {
            policy.into_iter().for_each(|policy| warn(layer, None, 0, policy));
        }
    }

    /// What is odd about a statement that covers the action.
    fn warn_of(&mut self, statement: &Statement, place: Place, applies: Truth) {
        let (setting, request) = (self.setting, self.request);
        let name = || {
            let node = setting.level(place.layer, place.level).map(|level| &*level.node);
            format!("statement {} of {}", statement.index, policy_name(place.layer, node, place.policy))
        };
        let (has_principals, has_resources) = (statement.principals.is_some(), statement.resources.is_some());
        let is_about_principals = matches!(place.layer, Layer::Resource | Layer::Rcp | Layer::Endpoint);
        if has_principals && !is_about_principals {
            self.warnings.push(format!("{}: a principal has no meaning there; ignored", name()));
        }
        if !has_principals && place.layer == Layer::Resource {
            self.warnings.push(format!("{}: no `Principal` element; treated as undecided", name()));
        }
        if !has_resources && place.layer != Layer::Resource {
            self.warnings.push(format!("{}: no `Resource` element; treated as undecided", name()));
        }
        for condition in statement.conditions() {
            if applies == Truth::Unknown && condition.is_undecided_without_key(request) {
                let (operator, key) = (condition.operator(), condition.key());
                let text = format!("`ForAnyValue:{operator}IfExists` is undecided where `{key}` is absent");
                self.warnings.push(format!("{}: {text}", name()));
            }
            if self.lacks_principal_arn && condition.lower_key() == PRINCIPAL_ARN.lower() {
                self.warnings.push(format!("{}: `aws:PrincipalArn` is not in the context; taken as absent", name()));
            }
        }
    }
}

const PRINCIPAL_ARN: Key = Key::known("aws:principalarn");

fn policy_name(layer: Layer, node: Option<&str>, index: usize) -> String {
    match node {
        Some(node) => format!("{} policy {index} at `{node}`", layer.name()),
        None => format!("{} policy {index}", layer.name()),
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

#[cfg(test)]
mod tests;
