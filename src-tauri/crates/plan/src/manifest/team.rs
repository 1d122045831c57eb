//! The manifest of a team.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::ManifestError;
use crate::intent::{People, Vend, VendPath, stage, strange_placeholder};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    team: Team,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Team {
    name: Spanned<String>,
    stages: Spanned<Vec<Spanned<String>>>,
    email: Spanned<String>,
    owner: Option<String>,
    connectivity: Option<Spanned<String>>,
    #[serde(default)]
    ous: BTreeMap<Spanned<String>, String>,
    blueprint: Option<String>,
    #[serde(default)]
    portfolios: Vec<String>,
    #[serde(default)]
    tags: BTreeMap<String, String>,
    #[serde(default)]
    people: Vec<Group>,
    path: Option<VendPath>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Group {
    group: String,
    permission_set: String,
    #[serde(default)]
    stages: Vec<Spanned<String>>,
}

/// What a manifest in TOML asks for.
pub fn team_from_toml(text: &str) -> Result<Vend, ManifestError> {
    let manifest: Manifest = toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        ManifestError::at(text, start, error.message())
    })?;
    let team = manifest.team;
    check(text, &team)?;
    let own = |name: Spanned<String>| stage_of(text, &name);
    let group = |group: Group| {
        let stages = group.stages.into_iter().map(own).collect::<Result<_, _>>()?;
        Ok(People { group: group.group, permission_set: group.permission_set, stages })
    };
    let ou = |(name, ou): (Spanned<String>, String)| Ok((stage_of(text, &name)?, ou));
    Ok(Vend {
        team: team.name.into_inner(),
        stages: team.stages.into_inner().into_iter().map(own).collect::<Result<_, _>>()?,
        email: team.email.into_inner(),
        owner: team.owner,
        connectivity: team.connectivity.map(Spanned::into_inner),
        ous: team.ous.into_iter().map(ou).collect::<Result<_, ManifestError>>()?,
        blueprint: team.blueprint,
        portfolios: team.portfolios,
        tags: team.tags,
        people: team.people.into_iter().map(group).collect::<Result<_, ManifestError>>()?,
        path: team.path,
    })
}

fn check(text: &str, team: &Team) -> Result<(), ManifestError> {
    let wrong = |start: usize, message: &str| Err(ManifestError::at(text, start, message));
    if team.name.get_ref().trim().is_empty() {
        return wrong(team.name.span().start, "the team has no name");
    }
    if team.stages.get_ref().is_empty() {
        return wrong(team.stages.span().start, "the team has no stages; `[\"dev\", \"preprod\", \"prod\"]` are three");
    }
    let email = team.email.get_ref();
    if !email.contains('@') {
        return wrong(
            team.email.span().start,
            "this is no template of addresses: `aws+{team}-{stage}@example.com` is one",
        );
    }
    if let Some(strange) = strange_placeholder(email) {
        return wrong(team.email.span().start, &strange);
    }
    if team.stages.get_ref().len() > 1 && !email.contains("{stage}") {
        return wrong(team.email.span().start, "every account has an address of its own: put `{stage}` into it");
    }
    let connectivity = team.connectivity.as_ref();
    match connectivity.filter(|kind| !["corporate", "isolated"].contains(&kind.get_ref().as_str())) {
        Some(kind) => wrong(kind.span().start, "connectivity is `corporate` or `isolated`"),
        None => Ok(()),
    }
}

/// A stage by its own name.
fn stage_of(text: &str, name: &Spanned<String>) -> Result<String, ManifestError> {
    let known = stage(name.get_ref()).map(|stage| stage.as_str().to_owned());
    known.ok_or_else(|| {
        let message = format!("`{}` is no stage: dev, preprod, prod and sandbox are", name.get_ref());
        ManifestError::at(text, name.span().start, message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAUD: &str = r#"
[team]
name = "fraud"
owner = "lead@example.com"
connectivity = "corporate"            # or "isolated"
stages = ["dev", "pre-prod", "prod"]
email = "aws+{team}-{stage}@example.com"
blueprint = "ML account baseline"     # product name or id
portfolios = ["Model building", "Model deployment"]
[team.tags]
cost-centre = "4711"
[[team.people]]
group = "fraud-data-scientists"
permission-set = "DataScientist"
stages = ["dev"]
"#;

    #[test]
    fn a_manifest_says_what_a_team_asks_for() {
        let team = team_from_toml(FRAUD).expect("a manifest");
        assert_eq!((team.team.as_str(), team.stages.join(" ").as_str()), ("fraud", "dev preprod prod"));
        assert_eq!(team.portfolios, ["Model building", "Model deployment"]);
        assert_eq!(team.tags.get("cost-centre").map(String::as_str), Some("4711"));
        assert_eq!(team.people[0].permission_set, "DataScientist");
        assert_eq!(team.blueprint.as_deref(), Some("ML account baseline"));
    }

    #[test]
    fn an_ou_can_be_named_for_a_stage() {
        let team = team_from_toml(&format!("{FRAUD}\n[team.ous]\nprod = \"Workloads/Live\"\n")).expect("a manifest");
        assert_eq!(team.ous.get("prod").map(String::as_str), Some("Workloads/Live"));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let place = |from: &str, to: &str| {
            let error = team_from_toml(&FRAUD.replace(from, to)).expect_err(to);
            (error.line, error.column)
        };
        assert_eq!(place("\"pre-prod\"", "\"moon\""), (6, 18));
        assert_eq!(place("-{stage}@", "@"), (7, 9));
        assert_eq!(place("{team}", "{tema}"), (7, 9));
        assert_eq!(place("\"corporate\"", "\"both\""), (5, 16));
        assert_eq!(place("owner =", "ownr =").0, 4);
        assert_eq!(place("stages = [\"dev\"]", "stages = [\"dev\"").0, 15);
        assert_eq!(place("name = \"fraud\"", "").0, 2);
        assert_eq!(place("\"4711\"", "4711").0, 11);
    }

    #[test]
    fn the_text_of_an_error_leads_there() {
        let error = team_from_toml("[team]\nname = 1").expect_err("no manifest");
        assert!(error.to_string().starts_with("line 2, column 8: "), "{error}");
    }
}
