//! Changing what a role or user may do: the actions that do it, what each gives, and on what each is asked. Who changes it may be another,
//! or the one who is changed.

use std::sync::{Arc, LazyLock};

use armillary_policy::{Action, Context, Effect, Policy};

use Gives::{Anything, Choice, NoBoundary, NoDenial};
use Holder::{Attached, GroupAttached, GroupInline, Inline};
use PrincipalKind::{Role, User};

use crate::{Group, Organization, Part, Principal, PrincipalKind, Source, Standing, facts::Target};

/// What a change gives to the one whose permissions are changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Gives {
    /// Whatever whoever changes it writes or attaches.
    Anything,
    /// What is there already: the rights of a group, another version of a policy.
    Choice,
    /// The end of its permissions boundary.
    NoBoundary,
    /// The end of a policy that denies it something.
    NoDenial,
}

impl Gives {
    /// Whether it only takes off what holds somebody down.
    pub(crate) fn only_frees(self) -> bool {
        matches!(self, NoBoundary | NoDenial)
    }
}

/// On what an action is asked, about one role or user.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum On {
    /// Itself, where it is of this kind.
    Itself(PrincipalKind),
    /// The groups it is in.
    Groups,
    /// The groups that it is not in and that would give it something.
    OtherGroups,
    /// The account's own managed policies that it has, if need be by a group.
    Policies,
    /// Itself, where it is of this kind and has a permissions boundary.
    Bounded(PrincipalKind),
    /// The same; the action brings another boundary.
    BoundedAnew(PrincipalKind),
    /// The policy that is its permissions boundary, where it is one of the account's own.
    Boundary,
    /// What holds a policy that denies it something.
    Denying(Holder),
}

/// What holds a policy that denies something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Holder {
    /// Itself, where it is of this kind: the policy is attached to it.
    Attached(PrincipalKind),
    /// The same: the policy is its inline policy.
    Inline(PrincipalKind),
    /// A group it is in: the policy is attached to the group.
    GroupAttached,
    /// The same: the policy is an inline policy of the group.
    GroupInline,
    /// A group it is in, either way.
    Group,
}

/// An action that changes what a role or user may do.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Change {
    name: &'static str,
    on: On,
    pub gives: Gives,
}

const fn change(name: &'static str, on: On, gives: Gives) -> Change {
    Change { name, on, gives }
}

/// Every change; what [`Rewrites`] holds are their places here.
const CHANGES: [Change; 22] = [
    change("iam:PutRolePolicy", On::Itself(Role), Anything),
    change("iam:AttachRolePolicy", On::Itself(Role), Anything),
    change("iam:PutUserPolicy", On::Itself(User), Anything),
    change("iam:AttachUserPolicy", On::Itself(User), Anything),
    change("iam:PutGroupPolicy", On::Groups, Anything),
    change("iam:AttachGroupPolicy", On::Groups, Anything),
    change("iam:CreatePolicyVersion", On::Policies, Anything),
    change("iam:SetDefaultPolicyVersion", On::Policies, Choice),
    change("iam:AddUserToGroup", On::OtherGroups, Choice),
    change("iam:DeleteRolePermissionsBoundary", On::Bounded(Role), NoBoundary),
    change("iam:PutRolePermissionsBoundary", On::BoundedAnew(Role), NoBoundary),
    change("iam:DeleteUserPermissionsBoundary", On::Bounded(User), NoBoundary),
    change("iam:PutUserPermissionsBoundary", On::BoundedAnew(User), NoBoundary),
    change("iam:CreatePolicyVersion", On::Boundary, NoBoundary),
    change("iam:SetDefaultPolicyVersion", On::Boundary, NoBoundary),
    change("iam:DetachRolePolicy", On::Denying(Attached(Role)), NoDenial),
    change("iam:DeleteRolePolicy", On::Denying(Inline(Role)), NoDenial),
    change("iam:DetachUserPolicy", On::Denying(Attached(User)), NoDenial),
    change("iam:DeleteUserPolicy", On::Denying(Inline(User)), NoDenial),
    change("iam:DetachGroupPolicy", On::Denying(GroupAttached), NoDenial),
    change("iam:DeleteGroupPolicy", On::Denying(GroupInline), NoDenial),
    change("iam:RemoveUserFromGroup", On::Denying(Holder::Group), NoDenial),
];

