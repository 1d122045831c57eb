use std::collections::BTreeMap;

use armillary_model::{GLOBAL, Gap, RelationKind};
use aws_sdk_iam::types::{PermissionsBoundaryAttachmentType, RoleLastUsed};
use aws_smithy_types::DateTime;
use serde_json::json;

use super::*;
use crate::place::here;

fn place() -> Place {
    Place { region: GLOBAL.to_owned(), ..here() }
}

#[test]
fn a_role_holds_decoded_policies_and_points_at_what_it_uses() {
    let boundary = AttachedPermissionsBoundary::builder()
        .permissions_boundary_type(PermissionsBoundaryAttachmentType::from("PermissionsBoundaryPolicy"))
        .permissions_boundary_arn("arn:aws:iam::111122223333:policy/Bound")
        .build();
    let role_detail = RoleDetail::builder()
        .role_name("Deploy")
        .arn("arn:aws:iam::111122223333:role/Deploy")
        .assume_role_policy_document(
            "%7B%22Statement%22%3A%7B%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A%22%2A%22%7D%7D",
        )
        .role_policy_list(PolicyDetail::builder().policy_name("broken").policy_document("{not json").build())
        .attached_managed_policies(
            AttachedPolicy::builder().policy_arn("arn:aws:iam::aws:policy/ReadOnlyAccess").build(),
        )
        .permissions_boundary(boundary)
        .role_last_used(RoleLastUsed::builder().last_used_date(DateTime::from_secs(1)).build())
        .build();
    let sessions = Listed { known: BTreeMap::from([("Deploy".to_owned(), 3_600)]), cut: None };
    let resource = role(&place(), &role_detail, &sessions);
    let kinds: Vec<RelationKind> = resource.relations.iter().map(|relation| relation.kind).collect();
    assert_eq!(kinds, [RelationKind::Trusts, RelationKind::HasPolicy, RelationKind::BoundedBy]);
    assert_eq!(resource.document.pointer("/AssumeRolePolicyDocument/Statement/Principal"), Some(&json!("*")));
    assert_eq!(resource.document.pointer("/RolePolicyList/0/PolicyDocument"), Some(&json!("{not json")));
    assert!(resource.document.get("RoleLastUsed").is_none());
    assert_eq!(resource.document.get("MaxSessionDuration"), Some(&json!(3_600)));
    assert_eq!(resource.region, GLOBAL);
}

#[test]
fn the_order_of_lists_does_not_matter() {
    let with = |names: [&str; 2]| {
        let policy = |name: &str| AttachedPolicy::builder().policy_name(name).policy_arn(format!("arn:{name}")).build();
        let detail = RoleDetail::builder().attached_managed_policies(policy(names[0]));
        role(&place(), &detail.attached_managed_policies(policy(names[1])).build(), &Listed::default())
    };
    assert_eq!(with(["a", "b"]), with(["b", "a"]));
}

#[test]
fn a_policy_of_aws_is_the_same_seen_from_anywhere() {
    let home = AccountId::from_number(1).expect("below 10^12");
    let detail = |count| {
        let detail = ManagedPolicyDetail::builder().arn("arn:aws:iam::aws:policy/ReadOnlyAccess");
        detail.policy_name("ReadOnlyAccess").attachment_count(count).build()
    };
    let (one, other) = (managed_policy(&place(), home, &detail(1)), managed_policy(&place(), home, &detail(7)));
    assert_eq!(one, other);
    assert_eq!(one.account, home);
}

#[test]
fn a_user_is_a_member_of_its_groups() {
    let detail = UserDetail::builder().user_name("ci").group_list("Builders").group_list("Readers").build();
    let known = BTreeMap::from([("Readers", "arn:aws:iam::111122223333:group/teams/Readers")]);
    let groups = Listed { known, cut: None };
    let found: Vec<String> =
        user(&place(), &detail, &groups).relations.into_iter().map(|relation| relation.target).collect();
    assert_eq!(found, ["arn:aws:iam::111122223333:group/Builders", "arn:aws:iam::111122223333:group/teams/Readers"]);
}

#[test]
fn what_was_not_listed_is_missing_only_where_it_is_not_known() {
    let cut = Some(Gap { operation: "x".to_owned(), code: "Throttling".to_owned(), message: String::new() });
    let sessions = Listed { known: BTreeMap::from([("Known".to_owned(), 3_600)]), cut: cut.clone() };
    let parts = |name: &str| role(&place(), &RoleDetail::builder().role_name(name).build(), &sessions).unread.len();
    assert_eq!((parts("Known"), parts("Other")), (0, 1));
    let groups = Listed { known: BTreeMap::new(), cut };
    let with = |user: UserDetail| super::user(&place(), &user, &groups).unread.len();
    let member = UserDetail::builder().user_name("ci").group_list("Builders").build();
    assert_eq!((with(member), with(UserDetail::builder().user_name("ci").build())), (1, 0));
}

#[test]
fn a_provider_is_named_by_its_url() {
    let arn = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com";
    let answer = GetOpenIdConnectProviderOutput::builder().client_id_list("sts.amazonaws.com").build();
    let resource = provider(&place(), Kind::OidcProvider, arn, oidc_document(arn, &answer));
    assert_eq!(resource.name, "token.actions.githubusercontent.com");
    assert_eq!(resource.document.get("ClientIDList"), Some(&json!(["sts.amazonaws.com"])));
}
