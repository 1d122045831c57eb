//! Whom a trust policy names, sorted out by what they are in this organization.

use armillary_model::{AccountId, account_in_arn};
use armillary_policy::{Effect, Policy, PrincipalElement};

use crate::{Organization, PrincipalId};

/// Whom the Allow statements of a trust policy name.
#[derive(Debug, Default)]
pub(crate) struct Trusted<'p> {
    /// Roles and users of the organization, by ARN or unique id.
    pub principals: Vec<PrincipalId>,
    /// Whole accounts of the organization that were read.
    pub accounts: Vec<AccountId>,
    /// Everybody.
    pub anyone: bool,
    /// Services.
    pub services: Vec<&'p str>,
    /// Identity providers.
    pub federated: Vec<&'p str>,
    /// Whole accounts outside the organization.
    pub external_accounts: Vec<AccountId>,
    /// Principals outside the organization, by ARN.
    pub external: Vec<&'p str>,
    /// Whole accounts that were not read.
    pub unread_accounts: Vec<AccountId>,
    /// Principals of accounts that were not read, by ARN.
    pub unread: Vec<&'p str>,
}

impl<'p> Trusted<'p> {
    pub fn of(policy: &'p Policy, organization: &Organization) -> Self {
        let mut trusted = Self::default();
        for statement in policy.statements().iter().filter(|statement| statement.effect() == Effect::Allow) {
            let Some(principals) = statement.principals() else { continue };
            if principals.negated {
                trusted.anyone = true;
                continue;
            }
            for element in principals.elements {
                trusted.add(element, organization);
            }
        }
        trusted.tidy();
        trusted
    }

    /// Whether it names services, and nobody else.
    pub fn is_of_services_only(&self) -> bool {
        let Self { principals, accounts, anyone, services, federated, .. } = self;
        let Self { external_accounts, external, unread_accounts, unread, .. } = self;
        let nobody = principals.is_empty() && accounts.is_empty() && unread_accounts.is_empty() && unread.is_empty();
        let nobody_outside = federated.is_empty() && external_accounts.is_empty() && external.is_empty() && !anyone;
        !services.is_empty() && nobody && nobody_outside
    }

    fn add(&mut self, element: PrincipalElement<'p>, organization: &Organization) {
        match element {
            PrincipalElement::Anyone => self.anyone = true,
            PrincipalElement::Account(id) => {
                if let Ok(id) = id.parse() {
                    self.add_account(id, organization);
                }
            }
            PrincipalElement::Arn(arn) => self.add_arn(arn, organization),
            PrincipalElement::UniqueId(id) => self.principals.extend(organization.find_unique_id(id)),
            PrincipalElement::Service(service) => self.services.push(service),
            PrincipalElement::Federated(provider) => self.federated.push(provider),
            PrincipalElement::CanonicalUser(_) | PrincipalElement::Unknown(..) => {}
        }
    }

    fn add_account(&mut self, id: AccountId, organization: &Organization) {
        match organization.account(id) {
            None => self.external_accounts.push(id),
            Some(account) if !account.can_act() => {}
            Some(account) => {
                self.accounts.push(id);
                if account.iam.reason().is_some() {
                    self.unread_accounts.push(id);
                }
            }
        }
    }

    /// A principal that is not there in an account that was read is gone, and leads nowhere.
    fn add_arn(&mut self, arn: &'p str, organization: &Organization) {
        if let Some(id) = organization.find(arn) {
            self.principals.push(id);
            return;
        }
        let Some(account) = account_in_arn(arn) else { return };
        match organization.account(account) {
            None => self.external.push(arn),
            Some(account) if account.can_act() && account.iam.reason().is_some() => self.unread.push(arn),
            Some(_) => {}
        }
    }

    fn tidy(&mut self) {
        self.principals.sort_unstable();
        self.principals.dedup();
        for accounts in [&mut self.accounts, &mut self.external_accounts, &mut self.unread_accounts] {
            accounts.sort_unstable();
            accounts.dedup();
        }
        for texts in [&mut self.services, &mut self.federated, &mut self.external, &mut self.unread] {
            texts.sort_unstable();
            texts.dedup();
        }
    }
}
