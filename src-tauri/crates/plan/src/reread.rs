//! Whether what a plan rests on was read again: what only an earlier crawl tells may be otherwise by now.
//!
//! A unit of which some call failed tells nothing of what that call tells, and is as good as ever for the rest: who may not read the text of
//! policies can still see where accounts are.

use std::collections::BTreeSet;

use armillary_model::{AccountId, Gap, Service, Snapshot, UnitReading};

use crate::{
    Check, CheckStatus, Claim, Fact, Plan, PlanError,
    organization::{Known, Organization},
};

/// What to do where something was not read again.
const REMEDY: &str = "let whoever applies the plan read it (`armillary coverage` tells which call failed, and why), then apply the same plan again";

const ACCOUNTS: &[&str] = &["organizations:ListAccounts", "organizations:ListAccountsForParent"];
const NODES: &[&str] = &["organizations:ListOrganizationalUnitsForParent", "organizations:ListRoots"];
const TAGS: &[&str] = &["organizations:ListAccounts", "organizations:ListTagsForResource"];
const TARGETS: &[&str] = &["organizations:ListPolicies", "organizations:ListTargetsForPolicy"];
const POLICIES: &[&str] = &["organizations:ListPolicies"];
const TEXTS: &[&str] = &["organizations:DescribePolicy", "organizations:ListPolicies"];
const ADMINISTRATORS: &[&str] = &[
    "organizations:ListAccounts",
    "organizations:ListDelegatedAdministrators",
    "organizations:ListDelegatedServicesForAccount",
];
const SHARES: &[&str] = &["servicecatalog:DescribePortfolioShares", "servicecatalog:ListPortfolios"];
const PRINCIPALS: &[&str] = &[
    "servicecatalog:ListAcceptedPortfolioShares",
    "servicecatalog:ListPortfolios",
    "servicecatalog:ListPrincipalsForPortfolio",
];
const ASSIGNMENTS: &[&str] = &[
    "identitystore:ListGroups",
    "identitystore:ListUsers",
    "sso:ListAccountAssignments",
    "sso:ListAccountAssignmentsForPrincipal",
    "sso:ListAccountsForProvisionedPermissionSet",
    "sso:ListInstances",
    "sso:ListPermissionSets",
];
const BASELINES: &[&str] = &[
    "controltower:GetEnabledBaseline",
    "controltower:ListBaselines",
    "controltower:ListEnabledBaselines",
    "controltower:ListLandingZones",
];
const CONTROLS: &[&str] =
    &["controltower:GetEnabledControl", "controltower:ListEnabledControls", "controltower:ListLandingZones"];
const FACTORY: &[&str] = &[
    "servicecatalog:ListPortfolios",
    "servicecatalog:ListProvisioningArtifacts",
    "servicecatalog:SearchProductsAsAdmin",
];
const LAUNCHED: &[&str] = &["servicecatalog:SearchProvisionedProducts"];

/// Calls that tell other things than each of these claims is about. A call that is in none of the lists may tell anything.
const OTHERS: &[&str] = &[
    "controltower:GetLandingZone",
    "identitystore:ListGroupMemberships",
    "servicecatalog:DescribeConstraint",
    "servicecatalog:DescribeProductAsAdmin",
    "servicecatalog:ListConstraintsForPortfolio",
    "servicecatalog:GetAWSOrganizationsAccessStatus",
    "servicecatalog:ListOrganizationPortfolioAccess",
    "servicecatalog:ListResourcesForTagOption",
    "servicecatalog:ListTagOptions",
    "sso:DescribePermissionSet",
    "sso:GetInlinePolicyForPermissionSet",
    "sso:GetPermissionsBoundaryForPermissionSet",
    "sso:ListCustomerManagedPolicyReferencesInPermissionSet",
    "sso:ListManagedPoliciesInPermissionSet",
];

impl Plan {
    /// The checks that are unknown because what the plan rests on was not read in the crawl of a snapshot, each once. Of a plan that is half
    /// carried out only the facts of steps still to be done count, as in [`Plan::stale`]; what the plan itself says is not known is none.
    pub fn unread(&self, snapshot: &Snapshot, done: impl Fn(&str) -> bool) -> Result<Vec<Check>, PlanError> {
        let facts: Vec<&Fact> = self.needed(done).filter(|fact| fact.is_known()).collect();
        unread(&facts, &Organization::of(snapshot)?)
    }

