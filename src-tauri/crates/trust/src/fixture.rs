//! Small organizations for tests and examples, built piece by piece.

use std::collections::{BTreeMap, BTreeSet};

use armillary_model::{
    GLOBAL, Gap, Kind, Part, Record, RecordText, Relation, RelationKind, Service, Status, Unit, UnreadPart,
};
use serde_json::{Value, json};

use crate::{AssigneeKind, Assignment, Graph, Intake, Known, Organization, RootSessions};

/// The management account.
pub const MANAGEMENT: &str = "100000000000";
/// The organization's id.
pub const ORGANIZATION: &str = "o-fixture";

/// An organization in the making. It has a root `r-root` and a management account; service and resource control policies are
/// enabled, and FullAWSAccess is attached to every node.
#[derive(Clone, Debug)]
pub struct Fixture {
    records: Vec<Record>,
    nodes: BTreeSet<String>,
    silent: BTreeSet<String>,
    accounts: BTreeMap<String, Status>,
    /// Accounts whose IAM was read in crawl 1, and not since.
    older: BTreeSet<String>,
    states: BTreeMap<String, &'static str>,
    /// How reading IAM Identity Center ended, where it was read.
    center: Option<Status>,
    root_sessions: Option<RootSessions>,
    partition: &'static str,
}

/// A role or user in the making.
#[derive(Clone, Debug)]
pub struct Draft {
    kind: Kind,
    account: String,
    arn: String,
    document: Value,
    relations: Vec<Relation>,
}

fn organizations(rest: &str) -> String {
    format!("arn:aws:organizations::{MANAGEMENT}:{rest}")
}

fn directory_arn(kind: Kind, name: &str) -> String {
    let noun = if kind == Kind::DirectoryUser { "user" } else { "group" };
    format!("arn:aws:identitystore:::{noun}/{name}")
}

fn child_of(parent: &str) -> Vec<Relation> {
    vec![Relation::new(RelationKind::ChildOf, parent, "")]
}

/// A policy document of these statements.
pub fn policy(statements: Value) -> Value {
    json!({ "Version": "2012-10-17", "Statement": statements })
}

/// A trust policy that lets these AWS principals take the role.
pub fn trusts(principals: Value) -> Value {
    policy(json!([{ "Effect": "Allow", "Principal": { "AWS": principals }, "Action": "sts:AssumeRole" }]))
}

/// A trust policy that lets a service take the role.
pub fn trusts_service(service: &str) -> Value {
    policy(json!([{ "Effect": "Allow", "Principal": { "Service": service }, "Action": "sts:AssumeRole" }]))
}

/// A policy that allows these actions on these resources.
pub fn allows(actions: Value, resources: Value) -> Value {
    policy(json!([{ "Effect": "Allow", "Action": actions, "Resource": resources }]))
}

impl Default for Fixture {
    fn default() -> Self {
        Self::new()
    }
}

impl Fixture {
    /// An organization with its management account.
    pub fn new() -> Self {
        let mut fixture = Self {
            records: Vec::new(),
            nodes: BTreeSet::from(["r-root".to_owned()]),
            silent: BTreeSet::new(),
            accounts: BTreeMap::new(),
            older: BTreeSet::new(),
            states: BTreeMap::new(),
            center: None,
            root_sessions: None,
            partition: "aws",
        };
        let arn = organizations(&format!("organization/{ORGANIZATION}"));
        let document = json!({ "Id": ORGANIZATION, "MasterAccountId": MANAGEMENT });
        fixture.record(Kind::Organization, &arn, MANAGEMENT, ORGANIZATION, document, Vec::new());
        let types = ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"];
        let types: Vec<Value> = types.into_iter().map(|name| json!({ "Type": name, "Status": "ENABLED" })).collect();
        let root = organizations(&format!("root/{ORGANIZATION}/r-root"));
        let document = json!({ "Id": "r-root", "PolicyTypes": types });
        fixture.record(Kind::Root, &root, MANAGEMENT, "Root", document, child_of(ORGANIZATION));
        fixture.account("r-root", MANAGEMENT, "management");
        fixture
    }

