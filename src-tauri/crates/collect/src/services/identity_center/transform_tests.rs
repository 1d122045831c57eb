use aws_sdk_ssoadmin::types::{AttachedManagedPolicy, PrincipalType};
use serde_json::json;

use super::*;
use crate::place::here;

const INSTANCE: &str = "arn:aws:sso:::instance/ssoins-1";
const SET: &str = "arn:aws:sso:::permissionSet/ssoins-1/ps-1";

fn parts() -> Parts {
    Parts {
        managed: Ok(Vec::new()),
        customer: Ok(Vec::new()),
        inline: Ok(None),
        boundary: Ok(None),
        accounts: Ok(Vec::new()),
    }
}

#[test]
fn a_permission_set_holds_what_it_is_made_of() {
    let policy = AttachedManagedPolicy::builder().name("ReadOnlyAccess").arn("arn:aws:iam::aws:policy/ReadOnlyAccess");
    let boundary = PermissionsBoundary::builder().managed_policy_arn("arn:aws:iam::aws:policy/Bound").build();
    let parts = Parts {
        managed: Ok(vec![policy.build()]),
        inline: Ok(Some(r#"{"Statement": []}"#.to_owned())),
        boundary: Ok(Some(boundary)),
        accounts: Ok(vec!["111122223333".to_owned()]),
        ..parts()
    };
    let set = PermissionSet::builder().name("Lead").session_duration("PT8H").build();
    let resource = permission_set(&here(), INSTANCE, SET, &set, &parts);
    let kinds: Vec<RelationKind> = resource.relations.iter().map(|relation| relation.kind).collect();
    use RelationKind as R;
    assert_eq!(kinds, [R::HasPolicy, R::BoundedBy, R::BelongsTo, R::ProvisionedTo]);
    assert!(resource.unread.is_empty());
    assert_eq!(resource.document.pointer("/InlinePolicy/Statement"), Some(&json!([])));
    assert_eq!(resource.document.get("SessionDuration"), Some(&json!("PT8H")));
}

#[test]
fn what_of_a_permission_set_was_not_read_is_missing() {
    let gap = || Gap { operation: "sso:x".to_owned(), code: "AccessDenied".to_owned(), message: String::new() };
    let parts = Parts {
        managed: Err(gap()),
        customer: Err(gap()),
        inline: Err(gap()),
        boundary: Err(gap()),
        accounts: Err(gap()),
    };
    let resource = permission_set(&here(), INSTANCE, SET, &PermissionSet::builder().name("Lead").build(), &parts);
    let missing: Vec<&str> = resource.unread.iter().map(|missing| missing.part.as_str()).collect();
    let expected =
        ["managed policies", "customer managed policies", "inline policy", "permissions boundary", "accounts"];
    assert_eq!(missing, expected);
}

#[test]
fn a_group_points_at_its_members_where_they_were_read() {
    let group = || Group::builder().identity_store_id("d-1").group_id("g-1").group_arn("").revision("1");
    let group = group().display_name("fraud-Leads").build().expect("whole");
    let members = ["u-1".to_owned()];
    let resource = super::group(&here(), &group, Ok(&members));
    assert_eq!((resource.arn.as_str(), resource.name.as_str()), ("arn:aws:identitystore:::group/g-1", "fraud-Leads"));
    assert_eq!(resource.relations, [Relation::new(RelationKind::HasMember, "arn:aws:identitystore:::user/u-1", "")]);
    let unread = super::group(&here(), &group, Err(&Gap::not_reached())).unread;
    assert_eq!(unread.iter().map(|missing| missing.part.as_str()).collect::<Vec<_>>(), ["members"]);
}

#[test]
fn an_assignment_belongs_to_the_account_that_it_is_for() {
    let given = Given {
        account: "444455556666".to_owned(),
        set: SET.to_owned(),
        kind: PrincipalType::Group,
        principal: "g-1".to_owned(),
    };
    let called = Called { set: Some("Lead"), principal: None };
    let resource = assignment(&here(), INSTANCE, &given, called).expect("an account");
    assert_eq!(resource.account.to_string(), "444455556666");
    assert_eq!(resource.arn, "arn:aws:sso::444455556666:assignment/ssoins-1/ps-1/group/g-1");
    assert_eq!(resource.name, "Lead for g-1");
    let to = Relation::new(RelationKind::AssignedTo, "arn:aws:identitystore:::group/g-1", "GROUP");
    assert!(resource.relations.contains(&to));
    assert_eq!(assignment(&here(), INSTANCE, &Given { account: "x".to_owned(), ..given }, called), None);
}
