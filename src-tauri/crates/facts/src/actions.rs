//! Actions, their access levels and the resources they are about (Service Authorization Reference).

use std::{cmp::Ordering, sync::OnceLock};

use crate::table::{Table, fits, words};

pub(crate) const ACTIONS: Table = Table(include_str!("../data/actions.tsv"));
pub(crate) const RESOURCE_TYPES: Table = Table(include_str!("../data/resource_types.tsv"));
pub(crate) const RCP_SERVICES: Table = Table(include_str!("../data/rcp_services.tsv"));
pub(crate) const LOOKING: Table = Table(include_str!("../data/looking_actions.tsv"));

/// What an action does, as AWS sorts it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum AccessLevel {
    /// It lists resources.
    List,
    /// It reads what resources hold.
    Read,
    /// It changes tags.
    Tagging,
    /// It changes resources.
    Write,
    /// It changes who may do what.
    PermissionsManagement,
}

/// An action that AWS knows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ActionFact {
    /// Its name without the service, as AWS writes it: `AssumeRole`.
    pub name: &'static str,
    /// What it does.
    pub level: AccessLevel,
    types: &'static str,
}

impl ActionFact {
    /// The types of resources it is about, and whether one of the type is required.
    pub fn resource_types(&self) -> impl Iterator<Item = (&'static str, bool)> + use<> {
        words(self.types, ',').map(|kind| match kind.strip_suffix('*') {
            Some(name) => (name, true),
            None => (kind, false),
        })
    }

    /// Whether it changes what it is about.
    pub fn changes(&self) -> bool {
        self.level >= AccessLevel::Tagging
    }
}

/// The rows of one service.
struct Service<'d> {
    name: &'d str,
    rows: Vec<[&'d str; 3]>,
    /// In the order of the lower-case name.
    actions: OnceLock<Box<[ActionFact]>>,
}

fn all() -> &'static [Service<'static>] {
    static SERVICES: OnceLock<Box<[Service<'static>]>> = OnceLock::new();
    SERVICES.get_or_init(|| {
        let mut services: Vec<Service<'static>> = Vec::new();
        for [name, level, types, actions] in ACTIONS.cells() {
            match services.last_mut().filter(|last| last.name == name) {
                Some(last) => last.rows.push([level, types, actions]),
                None => {
                    services.push(Service { name, rows: vec![[level, types, actions]], actions: OnceLock::new() });
                }
            }
        }
        services.into()
    })
}

fn service(name: &str) -> Option<&'static Service<'static>> {
    let services = all();
    services.get(services.binary_search_by_key(&name, |service| service.name).ok()?)
}

impl Service<'static> {
    fn actions(&self) -> &[ActionFact] {
        self.actions.get_or_init(|| {
            let mut all: Vec<ActionFact> = Vec::new();
            for [letter, types, names] in &self.rows {
                let Some(level) = AccessLevel::of(letter) else { continue };
                all.extend(words(names, ' ').map(|name| ActionFact { name, level, types }));
            }
            all.sort_unstable_by(|one, two| order(one.name, two.name));
            all.into()
        })
    }

    /// The actions whose names fit a pattern.
    fn fitting(&'static self, pattern: &str) -> impl Iterator<Item = (&'static str, ActionFact)> + use<> {
        let start = pattern.split(['*', '?']).next().unwrap_or_default().to_owned();
        let pattern = pattern.to_owned();
        let actions = self.actions();
        let first = actions.partition_point(|action| order(action.name, &start) == Ordering::Less);
        let rest = actions.get(first..).unwrap_or_default().iter();
        let begins = move |action: &&ActionFact| {
            action.name.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(&start))
        };
        let fitting = rest.take_while(begins).filter(move |action| fits(&pattern, action.name));
        fitting.map(|action| (self.name, *action))
    }
}

impl AccessLevel {
    fn of(letter: &str) -> Option<AccessLevel> {
        Some(match letter {
            "L" => Self::List,
            "R" => Self::Read,
            "T" => Self::Tagging,
            "W" => Self::Write,
            "P" => Self::PermissionsManagement,
            _ => return None,
        })
    }
}

fn order(one: &str, two: &str) -> Ordering {
    let lower = |byte: u8| byte.to_ascii_lowercase();
    one.bytes().map(lower).cmp(two.bytes().map(lower))
}

