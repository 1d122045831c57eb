//! What names tell: the class of an OU by the names on its path, and the team and stage of an account by its name.

use crate::FolderClass;

/// A stage of the way to production. The order is that of the defence rings, innermost first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum Stage {
    Prod,
    PreProd,
    Dev,
}

impl Stage {
    pub(crate) const ALL: [Stage; 3] = [Stage::Prod, Stage::PreProd, Stage::Dev];

    pub(crate) fn class(self) -> FolderClass {
        match self {
            Self::Prod => FolderClass::Prod,
            Self::PreProd => FolderClass::PreProd,
            Self::Dev => FolderClass::Dev,
        }
    }

    pub(crate) fn of_class(class: FolderClass) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.class() == class)
    }

    pub(crate) fn plain(self) -> &'static str {
        match self {
            Self::Prod => "production",
            Self::PreProd => "pre-production",
            Self::Dev => "development",
        }
    }
}

const COMPLIANCE: &[&str] = &["compliance", "hipaa", "pci", "regulated", "gdpr", "sox", "phi"];
const SANDBOX: &[&str] = &["sandbox", "sandboxes", "playground", "experiments"];
const DEPLOYMENTS: &[&str] = &["deployment", "deployments", "cicd", "devops", "pipelines"];
const SECURITY: &[&str] = &["security", "audit", "logarchive"];
const INFRASTRUCTURE: &[&str] =
    &["infrastructure", "infra", "network", "networking", "sharedservices", "platform", "foundation", "foundational"];
const WORKLOADS: &[&str] = &["workload", "workloads", "sagemaker", "teams", "products", "applications"];
const PRE_PROD: &[&str] = &[
    "preprod",
    "preproduction",
    "staging",
    "stage",
    "stg",
    "test",
    "testing",
    "uat",
    "qa",
    "acceptance",
    "integration",
];
const PROD: &[&str] = &["prod", "production", "prd", "live"];
/// Where there is no more than production and the rest, the rest is development.
const NON_PROD: &[&str] = &["nonprod", "nonproduction"];
const DEV: &[&str] = &["dev", "development", "develop", "poc", "sdlc"];

/// The words of a name in lower case, cut at punctuation and at a capital after a small letter.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut after_small = false;
    for letter in name.chars() {
        let cut = !letter.is_alphanumeric() || (after_small && letter.is_uppercase());
        if cut && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if letter.is_alphanumeric() {
            word.extend(letter.to_lowercase());
        }
        after_small = letter.is_lowercase() || letter.is_ascii_digit();
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Single words and joined neighbours (`pre` + `prod`), pairs first, each with the words it covers.
fn terms(words: &[String]) -> Vec<(usize, usize, String)> {
    let pairs = words.windows(2).enumerate().map(|(at, pair)| (at, at + 2, pair.concat()));
    let singles = words
        .iter()
        .enumerate()
        .map(|(at, word)| (at, at + 1, word.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned()));
    pairs.chain(singles).collect()
}

fn says(words: &[String], list: &[&str]) -> bool {
    terms(words).iter().any(|(_, _, term)| list.contains(&term.as_str()))
}

/// The stage a name speaks of, and which of its words say so.
fn stage_in(words: &[String]) -> Option<(Stage, usize, usize)> {
    let terms = terms(words);
    let find = |list: &[&str]| terms.iter().rev().find(|(_, _, term)| list.contains(&term.as_str()));
    // `preprod` and `nonprod` are pairs that hold `prod`: they are looked for first.
    let stages = [(PRE_PROD, Stage::PreProd), (NON_PROD, Stage::Dev), (PROD, Stage::Prod), (DEV, Stage::Dev)];
    stages.into_iter().find_map(|(list, stage)| find(list).map(|(from, to, _)| (stage, *from, *to)))
}

/// The class of an OU, by the names from below the root down to itself.
///
/// Compliance anywhere on the path wins. Otherwise the first name from the top that says something decides, so that
/// `Security/Prod` is security and `Workloads/Prod/Security` is production.
pub(crate) fn class_of_path<'a>(names: impl Iterator<Item = &'a str>) -> FolderClass {
    let names: Vec<Vec<String>> = names.map(words).collect();
    if names.iter().any(|words| says(words, COMPLIANCE)) {
        return FolderClass::Compliance;
    }
    if names.iter().any(|words| says(words, &["policystaging", "suspended", "quarantine"])) {
        return FolderClass::Other;
    }
    names.iter().find_map(|words| class_of_name(words)).unwrap_or(FolderClass::Other)
}

