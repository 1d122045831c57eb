//! What AWS demands of a document by where it stands, and what a reader should know of it: all that can be told at once, each with the way to it.
//!
//! Sources: Organizations User Guide, "SCP syntax" (the whole language since September 2025) and "Resource control policies (RCPs)"; IAM User
//! Guide, "IAM JSON policy elements reference".

use std::borrow::Cow;

use super::{
    fault::Fault,
    node::{Node, Step},
};
use crate::{Place, glob::is_wild};

/// What was found, with the way there that is walked at the moment.
struct Found {
    place: Place,
    steps: Vec<Step>,
    errors: Vec<Fault>,
    warnings: Vec<Fault>,
}

/// What is wrong with a document that the grammar takes, and what of it says less than it seems to.
pub(super) fn of(root: &Node<'_>, place: Place) -> (Vec<Fault>, Vec<Fault>) {
    let mut found = Found { place, steps: Vec::new(), errors: Vec::new(), warnings: Vec::new() };
    found.document(root);
    (found.errors, found.warnings)
}

/// The members of a statement that the language knows.
const ELEMENTS: [&str; 9] =
    ["sid", "effect", "action", "notaction", "resource", "notresource", "principal", "notprincipal", "condition"];

impl Found {
    fn error(&mut self, problem: impl Into<String>) {
        let fault = self.fault(problem.into());
        self.errors.push(fault);
    }

    fn warning(&mut self, problem: impl Into<String>) {
        let fault = self.fault(problem.into());
        self.warnings.push(fault);
    }

    fn fault(&self, problem: String) -> Fault {
        Fault { steps: self.steps.clone(), ..Fault::new(problem) }
    }

    /// Looks at what a step leads to.
    fn at(&mut self, step: Step, look: impl FnOnce(&mut Self)) {
        self.steps.push(step);
        look(self);
        self.steps.pop();
    }

    fn in_member(&mut self, name: &str, look: impl FnOnce(&mut Self)) {
        self.at(Step::Member(name.to_owned()), look);
    }

    fn document(&mut self, root: &Node<'_>) {
        let Node::Object(members) = root else { return };
        if members.is_empty() {
            return self.error("`Statement` is missing");
        }
        let mut version = None;
        for (name, value) in members {
            match name.to_ascii_lowercase().as_str() {
                "version" => version = Some((name, value)),
                "id" => {}
                "statement" => self.in_member(name, |found| found.statements(value)),
                _ => self.in_member(name, |found| found.error(format!("`{name}` is no element of a policy"))),
            }
        }
        match version {
            None if self.place.is_of_organization() => self.error("`Version` is missing; write `2012-10-17`"),
            None => self.warning("without `Version` this is of 2008-10-17, which has no policy variables"),
            Some((name, value)) if self.place.is_of_organization() && is_text(value) != Some("2012-10-17") => {
                self.in_member(name, |found| found.error("organization policies are of version `2012-10-17`"));
            }
            Some(_) => {}
        }
    }

    fn statements(&mut self, value: &Node<'_>) {
        match value {
            Node::Array(items) if items.is_empty() => self.error("a policy has at least one statement"),
            Node::Array(items) => {
                for (place, item) in items.iter().enumerate() {
                    self.at(Step::Item(place), |found| found.statement(item));
                }
            }
            single => self.statement(single),
        }
    }

    fn statement(&mut self, node: &Node<'_>) {
        let Node::Object(members) = node else { return };
        let member = |wanted: &str| members.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        for (name, _) in members {
            if !ELEMENTS.contains(&name.to_ascii_lowercase().as_str()) {
                self.in_member(name, |found| found.error(format!("`{name}` is no element of a statement")));
            }
        }
        for name in ["action", "notaction"] {
            if let Some((name, value)) = member(name) {
                self.in_member(name, |found| found.each(value, Self::action));
            }
        }
        let principal = member("principal").or_else(|| member("notprincipal"));
        let resource = member("resource").or_else(|| member("notresource"));
        match self.place {
            Place::Scp | Place::Identity => self.lacks(principal, "principal"),
            Place::Rcp => self.resource_control(members),
            Place::Trust if principal.is_none() => self.error("`Principal` is missing: whom the role trusts"),
            Place::Trust => {}
        }
        match self.place {
            Place::Trust => self.lacks(resource, "resource"),
            _ if resource.is_none() => self.error("`Resource` or `NotResource` is missing"),
            _ => {}
        }
        if let Some((name, value)) = member("condition") {
            self.in_member(name, |found| found.conditions(value));
        }
    }

