//! What the rules look at: those parts of the organization in which somebody can act, and what was not read of them.

use std::{cell::Cell, collections::BTreeMap};

use armillary_model::{AccountId, Finding, RuleId};
use armillary_policy::Policy;

use super::{Expectations, Reads, Rule, report::Draft, report::Report};
use armillary_trust::{Account, EdgeKind, Graph, Organization, Part, Principal, PrincipalId, Standing};

/// What a rule looks at.
pub(crate) struct Scope<'a> {
    /// The organization.
    pub org: &'a Organization,
    /// Its trust graph.
    pub graph: &'a Graph,
    /// What counts as expected.
    pub expect: &'a Expectations,
    /// No more nodes than this are visited for one question.
    pub widest: usize,
    /// A walk was cut since this was last asked.
    pub is_cut: Cell<bool>,
}

/// Those who can take a role.
pub(super) struct Takers {
    /// Their ARNs.
    pub arns: Vec<String>,
    /// Why there may be more.
    pub incomplete: Option<String>,
}

impl<'a> Scope<'a> {
    /// Roles and users who can act.
    pub fn actors(&self) -> impl Iterator<Item = (PrincipalId, &'a Principal)> + use<'a> {
        let org = self.org;
        org.iter().filter(|(_, principal)| org.account_of(principal).can_act() && !principal.is_service_linked())
    }

    /// Roles in accounts that are in use, with their trust policies.
    pub fn trusts(&self) -> impl Iterator<Item = (PrincipalId, &'a Principal, &'a Policy)> + use<'a> {
        let org = self.org;
        let roles = org.roles().filter(|(_, role)| org.account_of(role).can_act());
        roles.filter_map(|(id, role)| Some((id, role, role.trust.as_deref()?)))
    }

    /// Principals of an account who can take a role.
    pub(super) fn takers(&self, role: PrincipalId, account: &Account) -> Takers {
        let edges = self.graph.edges_into(self.graph.node_of(role));
        let edges: Vec<_> = edges.filter(|edge| edge.kind == EdgeKind::AssumeRole).collect();
        let of_account = edges.into_iter().filter(|edge| self.graph.account_of(edge.from) == Some(account.id));
        let mut takers = Takers { arns: Vec::new(), incomplete: account.iam.reason().map(str::to_owned) };
        for edge in of_account {
            match edge.standing {
                Standing::Allowed | Standing::AllowedIf => takers.arns.push(self.graph.name_of(edge.from).to_string()),
                Standing::Unknown => {
                    let reason = "what some principals may do is not known";
                    takers.incomplete.get_or_insert_with(|| reason.to_owned());
                }
                Standing::Denied => {}
            }
        }
        takers
    }

    /// The ARN of an account as AWS Organizations gives it.
    pub fn account_arn(&self, account: AccountId) -> String {
        match (self.org.management(), self.org.id()) {
            (Some(management), Some(id)) => {
                format!("arn:{}:organizations::{management}:account/{id}/{account}", self.org.partition())
            }
            _ => account.to_string(),
        }
    }

    /// The ARN of the organization; the management account where its id was not read.
    pub fn organization_arn(&self, management: AccountId) -> String {
        match self.org.id() {
            Some(id) => format!("arn:{}:organizations::{management}:organization/{id}", self.org.partition()),
            None => self.account_arn(management),
        }
    }

    /// Says of every account in use that was not read that the rule cannot be told there. Accounts in which nobody can
    /// act are beside the point.
    pub(super) fn tell_unread(&self, rule: &Rule, report: &mut Report) {
        let mut unread: BTreeMap<AccountId, (String, Vec<String>)> = BTreeMap::new();
        for account in self.org.accounts().iter().filter(|account| account.can_act()) {
            if let Some(reason) = unread_of(account, rule.reads) {
                unread.insert(account.id, (reason.to_owned(), Vec::new()));
            }
        }
        // Hardly any misses something: that is looked at first.
        let partly = self.org.principals().iter().filter(|principal| !principal.missing.is_empty());
        for principal in partly.filter(|principal| self.org.account_of(principal).can_act()) {
            if let Some(reason) = missing_of(principal, rule.reads)
                && !self.expect.is_baseline(principal)
            {
                let (_, arns) = unread.entry(principal.account).or_insert_with(|| (reason.to_owned(), Vec::new()));
                arns.push(principal.arn.to_string());
            }
        }
        for (account, (reason, arns)) in unread {
            report.raise(self.not_read(rule.id, account, reason, arns));
        }
    }

