//! What is protected: touching it takes a second confirmation.

use armillary_classify::FolderClass;
use armillary_model::AccountId;

use crate::{AlsoConfirm, Intent, organization::Organization};

/// The names to type for what an intent touches that is protected: the management account, the root, the accounts and OUs of security
/// (log archive and audit among them), and those that the settings name.
pub(crate) fn names(intent: &Intent, now: &Organization<'_>, named: &[String]) -> Vec<AlsoConfirm> {
    let touched = match intent {
        Intent::Move { account, to } => {
            let from = account.parse().ok().and_then(|id| now.member(id)).and_then(|member| member.parent);
            vec![account.as_str(), to.as_str()].into_iter().chain(from).collect()
        }
        Intent::Close { account } | Intent::Tag { account, .. } | Intent::Principal { account, .. } => {
            vec![account.as_str()]
        }
        Intent::Attach { to, .. } => vec![to.as_str()],
        Intent::Control { ou, .. } | Intent::Baseline { ou } => vec![ou.as_str()],
        Intent::Detach { from, .. } => vec![from.as_str()],
        Intent::Assign { accounts, .. } => accounts.iter().map(String::as_str).collect(),
        Intent::ChangePolicy { policy, .. } => now.targets_of(policy),
        Intent::Import { account, .. } => vec![account.as_str()],
        Intent::Vend(asked) => asked.ous.values().map(String::as_str).collect(),
        // A share changes nothing in the accounts that see it.
        Intent::Share { .. } | Intent::Unshare { .. } | Intent::Together { .. } => Vec::new(),
        // Neither does anything before, or after, it is attached.
        Intent::CreatePolicy { .. } | Intent::DeletePolicy { .. } => Vec::new(),
    };
    let name = |id: &str| now.name(id).to_owned();
    let also = |id: &str| Some(AlsoConfirm { name: name(id), because: why(id, now, named)? });
    touched.into_iter().filter_map(also).collect()
}

/// Why something is protected, if it is.
fn why(id: &str, now: &Organization<'_>, named: &[String]) -> Option<String> {
    if named.iter().any(|name| name == id || name == now.name(id)) {
        return Some("the settings protect it".to_owned());
    }
    match id.parse::<AccountId>() {
        Ok(account) if account == now.management => Some("it is the management account".to_owned()),
        Ok(account) => {
            let parent = now.member(account).and_then(|member| member.parent)?;
            let is_security = now.class(parent) == FolderClass::Security;
            is_security.then(|| format!("protected account: it is in {}", now.called(parent)))
        }
        Err(_) if id == now.root() => Some("everything is below the root".to_owned()),
        Err(_) => (now.class(id) == FolderClass::Security).then(|| "protected OU: it is one of security".to_owned()),
    }
}
