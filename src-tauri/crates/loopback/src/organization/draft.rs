//! Puts the reference organization together: every account of the layout, with what its purpose calls for.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use armillary_classify::Stage;

use super::{
    CRAWLER_ROLE, REGIONS, baseline, catalog, controls, foundation,
    iam_draft::{IamDraft, Pool},
    layout::{LANDING_ZONE, Layout, Seat},
    managed,
    network::{CENTRAL_SERVICES, STUDIO_SERVICES, VpcPlan, corporate_cidr, draw_vpc, endpoint_id},
    people,
    purpose::{Foundation, OuName, Purpose},
    registry::{self, Authors},
    studio, team, tower,
    transit::{self, ENDPOINTS, INSPECTION, Segment, WORKLOAD},
    vended,
};
use crate::state::{
    AccessKey, Account, AccountState, Agenda, Caller, DelegatedAdministrator, FeatureSet, Iam, JoinedMethod,
    Organization, Ou, Place, PolicyType, RegionName, RegionState, Root, Sessions, State, Tag, Tags, Timestamp,
};

/// In how many zones a VPC has subnets.
pub(crate) const ZONES: usize = 3;

/// AWS services that have trusted access to the organization.
const TRUSTED_SERVICES: &[&str] = &[
    "access-analyzer.amazonaws.com",
    "cloudtrail.amazonaws.com",
    "config-multiaccountsetup.amazonaws.com",
    "config.amazonaws.com",
    "controltower.amazonaws.com",
    "guardduty.amazonaws.com",
    "iam.amazonaws.com",
    "macie.amazonaws.com",
    "member.org.stacksets.cloudformation.amazonaws.com",
    "ram.amazonaws.com",
    "securityhub.amazonaws.com",
    "servicecatalog.amazonaws.com",
    "sso.amazonaws.com",
];

/// Services that are administered outside the management account, and where.
const DELEGATIONS: &[(Foundation, &[&str])] = &[
    (
        Foundation::SecurityTooling,
        &[
            "access-analyzer.amazonaws.com",
            "config-multiaccountsetup.amazonaws.com",
            "config.amazonaws.com",
            "guardduty.amazonaws.com",
            "macie.amazonaws.com",
            "securityhub.amazonaws.com",
        ],
    ),
    (Foundation::SharedServices, &["servicecatalog.amazonaws.com"]),
    (Foundation::BlueprintHub, &["servicecatalog.amazonaws.com"]),
    (
        Foundation::MlSharedServices,
        &["member.org.stacksets.cloudformation.amazonaws.com", "servicecatalog.amazonaws.com"],
    ),
];

/// The organization of this layout, without imperfections.
pub(crate) fn draw(layout: &Layout) -> State {
    let mut pool = Pool::default();
    // The organization keeps every Region it does not work in closed, so that a crawl of the enabled ones reads what there is.
    let enabled: BTreeSet<RegionName> = REGIONS.iter().map(|region| (*region).into()).collect();
    let enabled = Arc::new(enabled);
    let accounts = layout.seats.iter().map(|seat| {
        let iam = draw_iam(layout, &mut pool, seat);
        let regions = draw_regions(layout, &mut pool, seat, &iam);
        (seat.id, AccountState { iam, enabled_regions: Arc::clone(&enabled), regions })
    });
    let accounts: BTreeMap<_, _> = accounts.collect();
    let catalogs = draw_catalogs(layout);
    let factory = Place::new(layout.account(Foundation::Management), REGIONS[0]);
    let vended = catalogs.get(&factory).and_then(|catalog| vended::draw_vended(layout, catalog));
    let (account_factory, provisioning) = vended.expect("the management account is drawn with Account Factory");
    State {
        organization: draw_organization(layout),
        sessions: draw_sessions(layout, &accounts),
        identity_center: people::draw_identity_center(layout, &accounts),
        accounts,
        catalogs,
        transit: draw_transit(layout),
        catalog_organization_access: true,
        share_actions: BTreeMap::new(),
        provisioning: BTreeMap::from([(factory, provisioning)]),
        control_tower: tower::draw_tower(layout, account_factory),
        aws_managed_policies: managed::managed_policies(),
        regions: layout.regions.clone(),
        agenda: Agenda::default(),
    }
}