fn class_of_name(words: &[String]) -> Option<FolderClass> {
    let rules = [
        (SANDBOX, FolderClass::Sandbox),
        (DEPLOYMENTS, FolderClass::Deployments),
        (SECURITY, FolderClass::Security),
        (INFRASTRUCTURE, FolderClass::Infrastructure),
    ];
    let rule = rules.into_iter().find(|(list, _)| says(words, list)).map(|(_, class)| class);
    rule.or_else(|| stage_in(words).map(|(stage, _, _)| stage.class()))
}

/// Whether a name is that of an OU for workloads as such.
pub(crate) fn is_workloads(name: &str) -> bool {
    says(&words(name), WORKLOADS)
}

/// The stage an OU's or account's name speaks of.
pub(crate) fn stage_of(name: &str) -> Option<Stage> {
    stage_in(&words(name)).map(|(stage, _, _)| stage)
}

/// The team an account belongs to by its name, without the stage: `team-fraud-dev` and `Fraud Prod` are both `fraud`.
pub(crate) fn team_of(name: &str) -> String {
    let mut words = words(name);
    if let Some((_, from, to)) = stage_in(&words) {
        words.drain(from..to);
    }
    if words.len() > 1 && matches!(words[0].as_str(), "team" | "account") {
        words.remove(0);
    }
    if words.last().is_some_and(|word| word == "account") && words.len() > 1 {
        words.pop();
    }
    if words.is_empty() { name.to_lowercase() } else { words.join("-") }
}

/// What makes an account a hub, in the order the hubs stand around the centre.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum HubRole {
    Management,
    Network,
    SharedServices,
    MlSharedServices,
    Blueprints,
    PortfolioOwner,
}

/// The hub role that the name of an account in an infrastructure OU tells.
pub(crate) fn hub_role(name: &str) -> Option<HubRole> {
    let words = words(name);
    let shared = says(&words, &["shared", "sharedservices", "hub", "platform"]);
    let machine_learning = says(&words, &["ml", "mlops", "ai", "machinelearning"]);
    if says(&words, &["network", "networking", "transit", "connectivity"]) {
        Some(HubRole::Network)
    } else if machine_learning && shared {
        Some(HubRole::MlSharedServices)
    } else if says(&words, &["blueprint", "blueprints", "vending", "sharedinfrastructure"]) {
        Some(HubRole::Blueprints)
    } else if shared {
        Some(HubRole::SharedServices)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ou_paths_tell_their_class() {
        let check = |path: &str, class| assert_eq!(class_of_path(path.split('/')), class, "{path}");
        check("Security", FolderClass::Security);
        check("Infrastructure", FolderClass::Infrastructure);
        check("Workloads", FolderClass::Other);
        check("Workloads/Dev", FolderClass::Dev);
        check("Workloads/Workloads_PreProd", FolderClass::PreProd);
        check("Workloads/Pre-Production", FolderClass::PreProd);
        check("Workloads/WorkloadsProd", FolderClass::Prod);
        check("SDLC/NonProd", FolderClass::Dev);
        check("OU SageMaker PoC", FolderClass::Dev);
        check("Staging", FolderClass::PreProd);
        check("Workloads/Non-Prod", FolderClass::Dev);
        check("Deployments/Prod", FolderClass::Deployments);
        check("DevOps", FolderClass::Deployments);
        check("Sandbox", FolderClass::Sandbox);
        check("Workloads/HIPAA/Prod", FolderClass::Compliance);
        check("Security/Prod", FolderClass::Security);
        check("Workloads/Prod/Security", FolderClass::Prod);
        check("Policy Staging", FolderClass::Other);
        check("Suspended", FolderClass::Other);
        check("Präsentation", FolderClass::Other);
    }

    #[test]
    fn account_names_tell_team_and_stage() {
        let check = |name: &str, team: &str, stage| assert_eq!((team_of(name).as_str(), stage_of(name)), (team, stage));
        check("team-fraud-dev", "fraud", Some(Stage::Dev));
        check("fraud-preprod", "fraud", Some(Stage::PreProd));
        check("Fraud Prod", "fraud", Some(Stage::Prod));
        check("fraud-pre-prod", "fraud", Some(Stage::PreProd));
        check("Project_Prod", "project", Some(Stage::Prod));
        check("team-3-dev", "3", Some(Stage::Dev));
        check("prod", "prod", Some(Stage::Prod));
        check("log-archive", "log-archive", None);
        check("product-catalog", "product-catalog", None);
    }

    #[test]
    fn hubs_are_told_by_name() {
        assert_eq!(hub_role("network"), Some(HubRole::Network));
        assert_eq!(hub_role("ml-shared-services"), Some(HubRole::MlSharedServices));
        assert_eq!(hub_role("Shared Services"), Some(HubRole::SharedServices));
        assert_eq!(hub_role("blueprint-hub"), Some(HubRole::Blueprints));
        assert_eq!(hub_role("data-lake-risk"), None);
    }
}
