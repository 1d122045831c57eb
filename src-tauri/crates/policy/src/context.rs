//! The request context: condition keys and their values.

use std::{borrow::Cow, cmp::Ordering};

use armillary_facts::{Carrier, carried_by};

use crate::{
    hash,
    principal::{Principal, PrincipalKind},
};

/// The condition keys of a request. Key names are compared without regard to case.
///
/// A key that was never set is absent in strict mode and unknown in symbolic mode; one marked [`Context::absent`] is absent in both.
#[derive(Clone, Default, Debug)]
pub struct Context {
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    key: Key,
    value: ContextValue,
    /// Whether the value goes on in a way that is not known.
    is_start: bool,
}

/// What a context holds for a key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ContextValue {
    /// The key is known not to be in the request.
    Absent,
    /// A single value.
    One(Box<str>),
    /// A list of values, given as a list (also where it has one value, or none).
    Many(Box<[Box<str>]>),
}

/// A condition key, lower-cased and hashed once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Key {
    hash: u64,
    lower: Cow<'static, str>,
}

impl Key {
    pub(crate) fn new(text: &str) -> Key {
        let lower = text.to_ascii_lowercase();
        Key { hash: hash::of(&lower), lower: Cow::Owned(lower) }
    }

    /// A key that the engine itself asks about, written in lower case.
    pub(crate) const fn known(lower: &'static str) -> Key {
        Key { hash: hash::of(lower), lower: Cow::Borrowed(lower) }
    }

    pub(crate) fn lower(&self) -> &str {
        &self.lower
    }

    /// An order of keys that is quick to tell: by hash, and by name only where that is the same.
    pub(crate) fn order(&self, other: &Key) -> Ordering {
        self.hash.cmp(&other.hash).then_with(|| self.lower.cmp(&other.lower))
    }
}

impl Context {
    /// A context without keys.
    pub fn new() -> Context {
        Context::default()
    }

    /// Sets a key to a single value, in place of what it had.
    pub fn set(&mut self, key: &str, value: impl Into<Box<str>>) -> &mut Context {
        self.put(key, ContextValue::One(value.into()))
    }

    /// Sets a key to a value of which only the beginning is known, in place of what it had: a role's sessions all have `aws:userid`
    /// begin with the role's unique id and a colon.
    pub fn set_start(&mut self, key: &str, start: impl Into<Box<str>>) -> &mut Context {
        self.put(key, ContextValue::One(start.into()));
        let key = Key::new(key);
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.key == key) {
            entry.is_start = true;
        }
        self
    }

    /// Sets a key to a list of values, in place of what it had.
    pub fn set_many<T: Into<Box<str>>>(&mut self, key: &str, values: impl IntoIterator<Item = T>) -> &mut Context {
        self.put(key, ContextValue::Many(values.into_iter().map(Into::into).collect()))
    }

    /// Says that the key is not in the request, whatever the mode.
    pub fn absent(&mut self, key: &str) -> &mut Context {
        self.put(key, ContextValue::Absent)
    }

    /// What is held for a key, or what its value begins with; `None` where nothing was said about it.
    pub fn get(&self, key: &str) -> Option<&ContextValue> {
        self.find(&Key::new(key)).map(|(value, _)| value)
    }

    /// The keys that something was said about, in lower case, in no particular order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.key.lower())
    }

    /// What is held for a key, and whether that is only the beginning of its value.
    pub(crate) fn find(&self, key: &Key) -> Option<(&ContextValue, bool)> {
        let start = self.entries.partition_point(|entry| entry.key.hash < key.hash);
        let same_hash = self.entries.iter().skip(start).take_while(|entry| entry.key.hash == key.hash);
        same_hash.into_iter().find(|entry| entry.key.lower == key.lower).map(|entry| (&entry.value, entry.is_start))
    }

    fn put(&mut self, key: &str, value: ContextValue) -> &mut Context {
        let key = Key::new(key);
        let place = self.entries.partition_point(|entry| entry.key.hash < key.hash);
        let same_hash = self.entries.iter_mut().skip(place).take_while(|entry| entry.key.hash == key.hash);
        match same_hash.into_iter().find(|entry| entry.key == key) {
            Some(entry) => (entry.value, entry.is_start) = (value, false),
            None => {
                self.entries.insert(place, Entry { key, value, is_start: false });
            }
        }
        self
    }
}