fn draw_organization(layout: &Layout) -> Organization {
    let since = Timestamp(LANDING_ZONE);
    let service = |service: &&str| ((*service).to_owned(), since);
    let delegate = |(foundation, services): &(Foundation, &[&str])| {
        let services = services.iter().map(service).collect();
        (layout.account(*foundation), DelegatedAdministrator { since, services })
    };
    let root = Root {
        id: layout.root.clone(),
        name: "Root".to_owned(),
        policy_types: BTreeSet::from([PolicyType::ServiceControl, PolicyType::ResourceControl]),
        changing_types: BTreeSet::new(),
        tags: Vec::new(),
    };
    Organization {
        id: layout.organization.clone(),
        management: layout.account(Foundation::Management),
        feature_set: FeatureSet::All,
        root,
        ous: layout.ous.iter().map(|(name, id)| (id.clone(), draw_ou(layout, *name, id))).collect(),
        accounts: layout.seats.iter().map(|seat| (seat.id, draw_account(layout, seat))).collect(),
        policies: controls::draw_policies(layout),
        delegated_administrators: DELEGATIONS.iter().map(delegate).collect(),
        trusted_services: TRUSTED_SERVICES.iter().map(service).collect(),
        // As an organization asks for it: some room to grow, in hundreds.
        account_quota: (layout.seats.len() + 50).next_multiple_of(100),
        creations: BTreeMap::new(),
        closures: Vec::new(),
        ids_given: 0,
    }
}

fn draw_ou(layout: &Layout, name: OuName, id: &str) -> Ou {
    let parent = name.parent().map_or(layout.root.as_str(), |parent| layout.ou(parent));
    Ou { id: id.to_owned(), parent: parent.to_owned(), name: name.name().to_owned(), tags: Vec::new() }
}

fn draw_account(layout: &Layout, seat: &Seat) -> Account {
    let managed = !matches!(seat.purpose, Purpose::Foundation(Foundation::Management));
    Account {
        id: seat.id,
        name: seat.name.to_string(),
        email: format!("aws+{}@meridian.example", seat.name),
        parent: seat.ou.map_or(layout.root.as_str(), |ou| layout.ou(ou)).to_owned(),
        state: seat.life,
        joined_method: if managed { JoinedMethod::Created } else { JoinedMethod::Invited },
        joined: seat.joined,
        tags: account_tags(seat),
    }
}

fn account_tags(seat: &Seat) -> Tags {
    let kind = |kind: &str| Tag::new("account-type", kind);
    match &seat.purpose {
        Purpose::Foundation(_) => vec![kind("foundation")],
        Purpose::DataLake => vec![kind("data-lake")],
        Purpose::Sandbox => vec![kind("sandbox")],
        Purpose::Team(stage, family) => {
            let team = Tag::new("team", Arc::clone(&family.team));
            vec![kind("ml-team"), Tag::new("stage", stage.as_str()), team]
        }
    }
}

fn draw_iam(layout: &Layout, pool: &mut Pool, seat: &Seat) -> Iam {
    let mut draft = IamDraft { layout, seat, pool, iam: Iam::default() };
    if let Purpose::Foundation(Foundation::Management) = seat.purpose {
        foundation::add_management(&mut draft);
        return draft.iam;
    }
    baseline::add_member_roles(&mut draft);
    if !seat.is_active() {
        return draft.iam;
    }
    draft.iam.alias = Some(format!("meridian-{}", seat.name));
    let endpoints: Vec<String> =
        seat_regions(layout, seat).map(|region| endpoint_id(layout, seat.id, region, WORKLOAD, "s3")).collect();
    match &seat.purpose {
        Purpose::Foundation(foundation) => foundation::add_foundation(&mut draft, *foundation),
        Purpose::DataLake => foundation::add_data_lake(&mut draft),
        Purpose::Sandbox => foundation::add_sandbox(&mut draft, &endpoints),
        Purpose::Team(stage, family) => team::add_team_roles(&mut draft, *stage, family, &endpoints),
    }
    draft.iam
}

/// The Regions in which a seat has a VPC of its own: sandboxes work in the home Region only.
fn seat_regions<'a>(layout: &'a Layout, seat: &Seat) -> impl Iterator<Item = &'a RegionName> {
    let count = match seat.purpose {
        _ if !seat.is_active() => 0,
        Purpose::Sandbox => 1,
        _ if seat.block.is_some() => layout.regions.len(),
        _ => 0,
    };
    layout.regions.iter().take(count)
}

