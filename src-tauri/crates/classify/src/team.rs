//! Teams.

use crate::{stage::stage_in, words::words};

/// The team an account belongs to by its name, without the stage: `team-fraud-dev` and `Fraud Prod` are both `fraud`.
pub fn team_of(name: &str) -> String {
    let mut words = words(name);
    if let Some((_, from, to)) = stage_in(&words) {
        words.drain(from..to);
    }
    if words.len() > 1 && words.first().is_some_and(|word| matches!(word.as_str(), "team" | "account")) {
        words.remove(0);
    }
    if words.last().is_some_and(|word| word == "account") && words.len() > 1 {
        words.pop();
    }
    if words.is_empty() { name.to_lowercase() } else { words.join("-") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Stage;

    #[test]
    fn account_names_tell_team_and_stage() {
        let check =
            |name: &str, team: &str, stage| assert_eq!((team_of(name).as_str(), Stage::of_name(name)), (team, stage));
        check("team-fraud-dev", "fraud", Some(Stage::Dev));
        check("fraud-preprod", "fraud", Some(Stage::PreProd));
        check("Fraud Prod", "fraud", Some(Stage::Prod));
        check("fraud-pre-prod", "fraud", Some(Stage::PreProd));
        check("Project_Prod", "project", Some(Stage::Prod));
        check("team-3-dev", "3", Some(Stage::Dev));
        check("stress-testing-dev", "stress-testing", Some(Stage::Dev));
        check("fraud-dev-test", "fraud-dev", Some(Stage::PreProd));
        check("prod", "prod", Some(Stage::Prod));
        check("log-archive", "log-archive", None);
        check("product-catalog", "product-catalog", None);
    }
}
