//! Small organizations for tests, in the form in which collectors write them.

use std::{collections::BTreeMap, sync::Arc};

use armillary_model::{
    AccountId, CoverageDraft, GLOBAL, Gap, Kind, Part, Record, Relation, RelationKind, Service, Snapshot, Status, Unit,
    UnreadPart,
};
use serde_json::{Value, json};

use crate::Stamp;

pub(crate) const MANAGEMENT: u64 = 100_000_000_000;
pub(crate) const HUB: u64 = 100_000_000_010;
pub(crate) const REGION: &str = "eu-west-1";
/// A control.
pub(crate) const CONTROL: &str = "arn:aws:controltower:eu-west-1::control/GR_ENCRYPTED";
const SCP: &str = "SERVICE_CONTROL_POLICY";
const RCP: &str = "RESOURCE_CONTROL_POLICY";

/// Builds a snapshot piece by piece.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fixture {
    records: Vec<Record>,
    parents: BTreeMap<String, String>,
    units: BTreeMap<(u64, &'static str, Service), Status>,
}

impl Fixture {
    /// An organization with its root and management account, AWS's policies attached to both.
    pub fn new() -> Self {
        let mut fixture = Self::default();
        let arn = organizations("organization/o-test");
        fixture.record(&arn, Kind::Organization, MANAGEMENT, GLOBAL, "o-test", json!({ "Id": "o-test" }), vec![]);
        let types = json!([{ "Type": RCP, "Status": "ENABLED" }, { "Type": SCP, "Status": "ENABLED" }]);
        let root = vec![Relation::new(RelationKind::ChildOf, arn, "")];
        let document = json!({ "Id": "r-root", "PolicyTypes": types });
        fixture.record(&node("r-root"), Kind::Root, MANAGEMENT, GLOBAL, "Root", document, root);
        let allow = json!({ "Effect": "Allow", "Action": "*", "Resource": "*" });
        fixture.policy("p-FullAWSAccess", "FullAWSAccess", SCP, true, allow.clone(), &["r-root"]);
        fixture.policy("p-RCPFullAWSAccess", "RCPFullAWSAccess", RCP, true, allow, &["r-root"]);
        fixture.unit(MANAGEMENT, GLOBAL, Service::Organizations, Status::Complete);
        fixture.account("r-root", MANAGEMENT, "management");
        fixture
    }

    /// With the OUs of a platform for machine learning, a log archive, a hub that shares, and teams.
    pub fn platform() -> Self {
        let mut fixture = Self::new();
        for (parent, id, name) in [
            ("r-root", "ou-sec", "Security"),
            ("r-root", "ou-infra", "Infrastructure"),
            ("r-root", "ou-work", "Workloads"),
            ("ou-work", "ou-dev", "Workloads_Dev"),
            ("ou-work", "ou-pre", "Workloads_PreProd"),
            ("ou-work", "ou-prod", "Workloads_Prod"),
            ("r-root", "ou-sand", "Sandbox"),
        ] {
            fixture.ou(parent, id, name);
        }
        fixture.account("ou-sec", MANAGEMENT + 1, "log-archive");
        fixture.account("ou-infra", HUB, "ml-shared-services");
        fixture.delegate(HUB, "servicecatalog.amazonaws.com");
        fixture.account("ou-dev", MANAGEMENT + 100, "churn-dev");
        fixture.account("ou-prod", MANAGEMENT + 101, "churn-prod");
        fixture.account("ou-sand", MANAGEMENT + 102, "sandbox-1");
        for number in [100, 101, 102] {
            fixture.role(MANAGEMENT + number, "SCLaunchRole");
        }
        fixture.portfolio(HUB, "port-build", "Model building");
        fixture.launch("port-build", "LocalRoleName", "SCLaunchRole");
        fixture.portfolio(HUB, "port-deploy", "Model deployment");
        let deny = json!({ "Effect": "Deny", "Action": "ec2:*", "Resource": "*" });
        fixture.policy("p-prod", "stage-prod", SCP, false, deny, &["ou-prod"]);
        fixture
    }

