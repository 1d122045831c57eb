//! Organizations for tests and examples: a compact builder, and a reference organization of any size.

use std::{collections::BTreeMap, sync::Arc};

use armillary_model::{
    AccountId, AccountTrust, CoverageDraft, GLOBAL, Gap, Kind, Part, Record, Relation, RelationKind, Service, Snapshot,
    Status, Unit, UnreadPart,
};
use serde_json::{Value, json};

/// The number of the management account.
pub const MANAGEMENT: u64 = 100_000_000_000;

/// Builds a snapshot piece by piece. Accounts are named by number, OUs by short id.
#[derive(Clone, Debug, Default)]
pub struct Fixture {
    /// What was built so far; complete it as needed.
    pub snapshot: Snapshot,
    /// How many units of each account ended how.
    units: BTreeMap<u64, Vec<(Status, u32)>>,
    /// Units that ended otherwise.
    others: BTreeMap<(u64, &'static str, Service), Status>,
    /// Coverage is put into the snapshot at the end, and not after each account.
    many: bool,
}

impl Fixture {
    /// An organization with a root `r-root` and its management account.
    pub fn new() -> Self {
        let mut fixture = Self::default();
        fixture.snapshot.crawl = 1;
        let organization = "arn:aws:organizations::100000000000:organization/o-fixture";
        fixture.record(organization, Kind::Organization, MANAGEMENT, GLOBAL, "o-fixture", json!({}), &[]);
        let root = [(RelationKind::ChildOf, "o-fixture", "")];
        fixture.record(&ou_arn("r-root"), Kind::Root, MANAGEMENT, GLOBAL, "Root", json!({}), &root);
        fixture.account("r-root", MANAGEMENT, "management");
        fixture
    }

    /// A snapshot to add to.
    pub fn of(snapshot: Snapshot) -> Self {
        let counts = |account: AccountId| (account.number(), snapshot.coverage.counts(account).into_iter().collect());
        let units = snapshot.coverage.accounts().map(counts).collect();
        Self { snapshot, units, ..Self::default() }
    }

    /// Adds any record.
    #[expect(clippy::too_many_arguments, reason = "a record is all of this")]
    pub fn record(
        &mut self,
        arn: &str,
        kind: Kind,
        account: u64,
        region: &str,
        name: &str,
        document: Value,
        relations: &[(RelationKind, &str, &str)],
    ) {
        let relations = relations.iter().map(|(kind, target, label)| Relation::new(*kind, *target, *label));
        self.snapshot.records.push(Record {
            arn: arn.to_owned(),
            kind,
            account: id(account),
            region: region.to_owned(),
            name: name.to_owned(),
            document,
            relations: relations.collect(),
            stale: false,
            as_of: 1,
            unread: Vec::new(),
        });
    }

    /// Adds an OU below another or `r-root`.
    pub fn ou(&mut self, parent: &str, short: &str, name: &str) {
        let child = [(RelationKind::ChildOf, parent, "")];
        self.record(&ou_arn(short), Kind::OrganizationalUnit, MANAGEMENT, GLOBAL, name, json!({}), &child);
    }

    /// Says that nothing was ever read of a part of the record added last; with a crawl, that it is as of that one.
    pub fn unread(&mut self, part: Part, as_of: Option<i64>) {
        let gap =
            Gap { operation: String::new(), code: String::from("AccessDenied"), message: String::from("refused") };
        if let Some(record) = self.snapshot.records.last_mut() {
            record.unread.push(UnreadPart { part: part.name.to_owned(), gap, as_of });
        }
    }

    /// Adds an account that was read completely.
    pub fn account(&mut self, ou: &str, number: u64, name: &str) {
        let child = [(RelationKind::ChildOf, ou, "")];
        let document = json!({ "State": "ACTIVE" });
        self.record(&account_arn(number), Kind::Account, number, GLOBAL, name, document, &child);
        self.coverage(number, &[(Status::Complete, 9)]);
    }

