//! A small organization to hold rules against: a management account, a hub, a sandbox, and a team's development, pre-production and
//! production account.

use armillary_model::{FindingState, GLOBAL, Kind, Record, Relation, RelationKind, RuleId, Service, Status, Unit};
use serde_json::{Value, json};

use super::{Expectations, Findings, findings_expecting};
use crate::{Graph, Intake, RootSessions};

pub(super) const MANAGEMENT: &str = "100000000001";
pub(super) const HUB: &str = "200000000002";
pub(super) const DEV: &str = "300000000003";
pub(super) const PREPROD: &str = "400000000004";
pub(super) const PROD: &str = "500000000005";
pub(super) const SANDBOX: &str = "600000000006";
/// An account that is suspended.
pub(super) const CLOSED: &str = "700000000007";
/// An account outside the organization.
pub(super) const OUTSIDE: &str = "999000000009";

const ORGANIZATION: &str = "o-exampleorg1";

const ACCOUNTS: &[(&str, &str, &str)] = &[
    (MANAGEMENT, "management", ""),
    (HUB, "shared-services", "Infrastructure"),
    (DEV, "team-dev", "Workloads_Dev"),
    (PREPROD, "team-preprod", "Workloads_PreProd"),
    (PROD, "team-prod", "Workloads_Prod"),
    (SANDBOX, "sandbox-1", "Sandbox"),
    (CLOSED, "old-dev", "Workloads_Dev"),
];

pub(super) struct Fixture {
    intake: Intake,
    pub expect: Expectations,
    unread: Vec<&'static str>,
}

