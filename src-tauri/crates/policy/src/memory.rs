//! Conditional verdicts, kept: two requests that differ in nothing that decides are answered once.
//!
//! That an answer is conditional is quickly told; whether its conditions can be met at all takes putting them together. The members of a
//! large organization ask the same over and over: under the same control policies, with the same few policies of their own.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use crate::{
    Action, Effect, Layer, Policies, Policy, Request, Statement, Verdict,
    applies::{Place, Question},
    decide::{decide_or, weigh},
    element::PrincipalList,
    setting::{Identity, Setting},
    truth::Truth,
};

/// Conditional verdicts that were found. They may be asked for on several threads.
#[derive(Debug, Default)]
pub struct Memory {
    known: RwLock<HashMap<Box<[u64]>, Known>>,
}

/// A verdict, with the policies that its key names by their places in memory: while it is kept, so are they.
#[derive(Debug)]
struct Known {
    verdict: Verdict,
    _policies: Box<[Arc<Policy>]>,
}

/// No more verdicts than this are kept. What many share is met early.
const MOST: usize = 1 << 16;

impl Memory {
    /// The verdict that [`decide`](crate::decide()) gives.
    pub fn decide(&self, request: &Request<'_>, policies: &Policies<'_>) -> Verdict {
        decide_or(request, policies, |setting| self.weigh(request, policies, setting))
    }

    fn weigh<'p>(&self, request: &Request<'_>, policies: &Policies<'p>, setting: &Setting<'p>) -> Verdict {
        let Some(key) = Key::of(request, policies, setting) else { return weigh(request, policies, setting) };
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.get(&*key.words) {
            return known.verdict;
        }
        drop(known);
        let verdict = weigh(request, policies, setting);
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() < MOST {
            let policies = key.policies.into_iter().cloned().collect();
            known.insert(key.words.into(), Known { verdict, _policies: policies });
        }
        verdict
    }
}

/// All that decides about a request: two that have the same get the same verdict.
struct Key<'p> {
    words: Vec<u64>,
    policies: Vec<&'p Arc<Policy>>,
}

/// A statement that allows, whatever else it says.
const ALLOWS: u64 = 1;
/// What a list of policies begins with, less its layer: no place in memory is there.
const LIST: u64 = u64::MAX;

impl<'p> Key<'p> {
    /// `None` where more decides than is looked at here.
    fn of(request: &Request<'_>, policies: &Policies<'p>, setting: &Setting<'p>) -> Option<Self> {
        let others = [policies.resource, policies.session].into_iter().flatten().next();
        if others.is_some() || policies.endpoint.is_some() || setting.identity != Identity::Policies {
            return None;
        }
        let mut key = Key { words: vec![setting.in_short()?], policies: Vec::new() };
        let boundary = policies.boundary.filter(|list| !list.is_empty());
        let question = Question::new(request, &setting.everything, boundary.is_some());
        for (layer, levels) in [(Layer::Scp, setting.scps), (Layer::Rcp, setting.rcps)] {
            for level in levels.unwrap_or_default() {
                key.add(&question, request.action, layer, &level.policies)?;
            }
        }
        if let Some(boundary) = boundary {
            key.add(&question, request.action, Layer::Boundary, boundary)?;
        }
        key.add(&question, request.action, Layer::Identity, policies.identity)?;
        Some(key)
    }

    /// Adds the policies of a list, as far as they speak of the request.
    fn add(&mut self, question: &Question<'_>, action: &Action, layer: Layer, list: &'p [Arc<Policy>]) -> Option<()> {
        self.words.push(LIST.saturating_sub(layer as u64));
        for policy in list {
            for statement in policy.about(action) {
                self.add_statement(question, layer, policy, statement)?;
            }
        }
        Some(())
    }