    /// The same of everything that the plan rests on: where it is not read, nobody can tell what came of the plan.
    pub fn unseen(&self, snapshot: &Snapshot) -> Result<Vec<Check>, PlanError> {
        unread(&self.based_on.facts.iter().collect::<Vec<_>>(), &Organization::of(snapshot)?)
    }
}

fn unread(facts: &[&Fact], organization: &Organization<'_>) -> Result<Vec<Check>, PlanError> {
    let why = facts.iter().filter_map(|fact| fact.claim.read_again(organization).err());
    let details: BTreeSet<String> = why.collect();
    let check = |detail| Check {
        check: "read-again".to_owned(),
        status: CheckStatus::Unknown,
        detail,
        remedy: REMEDY.to_owned(),
    };
    Ok(details.into_iter().map(check).collect())
}

impl Fact {
    /// Whether the plan was made from something that was read.
    fn is_known(&self) -> bool {
        !self.about.ends_with("not known")
    }
}

impl Claim {
    /// Whether the crawl of a snapshot read what this is about itself; else why not.
    fn read_again(&self, organization: &Organization<'_>) -> Known<()> {
        let of_organization = |calls| match organization.snapshot.coverage.organization() {
            Some(unit) => is_read(&unit, organization.snapshot.crawl, calls),
            None => Err("the organization was never read".to_owned()),
        };
        match self {
            Self::Place { .. } | Self::State { .. } | Self::AccountName { .. } | Self::Email { .. } => {
                of_organization(ACCOUNTS)
            }
            Self::Node { .. } => of_organization(NODES),
            Self::Tag { .. } => of_organization(TAGS),
            Self::Attachment { .. } | Self::Targets { .. } => of_organization(TARGETS),
            Self::PolicyText { .. } => of_organization(TEXTS),
            Self::PolicyName { .. } | Self::PolicySummary { .. } => of_organization(POLICIES),
            Self::Administrator { .. } => of_organization(ADMINISTRATORS),
            Self::Share { portfolio, .. } => {
                let owner = organization.portfolio(portfolio).map(|portfolio| portfolio.record.account);
                owner.map_or(Ok(()), |owner| catalog(organization, portfolio, owner, SHARES))
            }
            Self::Principal { portfolio, account, .. } => catalog(organization, portfolio, *account, PRINCIPALS),
            Self::Assignment { .. } => match organization.center() {
                Ok(center) => {
                    unit(organization, center.administrator, Service::IdentityCenter, center.region, ASSIGNMENTS)
                }
                Err(why) => Err(why),
            },
            Self::Registration { .. } => tower(organization, Service::ControlTower, BASELINES),
            Self::Control { .. } => tower(organization, Service::ControlTower, CONTROLS),
            Self::Factory => tower(organization, Service::ServiceCatalog, FACTORY),
            Self::Launched { .. } => tower(organization, Service::ServiceCatalog, LAUNCHED),
        }
    }
}

/// Whether Service Catalog of an account was read where a portfolio is. A portfolio that is not known makes the plan stale, and is no question here.
fn catalog(organization: &Organization<'_>, portfolio: &str, account: AccountId, calls: &[&str]) -> Known<()> {
    let Some(portfolio) = organization.portfolio(portfolio) else { return Ok(()) };
    unit(organization, account, Service::ServiceCatalog, &portfolio.record.region, calls)
}

/// Whether a service of the management account was read in the home Region of Control Tower. Where there is none, nothing rests on it.
fn tower(organization: &Organization<'_>, service: Service, calls: &[&str]) -> Known<()> {
    match organization.landing_zone() {
        Ok(Some(zone)) => unit(organization, organization.management, service, &zone.region, calls),
        Ok(None) => Ok(()),
        Err(why) => Err(why),
    }
}

/// Whether a service of an account was read in a Region, as far as these calls tell of it; where none are named, all of it.
fn unit(
    organization: &Organization<'_>,
    account: AccountId,
    service: Service,
    region: &str,
    calls: &[&str],
) -> Known<()> {
    let coverage = &organization.snapshot.coverage;
    match coverage.of_service(account, service).find(|unit| unit.region == region) {
        Some(unit) => is_read(&unit, organization.snapshot.crawl, calls),
        None => Err(format!(
            "{service} of account {} was never read in {region}",
            organization.called(&account.to_string())
        )),
    }
}