    /// Sets how the units of an account ended.
    pub fn coverage(&mut self, number: u64, counts: &[(Status, u32)]) {
        self.units.insert(number, counts.to_vec());
        if !self.many {
            self.cover();
        }
    }

    /// Sets how one unit of an account ended.
    pub fn unit(&mut self, number: u64, region: &'static str, service: Service, status: Status) {
        self.others.insert((number, region, service), status);
        self.cover();
    }

    fn cover(&mut self) {
        let of_account = |(account, counts): (&u64, &Vec<(Status, u32)>)| {
            let statuses = counts.iter().flat_map(|(status, count)| std::iter::repeat_n(*status, *count as usize));
            let unit = |((region, service), status)| {
                let other = self.others.get(&(*account, region, service)).copied();
                let unit = Unit { account: id(*account), region: region.to_owned(), service };
                (unit, other.unwrap_or(status), Vec::new())
            };
            units_of(*account).zip(statuses).map(unit).collect::<Vec<_>>()
        };
        let units = self.units.iter().flat_map(of_account);
        self.snapshot.coverage = Arc::new(CoverageDraft::of_one_crawl(self.snapshot.crawl, units));
    }

    /// Marks an account as suspended and not read.
    pub fn suspend(&mut self, number: u64) {
        let arn = account_arn(number);
        if let Some(record) = self.snapshot.records.iter_mut().find(|record| record.arn == arn) {
            record.document = json!({ "State": "SUSPENDED" });
        }
        self.coverage(number, &[(Status::Skipped, 9)]);
    }

    /// Adds a policy attached to these.
    pub fn policy(&mut self, short: &str, name: &str, targets: &[&str]) {
        let arn = format!("arn:aws:organizations::{MANAGEMENT}:policy/o-fixture/service_control_policy/{short}");
        let attached: Vec<_> = targets.iter().map(|target| (RelationKind::AttachedTo, *target, "")).collect();
        let document = json!({ "Type": "SERVICE_CONTROL_POLICY" });
        self.record(&arn, Kind::Policy, MANAGEMENT, GLOBAL, name, document, &attached);
    }

    /// Adds a portfolio with products; principals may launch from it in its own account.
    pub fn portfolio(
        &mut self,
        owner: u64,
        region: &str,
        short: &str,
        name: &str,
        products: &[&str],
        principals: &[&str],
    ) {
        let mut relations = Vec::new();
        for product in products {
            let arn = format!("arn:aws:catalog:{region}:{}:product/{product}", id(owner));
            self.record(&arn, Kind::Product, owner, region, product, json!({}), &[]);
            relations.push((RelationKind::Holds, *product, ""));
        }
        relations.extend(principals.iter().map(|principal| (RelationKind::GrantsTo, *principal, "IAM")));
        let document = json!({ "ProviderName": "Platform team" });
        self.record(&portfolio_arn(owner, region, short), Kind::Portfolio, owner, region, name, document, &relations);
    }

    /// Shares a portfolio.
    pub fn share(
        &mut self,
        owner: u64,
        region: &str,
        short: &str,
        with: &str,
        share_type: &str,
        share_principals: bool,
    ) {
        let arn = format!("{}/share/{share_type}/{with}", portfolio_arn(owner, region, short));
        let document = json!({ "Type": share_type, "SharePrincipals": share_principals, "PrincipalId": with });
        let relations = [(RelationKind::SharesPortfolio, short, ""), (RelationKind::SharedWith, with, share_type)];
        self.record(&arn, Kind::PortfolioShare, owner, region, with, document, &relations);
    }