/// The keys that a principal carries by nature: its ARN (the role's for a session), account, type, and whether it is a service.
///
/// The evaluator never adds keys by itself; a caller that wants these puts them in. A role session's ARN does not tell the path of its
/// role, so `aws:PrincipalArn` is left out for it: set it where the role is known.
pub fn principal_context(principal: &Principal) -> Context {
    let mut context = Context::new();
    let kind = principal.kind();
    if let Some(account) = principal.account()
        && kind.is_aws()
    {
        context.set("aws:PrincipalAccount", account);
    }
    match kind {
        PrincipalKind::User => {
            context.set("aws:PrincipalType", "User");
            context.set("aws:username", principal.name());
        }
        PrincipalKind::Role | PrincipalKind::RoleSession => {
            context.set("aws:PrincipalType", "AssumedRole").absent("aws:username");
        }
        PrincipalKind::FederatedUser => {
            context.set("aws:PrincipalType", "FederatedUser").absent("aws:username");
        }
        PrincipalKind::Root | PrincipalKind::Account => {
            context.set("aws:PrincipalType", "Account").absent("aws:username");
        }
        PrincipalKind::Anonymous => {
            context.set("aws:PrincipalType", "Anonymous");
        }
        PrincipalKind::Service => {
            context.set("aws:PrincipalServiceName", principal.name());
            context.set_many("aws:PrincipalServiceNamesList", [principal.name()]);
        }
        PrincipalKind::SamlProvider | PrincipalKind::OidcProvider => {}
    }
    if let Some(arn) = principal_arn(principal) {
        context.set("aws:PrincipalArn", arn);
    }
    match kind {
        PrincipalKind::Service => context.set("aws:PrincipalIsAWSService", "true"),
        // Requests that are not signed do not have the key.
        _ if !kind.is_aws() => context.absent("aws:PrincipalIsAWSService"),
        _ => context.set("aws:PrincipalIsAWSService", "false"),
    };
    if !kind.is_aws() {
        carried_by(Carrier::IamPrincipals).for_each(|key| {
            context.absent(key);
        });
    }
    if kind != PrincipalKind::Service {
        carried_by(Carrier::Services).for_each(|key| {
            context.absent(key);
        });
    }
    context
}

fn principal_arn(principal: &Principal) -> Option<&str> {
    match principal.kind() {
        PrincipalKind::User | PrincipalKind::Role | PrincipalKind::FederatedUser | PrincipalKind::Root => {
            principal.arn()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_no_case_and_the_last_word_counts() {
        let mut context = Context::new();
        context.set("aws:SourceIp", "10.0.0.1").set("AWS:sourceip", "10.0.0.2").set_many("aws:TagKeys", ["a", "b"]);
        assert_eq!(context.get("AWS:SOURCEIP"), Some(&ContextValue::One("10.0.0.2".into())));
        assert_eq!(context.get("aws:tagkeys"), Some(&ContextValue::Many(["a".into(), "b".into()].into())));
        assert_eq!(context.absent("aws:TagKeys").get("aws:TagKeys"), Some(&ContextValue::Absent));
        assert_eq!(context.get("aws:SourceVpc"), None);
    }

    #[test]
    fn a_session_does_not_tell_the_path_of_its_role() {
        let session = Principal::parse("arn:aws:sts::111122223333:assumed-role/Name/me").unwrap();
        let context = principal_context(&session);
        assert_eq!(context.get("aws:PrincipalArn"), None);
        assert_eq!(context.get("aws:PrincipalAccount"), Some(&ContextValue::One("111122223333".into())));
        let service = principal_context(&Principal::parse("ec2.amazonaws.com").unwrap());
        assert_eq!(service.get("aws:PrincipalArn"), Some(&ContextValue::Absent));
        assert_eq!(service.get("aws:PrincipalIsAWSService"), Some(&ContextValue::One("true".into())));
        let nobody = principal_context(&Principal::parse("anonymous").unwrap());
        assert_eq!(nobody.get("aws:PrincipalIsAWSService"), Some(&ContextValue::Absent));
    }
}