/// Whether a service has this prefix, in lower case: `sts`.
pub fn is_service(prefix: &str) -> bool {
    service(prefix).is_some()
}

/// The prefixes of all services, in order.
pub fn services() -> impl Iterator<Item = &'static str> {
    all().iter().map(|service| service.name)
}

/// The actions of a service, by its prefix in lower case; none where there is no such service.
pub fn actions_of(prefix: &str) -> &'static [ActionFact] {
    service(prefix).map_or(&[], Service::actions)
}

/// The actions that a pattern of a policy stands for, such as `iam:Put*`, each with the prefix of its service. What is newer than
/// the reference is not among them.
pub fn covered_by(pattern: &str) -> impl Iterator<Item = (&'static str, ActionFact)> + use<> {
    let (service, name) = pattern.split_once(':').unwrap_or((pattern, if pattern == "*" { "*" } else { "" }));
    let (service, name) = (service.to_ascii_lowercase(), name.to_owned());
    let is_one = !service.contains(['*', '?']);
    let one = is_one.then(|| self::service(&service)).flatten();
    let many = all().iter().filter(move |known| !is_one && fits(&service, known.name));
    one.into_iter().chain(many).flat_map(move |service| service.fitting(&name))
}

/// Whether an action only looks. Some that the reference calls writes or permissions management are among those that AWS lets
/// readers do.
pub fn looks(prefix: &str, action: &ActionFact) -> bool {
    static ROWS: OnceLock<Box<[(&'static str, &'static str)]>> = OnceLock::new();
    let rows = ROWS.get_or_init(|| LOOKING.rows().filter_map(|row| row.split_once(':')).collect());
    !action.changes() || rows.binary_search(&(prefix, action.name)).is_ok()
}

/// An action by its service prefix (in lower case) and name (in any case).
pub fn action(prefix: &str, name: &str) -> Option<ActionFact> {
    let actions = actions_of(prefix);
    let place = actions.binary_search_by(|action| order(action.name, name)).ok()?;
    actions.get(place).copied()
}

/// The ARNs of the resources that an action is about, with `*` for what varies, and whether it takes one of each type; else it takes
/// one of any. An action that is about none is about `*`. Where the reference requires one of AWS's own beside one of the account's, the
/// action takes either, as a code interpreter of Bedrock AgentCore: the account's counts.
pub fn resources_of(prefix: &str, name: &str) -> (Vec<&'static str>, bool) {
    let types: Vec<(&str, bool)> =
        action(prefix, name).into_iter().flat_map(|action| action.resource_types()).collect();
    let takes_all = types.iter().any(|(_, is_required)| *is_required);
    let asked = types.iter().filter(|(_, is_required)| *is_required || !takes_all);
    let mut arns: Vec<_> = asked.filter_map(|(kind, _)| resource_pattern(prefix, kind)).collect();
    let is_of_aws = |arn: &str| arn.split(':').nth(4) == Some("aws");
    if takes_all && !arns.iter().all(|arn| is_of_aws(arn)) {
        arns.retain(|arn| !is_of_aws(arn));
    }
    if arns.is_empty() {
        arns.push("*");
    }
    (arns, takes_all)
}

/// The ARN of a type of resource of a service, with `*` for what varies.
pub fn resource_pattern(prefix: &str, kind: &str) -> Option<&'static str> {
    types_of(prefix).find(|[_, name, _]| *name == kind).map(|[.., arn]| *arn)
}

/// Whether an ARN is that of a resource of this type of a service.
pub fn is_resource_of(prefix: &str, kind: &str, arn: &str) -> bool {
    resource_pattern(prefix, kind).is_some_and(|pattern| fits(pattern, arn))
}

/// The ARNs of all types of resources of a service, with `*` for what varies.
pub(crate) fn resource_patterns(prefix: &str) -> impl Iterator<Item = &'static str> {
    types_of(prefix).map(|[.., arn]| *arn)
}

