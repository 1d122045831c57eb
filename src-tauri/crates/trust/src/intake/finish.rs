//! Everything read: names are resolved, chains of organization policies built, principals put in their order.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use armillary_classify::{Place, Purpose};
use armillary_model::{AccountId, Kind, Service, account_in_arn};
use armillary_policy::Level;

use super::{
    Covered, Intake, Known, UnitsRead,
    iam::{GroupDraft, PrincipalDraft},
    organization::{self, Drafts, Enabled, NodeDraft, PolicyType},
};
use crate::{
    Account, AccountState, Boundary, Chain, Coverage, Group, Missing, Organization, OrganizationPolicy, Part,
    Principal, RootSessions, Source, organization::Parts, pool::Compiled,
};

pub(super) fn organization(intake: Intake) -> Organization {
    let Intake {
        organization: mut drafts, principals, groups, managed, mut providers, studio, center, coverage, ..
    } = intake;
    drafts.policies.sort_by(|a, b| a.arn.cmp(&b.arn));
    drafts.policies.dedup_by(|a, b| a.arn == b.arn);
    let (mut packages, mut package_groups) = (intake.packages, intake.package_groups);
    let mut accounts = accounts(&drafts, &coverage, &principals, intake.known);
    for account in &mut accounts {
        let damaged = studio.damaged(account.id).filter(|_| account.sagemaker.reason().is_none());
        account.sagemaker = damaged.map_or_else(|| account.sagemaker.clone(), Coverage::Unread);
    }
    let resolver = Resolver { groups, managed };
    let principals = place(principals, &mut accounts, &resolver);
    let groups = resolver.groups();
    providers.sort_by(|a, b| (a.account, &a.arn).cmp(&(b.account, &b.arn)));
    providers.dedup();
    packages.sort_by(|a, b| a.arn.cmp(&b.arn));
    package_groups.sort_by(|a, b| a.arn.cmp(&b.arn));
    let unread = |account, region: &str| coverage.get(&(account, Service::SageMaker))?.regions.get(region).cloned();
    studio.doubt(&mut package_groups, unread);
    let management = organization::management(&drafts);
    let id = drafts.of_kind(Kind::Organization).next().map(|node| node.id.clone());
    let policies = drafts.policies.iter().map(organization_policy).collect();
    Organization::assemble(Parts {
        id,
        management,
        accounts,
        ou_names: ou_names(&drafts),
        principals,
        groups,
        managed: resolver.managed,
        providers,
        profiles: studio.finish(unread),
        packages,
        package_groups,
        attachments: attachments(&drafts),
        policies,
        identity_center: center.finish(&coverage, management),
        root_sessions: intake.root_sessions.unwrap_or(RootSessions::Unknown),
        documents: intake.pool.take(),
    })
}

/// The organization that was read, with other nodes and policies; and the accounts for which these are others. Principals stay, and so does what
/// was read of accounts that stay; of a new one nothing was.
pub(super) fn reorganized(now: Intake, before: Intake, read: &Organization) -> (Organization, BTreeSet<AccountId>) {
    let [then, now] = [before, now].map(|mut intake| {
        intake.organization.policies.sort_by(|a, b| a.arn.cmp(&b.arn));
        let accounts = accounts(&intake.organization, &intake.coverage, &[], intake.known);
        (accounts, intake.organization)
    });
    let before: HashMap<AccountId, &Account> = then.0.iter().map(|account| (account.id, account)).collect();
    let mut all: BTreeMap<AccountId, Account> =
        read.accounts().iter().map(|account| (account.id, account.clone())).collect();
    let mut touched = BTreeSet::new();
    for account in now.0 {
        if before.get(&account.id).is_some_and(|before| before.is_placed_like(&account)) {
            continue;
        }
        touched.insert(account.id);
        let known = all.remove(&account.id);
        let account = match known {
            Some(Account { iam, iam_as_of, sagemaker, .. }) => Account { iam, iam_as_of, sagemaker, ..account },
            None => account,
        };
        all.insert(account.id, account);
    }
    let mut parts = read.parts().clone();
    parts.accounts = all.into_values().map(|account| Account { members: 0..0, ..account }).collect();
    parts.ou_names = ou_names(&now.1);
    parts.attachments = attachments(&now.1);
    parts.policies = now.1.policies.iter().map(organization_policy).collect();
    parts.documents = Vec::new();
    let mut at = 0;
    for (next, principal) in parts.principals.iter_mut().enumerate() {
        while parts.accounts.get(at).is_some_and(|account| account.id < principal.account) {
            at = at.saturating_add(1);
        }
        seat(&mut parts.accounts, at, next as u32);
        principal.account_index = at as u32;
    }
    (Organization::assemble(parts), touched)
}

