//! Calls that AWS decides by the kind of who makes them, before or instead of any policy.

use std::sync::OnceLock;

use crate::table::{Table, words};

pub(crate) const CALLS: Table = Table(include_str!("../data/calls_by_hand.tsv"));

/// The kind of who makes a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CallerKind {
    /// An IAM user.
    User,
    /// A role, standing for any session of it.
    Role,
    /// A session of a role.
    Session,
    /// A session of `GetFederationToken`.
    Federated,
    /// The root user of an account.
    Root,
    /// An account of which nobody knows who calls.
    Account,
    /// A service.
    Service,
    /// Who holds an assertion of a SAML provider.
    Saml,
    /// Who holds a token of an OpenID Connect provider.
    Oidc,
    /// Nobody in particular: an unsigned request.
    Anonymous,
}

/// Who decides a call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answer {
    /// It succeeds, whatever policies say.
    Always,
    /// It fails, whatever policies say.
    Never,
    /// The policies on the caller's side alone, also in another account.
    Caller,
    /// Policies, as any call.
    Policies,
}

/// A row: calls, who makes them, and who decides them.
#[derive(Clone, Debug)]
pub struct Call {
    /// The actions in lower case; one that ends with `*` stands for all that begin so.
    actions: Vec<String>,
    callers: Vec<CallerKind>,
    /// Who decides.
    pub answer: Answer,
    /// Why, for a reader.
    pub because: &'static str,
    /// Where AWS says so.
    pub source: &'static str,
}

impl Call {
    /// Whether the row is about the action (in lower case) called by this kind of caller.
    pub fn is_about(&self, action: &str, caller: CallerKind) -> bool {
        let fits = |pattern: &String| match pattern.strip_suffix('*') {
            Some(start) => action.starts_with(start),
            None => action == pattern,
        };
        self.callers.contains(&caller) && self.actions.iter().any(fits)
    }
}

impl CallerKind {
    fn named(name: &str) -> Option<CallerKind> {
        Some(match name {
            "user" => Self::User,
            "role" => Self::Role,
            "session" => Self::Session,
            "federated" => Self::Federated,
            "root" => Self::Root,
            "account" => Self::Account,
            "service" => Self::Service,
            "saml" => Self::Saml,
            "oidc" => Self::Oidc,
            "anonymous" => Self::Anonymous,
            _ => return None,
        })
    }
}

/// The rows that begin with these actions of a service, in order: the first that is about a call decides.
pub fn calls() -> &'static [Call] {
    static CALLS_READ: OnceLock<Box<[Call]>> = OnceLock::new();
    CALLS_READ.get_or_init(|| CALLS.cells().filter_map(read).collect())
}

fn read([actions, callers, answer, because, source]: [&'static str; 5]) -> Option<Call> {
    let answer = match answer {
        "always" => Answer::Always,
        "never" => Answer::Never,
        "caller" => Answer::Caller,
        "policies" => Answer::Policies,
        _ => return None,
    };
    let actions = words(actions, ' ').map(str::to_ascii_lowercase).collect();
    let callers = words(callers, ' ').map(CallerKind::named).collect::<Option<_>>()?;
    Some(Call { actions, callers, answer, because, source })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(action: &str, caller: CallerKind) -> Option<Answer> {
        calls().iter().find(|call| call.is_about(action, caller)).map(|call| call.answer)
    }

    #[test]
    fn every_row_is_read_and_names_actions_that_exist() {
        assert_eq!(calls().len(), CALLS.rows().count());
        for call in calls() {
            assert!(!call.because.is_empty() && !call.source.is_empty());
            for action in call.actions.iter().filter(|action| !action.ends_with('*')) {
                let (service, name) = action.split_once(':').unwrap();
                // Newer than the reference.
                let known = crate::action(service, name).is_some() || name == "getscopedcredentials";
                assert!(known, "{action}");
            }
        }
    }

    #[test]
    fn the_kind_of_caller_decides() {
        assert_eq!(answer("sts:getcalleridentity", CallerKind::Federated), Some(Answer::Always));
        assert_eq!(answer("sts:getsessiontoken", CallerKind::User), Some(Answer::Always));
        assert_eq!(answer("sts:getsessiontoken", CallerKind::Session), Some(Answer::Never));
        assert_eq!(answer("sts:assumerole", CallerKind::Federated), Some(Answer::Never));
        assert_eq!(answer("sts:assumerole", CallerKind::Session), None);
        assert_eq!(answer("sts:assumeroot", CallerKind::Role), Some(Answer::Caller));
        assert_eq!(answer("iam:getuser", CallerKind::Federated), Some(Answer::Never));
        assert_eq!(answer("iam:passrole", CallerKind::Federated), Some(Answer::Policies));
    }
}
