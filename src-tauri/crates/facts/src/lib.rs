//! What AWS decides and nobody else: actions and their resources, condition keys, services, partitions, calls that no
//! policy decides. All of it is data, in `data/`, each file with its source and date: `make facts` takes most of them out of
//! packages of the npm and Python registries and tells what changed; in those that are kept by hand, each row has a source.
//!
//! Deliberately not here: who asks, and what follows from a fact.

// This crate does not panic on data.
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

mod actions;
mod calls;
mod keys;
mod limits;
mod models;
mod oidc;
mod opening;
mod partitions;
mod passing;
mod principals;
mod protected;
mod roles;
mod sources;
mod table;
mod trusted_access;
mod workloads;

pub use actions::{
    AccessLevel, ActionFact, action, actions_of, covered_by, is_resource_of, is_service, looks, resource_pattern,
    resources_of, restricts, services,
};
pub use calls::{Answer, Call, CallerKind, calls};
pub use keys::{Carrier, KeyKind, carried_by, key, keys};
pub use limits::limit;
pub use models::{approving_actions, building_actions};
pub use oidc::{Issuer, claims, issuer};
pub use opening::{Opening, may_have_policy, openings};
pub use partitions::{Partition, is_default_region, partition, partition_of_region, partitions};
pub use passing::{Pass, passes};
pub use principals::{
    actions_besides, identity_providers, is_identity_provider, is_service_principal, linked_service, tags_go_on,
    without_place,
};
pub use protected::{Changer, Protected, protected};
pub use roles::{BaselineRole, RolePurpose, TellsSource, architecture_roles, baseline_roles, tells_source};
pub use sources::{Source, date, sources};
pub use trusted_access::trusted_access;
pub use workloads::{Workload, workloads};
