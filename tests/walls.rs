//! The walls of the house, checked: which crate may depend on what, and where the window's platform may be imported.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

const PURE: &[&str] = &[
    "armillary-model",
    "armillary-facts",
    "armillary-policy",
    "armillary-classify",
    "armillary-topology",
    "armillary-trust",
    "armillary-guardrails",
    "armillary-plan",
    "armillary-roles",
    "armillary-report",
];

/// What pure crates may depend on besides each other: no runtime, no network, no files, no SQL.
const PURE_MAY_USE: &[&str] =
    &["memchr", "petgraph", "resvg", "serde", "serde_json", "sha2", "strsim", "thiserror", "toml", "ts-rs"];

/// Which of our crates may depend on a crate that opens a door to the outside; `*` stands for the rest of a name.
const DOORS: &[(&str, &[&str])] = &[
    ("rusqlite", &["armillary-store"]),
    ("tauri*", &["armillary"]),
    ("keyring", &["armillary-aws"]),
    ("aws-config", &["armillary-aws"]),
    ("aws-sdk-sts", &["armillary-aws"]),
    ("aws-*", &["armillary-aws", "armillary-collect", "armillary-execute"]),
    ("hyper*", &["armillary-loopback", "armillary-aws"]),
    (
        "tokio*",
        &[
            "armillary-aws",
            "armillary-collect",
            "armillary-execute",
            "armillary-loopback",
            "armillary-app",
            "armillary",
        ],
    ),
];

/// Every crate of ours, and which of the others it may know.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("armillary-model", &[]),
    ("armillary-facts", &[]),
    ("armillary-policy", &["armillary-facts"]),
    ("armillary-classify", &[]),
    ("armillary-topology", &["armillary-model", "armillary-classify"]),
    ("armillary-trust", &["armillary-model", "armillary-facts", "armillary-policy", "armillary-classify"]),
    (
        "armillary-guardrails",
        &["armillary-model", "armillary-facts", "armillary-policy", "armillary-classify", "armillary-trust"],
    ),
    ("armillary-plan", &["armillary-model", "armillary-facts", "armillary-policy", "armillary-classify"]),
    ("armillary-roles", &["armillary-facts"]),
    ("armillary-report", &["armillary-model", "armillary-topology"]),
    ("armillary-aws", &["armillary-model", "armillary-facts"]),
    ("armillary-collect", &["armillary-model", "armillary-aws"]),
    ("armillary-store", &["armillary-model"]),
    (
        "armillary-execute",
        &["armillary-model", "armillary-facts", "armillary-aws", "armillary-plan", "armillary-store"],
    ),
    ("armillary-loopback", &["armillary-model", "armillary-facts", "armillary-policy", "armillary-classify"]),
    ("armillary-wire", &["armillary-model", "armillary-classify", "armillary-plan", "armillary-topology"]),
    (
        "armillary-app",
        &[
            "armillary-model",
            "armillary-facts",
            "armillary-policy",
            "armillary-classify",
            "armillary-topology",
            "armillary-trust",
            "armillary-guardrails",
            "armillary-plan",
            "armillary-roles",
            "armillary-report",
            "armillary-aws",
            "armillary-collect",
            "armillary-execute",
            "armillary-store",
            "armillary-loopback",
            "armillary-wire",
        ],
    ),
    (
        "armillary",
        &[
            "armillary-model",
            "armillary-facts",
            "armillary-plan",
            "armillary-policy",
            "armillary-topology",
            "armillary-aws",
            "armillary-store",
            "armillary-loopback",
            "armillary-wire",
            "armillary-app",
        ],
    ),
];

/// The normal dependencies of each workspace package, by name.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("cargo prints JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    packages
        .iter()
        .map(|package| {
            let all = package["dependencies"].as_array().expect("dependencies");
            let normal = all.iter().filter(|dependency| dependency["kind"] != "dev");
            (text(&package["name"]), normal.map(|dependency| text(&dependency["name"])).collect())
        })
        .collect()
}