fn types_of(prefix: &str) -> impl Iterator<Item = &'static [&'static str; 3]> {
    static ROWS: OnceLock<Box<[[&'static str; 3]]>> = OnceLock::new();
    let rows = ROWS.get_or_init(|| RESOURCE_TYPES.cells().collect());
    let start = rows.partition_point(|[service, ..]| *service < prefix);
    rows.get(start..).unwrap_or_default().iter().take_while(move |[service, ..]| *service == prefix)
}

/// Whether resource control policies restrict the resources of the service of this prefix, in lower case.
pub fn restricts(prefix: &str) -> bool {
    static SERVICES: OnceLock<Box<[&'static str]>> = OnceLock::new();
    let services = SERVICES.get_or_init(|| RCP_SERVICES.rows().collect());
    services.binary_search(&prefix).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_is_found_in_any_case_with_its_level_and_resources() {
        let pass = action("iam", "passrole").unwrap();
        assert_eq!((pass.name, pass.level), ("PassRole", AccessLevel::Write));
        assert_eq!(pass.resource_types().collect::<Vec<_>>(), [("role", true)]);
        assert_eq!(resource_pattern("iam", "role"), Some("arn:*:iam::*:role/*"));
        assert!(is_resource_of(
            "servicecatalog",
            "Portfolio",
            "arn:aws:catalog:eu-west-1:111122223333:portfolio/port-1"
        ));
        assert!(!is_resource_of("organizations", "account", "arn:aws:organizations::111122223333:ou/o-1/ou-1"));
        assert_eq!(action("ec2", "DescribeInstances").unwrap().resource_types().count(), 0);
        assert!(!action("s3", "GetObject").unwrap().changes() && action("s3", "PutBucketPolicy").unwrap().changes());
        assert_eq!(action("s3", "GetObjekt"), None);
        assert_eq!(resources_of("iam", "PassRole"), (vec!["arn:*:iam::*:role/*"], true));
        assert_eq!(resources_of("cloudformation", "CreateStackSet"), (vec!["*"], false));
        let interpreters = vec!["arn:*:bedrock-agentcore:*:*:code-interpreter-custom/*"];
        assert_eq!(resources_of("bedrock-agentcore", "StartCodeInterpreterSession"), (interpreters, true));
        assert!(is_service("sagemaker") && !is_service("sagemakr"));
    }

    #[test]
    fn every_row_can_be_read_and_found() {
        assert!(services().is_sorted(), "the rows of a service stand together, in order");
        let mut count = 0;
        for service in all() {
            for fact in service.actions() {
                assert_eq!(action(service.name, fact.name), Some(*fact));
                for (kind, _) in fact.resource_types() {
                    let arn = resource_pattern(service.name, kind);
                    assert!(arn.is_some_and(|arn| arn.starts_with("arn:")), "{} {kind}", service.name);
                }
                count += 1;
            }
        }
        assert_eq!(count, ACTIONS.rows().map(|row| row.rsplit('\t').next().unwrap().split(' ').count()).sum::<usize>());
        assert!(count > 20_000);
    }

    #[test]
    fn patterns_cover_actions_and_not_verbs() {
        let names = |pattern: &str| covered_by(pattern).map(|(_, action)| action.name).collect::<Vec<_>>();
        assert_eq!(names("STS:Get?ession*"), ["GetSessionToken"]);
        assert_eq!(names("iam:passrole"), ["PassRole"]);
        assert!(names("iam:*").len() > 100 && names("*").len() > 20_000 && names("*:*").len() > 20_000);
        assert_eq!(names("iam:NoSuchAction"), [] as [&str; 0]);
        assert_eq!(names("nobody:*"), [] as [&str; 0]);
        assert!(covered_by("*:PutBucketPolicy").any(|(service, _)| service == "s3-outposts"));
    }

    #[test]
    fn what_only_looks_is_told_by_its_level() {
        let is_looking = |service: &str, name: &str| looks(service, &action(service, name).unwrap());
        assert!(is_looking("s3", "GetObject") && is_looking("dynamodb", "PartiQLSelect"), "whatever their names");
        assert!(!is_looking("sts", "GetFederationToken") && !is_looking("redshift", "GetClusterCredentials"));
        assert!(!is_looking("lakeformation", "GetDataAccess"));
        assert!(is_looking("iot", "ListSubscriptions"), "AWS lets readers do it");
        let rows: Vec<_> = LOOKING.rows().filter_map(|row| row.split_once(':')).collect();
        assert!(rows.is_sorted() && rows.iter().all(|(service, name)| action(service, name).unwrap().changes()));
    }

    #[test]
    fn services_with_resource_control_policies_are_known() {
        assert!(restricts("sts") && restricts("s3") && restricts("kms"));
        assert!(RCP_SERVICES.rows().is_sorted());
        assert!(!restricts("iam") && !restricts("sagemaker") && !restricts("lambda"));
    }
}
