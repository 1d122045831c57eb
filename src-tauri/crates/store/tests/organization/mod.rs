//! A made-up organization of any size, as unit reports: what tests and the benchmark write into caches.
#![allow(dead_code, reason = "each test file uses a part of it")]

use armillary_model::{
    AccountId, GLOBAL, Gap, Kind, Relation, RelationKind, Resource, Service, Status, Unit, UnitReport,
};
use serde_json::{Value, json};

/// The Regions every account is read in.
pub const REGIONS: [&str; 2] = ["eu-central-1", "eu-west-1"];

/// The organization id.
pub const ID: &str = "o-a1b2c3d4e5";

/// Roles per account: a fifth of them trust another account, a twentieth a whole one.
const ROLES: u64 = 20;

/// The account with this index; 0 is the management account.
pub fn account(index: u64) -> AccountId {
    AccountId::from_number(100_000_000_000 + index * 1_009).expect("below 10^12")
}

/// Every unit of an organization with so many accounts, the organization itself first.
pub fn units(accounts: u64) -> Vec<Unit> {
    let unit = |account, region: &str, service| Unit { account, region: region.to_owned(), service };
    let mut units = vec![unit(account(0), GLOBAL, Service::Organizations)];
    for index in 0..accounts {
        units.push(unit(account(index), GLOBAL, Service::Iam));
        for region in REGIONS {
            for service in [Service::Ec2, Service::SageMaker, Service::ServiceCatalog] {
                units.push(unit(account(index), region, service));
            }
        }
    }
    units
}

/// What a complete reading of a unit gives.
pub fn report(unit: &Unit, accounts: u64) -> UnitReport {
    let index = (unit.account.number() - 100_000_000_000) / 1_009;
    let resources = match unit.service {
        Service::Organizations => organization(accounts),
        Service::ControlTower | Service::IdentityCenter => Vec::new(),
        Service::Iam => roles(index, accounts),
        Service::Ec2 => network(index, &unit.region),
        Service::SageMaker => studio(index, &unit.region),
        Service::ServiceCatalog => portfolios(index, &unit.region),
    };
    UnitReport { unit: unit.clone(), status: Status::Complete, gaps: Vec::new(), resources, requests: 3 }
}

/// The report of a unit that AWS refused to let read.
pub fn denied(unit: &Unit) -> UnitReport {
    let gap = Gap {
        operation: "sts:AssumeRole".to_owned(),
        code: "AccessDenied".to_owned(),
        message: "the crawl role cannot be assumed".to_owned(),
    };
    UnitReport { unit: unit.clone(), status: Status::Denied, gaps: vec![gap], resources: Vec::new(), requests: 1 }
}

/// The ARN of an account's record.
pub fn account_arn(index: u64) -> String {
    format!("arn:aws:organizations::{}:account/{ID}/{}", account(0), account(index))
}

/// The ARN of an OU.
pub fn ou_arn(index: u64) -> String {
    format!("arn:aws:organizations::{}:ou/{ID}/{}", account(0), ou_id(index))
}

/// The id of an OU.
pub fn ou_id(index: u64) -> String {
    format!("ou-ab12-{index:08x}")
}