    #[expect(clippy::too_many_arguments, reason = "a record is all of this")]
    fn record(
        &mut self,
        arn: &str,
        kind: Kind,
        account: u64,
        region: &str,
        name: &str,
        document: Value,
        mut relations: Vec<Relation>,
    ) {
        relations.sort_unstable();
        self.records.push(Record {
            arn: arn.to_owned(),
            kind,
            account: id(account),
            region: region.to_owned(),
            name: name.to_owned(),
            document,
            relations,
            stale: false,
            as_of: 1,
            unread: Vec::new(),
        });
    }

    pub fn ou(&mut self, parent: &str, short: &str, name: &str) {
        let relations = vec![Relation::new(RelationKind::ChildOf, node(parent), "")];
        self.parents.insert(short.to_owned(), parent.to_owned());
        self.record(
            &node(short),
            Kind::OrganizationalUnit,
            MANAGEMENT,
            GLOBAL,
            name,
            json!({ "Id": short }),
            relations,
        );
        self.attach("p-FullAWSAccess", short);
        self.attach("p-RCPFullAWSAccess", short);
    }

    /// An account that was read completely.
    pub fn account(&mut self, parent: &str, number: u64, name: &str) {
        let relations = vec![Relation::new(RelationKind::ChildOf, node(parent), "")];
        let document = json!({
            "Id": id(number),
            "Arn": organizations(&format!("account/o-test/{}", id(number))),
            "Name": name,
            "Email": format!("aws+{name}@example.com"),
            "State": "ACTIVE",
            "Status": "ACTIVE",
            "Paths": [format!("o-test/{}/{}/", self.path(parent), id(number))],
            "Tags": [],
        });
        self.record(&account_arn(number), Kind::Account, number, GLOBAL, name, document, relations);
        self.attach("p-FullAWSAccess", &id(number).to_string());
        self.attach("p-RCPFullAWSAccess", &id(number).to_string());
        self.unit(number, GLOBAL, Service::Iam, Status::Complete);
        self.unit(number, REGION, Service::ServiceCatalog, Status::Complete);
    }

    fn path(&self, node: &str) -> String {
        match self.parents.get(node) {
            Some(parent) => format!("{}/{node}", self.path(parent)),
            None => node.to_owned(),
        }
    }

    pub fn of_account(&mut self, number: u64) -> &mut Record {
        let arn = account_arn(number);
        self.records.iter_mut().find(|record| record.arn == arn).expect("the account is there")
    }

    pub fn set(&mut self, number: u64, member: &str, value: Value) {
        self.of_account(number).document[member] = value;
    }

    /// An account is a delegated administrator.
    pub fn delegate(&mut self, number: u64, service: &str) {
        self.set(number, "DelegatedServices", json!([{ "ServicePrincipal": service }]));
    }

    /// A part of the record added last was not read.
    pub fn unread(&mut self, part: Part) {
        let gap = Gap { operation: String::new(), code: "AccessDenied".to_owned(), message: "refused".to_owned() };
        let record = self.records.last_mut().expect("there is one");
        record.unread.push(UnreadPart { part: part.name.to_owned(), gap, as_of: None });
    }

    /// A member of the record added last.
    pub fn set_last(&mut self, member: &str, value: Value) {
        self.records.last_mut().expect("there is one").document[member] = value;
    }

    /// How the reading of a unit ended.
    pub fn unit(&mut self, number: u64, region: &'static str, service: Service, status: Status) {
        self.units.insert((number, region, service), status);
    }

    pub fn policy(&mut self, short: &str, name: &str, kind: &str, managed: bool, statement: Value, targets: &[&str]) {
        let arn = organizations(&format!("policy/o-test/{}/{short}", kind.to_lowercase()));
        let summary = json!({ "Id": short, "Name": name, "Type": kind, "AwsManaged": managed });
        let document =
            json!({ "PolicySummary": summary, "Content": { "Version": "2012-10-17", "Statement": [statement] } });
        self.record(&arn, Kind::Policy, MANAGEMENT, GLOBAL, name, document, vec![]);
        targets.iter().for_each(|target| self.attach(short, target));
    }

