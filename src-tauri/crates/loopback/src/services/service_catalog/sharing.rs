//! The life of portfolio shares. One with an account is there at once, and has to be accepted; one through the organization is made,
//! changed and ended in the background, one action per portfolio at a time, and its token alone says what became of it.

use armillary_model::AccountId;

use super::{
    access::administrator,
    refusal::Refusal,
    share_target::{check_principals, target},
    view::{own_portfolio, own_portfolio_mut},
};
use crate::{
    services::{Answer, AwsError, Request},
    state::{
        AccountLife, Place, Portfolio, PortfolioShare, ShareAction, ShareChange, ShareStatus, ShareType, State, Task,
    },
    wire::{Value, map},
};

/// When AWS begins.
const STARTS_AFTER: u64 = 5;
/// When it is done.
const ENDS_AFTER: u64 = 60;
/// With how many accounts a portfolio may be shared one by one ("AWS Service Catalog service quotas").
const MOST_ACCOUNTS: usize = 5_000;

/// `CreatePortfolioShare`: a share that is there stays as it is, without an error.
pub(in crate::services) fn create_portfolio_share(state: &mut State, request: &Request) -> Answer {
    own_portfolio(state, request, "PortfolioId")?;
    let (kind, target) = target(state, request)?;
    let share_principals = request.input.flag("SharePrincipals");
    let share_tag_options = request.input.flag("ShareTagOptions");
    check_principals(kind, share_principals)?;
    if kind != ShareType::Account {
        if !state.catalog_organization_access {
            return Err(Refusal::AccessDisabled.into());
        }
        let change = ShareChange::Create { share_principals, share_tag_options };
        let token = begin(state, request, kind, target, change)?;
        return Ok(map! { "PortfolioShareToken": token });
    }
    let portfolio = own_portfolio_mut(state, request)?;
    let accounts = portfolio.shares.iter().filter(|share| share.kind == kind);
    if accounts.count() >= MOST_ACCOUNTS {
        return Err(Refusal::AccountNumber.into());
    }
    if share(portfolio, kind, &target).is_none() {
        let missed = Default::default();
        portfolio.shares.push(PortfolioShare {
            kind,
            target,
            share_principals,
            share_tag_options,
            accepted: false,
            missed,
        });
    }
    Ok(map! {})
}

/// `UpdatePortfolioShare`: what is shared along with the products. Of what is not given nothing changes.
pub(in crate::services) fn update_portfolio_share(state: &mut State, request: &Request) -> Answer {
    own_portfolio(state, request, "PortfolioId")?;
    let (kind, target) = target(state, request)?;
    let share_principals = request.input.any_flag("SharePrincipals");
    let share_tag_options = request.input.any_flag("ShareTagOptions");
    check_principals(kind, share_principals == Some(true))?;
    let change = ShareChange::Update { share_principals, share_tag_options };
    let token = begin(state, request, kind, target, change)?;
    Ok(map! { "PortfolioShareToken": token, "Status": ShareStatus::NotStarted.as_str() })
}

/// `DeletePortfolioShare`. What recipients have launched stays.
pub(in crate::services) fn delete_portfolio_share(state: &mut State, request: &Request) -> Answer {
    own_portfolio(state, request, "PortfolioId")?;
    let (kind, target) = target(state, request)?;
    if kind != ShareType::Account {
        let token = begin(state, request, kind, target, ShareChange::Delete)?;
        return Ok(map! { "PortfolioShareToken": token });
    }
    let portfolio = own_portfolio_mut(state, request)?;
    share(portfolio, kind, &target).ok_or(Refusal::ShareNotFound)?;
    end(portfolio, kind, &target);
    Ok(map! {})
}

/// `DescribePortfolioShareStatus`, for the administrator who has the token.
pub(in crate::services) fn describe_portfolio_share_status(state: &State, request: &Request) -> Answer {
    let token = request.required("PortfolioShareToken")?;
    administrator(state, request)?;
    let action = state.share_actions.get(token).filter(|action| action.owner == place(request));
    let action = action.ok_or(Refusal::TokenNotFound)?;
    let listed = |accounts: &[AccountId]| Value::list(accounts.iter().map(ToString::to_string));
    let errors = action.fails.iter().filter(|_| !action.failed.is_empty()).map(|(code, message)| {
        map! { "Accounts": listed(&action.failed), "Message": message, "Error": code }
    });
    let details = map! { "SuccessfulShares": listed(&action.successful), "ShareErrors": errors.collect::<Vec<_>>() };
    Ok(map! {
        "PortfolioShareToken": token,
        "PortfolioId": &action.portfolio,
        "OrganizationNodeValue": &action.target,
        "Status": action.status.as_str(),
        "ShareDetails": (!action.is_under_way()).then_some(details),
    })
}