fn draw_regions(layout: &Layout, pool: &mut Pool, seat: &Seat, iam: &Iam) -> BTreeMap<RegionName, RegionState> {
    let mut regions = BTreeMap::new();
    for (index, region) in seat_regions(layout, seat).enumerate() {
        let mut state = RegionState::default();
        let studio = matches!(seat.purpose, Purpose::Team(..) | Purpose::Sandbox);
        let plan = VpcPlan {
            seat,
            region,
            name: WORKLOAD,
            cidr: seat.block.map_or("192.168.0.0/22".to_owned(), |block| corporate_cidr(block, index)),
            zones: ZONES,
            services: if studio { STUDIO_SERVICES } else { &["logs", "sts"] },
            gateway: Segment::of(seat).map(|_| transit::gateway_id(layout, region)),
        };
        draw_vpc(layout, pool, &plan, &mut state.network);
        draw_sagemaker(layout, pool, seat, region, iam, &mut state);
        regions.insert(Arc::clone(region), state);
    }
    if let Purpose::Foundation(Foundation::Network) = seat.purpose {
        draw_network_account(layout, pool, seat, &mut regions);
    }
    regions
}

fn draw_sagemaker(
    layout: &Layout,
    pool: &mut Pool,
    seat: &Seat,
    region: &RegionName,
    iam: &Iam,
    state: &mut RegionState,
) {
    let Some(domain) = studio::draw_domain(layout, pool, seat, region) else { return };
    let roles = (iam.roles.get("SageMakerPipelineExecutionRole"), iam.roles.get("SageMakerApproverExecutionRole"));
    if let (Purpose::Team(Stage::Dev, family), (Some(pipeline), Some(approver))) = (&seat.purpose, roles)
        && layout.regions.first() == Some(region)
    {
        let authors = Authors { pipeline, approver, domain: &domain };
        let groups = registry::draw_groups(layout, seat, family, region, &authors);
        state.model_groups = groups.into_iter().map(|group| (group.name.clone(), group)).collect();
    }
    state.domains.insert(domain.id.clone(), domain);
}

fn draw_network_account(
    layout: &Layout,
    pool: &mut Pool,
    seat: &Seat,
    regions: &mut BTreeMap<RegionName, RegionState>,
) {
    for (index, region) in layout.regions.iter().enumerate() {
        let mut state = RegionState::default();
        for (name, block, services) in [(ENDPOINTS, 8, CENTRAL_SERVICES), (INSPECTION, 9, &[][..])] {
            let gateway = Some(transit::gateway_id(layout, region));
            let cidr = corporate_cidr(block, index);
            let plan = VpcPlan { seat, region, name, cidr, zones: ZONES, services, gateway };
            draw_vpc(layout, pool, &plan, &mut state.network);
        }
        regions.insert(Arc::clone(region), state);
    }
}

fn draw_catalogs(layout: &Layout) -> BTreeMap<Place, crate::state::Catalog> {
    let all = layout.regions.iter().flat_map(|region| {
        let catalogs = catalog::draw_catalogs(layout, region).into_iter();
        catalogs.map(|(owner, catalog)| (Place::new(layout.account(owner), region), catalog))
    });
    all.collect()
}

fn draw_transit(layout: &Layout) -> BTreeMap<Place, crate::state::Transit> {
    let network = layout.account(Foundation::Network);
    let draw = |region: &RegionName| {
        let mut transit = transit::draw_gateway(layout, region);
        for seat in layout.seats.iter().filter(|seat| seat.block.is_some() && seat.is_active()) {
            if let Some(segment) = Segment::of(seat) {
                transit::attach_account(layout, &mut transit, region, seat, segment);
            }
        }
        (Place::new(network, region), transit)
    };
    layout.regions.iter().map(draw).collect()
}

/// The access key that is handed out: a session of the crawler's role that does not end.
fn draw_sessions(layout: &Layout, accounts: &BTreeMap<armillary_model::AccountId, AccountState>) -> Sessions {
    let account = layout.account(Foundation::Management);
    let role = accounts.get(&account).and_then(|state| state.iam.roles.get(CRAWLER_ROLE));
    let role = role.expect("the management account is drawn with the crawler's role");
    let caller = Caller::Session {
        account,
        role: Arc::clone(&role.name),
        role_id: role.id.clone(),
        session: "armillary".to_owned(),
    };
    let handed_out = layout.ids.lower("AKIA", "handed-out", 16).to_ascii_uppercase();
    // Without a session token, so that a key, its secret and a Region are all a client has to be given.
    let key = AccessKey { secret: layout.ids.secret("handed-out/secret", 40), token: None, expires: None, caller };
    Sessions { keys: BTreeMap::from([(handed_out.clone(), key)]), handed_out }
}