    /// Adds any record.
    pub fn record(
        &mut self,
        kind: Kind,
        arn: &str,
        account: &str,
        name: &str,
        document: Value,
        relations: Vec<Relation>,
    ) -> &mut Self {
        self.records.push(Record {
            arn: arn.to_owned(),
            kind,
            account: account.parse().expect("an account id"),
            region: GLOBAL.to_owned(),
            name: name.to_owned(),
            document,
            relations,
            stale: false,
            as_of: 1,
            unread: Vec::new(),
        });
        self
    }

    /// Puts the last record into a Region.
    fn of_region(&mut self, region: &str) -> &mut Self {
        self.records.iter_mut().rev().take(1).for_each(|record| region.clone_into(&mut record.region));
        self
    }

    /// Has the crawl not have read a part of the resource whose ARN ends like this; `as_of` is the crawl that what is known is as of.
    pub fn unread(&mut self, arn: &str, part: Part, as_of: Option<i64>) -> &mut Self {
        let gap = Gap { operation: "aws:Call".to_owned(), code: "AccessDenied".to_owned(), message: String::new() };
        for record in self.records.iter_mut().filter(|record| record.arn.ends_with(arn)) {
            record.unread.push(UnreadPart { part: part.name.to_owned(), gap: gap.clone(), as_of });
        }
        self
    }

    /// Has the crawl not have read again the resource whose ARN ends like this.
    pub fn stale(&mut self, arn: &str) -> &mut Self {
        self.records.iter_mut().filter(|record| record.arn.ends_with(arn)).for_each(|record| record.stale = true);
        self
    }

    /// Adds an OU below another or `r-root`.
    pub fn ou(&mut self, parent: &str, id: &str, name: &str) -> &mut Self {
        self.nodes.insert(id.to_owned());
        let arn = organizations(&format!("ou/{ORGANIZATION}/{id}"));
        self.record(Kind::OrganizationalUnit, &arn, MANAGEMENT, name, json!({ "Id": id }), child_of(parent))
    }

    /// Adds an account that was read completely.
    pub fn account(&mut self, ou: &str, id: &str, name: &str) -> &mut Self {
        self.nodes.insert(id.to_owned());
        self.accounts.insert(id.to_owned(), Status::Complete);
        let arn = organizations(&format!("account/{ORGANIZATION}/{id}"));
        self.record(Kind::Account, &arn, id, name, json!({ "Id": id, "Name": name }), child_of(ou))
    }

    /// Puts an account into a state, such as `SUSPENDED`.
    pub fn state(&mut self, account: &str, state: &'static str) -> &mut Self {
        self.states.insert(account.to_owned(), state);
        self
    }

    /// Has the reading of an account's IAM end like this.
    pub fn read_as(&mut self, account: &str, status: Status) -> &mut Self {
        self.accounts.insert(account.to_owned(), status);
        self
    }

    /// Has an account's IAM have been read in crawl 1, and been denied since.
    pub fn denied_since(&mut self, account: &str) -> &mut Self {
        self.older.insert(account.to_owned());
        self.read_as(account, Status::Denied)
    }

    /// Has an account have been read in crawl 1, and been closed since: no crawl tries it any more.
    pub fn closed_since(&mut self, account: &str) -> &mut Self {
        self.older.insert(account.to_owned());
        self.state(account, "SUSPENDED")
    }

    /// Takes FullAWSAccess off a node.
    pub fn without_full_access(&mut self, node: &str) -> &mut Self {
        self.silent.insert(node.to_owned());
        self
    }

    /// Adds a service control policy at some nodes.
    pub fn scp(&mut self, name: &str, nodes: &[&str], content: Value) -> &mut Self {
        self.organization_policy("service_control_policy", name, nodes, content)
    }

    /// Adds a resource control policy at some nodes.
    pub fn rcp(&mut self, name: &str, nodes: &[&str], content: Value) -> &mut Self {
        self.organization_policy("resource_control_policy", name, nodes, content)
    }