    /// A portfolio as its recipient sees it.
    pub fn accepted(&mut self, recipient: u64, owner: u64, region: &str, short: &str, principals: &[&str]) {
        let arn = format!("arn:aws:catalog:{region}:{}:accepted-portfolio-share/{short}", id(recipient));
        let portfolio = portfolio_arn(owner, region, short);
        let mut relations = vec![(RelationKind::ReceivedFrom, portfolio.as_str(), "AWS_ORGANIZATIONS")];
        relations.extend(principals.iter().map(|principal| (RelationKind::GrantsTo, *principal, "IAM")));
        self.record(&arn, Kind::AcceptedPortfolioShare, recipient, region, short, json!({}), &relations);
    }

    /// Trust policies of one account name another.
    pub fn trust(&mut self, trusting: u64, trusted: u64, count: u32, whole_account: u32) {
        let (trusting, trusted) = (id(trusting), id(trusted));
        self.snapshot.trust.push(AccountTrust { trusting, trusted, count, whole_account, evaluated: None });
    }

    /// Adds a transit gateway with its segments.
    pub fn transit_gateway(&mut self, owner: u64, region: &str, short: &str, segments: &[&str]) {
        let arn = ec2_arn(owner, region, "transit-gateway", short);
        self.record(&arn, Kind::TransitGateway, owner, region, &format!("tgw-{region}"), json!({}), &[]);
        for segment in segments {
            let arn = ec2_arn(owner, region, "transit-gateway-route-table", &format!("tgw-rtb-{short}-{segment}"));
            let relations = [(RelationKind::OfTransitGateway, short, "")];
            self.record(&arn, Kind::TransitGatewayRouteTable, owner, region, segment, json!({}), &relations);
        }
    }