/// The actions of the changes, in their order.
static ACTIONS: LazyLock<[Action; CHANGES.len()]> = LazyLock::new(|| CHANGES.map(|change| Action::new(change.name)));

/// The changes with their actions and places.
pub(crate) fn changes() -> impl Iterator<Item = (u32, &'static Change, &'static Action)> {
    CHANGES.iter().zip(ACTIONS.iter()).enumerate().map(|(at, (change, action))| (at as u32, change, action))
}

/// The changes that are open, out of all that there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rewrites(pub(crate) u32);

impl Rewrites {
    /// Every change there is.
    pub const EVERY: Self = Self((1 << CHANGES.len()) - 1);

    pub(crate) fn changes(self) -> impl Iterator<Item = (&'static Change, &'static Action)> {
        changes().filter(move |(at, ..)| self.0 & (1 << at) != 0).map(|(_, change, action)| (change, action))
    }

    /// The actions in their usual spelling, each once, in a fixed order.
    pub fn actions(self) -> impl Iterator<Item = &'static str> {
        let mut told = Vec::new();
        for (change, _) in self.changes() {
            if !told.contains(&change.name) {
                told.push(change.name);
            }
        }
        told.into_iter()
    }

    /// The actions that give this, in their usual spelling.
    pub fn giving(self, gives: Gives) -> impl Iterator<Item = &'static str> {
        self.changes().filter(move |(change, _)| change.gives == gives).map(|(change, _)| change.name)
    }

    /// Whether one of them gives this.
    pub fn give(self, gives: Gives) -> bool {
        self.giving(gives).next().is_some()
    }
}

/// A key that a request brings, and its value; `None` where the request does not have the key.
pub(crate) type Key<'k> = (&'static str, Option<&'k str>);

/// What a request brings.
pub(crate) fn context<'k>(keys: impl IntoIterator<Item = &'k Key<'k>>) -> Context {
    let mut context = Context::new();
    for (key, value) in keys {
        match value {
            Some(value) => context.set(key, *value),
            None => context.absent(key),
        };
    }
    context
}

/// The key that tells the permissions boundary of whom a request changes, or the one that it brings.
pub(crate) const BOUNDARY: &str = "iam:PermissionsBoundary";

/// A role or user, and what of it can be changed.
pub(crate) struct Changeable<'o> {
    pub principal: &'o Principal,
    /// Itself, for actions of IAM.
    pub itself: Target<'o>,
    groups: Vec<&'o Group>,
    /// What stands for its being in these groups.
    in_groups: Standing,
    policies: Vec<&'o str>,
    /// Where the policies are written that deny it something.
    denying: Vec<&'o Source>,
    /// What a request tells of its permissions boundary; empty where that is not known.
    boundary: Vec<Key<'o>>,
}

impl<'o> Changeable<'o> {
    pub fn new(organization: &'o Organization, principal: &'o Principal) -> Self {
        let unread = |source: &Option<Source>| source.is_none() && principal.kind == User;
        let mut missing = principal.missing.iter().filter(|missing| missing.part == Part::Identity);
        // Nobody can tell in which groups it is.
        let is_anywhere = missing.any(|missing| unread(&missing.source));
        let of_account = organization.groups_of(principal.account);
        let groups = of_account.iter().filter(|group| is_anywhere || principal.groups.contains(&group.arn)).collect();
        let in_groups = if is_anywhere { Standing::Unknown } else { Standing::Allowed };
        let missing = principal.missing.iter().filter(|missing| missing.part == Part::Identity);
        let sources = principal.sources.iter().chain(missing.filter_map(|missing| missing.source.as_ref()));
        let mut policies: Vec<&str> = sources.filter_map(own_policy).collect();
        policies.sort_unstable();
        policies.dedup();
        let denies = |policy: &Arc<Policy>| policy.statements().iter().any(|one| one.effect() == Effect::Deny);
        let written = principal.identity.iter().zip(&principal.sources);
        let denying = written.filter(|(policy, _)| denies(policy)).map(|(_, source)| source).collect();
        let boundary = match &principal.boundary {
            Some(boundary) => vec![(BOUNDARY, Some(&*boundary.arn))],
            None if principal.unknown(Part::Boundary).is_none() => vec![(BOUNDARY, None)],
            None => Vec::new(),
        };
        let itself = Target::managed(organization, principal);
        Self { principal, itself, groups, in_groups, policies, denying, boundary }
    }

