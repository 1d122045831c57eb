//! A team's accounts beside a hub, a sandbox and the management account, to hold rules against.

use armillary_model::{FindingState, GLOBAL, Kind, Part, RuleId, Service, Status, Unit};
use serde_json::{Value, json};

use super::{Expectations, Findings, findings_walking, remembering};
use armillary_trust::{
    Graph, Known, RootSessions,
    fixture::{Draft, Fixture, ORGANIZATION},
};

pub(super) use armillary_trust::fixture::MANAGEMENT;

pub(super) const HUB: &str = "200000000002";
pub(super) const DEV: &str = "300000000003";
pub(super) const PREPROD: &str = "400000000004";
pub(super) const PROD: &str = "500000000005";
pub(super) const SANDBOX: &str = "600000000006";
/// An account that is suspended.
pub(super) const CLOSED: &str = "700000000007";
/// An account outside the organization.
pub(super) const OUTSIDE: &str = "999000000009";

const ACCOUNTS: &[(&str, &str, &str)] = &[
    (HUB, "shared-services", "Infrastructure"),
    (DEV, "team-dev", "Workloads_Dev"),
    (PREPROD, "team-preprod", "Workloads_PreProd"),
    (PROD, "team-prod", "Workloads_Prod"),
    (SANDBOX, "sandbox-1", "Sandbox"),
    (CLOSED, "old-dev", "Workloads_Dev"),
];

pub(super) struct Team {
    fixture: Fixture,
    pub expect: Expectations,
}

impl Team {
    pub fn new() -> Self {
        let mut fixture = Fixture::new();
        let mut made: Vec<&str> = Vec::new();
        for (account, name, ou) in ACCOUNTS {
            let id = format!("ou-{}", ou.to_lowercase().replace('_', ""));
            if !made.contains(ou) {
                made.push(ou);
                fixture.ou("r-root", &id, ou);
            }
            fixture.account(&id, account, name);
        }
        fixture.state(CLOSED, "SUSPENDED").read_as(CLOSED, Status::Skipped);
        Self { fixture, expect: Expectations::default() }
    }

    /// Attaches a service control policy to the root.
    pub fn scp(mut self, name: &str, content: Value) -> Self {
        self.fixture.scp(name, &["r-root"], content);
        self
    }

    /// Attaches a resource control policy to the root.
    pub fn rcp(mut self, name: &str, content: Value) -> Self {
        self.fixture.rcp(name, &["r-root"], content);
        self
    }

    /// Adds a role with a trust policy and inline policies.
    pub fn role(self, account: &str, name: &str, trust: Value, inline: &[Value]) -> Self {
        self.role_like(account, name, trust, inline, json!({}))
    }

    /// The same, with more members of its document.
    pub fn role_like(mut self, account: &str, name: &str, trust: Value, inline: &[Value], more: Value) -> Self {
        let named = inline.iter().enumerate().map(|(at, policy)| (format!("p{at}"), policy.clone()));
        let draft = named.fold(Draft::role(account, name, trust), |draft, (name, policy)| draft.inline(&name, policy));
        let members = more.as_object().into_iter().flatten();
        let draft = members.fold(draft, |draft, (member, value)| draft.with(member, value.clone()));
        self.fixture.principal(draft);
        self
    }

    /// Adds a user with inline policies, and more members of its document.
    pub fn user(mut self, account: &str, name: &str, inline: &[Value], more: Value) -> Self {
        let named = inline.iter().enumerate().map(|(at, policy)| (format!("p{at}"), policy.clone()));
        let draft = named.fold(Draft::user(account, name), |draft, (name, policy)| draft.inline(&name, policy));
        let members = more.as_object().into_iter().flatten();
        let draft = members.fold(draft, |draft, (member, value)| draft.with(member, value.clone()));
        self.fixture.principal(draft);
        self
    }

    /// Adds a group of users with inline policies.
    pub fn users(mut self, account: &str, name: &str, inline: &[Value]) -> Self {
        let named = inline.iter().enumerate();
        let policies: Vec<Value> =
            named.map(|(at, policy)| json!({"PolicyName": format!("p{at}"), "PolicyDocument": policy})).collect();
        let arn = format!("arn:aws:iam::{account}:group/{name}");
        self.fixture.record(Kind::Group, &arn, account, name, json!({"GroupPolicyList": policies}), Vec::new());
        self
    }

    /// Adds a user profile of Studio with its execution role and tags.
    pub fn profile(mut self, account: &str, name: &str, role: &str, tags: Value) -> Self {
        let arn = format!("arn:aws:sagemaker:eu-west-1:{account}:user-profile/d-1/{name}");
        let settings = json!({"ExecutionRole": role_arn(account, role)});
        let document = json!({"DomainId": "d-1", "UserSettings": settings, "Tags": tags});
        self.fixture.record(Kind::UserProfile, &arn, account, name, document, Vec::new());
        self
    }

    /// Adds an OpenID Connect provider of an issuer, with this document.
    pub fn provider(mut self, account: &str, issuer: &str, document: Value) -> Self {
        let arn = format!("arn:aws:iam::{account}:oidc-provider/{issuer}");
        self.fixture.record(Kind::OidcProvider, &arn, account, issuer, document, Vec::new());
        self
    }

