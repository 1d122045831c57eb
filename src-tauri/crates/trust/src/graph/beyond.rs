//! Edges to what is no role in the cache: roles of accounts that were not read, and root sessions.

use std::sync::LazyLock;

use armillary_model::{AccountId, account_in_arn};
use armillary_policy::{Context, Policy};

use super::{Actions, EdgeKind, Node, reach::Reach, wide::Draft};
use crate::{
    Organization, RootSessions,
    facts::{Actor, OwnPolicy, Question, Standing, Target},
};

/// Roles that identity policies name in accounts that were not read.
pub(super) fn unread_targets(organization: &Organization, actions: &Actions, reach: &Reach) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (arn, from) in &reach.unknown {
        let unread = account_in_arn(arn).and_then(|account| organization.account(account));
        let Some(account) = unread.filter(|account| account.can_act() && account.iam.reason().is_some()) else {
            continue;
        };
        let principal = organization.principal(*from);
        let Some(actor) = Actor::principal(organization, principal) else { continue };
        // The trust policy is not known; what is known on the caller's side may still deny.
        let target = Target::unread(arn, account);
        let context = organization.context(&actor, &target, &Context::new());
        let standing =
            Question { actor: &actor, action: &actions.assume, target: &target, context: &context }.standing();
        let to = Node::UnreadPrincipal(arn.clone());
        drafts.push((Node::Principal(*from), to, EdgeKind::AssumeRole, standing));
    }
    drafts
}

/// Root sessions: from the management account and the delegated administrators of IAM into every member account.
pub(super) fn root_sessions(organization: &Organization, actions: &Actions) -> Vec<Draft> {
    let (mut callers, known): (Vec<AccountId>, bool) = match organization.root_sessions() {
        RootSessions::Disabled => return Vec::new(),
        RootSessions::Unknown => (Vec::new(), false),
        RootSessions::Enabled { delegated } => (delegated.clone(), true),
    };
    callers.extend(organization.management());
    callers.sort_unstable();
    callers.dedup();
    let mut drafts = Vec::new();
    let accounts = callers.into_iter().filter_map(|id| organization.account(id));
    for id in accounts.flat_map(|account| organization.members(account)) {
        let Some(actor) = Actor::principal(organization, organization.principal(id)) else { continue };
        if !actor.may(&actions.assume_root) {
            continue;
        }
        for account in organization.accounts().iter().filter(|account| account.is_listed && !account.is_management) {
            let arn = organization.iam_arn(account.id, "root");
            let target = Target::resource(organization, &arn, None);
            let target = Target { policy: OwnPolicy::Is(any_root()), ..target };
            let context = organization.context(&actor, &target, &Context::new());
            let standing =
                Question { actor: &actor, action: &actions.assume_root, target: &target, context: &context }.standing();
            let standing = if known || !standing.holds() { standing } else { Standing::Unknown };
            if standing.holds() {
                drafts.push((Node::Principal(id), Node::Root(account.id), EdgeKind::AssumeRoot, standing));
            }
        }
    }
    drafts
}

/// Member accounts have no say in root sessions: as if each trusted whoever the organization lets.
#[expect(clippy::expect_used, reason = "a constant; a test reads it")]
static ANY_ROOT: LazyLock<Policy> = LazyLock::new(|| {
    let text = r#"{"Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRoot","Resource":"*"}}"#;
    Policy::parse(text).expect("a constant policy")
});

/// The policy that stands for the member accounts' having no say.
pub(crate) fn any_root() -> &'static Policy {
    &ANY_ROOT
}
