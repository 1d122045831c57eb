//! Organization policies: each listed once by type, its targets by policy rather than by target, its text once.

use std::collections::BTreeSet;

use armillary_model::Gap;
use aws_sdk_organizations::types::{PolicySummary, PolicyTargetSummary, PolicyType, PolicyTypeStatus, Root};
use futures::{StreamExt, future::join, stream};

use super::transform::{self, Names};
use crate::visit::Visit;

/// How many policies are asked about at a time: what AWS lets through in one burst.
const AT_ONCE: usize = 8;

/// Reads all policies of these types.
pub(super) async fn read(visit: &Visit, names: &Names, types: BTreeSet<PolicyType>) {
    let client = visit.access.organizations();
    let mut summaries: Vec<PolicySummary> = Vec::new();
    for kind in types {
        let pages = client.list_policies().filter(kind.as_str().into()).into_paginator().send();
        summaries.extend(visit.pages("organizations:ListPolicies", pages, |page| page.policies).await);
    }
    let ids: Vec<String> = summaries.iter().filter_map(|summary| summary.id().map(str::to_owned)).collect();
    let (targets, texts) = join(targets(visit, ids.clone()), texts(visit, ids)).await;
    for ((summary, targets), policy) in summaries.iter().zip(&targets).zip(&texts) {
        visit.keep(transform::policy(names, summary, policy.as_ref(), targets.as_deref()));
    }
}

/// The types that are enabled. Where none is, or that could not be read, the two that decide what accounts may do.
pub(super) fn types(roots: &[Root]) -> BTreeSet<PolicyType> {
    let all = roots.iter().flat_map(|root| root.policy_types());
    let enabled = all.filter(|kind| kind.status() == Some(&PolicyTypeStatus::Enabled));
    let enabled: BTreeSet<PolicyType> = enabled.filter_map(|kind| kind.r#type().cloned()).collect();
    if enabled.is_empty() {
        return BTreeSet::from([PolicyType::ServiceControlPolicy, PolicyType::ResourceControlPolicy]);
    }
    enabled
}

async fn targets(visit: &Visit, ids: Vec<String>) -> Vec<Result<Vec<PolicyTargetSummary>, Gap>> {
    let client = visit.access.organizations();
    let ask = |id: String| {
        let pages = client.list_targets_for_policy().policy_id(id).into_paginator().send();
        visit.part_pages("organizations:ListTargetsForPolicy", pages, |page| page.targets)
    };
    stream::iter(ids).map(ask).buffered(AT_ONCE).collect().await
}

async fn texts(visit: &Visit, ids: Vec<String>) -> Vec<Result<Option<String>, Gap>> {
    let client = visit.access.organizations();
    let ask = |id: String| {
        let call = client.describe_policy().policy_id(id).send();
        async {
            let answer = visit.part("organizations:DescribePolicy", call).await?;
            Ok(answer.and_then(|answer| answer.policy).and_then(|policy| policy.content))
        }
    };
    stream::iter(ids).map(ask).buffered(AT_ONCE).collect().await
}

#[cfg(test)]
mod tests {
    use aws_sdk_organizations::types::PolicyTypeSummary;

    use super::*;

    #[test]
    fn only_enabled_types_are_read() {
        let kind = |kind, status| PolicyTypeSummary::builder().r#type(kind).status(status).build();
        let root = |kinds| [Root::builder().set_policy_types(Some(kinds)).build()];
        let tag = kind(PolicyType::TagPolicy, PolicyTypeStatus::Enabled);
        let backup = kind(PolicyType::BackupPolicy, PolicyTypeStatus::PendingDisable);
        assert_eq!(types(&root(vec![tag, backup])), BTreeSet::from([PolicyType::TagPolicy]));
        assert_eq!(types(&root(Vec::new())).len(), 2);
    }
}
