//! What an account is for, by its place and its name.

use crate::{FolderClass, HubRole, Stage, class::is_workloads, team_of};

/// Where an account is, as far as it tells what the account is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// Outside the organization, or not listed in it.
    Outside,
    /// It is the management account, wherever it is.
    Management,
    /// Directly below the root, or in an OU that is not known.
    Root,
    /// In an OU.
    Ou {
        /// The OU's class.
        class: FolderClass,
        /// The OU or one above it is for workloads by its name: accounts in it tell their stage themselves.
        workloads: bool,
    },
}

impl Place {
    /// The place of an account in an OU, by the names from below the root down to the OU; no names are the root.
    pub fn of_path(names: &[&str]) -> Self {
        if names.is_empty() {
            return Self::Root;
        }
        let class = FolderClass::of_path(names.iter().copied());
        Self::Ou { class, workloads: names.iter().any(|name| is_workloads(name)) }
    }
}

/// What an account is for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Purpose {
    /// Its class: that of its OU; below an OU for workloads without stages, its name may tell the stage.
    pub class: FolderClass,
    /// Its stage: that of its class; where the class tells none, its name may.
    pub stage: Stage,
    /// The team it belongs to, by its name.
    pub team: String,
    /// What makes it a hub, by class and name.
    pub hub: Option<HubRole>,
}

impl Purpose {
    /// The purpose of an account of this name at a place.
    pub fn of(place: Place, name: &str) -> Self {
        let class = class(place, name);
        let stage = match Stage::of_class(class) {
            Stage::Other => Stage::of_name(name).unwrap_or(Stage::Other),
            stage => stage,
        };
        let hub = match class {
            FolderClass::Management => Some(HubRole::Management),
            FolderClass::Infrastructure => HubRole::of_name(name),
            _ => None,
        };
        Self { class, stage, team: team_of(name), hub }
    }
}

fn class(place: Place, name: &str) -> FolderClass {
    match place {
        Place::Outside => FolderClass::External,
        Place::Management => FolderClass::Management,
        Place::Root => FolderClass::Other,
        Place::Ou { class: FolderClass::Other, workloads: true } => {
            Stage::of_name(name).map_or(FolderClass::Other, FolderClass::of_stage)
        }
        Place::Ou { class, .. } => class,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &[&str], name: &str, class: FolderClass, stage: Stage) {
        let purpose = Purpose::of(Place::of_path(path), name);
        assert_eq!((purpose.class, purpose.stage), (class, stage), "{name} in {path:?}");
    }

    #[test]
    fn the_ou_decides_and_then_the_name() {
        check(&["Workloads", "Workloads_Prod"], "fraud-dev", FolderClass::Prod, Stage::Prod);
        check(&["Workloads"], "fraud-dev", FolderClass::Dev, Stage::Dev);
        check(&["Workloads", "Fraud"], "fraud-prod", FolderClass::Prod, Stage::Prod);
        check(&["Teams"], "fraud", FolderClass::Other, Stage::Other);
        check(&["Sandbox"], "sandbox-prod", FolderClass::Sandbox, Stage::Sandbox);
        check(&[], "loose-prod", FolderClass::Other, Stage::Prod);
        check(&["Compliance-HIPAA"], "claims-prod", FolderClass::Compliance, Stage::Prod);
        check(&["Security"], "audit", FolderClass::Security, Stage::Hub);
    }

    #[test]
    fn the_management_account_and_what_is_outside_need_no_name() {
        let at = |place| Purpose::of(place, "team-dev");
        assert_eq!(
            (at(Place::Management).stage, at(Place::Management).hub),
            (Stage::Management, Some(HubRole::Management))
        );
        assert_eq!((at(Place::Outside).class, at(Place::Outside).stage), (FolderClass::External, Stage::External));
    }
}
