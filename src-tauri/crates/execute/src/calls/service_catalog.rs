//! AWS Service Catalog.

mod launch;

use armillary_aws::{Failure, classify};
use aws_sdk_servicecatalog::{
    Client,
    types::{DescribePortfolioShareType, OrganizationNode, OrganizationNodeType, PortfolioShareType, PrincipalType},
};
use serde_json::{Map, Value};

use super::{Answer, CallError, Known, Pending, Progress, failed, plain, values};
use crate::{
    Acts,
    parameters::{BadParameters, Parameters},
    refusal::Refusal,
};

pub(super) use launch::{RECORD, record_status};

/// What each operation takes, as it is sent below.
pub(super) const PARAMETERS: &[Known] = &[
    (
        "CreatePortfolioShare",
        &["PortfolioId"],
        &["AccountId", "OrganizationNode", "ShareTagOptions", "SharePrincipals"],
    ),
    (
        "UpdatePortfolioShare",
        &["PortfolioId"],
        &["AccountId", "OrganizationNode", "ShareTagOptions", "SharePrincipals"],
    ),
    ("DeletePortfolioShare", &["PortfolioId"], &["AccountId", "OrganizationNode"]),
    ("AcceptPortfolioShare", &["PortfolioId"], &["PortfolioShareType"]),
    ("AssociatePrincipalWithPortfolio", &["PortfolioId", "PrincipalARN", "PrincipalType"], &[]),
    ("DisassociatePrincipalFromPortfolio", &["PortfolioId", "PrincipalARN"], &["PrincipalType"]),
    (
        "ProvisionProduct",
        &["ProductId", "ProvisioningArtifactId", "ProvisionedProductName", "ProvisionToken"],
        &["ProvisioningParameters"],
    ),
];

/// The IAM actions that each operation takes: those of its call below, those of `is_done`, and those by which its end is waited for.
pub(super) const ACTIONS: &[Acts] = &[
    Acts {
        operation: "CreatePortfolioShare",
        does: &[("servicecatalog:CreatePortfolioShare", PORTFOLIO)],
        looks: SHARES,
    },
    Acts {
        operation: "UpdatePortfolioShare",
        does: &[("servicecatalog:UpdatePortfolioShare", PORTFOLIO)],
        looks: SHARES,
    },
    Acts {
        operation: "DeletePortfolioShare",
        does: &[("servicecatalog:DeletePortfolioShare", PORTFOLIO)],
        looks: SHARES,
    },
    Acts {
        operation: "AcceptPortfolioShare",
        does: &[("servicecatalog:AcceptPortfolioShare", PORTFOLIO)],
        looks: &["servicecatalog:ListAcceptedPortfolioShares"],
    },
    Acts {
        operation: "AssociatePrincipalWithPortfolio",
        does: &[("servicecatalog:AssociatePrincipalWithPortfolio", PORTFOLIO)],
        looks: &["servicecatalog:ListPrincipalsForPortfolio"],
    },
    Acts {
        operation: "DisassociatePrincipalFromPortfolio",
        does: &[("servicecatalog:DisassociatePrincipalFromPortfolio", PORTFOLIO)],
        looks: &["servicecatalog:ListPrincipalsForPortfolio"],
    },
    Acts {
        operation: "ProvisionProduct",
        does: &[("servicecatalog:ProvisionProduct", &["Product"])],
        // Of Account Factory: whether Control Tower is at work, and the account where the record does not tell it.
        looks: &[
            "controltower:GetLandingZone",
            "controltower:ListEnabledBaselines",
            "controltower:ListLandingZones",
            "organizations:ListAccounts",
            "servicecatalog:DescribeRecord",
            "servicecatalog:SearchProvisionedProducts",
        ],
    },
];

const PORTFOLIO: &[&str] = &["Portfolio"];
const SHARES: &[&str] = &["servicecatalog:DescribePortfolioShareStatus", "servicecatalog:DescribePortfolioShares"];

/// Makes a call; `None` where the operation is not known here.
pub(super) async fn call(
    client: &Client,
    operation: &str,
    parameters: Parameters,
) -> Option<Result<Answer, CallError>> {
    Some(match operation {
        "CreatePortfolioShare" => create_share(client, parameters).await,
        "UpdatePortfolioShare" => update_share(client, parameters).await,
        "DeletePortfolioShare" => delete_share(client, parameters).await,
        "AcceptPortfolioShare" => accept_share(client, parameters).await,
        "AssociatePrincipalWithPortfolio" => associate_principal(client, parameters).await,
        "DisassociatePrincipalFromPortfolio" => disassociate_principal(client, parameters).await,
        "ProvisionProduct" => launch::provision(client, parameters).await,
        _ => return None,
    })
}

/// With whom a portfolio is shared.
struct Recipient {
    account: Option<String>,
    node: Option<OrganizationNode>,
}