    pub fn attach(&mut self, policy: &str, target: &str) {
        let (arn, label) = match target.parse::<AccountId>() {
            Ok(account) => (account_arn(account.number()), "ACCOUNT"),
            Err(_) if target.starts_with("r-") => (node(target), "ROOT"),
            Err(_) => (node(target), "ORGANIZATIONAL_UNIT"),
        };
        let account = target.parse().unwrap_or(id(MANAGEMENT));
        let end = format!("/{policy}");
        if let Some(record) = self.records.iter_mut().find(|record| record.arn.ends_with(&end)) {
            let relation = Relation::new(RelationKind::AttachedTo, arn, label);
            record.relations.push(Relation { target_account: Some(account), ..relation });
            record.relations.sort_unstable();
            record.relations.dedup();
        }
    }

    pub fn portfolio(&mut self, owner: u64, short: &str, name: &str) {
        let product = catalog(owner, &format!("product/prod-{short}"));
        self.record(&product, Kind::Product, owner, REGION, "Studio", json!({}), vec![]);
        let arn = catalog(owner, &format!("portfolio/{short}"));
        let document = json!({ "Id": short, "ARN": arn, "DisplayName": name, "ProviderName": "Platform" });
        let relations = vec![Relation::new(RelationKind::Holds, product, "")];
        self.record(&arn, Kind::Portfolio, owner, REGION, name, document, relations);
    }

    /// A launch constraint of a portfolio: a role by its name, or by its ARN.
    pub fn launch(&mut self, portfolio: &str, label: &str, role: &str) {
        let role = if label == "RoleArn" { role.to_owned() } else { format!("arn:aws:iam::{}:role/{role}", id(HUB)) };
        let relations = vec![
            Relation::new(RelationKind::Constrains, catalog(HUB, &format!("portfolio/{portfolio}")), "LAUNCH"),
            Relation::new(RelationKind::LaunchesAs, role, label),
            Relation::new(RelationKind::ConstrainsProduct, catalog(HUB, &format!("product/prod-{portfolio}")), ""),
        ];
        let arn = catalog(HUB, &format!("constraint/cons-{portfolio}-{label}"));
        self.record(&arn, Kind::Constraint, HUB, REGION, "launch", json!({}), relations);
    }

    /// A share, with what the recipients see of it.
    pub fn share(&mut self, owner: u64, portfolio: &str, kind: &str, with: &str, recipients: &[u64]) {
        let arn = catalog(owner, &format!("portfolio-share/{portfolio}/{kind}/{with}"));
        let document = json!({
            "PortfolioId": portfolio,
            "PrincipalId": with,
            "Type": kind,
            "Accepted": true,
            "ShareTagOptions": false,
            "SharePrincipals": false,
        });
        let owned = catalog(owner, &format!("portfolio/{portfolio}"));
        let relations = vec![
            Relation::new(RelationKind::SharesPortfolio, owned.as_str(), ""),
            Relation::new(RelationKind::SharedWith, with, kind),
        ];
        self.record(&arn, Kind::PortfolioShare, owner, REGION, &format!("{portfolio} to {with}"), document, relations);
        for recipient in recipients {
            self.received(*recipient, owner, portfolio);
        }
    }

    pub fn received(&mut self, recipient: u64, owner: u64, portfolio: &str) {
        let owned = catalog(owner, &format!("portfolio/{portfolio}"));
        let known = self.records.iter().find(|record| record.arn == owned).expect("the portfolio is there").clone();
        let mut document = known.document;
        document["PortfolioShareType"] = json!("AWS_ORGANIZATIONS");
        let arn = catalog(recipient, &format!("accepted-portfolio-share/{portfolio}"));
        let relations = vec![Relation::new(RelationKind::ReceivedFrom, owned, "AWS_ORGANIZATIONS")];
        self.record(&arn, Kind::AcceptedPortfolioShare, recipient, REGION, &known.name, document, relations);
    }