    /// Adds a VPC with endpoints, attached to a segment of a transit gateway if one is given.
    pub fn vpc(
        &mut self,
        owner: u64,
        region: &str,
        short: &str,
        endpoints: &[&str],
        gateway: Option<(&str, &str, &[&str])>,
    ) {
        let document = json!({ "CidrBlock": "10.0.0.0/16" });
        self.record(&ec2_arn(owner, region, "vpc", short), Kind::Vpc, owner, region, short, document, &[]);
        for endpoint in endpoints {
            let arn = ec2_arn(owner, region, "vpc-endpoint", &format!("vpce-{short}-{endpoint}"));
            let service = format!("com.amazonaws.{region}.{endpoint}");
            let relations = [(RelationKind::InVpc, short, "")];
            let document = json!({ "ServiceName": service });
            self.record(&arn, Kind::VpcEndpoint, owner, region, endpoint, document, &relations);
        }
        if let Some((gateway, segment, propagated)) = gateway {
            let arn = ec2_arn(owner, region, "transit-gateway-attachment", &format!("tgw-attach-{short}"));
            let table = |segment: &str| format!("tgw-rtb-{gateway}-{segment}");
            let associated = table(segment);
            let propagated: Vec<String> = propagated.iter().map(|segment| table(segment)).collect();
            let mut relations = vec![
                (RelationKind::OfTransitGateway, gateway, ""),
                (RelationKind::Attaches, short, "vpc"),
                (RelationKind::AssociatedWith, associated.as_str(), ""),
            ];
            relations.extend(propagated.iter().map(|table| (RelationKind::PropagatesTo, table.as_str(), "")));
            let document = json!({ "ResourceType": "vpc" });
            self.record(&arn, Kind::TransitGatewayAttachment, owner, region, short, document, &relations);
        }
    }
}

/// The units of an account, one after the other; the management account is read for the organization first.
fn units_of(account: u64) -> impl Iterator<Item = (&'static str, Service)> {
    let organization = (account == MANAGEMENT).then_some((GLOBAL, Service::Organizations));
    let services = [Service::ServiceCatalog, Service::Ec2, Service::SageMaker];
    let regional = services.into_iter().flat_map(|service| REGIONS.map(|region| (region, service)));
    let others = ["us-east-1", "us-east-2", "us-west-2"].map(|region| (region, Service::SageMaker));
    organization.into_iter().chain(regional).chain([(GLOBAL, Service::Iam)]).chain(others)
}

/// The account with this number.
pub fn id(number: u64) -> AccountId {
    AccountId::from_number(number).unwrap_or_default()
}

/// The ARN of an account of the fixture.
pub fn account_arn(number: u64) -> String {
    format!("arn:aws:organizations::{MANAGEMENT}:account/o-fixture/{}", id(number))
}

/// The ARN of an OU of the fixture.
pub fn ou_arn(short: &str) -> String {
    let kind = if short.starts_with("r-") { "root" } else { "ou" };
    format!("arn:aws:organizations::{MANAGEMENT}:{kind}/o-fixture/{short}")
}

/// The ARN of a portfolio of the fixture.
pub fn portfolio_arn(owner: u64, region: &str, short: &str) -> String {
    format!("arn:aws:catalog:{region}:{}:portfolio/{short}", id(owner))
}

fn ec2_arn(owner: u64, region: &str, kind: &str, short: &str) -> String {
    format!("arn:aws:ec2:{region}:{}:{kind}/{short}", id(owner))
}

const REGIONS: [&str; 2] = ["eu-west-1", "eu-central-1"];
const TEAMS: [&str; 12] = [
    "fraud", "churn", "pricing", "vision", "speech", "forecast", "credit", "claims", "search", "routing", "risk",
    "personal",
];
const NETWORK: u64 = MANAGEMENT + 10;
const SHARED: u64 = MANAGEMENT + 11;
const BLUEPRINTS: u64 = MANAGEMENT + 12;
const ML_SHARED: u64 = MANAGEMENT + 13;
const DEVOPS: u64 = MANAGEMENT + 20;

/// A reference machine-learning platform: foundation accounts, teams with three stages, sandboxes and a few imperfections.
pub fn reference(accounts: usize) -> Snapshot {
    let mut fixture = foundation();
    fixture.many = true;
    let free = accounts.saturating_sub(fixture.units.len()).max(4);
    let teams = free * 9 / 10 / 3;
    let sandboxes = free - teams * 3;
    let mut number = MANAGEMENT + 1_000;
    let mut workloads = Vec::new();
    for team in 0..teams {
        let round = if team < 12 { String::new() } else { format!("-{}", team / 12) };
        for (ou, stage) in [("ou-dev", "dev"), ("ou-preprod", "preprod"), ("ou-prod", "prod")] {
            number += 1;
            // One team in nine has no pre-production account; a sandbox stands in for the count.
            let name = format!("team-{}{round}-{stage}", TEAMS[team % 12]);
            if stage == "preprod" && team % 9 == 4 {
                fixture.account("ou-sandbox", number, &format!("sandbox-{}{round}", TEAMS[team % 12]));
            } else {
                fixture.account(ou, number, &name);
                workloads.push((number, stage));
            }
        }
    }
    for sandbox in 0..sandboxes {
        number += 1;
        fixture.account("ou-sandbox", number, &format!("sandbox-{sandbox:02}"));
        if sandbox == 1 {
            fixture.suspend(number);
        }
    }
    relate(&mut fixture, &workloads);
    networks(&mut fixture, &workloads);
    fixture.cover();
    fixture.snapshot
}

/// An organization whose OUs hang deep: workloads by team and then stage, or told by names alone; sandboxes in OUs of their own.
pub fn nested(accounts: usize) -> Snapshot {
    let mut fixture = Fixture::new();
    fixture.many = true;
    for (parent, short, name) in [
        ("r-root", "ou-work", "Workloads"),
        ("r-root", "ou-sandbox", "Sandbox"),
        ("r-root", "ou-teams", "Teams"),
        ("r-root", "ou-infra", "Infrastructure"),
        ("r-root", "ou-deploy", "Deployments"),
        ("ou-deploy", "ou-deploy-pre", "PreProd"),
    ] {
        fixture.ou(parent, short, name);
    }
    fixture.account("ou-infra", MANAGEMENT + 1, "network");
    fixture.account("ou-infra", MANAGEMENT + 2, "audit-lake");
    fixture.account("ou-deploy", MANAGEMENT + 3, "pipelines");
    fixture.account("ou-deploy-pre", MANAGEMENT + 4, "pipelines-preprod");
    for at in 0..accounts as u64 {
        let (number, team) = (MANAGEMENT + 1_000 + at, at / 40);
        let stage = ["dev", "preprod", "prod"][at as usize % 3];
        let name = format!("team-{at}-{stage}");
        match at % 4 {
            0 => {
                let ou = format!("ou-sandbox-{team}");
                if at % 40 == 0 {
                    fixture.ou("ou-sandbox", &ou, &format!("Group {team}"));
                }
                fixture.account(&ou, number, &format!("sandbox-{at}"));
            }
            1 => fixture.account("ou-teams", number, &name),
            _ => {
                let (ou, below) = (format!("ou-team-{team}"), format!("ou-team-{team}-{stage}"));
                if at % 40 == 2 {
                    fixture.ou("ou-work", &ou, &format!("Team {team}"));
                    for (stage, name) in [("dev", "Dev"), ("preprod", "PreProd"), ("prod", "Prod")] {
                        fixture.ou(&ou, &format!("ou-team-{team}-{stage}"), name);
                    }
                }
                fixture.account(&below, number, &name);
            }
        }
    }
    fixture.cover();
    fixture.snapshot
}

fn foundation() -> Fixture {
    let mut fixture = Fixture::new();
    for (parent, short, name) in [
        ("r-root", "ou-security", "Security"),
        ("r-root", "ou-infra", "Infrastructure"),
        ("r-root", "ou-work", "Workloads"),
        ("ou-work", "ou-dev", "Dev"),
        ("ou-work", "ou-preprod", "PreProd"),
        ("ou-work", "ou-prod", "Prod"),
        ("r-root", "ou-deploy", "Deployments"),
        ("ou-deploy", "ou-deploy-pre", "PreProd"),
        ("ou-deploy", "ou-deploy-prod", "Prod"),
        ("r-root", "ou-sandbox", "Sandbox"),
        ("r-root", "ou-hipaa", "Compliance HIPAA"),
    ] {
        fixture.ou(parent, short, name);
    }
    for (ou, number, name) in [
        ("ou-security", 1, "log-archive"),
        ("ou-security", 2, "security-tooling"),
        ("ou-security", 3, "security-read-only"),
        ("ou-security", 4, "security-break-glass"),
        ("ou-infra", 10, "network"),
        ("ou-infra", 11, "shared-services"),
        ("ou-infra", 12, "blueprint-hub"),
        ("ou-infra", 13, "ml-shared-services"),
        ("ou-infra", 14, "data-lake-retail"),
        ("ou-infra", 15, "data-lake-risk"),
        ("ou-infra", 16, "data-governance"),
        ("ou-deploy-pre", 20, "devops"),
        ("ou-deploy-prod", 21, "automation"),
        ("ou-hipaa", 30, "claims-phi-prod"),
        ("ou-hipaa", 31, "claims-phi-dev"),
    ] {
        fixture.account(ou, MANAGEMENT + number, name);
    }
    fixture.policy("p-FullAWSAccess", "FullAWSAccess", &["r-root", "ou-security", "ou-infra", "ou-work", "ou-sandbox"]);
    fixture.policy("p-regions", "allowed-regions", &["r-root"]);
    fixture.policy("p-dev", "dev-guardrails", &["ou-dev"]);
    fixture.policy("p-prod", "prod-guardrails", &["ou-prod", "ou-hipaa"]);
    fixture.policy("p-sandbox", "sandbox-no-network", &["ou-sandbox"]);
    fixture
}

fn relate(fixture: &mut Fixture, workloads: &[(u64, &str)]) {
    let region = REGIONS[0];
    let launcher = ["arn:aws:iam:::role/launcher"];
    fixture.portfolio(ML_SHARED, region, "port-build", "Model building", &["prod-studio", "prod-train"], &launcher);
    fixture.portfolio(ML_SHARED, region, "port-deploy", "Model deployment", &["prod-serve"], &[]);
    fixture.portfolio(SHARED, region, "port-analytics", "Analytics self-service", &["prod-emr", "prod-redshift"], &[]);
    fixture.portfolio(BLUEPRINTS, region, "port-blueprints", "Account blueprints", &["prod-corp", "prod-island"], &[]);
    fixture.share(ML_SHARED, region, "port-build", "ou-work", "ORGANIZATIONAL_UNIT", false);
    fixture.share(ML_SHARED, region, "port-deploy", "ou-deploy", "ORGANIZATIONAL_UNIT", true);
    fixture.share(ML_SHARED, region, "port-deploy", "ou-prod", "ORGANIZATIONAL_UNIT", false);
    fixture.share(SHARED, region, "port-analytics", "o-fixture", "ORGANIZATION", false);
    fixture.share(BLUEPRINTS, region, "port-blueprints", &id(MANAGEMENT).to_string(), "ACCOUNT", false);
    let accounts: Vec<u64> = fixture.units.keys().copied().collect();
    for number in accounts.iter().copied().filter(|number| *number != MANAGEMENT) {
        fixture.trust(number, MANAGEMENT, 2, 1);
        fixture.trust(number, MANAGEMENT + 3, 1, 0);
        fixture.accepted(number, SHARED, region, "port-analytics", if number % 3 == 0 { &[] } else { &launcher });
    }
    let mut dev = 0;
    for (number, stage) in workloads.iter().copied() {
        match stage {
            "dev" => dev = number,
            _ => fixture.trust(number, dev, 3, u32::from(number % 5 == 0)),
        }
        fixture.accepted(number, ML_SHARED, region, "port-build", if stage == "prod" { &[] } else { &launcher });
        if stage == "prod" {
            fixture.trust(number, DEVOPS + 1, 1, 0);
        }
        if number % 41 == 0 {
            fixture.trust(number, 999_000_000_001, 1, 1);
        }
        if number % 29 == 0 {
            fixture.coverage(number, &[(Status::Complete, 6), (Status::Denied, 3)]);
        }
    }
}

fn networks(fixture: &mut Fixture, workloads: &[(u64, &str)]) {
    let endpoints = ["s3", "sagemaker.api", "sagemaker.runtime", "sts", "kms", "logs"];
    for (at, region) in REGIONS.into_iter().enumerate() {
        let gateway = format!("tgw-{at}");
        let segments = ["shared", "production", "pre-production", "development", "inspection"];
        fixture.transit_gateway(NETWORK, region, &gateway, &segments);
        let hub = |short: &str| format!("vpc-{short}-{at}");
        fixture.vpc(NETWORK, region, &hub("inspection"), &endpoints, Some((&gateway, "inspection", &["shared"])));
        fixture.vpc(
            SHARED,
            region,
            &hub("shared"),
            &endpoints[..3],
            Some((&gateway, "shared", &["production", "development"])),
        );
        for (number, stage) in workloads.iter().copied() {
            let segment = match stage {
                "dev" => "development",
                "preprod" => "pre-production",
                _ => "production",
            };
            let keep = if number % 7 == 0 { 4 } else { 6 };
            let attachment: Option<(&str, &str, &[&str])> = Some((&gateway, segment, &["shared"]));
            let attachment = attachment.filter(|_| number % 37 != 0);
            fixture.vpc(number, region, &format!("vpc-{number:x}-{at}"), &endpoints[..keep], attachment);
        }
        fixture.vpc(MANAGEMENT + 30, region, &hub("phi"), &endpoints[..2], None);
    }
}