    fn organization_policy(&mut self, kind: &str, name: &str, nodes: &[&str], content: Value) -> &mut Self {
        let arn = organizations(&format!("policy/{ORGANIZATION}/{kind}/p-{name}"));
        let summary = json!({ "Id": format!("p-{name}"), "Type": kind.to_uppercase() });
        let attached = nodes.iter().map(|node| Relation::new(RelationKind::AttachedTo, *node, ""));
        let document = json!({ "PolicySummary": summary, "Content": content });
        self.record(Kind::Policy, &arn, MANAGEMENT, name, document, attached.collect())
    }

    /// Adds a role or user.
    pub fn principal(&mut self, draft: Draft) -> &mut Self {
        let name = draft.arn.rsplit('/').next().unwrap_or_default().to_owned();
        self.record(draft.kind, &draft.arn, &draft.account, &name, draft.document, draft.relations)
    }

    /// Adds a role with this path and name (`service-role/Name`), trust policy, and inline policies by name.
    pub fn role(&mut self, account: &str, name: &str, trust: Value, inline: &[(&str, Value)]) -> &mut Self {
        let draft = Draft::role(account, name, trust);
        self.principal(inline.iter().fold(draft, |draft, (name, policy)| draft.inline(name, policy.clone())))
    }

    /// Adds a managed policy whose default version is this.
    pub fn managed(&mut self, arn: &str, content: Value) -> &mut Self {
        let account = arn.split(':').nth(4).filter(|account| *account != "aws").unwrap_or(MANAGEMENT).to_owned();
        let versions = json!([
            { "VersionId": "v1", "IsDefaultVersion": false, "Document": policy(json!([])) },
            { "VersionId": "v2", "IsDefaultVersion": true, "Document": content },
        ]);
        let name = arn.rsplit('/').next().unwrap_or_default().to_owned();
        self.record(Kind::ManagedPolicy, arn, &account, &name, json!({ "PolicyVersionList": versions }), Vec::new())
    }

    /// Adds an identity provider: `saml-provider/Name` or `oidc-provider/issuer`.
    pub fn provider(&mut self, account: &str, name: &str) -> &mut Self {
        let kind = if name.starts_with("saml") { Kind::SamlProvider } else { Kind::OidcProvider };
        self.record(kind, &format!("arn:aws:iam::{account}:{name}"), account, name, json!({}), Vec::new())
    }

    /// Adds a Studio user profile with its execution role.
    pub fn profile(&mut self, account: &str, name: &str, role: &str) -> &mut Self {
        let arn = format!("arn:aws:sagemaker:eu-west-1:{account}:user-profile/d-1/{name}");
        let document = json!({ "DomainId": "d-1", "UserSettings": { "ExecutionRole": role } });
        self.record(Kind::UserProfile, &arn, account, name, document, Vec::new());
        self.of_region("eu-west-1")
    }

    /// Adds IAM Identity Center, read so, with these account assignments.
    pub fn identity_center(&mut self, status: Status, assignments: &[Assignment]) -> &mut Self {
        self.center = Some(status);
        let instance = "arn:aws:sso:::instance/ssoins-1";
        self.record(Kind::IdentityCenterInstance, instance, MANAGEMENT, "ssoins-1", json!({}), Vec::new());
        for one in assignments {
            let set = format!("arn:aws:sso:::permissionSet/ssoins-1/ps-{}", one.permission_set);
            self.record(Kind::PermissionSet, &set, MANAGEMENT, &one.permission_set, json!({}), Vec::new());
            let (kind, label) = match one.assignee_kind {
                AssigneeKind::User => (Kind::DirectoryUser, "USER"),
                AssigneeKind::Group => (Kind::DirectoryGroup, "GROUP"),
            };
            let principal = directory_arn(kind, &one.assignee);
            self.record(kind, &principal, MANAGEMENT, &one.assignee, json!({}), Vec::new());
            let given = vec![
                Relation::new(RelationKind::Assigns, set.as_str(), ""),
                Relation::new(RelationKind::AssignedTo, principal, label),
            ];
            let (account, name) = (one.account.to_string(), format!("{} for {}", one.permission_set, one.assignee));
            let arn = format!("arn:aws:sso::{account}:assignment/ssoins-1/{name}");
            self.record(Kind::Assignment, &arn, &account, &name, json!({}), given);
            self.records.last_mut().expect("a record").stale = one.is_stale;
        }
        self
    }