fn organization(accounts: u64) -> Vec<Resource> {
    let management = account(0);
    let arn = |rest: String| format!("arn:aws:organizations::{management}:{rest}");
    let mut resources = vec![
        resource(
            &arn(format!("organization/{ID}")),
            Kind::Organization,
            ID,
            json!({"Id": ID, "FeatureSet": "ALL"}),
            vec![],
        ),
        resource(
            &arn(format!("root/{ID}/r-ab12")),
            Kind::Root,
            "Root",
            json!({"Id": "r-ab12", "Name": "Root", "PolicyTypes": [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}]}),
            vec![Relation::new(RelationKind::ChildOf, ID, "")],
        ),
    ];
    let ous = 8 + accounts / 50;
    for ou in 0..ous {
        let document = json!({"Id": ou_id(ou), "Arn": ou_arn(ou), "Name": format!("Team {ou}")});
        let relations = vec![Relation::new(RelationKind::ChildOf, "r-ab12", "")];
        resources.push(resource(&ou_arn(ou), Kind::OrganizationalUnit, &format!("Team {ou}"), document, relations));
    }
    for index in 0..accounts {
        let name = format!("team-{}-{}", index / 3, ["dev", "preprod", "prod"][(index % 3) as usize]);
        let document = json!({"Id": account(index), "Arn": account_arn(index), "Name": name, "Status": "ACTIVE",
            "Email": format!("aws+{name}@example.com"), "JoinedMethod": "CREATED", "JoinedTimestamp": "2024-03-01T00:00:00Z"});
        let relations = vec![Relation::new(RelationKind::ChildOf, ou_id(index % ous), "")];
        let mut record = resource(&account_arn(index), Kind::Account, &name, document, relations);
        record.account = account(index);
        resources.push(record);
    }
    for policy in 0..(4 + accounts / 100) {
        let document = json!({"PolicySummary": {"Id": format!("p-{policy:08x}"), "Type": "SERVICE_CONTROL_POLICY"},
            "Content": {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*",
                "Condition": {"StringNotEquals": {"aws:RequestedRegion": REGIONS}}}]}});
        let relations = vec![Relation::new(RelationKind::AttachedTo, ou_id(policy % ous), "")];
        let arn = arn(format!("policy/{ID}/service_control_policy/p-{policy:08x}"));
        resources.push(resource(&arn, Kind::Policy, &format!("guard-{policy}"), document, relations));
    }
    resources
}

fn roles(index: u64, accounts: u64) -> Vec<Resource> {
    let own = account(index);
    let mut resources = Vec::new();
    for role in 0..ROLES {
        let other = account((index + role * 7 + 1) % accounts.max(1));
        let (principal, label) = match role % 20 {
            0 => (format!("arn:aws:iam::{other}:root"), "AWS"),
            1..=3 => (format!("arn:aws:iam::{other}:role/Role1"), "AWS"),
            4..=11 => ("sagemaker.amazonaws.com".to_owned(), "Service"),
            _ => ("lambda.amazonaws.com".to_owned(), "Service"),
        };
        let arn = format!("arn:aws:iam::{own}:role/Role{role}");
        let document = json!({"RoleName": format!("Role{role}"), "RoleId": format!("AROA{index:08}{role:04}"), "Path": "/", "Arn": arn,
            "CreateDate": "2024-03-01T00:00:00Z", "MaxSessionDuration": 3600,
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {label: principal},
                 "Condition": {"StringEquals": {"aws:PrincipalOrgID": ID}}}]},
            "AttachedManagedPolicies": [{"PolicyName": "Base", "PolicyArn": format!("arn:aws:iam::{own}:policy/Base")}],
            "RolePolicyList": [{"PolicyName": "inline", "PolicyDocument": {"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject", "kms:Decrypt"], "Resource": format!("arn:aws:s3:::data-{own}-{role}/*")}]}}],
            "Tags": [{"Key": "Team", "Value": format!("team-{}", index / 3)}]});
        let relations = vec![
            Relation::new(RelationKind::Trusts, principal, label),
            Relation::new(RelationKind::HasPolicy, format!("arn:aws:iam::{own}:policy/Base"), ""),
        ];
        resources
            .push(Resource { account: own, ..resource(&arn, Kind::Role, &format!("Role{role}"), document, relations) });
    }
    let base = format!("arn:aws:iam::{own}:policy/Base");
    let document = json!({"PolicyName": "Base", "Arn": base, "AttachmentCount": ROLES});
    resources.push(Resource { account: own, ..resource(&base, Kind::ManagedPolicy, "Base", document, vec![]) });
    let aws = "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess";
    let document = json!({"PolicyName": "AmazonSageMakerFullAccess", "Arn": aws, "AttachmentCount": index});
    resources.push(Resource {
        account: own,
        ..resource(aws, Kind::ManagedPolicy, "AmazonSageMakerFullAccess", document, vec![])
    });
    resources
}