/// Makes a principal the last one of an account.
fn seat(accounts: &mut [Account], at: usize, next: u32) {
    if let Some(account) = accounts.get_mut(at) {
        if account.members.is_empty() {
            account.members = next..next;
        }
        account.members.end = next.saturating_add(1);
    }
}

/// Places of the policies at each node, in the order of the chains' levels.
fn attachments(drafts: &Drafts) -> HashMap<(PolicyType, Arc<str>), Vec<u32>> {
    let mut attachments: HashMap<_, Vec<u32>> = HashMap::new();
    for (at, draft) in drafts.policies.iter().enumerate().filter(|(_, draft)| draft.compiled.is_ok()) {
        for node in &draft.nodes {
            attachments.entry((draft.kind, node.clone())).or_default().push(at as u32);
        }
    }
    attachments
}

fn organization_policy(draft: &organization::PolicyDraft) -> OrganizationPolicy {
    OrganizationPolicy {
        arn: draft.arn.clone(),
        id: draft.id.clone(),
        name: draft.name.clone(),
        policy: draft.compiled.as_ref().ok().cloned(),
    }
}

fn ou_names(drafts: &Drafts) -> BTreeMap<Arc<str>, Arc<str>> {
    let nodes = drafts.of_kind(Kind::Root).chain(drafts.of_kind(Kind::OrganizationalUnit));
    nodes.map(|node| (node.id.clone(), node.name.clone())).collect()
}

fn covered(coverage: &Covered, account: AccountId, service: Service) -> Coverage {
    match coverage.get(&(account, service)) {
        None => Coverage::NotAsked,
        Some(UnitsRead { unread: None, .. }) => Coverage::Complete,
        Some(UnitsRead { unread: Some(reason), .. }) => Coverage::Unread(reason.clone()),
    }
}

/// All accounts of the organization, and those that hold principals without being listed in it.
fn accounts(drafts: &Drafts, coverage: &Covered, principals: &[PrincipalDraft], known: Known) -> Vec<Account> {
    let ou_names = ou_names(drafts);
    let chains = Chains::read(drafts, coverage);
    let parents = drafts.parents();
    let id = drafts.of_kind(Kind::Organization).next().map(|node| &*node.id);
    let listed: HashMap<AccountId, &NodeDraft> =
        drafts.of_kind(Kind::Account).map(|node| (node.account, node)).collect();
    let holders: BTreeSet<AccountId> =
        listed.keys().copied().chain(principals.iter().map(|principal| principal.account)).collect();
    let management = organization::management(drafts);
    let build = |account: AccountId| {
        let listed = listed.get(&account);
        let iam_as_of = coverage.get(&(account, Service::Iam)).and_then(|units| units.as_of);
        let node_ids = listed.map(|_| path(&parents, account)).unwrap_or_default();
        let place_unread = listed.and_then(|node| node.place_unread.as_deref());
        let is_placed = !node_ids.is_empty() && place_unread.is_none();
        let org_path = id.filter(|_| is_placed).map(|id| format!("{id}/{}/", node_ids.join("/")));
        let is_management = management == Some(account);
        let ou_names = names_below_the_root(&node_ids, &ou_names);
        let place = match (listed, is_management) {
            (None, _) => Place::Outside,
            (Some(_), true) => Place::Management,
            (Some(_), false) => Place::of_path(&ou_names),
        };
        let chain = |kind| match is_management {
            // SCPs and RCPs do not reach it.
            true => Chain::NotApplied,
            false => chains.of(kind, &node_ids, account, place_unread),
        };
        Account {
            id: account,
            name: listed.map_or_else(|| Arc::from(account.to_string()), |node| node.name.clone()),
            ou_names: ou_names.into_iter().map(str::to_owned).collect(),
            stage: Purpose::of(place, listed.map_or("", |node| &node.name)).stage,
            state: listed.map_or(AccountState::Active, |node| known.state(node.state, iam_as_of)),
            is_management,
            is_listed: listed.is_some(),
            iam: covered(coverage, account, Service::Iam),
            iam_as_of,
            sagemaker: covered(coverage, account, Service::SageMaker),
            scps: chain(PolicyType::ServiceControl),
            rcps: chain(PolicyType::ResourceControl),
            node_ids,
            org_path: org_path.map(Arc::from),
            members: 0..0,
        }
    };
    holders.into_iter().map(build).collect()
}