    /// Puts people into a group of IAM Identity Center.
    pub fn directory_group(&mut self, group: &str, members: &[&str]) -> &mut Self {
        let relations = members.iter().map(|user| {
            let user = directory_arn(Kind::DirectoryUser, user);
            Relation::new(RelationKind::HasMember, user, "")
        });
        let relations = relations.collect();
        let arn = directory_arn(Kind::DirectoryGroup, group);
        self.record(Kind::DirectoryGroup, &arn, MANAGEMENT, group, json!({}), relations);
        for user in members {
            let arn = directory_arn(Kind::DirectoryUser, user);
            self.record(Kind::DirectoryUser, &arn, MANAGEMENT, user, json!({}), Vec::new());
        }
        self
    }

    /// Gives whether root sessions are enabled.
    pub fn root_sessions(&mut self, root_sessions: RootSessions) -> &mut Self {
        self.root_sessions = Some(root_sessions);
        self
    }

    /// Puts all of it into another partition: every ARN that is given as one of `aws` is of that one.
    pub fn partition(&mut self, partition: &'static str) -> &mut Self {
        self.partition = partition;
        self
    }

    /// Everything as records and coverage in an intake.
    pub fn intake(&self) -> Intake {
        self.intake_knowing(Known::Now)
    }

    /// The same, whose policies are those of another where they say the same.
    pub fn intake_sharing(&self, other: &Intake) -> Intake {
        let mut intake = other.sharing();
        self.complete().iter().for_each(|record| add(&mut intake, record));
        self.cover(&mut intake);
        intake
    }

    /// The same, for which this counts as known.
    pub fn intake_knowing(&self, known: Known) -> Intake {
        let mut intake = Intake::knowing(known);
        self.complete().iter().for_each(|record| add(&mut intake, record));
        self.cover(&mut intake);
        intake
    }

    /// The records, with FullAWSAccess, the states of accounts and the partition.
    fn complete(&self) -> Vec<Record> {
        let mut whole = self.clone();
        let full: Vec<&str> = self.nodes.difference(&self.silent).map(String::as_str).collect();
        whole.scp("FullAWSAccess", &full, allows(json!("*"), json!("*")));
        for record in &mut whole.records {
            let state = self.states.get(&record.account.to_string()).filter(|_| record.kind == Kind::Account);
            if let (Some(state), Some(document)) = (state, record.document.as_object_mut()) {
                document.insert("State".to_owned(), json!(state));
            }
            let account = record.account.to_string();
            let is_read = self.accounts.get(&account) == Some(&Status::Complete);
            record.stale |= record.arn.contains(":iam::") && self.older.contains(&account) && !is_read;
            self.place(record);
        }
        whole.records
    }

    /// Puts a record into the partition.
    fn place(&self, record: &mut Record) {
        if self.partition == "aws" {
            return;
        }
        let placed = |text: &str| text.replace("arn:aws:", &format!("arn:{}:", self.partition));
        record.arn = placed(&record.arn);
        record.document = serde_json::from_str(&placed(&record.document.to_string())).expect("still JSON");
        for relation in &mut record.relations {
            relation.target = placed(&relation.target);
        }
    }

    fn cover(&self, intake: &mut Intake) {
        for (account, status) in &self.accounts {
            let as_of = match self.older.contains(account) {
                true => Some(1),
                false => (*status == Status::Complete).then_some(2),
            };
            let account = account.parse().expect("an account id");
            let denied = Gap {
                operation: "iam:GetAccountAuthorizationDetails".to_owned(),
                code: "AccessDenied".to_owned(),
                message: String::new(),
            };
            let gaps = if *status == Status::Complete { Vec::new() } else { vec![denied] };
            intake.cover(&Unit { account, region: GLOBAL.to_owned(), service: Service::Iam }, *status, &gaps, as_of);
        }
        if let Some(status) = self.center {
            let as_of = (status == Status::Complete).then_some(2);
            let account = MANAGEMENT.parse().expect("an account id");
            let unit = Unit { account, region: GLOBAL.to_owned(), service: Service::IdentityCenter };
            intake.cover(&unit, status, &[], as_of);
        }
        if let Some(root_sessions) = &self.root_sessions {
            intake.root_sessions(root_sessions.clone());
        }
    }