    /// A landing zone in the home Region, with what registers these OUs; the accounts in them are enrolled, if so asked.
    pub fn tower(&mut self, enrols: bool, registered: &[&str], is_enrolled: bool) {
        let arn = tower("landingzone/LZ");
        let remediation: &[&str] = if enrols { &["INHERITANCE_DRIFT"] } else { &[] };
        let document = json!({
            "arn": arn, "version": "3.3", "latestAvailableVersion": "3.3", "status": "ACTIVE", "driftStatus": { "status": "IN_SYNC" },
            "remediationTypes": remediation,
        });
        self.record(&arn, Kind::LandingZone, MANAGEMENT, REGION, "Landing zone 3.3", document, vec![]);
        self.unit(MANAGEMENT, REGION, Service::ControlTower, Status::Complete);
        for ou in registered {
            self.baseline(&tower(&format!("enabledbaseline/X{ou}")), &node(ou), None);
        }
        if !is_enrolled {
            return;
        }
        let accounts: Vec<(String, String)> = self
            .records
            .iter()
            .filter(|record| record.kind == Kind::Account)
            .filter_map(|record| {
                let parent = record.relations.iter().find(|relation| relation.kind == RelationKind::ChildOf)?;
                let ou = parent.target.rsplit('/').next().filter(|ou| registered.contains(ou))?;
                Some((record.arn.clone(), ou.to_owned()))
            })
            .collect();
        for (account, ou) in accounts {
            let parent = tower(&format!("enabledbaseline/X{ou}"));
            self.baseline(
                &format!("{parent}/{}", account.rsplit('/').next().unwrap_or_default()),
                &account,
                Some(&parent),
            );
        }
    }

    fn baseline(&mut self, arn: &str, target: &str, parent: Option<&str>) {
        let name = "AWSControlTowerBaseline";
        let document = json!({
            "arn": arn, "baselineName": name, "targetIdentifier": target, "statusSummary": { "status": "SUCCEEDED" },
            "driftStatusSummary": { "types": { "inheritance": { "status": "IN_SYNC" } } },
        });
        let mut relations = vec![Relation::new(RelationKind::EnabledOn, target, name)];
        relations.extend(parent.map(|parent| Relation::new(RelationKind::InheritedFrom, parent, "")));
        self.record(arn, Kind::EnabledBaseline, MANAGEMENT, REGION, name, document, relations);
    }

    /// Sets a member of the record with this ARN, or one that ends so.
    pub fn set_in(&mut self, end: &str, member: &str, value: Value) {
        let record = self.records.iter_mut().find(|record| record.arn.ends_with(end)).expect("the record is there");
        record.document[member] = value;
    }

    /// A control that is enabled on an OU.
    pub fn control(&mut self, ou: &str, status: &str, drift: &str) {
        let document = json!({
            "arn": tower(&format!("enabledcontrol/{ou}")), "controlIdentifier": CONTROL, "targetIdentifier": node(ou),
            "statusSummary": { "status": status }, "driftStatusSummary": { "driftStatus": drift }, "parameters": [],
        });
        let relations = vec![Relation::new(RelationKind::EnabledOn, node(ou), "")];
        let arn = tower(&format!("enabledcontrol/{ou}"));
        self.record(&arn, Kind::EnabledControl, MANAGEMENT, REGION, "GR_ENCRYPTED", document, relations);
    }

    /// Account Factory, which this principal may launch.
    pub fn factory(&mut self, principal: &str) {
        let product = catalog(MANAGEMENT, "product/prod-factory");
        let version =
            |id: &str, active: bool, created: &str| json!({ "Id": id, "Active": active, "CreatedTime": created });
        let versions = json!([
            version("pa-1", true, "2024-01-01T00:00:00Z"),
            version("pa-2", true, "2025-01-01T00:00:00Z"),
            version("pa-3", false, "2026-01-01T00:00:00Z"),
        ]);
        let document = json!({ "ProvisioningArtifactDetails": versions });
        self.record(&product, Kind::Product, MANAGEMENT, REGION, "AWS Control Tower Account Factory", document, vec![]);
        let arn = catalog(MANAGEMENT, "portfolio/port-factory");
        let relations = vec![
            Relation::new(RelationKind::Holds, product, ""),
            Relation::new(RelationKind::GrantsTo, principal, "IAM"),
        ];
        let document = json!({ "Id": "port-factory", "ARN": arn, "DisplayName": "Account Factory" });
        self.record(&arn, Kind::Portfolio, MANAGEMENT, REGION, "Account Factory", document, relations);
    }