#[test]
fn pure_crates_depend_on_nothing_that_does_io() {
    let packages = dependencies();
    for name in PURE {
        for dependency in &packages[*name] {
            let allowed = PURE.contains(&dependency.as_str()) || PURE_MAY_USE.contains(&dependency.as_str());
            assert!(allowed, "{name} is pure and must not depend on {dependency}");
        }
    }
}

#[test]
fn each_door_to_the_outside_has_its_keepers() {
    for (package, uses) in dependencies() {
        for used in uses {
            let opens = |door: &str| door.strip_suffix('*').map_or(used == door, |start| used.starts_with(start));
            let Some((door, keepers)) = DOORS.iter().find(|(door, _)| opens(door)) else { continue };
            assert!(keepers.contains(&package.as_str()), "{package} must not depend on {used} ({door})");
        }
    }
}

#[test]
fn crates_know_only_what_the_map_says() {
    for (package, uses) in dependencies() {
        let (_, known) = MAY_KNOW
            .iter()
            .find(|(name, _)| *name == package)
            .unwrap_or_else(|| panic!("{package} has no row in MAY_KNOW: say which of our crates it may know"));
        for ours in uses.iter().filter(|used| used.starts_with("armillary-")) {
            assert!(known.contains(&ours.as_str()), "{package} must not know {ours}");
        }
    }
}

#[test]
fn the_architecture_names_every_crate() {
    let text = read(&root().join("src-tauri/docs/ARCHITECTURE.md"));
    for package in dependencies().keys() {
        let name = package.trim_start_matches("armillary-");
        assert!(text.contains(&format!("| `{name}`")), "the code map of ARCHITECTURE.md has no row for {name}");
    }
}

/// What stands at the root of each crate that is total: tests may panic, nothing else.
const TOTAL: &str = "#![cfg_attr(not(test),deny(clippy::arithmetic_side_effects,clippy::expect_used,clippy::indexing_slicing,\
    clippy::panic,clippy::string_slice,clippy::unreachable,clippy::unwrap_used))]";

#[test]
fn crates_that_are_total_say_so() {
    for name in [
        "armillary-model",
        "armillary-facts",
        "armillary-policy",
        "armillary-classify",
        "armillary-trust",
        "armillary-guardrails",
        "armillary-plan",
        "armillary-roles",
        "armillary-topology",
        "armillary-report",
    ] {
        let file = source_of(name).join("lib.rs");
        let text: String = read(&file).split_whitespace().collect();
        assert!(text.contains(TOTAL), "{} must deny the lints of a crate that is total", file.display());
    }
}

#[test]
fn pure_crates_read_no_clock_file_or_environment() {
    let forbidden = ["std::fs", "std::net", "std::env::", "std::process", "SystemTime", "Instant::now", "async fn"];
    for name in PURE {
        for file in files(&source_of(name), &["rs"]) {
            let text = read(&file);
            for word in forbidden {
                assert!(!text.contains(word), "{} is in a pure crate and must not use {word}", file.display());
            }
        }
    }
}

/// Where no list of what AWS decides is kept: that is for `facts` to know. The loopback's organization is made up, and says itself
/// what it has; how its services answer is not.
const WITHOUT_FACTS: &[&str] = &[
    "policy/src",
    "trust/src",
    "guardrails/src",
    "plan/src",
    "roles/src",
    "aws/src",
    "loopback/src/authorize",
    "loopback/src/server",
    "loopback/src/services",
    "loopback/src/state",
];

