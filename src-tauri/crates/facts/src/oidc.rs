//! Identity providers that vouch for callers with tokens, and the claims of their tokens that are condition keys.

use crate::table::{Table, words};

pub(crate) const CLAIMS: Table = Table(include_str!("../data/oidc_claims.tsv"));
pub(crate) const ISSUERS: Table = Table(include_str!("../data/oidc_issuers_by_hand.tsv"));

/// What is known of an issuer of tokens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Issuer {
    /// Its host and path; `*` stands for a part that each customer has for itself.
    pub name: &'static str,
    /// Whether all its customers share it, so that its name says nothing of whose token it is.
    pub is_shared: bool,
    /// What a subject begins with, where that names whose token it is, each way between spaces; `…` stands for the name, alone where
    /// it is not known what stands before it. Empty where the subject names nobody's.
    subject: &'static str,
    /// The claims that say whose token it is; a space stands between them.
    pub tenant_claims: &'static str,
    /// The document that says so.
    pub source: &'static str,
}

impl Issuer {
    /// What a subject may begin with where it names whose token it is: what stands before the name, and after it.
    pub fn subjects(&self) -> impl Iterator<Item = (&'static str, &'static str)> + use<> {
        words(self.subject, ' ').filter_map(|form| form.split_once('…'))
    }
}

/// The issuer of this host and path.
pub fn issuer(name: &str) -> Option<Issuer> {
    let rows = ISSUERS.cells().map(|[name, shared, subject, tenant_claims, source]| Issuer {
        name,
        is_shared: shared == "shared",
        subject,
        tenant_claims: if tenant_claims == "-" { "" } else { tenant_claims },
        source,
    });
    rows.into_iter().find(|issuer| fits(issuer.name, name))
}

/// The claims of an issuer's tokens that are condition keys beside those of every token (`aud`, `sub`, `amr`).
pub fn claims(issuer: &str) -> impl Iterator<Item = &'static str> {
    CLAIMS.cells().filter(move |[pattern, _, _]| fits(pattern, issuer)).map(|[_, claim, _]| claim)
}

/// Whether a name is what a pattern stands for. A `*` is never empty and never spans a `/`.
fn fits(pattern: &str, name: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(open) = name.strip_prefix(start) else { return false };
    let ends = open.char_indices().skip(1).map(|(place, _)| place).chain([open.len()]);
    let splits = ends.filter_map(|end| open.split_at_checked(end));
    splits.take_while(|(star, _)| !star.contains('/')).any(|(star, after)| !star.is_empty() && fits(rest, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_are_those_that_iam_knows() {
        let github: Vec<_> = claims("token.actions.githubusercontent.com").collect();
        assert!(github.contains(&"job_workflow_ref") && !github.contains(&"repository_owner"));
        assert!(claims("token.actions.acme.ghe.com").any(|claim| claim == "enterprise_id"));
        assert!(!claims("gitlab.com").any(|claim| claim == "project_path"));
        assert_eq!(claims("example.com").count(), 0);
    }

    #[test]
    fn issuers_say_whether_they_are_shared() {
        assert!(issuer("token.actions.githubusercontent.com").unwrap().is_shared);
        assert!(!issuer("token.actions.githubusercontent.com/acme").unwrap().is_shared);
        assert!(issuer("oidc.vercel.com").unwrap().is_shared);
        assert!(!issuer("git.example.com/_services/token").unwrap().is_shared);
        assert!(!issuer("api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc").unwrap().is_shared);
        assert!(!issuer("oidc.eks.eu-west-1.amazonaws.com/id/ABC").unwrap().is_shared);
        assert_eq!(issuer("login.example.com"), None);
        for [_, shared, .., source] in ISSUERS.cells::<5>() {
            assert!(matches!(shared, "shared" | "own") && !source.is_empty());
        }
        let subjects = |name: &str| issuer(name).unwrap().subjects().collect::<Vec<_>>();
        assert_eq!(subjects("gitlab.com"), [("project_path:", "/")]);
        assert_eq!(subjects("tokens.cloud.shisho.dev"), [("job:", ":")]);
        assert_eq!(subjects("sandboxes.cloud"), [("", "")], "it is not known what stands before the name");
        assert_eq!(subjects("www.amazon.com"), []);
        assert_eq!(issuer("oidc.vercel.com").unwrap().tenant_claims, "aud");
        assert_eq!(ISSUERS.cells::<5>().count(), ISSUERS.rows().count());
    }
}
