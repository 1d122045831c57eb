//! Organizations answers as resources.

use armillary_model::{AccountId, GLOBAL, Gap, Kind, Missing, Part, Relation, RelationKind, Resource};
use aws_sdk_organizations::types::{
    Account, DelegatedService, Organization, OrganizationalUnit, PolicySummary, PolicyTargetSummary, Root, Tag,
    TargetType,
};
use serde_json::Value;

use crate::{
    document::{object, policy as decoded, put, sorted, tag_list},
    place::{Place, missing},
    shape::to_json,
};

/// What the ARNs of an organization are built from.
#[derive(Clone, Debug)]
pub(super) struct Names {
    organization: String,
    management: String,
    place: Place,
}

impl Names {
    pub fn of(partition: &str, organization: &Organization) -> Self {
        let management = organization.master_account_id().unwrap_or_default().to_owned();
        let nobody = AccountId::from_number(0).expect("zero is below 10^12");
        let account = management.parse().unwrap_or(nobody);
        let place = Place { partition: partition.to_owned(), region: GLOBAL.to_owned(), account };
        Self { organization: organization.id().unwrap_or_default().to_owned(), management, place }
    }

    /// The ARN of a root or OU, by the form of its id; an id of another form as it is.
    fn node(&self, id: &str) -> String {
        let kind = match id.split('-').next() {
            Some("r") => "root",
            Some("ou") => "ou",
            _ => return id.to_owned(),
        };
        self.arn(&format!("{kind}/{}/{id}", self.organization))
    }

    fn arn(&self, resource: &str) -> String {
        format!("arn:{}:organizations::{}:{resource}", self.place.partition, self.management)
    }
}

pub(super) fn organization(names: &Names, organization: &Organization) -> Resource {
    // AWS keeps `AvailablePolicyTypes` for old callers, and it is not reliable: the root tells which types are enabled.
    let mut document = to_json(organization);
    if let Some(members) = document.as_object_mut() {
        members.remove("AvailablePolicyTypes");
    }
    let id = organization.id().unwrap_or_default();
    let arn = organization.arn().map_or_else(|| names.arn(&format!("organization/{id}")), str::to_owned);
    names.place.resource(Kind::Organization, arn, id, document, Vec::new())
}

pub(super) fn root(names: &Names, root: &Root) -> Resource {
    let mut document = to_json(root);
    sort_member(&mut document, "PolicyTypes");
    let id = root.id().unwrap_or_default();
    let arn = root.arn().map_or_else(|| names.node(id), str::to_owned);
    let parent = names.arn(&format!("organization/{}", names.organization));
    let relations = vec![Relation::new(RelationKind::ChildOf, parent, "")];
    names.place.resource(Kind::Root, arn, root.name().unwrap_or(id), document, relations)
}

pub(super) fn unit(names: &Names, parent: &str, unit: &OrganizationalUnit) -> Resource {
    let id = unit.id().unwrap_or_default();
    let arn = unit.arn().map_or_else(|| names.node(id), str::to_owned);
    let relations = vec![Relation::new(RelationKind::ChildOf, names.node(parent), "")];
    names.place.resource(Kind::OrganizationalUnit, arn, unit.name().unwrap_or(id), to_json(unit), relations)
}

/// What is told of an account beside its own entry in the list; a part that was not read is why.
#[derive(Clone, Copy, Debug)]
pub(super) struct Beside<'a> {
    /// The node it is in.
    pub parent: Result<Option<&'a str>, &'a Gap>,
    /// The services it administers.
    pub services: Result<&'a [DelegatedService], &'a Gap>,
    /// Its tags; `None` where they are not asked for.
    pub tags: Option<Result<&'a [Tag], &'a Gap>>,
}

/// How to ask for the tags of accounts.
const ASK_FOR_TAGS: &str = "`armillary crawl --account-tags` reads the tags of accounts";

