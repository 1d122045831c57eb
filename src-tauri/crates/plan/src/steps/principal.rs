//! Who may launch from a portfolio in an account.

use armillary_model::AccountId;

use crate::{
    Claim, PlanError,
    draft::{Draft, Lane, NewStep, parameters},
    organization::{Organization, Portfolio, short},
};

/// Associates a principal with a portfolio in an account, or takes it away. The account can be one that an earlier step creates, which is
/// then among the needs.
pub(super) fn add(
    now: &Organization<'_>,
    draft: &mut Draft<'_>,
    portfolio: &str,
    account: &str,
    principal: &str,
    associate: bool,
    needs: &[String],
) -> Result<(), PlanError> {
    let Some(portfolio) = now.portfolio(portfolio) else { return Ok(()) };
    let kind = kind_of(principal).ok_or_else(|| {
        PlanError::Invalid(format!(
            "`{principal}` is no principal: `arn:aws:iam::111122223333:role/Name` is one, and `arn:aws:iam:::role/Name*` a pattern"
        ))
    })?;
    let id = account.parse::<AccountId>().ok();
    let is_so = id.map(|id| now.is_associated(id, portfolio, principal));
    if is_so == Some(Ok(associate)) {
        return Ok(());
    }
    let claim =
        |account| Claim::Principal { portfolio: portfolio.id.to_owned(), account, principal: principal.to_owned() };
    let (who, called) = (short(principal), now.called(portfolio.id));
    let place = if id.is_some() { now.called(account) } else { "the new account".to_owned() };
    let call = call(portfolio, account, principal, kind);
    let call = NewStep { needs: needs.to_vec(), claims: id.map(claim).into_iter().collect(), ..call };
    draft.step(match associate {
        true => NewStep {
            title: format!("let `{who}` launch from {called} in {place}"),
            operation: "AssociatePrincipalWithPortfolio",
            repeatable: "yes",
            verify: format!("`{who}` is among the principals of {called} in {place}"),
            undo: "take the principal away again".to_owned(),
            ..call
        },
        false => NewStep {
            title: format!("no longer let `{who}` launch from {called} in {place}"),
            operation: "DisassociatePrincipalFromPortfolio",
            repeatable: "reconciled by the principals of the portfolio",
            verify: format!("`{who}` is not among the principals of {called} in {place}"),
            undo: "associate the principal again; what was launched stays".to_owned(),
            ..call
        },
    });
    Ok(())
}

fn call(portfolio: &Portfolio<'_>, account: &str, principal: &str, kind: &str) -> NewStep {
    NewStep {
        service: "servicecatalog",
        account: account.to_owned(),
        region: portfolio.record.region.clone(),
        parameters: parameters! { "PortfolioId": portfolio.id, "PrincipalARN": principal, "PrincipalType": kind },
        lanes: vec![Lane::ChangesOf(format!("{} in {account}", portfolio.id))],
        seconds: [1, 30],
        ..NewStep::default()
    }
}

/// `IAM` for a principal with an account, `IAM_PATTERN` for one without; `None` for what is no principal.
pub(crate) fn kind_of(principal: &str) -> Option<&'static str> {
    let mut parts = principal.splitn(6, ':');
    let (start, _partition, service) = (parts.next()?, parts.next()?, parts.next()?);
    let (_region, account, resource) = (parts.next()?, parts.next()?, parts.next()?);
    let (kind, name) = resource.split_once('/')?;
    let is_principal = start == "arn" && service == "iam" && ["role", "user", "group"].contains(&kind);
    if !is_principal || name.is_empty() {
        return None;
    }
    if account.is_empty() { Some("IAM_PATTERN") } else { account.parse::<AccountId>().ok().map(|_| "IAM") }
}

/// The roles that a permission set has in every account, as a pattern: their names end with what cannot be foreseen, and their path may
/// name a Region.
pub(crate) fn permission_set_pattern(partition: &str, permission_set: &str) -> String {
    format!("arn:{partition}:iam:::role/*/AWSReservedSSO_{permission_set}_*")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn principals_have_an_account_and_patterns_have_none() {
        assert_eq!(kind_of("arn:aws:iam::111122223333:role/path/Lead"), Some("IAM"));
        assert_eq!(kind_of(&permission_set_pattern("aws", "Lead")), Some("IAM_PATTERN"));
        for text in ["Lead", "arn:aws:iam::111122223333:policy/x", "arn:aws:iam::12:role/x", "arn:aws:iam:::role/", ""]
        {
            assert_eq!(kind_of(text), None, "{text}");
        }
    }
}
