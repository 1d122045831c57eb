//! What people name, found: by id, by ARN, or by a name that only one has.

use armillary_model::AccountId;

use super::{Organization, short};
use crate::PlanError;

impl<'a> Organization<'a> {
    /// An account by its id or name.
    pub fn find_account(&self, text: &str) -> Result<AccountId, PlanError> {
        if let Ok(account) = short(text).parse() {
            let known = self.member(account).map(|member| member.account);
            return known.ok_or_else(|| PlanError::not_found("account", text));
        }
        let named = self.members().map(|member| (member.name(), member.account.to_string()));
        one("account", text, named)?.parse().map_err(|_| PlanError::not_found("account", text))
    }

    /// A root or OU by its id, its name, or the names from below the root (`Workloads/Prod`).
    pub fn find_node(&self, text: &str) -> Result<String, PlanError> {
        if let Some(node) = self.node(short(text)) {
            return Ok(node.id.to_owned());
        }
        if text.eq_ignore_ascii_case("root") {
            return Ok(self.root().to_owned());
        }
        let is_path = |id: &str| self.path(id).join("/").eq_ignore_ascii_case(text);
        if let Some(node) = self.nodes().find(|node| text.contains('/') && is_path(node.id)) {
            return Ok(node.id.to_owned());
        }
        one("OU", text, self.nodes().map(|node| (node.record.name.as_str(), node.id.to_owned())))
    }

    /// A root, OU or account: what policies are attached to.
    pub fn find_target(&self, text: &str) -> Result<String, PlanError> {
        let account = self.find_account(text);
        match (self.find_node(text), account) {
            (Ok(node), Err(PlanError::NotFound { .. })) => Ok(node),
            (Err(PlanError::NotFound { .. }), Ok(account)) => Ok(account.to_string()),
            (Ok(node), Ok(account)) => Err(PlanError::ambiguous("target", text, &[node, account.to_string()])),
            (Err(PlanError::NotFound { .. }), Err(PlanError::NotFound { .. })) => {
                Err(PlanError::not_found("root, OU or account", text))
            }
            (Err(error), _) | (_, Err(error)) => Err(error),
        }
    }

    /// An organization policy by its id or name.
    pub fn find_policy(&self, text: &str) -> Result<String, PlanError> {
        if self.policy(short(text)).is_some() {
            return Ok(short(text).to_owned());
        }
        one("policy", text, self.policies().map(|(id, record)| (record.name.as_str(), id.to_owned())))
    }

    /// A portfolio by its id or name.
    pub fn find_portfolio(&self, text: &str) -> Result<String, PlanError> {
        if let Some(portfolio) = self.portfolio(short(text)) {
            return Ok(portfolio.id.to_owned());
        }
        let named = self.portfolios().map(|portfolio| (portfolio.record.name.as_str(), portfolio.id.to_owned()));
        one("portfolio", text, named)
    }
}

/// The only one of this name; in another case where no name is exactly that.
pub(super) fn one<'n>(
    what: &'static str,
    text: &str,
    named: impl Iterator<Item = (&'n str, String)>,
) -> Result<String, PlanError> {
    let alike: Vec<(&str, String)> = named.filter(|(name, _)| name.eq_ignore_ascii_case(text)).collect();
    let exact: Vec<String> = alike.iter().filter(|(name, _)| *name == text).map(|(_, id)| id.clone()).collect();
    let found = if exact.is_empty() { alike.into_iter().map(|(_, id)| id).collect() } else { exact };
    match found.as_slice() {
        [] => Err(PlanError::not_found(what, text)),
        [only] => Ok(only.clone()),
        several => Err(PlanError::ambiguous(what, text, several)),
    }
}