/// AWS begins with an action.
pub(in crate::services) fn start(state: &mut State, token: &str) {
    if let Some(action) = state.share_actions.get_mut(token) {
        action.status = ShareStatus::InProgress;
    }
}

/// AWS is done with an action. One that is to fail does so for half of the accounts, or for the only one.
pub(in crate::services) fn finish(state: &mut State, token: &str) {
    let Some(mut action) = state.share_actions.get(token).cloned() else { return };
    let mut accounts = accounts(state, &action);
    let failing = if action.fails.is_some() { accounts.len().div_ceil(2) } else { 0 };
    action.successful = accounts.split_off(failing);
    action.failed = accounts;
    action.status = match (action.failed.is_empty(), action.successful.is_empty()) {
        (true, _) => ShareStatus::Completed,
        (false, false) => ShareStatus::CompletedWithErrors,
        (false, true) => ShareStatus::Error,
    };
    let catalog = state.catalogs.get_mut(&action.owner);
    let portfolio = catalog.and_then(|catalog| catalog.portfolios.get_mut(&action.portfolio));
    if let (Some(portfolio), true) = (portfolio, action.status != ShareStatus::Error) {
        carry_out(portfolio, &action);
    }
    state.share_actions.insert(token.to_owned(), action);
}

fn carry_out(portfolio: &mut Portfolio, action: &ShareAction) {
    let known = share(portfolio, action.kind, &action.target);
    match (action.change, known) {
        (ShareChange::Create { share_principals, share_tag_options }, None) => portfolio.shares.push(PortfolioShare {
            kind: action.kind,
            target: action.target.clone(),
            share_principals,
            share_tag_options,
            accepted: true,
            missed: action.failed.iter().copied().collect(),
        }),
        (ShareChange::Update { share_principals, share_tag_options }, Some(share)) => {
            share.share_principals = share_principals.unwrap_or(share.share_principals);
            share.share_tag_options = share_tag_options.unwrap_or(share.share_tag_options);
        }
        (ShareChange::Delete, Some(_)) => end(portfolio, action.kind, &action.target),
        // A share that is there is not made, and one that is gone neither changed nor ended.
        (ShareChange::Create { .. }, Some(_)) | (ShareChange::Update { .. } | ShareChange::Delete, None) => {}
    }
}

/// Begins an action, for which the portfolio has to be idle and the share there, unless it is to be made.
fn begin(
    state: &mut State,
    request: &Request,
    kind: ShareType,
    target: String,
    change: ShareChange,
) -> Result<String, AwsError> {
    let portfolio = own_portfolio(state, request, "PortfolioId")?;
    let owner = place(request);
    let is_same = |action: &&ShareAction| action.owner == owner && action.portfolio == portfolio.id;
    if state.share_actions.values().filter(is_same).any(ShareAction::is_under_way) {
        return Err(Refusal::Busy.into());
    }
    let is_there = portfolio.shares.iter().any(|share| share.kind == kind && share.target == target);
    if !is_there && !matches!(change, ShareChange::Create { .. }) {
        return Err(Refusal::ShareNotFound.into());
    }
    let portfolio = portfolio.id.clone();
    let token = state.organization.new_id("share-", 13);
    let fails = request.later.as_ref().map(|later| (later.code.clone(), later.message.clone()));
    state.agenda.add(request.moment.after(STARTS_AFTER), Task::StartShare(token.clone()));
    state.agenda.add(request.moment.after(ENDS_AFTER), Task::FinishShare(token.clone()));
    let (status, successful, failed) = (ShareStatus::NotStarted, Vec::new(), Vec::new());
    let token_of = token.clone();
    let action =
        ShareAction { token: token_of, owner, portfolio, kind, target, change, status, fails, successful, failed };
    state.share_actions.insert(token.clone(), action);
    Ok(token)
}

fn place(request: &Request) -> Place {
    Place::new(request.account, &request.region)
}

fn share<'a>(portfolio: &'a mut Portfolio, kind: ShareType, target: &str) -> Option<&'a mut PortfolioShare> {
    portfolio.shares.iter_mut().find(|share| share.kind == kind && share.target == target)
}

/// Ends a share; what an account made of one with itself ends with it.
fn end(portfolio: &mut Portfolio, kind: ShareType, target: &str) {
    portfolio.shares.retain(|share| share.kind != kind || share.target != target);
    if let (ShareType::Account, Ok(account)) = (kind, target.parse()) {
        portfolio.recipient_principals.remove(&account);
    }
}

/// The accounts that an action is about, in their order.
fn accounts(state: &State, action: &ShareAction) -> Vec<AccountId> {
    if action.kind == ShareType::Account {
        return action.target.parse().into_iter().collect();
    }
    let organization = &state.organization;
    let in_use = organization.accounts.values().filter(|account| account.state == AccountLife::Active);
    let ids = in_use.map(|account| account.id);
    ids.filter(|id| *id != action.owner.account && organization.is_within(*id, &action.target)).collect()
}
