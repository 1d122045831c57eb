//! Our own types as bytes: their fields in order, and the places of their variants.

use armillary_classify::Stage;
use armillary_policy::Level;

use super::{Packed, Packer, Unpacker};
use crate::{
    Account, AccountState, AssigneeKind, Assignment, Boundary, Chain, Coverage, Edge, EdgeKind, Group, IdentityCenter,
    Membership, Missing, ModelPackage, Node, NodeId, OrganizationPolicy, PackageGroup, Part, Person, Principal,
    PrincipalId, PrincipalKind, Profile, Provider, ProviderKind, RootSessions, Source, Standing, UserContext,
    intake::PolicyType, organization::Parts,
};

/// A type with named fields.
macro_rules! fields {
    ($type:ty { $($field:ident),+ $(,)? } $(besides $($other:ident: $value:expr),+)?) => {
        impl Packed for $type {
            fn put(&self, out: &mut Packer) {
                $(self.$field.put(out);)+
            }

            fn take(input: &mut Unpacker<'_>) -> Option<Self> {
                $(let $field = Packed::take(input)?;)+
                Some(Self { $($field,)+ $($($other: $value),+)? })
            }
        }
    };
}

/// A type with variants, each with its number.
macro_rules! variants {
    ($type:ty { $($number:literal => $variant:ident $(($($field:ident),+))?),+ $(,)? }) => {
        impl Packed for $type {
            fn put(&self, out: &mut Packer) {
                match self {
                    $(Self::$variant $(($($field),+))? => {
                        out.byte($number);
                        $($($field.put(out);)+)?
                    })+
                }
            }

            fn take(input: &mut Unpacker<'_>) -> Option<Self> {
                match input.byte()? {
                    $($number => {
                        $($(let $field = Packed::take(input)?;)+)?
                        Some(Self::$variant $(($($field),+))?)
                    })+
                    _ => None,
                }
            }
        }
    };
}

/// A number with a type of its own.
macro_rules! number {
    ($type:ident) => {
        impl Packed for $type {
            fn put(&self, out: &mut Packer) {
                self.0.put(out);
            }

            fn take(input: &mut Unpacker<'_>) -> Option<Self> {
                u32::take(input).map(Self)
            }
        }
    };
}

number!(PrincipalId);
number!(NodeId);

fields!(Parts {
    id, management, accounts, ou_names, principals, groups, managed, providers, profiles, packages, package_groups, policies,
    attachments, identity_center, root_sessions,
} besides documents: Vec::new());
fields!(Account {
    id,
    name,
    ou_names,
    node_ids,
    org_path,
    stage,
    state,
    is_management,
    is_listed,
    iam,
    iam_as_of,
    sagemaker,
    scps,
    rcps,
    members,
});
fields!(Level { node, policies });
fields!(Principal {
    arn,
    kind,
    account,
    unique_id,
    trust,
    identity,
    sources,
    boundary,
    missing,
    groups,
    tags,
    instance_profiles,
    max_session_duration,
    last_used,
    stale,
    account_index,
});
fields!(Group { arn, account, identity, missing });
fields!(Missing { part, source, reason });
fields!(Boundary { arn, policies });
fields!(Provider { arn, account, kind, audiences });
fields!(Profile { arn, account, execution_role, domain, has_sign_in, person, tags, tags_unread, unread });
fields!(PackageGroup { arn, account, policy });
fields!(ModelPackage {
    arn,
    account,
    region,
    name,
    group,
    approval_status,
    created_by,
    last_modified_by,
    is_modified,
    stale,
});
fields!(UserContext { user_profile_arn, identity_arn, principal_id, source_identity });
fields!(OrganizationPolicy { arn, id, name, policy });
fields!(Assignment { account, permission_set, assignee_kind, assignee, is_stale });
fields!(Membership { group, user, is_stale });
fields!(Person { arn, kind, name });
fields!(IdentityCenter { assignments, memberships, people, unread });
fields!(Edge { from, to, kind, standing, via });

variants!(AccountState { 0 => Active, 1 => Suspended, 2 => PendingClosure, 3 => Closed, 4 => PendingActivation });
variants!(Stage {
    0 => Prod, 1 => PreProd, 2 => Dev, 3 => Hub, 4 => Sandbox, 5 => Management, 6 => Other, 7 => External,
});
variants!(Coverage { 0 => Complete, 1 => Unread(reason), 2 => NotAsked });
variants!(Chain { 0 => NotApplied, 1 => Levels(levels), 2 => Unknown(reason) });
variants!(PolicyType { 0 => ServiceControl, 1 => ResourceControl });
variants!(PrincipalKind { 0 => Role, 1 => User });
variants!(ProviderKind { 0 => Saml, 1 => Oidc });
variants!(Part { 0 => Trust, 1 => Identity, 2 => Boundary });
variants!(Source { 0 => Inline(name), 1 => Managed(arn), 2 => GroupInline(group, name), 3 => GroupManaged(group, arn) });
variants!(AssigneeKind { 0 => User, 1 => Group });
variants!(Standing { 0 => Allowed, 1 => AllowedIf, 2 => Unknown, 3 => Denied });
variants!(EdgeKind {
    0 => AssumeRole, 1 => AssumeRoleWithSaml, 2 => AssumeRoleWithWebIdentity, 3 => Assignment, 4 => Service,
    5 => PassRole, 6 => AssumeRoot, 7 => RewriteTrust, 8 => RewritePermissions, 9 => Studio, 10 => Credentials,
    11 => Membership,
});
variants!(Node {
    0 => Principal(id), 1 => Root(account), 2 => Provider(arn), 3 => Service(name), 4 => Person(kind, name),
    5 => ExternalAccount(account), 6 => ExternalPrincipal(arn), 7 => UnreadAccount(account), 8 => UnreadPrincipal(arn),
    9 => Anyone,
});

impl Packed for RootSessions {
    fn put(&self, out: &mut Packer) {
        match self {
            Self::Unknown => out.byte(0),
            Self::Disabled => out.byte(1),
            Self::Enabled { delegated } => {
                out.byte(2);
                delegated.put(out);
            }
        }
    }

    fn take(input: &mut Unpacker<'_>) -> Option<Self> {
        match input.byte()? {
            0 => Some(Self::Unknown),
            1 => Some(Self::Disabled),
            2 => Some(Self::Enabled { delegated: Packed::take(input)? }),
            _ => None,
        }
    }
}