/// Lists that say what a rule, an edge or a client is about, and not what AWS decides.
const SUBJECTS: &[(&str, &str)] = &[
    ("aws/src/endpoints.rs", "SERVICES"),
    ("plan/src/reread.rs", "ACCOUNTS"),
    ("plan/src/reread.rs", "ADMINISTRATORS"),
    ("plan/src/reread.rs", "ASSIGNMENTS"),
    ("plan/src/reread.rs", "BASELINES"),
    ("plan/src/reread.rs", "CONTROLS"),
    ("plan/src/reread.rs", "FACTORY"),
    ("plan/src/reread.rs", "LAUNCHED"),
    ("plan/src/reread.rs", "NODES"),
    ("plan/src/reread.rs", "OTHERS"),
    ("plan/src/reread.rs", "POLICIES"),
    ("plan/src/reread.rs", "PRINCIPALS"),
    ("plan/src/reread.rs", "SHARES"),
    ("plan/src/reread.rs", "TAGS"),
    ("plan/src/reread.rs", "TARGETS"),
    ("plan/src/reread.rs", "TEXTS"),
    ("plan/src/steps/calls.rs", "STEP_CALLS"),
    ("trust/src/graph/credentials.rs", "NAMES"),
    ("trust/src/graph/rewriting.rs", "CHANGES"),
];

#[test]
fn what_aws_decides_is_asked_of_the_facts() {
    let crates = root().join("src-tauri/crates");
    for folder in WITHOUT_FACTS {
        for file in files(&crates.join(folder), &["rs"]) {
            let shown = file.strip_prefix(&crates).expect("below the crates").display().to_string();
            if shown.ends_with("tests.rs") || shown.contains("/tests/") {
                continue;
            }
            for (name, word) in lists_of_aws(&read(&file)) {
                let is_subject = SUBJECTS.contains(&(shown.as_str(), name.as_str()));
                assert!(is_subject, "{shown}: `{word}` in `{name}` is what AWS decides, and belongs into `facts`");
            }
        }
    }
}

/// The lists among the constants of a file that hold two or more words of AWS, as texts or made of such, each with the first one. One
/// word alone is what the code is about.
fn lists_of_aws(text: &str) -> Vec<(String, String)> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let code: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code = code.join("\n");
    let items = ["const ", "static "].into_iter().flat_map(|word| code.split(word).skip(1));
    let declared = items.filter_map(|item| item.split_once('='));
    let lists = declared.filter(|(declared, _)| declared.contains('[') && !declared.contains(['{', '\n']));
    let found = lists.filter_map(|(declared, values)| {
        let end = ["];", "));"].iter().filter_map(|end| values.find(end)).min().unwrap_or(values.len());
        let words = values[..end].split('"').skip(1).step_by(2).filter(|word| is_of_aws(word));
        let words: Vec<&str> = words.collect();
        let name = declared.split(':').next().unwrap_or_default().trim();
        (words.len() > 1).then(|| (name.to_owned(), words[0].to_owned()))
    });
    found.collect()
}

