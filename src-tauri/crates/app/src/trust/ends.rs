//! Type-ahead for the ends of a path: stages, then OUs and accounts, then principals.

use armillary_classify::Stage;
use armillary_model::Kind;
use armillary_trust::Graph;
use armillary_wire::{Failure, TrustEnd, TrustEndKind};

use crate::{cache::CacheAt, resources, search::SearchIndex};

/// How many hits of the search are looked through for each one that is given: most resources are no end of a path.
const LOOK: u32 = 20;

/// What a text can mean as an end; the stages where there is no text.
pub fn ends(
    cache: &CacheAt,
    index: Option<&SearchIndex>,
    graph: &Graph,
    text: &str,
    limit: u32,
) -> Result<Vec<TrustEnd>, Failure> {
    let organization = graph.organization();
    let typed = text.trim().to_ascii_lowercase();
    let stages = Stage::ALL.into_iter().filter_map(|stage| {
        let accounts = organization.accounts().iter().filter(|account| account.stage == stage);
        let principals: Option<u32> = (stage != Stage::External)
            .then(|| accounts.clone().map(|account| organization.members(account).len() as u32).sum());
        let count = accounts.count();
        let value = format!("stage:{stage}");
        let matches = value.contains(&typed) || stage.plain().contains(&typed);
        let is_there = count > 0 || stage == Stage::External;
        (matches && is_there).then(|| TrustEnd {
            value,
            label: stage.plain().to_owned(),
            detail: if count > 0 { format!("{count} accounts") } else { String::new() },
            kind: TrustEndKind::Stage,
            principals,
        })
    });
    let mut ends: Vec<TrustEnd> = stages.collect();
    if !typed.is_empty() {
        for hit in resources::search(cache, index, text, limit.saturating_mul(LOOK))?.hits {
            let kind = match hit.kind {
                Kind::OrganizationalUnit => TrustEndKind::Ou,
                Kind::Account => TrustEndKind::Account,
                Kind::Role | Kind::User | Kind::SamlProvider | Kind::OidcProvider => TrustEndKind::Principal,
                Kind::DirectoryUser | Kind::DirectoryGroup => TrustEndKind::Principal,
                _ => continue,
            };
            let id = hit.arn.rsplit('/').next().unwrap_or(&hit.arn).to_owned();
            let (value, detail) = match kind {
                TrustEndKind::Ou | TrustEndKind::Account => (id.clone(), id),
                _ => (hit.arn.clone(), format!("{} {} ({})", hit.plain, hit.account_name, hit.account)),
            };
            ends.push(TrustEnd { value, label: hit.name, detail, kind, principals: None });
        }
        ends.sort_by_key(|end| end.kind == TrustEndKind::Principal);
    }
    ends.truncate(limit as usize);
    Ok(ends)
}
