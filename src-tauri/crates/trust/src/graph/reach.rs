//! Which roles the identity policies of principals speak of when they allow `sts:AssumeRole`: an index, so that a role that
//! trusts everybody is not held against everybody.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use armillary_model::{AccountId, account_in_arn};
use armillary_policy::{Effect, Policy};

use super::Actions;
use crate::{Organization, Part, PrincipalId};

/// Principals by the roles their identity policies speak of.
#[derive(Debug, Default)]
pub(super) struct Reach {
    /// Role and principal, where the role is named in full; sorted.
    named: Vec<(PrincipalId, PrincipalId)>,
    /// Roles named in full that are not in the cache, and who names them.
    pub unknown: Vec<(Arc<str>, PrincipalId)>,
    /// Who speaks of roles of one account by a pattern.
    in_account: HashMap<AccountId, Vec<PrincipalId>>,
    /// Who speaks of roles of any account, by the pattern: many principals write the same few.
    anywhere: BTreeMap<Arc<str>, Vec<PrincipalId>>,
    /// Whose identity policies were not read in full, in order: they may speak of any role.
    unclear: Vec<PrincipalId>,
    /// Whose identity policies may allow a step inside the account, or are not fully known.
    pub able: Vec<PrincipalId>,
}

impl Reach {
    pub fn of(organization: &Organization, actions: &Actions) -> Self {
        let (mut reach, assume) = (Self::default(), &actions.assume);
        // Texts are compiled once, and very many principals have the same few.
        let mut known: HashMap<*const Policy, bool> = HashMap::new();
        let mut steps = |policy: &Arc<Policy>| {
            let any = || actions.inside().any(|action| policy.may_allow(action));
            *known.entry(Arc::as_ptr(policy)).or_insert_with(any)
        };
        for (id, principal) in organization.iter() {
            if !principal.missing.is_empty()
                || principal.identity.iter().any(&mut steps)
                || organization.account_of(principal).iam.reason().is_some()
            {
                reach.able.push(id);
            }
            if principal.is_service_linked() {
                continue;
            }
            if principal.unknown(Part::Identity).is_some() {
                reach.unclear.push(id);
            }
            for policy in principal.identity.iter().filter(|policy| policy.may_allow(assume)) {
                let statements = policy.statements().iter();
                let allowing = statements.filter(|one| one.effect() == Effect::Allow && one.matches_action(assume));
                for statement in allowing {
                    match statement.resources() {
                        Some(written) if !written.negated => {
                            written.texts.iter().for_each(|text| reach.add(id, text, organization));
                        }
                        _ => reach.anywhere.entry(Arc::from("*")).or_default().push(id),
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
                None => self.anywhere.entry(Arc::from(text)).or_default().push(id),
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
        self.anywhere.values_mut().for_each(Vec::dedup);
        self.in_account.values_mut().for_each(Vec::dedup);
    }

    /// Who names this role in full.
    pub fn naming(&self, role: PrincipalId) -> impl Iterator<Item = PrincipalId> {
        let start = self.named.partition_point(|(named, _)| *named < role);
        let rest = self.named.get(start..).unwrap_or_default();
        rest.iter().take_while(move |(named, _)| *named == role).map(|(_, id)| *id)
    }

    /// Everybody whose identity policies may speak of this role, whose ARN is `arn`.
    pub fn speaking_of(&self, role: PrincipalId, account: AccountId, arn: &str) -> impl Iterator<Item = PrincipalId> {
        let in_account = self.in_account.get(&account).map(Vec::as_slice).unwrap_or_default();
        let anywhere = self.anywhere.iter().filter(move |(pattern, _)| may_cover(pattern, arn));
        let anywhere = anywhere.flat_map(|(_, principals)| principals);
        self.naming(role).chain(in_account.iter().chain(anywhere).chain(&self.unclear).copied())
    }
}

/// Whether a resource pattern may cover an ARN: a glance that takes `?` and variables for anything, and never says no wrongly.
fn may_cover(pattern: &str, arn: &str) -> bool {
    if pattern.contains('$') {
        return true;
    }
    let mut pieces = pattern.split(['*', '?']);
    let Some(mut rest) = arn.strip_prefix(pieces.next().unwrap_or_default()) else { return false };
    let mut last = None;
    for piece in pieces {
        if let Some(middle) = last.replace(piece) {
            let Some((_, after)) = rest.split_once(middle) else { return false };
            rest = after;
        }
    }
    last.is_none_or(|last| rest.ends_with(last)) && (last.is_some() || rest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::may_cover;

    #[test]
    fn the_glance_is_never_narrower_than_the_pattern() {
        let arn = "arn:aws:iam::111122223333:role/team/StackSetExecutionRole";
        let covering = [
            "*",
            arn,
            "arn:aws:iam::*:role/*StackSetExecutionRole*",
            "arn:*",
            "*Role",
            "arn:aws:iam::${x}:r",
            "arn:aws:iam::????????????:role/*",
        ];
        assert!(covering.iter().all(|pattern| may_cover(pattern, arn)));
        let others =
            ["", "arn:aws:iam::*:role/Deploy*", "arn:aws:iam::*:user/*", "*Roles", "arn:aws:iam::111122223333:role"];
        assert!(!others.iter().any(|pattern| may_cover(pattern, arn)));
    }
}