/// Names of the OUs of a path; the id of one that was not read.
fn names_below_the_root<'a>(path: &'a [Arc<str>], names: &'a BTreeMap<Arc<str>, Arc<str>>) -> Vec<&'a str> {
    let ous = path.iter().filter(|id| !id.starts_with("r-"));
    ous.map(|id| names.get(id).map_or(&**id, |name| &**name)).collect()
}

/// Ids from the root down to the account's OU.
fn path(parents: &HashMap<&str, Arc<str>>, account: AccountId) -> Vec<Arc<str>> {
    let mut path: Vec<Arc<str>> = Vec::new();
    let mut at: Arc<str> = Arc::from(account.to_string());
    while let Some(parent) = parents.get(&*at) {
        // A circle can only come from broken data; no tree of AWS is deeper than this.
        if path.len() > 16 || !(parent.starts_with("r-") || parent.starts_with("ou-")) {
            break;
        }
        path.push(parent.clone());
        at = parent.clone();
    }
    path.reverse();
    path
}

/// What a node's policies of one type are.
#[derive(Default)]
struct Attached {
    policies: Vec<Arc<armillary_policy::Policy>>,
    unknown: Option<Arc<str>>,
}

/// Organization policies by type and node.
struct Chains {
    attached: HashMap<(PolicyType, Arc<str>), Attached>,
    enabled: HashMap<PolicyType, Enabled>,
    /// By type, why a policy may be attached to any node, or be missing from one.
    anywhere: HashMap<PolicyType, Arc<str>>,
    unread: Option<Arc<str>>,
    exists: bool,
}

impl Chains {
    fn read(drafts: &Drafts, coverage: &Covered) -> Self {
        let mut attached: HashMap<(PolicyType, Arc<str>), Attached> = HashMap::new();
        let mut anywhere = HashMap::new();
        for draft in &drafts.policies {
            if let Some(reason) = &draft.targets_unread {
                anywhere.entry(draft.kind).or_insert_with(|| Arc::from(format!("policy `{}`: {reason}", draft.id)));
            }
            for node in &draft.nodes {
                let entry = attached.entry((draft.kind, node.clone())).or_default();
                match &draft.compiled {
                    Ok(policy) => entry.policies.push(policy.clone()),
                    Err(problem) => entry.unknown = Some(Arc::from(format!("policy `{}`: {problem}", draft.id))),
                }
            }
        }
        let unread = coverage.iter().filter(|((_, service), _)| *service == Service::Organizations);
        Self {
            attached,
            anywhere,
            enabled: PolicyType::ALL.into_iter().map(|kind| (kind, drafts.enabled(kind))).collect(),
            unread: unread.filter_map(|(_, units)| units.unread.clone()).next(),
            exists: drafts.of_kind(Kind::Organization).next().is_some(),
        }
    }

    /// The policies that reach an account of the organization, which is at the end of these nodes for all that is known.
    fn of(&self, kind: PolicyType, nodes: &[Arc<str>], account: AccountId, place_unread: Option<&str>) -> Chain {
        let unknown = |reason: String| Chain::Unknown(Arc::from(reason));
        if let Some(reason) = &self.unread {
            return Chain::Unknown(reason.clone());
        }
        if !self.exists {
            return unknown("the organization was not read".to_owned());
        }
        match self.enabled.get(&kind) {
            Some(Enabled::Yes) => {}
            Some(Enabled::No) => return Chain::NotApplied,
            _ => return unknown(format!("whether {} are enabled is not known", kind.plain())),
        }
        if let Some(reason) = self.anywhere.get(&kind) {
            return Chain::Unknown(reason.clone());
        }
        if let Some(reason) = place_unread {
            return unknown(format!("account `{account}`: {reason}"));
        }
        if nodes.is_empty() {
            return unknown(format!("the place of account `{account}` in the organization was not read"));
        }
        let own: Arc<str> = Arc::from(account.to_string());
        let mut levels = Vec::with_capacity(nodes.len().saturating_add(1));
        for node in nodes.iter().chain([&own]) {
            let attached = self.attached.get(&(kind, node.clone()));
            if let Some(reason) = attached.and_then(|attached| attached.unknown.clone()) {
                return Chain::Unknown(reason);
            }
            let policies = attached.map(|attached| attached.policies.clone()).unwrap_or_default();
            levels.push(Level { node: node.clone(), policies });
        }
        Chain::Levels(levels.into())
    }
}

/// Managed policies and groups by ARN.
struct Resolver {
    groups: HashMap<Arc<str>, GroupDraft>,
    managed: HashMap<Arc<str>, Compiled>,
}