/// An account, with the services it administers as `DelegatedServices`, and its tags where they were read: also where there are none, so that
/// no `Tags` says that nobody asked.
pub(super) fn account(names: &Names, id: AccountId, account: &Account, beside: Beside<'_>) -> Resource {
    let mut document = to_json(account);
    if let Some(members) = document.as_object_mut() {
        let services = beside.services.ok();
        put(members, "DelegatedServices", services.map(|all| sorted(all.iter().map(|service| to_json(service)))));
        let tags = beside.tags.and_then(Result::ok);
        let tags = tags.map(|tags| tag_list(tags.iter().map(|tag| (tag.key(), tag.value()))));
        put(members, "Tags", tags.map(Value::Array));
    }
    let own = || names.arn(&format!("account/{}/{id}", names.organization));
    let arn = account.arn().map_or_else(own, str::to_owned);
    let parent = beside.parent.ok().flatten();
    let parent = parent.map(|parent| Relation::new(RelationKind::ChildOf, names.node(parent), ""));
    let place = Place { account: id, ..names.place.clone() };
    let name = account.name().filter(|name| !name.is_empty()).map_or_else(|| id.to_string(), str::to_owned);
    let resource = place.resource(Kind::Account, arn, &name, document, parent.into_iter().collect());
    resource
        .without(missing(Part::PARENT, beside.parent.err()))
        .without(missing(Part::DELEGATED_SERVICES, beside.services.err()))
        .without(missing(Part::TAGS, beside.tags.and_then(Result::err)))
        .without(beside.tags.is_none().then(|| Missing::unasked(Part::TAGS, ASK_FOR_TAGS)))
}

/// A policy with its text decoded, and its targets as relations.
pub(super) fn policy(
    names: &Names,
    summary: &PolicySummary,
    content: Result<&Option<String>, &Gap>,
    targets: Result<&[PolicyTargetSummary], &Gap>,
) -> Resource {
    let text = content.ok().and_then(Option::as_deref);
    let document = object! { "PolicySummary": to_json(summary), "Content": text.map(decoded) };
    let id = summary.id().unwrap_or_default();
    let kind = summary.r#type().map(|kind| kind.as_str().to_lowercase()).unwrap_or_default();
    let own = || names.arn(&format!("policy/{}/{kind}/{id}", names.organization));
    let arn = summary.arn().map_or_else(own, str::to_owned);
    let relations = targets.unwrap_or_default().iter().map(|target| attached_to(names, target)).collect();
    let resource = names.place.resource(Kind::Policy, arn, summary.name().unwrap_or(id), document, relations);
    resource.without(missing(Part::CONTENT, content.err())).without(missing(Part::TARGETS, targets.err()))
}

fn attached_to(names: &Names, target: &PolicyTargetSummary) -> Relation {
    let id = target.target_id().unwrap_or_default();
    let label = target.r#type().map(|kind| kind.as_str()).unwrap_or_default();
    let arn = target.arn().map_or_else(|| names.node(id), str::to_owned);
    let mut relation = Relation::new(RelationKind::AttachedTo, arn, label);
    relation.target_account = match target.r#type() {
        Some(TargetType::Account) => id.parse().ok(),
        _ => Some(names.place.account),
    };
    relation
}

