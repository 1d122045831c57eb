//! Which roles the identity policies of principals speak of when they allow `sts:AssumeRole`: an index, so that a role that
//! trusts everybody is not held against everybody.

use std::{collections::HashMap, sync::Arc};

use armillary_model::{AccountId, account_in_arn};
use armillary_policy::Effect;

use super::Actions;
use crate::{Organization, PrincipalId};

/// Principals by the roles their identity policies speak of.
#[derive(Debug, Default)]
pub(super) struct Reach {
    /// Role and principal, where the role is named in full; sorted.
    named: Vec<(PrincipalId, PrincipalId)>,
    /// Roles named in full that are not in the cache, and who names them.
    pub unknown: Vec<(Arc<str>, PrincipalId)>,
    /// Who speaks of roles of one account by a pattern.
    in_account: HashMap<AccountId, Vec<PrincipalId>>,
    /// Who speaks of roles of any account by a pattern.
    anywhere: Vec<PrincipalId>,
    /// Whose identity policies may allow a step inside the account, or are not fully known.
    pub able: Vec<PrincipalId>,
}

impl Reach {
    pub fn of(organization: &Organization, actions: &Actions) -> Self {
        let (mut reach, assume) = (Self::default(), &actions.assume);
        for (id, principal) in organization.iter() {
            let steps = actions.inside().into_iter();
            if !principal.missing.is_empty()
                || principal.identity.iter().any(|policy| steps.clone().any(|action| policy.may_allow(action)))
                || organization.account_of(principal).iam.reason().is_some()
            {
                reach.able.push(id);
            }
            if principal.is_service_linked() {
                continue;
            }
            for policy in principal.identity.iter().filter(|policy| policy.may_allow(assume)) {
                let statements = policy.statements().iter();
                let allowing = statements.filter(|one| one.effect() == Effect::Allow && one.matches_action(assume));
                for statement in allowing {
                    match statement.resources() {
                        Some(written) if !written.negated => {
                            written.texts.iter().for_each(|text| reach.add(id, text, organization));
                        }
                        _ => reach.anywhere.push(id),
                    }
                }
            }
        }
        reach.tidy();
        reach
    }

    fn add(&mut self, id: PrincipalId, text: &str, organization: &Organization) {
        if text.contains(['*', '?', '$']) {
            match account_in_arn(text) {
                Some(account) => self.in_account.entry(account).or_default().push(id),
                None => self.anywhere.push(id),
            }
        } else if let Some(role) = organization.find(text) {
            self.named.push((role, id));
        } else {
            self.unknown.push((Arc::from(text), id));
        }
    }

    fn tidy(&mut self) {
        self.named.sort_unstable();
        self.named.dedup();
        self.unknown.sort_unstable();
        self.unknown.dedup();
        self.anywhere.dedup();
        self.in_account.values_mut().for_each(Vec::dedup);
    }

    /// Who names this role in full.
    pub fn naming(&self, role: PrincipalId) -> impl Iterator<Item = PrincipalId> {
        let start = self.named.partition_point(|(named, _)| *named < role);
        let rest = self.named.get(start..).unwrap_or_default();
        rest.iter().take_while(move |(named, _)| *named == role).map(|(_, id)| *id)
    }

    /// Everybody whose identity policies may speak of this role.
    pub fn speaking_of(&self, role: PrincipalId, account: AccountId) -> impl Iterator<Item = PrincipalId> {
        let in_account = self.in_account.get(&account).map(Vec::as_slice).unwrap_or_default();
        self.naming(role).chain(in_account.iter().chain(&self.anywhere).copied())
    }
}