fn network(index: u64, region: &str) -> Vec<Resource> {
    let own = account(index);
    let place = |kind: &str, id: &str| format!("arn:aws:ec2:{region}:{own}:{kind}/{id}");
    let in_place = |arn: &str, kind, name: &str, document, relations| Resource {
        account: own,
        region: region.to_owned(),
        ..resource(arn, kind, name, document, relations)
    };
    let vpc_id = format!("vpc-{index:017x}");
    let vpc = place("vpc", &vpc_id);
    let mut resources = vec![in_place(
        &vpc,
        Kind::Vpc,
        "main",
        json!({"VpcId": vpc_id, "CidrBlock": "10.0.0.0/16", "State": "available", "IsDefault": false, "OwnerId": own}),
        vec![],
    )];
    for number in 0..6 {
        let id = format!("subnet-{index:015x}{number:02}");
        let document = json!({"SubnetId": id, "VpcId": vpc_id, "CidrBlock": format!("10.0.{number}.0/24"),
            "AvailabilityZone": format!("{region}a"), "State": "available", "OwnerId": own});
        let relations = vec![Relation::new(RelationKind::InVpc, vpc.clone(), "")];
        resources.push(in_place(
            &place("subnet", &id),
            Kind::Subnet,
            &format!("private-{number}"),
            document,
            relations,
        ));
    }
    for number in 0..6 {
        let id = format!("vpce-{index:015x}{number:02}");
        let document = json!({"VpcEndpointId": id, "VpcEndpointType": "Interface", "VpcId": vpc_id,
            "ServiceName": format!("com.amazonaws.{region}.service{number}"), "State": "available", "PrivateDnsEnabled": true,
            "PolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}});
        let relations = vec![
            Relation::new(RelationKind::InVpc, vpc.clone(), ""),
            Relation::new(RelationKind::InSubnet, place("subnet", &format!("subnet-{index:015x}00")), ""),
        ];
        resources.push(in_place(&place("vpc-endpoint", &id), Kind::VpcEndpoint, &id, document, relations));
    }
    resources
}

fn studio(index: u64, region: &str) -> Vec<Resource> {
    let own = account(index);
    let mut resources = Vec::new();
    for number in 0..4 {
        let name = format!("model-{number}");
        let arn = format!("arn:aws:sagemaker:{region}:{own}:model-package-group/{name}");
        let document =
            json!({"ModelPackageGroupName": name, "ModelPackageGroupArn": arn, "ModelPackageGroupStatus": "Completed"});
        resources.push(Resource {
            account: own,
            region: region.to_owned(),
            ..resource(&arn, Kind::ModelPackageGroup, &name, document, vec![])
        });
    }
    resources
}

fn portfolios(index: u64, region: &str) -> Vec<Resource> {
    if !index.is_multiple_of(20) {
        return Vec::new();
    }
    let own = account(index);
    let arn = format!("arn:aws:catalog:{region}:{own}:portfolio/port-{index:013x}");
    let document = json!({"Id": format!("port-{index:013x}"), "ARN": arn, "DisplayName": "Model building", "ProviderName": "CCOE"});
    let share = format!("{arn}/share/ORGANIZATIONAL_UNIT/{}", ou_id(0));
    let relations = vec![
        Relation::new(RelationKind::SharesPortfolio, arn.clone(), ""),
        Relation::new(RelationKind::SharedWith, ou_id(0), "ORGANIZATIONAL_UNIT"),
    ];
    let placed = |resource: Resource| Resource { account: own, region: region.to_owned(), ..resource };
    vec![
        placed(resource(&arn, Kind::Portfolio, "Model building", document, vec![])),
        placed(resource(
            &share,
            Kind::PortfolioShare,
            "Team 0",
            json!({"PrincipalId": ou_id(0), "Type": "ORGANIZATIONAL_UNIT"}),
            relations,
        )),
    ]
}

/// A resource of the management account, global.
pub fn resource(arn: &str, kind: Kind, name: &str, document: Value, relations: Vec<Relation>) -> Resource {
    Resource {
        arn: arn.to_owned(),
        kind,
        account: account(0),
        region: GLOBAL.to_owned(),
        name: name.to_owned(),
        document,
        relations,
        unread: Vec::new(),
    }
}