#[test]
fn lists_of_what_aws_decides_are_found_and_others_are_not() {
    let found = |text: &str| lists_of_aws(text).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    assert_eq!(found(r#"const KEYS: [&str; 2] = ["aws:SourceIp", "aws:SourceVpc"];"#), ["KEYS"]);
    assert_eq!(
        found(r#"static PAIRS: &[(&str, &str)] = &[("a", "sts:AssumeRole"), ("b", "iam:PassRole")];"#),
        ["PAIRS"]
    );
    assert_eq!(found(r#"const REGIONS: &[&str] = &["eu-west-1", "us-east-1"];"#), ["REGIONS"]);
    let made = r#"static MADE: LazyLock<[Action; 2]> = LazyLock::new(|| ["sts:AssumeRole", "iam:PassRole"].map(Action::new));"#;
    assert_eq!(found(made), ["MADE"]);
    assert_eq!(
        found("struct A {\n    a: &'static str,\n    b: [&str; 2],\n}\nfn f() { let x = [\"sts\", \"iam\"]; }"),
        [""; 0]
    );
    assert_eq!(found(r#"const NAMES: &[&str] = &["*BreakGlass*", "*Emergency*"];"#), [""; 0]);
    assert_eq!(found(r#"const ACTION: &str = "iam:PassRole"; const OTHER: &str = "sts:AssumeRole";"#), [""; 0]);
    assert_eq!(found("#[cfg(test)] const KEYS: [&str; 2] = [\"aws:SourceIp\", \"aws:SourceVpc\"];"), [""; 0]);
}

/// Whether a word is a service, an action, a condition key, a service principal or a Region.
fn is_of_aws(word: &str) -> bool {
    let is_action = |(service, name)| armillary_facts::action(service, name).is_some();
    let mut regions = armillary_facts::partitions().iter().flat_map(|partition| partition.regions());
    armillary_facts::is_service(word)
        || armillary_facts::is_service_principal(word)
        || armillary_facts::key(&word.to_ascii_lowercase()).is_some()
        || word.split_once(':').is_some_and(is_action)
        || regions.any(|region| region == word)
}

#[test]
fn only_the_platform_folder_imports_tauri() {
    let source = root().join("ui/src");
    for file in files(&source, &["ts", "tsx"]) {
        let text = read(&file);
        let inside = file.starts_with(source.join("platform"));
        assert!(inside || !text.contains("@tauri-apps/"), "{} must not import @tauri-apps", file.display());
    }
}

/// A module is a file below `src`, or a folder with all its files.
#[test]
fn the_modules_of_the_handlers_form_no_cycle() {
    let source = source_of("armillary-app");
    let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in files(&source, &["rs"]) {
        let module = module_of(file.strip_prefix(&source).expect("below the source"));
        if module != "lib" {
            let mut used = modules_named(&read(&file));
            used.remove(&module);
            uses.entry(module).or_default().append(&mut used);
        }
    }
    for (module, used) in &uses {
        for name in used {
            assert!(
                uses.contains_key(name),
                "{module} names `crate::{name}`, which is no module: name where it is from"
            );
        }
    }
    assert!(uses["app"].len() > 10, "what modules use is found");
    while let Some(leaf) = uses.iter().find(|(_, used)| used.is_empty()).map(|(module, _)| module.clone()) {
        uses.remove(&leaf);
        uses.values_mut().for_each(|used| {
            used.remove(&leaf);
        });
    }
    assert!(uses.is_empty(), "modules of the app crate that hang on each other, or on some that do: {uses:?}");
}

fn module_of(file: &Path) -> String {
    let first = file.iter().next().expect("a name").to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

/// The first names of all `crate::` paths in a text, also of those in braces.
fn modules_named(text: &str) -> BTreeSet<String> {
    let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let code = code.join("\n");
    let mut names = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            Some(list) => names.extend(firsts(list)),
            None => names.extend(first_name(rest)),
        }
    }
    names
}

/// The first name of each path in a list, up to the brace that closes it.
fn firsts(list: &str) -> Vec<String> {
    let (mut depth, mut start, mut names) = (0_u32, 0, Vec::new());
    for (place, letter) in list.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                names.extend(first_name(list[start..place].trim_start()));
                start = place + 1;
                if letter == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    names
}

fn first_name(path: &str) -> Option<String> {
    let end = path.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(path.len());
    (end > 0).then(|| path[..end].to_owned())
}

#[test]
fn the_names_of_modules_are_found_in_paths_and_lists() {
    let text = "use crate::{a::{b, c}, d as e,\n f};\nlet x = crate::g::h();\n// crate::not_code\npub(crate) fn y() {}";
    let names: Vec<String> = modules_named(text).into_iter().collect();
    assert_eq!(names, ["a", "d", "f", "g"]);
}

fn source_of(package: &str) -> PathBuf {
    root().join("src-tauri/crates").join(package.trim_start_matches("armillary-")).join("src")
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).expect("readable")
}

fn files(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder exists") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            found.extend(files(&path, extensions));
        } else if path.extension().is_some_and(|extension| extensions.iter().any(|wanted| extension == *wanted)) {
            found.push(path);
        }
    }
    found
}
