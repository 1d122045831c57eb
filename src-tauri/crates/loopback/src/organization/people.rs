//! IAM Identity Center of the reference, as the accounts have it: of every reserved role there is the permission set, and the group
//! that has it there.

use std::collections::{BTreeMap, BTreeSet};

use armillary_model::AccountId;

use super::{
    iam_draft::SAML_METADATA,
    layout::{LANDING_ZONE, Layout, Seat},
    managed, names,
    purpose::{Foundation, Purpose},
};
use crate::state::{
    AccountState, Assignment, IdentityCenter, Membership, PeopleGroup, PermissionSet, Person, PrincipalKind, Role,
    Timestamp,
};

const DAY: i64 = 86_400;
/// How many people a group has.
const PEOPLE: u64 = 2;
/// Last names.
const LAST_NAMES: &[&str] = &[
    "Abara",
    "Bergman",
    "Castro",
    "Dimitrov",
    "Eriksen",
    "Fontaine",
    "Gupta",
    "Horvat",
    "Ivanova",
    "Jansen",
    "Kowalski",
    "Lindqvist",
];
/// Permission sets whose group is not called as they are.
const GROUPS: &[(&str, &str)] =
    &[("AWSReadOnlyAccess", "AWSSecurityAuditors"), ("NetworkAdministrator", "AWSNetworkAdmins")];

/// Identity Center with what the accounts hold of it.
pub(crate) fn draw_identity_center(layout: &Layout, accounts: &BTreeMap<AccountId, AccountState>) -> IdentityCenter {
    let digits = layout.ids.digits("identity-center", 16);
    let mut center = IdentityCenter {
        home: layout.regions.first().cloned().unwrap_or_else(|| super::REGIONS[0].into()),
        instance: format!("ssoins-{digits}"),
        store: format!("d-{}", layout.ids.digits("identity-store", 10)),
        owner: layout.account(Foundation::Management),
        created: Timestamp(LANDING_ZONE + 3_600),
        provider: (format!("AWSSSO_{digits}_DO_NOT_DELETE"), SAML_METADATA.into()),
        people: BTreeMap::new(),
        groups: BTreeMap::new(),
        memberships: BTreeMap::new(),
        permission_sets: BTreeMap::new(),
        assignments: BTreeSet::new(),
        requests: BTreeMap::new(),
    };
    let roles = reserved_roles(accounts);
    let mut groups: BTreeMap<String, String> = BTreeMap::new();
    let seats: BTreeMap<AccountId, &Seat> = layout.seats.iter().map(|seat| (seat.id, seat)).collect();
    for (name, held) in &roles {
        let set = draw_set(layout, &center, name, held);
        for seat in held.iter().filter_map(|(account, _)| seats.get(account)) {
            let group = group_of(seat, name);
            let principal =
                groups.entry(group.clone()).or_insert_with(|| draw_group(layout, &mut center, &group)).clone();
            let (permission_set, kind) = (set.arn.clone(), PrincipalKind::Group);
            center.assignments.insert(Assignment { account: seat.id, permission_set, kind, principal });
        }
        center.permission_sets.insert(set.arn.clone(), set);
    }
    add_administration(layout, &mut center);
    center
}

/// The roles of permission sets, by the name of the set.
fn reserved_roles(accounts: &BTreeMap<AccountId, AccountState>) -> BTreeMap<&str, Vec<(AccountId, &Role)>> {
    let mut roles: BTreeMap<&str, Vec<(AccountId, &Role)>> = BTreeMap::new();
    for (account, held) in accounts {
        for role in held.iam.roles.values() {
            let name = role.name.strip_prefix("AWSReservedSSO_").and_then(|rest| rest.rsplit_once('_'));
            if let Some((name, _)) = name {
                roles.entry(name).or_default().push((*account, role));
            }
        }
    }
    roles
}