    /// Sets the status of the service control policy type on the root; `None` where the root does not list it.
    pub fn scps_are(&mut self, status: Option<&str>) -> &mut Self {
        let types: Vec<Value> =
            status.iter().map(|status| json!({ "Type": "SERVICE_CONTROL_POLICY", "Status": status })).collect();
        for root in self.records.iter_mut().filter(|record| record.kind == Kind::Root) {
            root.document = json!({ "Id": "r-root", "PolicyTypes": types });
        }
        self
    }

    /// Forgets the root, and with it what is enabled there.
    pub fn forget_root(&mut self) -> &mut Self {
        self.records.retain(|record| record.kind != Kind::Root);
        self
    }

    /// Gives the records in the opposite order.
    pub fn reverse(&mut self) -> &mut Self {
        self.records.reverse();
        self
    }

    /// The organization, read from so many sources at once.
    pub fn streamed(&self, sources: usize) -> Organization {
        let records = self.complete();
        let share = |at: usize| records.iter().skip(at).step_by(sources);
        let streamed = Intake::read(
            Known::Now,
            (0..sources).map(|at| {
                let share = share(at);
                move |give: &mut dyn FnMut(&RecordText<'_>)| {
                    share.for_each(|record| give(&RecordText::of(record, &record.document.to_string())));
                    Ok::<(), std::convert::Infallible>(())
                }
            }),
        );
        let Ok(mut intake) = streamed;
        self.cover(&mut intake);
        intake.finish()
    }

    /// The trust graph of it.
    pub fn graph(&self) -> Graph {
        Graph::build(self.intake().finish(), 2)
    }
}

/// Takes a record in, with its document as text.
fn add(intake: &mut Intake, record: &Record) {
    intake.add(&RecordText::of(record, &record.document.to_string()));
}

impl Draft {
    /// A role with this path and name, and trust policy.
    pub fn role(account: &str, name: &str, trust: Value) -> Self {
        let short = name.rsplit('/').next().unwrap_or(name);
        let document = json!({
            "RoleId": format!("AROA{account}{}", short.to_uppercase()),
            "AssumeRolePolicyDocument": trust,
            "RolePolicyList": [],
            "AttachedManagedPolicies": [],
        });
        Self::new(Kind::Role, account, format!("arn:aws:iam::{account}:role/{name}"), document)
    }

    /// A user with this path and name.
    pub fn user(account: &str, name: &str) -> Self {
        let document =
            json!({ "UserId": format!("AIDA{account}"), "UserPolicyList": [], "AttachedManagedPolicies": [] });
        Self::new(Kind::User, account, format!("arn:aws:iam::{account}:user/{name}"), document)
    }

    fn new(kind: Kind, account: &str, arn: String, document: Value) -> Self {
        Self { kind, account: account.to_owned(), arn, document, relations: Vec::new() }
    }

    /// With an inline policy.
    pub fn inline(mut self, name: &str, policy: Value) -> Self {
        let list = if self.kind == Kind::User { "UserPolicyList" } else { "RolePolicyList" };
        self.push(list, json!({ "PolicyName": name, "PolicyDocument": policy }));
        self
    }

    /// With a managed policy.
    pub fn attached(mut self, arn: &str) -> Self {
        self.push("AttachedManagedPolicies", json!({ "PolicyArn": arn, "PolicyName": arn.rsplit('/').next() }));
        self
    }

    /// With another member of its document, in place of what it had.
    pub fn with(mut self, member: &str, value: Value) -> Self {
        if let Some(document) = self.document.as_object_mut() {
            document.insert(member.to_owned(), value);
        }
        self
    }

    /// With a permissions boundary.
    pub fn bounded(self, arn: &str) -> Self {
        self.with("PermissionsBoundary", json!({ "PermissionsBoundaryArn": arn }))
    }

    fn push(&mut self, list: &str, value: Value) {
        if let Some(list) = self.document.get_mut(list).and_then(Value::as_array_mut) {
            list.push(value);
        }
    }
}