/// Whether a unit was read in a crawl, as far as these calls tell of it.
fn is_read(unit: &UnitReading<'_>, crawl: i64, calls: &[&str]) -> Known<()> {
    let place = || format!("{} in account {} ({})", unit.service, unit.account, unit.region);
    if unit.reading.crawl != Some(crawl) {
        return Err(format!("{} was not read again", place()));
    }
    as_far_as(unit, calls)
}

/// Whether the calls that tell what accounts administer were answered when the organization was last read.
pub(crate) fn administrators(organization: &Organization<'_>) -> Known<()> {
    match organization.snapshot.coverage.organization() {
        Some(unit) => as_far_as(&unit, ADMINISTRATORS),
        None => Err("the organization was never read".to_owned()),
    }
}

/// Whether the latest reading of a unit came to its end, as far as these calls tell of it.
fn as_far_as(unit: &UnitReading<'_>, calls: &[&str]) -> Known<()> {
    let place = || format!("{} in account {} ({})", unit.service, unit.account, unit.region);
    if unit.reading.is_covered() {
        return Ok(());
    }
    match unit.reading.gaps.iter().find(|gap| matters(gap, calls)) {
        Some(gap) => Err(format!("{} was not read again: {}", place(), told(gap))),
        None if unit.reading.gaps.is_empty() => Err(format!("{} was not read again", place())),
        None => Ok(()),
    }
}

/// Whether a call that failed could have told what these calls tell.
fn matters(gap: &Gap, calls: &[&str]) -> bool {
    let lists = [
        ACCOUNTS,
        NODES,
        TAGS,
        TARGETS,
        TEXTS,
        ADMINISTRATORS,
        SHARES,
        PRINCIPALS,
        ASSIGNMENTS,
        BASELINES,
        CONTROLS,
        FACTORY,
        LAUNCHED,
        OTHERS,
    ];
    let is_in = |list: &[&str]| list.contains(&gap.operation.as_str());
    is_in(calls) || !lists.into_iter().any(is_in)
}