    fn add_statement(
        &mut self,
        question: &Question<'_>,
        layer: Layer,
        policy: &'p Arc<Policy>,
        statement: &Statement,
    ) -> Option<()> {
        if statement.resources.is_none() || !statement.unknown_elements.is_empty() || !is_about_everybody(statement) {
            return None;
        }
        match question.resources::<Truth>(statement, Place { layer, level: 0, policy: 0 }) {
            Truth::True => {}
            Truth::False => return Some(()),
            // What is left open there hangs on the resource.
            Truth::Unknown => return None,
        }
        let mut open = Vec::new();
        for (place, condition) in statement.conditions.iter().enumerate() {
            match condition.holds(&question.lookup) {
                Truth::True => {}
                Truth::False => return Some(()),
                // A variable stands for what the request has.
                Truth::Unknown if condition.values().iter().any(|value| value.contains("${")) => return None,
                Truth::Unknown => open.push(place as u64),
            }
        }
        if open.is_empty() && statement.effect == Effect::Allow {
            self.words.push(ALLOWS);
            return Some(());
        }
        self.words.extend([Arc::as_ptr(policy) as u64, statement.index as u64, open.len() as u64]);
        self.words.extend(open);
        self.policies.push(policy);
        Some(())
    }
}

/// Whether it leaves it to others to tell callers apart.
fn is_about_everybody(statement: &Statement) -> bool {
    statement.principals.as_ref().is_none_or(PrincipalList::is_everybody)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Context, Level, Mode, Principal, Resource, decide};

    fn policy(text: &str) -> Arc<Policy> {
        Arc::new(Policy::parse(text).expect("a policy"))
    }

    /// A role of an account that asks to create a training job, under these policies.
    fn ask(memory: &Memory, role: &str, scps: &[Level], identity: &[Arc<Policy>]) -> Verdict {
        let arn = format!("arn:aws:iam::111122223333:role/{role}");
        let principal = Principal::parse(&arn).expect("a role");
        let mut context = Context::new();
        context.set("aws:PrincipalArn", arn);
        let policies = Policies { identity, scps: Some(scps), ..Policies::default() };
        let request = Request {
            principal: &principal,
            action: &Action::new("sagemaker:CreateTrainingJob"),
            resource: &Resource::new("arn:aws:sagemaker:*:111122223333:training-job/*"),
            resource_account: None,
            context: &context,
            mode: Mode::Symbolic,
        };
        let verdict = memory.decide(&request, &policies);
        assert_eq!(verdict, decide(&request, &policies), "{role}");
        verdict
    }

    fn regions() -> Arc<Policy> {
        policy(
            r#"{"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {
                "StringNotEquals": {"aws:RequestedRegion": "eu-west-1"}, "ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/Free"}}}}"#,
        )
    }

    #[test]
    fn those_of_whom_the_same_is_asked_share_a_verdict() {
        let all = policy(r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#);
        let some = policy(r#"{"Statement": {"Effect": "Allow", "Action": "sagemaker:Create*", "Resource": "*"}}"#);
        let scps = [Level { node: "r-1".into(), policies: vec![all.clone(), regions()] }];
        let memory = Memory::default();
        let count = |memory: &Memory| memory.known.read().expect("nobody panicked").len();
        assert_eq!(ask(&memory, "A", &scps, std::slice::from_ref(&all)), Verdict::AllowedIf);
        assert_eq!(ask(&memory, "B", &scps, &[some]), Verdict::AllowedIf);
        assert_eq!(count(&memory), 1, "neither names nor what allows tell them apart");
        assert_eq!(ask(&memory, "Free", &scps, std::slice::from_ref(&all)), Verdict::Allowed);
        let two = [scps[0].clone(), Level { node: "ou-1".into(), policies: vec![regions()] }];
        assert_eq!(ask(&memory, "A", &two, &[all]), Verdict::ImplicitlyDenied, "a level that allows nothing");
    }

    #[test]
    fn conditions_that_contradict_each_other_are_denied_also_from_memory() {
        let all = policy(r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}"#);
        let here = policy(
            r#"{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {
                "StringEquals": {"aws:RequestedRegion": "us-east-1"}}}}"#,
        );
        let scps = [Level { node: "r-1".into(), policies: vec![all.clone(), regions()] }];
        let memory = Memory::default();
        for role in ["A", "B"] {
            assert_eq!(ask(&memory, role, &scps, std::slice::from_ref(&here)), Verdict::ExplicitlyDenied);
            assert_eq!(ask(&memory, role, &scps, std::slice::from_ref(&all)), Verdict::AllowedIf);
        }
        let mine = policy(
            r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {
                "StringEquals": {"aws:RequestTag/by": "${aws:PrincipalArn}"}}}}"#,
        );
        assert_eq!(ask(&memory, "A", &scps, &[mine]), Verdict::AllowedIf, "and nothing is kept of it");
    }
}
