//! Changes of the organization that overlap on one entity: Organizations carries out the first and refuses the others.
//!
//! A change is under way for as long as its answer is held back, so that one change after another never conflicts.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::api::Api;
use crate::services::{AwsError, Request};

/// The members by which requests name what they change.
const ENTITIES: &[&str] = &[
    "AccountId",
    "DestinationParentId",
    "OrganizationalUnitId",
    "ParentId",
    "PolicyId",
    "ResourceId",
    "RootId",
    "SourceParentId",
    "TargetId",
];

/// What is being changed, and until when.
#[derive(Debug, Default)]
pub(super) struct Conflicts {
    busy: Mutex<HashMap<String, Instant>>,
}

impl Conflicts {
    /// Begins a change that will be under way for so long.
    pub(super) fn enter(&self, request: &Request, now: Instant, lasts: Duration) -> Result<(), AwsError> {
        if request.api != Api::Organizations || lasts.is_zero() {
            return Ok(());
        }
        let entities: Vec<&str> = ENTITIES.iter().filter_map(|name| request.input.text(name)).collect();
        let mut busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        busy.retain(|_, until| *until > now);
        if entities.iter().any(|entity| busy.contains_key(*entity)) {
            let message = "AWS Organizations can't complete your request because it conflicts with another attempt to \
                           modify the same entity. Try again later.";
            return Err(AwsError::new("ConcurrentModificationException", message));
        }
        busy.extend(entities.into_iter().map(|entity| (entity.to_owned(), now + lasts)));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        state::{Caller, Moment, Timestamp},
        wire::read_json,
    };

    fn attaching(policy: &str, target: &str) -> Request {
        let account = "111122223333".parse().expect("valid");
        let body = serde_json::json!({ "PolicyId": policy, "TargetId": target }).to_string();
        Request {
            api: Api::Organizations,
            operation: "AttachPolicy",
            region: "us-east-1".into(),
            input: read_json(body.as_bytes()).expect("an object"),
            caller: Caller::User { account, name: "x".into() },
            account,
            now: Timestamp(0),
            moment: Moment(0),
            later: None,
            number: 0,
        }
    }

    #[test]
    fn only_what_overlaps_on_the_same_entity_conflicts() {
        let (conflicts, start, lasts) = (Conflicts::default(), Instant::now(), Duration::from_millis(50));
        let enter = |policy, target, after| {
            conflicts.enter(&attaching(policy, target), start + Duration::from_millis(after), lasts).is_ok()
        };
        assert!(enter("p-a", "ou-1", 0) && !enter("p-a", "ou-2", 10) && !enter("p-b", "ou-1", 49));
        assert!(enter("p-b", "ou-2", 10), "another policy and another target");
        assert!(enter("p-a", "ou-1", 50), "the first is done");
        assert!(conflicts.enter(&attaching("p-a", "ou-1"), start, Duration::ZERO).is_ok(), "answered at once");
    }
}