/// A call that failed, in words.
fn told(gap: &Gap) -> String {
    match (gap.operation.is_empty(), gap.code.is_empty()) {
        (true, _) => gap.message.clone(),
        (false, true) => format!("`{}` failed: {}", gap.operation, gap.message),
        (false, false) => format!("`{}` failed: {} ({})", gap.operation, gap.message, gap.code),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use armillary_model::{CoverageDraft, GLOBAL, Status, Unit};

    use super::*;
    use crate::{
        Intent, Settings,
        fixture::{Fixture, HUB, MANAGEMENT, REGION, id, stamp},
        plan,
    };

    fn planned(intent: Intent) -> (Plan, Snapshot) {
        let snapshot = Fixture::platform().finish();
        (plan(&intent, &snapshot, &Settings::default(), stamp()).expect("a plan"), snapshot)
    }

    /// The snapshot as a second crawl leaves it, which read Organizations and the hub's Service Catalog with these calls failing.
    fn again(snapshot: &Snapshot, failing: &[&str]) -> Snapshot {
        let unit = |account, region: &str, service| Unit { account: id(account), region: region.to_owned(), service };
        let gap = |operation: &&str| Gap {
            operation: (*operation).to_owned(),
            code: "AccessDeniedException".to_owned(),
            message: "no".to_owned(),
        };
        let of = |service: &str| failing.iter().filter(|call| call.starts_with(service)).map(gap).collect::<Vec<_>>();
        let read = |unit: Unit, gaps: Vec<Gap>| {
            let status = if gaps.is_empty() { Status::Complete } else { Status::Denied };
            (unit, status, gaps)
        };
        let units = [
            read(unit(MANAGEMENT, GLOBAL, Service::Organizations), of("organizations")),
            read(unit(HUB, REGION, Service::ServiceCatalog), of("s")),
        ];
        let coverage = Arc::new(CoverageDraft::of_one_crawl(2, units));
        Snapshot { crawl: 2, coverage, ..snapshot.clone() }
    }

    fn details(plan: &Plan, snapshot: &Snapshot) -> String {
        let checks = plan.unread(snapshot, |_| false).expect("an organization");
        assert!(checks.iter().all(|check| check.status == CheckStatus::Unknown && !check.remedy.is_empty()));
        checks.into_iter().map(|check| check.detail).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn what_a_plan_rests_on_is_asked_of_the_crawl_itself() {
        let (moving, snapshot) = planned(Intent::Move { account: "churn-dev".to_owned(), to: "Sandbox".to_owned() });
        assert_eq!(details(&moving, &snapshot), "");
        assert_eq!(details(&moving, &again(&snapshot, &[])), "");
        // Read by the first crawl, and not by the one that is asked.
        let late = Snapshot { crawl: 2, ..snapshot.clone() };
        assert!(details(&moving, &late).contains("organizations in account 100000000000 (global) was not read again"));
        let refused = again(&snapshot, &["organizations:ListAccounts"]);
        assert!(details(&moving, &refused).contains("`organizations:ListAccounts` failed: no (AccessDeniedException)"));
        assert_eq!(moving.unread(&refused, |_| true), Ok(Vec::new()), "what is done rests on nothing");
    }

    #[test]
    fn a_call_that_tells_something_else_stops_nothing() {
        let (moving, snapshot) = planned(Intent::Move { account: "churn-dev".to_owned(), to: "Sandbox".to_owned() });
        assert_eq!(details(&moving, &again(&snapshot, &["organizations:DescribePolicy", "sts:AssumeRole"])), "");
        // Nobody knows what this one would have told.
        assert_ne!(details(&moving, &again(&snapshot, &["organizations:ListStrange"])), "");
        let (share, snapshot) = planned(Intent::Share {
            portfolio: "Model building".to_owned(),
            with: "Workloads".to_owned(),
            share_principals: None,
            share_tag_options: None,
        });
        assert_eq!(details(&share, &again(&snapshot, &["servicecatalog:DescribeConstraint"])), "");
        assert_ne!(details(&share, &again(&snapshot, &["servicecatalog:DescribePortfolioShares"])), "");
        assert_ne!(details(&share, &again(&snapshot, &["sts:AssumeRole"])), "");
    }

    #[test]
    fn who_shares_is_as_well_known_as_the_delegated_administrators_are() {
        let (share, snapshot) = planned(Intent::Share {
            portfolio: "Model building".to_owned(),
            with: "Workloads".to_owned(),
            share_principals: None,
            share_tag_options: None,
        });
        let refused = |call: &str| {
            let mut refused = again(&snapshot, &[call]);
            // What a reading did not cover is stale, all of it.
            let of_organization = |record: &&mut armillary_model::Record| record.arn.contains(":organizations:");
            refused.records.iter_mut().filter(of_organization).for_each(|record| record.stale = true);
            refused
        };
        let policies = refused("organizations:DescribePolicy");
        assert_eq!(share.stale(&policies, |_| false), Ok(Vec::new()));
        let steps =
            |snapshot: &Snapshot| plan(&share.intent, snapshot, &share.settings, stamp()).expect("a plan").steps;
        assert_eq!(steps(&policies), share.steps);
        let administrators = refused("organizations:ListDelegatedAdministrators");
        assert_eq!(share.stale(&administrators, |_| false).map(|changed| changed.len()), Ok(1));
    }

    #[test]
    fn what_the_plan_says_is_not_known_is_no_news_until_it_is_proved() {
        let mut fixture = Fixture::platform();
        fixture.of_account(MANAGEMENT + 100).document.as_object_mut().expect("an object").remove("Tags");
        let intent = Intent::Tag {
            account: "churn-dev".to_owned(),
            set: [("a".to_owned(), "b".to_owned())].into(),
            remove: BTreeSet::new(),
        };
        let snapshot = fixture.finish();
        let tagging = plan(&intent, &snapshot, &Settings::default(), stamp()).expect("a plan");
        let refused = again(&snapshot, &["organizations:ListTagsForResource"]);
        assert_eq!(details(&tagging, &refused), "");
        assert_eq!(tagging.unseen(&refused).map(|checks| checks.len()), Ok(1));
    }
}