impl Fixture {
    pub fn new() -> Self {
        let mut fixture = Self { intake: Intake::new(), expect: Expectations::default(), unread: Vec::new() };
        let arn = |rest: &str| format!("arn:aws:organizations::{MANAGEMENT}:{rest}");
        let organization = arn(&format!("organization/{ORGANIZATION}"));
        let root = arn(&format!("root/{ORGANIZATION}/r-root"));
        fixture.add(Kind::Organization, &organization, MANAGEMENT, json!({"Id": ORGANIZATION, "Arn": organization, "MasterAccountId": MANAGEMENT}), vec![]);
        let child_of = |target: &str| vec![Relation::new(RelationKind::ChildOf, target, "")];
        let types = json!([{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}]);
        fixture.add(Kind::Root, &root, MANAGEMENT, json!({"Id": "r-root", "Name": "Root", "PolicyTypes": types}), child_of(ORGANIZATION));
        let ou_arn = |name: &str| arn(&format!("ou/{ORGANIZATION}/ou-{}", name.to_lowercase().replace('_', "")));
        let mut made: Vec<&str> = Vec::new();
        for (account, name, ou) in ACCOUNTS {
            let id = format!("ou-{}", ou.to_lowercase().replace('_', ""));
            if !ou.is_empty() && !made.contains(ou) {
                made.push(ou);
                fixture.add(Kind::OrganizationalUnit, &ou_arn(ou), MANAGEMENT, json!({"Id": id, "Name": ou}), child_of("r-root"));
            }
            let (parent, path) = if ou.is_empty() { ("r-root".to_owned(), String::new()) } else { (id.clone(), format!("{id}/")) };
            let state = if *account == CLOSED { "SUSPENDED" } else { "ACTIVE" };
            let document = json!({"Id": account, "Name": name, "State": state, "Paths": [format!("{ORGANIZATION}/r-root/{path}{account}/")]});
            fixture.add(Kind::Account, &arn(&format!("account/{ORGANIZATION}/{account}")), account, document, child_of(&parent));
        }
        let everything = json!({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}});
        let targets = ["r-root".to_owned()].into_iter().chain(made.iter().map(|ou| format!("ou-{}", ou.to_lowercase().replace('_', ""))));
        let targets = targets.chain(ACCOUNTS.iter().map(|(account, ..)| (*account).to_owned()));
        let attached = targets.map(|target| Relation::new(RelationKind::AttachedTo, target, "")).collect();
        fixture.add_scp("FullAWSAccess", everything, attached);
        fixture
    }

    /// Attaches a service control policy to the root.
    pub fn scp(mut self, name: &str, content: Value) -> Self {
        self.add_scp(name, content, vec![Relation::new(RelationKind::AttachedTo, "r-root", "")]);
        self
    }

    fn add_scp(&mut self, name: &str, content: Value, attached: Vec<Relation>) {
        let arn = format!("arn:aws:organizations::{MANAGEMENT}:policy/{ORGANIZATION}/service_control_policy/p-{name}");
        let summary = json!({"Id": format!("p-{name}"), "Name": name, "Type": "SERVICE_CONTROL_POLICY", "Arn": arn});
        self.add(Kind::Policy, &arn, MANAGEMENT, json!({"PolicySummary": summary, "Content": content}), attached);
    }

    /// Adds a role with a trust policy and inline policies.
    pub fn role(self, account: &str, name: &str, trust: Value, inline: &[Value]) -> Self {
        self.role_like(account, name, trust, inline, json!({}))
    }

    /// The same, with more members of its document.
    pub fn role_like(mut self, account: &str, name: &str, trust: Value, inline: &[Value], more: Value) -> Self {
        let arn = format!("arn:aws:iam::{account}:role/{name}");
        let short = name.rsplit('/').next().unwrap_or(name);
        let inline: Vec<Value> =
            inline.iter().enumerate().map(|(at, text)| json!({"PolicyName": format!("p{at}"), "PolicyDocument": text})).collect();
        let mut document = json!({
            "Arn": arn, "RoleName": short, "RoleId": format!("AROA{}", &short.to_uppercase()),
            "AssumeRolePolicyDocument": trust, "RolePolicyList": inline,
        });
        if let (Some(document), Some(more)) = (document.as_object_mut(), more.as_object()) {
            document.extend(more.clone());
        }
        self.add(Kind::Role, &arn, account, document, vec![]);
        self
    }

    /// Adds a user profile of Studio with its execution role.
    pub fn profile(mut self, account: &str, name: &str, role: &str, tags: Value) -> Self {
        let arn = format!("arn:aws:sagemaker:eu-west-1:{account}:user-profile/d-1/{name}");
        let role = format!("arn:aws:iam::{account}:role/{role}");
        let document = json!({"DomainId": "d-1", "UserSettings": {"ExecutionRole": role}, "Tags": tags});
        self.add(Kind::UserProfile, &arn, account, document, vec![Relation::new(RelationKind::ExecutesAs, role, "")]);
        self
    }

    /// Adds a model package with these members in its document.
    pub fn package(mut self, account: &str, name: &str, document: Value) -> Self {
        self.add(Kind::ModelPackage, &format!("arn:aws:sagemaker:eu-west-1:{account}:model-package/{name}"), account, document, vec![]);
        self
    }

    /// Adds a managed policy with this text.
    pub fn managed(mut self, arn: &str, text: Value) -> Self {
        let version = json!([{"VersionId": "v1", "IsDefaultVersion": true, "Document": text}]);
        self.add(Kind::ManagedPolicy, arn, MANAGEMENT, json!({"Arn": arn, "DefaultVersionId": "v1", "PolicyVersionList": version}), vec![]);
        self
    }

    pub fn root_sessions(mut self, root_sessions: RootSessions) -> Self {
        self.intake.root_sessions(root_sessions);
        self
    }

    /// Has the reading of an account's IAM denied.
    pub fn unread(mut self, account: &'static str) -> Self {
        self.unread.push(account);
        self
    }

    fn add(&mut self, kind: Kind, arn: &str, account: &str, document: Value, relations: Vec<Relation>) {
        let name = document.get("Name").and_then(Value::as_str).unwrap_or_else(|| arn.rsplit('/').next().unwrap_or(arn));
        let record = Record {
            arn: arn.to_owned(),
            kind,
            account: account.parse().expect("an account id"),
            region: GLOBAL.to_owned(),
            name: name.to_owned(),
            document,
            relations,
            stale: false,
        };
        self.intake.add(&record);
    }

    /// What the rules say.
    pub fn findings(mut self) -> Findings {
        for (account, ..) in ACCOUNTS {
            for service in [Service::Iam, Service::SageMaker, Service::Organizations] {
                let unit = Unit { account: account.parse().expect("an account id"), region: GLOBAL.to_owned(), service };
                let status = match *account {
                    CLOSED => Status::Skipped,
                    account if service == Service::Iam && self.unread.contains(&account) => Status::Denied,
                    _ => Status::Complete,
                };
                self.intake.cover(&unit, status, &[]);
            }
        }
        let graph = Graph::build(self.intake.finish(), 1);
        findings_expecting(&graph, &self.expect)
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
