//! Trust between accounts as trust policies name it.

use std::{borrow::Cow, collections::BTreeMap};

use armillary_model::{AccountId, AccountTrust, Kind, RelationKind};

use crate::Topology;

impl Topology {
    /// Which accounts name which, without those that name themselves. From the counts that came with the snapshot; where it
    /// has none, counted from the roles in it.
    pub(crate) fn trust_pairs(&self) -> Cow<'_, [AccountTrust]> {
        if !self.trust.is_empty() {
            return Cow::Borrowed(&self.trust);
        }
        let mut pairs: BTreeMap<(AccountId, AccountId), (u32, u32)> = BTreeMap::new();
        for (role, node) in self.resources.of_kind(Kind::Role) {
            for (principal, _) in self.resources.targets(role, RelationKind::Trusts) {
                let principal = self.resources.node(principal);
                if let (Some(trusting), Some(trusted)) = (node.account, principal.account) {
                    let counts = pairs.entry((trusting, trusted)).or_default();
                    counts.0 += 1;
                    counts.1 += u32::from(principal.kind == Some(Kind::Account));
                }
            }
        }
        let others = pairs.into_iter().filter(|((trusting, trusted), _)| trusting != trusted);
        let others = others.map(|((trusting, trusted), (count, whole_account))| AccountTrust {
            trusting,
            trusted,
            count,
            whole_account,
            evaluated: None,
        });
        Cow::Owned(others.collect())
    }
}
