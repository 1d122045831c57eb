//! Citing: statements with the documents they stand in, so that their text can be shown.

use std::sync::Arc;

use armillary_policy::{Action, Because, Decision, Layer, Outcome};

use super::{Check, Cited, DocumentKind, LayerSays, OutcomeKind};
use crate::{Organization, Principal, Source, facts::Evaluation, intake::PolicyType};

/// Where statements are written, for one request.
pub(crate) struct Citing<'c> {
    pub organization: &'c Organization,
    pub caller: Option<&'c Principal>,
    pub resource: &'c str,
}

impl Citing<'_> {
    pub fn check(&self, principal: &str, action: &Action, evaluation: Evaluation) -> Check {
        let Evaluation { standing, decision, unknown, unread } = evaluation;
        let Decision { verdict, blocked_by, because, residual, layers, warnings } = decision;
        let layers = layers.into_iter().map(|said| {
            let (outcome, reason) = outcome_kind(&said.outcome);
            // A denial stands whatever else was not read; all else a layer says is open then.
            let missing = unread.iter().find(|(layer, _)| *layer == said.layer && outcome != OutcomeKind::Denies);
            let (outcome, reason) = match missing {
                Some((_, why)) => (OutcomeKind::Unknown, Some(why.as_str())),
                None => (outcome, reason),
            };
            LayerSays {
                layer: said.layer,
                node_name: said.node.as_deref().and_then(|node| self.node_name(node)),
                node: said.node,
                outcome,
                reason: reason.map(str::to_owned),
                statements: said.statements.iter().map(|because| self.cite(because)).collect(),
            }
        });
        Check {
            principal: principal.to_owned(),
            action: action_text(action),
            resource: self.resource.to_owned(),
            standing,
            verdict,
            blocked_by,
            because: because.iter().map(|because| self.cite(because)).collect(),
            layers: layers.collect(),
            residual,
            unknown,
            warnings,
        }
    }

    fn node_name(&self, node: &str) -> Option<String> {
        let account = || node.parse().ok().and_then(|id| self.organization.account(id)).map(|found| &*found.name);
        self.organization.node_name(node).or_else(account).map(str::to_owned)
    }

    fn cite(&self, because: &Because) -> Cited {
        let mut cited = Cited {
            layer: because.layer,
            node: because.node.clone(),
            document: DocumentKind::Assumed,
            holder: None,
            policy_name: None,
            policy_arn: None,
            statement: because.statement,
            sid: because.sid.clone(),
            effect: because.effect,
        };
        match because.layer {
            Layer::Scp => self.cite_node(PolicyType::ServiceControl, because, &mut cited),
            Layer::Rcp => self.cite_node(PolicyType::ResourceControl, because, &mut cited),
            Layer::Boundary => {
                if let Some(boundary) = self.caller.and_then(|caller| caller.boundary.as_ref()) {
                    managed(&mut cited, &boundary.arn);
                }
            }
            Layer::Identity => self.cite_identity(because, &mut cited),
            Layer::Resource => {
                let is_role = self.resource.contains(":role/");
                cited.document = if is_role { DocumentKind::Trust } else { DocumentKind::ResourcePolicy };
                cited.holder = Some(Arc::from(self.resource));
            }
            Layer::Session | Layer::Endpoint => {}
        }
        cited
    }

    fn cite_node(&self, kind: PolicyType, because: &Because, cited: &mut Cited) {
        let node = because.node.as_ref();
        if let Some(policy) = node.and_then(|node| self.organization.policy_at(kind, node, because.policy)) {
            cited.document = DocumentKind::OrganizationPolicy;
            cited.holder = Some(policy.arn.clone());
            cited.policy_name = Some(policy.name.clone());
            cited.policy_arn = Some(policy.arn.clone());
        }
    }

    fn cite_identity(&self, because: &Because, cited: &mut Cited) {
        let Some(caller) = self.caller else { return };
        match caller.sources.get(because.policy) {
            Some(Source::Inline(name)) => {
                cited.document = DocumentKind::Inline;
                cited.holder = Some(caller.arn.clone());
                cited.policy_name = Some(name.clone());
            }
            Some(Source::GroupInline(group, name)) => {
                cited.document = DocumentKind::Inline;
                cited.holder = Some(group.clone());
                cited.policy_name = Some(name.clone());
            }
            Some(Source::Managed(arn) | Source::GroupManaged(_, arn)) => managed(cited, arn),
            None => {}
        }
    }
}

fn managed(cited: &mut Cited, arn: &Arc<str>) {
    cited.document = DocumentKind::Managed;
    cited.holder = Some(arn.clone());
    cited.policy_arn = Some(arn.clone());
    cited.policy_name = arn.rsplit('/').next().map(Arc::from);
}

fn outcome_kind(outcome: &Outcome) -> (OutcomeKind, Option<&'static str>) {
    match outcome {
        Outcome::Allows => (OutcomeKind::Allows, None),
        Outcome::AllowsIf => (OutcomeKind::AllowsIf, None),
        Outcome::Denies => (OutcomeKind::Denies, None),
        Outcome::DeniesIf => (OutcomeKind::DeniesIf, None),
        Outcome::NoAllow => (OutcomeKind::NoAllow, None),
        Outcome::NotConsulted(reason) => (OutcomeKind::NotConsulted, Some(*reason)),
    }
}

/// Actions are lower-cased for comparison; AWS's spelling is easier to read.
fn action_text(action: &Action) -> String {
    let spelled =
        |(service, name): (&str, &str)| Some(format!("{service}:{}", armillary_facts::action(service, name)?.name));
    action.as_str().split_once(':').and_then(spelled).unwrap_or_else(|| action.as_str().to_owned())
}
