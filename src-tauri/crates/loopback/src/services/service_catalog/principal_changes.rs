//! Who may launch from a portfolio: added and taken away by its owner, and by every recipient for its own account.

use armillary_model::AccountId;

use super::{
    refusal::Refusal,
    view::{portfolio, portfolio_mut},
};
use crate::{
    services::{Answer, AwsError, Request},
    state::{Iam, PortfolioPrincipal, PrincipalType, State},
    wire::map,
};

/// How many principals a portfolio may have.
const MOST: usize = 100;
/// How many of them may be patterns.
const MOST_PATTERNS: usize = 10;

/// `AssociatePrincipalWithPortfolio`: one that is associated stays so.
pub(in crate::services) fn associate_principal_with_portfolio(state: &mut State, request: &Request) -> Answer {
    let kind = kind(request)?.ok_or_else(|| request.missing("PrincipalType"))?;
    let arn = request.required("PrincipalARN")?;
    check(state, request.account, kind, arn)?;
    let principals = principals(state, request)?;
    let principal = PortfolioPrincipal { arn: arn.to_owned(), kind };
    if principals.contains(&principal) {
        return Ok(map! {});
    }
    let patterns = principals.iter().filter(|known| known.kind == PrincipalType::IamPattern);
    if kind == PrincipalType::IamPattern && patterns.count() >= MOST_PATTERNS {
        return Err(Refusal::PatternNumber.into());
    }
    if principals.len() >= MOST {
        return Err(Refusal::PrincipalNumber.into());
    }
    principals.push(principal);
    Ok(map! {})
}

/// `DisassociatePrincipalFromPortfolio`, by ARN and type.
pub(in crate::services) fn disassociate_principal_from_portfolio(state: &mut State, request: &Request) -> Answer {
    let arn = request.required("PrincipalARN")?.to_owned();
    let principal = PortfolioPrincipal { arn, kind: kind(request)?.unwrap_or(PrincipalType::Iam) };
    let principals = principals(state, request)?;
    let at = principals.iter().position(|known| *known == principal).ok_or(Refusal::PrincipalNotAssociated)?;
    principals.remove(at);
    Ok(map! {})
}

fn kind(request: &Request) -> Result<Option<PrincipalType>, AwsError> {
    let names: Vec<&str> = PrincipalType::ALL.iter().map(|kind| kind.as_str()).collect();
    Ok(request.one_of("PrincipalType", &names)?.and_then(PrincipalType::from_text))
}

/// The principals that the caller has on the portfolio asked for: as its owner, or as one of its recipients.
fn principals<'a>(state: &'a mut State, request: &Request) -> Result<&'a mut Vec<PortfolioPrincipal>, AwsError> {
    let seen = portfolio(state, request, "PortfolioId")?;
    let (owner, id) = (seen.owner, seen.portfolio.id.clone());
    let portfolio = portfolio_mut(state, request, owner, &id)?;
    if owner == request.account {
        return Ok(&mut portfolio.principals);
    }
    Ok(portfolio.recipient_principals.entry(request.account).or_default())
}

/// A pattern has no account; anything else has to be a user, group or role of the caller's own.
fn check(state: &State, account: AccountId, kind: PrincipalType, arn: &str) -> Result<(), Refusal> {
    let has_form = match kind {
        PrincipalType::Iam => arn.starts_with("arn:aws:iam::"),
        PrincipalType::IamPattern => is_pattern(arn),
    };
    if !has_form {
        return Err(Refusal::PrincipalForm);
    }
    let holds = |iam: &Iam| {
        iam.roles.values().any(|role| role.arn(account) == arn)
            || iam.users.values().any(|user| user.arn(account) == arn)
            || iam.groups.values().any(|group| group.arn(account) == arn)
    };
    let is_there = state.accounts.get(&account).is_some_and(|held| holds(&held.iam));
    if kind == PrincipalType::Iam && !is_there { Err(Refusal::PrincipalMissing) } else { Ok(()) }
}

/// `arn:aws:iam:::role/name`, without an account.
fn is_pattern(arn: &str) -> bool {
    let resource = arn.strip_prefix("arn:aws:iam:::").and_then(|resource| resource.split_once('/'));
    resource.is_some_and(|(kind, name)| ["group", "role", "user"].contains(&kind) && !name.is_empty())
}
