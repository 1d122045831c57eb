//! What can be written in a policy: the actions and condition keys that AWS knows, found by a part of them.

use armillary_facts::{AccessLevel, actions_of, keys, services};
use armillary_wire::{PolicyWord, PolicyWordKind};

/// The first of those that contain the text in any case: those that begin with it, then the others, each in order.
pub fn matching(kind: PolicyWordKind, text: &str, limit: usize) -> Vec<PolicyWord> {
    let text = text.to_ascii_lowercase();
    let all = match kind {
        PolicyWordKind::Action => actions(&text),
        PolicyWordKind::ConditionKey => condition_keys(),
    };
    let (mut begin, mut contain) = (Vec::new(), Vec::new());
    for word in all {
        match word.word.to_ascii_lowercase().find(&text) {
            Some(0) => begin.push(word),
            Some(_) => contain.push(word),
            None => {}
        }
    }
    begin.append(&mut contain);
    begin.truncate(limit);
    begin
}

/// The actions of the service that is written, else those of all services.
fn actions(text: &str) -> Vec<PolicyWord> {
    let named = text.split_once(':').map(|(service, _)| service);
    let services = services().filter(|service| named.is_none_or(|named| *service == named));
    let each = services.flat_map(|service| actions_of(service).iter().map(move |action| (service, action)));
    let word = |(service, action): (&str, &armillary_facts::ActionFact)| {
        let types: Vec<&str> = action.resource_types().map(|(name, _)| name).collect();
        let about = match types.is_empty() {
            true => level(action.level).to_owned(),
            false => format!("{}: {}", level(action.level), types.join(", ")),
        };
        PolicyWord { word: format!("{service}:{}", action.name), about }
    };
    each.map(word).collect()
}

/// The condition keys; those of every service come before those of one.
fn condition_keys() -> Vec<PolicyWord> {
    let mut names: Vec<&str> = keys().filter(|key| key.contains([':', '/'])).collect();
    names.sort_unstable_by_key(|key| (!key.starts_with("aws:"), key.to_ascii_lowercase()));
    names.dedup();
    names.into_iter().map(|key| PolicyWord { word: key.to_owned(), about: String::new() }).collect()
}

fn level(level: AccessLevel) -> &'static str {
    match level {
        AccessLevel::List => "lists",
        AccessLevel::Read => "reads",
        AccessLevel::Tagging => "tags",
        AccessLevel::Write => "writes",
        AccessLevel::PermissionsManagement => "changes permissions",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(kind: PolicyWordKind, text: &str) -> Vec<String> {
        matching(kind, text, 5).into_iter().map(|word| word.word).collect()
    }

    #[test]
    fn what_begins_so_comes_before_what_contains_it() {
        let found = words(PolicyWordKind::Action, "sts:assumerole");
        assert_eq!(found.first().map(String::as_str), Some("sts:AssumeRole"));
        assert!(found.iter().all(|word| word.starts_with("sts:")));
        assert!(words(PolicyWordKind::Action, "PassRole").contains(&"iam:PassRole".to_owned()));
        assert_eq!(words(PolicyWordKind::Action, "").len(), 5);
        assert!(words(PolicyWordKind::Action, "nobody:").is_empty());
    }

    #[test]
    fn keys_of_every_service_come_first() {
        let keys = words(PolicyWordKind::ConditionKey, "principalorg");
        assert!(keys.contains(&"aws:PrincipalOrgID".to_owned()), "{keys:?}");
        assert!(words(PolicyWordKind::ConditionKey, "aws:requesttag").contains(&"aws:RequestTag/*".to_owned()));
    }

    #[test]
    fn an_action_tells_what_it_is_about() {
        let found = matching(PolicyWordKind::Action, "iam:PassRole", 1);
        assert_eq!(found.first().map(|word| word.about.as_str()), Some("writes: role"));
    }
}
