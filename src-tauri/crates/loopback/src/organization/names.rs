//! Names a bank's people would choose, as many as are needed and never the same twice.

const TEAMS: &[&str] = &[
    "fraud",
    "credit-risk",
    "churn",
    "pricing",
    "recommendations",
    "demand-forecast",
    "marketing-mix",
    "document-ai",
    "anti-money-laundering",
    "collections",
    "contact-centre",
    "health-claims",
    "treasury-funding",
    "mortgage-underwriting",
    "trade-surveillance",
    "cyber-analytics",
    "customer-lifetime-value",
    "branch-staffing",
    "voice-of-customer",
    "sanctions-screening",
    "stress-testing",
    "next-best-action",
    "cash-logistics",
    "clinical-notes",
    "market-risk",
    "esg-scoring",
    "onboarding-kyc",
    "chat-assistant",
    "procurement-spend",
    "people-analytics",
];

const BUSINESSES: &[&str] = &[
    "retail",
    "corporate",
    "private-banking",
    "cards",
    "mortgages",
    "payments",
    "insurance",
    "wealth",
    "leasing",
    "factoring",
    "trade-finance",
    "brokerage",
    "pensions",
    "savings",
    "consumer-loans",
    "auto-loans",
    "small-business",
    "institutional",
    "custody",
    "treasury",
    "markets",
    "digital",
    "branches",
    "partners",
    "nordics",
    "iberia",
    "benelux",
    "dach",
    "uk",
    "ireland",
    "france",
    "italy",
    "poland",
    "latam",
    "apac",
    "property",
    "motor",
    "life",
    "travel",
    "commercial",
    "merchant",
    "fx",
    "commodities",
    "equities",
    "rates",
    "credit",
    "operations",
    "compliance",
    "audit",
    "finance",
    "procurement",
    "hr",
    "health",
    "agri",
    "energy",
    "shipping",
    "aviation",
    "public-sector",
    "start-ups",
    "students",
];

const TOPICS: &[&str] = &[
    "churn",
    "pricing",
    "fraud",
    "default-risk",
    "upsell",
    "segmentation",
    "forecast",
    "anomaly",
    "retention",
    "documents",
    "chatbot",
    "routing",
    "matching",
    "scoring",
    "limits",
    "recovery",
    "disputes",
    "sentiment",
    "capacity",
    "quality",
    "leads",
    "renewals",
    "loss-estimates",
    "underwriting",
    "valuation",
    "liquidity",
    "hedging",
    "screening",
    "identity",
    "search",
    "summaries",
    "translation",
    "transcription",
    "alerts",
    "complaints",
    "journeys",
    "campaigns",
    "attribution",
    "inventory",
    "maintenance",
    "reconciliation",
    "settlement",
    "exposure",
    "early-warning",
    "affordability",
];

const PEOPLE: &[&str] = &[
    "ada", "alan", "amara", "anders", "anja", "arun", "beatriz", "boris", "camille", "carlos", "chen", "claire",
    "daniel", "deepa", "diego", "elena", "emeka", "erik", "fatima", "felix", "freya", "gita", "grace", "hanna", "hugo",
    "imani", "ines", "ivan", "jan", "jonas", "julia", "kai", "karin", "kenji", "lars", "laura", "leila", "liam",
    "lucia", "marek", "maria", "mei", "mila", "nadia", "niels", "nora", "olga", "omar", "paolo", "petra", "priya",
    "rafael", "rosa", "samir", "sara", "sven", "tara", "tomas", "uma", "vera", "viktor", "wanda", "xavier", "yara",
    "yusuf", "zofia", "zoe", "aisha", "bruno", "cora", "dario", "edith", "farah", "goran", "helga", "igor", "jasmin",
    "klara", "leo", "magda",
];

const LAKES: &[&str] = &[
    "customer",
    "transactions",
    "cards",
    "markets",
    "risk",
    "marketing",
    "operations",
    "finance",
    "documents",
    "reference",
];

/// The name of team number `index`.
pub(crate) fn team(index: usize) -> String {
    if let Some(name) = TEAMS.get(index) {
        return (*name).to_owned();
    }
    // A stride that has no factor in common with the number of pairs visits each pair once, neighbours far apart.
    let pairs = BUSINESSES.len() * TOPICS.len();
    let index = index - TEAMS.len();
    let pair = index % pairs * 1_009 % pairs;
    numbered(format!("{}-{}", BUSINESSES[pair / TOPICS.len()], TOPICS[pair % TOPICS.len()]), index / pairs)
}

/// Whether a team works on health data, which has an OU of its own.
pub(crate) fn is_regulated(team: &str) -> bool {
    ["health-", "clinical-"].iter().any(|prefix| team.starts_with(prefix))
}

/// The name of sandbox number `index`, after the person it belongs to.
pub(crate) fn sandbox(index: usize) -> String {
    let initial = char::from(b'a' + (index / PEOPLE.len() % 26) as u8);
    let name = match index / PEOPLE.len() {
        0 => format!("sandbox-{}", PEOPLE[index % PEOPLE.len()]),
        _ => format!("sandbox-{}-{initial}", PEOPLE[index % PEOPLE.len()]),
    };
    numbered(name, index / PEOPLE.len() / 26)
}

/// The name of data lake number `index`, after its domain.
pub(crate) fn data_lake(index: usize) -> String {
    numbered(format!("data-lake-{}", LAKES[index % LAKES.len()]), index / LAKES.len())
}

/// The first name of person number `index`, any number.
pub(crate) fn person(index: u64) -> &'static str {
    PEOPLE[(index % PEOPLE.len() as u64) as usize]
}

fn numbered(name: String, round: usize) -> String {
    if round == 0 { name } else { format!("{name}-{}", round + 1) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique_and_short_enough_for_account_names() {
        for name in [team, sandbox, data_lake] {
            let names: BTreeSet<String> = (0..4_000).map(name).collect();
            assert_eq!(names.len(), 4_000);
            assert!(names.iter().all(|name| name.len() + "-preprod".len() <= 50));
        }
    }
}