impl Recipient {
    fn take(parameters: &mut Parameters) -> Result<Self, BadParameters> {
        let account = parameters.text_if("AccountId")?;
        let node = match parameters.object_if("OrganizationNode")? {
            None => None,
            Some(mut node) => {
                let kind = OrganizationNodeType::from(node.text("Type")?.as_str());
                let built = OrganizationNode::builder().r#type(kind).value(node.text("Value")?).build();
                node.end()?;
                Some(built)
            }
        };
        match (&account, &node) {
            (None, None) | (Some(_), Some(_)) => Err(BadParameters::Parameter {
                name: "AccountId".to_owned(),
                must: "there where OrganizationNode is not, and only there",
            }),
            _ => Ok(Self { account, node }),
        }
    }

    /// How such shares are listed, and under what name this one is.
    fn listed(&self) -> (DescribePortfolioShareType, &str) {
        match &self.node {
            None => (DescribePortfolioShareType::Account, self.account.as_deref().unwrap_or_default()),
            Some(node) => {
                let kind = node.r#type().map_or("", |kind| kind.as_str());
                (DescribePortfolioShareType::from(kind), node.value().unwrap_or_default())
            }
        }
    }
}

/// What goes on after a share was asked for; an account is shared with at once.
fn pending(answer: Answer, token: Option<&str>) -> Answer {
    let values = values([(super::SHARE, token)]);
    Answer { values, pending: token.map(|token| Pending::Share(token.to_owned())), ..answer }
}

async fn create_share(client: &Client, mut parameters: Parameters) -> Result<Answer, CallError> {
    let call = client.create_portfolio_share().portfolio_id(parameters.text("PortfolioId")?);
    let Recipient { account, node } = Recipient::take(&mut parameters)?;
    let call = call
        .set_account_id(account)
        .set_organization_node(node)
        .set_share_tag_options(parameters.flag_if("ShareTagOptions")?)
        .set_share_principals(parameters.flag_if("SharePrincipals")?);
    parameters.end()?;
    let answer = call.send().await.map_err(|error| failed("servicecatalog:CreatePortfolioShare", &error))?;
    Ok(pending(plain(&answer), answer.portfolio_share_token()))
}

async fn update_share(client: &Client, mut parameters: Parameters) -> Result<Answer, CallError> {
    let call = client.update_portfolio_share().portfolio_id(parameters.text("PortfolioId")?);
    let Recipient { account, node } = Recipient::take(&mut parameters)?;
    let call = call
        .set_account_id(account)
        .set_organization_node(node)
        .set_share_tag_options(parameters.flag_if("ShareTagOptions")?)
        .set_share_principals(parameters.flag_if("SharePrincipals")?);
    parameters.end()?;
    let answer = call.send().await.map_err(|error| failed("servicecatalog:UpdatePortfolioShare", &error))?;
    Ok(pending(plain(&answer), answer.portfolio_share_token()))
}

async fn delete_share(client: &Client, mut parameters: Parameters) -> Result<Answer, CallError> {
    let call = client.delete_portfolio_share().portfolio_id(parameters.text("PortfolioId")?);
    let Recipient { account, node } = Recipient::take(&mut parameters)?;
    let call = call.set_account_id(account).set_organization_node(node);
    parameters.end()?;
    let answer = call.send().await.map_err(|error| failed("servicecatalog:DeletePortfolioShare", &error))?;
    Ok(pending(plain(&answer), answer.portfolio_share_token()))
}

async fn accept_share(client: &Client, mut parameters: Parameters) -> Result<Answer, CallError> {
    let kind = parameters.text_if("PortfolioShareType")?;
    let call = client
        .accept_portfolio_share()
        .portfolio_id(parameters.text("PortfolioId")?)
        .set_portfolio_share_type(kind.as_deref().map(PortfolioShareType::from));
    parameters.end()?;
    let answer = call.send().await.map_err(|error| failed("servicecatalog:AcceptPortfolioShare", &error))?;
    Ok(plain(&answer))
}

async fn associate_principal(client: &Client, mut parameters: Parameters) -> Result<Answer, CallError> {
    let call = client
        .associate_principal_with_portfolio()
        .portfolio_id(parameters.text("PortfolioId")?)
        .principal_arn(parameters.text("PrincipalARN")?)
        .principal_type(PrincipalType::from(parameters.text("PrincipalType")?.as_str()));
    parameters.end()?;
    let answer = call.send().await;
    answer
        .map(|answer| plain(&answer))
        .map_err(|error| failed("servicecatalog:AssociatePrincipalWithPortfolio", &error))
}

async fn disassociate_principal(client: &Client, mut parameters: Parameters) -> Result<Answer, CallError> {
    let kind = parameters.text_if("PrincipalType")?;
    let call = client
        .disassociate_principal_from_portfolio()
        .portfolio_id(parameters.text("PortfolioId")?)
        .principal_arn(parameters.text("PrincipalARN")?)
        .set_principal_type(kind.as_deref().map(PrincipalType::from));
    parameters.end()?;
    let answer = call.send().await;
    let operation = "servicecatalog:DisassociatePrincipalFromPortfolio";
    answer.map(|answer| plain(&answer)).map_err(|error| failed(operation, &error))
}