/// Puts principals in the order of accounts and ARNs, each with its policies. A principal that comes twice is taken once.
fn place(mut drafts: Vec<PrincipalDraft>, accounts: &mut [Account], resolver: &Resolver) -> Vec<Principal> {
    drafts.sort_by(|a, b| (a.account, &a.arn).cmp(&(b.account, &b.arn)));
    let mut seen = HashSet::with_capacity(drafts.len());
    drafts.retain(|draft| seen.insert(draft.arn.clone()));
    drop(seen);
    let mut principals = Vec::with_capacity(drafts.len());
    let mut at = 0;
    for draft in drafts {
        while accounts.get(at).is_some_and(|account| account.id < draft.account) {
            at = at.saturating_add(1);
        }
        seat(accounts, at, principals.len() as u32);
        principals.push(resolver.principal(draft, at as u32));
    }
    principals
}

impl Resolver {
    fn principal(&self, draft: PrincipalDraft, account_index: u32) -> Principal {
        let mut missing = draft.inline.missing;
        let (mut identity, mut sources) = (Vec::new(), Vec::new());
        for (name, policy) in draft.inline.policies {
            identity.push(policy);
            sources.push(Source::Inline(name));
        }
        let mut own = Vec::new();
        own.extend(draft.managed.iter().map(|arn| (arn, Source::Managed(arn.clone()))));
        for group in &draft.groups {
            let Some(found) = self.groups.get(group) else {
                let reason = Arc::from(format!("group `{group}` was not read"));
                missing.push(Missing { part: Part::Identity, source: None, reason });
                continue;
            };
            for (name, policy) in &found.inline.policies {
                identity.push(policy.clone());
                sources.push(Source::GroupInline(group.clone(), name.clone()));
            }
            missing.extend(found.inline.missing.iter().cloned());
            own.extend(found.managed.iter().map(|arn| (arn, Source::GroupManaged(group.clone(), arn.clone()))));
        }
        for (arn, source) in own {
            match self.text_of(arn) {
                Ok(policy) => {
                    identity.push(policy);
                    sources.push(source);
                }
                Err(reason) => missing.push(Missing { part: Part::Identity, source: Some(source), reason }),
            }
        }
        let boundary = draft.boundary.map(|arn| self.boundary(arn, &mut missing));
        Principal {
            arn: draft.arn,
            kind: draft.kind,
            account: draft.account,
            unique_id: draft.unique_id,
            trust: draft.trust,
            identity: identity.into(),
            sources: sources.into(),
            boundary,
            missing: missing.into(),
            groups: draft.groups.into(),
            tags: draft.tags,
            instance_profiles: draft.instance_profiles,
            max_session_duration: draft.max_session_duration,
            last_used: draft.last_used,
            stale: draft.stale,
            account_index,
        }
    }

    /// The groups, by account and ARN.
    fn groups(&self) -> Vec<Group> {
        let known = self.groups.iter().filter_map(|(arn, draft)| Some((account_in_arn(arn)?, arn, draft)));
        let mut groups: Vec<Group> = known.map(|(account, arn, draft)| self.group(account, arn, draft)).collect();
        groups.sort_by(|a, b| (a.account, &a.arn).cmp(&(b.account, &b.arn)));
        groups
    }

    fn group(&self, account: AccountId, arn: &Arc<str>, draft: &GroupDraft) -> Group {
        let mut missing = draft.inline.missing.clone();
        let mut identity: Vec<_> = draft.inline.policies.iter().map(|(_, policy)| policy.clone()).collect();
        for managed in &draft.managed {
            match self.text_of(managed) {
                Ok(policy) => identity.push(policy),
                Err(reason) => {
                    let source = Some(Source::GroupManaged(arn.clone(), managed.clone()));
                    missing.push(Missing { part: Part::Identity, source, reason });
                }
            }
        }
        Group { arn: arn.clone(), account, identity: identity.into(), missing: missing.into() }
    }

    fn boundary(&self, arn: Arc<str>, missing: &mut Vec<Missing>) -> Boundary {
        let policies = match self.text_of(&arn) {
            Ok(policy) => vec![policy],
            Err(reason) => {
                missing.push(Missing { part: Part::Boundary, source: Some(Source::Managed(arn.clone())), reason });
                Vec::new()
            }
        };
        Boundary { arn, policies: policies.into() }
    }

    fn text_of(&self, arn: &Arc<str>) -> Compiled {
        match self.managed.get(arn) {
            Some(Ok(policy)) => Ok(policy.clone()),
            Some(Err(problem)) => Err(Arc::from(format!("managed policy `{arn}`: {problem}"))),
            None => Err(Arc::from(format!("the text of managed policy `{arn}` was not read"))),
        }
    }
}