    /// The requests of a change: on what, with which keys, and what stands for there being any such thing to change.
    pub fn requests(
        &self,
        organization: &'o Organization,
        change: &Change,
        visit: &mut dyn FnMut(&Target<'o>, &[Key<'_>], Standing),
    ) {
        let is = |kind: PrincipalKind| self.principal.kind == kind;
        let boundary = &self.boundary;
        let bounds = self.principal.boundary.as_ref();
        let thing = |arn: &str| Target::resource(organization, arn, None);
        match change.on {
            On::Itself(kind) if is(kind) => visit(&self.itself, boundary, Standing::Allowed),
            On::Bounded(kind) if is(kind) && bounds.is_some() => visit(&self.itself, boundary, Standing::Allowed),
            On::BoundedAnew(kind) if is(kind) && bounds.is_some() => {
                // A boundary that allows everything holds nobody down.
                let another = format!("arn:{}:iam::aws:policy/AdministratorAccess", organization.partition());
                visit(&self.itself, &[(BOUNDARY, Some(&another))], Standing::Allowed);
            }
            On::Boundary => {
                let own = bounds.filter(|boundary| is_of_account(&boundary.arn));
                own.into_iter().for_each(|boundary| visit(&thing(&boundary.arn), &[], Standing::Allowed));
            }
            On::Groups => self.groups.iter().for_each(|group| visit(&thing(&group.arn), &[], self.in_groups)),
            On::OtherGroups if is(User) => self.other_groups(organization).for_each(|(group, standing)| {
                visit(&thing(&group.arn), &[], standing);
            }),
            On::Policies => self.policies.iter().for_each(|arn| visit(&thing(arn), &[], Standing::Allowed)),
            On::Denying(holder) => self.denying(organization, holder, visit),
            On::Itself(_) | On::Bounded(_) | On::BoundedAnew(_) | On::OtherGroups => {}
        }
    }

    /// The requests by which a policy is taken away that denies it something.
    fn denying(
        &self,
        organization: &'o Organization,
        holder: Holder,
        visit: &mut dyn FnMut(&Target<'o>, &[Key<'_>], Standing),
    ) {
        let kind = self.principal.kind;
        let group = |arn: &str| Target::resource(organization, arn, None);
        for source in &self.denying {
            match (holder, source) {
                (Attached(of), Source::Managed(arn)) if of == kind => {
                    let keys: Vec<Key<'_>> = self.boundary.iter().copied().chain([detached(arn)]).collect();
                    visit(&self.itself, &keys, Standing::Allowed);
                }
                (Inline(of), Source::Inline(_)) if of == kind => visit(&self.itself, &self.boundary, Standing::Allowed),
                (GroupAttached, Source::GroupManaged(holding, arn)) => {
                    visit(&group(holding), &[detached(arn)], Standing::Allowed);
                }
                (GroupInline, Source::GroupInline(holding, _))
                | (Holder::Group, Source::GroupInline(holding, _) | Source::GroupManaged(holding, _)) => {
                    visit(&group(holding), &[], Standing::Allowed);
                }
                _ => {}
            }
        }
    }

    /// Groups it is not in that have a policy it has not, or may have one.
    fn other_groups(&self, organization: &'o Organization) -> impl Iterator<Item = (&'o Group, Standing)> {
        let principal = self.principal;
        // Texts are compiled once, so that two policies of one text are one.
        let is_new = move |policy: &Arc<Policy>| !principal.identity.iter().any(|own| Arc::ptr_eq(own, policy));
        let others = organization.groups_of(principal.account).iter();
        let others = others.filter(|group| !principal.groups.contains(&group.arn));
        others.filter_map(move |group| match (group.identity.iter().any(is_new), group.missing.is_empty()) {
            (true, _) => Some((group, Standing::Allowed)),
            (false, false) => Some((group, Standing::Unknown)),
            (false, true) => None,
        })
    }
}

/// The key that tells which policy is detached.
fn detached(arn: &str) -> Key<'_> {
    ("iam:PolicyARN", Some(arn))
}

/// The ARN of a managed policy of the account's own.
fn own_policy(source: &Source) -> Option<&str> {
    let (Source::Managed(arn) | Source::GroupManaged(_, arn)) = source else { return None };
    is_of_account(arn).then_some(&**arn)
}

/// Whether a managed policy is of an account, and not of AWS, which nobody changes.
fn is_of_account(arn: &str) -> bool {
    !arn.contains(":iam::aws:")
}