    /// Adds a model package with these members in its document.
    pub fn package(mut self, account: &str, name: &str, document: Value) -> Self {
        let arn = format!("arn:aws:sagemaker:eu-west-1:{account}:model-package/{name}");
        self.fixture.record(Kind::ModelPackage, &arn, account, name, document, Vec::new());
        self
    }

    /// Adds a model package group with its resource policy.
    pub fn group(mut self, account: &str, name: &str, policy: Value) -> Self {
        let arn = format!("arn:aws:sagemaker:eu-west-1:{account}:model-package-group/{name}");
        self.fixture.record(
            Kind::ModelPackageGroup,
            &arn,
            account,
            name,
            json!({"ResourcePolicy": policy}),
            Vec::new(),
        );
        self
    }

    /// Adds a managed policy with this text.
    pub fn managed(mut self, arn: &str, text: Value) -> Self {
        self.fixture.managed(arn, text);
        self
    }

    pub fn root_sessions(mut self, root_sessions: RootSessions) -> Self {
        self.fixture.root_sessions(root_sessions);
        self
    }

    /// Has the reading of an account's IAM denied.
    pub fn unread(mut self, account: &str) -> Self {
        self.fixture.read_as(account, Status::Denied);
        self
    }

    /// Has the crawl not have read a part of the resource whose ARN ends like this.
    pub fn unread_part(mut self, arn: &str, part: Part) -> Self {
        self.fixture.unread(arn, part, None);
        self
    }

    /// Has an account's IAM have been read in crawl 1, and been denied since.
    pub fn denied_since(mut self, account: &str) -> Self {
        self.fixture.denied_since(account);
        self
    }

    /// Has an account have been read in crawl 1, and been closed since.
    pub fn closed_since(mut self, account: &str) -> Self {
        self.fixture.closed_since(account);
        self
    }

    /// Has the crawl not have read again a part that is known as of crawl 1.
    pub fn unread_again(mut self, arn: &str, part: Part) -> Self {
        self.fixture.unread(arn, part, Some(1));
        self
    }

    /// The trust graph.
    pub fn graph(&self) -> Graph {
        self.fixture.graph()
    }

    /// What the rules say.
    pub fn findings(self) -> Findings {
        self.findings_walking(super::walk::WIDEST)
    }

    /// What the rules say that visit no more than so many nodes for one question.
    pub fn findings_walking(self, widest: usize) -> Findings {
        findings_walking(&self.whole(Known::Now), &self.expect, widest)
    }

    /// What the rules say with what they said of the organization as it was last read.
    pub fn findings_remembering(self) -> Findings {
        let now = self.whole(Known::Now);
        let found = findings_walking(&now, &self.expect, super::walk::WIDEST);
        remembering(found, &now, Some(&self.whole(Known::LastRead)))
    }

    /// The trust graph, with SageMaker read everywhere.
    fn whole(&self, known: Known) -> Graph {
        let mut intake = self.fixture.intake_knowing(known);
        for account in ACCOUNTS.iter().map(|(account, ..)| *account).chain([MANAGEMENT]) {
            let account = account.parse().expect("an account id");
            let unit = Unit { account, region: GLOBAL.to_owned(), service: Service::SageMaker };
            intake.cover(&unit, Status::Complete, &[], None);
        }
        Graph::build(intake.finish(), 1)
    }

    /// What a rule says: `fail Role`, `warn Role`, `unknown Role`, in order; what is not a role by its ARN.
    pub fn says(self, rule: RuleId) -> Vec<String> {
        told(&self.findings(), rule)
    }
}

/// What a rule says: `fail Role`, `warn Role`, `unknown Role`, in order.
pub(super) fn told(findings: &Findings, rule: RuleId) -> Vec<String> {
    let all = findings.findings.iter().chain(&findings.unknown).filter(|finding| finding.rule == rule);
    let mut told: Vec<String> = all
        .map(|finding| {
            let state = match finding.state {
                FindingState::Fail => "fail",
                FindingState::Warn => "warn",
                FindingState::Unknown(_) => "unknown",
                FindingState::NotApplicable(_) => "not-applicable",
            };
            format!("{state} {}", finding.resource.rsplit('/').next().unwrap_or(&finding.resource))
        })
        .collect();
    told.sort();
    told
}

pub(super) fn nothing() -> Vec<String> {
    Vec::new()
}

/// A policy of one statement that allows actions on resources.
pub(super) fn allow(actions: Value, resources: Value) -> Value {
    json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": resources}]})
}

/// The same under a condition.
pub(super) fn allow_if(actions: Value, resources: Value, condition: Value) -> Value {
    json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": resources, "Condition": condition}]})
}

/// A trust policy for a principal.
pub(super) fn trust(principal: Value) -> Value {
    json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}]})
}

/// The same under a condition.
pub(super) fn trust_if(principal: Value, condition: Value) -> Value {
    json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", "Condition": condition}]})
}

/// A trust policy for a service, on behalf of the account's own resources.
pub(super) fn service(name: &str, account: &str) -> Value {
    trust_if(json!({"Service": name}), json!({"StringEquals": {"aws:SourceAccount": account}}))
}

/// The ARN of a role.
pub(super) fn role_arn(account: &str, name: &str) -> String {
    format!("arn:aws:iam::{account}:role/{name}")
}

/// A condition on the organization.
pub(super) fn of_organization() -> Value {
    json!({"StringEquals": {"aws:PrincipalOrgID": ORGANIZATION}})
}
