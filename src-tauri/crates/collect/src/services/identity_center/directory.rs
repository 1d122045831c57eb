//! The identity store: people, groups, and who is in which group.

use std::collections::BTreeMap;

use aws_sdk_identitystore::{
    Client,
    types::{Group, MemberId, User},
};
use futures::{StreamExt, future::join, stream};

use super::{AT_ONCE, Instance, PAGE, transform};
use crate::visit::Visit;

/// Who is in the directory, as far as assignments are asked for by them.
#[derive(Debug, Default)]
pub(super) struct Directory {
    /// The names of groups, by id.
    pub groups: BTreeMap<String, String>,
    /// The names of people, by id.
    pub users: BTreeMap<String, String>,
    /// Whether these are all.
    pub is_whole: bool,
}

/// Reads the directory. Members are asked for by group: there are fewer groups than people.
pub(super) async fn read(visit: &Visit, client: &Client, instance: &Instance) -> Directory {
    let users = client.list_users().identity_store_id(&instance.store).max_results(PAGE).into_paginator();
    let groups = client.list_groups().identity_store_id(&instance.store).max_results(PAGE).into_paginator();
    let users = visit.all_or_why("identitystore:ListUsers", users.items().send());
    let groups = visit.all_or_why("identitystore:ListGroups", groups.items().send());
    let ((users, cut), (groups, also_cut)) = join(users, groups).await;
    users.iter().for_each(|user| visit.keep(transform::user(&instance.place, user)));
    let directory = Directory {
        groups: groups.iter().map(|group| (group.group_id().to_owned(), group_name(group).to_owned())).collect(),
        users: users.iter().map(|user| (user.user_id().to_owned(), user_name(user).to_owned())).collect(),
        is_whole: cut.is_none() && also_cut.is_none(),
    };
    let members = |group: Group| members_of(visit, client, instance, group);
    stream::iter(groups).map(members).buffered(AT_ONCE).for_each(|()| async {}).await;
    directory
}

async fn members_of(visit: &Visit, client: &Client, instance: &Instance, group: Group) {
    let call = client.list_group_memberships().identity_store_id(&instance.store).group_id(group.group_id());
    let pages = call.max_results(PAGE).into_paginator().send();
    let members =
        visit.part_pages("identitystore:ListGroupMemberships", pages, |page| Some(page.group_memberships)).await;
    let members = members.map(|members| {
        let ids = members.into_iter().filter_map(|membership| match membership.member_id {
            Some(MemberId::UserId(id)) => Some(id),
            _ => None,
        });
        ids.collect::<Vec<String>>()
    });
    visit.keep(transform::group(&instance.place, &group, members.as_deref()));
}

/// What a group is called.
pub(super) fn group_name(group: &Group) -> &str {
    group.display_name().unwrap_or(group.group_id())
}

/// The name that somebody signs in with.
pub(super) fn user_name(user: &User) -> &str {
    user.user_name().unwrap_or(user.user_id())
}
