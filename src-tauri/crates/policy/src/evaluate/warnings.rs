//! What the reader of a decision should know beside the verdict.

use super::notes::Notes;
use crate::{
    Layer, Level, Policies, Policy, Statement, applies::Place, context::Key, nature::Nature, setting::Identity,
    truth::Truth,
};

pub(super) const PRINCIPAL_ARN: Key = Key::known("aws:principalarn");

impl Notes<'_> {
    pub(super) fn warn(&mut self, warning: &str) {
        self.warnings.push(warning.to_owned());
    }

    /// What follows from the principal alone.
    pub(super) fn warn_of_principal(&mut self, policies: &Policies<'_>) {
        if let Nature::Never(barred) = &self.setting.nature {
            self.warn(barred.reason);
        }
        if self.setting.identity != Identity::Policies && !policies.identity.is_empty() {
            self.warn("the principal has no identity policies; those given are ignored");
        }
    }

    /// What the documents of the layers that are asked could not be taken for.
    pub(super) fn warn_of_documents(&mut self, policies: &Policies<'_>) {
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
    pub(super) fn warn_of(&mut self, statement: &Statement, place: Place, applies: Truth) {
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

fn policy_name(layer: Layer, node: Option<&str>, index: usize) -> String {
    match node {
        Some(node) => format!("{} policy {index} at `{node}`", layer.name()),
        None => format!("{} policy {index}", layer.name()),
    }
}