/// How far sharing or unsharing is. AWS says why by account; all of it is told.
pub(super) async fn share_status(client: &Client, token: &str) -> Result<Progress, Failure> {
    let answer = client.describe_portfolio_share_status().portfolio_share_token(token).send().await;
    let answer = answer.map_err(|error| classify("servicecatalog:DescribePortfolioShareStatus", &error))?;
    let errors = answer.share_details().map(|details| details.share_errors()).unwrap_or_default();
    let told = errors.iter().map(|error| {
        let what = [error.error(), error.message()].into_iter().flatten().collect::<Vec<_>>().join(": ");
        format!("{what} ({})", error.accounts().join(", "))
    });
    let told = told.collect::<Vec<_>>().join("; ");
    Ok(match answer.status().map(|status| status.as_str()) {
        Some("COMPLETED") => Progress::Done(Map::new()),
        Some("COMPLETED_WITH_ERRORS") => {
            Progress::Failed(Refusal::later("PARTLY_SHARED", &format!("it reached some accounts only: {told}")))
        }
        Some("ERROR") => {
            Progress::Failed(Refusal::later("ERROR", if told.is_empty() { "AWS gave no reason" } else { &told }))
        }
        state => Progress::Working(state.unwrap_or("not told").to_owned()),
    })
}

/// Whether what a call should do is done already.
pub(super) async fn is_done(
    client: &Client,
    operation: &str,
    mut parameters: Parameters,
) -> Result<Option<Map<String, Value>>, CallError> {
    if operation == "ProvisionProduct" {
        return launch::found(client, parameters).await;
    }
    let portfolio = parameters.text("PortfolioId")?;
    let is_done = match operation {
        "CreatePortfolioShare" | "UpdatePortfolioShare" => {
            let recipient = Recipient::take(&mut parameters)?;
            let wanted = [parameters.flag_if("ShareTagOptions")?, parameters.flag_if("SharePrincipals")?];
            let known = share(client, &portfolio, &recipient).await?;
            known.is_some_and(|known| {
                wanted.into_iter().zip(known).all(|(wanted, known)| wanted.is_none_or(|flag| flag == known))
            })
        }
        "DeletePortfolioShare" => share(client, &portfolio, &Recipient::take(&mut parameters)?).await?.is_none(),
        "AcceptPortfolioShare" => is_accepted(client, &portfolio, parameters.text_if("PortfolioShareType")?).await?,
        "AssociatePrincipalWithPortfolio" => {
            has_principal(client, &portfolio, &parameters.text("PrincipalARN")?).await?
        }
        "DisassociatePrincipalFromPortfolio" => {
            !has_principal(client, &portfolio, &parameters.text("PrincipalARN")?).await?
        }
        _ => false,
    };
    Ok(is_done.then(Map::new))
}

/// Whether a share with the recipient is there, with its two flags: tag options, principals.
async fn share(client: &Client, portfolio: &str, recipient: &Recipient) -> Result<Option<[bool; 2]>, CallError> {
    let (kind, name) = recipient.listed();
    // An OU is named by its id or by its ARN, which ends with the id.
    let is_it = |known: &str| known == name || known.rsplit('/').next() == name.rsplit('/').next();
    let mut token = None;
    loop {
        let call =
            client.describe_portfolio_shares().portfolio_id(portfolio).r#type(kind.clone()).set_page_token(token);
        let page = call.send().await.map_err(|error| failed("servicecatalog:DescribePortfolioShares", &error))?;
        let mut shares = page.portfolio_share_details().iter();
        if let Some(share) = shares.find(|share| share.principal_id().is_some_and(is_it)) {
            return Ok(Some([share.share_tag_options(), share.share_principals()]));
        }
        token = page.next_page_token().map(str::to_owned);
        if token.is_none() {
            return Ok(None);
        }
    }
}

async fn is_accepted(client: &Client, portfolio: &str, kind: Option<String>) -> Result<bool, CallError> {
    let kind = kind.as_deref().map(PortfolioShareType::from);
    let mut pages = client.list_accepted_portfolio_shares().set_portfolio_share_type(kind).into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| failed("servicecatalog:ListAcceptedPortfolioShares", &error))?;
        if page.portfolio_details().iter().any(|known| known.id() == Some(portfolio)) {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn has_principal(client: &Client, portfolio: &str, principal: &str) -> Result<bool, CallError> {
    let mut pages = client.list_principals_for_portfolio().portfolio_id(portfolio).into_paginator().send();
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| failed("servicecatalog:ListPrincipalsForPortfolio", &error))?;
        if page.principals().iter().any(|known| known.principal_arn() == Some(principal)) {
            return Ok(true);
        }
    }
    Ok(false)
}
