//! Who may launch from a portfolio in an account.

use armillary_model::{AccountId, Kind, Record, Relation, RelationKind};
use serde_json::{Value, json};

use super::{
    Call, Touched,
    records::{Records, relate, unrelate},
};
use crate::organization::{short, target};

pub(super) fn associate(records: &mut Records, call: Call<'_>, touched: &mut Touched) {
    let (principal, kind) = (call.text("PrincipalARN"), call.text("PrincipalType"));
    touched.portfolios.insert(call.text("PortfolioId"));
    if let Some(record) = seen(records, call) {
        list(record, &principal, &kind);
        relate(record, Relation::new(RelationKind::GrantsTo, principal, kind));
    }
}

pub(super) fn disassociate(records: &mut Records, call: Call<'_>, touched: &mut Touched) {
    let principal = call.text("PrincipalARN");
    touched.portfolios.insert(call.text("PortfolioId"));
    if let Some(record) = seen(records, call) {
        unrelate(record, RelationKind::GrantsTo, |known| known == principal);
        unlist(record, &principal);
    }
}

/// Adds a principal to the list in the document.
pub(super) fn list(record: &mut Record, principal: &str, kind: &str) {
    let entry = json!({ "PrincipalARN": principal, "PrincipalType": kind });
    change(record, |listed| {
        listed.retain(|known| *known != entry);
        listed.push(entry.clone());
    });
}

/// Takes a principal out of the list in the document.
pub(super) fn unlist(record: &mut Record, principal: &str) {
    let is_it = |known: &Value| known.get("PrincipalARN").and_then(Value::as_str) == Some(principal);
    change(record, |listed| listed.retain(|known| !is_it(known)));
}

/// Changes the list, which is there only where it holds somebody.
fn change(record: &mut Record, change: impl Fn(&mut Vec<Value>)) {
    let Some(members) = record.document.as_object_mut() else { return };
    let mut listed = members.get("Principals").and_then(Value::as_array).cloned().unwrap_or_default();
    change(&mut listed);
    listed.sort_by_cached_key(Value::to_string);
    match listed.is_empty() {
        true => members.remove("Principals"),
        false => members.insert("Principals".to_owned(), listed.into()),
    };
}

/// The portfolio as the caller sees it: its own, or one that it received.
fn seen<'r>(records: &'r mut Records, call: Call<'_>) -> Option<&'r mut Record> {
    let (account, portfolio) = (call.caller()?, call.text("PortfolioId"));
    let is_own = |record: &Record| record.kind == Kind::Portfolio && short(&record.arn) == portfolio;
    let own = records.all.iter().position(|record| record.account == account && is_own(record));
    match own {
        Some(place) => records.all.get_mut(place),
        None => received_by(records, account, &portfolio),
    }
}

/// A portfolio as an account received it.
pub(super) fn received_by<'r>(records: &'r mut Records, account: AccountId, portfolio: &str) -> Option<&'r mut Record> {
    let is_it = |record: &&mut Record| {
        record.kind == Kind::AcceptedPortfolioShare
            && record.account == account
            && target(record, RelationKind::ReceivedFrom).map(short) == Some(portfolio)
    };
    records.all.iter_mut().find(is_it)
}
