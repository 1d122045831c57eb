//! Who has which permission set in which account.

use std::collections::BTreeMap;

use aws_sdk_ssoadmin::{Client, types::PrincipalType};
use futures::{StreamExt, stream};

use super::{AT_ONCE, Instance, PAGE, directory::Directory, permission_sets::Known, transform};
use crate::visit::Visit;

/// An assignment, by ids.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Given {
    pub account: String,
    pub set: String,
    pub kind: PrincipalType,
    pub principal: String,
}

/// Reads all assignments. They are told by principal, and by permission set and account: what takes fewer calls is asked. By principal only
/// where all principals are known, and by account where all accounts are.
pub(super) async fn read(visit: &Visit, client: &Client, instance: &Instance, sets: &[Known], directory: &Directory) {
    let given = if is_by_principal(sets, directory) {
        by_principal(visit, client, instance, directory).await
    } else {
        by_account(visit, client, instance, sets).await
    };
    let names: BTreeMap<&str, &str> =
        sets.iter().filter_map(|set| Some((set.arn.as_str(), set.name.as_deref()?))).collect();
    for given in given {
        let principals = if given.kind == PrincipalType::Group { &directory.groups } else { &directory.users };
        let principal = principals.get(&given.principal).map(String::as_str);
        let called = transform::Called { set: names.get(given.set.as_str()).copied(), principal };
        if let Some(resource) = transform::assignment(&instance.place, &instance.arn, &given, called) {
            visit.keep(resource);
        }
    }
}

fn is_by_principal(sets: &[Known], directory: &Directory) -> bool {
    let by_account: Option<usize> = sets.iter().map(|set| Some(set.accounts.as_ref().ok()?.len())).sum();
    let by_principal = directory.groups.len() + directory.users.len();
    directory.is_whole && by_account.is_none_or(|by_account| by_principal < by_account)
}

async fn by_account(visit: &Visit, client: &Client, instance: &Instance, sets: &[Known]) -> Vec<Given> {
    let pairs = sets.iter().flat_map(|set| set.accounts.iter().flatten().map(move |account| (set, account)));
    let ask = |(set, account): (&Known, &String)| {
        let call = client.list_account_assignments().instance_arn(&instance.arn).permission_set_arn(&set.arn);
        let pages = call.account_id(account).max_results(PAGE).into_paginator().items().send();
        visit.all("sso:ListAccountAssignments", pages)
    };
    let calls: Vec<_> = pairs.map(ask).collect();
    let answers: Vec<_> = stream::iter(calls).buffered(AT_ONCE).collect().await;
    let given = answers.into_iter().flatten().filter_map(|one| {
        let (account, set, kind, principal) =
            (one.account_id?, one.permission_set_arn?, one.principal_type?, one.principal_id?);
        Some(Given { account, set, kind, principal })
    });
    given.collect()
}

/// Of people also those that their groups have are told: they are the same ones.
async fn by_principal(visit: &Visit, client: &Client, instance: &Instance, directory: &Directory) -> Vec<Given> {
    let groups = directory.groups.keys().map(|id| (id, PrincipalType::Group));
    let users = directory.users.keys().map(|id| (id, PrincipalType::User));
    let ask = |(id, kind): (&String, PrincipalType)| {
        let call = client.list_account_assignments_for_principal().instance_arn(&instance.arn);
        let call = call.principal_id(id).principal_type(kind).max_results(PAGE);
        visit.all("sso:ListAccountAssignmentsForPrincipal", call.into_paginator().items().send())
    };
    let calls: Vec<_> = groups.chain(users).map(ask).collect();
    let answers: Vec<_> = stream::iter(calls).buffered(AT_ONCE).collect().await;
    let given = answers.into_iter().flatten().filter_map(|one| {
        let (account, set, kind, principal) =
            (one.account_id?, one.permission_set_arn?, one.principal_type?, one.principal_id?);
        Some(Given { account, set, kind, principal })
    });
    given.collect()
}

#[cfg(test)]
mod tests {
    use armillary_model::Gap;

    use super::*;

    fn set(accounts: Result<usize, Gap>) -> Known {
        let accounts = accounts.map(|count| vec![String::new(); count]);
        Known { arn: String::new(), name: None, accounts }
    }

    fn directory(people: usize, is_whole: bool) -> Directory {
        let users = (0..people).map(|number| (number.to_string(), String::new())).collect();
        Directory { users, is_whole, ..Directory::default() }
    }

    #[test]
    fn what_takes_fewer_calls_is_asked_where_all_is_known_that_is_asked_for() {
        let sets = [set(Ok(3)), set(Ok(4))];
        assert!(is_by_principal(&sets, &directory(6, true)));
        assert!(!is_by_principal(&sets, &directory(7, true)));
        assert!(!is_by_principal(&sets, &directory(6, false)), "somebody who is not known may have any of them");
        assert!(is_by_principal(&[set(Err(Gap::not_reached()))], &directory(900, true)));
    }
}
