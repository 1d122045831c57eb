//! A graph that was packed and read again is the graph that was built.

use armillary_model::{Kind, Part, Status};
use serde_json::json;

use super::*;
use crate::{
    AssigneeKind, Assignment, Page, RootSessions, Told, VERSION,
    fixture::{Draft, MANAGEMENT, policy, trusts, trusts_service},
};

/// An organization with something of everything that can be packed.
pub(super) fn everything() -> Fixture {
    let mut fixture = organization();
    let managed = format!("arn:aws:iam::{DEV}:policy/Own");
    let sso = "aws-reserved/sso.amazonaws.com/AWSReservedSSO_Power_0123456789abcdef";
    let saml = policy(json!([{
        "Effect": "Allow", "Principal": { "Federated": format!("arn:aws:iam::{DEV}:saml-provider/AWSSSO") },
        "Action": "sts:AssumeRoleWithSAML"
    }]));
    fixture
        .managed(
            &managed,
            allows(json!(["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"]), json!("*")),
        )
        .provider(DEV, "saml-provider/AWSSSO")
        .record(
            Kind::OidcProvider,
            &format!("arn:aws:iam::{DEV}:oidc-provider/gitlab.com"),
            DEV,
            "gitlab.com",
            json!({ "Url": "gitlab.com", "ClientIDList": ["sts.amazonaws.com"] }),
            Vec::new(),
        )
        .principal(
            Draft::role(DEV, "Server", trusts_service("ec2.amazonaws.com"))
                .with("InstanceProfileList", json!([{ "Arn": format!("arn:aws:iam::{DEV}:instance-profile/Server") }])),
        )
        .role(PROD, "Target", trusts(json!([DEV, OUTSIDE, role(DEV_TWO, "Unread")])), &[])
        .role(PROD, "Open", trusts(json!("*")), &[])
        .role(PROD, "NotPolicy", json!("no policy"), &[])
        .role(DEV, "Caller", trusts_service("ec2.amazonaws.com"), &[("p", assume(json!("*")))])
        .role(DEV, "Own", trusts(json!(DEV)), &[("p", assume(json!(format!("arn:aws:iam::{DEV}:role/Caller"))))])
        .role(DEV, sso, saml, &[("p", allows(json!("*"), json!("*")))])
        .role(DEV, "Lambda", trusts_service("lambda.amazonaws.com"), &[])
        .record(
            Kind::Group,
            &format!("arn:aws:iam::{DEV}:group/Analysts"),
            DEV,
            "Analysts",
            json!({ "GroupPolicyList": [{ "PolicyName": "Keys", "PolicyDocument": allows(json!("iam:CreateAccessKey"), json!("*")) }] }),
            Vec::new(),
        )
        .principal(
            Draft::user(DEV, "dana")
                .attached(&managed)
                .bounded("arn:aws:iam::aws:policy/NotRead")
                .with("GroupList", json!(["Analysts"])),
        )
        .profile(DEV, "ana", &role(DEV, "Caller"))
        .unread("/ana", Part::TAGS, Some(1))
        .read_as(DEV_TWO, Status::Denied)
        .state(PREPROD, "SUSPENDED")
        .scp("no-assume", &["ou-preprod"], policy(json!([{ "Effect": "Deny", "Action": "sts:*", "Resource": "*" }])))
        .scp("unread", &["ou-infra"], json!(null))
        .root_sessions(RootSessions::Enabled { delegated: vec![HUB.parse().expect("an id")] })
        .role(MANAGEMENT, "Root", trusts_service("ec2.amazonaws.com"), &[("p", allows(json!("*"), json!("*")))])
        .identity_center(
            Status::Complete,
            &[Assignment {
                account: DEV.parse().expect("an id"),
                permission_set: "Power".into(),
                assignee_kind: AssigneeKind::Group,
                assignee: "platform".into(),
                is_stale: false,
            }],
        )
        .directory_group("platform", &["ada"]);
    fixture
}

/// What the bytes belong to.
const OWNER: &str = "crawl 1 of o-1";

/// Everything that can be asked, as text.
fn answers(graph: &Graph) -> String {
    let stages = ["stage:dev", "stage:prod", "stage:external", "stage:management", "stage:hub"];
    let options = PathOptions { near_misses: true, ..PathOptions::default() };
    let mut text = format!("{:?} {:?}", graph.stage_matrix(), graph.crossings());
    for from in stages {
        for to in stages {
            text += &format!("{:?}", graph.paths(&end(graph, from), &end(graph, to), &options));
        }
    }
    for (id, principal) in graph.organization().iter() {
        text += &format!("{principal:?} {:?}", graph.what_can(graph.node_of(id), 4, 100, Page::first(100)));
        let node = graph.node_of(id);
        let explained: Vec<_> = graph.edges_from(node).map(|edge| graph.explain(edge)).collect();
        let who = graph.who_can("sts:AssumeRole", &principal.arn, Told::default(), Page::first(100), 1);
        text += &format!("{explained:?} {who:?}");
    }
    text + &format!("{:?}", graph.organization().accounts())
}

#[test]
fn every_answer_is_the_same() {
    let graph = everything().graph();
    let bytes = graph.pack(OWNER).expect("it can be packed");
    let again = Graph::unpack(&bytes, OWNER, 2).expect("it can be read");
    assert_eq!(answers(&again), answers(&graph));
    assert_eq!(again.pack(OWNER).expect("it can be packed"), bytes);
    let (first, second) = (&again.organization().parts().documents, &graph.organization().parts().documents);
    assert_eq!(first.len(), second.len(), "documents stay distinct");
}

#[test]
fn bytes_that_make_no_sense_give_no_graph() {
    let bytes = everything().graph().pack(OWNER).expect("it can be packed");
    for length in 0..bytes.len() {
        assert!(Graph::unpack(&bytes[..length], OWNER, 1).is_none(), "cut at {length}");
    }
    let mut longer = bytes.clone();
    longer.push(0);
    assert!(Graph::unpack(&longer, OWNER, 1).is_none());
    for place in 0..bytes.len() - 8 {
        let mut changed = bytes.clone();
        changed[place] ^= 0x55;
        assert!(Graph::unpack(&changed, OWNER, 1).is_none(), "changed at {place}");
        // Made to look whole, it may be another graph or none; it must not end the program.
        if let Some(graph) = Graph::read(&changed[..bytes.len() - 8], 1) {
            let _ = graph.stage_matrix();
        }
    }
}

#[test]
fn bytes_of_another_crawl_or_organization_give_no_graph() {
    let bytes = everything().graph().pack(OWNER).expect("it can be packed");
    for other in ["crawl 2 of o-1", "crawl 1 of o-2", ""] {
        assert!(Graph::unpack(&bytes, other, 1).is_none(), "{other}");
    }
    assert!(Graph::unpack(&bytes, OWNER, 1).is_some());
}

/// What is kept of an organization was worked out by a version of this program. Whoever changes what comes out, or how it is written, has
/// to change [`VERSION`] with it, or caches would go on answering as before.
#[test]
fn another_version_writes_other_bytes() {
    let bytes = everything().graph().pack(OWNER).expect("it can be packed");
    // FNV-1a: the same everywhere and always.
    let fold = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
    let hash = bytes[..bytes.len() - 8].iter().fold(0xcbf2_9ce4_8422_2325, fold);
    assert_eq!((VERSION, hash), ("6", 629_296_360_850_759_467), "change VERSION, then this line");
}