    /// Says of the organization that the rule cannot be told where a walk was cut: what lies behind was not looked at.
    pub(super) fn tell_cut(&self, rule: &Rule, report: &mut Report) {
        let Some(management) = self.org.management().filter(|_| self.is_cut.take()) else { return };
        let reason = format!("ways through more than {} principals were not followed to their end", self.widest);
        let finding = Draft::new(rule.id, self.organization_arn(management), management)
            .title("Not followed to the end")
            .summary("Whether the rule holds everywhere is not known")
            .remedy("Narrow the roles that very many can take, and look again.");
        report.raise(finding.unknown(reason));
    }

    fn not_read(&self, rule: RuleId, account: AccountId, reason: String, arns: Vec<String>) -> Finding {
        let name = self.org.account(account).map_or("", |account| &*account.name);
        let summary = match arns.len() {
            0 => format!("Whether the rule holds in account {account} ({name}) is not known"),
            some => {
                format!("Whether the rule holds for {some} principals of account {account} ({name}) is not known")
            }
        };
        Draft::new(rule, self.account_arn(account), account)
            .title("Not read")
            .summary(summary)
            .remedy("Let the crawl read what is missing, and look again.")
            .principals(arns)
            .unknown(reason)
    }
}

pub(super) fn unread_of(account: &Account, reads: Reads) -> Option<&str> {
    match reads {
        Reads::Trust => account.iam.reason(),
        Reads::Grants => account.iam.reason().or(account.scps.unknown()),
        Reads::SageMaker => account.sagemaker.reason(),
        Reads::SageMakerAndGrants => account.sagemaker.reason().or(account.iam.reason()).or(account.scps.unknown()),
        Reads::Nothing => None,
    }
}

pub(super) fn missing_of(principal: &Principal, reads: Reads) -> Option<&str> {
    match reads {
        Reads::Trust => principal.unknown(Part::Trust),
        Reads::Grants | Reads::SageMakerAndGrants => {
            principal.unknown(Part::Identity).or_else(|| principal.unknown(Part::Boundary))
        }
        Reads::SageMaker | Reads::Nothing => None,
    }
}

#[cfg(test)]
mod tests {
    use armillary_model::RuleId;
    use serde_json::json;

    use super::super::team::*;

    #[test]
    fn what_was_not_read_is_unknown_and_never_passed() {
        let attached = json!({"AttachedManagedPolicies": [{"PolicyArn": "arn:aws:iam::aws:policy/NotRead", "PolicyName": "NotRead"}]});
        let role = |team: Team| team.role_like(DEV, "Half", service("glue.amazonaws.com", DEV), &[], attached.clone());
        assert_eq!(role(Team::new()).says(RuleId::Priv01), [format!("unknown {DEV}")], "a policy's text");
        assert_eq!(role(Team::new()).says(RuleId::Tru01), nothing(), "the trust policy was read");
        assert_eq!(Team::new().unread(PROD).says(RuleId::Tru03), [format!("unknown {PROD}")], "an account");
        assert_eq!(Team::new().says(RuleId::Tru03), nothing(), "a suspended account is no gap");
        let trust = json!({"Statement": [{"Effect": "Perhaps"}]});
        let broken = Team::new().role(PROD, "Broken", trust, &[]).findings();
        let unknown = broken.unknown.iter().find(|finding| finding.rule == RuleId::Tru03).expect("told");
        assert_eq!(unknown.evidence.principals.first, [role_arn(PROD, "Broken")]);
    }

    #[test]
    fn what_each_rule_looked_at_is_counted() {
        let found = Team::new().role(PROD, "Open", trust(json!("*")), &[]).findings();
        let counts = found.checked.get(&RuleId::Tru03).map(|checked| (checked.checked, checked.failed));
        assert_eq!(counts, Some((1, 1)));
        assert_eq!(found.checked.len(), RuleId::ALL.len());
    }
}