fn sort_member(document: &mut Value, name: &str) {
    if let Some(Value::Array(values)) = document.get_mut(name) {
        *values = sorted(std::mem::take(values));
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_organizations::types::{AccountState, PolicyType};
    use serde_json::json;

    use super::*;

    fn names() -> Names {
        Names::of("aws", &Organization::builder().id("o-1").master_account_id("111122223333").build())
    }

    #[test]
    fn an_account_is_in_its_ou_and_belongs_to_itself() {
        let id = "444455556666";
        let item = Account::builder().id(id).name("fraud-dev").state(AccountState::Active).build();
        let service = DelegatedService::builder().service_principal("guardduty.amazonaws.com").build();
        let resource = account(
            &names(),
            id.parse().expect("an id"),
            &item,
            Beside { parent: Ok(Some("ou-1-a")), services: Ok(&[service]), tags: None },
        );
        assert_eq!(resource.arn, "arn:aws:organizations::111122223333:account/o-1/444455556666");
        assert_eq!(resource.account.to_string(), id);
        assert_eq!(resource.relations[0].target, "arn:aws:organizations::111122223333:ou/o-1/ou-1-a");
        let services = resource.document.get("DelegatedServices");
        assert_eq!(services, Some(&json!([{"ServicePrincipal": "guardduty.amazonaws.com"}])));
    }

    #[test]
    fn an_account_without_tags_differs_from_one_that_nobody_asked() {
        let id = AccountId::from_number(1).expect("below 10^12");
        let with = |tags| {
            account(&names(), id, &Account::builder().build(), Beside { parent: Ok(None), services: Ok(&[]), tags })
        };
        let (unasked, without) = (with(None), with(Some(Ok(&[]))));
        assert_eq!(unasked.document.get("Tags"), None);
        assert!(unasked.unread[0].unasked && unasked.unread[0].of() == Some(Part::TAGS));
        assert_eq!(without.document.get("Tags"), Some(&json!([])));
        assert!(without.unread.is_empty());
    }

    #[test]
    fn a_policy_is_attached_to_its_targets_and_holds_its_text() {
        let summary = PolicySummary::builder().id("p-1").name("Deny").r#type(PolicyType::ServiceControlPolicy).build();
        let target = |id: &str, kind| {
            let arn = format!("arn:aws:organizations::111122223333:x/o-1/{id}");
            PolicyTargetSummary::builder().target_id(id).arn(arn).r#type(kind).build()
        };
        let targets = [target("ou-1-a", TargetType::OrganizationalUnit), target("444455556666", TargetType::Account)];
        let resource = policy(&names(), &summary, Ok(&Some(r#"{"Statement": []}"#.to_owned())), Ok(&targets));
        assert_eq!(resource.arn, "arn:aws:organizations::111122223333:policy/o-1/service_control_policy/p-1");
        assert_eq!(resource.document.get("Content"), Some(&json!({"Statement": []})));
        let accounts: Vec<String> =
            resource.relations.iter().filter_map(|one| one.target_account.map(|id| id.to_string())).collect();
        assert_eq!(accounts, ["444455556666", "111122223333"]);
    }

    #[test]
    fn what_was_not_read_of_a_policy_or_account_is_missing() {
        let gap = Gap { operation: "x".to_owned(), code: "Throttling".to_owned(), message: String::new() };
        let resource = policy(&names(), &PolicySummary::builder().id("p-1").build(), Err(&gap), Err(&gap));
        let parts = |resource: &Resource| resource.unread.iter().filter_map(|one| one.of()).collect::<Vec<_>>();
        assert_eq!(parts(&resource), [Part::CONTENT, Part::TARGETS]);
        let beside = Beside { parent: Err(&gap), services: Err(&gap), tags: Some(Err(&gap)) };
        let id = AccountId::from_number(1).expect("below 10^12");
        let resource = account(&names(), id, &Account::builder().build(), beside);
        assert_eq!(parts(&resource), [Part::PARENT, Part::DELEGATED_SERVICES, Part::TAGS]);
    }

    #[test]
    fn the_tree_hangs_together() {
        let item = Root::builder().id("r-1").name("Root").build();
        assert_eq!(root(&names(), &item).relations[0].target, "arn:aws:organizations::111122223333:organization/o-1");
        let item = OrganizationalUnit::builder().id("ou-1-b").name("Prod").build();
        let resource = unit(&names(), "r-1", &item);
        assert_eq!(resource.relations[0].target, root(&names(), &Root::builder().id("r-1").build()).arn);
    }
}