    /// Something that was launched from Account Factory.
    pub fn launched(&mut self, name: &str, status: &str, message: &str) {
        let arn = format!("arn:aws:servicecatalog:{REGION}:{}:stack/{name}/pp-1", id(MANAGEMENT));
        let document = json!({ "Name": name, "Status": status, "StatusMessage": message });
        self.record(&arn, Kind::ProvisionedProduct, MANAGEMENT, REGION, name, document, vec![]);
    }

    pub fn role(&mut self, account: u64, name: &str) {
        let arn = format!("arn:aws:iam::{}:role/{name}", id(account));
        self.record(&arn, Kind::Role, account, GLOBAL, name, json!({}), vec![]);
    }

    /// Identity Center, administered by an account, with permission sets `Scientist` and `Lead`, groups `g` and `leads`, and user `ada`.
    pub fn identity_center(&mut self, administrator: u64) {
        self.unit(administrator, REGION, Service::IdentityCenter, Status::Complete);
        let instance = "arn:aws:sso:::instance/ssoins-1";
        self.record(instance, Kind::IdentityCenterInstance, MANAGEMENT, REGION, "ssoins-1", json!({}), vec![]);
        for name in ["Scientist", "Lead"] {
            let arn = format!("arn:aws:sso:::permissionSet/ssoins-1/ps-{}", name.to_lowercase());
            let belongs = vec![Relation::new(RelationKind::BelongsTo, instance, "")];
            self.record(&arn, Kind::PermissionSet, MANAGEMENT, REGION, name, json!({ "Name": name }), belongs);
        }
        for (kind, noun, id, name) in [
            (Kind::DirectoryGroup, "group", "id-g", "g"),
            (Kind::DirectoryGroup, "group", "id-leads", "leads"),
            (Kind::DirectoryUser, "user", "id-ada", "ada"),
        ] {
            let arn = format!("arn:aws:identitystore:::{noun}/{id}");
            self.record(&arn, kind, MANAGEMENT, REGION, name, json!({}), vec![]);
        }
    }

    /// The snapshot.
    pub fn finish(mut self) -> Snapshot {
        self.records.sort_by(|one, other| one.kind.cmp(&other.kind).then_with(|| one.arn.cmp(&other.arn)));
        let units = self.units.into_iter().map(|((account, region, service), status)| {
            let gap = Gap { operation: String::new(), code: String::new(), message: "it was refused".to_owned() };
            let gaps = if status.is_covered() { Vec::new() } else { vec![gap] };
            (Unit { account: id(account), region: region.to_owned(), service }, status, gaps)
        });
        let coverage = Arc::new(CoverageDraft::of_one_crawl(1, units));
        Snapshot { crawl: 1, records: self.records, coverage, ..Snapshot::default() }
    }
}

pub(crate) fn id(number: u64) -> AccountId {
    AccountId::from_number(number).expect("below 10^12")
}

pub(crate) fn stamp() -> Stamp {
    Stamp {
        id: "plan-test".to_owned(),
        created: "2026-11-29T20:00:00Z".to_owned(),
        created_by: "armillary 0.1.0".to_owned(),
    }
}

fn organizations(resource: &str) -> String {
    format!("arn:aws:organizations::{MANAGEMENT}:{resource}")
}

fn node(short: &str) -> String {
    organizations(&format!("{}/o-test/{short}", if short.starts_with("r-") { "root" } else { "ou" }))
}

fn account_arn(number: u64) -> String {
    organizations(&format!("account/o-test/{}", id(number)))
}

fn catalog(account: u64, resource: &str) -> String {
    format!("arn:aws:catalog:{REGION}:{}:{resource}", id(account))
}

fn tower(resource: &str) -> String {
    format!("arn:aws:controltower:{REGION}:{}:{resource}", id(MANAGEMENT))
}