/// The permission set as most is in it anywhere. Accounts whose role is another have it as it was before.
fn draw_set(layout: &Layout, center: &IdentityCenter, name: &str, held: &[(AccountId, &Role)]) -> PermissionSet {
    let weight = |role: &Role| role.attached.len() + role.inline.len();
    let fullest = held.iter().rev().max_by_key(|(_, role)| weight(role)).map(|(_, role)| *role);
    let managed = fullest.map(|role| role.attached.iter().map(|arn| arn.to_string()).collect()).unwrap_or_default();
    let inline = fullest.and_then(|role| role.inline.first()).map(|policy| policy.document.clone());
    let is_latest =
        |role: &Role| fullest.is_some_and(|fullest| fullest.attached == role.attached && fullest.inline == role.inline);
    let revision = if held.iter().all(|(_, role)| is_latest(role)) { 1 } else { 2 };
    let provisioned = held.iter().map(|(account, role)| (*account, if is_latest(role) { revision } else { 1 }));
    PermissionSet {
        arn: set_arn(layout, center, name),
        name: name.to_owned(),
        description: String::new(),
        session: "PT8H".to_owned(),
        relay_state: None,
        created: Timestamp(LANDING_ZONE + DAY),
        tags: Vec::new(),
        managed,
        customer: Vec::new(),
        inline,
        boundary: None,
        revision,
        provisioned: provisioned.collect(),
    }
}

/// What people get for whom Account Factory makes an account. Nobody has it as long as no account is made.
fn add_administration(layout: &Layout, center: &mut IdentityCenter) {
    let mut set = draw_set(layout, center, "AWSAdministratorAccess", &[]);
    set.managed = vec![managed::ADMINISTRATOR.to_owned()];
    set.description = "Provides full access to AWS services and resources".to_owned();
    center.permission_sets.insert(set.arn.clone(), set);
}

fn set_arn(layout: &Layout, center: &IdentityCenter, name: &str) -> String {
    let id = layout.ids.lower("ps-", &format!("permission-set/{name}"), 16);
    format!("arn:aws:sso:::permissionSet/{}/{id}", center.instance)
}

/// The group that has a permission set in an account: the team's own, or the one of the whole organization.
fn group_of(seat: &Seat, set: &str) -> String {
    let known = GROUPS.iter().find(|(name, _)| *name == set).map(|(_, group)| (*group).to_owned());
    let many = || if set.ends_with('s') { set.to_owned() } else { format!("{set}s") };
    match (&seat.purpose, known) {
        (_, Some(group)) => group,
        (Purpose::Team(_, family), None) => format!("{}-{}", family.team, many()),
        (_, None) => many(),
    }
}

/// Adds a group with some people, and gives its id.
fn draw_group(layout: &Layout, center: &mut IdentityCenter, name: &str) -> String {
    let id = store_id(layout, center, &format!("group/{name}"));
    let created = Timestamp(LANDING_ZONE + 2 * DAY);
    let description = format!("Members of {name}");
    center.groups.insert(id.clone(), PeopleGroup { id: id.clone(), name: name.to_owned(), description, created });
    for number in 0..PEOPLE {
        let key = format!("{name}/{number}");
        let person = draw_person(layout, center, &key);
        let membership = store_id(layout, center, &format!("membership/{key}"));
        let entry = Membership { id: membership.clone(), group: id.clone(), person, created };
        center.memberships.insert(membership, entry);
    }
    id
}

fn draw_person(layout: &Layout, center: &mut IdentityCenter, key: &str) -> String {
    let id = store_id(layout, center, &format!("person/{key}"));
    let first = names::person(layout.ids.number(&format!("first/{key}"), 1_000));
    let last = LAST_NAMES[layout.ids.number(&format!("last/{key}"), LAST_NAMES.len() as u64) as usize];
    // The number of people so far, so that nobody is asked whether the name is taken.
    let user_name = format!("{first}.{}.{}@meridian.example", last.to_lowercase(), center.people.len() + 1);
    let given_name = first.split_at(1).0.to_uppercase() + first.split_at(1).1;
    let person = Person {
        id: id.clone(),
        display_name: format!("{given_name} {last}"),
        email: Some(user_name.clone()),
        user_name,
        given_name,
        family_name: last.to_owned(),
        created: Timestamp(LANDING_ZONE + 2 * DAY),
    };
    center.people.insert(id.clone(), person);
    id
}

fn store_id(layout: &Layout, center: &IdentityCenter, key: &str) -> String {
    format!("{}-{}", center.store.trim_start_matches("d-"), layout.ids.uuid(&format!("identity-store/{key}")))
}
