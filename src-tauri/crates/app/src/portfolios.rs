//! Portfolios: what they hold, whom their shares reach, and where anyone can use them.

use std::collections::BTreeMap;

use armillary_model::{Kind, Record};
use armillary_store::{Entry, JournalReader, Outcome};
use armillary_topology::{Matrix, MatrixRequest, ShareAction, ShareOutcome, ShareReach, Topology};
use armillary_wire::{Failure, PortfolioRow, RecipientRow};
use serde_json::Value;

use crate::{
    cache::CacheAt,
    dates::date,
    failure::{of_store, other},
};

/// Every portfolio, by name; `topology` is that of the portfolios view.
pub fn portfolios(cache: &CacheAt, topology: &Topology) -> Result<Vec<PortfolioRow>, Failure> {
    let filter = armillary_store::ResourceFilter { kind: Some(Kind::Portfolio), ..Default::default() };
    let mut records = Vec::new();
    cache.reader()?.resources(cache.crawl().id, &filter, |record| records.push(record)).map_err(of_store)?;
    let mut rows = records.iter().map(|record| row(cache, topology, record)).collect::<Result<Vec<_>, _>>()?;
    rows.sort_unstable_by(|a, b| a.name.cmp(&b.name).then_with(|| a.arn.cmp(&b.arn)));
    Ok(rows)
}

fn row(cache: &CacheAt, topology: &Topology, record: &Record) -> Result<PortfolioRow, Failure> {
    let reach = topology.portfolio_reach(&record.arn).unwrap_or_default();
    let contents = topology.portfolio_contents(&record.arn);
    let text = |member: &str| record.document.get(member).and_then(Value::as_str).unwrap_or_default().to_owned();
    Ok(PortfolioRow {
        arn: record.arn.clone(),
        id: text("Id"),
        name: record.name.clone(),
        provider: text("ProviderName"),
        account: record.account.to_string(),
        account_name: cache.account_name(record.account)?,
        region: record.region.clone(),
        products: contents.products,
        principals: contents.principals,
        shares_known: topology.shares_are_known(&record.arn),
        shares: reach.shares.into_iter().map(recipient).collect(),
        reached: reach.total.reached,
        usable: reach.total.usable,
        unknown: reach.total.unknown,
    })
}

fn recipient(share: ShareReach) -> RecipientRow {
    RecipientRow {
        arn: share.recipient,
        name: share.name,
        share_type: share.share_type,
        accounts: share.reach.reached,
        share_principals: share.share_principals,
    }
}

/// Which accounts have which portfolios, with what became of share actions; `topology` is that of the portfolios view.
pub fn matrix(cache: &CacheAt, topology: &Topology, request: &MatrixRequest) -> Result<Matrix, Failure> {
    let entries = match JournalReader::open(cache.path()).map_err(other)? {
        Some(journal) => journal.entries(None).map_err(other)?,
        None => Vec::new(),
    };
    Ok(topology.matrix(request, &share_actions(&entries)))
}

/// The share actions that are not at a good end: of each portfolio and recipient, the last one that the journal holds.
fn share_actions(entries: &[Entry]) -> Vec<ShareAction> {
    let mut last = BTreeMap::new();
    for entry in entries {
        if let Some(pair) = shared(entry) {
            last.insert(pair, entry);
        }
    }
    let action = |((portfolio, recipient), entry): ((String, String), &Entry)| {
        let outcome = match entry.outcome {
            Outcome::Succeeded | Outcome::Reconciled => return None,
            Outcome::Intended | Outcome::Unknown => ShareOutcome::InProgress,
            Outcome::Failed => ShareOutcome::Failed,
        };
        let is_end = entry.intended.operation == "DeletePortfolioShare";
        Some(ShareAction { portfolio, recipient, is_end, outcome, message: message(entry) })
    };
    last.into_iter().filter_map(action).collect()
}

/// The portfolio and the recipient that a call is about, of those that make, change and end shares.
fn shared(entry: &Entry) -> Option<(String, String)> {
    let call = &entry.intended;
    let is_share = ["CreatePortfolioShare", "UpdatePortfolioShare", "DeletePortfolioShare"].contains(&&*call.operation);
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let recipient = call.parameters.get("AccountId").or_else(|| call.parameters.pointer("/OrganizationNode/Value"));
    let recipient = text(recipient)?.rsplit('/').next()?.to_owned();
    is_share.then_some((text(call.parameters.get("PortfolioId"))?, recipient))
}

/// What was said of how a call ended, and when.
fn message(entry: &Entry) -> String {
    let at = entry.finished_at.unwrap_or(entry.intended.intended_at);
    let day = date(at);
    match &entry.message {
        Some(message) => format!("{message} ({day}, plan {})", entry.intended.plan),
        None => format!("{day}, plan {}", entry.intended.plan),
    }
}

#[cfg(test)]
mod tests {
    use armillary_store::Intended;
    use serde_json::json;

    use super::*;

    fn entry(operation: &str, recipient: Value, outcome: Outcome, message: &str) -> Entry {
        let mut parameters = recipient;
        parameters["PortfolioId"] = json!("port-1");
        Entry {
            id: 1,
            intended: Intended {
                plan: "plan-1".to_owned(),
                digest: String::new(),
                step: "s1".to_owned(),
                service: "servicecatalog".to_owned(),
                operation: operation.to_owned(),
                account: String::new(),
                region: String::new(),
                caller: String::new(),
                parameters,
                intended_at: 1_796_000_000_000,
            },
            attempt: 1,
            outcome,
            request_id: None,
            finished_at: None,
            message: Some(message.to_owned()).filter(|message| !message.is_empty()),
            answer: None,
        }
    }

    fn with_ou(operation: &str, outcome: Outcome, message: &str) -> Entry {
        let node = json!({ "OrganizationNode": { "Type": "ORGANIZATIONAL_UNIT", "Value": "arn:aws:x/ou-1" } });
        entry(operation, node, outcome, message)
    }

    #[test]
    fn the_last_action_on_a_share_counts() {
        let failed = with_ou("CreatePortfolioShare", Outcome::Failed, "Throttling: Rate exceeded (000000000003)");
        let actions = share_actions(std::slice::from_ref(&failed));
        let [action] = actions.as_slice() else { panic!("{actions:?}") };
        assert_eq!((action.recipient.as_str(), action.outcome, action.is_end), ("ou-1", ShareOutcome::Failed, false));
        assert!(action.message.contains("000000000003") && action.message.contains("2026-11-30"), "{}", action.message);
        let done = with_ou("CreatePortfolioShare", Outcome::Succeeded, "");
        assert_eq!(share_actions(&[failed.clone(), done.clone()]), []);
        let ending = with_ou("DeletePortfolioShare", Outcome::Unknown, "");
        let actions = share_actions(&[done, ending]);
        assert_eq!((actions[0].outcome, actions[0].is_end), (ShareOutcome::InProgress, true));
    }

    #[test]
    fn accounts_are_recipients_and_imports_are_no_share_actions() {
        let account = json!({ "AccountId": "000000000003" });
        let intended = entry("CreatePortfolioShare", account, Outcome::Intended, "");
        let import = entry("AcceptPortfolioShare", json!({}), Outcome::Failed, "no");
        let principal = entry("AssociatePrincipalWithPortfolio", json!({}), Outcome::Failed, "no");
        let actions = share_actions(&[intended, import, principal]);
        assert_eq!((actions.len(), actions[0].recipient.as_str()), (1, "000000000003"));
    }
}