    /// That a statement does not have what its place knows nothing of.
    fn lacks(&mut self, element: Option<&(Cow<'_, str>, Node<'_>)>, what: &str) {
        if let Some((name, _)) = element {
            let problem = format!("{} has no {what}: take `{name}` out", self.place.plain());
            self.in_member(name, |found| found.error(problem));
        }
    }

    /// RCPs of customers only deny, to everybody, actions of services that they name.
    fn resource_control(&mut self, members: &[(Cow<'_, str>, Node<'_>)]) {
        let mut is_to_everybody = false;
        for (name, value) in members {
            let problem = match name.to_ascii_lowercase().as_str() {
                "effect" if is_text(value) == Some("Allow") => "an RCP denies: AWS attaches the one that allows",
                "notaction" => "an RCP has no `NotAction`: name what is denied in `Action`",
                "notprincipal" => "an RCP has `\"Principal\": \"*\"`, and conditions tell whom it spares",
                "principal" => {
                    is_to_everybody = true;
                    if is_text(value) == Some("*") {
                        continue;
                    }
                    "an RCP has `\"Principal\": \"*\"`, and conditions tell whom it spares"
                }
                _ => continue,
            };
            self.in_member(name, |found| found.error(problem));
        }
        if !is_to_everybody {
            self.error("`\"Principal\": \"*\"` is missing");
        }
    }

    fn each(&mut self, value: &Node<'_>, look: fn(&mut Self, &str)) {
        match value {
            Node::String(text) => look(self, text),
            Node::Array(items) => {
                for (place, item) in items.iter().enumerate() {
                    if let Node::String(text) = item {
                        self.at(Step::Item(place), |found| look(found, text));
                    }
                }
            }
            _ => {}
        }
    }

    fn action(&mut self, text: &str) {
        if text == "*" {
            if self.place == Place::Rcp {
                self.error("an RCP names services: `s3:*` instead of `*`");
            }
            return;
        }
        let Some((service, name)) = text.split_once(':') else {
            return self.error(format!("`{text}` is no action: `s3:GetObject` is one"));
        };
        let service = service.to_ascii_lowercase();
        if self.place == Place::Trust && service != "sts" && !is_wild(&service) {
            self.warning(format!("a trust policy speaks of `sts` actions: `{text}` says nothing there"));
        }
        if is_wild(&service) {
            return;
        }
        if !armillary_facts::is_service(&service) {
            return self.warning(format!(
                "no service `{service}` is known: if it is not newer than the reference, this says nothing"
            ));
        }
        if self.place == Place::Rcp && !armillary_facts::restricts(&service) {
            self.warning(format!("RCPs do not restrict `{service}`: this says nothing"));
        }
        let is_known = match is_wild(name) {
            true => armillary_facts::covered_by(text).next().is_some(),
            false => armillary_facts::action(&service, name).is_some(),
        };
        if !is_known {
            self.warning(format!(
                "no action `{text}` is known: if it is not newer than the reference, this says nothing"
            ));
        }
    }

    fn conditions(&mut self, value: &Node<'_>) {
        let Node::Object(operators) = value else { return };
        for (operator, keys) in operators {
            let Node::Object(keys) = keys else { continue };
            for (key, _) in keys {
                let is_known = armillary_facts::key(&key.to_ascii_lowercase()).is_some();
                if !is_known {
                    self.steps.push(Step::Member(operator.clone().into_owned()));
                    self.in_member(key, |found| {
                        found.warning(format!(
                            "no condition key `{key}` is known: in a request without it, it is absent"
                        ));
                    });
                    self.steps.pop();
                }
            }
        }
    }
}

fn is_text<'n>(node: &'n Node<'_>) -> Option<&'n str> {
    match node {
        Node::String(text) => Some(text),
        _ => None,
    }
}
